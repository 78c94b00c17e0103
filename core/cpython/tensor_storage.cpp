// Owns: Tensor's methods that give it other bytes, or tell about those it has.
// Called by: the interpreter, through the table in tensor_attributes.cpp.
#include "cpython/tensor_storage.h"

#include "autograd/extras.h"
#include "autograd/inplace.h"
#include "tensor/long_work.h"
#include "tensor/sharing.h"

namespace flambeau {

namespace {

// resize_ and set_: geometry over a storage, outside the graph.
void require_not_recorded(Tensor& t, const char* op) {
  if (modes.grad && requires_grad(t)) fail(ErrorKind::Runtime, "cannot ", op, " variables that require grad");
  if (carries_tangent(t)) fail(ErrorKind::Runtime, "cannot ", op, " variables that has a forward grad");
}

// Elements of one example's shape cannot be told from memory that holds all examples.
void require_own_elements(const Tensor& t, const char* op) {
  if (t.wrapping)
    fail(ErrorKind::Runtime, op, ": not within vmap: the tensor has one value per example, and no memory of its own");
}

// Makes room in the storage for a geometry that reaches beyond it.
void grow_storage(Storage& s, const Dims& shape, const Dims& strides, int64_t offset, DType dtype) {
  const size_t needed = static_cast<size_t>(checked_span(shape, strides, offset) * item_size(dtype));
  if (needed > s.nbytes) resize_storage(&s, needed);
}

}  // namespace

PyObject* method_resize(PyObject* o, PyObject* args) {
  return guarded([&] {
    Tensor& t = as_tensor(o);
    require_not_recorded(t, "resize");
    require_own_elements(t, "resize_");
    Dims shape;
    read_dims(args, &shape, "resize_(): a size");
    const Dims strides = contiguous_strides(shape);
    grow_storage(*t.storage, shape, strides, t.offset, t.dtype);
    set_geometry(t, shape.data(), strides.data(), shape.size());
    retain(t.storage);
    adopt_storage(t, t.storage, t.offset);
    return Py_NewRef(o);
  });
}

PyObject* method_set(PyObject* o, PyObject* args) {
  return guarded([&] {
    Tensor& t = as_tensor(o);
    PyObject *source, *sizes = nullptr, *steps = nullptr;
    long long offset = 0;
    if (!PyArg_ParseTuple(args, "O|LOO", &source, &offset, &sizes, &steps)) throw HostError{};
    check_in_place(t, modes.grad && requires_grad(t), "set", RepeatedWrite::Allowed);
    require_not_recorded(t, "set_");
    if (!is_tensor(source))
      fail(ErrorKind::Type, "set_(): argument 'source' must be Tensor, not ", Py_TYPE(source)->tp_name);
    Tensor& from = as_tensor(source);
    if (is_sparse(from))
      fail(ErrorKind::Runtime, "set_(): argument 'source' is sparse | .to_dense() gives a strided one");
    Dims shape = from.shape(), strides = from.stride_dims();
    int64_t start = from.offset;
    if (sizes) {
      shape.clear();
      read_dims(sizes, &shape, "set_(): a size");
      strides = contiguous_strides(shape);
      start = offset;
    }
    if (steps) {
      strides.clear();
      read_dims(steps, &strides, "set_(): a stride");
    }
    require_own_elements(t, "set_");
    require_own_elements(from, "set_");
    if (t.storage->device != from.storage->device) {
      fail(ErrorKind::Runtime, "Attempted to set the storage of a tensor on device \"", name_of(t.storage->device),
           "\" to a storage on different device \"", name_of(from.storage->device),
           "\".  This is no longer allowed; the devices must match.");
    }
    grow_storage(*from.storage, shape, strides, start, from.dtype);
    retain(from.storage);
    adopt_storage(from, from.storage, from.offset);  // it may have moved
    keep_version(t);
    note_write(t);
    t.dtype = from.dtype;
    retain(from.storage);
    adopt_storage(t, from.storage, start);
    set_geometry(t, shape.data(), strides.data(), shape.size());
    return Py_NewRef(o);
  });
}

// All bytes of the storage as a uint8 tensor: what serialization reads and UntypedStorage wraps.
PyObject* method_storage_bytes(PyObject* o, PyObject*) {
  return guarded([&] {
    const Tensor& t = as_tensor(o);
    TensorRef bytes = alias(t);
    bytes->dtype = DType::UInt8;
    retain(t.storage);
    adopt_storage(*bytes, t.storage, 0);
    const int64_t size = static_cast<int64_t>(t.storage->nbytes), one = 1;
    set_geometry(*bytes, &size, &one, 1);
    return to_py(std::move(bytes));
  });
}

// Moves the storage's bytes to those of `to`, a uint8 tensor that `owner` keeps alive. Answers a tensor over the former
// place where others may still look at it, else None.
PyObject* method_move_bytes(PyObject* o, PyObject* args) {
  return guarded([&] {
    Tensor& t = as_tensor(o);
    require_own_elements(t, "share_memory_");
    PyObject *to, *owner;
    if (!PyArg_ParseTuple(args, "OO", &to, &owner)) throw HostError{};
    Storage& s = *t.storage;
    if (!is_tensor(to) || as_tensor(to).dtype != DType::UInt8 || as_tensor(to).storage->nbytes < s.nbytes ||
        s.device != DeviceType::CPU) {
      fail(ErrorKind::Runtime, "_move_bytes: elements of a CPU tensor and a uint8 tensor of at least ", s.nbytes,
           " bytes are needed");
    }
    Storage* const before = move_bytes(s, as_tensor(to).storage->data, as_host(owner));
    retain(&s);
    adopt_storage(t, &s, t.offset);
    if (!before) return Py_NewRef(Py_None);
    if (!s.lent) {
      release_after_long_work(before);
      return Py_NewRef(Py_None);
    }
    TensorRef old = TensorRef::steal(allocate_tensor());
    old->dtype = DType::UInt8;
    const int64_t size = static_cast<int64_t>(before->nbytes), one = 1;
    adopt_storage(*old, before, 0);
    set_geometry(*old, &size, &one, 1);
    return to_py(std::move(old));
  });
}

// data_ptr() for a library that will look at the bytes as long as it likes.
PyObject* method_lend(PyObject* o, PyObject*) {
  as_tensor(o).storage->lent = true;
  return method_data_ptr(o, nullptr);
}

PyObject* method_data_ptr(PyObject* o, PyObject*) {
  const Tensor& t = as_tensor(o);
  return PyLong_FromVoidPtr(t.numel ? t.data() : nullptr);
}

PyObject* method_storage_key(PyObject* o, PyObject*) { return PyLong_FromVoidPtr(as_tensor(o).storage); }

}  // namespace flambeau
