// Owns: eigenvalues and eigenvectors of a batch of matrices. Matrices are dense and column-major.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// info, an int32 each, is 0, or kEigenNotFinite for a matrix that is not finite and was left alone, or positive where
// the iteration did not converge.
inline constexpr int kEigenNotFinite = -1;

// Of Hermitian matrices, of which one triangle is read: real values in ascending order; `a` becomes the vectors, where
// those are wanted, and else is lost.
void run_eigh(const Operand& a, void* values, void* info, int64_t batch, int64_t n, bool upper, bool vectors);

// Of any matrices, which are lost: complex values, and complex vectors unless `vectors` is null.
void run_eig(const Operand& a, void* values, void* vectors, void* info, int64_t batch, int64_t n);

}  // namespace flambeau
