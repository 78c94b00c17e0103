// Owns: LU factors, solutions and inverses of matrices so small that a call of LAPACK costs more than the work.
// Called by: lu.cpp.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>

#include "backend/cpu/blas/lapack.h"

namespace flambeau::tiny {

inline constexpr int64_t kLargest = 8;  // rows up to which these loops were measured faster than OpenBLAS

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

// As LAPACK's getrf, for a square column-major matrix.
template <class T> int factor(int64_t n, T* a, int32_t* pivots) {
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
template <class T> void solve(int64_t n, int64_t k, const T* lu, int64_t ld, const int32_t* pivots, T* x) {
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
template <class T> void invert(int64_t n, T* lu, const int32_t* pivots) {
  T inverse[kLargest * kLargest] = {};
  for (int64_t i = 0; i < n; ++i) inverse[i * (n + 1)] = T{1};
  solve(n, n, lu, n, pivots, inverse);
  std::copy_n(inverse, n * n, lu);
}

}  // namespace flambeau::tiny
