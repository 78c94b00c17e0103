// Owns: the compute functions of views: new geometry over the same storage.
// Called by: call_op.
#include <algorithm>

#include "dispatch/compute.h"

namespace flambeau {
namespace {

const Dims& dims_of(const Call& call, int i) { return *call.arg(i).dims; }
int dim_of(const Call& call, int i, const Tensor& t) { return wrap_dim(call.arg(i).as_int(), t.ndim); }

// A -1 in the requested shape becomes what is left.
Dims infer_shape(const Tensor& t, const Dims& wanted) {
  Dims shape = wanted;
  int unknown = -1;
  int64_t known = 1;
  for (int i = 0; i < shape.size(); ++i) {
    if (shape[i] == -1) {
      if (unknown >= 0) fail(ErrorKind::Runtime, "only one dimension can be inferred");
      unknown = i;
    } else if (shape[i] < 0) {
      fail(ErrorKind::Runtime, "invalid shape dimension ", shape[i]);
    } else if (__builtin_mul_overflow(known, shape[i], &known)) {
      fail(ErrorKind::Runtime, "shape '", wanted, "' is invalid for input of size ", t.numel);
    }
  }
  if (unknown >= 0) {
    if (known == 0) {
      fail(ErrorKind::Runtime, "cannot reshape tensor of 0 elements into shape ", wanted,
           " because the unspecified dimension size -1 can be any value and is ambiguous");
    }
    shape[unknown] = t.numel / known;
    known *= shape[unknown];
  }
  if (known != t.numel) fail(ErrorKind::Runtime, "shape '", wanted, "' is invalid for input of size ", t.numel);
  return shape;
}

// The same bytes as another dtype; a change of item size scales the last dimension.
void view_as_dtype(Call& call, DType dtype) {
  const Tensor& t = call.tensor(0);
  const int64_t have = item_size(t.dtype), want = item_size(dtype);
  Dims shape = t.shape(), strides = t.stride_dims();
  int64_t offset = t.offset;
  if (have != want) {
    if (t.ndim == 0)
      fail(ErrorKind::Runtime, "self.dim() cannot be 0 to view ", scalar_type_name(t.dtype), " as ",
           scalar_type_name(dtype), " (different element sizes)");
    const int last = t.ndim - 1;
    const auto rescale = [&](int64_t n, const char* what) {
      int64_t bytes;
      if (__builtin_mul_overflow(n, have, &bytes)) {
        fail(ErrorKind::Runtime, "Storage size calculation overflowed with sizes=", t.shape(),
             " and strides=", t.stride_dims());
      }
      if (bytes % want) {
        fail(ErrorKind::Runtime, what, " must be divisible by ", want / have, " to view ", scalar_type_name(t.dtype),
             " as ", scalar_type_name(dtype), " (different element sizes), but got ", n);
      }
      return bytes / want;
    };
    if (strides[last] != 1) {
      fail(ErrorKind::Runtime, "self.stride(-1) must be 1 to view ", scalar_type_name(t.dtype), " as ",
           scalar_type_name(dtype), " (different element sizes), but got ", strides[last]);
    }
    shape[last] = rescale(shape[last], "self.size(-1)");
    offset = rescale(offset, "self.storage_offset()");
    for (int i = 0; i < last; ++i) strides[i] = rescale(strides[i], "self.stride()");
  }
  if ((t.dtype == DType::Bool) != (dtype == DType::Bool)) admit_any_byte(*t.storage);
  TensorRef out = alias(t);
  out->dtype = dtype;
  call.constant = true;
  retain(t.storage);
  adopt_storage(*out, t.storage, offset);
  set_geometry(*out, shape.data(), strides.data(), shape.size());
  call.out[0] = std::move(out);
}

void compute_view(Call& call) {
  const Tensor& t = call.tensor(0);
  if (call.arg(1).tag == Tag::DType) return view_as_dtype(call, call.arg(1).dtype);
  const Dims shape = infer_shape(t, dims_of(call, 1));
  Dims strides;
  if (!view_strides(t, shape, &strides)) {
    fail(ErrorKind::Runtime,
         "view size is not compatible with input tensor's size and stride (at least one dimension spans "
         "across two contiguous subspaces). Use .reshape(...) instead. (shape ",
         t.shape(), ", strides ", t.stride_dims(), ", wanted ", shape, ")");
  }
  call.out[0] = alias(t, shape, strides, t.offset);
}

void compute_reshape(Call& call) {
  Tensor& t = call.tensor(0);
  const Dims shape = infer_shape(t, dims_of(call, 1));
  Dims strides;
  if (view_strides(t, shape, &strides)) {
    call.out[0] = alias(t, shape, strides, t.offset);
    return;
  }
  TensorRef copy = copy_of(t);
  set_geometry(*copy, shape.data(), contiguous_strides(shape).data(), shape.size());
  call.out[0] = std::move(copy);
}

void swap_dims(Call& call, int a, int b) {
  const Tensor& t = call.tensor(0);
  Dims shape = t.shape(), strides = t.stride_dims();
  if (t.ndim) {
    std::swap(shape[a], shape[b]);
    std::swap(strides[a], strides[b]);
  }
  call.out[0] = alias(t, shape, strides, t.offset);
}
void compute_transpose(Call& call) {
  const Tensor& t = call.tensor(0);
  swap_dims(call, dim_of(call, 1, t), dim_of(call, 2, t));
}
void compute_t(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim > 2)
    fail(ErrorKind::Runtime, "t() expects a tensor with <= 2 dimensions, but self is ", static_cast<int>(t.ndim), "D");
  swap_dims(call, 0, t.ndim == 2 ? 1 : 0);
}

void compute_permute(Call& call) {
  const Tensor& t = call.tensor(0);
  const Dims& order = dims_of(call, 1);
  if (order.size() != t.ndim) {
    fail(ErrorKind::Runtime,
         "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
         "desired ordering of dimensions i.e. input.dim() = ",
         static_cast<int>(t.ndim), " is not equal to len(dims) = ", order.size());
  }
  Dims shape = t.shape(), strides = t.stride_dims();
  uint64_t seen = 0;
  for (int i = 0; i < t.ndim; ++i) {
    const int d = wrap_dim(order[i], t.ndim);
    if (seen >> d & 1u) fail(ErrorKind::Runtime, "permute(): duplicate dims are not allowed.");
    seen |= uint64_t{1} << d;
    shape[i] = t.size(d);
    strides[i] = t.stride(d);
  }
  call.out[0] = alias(t, shape, strides, t.offset);
}

void compute_squeeze(Call& call) {
  const Tensor& t = call.tensor(0);
  uint64_t chosen = ~uint64_t{0};
  if (!call.arg(1).is_none()) {
    chosen = 0;
    for (const int64_t d : dims_of(call, 1)) chosen |= uint64_t{1} << wrap_dim(d, t.ndim);
  }
  Dims shape, strides;
  for (int i = 0; i < t.ndim; ++i) {
    if (t.size(i) == 1 && (chosen >> i & 1u)) continue;
    shape.push(t.size(i));
    strides.push(t.stride(i));
  }
  call.out[0] = alias(t, shape, strides, t.offset);
}

void compute_unsqueeze(Call& call) {
  const Tensor& t = call.tensor(0);
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim + 1);
  Dims shape = t.shape(), strides = t.stride_dims();
  strides.insert(d, d < t.ndim ? next_stride(t.stride(d), t.size(d)) : 1);
  shape.insert(d, 1);
  call.out[0] = alias(t, shape, strides, t.offset);
}

void compute_expand(Call& call) {
  const Tensor& t = call.tensor(0);
  const Dims& wanted = dims_of(call, 1);
  const int extra = wanted.size() - t.ndim;
  if (extra < 0) {
    fail(ErrorKind::Runtime, "expand(", t.shape(), ", size=", wanted, "): the number of sizes provided (",
         wanted.size(), ") must be greater or equal to the number of dimensions in the tensor (",
         static_cast<int>(t.ndim), ")");
  }
  Dims shape = wanted, strides = wanted;
  for (int i = 0; i < wanted.size(); ++i) {
    const bool is_new = i < extra;
    const int64_t have = is_new ? 1 : t.size(i - extra);
    if (wanted[i] == -1 && is_new) {
      fail(ErrorKind::Runtime,
           "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ", i);
    }
    shape[i] = wanted[i] == -1 ? have : wanted[i];
    if (shape[i] < 0) fail(ErrorKind::Runtime, "expand: size ", shape[i], " at dimension ", i, " is negative");
    if (have != 1 && have != shape[i]) {
      fail(ErrorKind::Runtime, "The expanded size of the tensor (", shape[i], ") must match the existing size (", have,
           ") at non-singleton dimension ", i, ".  Target sizes: ", wanted, ".  Tensor sizes: ", t.shape());
    }
    strides[i] = is_new || (have == 1 && shape[i] != 1) ? 0 : t.stride(i - extra);
  }
  checked_numel(shape);
  call.out[0] = alias(t, shape, strides, t.offset);
}

void compute_select(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim == 0) fail(ErrorKind::Index, "select() cannot be applied to a 0-dim tensor.");
  const int d = dim_of(call, 1, t);
  const int64_t size = t.size(d), given = call.arg(2).as_int();
  if (given < -size || given >= size) {
    fail(ErrorKind::Index, "select(): index ", given, " out of range for tensor of size ", t.shape(), " at dimension ",
         d);
  }
  Dims shape = t.shape(), strides = t.stride_dims();
  const int64_t offset = offset_after(t.offset, given < 0 ? given + size : given, t.stride(d));
  shape.erase(d);
  strides.erase(d);
  call.out[0] = alias(t, shape, strides, offset);
}

TensorRef slice_of(const Tensor& t, int d, int64_t start, int64_t end, int64_t step) {
  if (t.ndim == 0) fail(ErrorKind::Runtime, "slice() cannot be applied to a 0-dim tensor.");
  const int64_t size = t.size(d);
  const auto clamp = [&](int64_t x) { return std::clamp<int64_t>(x < 0 ? x + size : x, 0, size); };
  start = clamp(start);
  end = std::max(start, clamp(end));
  Dims shape = t.shape(), strides = t.stride_dims();
  shape[d] = (end - start) / step + ((end - start) % step != 0);
  strides[d] = step > 1 && shape[d] > 1 ? t.stride(d) * step : t.stride(d);
  return alias(t, shape, strides, t.numel == 0 ? t.offset : offset_after(t.offset, start, t.stride(d)));
}

void compute_slice(Call& call) {
  const Tensor& t = call.tensor(0);
  const int64_t step = call.arg(4).as_int();
  if (step <= 0) fail(ErrorKind::Runtime, "slice step must be positive");
  const int64_t start = call.arg(2).is_none() ? 0 : call.arg(2).as_int();
  const int64_t end = call.arg(3).is_none() ? INT64_MAX : call.arg(3).as_int();
  call.out[0] = slice_of(t, dim_of(call, 1, t), start, end, std::min(step, std::max<int64_t>(t.numel, 1) + 1));
}

// For so many results; more than memory could hold are refused before any is made.
void make_room(Call& call, int64_t count) {
  try {
    call.many.reserve(static_cast<size_t>(count));
  } catch (const std::exception&) {
    fail(ErrorKind::OutOfMemory, call.op.name, ": ", count, " results are more than memory can hold");
  }
}

void split_into(Call& call, const Tensor& t, int d, const Dims& sizes) {
  int64_t start = 0;
  bool fits = true;  // in 64 bits
  for (const int64_t n : sizes) {
    if (n < 0)
      fail(ErrorKind::Runtime,
           "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=", sizes);
    fits = !__builtin_add_overflow(start, n, &start) && fits;
  }
  if (!fits || start != t.size(d)) {
    fail(ErrorKind::Runtime, "split_with_sizes expects split_sizes to sum exactly to ", t.size(d),
         " (input tensor's size at dimension ", d, "), but got split_sizes=", sizes);
  }
  start = 0;
  for (const int64_t n : sizes) {
    call.many.push_back(slice_of(t, d, start, start + n, 1));
    start += n;
  }
}

void compute_split_with_sizes(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim == 0) fail(ErrorKind::Runtime, "split expects at least a 1-dimensional tensor");
  split_into(call, t, dim_of(call, 2, t), dims_of(call, 1));
}

void compute_split(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim == 0) fail(ErrorKind::Runtime, "split expects at least a 1-dimensional tensor");
  const int d = dim_of(call, 2, t);
  const int64_t chunk = call.arg(1).as_int(), size = t.size(d);
  if (chunk < 0) fail(ErrorKind::Runtime, "split expects split_size be non-negative, but got split_size=", chunk);
  if (chunk == 0 && size != 0) {
    fail(ErrorKind::Runtime, "split_size can only be 0 if dimension size is 0, but got dimension size of ", size);
  }
  const int64_t count = chunk == 0 ? 1 : size == 0 ? 1 : (size - 1) / chunk + 1;
  make_room(call, count);
  for (int64_t k = 0; k < count; ++k)
    call.many.push_back(slice_of(t, d, k * chunk, std::min(size, (k + 1) * chunk), 1));
}

// The parts, not as views: nothing stops a write to them from going unnoticed by the whole.
void compute_unsafe_split(Call& call) {
  compute_split(call);
  for (TensorRef& part : call.many) own_version(*part);
}
void compute_unsafe_split_with_sizes(Call& call) {
  compute_split_with_sizes(call);
  for (TensorRef& part : call.many) own_version(*part);
}

void compute_unbind(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim == 0)
    fail(ErrorKind::Index, "Dimension specified as ", call.arg(1).as_int(), " but tensor has no dimensions");
  const int d = dim_of(call, 1, t);
  Dims shape = t.shape(), strides = t.stride_dims();
  shape.erase(d);
  strides.erase(d);
  make_room(call, t.size(d));
  for (int64_t k = 0; k < t.size(d); ++k)
    call.many.push_back(alias(t, shape, strides, offset_after(t.offset, k, t.stride(d))));
}

TensorRef diagonal_of(const Tensor& t, int64_t offset, int d1, int d2) {
  if (t.ndim < 2) fail(ErrorKind::Runtime, "diagonal() needs at least two dimensions, got ", static_cast<int>(t.ndim));
  if (d1 == d2) fail(ErrorKind::Runtime, "diagonal dimensions cannot be identical ", d1, ", ", d2);
  const int64_t rows = t.size(d1) + std::min<int64_t>(offset, 0), columns = t.size(d2) - std::max<int64_t>(offset, 0);
  const int64_t length = std::max<int64_t>(0, std::min(rows, columns));
  const int64_t from = length == 0   ? t.offset
                       : offset >= 0 ? offset_after(t.offset, offset, t.stride(d2))
                                     : offset_after(t.offset, -offset, t.stride(d1));
  Dims shape = t.shape(), strides = t.stride_dims();
  const int64_t step = t.stride(d1) + t.stride(d2);
  for (const int d : {std::max(d1, d2), std::min(d1, d2)}) {
    shape.erase(d);
    strides.erase(d);
  }
  shape.push(length);
  strides.push(step);
  return alias(t, shape, strides, from);
}
void compute_diagonal(Call& call) {
  const Tensor& t = call.tensor(0);
  call.out[0] = diagonal_of(t, call.arg(1).as_int(), dim_of(call, 2, t), dim_of(call, 3, t));
}

void compute_as_strided(Call& call) {
  const Tensor& t = call.tensor(0);
  const Dims &shape = dims_of(call, 1), &strides = dims_of(call, 2);
  const int64_t offset = call.arg(3).is_none() ? t.offset : call.arg(3).as_int();
  require_within(*t.storage, t.dtype, shape, strides, offset);
  call.out[0] = alias(t, shape, strides, offset);
}

TensorRef windows(const Tensor& t, int d, int64_t size, int64_t step) {
  const int64_t have = t.ndim ? t.size(d) : 1;
  if (step <= 0) fail(ErrorKind::Runtime, "step is ", step, " but must be > 0");
  if (size < 0 || size > have)
    fail(ErrorKind::Runtime, "maximum size for tensor at dimension ", d, " is ", have, " but size is ", size);
  Dims shape = t.shape(), strides = t.stride_dims();
  const int64_t stride = t.ndim ? t.stride(d) : 1;
  if (t.ndim) {
    shape[d] = (have - size) / step + 1;
    strides[d] = next_stride(stride, step);  // beyond all numbers where there is one window only
  }
  shape.push(size);
  strides.push(stride);
  return alias(t, shape, strides, t.offset);
}
void compute_unfold(Call& call) {
  const Tensor& t = call.tensor(0);
  call.out[0] = windows(t, dim_of(call, 1, t), call.arg(2).as_int(), call.arg(3).as_int());
}

void compute_alias(Call& call) { call.out[0] = alias(call.tensor(0)); }

// ---- gradients of views: zeros with the part filled in ----

TensorRef zeros_for(const Call& call, const Dims& shape) {
  TensorRef out = empty(shape, call.tensor(0).dtype, call.tensor(0).storage->device);
  zero_fill(*out);
  return out;
}

void compute_select_backward(Call& call) {
  TensorRef out = zeros_for(call, dims_of(call, 1));
  const int d = dim_of(call, 2, *out);
  const int64_t i = call.arg(3).as_int(), size = out->ndim ? out->size(d) : 0, at = i < 0 ? i + size : i;
  if (at < 0 || at >= size)
    fail(ErrorKind::Index, "select_backward: index ", i, " is out of range for size ", size, " at dimension ", d);
  TensorRef part = slice_of(*out, d, at, at + 1, 1);
  Dims shape = part->shape(), strides = part->stride_dims();
  shape.erase(d);
  strides.erase(d);
  TensorRef row = alias(*part, shape, strides, part->offset);
  copy_into(*row, call.tensor(0));
  call.out[0] = std::move(out);
}
void compute_slice_backward(Call& call) {
  TensorRef out = zeros_for(call, dims_of(call, 1));
  const int64_t start = call.arg(3).is_none() ? 0 : call.arg(3).as_int();
  const int64_t end = call.arg(4).is_none() ? INT64_MAX : call.arg(4).as_int();
  TensorRef part = slice_of(*out, dim_of(call, 2, *out), start, end, call.arg(5).as_int());
  copy_into(*part, call.tensor(0));
  call.out[0] = std::move(out);
}
void compute_diagonal_backward(Call& call) {
  TensorRef out = zeros_for(call, dims_of(call, 1));
  TensorRef part = diagonal_of(*out, call.arg(2).as_int(), dim_of(call, 3, *out), dim_of(call, 4, *out));
  copy_into(*part, call.tensor(0));
  call.out[0] = std::move(out);
}

constexpr ComputeEntry kEntries[] = {
    {"view", compute_view, "self: Tensor, shape: Size | Dtype"},
    {"reshape", compute_reshape, "self: Tensor, shape: Size"},
    {"transpose", compute_transpose, "self: Tensor, dim0|axis0: int, dim1|axis1: int"},
    {"t", compute_t, "self: Tensor"},
    {"permute", compute_permute, "self: Tensor, dims: Size"},
    {"squeeze", compute_squeeze, "self: Tensor, dim: Size | None"},
    {"unsqueeze", compute_unsqueeze, "self: Tensor, dim: int"},
    {"expand", compute_expand, "self: Tensor, size: Size, implicit: bool"},
    {"select", compute_select, "self: Tensor, dim: int, index: int"},
    {"slice", compute_slice, "self: Tensor, dim: int, start: int | None, end: int | None, step: int"},
    {"split", compute_split, "self: Tensor, split_size: int, dim: int"},
    {"split_with_sizes", compute_split_with_sizes, "self: Tensor, split_sizes: Size, dim: int"},
    {"unsafe_split", compute_unsafe_split, "self: Tensor, split_size: int, dim: int"},
    {"unsafe_split_with_sizes", compute_unsafe_split_with_sizes, "self: Tensor, split_sizes: Size, dim: int"},
    {"unbind", compute_unbind, "self: Tensor, dim: int"},
    {"diagonal", compute_diagonal, "self: Tensor, offset: int, dim1: int, dim2: int"},
    {"as_strided", compute_as_strided, "self: Tensor, size: Size, stride: Size, storage_offset: int | None"},
    {"unfold", compute_unfold, "self: Tensor, dimension: int, size: int, step: int"},
    {"alias", compute_alias, "self: Tensor"},
    {"select_backward", compute_select_backward, "grad: Tensor, input_shape: Size, dim: int, index: int"},
    {"slice_backward", compute_slice_backward,
     "grad: Tensor, input_shape: Size, dim: int, start: int | None, end: int | None, step: int"},
    {"diagonal_backward", compute_diagonal_backward,
     "grad: Tensor, input_shape: Size, offset: int, dim1: int, dim2: int"},
};

}  // namespace

const ComputeTable kViewComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
