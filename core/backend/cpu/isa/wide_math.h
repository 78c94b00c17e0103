// Owns: a type wider than a result's, in which a function may lose some bits, and the C library's functions in it.
// Called by: elementwise_special.cpp, elementwise_bessel.cpp and elementwise_polynomial.cpp.
#pragma once

#include <type_traits>

namespace flambeau::FLAMBEAU_ISA {
namespace {

template <class T> using wider = std::conditional_t<sizeof(T) == 4, double, long double>;

inline double exp_of(double x) { return __builtin_exp(x); }
inline long double exp_of(long double x) { return __builtin_expl(x); }
inline double sqrt_of(double x) { return __builtin_sqrt(x); }
inline long double sqrt_of(long double x) { return __builtin_sqrtl(x); }
inline double log_of(double x) { return __builtin_log(x); }
inline long double log_of(long double x) { return __builtin_logl(x); }
inline double sin_of(double x) { return __builtin_sin(x); }
inline long double sin_of(long double x) { return __builtin_sinl(x); }
inline double cos_of(double x) { return __builtin_cos(x); }
inline long double cos_of(long double x) { return __builtin_cosl(x); }
inline double expm1_of(double x) { return __builtin_expm1(x); }
inline long double expm1_of(long double x) { return __builtin_expm1l(x); }
inline double log1p_of(double x) { return __builtin_log1p(x); }
inline long double log1p_of(long double x) { return __builtin_log1pl(x); }
inline double atan_of(double x) { return __builtin_atan(x); }
inline long double atan_of(long double x) { return __builtin_atanl(x); }
inline double erfc_of(double x) { return __builtin_erfc(x); }
inline long double erfc_of(long double x) { return __builtin_erfcl(x); }

}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
