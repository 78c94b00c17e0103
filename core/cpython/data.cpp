// Owns: Python data to elements and back: tensor(), item(), tolist(), the buffer protocol.
// Called by: creation functions and Tensor's methods.
#include <string_view>

#include "cpython/py.h"
#include "dispatch/launch.h"
#include "dispatch/numbers.h"

namespace flambeau {
namespace {

bool is_numpy_array(PyObject* o) { return std::string_view(Py_TYPE(o)->tp_name) == "numpy.ndarray"; }

// NumPy's arrays claim to be sequences, those without dimensions too, which are numbers.
bool is_array_without_dimensions(PyObject* o) {
  if (!is_numpy_array(o)) return false;
  const PyRef ndim = PyRef::checked(PyObject_GetAttrString(o, "ndim"));
  return PyLong_Check(ndim.get()) && PyLong_AsLong(ndim.get()) == 0;
}

bool is_sequence(PyObject* o) {
  if (PyList_Check(o) || PyTuple_Check(o)) return true;
  return PySequence_Check(o) && !PyUnicode_Check(o) && !PyBytes_Check(o) && !is_tensor(o) &&
         !is_array_without_dimensions(o);
}

// The shape nested sequences imply from their first items; the rest is checked while filling.
void infer_shape(PyObject* data, Dims* shape) {
  PyRef held = PyRef::share(data);
  while (true) {
    PyObject* o = held.get();
    if (is_tensor(o)) {
      const Tensor& t = as_tensor(o);
      if (shape->size() && t.numel == 1) return;  // among others it is a number, whatever its dimensions
      for (int i = 0; i < t.ndim; ++i) shape->push(t.size(i));
      return;
    }
    if (PyUnicode_Check(o) && shape->size()) fail(ErrorKind::Value, "too many dimensions 'str'");
    if (!is_sequence(o)) return;
    if (shape->size() && is_numpy_array(o)) {
      host::warn_once(
          "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the list to a "
          "single numpy.ndarray with numpy.array() before converting to a tensor.");
    }
    const Py_ssize_t n = PySequence_Size(o);
    if (n < 0) throw HostError{};
    shape->push(n);
    if (shape->size() > kMaxDims - 1) fail(ErrorKind::Value, "too many dimensions '", Py_TYPE(o)->tp_name, "'");
    if (n == 0) return;
    held = PyRef(PySequence_GetItem(o, 0));
    if (!held) {  // it claims to be a sequence and is none; what else its method raises is its own
      if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw HostError{};
      PyErr_Clear();
      fail(ErrorKind::Value, "could not determine the shape of object type '", Py_TYPE(o)->tp_name, "'");
    }
  }
}

struct TypeSeen {
  bool integer = false, real = false, complex = false, boolean = false;
  bool typed = false;  // by tensors and NumPy's scalars, which have a dtype
  DType type = DType::Bool;

  void add(DType t) {
    type = typed ? promote(type, t) : t;
    typed = true;
  }
};

// The dtype of a scalar of NumPy's; false for anything else, and for a dtype that tensors do not have.
bool read_numpy_dtype(PyObject* o, DType* out) {
  const PyRef dtype(PyObject_GetAttrString(o, "dtype"));
  const PyRef name(dtype ? PyObject_GetAttrString(dtype.get(), "name") : nullptr);
  const char* text = name && PyUnicode_Check(name.get()) ? PyUnicode_AsUTF8(name.get()) : nullptr;
  PyErr_Clear();
  for (int k = 0; text && k < kDTypes; ++k) {
    *out = static_cast<DType>(k);
    if (std::string_view(text) == name_of(*out)) return true;
  }
  return false;
}

bool holds_itself(PyObject* o) {
  if (!PyList_Check(o)) return false;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(o); ++i) {
    if (PyList_GET_ITEM(o, i) == o) return true;
  }
  return false;
}

// `depth` is how many more dimensions the data has below `o`.
void see(PyObject* o, int depth, TypeSeen& seen) {
  DType numpy;
  if (PyBool_Check(o))
    seen.boolean = true;
  else if (PyLong_Check(o))
    seen.integer = true;
  else if (PyFloat_CheckExact(o))
    seen.real = true;
  else if (PyComplex_CheckExact(o))
    seen.complex = true;
  else if (is_tensor(o)) {
    seen.add(as_tensor(o).dtype);
  } else if (!is_sequence(o) && read_numpy_dtype(o, &numpy)) {
    seen.add(numpy);
  } else if (is_sequence(o)) {
    if (holds_itself(o)) {
      fail(ErrorKind::Type,
           "new(): self-referential lists are incompatible with tensors: a list is among its own items");
    }
    if (depth == 0)
      fail(ErrorKind::Value, "expected a number, got a sequence of length ", PySequence_Size(o),
           " deeper than the first item's");
    for_items(o, [&](PyObject* item, Py_ssize_t) { see(item, depth - 1, seen); });
  } else {
    Value v;
    if (PyUnicode_Check(o) || PyBytes_Check(o))
      fail(ErrorKind::Type, "new(): invalid data type '", Py_TYPE(o)->tp_name, "': tensor elements are numbers");
    if (!read_number(o, &v)) fail(ErrorKind::Runtime, "Could not infer dtype of ", Py_TYPE(o)->tp_name);
    if (v.tag == Tag::Bool)
      seen.boolean = true;
    else if (v.tag == Tag::Int)
      seen.integer = true;
    else if (v.tag == Tag::Float)
      seen.real = true;
    else
      seen.complex = true;
  }
}

DType infer_dtype(PyObject* data, int ndim) {
  TypeSeen seen;
  see(data, ndim, seen);
  if (seen.boolean) seen.add(DType::Bool);
  if (seen.integer) seen.add(DType::Int64);
  if (seen.real) seen.add(default_dtype());
  if (seen.complex) seen.add(complex_type(default_dtype()));
  return seen.typed ? seen.type : default_dtype();  // without elements there is none
}

void write_element(PyObject* o, DType dtype, char* to) {
  Value v;
  if (is_tensor(o)) {
    if (as_tensor(o).numel != 1) {
      fail(ErrorKind::Value, "only one element tensors can be converted to Python scalars: found one of shape ",
           as_tensor(o).shape(), " among numbers");
    }
    PyRef number = PyRef::checked(tensor_item(as_tensor(o)));
    read_number(number.get(), &v);
    write_number(v, dtype, to);
    return;
  }
  if (PyLong_Check(o) && !is_integral(dtype) && !PyBool_Check(o)) {  // ints beyond 64 bits are fine as floats
    v.tag = Tag::Float;
    v.real = PyLong_AsDouble(o);
    if (v.real == -1 && PyErr_Occurred()) {
      PyErr_Clear();
      fail(ErrorKind::Overflow, "an int beyond the largest float | ", name_of(dtype), " holds at most about 1.8e308");
    }
    write_number(v, dtype, to);
    return;
  }
  if (PyLong_Check(o) && dtype == DType::Bool) return write_number(Value::of(PyObject_IsTrue(o) == 1), dtype, to);
  if (PyLong_Check(o) && dtype == DType::UInt64) {
    const uint64_t x = PyLong_AsUnsignedLongLong(o);  // an OverflowError where it is negative or too large
    if (PyErr_Occurred()) throw HostError{};
    std::memcpy(to, &x, sizeof x);
    return;
  }
  if (is_array_without_dimensions(o)) {
    const PyRef number = PyRef::checked(PyObject_CallMethod(o, "item", nullptr));
    if (is_numpy_array(number.get())) fail(ErrorKind::Type, "new(): an array without dimensions holds no number");
    return write_element(number.get(), dtype, to);
  }
  if (!read_number(o, &v)) {
    fail(ErrorKind::Type, "new(): invalid data type '", Py_TYPE(o)->tp_name, "': tensor elements are numbers");
  }
  if (v.tag == Tag::Complex && !is_complex(dtype) && dtype != DType::Bool) {
    fail(ErrorKind::Type, "can't convert complex to ", is_floating(dtype) ? "float" : "int");
  }
  if (is_integral(dtype)) check_fits(v, dtype);  // floats beyond a float dtype's range are rounded to infinity
  write_number(v, dtype, to);
}

void fill_from(PyObject* data, const Tensor& t, int dim, char* to) {
  if (dim == t.ndim) {
    if (is_sequence(data))
      fail(ErrorKind::Value, "expected a number at dim ", dim, ", got a sequence of length ", PySequence_Size(data));
    return write_element(data, t.dtype, to);
  }
  if (is_tensor(data)) {
    const Tensor& part = as_tensor(data);
    if (part.ndim != t.ndim - dim)
      fail(ErrorKind::Value, "expected a tensor of ", t.ndim - dim, " dimensions at dim ", dim, " (got ",
           int{part.ndim}, ")");
    for (int i = 0; i < part.ndim; ++i) {
      if (part.size(i) != t.size(dim + i))
        fail(ErrorKind::Value, "expected sequence of length ", t.size(dim + i), " at dim ", dim + i, " (got ",
             part.size(i), ")");
    }
    TensorRef view = alias(t, part.shape(), contiguous_strides(part.shape()), (to - t.data()) / item_size(t.dtype));
    copy_into(*view, part);
    return;
  }
  if (!is_sequence(data))
    fail(ErrorKind::Type, "not a sequence: found ", Py_TYPE(data)->tp_name, " at dim ", dim,
         " where others are sequences");
  const Py_ssize_t n = PySequence_Size(data);
  if (n < 0) throw HostError{};
  if (n != t.size(dim))
    fail(ErrorKind::Value, "expected sequence of length ", t.size(dim), " at dim ", dim, " (got ", n, ")");
  const int64_t step = t.stride(dim) * item_size(t.dtype);
  Py_ssize_t read = 0;
  for_items(data, [&](PyObject* item, Py_ssize_t i) {
    if (i < n) fill_from(item, t, dim + 1, to + i * step);
    read = i + 1;
  });
  if (read != n)
    fail(ErrorKind::Runtime, "a sequence changed its length from ", n, " to ", read, " while it was being read");
}

PyObject* list_of(const Tensor& t, int dim, const char* at) {
  if (dim == t.ndim) return element_to_python(t.dtype, at);
  PyRef list = PyRef::checked(PyList_New(static_cast<Py_ssize_t>(t.size(dim))));
  const int64_t step = t.stride(dim) * item_size(t.dtype);
  for (int64_t i = 0; i < t.size(dim); ++i) {
    PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(i), PyRef::checked(list_of(t, dim + 1, at + i * step)).give());
  }
  return list.give();
}

const char* buffer_format(DType t) {
  constexpr const char* formats[kDTypes] = {"?", "B", "b",  "h",  "i",     "q", "e", nullptr,
                                            "f", "d", "Zf", "Zd", nullptr, "H", "I", "Q"};
  return formats[static_cast<int>(t)];
}

}  // namespace

TensorRef tensor_from_data(PyObject* data, PyObject* dtype) {
  Dims shape;
  infer_shape(data, &shape);
  checked_numel(shape);
  DType type;
  if (!dtype || dtype == Py_None) {
    type = infer_dtype(data, shape.size());
  } else if (!parse_dtype(dtype, &type)) {
    fail(ErrorKind::Type, "tensor(): argument 'dtype' must be torch.dtype, not ", Py_TYPE(dtype)->tp_name);
  }
  TensorRef t = empty(shape, type);
  if (t->numel || t->ndim) fill_from(data, *t, 0, t->data());
  return t;
}

PyObject* element_to_python(DType t, const void* at) {
  return visit_all(t, [&]<class T>() -> PyObject* {
    std::conditional_t<std::is_same_v<T, bool>, unsigned char, T> x;  // memory as it comes holds any byte
    std::memcpy(&x, at, sizeof x);
    if constexpr (std::is_same_v<T, bool>)
      return PyBool_FromLong(x != 0);
    else if constexpr (std::is_same_v<T, ComplexHalf>)
      return PyComplex_FromDoubles(to_float(x.re), to_float(x.im));
    else if constexpr (std::is_same_v<T, uint64_t>)
      return PyLong_FromUnsignedLongLong(x);
    else if constexpr (std::is_integral_v<T>)
      return PyLong_FromLongLong(static_cast<long long>(x));
    else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>)
      return PyFloat_FromDouble(to_float(x));
    else if constexpr (std::is_floating_point_v<T>)
      return PyFloat_FromDouble(static_cast<double>(x));
    else
      return PyComplex_FromDoubles(static_cast<double>(x.real()), static_cast<double>(x.imag()));
  });
}

// What asks for the one value of a tensor that has one per example.
void require_elements(const Tensor& t, const char* what) {
  if (!t.wrapping) return;
  fail(ErrorKind::DataDependent,
       "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on "
       "a Tensor, please try to rewrite what you're doing with other operations. (",
       what,
       ": within vmap the tensor has one value "
       "per example | use torch.where() in place of if)");
}

PyObject* tensor_item(const Tensor& t) {
  require_elements(t, "item(), bool(), int() or float()");
  if (t.numel != 1) {
    fail(ErrorKind::Runtime, "a Tensor with ", t.numel, " elements cannot be converted to Scalar");
  }
  if (t.is_meta()) fail(ErrorKind::Runtime, "Tensor.item() cannot be called on meta tensors");
  require_values("item");
  return element_to_python(t.dtype, t.data());
}

PyObject* tensor_to_list(const Tensor& t) {
  require_elements(t, "tolist()");
  if (t.is_meta()) fail(ErrorKind::Runtime, "Cannot copy out of meta tensor; no data!");
  require_values("tolist");
  return list_of(t, 0, t.data());
}

int tensor_getbuffer(PyObject* self, Py_buffer* view, int flags) noexcept {
  return guarded_int([&] {
    Tensor& t = as_tensor(self);
    view->obj = nullptr;
    const char* format = buffer_format(t.dtype);
    const auto refuse = [](const std::string& why) {
      PyErr_SetString(PyExc_BufferError, why.c_str());
      throw HostError{};
    };
    require_elements(t, "the buffer protocol");
    require_values("numpy");
    if (!format) refuse(concat("a ", name_of(t.dtype), " tensor has no buffer format | use .float() first"));
    if (t.is_meta()) refuse("a meta tensor has no elements");
    if (!t.is_contiguous() && !(flags & PyBUF_STRIDES))
      refuse("the tensor is not contiguous | use .contiguous() first");
    if (requires_grad(t)) refuse("the tensor requires grad, which nobody who looks at its memory sees | use .detach()");
    const size_t n = static_cast<size_t>(t.ndim);
    auto dims = std::make_unique<Py_ssize_t[]>(2 * n + 1);
    for (size_t i = 0; i < n; ++i) {
      dims[i] = static_cast<Py_ssize_t>(t.size(static_cast<int>(i)));
      dims[n + i] = static_cast<Py_ssize_t>(t.stride(static_cast<int>(i)) * item_size(t.dtype));
    }
    if (t.dtype == DType::Bool) admit_any_byte(*t.storage);  // its bytes may be written to
    view->buf = t.data();
    t.storage->lent = true;
    view->len = static_cast<Py_ssize_t>(t.nbytes());
    view->itemsize = static_cast<Py_ssize_t>(item_size(t.dtype));
    view->readonly = 0;
    view->format = (flags & PyBUF_FORMAT) ? const_cast<char*>(format) : nullptr;
    view->ndim = flags & PyBUF_ND ? t.ndim : 1;  // who asks for no shape sees a line of bytes
    view->shape = (flags & PyBUF_ND) ? dims.get() : nullptr;
    view->strides = (flags & PyBUF_STRIDES) ? dims.get() + n : nullptr;
    view->suboffsets = nullptr;
    view->internal = dims.release();
    view->obj = Py_NewRef(self);
  });
}

void tensor_releasebuffer(PyObject*, Py_buffer* view) noexcept {
  std::unique_ptr<Py_ssize_t[]>(static_cast<Py_ssize_t*>(view->internal)).reset();
}

}  // namespace flambeau
