// Owns: singular values and vectors of a batch of matrices. Matrices are dense and column-major.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Each matrix, which is lost, has min(m, n) real values, in descending order; U and Vᴴ are all of them (`full`) or what
// belongs to the values, and are left out where null. info, an int32 each, is 0, or -1 for a matrix that is not finite
// and was left alone, or positive where the iteration did not converge.
void run_svd(const Operand& a, void* u, void* s, void* vh, void* info, int64_t batch, int64_t m, int64_t n, bool full);

}  // namespace flambeau
