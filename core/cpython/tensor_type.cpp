// Owns: the Python type Tensor: allocation, collection, attributes. Its methods that are ops are attached from Python.
// Called by: the interpreter; allocate_tensor by the core.
#include "autograd/extras.h"
#include "autograd/inplace.h"
#include "cpython/overrides.h"
#include "dispatch/named.h"
#include "memory/stock.h"

namespace flambeau {

PyTypeObject* tensor_type = nullptr;

namespace {

constinit Stock stock(sizeof(Tensor));  // dead exact Tensors, with their collector headers

void blank(Tensor* t) {
  std::memset(reinterpret_cast<char*>(t) + sizeof(HostHeader), 0, sizeof(Tensor) - sizeof(HostHeader));
  t->dims = t->inline_dims;
}

Tensor* allocate(PyTypeObject* type) {
  PyObject* o = type == tensor_type ? static_cast<PyObject*>(stock.take()) : nullptr;
  if (o) {
    PyObject_Init(o, type);
  } else if (type == tensor_type) {
    o = reinterpret_cast<PyObject*>(PyObject_GC_New(Tensor, type));
  } else {
    o = type->tp_alloc(type, 0);  // subclasses: tracked from the start, they may hold anything
  }
  if (!o) throw HostError{};
  Tensor* t = reinterpret_cast<Tensor*>(o);
  if (type == tensor_type) {
    blank(t);
  } else {
    t->dims = t->inline_dims;
  }
  return t;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Tensor& t = as_tensor(self);
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(py(t.grad_fn));
  Py_VISIT(py(t.grad));
  Py_VISIT(py(t.base));
  Py_VISIT(py(t.dict));
  if (t.extras) {
    Py_VISIT(py(t.extras->hooks));
    Py_VISIT(py(t.extras->post_accumulate));
    Py_VISIT(py(t.extras->accumulator));
    Py_VISIT(py(t.extras->dual));
    Py_VISIT(py(t.extras->tangent.value));
    for (const auto& tangent : t.extras->tangents) Py_VISIT(py(tangent.value));
  }
  if (t.wrapping) Py_VISIT(py(t.wrapping->value));
  return 0;
}

int clear(PyObject* self) {
  Tensor& t = as_tensor(self);
  if (t.flags & kRetainsGrad) forget_retained(t);
  free_extras(t);
  free_wrapping(t);
  release(as_host(std::exchange(t.grad_fn, nullptr)));
  release(as_host(std::exchange(t.grad, nullptr)));
  release(as_host(std::exchange(t.base, nullptr)));
  release(std::exchange(t.dict, nullptr));
  return 0;
}

void dealloc(PyObject* self) {
  Tensor& t = as_tensor(self);
  PyTypeObject* type = Py_TYPE(self);
  untrack(t);
  if (t.weak_references) PyObject_ClearWeakRefs(self);
  if (t.grad_fn || t.grad || t.base || t.extras || t.dict || t.wrapping) clear(self);
  if (t.accumulator) t.accumulator = nullptr;
  if (t.version) release(std::exchange(t.version, nullptr));
  if (t.storage) release(t.storage);
  free_dims(t);
  if (type == tensor_type) {
    stock.give(self);
  } else {
    type->tp_free(self);
  }
  Py_DECREF(type);
}

[[noreturn, gnu::cold, gnu::noinline]] void refuse_arguments() {
  fail(ErrorKind::Type,
       "new(): invalid arguments | Tensor(2, 3) makes an uninitialised tensor, tensor([2., 3.]) one with these values");
}

// What stands by keyword in a call of the legacy constructor: `device`, the CPU, and `size` or `data` in place of what
// stands by position. Returns that, or null.
PyObject* read_keywords(PyObject* kwargs, bool by_position) {
  PyObject *key, *value, *found = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(kwargs, &at, &key, &value);) {
    if (PyUnicode_CompareWithASCIIString(key, "device") == 0) {
      const PyRef written = PyRef::checked(PyObject_Str(value));
      const char* const text = PyUnicode_AsUTF8(written.get());
      if (!text) throw HostError{};
      std::string device = text;
      device = device.substr(0, device.find(':'));
      if (device != "cpu" && value != Py_None)
        fail(ErrorKind::Runtime, "legacy constructor expects device type: cpu but device type: ", device,
             " was passed");
    } else if (!found && !by_position &&
               (PyUnicode_CompareWithASCIIString(key, "size") == 0 ||
                PyUnicode_CompareWithASCIIString(key, "data") == 0)) {
      found = value;
    } else {
      refuse_arguments();
    }
  }
  return found;
}

// Tensor(), Tensor(2, 3), Tensor([1, 2]), Tensor(other): PyTorch's legacy constructor, and what subclasses inherit.
// Keywords of a subclass are for its __init__.
PyObject* tensor_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  return guarded([&]() -> PyObject* {
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    PyObject* first = n ? PyTuple_GET_ITEM(args, 0) : nullptr;
    const bool by_sizes = n && PyIndex_Check(first) && !PySequence_Check(first) && !PyBool_Check(first);
    PyRef sizes;  // given as `size=(2, 3)`
    if (kwargs && type == tensor_type && n == 1 && is_tensor(first) && PyDict_GetItemString(kwargs, "device")) {
      fail(ErrorKind::Runtime,
           "Legacy tensor constructor of the form torch.Tensor(tensor, device=device) is not supported.  Use "
           "torch.tensor(...) or torch.as_tensor(...) instead.");
    }
    if (kwargs && type == tensor_type && PyDict_GET_SIZE(kwargs) > 0) {
      if (PyObject* named = read_keywords(kwargs, n > 0)) {
        const bool is_size = PyDict_GetItemString(kwargs, "size") == named;
        if (is_size) sizes = PyRef::checked(PyObject_CallOneArg(reinterpret_cast<PyObject*>(size_type), named));
        first = is_size ? sizes.get() : named;
        n = 1;
      }
    }
    TensorRef data;
    if (n == 0) {
      data = empty(Dims{0}, default_dtype());
    } else if (n == 1 && is_tensor(first)) {
      data = call_named<"alias">({value_of(as_tensor(first))});
    } else if (by_sizes || (n == 1 && size_type && PyObject_TypeCheck(first, size_type))) {
      Dims shape;
      read_dims(by_sizes ? args : first, &shape, "Tensor: a size");
      data = empty(shape, default_dtype());
    } else if (n == 1) {
      if (!PySequence_Check(first))
        fail(ErrorKind::Type, "new(): data must be a sequence (got ", Py_TYPE(first)->tp_name, ")");
      data = tensor_from_data(first, dtype_object(default_dtype()));
    } else {
      refuse_arguments();
    }
    if (modes.inference && !(n == 1 && is_tensor(first))) data->flags |= kInference;
    return to_py(type == tensor_type ? std::move(data) : as_instance(type, std::move(data)));
  });
}

PyObject* show(PyObject* self, PyObject*) noexcept { return PyObject_CallOneArg(py(host::library.show), self); }

PyObject* tensor_repr(PyObject* self) { return overridable_method<"__repr__", show>(self, nullptr); }

Py_hash_t tensor_hash(PyObject* self) { return _Py_HashPointer(self); }

PyObject* length(PyObject* self, PyObject*) noexcept {
  const Tensor& t = as_tensor(self);
  if (t.ndim == 0) {
    PyErr_SetString(PyExc_TypeError, "len() of a 0-d tensor");
    return nullptr;
  }
  return PyLong_FromLongLong(t.size(0));
}

Py_ssize_t tensor_length(PyObject* self) {
  const Tensor& t = as_tensor(self);
  if (is_plain(self) && t.ndim > 0) return static_cast<Py_ssize_t>(t.size(0));
  const PyRef answer(overridable_method<"__len__", length>(self, nullptr));
  return answer ? PyLong_AsSsize_t(answer.get()) : -1;
}

PyMemberDef members[] = {
    {"__dictoffset__", T_PYSSIZET, offsetof(Tensor, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Tensor, weak_references), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

// A tensor with attributes of its own may be part of a reference cycle.
int tensor_setattro(PyObject* self, PyObject* name, PyObject* value) {
  track(as_tensor(self));
  return PyObject_GenericSetAttr(self, name, value);
}

}  // namespace

Tensor* allocate_tensor() { return allocate(tensor_type); }

void drop_tensor_stock() noexcept {
  while (void* dead = stock.take()) PyObject_GC_Del(dead);
}

TensorRef make_subclass(PyTypeObject* type, const Tensor& data) {
  TensorRef t = alias(data);
  t->flags |= data.flags & kInference;
  return as_instance(type, std::move(t));
}

namespace {

// Whether nothing but `t` itself knows where the object lies, so that its parts can move to another.
bool can_move(const Tensor& t) {
  return Py_TYPE(reinterpret_cast<PyObject*>(const_cast<Tensor*>(&t))) == tensor_type &&
         reference_count(reinterpret_cast<const HostObject*>(&t)) == 1 && !t.dict && !t.weak_references &&
         !t.accumulator && !(t.flags & kRetainsGrad);
}

}  // namespace

TensorRef as_instance(PyTypeObject* type, TensorRef t) {
  if (!can_move(*t)) t = call_named<"alias">({value_of(*t)});
  if (type == tensor_type) return t;
  TensorRef made = TensorRef::steal(allocate(type));
  untrack(*t);
  constexpr size_t from = sizeof(HostHeader), to = offsetof(Tensor, dict);
  std::memcpy(reinterpret_cast<char*>(made.get()) + from, reinterpret_cast<char*>(t.get()) + from, to - from);
  if (t->dims == t->inline_dims) made->dims = made->inline_dims;
  blank(t.get());
  return made;
}

int init_tensor(PyObject* module) {
  static PyType_Slot slots[] = {
      {Py_tp_new, reinterpret_cast<void*>(tensor_new)},
      {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
      {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
      {Py_tp_clear, reinterpret_cast<void*>(clear)},
      {Py_tp_repr, reinterpret_cast<void*>(tensor_repr)},
      {Py_tp_hash, reinterpret_cast<void*>(tensor_hash)},
      {Py_tp_setattro, reinterpret_cast<void*>(tensor_setattro)},
      {Py_tp_richcompare, reinterpret_cast<void*>(tensor_richcompare)},
      {Py_tp_methods, tensor_methods},
      {Py_tp_getset, tensor_getset},
      {Py_tp_members, members},
      {Py_mp_length, reinterpret_cast<void*>(tensor_length)},
      {Py_mp_subscript, reinterpret_cast<void*>(tensor_subscript)},
      {Py_mp_ass_subscript, reinterpret_cast<void*>(tensor_assign_subscript)},
      {Py_nb_add, reinterpret_cast<void*>(tensor_numbers.nb_add)},
      {Py_nb_subtract, reinterpret_cast<void*>(tensor_numbers.nb_subtract)},
      {Py_nb_multiply, reinterpret_cast<void*>(tensor_numbers.nb_multiply)},
      {Py_nb_true_divide, reinterpret_cast<void*>(tensor_numbers.nb_true_divide)},
      {Py_nb_floor_divide, reinterpret_cast<void*>(tensor_numbers.nb_floor_divide)},
      {Py_nb_remainder, reinterpret_cast<void*>(tensor_numbers.nb_remainder)},
      {Py_nb_power, reinterpret_cast<void*>(tensor_numbers.nb_power)},
      {Py_nb_matrix_multiply, reinterpret_cast<void*>(tensor_numbers.nb_matrix_multiply)},
      {Py_nb_and, reinterpret_cast<void*>(tensor_numbers.nb_and)},
      {Py_nb_or, reinterpret_cast<void*>(tensor_numbers.nb_or)},
      {Py_nb_xor, reinterpret_cast<void*>(tensor_numbers.nb_xor)},
      {Py_nb_lshift, reinterpret_cast<void*>(tensor_numbers.nb_lshift)},
      {Py_nb_rshift, reinterpret_cast<void*>(tensor_numbers.nb_rshift)},
      {Py_nb_negative, reinterpret_cast<void*>(tensor_numbers.nb_negative)},
      {Py_nb_positive, reinterpret_cast<void*>(tensor_numbers.nb_positive)},
      {Py_nb_absolute, reinterpret_cast<void*>(tensor_numbers.nb_absolute)},
      {Py_nb_invert, reinterpret_cast<void*>(tensor_numbers.nb_invert)},
      {Py_nb_inplace_add, reinterpret_cast<void*>(tensor_numbers.nb_inplace_add)},
      {Py_nb_inplace_subtract, reinterpret_cast<void*>(tensor_numbers.nb_inplace_subtract)},
      {Py_nb_inplace_multiply, reinterpret_cast<void*>(tensor_numbers.nb_inplace_multiply)},
      {Py_nb_inplace_true_divide, reinterpret_cast<void*>(tensor_numbers.nb_inplace_true_divide)},
      {Py_nb_inplace_floor_divide, reinterpret_cast<void*>(tensor_numbers.nb_inplace_floor_divide)},
      {Py_nb_inplace_remainder, reinterpret_cast<void*>(tensor_numbers.nb_inplace_remainder)},
      {Py_nb_inplace_power, reinterpret_cast<void*>(tensor_numbers.nb_inplace_power)},
      {Py_nb_inplace_lshift, reinterpret_cast<void*>(tensor_numbers.nb_inplace_lshift)},
      {Py_nb_inplace_rshift, reinterpret_cast<void*>(tensor_numbers.nb_inplace_rshift)},
      {Py_nb_inplace_and, reinterpret_cast<void*>(tensor_numbers.nb_inplace_and)},
      {Py_nb_inplace_or, reinterpret_cast<void*>(tensor_numbers.nb_inplace_or)},
      {Py_nb_inplace_xor, reinterpret_cast<void*>(tensor_numbers.nb_inplace_xor)},
      {Py_nb_bool, reinterpret_cast<void*>(tensor_numbers.nb_bool)},
      {Py_nb_int, reinterpret_cast<void*>(tensor_numbers.nb_int)},
      {Py_nb_float, reinterpret_cast<void*>(tensor_numbers.nb_float)},
      {Py_nb_index, reinterpret_cast<void*>(tensor_numbers.nb_index)},
      {Py_bf_getbuffer, reinterpret_cast<void*>(tensor_getbuffer)},
      {Py_bf_releasebuffer, reinterpret_cast<void*>(tensor_releasebuffer)},
      {Py_tp_doc, const_cast<char*>("A multi-dimensional array of one dtype that records what is done to it.")},
      {0, nullptr},
  };
  static PyType_Spec spec = {"flambeau.Tensor", sizeof(Tensor), 0,
                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, slots};
  tensor_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  if (!tensor_type) return -1;
  return PyModule_AddObjectRef(module, "Tensor", reinterpret_cast<PyObject*>(tensor_type));
}

}  // namespace flambeau
