// Owns: eigenvalues and eigenvectors of a batch of matrices, by LAPACK, one matrix a call.
// Called by: the op layer.
#include "backend/cpu/eigen.h"

#include "backend/cpu/matrices.h"

namespace flambeau {

using namespace matrices;
static_assert(kEigenNotFinite == kNotFinite);

namespace {

template <class T> bool triangle_finite(const T* a, int64_t n, bool upper) {
  for (int64_t j = 0; j < n; ++j) {
    if (!all_finite(a + j * n + (upper ? 0 : j), upper ? j + 1 : n - j)) return false;
  }
  return true;
}

// A real matrix has complex values in pairs. LAPACK gives the real and the imaginary parts apart, and so the vectors.
template <class R> void join_parts(const R* parts, std::complex<R>* values, int64_t n) {
  for (int64_t j = 0; j < n; ++j) values[j] = {parts[j], parts[n + j]};
}
template <class R>
void join_pairs(const std::complex<R>* values, const R* columns, std::complex<R>* vectors, int64_t n) {
  for (int64_t j = 0; j < n; ++j) {
    const R* const column = columns + j * n;
    std::complex<R>* const to = vectors + j * n;
    if (values[j].imag() == 0 || j + 1 == n) {
      for (int64_t i = 0; i < n; ++i) to[i] = column[i];
      continue;
    }
    for (int64_t i = 0; i < n; ++i) {
      to[i] = {column[i], column[n + i]};
      to[n + i] = {column[i], -column[n + i]};
    }
    ++j;
  }
}

// Memory for one matrix after the other.
template <class T> struct EigWork {
  int size;
  Scratch work, reals, parts, columns;
  EigWork(int64_t n, bool vectors, int needed)
      : size(needed),
        work(needed * static_cast<int64_t>(sizeof(T))),
        reals(2 * n * static_cast<int64_t>(sizeof(T))),
        parts(2 * n * static_cast<int64_t>(sizeof(T))),
        columns(vectors ? n * n * static_cast<int64_t>(sizeof(T)) : 1) {}
};

template <class R>
int eig(R* a, std::complex<R>* values, std::complex<R>* vectors, int64_t n, const EigWork<R>& w) {
  R* const parts = w.parts.template as<R>();
  R* const columns = w.columns.template as<R>();
  const int info = lapack::geev(static_cast<int>(n), a, parts, vectors ? columns : nullptr, w.work.template as<R>(),
                                w.size, w.reals.template as<R>());
  join_parts(parts, values, n);
  if (vectors) join_pairs(values, columns, vectors, n);
  return info;
}
template <class R>
int eig(std::complex<R>* a, std::complex<R>* values, std::complex<R>* vectors, int64_t n,
        const EigWork<std::complex<R>>& w) {
  return lapack::geev(static_cast<int>(n), a, values, vectors, w.work.template as<std::complex<R>>(), w.size,
                      w.reals.template as<R>());
}

}  // namespace

void run_eigh(const Operand& a, void* values, void* info, int64_t batch, int64_t n, bool upper, bool vectors) {
  int32_t* const failed = static_cast<int32_t*>(info);
  lapack::visit(a.dtype, [&]<class T>() {
    using R = lapack::Real<T>;
    const lapack::EighSizes size = lapack::syevd_sizes<T>(vectors, upper, static_cast<int>(n));
    for_matrices(batch, (vectors ? 9 : 4) * cubed(n) / 3, [&](int64_t begin, int64_t end) {
      const Scratch work(size.work * static_cast<int64_t>(sizeof(T)));
      const Scratch reals(size.reals * static_cast<int64_t>(sizeof(R))), ints(size.ints * int64_t{sizeof(int)});
      for (int64_t i = begin; i < end; ++i) {
        T* const matrix = as<T>(a) + i * n * n;
        failed[i] = !triangle_finite(matrix, n, upper)
                        ? kNotFinite
                        : lapack::syevd(vectors, upper, static_cast<int>(n), matrix, static_cast<R*>(values) + i * n,
                                        work.as<T>(), reals.as<R>(), ints.as<int>(), size);
      }
    });
  });
}

void run_eig(const Operand& a, void* values, void* vectors, void* info, int64_t batch, int64_t n) {
  int32_t* const failed = static_cast<int32_t*>(info);
  lapack::visit(a.dtype, [&]<class T>() {
    using C = std::complex<lapack::Real<T>>;
    const int size = lapack::geev_size<T>(static_cast<int>(n), vectors != nullptr);
    for_matrices(batch, (vectors ? 25 : 10) * cubed(n), [&](int64_t begin, int64_t end) {
      const EigWork<T> work(n, vectors != nullptr, size);
      for (int64_t i = begin; i < end; ++i) {
        T* const matrix = as<T>(a) + i * n * n;
        failed[i] = !all_finite(matrix, n * n) ? kNotFinite
                                               : eig(matrix, static_cast<C*>(values) + i * n,
                                                     vectors ? static_cast<C*>(vectors) + i * n * n : nullptr, n, work);
      }
    });
  });
}

}  // namespace flambeau
