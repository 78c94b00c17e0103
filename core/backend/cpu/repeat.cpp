// Owns: counting and writing repeats.
// Called by: the op layer.
#include "backend/cpu/repeat.h"

#include <algorithm>

#include "tensor/error.h"

namespace flambeau {

int64_t sum_repeats(const int64_t* repeats, int64_t n) {
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (repeats[i] < 0)
      fail(ErrorKind::Runtime, "repeats can not be negative | repeat_interleave: repeats[", i, "] is ", repeats[i]);
    if (__builtin_add_overflow(total, repeats[i], &total))
      fail(ErrorKind::Runtime, "repeat_interleave: the repeats add up to more elements than a tensor can have");
  }
  return total;
}

void run_repeat_indices(int64_t* out, const int64_t* repeats, int64_t n) {
  for (int64_t i = 0; i < n; ++i) out = std::fill_n(out, repeats[i], i);
}

}  // namespace flambeau
