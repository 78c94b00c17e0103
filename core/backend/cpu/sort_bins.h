// Owns: counts in bins, and places in sorted lines.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Bins of n contiguous non-negative values of an integral dtype; negative values are a ValueError.
int64_t bincount_size(const void* in, DType dtype, int64_t n, int64_t minlength);
void run_bincount(const Operand& out, const void* in, DType dtype, int64_t n, int64_t bins, const Operand* weights);
// For each of n values its place in a sorted boundary line (first position not below it; past equals if `right`).
// boundaries: (lines, length) contiguous, values and out: (lines, n) contiguous; one line of boundaries serves all
// values when lines == 1. `sorter` (may be null) orders the boundaries.
void run_searchsorted(int64_t* out, const void* boundaries, const int64_t* sorter, const void* values, DType dtype,
                      int64_t lines, int64_t length, int64_t n, bool right);

}  // namespace flambeau
