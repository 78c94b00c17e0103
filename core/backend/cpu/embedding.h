// Owns: rows of a table looked up by index, and the gradient of the table.
// Called by: the op layer, which has checked shapes and dtypes (not index values) and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Rows of a table. index: n contiguous int32 or int64 values in [0, rows); IndexError "index out of range in self ...".
struct Table {
  DType dtype;
  int64_t rows, columns;
};
void run_embedding(const Table& table, void* out, const void* weight, const void* index, DType index_dtype, int64_t n);
// Overwrites dweight; rows of padding_idx (none if negative) get no gradient.
void run_embedding_backward(const Table& table, void* dweight, const void* g, const void* index, DType index_dtype,
                            int64_t n, int64_t padding_idx, bool scale_grad_by_freq);

}  // namespace flambeau
