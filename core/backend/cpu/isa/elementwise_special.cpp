// Owns: special function loops: the error functions, gamma functions.
// Called by: find_elementwise, through special_kernels.
#include <type_traits>

#include "backend/cpu/isa/gamma.h"
#include "backend/cpu/isa/loops.h"
#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {
extern const ElementwiseKernel special_kernels[];
namespace {

struct Erf {
  template <class T> T operator()(T x) const { return vec::erf(x); }
};
struct Erfc {
  float operator()(float x) const { return __builtin_erfcf(x); }
  double operator()(double x) const { return __builtin_erfc(x); }
};
// The variants with a sign argument write no global, so they are safe in threads.
struct Lgamma {
  float operator()(float x) const {
    int sign;
    return __builtin_lgammaf_r(x, &sign);
  }
  double operator()(double x) const {
    int sign;
    return __builtin_lgamma_r(x, &sign);
  }
};

// Winitzki's approximation (within 2e-3), then Halley steps, each of which triples the digits. Against erfc above 1/2,
// where 1 - x is exact and erf(y) - x would cancel.
inline double erf_inverse(double x) {
  const double a = __builtin_fabs(x);
  if (!(a < 1)) return a == 1 ? x * vec::kInf<double> : vec::kNan<double>;
  if (a == 0) return x;
  const double l = __builtin_log1p(-a * a), b = 4.330746750799873 + 0.5 * l;  // 2 / (0.147 pi)
  double y = __builtin_sqrt(__builtin_sqrt(b * b - l / 0.147) - b);
  if (a < 1e-3) y = a * 0.886226925452758;  // sqrt(pi) / 2
  for (int step = 0; step < 3; ++step) {
    const double miss = a > 0.5 ? (1 - a) - __builtin_erfc(y) : __builtin_erf(y) - a;
    const double newton = miss / (1.1283791670955126 * __builtin_exp(-y * y));
    y -= newton / (1 + y * newton);
  }
  return __builtin_copysign(y, x);
}
struct Erfinv {
  template <class T> T operator()(T x) const { return static_cast<T>(erf_inverse(static_cast<double>(x))); }
};

struct Digamma {
  template <class T> T operator()(T x) const { return static_cast<T>(psi(static_cast<double>(x))); }
};

template <bool lower> struct IncompleteGamma {
  template <class T> T operator()(T a, T x) const {
    return static_cast<T>(incomplete_gamma(static_cast<double>(a), static_cast<double>(x), lower));
  }
};
struct GammaSampleSlope {
  template <class T> T operator()(T a, T x) const {
    return static_cast<T>(gamma_sample_slope(static_cast<double>(a), static_cast<double>(x)));
  }
};
struct BetaSampleSlope {
  template <class T> T operator()(T x, T a, T total) const {
    return static_cast<T>(
        beta_sample_slope(static_cast<double>(x), static_cast<double>(a), static_cast<double>(total)));
  }
};

// The Hurwitz zeta function, sum over k >= 0 of (q + k)^-s, for whole s > 1 and q > 0: the first terms, then the
// Euler-Maclaurin formula (Abramowitz & Stegun 23.1.30 from q + k = 16 on).
inline double zeta_tail(double s, double q) {
  double sum = 0;
  for (; q < 16; q += 1) sum += __builtin_pow(q, -s);
  const double last = __builtin_pow(q, -s), z = 1 / (q * q);
  double factor = s * last / q;
  sum += last * (q / (s - 1) + 0.5);
  constexpr double bernoulli[] = {1.0 / 12,
                                  -1.0 / 720,
                                  1.0 / 30240,
                                  -1.0 / 1209600,
                                  1.0 / 47900160,
                                  -691.0 / 1307674368000.0,
                                  1.0 / 74724249600.0,
                                  -3617.0 / 10670622842880000.0};
  double k = s + 1;
  for (double b : bernoulli) {
    sum += b * factor;
    factor *= k * (k + 1) * z;
    k += 2;
  }
  return sum;
}
// For negative q the terms on both sides of zero: those from `above` on, and m from -`below` downwards. The distance to
// the nearest whole number is exact, so the largest term is, however near the pole.
inline double hurwitz_zeta(double s, double q) {
  if (q > 0) return q == vec::kInf<double> ? 0 : zeta_tail(s, q);
  const double from_pole = q - vec::round_even(q), m = -__builtin_floor(q);
  if (from_pole == 0) return vec::kInf<double>;
  const double above = from_pole > 0 ? from_pole : 1 + from_pole, below = from_pole > 0 ? 1 - from_pole : -from_pole;
  const double sum = zeta_tail(s, below) - zeta_tail(s, m + below);
  return zeta_tail(s, above) + (__builtin_fmod(s, 2) == 0 ? sum : -sum);
}
struct Polygamma {  // n >= 1 the same for all elements: (-1)^(n+1) n! zeta(n + 1, x)
  template <class T> T operator()(T n, T x) const {
    if (x != x) return x;
    const double order = static_cast<double>(n), q = static_cast<double>(x);
    const double size = __builtin_tgamma(order + 1) * hurwitz_zeta(order + 1, q);
    return static_cast<T>(__builtin_fmod(order, 2) == 1 ? size : -size);
  }
};

// Modified Bessel functions of the first kind: the power series, whose terms are all positive, up to |x| = 30; then the
// asymptotic series (Abramowitz & Stegun 9.6.10 and 9.7.1), with e^x in two factors as e^x alone overflows sooner. In a
// wider type than the result's, as each term takes the roundings of those before it.
template <class Wide> inline Wide bessel_i(int order, Wide x) {
  const Wide a = x < 0 ? -x : x;
  if (a <= 30) {
    const Wide quarter = Wide(0.25) * a * a;
    Wide term = order == 0 ? 1 : Wide(0.5) * a, sum = term;
    for (int k = 1; term > Wide(1e-20) * sum; ++k) {
      term *= quarter / (k * (k + order));
      sum += term;
    }
    return sum;
  }
  if (a == vec::kInf<Wide>) return a;
  const Wide mu = 4 * order * order;
  Wide term = 1, sum = 1;
  for (int k = 1; k < 30; ++k) {
    term *= ((2 * k - 1) * (2 * k - 1) - mu) / (8 * k * a);
    sum += term;
  }
  const auto half = static_cast<Wide>(__builtin_expl(Wide(0.5) * a));
  return half * (sum / static_cast<Wide>(__builtin_sqrtl(Wide(6.283185307179586476925L) * a))) * half;
}
template <class T> using wider = std::conditional_t<sizeof(T) == 4, double, long double>;
struct BesselI0 {
  template <class T> T operator()(T x) const { return x != x ? x : static_cast<T>(bessel_i<wider<T>>(0, x)); }
};
struct BesselI1 {
  template <class T> T operator()(T x) const {
    return x != x ? x : vec::copysign(static_cast<T>(bessel_i<wider<T>>(1, x)), x);
  }
};

}  // namespace

constinit const ElementwiseKernel special_kernels[] = {
    costly_entry<Erf, 1, Floats>("erf"),
    costly_entry<Erfc, 1, Floats>("erfc"),
    costly_entry<Erfinv, 1, Floats>("erfinv"),
    costly_entry<Lgamma, 1, Floats>("lgamma"),
    costly_entry<Digamma, 1, Floats>("digamma"),
    costly_entry<IncompleteGamma<true>, 2, Floats>("igamma"),
    costly_entry<IncompleteGamma<false>, 2, Floats>("igammac"),
    costly_entry<GammaSampleSlope, 2, Floats>("standard_gamma_grad"),
    costly_entry<BetaSampleSlope, 3, Floats>("dirichlet_grad"),
    costly_entry<Polygamma, 2, Floats>("polygamma"),
    costly_entry<BesselI0, 1, Floats>("i0"),
    costly_entry<BesselI1, 1, Floats>("i1"),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
