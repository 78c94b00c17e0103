// Owns: singular values and vectors of a batch of matrices, by LAPACK, one matrix a call.
// Called by: the op layer.
#include "backend/cpu/svd.h"

#include "backend/cpu/matrices.h"

namespace flambeau {

using namespace matrices;

namespace {

// Where there are no singular values, all vectors are arbitrary.
template <class T> void set_identity(T* matrix, int64_t n) {
  std::fill_n(matrix, n * n, T{});
  for (int64_t i = 0; i < n; ++i) matrix[i * (n + 1)] = T{1};
}

}  // namespace

void run_svd(const Operand& a, void* u, void* s, void* vh, void* info, int64_t batch, int64_t m, int64_t n, bool full) {
  int32_t* const failed = static_cast<int32_t*>(info);
  const int64_t low = std::min(m, n);
  const int64_t of_u = m * (full ? m : low), of_v = n * (full ? n : low);
  const char job = !u ? 'N' : full ? 'A' : 'S';
  const int rows = static_cast<int>(m), columns = static_cast<int>(n);
  lapack::visit(a.dtype, [&]<class T>() {
    using R = lapack::Real<T>;
    if (low == 0) {
      for (int64_t i = 0; u && full && i < batch; ++i) {
        set_identity(static_cast<T*>(u) + i * of_u, m);
        set_identity(static_cast<T*>(vh) + i * of_v, n);
      }
      return;
    }
    const int size = lapack::gesdd_size<T>(job, rows, columns);
    const double operations = (u ? 20.0 : 4.0) * static_cast<double>(m * n) * static_cast<double>(low);
    for_matrices(batch, operations, [&](int64_t begin, int64_t end) {
      const Scratch work(size * static_cast<int64_t>(sizeof(T)));
      const Scratch reals(lapack::gesdd_reals<T>(job, m, n) * static_cast<int64_t>(sizeof(R)));
      const Scratch ints(8 * low * int64_t{sizeof(int)});
      for (int64_t i = begin; i < end; ++i) {
        T* const matrix = as<T>(a) + i * m * n;
        failed[i] = !all_finite(matrix, m * n) ? kNotFinite
                                               : lapack::gesdd(job, rows, columns, matrix, static_cast<R*>(s) + i * low,
                                                               u ? static_cast<T*>(u) + i * of_u : nullptr,
                                                               vh ? static_cast<T*>(vh) + i * of_v : nullptr,
                                                               work.as<T>(), size, reals.as<R>(), ints.as<int>());
      }
    });
  });
}

}  // namespace flambeau
