// Owns: sums through strides that may overlap.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Adds g into base through strides that may overlap (the gradient of as_strided); base is the caller's zeroed buffer,
// of a dtype to accumulate in.
void run_strided_add(const Operand& base, const Operand& g, int ndim, const int64_t* shape);

}  // namespace flambeau
