// Owns: Bessel's and Airy's functions of one real number, each in a type wider than its result's.
// Called by: elementwise_bessel.cpp; compiled once per ISA level, so everything here has internal linkage.
#pragma once

#include "backend/cpu/isa/vec_math.h"
#include "backend/cpu/isa/wide_math.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

// The modified Bessel functions of the first kind: the power series, whose terms are all positive, up to
// |x| = 30; then the asymptotic series (Abramowitz & Stegun 9.6.10 and 9.7.1).
template <class Wide> inline Wide bessel_i_series(int order, Wide a) {
  const Wide quarter = Wide(0.25) * a * a;
  Wide term = order == 0 ? 1 : Wide(0.5) * a, sum = term;
  for (int k = 1; term > Wide(1e-20) * sum; ++k) {
    term *= quarter / (k * (k + order));
    sum += term;
  }
  return sum;
}
template <class Wide> inline Wide bessel_i_asymptotic(int order, Wide a) {
  const Wide mu = 4 * order * order;
  Wide term = 1, sum = 1;
  for (int k = 1; k < 30; ++k) {
    term *= ((2 * k - 1) * (2 * k - 1) - mu) / (8 * k * a);
    sum += term;
  }
  return sum / sqrt_of(Wide(6.283185307179586476925L) * a);
}
template <class Wide> inline Wide bessel_i(int order, Wide a) {
  if (a <= 30) return bessel_i_series(order, a);
  if (a == vec::kInf<Wide>) return a;
  const Wide half = exp_of(Wide(0.5) * a);  // exp(a) in two factors, as it overflows sooner than the product
  return half * bessel_i_asymptotic(order, a) * half;
}
template <class Wide> inline Wide scaled_bessel_i(int order, Wide a) {
  if (a <= 30) return bessel_i_series(order, a) * exp_of(-a);
  return a == vec::kInf<Wide> ? 0 : bessel_i_asymptotic(order, a);
}

// The modified Bessel function of the second kind, times exp(x). Up to 1 the series (Abramowitz & Stegun 9.6.11); then
// the integral of exp(-x (cosh t - 1)) cosh(order t) over t > 0 (9.6.24) by the trapezoidal rule, which for such a
// function is as good as exact once its step is below the width of the peak.
template <class Wide> inline Wide scaled_bessel_k(Wide order, Wide x) {
  if (!(x >= 0)) return vec::kNan<Wide>;
  if (x == 0) return vec::kInf<Wide>;
  if (x < 1 && (order == 0 || order == 1)) {
    const Wide q = Wide(0.25) * x * x, log = -log_of(Wide(0.5) * x) - Wide(0.577215664901532860607L);
    Wide term = 1, harmonic = order == 0 ? 0 : Wide(0.5), sum = 0;
    for (int k = 1; term > Wide(1e-21); ++k) {
      sum += term * (log + harmonic);
      term *= q / (k * (k + order));
      harmonic += order == 0 ? Wide(1) / k : (Wide(1) / k + Wide(1) / (k + 1)) / 2;
    }
    return (order == 0 ? sum : 1 / x - Wide(0.5) * x * sum) * exp_of(x);
  }
  if (x == vec::kInf<Wide>) return 0;
  const Wide root = sqrt_of(x);
  const Wide step = root > 3 ? Wide(0.6) / root : Wide(0.2);
  Wide sum = Wide(0.5);
  for (int k = 1;; ++k) {
    const Wide t = k * step;
    const Wide e = expm1_of(t / 2), sinh = (e + e / (1 + e)) / 2, exponent = 2 * x * sinh * sinh;
    if (exponent > 50) return sum * step;
    const Wide grown = exp_of(order * t);
    sum += exp_of(-exponent) * (order == 0 ? 1 : (grown + 1 / grown) / 2);
  }
}

// sqrt(2 z / pi) exp(z) times the modified Bessel function of the second kind for z = i y, which turns in the plane.
template <class Wide> struct Turning {
  Wide re, im;
};
template <class Wide> inline Turning<Wide> turning_bessel_k(Wide order, Wide y) {
  if (y >= 20) {  // Abramowitz & Stegun 9.7.2
    Wide term = 1, parts[2] = {1, 0};
    for (int k = 1; k < 24; ++k) {
      term *= (4 * order * order - (2 * k - 1) * (2 * k - 1)) / (8 * k * y);
      parts[k % 2] += k % 4 < 2 ? (k % 2 ? -term : term) : (k % 2 ? term : -term);  // term (-i)^k
    }
    return {parts[0], parts[1]};
  }
  // The integral of exp(-s) s^(order - 1/2) (1 - i s / 2y)^(order - 1/2) over s > 0, over gamma(order + 1/2), with
  // s = exp(u - exp(-u)) by the trapezoidal rule.
  const Wide power = order - Wide(0.5), step = Wide(0.125);
  Turning<Wide> sum{0, 0};
  Wide total = 0;  // gamma(order + 1/2) by the same rule
  for (int k = -32; k <= 34; ++k) {
    const Wide u = k * step, e = exp_of(-u), log = u - e, s = exp_of(log), r = s / (2 * y);
    const Wide weight = exp_of(-s + power * log) * s * (1 + e);
    const Wide size = weight * exp_of(power / 2 * log_of(1 + r * r));
    const Wide angle = -power * atan_of(r);
    total += weight;
    sum.re += size * cos_of(angle);
    sum.im += size * sin_of(angle);
  }
  return {sum.re / total, sum.im / total};
}

// Airy's function Ai or its derivative: Taylor's series about 0, else from the Bessel functions of order 1/3 or 2/3
// (Abramowitz & Stegun 10.4.2 to 10.4.5, 10.4.14 and 10.4.16).
template <class Wide> inline Wide airy(bool derivative, Wide x) {
  constexpr Wide c = Wide(0.355028053887817239260L), d = Wide(0.258819403792806798405L);
  constexpr Wide pi = Wide(3.14159265358979323846L);
  if (x != x) return x;
  const Wide a = x < 0 ? -x : x;
  if (x > -4 && x < 1) {
    const Wide cube = x * x * x;
    Wide f = derivative ? x * x / 2 : 1, g = derivative ? 1 : x, sum = c * f - d * g;
    for (int k = 3; k < 90; k += 3) {
      f *= cube / (derivative ? k * (k + 2) : (k - 1) * k);
      g *= cube / (derivative ? (k - 2) * k : k * (k + 1));
      sum += c * f - d * g;
    }
    return sum;
  }
  if (a == vec::kInf<Wide>) return derivative && x < 0 ? vec::kNan<Wide> : 0;
  const Wide root = sqrt_of(a), zeta = a * root * 2 / 3, order = (derivative ? Wide(2) : Wide(1)) / 3;
  const Wide fourth = sqrt_of(root);
  if (x > 0) {
    const Wide k = exp_of(-zeta) * scaled_bessel_k(order, zeta) / pi;
    return derivative ? -k * x / sqrt_of(Wide(3)) : k * root / sqrt_of(Wide(3));
  }
  const Turning<Wide> m = turning_bessel_k(order, zeta);
  const Wide angle = derivative ? zeta + pi / 4 : zeta - pi / 4;
  const Wide turned = m.re * cos_of(angle) + m.im * sin_of(angle);
  return (derivative ? -turned * fourth : turned / fourth) / sqrt_of(pi);
}

}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
