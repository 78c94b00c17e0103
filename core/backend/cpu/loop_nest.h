// Owns: the iteration space of an elementwise job: dims reordered for locality and merged where memory allows.
// Called by: the elementwise driver and copies.
#pragma once

#include <algorithm>
#include <cstdint>

#include "backend/cpu/elementwise.h"

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

  // Calls plane(data, n, rows) for runs of up to shape[1] rows of up to shape[0] elements, strides[1] apart, that make
  // up [begin, end) of the nest's order.
  template <class Plane> void for_planes(int64_t begin, int64_t end, Plane&& plane) const {
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
      const int64_t n = std::min(left, end - begin);
      const int64_t whole = index[0] == 0 && ndim > 1 ? std::min(shape[1] - index[1], (end - begin) / n) : 1;
      plane(at, n, whole);
      begin += n * whole;
      if (begin >= end) return;
      for (int o = 0; o < operands; ++o) at[o] -= index[0] * strides[0][o];
      index[0] = 0;
      int64_t steps = whole;
      for (int d = 1; d < ndim; ++d, steps = 1) {
        for (int o = 0; o < operands; ++o) at[o] += steps * strides[d][o];
        index[d] += steps;
        if (index[d] < shape[d]) break;
        for (int o = 0; o < operands; ++o) at[o] -= shape[d] * strides[d][o];
        index[d] = 0;
      }
    }
  }

  // The same row by row.
  template <class Row> void for_rows(int64_t begin, int64_t end, Row&& row) const {
    for_planes(begin, end, [&](char* const* first, int64_t n, int64_t rows) {
      char* at[kMaxOperands];
      for (int o = 0; o < operands; ++o) at[o] = first[o];
      for (;;) {
        row(at, n);
        if (--rows == 0) return;
        for (int o = 0; o < operands; ++o) at[o] += strides[1][o];
      }
    });
  }

 private:
  void sort();
  void merge();
  void avoid_short_rows();
};

}  // namespace flambeau
