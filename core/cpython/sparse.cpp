// Owns: making the object that a sparse tensor is in the core: its shape and dtype, without bytes.
// Called by: flambeau.sparse, whose types keep the elements.
#include "cpython/overrides.h"

namespace flambeau {
namespace {

// make_sparse(type, size, dtype)
PyObject* make_sparse(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *type, *size, *dtype;
    if (!PyArg_ParseTuple(args, "O!OO", &PyType_Type, &type, &size, &dtype)) throw HostError{};
    DType kind;
    if (!PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(type), tensor_type) || !parse_dtype(dtype, &kind))
      fail(ErrorKind::Type, "_make_sparse takes a subclass of Tensor, a size and a dtype");
    Dims shape;
    read_dims(size, &shape, "a sparse tensor: a size");
    checked_numel(shape.data(), shape.size());
    TensorRef t = empty(Dims{0}, kind, DeviceType::Meta);
    t->storage->sparse = true;
    const Dims strides = contiguous_strides(shape);
    set_geometry(*t, shape.data(), strides.data(), shape.size());
    return to_py(as_instance(reinterpret_cast<PyTypeObject*>(type), std::move(t)));
  });
}

// in_sparse_form(op, arguments): what the host answers for a call whose result is to be sparse
PyObject* in_sparse_form(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *op, *given;
    if (!PyArg_ParseTuple(args, "OO!", &op, &PyTuple_Type, &given)) throw HostError{};
    const LimitedOverrides none(Overrides::Off);
    return py(host::call(host::library.sparse, {as_host(op), as_host(given), host::truth(false)}).give());
  });
}

PyMethodDef functions[] = {
    {"_in_sparse_form", in_sparse_form, METH_VARARGS,
     "_in_sparse_form(op: Any, arguments: tuple[Any, ...]) -> Any\n\n"
     "The result of an op's call as a sparse tensor, though its arguments are none."},
    {"_make_sparse", make_sparse, METH_VARARGS,
     "_make_sparse(type: type[Subclass], size: Sequence[int], dtype: dtype) -> Subclass\n\n"
     "A tensor of that subclass with a shape and a dtype, whose elements are what the subclass keeps."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_sparse(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
