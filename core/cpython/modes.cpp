// Owns: the switches of the modes that decide what is recorded.
// Called by: flambeau.autograd's context managers.
#include "autograd/modes.h"

#include "autograd/watch.h"
#include "cpython/py.h"
#include "dispatch/autocast.h"

namespace flambeau {
namespace {

PyObject* is_grad_enabled(PyObject*, PyObject*) { return PyBool_FromLong(modes.grad); }

PyObject* set_grad_enabled(PyObject*, PyObject* on) {
  const int value = PyObject_IsTrue(on);
  if (value < 0) return nullptr;
  modes.grad = value;
  Py_RETURN_NONE;
}

PyObject* is_inference(PyObject*, PyObject*) { return PyBool_FromLong(modes.inference); }

PyObject* set_inference(PyObject*, PyObject* on) {
  const int value = PyObject_IsTrue(on);
  if (value < 0) return nullptr;
  modes.inference = value;
  Py_RETURN_NONE;
}

PyObject* is_strong_zero(PyObject*, PyObject*) { return PyBool_FromLong(modes.strong_zero); }

PyObject* set_strong_zero(PyObject*, PyObject* on) {
  const int value = PyObject_IsTrue(on);
  if (value < 0) return nullptr;
  modes.strong_zero = value;
  Py_RETURN_NONE;
}

PyObject* autocast_state(PyObject*, PyObject*) {
  return Py_BuildValue("NONI", PyBool_FromLong(modes.autocast), dtype_object(modes.autocast_dtype),
                       PyBool_FromLong(modes.keeps_casts), modes.autocast_depth);
}

PyObject* set_autocast(PyObject*, PyObject* args) {
  int on, keeps;
  unsigned depth;
  PyObject* dtype;
  if (!PyArg_ParseTuple(args, "(pO!pI)", &on, dtype_type, &dtype, &keeps, &depth)) return nullptr;
  watching += (on != 0) - modes.autocast;
  modes.autocast = on != 0;
  modes.autocast_dtype = dtype_of(dtype);
  modes.keeps_casts = keeps != 0;
  modes.autocast_depth = depth;
  if (depth == 0) forget_casts();
  Py_RETURN_NONE;
}

PyObject* drop_casts(PyObject*, PyObject*) {
  forget_casts();
  Py_RETURN_NONE;
}

PyMethodDef functions[] = {
    {"is_grad_enabled", is_grad_enabled, METH_NOARGS,
     "is_grad_enabled() -> bool\n\n"
     "Whether operations are recorded in this thread."},
    {"_set_grad_enabled", set_grad_enabled, METH_O,
     "_set_grad_enabled(enabled: bool) -> None\n\n"
     "Sets grad mode in this thread."},
    {"is_inference_mode_enabled", is_inference, METH_NOARGS,
     "is_inference_mode_enabled() -> bool\n\n"
     "Whether inference mode is on in this thread."},
    {"_set_inference_mode", set_inference, METH_O,
     "_set_inference_mode(enabled: bool) -> None\n\n"
     "Sets inference mode in this thread."},
    {"_is_strong_zero", is_strong_zero, METH_NOARGS,
     "_is_strong_zero() -> bool\n\n"
     "Whether strong_zero is on in this thread."},
    {"_set_strong_zero", set_strong_zero, METH_O,
     "_set_strong_zero(on: bool) -> None\n\n"
     "Switches strong_zero in this thread."},
    {"_autocast_state", autocast_state, METH_NOARGS,
     "_autocast_state() -> tuple[bool, dtype, bool, int]\n\n"
     "Of this thread: whether it is on, its dtype, whether casts of parameters are kept, and how many blocks are "
     "open."},
    {"_set_autocast", set_autocast, METH_VARARGS,
     "_set_autocast(state: tuple[bool, dtype, bool, int]) -> None\n\n"
     "Sets what _autocast_state() tells; without an open block the kept casts are forgotten."},
    {"_forget_casts", drop_casts, METH_NOARGS,
     "_forget_casts() -> None\n\n"
     "Forgets the casts of parameters that this thread keeps."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_modes(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
