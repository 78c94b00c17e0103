// Owns: the type of the table of softmax loops, one table per instruction set.
// Called by: softmax.cpp, reduce_logsumexp.cpp, and isa/softmax.cpp, which fills the tables.
#pragma once

#include <cstdint>

namespace flambeau {

// All arrays are contiguous and of one real type, float or double; `columns` forms take row strides in elements.
struct RealSoftmaxLoops {
  double (*exp_sum)(const void* x, int64_t n, double top);  // sum exp(x - top)
  void (*softmax)(void* y, const void* x, int64_t n, double top);
  void (*log_softmax)(void* y, const void* x, int64_t n, double top);
  void (*softmax_backward)(void* dx, const void* g, const void* y, int64_t n);
  void (*log_softmax_backward)(void* dx, const void* g, const void* y, int64_t n);
  // Along rows of a tile of at most kSoftmaxTile columns.
  void (*softmax_columns)(bool log, void* y, int64_t y_stride, const void* x, int64_t x_stride, int64_t rows,
                          int64_t columns);
  void (*softmax_backward_columns)(bool log, void* dx, int64_t dx_stride, const void* g, int64_t g_stride,
                                   const void* y, int64_t y_stride, int64_t rows, int64_t columns);
};
inline constexpr int64_t kSoftmaxTile = 128;

struct SoftmaxLoops {
  RealSoftmaxLoops real[2];  // float, double
};

}  // namespace flambeau
