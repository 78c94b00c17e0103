// Owns: triangles of matrices.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Keeps elements with column - row >= diagonal (upper) or <= diagonal (lower) of the last two dimensions.
void run_triangle(bool upper, const Operand& out, const Operand& in, int ndim, const int64_t* shape, int64_t diagonal);

}  // namespace flambeau
