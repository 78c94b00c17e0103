// Owns: reductions over any set of dimensions: sums, products, extremes, truth, log-sum-exp.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// In all functions here `shape` is the input's; an output has the same number of dimensions and stride 0 in the reduced
// ones. The order of summation is fixed by shapes and strides, so results are bitwise the same for any thread count.
enum class Reduction : uint8_t {
  Sum,   // elements are cast to the output's dtype first; 16-bit floats accumulate in float, integers in int64
  Mean,  // the sum divided by the number of elements before it is rounded to the output's dtype
  Prod,  // casts as Sum does
  Amax,  // NaN wins; an empty reduction is the caller's error
  Amin,
  Any,  // NaN counts as true
  All,
  CountNonzero,
  SumAbs,      // sum |x|; complex in, real out, here and below
  SumSquares,  // sum |x|^2
  SumPow,      // sum |x|^p
  MaxAbs,      // max |x|; 0 if empty
  MinAbs,      // min |x|; inf if empty
};
void run_reduction(Reduction op, const Operand& out, const Operand& in, int ndim, const int64_t* shape, double p = 0);

// log(sum(exp(x))), safe from overflow; -inf where nothing is summed. Real floating dtypes.
void run_logsumexp(const Operand& out, const Operand& in, int ndim, const int64_t* shape);

// The same for complex numbers. `terms`, contiguous complex128, are overwritten; `out` (complex128) and `shift`
// (float64) have `results` contiguous elements and are given with stride 0 in the reduced dimensions.
void run_complex_logsumexp(const Operand& out, const Operand& shift, const Operand& terms, int64_t results, int ndim,
                           const int64_t* shape);

// The sum or mean of a few contiguous float32 or float64 elements: setting up run_reduction would cost more than the
// additions.
void run_sum_few(DType dtype, void* out, const void* in, int64_t n, bool mean);

// Of n contiguous elements: NaN becomes 0 (dtypes without it are left alone).
void clear_nan(DType dtype, void* data, int64_t n);
}  // namespace flambeau
