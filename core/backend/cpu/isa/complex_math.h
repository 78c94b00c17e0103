// Owns: elementary functions of complex numbers, mostly the C library's.
// Called by: the elementwise_*.cpp files; compiled once per ISA level, so everything here has internal linkage.
#pragma once

#include "backend/cpu/isa/complex.h"
#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {
namespace vec {

template <class C, class T> inline C to_c(Complex<T> z) {
  C c;
  __real__ c = z.re;
  __imag__ c = z.im;
  return c;
}
inline __complex__ float to_c(Complex<float> z) { return to_c<__complex__ float>(z); }
inline __complex__ double to_c(Complex<double> z) { return to_c<__complex__ double>(z); }
inline Complex<float> from_c(__complex__ float z) { return {__real__ z, __imag__ z}; }
inline Complex<double> from_c(__complex__ double z) { return {__real__ z, __imag__ z}; }

#define FLAMBEAU_COMPLEX(name)                                                                   \
  inline Complex<float> name(Complex<float> z) { return from_c(__builtin_c##name##f(to_c(z))); } \
  inline Complex<double> name(Complex<double> z) { return from_c(__builtin_c##name(to_c(z))); }
FLAMBEAU_COMPLEX(exp)
FLAMBEAU_COMPLEX(log)
FLAMBEAU_COMPLEX(sqrt)
FLAMBEAU_COMPLEX(sin)
FLAMBEAU_COMPLEX(cos)
FLAMBEAU_COMPLEX(asin)
FLAMBEAU_COMPLEX(acos)
FLAMBEAU_COMPLEX(atan)
FLAMBEAU_COMPLEX(sinh)
FLAMBEAU_COMPLEX(cosh)
FLAMBEAU_COMPLEX(asinh)
FLAMBEAU_COMPLEX(acosh)
FLAMBEAU_COMPLEX(atanh)
#undef FLAMBEAU_COMPLEX

// Single precision loses digits within these: they are computed in double.
inline Complex<double> widen(Complex<float> z) { return {z.re, z.im}; }
inline Complex<float> narrow(Complex<double> z) { return {static_cast<float>(z.re), static_cast<float>(z.im)}; }
inline Complex<double> tan(Complex<double> z) { return from_c(__builtin_ctan(to_c(z))); }
inline Complex<float> tan(Complex<float> z) { return narrow(tan(widen(z))); }
inline Complex<double> tanh(Complex<double> z) { return from_c(__builtin_ctanh(to_c(z))); }
inline Complex<float> tanh(Complex<float> z) { return narrow(tanh(widen(z))); }
inline Complex<double> sigmoid(Complex<double> z) { return Complex<double>{1, 0} / (Complex<double>{1, 0} + exp(-z)); }
inline Complex<float> sigmoid(Complex<float> z) { return narrow(sigmoid(widen(z))); }
inline Complex<float> pow(Complex<float> a, Complex<float> b) {
  return from_c(static_cast<__complex__ float>(__builtin_cpow(to_c(widen(a)), to_c(widen(b)))));
}
inline Complex<double> pow(Complex<double> a, Complex<double> b) { return from_c(__builtin_cpow(to_c(a), to_c(b))); }

inline float hypot(float a, float b) {  // no overflow in double; an infinity wins over NaN
  const double x = a, y = b;
  const auto h = static_cast<float>(__builtin_sqrt(x * x + y * y));
  return (abs(a) == kInf<float>) | (abs(b) == kInf<float>) ? kInf<float> : h;
}
inline double hypot(double a, double b) { return __builtin_hypot(a, b); }
template <class T> inline T abs(Complex<T> z) { return hypot(z.re, z.im); }
inline float angle(Complex<float> z) { return __builtin_atan2f(z.im, z.re); }
inline double angle(Complex<double> z) { return __builtin_atan2(z.im, z.re); }

// e^z - 1 = (expm1(x) cos y - 2 sin²(y/2)) + i e^x sin y: no cancellation near 0 in either part.
template <class T> inline Complex<T> expm1(Complex<T> z) {
  const double x = z.re, y = z.im, s = __builtin_sin(0.5 * y);
  const double im = y == 0 ? y : __builtin_exp(x) * __builtin_sin(y);
  return {static_cast<T>(__builtin_expm1(x) * __builtin_cos(y) - 2 * s * s), static_cast<T>(im)};
}
// log|1 + z| = log1p(x (2 + x) + y²) / 2.
template <class T> inline Complex<T> log1p(Complex<T> z) {
  const double x = z.re, y = z.im;
  if (__builtin_hypot(x, y) > 0.5) return log(Complex<T>{z.re + 1, z.im});
  return {static_cast<T>(0.5 * __builtin_log1p(x * (2 + x) + y * y)), static_cast<T>(__builtin_atan2(y, 1 + x))};
}

}  // namespace vec
}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
