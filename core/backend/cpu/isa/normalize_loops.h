// Owns: the type of the table of normalisation loops, one table per instruction set.
// Called by: normalize.cpp, and isa/normalize.cpp, which fills the tables.
#pragma once

#include <cstdint>

namespace flambeau {

// All arrays are contiguous and of one real type, float or double; `columns` forms take row strides in elements.
struct RealNormalizeLoops {
  // y = (x - mean) * rstd * weight + bias; weight and bias may be null.
  void (*normalize)(void* y, const void* x, const void* weight, const void* bias, int64_t n, double mean, double rstd);
  // y = (x - mean) * scale + shift.
  void (*scale_shift)(void* y, const void* x, int64_t n, double mean, double scale, double shift);
  // Sums of g * weight and g * weight * (x - mean), then
  void (*weighted_sums)(double* sums, const void* g, const void* x, const void* weight, int64_t n, double mean);
  // dx = a * g * weight + b * (x - mean) + c; dx may be null, so may weight; and, where not null,
  // dweight += g * (x - mean) * rstd, dbias += g.
  void (*normalize_backward)(void* dx, void* dweight, void* dbias, const void* g, const void* x, const void* weight,
                             int64_t n, double mean, double rstd, double a, double b, double c);
  // y = (x - mean) * scale + bias, each an array, row by row.
  void (*apply_columns)(void* y, const void* x, const void* mean, const void* scale, const void* bias, int64_t rows,
                        int64_t n);
  // sum_g[j] += g, sum_gx[j] += g * (x - mean[j]) over rows of n columns.
  void (*sums_columns)(void* sum_g, void* sum_gx, const void* g, const void* x, const void* mean, int64_t stride,
                       int64_t rows, int64_t n);
  // dx = a[j] * g + b[j] * (x - mean[j]) + c[j]
  void (*combine_columns)(void* dx, const void* g, const void* x, const void* mean, const void* a, const void* b,
                          const void* c, int64_t rows, int64_t n);
};

struct NormalizeLoops {
  RealNormalizeLoops real[2];  // float, double
};

}  // namespace flambeau
