// Owns: the compute function of padding with a constant.
// Called by: call_op.
#include <algorithm>

#include "dispatch/numbers.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

// Along one dimension: what is added around the input, and where the part of it that stays begins.
struct Margin {
  int64_t before, after, skip, kept;
};

Margin margin_of(const Tensor& t, const Dims& pad, int dim) {
  const int pair = 2 * (t.ndim - 1 - dim);
  if (pair >= pad.size()) return {0, 0, 0, t.size(dim)};
  const int64_t before = pad[pair], after = pad[pair + 1];
  constexpr int64_t kLargest = int64_t{1} << 58;
  const bool absurd = std::min(before, after) < -kLargest || std::max(before, after) > kLargest;
  const int64_t kept = absurd ? -1 : t.size(dim) + std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0);
  if (kept < 0) {
    fail(ErrorKind::Runtime, "The input size ", t.size(dim), ", plus negative padding ", before, " and ", after,
         " resulted in a negative output size, which is invalid. Check dimension ", dim, " of your input. | pad");
  }
  return {std::max<int64_t>(before, 0), std::max<int64_t>(after, 0), -std::min<int64_t>(before, 0), kept};
}

// Fills the margins dimension by dimension, each across what the ones before it left; the middle takes the input.
void pad_into(const Tensor& out, const Tensor& t, const Margin* margins, const void* value) {
  Dims shape = out.shape();
  int64_t to = out.offset, from = t.offset;
  const auto part_of = [&](const Tensor& whole, int64_t offset) {
    return alias(whole, shape, whole.stride_dims(), offset);
  };
  for (int d = 0; d < t.ndim; ++d) {
    const Margin& m = margins[d];
    for (const auto& [first, n] : {std::pair{int64_t{0}, m.before}, std::pair{m.before + m.kept, m.after}}) {
      if (n == 0) continue;
      shape[d] = n;
      launch_fill(*part_of(out, to + first * out.stride(d)), value);
    }
    shape[d] = m.kept;
    to += m.before * out.stride(d);
    from += m.skip * t.stride(d);
  }
  copy_into(*part_of(out, to), *part_of(t, from));
}

// input, pad, value
void compute_pad_constant(Call& call) {
  const Tensor& t = call.tensor(0);
  const Dims& pad = *call.arg(1).dims;
  const Value& value = call.arg(2);
  if (pad.size() % 2 != 0) fail(ErrorKind::Runtime, "Length of pad must be even but instead it equals ", pad.size());
  if (pad.size() > 2 * t.ndim) {
    fail(ErrorKind::Runtime,
         "Length of pad should be no more than twice the number of dimensions of the input. Pad "
         "length is ",
         pad.size(), " while the input has ", int{t.ndim}, " dimensions.");
  }
  check_fits(value, t.dtype);
  Margin margins[kMaxDims];
  Dims shape;
  for (int d = 0; d < t.ndim; ++d) {
    margins[d] = margin_of(t, pad, d);
    shape.push(margins[d].before + margins[d].kept + margins[d].after);
  }
  const DeviceType device = t.storage->device;
  const bool crops =
      std::all_of(pad.begin(), pad.end(), [](int64_t n) { return n <= 0; });  // then it is a clone of a part
  TensorRef out =
      crops ? empty_strided(shape, dense_strides_like(*alias(t, shape, t.stride_dims(), t.offset)), t.dtype, device)
            : empty_ordered(shape, has_channels_last_order(t), t.dtype, device);
  alignas(16) char element[16];
  write_number(value, t.dtype, element);
  if (out->numel) pad_into(*out, t, margins, element);
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"pad_constant", compute_pad_constant, "input: Tensor, pad: Size, value: Number"},
};

}  // namespace

const ComputeTable kPadComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
