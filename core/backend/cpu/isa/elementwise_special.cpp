// Owns: special function loops: the error functions, gamma functions.
// Called by: find_elementwise, through special_kernels.
#include "backend/cpu/isa/gamma.h"
#include "backend/cpu/isa/loops.h"
#include "backend/cpu/isa/vec_math.h"
#include "backend/cpu/isa/wide_math.h"

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

// The Hurwitz zeta function, sum over k >= 0 of (q + k)^-s, for s > 1 and q > 0: the first terms, and the
// Euler-Maclaurin formula (Abramowitz & Stegun 23.1.30) for the rest, which is good once q + k is well beyond s. Terms
// that round to nothing beside the first are left out; the smallest are added first.
inline double zeta_tail(double s, double q) {
  constexpr double bernoulli[] = {1.0 / 12,
                                  -1.0 / 720,
                                  1.0 / 30240,
                                  -1.0 / 1209600,
                                  1.0 / 47900160,
                                  -691.0 / 1307674368000.0,
                                  1.0 / 74724249600.0,
                                  -3617.0 / 10670622842880000.0};
  const double wanted = 16 + 2 * s - q, counting = q * __builtin_expm1(42 / s);
  int terms = 0;
  if (wanted > 0) terms = static_cast<int>(__builtin_ceil(wanted < counting ? wanted : counting));
  const double from = q + terms, last = __builtin_pow(from, -s), z = 1 / (from * from);
  double sum = 0, factor = s * last / from, k = s + 1;
  if (last > 0) {
    for (double b : bernoulli) {
      sum += b * factor;
      factor *= k * (k + 1) * z;
      k += 2;
    }
    sum += last * (from / (s - 1) + 0.5);
  }
  while (terms-- > 0) sum += __builtin_pow(q + terms, -s);
  return sum;
}
// For negative q and whole s the terms on both sides of zero: those from `above` on, and m from -`below` downwards. The
// distance to the nearest whole number is exact, so the largest term is, however near the pole.
inline double hurwitz_zeta(double s, double q) {
  if (s == vec::kInf<double> && q >= 0) return q > 1 ? 0 : q == 1 ? 1 : s;
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

// exp(x^2) erfc(x): the product up to 8, then the asymptotic series (Abramowitz & Stegun 7.1.23).
template <class Wide> inline Wide scaled_erfc(Wide x) {
  if (x < 8) return x < -30 ? vec::kInf<Wide> : exp_of(x * x) * erfc_of(x);
  if (x > Wide(1e10)) return Wide(0.564189583547756286948L) / x;
  const Wide z = Wide(-0.5) / (x * x);
  Wide term = 1, sum = 1;
  for (int k = 1; k < 50; k += 2) sum += term *= k * z;
  return sum * Wide(0.564189583547756286948L) / x;
}
struct Erfcx {
  template <class T> T operator()(T x) const { return x != x ? x : static_cast<T>(scaled_erfc<wider<T>>(x)); }
};

// The normal distribution function, its logarithm and its inverse.
template <class Wide> constexpr Wide kRootHalf = Wide(0.707106781186547524401L);
template <class Wide> inline Wide normal(Wide x) { return Wide(0.5) * erfc_of(-x * kRootHalf<Wide>); }
template <class Wide> inline Wide log_normal(Wide x) {
  if (x < -1) return log_of(scaled_erfc(-x * kRootHalf<Wide>) / 2) - x * x / 2;
  return log1p_of(-normal(-x));
}
// Below a quarter from an approximation within 5e-4 (Abramowitz & Stegun 26.2.23) by Newton's method for the logarithm.
template <class Wide> inline Wide normal_below(Wide p) {
  const Wide log_p = log_of(p), t = sqrt_of(-2 * log_p);
  Wide y = (Wide(2.515517) + t * (Wide(0.802853) + t * Wide(0.010328))) /
               (1 + t * (Wide(1.432788) + t * (Wide(0.189269) + t * Wide(0.001308)))) -
           t;
  for (int step = 0; step < 3; ++step)
    y += (log_p - log_normal(y)) * scaled_erfc(-y * kRootHalf<Wide>) / Wide(0.797884560802865355880L);
  return y;
}
struct Ndtr {
  template <class T> T operator()(T x) const { return static_cast<T>(normal<wider<T>>(x)); }
};
struct LogNdtr {
  template <class T> T operator()(T x) const {
    return x == -vec::kInf<T> ? x : static_cast<T>(log_normal<wider<T>>(x));
  }
};
struct Ndtri {
  template <class T> T operator()(T p) const {
    if (!(p > 0 && p < 1)) return p == 0 ? -vec::kInf<T> : p == 1 ? vec::kInf<T> : vec::kNan<T>;
    if (p > T(0.25) && p < T(0.75))
      return static_cast<T>(erf_inverse(static_cast<double>(2 * p - 1)) * 1.4142135623730950488);
    const wider<T> wide = p;
    return static_cast<T>(p < T(0.5) ? normal_below(wide) : -normal_below(1 - wide));
  }
};

struct Entr {
  template <class T> T operator()(T x) const {
    return x > 0 ? -x * vec::log(x) : x == 0 ? T(0) : x < 0 ? -vec::kInf<T> : x;
  }
};
struct Xlog1py {
  template <class T> T operator()(T x, T y) const { return x == 0 && y == y ? T(0) : x * vec::log1p(y); }
};
struct Zeta {
  template <class T> T operator()(T x, T q) const {
    const double s = static_cast<double>(x), from = static_cast<double>(q);
    if (s == 1) return vec::kInf<T>;
    if (!(s > 1) || from != from) return vec::kNan<T>;
    if (from <= 0 && from != __builtin_floor(from) && s != __builtin_floor(s)) return vec::kNan<T>;
    return static_cast<T>(hurwitz_zeta(s, from));
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
    costly_entry<Erfcx, 1, Floats>("erfcx"),
    costly_entry<Ndtr, 1, Floats>("ndtr"),
    costly_entry<LogNdtr, 1, Floats>("log_ndtr"),
    costly_entry<Ndtri, 1, Floats>("ndtri"),
    entry<Entr, 1, Floats>("entr"),
    entry<Xlog1py, 2, Floats>("xlog1py"),
    costly_entry<Zeta, 2, Floats>("zeta"),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
