// Owns: the kernels that write evenly spaced numbers.
// Called by: arange, linspace.
#pragma once

#include <cstdint>

#include "tensor/dtype.h"

namespace flambeau {

// out[i] = start + i * step for n contiguous elements; any dtype but bool and complex. 16- and 32-bit floats are
// computed in the wider type. Integer dtypes take the integers, others the reals.
struct Progression {
  int64_t start, step;
  double real_start, real_step;
};
void fill_progression(DType t, void* out, int64_t n, const Progression& p);

// n numbers from start to end, both included, counted from the nearer end; any dtype but bool.
void fill_linspace(DType t, void* out, int64_t n, complex128 start, complex128 end);

}  // namespace flambeau
