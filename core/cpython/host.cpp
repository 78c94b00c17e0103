// Owns: the Python side of the core's seam to its host (tensor/host.h), and the library's own functions behind it.
// Called by: the core, through that header; flambeau._host, which connects the functions.
#include <unistd.h>

#include <atomic>
#include <exception>
#include <thread>

#include "cpython/py.h"

namespace flambeau {

void retain(HostObject* object) noexcept { Py_INCREF(py(object)); }
void release(HostObject* object) noexcept { Py_XDECREF(py(object)); }
int64_t reference_count(const HostObject* object) noexcept {
  return Py_REFCNT(reinterpret_cast<PyObject*>(const_cast<HostObject*>(object)));
}

// See until_exit.
void sleep_until_exit() noexcept {
  for (;;) pause();
}

WithoutHostLock::WithoutHostLock() : state_(PyEval_SaveThread()) {}
WithoutHostLock::~WithoutHostLock() {
  until_exit([&] { PyEval_RestoreThread(static_cast<PyThreadState*>(state_)); });
}

namespace host {

Library library = {};

// ---- values ----

HostObject* none() noexcept { return as_host(Py_None); }
HostObject* truth(bool b) noexcept { return as_host(b ? Py_True : Py_False); }

HostRef integer(int64_t i) { return HostRef::steal(as_host(PyRef::checked(PyLong_FromLongLong(i)).give())); }

HostRef shape(const Dims& sizes) {
  return HostRef::steal(as_host(PyRef::checked(size_object(sizes.data(), sizes.size())).give()));
}

HostRef tuple(const std::vector<HostRef>& items) {
  PyRef tuple = PyRef::checked(PyTuple_New(static_cast<Py_ssize_t>(items.size())));
  for (size_t i = 0; i < items.size(); ++i) {
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), Py_NewRef(py(items[i].get())));
  }
  return HostRef::steal(as_host(tuple.give()));
}

namespace {

HostRef tuple_of_list(const TensorList& tensors) {
  std::vector<HostRef> all;
  for (Tensor* t : tensors) all.push_back(HostRef::share(t ? as_host(t) : none()));
  return tuple(all);
}

// Whether sizes can be handed on as the object that they were read from. A list may hold others when a rule reads it,
// and an object that is merely like an integer may answer anew.
bool stays_numbers(PyObject* o) {
  if (!PyTuple_Check(o)) return PyLong_Check(o);
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(o); ++i) {
    if (!PyLong_Check(PyTuple_GET_ITEM(o, i))) return false;
  }
  return true;
}

}  // namespace

HostRef object_of(const Value& v) {
  if (v.tag == Tag::Tensors) return tuple_of_list(*v.tensors);  // the caller's list may hold other tensors by now
  if (v.tag == Tag::Dims && v.object && !stays_numbers(py(v.object))) return shape(*v.dims);
  if (v.object && (!v.is_number() || is_plain_number(py(v.object)))) return HostRef::share(v.object);
  PyObject* made = nullptr;
  switch (v.tag) {
    case Tag::Tensor: return HostRef::share(as_host(v.tensor));
    case Tag::DType: return HostRef::share(as_host(dtype_object(v.dtype)));
    case Tag::Dims: return shape(*v.dims);
    case Tag::Bool: made = PyBool_FromLong(v.integer != 0); break;
    case Tag::Int: made = PyLong_FromLongLong(v.integer); break;
    case Tag::Float: made = PyFloat_FromDouble(v.real); break;
    case Tag::Complex: made = PyComplex_FromDoubles(v.real, v.imag); break;
    default: return HostRef::share(none());
  }
  return HostRef::steal(as_host(PyRef::checked(made).give()));
}

bool is_tuple(HostObject* o) noexcept { return PyTuple_Check(py(o)); }

Tensor* tensor_in(HostObject* o) noexcept { return is_tensor(py(o)) ? &as_tensor(py(o)) : nullptr; }

int64_t integer_in(HostObject* o) {
  const int64_t i = PyLong_AsLongLong(py(o));
  if (i == -1 && PyErr_Occurred()) throw HostError{};
  return i;
}

std::string text_of(HostObject* o) {
  PyRef text = PyRef::checked(PyObject_Str(py(o)));
  const char* utf8 = PyUnicode_AsUTF8(text.get());
  if (!utf8) throw HostError{};
  return utf8;
}

std::vector<HostRef> items(HostObject* sequence, const char* what) {
  const PyRef fast = PyRef::checked(PySequence_Fast(py(sequence), what));
  std::vector<HostRef> all;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast.get()); ++i)
    all.push_back(HostRef::share(as_host(PySequence_Fast_GET_ITEM(fast.get(), i))));
  return all;
}

std::vector<HostRef> values_in(HostObject* table) {
  const PyRef values = PyRef::checked(PyMapping_Values(py(table)));
  return items(as_host(values.get()));
}

std::string name_of(HostObject* function) {
  const PyRef name(PyObject_GetAttrString(py(function), "__name__"));
  const char* text = name && PyUnicode_Check(name.get()) ? PyUnicode_AsUTF8(name.get()) : nullptr;
  PyErr_Clear();
  return text ? text : "<unknown>";
}

// ---- types ----

HostObject* type_of(HostObject* o) noexcept { return as_host(reinterpret_cast<PyObject*>(Py_TYPE(py(o)))); }

std::string name_of_type(HostObject* o) { return Py_TYPE(py(o))->tp_name; }

// ---- calls ----

HostRef call(HostObject* function, HostObject* const* args, int n) {
  PyObject* const* argv = reinterpret_cast<PyObject* const*>(args);
  PyObject* answer =
      until_exit([&] { return PyObject_Vectorcall(py(function), argv, static_cast<size_t>(n), nullptr); });
  return HostRef::steal(as_host(PyRef::checked(answer).give()));
}

const Op& op_named(const char* name) {
  const PyRef text = PyRef::checked(PyUnicode_FromString(name));
  return op_in(py(call(library.op_named, {as_host(text.get())}).get()));
}

std::string ask_aside(HostObject* function, HostObject* argument) noexcept {
  PyObject *kind, *value, *trace;
  PyErr_Fetch(&kind, &value, &trace);
  std::string answer;
  try {
    answer = text_of(call(function, {argument}).get());
  } catch (...) {  // what it would tell is less than what is in flight
    PyErr_Clear();
  }
  PyErr_Restore(kind, value, trace);
  return answer;
}

// ---- the program ----

static void warn_user(const std::string& text, PyObject* once) {
  const PyRef sentence = PyRef::checked(PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())));
  call(library.warn, {as_host(sentence.get()), as_host(once)});
}

void warn(const std::string& text) { warn_user(text, Py_False); }
void warn_once(const std::string& text) { warn_user(text, Py_True); }

// Handlers run in the main thread only, and not while the lock is kept, as what happens under it is one step for other
// threads.
void check_signals() {
  static const std::thread::id importing = std::this_thread::get_id();
  if (std::this_thread::get_id() != importing || PyGILState_Check()) return;
  const PyGILState_STATE state = until_exit([] { return PyGILState_Ensure(); });
  const bool stop = PyErr_CheckSignals() < 0;
  PyGILState_Release(state);
  if (stop) throw HostError{};
}

void on_another_stack(const std::function<void()>& f) {
  const HostRef give = call(library.carry_state, {});
  std::exception_ptr thrown;
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
  const auto body = [&] {
    const PyGILState_STATE state = until_exit([] { return PyGILState_Ensure(); });
    try {
      call(give.get(), {});
      f();
    } catch (const HostError&) {
      PyErr_Fetch(&type, &value, &trace);
      thrown = std::current_exception();
    } catch (...) {
      thrown = std::current_exception();
    }
    PyGILState_Release(state);
  };
  {
    const WithoutHostLock unlocked;
    std::thread(body).join();
  }
  if (type) PyErr_Restore(type, value, trace);
  if (thrown) std::rethrow_exception(thrown);
}

namespace {

std::atomic<bool> bytes_are_lost{false};  // and the main thread has not been told yet

// Runs between two Python instructions of the main thread.
int raise_lost_bytes(void*) {
  bytes_are_lost = false;
  PyErr_SetString(
      PyExc_OSError,
      "load: a file that tensors map was cut short while they were in use: the elements that lay beyond its end "
      "read as zero from now on | load without mmap=True files that others may change");
  return -1;
}

}  // namespace

void report_lost_bytes() noexcept {
  if (!bytes_are_lost.exchange(true)) Py_AddPendingCall(raise_lost_bytes, nullptr);
}

}  // namespace host

namespace {

struct Connection {
  const char* name;
  HostObject* host::Library::* function;
};
constexpr Connection connections[] = {
    {"op_named", &host::Library::op_named},
    {"batch", &host::Library::batch},
    {"sparse", &host::Library::sparse},
    {"seen_through", &host::Library::seen_through},
    {"copy_slices", &host::Library::copy_slices},
    {"strong_zero", &host::Library::strong_zero},
    {"strong_tangent", &host::Library::strong_tangent},
    {"known_as", &host::Library::known_as},
    {"note_traceback", &host::Library::note_traceback},
    {"report_anomaly", &host::Library::report_anomaly},
    {"carry_state", &host::Library::carry_state},
    {"explain", &host::Library::explain},
    {"show", &host::Library::show},
    {"as_tensor", &host::Library::as_tensor},
    {"warn", &host::Library::warn},
};

// _connect(**functions): all of them, and no others.
PyObject* connect(PyObject*, PyObject* const* args, Py_ssize_t nargs, PyObject* names) {
  return guarded([&] {
    const Py_ssize_t given = names ? PyTuple_GET_SIZE(names) : 0;
    if (nargs != 0 || given != static_cast<Py_ssize_t>(std::size(connections)))
      fail(ErrorKind::Type, "_connect takes ", std::size(connections), " functions by name");
    host::Library all = {};
    for (const Connection& c : connections) {
      Py_ssize_t i = 0;
      while (i < given && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, i), c.name) != 0) ++i;
      if (i == given) fail(ErrorKind::Type, "_connect: the function '", c.name, "' is missing");
      all.*c.function = as_host(args[i]);
    }
    for (const Connection& c : connections) retain(all.*c.function);  // for as long as the process lives
    host::library = all;
    return none_ref();
  });
}

PyMethodDef functions[] = {
    {"_connect", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(connect)), METH_FASTCALL | METH_KEYWORDS,
     "_connect(**functions: Callable[..., Any]) -> None\n\n"
     "Tells the core the functions of the library that it calls (tensor/host.h says what they are): all, by name."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_host(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
