// Owns: tensors over data from elsewhere: sequences, pointers, bytes, mapped files; and what the allocator holds.
// Called by: flambeau's creation functions, serialization, multiprocessing, memory statistics.
#include "cpython/py.h"
#include "dispatch/compute.h"
#include "memory/allocator.h"
#include "memory/mapped_file.h"

namespace flambeau {
namespace {

PyObject* tensor_from_data_py(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *data, *dtype = nullptr;
    if (!PyArg_ParseTuple(args, "O|O", &data, &dtype)) throw HostError{};
    return made_to_py(tensor_from_data(data, dtype));
  });
}

// tensor_from_pointer(address, shape, strides (elements) or None, dtype, owner)
PyObject* tensor_from_pointer(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *address, *shape_object, *strides_object, *dtype, *owner;
    if (!PyArg_ParseTuple(args, "OOOOO", &address, &shape_object, &strides_object, &dtype, &owner)) throw HostError{};
    if (!is_dtype(dtype)) fail(ErrorKind::Type, "tensor_from_pointer: dtype must be a torch.dtype");
    const DType type = dtype_of(dtype);
    Dims shape, strides;
    read_dims(shape_object, &shape, "shape");
    if (strides_object == Py_None) {
      strides = contiguous_strides(shape);
    } else {
      read_dims(strides_object, &strides, "strides");
    }
    for (const int64_t stride : strides) {
      if (stride < 0) {
        fail(ErrorKind::Value,
             "At least one stride in the given numpy array is negative, and tensors with negative strides "
             "are not currently supported. (You can probably work around this by making a copy of your array with "
             "array.copy().) ");
      }
    }
    const int64_t span = checked_span(shape, strides);
    void* data = PyLong_AsVoidPtr(address);
    if (!data && PyErr_Occurred()) throw HostError{};
    const size_t nbytes = static_cast<size_t>(span * item_size(type));
    TensorRef t = TensorRef::steal(allocate_tensor());
    t->dtype = type;
    adopt_storage(*t, borrow_storage(data, nbytes, as_host(owner)), 0);
    if (type == DType::Bool) admit_any_byte(*t->storage);
    set_geometry(*t, shape.data(), strides.data(), shape.size());
    return made_to_py(std::move(t));
  });
}

// bytes_tensor(buffer, copy): the bytes of a buffer as a uint8 tensor: a copy, or (writable buffers) those bytes
// themselves.
PyObject* bytes_tensor(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject* source;
    int copy;
    if (!PyArg_ParseTuple(args, "Op", &source, &copy)) throw HostError{};
    Py_buffer view;
    if (PyObject_GetBuffer(source, &view, copy ? PyBUF_SIMPLE : PyBUF_WRITABLE) < 0) throw HostError{};
    const std::unique_ptr<Py_buffer, void (*)(Py_buffer*)> held(&view, PyBuffer_Release);
    const Dims shape{static_cast<int64_t>(view.len)};
    if (copy || view.len == 0) {
      TensorRef t = empty(shape, DType::UInt8);
      std::memcpy(t->data(), view.buf, static_cast<size_t>(view.len));
      return made_to_py(std::move(t));
    }
    TensorRef t = TensorRef::steal(allocate_tensor());
    t->dtype = DType::UInt8;
    adopt_storage(*t, borrow_storage(view.buf, static_cast<size_t>(view.len), as_host(source)), 0);
    set_geometry(*t, shape.data(), Dims{1}.data(), 1);
    return made_to_py(std::move(t));
  });
}

// What a mapping is kept alive by: a capsule of its bytes, whose context is their number.
void drop_mapping(PyObject* capsule) {
  void* const data = PyCapsule_GetPointer(capsule, nullptr);
  unmap_file(data, reinterpret_cast<size_t>(PyCapsule_GetContext(capsule)));
}

void drop_shared_mapping(PyObject* capsule) {
  void* const data = PyCapsule_GetPointer(capsule, nullptr);
  unmap_shared(data, reinterpret_cast<size_t>(PyCapsule_GetContext(capsule)));
}

// A uint8 tensor over mapped bytes, which `drop` unmaps.
PyObject* mapped_bytes(void* data, size_t nbytes, void (*unmap)(void*, size_t), PyCapsule_Destructor drop) {
  PyRef owner(PyCapsule_New(data, nullptr, drop));
  if (!owner || PyCapsule_SetContext(owner.get(), reinterpret_cast<void*>(nbytes)) < 0) {
    if (!owner) unmap(data, nbytes);
    throw HostError{};
  }
  TensorRef t = TensorRef::steal(allocate_tensor());
  t->dtype = DType::UInt8;
  adopt_storage(*t, borrow_storage(data, nbytes, as_host(owner.get())), 0);
  set_geometry(*t, Dims{static_cast<int64_t>(nbytes)}.data(), Dims{1}.data(), 1);
  return made_to_py(std::move(t));
}

// map_file(descriptor, size): the file's first bytes as a uint8 tensor.
PyObject* map_file_py(PyObject*, PyObject* args) {
  return guarded([&] {
    int descriptor;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "in", &descriptor, &size)) throw HostError{};
    if (size < 1) fail(ErrorKind::Value, "map_file: ", size, " bytes | at least one");
    const size_t nbytes = static_cast<size_t>(size);
    return mapped_bytes(map_file(descriptor, nbytes), nbytes, unmap_file, drop_mapping);
  });
}

// map_shared(descriptor, size): the same bytes for all processes that map the file.
PyObject* map_shared_py(PyObject*, PyObject* args) {
  return guarded([&] {
    int descriptor;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "in", &descriptor, &size)) throw HostError{};
    if (size < 1) fail(ErrorKind::Value, "map_shared: ", size, " bytes | at least one");
    const size_t nbytes = static_cast<size_t>(size);
    return mapped_bytes(map_shared(descriptor, nbytes), nbytes, unmap_shared, drop_shared_mapping);
  });
}

// Whether any byte is neither 0 nor 1.
bool has_other_bytes(const Storage& s) {
  if (!s.data) return false;  // on meta, or what vmap wraps
  const auto* const bytes = static_cast<const uint8_t*>(s.data);
  uint8_t any = 0;
  for (size_t i = 0; i < s.nbytes; ++i) any = static_cast<uint8_t>(any | bytes[i]);
  return any > 1;
}

// tensor_from_bytes(bytes, dtype, size, stride, offset): a view of another dtype into a storage, checked to lie within
// it.
PyObject* tensor_from_bytes(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *bytes, *dtype, *sizes, *steps;
    long long offset;
    if (!PyArg_ParseTuple(args, "O!O!OOL", tensor_type, &bytes, dtype_type, &dtype, &sizes, &steps, &offset))
      throw HostError{};
    const Tensor& from = as_tensor(bytes);
    const DType type = dtype_of(dtype);
    Dims shape, strides;
    read_dims(sizes, &shape, "a size");
    read_dims(steps, &strides, "a stride");
    if (shape.size() != strides.size())
      fail(ErrorKind::Value, "tensor_from_bytes: ", shape.size(), " sizes but ", strides.size(), " strides");
    require_within(*from.storage, type, shape, strides, offset);
    if (type == DType::Bool && has_other_bytes(*from.storage)) admit_any_byte(*from.storage);
    TensorRef t = alias(from);
    t->dtype = type;
    retain(from.storage);
    adopt_storage(*t, from.storage, offset);
    set_geometry(*t, shape.data(), strides.data(), shape.size());
    return made_to_py(std::move(t));
  });
}

PyObject* lies_in_private_py(PyObject*, PyObject* o) {
  return guarded([&] {
    if (!is_tensor(o)) fail(ErrorKind::Type, "_lies_in_private: expected a Tensor, not ", Py_TYPE(o)->tp_name);
    return PyBool_FromLong(as_tensor(o).storage->is_private);
  });
}

PyObject* memory(PyObject*, PyObject*) {
  const MemoryStats& s = memory_stats();
  return Py_BuildValue("{s:L,s:L,s:L,s:L,s:L}", "in_use", static_cast<long long>(s.in_use), "peak",
                       static_cast<long long>(s.peak), "cached", static_cast<long long>(s.cached), "allocations",
                       static_cast<long long>(s.allocations), "reused", static_cast<long long>(s.reused));
}

PyObject* block_size_py(PyObject*, PyObject* nbytes) {
  return guarded([&] {
    const int64_t count = read_int(nbytes, "nbytes");
    if (count < 0) fail(ErrorKind::Value, "_block_size: ", count, " bytes | a number that is not negative is expected");
    return PyLong_FromSize_t(block_size(static_cast<size_t>(count)));
  });
}

PyObject* reset_peak(PyObject*, PyObject*) {
  reset_peak_memory();
  Py_RETURN_NONE;
}

PyObject* empty_cache_py(PyObject*, PyObject*) {
  drop_node_stock();
  drop_tensor_stock();
  drop_storage_stock();
  empty_cache();
  Py_RETURN_NONE;
}

PyMethodDef functions[] = {
    {"tensor_from_data", tensor_from_data_py, METH_VARARGS,
     "tensor_from_data(data: Any, dtype: dtype | None = None) -> Tensor\n\n"
     "Nested sequences as a tensor."},
    {"tensor_from_pointer", tensor_from_pointer, METH_VARARGS,
     "tensor_from_pointer(address: int, shape: Sequence[int], strides: Sequence[int] | None, dtype: dtype, owner: Any) "
     "-> Tensor"},
    {"bytes_tensor", bytes_tensor, METH_VARARGS,
     "bytes_tensor(buffer: Any, copy: bool) -> Tensor\n\n"
     "A buffer's bytes as a uint8 tensor."},
    {"map_file", map_file_py, METH_VARARGS,
     "map_file(descriptor: int, size: int) -> Tensor\n\n"
     "A file's first bytes as a uint8 tensor; writing to it does not change the file."},
    {"map_shared", map_shared_py, METH_VARARGS,
     "map_shared(descriptor: int, size: int) -> Tensor\n\n"
     "A file's first bytes as a uint8 tensor; processes that map it see the same ones."},
    {"tensor_from_bytes", tensor_from_bytes, METH_VARARGS,
     "tensor_from_bytes(buffer: Any, dtype: dtype, size: Sequence[int], stride: Sequence[int], offset: int) -> Tensor"},
    {"_lies_in_private", lies_in_private_py, METH_O,
     "_lies_in_private(tensor: Tensor) -> bool\n\n"
     "Whether a tensor's elements wait in a private layout to be put in order."},
    {"memory_stats", memory, METH_NOARGS,
     "memory_stats() -> dict[str, int]\n\n"
     "Bytes in use, peak, cached; allocations and how many were reused."},
    {"_block_size", block_size_py, METH_O,
     "_block_size(nbytes: int) -> int\n\n"
     "How many bytes in_use counts for a tensor of nbytes, which has a block of one of the allocator's sizes."},
    {"reset_peak_memory", reset_peak, METH_NOARGS,
     "reset_peak_memory() -> None\n\n"
     "Starts measuring the peak anew."},
    {"empty_cache", empty_cache_py, METH_NOARGS,
     "empty_cache() -> None\n\n"
     "Gives cached memory back to the system."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_memory(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
