// Owns: LDL factors of a batch of symmetric or Hermitian matrices, and what is solved with them.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Each dense column-major matrix, of which the lower triangle is read, becomes its factors, n pivots of int32 each (a
// negative one begins a block of two). info is k where the block of D at k is exactly singular.
void run_ldl(const Operand& a, void* pivots, void* info, int64_t batch, int64_t n, bool hermitian);

// The dense column-major x becomes A⁻¹ x, for factors and pivots that broadcast to its batch; `shape` is that of x.
// Strides of the pivots have one dimension less.
void run_ldl_solve(const Operand& ldl, const Operand& pivots, const Operand& x, int ndim, const int64_t* shape,
                   bool hermitian);
// Whether LAPACK may read these pivots, n for each matrix: none leads out of it.
bool ldl_pivots_within(const void* pivots, int64_t batch, int64_t n);

}  // namespace flambeau
