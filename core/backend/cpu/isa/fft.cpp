// Owns: the loops of Fourier transforms, which work on as many lines at once as a vector has lanes.
// Called by: backend/cpu/fft through the tables at the end; compiled once per instruction-set level.
#include <utility>

#include "backend/cpu/fft_table.h"
#include "backend/cpu/isa/vectors.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

#define FLAMBEAU_INLINE __attribute__((always_inline)) inline

// ---- numbers in lanes
// ------------------------------------------------------------------------------------------------

template <class T> struct Number {
  Vector<T> re, im;
};
template <class T> FLAMBEAU_INLINE Number<T> operator+(Number<T> a, Number<T> b) { return {a.re + b.re, a.im + b.im}; }
template <class T> FLAMBEAU_INLINE Number<T> operator-(Number<T> a, Number<T> b) { return {a.re - b.re, a.im - b.im}; }
template <class T> FLAMBEAU_INLINE Number<T> times_i(Number<T> a) { return {-a.im, a.re}; }
template <class T> FLAMBEAU_INLINE Number<T> conjugate(Number<T> a) { return {a.re, -a.im}; }
template <class T> FLAMBEAU_INLINE Number<T> operator*(Number<T> a, Number<T> w) {
  return {fma(a.re, w.re, -(a.im * w.im)), fma(a.re, w.im, a.im * w.re)};
}
template <class T> FLAMBEAU_INLINE Number<T> scaled(Number<T> a, Vector<T> s) { return {a.re * s, a.im * s}; }
// a + b * s
template <class T> FLAMBEAU_INLINE Number<T> plus_scaled(Number<T> a, Number<T> b, Vector<T> s) {
  return {fma(b.re, s, a.re), fma(b.im, s, a.im)};
}
template <class T> FLAMBEAU_INLINE Number<T> pair_at(const T* w) { return {broadcast(w[0]), broadcast(w[1])}; }

// Where the parts of a block's numbers lie: exchanged for an inverse transform.
template <class T> struct Parts {
  int64_t re, im;
  explicit Parts(bool inverse) : re(inverse ? kLanes<T> : 0), im(inverse ? 0 : kLanes<T>) {}
  FLAMBEAU_INLINE Number<T> at(const T* z) const { return {load(z + re), load(z + im)}; }
  FLAMBEAU_INLINE void put(T* z, Number<T> a) const {
    store(z + re, a.re);
    store(z + im, a.im);
  }
};
template <class T> constexpr int64_t kBlockStep = 2 * kLanes<T>;  // from number to number

// ---- butterflies
// -----------------------------------------------------------------------------------------------------

template <class T> FLAMBEAU_INLINE void butterfly(Number<T> (&a)[2], const T*) {
  const Number<T> b = a[0] - a[1];
  a[0] = a[0] + a[1];
  a[1] = b;
}

template <class T>
FLAMBEAU_INLINE void four(Number<T>& a0, Number<T>& a1, Number<T>& a2, Number<T>& a3) {
  const Number<T> s = a0 + a2, d = a0 - a2, t = a1 + a3, e = times_i(a1 - a3);
  a0 = s + t;
  a1 = d - e;
  a2 = s - t;
  a3 = d + e;
}
template <class T> FLAMBEAU_INLINE void butterfly(Number<T> (&a)[4], const T*) { four(a[0], a[1], a[2], a[3]); }

template <class T> FLAMBEAU_INLINE void butterfly(Number<T> (&a)[8], const T*) {
  four(a[0], a[2], a[4], a[6]);
  four(a[1], a[3], a[5], a[7]);
  const Vector<T> h = broadcast(static_cast<T>(0.70710678118654752440));
  const Number<T> o[4] = {a[1],
                          scaled(Number<T>{a[3].re + a[3].im, a[3].im - a[3].re}, h),
                          {a[5].im, -a[5].re},
                          scaled(Number<T>{a[7].im - a[7].re, -a[7].re - a[7].im}, h)};
  const Number<T> e[4] = {a[0], a[2], a[4], a[6]};
  for (int k = 0; k < 4; ++k) {
    a[k] = e[k] + o[k];
    a[k + 4] = e[k] - o[k];
  }
}

// An odd radix: sums and differences of the numbers at j and R - j meet the roots' real and imaginary parts.
template <class T, int R> FLAMBEAU_INLINE void butterfly(Number<T> (&a)[R], const T* roots) {
  constexpr int half = R / 2;
  Number<T> sums[half], differences[half];
  const Number<T> first = a[0];
  for (int j = 0; j < half; ++j) {
    sums[j] = a[j + 1] + a[R - 1 - j];
    differences[j] = a[j + 1] - a[R - 1 - j];
    a[0] = a[0] + sums[j];
  }
  for (int k = 0; k < half; ++k) {
    Number<T> even = first, odd = {};
    for (int j = 0; j < half; ++j) {
      const T* root = roots + 2 * (k * half + j);
      even = plus_scaled(even, sums[j], broadcast(root[0]));
      odd = plus_scaled(odd, differences[j], broadcast(root[1]));
    }
    odd = times_i(odd);
    a[k + 1] = even + odd;
    a[R - 1 - k] = even - odd;
  }
}

// ---- passes (Stockham: the result is in order, in the other block)
// -----------------------------------------------------

// Parts of R * m numbers, `runs` of them side by side, become parts of m numbers.
template <class T, int R>
void pass(const T* x, T* y, int64_t m, int64_t runs, const T* twiddles, const T* roots, Parts<T> parts) {
  constexpr int64_t step = kBlockStep<T>;
  for (int64_t p = 0; p < m; ++p, twiddles += 2 * (R - 1)) {
    Number<T> w[R];
    for (int j = 1; j < R; ++j) w[j] = pair_at(twiddles + 2 * (j - 1));
    const T* from = x + p * runs * step;
    T* to = y + p * R * runs * step;
    for (int64_t q = 0; q < runs; ++q, from += step, to += step) {
      Number<T> a[R];
      for (int j = 0; j < R; ++j) a[j] = parts.at(from + j * m * runs * step);
      butterfly(a, roots);
      parts.put(to, a[0]);
      for (int j = 1; j < R; ++j) parts.put(to + j * runs * step, p == 0 ? a[j] : a[j] * w[j]);
    }
  }
}

// The same for an odd radix beyond those that are compiled one by one.
template <class T>
void any_pass(int radix, const T* x, T* y, int64_t m, int64_t runs, const T* twiddles, const T* roots, Parts<T> parts) {
  constexpr int64_t step = kBlockStep<T>;
  const int half = radix / 2;
  const int64_t stride = m * runs * step;
  for (int64_t p = 0; p < m; ++p, twiddles += 2 * (radix - 1)) {
    const T* from = x + p * runs * step;
    T* to = y + p * radix * runs * step;
    for (int64_t q = 0; q < runs; ++q, from += step, to += step) {
      Number<T> sums[kMaxFftRadix / 2], differences[kMaxFftRadix / 2];
      const Number<T> first = parts.at(from);
      Number<T> total = first;
      for (int j = 0; j < half; ++j) {
        const Number<T> a = parts.at(from + (j + 1) * stride), b = parts.at(from + (radix - 1 - j) * stride);
        sums[j] = a + b;
        differences[j] = a - b;
        total = total + sums[j];
      }
      parts.put(to, total);
      for (int k = 0; k < half; ++k) {
        Number<T> even = first, odd = {};
        for (int j = 0; j < half; ++j) {
          const T* root = roots + 2 * (k * half + j);
          even = plus_scaled(even, sums[j], broadcast(root[0]));
          odd = plus_scaled(odd, differences[j], broadcast(root[1]));
        }
        odd = times_i(odd);
        const int low = k + 1, high = radix - 1 - k;
        parts.put(to + low * runs * step, (even + odd) * pair_at(twiddles + 2 * (low - 1)));
        parts.put(to + high * runs * step, (even - odd) * pair_at(twiddles + 2 * (high - 1)));
      }
    }
  }
}

template <class T> T* transform(const FftPasses<T>& passes, int64_t n, bool inverse, T* z, T* spare) {
  const Parts<T> parts(inverse);
  int64_t runs = 1;
  for (int i = 0; i < passes.count; ++i) {
    const int radix = passes.radix[i];
    const int64_t m = n / runs / radix;
    const T *w = passes.twiddles[i], *roots = passes.roots[i];
    switch (radix) {
      case 2: pass<T, 2>(z, spare, m, runs, w, roots, parts); break;
      case 3: pass<T, 3>(z, spare, m, runs, w, roots, parts); break;
      case 4: pass<T, 4>(z, spare, m, runs, w, roots, parts); break;
      case 5: pass<T, 5>(z, spare, m, runs, w, roots, parts); break;
      case 7: pass<T, 7>(z, spare, m, runs, w, roots, parts); break;
      case 8: pass<T, 8>(z, spare, m, runs, w, roots, parts); break;
      default: any_pass(radix, z, spare, m, runs, w, roots, parts);
    }
    runs *= radix;
    std::swap(z, spare);
  }
  return z;
}

// ---- between memory and blocks
// -----------------------------------------------------------------------------------------

template <class T, size_t... I>
FLAMBEAU_INLINE Vector<T> low_halves(Vector<T> a, Vector<T> b, std::index_sequence<I...>) {
  return __builtin_shufflevector(a, b, (I / 2 + I % 2 * sizeof...(I))...);
}
template <class T, size_t... I>
FLAMBEAU_INLINE Vector<T> high_halves(Vector<T> a, Vector<T> b, std::index_sequence<I...>) {
  return __builtin_shufflevector(a, b, ((sizeof...(I) + I) / 2 + I % 2 * sizeof...(I))...);
}
template <class T, size_t... I>
FLAMBEAU_INLINE Vector<T> every_second(Vector<T> a, Vector<T> b, std::index_sequence<I...>) {
  return __builtin_shufflevector(a, b, (2 * I)...);
}
template <class T, size_t... I>
FLAMBEAU_INLINE Vector<T> every_other(Vector<T> a, Vector<T> b, std::index_sequence<I...>) {
  return __builtin_shufflevector(a, b, (2 * I + 1)...);
}
template <class T> using Lanes = std::make_index_sequence<kLanes<T>>;

// A square of vectors becomes its transpose: every round of merging halves turns the bits of (row, lane) by one.
template <class T> FLAMBEAU_INLINE void transpose(Vector<T> (&v)[kLanes<T>]) {
  constexpr int half = kLanes<T> / 2;
  for (int round = kLanes<T>; round > 1; round /= 2) {
    Vector<T> w[kLanes<T>];
    for (int i = 0; i < half; ++i) {
      w[2 * i] = low_halves<T>(v[i], v[i + half], Lanes<T>());
      w[2 * i + 1] = high_halves<T>(v[i], v[i + half], Lanes<T>());
    }
    for (int i = 0; i < kLanes<T>; ++i) v[i] = w[i];
  }
}

template <class T> FLAMBEAU_INLINE Vector<T> load_some(const T* p, int64_t count) {
  Vector<T> v = {};
  std::memcpy(&v, p, count * sizeof(T));
  return v;
}
template <class T> FLAMBEAU_INLINE void store_some(T* p, Vector<T> v, int64_t count) {
  std::memcpy(p, &v, count * sizeof(T));
}

// Lines whose items lie one after the other: `count` real numbers each.
template <class T> void load_rows(const FftLines<T>& from, int64_t count, T* z) {
  constexpr int lanes = kLanes<T>;
  for (int64_t i = 0; i < count; i += lanes) {
    const int64_t rest = count - i;
    Vector<T> v[lanes];
    for (int l = 0; l < lanes; ++l) {
      if (l >= from.width)
        v[l] = Vector<T>{};
      else
        v[l] = rest >= lanes ? load(from.lines[l] + i) : load_some(from.lines[l] + i, rest);
    }
    transpose<T>(v);
    for (int k = 0; k < lanes && k < rest; ++k) store(z + (i + k) * lanes, v[k]);
  }
}
template <class T> void store_rows(const T* z, T scale, const FftLines<T>& to, int64_t count) {
  constexpr int lanes = kLanes<T>;
  const Vector<T> factor = broadcast(scale);
  for (int64_t i = 0; i < count; i += lanes) {
    const int64_t rest = count - i;
    Vector<T> v[lanes];
    for (int k = 0; k < lanes; ++k) v[k] = k < rest ? load(z + (i + k) * lanes) * factor : Vector<T>{};
    transpose<T>(v);
    for (int l = 0; l < to.width; ++l) {
      if (rest >= lanes)
        store(to.lines[l] + i, v[l]);
      else
        store_some(to.lines[l] + i, v[l], rest);
    }
  }
}

template <class T> void load_real(const FftLines<T>& from, T* z) {
  constexpr int lanes = kLanes<T>;
  if (from.step == 1) return load_rows(from, from.n, z);
  for (int64_t k = 0; k < from.n; ++k, z += lanes) {
    if (from.adjacent) {
      store(z, load_some(from.lines[0] + k * from.step, from.width));
      continue;
    }
    store(z, Vector<T>{});
    for (int l = 0; l < from.width; ++l) z[l] = from.lines[l][k * from.step];
  }
}
template <class T> void load_complex(const FftLines<T>& from, T* z) {
  constexpr int lanes = kLanes<T>;
  if (from.step == 1) return load_rows(from, 2 * from.n, z);
  for (int64_t k = 0; k < from.n; ++k, z += 2 * lanes) {
    if (from.adjacent && from.width == lanes) {
      const T* p = from.lines[0] + 2 * k * from.step;
      const Vector<T> a = load(p), b = load(p + lanes);
      store(z, every_second<T>(a, b, Lanes<T>()));
      store(z + lanes, every_other<T>(a, b, Lanes<T>()));
      continue;
    }
    store(z, Vector<T>{});
    store(z + lanes, Vector<T>{});
    for (int l = 0; l < from.width; ++l) {
      z[l] = from.lines[l][2 * k * from.step];
      z[lanes + l] = from.lines[l][2 * k * from.step + 1];
    }
  }
}

template <class T> void store_real(const T* z, T scale, const FftLines<T>& to) {
  constexpr int lanes = kLanes<T>;
  if (to.step == 1) return store_rows(z, scale, to, to.n);
  for (int64_t k = 0; k < to.n; ++k, z += lanes) {
    if (to.adjacent) {
      store_some(to.lines[0] + k * to.step, load(z) * broadcast(scale), to.width);
      continue;
    }
    for (int l = 0; l < to.width; ++l) to.lines[l][k * to.step] = z[l] * scale;
  }
}
template <class T> void store_complex(const T* z, T scale, const FftLines<T>& to) {
  constexpr int lanes = kLanes<T>;
  if (to.step == 1) return store_rows(z, scale, to, 2 * to.n);
  const Vector<T> factor = broadcast(scale);
  for (int64_t k = 0; k < to.n; ++k, z += 2 * lanes) {
    if (to.adjacent && to.width == lanes) {
      T* p = to.lines[0] + 2 * k * to.step;
      const Vector<T> re = load(z) * factor, im = load(z + lanes) * factor;
      store(p, low_halves<T>(re, im, Lanes<T>()));
      store(p + lanes, high_halves<T>(re, im, Lanes<T>()));
      continue;
    }
    for (int l = 0; l < to.width; ++l) {
      to.lines[l][2 * k * to.step] = z[l] * scale;
      to.lines[l][2 * k * to.step + 1] = z[lanes + l] * scale;
    }
  }
}

template <class T>
void twist_columns(const T* z, const T* factors, int64_t a, int64_t b, int64_t first, int width, bool inverse,
                   T* turned) {
  constexpr int lanes = kLanes<T>;
  constexpr int64_t step = kBlockStep<T>;
  const Parts<T> parts(inverse);
  for (int64_t row = 0; row < a; row += lanes, turned += b * step) {
    Vector<T> re[lanes], im[lanes];
    for (int k = 0; k < lanes; ++k) {
      const int64_t at = (row + k) * step;
      const Number<T> x =
          row + k < a ? parts.at(z + at) * Number<T>{load(factors + at), load(factors + at + lanes)} : Number<T>{};
      re[k] = x.re;
      im[k] = x.im;
    }
    transpose<T>(re);
    transpose<T>(im);
    for (int l = 0; l < width; ++l) parts.put(turned + (first + l) * step, {re[l], im[l]});
  }
}

// ---- real numbers as pairs, and products
// -------------------------------------------------------------------------------

template <class T> void multiply(T* z, const T* factors, int64_t n, bool inverse) {
  const Parts<T> parts(inverse);
  for (int64_t k = 0; k < n; ++k, z += kBlockStep<T>) parts.put(z, parts.at(z) * pair_at(factors + 2 * k));
}

template <class T> void unpack_pairs(const T* z, T* out, int64_t h, const T* twist) {
  constexpr int64_t step = kBlockStep<T>;
  const Parts<T> parts(false);
  const Vector<T> two = broadcast(T(2));
  const Number<T> first = parts.at(z);
  parts.put(out, {two * (first.re + first.im), Vector<T>{}});
  parts.put(out + h * step, {two * (first.re - first.im), Vector<T>{}});
  for (int64_t k = 1; k <= h / 2; ++k) {
    const Number<T> a = parts.at(z + k * step), b = conjugate(parts.at(z + (h - k) * step));
    const Number<T> even = a + b, odd = times_i((a - b) * pair_at(twist + 2 * k));
    parts.put(out + k * step, even - odd);
    parts.put(out + (h - k) * step, conjugate(even + odd));
  }
}

template <class T> void pack_pairs(const T* z, T* out, int64_t h, const T* twist) {
  constexpr int64_t step = kBlockStep<T>;
  const Parts<T> parts(false);
  const Vector<T> first = load(z), last = load(z + h * step);
  parts.put(out, {first + last, first - last});
  for (int64_t k = 1; k <= h / 2; ++k) {
    const Number<T> a = parts.at(z + k * step), b = conjugate(parts.at(z + (h - k) * step));
    const Number<T> even = a + b, odd = times_i((a - b) * conjugate(pair_at(twist + 2 * k)));
    parts.put(out + k * step, even + odd);
    parts.put(out + (h - k) * step, conjugate(even - odd));
  }
}

// Vectors of complex numbers as they lie in memory, real and imaginary parts in turn.
template <class T, size_t... I> FLAMBEAU_INLINE Vector<T> swapped(Vector<T> v, std::index_sequence<I...>) {
  return __builtin_shufflevector(v, v, (I ^ 1)...);
}
template <class T, size_t... I> FLAMBEAU_INLINE Vector<T> backwards(Vector<T> v, std::index_sequence<I...>) {
  return __builtin_shufflevector(v, v, ((sizeof...(I) - 2 - (I & ~size_t{1})) | (I & 1))...);
}
template <class T, size_t... I> FLAMBEAU_INLINE Vector<T> first_of_each(Vector<T> v, std::index_sequence<I...>) {
  return __builtin_shufflevector(v, v, (I & ~size_t{1})...);
}
template <class T, size_t... I> FLAMBEAU_INLINE Vector<T> second_of_each(Vector<T> v, std::index_sequence<I...>) {
  return __builtin_shufflevector(v, v, (I | 1)...);
}
template <class T, size_t... I> FLAMBEAU_INLINE Vector<T> signs(T of_real, T of_imaginary, std::index_sequence<I...>) {
  return Vector<T>{(I % 2 ? of_imaginary : of_real)...};
}

// Of the numbers at k and h - k, with w = twist[k] or, going back, its conjugate: a and the conjugate b of the other
// make even = a + b and turn = i (a - b) w. even - turn and the conjugate of even + turn take their places, or with the
// signs exchanged, going back.
template <class T, bool back> void turn_pairs(const T* z, T* out, int64_t h, const T* twist, T scale) {
  constexpr int lanes = kLanes<T>;
  constexpr T sign = back ? -1 : 1;
  const auto each = Lanes<T>();
  const Vector<T> conjugating = signs<T>(1, -1, each), turning = signs<T>(-1, 1, each), factor = broadcast(scale);
  int64_t k = 1;
  for (; 2 * k + lanes <= h + 1; k += lanes / 2) {
    const int64_t other = h - k - lanes / 2 + 1;
    const Vector<T> a = load(z + 2 * k), b = backwards<T>(load(z + 2 * other), each) * conjugating;
    const Vector<T> w = load(twist + 2 * k), even = a + b, odd = a - b;
    const Vector<T> re = first_of_each<T>(w, each), im = second_of_each<T>(w, each) * broadcast(sign);
    const Vector<T> y = odd * re + swapped<T>(odd, each) * im * turning, turn = swapped<T>(y, each) * turning * sign;
    store(out + 2 * k, (even - turn) * factor);
    store(out + 2 * other, backwards<T>((even + turn) * conjugating * factor, each));
  }
  for (; k <= h / 2; ++k) {
    const T ar = z[2 * k], ai = z[2 * k + 1], br = z[2 * (h - k)], bi = -z[2 * (h - k) + 1];
    const T wr = twist[2 * k], wi = sign * twist[2 * k + 1], dr = ar - br, di = ai - bi;
    const T re = -sign * (dr * wi + di * wr), im = sign * (dr * wr - di * wi);
    out[2 * k] = (ar + br - re) * scale;
    out[2 * k + 1] = (ai + bi - im) * scale;
    out[2 * (h - k)] = (ar + br + re) * scale;
    out[2 * (h - k) + 1] = -(ai + bi + im) * scale;
  }
}

template <class T> void unpack_line(const T* z, T* out, int64_t h, const T* twist, T scale) {
  const T re = z[0], im = z[1];
  turn_pairs<T, false>(z, out, h, twist, scale);
  out[0] = 2 * (re + im) * scale;
  out[1] = 0;
  out[2 * h] = 2 * (re - im) * scale;
  out[2 * h + 1] = 0;
}

template <class T> void pack_line(const T* z, T* out, int64_t h, const T* twist) {
  const T first = z[0], last = z[2 * h];
  turn_pairs<T, true>(z, out, h, twist, T(1));
  out[0] = first + last;
  out[1] = first - last;
}

template <class T> void multiply_line(const T* a, const T* b, T* out, int64_t n, bool conjugate, T scale) {
  const T sign = conjugate ? -1 : 1;
#pragma omp simd
  for (int64_t k = 0; k < n; ++k) {
    const T ar = a[2 * k], ai = a[2 * k + 1], br = b[2 * k], bi = sign * b[2 * k + 1];
    out[2 * k] = (ar * br - ai * bi) * scale;
    out[2 * k + 1] = (ar * bi + ai * br) * scale;
  }
}

template <class T>
constexpr FftLoops<T> kLoops = {kLanes<T>,    load_real<T>,     load_complex<T>, store_real<T>, store_complex<T>,
                                transform<T>, multiply<T>,      unpack_pairs<T>, pack_pairs<T>, unpack_line<T>,
                                pack_line<T>, multiply_line<T>, twist_columns<T>};

}  // namespace

constinit const FftLoops<float> fft_loops_f32 = kLoops<float>;
constinit const FftLoops<double> fft_loops_f64 = kLoops<double>;

}  // namespace flambeau::FLAMBEAU_ISA
