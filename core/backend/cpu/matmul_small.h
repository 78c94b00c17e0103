// Owns: the table of vectorised loops behind small and thin matrix products, one per instruction-set level.
// Called by: backend/cpu/matmul; implemented in isa/matmul_small.cpp.
#pragma once

#include <cstdint>

#include "backend/cpu/isa.h"

namespace flambeau {

// One product of `rows` x `inner` by `inner` x `cols` into rows of `out` with contiguous columns.
// Strides in elements; `bias` (cols values) and the old contents of `out` are added when asked for.
template <class T> struct SmallProduct {
  int64_t rows, cols, inner;
  const T* a;
  int64_t a_row, a_col;
  const T* b;
  int64_t b_row, b_col;
  T* out;
  int64_t out_row;
  const T* bias;
  bool accumulate;
};

struct SmallMatmulTable {
  // b_col == 1: rows of b are scaled and summed. a may have any strides.
  void (*rows_f32)(const SmallProduct<float>&);
  void (*rows_f64)(const SmallProduct<double>&);
  // a_col == 1 and b_row == 1: every element is the dot product of two contiguous runs.
  void (*dots_f32)(const SmallProduct<float>&);
  void (*dots_f64)(const SmallProduct<double>&);
};

FLAMBEAU_DECLARE_ISA(extern const SmallMatmulTable small_matmul_table;)

}  // namespace flambeau
