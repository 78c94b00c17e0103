// Owns: Cholesky factors of a batch of matrices, by LAPACK, one matrix a call, and of tiny ones by loops.
// Called by: the op layer.
#include "backend/cpu/cholesky.h"

#include "backend/cpu/matrices.h"
#include "backend/cpu/tiny.h"

namespace flambeau {

using namespace matrices;

namespace {

// Makes the matrix Hermitian by the triangle that is given.
template <class T> void mirror_triangle(T* a, int64_t n, bool upper) {
  for (int64_t j = 0; j < n; ++j) {
    for (int64_t i = j + 1; i < n; ++i) {
      if (upper)
        a[i + j * n] = tiny::conjugate(a[j + i * n]);
      else
        a[j + i * n] = tiny::conjugate(a[i + j * n]);
    }
  }
}

// OpenBLAS takes a diagonal that is not a number for a positive one.
template <class T> int first_nan(const T* factor, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    if (std::isnan(std::real(factor[i * (n + 1)]))) return static_cast<int>(i + 1);
  }
  return 0;
}

}  // namespace

void run_cholesky(const Operand& a, void* info, int64_t batch, int64_t n, bool upper) {
  int32_t* const failed = static_cast<int32_t*>(info);
  lapack::visit(a.dtype, [&]<class T>() {
    for_matrices(batch, cubed(n) / 3, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        T* const matrix = as<T>(a) + i * n * n;
        if (n <= tiny::kLargest) {
          failed[i] = tiny::with_size(n, [&](auto size) { return tiny::cholesky(size, matrix, upper); });
        } else {
          failed[i] = lapack::potrf(upper, static_cast<int>(n), matrix);
          if (failed[i] == 0) failed[i] = first_nan(matrix, n);
        }
        keep_triangle(matrix, n, upper);
      }
    });
  });
}

void run_cholesky_solve(const Operand& factor, const Operand& x, int ndim, const int64_t* shape, bool upper) {
  const int64_t n = shape[ndim - 2], k = shape[ndim - 1];
  const Places factors(factor, ndim, shape);
  const int ld = leading(factor.strides[ndim - 1], n);
  int64_t batch = 1;
  for (int d = 0; d < ndim - 2; ++d) batch *= shape[d];
  lapack::visit(x.dtype, [&]<class T>() {
    for_matrices(batch, 2.0 * static_cast<double>(n * n) * static_cast<double>(k), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        lapack::potrs(upper, static_cast<int>(n), static_cast<int>(k), as<T>(factor) + factors[i], ld,
                      as<T>(x) + i * n * k);
      }
    });
  });
}

void run_cholesky_inverse(const Operand& a, void* info, int64_t batch, int64_t n, bool upper) {
  int32_t* const failed = static_cast<int32_t*>(info);
  lapack::visit(a.dtype, [&]<class T>() {
    for_matrices(batch, cubed(n), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        T* const matrix = as<T>(a) + i * n * n;
        failed[i] = lapack::potri(upper, static_cast<int>(n), matrix);
        mirror_triangle(matrix, n, upper);
      }
    });
  });
}

}  // namespace flambeau
