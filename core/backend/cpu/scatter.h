// Owns: gather and scatter: single elements moved along a dimension by an index.
// Called by: the op layer, which has checked shapes and dtypes (not index values) and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"
#include "backend/cpu/write_mode.h"

namespace flambeau {

// Index operands are int64 (int32 too where a function says so). All index values are checked before anything is
// written: IndexError "index 7 is out of bounds for dimension 0 with size 5". Elements are moved by size, so `self`,
// `src` and `out` share one dtype. Writes happen in index order, so duplicates give one result for any thread count.

// out[i][j] = self[index[i][j]][j] (dim 0). `shape` is the index's and the output's.
void run_gather(const Operand& out, const Operand& self, const Operand& index, int ndim, const int64_t* shape, int dim,
                int64_t self_size);
// self[index[i][j]][j] op= src[i][j] (dim 0). `shape` is the index's; a scalar source has stride 0 everywhere.
void run_scatter(WriteMode mode, const Operand& self, const Operand& index, const Operand& src, int ndim,
                 const int64_t* shape, int dim, int64_t self_size);

}  // namespace flambeau
