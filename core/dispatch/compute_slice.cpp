// Owns: the compute functions of parts of a tensor, as views, and of their gradients: zeros with the part filled in.
// Called by: call_op.
#include <algorithm>

#include "dispatch/views.h"

namespace flambeau {

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

TensorRef zeros_for(const Call& call, const Dims& shape) {
  TensorRef out = empty(shape, call.tensor(0).dtype, call.tensor(0).storage->device);
  zero_fill(*out);
  return out;
}

namespace {

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

void compute_slice(Call& call) {
  const Tensor& t = call.tensor(0);
  const int64_t step = call.arg(4).as_int();
  if (step <= 0) fail(ErrorKind::Runtime, "slice step must be positive");
  const int64_t start = call.arg(2).is_none() ? 0 : call.arg(2).as_int();
  const int64_t end = call.arg(3).is_none() ? INT64_MAX : call.arg(3).as_int();
  call.out[0] = slice_of(t, dim_of(call, 1, t), start, end, std::min(step, std::max<int64_t>(t.numel, 1) + 1));
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

constexpr ComputeEntry kEntries[] = {
    {"select", compute_select, "self: Tensor, dim: int, index: int"},
    {"slice", compute_slice, "self: Tensor, dim: int, start: int | None, end: int | None, step: int"},
    {"select_backward", compute_select_backward, "grad: Tensor, input_shape: Size, dim: int, index: int"},
    {"slice_backward", compute_slice_backward,
     "grad: Tensor, input_shape: Size, dim: int, start: int | None, end: int | None, step: int"},
};

}  // namespace

const ComputeTable kSliceComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
