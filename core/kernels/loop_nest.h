// Owns: the iteration space of an elementwise job: dims reordered for locality and merged where memory allows.
// Called by: the elementwise driver and copies.
#pragma once

#include <cstdint>

#include "kernels/elementwise.h"

namespace flambeau {

// Dim 0 is the innermost. Strides are in bytes. strides[d] is what an inner loop over dim d takes.
struct LoopNest {
  int operands;
  int ndim;          // at least 1
  int64_t elements;  // 0 for an empty shape
  char* data[kMaxOperands];
  int64_t shape[kMaxDims];
  int64_t strides[kMaxDims][kMaxOperands];

  LoopNest(const Operand* operands, int count, int ndim, const int64_t* shape);

  void swap_dims(int a, int b);

  // Calls row(data, n) for each run of up to shape[0] elements within [begin, end) of the nest's order.
  template <class Row> void for_rows(int64_t begin, int64_t end, Row&& row) const {
    int64_t index[kMaxDims];
    char* at[kMaxOperands];
    for (int o = 0; o < operands; ++o) at[o] = data[o];
    int64_t rest = begin;
    for (int d = 0; d < ndim; ++d) {
      index[d] = rest == 0 ? 0 : rest % shape[d];
      rest = rest == 0 ? 0 : rest / shape[d];
      for (int o = 0; o < operands; ++o) at[o] += index[d] * strides[d][o];
    }
    while (begin < end) {
      const int64_t left = shape[0] - index[0];
      const int64_t n = left < end - begin ? left : end - begin;
      row(at, n);
      begin += n;
      if (begin >= end) return;
      for (int o = 0; o < operands; ++o) at[o] -= index[0] * strides[0][o];
      index[0] = 0;
      for (int d = 1; d < ndim; ++d) {
        for (int o = 0; o < operands; ++o) at[o] += strides[d][o];
        if (++index[d] < shape[d]) break;
        for (int o = 0; o < operands; ++o) at[o] -= shape[d] * strides[d][o];
        index[d] = 0;
      }
    }
  }

 private:
  void sort();
  void merge();
  void avoid_short_rows();
};

}  // namespace flambeau
