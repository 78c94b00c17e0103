// Owns: what compute functions share that choose an elementwise kernel by their arguments or hand it numbers.
// Called by: compute_arithmetic, compute_activation, compute_clamp, compute_compare, compute_complex, compute_rounding,
// compute_special.
#pragma once

#include <algorithm>

#include "dispatch/compute.h"

namespace flambeau {

// A kernel's name as a template argument, so that each compute function looks its kernel up once.
template <size_t n> struct Name {
  char text[n];
  constexpr Name(const char (&s)[n]) { std::copy_n(s, n, text); }
};
template <Name name> const ElementwiseKernel& kernel() {
  static const ElementwiseKernel& found = *find_elementwise(name.text);
  return found;
}

// The number as an operand that takes no part in promotion: of the category of `common`. `holder` must hold it.
Value parameter(const Value& number, DType common, DType holder);

[[noreturn]] void refuse(const Call& call, const char* loop, DType t);
// "<leading> <op> got Float and Double" unless the first two tensors have one dtype.
void require_same_dtype(const Call& call, const char* leading);

// The first `tensors` arguments as they are, the next `numbers` as parameters. With 16-bit floats, whose kernels
// compute in float, PyTorch holds the last `narrow` numbers against the tensors' dtype, the others against float.
template <Name name, int tensors, int numbers, int narrow = 0> void compute_parametrised(Call& call) {
  constexpr int count = tensors + numbers;
  const DType common = result_type(call.args, tensors);
  Value operands[count];
  std::copy_n(call.args, tensors, operands);
  for (int i = tensors; i < count; ++i)
    operands[i] = parameter(call.arg(i), common, i < count - narrow ? compute_type(common) : common);
  compute_elementwise(call, kernel<name>(), operands, tensors);
}

}  // namespace flambeau
