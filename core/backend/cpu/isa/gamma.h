// Owns: functions of the gamma and beta distributions, in double: digamma, incomplete gamma, derivatives of samples.
// Called by: elementwise_special.cpp; compiled once per ISA level, so everything here has internal linkage.
#pragma once

#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

// Reflection for x < 0, recurrence up to 10, then the asymptotic series (Abramowitz & Stegun 6.3.18).
inline double psi(double x) {
  if (x == 0) return __builtin_copysign(vec::kInf<double>, -x);
  double sum = 0;
  if (x < 0) {
    const double from_pole = x - vec::round_even(x);  // exact, and small where the tangent is
    if (from_pole == 0) return vec::kNan<double>;
    sum = -3.14159265358979323846 / __builtin_tan(3.14159265358979323846 * from_pole);
    x = 1 - x;
  }
  for (; x < 10; x += 1) sum -= 1 / x;
  const double z = 1 / (x * x);
  const double series =
      z * vec::poly(z, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12);
  return sum + (__builtin_log(x) - 0.5 / x - (x < 1e17 ? series : 0.0));
}

// x^a exp(-x) / gamma(a + 1). For large a as one exponential, since the logarithms of the three factors nearly cancel:
// with d = x / a - 1 it is exp(a (log(x / a) - d) - stirling(a)) / sqrt(2 pi a).
inline double gamma_factor(double a, double x) {
  int sign;
  if (a < 30) return __builtin_exp(a * __builtin_log(x) - x - __builtin_lgamma_r(a + 1, &sign));
  const double d = x / a - 1, z = 1 / (a * a);
  const double stirling = vec::poly(z, 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188) / a;
  double bend = __builtin_log(x / a) - d;
  if (__builtin_fabs(d) < 0.02) {  // the series of the difference
    bend = d * d * vec::poly(d, -1.0 / 2, 1.0 / 3, -1.0 / 4, 1.0 / 5, -1.0 / 6, 1.0 / 7, -1.0 / 8, 1.0 / 9, -1.0 / 10);
  }
  return __builtin_exp(a * bend - stirling) / __builtin_sqrt(6.283185307179586 * a);
}

// The regularised incomplete gamma functions, P from 0 to x and Q from x on: the power series of P below about a, else
// the continued fraction of Q by Lentz's method (Abramowitz & Stegun 6.5.29 and 6.5.31). Both take about sqrt(a) steps.
inline double incomplete_gamma(double a, double x, bool lower) {
  constexpr double kEnough = 1e-17, kInf = vec::kInf<double>;
  if (!(a >= 0 && x >= 0) || (a == 0 && x == 0) || (a == kInf && x == kInf)) return vec::kNan<double>;
  if (x == 0 || a == kInf) return lower ? 0 : 1;
  if (a == 0 || x == kInf) return lower ? 1 : 0;
  const long most = 1000 + static_cast<long>(20 * __builtin_sqrt(a < 1e12 ? a : 1e12));
  const double factor = gamma_factor(a, x);
  if (x <= a + 1) {
    double term = 1, sum = 1;
    for (long n = 1; n < most && term > kEnough * sum; ++n) {
      term *= x / (a + static_cast<double>(n));
      sum += term;
    }
    const double p = factor * sum;
    return lower ? p : 1 - p;
  }
  double b = x + 1 - a, c = 1e300, d = 1 / b, fraction = d;
  for (long n = 1; n < most; ++n) {
    const double k = static_cast<double>(n), numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= d * c;
    if (__builtin_fabs(d * c - 1) < 1e-16) break;
  }
  const double q = factor * a * fraction;
  return lower ? 1 - q : q;
}

// Note [Derivatives of samples]: a sample x of a distribution with density p and distribution function F moves with a
// parameter a by dx/da = -(dF/da) / p(x). Where d log p(t) / da = log t - c, and c is the mean of log t, that is
// -1/p(x) times the integral of (log t - c) p(t) from 0 to x, or 1/p(x) times that from x on; each is taken on the side
// where the density falls away from x. (M. Figurnov and others, Implicit reparameterization gradients, 2018.)

// The integral of f(s) from 0 to infinity, for f that dies out over lengths of about `scale`: s = scale exp(u - e^-u)
// and the trapezoidal rule (H. Takahasi and M. Mori, 1974). f returns false where what is left is nothing.
template <class F> inline double integral(double scale, const F& f) {
  constexpr double kStep = 0.1;
  double sum = 0;
  for (int k = -38; k < 150; ++k) {
    const double u = k * kStep, e = __builtin_exp(-u), s = scale * __builtin_exp(u - e);
    double value;
    if (!f(s, value)) break;
    sum += value * s * (1 + e);
  }
  return sum * kStep;
}
constexpr double kNothing = -45;  // exp of it is below the rounding of a sum that begins with 1

// dx/da of a sample x of the gamma distribution of shape a.
inline double gamma_sample_slope(double a, double x) {
  if (!(a > 0 && x >= 0)) return vec::kNan<double>;
  if (x == 0) return 0;
  const double c = psi(a), log_x = __builtin_log(x), root = __builtin_sqrt(x);
  if (x <= a) {  // t = x exp(-s)
    return integral(1 / (a - x + root), [&](double s, double& value) {
      const double exponent = -a * s - x * __builtin_expm1(-s);
      value = (s + c - log_x) * x * __builtin_exp(exponent);
      return exponent > kNothing;
    });
  }
  return integral(1 / (x - a + root), [&](double w, double& value) {  // t = x (1 + w)
    const double log_ratio = __builtin_log1p(w), exponent = (a - 1) * log_ratio - x * w;
    value = (log_ratio + log_x - c) * x * __builtin_exp(exponent);
    return exponent > kNothing;
  });
}

// (dx/da) / (1 - x) of a sample x of the beta distribution with parameters a and total - a.
inline double beta_sample_slope(double x, double a, double total) {
  const double b = total - a, y = 1 - x;
  if (!(a > 0 && b > 0 && x >= 0 && y >= 0)) return vec::kNan<double>;
  if (x == 0 || y == 0) return 0;
  const double c = psi(a) - psi(total), log_x = __builtin_log(x);
  const double rise = (b - 1) * x / y - a, fall = (a - 1) * y / x - b;  // of log p(t) t, away from x
  if (rise <= 0 && (fall > 0 || x <= 0.5)) {                            // t = x exp(-s)
    const double scale = 1 / (-rise + __builtin_sqrt(__builtin_fabs(b - 1) * x) / y);
    return integral(scale, [&](double s, double& value) {
      const double exponent = (b - 1) * __builtin_log1p(-__builtin_expm1(-s) * x / y) - a * s;
      value = (s + c - log_x) * x * __builtin_exp(exponent) / y;
      return exponent > kNothing;
    });
  }
  const double scale = 1 / (-fall + __builtin_sqrt(__builtin_fabs(a - 1) * y) / x);
  return integral(scale, [&](double s, double& value) {  // 1 - t = y exp(-s)
    const double rest = -y * __builtin_exp(-s);
    const double exponent = (a - 1) * __builtin_log1p(-__builtin_expm1(-s) * y / x) - b * s;
    value = (__builtin_log1p(rest) - c) * __builtin_exp(exponent);
    return exponent > kNothing;
  });
}

}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
