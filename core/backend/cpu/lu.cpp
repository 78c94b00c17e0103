// Owns: LU factors of a batch of matrices, by LAPACK, one matrix a call.
// Called by: the op layer.
#include "backend/cpu/lu.h"

#include <numeric>
#include <utility>

#include "backend/cpu/matrices.h"
#include "backend/cpu/tiny.h"

namespace flambeau {

using namespace matrices;

void run_lu(const Operand& a, void* pivots, void* info, int64_t batch, int64_t m, int64_t n) {
  int32_t* const rows = static_cast<int32_t*>(pivots);
  int32_t* const failed = static_cast<int32_t*>(info);
  const int64_t low = std::min(m, n);
  const double operations = static_cast<double>(m * n) * static_cast<double>(low);
  lapack::visit(a.dtype, [&]<class T>() {
    for_matrices(batch, operations, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        T* const matrix = as<T>(a) + i * m * n;
        failed[i] = m == n && n <= tiny::kLargest
                        ? tiny::with_size(n, [&](auto size) { return tiny::factor(size, matrix, rows + i * low); })
                        : lapack::getrf(static_cast<int>(m), static_cast<int>(n), matrix, rows + i * low);
      }
    });
  });
}

void run_lu_inverse(const Operand& lu, const void* pivots, void* info, int64_t batch, int64_t n) {
  const int32_t* const rows = static_cast<const int32_t*>(pivots);
  int32_t* const failed = static_cast<int32_t*>(info);
  lapack::visit(lu.dtype, [&]<class T>() {
    const int size = lapack::getri_size<T>(static_cast<int>(n));
    for_matrices(batch, 4 * cubed(n) / 3, [&](int64_t begin, int64_t end) {
      const Scratch work(size * static_cast<int64_t>(sizeof(T)));
      for (int64_t i = begin; i < end; ++i) {
        if (failed[i] != 0) continue;
        if (n <= tiny::kLargest)
          tiny::with_size(n, [&](auto size) { tiny::invert(size, as<T>(lu) + i * n * n, rows + i * n); });
        else
          lapack::getri(static_cast<int>(n), as<T>(lu) + i * n * n, rows + i * n, work.as<T>(), size);
      }
    });
  });
}

void run_lu_solve(const Operand& lu, const Operand& pivots, const Operand& x, int ndim, const int64_t* shape,
                  SystemForm form) {
  const int64_t n = shape[ndim - 2], k = shape[ndim - 1];
  const Places factors(lu, ndim, shape), rows(pivots, ndim, shape);
  const int ld = leading(lu.strides[ndim - 1], n);
  const lapack::Form how = form == SystemForm::Plain        ? lapack::Form::Plain
                           : form == SystemForm::Transposed ? lapack::Form::Transposed
                                                            : lapack::Form::Adjoint;
  int64_t batch = 1;
  for (int d = 0; d < ndim - 2; ++d) batch *= shape[d];
  lapack::visit(x.dtype, [&]<class T>() {
    for_matrices(batch, 2.0 * static_cast<double>(n * n) * static_cast<double>(k), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const T* const factor = as<T>(lu) + factors[i];
        const int32_t* const pivot = as<int32_t>(pivots) + rows[i];
        T* const right = as<T>(x) + i * n * k;
        if (n <= tiny::kLargest && form == SystemForm::Plain)
          tiny::with_size(n, [&](auto size) { tiny::solve(size, k, factor, ld, pivot, right); });
        else
          lapack::getrs(how, static_cast<int>(n), static_cast<int>(k), factor, ld, pivot, right);
      }
    });
  });
}

bool pivots_within(const void* pivots, int64_t n, int64_t m) {
  const int32_t* const rows = static_cast<const int32_t*>(pivots);
  return std::all_of(rows, rows + n, [m](int32_t row) { return row >= 1 && row <= m; });
}

void run_permutation(int64_t* out, const void* pivots, int64_t batch, int64_t m, int64_t k) {
  const int32_t* rows = static_cast<const int32_t*>(pivots);
  for (int64_t i = 0; i < batch; ++i, rows += k, out += m) {
    std::iota(out, out + m, int64_t{0});
    for (int64_t j = 0; j < k; ++j) std::swap(out[j], out[rows[j] - 1]);
  }
}

}  // namespace flambeau
