// Owns: softmax, its logarithm, and their gradients, along a dimension.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Floating dtypes; 16-bit floats are computed in float. All results are bitwise the same for any thread count.

// exp(x) / sum(exp(x)) along `dim`, or its logarithm. Output and input have one dtype.
void run_softmax(bool log, const Operand& out, const Operand& in, int ndim, const int64_t* shape, int dim);
// y is the forward's output. dx = (g - sum(g * y)) * y, or dx = g - exp(y) * sum(g) for the logarithm.
void run_softmax_backward(bool log, const Operand& dx, const Operand& g, const Operand& y, int ndim,
                          const int64_t* shape, int dim);

}  // namespace flambeau
