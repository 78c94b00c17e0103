// Owns: Tensor's attributes and the methods that are questions about it or its place in the graph.
// Called by: the interpreter.
#include "autograd/extras.h"
#include "autograd/inplace.h"
#include "cpython/overrides.h"
#include "cpython/tensor_storage.h"

namespace flambeau {
namespace {

Tensor& self_of(PyObject* o) { return as_tensor(o); }

// ---- attributes ----

PyObject* get_dtype(PyObject* o, void*) { return Py_NewRef(dtype_object(self_of(o).dtype)); }
// The tensor that has the elements: what is innermost in a wrapped one.
const Tensor& innermost(const Tensor& t) { return t.wrapping ? innermost(*t.wrapping->value) : t; }

PyObject* get_device(PyObject* o, void*) { return Py_NewRef(device_object(innermost(self_of(o)).storage->device)); }
PyObject* get_shape(PyObject* o, void*) { return size_object(self_of(o).sizes(), self_of(o).ndim); }
PyObject* get_ndim(PyObject* o, void*) { return PyLong_FromLong(self_of(o).ndim); }
PyObject* get_itemsize(PyObject* o, void*) { return PyLong_FromLongLong(item_size(self_of(o).dtype)); }
PyObject* get_nbytes(PyObject* o, void*) { return PyLong_FromLongLong(self_of(o).nbytes()); }
PyObject* get_requires_grad(PyObject* o, void*) { return PyBool_FromLong(requires_grad(self_of(o))); }
PyObject* get_is_leaf(PyObject* o, void*) {
  return guarded([&] { return PyBool_FromLong(grad_fn_of(self_of(o)) == nullptr); });
}
PyObject* get_output_nr(PyObject* o, void*) { return PyLong_FromUnsignedLong(self_of(o).output_nr); }
PyObject* get_retains_grad(PyObject* o, void*) { return PyBool_FromLong(self_of(o).flags & kRetainsGrad); }
PyObject* get_false(PyObject*, void*) { return Py_NewRef(Py_False); }
PyObject* get_is_meta(PyObject* o, void*) { return PyBool_FromLong(innermost(self_of(o)).is_meta()); }
PyObject* get_is_cpu(PyObject* o, void*) { return PyBool_FromLong(!innermost(self_of(o)).is_meta()); }

PyObject* get_grad_fn(PyObject* o, void*) {
  return guarded([&] {
    Node* node = grad_fn_of(self_of(o));
    return Py_NewRef(node ? py(node) : Py_None);
  });
}
PyObject* get_grad(PyObject* o, void*) {
  const Tensor& t = self_of(o);
  if (!t.grad && t.grad_fn && !(t.flags & kRetainsGrad)) {
    const char* why =
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
        "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf "
        "Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure "
        "you access the leaf Tensor instead.";
    if (PyErr_WarnEx(PyExc_UserWarning, why, 1) < 0) return nullptr;
  }
  return Py_NewRef(t.grad ? py(t.grad) : Py_None);
}
PyObject* get_base(PyObject* o, void*) {
  Tensor* base = self_of(o).base;
  return Py_NewRef(base ? py(base) : Py_None);
}
PyObject* get_version(PyObject* o, void*) {
  if (self_of(o).flags & kInference) {
    PyErr_SetString(PyExc_RuntimeError, "Inference tensors do not track version counter.");
    return nullptr;
  }
  return PyLong_FromUnsignedLong(version_of(self_of(o)).writes);
}

void require_leaf(Tensor& t) {
  const Node* node = grad_fn_of(t);
  if (!node) return;
  const std::string where = describe(node->origin);
  fail(ErrorKind::Runtime,
       "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in "
       "a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
       where.empty() ? "" : "\n  it was computed by " + node_name(*node) + ", recorded at " + where);
}

void assign_requires_grad(Tensor& t, bool on) {
  if (!on) require_leaf(t);
  if (on) {
    if (!is_inexact(t.dtype)) {
      fail(ErrorKind::Runtime, "only Tensors of floating point dtype can require gradients | this one is ",
           name_of(t.dtype));
    }
    if ((t.flags & kInference) && !modes.inference) {
      fail(ErrorKind::Runtime, "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
    }
    t.flags |= kRequiresGrad;
  } else {
    t.flags = static_cast<uint16_t>(t.flags & ~kRequiresGrad);
  }
}

// Where the table of this tensor's hooks is kept: on the edge that made its value. Null when it has none.
HostObject** hook_slot(Tensor& t) {
  Node* node = grad_fn_of(t);
  if (!node) return t.extras ? &t.extras->hooks : nullptr;
  if (!node->hooks) return nullptr;
  for (auto& hook : node->hooks->tensor_hooks)
    if (hook.output == t.output_nr) return &hook.hooks;
  return nullptr;
}

void leave_graph(Tensor& t) {
  HostObject** hooks = hook_slot(t);
  const HostRef kept = HostRef::share(hooks ? *hooks : nullptr);  // as in PyTorch, they stay with the tensor too
  forget_retained(t);
  release(as_host(std::exchange(t.grad_fn, nullptr)));
  if (kept) release(std::exchange(extras_of(t).hooks, HostRef(kept).give()));
  t.output_nr = 0;
  t.flags = static_cast<uint16_t>(t.flags & ~kRequiresGrad);
}

int set_requires_grad(PyObject* o, PyObject* value, void*) {
  return guarded_int([&] {
    if (!value || !PyBool_Check(value)) fail(ErrorKind::Runtime, "requires_grad must be a bool");
    Tensor& t = self_of(o);
    require_leaf(t);
    if (value == Py_True && !is_inexact(t.dtype)) {
      fail(ErrorKind::Runtime, "only Tensors of floating point and complex dtype can require gradients | this one is ",
           name_of(t.dtype));
    }
    assign_requires_grad(t, value == Py_True);
  });
}

// _grad_fn = None takes the tensor out of the graph, whatever it is.
int set_grad_fn(PyObject* o, PyObject* value, void*) {
  return guarded_int([&] {
    if (value != Py_None) fail(ErrorKind::Runtime, "_grad_fn can be only set to None");
    leave_graph(self_of(o));
  });
}

std::string aside(Tensor& t) {
  const std::string name = known_as(t);
  return name.empty() ? "" : " (" + name + ")";
}

int set_grad(PyObject* o, PyObject* value, void*) {
  return guarded_int([&] {
    Tensor& t = self_of(o);
    Tensor* grad = nullptr;
    if (value && value != Py_None) {
      if (!is_tensor(value))
        fail(ErrorKind::Type, "assigned grad expected to be a Tensor or None but got grad of type ",
             Py_TYPE(value)->tp_name, aside(t));
      if (value == o) fail(ErrorKind::Runtime, "can't assign Variable as its own grad", aside(t));
      grad = &as_tensor(value);
      if (!same_shape(t, *grad)) {
        fail(ErrorKind::Runtime, "attempting to assign a gradient of size '", grad->shape(), "' to a tensor of size '",
             t.shape(), "'. Please ensure that the gradient and the tensor are the same size", aside(t));
      }
      if (t.dtype != grad->dtype) {
        fail(ErrorKind::Runtime, "attempting to assign a gradient with dtype '", name_of(grad->dtype),
             "' to a tensor of dtype '", name_of(t.dtype),
             "'. Please ensure that they are the same: grad.to(tensor.dtype)", aside(t));
      }
      if (device_of(t) != device_of(*grad)) {
        fail(ErrorKind::Runtime, "attempting to assign a gradient with device type '", name_of(device_of(*grad)),
             "' to a tensor with device type '", name_of(device_of(t)),
             "'. Please ensure that the gradient and the tensor are on the same device", aside(t));
      }
      retain(as_host(grad));
      track(t);
    }
    release(as_host(std::exchange(t.grad, grad)));
  });
}

// Outside every graph: those of the transforms around a running vmap too.
TensorRef detached(Tensor& t) {
  TensorRef out = alias(t);
  out->flags |= t.flags & kInference;
  if (t.wrapping) {
    const TensorRef value = detached(*t.wrapping->value);
    set_wrapping(*out, {value.get(), t.wrapping->dim, t.wrapping->level});
  }
  return out;
}
// Writes through it are not counted as writes to `o`: who uses it answers for what the graph has saved.
PyObject* get_data(PyObject* o, void*) {
  return guarded([&] {
    TensorRef out = detached(self_of(o));
    own_version(*out);
    return to_py(std::move(out));
  });
}
// Other elements, and the same version as before: shared with whoever shared it, and not with `value`.
int set_data(PyObject* o, PyObject* value, void*) {
  return guarded_int([&] {
    if (!value) fail(ErrorKind::Runtime, "Deleting tensor data is not allowed. Delete tensor instead!");
    if (!is_tensor(value)) fail(ErrorKind::Type, "Variable data has to be a tensor, but got ", Py_TYPE(value)->tp_name);
    Tensor& t = self_of(o);
    Tensor& from = as_tensor(value);
    if (t.wrapping || from.wrapping) {
      fail(ErrorKind::Runtime,
           "mutating directly with `.data` under vmap transform is not allowed. | write with copy_(), or return the "
           "new value");
    }
    if (&t == &from) return;
    if (is_sparse(t) || is_sparse(from)) {
      fail(ErrorKind::Runtime,
           "Attempted to call `variable.set_data(tensor)`, but `variable` and `tensor` have incompatible tensor type: "
           "a sparse one keeps its elements | write with copy_()");
    }
    if (requires_grad(t) && !is_inexact(from.dtype)) {
      fail(ErrorKind::Runtime,
           "data set to a tensor that requires gradients must be floating point or complex dtype | this is ",
           name_of(from.dtype));
    }
    if (!same_shape(t, from) && carries_tangent(t)) {
      fail(ErrorKind::Runtime, "cannot give a tensor of shape ", t.shape(), " that carries a tangent data of shape ",
           from.shape(), " | set .data of its primal, before make_dual");
    }
    keep_version(t);
    t.dtype = from.dtype;
    retain(from.storage);
    adopt_storage(t, from.storage, from.offset);
    set_geometry(t, from.sizes(), from.strides(), from.ndim);
    if (t.accumulator) t.accumulator->outputs[0].set(t);
  });
}

HostObject*& make_hook_slot(Tensor& t) {
  track(t);
  if (HostObject** slot = hook_slot(t)) return *slot;
  Node* node = grad_fn_of(t);
  if (!node) return extras_of(t).hooks;
  return hooks_of(*node).tensor_hooks.emplace_back(NodeHooks::TensorHook{t.output_nr, nullptr}).hooks;
}

// ---- methods ----

PyObject* method_size(PyObject* o, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
  return guarded([&]() -> PyObject* {
    const Tensor& t = self_of(o);
    const Py_ssize_t given = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
    if (given == 0 || args[0] == Py_None) return size_object(t.sizes(), t.ndim);
    const int64_t dim = read_int(args[0], "size(): dim");
    if (t.ndim == 0) fail(ErrorKind::Index, "Dimension specified as ", dim, " but tensor has no dimensions");
    return PyLong_FromLongLong(t.size(wrap_dim(dim, t.ndim)));
  });
}

PyObject* method_stride(PyObject* o, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
  return guarded([&]() -> PyObject* {
    const Tensor& t = self_of(o);
    const Py_ssize_t given = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
    if (given && args[0] != Py_None) {
      const int64_t dim = read_int(args[0], "stride(): dim");
      if (t.ndim == 0) fail(ErrorKind::Index, "Dimension specified as ", dim, " but tensor has no dimensions");
      return PyLong_FromLongLong(t.stride(wrap_dim(dim, t.ndim)));
    }
    PyRef tuple = PyRef::checked(PyTuple_New(t.ndim));
    for (int i = 0; i < t.ndim; ++i) {
      PyTuple_SET_ITEM(tuple.get(), i, PyRef::checked(PyLong_FromLongLong(t.stride(i))).give());
    }
    return tuple.give();
  });
}

PyObject* method_dim(PyObject* o, PyObject*) { return PyLong_FromLong(self_of(o).ndim); }
PyObject* method_numel(PyObject* o, PyObject*) { return PyLong_FromLongLong(self_of(o).numel); }
PyObject* method_offset(PyObject* o, PyObject*) { return PyLong_FromLongLong(self_of(o).offset); }
PyObject* method_is_floating(PyObject* o, PyObject*) { return PyBool_FromLong(is_floating(self_of(o).dtype)); }
PyObject* method_is_complex(PyObject* o, PyObject*) { return PyBool_FromLong(is_complex(self_of(o).dtype)); }
PyObject* method_is_inference(PyObject* o, PyObject*) { return PyBool_FromLong(self_of(o).flags & kInference); }
PyObject* method_element_size(PyObject* o, PyObject*) { return PyLong_FromLongLong(item_size(self_of(o).dtype)); }
PyObject* method_item(PyObject* o, PyObject*) {
  return guarded([&] { return tensor_item(self_of(o)); });
}
PyObject* method_tolist(PyObject* o, PyObject*) {
  return guarded([&] { return tensor_to_list(self_of(o)); });
}
PyObject* method_dense(PyObject* o, PyObject*) {  // strides of a row-major tensor, whatever the size-1 dimensions say
  return PyBool_FromLong(self_of(o).is_contiguous());
}

PyObject* method_is_view(PyObject* o, PyObject*) { return PyBool_FromLong(self_of(o).base != nullptr); }

PyObject* method_detach(PyObject* o, PyObject*) {
  return guarded([&] { return to_py(detached(self_of(o))); });
}
PyObject* method_detach_(PyObject* o, PyObject*) {
  return guarded([&] {
    Tensor& t = self_of(o);
    if (t.base) fail(ErrorKind::Runtime, "Can't detach views in-place. Use detach() instead.");
    leave_graph(t);
    return Py_NewRef(o);
  });
}

PyObject* method_requires_grad_(PyObject* o, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
  return guarded([&] {
    const Py_ssize_t given = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
    const int on = given ? PyObject_IsTrue(args[0]) : 1;
    if (on < 0) throw HostError{};
    assign_requires_grad(self_of(o), on);
    return Py_NewRef(o);
  });
}

PyObject* method_retain_grad(PyObject* o, PyObject*) {
  return guarded([&] {
    Tensor& t = self_of(o);
    if (!requires_grad(t)) fail(ErrorKind::Runtime, "can't retain_grad on Tensor that has requires_grad=False");
    retain_grad(t);
    return none_ref();
  });
}

PyObject* method_hook_dict(PyObject* o, PyObject*) {
  return guarded([&] {
    Tensor& t = self_of(o);
    if (!requires_grad(t)) fail(ErrorKind::Runtime, "cannot register a hook on a tensor that doesn't require gradient");
    return hook_table(make_hook_slot(t));
  });
}
PyObject* get_backward_hooks(PyObject* o, void*) {
  return guarded([&] {
    HostObject** slot = hook_slot(self_of(o));
    return Py_NewRef(slot && *slot ? py(*slot) : Py_None);
  });
}
int set_backward_hooks(PyObject* o, PyObject* value, void*) {
  return guarded_int([&] {
    if (!value) fail(ErrorKind::Type, "_backward_hooks cannot be deleted | set it to None");
    Tensor& t = self_of(o);
    if (value != Py_None && !PyDict_Check(value))
      fail(ErrorKind::Type, "_backward_hooks must be a dict or None, not ", Py_TYPE(value)->tp_name);
    if (value == Py_None && !hook_slot(t)) return;
    release(std::exchange(make_hook_slot(t), as_host(value == Py_None ? PyODict_New() : Py_NewRef(value))));
  });
}
PyObject* method_post_accumulate_dict(PyObject* o, PyObject*) {
  return guarded([&]() -> PyObject* {
    Tensor& t = self_of(o);
    if (!requires_grad(t)) fail(ErrorKind::Runtime, "cannot register a hook on a tensor that doesn't require gradient");
    if (grad_fn_of(t)) fail(ErrorKind::Runtime, "post accumulate grad hooks cannot be registered on non-leaf tensors");
    track(t);
    return hook_table(extras_of(t).post_accumulate);
  });
}

PyTypeObject* subclass(PyObject* cls, const char* caller) {
  if (!PyType_Check(cls) || !PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(cls), tensor_type))
    fail(ErrorKind::Type, caller, "(): argument 'cls' must be a subclass of Tensor");
  return reinterpret_cast<PyTypeObject*>(cls);
}

PyObject* method_as_subclass(PyObject* o, PyObject* cls) {
  return guarded([&] { return to_py(as_instance(subclass(cls, "as_subclass"), TensorRef::share(&self_of(o)))); });
}

PyObject* method_make_subclass(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *type, *data;
    int wants = 0;
    if (!PyArg_ParseTuple(args, "OO|p", &type, &data, &wants)) throw HostError{};
    PyTypeObject* const cls = subclass(type, "_make_subclass");
    if (!is_tensor(data))
      fail(ErrorKind::Type, "_make_subclass(): argument 'data' must be Tensor, not ", Py_TYPE(data)->tp_name);
    TensorRef made = make_subclass(cls, as_tensor(data));
    if (wants && !is_inexact(made->dtype)) {
      fail(ErrorKind::Runtime, "Only Tensors of floating point and complex dtype can require gradients | this one is ",
           name_of(made->dtype));
    }
    if (wants) assign_requires_grad(*made, true);
    return to_py(std::move(made));
  });
}

PyObject* method_last_write(PyObject* o, PyObject*) {
  return guarded([&] { return PyUnicode_FromString(describe(version_of(self_of(o)).writer).c_str()); });
}

template <class F> PyCFunction as_method(F* f) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(f));
}

}  // namespace

PyGetSetDef tensor_getset[] = {
    {"dtype", overridable_get<get_dtype>, nullptr,
     "dtype: dtype\n\n"
     "The element type.",
     const_cast<char*>("dtype")},
    {"device", overridable_get<get_device>, nullptr,
     "device: device\n\n"
     "Where the elements are.",
     const_cast<char*>("device")},
    {"shape", overridable_get<get_shape>, nullptr,
     "shape: Size\n\n"
     "The sizes, a Size.",
     const_cast<char*>("shape")},
    {"ndim", overridable_get<get_ndim>, nullptr,
     "ndim: int\n\n"
     "The number of dimensions.",
     const_cast<char*>("ndim")},
    {"itemsize", overridable_get<get_itemsize>, nullptr,
     "itemsize: int\n\n"
     "Bytes per element.",
     const_cast<char*>("itemsize")},
    {"nbytes", overridable_get<get_nbytes>, nullptr,
     "nbytes: int\n\n"
     "Bytes of all elements.",
     const_cast<char*>("nbytes")},
    {"requires_grad", overridable_get<get_requires_grad>, overridable_set<set_requires_grad>,
     "requires_grad: bool (can be set)\n\n"
     "Whether operations on this tensor are recorded.",
     const_cast<char*>("requires_grad")},
    {"is_leaf", overridable_get<get_is_leaf>, nullptr,
     "is_leaf: bool\n\n"
     "Whether no recorded operation made it.",
     const_cast<char*>("is_leaf")},
    {"grad_fn", overridable_get<get_grad_fn>, nullptr,
     "grad_fn: Node | None\n\n"
     "The node of the operation that made it, or None.",
     const_cast<char*>("grad_fn")},
    {"_grad_fn", get_grad_fn, set_grad_fn,
     "_grad_fn: Node | None\n\n"
     "The same as grad_fn; setting it to None takes the tensor out of the graph.",
     nullptr},
    {"grad", overridable_get<get_grad>, overridable_set<set_grad>,
     "grad: Tensor | None (can be set)\n\n"
     "The accumulated gradient, or None.",
     const_cast<char*>("grad")},
    {"_grad", get_grad, set_grad,
     "_grad: Tensor | None (can be set)\n\n"
     "The same as grad.",
     nullptr},
    {"data", overridable_get<get_data>, overridable_set<set_data>,
     "data: Tensor (can be set)\n\n"
     "The same elements outside the graph.",
     const_cast<char*>("data")},
    {"_base", overridable_get<get_base>, nullptr,
     "_base: Tensor | None\n\n"
     "The tensor this one is a view of, or None.",
     const_cast<char*>("_base")},
    {"_version", get_version, nullptr,
     "_version: int\n\n"
     "How often the storage was written to.",
     nullptr},
    {"_backward_hooks", get_backward_hooks, set_backward_hooks,
     "_backward_hooks: OrderedDict[int, Any] | None (can be set)\n\n"
     "The table of gradient hooks, or None.",
     nullptr},
    {"output_nr", overridable_get<get_output_nr>, nullptr,
     "output_nr: int\n\n"
     "Which result of grad_fn it is.",
     const_cast<char*>("output_nr")},
    {"retains_grad", overridable_get<get_retains_grad>, nullptr,
     "retains_grad: bool\n\n"
     "Whether retain_grad() was called on this non-leaf.",
     const_cast<char*>("retains_grad")},
    {"is_cpu", overridable_get<get_is_cpu>, nullptr,
     "is_cpu: bool\n\n"
     "Whether the elements are in the CPU's memory.",
     const_cast<char*>("is_cpu")},
    {"is_meta", overridable_get<get_is_meta>, nullptr,
     "is_meta: bool\n\n"
     "Whether it has a shape but no elements.",
     const_cast<char*>("is_meta")},
    {"is_cuda", overridable_get<get_false>, nullptr,
     "is_cuda: bool\n\n"
     "False: there is no CUDA device yet.",
     const_cast<char*>("is_cuda")},
    {"is_mps", overridable_get<get_false>, nullptr,
     "is_mps: bool\n\n"
     "False.",
     const_cast<char*>("is_mps")},
    {"is_sparse", overridable_get<get_false>, nullptr,
     "is_sparse: bool\n\n"
     "False: tensors are dense.",
     const_cast<char*>("is_sparse")},
    {"is_quantized", overridable_get<get_false>, nullptr,
     "is_quantized: bool\n\n"
     "False.",
     const_cast<char*>("is_quantized")},
    {"is_nested", overridable_get<get_false>, nullptr,
     "is_nested: bool\n\n"
     "False.",
     const_cast<char*>("is_nested")},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyMethodDef tensor_methods[] = {
    {"size", as_method(overridable_method<"size", method_size>), METH_FASTCALL | METH_KEYWORDS,
     "size(dim: int | None = None) -> Any\n\n"
     "The sizes, or one of them."},
    {"stride", as_method(overridable_method<"stride", method_stride>), METH_FASTCALL | METH_KEYWORDS,
     "stride(dim: int | None = None) -> Any\n\n"
     "Elements between neighbours along each dimension."},
    {"dim", overridable_method<"dim", method_dim>, METH_NOARGS,
     "dim() -> int\n\n"
     "The number of dimensions."},
    {"ndimension", overridable_method<"ndimension", method_dim>, METH_NOARGS,
     "ndimension() -> int\n\n"
     "The number of dimensions."},
    {"numel", overridable_method<"numel", method_numel>, METH_NOARGS,
     "numel() -> int\n\n"
     "The number of elements."},
    {"nelement", overridable_method<"nelement", method_numel>, METH_NOARGS,
     "nelement() -> int\n\n"
     "The number of elements."},
    {"storage_offset", overridable_method<"storage_offset", method_offset>, METH_NOARGS,
     "storage_offset() -> int\n\n"
     "Elements between the storage's start and this tensor's first element."},
    {"data_ptr", overridable_method<"data_ptr", method_data_ptr>, METH_NOARGS,
     "data_ptr() -> int\n\n"
     "The address of the first element."},
    {"element_size", overridable_method<"element_size", method_element_size>, METH_NOARGS,
     "element_size() -> int\n\n"
     "Bytes per element."},
    {"is_floating_point", overridable_method<"is_floating_point", method_is_floating>, METH_NOARGS,
     "is_floating_point() -> bool\n\n"
     "Whether the dtype is a real floating type."},
    {"is_complex", overridable_method<"is_complex", method_is_complex>, METH_NOARGS,
     "is_complex() -> bool\n\n"
     "Whether the dtype is complex."},
    {"is_inference", overridable_method<"is_inference", method_is_inference>, METH_NOARGS,
     "is_inference() -> bool\n\n"
     "Whether it was made in inference mode."},
    {"_is_dense", method_dense, METH_NOARGS,
     "_is_dense() -> bool\n\n"
     "Whether the elements lie in row-major order without gaps."},
    {"item", overridable_method<"item", method_item>, METH_NOARGS,
     "item() -> Any\n\n"
     "The only element as a Python number; RuntimeError for any other count."},
    {"tolist", overridable_method<"tolist", method_tolist>, METH_NOARGS,
     "tolist() -> Any\n\n"
     "The elements as nested lists of Python numbers."},
    {"_is_view", method_is_view, METH_NOARGS,
     "_is_view() -> bool\n\n"
     "Whether it is a view of another tensor."},
    {"detach", overridable_method<"detach", method_detach>, METH_NOARGS,
     "detach() -> Tensor\n\n"
     "The same elements in a tensor outside the graph."},
    {"detach_", overridable_method<"detach_", method_detach_>, METH_NOARGS,
     "detach_() -> Tensor\n\n"
     "Takes this tensor out of the graph: it becomes a leaf."},
    {"requires_grad_", as_method(overridable_method<"requires_grad_", method_requires_grad_>),
     METH_FASTCALL | METH_KEYWORDS,
     "requires_grad_(requires_grad: bool = True) -> Tensor\n\n"
     "Sets requires_grad and returns self."},
    {"retain_grad", overridable_method<"retain_grad", method_retain_grad>, METH_NOARGS,
     "retain_grad() -> None\n\n"
     "Keeps .grad of this non-leaf during backward."},
    {"_hook_dict", method_hook_dict, METH_NOARGS,
     "_hook_dict() -> OrderedDict[int, Any]\n\n"
     "The dict of gradient hooks of this tensor."},
    {"_post_accumulate_dict", method_post_accumulate_dict, METH_NOARGS,
     "_post_accumulate_dict() -> OrderedDict[int, Any]\n\n"
     "The dict of post-accumulate hooks."},
    {"__torch_function__", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(tensor_hook)),
     METH_VARARGS | METH_KEYWORDS | METH_CLASS,
     "__torch_function__(func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any\n\n"
     "Answers a call: func(*args, **kwargs), tensors among the results made instances of the subclass; NotImplemented "
     "where an argument is of a type that the subclass does not derive from."},
    {"as_subclass", method_as_subclass, METH_O,
     "as_subclass(cls: type[Subclass]) -> Subclass\n\n"
     "The same elements, and history, as an instance of a subclass of Tensor.\n\n"
     "Raises: TypeError for what is not a subclass of Tensor.\n\n"
     ">>> import flambeau as torch\n"
     ">>> class Image(torch.Tensor):\n"
     "...     pass\n"
     ">>> type(torch.zeros(2).as_subclass(Image) + 1).__name__\n"
     "'Image'"},
    {"_make_subclass", method_make_subclass, METH_VARARGS | METH_STATIC,
     "_make_subclass(cls: type[Subclass], data: Tensor, require_grad: bool = False) -> Subclass\n\n"
     "The elements of data as an instance of cls."},
    {"_resize", method_resize, METH_O,
     "_resize(size: Sequence[int]) -> Tensor\n\n"
     "Changes the shape, growing the storage when needed."},
    {"_set", method_set, METH_VARARGS,
     "_set(source: Tensor, storage_offset: int = ..., size: Sequence[int] = ..., stride: Sequence[int] = ...) -> "
     "Tensor\n\n"
     "Looks at source's storage from now on."},
    {"_storage_bytes", method_storage_bytes, METH_NOARGS,
     "_storage_bytes() -> Tensor\n\n"
     "The whole storage as a uint8 tensor."},
    {"_move_bytes", method_move_bytes, METH_VARARGS,
     "_move_bytes(to: Tensor, owner: Any) -> Tensor | None\n\n"
     "Moves the storage's bytes to those of to; gives the former bytes where others may look at them."},
    {"_lend", method_lend, METH_NOARGS,
     "_lend() -> int\n\n"
     "The address of the first element for another library to keep: the storage is not resized any more."},
    {"_storage_key", method_storage_key, METH_NOARGS,
     "_storage_key() -> int\n\n"
     "A number that tensors over one storage share while they live."},
    {"_last_write", method_last_write, METH_NOARGS,
     "_last_write() -> Any\n\n"
     "Where the last in-place write was made."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace flambeau
