// Owns: QR factors of a batch of matrices, by LAPACK, one matrix a call.
// Called by: the op layer.
#include "backend/cpu/qr.h"

#include "backend/cpu/matrices.h"
#include "backend/cpu/tiny.h"

namespace flambeau {

using namespace matrices;

void run_geqrf(const Operand& a, void* tau, int64_t batch, int64_t m, int64_t n) {
  const int64_t low = std::min(m, n);
  lapack::visit(a.dtype, [&]<class T>() {
    const int size = lapack::geqrf_size<T>(static_cast<int>(m), static_cast<int>(n));
    for_matrices(batch, 2.0 * static_cast<double>(m * n) * static_cast<double>(low), [&](int64_t begin, int64_t end) {
      const Scratch work(size * static_cast<int64_t>(sizeof(T)));
      for (int64_t i = begin; i < end; ++i) {
        T *const matrix = as<T>(a) + i * m * n, *const factors = static_cast<T*>(tau) + i * low;
        if (std::max(m, n) <= tiny::kLargest)
          tiny::with_size(m, [&](auto rows) { tiny::reflections(rows, n, matrix, factors); });
        else
          lapack::geqrf(static_cast<int>(m), static_cast<int>(n), matrix, factors, work.as<T>(), size);
      }
    });
  });
}

void run_householder_product(const Operand& a, const void* tau, int64_t batch, int64_t m, int64_t n, int64_t k) {
  lapack::visit(a.dtype, [&]<class T>() {
    const int size = lapack::orgqr_size<T>(static_cast<int>(m), static_cast<int>(n), static_cast<int>(k));
    for_matrices(batch, 4.0 * static_cast<double>(m * n) * static_cast<double>(k), [&](int64_t begin, int64_t end) {
      const Scratch work(size * static_cast<int64_t>(sizeof(T)));
      for (int64_t i = begin; i < end; ++i) {
        T* const matrix = as<T>(a) + i * m * n;
        const T* const factors = static_cast<const T*>(tau) + i * k;
        if (m <= tiny::kLargest)
          tiny::with_size(m, [&](auto rows) { tiny::product_of_reflections(rows, n, k, matrix, factors); });
        else
          lapack::orgqr(static_cast<int>(m), static_cast<int>(n), static_cast<int>(k), matrix, factors, work.as<T>(),
                        size);
      }
    });
  });
}

void run_ormqr(const Operand& a, const void* tau, const Operand& c, int64_t batch, int64_t m, int64_t n, int64_t k,
               bool left, bool adjoint) {
  const int64_t rows = left ? m : n;
  lapack::visit(a.dtype, [&]<class T>() {
    const int size =
        lapack::ormqr_size<T>(left, adjoint, static_cast<int>(m), static_cast<int>(n), static_cast<int>(k));
    for_matrices(batch, 4.0 * static_cast<double>(m * n) * static_cast<double>(k), [&](int64_t begin, int64_t end) {
      const Scratch work(size * static_cast<int64_t>(sizeof(T)));
      for (int64_t i = begin; i < end; ++i) {
        lapack::ormqr(left, adjoint, static_cast<int>(m), static_cast<int>(n), static_cast<int>(k),
                      as<const T>(a) + i * rows * k, static_cast<int>(std::max<int64_t>(1, rows)),
                      static_cast<const T*>(tau) + i * k, as<T>(c) + i * m * n, work.as<T>(), size);
      }
    });
  });
}

}  // namespace flambeau
