// Owns: Joiner, which puts tensors side by side along one dimension.
// Called by: cat and stack.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Copies pieces one after the other along a dimension of a result; other dtypes are converted.
class Joiner {
 public:
  Joiner(const Operand& out, int ndim, const int64_t* shape, int dim);

  // The piece has the result's sizes, but `length` along the joined dimension.
  void append(const Operand& piece, int64_t length);

 private:
  Operand out_;
  int ndim_, dim_;
  int64_t outer_ = 1, inner_ = 1;  // elements before and behind the joined dimension
  bool rows_;                      // whether the result is row-major
  int64_t shape_[kMaxDims];
  int64_t at_ = 0, length_;
};

}  // namespace flambeau
