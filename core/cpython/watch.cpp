// Owns: Python's switches of what is watched (hooks on saved tensors, a listener for writes, anomaly mode), and the
// calls back into Python. Called by: flambeau.autograd's saved_tensors and anomaly_mode; the core, through
// autograd/watch.h.
#include "autograd/watch.h"

#include "cpython/py.h"
#include "dispatch/host_calls.h"

namespace flambeau {

HostRef pack_record(const Packed& p) {
  PyObject* source = p.source ? py(p.source.get()) : Py_None;
  PyObject* record =
      Py_BuildValue("(OOOIi)", py(p.unpack.get()), py(p.value.get()), source, p.nr, static_cast<int>(p.is_alias));
  return HostRef::steal(host(PyRef::checked(record).give()));
}

Packed read_packed(HostObject* record) {
  PyObject *unpack, *value, *source;
  unsigned nr;
  int is_alias;
  if (!PyArg_ParseTuple(py(record), "OOOIi", &unpack, &value, &source, &nr, &is_alias)) throw HostError{};
  return {HostRef::share(host(unpack)), HostRef::share(host(value)),
          source == Py_None ? NodeRef() : NodeRef::share(&as_node(source)), nr, is_alias != 0};
}

HostRef call_pack_hook(HostObject* hook, Tensor& t) {
  HostObject* argument = host(&t);
  return call_host(hook, &argument, 1);
}

TensorRef call_unpack_hook(HostObject* hook, HostObject* value) {
  const HostRef answer = call_host(hook, &value, 1);
  if (!is_tensor(py(answer.get()))) {
    fail(ErrorKind::Type, "Output of saved tensor unpack_hook expected to be a Tensor but got result of type ",
         Py_TYPE(py(answer.get()))->tp_name);
  }
  return TensorRef::share(&as_tensor(py(answer.get())));
}

void announce_write(Tensor& t) {
  HostObject* argument = host(&t);
  call_host(write_listener, &argument, 1);
}

namespace {

// A function of flambeau.autograd.anomaly_mode, which is imported when the mode is first used.
PyRef anomaly_function(const char* name) {
  PyRef module = PyRef::checked(PyImport_ImportModule("flambeau.autograd.anomaly_mode"));
  return PyRef::checked(PyObject_GetAttrString(module.get(), name));
}

}  // namespace

void note_traceback(Node& node, Node* parent) {
  PyRef function = anomaly_function("note_traceback");
  PyRef::checked(PyObject_CallFunctionObjArgs(function.get(), py(&node), parent ? py(parent) : Py_None, nullptr));
}

void report_anomaly(Node& node) noexcept {
  PyObject *kind, *value, *trace;
  PyErr_Fetch(&kind, &value, &trace);
  try {
    PyRef function = anomaly_function("report");
    PyRef::checked(PyObject_CallOneArg(function.get(), py(&node)));
  } catch (...) {
    PyErr_Clear();  // a warning turned into an error: the error in flight is the better one
  }
  PyErr_Restore(kind, value, trace);
}

namespace {

PyObject* push_saved_hooks(PyObject*, PyObject* args) {
  PyObject *pack, *unpack;
  if (!PyArg_ParseTuple(args, "OO", &pack, &unpack)) return nullptr;
  if (!PyCallable_Check(pack) || !PyCallable_Check(unpack)) {
    return PyErr_Format(PyExc_TypeError,
                        "saved_tensors_hooks: pack_hook and unpack_hook must be callable, not %s and %s",
                        Py_TYPE(pack)->tp_name, Py_TYPE(unpack)->tp_name);
  }
  return guarded([&] {
    saved_hooks().push_back({host(Py_NewRef(pack)), host(Py_NewRef(unpack))});
    ++watching;
    return none_ref();
  });
}
PyObject* pop_saved_hooks(PyObject*, PyObject*) {
  if (saved_hooks().empty())
    return PyErr_Format(PyExc_RuntimeError, "no hooks for saved tensors are in force in this thread");
  const SavedHooks last = saved_hooks().back();
  saved_hooks().pop_back();
  --watching;
  release(last.pack);
  release(last.unpack);
  Py_RETURN_NONE;
}
PyObject* count_saved_hooks(PyObject*, PyObject*) { return PyLong_FromSize_t(saved_hooks().size()); }

PyObject* set_write_listener(PyObject*, PyObject* listener) {
  HostObject* next = listener == Py_None ? nullptr : host(Py_NewRef(listener));
  watching += (next != nullptr) - (write_listener != nullptr);
  release(std::exchange(write_listener, next));
  Py_RETURN_NONE;
}

PyObject* set_anomaly(PyObject*, PyObject* args) {
  int on, check_nan;
  if (!PyArg_ParseTuple(args, "pp", &on, &check_nan)) return nullptr;
  watching += (on != 0) - anomaly.on;
  if (on && !anomaly.on) first_unrecorded.clear();
  anomaly = {on != 0, check_nan != 0};
  Py_RETURN_NONE;
}
PyObject* is_anomaly_on(PyObject*, PyObject*) { return PyBool_FromLong(anomaly.on); }
PyObject* is_nan_checked(PyObject*, PyObject*) { return PyBool_FromLong(anomaly.check_nan); }

PyMethodDef functions[] = {
    {"_push_saved_hooks", push_saved_hooks, METH_VARARGS,
     "_push_saved_hooks(pack: Callable[..., Any], unpack: Callable[..., Any]) -> None\n\n"
     "For tensors saved in this thread from now on."},
    {"_pop_saved_hooks", pop_saved_hooks, METH_NOARGS,
     "_pop_saved_hooks() -> None\n\n"
     "Undoes the last push."},
    {"_count_saved_hooks", count_saved_hooks, METH_NOARGS,
     "_count_saved_hooks() -> int\n\n"
     "How many pairs are in force in this thread."},
    {"_set_write_listener", set_write_listener, METH_O,
     "_set_write_listener(listener: Callable[..., Any] | None) -> None\n\n"
     "Called with each tensor that this thread is about to write to; or None."},
    {"_set_anomaly", set_anomaly, METH_VARARGS,
     "_set_anomaly(on: bool, check_nan: bool) -> None\n\n"
     "Switches anomaly mode on or off, with or without the search for NaN."},
    {"is_anomaly_enabled", is_anomaly_on, METH_NOARGS,
     "is_anomaly_enabled() -> bool\n\n"
     "Whether anomaly mode is on."},
    {"is_anomaly_check_nan_enabled", is_nan_checked, METH_NOARGS,
     "is_anomaly_check_nan_enabled() -> bool\n\n"
     "Whether anomaly mode, when on, looks for NaN in gradients."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_watch(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
