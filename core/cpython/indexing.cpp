// Owns: x[...] and x[...] = v: an index is read into selects, slices and new axes, then tensors of positions.
// Called by: the interpreter.
#include <vector>

#include "autograd/graph_ops.h"
#include "cpython/overrides.h"
#include "dispatch/compute.h"
#include "dispatch/numbers.h"

namespace flambeau {
namespace {

// What an index comes to once its basic parts are applied.
struct Indexed {
  TensorRef view;                  // after the ints, slices, None and ...
  std::vector<TensorRef> tensors;  // one per dimension of view, null where it is taken whole
  bool advanced = false;

  TensorList positions() const {
    TensorList all;
    for (const TensorRef& t : tensors) all.push_back(t.get());
    return all;
  }
};

TensorRef index_tensor(PyObject* o) {
  if (is_tensor(o)) {
    const DType t = as_tensor(o).dtype;
    if (!is_integral(t)) {
      fail(ErrorKind::Index, "tensors used as indices must be long, int, byte or bool tensors | this one is ",
           name_of(t));
    }
    return TensorRef::share(&as_tensor(o));
  }
  if (PyObject_HasAttrString(o, "__array_interface__")) {
    HostRef made = host::call(host::library.as_tensor, {as_host(o)});
    return TensorRef::share(&as_tensor(py(made.get())));
  }
  TensorRef t = tensor_from_data(o, nullptr);
  if (t->numel == 0 && is_floating(t->dtype)) return cast(*t, DType::Int64);
  if (!is_integral(t->dtype))
    fail(ErrorKind::Index,
         "only integers, slices (`:`), ellipsis (`...`), None and long or byte tensors are valid indices (got ",
         Py_TYPE(o)->tp_name, ")");
  return t;
}

// Dimensions that a tensor of positions, or a mask, takes.
int width_of(const Tensor& t) { return t.dtype == DType::Bool || t.dtype == DType::UInt8 ? t.ndim : 1; }

// A tensor made of Python data, on the device of `like`.
TensorRef beside(TensorRef made, const Tensor& like) {
  return device_of(like) == made->storage->device ? std::move(made) : moved_to(*made, device_of(like));
}

bool is_integer(PyObject* o) {
  if (PyBool_Check(o)) return false;
  if (PyLong_Check(o)) return true;
  if (is_tensor(o)) {  // within vmap a number per example is a position per example
    const Tensor& t = as_tensor(o);
    return t.ndim == 0 && is_integral(t.dtype) && t.dtype != DType::Bool && t.dtype != DType::UInt8 && !t.wrapping;
  }
  return PyIndex_Check(o) && !PySequence_Check(o);
}

bool is_index_tensor(PyObject* o) { return is_tensor(o) && !is_integer(o); }

class Reader {
 public:
  Reader(Tensor& t, bool assigning) : assigning_(assigning) { result_.view = TensorRef::share(&t); }

  Indexed read(PyObject* const* items, Py_ssize_t n) {
    std::vector<TensorRef> tensors;  // of the items that are tensors or become one; empty while there are none
    int consumed = 0, ellipses = 0;
    for (Py_ssize_t k = 0; k < n; ++k) {
      PyObject* o = items[k];
      ellipses += o == Py_Ellipsis;
      if (o == Py_None || o == Py_Ellipsis || PyBool_Check(o)) continue;
      if (!PyLong_Check(o) && !PySlice_Check(o)) ask(o);
      if (is_integer(o) || PySlice_Check(o)) {
        consumed += 1;
      } else {
        tensors.resize(static_cast<size_t>(n));
        TensorRef t = index_tensor(o);
        tensors[static_cast<size_t>(k)] = is_tensor(o) ? std::move(t) : beside(std::move(t), *result_.view);
        consumed += width_of(*tensors[static_cast<size_t>(k)]);
      }
    }
    const int ndim = result_.view->ndim;
    if (ndim == 0 && n == 1 && PyLong_Check(items[0]) && !PyBool_Check(items[0])) {
      fail(ErrorKind::Index,
           "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
           "convert a 0-dim tensor to a number");
    }
    if (consumed > ndim) fail(ErrorKind::Index, "too many indices for tensor of dimension ", ndim);
    if (ellipses > 1) fail(ErrorKind::Index, "an index can only have a single ellipsis ('...')");
    for (Py_ssize_t k = 0; k < n; ++k) {
      take(items[k], tensors.empty() ? TensorRef() : std::move(tensors[static_cast<size_t>(k)]), ndim - consumed);
    }
    return std::move(result_);
  }

 private:
  void take(PyObject* o, TensorRef t, int whole) {
    if (is_integer(o)) return select(o);
    if (PySlice_Check(o)) return slice(o);
    if (o == Py_None) return new_axis();
    if (o == Py_Ellipsis) {
      dim_ += whole;
      return;
    }
    if (PyBool_Check(o)) {  // a 0-d mask: a new axis of length 1 or 0
      new_axis();
      TensorRef mask = empty(Dims{1}, DType::Bool);
      *mask->ptr<bool>() = o == Py_True;
      return advanced(beside(std::move(mask), *result_.view), dim_ - 1);
    }
    if (!t) t = index_tensor(o);  // a number when it was looked at first
    if (width_of(*t) == 0) {
      new_axis();
      TensorRef mask = empty(Dims{1}, t->dtype, device_of(*t));
      copy_into(*mask, *t);
      return advanced(std::move(mask), dim_ - 1);
    }
    const int width = width_of(*t);
    advanced(std::move(t), dim_);
    dim_ += width;
    extra_ += width - 1;
  }

  void select(PyObject* o) {
    const int64_t i = read_int(o, "an index");
    Tensor& t = *result_.view;
    require_dim(t);
    const int64_t size = t.size(dim_);
    if (i < -size || i >= size) {
      fail(ErrorKind::Index, "index ", i, " is out of bounds for dimension ", dim_ + gone_, " with size ", size);
    }
    ++gone_;
    result_.view = call_named<"select">({value_of(t), Value::of(dim_), Value::of(i)});
  }

  void slice(PyObject* o) {
    Tensor& t = *result_.view;
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(o, &start, &stop, &step) < 0) throw HostError{};
    if (step <= 0) fail(ErrorKind::Value, "step must be greater than zero");
    require_dim(t);
    const auto* s = reinterpret_cast<PySliceObject*>(o);
    const bool whole = s->start == Py_None && s->stop == Py_None && step == 1;
    if (!whole || !(touched_ || assigning_)) {  // an assignment to x[:, i] is one to x
      PySlice_AdjustIndices(static_cast<Py_ssize_t>(t.size(dim_)), &start, &stop, step);
      result_.view = call_named<"slice">(
          {value_of(t), Value::of(dim_), Value::of(start), Value::of(std::max(start, stop)), Value::of(step)});
    }
    touched_ = true;
    ++dim_;
  }

  // Reading an index may have changed the tensor.
  void require_dim(const Tensor& t) const {
    if (dim_ >= t.ndim) fail(ErrorKind::Index, "too many indices for tensor of dimension ", static_cast<int>(t.ndim));
  }

  void new_axis() {
    result_.view = call_named<"unsqueeze">({value_of(*result_.view), Value::of(dim_)});
    ++dim_;
    --gone_;
  }

  // The list of tensors has one place for a mask, however many dimensions it takes.
  void advanced(TensorRef t, int dim) {
    result_.advanced = true;
    result_.tensors.resize(static_cast<size_t>(dim - extra_));
    result_.tensors.push_back(std::move(t));
  }

  Indexed result_;
  int dim_ = 0;    // the dimension of the view that the next item stands for
  int gone_ = 0;   // dimensions of the tensor itself that integers took, less those that None added
  int extra_ = 0;  // dimensions that masks so far took beyond their one place in the list
  bool touched_ = false;
  const bool assigning_;
};

bool says_tuple(PyObject* item) {
  return item == Py_None || item == Py_Ellipsis || PySlice_Check(item) || PySequence_Check(item) || is_tensor(item);
}

// The items of a sequence that is no tuple and stands for one, as in x[[0, slice(None)]] and x[[rows, columns]]; null
// for another. PyTorch's rule, once NumPy's: a short one does where an item is a sequence, a tensor, a slice, None or
// `...`.
PyRef items_of(PyObject* index) {
  constexpr Py_ssize_t most = 32;
  if (PyLong_Check(index) || is_tensor(index) || !PySequence_Check(index)) return PyRef();
  if (!PyList_Check(index) && PyObject_HasAttrString(index, "__array_interface__")) return PyRef();
  const Py_ssize_t n = PySequence_Size(index);
  if (n < 0) PyErr_Clear();
  if (n < 0 || n >= most) return PyRef();
  PyRef items = PyRef::checked(PyTuple_New(n));
  bool any = false;
  for (Py_ssize_t k = 0; k < n; ++k) {
    PyObject* const item = PyRef::checked(PySequence_GetItem(index, k)).give();
    PyTuple_SET_ITEM(items.get(), k, item);
    any = any || says_tuple(item);
  }
  if (!any) return PyRef();
  host::warn(
      "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; use "
      "x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, x[torch.tensor(seq)], "
      "which will result either in an error or a different result");
  return items;
}

// A list or tuple inside a tuple is an advanced index; a lone list of numbers too.
Indexed read_index(PyObject* self, PyObject* index, bool assigning) {
  Reader reader(as_tensor(self), assigning);
  const PyRef items = PyTuple_Check(index) ? PyRef::share(index) : items_of(index);
  if (!items) return reader.read(&index, 1);
  return reader.read(reinterpret_cast<PyTupleObject*>(items.get())->ob_item, PyTuple_GET_SIZE(items.get()));
}

TensorRef as_value(PyObject* value, const Tensor& like) {
  if (is_tensor_argument(value)) return TensorRef::share(&as_tensor(value));
  Value v;
  if (read_number(value, &v)) {
    TensorRef t = empty(Dims{}, like.dtype);
    check_scalar_fits(v, like.dtype);
    write_number(v, like.dtype, t->data());
    return beside(std::move(t), like);
  }
  if (PyObject_HasAttrString(value, "__array_interface__")) return beside(index_tensor(value), like);
  return beside(tensor_from_data(value, dtype_object(like.dtype)), like);
}

void require_expandable(const Tensor& v, const Tensor& view) {
  const int extra = view.ndim - v.ndim;
  for (int d = 0; d < v.ndim && extra >= 0; ++d) {
    if (v.size(d) == 1 || v.size(d) == view.size(extra + d)) continue;
    fail(ErrorKind::Runtime, "The expanded size of the tensor (", view.size(extra + d),
         ") must match the existing size (", v.size(d), ") at non-singleton dimension ", extra + d,
         ".  Target sizes: ", view.shape(), ".  Tensor sizes: ", v.shape());
  }
  if (extra < 0) {
    fail(ErrorKind::Runtime, "shape mismatch: value tensor of shape ", v.shape(),
         " cannot be broadcast to indexing result of shape ", view.shape());
  }
}

PyObject* read_item(PyObject* self, PyObject* index) {
  if (is_index_tensor(index) || !PyTuple_Check(index) || PyTuple_GET_SIZE(index) > 0) {
    Indexed i = read_index(self, index, false);
    if (!i.advanced) {
      if (i.view.get() == &as_tensor(self)) return to_py(call_named<"alias">({value_of(*i.view)}));
      return to_py(std::move(i.view));
    }
    const TensorList positions = i.positions();
    return to_py(call_named<"index">({value_of(*i.view), value_of(positions)}));
  }
  return to_py(call_named<"alias">({value_of(as_tensor(self))}));
}

void write_item(PyObject* self, PyObject* index, PyObject* value) {
  if (index == Py_False) return;  // a mask that chooses nothing
  Indexed i = read_index(self, index, true);
  TensorRef v = as_value(value, *i.view);
  if (!i.advanced) {
    // A value may have leading dimensions of size 1 that the view lacks.
    while (v->ndim > i.view->ndim && v->size(0) == 1)
      v = call_named<"select">({value_of(*v), Value::of(0), Value::of(0)});
    require_expandable(*v, *i.view);
    // A part of the tensor itself that is repeated, as in x[1] = x[1, 0], is read before it is written.
    if (!same_shape(*v, *i.view) && overlap(*i.view, *v) == Overlap::Partial) v = call_named<"clone">({value_of(*v)});
    return write_into(*i.view, *v);
  }
  const TensorList positions = i.positions();
  call_named<"index_put">({value_of(*i.view), value_of(positions), value_of(*v)}, i.view.get());
}

}  // namespace

PyObject* tensor_subscript(PyObject* self, PyObject* index) noexcept {
  return guarded([&]() -> PyObject* {
    try {
      ask(self);
      return read_item(self, index);
    } catch (const Overridden&) {
      return required_answer(answer_operator("__getitem__", {self, index}), "__getitem__");
    }
  });
}

int tensor_assign_subscript(PyObject* self, PyObject* index, PyObject* value) noexcept {
  return guarded_int([&] {
    if (!value) fail(ErrorKind::Type, "Tensor does not support deleting items");
    try {
      ask(self);
      write_item(self, index, value);
    } catch (const Overridden&) {
      PyRef::checked(required_answer(answer_operator("__setitem__", {self, index, value}), "__setitem__"));
    }
  });
}

}  // namespace flambeau
