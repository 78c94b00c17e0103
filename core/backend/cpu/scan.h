// Owns: cumulative sums, products, extrema and log-sum-exps along one dimension.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

enum class Scan : uint8_t { Cumsum, Cumprod, Logcumsumexp };
// Elements are cast to the output's dtype first. Floats accumulate in double, integers in int64.
// Logcumsumexp takes real floating dtypes.
void run_scan(Scan op, const Operand& out, const Operand& in, int ndim, const int64_t* shape, int dim);

// Running maximum (or minimum) and the int64 position of its last occurrence, as PyTorch's cummax; NaN wins.
void run_cumulative_extremum(bool largest, const Operand& values, const Operand& indices, const Operand& in, int ndim,
                             const int64_t* shape, int dim);

// In place, the running log-sum-exps of n contiguous elements along a dimension of that size and stride.
void run_complex_logcumsumexp(complex128* z, int64_t n, int64_t stride, int64_t size);

}  // namespace flambeau
