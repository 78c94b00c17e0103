// Owns: Python.h and the small tools of this folder: owning pointers, conversions, the exception boundary.
// Called by: every file of cpython/ and no other.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <cxxabi.h>
#include <structmember.h>

#include <algorithm>
#include <new>
#include <string>

#include "dispatch/named.h"

namespace flambeau {

inline PyObject* py(HostObject* o) { return reinterpret_cast<PyObject*>(o); }
inline PyObject* py(Tensor* t) { return reinterpret_cast<PyObject*>(t); }
inline PyObject* py(Node* n) { return reinterpret_cast<PyObject*>(n); }
inline HostObject* as_host(PyObject* o) { return reinterpret_cast<HostObject*>(o); }
static_assert(sizeof(PyObject) == sizeof(HostHeader));

// An owning PyObject pointer; `checked` throws HostError for null.
class PyRef {
 public:
  PyRef() = default;
  explicit PyRef(PyObject* owned) : p_(owned) {}
  static PyRef checked(PyObject* owned) {
    if (!owned) throw HostError{};
    return PyRef(owned);
  }
  static PyRef share(PyObject* borrowed) {
    Py_XINCREF(borrowed);
    return PyRef(borrowed);
  }
  PyRef(PyRef&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
  PyRef& operator=(PyRef&& other) noexcept {
    std::swap(p_, other.p_);
    return *this;
  }
  PyRef(const PyRef&) = delete;
  PyRef& operator=(const PyRef&) = delete;
  ~PyRef() { Py_XDECREF(p_); }
  PyObject* get() const { return p_; }
  PyObject* give() { return std::exchange(p_, nullptr); }
  explicit operator bool() const { return p_ != nullptr; }

 private:
  PyObject* p_ = nullptr;
};

inline PyObject* to_py(TensorRef t) { return py(t.give()); }
inline PyObject* to_py(HostRef o) { return py(o.give()); }
// For a tensor that no operation made: made in inference mode, it is an inference tensor all the same.
inline PyObject* made_to_py(TensorRef t) {
  if (modes.inference) t->flags |= kInference;
  return to_py(std::move(t));
}

// Turns the C++ exception being handled into a Python one. Call inside catch (...).
void set_python_error() noexcept;

// Runs f(), which asks for the interpreter's lock. Daemon threads that do so while the interpreter shuts down are ended
// by unwinding their stack (before CPython 3.14), which must not reach our frames: such a thread sleeps here for good.
[[noreturn]] void sleep_until_exit() noexcept;
template <class F> auto until_exit(F&& f) {
  try {
    return f();
  } catch (const abi::__forced_unwind&) {
    sleep_until_exit();
  }
}

// Runs f(), which returns an owned PyObject*; every C++ exception becomes a Python one.
template <class F> PyObject* guarded(F&& f) noexcept {
  try {
    return f();
  } catch (const abi::__forced_unwind&) {
    sleep_until_exit();
  } catch (...) {
    set_python_error();
    return nullptr;
  }
}
// The same for slots that return 0 or -1.
template <class F> int guarded_int(F&& f) noexcept {
  try {
    f();
    return 0;
  } catch (const abi::__forced_unwind&) {
    sleep_until_exit();
  } catch (...) {
    set_python_error();
    return -1;
  }
}
extern PyObject* data_dependent_error;  // flambeau.func.DataDependentError
extern PyObject* linalg_error;          // flambeau.linalg.LinAlgError

inline PyObject* none_ref() { return Py_NewRef(Py_None); }

// Calls f(item, place) for the items of a sequence. What is read may act meanwhile, and change the list it lies in: the
// item is kept, and the list looked at anew each time.
template <class F> void for_items(PyObject* sequence, F&& f) {
  const bool fast = PyList_Check(sequence) || PyTuple_Check(sequence);
  const Py_ssize_t n = fast ? PySequence_Fast_GET_SIZE(sequence) : PySequence_Size(sequence);
  if (n < 0) throw HostError{};
  for (Py_ssize_t i = 0; i < n; ++i) {
    if (fast && PySequence_Fast_GET_SIZE(sequence) != n) {
      fail(ErrorKind::Runtime, "a list changed its length from ", n, " to ", PySequence_Fast_GET_SIZE(sequence),
           " while it was being read");
    }
    const PyRef item =
        fast ? PyRef::share(PySequence_Fast_GET_ITEM(sequence, i)) : PyRef::checked(PySequence_GetItem(sequence, i));
    f(item.get(), i);
  }
}

// The types of this extension (owned by the module) and Python classes registered by flambeau/__init__.py.
extern PyTypeObject* tensor_type;
extern PyTypeObject* node_type;
extern PyTypeObject* dtype_type;
extern PyTypeObject* size_type;  // flambeau.Size, a tuple

inline bool is_tensor(PyObject* o) { return Py_TYPE(o) == tensor_type || PyObject_TypeCheck(o, tensor_type); }
inline bool is_node(PyObject* o) { return PyObject_TypeCheck(o, node_type); }
inline Tensor& as_tensor(PyObject* o) { return *reinterpret_cast<Tensor*>(o); }
inline Node& as_node(PyObject* o) { return *reinterpret_cast<Node*>(o); }

PyObject* dtype_object(DType t);  // borrowed
bool is_dtype(PyObject* o);
DType dtype_of(PyObject* o);
bool parse_dtype(PyObject* o, DType* out);  // also float, int, bool, complex
PyObject* device_object(DeviceType d);      // borrowed
DeviceType parse_device(PyObject* o);
bool is_layout(PyObject* o);
PyObject* strided_layout();                          // borrowed
PyObject* size_object(const int64_t* sizes, int n);  // new reference
void read_dims(PyObject* sequence, Dims* out, const char* what);
int64_t read_int(PyObject* o, const char* what);

// A Python number (bool, int, float, complex, NumPy scalar) as a Value; false when `o` is none of these.
// Python's own numbers, not what converts to one.
inline bool is_plain_number(PyObject* o) { return PyLong_Check(o) || PyFloat_Check(o) || PyComplex_Check(o); }
bool read_number(PyObject* o, Value* out);
bool read_number_argument(PyObject* o, Value* out);  // parse.cpp; throws Overridden (overrides.h)

// Sets up the pieces; each adds its types and functions to the module. -1 with a Python error set on failure.
int init_errors(PyObject* module);
int init_host(PyObject* module);
int init_dtype(PyObject* module);
int init_tensor(PyObject* module);
int init_node(PyObject* module);
int init_op(PyObject* module);
int init_random(PyObject* module);
int init_backward(PyObject* module);
int init_modes(PyObject* module);
int init_memory(PyObject* module);
int init_result_types(PyObject* module);
int init_machine(PyObject* module);
int init_batching(PyObject* module);
int init_optim(PyObject* module);
int init_recording(PyObject* module);
int init_watch(PyObject* module);
int init_dlpack(PyObject* module);
int init_profiler(PyObject* module);
int init_explained(PyObject* module);
int init_scope(PyObject* module);
int init_overrides(PyObject* module);
int init_sparse(PyObject* module);
int init_module_base(PyObject* module);

PyObject* hook_table(
    HostObject*& slot);  // the OrderedDict of hooks in `slot`, made when there is none; a new reference
TensorRef make_subclass(PyTypeObject* type, const Tensor& data);  // shares the storage, outside the graph
void drop_tensor_stock() noexcept;                                // free the dead that are kept for reuse
void drop_node_stock() noexcept;
void set_library_folder(const char* folder);
bool is_library_file(PyObject* filename) noexcept;  // is this code's file one of the library's own?
void untrack(Tensor& t) noexcept;                   // collector.cpp
void untrack(Node& n) noexcept;
bool is_tracked(Tensor& t);  // batching.cpp: whether it or anything wrapped in it requires grad
int init_collector(PyObject* module);

// Parsing (parse.cpp)
void parse_arguments(const Op& op, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames, Arguments& out,
                     PyObject** out_keyword);
// Whether a composite's body can be given the arguments as they are: of their types, under their own names.
bool fits_as_given(const Op& op, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames);
int find_param(const Op& op, PyObject* name);  // by its name or another that it is known by (axis for dim); -1: none
void read_value(const Op& op, int i, PyObject* o, Arguments& arena, Value* v);

// Ops (op_type.cpp)
enum Slot {
  kAdd,
  kSub,
  kMul,
  kTrueDiv,
  kFloorDiv,
  kMod,
  kPow,
  kMatmul,
  kAnd,
  kOr,
  kXor,
  kLeftShift,
  kRightShift,
  kLt,
  kLe,
  kEq,
  kNe,
  kGt,
  kGe,
  kNeg,
  kAbs,
  kInvert,
  kPositive,
  kSlots,
};
extern PyObject* slot_objects[kSlots];
Op& op_in(PyObject* object);                                        // of an Op; read now if it was not needed before
inline PyObject* op_object(const Op& op) { return py(op.object); }  // borrowed
PyObject* wrap_results(Call& call);

// explained.cpp: makes the error that is set tell of the arguments, where it is a slip in the library's own code.
void explain_failure(PyObject* function, PyObject* const* args, Py_ssize_t count, PyObject* keywords) noexcept;

// Indexing (indexing.cpp), number slots (numbers.cpp)
PyObject* tensor_subscript(PyObject* self, PyObject* index) noexcept;
int tensor_assign_subscript(PyObject* self, PyObject* index, PyObject* value) noexcept;
extern PyNumberMethods tensor_numbers;
PyObject* tensor_richcompare(PyObject* a, PyObject* b, int how) noexcept;

// Data (data.cpp)
TensorRef tensor_from_data(PyObject* data, PyObject* dtype);
PyObject* element_to_python(DType t, const void* at);
PyObject* tensor_to_list(const Tensor& t);
PyObject* tensor_item(const Tensor& t);
int tensor_getbuffer(PyObject* self, Py_buffer* view, int flags) noexcept;
void tensor_releasebuffer(PyObject* self, Py_buffer* view) noexcept;

extern PyMethodDef tensor_methods[];
extern PyGetSetDef tensor_getset[];

}  // namespace flambeau
