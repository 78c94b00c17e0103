// Owns: the vectorised loops of the random-number kernels: MT19937 blocks, uniform, Box-Muller, threshold.
// Called by: generator.cpp and the random kernels, through the table of the machine's ISA level.
#include "backend/cpu/random_fill.h"

#include <cstdint>

// Note [Same bits on every ISA level]
// PyTorch's numbers come from code whose multiply-adds are fused, so those steps are written as fused() here and all
// others stay separate (the file is compiled with -ffp-contract=off). Where the machine has no FMA, fused() reproduces
// its single rounding exactly.

namespace flambeau::FLAMBEAU_ISA {
namespace {

constexpr int64_t kWords = kTwisterWords;
constexpr int64_t kShift = 397;

#if defined(__FMA__) || defined(__aarch64__)
inline float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
inline double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
#else
// The product is exact in double. The sum is rounded to odd (its last bit records that something was lost), so that
// the final rounding to float is the only one that shows.
inline float fused(float a, float b, float c) {
  const double product = static_cast<double>(a) * b;
  const double addend = c;
  const double sum = product + addend;
  const double shifted = sum - product;
  const double lost = (product - (sum - shifted)) + (addend - shifted);
  const uint64_t bits = __builtin_bit_cast(uint64_t, sum);
  const uint64_t away = (__builtin_bit_cast(uint64_t, lost) ^ bits) >> 63;  // the exact sum is nearer to zero
  const double rounded = __builtin_bit_cast(double, (bits - away) | 1);
  return static_cast<float>(lost < 0 || lost > 0 ? rounded : sum);  // false for the NaN that infinities leave
}
inline double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }  // the C library's, exact
#endif

inline uint32_t twist(uint32_t upper, uint32_t lower) {
  const uint32_t mixed = (upper & 0x80000000u) | (lower & 0x7fffffffu);
  return (mixed >> 1) ^ ((0u - (lower & 1u)) & 0x9908b0dfu);
}

void next_state(uint32_t* state) {
#pragma omp simd
  for (int64_t i = 0; i < kWords - kShift; ++i) state[i] = state[i + kShift] ^ twist(state[i], state[i + 1]);
#pragma omp simd safelen(64)  // reads what was written 227 words before
  for (int64_t i = kWords - kShift; i < kWords - 1; ++i) {
    state[i] = state[i + kShift - kWords] ^ twist(state[i], state[i + 1]);
  }
  state[kWords - 1] = state[kShift - 1] ^ twist(state[kWords - 1], state[0]);
}

void temper(const uint32_t* state, uint32_t* out, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    uint32_t y = state[i];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    out[i] = y ^ (y >> 18);
  }
}

inline float unit_f32(uint32_t word) { return static_cast<float>(static_cast<int32_t>(word & 0xffffffu)) * 0x1p-24f; }

void uniform_f32(const uint32_t* words, float* out, int64_t n, float from, float to) {
  const float span = to - from;
  if (from == 0 && to == 1) {  // the common case needs no fused step, which is slow without FMA
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) out[i] = unit_f32(words[i]);
    return;
  }
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const float value = fused(unit_f32(words[i]), span, from);
    out[i] = value == to ? from : value;
  }
}

// A pair of draws as one little-endian load: the first draw, the high half of the 64-bit number, lies in the low half.
inline uint64_t load_pair(const uint32_t* words, int64_t i) {
  uint64_t pair;
  __builtin_memcpy(&pair, words + 2 * i, 8);
  return pair;
}

// The low 53 bits of the 64-bit draw, times 2^-53. Both halves become doubles by placing their bits under the exponents
// of 2^52 and 2^84, which needs no 64-bit integer conversion instruction.
inline double unit_f64(uint64_t pair) {
  const double low = __builtin_bit_cast(double, uint64_t{0x4330000000000000} | (pair >> 32));
  const double high = __builtin_bit_cast(double, uint64_t{0x4530000000000000} | (pair & 0x1fffffu));
  return ((high - (0x1p84 + 0x1p52)) + low) * 0x1p-53;
}

void uniform_f64(const uint32_t* words, double* out, int64_t n, double from, double to) {
  const double span = to - from;
  if (from == 0 && to == 1) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) out[i] = unit_f64(load_pair(words, i));
    return;
  }
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const double value = fused(unit_f64(load_pair(words, i)), span, from);
    out[i] = value == to ? from : value;
  }
}

// Natural logarithm of x in (0, 1], normal. x = m 2^e with m in [sqrt(1/2), sqrt(2)), then the Cephes logf polynomial
// in m - 1 (S. Moshier, Methods and Programs for Mathematical Functions, 1989).
inline float log_unit(float x) {
  const int32_t bits = __builtin_bit_cast(int32_t, x);
  const float half_one = __builtin_bit_cast(float, (bits & 0x007fffff) | 0x3f000000);  // [1/2, 1)
  const bool small = half_one < 0.707106781186547524f;
  const float exponent = static_cast<float>((bits >> 23) - (small ? 127 : 126));
  const float m = (half_one - 1.0f) + (small ? half_one : 0.0f);
  const float square = m * m;
  float y = 7.0376836292e-2f;
  y = fused(y, m, -1.1514610310e-1f);
  y = fused(y, m, 1.1676998740e-1f);
  y = fused(y, m, -1.2420140846e-1f);
  y = fused(y, m, 1.4249322787e-1f);
  y = fused(y, m, -1.6668057665e-1f);
  y = fused(y, m, 2.0000714765e-1f);
  y = fused(y, m, -2.4999993993e-1f);
  y = fused(y, m, 3.3333331174e-1f);
  y = fused(y * m, square, exponent * -2.12194440e-4f);
  y = fused(square, -0.5f, y);
  return fused(exponent, 0.693359375f, m + y);
}

struct SinCos {
  float sine, cosine;
};

// Sine and cosine of x in [0, 2 pi]: Cephes sinf/cosf, octant reduction by pi/4 in three parts.
inline SinCos sincos_turn(float x) {
  const int32_t octant = (static_cast<int32_t>(x * 1.27323954473516f) + 1) & ~1;
  const float steps = static_cast<float>(octant);
  x = fused(steps, -0.78515625f, x);
  x = fused(steps, -2.4187564849853515625e-4f, x);
  x = fused(steps, -3.77489497744594108e-8f, x);
  const float square = x * x;
  float c = 2.443315711809948e-5f;
  c = fused(c, square, -1.388731625493765e-3f);
  c = fused(c, square, 4.166664568298827e-2f);
  c = fused(c * square, square, -(square * 0.5f)) + 1.0f;
  float s = -1.9515295891e-4f;
  s = fused(s, square, 8.3321608736e-3f);
  s = fused(s, square, -1.6666654611e-1f);
  s = fused(s * square, x, x);
  const bool straight = (octant & 2) == 0;
  const uint32_t sine_sign = static_cast<uint32_t>(octant & 4) << 29;
  const uint32_t cosine_sign = static_cast<uint32_t>(~(octant - 2) & 4) << 29;
  const float sine = straight ? s : c;
  const float cosine = straight ? c : s;
  return {__builtin_bit_cast(float, __builtin_bit_cast(uint32_t, sine) ^ sine_sign),
          __builtin_bit_cast(float, __builtin_bit_cast(uint32_t, cosine) ^ cosine_sign)};
}

void normal_f32(float* data, int64_t blocks, float mean, float std) {
  for (int64_t b = 0; b < blocks; ++b, data += 16) {
#pragma omp simd
    for (int j = 0; j < 8; ++j) {
      const float radius = __builtin_sqrtf(-2.0f * log_unit(1.0f - data[j]));
      const SinCos turn = sincos_turn(6.283185307179586f * data[j + 8]);
      data[j] = fused(radius * turn.cosine, std, mean);
      data[j + 8] = fused(radius * turn.sine, std, mean);
    }
  }
}

template <class T> void below(const uint32_t* words, T* out, int64_t n, int64_t threshold, T one) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const uint64_t pair = load_pair(words, i);
    const int64_t draw = static_cast<int64_t>(((pair & 0x1fffffu) << 32) | (pair >> 32));
    out[i] = draw < threshold ? one : T{0};
  }
}

}  // namespace

constinit const RandomFill random_fill = {
    next_state,     temper,          uniform_f32,     uniform_f64,     normal_f32,
    below<uint8_t>, below<uint16_t>, below<uint32_t>, below<uint64_t>,
};

}  // namespace flambeau::FLAMBEAU_ISA
