// Owns: LU factors of a batch of matrices, what is solved with them, and what their pivots mean.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Each dense column-major matrix becomes its factors, min(m, n) pivots of int32 each. info is k where U[k, k] is the
// first 0 of its diagonal, counted from 1.
void run_lu(const Operand& a, void* pivots, void* info, int64_t batch, int64_t m, int64_t n);

// Each matrix, of which these are the factors, becomes its inverse; where there is none info is as above.
void run_lu_inverse(const Operand& lu, const void* pivots, void* info, int64_t batch, int64_t n);

enum class SystemForm { Plain, Transposed, Adjoint };
// The dense column-major x becomes A⁻¹ x, A⁻ᵀ x or A⁻ᴴ x, for factors and pivots that broadcast to its batch; `shape`
// is that of x. Strides of the pivots have one dimension less.
void run_lu_solve(const Operand& lu, const Operand& pivots, const Operand& x, int ndim, const int64_t* shape,
                  SystemForm form);

// Whether all pivots lie in 1 … m.
bool pivots_within(const void* pivots, int64_t n, int64_t m);
// Of each batch of k pivots the permutation of m rows that they stand for: row i of the product comes from row out[i].
void run_permutation(int64_t* out, const void* pivots, int64_t batch, int64_t m, int64_t k);

}  // namespace flambeau
