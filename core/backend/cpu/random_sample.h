// Owns: what the random kernels share: casts of samples, dtype dispatch and drawing in chunks.
// Called by: random.cpp, random_discrete.cpp, random_gamma.cpp and random_multinomial.cpp only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "backend/cpu/generator.h"
#include "tensor/dtype.h"
#include "tensor/error.h"

namespace flambeau::sampling {

constexpr int64_t kChunk = 2048;  // words drawn at a time: 8 KiB, stays in the first-level cache

// Note [Casts]: a double becomes a 16-bit float by way of float, and an integer as x86 converts: out of range gives
// the lowest number of the 32- or 64-bit type, of which the low bits are taken. PyTorch's numbers are made so.
template <class I> I truncated(double x) {
  constexpr double limit = -static_cast<double>(std::numeric_limits<I>::lowest());
  return x >= -limit && x < limit ? static_cast<I>(x) : std::numeric_limits<I>::lowest();
}

template <class T> T cast_sample(double x) {
  if constexpr (std::is_same_v<T, Half>) {
    return to_half(static_cast<float>(x));
  } else if constexpr (std::is_same_v<T, BFloat16>) {
    return to_bfloat16(static_cast<float>(x));
  } else if constexpr (std::is_same_v<T, int64_t>) {
    return truncated<int64_t>(x);
  } else if constexpr (std::is_same_v<T, bool>) {
    return x != 0;
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(truncated<int32_t>(x));
  } else {
    return static_cast<T>(x);
  }
}

template <class T> T cast_integer(int64_t x) {
  if constexpr (std::is_same_v<T, Half>) {
    return to_half(static_cast<float>(x));
  } else if constexpr (std::is_same_v<T, BFloat16>) {
    return to_bfloat16(static_cast<float>(x));
  } else {
    return static_cast<T>(x);
  }
}

template <class T> auto widened(T x) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
    return to_float(x);
  } else {
    return x;
  }
}

template <class T> constexpr bool is_complex_v = std::is_same_v<T, complex64> || std::is_same_v<T, complex128>;

[[noreturn]] inline void fail_dtype(const char* kernel, DType t, const char* required) {
  fail(ErrorKind::NotImplemented, '"', kernel, "\" not implemented for '", scalar_type_name(t), "'; it needs ",
       required, ", got ", name_of(t));
}
inline void require_floating(const char* kernel, DType t) {
  if (!is_floating(t)) fail_dtype(kernel, t, "a floating dtype");
}

// Calls f.operator()<T>() for the real dtypes.
template <class F> void visit_real(DType t, const char* kernel, F&& f) {
  visit(t, [&]<class T>() {
    if constexpr (is_complex_v<T>) {
      fail_dtype(kernel, t, "a real dtype");
    } else {
      f.template operator()<T>();
    }
  });
}

// Calls f.operator()<T>() for the floating dtypes.
template <class F> void visit_floating(DType t, const char* kernel, F&& f) {
  switch (t) {
    case DType::Float16: return f.template operator()<Half>();
    case DType::BFloat16: return f.template operator()<BFloat16>();
    case DType::Float32: return f.template operator()<float>();
    case DType::Float64: return f.template operator()<double>();
    default: fail_dtype(kernel, t, "a floating dtype");
  }
}

// out[i] = sample(), cast from double.
template <class F> void fill_each(DType t, const char* kernel, void* out, int64_t n, F&& sample) {
  visit_real(t, kernel, [&]<class T>() {
    T* p = static_cast<T*>(out);
    for (int64_t i = 0; i < n; ++i) p[i] = cast_sample<T>(sample());
  });
}

// Calls body(words, begin, count) until n numbers of `per_number` 32-bit draws each are served.
template <class F> void draw_chunks(Generator& g, int64_t n, int64_t per_number, F&& body) {
  alignas(64) std::array<uint32_t, kChunk> words;
  for (int64_t begin = 0; begin < n;) {
    const int64_t count = std::min(n - begin, kChunk / per_number);
    g.draw(words.data(), count * per_number);
    body(words.data(), begin, count);
    begin += count;
  }
}

// The largest number of a floating dtype and the bits of its significand.
struct FloatLimits {
  double max;
  int digits;
};
inline FloatLimits float_limits(DType t) {
  switch (t) {
    case DType::Float16: return {65504.0, 11};
    case DType::BFloat16: return {0x1.fep127, 8};
    case DType::Float32: return {std::numeric_limits<float>::max(), 24};
    default: return {std::numeric_limits<double>::max(), 53};
  }
}

}  // namespace flambeau::sampling
