// Owns: the module-level functions: running backward, modes, dtypes of results, memory, threads.
// Called by: flambeau's Python modules.
#include "autograd/engine.h"
#include "autograd/extras.h"
#include "backend/cpu/isa.h"
#include "backend/cpu/matmul.h"
#include "backend/cpu/parallel.h"
#include "cpython/py.h"
#include "dispatch/compute.h"
#include "memory/allocator.h"
#include "memory/mapped_file.h"
#include "tensor/long_work.h"

namespace flambeau {
namespace {

// ---- backward ----

// A tensor, or (node, which of its outputs); the edge owns a reference. Its node is null for a tensor outside the
// graph.
Edge read_edge(PyObject* o) {
  if (is_tensor(o)) return gradient_edge(as_tensor(o));
  PyObject* node;
  unsigned nr;
  if (!PyTuple_Check(o)) fail(ErrorKind::Type, "expected a Tensor or a GradientEdge, not ", Py_TYPE(o)->tp_name);
  PyObject* token;  // PyTorch's third field
  if (!PyArg_ParseTuple(o, "O!I|O", node_type, &node, &nr, &token)) throw HostError{};
  if (nr >= static_cast<unsigned>(std::max(1, as_node(node).outputs.size()))) {
    fail(ErrorKind::Index, node_name(as_node(node)), " has no output ", nr);
  }
  return {reinterpret_cast<Node*>(Py_NewRef(node)), nr};
}

void read_roots(PyObject* tensors, PyObject* grads, std::vector<Root>& roots, std::vector<NodeRef>& keep) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tensors); ++i) {
    PyObject* g = PyTuple_GET_ITEM(grads, i);
    const Edge e = read_edge(PyTuple_GET_ITEM(tensors, i));
    if (!e.node) {
      fail(ErrorKind::Runtime, "element ", i, " of tensors does not require grad and does not have a grad_fn");
    }
    keep.push_back(NodeRef::steal(e.node));
    if (!is_tensor(g)) fail(ErrorKind::Type, "gradients must be Tensors, not ", Py_TYPE(g)->tp_name);
    roots.push_back({e, TensorRef::share(&as_tensor(g))});
  }
}

PyObject* backward(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *tensors, *grads, *inputs;
    int keep_graph, create_graph, accumulate;
    if (!PyArg_ParseTuple(args, "O!O!ppOp", &PyTuple_Type, &tensors, &PyTuple_Type, &grads, &keep_graph, &create_graph,
                          &inputs, &accumulate))
      throw HostError{};
    if (PyTuple_GET_SIZE(tensors) != PyTuple_GET_SIZE(grads))
      fail(ErrorKind::Value, "run_backward: ", PyTuple_GET_SIZE(tensors), " tensors but ", PyTuple_GET_SIZE(grads),
           " gradients");
    const Purpose purpose = inputs == Py_None ? Purpose::Everything
                            : accumulate      ? Purpose::Accumulate
                                              : Purpose::Capture;
    std::vector<Root> roots;
    std::vector<NodeRef> keep;
    read_roots(tensors, grads, roots, keep);
    std::vector<Edge> wanted;
    const Py_ssize_t n = inputs == Py_None ? 0 : PyTuple_Size(inputs);
    if (n < 0) throw HostError{};
    for (Py_ssize_t i = 0; i < n; ++i) {
      PyObject* o = PyTuple_GET_ITEM(inputs, i);
      const Edge e = read_edge(o);
      if (e.node && accumulate && is_tensor(o)) retain_grad(as_tensor(o));
      if (!e.node) fail(ErrorKind::Runtime, "One of the differentiated Tensors does not require grad");
      keep.push_back(NodeRef::steal(e.node));
      wanted.push_back(e);
    }
    std::vector<TensorRef> out = run_backward(roots, wanted, purpose, keep_graph, create_graph);
    if (purpose != Purpose::Capture) return none_ref();
    PyRef tuple = PyRef::checked(PyTuple_New(n));
    for (Py_ssize_t i = 0; i < n; ++i) {
      TensorRef& g = out[static_cast<size_t>(i)];
      PyTuple_SET_ITEM(tuple.get(), i, g ? py(g.give()) : none_ref());
    }
    return tuple.give();
  });
}

// _backward_notes(): a dict that lives as long as the backward pass that is running.
PyObject* backward_notes(PyObject*, PyObject*) {
  return guarded([&] {
    HostRef* notes = run_notes();
    if (!notes) fail(ErrorKind::Runtime, "no backward pass is running");
    if (!*notes) *notes = HostRef::steal(as_host(PyRef::checked(PyDict_New()).give()));
    return Py_NewRef(py(notes->get()));
  });
}
PyObject* backward_reaches(PyObject*, PyObject* o) {
  return guarded([&] {
    const Edge e = read_edge(o);
    const NodeRef held = NodeRef::steal(e.node);
    return PyBool_FromLong(run_reaches(e));
  });
}

PyObject* note_write_py(PyObject*, PyObject* o) {
  if (!is_tensor(o)) return PyErr_Format(PyExc_TypeError, "expected a Tensor, not %s", Py_TYPE(o)->tp_name);
  note_write(as_tensor(o));
  Py_RETURN_NONE;
}

// _current_run() -> None or (id, keep_graph, accumulates)
PyObject* current_run_py(PyObject*, PyObject*) {
  const RunInfo run = current_run();
  if (!run.id) Py_RETURN_NONE;
  return Py_BuildValue("(KNN)", static_cast<unsigned long long>(run.id), PyBool_FromLong(run.keep_graph),
                       PyBool_FromLong(run.accumulates));
}

// ---- modes ----

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
// ---- data ----

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
  return Py_NewRef(dtype_object(promote(dtype_of(a), dtype_of(b))));
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

// ---- the machine ----

PyObject* get_deterministic(PyObject*, PyObject*) { return PyBool_FromLong(is_deterministic()); }
PyObject* set_deterministic_from(PyObject*, PyObject* on) {
  set_deterministic(on == Py_True);
  Py_RETURN_NONE;
}
PyObject* get_threads(PyObject*, PyObject*) { return PyLong_FromLong(num_threads()); }
PyObject* set_threads(PyObject*, PyObject* o) {
  return guarded([&] {
    const int64_t n = read_int(o, "set_num_threads: the number of threads");
    if (n < 1 || n > 4096) fail(ErrorKind::Runtime, "set_num_threads expects a positive integer, got ", n);
    set_num_threads(static_cast<int>(n));
    return none_ref();
  });
}
PyObject* hold_work(PyObject*, PyObject*) {
  return guarded([] {
    hold_long_work();
    return none_ref();
  });
}
PyObject* allow_work(PyObject*, PyObject*) {
  allow_long_work();
  Py_RETURN_NONE;
}
PyObject* allow_work_in_child(PyObject*, PyObject*) {
  forget_other_threads();
  return allow_work(nullptr, nullptr);
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
PyObject* isa_name(PyObject*, PyObject*) {
  return guarded([&] { return PyUnicode_FromString(name_of(isa_level())); });
}
PyObject* elementwise_kernels(PyObject*, PyObject*) {
  return guarded([&] {
    PyRef kernels = PyRef::checked(PyDict_New());
    for (const ElementwiseKernel* kernel : all_elementwise()) {
      PyRef dtypes = PyRef::checked(PyList_New(0));
      for (int t = 0; t < kDTypes; ++t) {
        if (kernel->loops[t] && PyList_Append(dtypes.get(), dtype_object(static_cast<DType>(t))) < 0) throw HostError{};
      }
      if (PyDict_SetItemString(kernels.get(), kernel->name, dtypes.get()) < 0) throw HostError{};
    }
    return kernels.give();
  });
}
#define FLAMBEAU_TEXT_OF(name) #name
#define FLAMBEAU_TEXT(name) FLAMBEAU_TEXT_OF(name)
PyObject* isa_levels(PyObject*, PyObject*) {
#if defined(FLAMBEAU_SINGLE_ISA)
  return Py_BuildValue("(s)", FLAMBEAU_TEXT(FLAMBEAU_SINGLE_ISA));
#elif defined(__x86_64__)
  return Py_BuildValue("(sss)", "v2", "v3", "v4");
#else
  return Py_BuildValue("(s)", "base");
#endif
}
PyObject* products(PyObject*, PyObject*) {
  return guarded([&] { return PyUnicode_FromString(matmul_description()); });
}
PyObject* library_folder(PyObject*, PyObject* folder) {
  return guarded([&] {
    const char* text = PyUnicode_AsUTF8(folder);
    if (!text) throw HostError{};
    set_library_folder(text);
    return none_ref();
  });
}

PyMethodDef functions[] = {
    {"run_backward", backward, METH_VARARGS,
     "run_backward(tensors: Any, grads: Any, keep_graph: bool, create_graph: bool, inputs: Any, accumulate: bool) -> "
     "Any\n\n"
     "Sends the gradients through the graph. What reaches the inputs is added to their .grad, or returned where "
     "accumulate is False; without inputs, what reaches the leaves is added to theirs."},
    {"_current_run", current_run_py, METH_NOARGS,
     "_current_run() -> tuple[int, bool, bool] | None\n\n"
     "The backward pass running in this thread: None or (id, keep_graph, accumulates)."},
    {"_backward_notes", backward_notes, METH_NOARGS,
     "_backward_notes() -> dict[Any, Any]\n\n"
     "A dict that lives as long as the backward pass that is running in this thread."},
    {"_backward_reaches", backward_reaches, METH_O,
     "_backward_reaches(edge: Any) -> bool\n\n"
     "Whether that pass brings a gradient to this tensor or edge."},
    {"_note_write", note_write_py, METH_O,
     "_note_write(tensor: Tensor) -> None\n\n"
     "Counts an in-place write made by other means than an op."},
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
    {"_is_deterministic", get_deterministic, METH_NOARGS,
     "_is_deterministic() -> bool\n\n"
     "Whether results must not depend on the number of threads."},
    {"_set_deterministic", set_deterministic_from, METH_O,
     "_set_deterministic(on: bool) -> None\n\n"
     "Sets whether results must not depend on the number of threads."},
    {"get_num_threads", get_threads, METH_NOARGS,
     "get_num_threads() -> int\n\n"
     "How many threads kernels use."},
    {"set_num_threads", set_threads, METH_O,
     "set_num_threads(count: int) -> None\n\n"
     "Sets how many threads kernels use."},
    {"_hold_long_work", hold_work, METH_NOARGS,
     "_hold_long_work() -> None\n\n"
     "Waits for the kernels of other threads, and keeps them from running beside the caller."},
    {"_allow_long_work", allow_work, METH_NOARGS,
     "_allow_long_work() -> None\n\n"
     "Ends what _hold_long_work began."},
    {"_allow_long_work_in_child", allow_work_in_child, METH_NOARGS,
     "_allow_long_work_in_child() -> None\n\n"
     "The same in a forked process, which has no other threads."},
    {"_lies_in_private", lies_in_private_py, METH_O,
     "_lies_in_private(tensor: Tensor) -> bool\n\n"
     "Whether a tensor's elements wait in a private layout to be put in order."},
    {"memory_stats", memory, METH_NOARGS,
     "memory_stats() -> dict[str, int]\n\n"
     "Bytes in use, peak, cached; allocations and how many were reused."},
    {"reset_peak_memory", reset_peak, METH_NOARGS,
     "reset_peak_memory() -> None\n\n"
     "Starts measuring the peak anew."},
    {"empty_cache", empty_cache_py, METH_NOARGS,
     "empty_cache() -> None\n\n"
     "Gives cached memory back to the system."},
    {"isa_level", isa_name, METH_NOARGS,
     "isa_level() -> str\n\n"
     "The instruction set the kernels use."},
    {"elementwise_kernels", elementwise_kernels, METH_NOARGS,
     "elementwise_kernels() -> dict[str, list[dtype]]\n\n"
     "The elementwise kernels by name, each with the dtypes it has a loop for."},
    {"isa_levels", isa_levels, METH_NOARGS,
     "isa_levels() -> tuple[str, ...]\n\n"
     "The instruction sets that the kernels were compiled for."},
    {"products", products, METH_NOARGS,
     "products() -> Any\n\n"
     "The libraries behind matrix products."},
    {"_set_library_folder", library_folder, METH_O,
     "_set_library_folder(folder: str) -> None\n\n"
     "Frames of files below this folder are the library's own."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_functions(PyObject* module) {
  install_fork_handler();
  host::check_signals();                                // notes that this is the main thread
  if (guarded_int([] { isa_level(); }) < 0) return -1;  // FLAMBEAU_ISA names a level this processor lacks: say so now
  return PyModule_AddFunctions(module, functions);
}

}  // namespace flambeau
