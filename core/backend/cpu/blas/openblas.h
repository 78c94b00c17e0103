// Owns: the loading of OpenBLAS, its threads, and its matrix products in row-major terms.
// Called by: backend/cpu/matmul, which splits the work between threads; lapack.h.
#pragma once

#include <cstdint>
#include <string>

#include "tensor/dtype.h"

namespace flambeau::blas {

// A matrix stored by rows `leading` elements apart, or by columns when `transposed`.
struct Operand {
  const void* data;
  int64_t leading;
  bool transposed;
};

// True for the four types BLAS computes in: float32, float64, complex64, complex128.
constexpr bool supports(DType t) { return t >= DType::Float32; }

// The largest extent or stride one call takes.
inline constexpr int64_t kLargestExtent = (int64_t{1} << 31) - 1;

// out (+)= a @ b, where out is (rows, cols) with rows `leading` apart.
void gemm(DType dtype, int64_t rows, int64_t cols, int64_t inner, const Operand& a, const Operand& b, void* out,
          int64_t leading, bool accumulate);

// out (+)= a @ x, where a is (rows, inner); strides of the vectors in elements, positive.
void gemv(DType dtype, int64_t rows, int64_t inner, const Operand& a, const void* x, int64_t x_stride, void* out,
          int64_t out_stride, bool accumulate);

// The name of the processor family whose kernels OpenBLAS chose.
const char* core_name();

// The address of one of OpenBLAS's functions; an error where it has none of that name.
void* function(const std::string& name);

// While one lives, OpenBLAS shares each call's work out among `threads` threads of its own. Where another one lives, in
// whatever thread, this one does nothing.
class Team {
 public:
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

 private:
  const bool leads_;
};

}  // namespace flambeau::blas
