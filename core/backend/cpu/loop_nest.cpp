// Owns: building a LoopNest: dropping unit dims, ordering by stride, merging.
// Called by: the elementwise driver and copies.
#include "backend/cpu/loop_nest.h"

#include <cstdlib>
#include <utility>

#include "tensor/error.h"

namespace flambeau {

LoopNest::LoopNest(const Operand* list, int count, int dims, const int64_t* sizes)
    : operands(count), ndim(0), elements(1) {
  if (dims > kMaxDims) {
    fail(ErrorKind::Runtime, "elementwise: the shape has ", dims, " dims | at most ", kMaxDims, " are supported");
  }
  for (int o = 0; o < count; ++o) data[o] = static_cast<char*>(list[o].data);
  for (int d = dims - 1; d >= 0; --d) {
    elements *= sizes[d];
    if (sizes[d] == 1) continue;
    shape[ndim] = sizes[d];
    for (int o = 0; o < count; ++o) strides[ndim][o] = list[o].strides[d] * item_size(list[o].dtype);
    ++ndim;
  }
  if (ndim == 0) {
    ndim = 1;
    shape[0] = 1;
    for (int o = 0; o < count; ++o) strides[0][o] = 0;
  }
  if (elements == 0 || ndim == 1) return;
  sort();
  merge();
  avoid_short_rows();
}

void LoopNest::swap_dims(int a, int b) {
  std::swap(shape[a], shape[b]);
  for (int o = 0; o < operands; ++o) std::swap(strides[a][o], strides[b][o]);
}

// Smallest strides innermost; the output decides first, a broadcast (0) has no opinion. Insertion sort: nearly always
// in order already.
void LoopNest::sort() {
  const auto belongs_inside = [this](int a, int b) {  // whether dim a should be inside dim b
    for (int o = 0; o < operands; ++o) {
      const int64_t sa = std::abs(strides[a][o]), sb = std::abs(strides[b][o]);
      if (sa != 0 && sb != 0 && sa != sb) return sa < sb;
    }
    return false;
  };
  for (int d = 1; d < ndim; ++d) {
    for (int k = d; k > 0 && belongs_inside(k, k - 1); --k) swap_dims(k, k - 1);
  }
}

void LoopNest::merge() {
  int kept = 0;
  for (int d = 1; d < ndim; ++d) {
    bool fits = true;
    for (int o = 0; o < operands; ++o) fits = fits && strides[d][o] == strides[kept][o] * shape[kept];
    if (fits) {
      shape[kept] *= shape[d];
      continue;
    }
    ++kept;
    if (kept != d) swap_dims(kept, d);
  }
  ndim = kept + 1;
}

// A row costs a call (a few ns), so (10^6, 3) against (10^6, 1) runs as 3 long strided rows.
void LoopNest::avoid_short_rows() {
  constexpr int64_t kShort = 8;
  if (ndim > 1 && shape[0] < kShort && shape[1] > 4 * shape[0]) swap_dims(0, 1);
}

}  // namespace flambeau
