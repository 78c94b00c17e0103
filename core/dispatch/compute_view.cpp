// Owns: the compute functions of views of all elements: other shapes, other orders of dimensions.
// Called by: call_op.
#include "dispatch/views.h"

namespace flambeau {
namespace {

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
    if (known == 0 && t.numel != 0)
      fail(ErrorKind::Runtime, "shape '", wanted, "' is invalid for input of size ", t.numel);
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

void compute_alias(Call& call) { call.out[0] = alias(call.tensor(0)); }

constexpr ComputeEntry kEntries[] = {
    {"view", compute_view, "self: Tensor, shape: Size | Dtype"},
    {"reshape", compute_reshape, "self: Tensor, shape: Size"},
    {"transpose", compute_transpose, "self: Tensor, dim0|axis0: int, dim1|axis1: int"},
    {"t", compute_t, "self: Tensor"},
    {"permute", compute_permute, "self: Tensor, dims: Size"},
    {"squeeze", compute_squeeze, "self: Tensor, dim: Size | None"},
    {"unsqueeze", compute_unsqueeze, "self: Tensor, dim: int"},
    {"alias", compute_alias, "self: Tensor"},
};

}  // namespace

const ComputeTable kViewComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
