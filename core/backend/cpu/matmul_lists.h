// Owns: products of matrices whose lines are lists of values with dense matrices.
// Called by: the op layer, which has checked shapes and dtypes (not index values) and allocated the output. The loops
// of float32 and float64 are in isa/matmul_lists.cpp.
#pragma once

#include <cstdint>

#include "backend/cpu/isa.h"
#include "tensor/dtype.h"

namespace flambeau {

// A matrix of `lines` lines as lists: values begins[i] to begins[i + 1] stand in line i, each at its index in the line.
struct Compressed {
  const int64_t *begins, *indices;
  int64_t lines, count, width;
  const void* values;
};

// out = lists @ dense, or the transpose of lists times dense; both contiguous, with `columns` columns. RuntimeError for
// lists that do not ascend and for indices outside their line. A row is summed in the order of its list.
void run_compressed_product(DType dtype, void* out, const Compressed& lists, const void* dense, int64_t columns,
                            bool transposed);

// Rows [first, last) of out: the sums of values[p] * dense[indices[p]] over their lists.
template <class T> struct CompressedRows {
  const int64_t *begins, *indices;
  const T *values, *dense;
  T* out;
  int64_t columns;
};
struct CompressedLoops {
  void (*rows_f32)(const CompressedRows<float>&, int64_t first, int64_t last);
  void (*rows_f64)(const CompressedRows<double>&, int64_t first, int64_t last);
};

FLAMBEAU_DECLARE_ISA(extern const CompressedLoops compressed_loops;)

}  // namespace flambeau
