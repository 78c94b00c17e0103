// Owns: strided copies with conversion between any two dtypes, and fills.
// Called by: dispatch (contiguous, to, copy_, fill_) and the elementwise driver (block casts).
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Converts n elements; strides in bytes. dst may equal src exactly when both items have the same size.
using Cast = void (*)(char* dst, int64_t dst_stride, const char* src, int64_t src_stride, int64_t n);
Cast find_cast(DType dst, DType src);

// dst = src over `shape`, threaded. Conversions are PyTorch's on x86: floats truncate toward zero, an out-of-range or
// NaN float gives the integer type's minimum (narrow integers wrap from there), bool is x != 0, a complex number
// becoming real keeps its real part. dst and src must be the same memory exactly, or not overlap.
void copy_strided(const Operand& dst, const Operand& src, int ndim, const int64_t* shape);

// Sets every element to *value, one element of dst's dtype.
void fill(const Operand& dst, int ndim, const int64_t* shape, const void* value);

}  // namespace flambeau
