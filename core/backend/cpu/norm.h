// Owns: what norms need beside sums of powers: the root.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "tensor/dtype.h"

namespace flambeau {

// Of n contiguous float32 or float64 elements: x becomes x^(1 / degree).
void take_root(DType dtype, void* data, int64_t n, double degree);

}  // namespace flambeau
