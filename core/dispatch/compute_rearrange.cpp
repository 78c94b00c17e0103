// Owns: the compute functions of flips and rolls.
// Called by: call_op.
#include "backend/cpu/rearrange.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

void compute_flip(Call& call) {
  const Tensor& t = call.tensor(0);
  Dims strides = t.stride_dims();
  uint64_t seen = 0;
  int64_t start = 0;
  for (const int64_t given : *call.arg(1).dims) {
    const int d = wrap_dim(given, t.ndim);
    if (seen >> d & 1u) fail(ErrorKind::Runtime, "dim ", d, " appears multiple times in the list of dims");
    seen |= uint64_t{1} << d;
    if (t.ndim == 0 || t.numel == 0) continue;  // sizes beside a zero may be huge
    start += (t.size(d) - 1) * t.stride(d);
    strides[d] = -t.stride(d);
  }
  TensorRef out = empty_strided(t.shape(), dense_strides_like(t), t.dtype, t.storage->device);
  Access from = reads(t, strides.data(), t.ndim);
  if (from.data) from.data = static_cast<char*>(from.data) + start * item_size(t.dtype);
  launch_copy(t.numel, writes(*out), from, t);
  deliver(call, std::move(out));
}

TensorRef rolled(const Tensor& t, int64_t shift, int d) {
  TensorRef out = empty_ordered(t.shape(), has_channels_last_order(t), t.dtype, t.storage->device);
  launch(t.numel, {writes(*out), reads(t)}, t,
         [shift, d](const Access* o, ShapeView s) { run_roll(o[0], o[1], s.ndim, s.sizes, shift, d); });
  return out;
}

void compute_roll(Call& call) {
  Tensor& t = call.tensor(0);
  const Dims& shifts = *call.arg(1).dims;
  const Dims dims = call.arg(2).is_none() ? Dims() : *call.arg(2).dims;
  if (shifts.empty()) fail(ErrorKind::Runtime, "`shifts` required");
  if (dims.empty() && shifts.size() == 1) {
    const TensorRef flat = contiguous(t);
    const TensorRef line = alias(*flat, Dims{t.numel}, Dims{1}, flat->offset);
    const TensorRef out = rolled(*line, shifts[0], 0);
    return deliver(call, alias(*out, t.shape(), contiguous_strides(t.shape()), 0));
  }
  if (shifts.size() != dims.size()) {
    fail(ErrorKind::Runtime, "shifts and dimensions must align. shifts: ", shifts.size(), ", dims:", dims.size());
  }
  if (t.numel == 0) return deliver(call, copy_of(t));
  TensorRef out = TensorRef::share(&t);
  for (int k = 0; k < dims.size(); ++k) {
    if (t.ndim == 0) fail(ErrorKind::Index, "Dimension specified as ", dims[k], " but tensor has no dimensions");
    out = rolled(*out, shifts[k], wrap_dim(dims[k], t.ndim));
  }
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"flip", compute_flip, "self: Tensor, dims: Size"},
    {"roll", compute_roll, "self: Tensor, shifts: Size, dims: Size | None"},
};

}  // namespace

const ComputeTable kRearrangeComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
