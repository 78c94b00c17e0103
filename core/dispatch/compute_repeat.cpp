// Owns: the compute functions that repeat elements.
// Called by: call_op.
#include "backend/cpu/repeat.h"
#include "dispatch/indexing.h"

namespace flambeau {
namespace {

Dims repeated_shape(const Tensor& t, const Dims& repeats) {
  const int extra = repeats.size() - t.ndim;
  Dims shape = repeats;
  for (int d = 0; d < repeats.size(); ++d) {
    const int64_t size = d < extra ? 1 : t.size(d - extra);
    const bool beyond = __builtin_mul_overflow(repeats[d], size, &shape[d]);
    if (repeats[d] < 0 || beyond) {
      fail(ErrorKind::Runtime, "Trying to create tensor with negative dimension ",
           repeats[d] >= 0 ? -1
           : beyond        ? repeats[d]
                           : shape[d],
           ": repeat(", repeats, ") of shape ", t.shape(),
           " | repeats must be non-negative and their product small enough");
    }
  }
  return shape;
}

void compute_repeat(Call& call) {
  const Tensor& t = call.tensor(0);
  const Dims& repeats = *call.arg(1).dims;
  const int extra = repeats.size() - t.ndim;
  if (extra < 0) {
    fail(ErrorKind::Runtime,
         "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor | "
         "repeats ",
         repeats, ", shape ", t.shape());
  }
  const Dims result = repeated_shape(t, repeats);
  TensorRef out = empty(result, t.dtype, t.storage->device);
  // Each dimension in two, copies and elements: the source does not move along the first.
  Dims shape, to, from;
  for (int d = 0; d < result.size() && out->numel; ++d) {
    const int64_t size = d < extra ? 1 : t.size(d - extra);
    if (repeats[d] > 1) {
      shape.push(repeats[d]);
      to.push(out->stride(d) * size);
      from.push(0);
    }
    if (size > 1) {
      shape.push(size);
      to.push(out->stride(d));
      from.push(t.stride(d - extra));
    }
  }
  launch_copy(out->numel, writes(*out, to.data(), to.size()), reads(t, from.data(), from.size()), shape);
  deliver(call, std::move(out));
}

void compute_repeat_index(Call& call) {
  Tensor& repeats = call.tensor(0);
  if (repeats.dtype != DType::Int64 && repeats.dtype != DType::Int32) {
    not_implemented("repeat_interleave_cpu", repeats.dtype);
  }
  if (repeats.ndim != 1) fail(ErrorKind::Runtime, "repeat_interleave only accept 1D vector as repeat");
  const TensorRef wide = cast(repeats, DType::Int64), counts = contiguous(*wide);
  const int64_t* const count = counts->ptr<int64_t>();
  const int64_t n = counts->numel, total = ask("repeat_interleave", *counts, n, [&] { return sum_repeats(count, n); });
  TensorRef out = empty(Dims{total}, DType::Int64);
  launch(total, {writes(*out), reads(*counts)}, [n](const Access* o) {
    run_repeat_indices(static_cast<int64_t*>(o[0].data), static_cast<const int64_t*>(o[1].data), n);
  });
  deliver(call, cast(*out, repeats.dtype));
}

constexpr ComputeEntry kEntries[] = {
    {"repeat", compute_repeat, "self: Tensor, repeats: Size"},
    {"repeat_index", compute_repeat_index, "repeats: Tensor"},
};

}  // namespace

const ComputeTable kRepeatComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
