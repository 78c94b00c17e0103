// Owns: LDL factors of a batch of matrices, by LAPACK, one matrix a call.
// Called by: the op layer.
#include "backend/cpu/ldl.h"

#include <cstdlib>

#include "backend/cpu/matrices.h"

namespace flambeau {

using namespace matrices;

void run_ldl(const Operand& a, void* pivots, void* info, int64_t batch, int64_t n, bool hermitian) {
  int32_t* const rows = static_cast<int32_t*>(pivots);
  int32_t* const failed = static_cast<int32_t*>(info);
  lapack::visit(a.dtype, [&]<class T>() {
    const int size = lapack::sytrf_size<T>(hermitian, static_cast<int>(n));
    for_matrices(batch, cubed(n) / 3, [&](int64_t begin, int64_t end) {
      const Scratch work(size * static_cast<int64_t>(sizeof(T)));
      for (int64_t i = begin; i < end; ++i) {
        T* const matrix = as<T>(a) + i * n * n;
        failed[i] = lapack::sytrf(hermitian, static_cast<int>(n), matrix, rows + i * n, work.as<T>(), size);
        keep_triangle(matrix, n, false);
      }
    });
  });
}

void run_ldl_solve(const Operand& ldl, const Operand& pivots, const Operand& x, int ndim, const int64_t* shape,
                   bool hermitian) {
  const int64_t n = shape[ndim - 2], k = shape[ndim - 1];
  const Places factors(ldl, ndim, shape), rows(pivots, ndim, shape);
  const int ld = leading(ldl.strides[ndim - 1], n);
  int64_t batch = 1;
  for (int d = 0; d < ndim - 2; ++d) batch *= shape[d];
  lapack::visit(x.dtype, [&]<class T>() {
    for_matrices(batch, 2.0 * static_cast<double>(n * n) * static_cast<double>(k), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        lapack::sytrs(hermitian, static_cast<int>(n), static_cast<int>(k), as<T>(ldl) + factors[i], ld,
                      as<int32_t>(pivots) + rows[i], as<T>(x) + i * n * k);
      }
    });
  });
}

// A negative pivot stands twice, for the two rows of a block.
bool ldl_pivots_within(const void* pivots, int64_t batch, int64_t n) {
  const int32_t* rows = static_cast<const int32_t*>(pivots);
  for (int64_t i = 0; i < batch; ++i, rows += n) {
    for (int64_t j = 0; j < n; ++j) {
      const int64_t row = std::abs(static_cast<int64_t>(rows[j]));
      if (row < 1 || row > n) return false;
      if (rows[j] > 0) continue;
      if (j + 1 == n || rows[j + 1] >= 0) return false;
      const int64_t next = std::abs(static_cast<int64_t>(rows[++j]));
      if (next < 1 || next > n) return false;
    }
  }
  return true;
}

}  // namespace flambeau
