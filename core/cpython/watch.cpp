// Owns: Python's switches of what is watched: hooks on saved tensors, a listener for writes, anomaly mode.
// Called by: flambeau.autograd's saved_tensors and anomaly_mode.
#include "autograd/watch.h"

#include "cpython/py.h"

namespace flambeau {

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
    saved_hooks().push_back({as_host(Py_NewRef(pack)), as_host(Py_NewRef(unpack))});
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
  HostObject* next = listener == Py_None ? nullptr : as_host(Py_NewRef(listener));
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
