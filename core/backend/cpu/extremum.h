// Owns: where the largest or the smallest element over dimensions stands.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// `shape` is the input's; an output has the same number of dimensions and stride 0 in the reduced ones.
// Position (int64, first occurrence; NaN wins) of the largest or smallest element along `dim`, or in the flattened
// input when dim == -1 (then indices has stride 0 everywhere). `values` may be null.
void run_arg_extremum(bool largest, const Operand* values, const Operand& indices, const Operand& in, int ndim,
                      const int64_t* shape, int dim);

}  // namespace flambeau
