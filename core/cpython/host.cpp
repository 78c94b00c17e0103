// Owns: the Python side of the core's seam to its host (tensor/host.h, dispatch/host_calls.h).
// Called by: the core, through those headers.
#include <unistd.h>

#include <exception>
#include <thread>

#include "cpython/py.h"
#include "dispatch/host_calls.h"

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

// Has the program been asked to stop? Its signal handlers run here: in the main thread only, and not while the lock is
// kept, as what happens under it is one step for other threads.
void check_signals() {
  static const std::thread::id importing = std::this_thread::get_id();
  if (std::this_thread::get_id() != importing || PyGILState_Check()) return;
  const PyGILState_STATE state = until_exit([] { return PyGILState_Ensure(); });
  const bool stop = PyErr_CheckSignals() < 0;
  PyGILState_Release(state);
  if (stop) throw HostError{};
}

PyObject* thread_function = nullptr;

void on_another_stack(const std::function<void()>& f) {
  PyRef give = PyRef::checked(PyObject_CallNoArgs(thread_function));
  std::exception_ptr thrown;
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
  const auto body = [&] {
    const PyGILState_STATE state = until_exit([] { return PyGILState_Ensure(); });
    try {
      PyRef::checked(PyObject_CallNoArgs(give.get()));
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

void warn(const std::string& text) {
  if (PyErr_WarnEx(PyExc_UserWarning, text.c_str(), 1) < 0) throw HostError{};
}

HostObject* none() noexcept { return host(Py_None); }

HostRef make_shape(const Dims& shape) {
  return HostRef::steal(host(PyRef::checked(size_object(shape.data(), shape.size())).give()));
}

HostRef make_geometry(const Tensor& t) {
  return HostRef::steal(
      host(PyRef::checked(Py_BuildValue("(NNL)", size_object(t.sizes(), t.ndim), size_object(t.strides(), t.ndim),
                                        static_cast<long long>(t.offset)))
               .give()));
}

HostRef make_shapes(const TensorList& tensors) {
  std::vector<HostRef> shapes;
  for (const Tensor* t : tensors) shapes.push_back(t ? make_shape(t->shape()) : HostRef::share(none()));
  return host_tuple(shapes);
}

HostRef host_tuple(const std::vector<HostRef>& items) {
  PyRef tuple = PyRef::checked(PyTuple_New(static_cast<Py_ssize_t>(items.size())));
  for (size_t i = 0; i < items.size(); ++i) {
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), Py_NewRef(py(items[i].get())));
  }
  return HostRef::steal(host(tuple.give()));
}

namespace {
HostRef make_tensors(const TensorList& tensors) {
  std::vector<HostRef> all;
  for (Tensor* t : tensors) all.push_back(HostRef::share(t ? host(t) : none()));
  return host_tuple(all);
}
}  // namespace

// Whether sizes can be handed on as the object that they were read from. A list may hold others when a rule reads it,
// and an object that is merely like an integer may answer anew.
static bool stays_numbers(PyObject* o) {
  if (!PyTuple_Check(o)) return PyLong_Check(o);
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(o); ++i) {
    if (!PyLong_Check(PyTuple_GET_ITEM(o, i))) return false;
  }
  return true;
}

HostRef object_of(const Value& v) {
  if (v.tag == Tag::Tensors) return make_tensors(*v.tensors);  // the caller's list may hold other tensors by now
  if (v.tag == Tag::Dims && v.object && !stays_numbers(py(v.object))) return make_shape(*v.dims);
  if (v.object) return HostRef::share(v.object);
  PyObject* made = nullptr;
  switch (v.tag) {
    case Tag::Tensor: return HostRef::share(host(v.tensor));
    case Tag::Dims: return make_shape(*v.dims);
    case Tag::Bool: made = PyBool_FromLong(v.integer != 0); break;
    case Tag::Int: made = PyLong_FromLongLong(v.integer); break;
    case Tag::Float: made = PyFloat_FromDouble(v.real); break;
    case Tag::Complex: made = PyComplex_FromDoubles(v.real, v.imag); break;
    default: return HostRef::share(none());
  }
  return HostRef::steal(host(PyRef::checked(made).give()));
}

std::string text_of(HostObject* o) {
  PyRef text = PyRef::checked(PyObject_Str(py(o)));
  const char* utf8 = PyUnicode_AsUTF8(text.get());
  if (!utf8) throw HostError{};
  return utf8;
}

HostRef call_host(HostObject* function, HostObject* const* args, int n) {
  PyObject* const* argv = reinterpret_cast<PyObject* const*>(args);
  PyObject* answer =
      until_exit([&] { return PyObject_Vectorcall(py(function), argv, static_cast<size_t>(n), nullptr); });
  return HostRef::steal(host(PyRef::checked(answer).give()));
}

TensorRef as_gradient(HostRef answer, const std::string& op) {
  PyObject* o = py(answer.get());
  if (o == Py_None) return nullptr;
  if (!is_tensor(o)) {
    fail(ErrorKind::Type, "the derivative rule of ", op, " returned ", Py_TYPE(o)->tp_name,
         " | a Tensor or None is expected");
  }
  answer.give();
  return TensorRef::steal(&as_tensor(o));
}

void as_gradients(HostRef answer, const std::string& op, TensorRef* out, int n) {
  PyRef items = PyRef::checked(PySequence_Fast(py(answer.get()), "a derivative rule must return a sequence"));
  if (PySequence_Fast_GET_SIZE(items.get()) != n) {
    fail(ErrorKind::Runtime, "the derivative rule of ", op, " returned ", PySequence_Fast_GET_SIZE(items.get()),
         " gradients | ", n, " are expected");
  }
  for (int i = 0; i < n; ++i) {
    out[i] = as_gradient(HostRef::share(host(PySequence_Fast_GET_ITEM(items.get(), i))), op);
  }
}

}  // namespace flambeau
