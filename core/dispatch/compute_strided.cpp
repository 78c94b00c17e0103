// Owns: the compute functions of views by strides and of sliding windows, and the gradient of windows.
// Called by: call_op.
#include "backend/cpu/strided.h"
#include "dispatch/operands.h"
#include "dispatch/views.h"

namespace flambeau {
namespace {

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

// The gradient of windows: each is added where it was taken from.
void compute_unfold_backward(Call& call) {
  Tensor& g = call.tensor(0);
  const Dims& shape = *call.arg(1).dims;
  const int d = wrap_dim(call.arg(2).as_int(), shape.size());
  const int64_t size = call.arg(3).as_int(), step = call.arg(4).as_int();
  const int64_t have = shape.empty() ? 1 : shape[d];
  Dims windows = shape;
  if (size < 0 || size > have || step <= 0)
    fail(ErrorKind::Runtime, "unfold_backward: no windows of ", size, " every ", step, " in ", shape);
  if (!shape.empty()) windows[d] = (have - size) / step + 1;
  windows.push(size);
  if (!has_shape(g, windows))
    fail(ErrorKind::Runtime, "unfold_backward: the gradient has shape ", g.shape(), " | expected ", windows);
  const TensorRef terms = cast(g, compute_type(g.dtype));
  TensorRef out = empty(shape, terms->dtype, g.storage->device);
  zero_fill(*out);
  Dims strides = out->stride_dims();
  const int64_t stride = shape.empty() ? 1 : strides[d];
  if (!shape.empty()) strides[d] = stride * step;
  strides.push(stride);
  launch(g.numel, {writes(*out, strides.data(), strides.size()), reads(*terms)}, g,
         [](const Access* o, ShapeView s) { run_strided_add(o[0], o[1], s.ndim, s.sizes); });
  deliver(call, cast(*out, g.dtype));
}

constexpr ComputeEntry kEntries[] = {
    {"as_strided", compute_as_strided, "self: Tensor, size: Size, stride: Size, storage_offset: int | None"},
    {"unfold", compute_unfold, "self: Tensor, dimension: int, size: int, step: int"},
    {"unfold_backward", compute_unfold_backward, "grad: Tensor, input_shape: Size, dim: int, size: int, step: int"},
};

}  // namespace

const ComputeTable kStridedComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
