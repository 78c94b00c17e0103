// Owns: finding where the user's program stands, in nanoseconds, and telling it as file and line when asked.
// Called by: nodes and in-place writes, through tensor/host.h.
#include "cpython/py.h"

#if PY_VERSION_HEX >= 0x030b0000 && PY_VERSION_HEX < 0x030e0000
#define Py_BUILD_CORE 1
#include <internal/pycore_frame.h>
#define FLAMBEAU_FAST_FRAMES 1
#endif

#include <array>

namespace flambeau {
namespace {

std::string library_folder;  // ends with a separator; frames of files below it are the library's own

// co_filename objects already judged; all code of one module shares one, so this is a pointer test per frame.
struct Verdict {
  PyObject* filename = nullptr;  // owned
  bool library = false;
};
std::array<Verdict, 256> verdicts;

inline bool is_library(PyObject* filename) noexcept {
  Verdict& v = verdicts[(reinterpret_cast<uintptr_t>(filename) >> 4) % verdicts.size()];
  if (v.filename == filename) return v.library;
  const char* text = PyUnicode_AsUTF8(filename);
  if (!text) {
    PyErr_Clear();
    return false;
  }
  Py_INCREF(filename);
  Py_XSETREF(v.filename, filename);
  v.library = !library_folder.empty() && std::string_view(text).starts_with(library_folder);
  return v.library;
}

}  // namespace

bool is_library_file(PyObject* filename) noexcept { return is_library(filename); }

void set_library_folder(const char* folder) {
  library_folder = folder;
  for (Verdict& v : verdicts) Py_CLEAR(v.filename);
}

#ifdef FLAMBEAU_FAST_FRAMES
namespace {
_PyInterpreterFrame* innermost() noexcept {
  PyThreadState* state = PyThreadState_GET();
#if PY_VERSION_HEX >= 0x030d0000
  return state->current_frame;
#else
  return state->cframe->current_frame;
#endif
}
}  // namespace

const void* current_frame() noexcept { return innermost(); }

// Read straight from the interpreter's frame chain: no frame object is made.
Origin current_origin() noexcept {
  for (_PyInterpreterFrame* frame = innermost(); frame; frame = frame->previous) {
#if PY_VERSION_HEX >= 0x030d0000
    if (!PyCode_Check(frame->f_executable)) continue;
    PyCodeObject* code = reinterpret_cast<PyCodeObject*>(frame->f_executable);
    const auto* at = frame->instr_ptr;
#else
#if PY_VERSION_HEX >= 0x030c0000
    if (frame->owner == FRAME_OWNED_BY_CSTACK) continue;  // an entry frame without code
#endif
    PyCodeObject* code = frame->f_code;
    const auto* at = frame->prev_instr;
#endif
    if (is_library(code->co_filename)) continue;
    Py_INCREF(code);
    return {
        as_host(reinterpret_cast<PyObject*>(code)),
        static_cast<int32_t>(reinterpret_cast<const char*>(at) - reinterpret_cast<const char*>(_PyCode_CODE(code)))};
  }
  return {};
}
#else
const void* current_frame() noexcept { return nullptr; }

Origin current_origin() noexcept {
  PyRef frame(reinterpret_cast<PyObject*>(PyThreadState_GetFrame(PyThreadState_Get())));
  while (frame) {
    auto* f = reinterpret_cast<PyFrameObject*>(frame.get());
    PyRef code(reinterpret_cast<PyObject*>(PyFrame_GetCode(f)));
    if (!is_library(reinterpret_cast<PyCodeObject*>(code.get())->co_filename)) {
      return {as_host(code.give()), PyFrame_GetLasti(f)};
    }
    frame = PyRef(reinterpret_cast<PyObject*>(PyFrame_GetBack(f)));
  }
  return {};
}
#endif

std::string describe(const Origin& o) {
  if (!o.code) return "";
  auto* code = reinterpret_cast<PyCodeObject*>(py(o.code));
  const int line = PyCode_Addr2Line(code, o.instruction);
  const char* file = PyUnicode_AsUTF8(code->co_filename);
  const char* name = PyUnicode_AsUTF8(code->co_name);
  if (!file || !name) {
    PyErr_Clear();
    return "";
  }
  std::string out = concat(file, ":", line);
  if (std::string_view(name) != "<module>") out += concat(", in ", name);
  return out;
}

}  // namespace flambeau
