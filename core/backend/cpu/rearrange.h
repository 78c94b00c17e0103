// Owns: rolls along a dimension.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// out[(i + shift) mod size] = in[i] along `dim`.
void run_roll(const Operand& out, const Operand& in, int ndim, const int64_t* shape, int64_t shift, int dim);

}  // namespace flambeau
