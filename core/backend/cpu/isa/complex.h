// Owns: a complex number type for the loops, with arithmetic that is inlined everywhere (std::complex is not used in
// ISA files: the linker could keep one level's copy of its templates for all).
// Called by: loops.h and the elementwise_*.cpp files.
#pragma once

#include <complex>

namespace flambeau::FLAMBEAU_ISA {
namespace {

// The memory layout of std::complex<T>.
template <class T> struct Complex {
  T re, im;
};

template <class T> inline Complex<T> operator+(Complex<T> a, Complex<T> b) { return {a.re + b.re, a.im + b.im}; }
template <class T> inline Complex<T> operator-(Complex<T> a, Complex<T> b) { return {a.re - b.re, a.im - b.im}; }
template <class T> inline Complex<T> operator-(Complex<T> a) { return {-a.re, -a.im}; }
// A product that is rounded. GCC 12 fuses what alternately adds and subtracts products into vfmaddsub, in vector code
// only and in spite of -ffp-contract=off: a value would depend on whether it lies in a vector or in the tail.
template <class T> inline T product(T a, T b) {
#if __has_builtin(__builtin_assoc_barrier)
  return __builtin_assoc_barrier(a * b);
#else
  return a * b;
#endif
}
template <class T> inline Complex<T> operator*(Complex<T> a, Complex<T> b) {
  return {product(a.re, b.re) - product(a.im, b.im), product(a.re, b.im) + product(a.im, b.re)};
}
template <class T> inline Complex<T> operator*(Complex<T> a, T b) { return {a.re * b, a.im * b}; }
template <class T> inline bool operator==(Complex<T> a, Complex<T> b) { return a.re == b.re && a.im == b.im; }

// Smith's method (Comm. ACM 5, 1962, algorithm 116): no overflow where the quotient is representable.
template <class T> inline Complex<T> operator/(Complex<T> a, Complex<T> b) {
  const bool wide = __builtin_fabs(static_cast<double>(b.re)) >= __builtin_fabs(static_cast<double>(b.im));
  const T large = wide ? b.re : b.im, small = wide ? b.im : b.re;
  if (large == 0) return {a.re / large, a.im / large};
  const T ratio = small / large, scale = 1 / (large + small * ratio);
  return wide ? Complex<T>{(a.re + product(a.im, ratio)) * scale, (a.im - product(a.re, ratio)) * scale}
              : Complex<T>{(product(a.re, ratio) + a.im) * scale, (product(a.im, ratio) - a.re) * scale};
}

}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
