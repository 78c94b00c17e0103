// Owns: Lined, how a tensor is handed to kernels that work along a dimension.
// Called by: reduction.h, compute_softmax.cpp, compute_sort.cpp, compute_index.cpp.
#pragma once

#include "dispatch/operands.h"

namespace flambeau {

// A tensor of at least one dimension: a 0-d one is a line of one element.
struct Lined {
  const Tensor& tensor;
  int ndim;
  const int64_t* sizes;
  const int64_t* strides;

  explicit Lined(const Tensor& t)
      : tensor(t), ndim(t.ndim ? t.ndim : 1), sizes(t.ndim ? t.sizes() : kOne), strides(t.ndim ? t.strides() : kOne) {}
  int64_t size(int d) const { return sizes[d]; }
  ShapeView shape() const { return {ndim, sizes}; }
  Access reads() const { return flambeau::reads(tensor, strides, ndim); }
  Access writes() const { return flambeau::writes(tensor, strides, ndim); }

 private:
  static constexpr int64_t kOne[1] = {1};
};

}  // namespace flambeau
