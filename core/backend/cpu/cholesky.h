// Owns: Cholesky factors of a batch of matrices, and what is solved with them. Matrices are dense and column-major.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Each matrix, of which one triangle is read, becomes its factor; the other triangle zeros. info, an int32 each, is k
// where the leading minor of order k is not positive definite, and else 0.
void run_cholesky(const Operand& a, void* info, int64_t batch, int64_t n, bool upper);

// x becomes (L Lᴴ)⁻¹ x, for factors that broadcast to the batch of x; `shape` is that of x.
void run_cholesky_solve(const Operand& factor, const Operand& x, int ndim, const int64_t* shape, bool upper);

// Each factor becomes the inverse of the matrix whose factor it is. info is k where the diagonal's element k is 0.
void run_cholesky_inverse(const Operand& a, void* info, int64_t batch, int64_t n, bool upper);

}  // namespace flambeau
