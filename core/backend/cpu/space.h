// Owns: walking a strided index space in row-major order, for kernels whose order of visits matters.
// Called by: reductions, scans, sorts and indexing kernels.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Dimensions with one stride per operand; dimension ndim - 1 varies fastest.
template <int Operands> struct Space {
  int ndim = 0;
  int64_t elements = 1;
  int64_t shape[kMaxDims];
  int64_t strides[kMaxDims][Operands];

  // Appends an innermost dimension, merged with the one before where memory allows.
  void push(int64_t size, const int64_t (&step)[Operands]) {
    elements *= size;
    if (size == 1) return;
    if (ndim > 0) {
      bool mergeable = true;
      for (int o = 0; o < Operands; ++o) mergeable &= strides[ndim - 1][o] == step[o] * size;
      if (mergeable) {
        shape[ndim - 1] *= size;
        for (int o = 0; o < Operands; ++o) strides[ndim - 1][o] = step[o];
        return;
      }
    }
    shape[ndim] = size;
    for (int o = 0; o < Operands; ++o) strides[ndim][o] = step[o];
    ++ndim;
  }
  int64_t inner_size() const { return ndim == 0 ? 1 : shape[ndim - 1]; }
  int64_t inner_stride(int operand) const { return ndim == 0 ? 1 : strides[ndim - 1][operand]; }
};

// A position in a space and its offset for each operand, in elements.
template <int Operands> class Cursor {
 public:
  Cursor(const Space<Operands>& space, int64_t position) : space_(space) {
    for (int o = 0; o < Operands; ++o) offsets_[o] = 0;
    for (int d = space.ndim - 1; d >= 0; --d) {
      index_[d] = position == 0 ? 0 : position % space.shape[d];  // an empty space has position 0 only
      if (position == 0) continue;
      position /= space.shape[d];
      for (int o = 0; o < Operands; ++o) offsets_[o] += index_[d] * space.strides[d][o];
    }
  }
  int64_t operator[](int operand) const { return offsets_[operand]; }
  // Elements left in the innermost dimension.
  int64_t run() const { return space_.ndim == 0 ? 1 : space_.shape[space_.ndim - 1] - index_[space_.ndim - 1]; }
  // Moves on by n <= run() elements.
  void advance(int64_t n) {
    for (int d = space_.ndim - 1; d >= 0; --d, n = 1) {
      index_[d] += n;
      for (int o = 0; o < Operands; ++o) offsets_[o] += n * space_.strides[d][o];
      if (index_[d] < space_.shape[d]) return;
      for (int o = 0; o < Operands; ++o) offsets_[o] -= index_[d] * space_.strides[d][o];
      index_[d] = 0;
    }
  }

 private:
  const Space<Operands>& space_;
  int64_t index_[kMaxDims];
  int64_t offsets_[Operands];
};

// The space of all dimensions but `without` (-1: all), in order.
template <int Operands>
Space<Operands> make_space(const Operand* const (&operands)[Operands], int ndim, const int64_t* shape, int without) {
  Space<Operands> space;
  for (int d = 0; d < ndim; ++d) {
    if (d == without) continue;
    int64_t step[Operands];
    for (int o = 0; o < Operands; ++o) step[o] = operands[o]->strides[d];
    space.push(shape[d], step);
  }
  return space;
}

}  // namespace flambeau
