// Owns: elements chosen by a mask, or by being non-zero.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Masks are bool; elements are taken in row-major order.
int64_t count_nonzero(const Operand& in, int ndim, const int64_t* shape);
void run_masked_select(void* out, const Operand& self, const Operand& mask, int ndim, const int64_t* shape);
// Fills self where mask holds from `source` (contiguous, source_size elements; too few is a RuntimeError).
void run_masked_scatter(const Operand& self, const Operand& mask, const void* source, int64_t source_size, int ndim,
                        const int64_t* shape);
// Coordinates of the `count` nonzero elements (from count_nonzero) of any dtype, one dimension after the other.
void run_nonzero(int64_t* out, int64_t count, const Operand& in, int ndim, const int64_t* shape);

}  // namespace flambeau
