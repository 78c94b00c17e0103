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
// Coordinates of nonzero elements of any dtype, a row-major (count, ndim) array; count from count_nonzero.
void run_nonzero(int64_t* out, const Operand& in, int ndim, const int64_t* shape);

}  // namespace flambeau
