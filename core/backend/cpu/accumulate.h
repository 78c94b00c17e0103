// Owns: how each element type is summed: 16-bit floats in float, integers wrapping, bool as "or" of "and".
// Called by: products, convolution, fold and pooling.
#pragma once

#include <type_traits>

#include "tensor/dtype.h"

namespace flambeau {

template <class T> struct Accumulate {
  // Unsigned, so that overflow wraps; 32 bits are enough for every integer of at most 32.
  using Sum = std::conditional_t<std::is_integral_v<T> && !std::is_same_v<T, bool>,
                                 std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>, T>;
  static Sum widen(T x) { return static_cast<Sum>(x); }
  static T narrow(Sum x) { return static_cast<T>(x); }
};
template <> struct Accumulate<Half> {
  using Sum = float;
  static float widen(Half x) { return to_float(x); }
  static Half narrow(float x) { return to_half(x); }
};
template <> struct Accumulate<BFloat16> {
  using Sum = float;
  static float widen(BFloat16 x) { return to_float(x); }
  static BFloat16 narrow(float x) { return to_bfloat16(x); }
};

template <class Sum> inline Sum add(Sum a, Sum b) {
  if constexpr (std::is_same_v<Sum, bool>)
    return a || b;
  else
    return a + b;
}
template <class Sum> inline Sum multiply(Sum a, Sum b) {
  if constexpr (std::is_same_v<Sum, bool>)
    return a && b;
  else
    return a * b;
}
// a + b, both narrow.
template <class T> inline T add_narrow(T a, T b) {
  using A = Accumulate<T>;
  return A::narrow(add(A::widen(a), A::widen(b)));
}

// The sum of n elements `stride` apart, in 32 interleaved partial sums: a fixed order, and enough independent chains to
// keep the adders busy.
template <class T> inline typename Accumulate<T>::Sum run_sum(const T* p, int64_t n, int64_t stride = 1) {
  using Sum = typename Accumulate<T>::Sum;
  constexpr int64_t kLanes = 32;
  Sum lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (int64_t l = 0; l < kLanes; ++l) lanes[l] = add(lanes[l], Accumulate<T>::widen(p[(i + l) * stride]));
  }
  for (; i < n; ++i) lanes[i % kLanes] = add(lanes[i % kLanes], Accumulate<T>::widen(p[i * stride]));
  for (int64_t width = kLanes / 2; width > 0; width /= 2) {
    for (int64_t l = 0; l < width; ++l) lanes[l] = add(lanes[l], lanes[l + width]);
  }
  return lanes[0];
}

}  // namespace flambeau
