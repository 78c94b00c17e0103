// Owns: conversion loops between every pair of dtypes.
// Called by: find_cast, through cast_table.
#if defined(__F16C__)
#include <immintrin.h>
#endif

#include <type_traits>

#include "backend/cpu/copy.h"
#include "backend/cpu/isa/loops.h"

namespace flambeau::FLAMBEAU_ISA {
extern const Cast cast_table[kDTypes][kDTypes];
namespace {

#if defined(__F16C__)
inline float widen(Half x) { return _cvtsh_ss(x.bits); }
inline Half narrow(float x) { return {_cvtss_sh(x, 0)}; }
#else
inline float widen(Half x) { return to_float(x); }
inline Half narrow(float x) { return to_half(x); }
#endif

// to_bfloat16 without a branch, so that it vectorises.
inline BFloat16 round_bfloat16(float x) {
  const auto u = __builtin_bit_cast(uint32_t, x);
  const uint32_t rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
  return {static_cast<uint16_t>(x == x ? rounded : 0x7fc0u)};
}
inline float widen(BFloat16 x) { return __builtin_bit_cast(float, static_cast<uint32_t>(x.bits) << 16); }

// What the x86 conversion instructions do, without undefined behaviour: outside the range, and for NaN, the minimum.
// Narrow types go through the wider instruction and wrap.
template <class Wide, class T> inline Wide truncate(T x) {
  constexpr T least = static_cast<T>(-(Wide(1) << (8 * sizeof(Wide) - 2))) * 2;
  return static_cast<Wide>(x >= least && x < -least ? x : least);
}

// Beyond the largest int64 as well.
template <class T> inline uint64_t truncate_unsigned(T x) {
  constexpr T half = 0x1p63;
  if (x >= half && x < 2 * half) return static_cast<uint64_t>(x);
  return x >= 2 * half ? 0 : static_cast<uint64_t>(truncate<int64_t>(x));
}

template <class D, class S> inline D convert(S x) {
  if constexpr (std::is_same_v<D, S>) {
    return x;
  } else if constexpr (std::is_same_v<S, ComplexHalf>) {
    return convert<D>(Complex<float>{widen(x.re), widen(x.im)});
  } else if constexpr (std::is_same_v<D, ComplexHalf>) {
    const auto wide = convert<Complex<float>>(x);
    return {narrow(wide.re), narrow(wide.im)};
  } else if constexpr (std::is_same_v<S, Half> || std::is_same_v<S, BFloat16>) {
    return convert<D>(widen(x));
  } else if constexpr (std::is_same_v<S, Complex<float>> || std::is_same_v<S, Complex<double>>) {
    if constexpr (std::is_same_v<D, Complex<float>> || std::is_same_v<D, Complex<double>>) {
      return {static_cast<decltype(D::re)>(x.re), static_cast<decltype(D::re)>(x.im)};
    } else if constexpr (std::is_same_v<D, bool>) {
      return (x.re != 0) | (x.im != 0);
    } else {
      return convert<D>(x.re);
    }
  } else if constexpr (std::is_same_v<D, Complex<float>> || std::is_same_v<D, Complex<double>>) {
    return {static_cast<decltype(D::re)>(x), 0};
  } else if constexpr (std::is_same_v<D, Half>) {
    return narrow(static_cast<float>(x));
  } else if constexpr (std::is_same_v<D, BFloat16>) {
    return round_bfloat16(static_cast<float>(x));
  } else if constexpr (std::is_same_v<D, bool>) {
    return x != 0;
  } else if constexpr (std::is_floating_point_v<S> && std::is_same_v<D, uint64_t>) {
    return truncate_unsigned(x);
  } else if constexpr (std::is_floating_point_v<S> && std::is_integral_v<D>) {
    constexpr bool wide = std::is_same_v<D, uint8_t> || std::is_same_v<D, uint32_t> || sizeof(D) == 8;
    using Wide = std::conditional_t<wide, int64_t, int32_t>;
    return static_cast<D>(truncate<Wide>(x));
  } else {
    return static_cast<D>(x);
  }
}

// Contiguous stretches that GCC does not vectorise by itself: returns how many elements it has done.
template <class D, class S> int64_t convert_by_hand(D*, const S*, int64_t) { return 0; }
#if defined(__F16C__)
template <> int64_t convert_by_hand(float* dst, const Half* src, int64_t n) {
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    _mm256_storeu_ps(dst + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(src + i))));
  }
  return i;
}
template <> int64_t convert_by_hand(Half* dst, const float* src, int64_t n) {
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(dst + i), _mm256_cvtps_ph(_mm256_loadu_ps(src + i), 0));
  }
  return i;
}
#endif

// The conversions that programs make over and over are vectorised: between the everyday dtypes, between float32 and
// any real one, and to complex from its parts' type. The others would be two thirds of this file's code.
template <class T>
constexpr bool everyday = std::is_same_v<T, bool> || std::is_same_v<T, uint8_t> || std::is_same_v<T, int32_t> ||
                          std::is_same_v<T, int64_t> || std::is_floating_point_v<T>;
template <class T> constexpr bool is_complex = std::is_same_v<T, Complex<float>> || std::is_same_v<T, Complex<double>>;
template <class D, class S>
constexpr bool same_width =
    is_complex<D> && (is_complex<S> || (std::is_floating_point_v<S> && 2 * sizeof(S) == sizeof(D)));
// Types for storage are cast element by element.
template <class T>
constexpr bool stored = std::is_same_v<T, ComplexHalf> || (std::is_unsigned_v<T> && sizeof(T) > 1);
template <class D, class S>
constexpr bool vectorised =
    !stored<D> && !stored<S> &&
    (same_width<D, S> || (everyday<D> && everyday<S>) || (std::is_same_v<D, float> && !is_complex<S>) ||
     (std::is_same_v<S, float> && !is_complex<D>));

// A bool in memory may be any byte: bytes that nobody has written yet, or another dtype's seen as bools.
template <class S> struct Stored {
  using type = S;
};
template <> struct Stored<bool> {
  using type = uint8_t;
};
template <class D> inline D convert_stored(uint8_t x, std::type_identity<bool>) { return convert<D, bool>(x != 0); }
template <class D, class S> inline D convert_stored(S x, std::type_identity<S>) { return convert<D, S>(x); }

template <class D, class S> [[gnu::noinline]] void dense_cast(char* const* data, int64_t n) {
  auto* to = reinterpret_cast<D*>(data[0]);
  const auto* from = reinterpret_cast<const typename Stored<S>::type*>(data[1]);
  constexpr std::type_identity<S> as{};
  int64_t i = convert_by_hand(to, from, n);
  if constexpr (vectorised<D, S>) {
#pragma omp simd
    for (int64_t j = i; j < n; ++j) to[j] = convert_stored<D>(from[j], as);
  } else {
    for (; i < n; ++i) to[i] = convert_stored<D>(from[i], as);
  }
}

// Integers of one size are moved: they have the same bits.
template <class T> constexpr bool is_integer = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class D, class S>
constexpr bool same_bits = std::is_same_v<D, S> || (is_integer<D> && is_integer<S> && sizeof(D) == sizeof(S));

template <class D, class S> void cast(char* dst, int64_t dst_stride, const char* src, int64_t src_stride, int64_t n) {
  if constexpr (same_bits<D, S>) {
    if (dst_stride == sizeof(D) && src_stride == sizeof(S)) {
      __builtin_memmove(dst, src, static_cast<size_t>(n) * sizeof(D));
    } else {
      move_items(dst, dst_stride, src, src_stride, sizeof(D), n);
    }
  } else {
    char* const data[] = {dst, const_cast<char*>(src)};
    if (n == 1 || (dst_stride == sizeof(D) && src_stride == sizeof(S))) return dense_cast<D, S>(data, n);
    constexpr int64_t items[] = {sizeof(D), sizeof(S)};
    const int64_t strides[] = {dst_stride, src_stride};
    run_in_blocks(dense_cast<D, S>, items, 2, data, strides, n);
  }
}

}  // namespace

#define FLAMBEAU_CASTS_TO(D)                                                                   \
  {cast<D, bool>,        cast<D, uint8_t>,  cast<D, int8_t>,         cast<D, int16_t>,         \
   cast<D, int32_t>,     cast<D, int64_t>,  cast<D, Half>,           cast<D, BFloat16>,        \
   cast<D, float>,       cast<D, double>,   cast<D, Complex<float>>, cast<D, Complex<double>>, \
   cast<D, ComplexHalf>, cast<D, uint16_t>, cast<D, uint32_t>,       cast<D, uint64_t>}
constinit const Cast cast_table[kDTypes][kDTypes] = {
    // [to][from], in the order of DType
    FLAMBEAU_CASTS_TO(bool),        FLAMBEAU_CASTS_TO(uint8_t),        FLAMBEAU_CASTS_TO(int8_t),
    FLAMBEAU_CASTS_TO(int16_t),     FLAMBEAU_CASTS_TO(int32_t),        FLAMBEAU_CASTS_TO(int64_t),
    FLAMBEAU_CASTS_TO(Half),        FLAMBEAU_CASTS_TO(BFloat16),       FLAMBEAU_CASTS_TO(float),
    FLAMBEAU_CASTS_TO(double),      FLAMBEAU_CASTS_TO(Complex<float>), FLAMBEAU_CASTS_TO(Complex<double>),
    FLAMBEAU_CASTS_TO(ComplexHalf), FLAMBEAU_CASTS_TO(uint16_t),       FLAMBEAU_CASTS_TO(uint32_t),
    FLAMBEAU_CASTS_TO(uint64_t),
};
#undef FLAMBEAU_CASTS_TO

}  // namespace flambeau::FLAMBEAU_ISA
