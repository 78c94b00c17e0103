// Owns: elementary functions as branch-free scalar code that GCC turns into vector code inside an omp simd loop.
// Called by: the elementwise_*.cpp files; compiled once per ISA level, so everything here has internal linkage.
//
// Polynomials are Chebyshev interpolants computed at 300 bits, rounded. NaN, infinities, signed zeros and subnormals
// come out as IEEE 754 and C99 Annex F say. The errors in ulp are the largest over some 70 million floats and 30
// million doubles each, at v2, v3 and v4; tests/kernels holds them.
#pragma once

#include <cstdint>
#include <type_traits>

namespace flambeau::FLAMBEAU_ISA {
namespace {
namespace vec {

// a * b + c: fused where the instruction exists. Vector and scalar code at one level do the same operations, so an
// element's value does not depend on its position.
inline float madd(float a, float b, float c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_fmaf(a, b, c);
#else
  return a * b + c;
#endif
}
inline double madd(double a, double b, double c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}

// c0 + c1 x + c2 x^2 + … by Horner's rule.
template <class T> inline T poly(T, std::type_identity_t<T> c0) { return c0; }
template <class T, class... C> inline T poly(T x, std::type_identity_t<T> c0, C... rest) {
  return madd(poly(x, rest...), x, c0);
}

template <class T> inline constexpr T kInf = static_cast<T>(__builtin_inf());
template <class T> inline constexpr T kNan = static_cast<T>(__builtin_nan(""));

// Adding this to |x| < 2^22 (2^51) rounds x to an integer, which the low bits of the sum then hold.
template <class T> inline constexpr T kRound = sizeof(T) == 4 ? T(0x1.8p23) : T(0x1.8p52);

inline int32_t bits(float x) { return __builtin_bit_cast(int32_t, x); }
inline int64_t bits(double x) { return __builtin_bit_cast(int64_t, x); }
inline float from_bits(int32_t u) { return __builtin_bit_cast(float, u); }
inline double from_bits(int64_t u) { return __builtin_bit_cast(double, u); }
// Integers that a NaN has turned into garbage may wrap: the result is NaN by other factors.
template <class I> inline I plus(I a, I b) {
  using U = std::make_unsigned_t<I>;
  return static_cast<I>(static_cast<U>(a) + static_cast<U>(b));
}
template <class I> inline I minus(I a, I b) {
  using U = std::make_unsigned_t<I>;
  return static_cast<I>(static_cast<U>(a) - static_cast<U>(b));
}
inline float pow2(int32_t n) { return from_bits(plus(n, 127) << 23); }             // -127 < n < 128
inline double pow2(int64_t n) { return from_bits(plus(n, int64_t{1023}) << 52); }  // -1023 < n < 1024

inline float abs(float x) { return __builtin_fabsf(x); }
inline double abs(double x) { return __builtin_fabs(x); }
inline float sqrt(float x) { return __builtin_sqrtf(x); }
inline double sqrt(double x) { return __builtin_sqrt(x); }
inline float floor(float x) { return __builtin_floorf(x); }
inline double floor(double x) { return __builtin_floor(x); }
inline float ceil(float x) { return __builtin_ceilf(x); }
inline double ceil(double x) { return __builtin_ceil(x); }
inline float trunc(float x) { return __builtin_truncf(x); }
inline double trunc(double x) { return __builtin_trunc(x); }
inline float round_even(float x) { return __builtin_nearbyintf(x); }
inline double round_even(double x) { return __builtin_nearbyint(x); }
inline float copysign(float x, float s) { return __builtin_copysignf(x, s); }
inline double copysign(double x, double s) { return __builtin_copysign(x, s); }

// x = n ln(2) + r with |r| <= ln(2)/2 (slightly more where the product rounds), for |x| < 1100.
inline float reduce_exp(float x, float& n) {
  n = madd(x, 0x1.715476p+0f, kRound<float>) - kRound<float>;
  return madd(n, -0x1.7f7d1cp-20f, madd(n, -0x1.62e4p-1f, x));
}
inline double reduce_exp(double x, double& n) {
  n = madd(x, 0x1.71547652b82fep+0, kRound<double>) - kRound<double>;
  return madd(n, -0x1.a39ef35793c76p-33, madd(n, -0x1.62e42feep-1, x));
}
// (e^r - 1 - r) / r^2 on that range.
inline float exp_tail(float r) {
  return poly(r, 0.5f, 0x1.5554dcp-3f, 0x1.555518p-5f, 0x1.120c6ap-7f, 0x1.6d132cp-10f);
}
inline double exp_tail(double r) {
  return poly(r, 0.5, 0x1.5555555555556p-3, 0x1.5555555553d02p-5, 0x1.1111111110923p-7, 0x1.6c16c178b162cp-10,
              0x1.a01a01a819a54p-13, 0x1.a019b87ba1f25p-16, 0x1.71de0c8fa3a8ep-19, 0x1.2892321ab1c49p-22,
              0x1.af3b170378b3bp-26);
}
// p 2^n, the power applied in halves so that subnormal results round once and none overflows early. |n| < 2^11.
inline float scale(float p, float n) {
  const int32_t k = minus(bits(n + kRound<float>), bits(kRound<float>)), half = k >> 1;
  return p * pow2(half) * pow2(minus(k, half));
}
inline double scale(double p, double n) {
  const int64_t k = minus(bits(n + kRound<double>), bits(kRound<double>));
  const int64_t half = static_cast<int64_t>((static_cast<uint64_t>(k) + 4096) >> 1) - 2048;  // AVX2 shifts no signs
  return p * pow2(half) * pow2(minus(k, half));
}

// e^x. 1.1 ulp.
template <class T> inline T exp(T x) {
  constexpr T most = sizeof(T) == 4 ? T(89) : T(710), least = sizeof(T) == 4 ? T(-105) : T(-746);
  x = x > most ? most : x;
  x = x < least ? least : x;
  T n;
  const T r = reduce_exp(x, n);
  return scale(T(1) + madd(r * r, exp_tail(r), r), n);
}

// 2^x. 1.1 ulp.
template <class T> inline T exp2(T x) {
  constexpr T most = sizeof(T) == 4 ? T(129) : T(1025), least = sizeof(T) == 4 ? T(-151) : T(-1076);
  x = x > most ? most : x;
  x = x < least ? least : x;
  const T n = (x + kRound<T>)-kRound<T>;
  const T r = (x - n) * static_cast<T>(0.693147180559945309417232121458L);
  return scale(T(1) + madd(r * r, exp_tail(r), r), n);
}

// e^x - 1, accurate near 0: 2 (2^(n-1) (e^r - 1) + 2^(n-1) - 1/2). 2 ulp.
template <class T> inline T expm1(T x) {
  constexpr T most = sizeof(T) == 4 ? T(89) : T(710), least = T(-40), tiny = sizeof(T) == 4 ? T(0x1p-25) : T(0x1p-54);
  T c = x > most ? most : x;
  c = c < least ? least : c;
  T n;
  const T r = reduce_exp(c, n);
  const T half_power = scale(T(0.5), n);
  const T y = 2 * (madd(half_power, madd(r * r, exp_tail(r), r), half_power - T(0.5)));
  return abs(x) < tiny ? x : y;
}

// x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), for finite x > 0; any numbers, without overflow, for other x.
inline float reduce_log(float x, float& k) {
  const bool subnormal = x < 0x1p-126f;
  const auto u = static_cast<uint32_t>(bits(subnormal ? x * 0x1p23f : x));
  const int32_t e = static_cast<int32_t>(u - 0x3f3504f3u) >> 23;
  k = static_cast<float>(e) - (subnormal ? 23.0f : 0.0f);
  return from_bits(static_cast<int32_t>(u - (static_cast<uint32_t>(e) << 23))) - 1.0f;
}
inline double reduce_log(double x, double& k) {
  const bool subnormal = x < 0x1p-1022;
  const auto u = static_cast<uint64_t>(bits(subnormal ? x * 0x1p52 : x));
  const uint64_t e = (u - 0x3fe6a09e667f3bcdu + (uint64_t{1} << 63)) >> 52;  // 2048 + the exponent
  k = from_bits(static_cast<int64_t>(0x4330000000000000u | e)) - (0x1p52 + 2048) - (subnormal ? 52.0 : 0.0);
  return from_bits(static_cast<int64_t>(u - (e << 52) + (uint64_t{1} << 63))) - 1.0;
}
// log(1 + f) - f on that range, plus `extra`, summed so that the small terms meet first.
inline float log_tail(float f, float extra) {
  const float p = poly(f, 0x1.555554p-2f, -0x1.fffffcp-3f, 0x1.999d5ap-3f, -0x1.555b4ap-3f, 0x1.23d21ap-3f,
                       -0x1.fcf4c6p-4f, 0x1.dea284p-4f, -0x1.d635cp-4f, 0x1.1d8ea8p-4f);
  const float square = f * f;
  return madd(-0.5f, square, madd(square * f, p, extra));
}
inline double log_tail(double f, double extra) {  // with s = f / (2 + f): log(1 + f) = 2 atanh(s)
  const double s = f / (2.0 + f), z = s * s, half_square = 0.5 * f * f;
  const double p = z * poly(z, 0x1.5555555555558p-1, 0x1.99999999949dp-2, 0x1.2492492eefe2dp-2, 0x1.c71c61a40c249p-3,
                            0x1.74630f3e94a1p-3, 0x1.39f2bb90865d5p-3, 0x1.2be6ca59f072fp-3);
  return madd(s, half_square + p, extra) - half_square;
}
template <class T> inline T log_specials(T x, T y) {
  y = x < kInf<T> ? y : x;
  return x > 0 ? y : (x == 0 ? -kInf<T> : kNan<T>);
}

// Natural logarithm. 1 ulp.
template <class T> inline T log(T x) {
  constexpr T high = sizeof(T) == 4 ? T(0x1.62e4p-1) : T(0x1.62e42feep-1);
  constexpr T low = sizeof(T) == 4 ? T(0x1.7f7d1cp-20) : T(0x1.a39ef35793c76p-33);
  T k;
  const T f = reduce_log(x, k);
  return log_specials(x, madd(k, high, f + log_tail(f, k * low)));
}
// 2 ulp.
template <class T> inline T log2(T x) {
  T k;
  const T f = reduce_log(x, k);
  return log_specials(x, madd(f + log_tail(f, T(0)), static_cast<T>(1.44269504088896340735992468100L), k));
}
// 2.1 ulp.
template <class T> inline T log10(T x) {
  constexpr T high = sizeof(T) == 4 ? T(0x1.344p-2) : T(0x1.34413508p-2);
  constexpr T low = static_cast<T>(0.301029995663981195213738894724L - static_cast<long double>(high));
  T k;
  const T f = reduce_log(x, k);
  const T y = (f + log_tail(f, T(0))) * static_cast<T>(0.434294481903251827651128918917L);
  return log_specials(x, madd(k, high, madd(k, low, y)));
}
// log(1 + x), accurate near 0: what 1 + x lost in rounding is put back, divided by the derivative. 2 ulp.
template <class T> inline T log1p(T x) {
  constexpr T tiny = sizeof(T) == 4 ? T(0x1p-25) : T(0x1p-54);
  const T u = T(1) + x;
  const T lost = abs(x) < 1 ? x - (u - T(1)) : T(1) - (u - x);
  const T correction = (u > 0) & (u < kInf<T>) ? lost / u : T(0);
  return abs(x) < tiny ? x : log(u) + correction;
}

// sin and cos on [-pi/4, pi/4], of r + tail.
inline float sin_near(float r, float) {
  const float z = r * r;
  return madd(z * r, poly(z, -0x1.555552p-3f, 0x1.110c24p-7f, -0x1.9ac6fcp-13f), r);
}
inline float cos_near(float r, float) {
  const float z = r * r;
  return madd(z * z, poly(z, 0x1.555556p-5f, -0x1.6c16cp-10f, 0x1.a015cp-16f, -0x1.2522e6p-22f), madd(-0.5f, z, 1.0f));
}
inline double sin_near(double r, double tail) {
  const double z = r * r;
  const double p = poly(z, -0x1.5555555555555p-3, 0x1.111111111111p-7, -0x1.a01a01a019926p-13, 0x1.71de3a545e7p-19,
                        -0x1.ae64540f0ba17p-26, 0x1.61217c1864f55p-33, -0x1.ab161757ee694p-41);
  return r + madd(z * r, p, madd(-0.5 * z, tail, tail));
}
inline double cos_near(double r, double tail) {
  const double z = r * r, half = 0.5 * z, w = 1.0 - half;
  const double p = poly(z, 0x1.5555555555555p-5, -0x1.6c16c16c16c16p-10, 0x1.a01a01a019d02p-16, -0x1.27e4fb7711e1dp-22,
                        0x1.1eed8de9ef73ep-29, -0x1.9394b76d1f221p-37, 0x1.ab76cf6e991c3p-45);
  return w + (((1.0 - w) - half) + madd(z * z, p, -r * tail));
}

// e^x / 2, which is finite up to where sinh and cosh are.
template <class T> inline T half_exp(T x) {
  constexpr T most = sizeof(T) == 4 ? T(90) : T(711);
  x = x > most ? most : x;
  T n;
  const T r = reduce_exp(x, n);
  return scale(T(1) + madd(r * r, exp_tail(r), r), n - 1);
}
// 3 ulp.
template <class T> inline T sinh(T x) {
  const T a = abs(x), t = expm1(a > 2 ? T(2) : a), h = half_exp(a);
  const T near = T(0.5) * (t + t / (t + 1));
  return copysign(a < 1 ? near : h - T(0.25) / h, x);
}
// 2 ulp.
template <class T> inline T cosh(T x) {
  const T h = half_exp(abs(x));
  return h + T(0.25) / h;
}

// atan(t) - t for 0 <= t <= 1.
inline float atan_tail(float t) {
  const float z = t * t;
  return t * z *
         poly(z, -0x1.555554p-2f, 0x1.99983cp-3f, -0x1.246ccep-3f, 0x1.c3f11cp-4f, -0x1.6294bcp-4f, 0x1.fffdecp-5f,
              -0x1.25d502p-5f, 0x1.ba8dp-7f, -0x1.38caeap-9f);
}
inline double atan_tail(double t) {
  const double z = t * t;
  return t * z *
         poly(z, -0x1.5555555555555p-2, 0x1.999999999961fp-3, -0x1.2492492475359p-3, 0x1.c71c71bafd1f9p-4,
              -0x1.745d15edda0d7p-4, 0x1.3b1399cc37f69p-4, -0x1.110fff1e705aep-4, 0x1.e1d020372369ap-5,
              -0x1.aebb9f36dcc21p-5, 0x1.841d86d4af8ap-5, -0x1.5d014bd9dc415p-5, 0x1.3326726be9a01p-5,
              -0x1.00357791ac684p-5, 0x1.843590d23bddcp-6, -0x1.fcfa0a7689e2ep-7, 0x1.122bef604e6edp-7,
              -0x1.ca13192105a49p-9, 0x1.130a995beefa4p-10, -0x1.a32708ca2e4e2p-13, 0x1.2edbdc3463567p-16);
}
template <class T> inline constexpr T kHalfPi = static_cast<T>(1.57079632679489661923132169164L);
template <class T>
inline constexpr T kHalfPiLow = static_cast<T>(1.57079632679489661923132169164L - static_cast<long double>(kHalfPi<T>));

// 2 ulp.
template <class T> inline T atan(T x) {
  const T a = abs(x), t = a > 1 ? 1 / a : a, tail = atan_tail(t);
  const T y = a > 1 ? kHalfPi<T> - (t + (tail - kHalfPiLow<T>)) : t + tail;
  return copysign(y, x);
}
// 3 ulp.
template <class T> inline T atan2(T y, T x) {
  const T ax = abs(x), ay = abs(y), low = ax < ay ? ax : ay, high = ax < ay ? ay : ax;
  const T ratio = low / high;
  T t = high == 0 ? T(0) : ratio;  // 0 / 0
  t = low == kInf<T> ? T(1) : t;   // inf / inf
  const T tail = atan_tail(t);
  T r = ax < ay ? kHalfPi<T> - (t + (tail - kHalfPiLow<T>)) : t + tail;
  r = bits(x) < 0 ? 2 * kHalfPi<T> - (r - 2 * kHalfPiLow<T>) : r;
  r = copysign(r, y);
  return (x != x) | (y != y) ? x + y : r;
}

// Beyond this the reduction by multiples of pi/2 loses accuracy: the caller goes to the C library.
inline constexpr double kTrigonometryLimit = 0x1p20;

// x = q pi/2 + r + tail for |x| < kTrigonometryLimit; `q` holds the quadrant in its low two bits.
inline float reduce_angle(float x, float& tail, int32_t& q) {
  const double wide = static_cast<double>(x);
  const double n = madd(wide, 0x1.45f306dc9c883p-1, kRound<double>) - kRound<double>;
  q = static_cast<int32_t>(n);
  tail = 0;
  return static_cast<float>(madd(n, -0x1.0b4611a626331p-34, madd(n, -0x1.921fb544p+0, wide)));
}
inline double reduce_angle(double x, double& tail, int64_t& q) {
  const double t = madd(x, 0x1.45f306dc9c883p-1, kRound<double>), n = t - kRound<double>;
  q = bits(t);
  const double a = x - n * 0x1.921fb544p+0;  // 33 bits times 20: exact
  const double b = n * 0x1.0b4611a6p-34;     // also exact
  const double high = a - b, error = (a - high) - b;
  const double rest = madd(n, -0x1.3198a2e037073p-69, error);
  const double r = high + rest;
  tail = (high - r) + rest;
  return r;
}
template <class T> using integer_of = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;

// 2 ulp in f32, 1 ulp in f64, for |x| < kTrigonometryLimit.
template <class T> inline T sin(T x) {
  T tail;
  integer_of<T> q;
  const T r = reduce_angle(x, tail, q);
  const T y = (q & 1) ? cos_near(r, tail) : sin_near(r, tail);
  return x == 0 ? x : ((q & 2) ? -y : y);
}
template <class T> inline T cos(T x) {
  T tail;
  integer_of<T> q;
  const T r = reduce_angle(x, tail, q);
  const T y = (q & 1) ? sin_near(r, tail) : cos_near(r, tail);
  return ((q + 1) & 2) ? -y : y;
}
// 4 ulp.
inline float tan(float x) {
  float tail;
  int32_t q;
  const float r = reduce_angle(x, tail, q);
  const float s = sin_near(r, tail), c = cos_near(r, tail);
  const float y = ((q & 1) ? -c : s) / ((q & 1) ? s : c);
  return x == 0 ? x : y;
}

// 1.4 ulp in f32, 3 in f64.
inline float tanh(float x) {
  const float a = abs(x), z = x * x;
  const float near = madd(
      z * x, poly(z, -0x1.555556p-2f, 0x1.1110e8p-3f, -0x1.ba0816p-5f, 0x1.649e5ep-6f, -0x1.1121c4p-7f, 0x1.2b3d96p-9f),
      x);
  const float far = 1.0f - 2.0f / (exp(2 * a) + 1.0f);
  return a < 0.625f ? (x == 0 ? x : near) : copysign(far, x);
}
inline double tanh(double x) {
  const double t = expm1(-2 * abs(x));
  return copysign(-t / (2.0 + t), x);
}

// 1 / (1 + e^-x), without overflow and with full relative accuracy for very negative x. 2.5 ulp.
template <class T> inline T sigmoid(T x) {
  const T z = exp(-abs(x));
  return (x < 0 ? z : T(1)) / (T(1) + z);
}

// e^x for -80 <= x <= 0 (or NaN), where neither end of the range needs care: the power is one exponent field. 1 ulp.
inline float exp_below_zero(float x) {
  const float shifted = madd(x, 0x1.715476p+0f, kRound<float>), n = shifted - kRound<float>;
  const float r = madd(n, -0x1.7f7d1cp-20f, madd(n, -0x1.62e4p-1f, x));
  const float power = from_bits(plus(bits(shifted) << 23, 0x3f800000));
  return power * (1.0f + madd(r * r, exp_tail(r), r));
}

// x P(x^2) below 1; above, 1 - e^(log erfc |x|) with the logarithm as a polynomial. 3 ulp.
inline float erf(float x) {
  const float a = abs(x), z = x * x, t = a > 4.0f ? 4.0f : a;
  const float near = x * poly(z, 0x1.20dd76p+0f, -0x1.812746p-2f, 0x1.ce2f08p-4f, -0x1.b829a4p-6f, 0x1.56288ep-8f,
                              -0x1.bcb83ep-11f, 0x1.d7f668p-14f, -0x1.42fd0ap-17f);
  const float far =
      1.0f - exp_below_zero(poly(t, 0x1.5080ccp-12f, -0x1.215732p+0f, -0x1.437df2p-1f, -0x1.c2e934p-4f, 0x1.b0efd8p-6f,
                                 -0x1.380018p-8f, 0x1.390718p-11f, -0x1.829c0ap-15f, 0x1.b7de4cp-20f));
  return a < 1.0f ? near : copysign(far, x);
}
inline double erf(double x) { return __builtin_erf(x); }

// |x|^y through double logarithm and exponential, then the sign and the cases of C99 Annex F. 1 ulp.
inline float pow(float x, float y) {
  const float a = abs(x);
  auto z = static_cast<float>(exp(static_cast<double>(y) * log(static_cast<double>(a))));
  const bool whole = floor(y) == y;
  const bool odd = whole & (floor(0.5f * y) != 0.5f * y);
  z = (__builtin_bit_cast(int32_t, x) < 0) & odd ? -z : z;
  z = (x < 0) & !whole & (a < kInf<float>) ? kNan<float> : z;
  z = (a == 1) & (abs(y) == kInf<float>) ? 1.0f : z;
  return (x == 1) | (y == 0) ? 1.0f : z;
}
inline double pow(double x, double y) { return __builtin_pow(x, y); }

// log(1 + e^x) without overflow.
template <class T> inline T log1p_exp(T x) { return (x > 0 ? x : T(0)) + log1p(exp(-abs(x))); }

}  // namespace vec
}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
