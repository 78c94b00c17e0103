// Owns: running the user's hooks, which live in dicts (id -> callable) in order of registration.
// Called by: the engine.
#include "autograd/extras.h"
#include "cpython/py.h"

namespace flambeau {
namespace {

// The callables as they stand now: a hook may remove itself or add others.
std::vector<PyRef> callables(HostObject* dict) {
  std::vector<PyRef> out;
  PyObject *key, *value;
  Py_ssize_t at = 0;
  while (PyDict_Next(py(dict), &at, &key, &value)) out.push_back(PyRef::share(value));
  return out;
}

PyRef tuple_of(TensorRef* tensors, int n) {
  PyRef tuple = PyRef::checked(PyTuple_New(n));
  for (int i = 0; i < n; ++i) PyTuple_SET_ITEM(tuple.get(), i, tensors[i] ? Py_NewRef(py(tensors[i].get())) : none_ref());
  return tuple;
}

void replace(PyObject* answer, TensorRef* tensors, int n, const char* what) {
  if (answer == Py_None) return;
  PyRef items(PyTuple_Check(answer) ? Py_NewRef(answer) : PyTuple_Pack(1, answer));
  if (!items) throw HostError{};
  if (PyTuple_GET_SIZE(items.get()) != n) {
    fail(ErrorKind::Runtime, what, " returned ", PyTuple_GET_SIZE(items.get()), " values, but ", n, " were expected");
  }
  for (int i = 0; i < n; ++i) {
    PyObject* o = PyTuple_GET_ITEM(items.get(), i);
    if (o != Py_None && !is_tensor(o)) fail(ErrorKind::Type, what, " returned ", Py_TYPE(o)->tp_name, " | a Tensor or None is expected");
    tensors[i] = o == Py_None ? TensorRef() : TensorRef::share(&as_tensor(o));
  }
}

}  // namespace

TensorRef run_tensor_hooks(HostObject* dict, TensorRef grad) {
  for (PyRef& hook : callables(dict)) {
    PyRef answer = PyRef::checked(PyObject_CallOneArg(hook.get(), py(grad.get())));
    if (answer.get() == Py_None) continue;
    if (!is_tensor(answer.get())) {
      fail(ErrorKind::Type, "hook returned ", Py_TYPE(answer.get())->tp_name, " | a Tensor or None is expected");
    }
    Tensor& replacement = as_tensor(answer.get());
    if (!same_shape(replacement, *grad)) {
      fail(ErrorKind::Runtime, "hook has changed the size of value: from ", grad->shape(), " to ", replacement.shape());
    }
    grad = TensorRef::share(&replacement);
  }
  return grad;
}

void run_node_prehooks(HostObject* dict, Node&, TensorRef* grads, int n) {
  for (PyRef& hook : callables(dict)) {
    PyRef given = tuple_of(grads, n);
    PyRef answer = PyRef::checked(PyObject_CallOneArg(hook.get(), given.get()));
    replace(answer.get(), grads, n, "prehook");
  }
}

void run_node_hooks(HostObject* dict, Node&, TensorRef* inputs, int n_inputs, TensorRef* outputs, int n_outputs) {
  for (PyRef& hook : callables(dict)) {
    PyRef in = tuple_of(inputs, n_inputs), out = tuple_of(outputs, n_outputs);
    PyRef answer = PyRef::checked(PyObject_CallFunctionObjArgs(hook.get(), in.get(), out.get(), nullptr));
    replace(answer.get(), inputs, n_inputs, "hook");
  }
}

void run_post_accumulate_hooks(HostObject* dict, Tensor& leaf) {
  for (PyRef& hook : callables(dict)) PyRef::checked(PyObject_CallOneArg(hook.get(), py(&leaf)));
}

}  // namespace flambeau
