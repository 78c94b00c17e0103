// Owns: least squares for a batch of matrices, by LAPACK, one matrix a call.
// Called by: the op layer.
#include "backend/cpu/lstsq.h"

#include "backend/cpu/matrices.h"

namespace flambeau {

using namespace matrices;

void run_lstsq(LeastSquares driver, const Operand& a, const Operand& b, int64_t* rank, void* s, void* info,
               int64_t batch, int64_t m, int64_t n, int64_t k, double rcond) {
  int32_t* const failed = static_cast<int32_t*>(info);
  const lapack::Driver how = static_cast<lapack::Driver>(driver);
  const int64_t low = std::min(m, n), high = std::max(m, n);
  const int rows = static_cast<int>(m), columns = static_cast<int>(n), sides = static_cast<int>(k);
  lapack::visit(a.dtype, [&]<class T>() {
    using R = lapack::Real<T>;
    const lapack::LstsqSizes size = lapack::least_squares_sizes<T>(how, rows, columns, sides);
    for_matrices(
        batch, 4.0 * static_cast<double>(m * n) * static_cast<double>(low + k), [&](int64_t begin, int64_t end) {
          const Scratch work(size.work * static_cast<int64_t>(sizeof(T)));
          const Scratch reals(size.reals * static_cast<int64_t>(sizeof(R))), ints(size.ints * int64_t{sizeof(int)});
          const Scratch values(low * static_cast<int64_t>(sizeof(R))), order(n * int64_t{sizeof(int)});
          for (int64_t i = begin; i < end; ++i) {
            T *const matrix = as<T>(a) + i * m * n, *const right = as<T>(b) + i * high * k;
            failed[i] = kNotFinite;
            if (!all_finite(matrix, m * n) || !all_finite(right, high * k)) continue;
            std::fill_n(order.as<int>(), n, 0);  // gelsy: every column may move
            int found = 0;
            failed[i] = lapack::least_squares(how, rows, columns, sides, matrix, right,
                                              s ? static_cast<R*>(s) + i * low : values.as<R>(), order.as<int>(), rcond,
                                              &found, work.as<T>(), reals.as<R>(), ints.as<int>(), size.work);
            if (rank) rank[i] = found;
          }
        });
  });
}

}  // namespace flambeau
