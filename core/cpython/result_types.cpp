// Owns: questions about the dtypes of results, the default dtype, and conj of numbers and real tensors.
// Called by: flambeau's Python modules.
#include "cpython/py.h"
#include "dispatch/compute.h"

namespace flambeau {
namespace {

PyObject* result_type_py(PyObject*, PyObject* args) {
  return guarded([&] {
    std::vector<Value> values(static_cast<size_t>(PyTuple_GET_SIZE(args)));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); ++i) {
      PyObject* o = PyTuple_GET_ITEM(args, i);
      Value& v = values[static_cast<size_t>(i)];
      if (is_tensor(o))
        v = value_of(as_tensor(o));
      else if (!read_number(o, &v))
        fail(ErrorKind::Type, "result_type(): arguments must be Tensors or Numbers, not ", Py_TYPE(o)->tp_name);
    }
    return Py_NewRef(dtype_object(result_type(values.data(), static_cast<int>(values.size()))));
  });
}

PyObject* promote_types_py(PyObject*, PyObject* args) {
  PyObject *a, *b;
  if (!PyArg_ParseTuple(args, "O!O!", dtype_type, &a, dtype_type, &b)) return nullptr;
  return guarded([&] { return Py_NewRef(dtype_object(promote(dtype_of(a), dtype_of(b)))); });
}

PyObject* get_default_dtype(PyObject*, PyObject*) { return Py_NewRef(dtype_object(default_dtype())); }

PyObject* set_default_dtype_py(PyObject*, PyObject* o) {
  DType t;
  if (!parse_dtype(o, &t) || !is_floating(t)) {
    PyErr_SetString(PyExc_TypeError, "only floating-point types are supported as the default type");
    return nullptr;
  }
  set_default_dtype(t);
  Py_RETURN_NONE;
}

// conj(x) as rules write it: free for real tensors, and numbers have one too.
PyObject* conj_py(PyObject*, PyObject* o) {
  return guarded([&]() -> PyObject* {
    if (is_tensor(o)) {
      if (!is_complex(as_tensor(o).dtype)) return Py_NewRef(o);
      return to_py(call_named<"conj">({value_of(as_tensor(o))}));
    }
    if (PyComplex_Check(o)) return PyComplex_FromDoubles(PyComplex_RealAsDouble(o), -PyComplex_ImagAsDouble(o));
    return Py_NewRef(o);
  });
}

PyMethodDef functions[] = {
    {"result_type", result_type_py, METH_VARARGS,
     "result_type(tensor1: Tensor | Number, tensor2: Tensor | Number) -> dtype\n\n"
     "The dtype arithmetic on these operands gives."},
    {"promote_types", promote_types_py, METH_VARARGS,
     "promote_types(type1: dtype, type2: dtype) -> dtype\n\n"
     "The smallest dtype both convert to."},
    {"get_default_dtype", get_default_dtype, METH_NOARGS,
     "get_default_dtype() -> dtype\n\n"
     "The dtype of Python floats."},
    {"set_default_dtype", set_default_dtype_py, METH_O,
     "set_default_dtype(d: dtype) -> None\n\n"
     "Sets the dtype of Python floats."},
    {"conj", conj_py, METH_O,
     "conj(x: Any) -> Any\n\n"
     "The complex conjugate of a tensor or a number."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_result_types(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
