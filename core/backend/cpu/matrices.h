// Owns: how kernels of linear algebra visit a batch of matrices, and the matrices of an operand.
// Called by: cholesky, lu, ldl, triangular, qr, eigen, svd, lstsq.
#pragma once

#include <algorithm>

#include "backend/cpu/blas/lapack.h"
#include "backend/cpu/elementwise.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"
#include "memory/scratch.h"

namespace flambeau::matrices {

// Operations from which OpenBLAS's own threads work on one matrix. They wait for each other in circles, which on
// processors that other programs use takes many times what they save on less.
inline constexpr double kLarge = 1e8;
inline constexpr double kGrain = 4e4;  // operations worth a thread of ours
inline constexpr double kCall = 200;   // operations that a call costs by itself

// Calls body(begin, end) for the matrices of a batch, which take some `operations` each. Many are spread over our team;
// few large ones are worked on one after the other, by OpenBLAS's threads.
template <class F> void for_matrices(int64_t batch, double operations, F&& body) {
  const OneThreadIfDeterministic steady;
  if (batch < num_threads() && operations > kLarge && !in_parallel()) {
    const blas::Team team(num_threads());
    body(int64_t{0}, batch);
  } else {
    parallel_for(batch, std::max<int64_t>(1, static_cast<int64_t>(kGrain / (kCall + operations))), body);
  }
}

inline double cubed(int64_t n) { return static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n); }

// Where the matrices of an operand lie which has, or is broadcast to, the batch dimensions of `shape`.
class Places {
 public:
  Places(const Operand& operand, int ndim, const int64_t* shape)
      : space_(make_space<1>({&operand}, ndim - 2, shape, -1)) {}
  int64_t operator[](int64_t i) const { return Cursor<1>(space_, i)[0]; }

 private:
  Space<1> space_;
};

// The distance of columns, or of rows, where LAPACK wants at least the number of elements in one.
inline int leading(int64_t stride, int64_t elements) {
  return static_cast<int>(std::max<int64_t>({1, stride, elements}));
}

template <class T> T* as(const Operand& o) { return static_cast<T*>(o.data); }

// Keeps the upper triangle, or the lower one.
template <class T> void keep_triangle(T* a, int64_t n, bool upper) {
  for (int64_t j = 0; j < n; ++j) {
    T* const column = a + j * n;
    if (upper)
      std::fill(column + j + 1, column + n, T{});
    else
      std::fill(column, column + j, T{});
  }
}

// LAPACK's divide-and-conquer routines do not end, or end the process, when given what is not finite.
template <class T> bool all_finite(const T* a, int64_t n) {
  lapack::Real<T> sum{};
  const auto* parts = reinterpret_cast<const lapack::Real<T>*>(a);
  for (int64_t i = 0; i < n * (lapack::is_complex<T> ? 2 : 1); ++i) sum += parts[i] * 0;
  return sum == 0;
}
inline constexpr int32_t kNotFinite = -1;  // as info

}  // namespace flambeau::matrices
