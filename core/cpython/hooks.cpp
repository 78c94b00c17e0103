// Owns: the tables of the user's hooks (id -> callable, in order of registration) and running what is in them.
// Called by: the engine; the types Tensor and Node make the tables.
#include "autograd/extras.h"
#include "cpython/py.h"

namespace flambeau {
namespace {

// The callables as they stand now: a hook may remove itself or add others.
std::vector<PyRef> callables(HostObject* table) {
  if (!table) return {};
  PyRef values = PyRef::checked(PyMapping_Values(py(table)));
  std::vector<PyRef> out;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(values.get()); ++i)
    out.push_back(PyRef::share(PyList_GET_ITEM(values.get(), i)));
  return out;
}

const char* type_name(PyObject* o) {
  const char* dot = std::strrchr(Py_TYPE(o)->tp_name, '.');
  return dot ? dot + 1 : Py_TYPE(o)->tp_name;
}

PyRef object_of(const TensorRef& t) { return PyRef(t ? Py_NewRef(py(t.get())) : none_ref()); }

PyRef tuple_of(TensorRef* tensors, int n) {
  PyRef tuple = PyRef::checked(PyTuple_New(n));
  for (int i = 0; i < n; ++i) PyTuple_SET_ITEM(tuple.get(), i, object_of(tensors[i]).give());
  return tuple;
}

std::string name_of_hook(PyObject* hook) {
  PyRef name(PyObject_GetAttrString(hook, "__name__"));
  const char* text = name && PyUnicode_Check(name.get()) ? PyUnicode_AsUTF8(name.get()) : nullptr;
  PyErr_Clear();
  return text ? text : "<unknown>";
}

// What a hook returned takes the gradient's place: None keeps it where `none_keeps`, else says that there is none.
void replace(PyObject* hook, PyObject* answer, TensorRef& grad, bool none_keeps) {
  if (answer == Py_None) {
    if (!none_keeps) grad = nullptr;
    return;
  }
  if (!is_tensor(answer)) {
    fail(ErrorKind::Type, "expected Variable, but hook returned '", type_name(answer), "' | hook '", name_of_hook(hook),
         "' must return a Tensor like the gradient it was given, or None to leave that as it is");
  }
  Tensor& given = as_tensor(answer);
  if (!grad)
    fail(ErrorKind::Runtime, "can't replace a None gradient with a non-None value (hook '", name_of_hook(hook), "')");
  if (!same_shape(given, *grad)) {
    fail(ErrorKind::Runtime, "hook '", name_of_hook(hook), "' has changed the size of value: from ", grad->shape(),
         " to ", given.shape());
  }
  if (given.dtype != grad->dtype) {
    fail(ErrorKind::Runtime, "hook '", name_of_hook(hook), "' has changed the type of value (was torch.",
         name_of(grad->dtype), " got torch.", name_of(given.dtype), ")");
  }
  grad = TensorRef::share(&given);
}

void replace_all(PyObject* hook, PyObject* answer, TensorRef* grads, int n) {
  if (answer == Py_None) return;
  if (!PyTuple_Check(answer)) {
    fail(ErrorKind::Type, "expected tuple, but hook returned '", type_name(answer), "' | hook '", name_of_hook(hook),
         "' must return a tuple of ", n, " gradients, or None to leave them as they are");
  }
  if (PyTuple_GET_SIZE(answer) != n) {
    fail(ErrorKind::Runtime, "hook '", name_of_hook(hook), "' has returned an incorrect number of values (got ",
         PyTuple_GET_SIZE(answer), ", but expected ", n, ")");
  }
  for (int i = 0; i < n; ++i) replace(hook, PyTuple_GET_ITEM(answer, i), grads[i], false);
}

}  // namespace

PyObject* hook_table(HostObject*& slot) {
  if (!slot) slot = host(PyRef::checked(PyODict_New()).give());
  return Py_NewRef(py(slot));
}

void run_tensor_hooks(const HostRef& table, TensorRef& grad) {
  for (PyRef& hook : callables(table.get())) {
    PyRef given = object_of(grad);
    PyRef answer = PyRef::checked(until_exit([&] { return PyObject_CallOneArg(hook.get(), given.get()); }));
    replace(hook.get(), answer.get(), grad, true);
  }
}

void run_node_prehooks(const HostRef& table, TensorRef* grads, int n) {
  for (PyRef& hook : callables(table.get())) {
    PyRef given = tuple_of(grads, n);
    PyRef answer = PyRef::checked(until_exit([&] { return PyObject_CallOneArg(hook.get(), given.get()); }));
    replace_all(hook.get(), answer.get(), grads, n);
  }
}

void run_node_hooks(const HostRef& table, TensorRef* inputs, int n_inputs, TensorRef* outputs, int n_outputs) {
  for (PyRef& hook : callables(table.get())) {
    PyRef in = tuple_of(inputs, n_inputs), out = tuple_of(outputs, n_outputs);
    PyRef answer = PyRef::checked(
        until_exit([&] { return PyObject_CallFunctionObjArgs(hook.get(), in.get(), out.get(), nullptr); }));
    replace_all(hook.get(), answer.get(), inputs, n_inputs);
  }
}

void run_post_accumulate_hooks(const HostRef& table, Tensor& leaf) {
  for (PyRef& hook : callables(table.get())) {
    PyRef answer = PyRef::checked(until_exit([&] { return PyObject_CallOneArg(hook.get(), py(&leaf)); }));
    if (answer.get() == Py_None) continue;
    if (is_tensor(answer.get()))
      fail(ErrorKind::Runtime, "Tensor post accumulate grad hooks should return None. (hook '",
           name_of_hook(hook.get()), "')");
    fail(ErrorKind::Type, "expected Variable, but hook returned '", type_name(answer.get()),
         "' (post accumulate grad hook '", name_of_hook(hook.get()), "' must return None)");
  }
}

}  // namespace flambeau
