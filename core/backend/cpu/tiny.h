// Owns: factors, solutions and inverses of matrices so small that a call of LAPACK costs more than the work.
// Called by: cholesky.cpp, lu.cpp, qr.cpp.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>

#include "backend/cpu/blas/lapack.h"

namespace flambeau::tiny {

inline constexpr int64_t kLargest = 8;  // rows up to which these loops were measured faster than OpenBLAS

// Calls f with n, for the smallest as a constant, so that loops become straight lines of code.
template <class F> auto with_size(int64_t n, F&& f) {
  switch (n) {
    case 2: return f(std::integral_constant<int64_t, 2>());
    case 3: return f(std::integral_constant<int64_t, 3>());
    case 4: return f(std::integral_constant<int64_t, 4>());
    default: return f(n);
  }
}

// What LAPACK compares pivots by.
template <class T> lapack::Real<T> size_of(T x) {
  if constexpr (lapack::is_complex<T>)
    return std::abs(x.real()) + std::abs(x.imag());
  else
    return std::abs(x);
}

// Products written out: std::complex's operator looks for NaN, and calls a function where it finds one.
template <class T> T product(T a, T b) {
  if constexpr (lapack::is_complex<T>)
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  else
    return a * b;
}
template <class T> T conjugate(T x) {
  if constexpr (lapack::is_complex<T>)
    return std::conj(x);
  else
    return x;
}
// |x|^2
template <class T> lapack::Real<T> square(T x) { return std::real(product(x, conjugate(x))); }

// ---- LU ----

// As LAPACK's getrf, for a square column-major matrix.
template <class N, class T> int factor(N n, T* a, int32_t* pivots) {
  int info = 0;
  for (int64_t j = 0; j < n; ++j) {
    T* const column = a + j * n;
    int64_t best = j;
    for (int64_t i = j + 1; i < n; ++i) {
      if (size_of(column[i]) > size_of(column[best])) best = i;
    }
    pivots[j] = static_cast<int32_t>(best + 1);
    if (best != j) {
      for (int64_t k = 0; k < n; ++k) std::swap(a[j + k * n], a[best + k * n]);
    }
    if (column[j] == T{}) {
      if (info == 0) info = static_cast<int>(j + 1);
      continue;
    }
    for (int64_t i = j + 1; i < n; ++i) column[i] /= column[j];
    for (int64_t k = j + 1; k < n; ++k) {
      const T factor = a[j + k * n];
      for (int64_t i = j + 1; i < n; ++i) a[i + k * n] -= product(column[i], factor);
    }
  }
  return info;
}

// The columns of x, of which there are k, become A⁻¹ x.
template <class N, class T> void solve(N n, int64_t k, const T* lu, int64_t ld, const int32_t* pivots, T* x) {
  for (int64_t c = 0; c < k; ++c, x += n) {
    for (int64_t j = 0; j < n; ++j) std::swap(x[j], x[pivots[j] - 1]);
    for (int64_t j = 0; j < n; ++j) {
      for (int64_t i = j + 1; i < n; ++i) x[i] -= product(lu[i + j * ld], x[j]);
    }
    for (int64_t j = n - 1; j >= 0; --j) {
      x[j] /= lu[j + j * ld];
      for (int64_t i = 0; i < j; ++i) x[i] -= product(lu[i + j * ld], x[j]);
    }
  }
}

// The factors become the inverse.
template <class N, class T> void invert(N n, T* lu, const int32_t* pivots) {
  T inverse[kLargest * kLargest];
  std::fill_n(inverse, n * n, T{});
  for (int64_t i = 0; i < n; ++i) inverse[i * (n + 1)] = T{1};
  solve(n, n, lu, n, pivots, inverse);
  std::copy_n(inverse, n * n, lu);
}

// ---- Cholesky ----

// As LAPACK's potrf: the rows of the factor, each a row of L, or a column of its adjoint if `upper`.
template <class N, class T> int cholesky(N n, T* a, bool upper) {
  const int64_t row = upper ? n : 1, column = upper ? 1 : n;
  for (int64_t j = 0; j < n; ++j) {
    T* const pivot = a + j * row;
    lapack::Real<T> left = std::real(pivot[j * column]);
    for (int64_t k = 0; k < j; ++k) left -= square(pivot[k * column]);
    if (!(left > 0)) return static_cast<int>(j + 1);
    const lapack::Real<T> root = std::sqrt(left);
    pivot[j * column] = root;
    for (int64_t i = j + 1; i < n; ++i) {
      T* const below = a + i * row;
      T sum = below[j * column];
      for (int64_t k = 0; k < j; ++k) sum -= product(below[k * column], conjugate(pivot[k * column]));
      below[j * column] = sum / root;
    }
  }
  return 0;
}

// ---- QR ----

// Numbers, and sums of squares, below this may have lost digits; a power of two.
template <class R> inline constexpr R kSmall = std::numeric_limits<R>::min() / std::numeric_limits<R>::epsilon();

// The length of a vector whose squares may be too large or too small for the type.
template <class T> lapack::Real<T> length(const T* x, int64_t n) {
  using R = lapack::Real<T>;
  R sum{}, most{};
  for (int64_t i = 0; i < n; ++i) sum += square(x[i]);
  if (sum > kSmall<R> && std::isfinite(sum)) return std::sqrt(sum);
  for (int64_t i = 0; i < n; ++i) most = std::max(most, size_of(x[i]));
  if (!(most > 0) || !std::isfinite(most)) return std::sqrt(sum);
  sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += square(x[i] / most);
  return most * std::sqrt(sum);
}

// x becomes the length of its image and the vector v, whose first element is 1, of the reflection I - tau v vᴴ; tau is
// returned.
template <class T> T reflect(T* x, int64_t n) {
  using R = lapack::Real<T>;
  const T first = x[0];
  if (length(x + 1, n - 1) == 0 && std::imag(first) == 0) return T{};
  const R image = -std::copysign(length(x, n), std::real(first));
  if (std::abs(image) < kSmall<R>) {
    for (int64_t i = 0; i < n; ++i) x[i] /= kSmall<R>;
    const T tau = reflect(x, n);
    x[0] *= kSmall<R>;
    return tau;
  }
  const T distance = first - image;
  for (int64_t i = 1; i < n; ++i) x[i] /= distance;
  x[0] = image;
  return -distance / image;
}

// The reflection by v (whose first element counts as 1) of a vector.
template <class T> void apply(const T* v, T tau, T* x, int64_t n) {
  T sum = x[0];
  for (int64_t i = 1; i < n; ++i) sum += product(conjugate(v[i]), x[i]);
  sum = product(tau, sum);
  x[0] -= sum;
  for (int64_t i = 1; i < n; ++i) x[i] -= product(v[i], sum);
}

// As LAPACK's geqrf.
template <class N, class T> void reflections(N m, int64_t n, T* a, T* tau) {
  for (int64_t j = 0; j < m && j < n; ++j) {
    T* const v = a + j * m + j;
    tau[j] = reflect(v, m - j);
    for (int64_t k = j + 1; k < n; ++k) apply(v, conjugate(tau[j]), a + k * m + j, m - j);
  }
}

// As LAPACK's orgqr: the first n columns of the product of k reflections.
template <class N, class T> void product_of_reflections(N m, int64_t n, int64_t k, T* a, const T* tau) {
  for (int64_t j = k; j < n; ++j) {
    std::fill_n(a + j * m, m, T{});
    a[j * m + j] = T{1};
  }
  for (int64_t j = k - 1; j >= 0; --j) {
    T* const v = a + j * m + j;
    for (int64_t c = j + 1; c < n; ++c) apply(v, tau[j], a + c * m + j, m - j);
    for (int64_t i = 1; i < m - j; ++i) v[i] = -product(tau[j], v[i]);
    v[0] = T{1} - tau[j];
    std::fill_n(a + j * m, j, T{});
  }
}

}  // namespace flambeau::tiny
