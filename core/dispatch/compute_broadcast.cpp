// Owns: the compute function of expand.
// Called by: call_op.
#include "dispatch/views.h"

namespace flambeau {
namespace {

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
  }
  // A new dimension of size one steps over what lies behind it, as if it had been there before.
  for (int i = wanted.size() - 1; i >= 0; --i) {
    const bool is_new = i < extra, repeats = shape[i] != (is_new ? 1 : t.size(i - extra));
    strides[i] = repeats || t.ndim == 0 ? 0 : is_new ? shape[i + 1] * strides[i + 1] : t.stride(i - extra);
  }
  checked_numel(shape);
  call.out[0] = alias(t, shape, strides, t.offset);
}

constexpr ComputeEntry kEntries[] = {
    {"expand", compute_expand, "self: Tensor, size: Size, implicit: bool"},
};

}  // namespace

const ComputeTable kBroadcastComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
