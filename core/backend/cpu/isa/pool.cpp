// Owns: pooling of one plane, a line of outputs at a time, tap by tap, so that neighbouring outputs share a vector; of
// an image whose channels lie innermost, an output at a time, where channels do. Called by: backend/cpu/pool through
// pool_table; compiled once per instruction-set level.
#include "backend/cpu/pool_table.h"

#if defined(__F16C__)
#include <immintrin.h>
#endif

#include <type_traits>

namespace flambeau::FLAMBEAU_ISA {
namespace {

constexpr int64_t kLine = 256;  // outputs handled at once

template <class T> struct WideOf {
  using type = T;
};
template <> struct WideOf<Half> {
  using type = float;
};
template <> struct WideOf<BFloat16> {
  using type = float;
};
template <class T> using Wide = typename WideOf<T>::type;

template <class T> inline T widen(T x) { return x; }
inline float widen(BFloat16 x) { return __builtin_bit_cast(float, static_cast<uint32_t>(x.bits) << 16); }
#if defined(__F16C__)
inline float widen(Half x) { return _cvtsh_ss(x.bits); }
#else
inline float widen(Half x) { return to_float(x); }
#endif
template <class T> inline T narrow(Wide<T> x) {
  if constexpr (std::is_same_v<T, Half>)
    return to_half(x);
  else if constexpr (std::is_same_v<T, BFloat16>)
    return to_bfloat16(x);
  else
    return x;
}

inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

template <class T> inline T lowest() {
  if constexpr (std::is_floating_point_v<T>)
    return -static_cast<T>(__builtin_inf());
  else if constexpr (std::is_signed_v<T>)
    return static_cast<T>(T(1) << (8 * sizeof(T) - 1));
  else
    return T(0);
}

// Output positions of [first, first + n) whose tap at `offset` lies inside the input, relative to `first`.
struct Span {
  int64_t begin, end;
};
inline Span inside(int64_t offset, int64_t stride, int64_t input, int64_t n) {
  const int64_t begin = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  const int64_t end = offset >= input ? 0 : (input - 1 - offset) / stride + 1;
  return {least(begin, n), least(end, n)};
}

// Calls body with the stride as a constant where that lets the compiler use shuffles instead of gathers. Integers are
// pooled too rarely to be worth three loops.
template <class T, class Body> inline void with_stride(int64_t stride, const Body& body) {
  if constexpr (!std::is_integral_v<T>) {
    if (stride == 1) return body(std::integral_constant<int64_t, 1>{});
    if (stride == 2) return body(std::integral_constant<int64_t, 2>{});
  }
  body(stride);
}

// Calls tap(start, span) for every tap of the windows of outputs (z, y, x0 .. x0 + n): under output x0 + o it sees the
// input element start + o * stride[2], for o in the span.
template <class Tap>
inline void each_tap(const PoolPlane& p, int64_t z, int64_t y, int64_t x0, int64_t n, const Tap& tap) {
  for (int64_t kz = p.first_tap[0]; kz < p.last_tap[0]; ++kz) {
    const int64_t iz = z * p.stride[0] - p.padding[0] + kz * p.dilation[0];
    if (iz < 0 || iz >= p.input[0]) continue;
    for (int64_t ky = p.first_tap[1]; ky < p.last_tap[1]; ++ky) {
      const int64_t iy = y * p.stride[1] - p.padding[1] + ky * p.dilation[1];
      if (iy < 0 || iy >= p.input[1]) continue;
      const int64_t row = (iz * p.input[1] + iy) * p.input[2];
      for (int64_t kx = p.first_tap[2]; kx < p.last_tap[2]; ++kx) {
        const int64_t offset = x0 * p.stride[2] - p.padding[2] + kx * p.dilation[2];
        tap(row + offset, inside(offset, p.stride[2], p.input[2], n));
      }
    }
  }
}

// Calls line(z, y, x0, n, first_output) for runs of at most kLine outputs.
template <class Line> inline void each_line(const PoolPlane& p, const Line& line) {
  int64_t at = 0;
  for (int64_t z = 0; z < p.output[0]; ++z) {
    for (int64_t y = 0; y < p.output[1]; ++y) {
      for (int64_t x = 0; x < p.output[2]; x += kLine) {
        const int64_t n = least(kLine, p.output[2] - x);
        line(z, y, x, n, at);
        at += n;
      }
    }
  }
}

// Positions are kept in `Index`, as wide as the values where a plane allows it, so that both fill the same vectors.
template <class T, class Index>
void max_plane_indexed(const PoolPlane& p, const T* x, T* out, int64_t* indices) {
  Wide<T> best[kLine];
  Index where[kLine];
  each_line(p, [&](int64_t z, int64_t y, int64_t x0, int64_t n, int64_t at) {
    // Where every element is the lowest value, the window's first element inside the input is reported.
    for (int64_t o = 0; o < n; ++o) {
      best[o] = lowest<Wide<T>>();
      where[o] = Index(-1);
    }
    each_tap(p, z, y, x0, n, [&](int64_t start, Span span) {
      with_stride<T>(p.stride[2], [&](auto stride) {
        for (int64_t o = span.begin; o < span.end; ++o) {
          const Wide<T> value = widen(x[start + o * stride]);
          const bool take = (value > best[o]) | (value != value) | (where[o] < 0);
          best[o] = take ? value : best[o];
          where[o] = take ? static_cast<Index>(start + o * stride) : where[o];
        }
      });
    });
    for (int64_t o = 0; o < n; ++o) {
      out[at + o] = narrow<T>(best[o]);
      indices[at + o] = where[o];
    }
  });
}

template <class T> void max_plane(const PoolPlane& p, const void* x, void* out, int64_t* indices) {
  const bool short_index = p.input[0] * p.input[1] * p.input[2] <= INT32_MAX;
  if constexpr (sizeof(T) < 8 && !std::is_integral_v<T>) {
    if (short_index) {
      return max_plane_indexed<T, int32_t>(p, static_cast<const T*>(x), static_cast<T*>(out), indices);
    }
  }
  max_plane_indexed<T, int64_t>(p, static_cast<const T*>(x), static_cast<T*>(out), indices);
}

// Along one dimension: how many positions of window o count, and how many of them lie inside the input.
struct Extent {
  int64_t counted, seen;
};
inline Extent extent(const PoolPlane& p, int dim, int64_t o) {
  const int64_t begin = o * p.stride[dim] - p.padding[dim];
  const int64_t end = least(begin + p.kernel[dim], p.input[dim] + p.padding[dim]);
  const int64_t seen = least(end, p.input[dim]) - most(begin, 0);
  return {end - begin, most(seen, 0)};
}

template <class W> inline void divisors(const PoolPlane& p, int64_t z, int64_t y, int64_t x0, int64_t n, W* out) {
  const Extent ez = extent(p, 0, z), ey = extent(p, 1, y);
  for (int64_t o = 0; o < n; ++o) {
    const Extent ex = extent(p, 2, x0 + o);
    const int64_t seen = ez.seen * ey.seen * ex.seen;
    const int64_t count = p.divisor_override    ? p.divisor_override
                          : p.count_include_pad ? ez.counted * ey.counted * ex.counted
                                                : seen;
    out[o] = seen == 0 ? W(1) : static_cast<W>(count);  // a window that sees nothing gives zero
  }
}

template <class T> void average_plane(const PoolPlane& p, const void* x_data, void* out_data) {
  const T* x = static_cast<const T*>(x_data);
  T* out = static_cast<T*>(out_data);
  Wide<T> sum[kLine], divisor[kLine];
  each_line(p, [&](int64_t z, int64_t y, int64_t x0, int64_t n, int64_t at) {
    for (int64_t o = 0; o < n; ++o) sum[o] = 0;
    each_tap(p, z, y, x0, n, [&](int64_t start, Span span) {
      with_stride<T>(p.stride[2], [&](auto stride) {
        for (int64_t o = span.begin; o < span.end; ++o) sum[o] += widen(x[start + o * stride]);
      });
    });
    divisors(p, z, y, x0, n, divisor);
    for (int64_t o = 0; o < n; ++o) out[at + o] = narrow<T>(sum[o] / divisor[o]);
  });
}

template <class T> void average_backward_plane(const PoolPlane& p, const void* g_data, void* dx_data) {
  const T* g = static_cast<const T*>(g_data);
  Wide<T>* dx = static_cast<Wide<T>*>(dx_data);
  Wide<T> share[kLine], divisor[kLine];
  each_line(p, [&](int64_t z, int64_t y, int64_t x0, int64_t n, int64_t at) {
    divisors(p, z, y, x0, n, divisor);
    for (int64_t o = 0; o < n; ++o) share[o] = widen(g[at + o]) / divisor[o];
    each_tap(p, z, y, x0, n, [&](int64_t start, Span span) {
      with_stride<T>(p.stride[2], [&](auto stride) {
        for (int64_t o = span.begin; o < span.end; ++o) dx[start + o * stride] += share[o];
      });
    });
  });
}

// ---- channels innermost ----

// Calls run(z, y, x, at, c, n) for runs of at most kLine channels c .. c + n of each output in lines [begin, end).
template <class Run>
inline void each_run(const PoolPlane& p, int64_t channels, int64_t begin, int64_t end, const Run& run) {
  for (int64_t line = begin; line < end; ++line) {
    for (int64_t x = 0; x < p.output[2]; ++x) {
      const int64_t at = line * p.output[2] + x;
      for (int64_t c = 0; c < channels; c += kLine) {
        run(line / p.output[1], line % p.output[1], x, at * channels + c, c, least(kLine, channels - c));
      }
    }
  }
}

// Calls tap(position) for the input positions that the window of output (z, y, x) sees.
template <class Tap> inline void each_seen(const PoolPlane& p, int64_t z, int64_t y, int64_t x, const Tap& tap) {
  each_tap(p, z, y, x, 1, [&](int64_t position, Span span) {
    if (span.begin < span.end) tap(position);
  });
}

template <class T, class Index>
void max_last_indexed(const PoolPlane& p, int64_t channels, int64_t begin, int64_t end, const T* x, T* out,
                      int64_t* indices) {
  T best[kLine];
  Index where[kLine];
  each_run(p, channels, begin, end, [&](int64_t z, int64_t y, int64_t x0, int64_t at, int64_t c, int64_t n) {
    for (int64_t o = 0; o < n; ++o) {
      best[o] = lowest<T>();
      where[o] = Index(-1);
    }
    each_seen(p, z, y, x0, [&](int64_t position) {
      const T* from = x + position * channels + c;
      for (int64_t o = 0; o < n; ++o) {
        const T value = from[o];
        const bool take = (value > best[o]) | (value != value) | (where[o] < 0);
        best[o] = take ? value : best[o];
        where[o] = take ? static_cast<Index>(position) : where[o];
      }
    });
    for (int64_t o = 0; o < n; ++o) {
      out[at + o] = best[o];
      indices[at + o] = where[o];
    }
  });
}
template <class T>
void max_last(const PoolPlane& p, int64_t channels, int64_t begin, int64_t end, const void* x, void* out,
              int64_t* indices) {
  if (sizeof(T) < 8 && p.input[0] * p.input[1] * p.input[2] <= INT32_MAX) {
    return max_last_indexed<T, int32_t>(p, channels, begin, end, static_cast<const T*>(x), static_cast<T*>(out),
                                        indices);
  }
  max_last_indexed<T, int64_t>(p, channels, begin, end, static_cast<const T*>(x), static_cast<T*>(out), indices);
}

template <class T>
void average_last(const PoolPlane& p, int64_t channels, int64_t begin, int64_t end, const void* x_data,
                  void* out_data) {
  const T* x = static_cast<const T*>(x_data);
  T* out = static_cast<T*>(out_data);
  T sum[kLine], divisor;
  each_run(p, channels, begin, end, [&](int64_t z, int64_t y, int64_t x0, int64_t at, int64_t c, int64_t n) {
    for (int64_t o = 0; o < n; ++o) sum[o] = 0;
    each_seen(p, z, y, x0, [&](int64_t position) {
      const T* from = x + position * channels + c;
      for (int64_t o = 0; o < n; ++o) sum[o] += from[o];
    });
    divisors(p, z, y, x0, 1, &divisor);
    for (int64_t o = 0; o < n; ++o) out[at + o] = sum[o] / divisor;
  });
}

template <class T>
void average_backward_last(const PoolPlane& p, int64_t channels, const void* g_data, void* dx_data) {
  const T* g = static_cast<const T*>(g_data);
  T* dx = static_cast<T*>(dx_data);
  T share[kLine], divisor;
  each_run(p, channels, 0, p.output[0] * p.output[1],
           [&](int64_t z, int64_t y, int64_t x0, int64_t at, int64_t c, int64_t n) {
             divisors(p, z, y, x0, 1, &divisor);
             for (int64_t o = 0; o < n; ++o) share[o] = g[at + o] / divisor;
             each_seen(p, z, y, x0, [&](int64_t position) {
               T* to = dx + position * channels + c;
               for (int64_t o = 0; o < n; ++o) to[o] += share[o];
             });
           });
}

}  // namespace

// In the order of DType: bool, integers, 16-bit floats, float32, float64, complex.
constinit const PoolTable pool_table = {
    {nullptr, max_plane<uint8_t>, max_plane<int8_t>, max_plane<int16_t>, max_plane<int32_t>, max_plane<int64_t>,
     max_plane<Half>, max_plane<BFloat16>, max_plane<float>, max_plane<double>, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, average_plane<Half>, average_plane<BFloat16>,
     average_plane<float>, average_plane<double>, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, average_backward_plane<Half>,
     average_backward_plane<BFloat16>, average_backward_plane<float>, average_backward_plane<double>, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, max_last<float>, max_last<double>, nullptr,
     nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, average_last<float>, average_last<double>,
     nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, average_backward_last<float>,
     average_backward_last<double>, nullptr, nullptr},
};

}  // namespace flambeau::FLAMBEAU_ISA
