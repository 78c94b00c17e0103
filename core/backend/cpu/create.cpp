// Owns: the loops behind arange and linspace.
// Called by: create.h's callers.
#include "backend/cpu/create.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "backend/cpu/isa.h"

namespace flambeau {
namespace {

template <class T> constexpr bool is_half = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

template <class T, class From> T rounded(From x) {
  if constexpr (std::is_same_v<T, Half>) {
    return to_half(static_cast<float>(x));
  } else if constexpr (std::is_same_v<T, BFloat16>) {
    return to_bfloat16(static_cast<float>(x));
  } else {
    return static_cast<T>(x);
  }
}
template <class T> auto widened(T x) {
  if constexpr (is_half<T>) {
    return to_float(x);
  } else {
    return static_cast<double>(x);
  }
}

// a * b + c rounded once, where it matters: between floats the product is exact in double, and that vectorises.
template <class T> double fused(double a, double b, double c) {
  if constexpr (std::is_same_v<T, float> || is_half<T>) {
    return a * b + c;
  } else {
    return std::fma(a, b, c);
  }
}

// Note [Vectors of a progression]: PyTorch rounds the first number of each vector to the dtype and adds multiples of
// the step to that; the numbers that fill no pair of vectors are computed one by one. Equal values need equal vectors.
template <class T> void progression(T* out, int64_t n, double start, double step) {
  const double first = is_half<T> ? static_cast<float>(start) : start,
               by = is_half<T> ? static_cast<float>(step) : step;
  const int64_t lanes = (isa_level() == IsaLevel::V4 ? 64 : 32) / static_cast<int64_t>(sizeof(T));
  const int64_t paired = n - n % (2 * lanes);
  for (int64_t i = 0; i < paired; i += lanes) {
    const double base = widened(rounded<T>(fused<T>(by, static_cast<double>(i), first)));
    for (int64_t k = 0; k < lanes; ++k) out[i + k] = rounded<T>(fused<T>(by, static_cast<double>(k), base));
  }
  for (int64_t i = paired; i < n; ++i) out[i] = rounded<T>(fused<T>(by, static_cast<double>(i), first));
}
template <class T> void integer_progression(T* out, int64_t n, int64_t start, int64_t step) {
  uint64_t value = static_cast<uint64_t>(start);  // wraps
  for (int64_t i = 0; i < n; ++i, value += static_cast<uint64_t>(step)) out[i] = static_cast<T>(value);
}

// at(i): the i-th number counted from the start, from_end(i): counted from the end.
template <class T, class At, class FromEnd> void both_ways(T* out, int64_t n, At&& at, FromEnd&& from_end) {
  const int64_t half = n == 1 ? 1 : n / 2;  // a lone number is the start
  for (int64_t i = 0; i < half; ++i) out[i] = at(i);
  for (int64_t i = half; i < n; ++i) out[i] = from_end(n - 1 - i);
}

template <class T> void linspace(T* out, int64_t n, complex128 from, complex128 to) {
  using Real = std::conditional_t<std::is_same_v<T, float> || is_half<T>, float, double>;
  const auto start = static_cast<Real>(widened(rounded<T>(from.real())));
  const auto end = static_cast<Real>(widened(rounded<T>(to.real())));
  const auto in_dtype = [](auto x) {
    return static_cast<Real>(widened(rounded<T>(x)));
  };  // of 16-bit floats, each step is
  const Real step = is_half<T> ? in_dtype(in_dtype(end - start) / in_dtype(std::max<int64_t>(n - 1, 1)))
                               : (end - start) / static_cast<Real>(std::max<int64_t>(n - 1, 1));
  const auto from_anchor = [&](Real by, int64_t i, Real anchor) {
    if constexpr (is_half<T>) {
      return rounded<T>(in_dtype(by * in_dtype(i)) + anchor);
    } else {
      return rounded<T>(fused<T>(by, static_cast<Real>(i), anchor));
    }
  };
  both_ways(
      out, n, [&](int64_t i) { return from_anchor(step, i, start); },
      [&](int64_t i) { return from_anchor(-step, i, end); });
}
template <class Part> void complex_linspace(std::complex<Part>* out, int64_t n, complex128 from, complex128 to) {
  const std::complex<Part> start(from), end(to);
  const std::complex<Part> step = (end - start) / static_cast<Part>(std::max<int64_t>(n - 1, 1));
  const auto from_anchor = [](std::complex<Part> by, int64_t i, std::complex<Part> anchor) {
    const auto times = static_cast<Part>(i);
    return std::complex<Part>(std::fma(by.real(), times, anchor.real()), std::fma(by.imag(), times, anchor.imag()));
  };
  both_ways(
      out, n, [&](int64_t i) { return from_anchor(step, i, start); },
      [&](int64_t i) { return from_anchor(-step, i, end); });
}

}  // namespace

void fill_progression(DType t, void* out, int64_t n, const Progression& p) {
  visit(t, [&]<class T>() {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      integer_progression(static_cast<T*>(out), n, p.start, p.step);
    } else if constexpr (std::is_floating_point_v<T> || is_half<T>) {
      progression(static_cast<T*>(out), n, p.real_start, p.real_step);
    }
  });
}

void fill_linspace(DType t, void* out, int64_t n, complex128 start, complex128 end) {
  visit(t, [&]<class T>() {
    if constexpr (std::is_same_v<T, complex64> || std::is_same_v<T, complex128>) {
      complex_linspace(static_cast<T*>(out), n, start, end);
    } else if constexpr (!std::is_same_v<T, bool>) {
      linspace(static_cast<T*>(out), n, start, end);
    }
  });
}

}  // namespace flambeau
