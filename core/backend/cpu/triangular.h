// Owns: systems of equations with triangular matrices.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// The dense column-major x becomes A⁻¹ x (or x A⁻¹ if not `left`), for triangles that broadcast to its batch and have
// rows or columns of stride 1; `shape` is that of x.
void run_triangular_solve(const Operand& a, const Operand& x, int ndim, const int64_t* shape, bool upper, bool left,
                          bool unitriangular);

}  // namespace flambeau
