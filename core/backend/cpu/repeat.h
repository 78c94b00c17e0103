// Owns: the positions of elements that are repeated a given number of times each.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

namespace flambeau {

// out[...] repeats[i] times i; `total` is the sum of the (contiguous int64, non-negative) repeats.
int64_t sum_repeats(const int64_t* repeats, int64_t n);
void run_repeat_indices(int64_t* out, const int64_t* repeats, int64_t n);

}  // namespace flambeau
