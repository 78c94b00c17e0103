// Owns: least squares for a batch of matrices. Matrices are dense and column-major.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

enum class LeastSquares { Gels, Gelsy, Gelsd, Gelss };

// b, of max(m, n) rows and k columns, becomes the solution in its first n rows; `a` is lost. rank (int64) and the
// singular values are filled by the drivers that find them, and may be null for the others. Singular values from
// `rcond` times the largest down count as zero. info, an int32 each, is 0, or -1 for what is not finite and was left
// alone, or positive where there is no solution.
void run_lstsq(LeastSquares driver, const Operand& a, const Operand& b, int64_t* rank, void* s, void* info,
               int64_t batch, int64_t m, int64_t n, int64_t k, double rcond);

}  // namespace flambeau
