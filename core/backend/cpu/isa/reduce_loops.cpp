// Owns: vectorised inner loops of reductions, compiled once per instruction set.
// Called by: reduce.cpp through the table at the end.
#include "backend/cpu/isa/reduce_loops.h"

#include "backend/cpu/isa/complex.h"

#if defined(__F16C__)
#include <immintrin.h>
#endif

namespace flambeau::FLAMBEAU_ISA {

extern const ReduceLoops reduce_loops;

namespace {

// Accumulators of one row: 128 bytes in native vectors, so the order of summation does not depend on their width.
constexpr int64_t kAccumulatorBytes = 128;
#if defined(__AVX512F__)
constexpr int64_t kVectorBytes = 64;
#elif defined(__AVX2__)
constexpr int64_t kVectorBytes = 32;
#else
constexpr int64_t kVectorBytes = 16;
#endif
constexpr int kVectors = kAccumulatorBytes / kVectorBytes;

template <class T> struct VectorOf {
  typedef T type __attribute__((vector_size(kVectorBytes)));
};
template <class T> using Vector = typename VectorOf<T>::type;
template <class T> constexpr int64_t kLanes = kAccumulatorBytes / static_cast<int64_t>(sizeof(T));
template <class T> constexpr int64_t kWidth = kVectorBytes / static_cast<int64_t>(sizeof(T));

#define FLAMBEAU_INLINE __attribute__((always_inline)) static inline

// Integers wrap, so their arithmetic is done unsigned; floats as it stands.
template <class V> struct Unsigned {
  using type = V;
};
template <> struct Unsigned<int64_t> {
  using type = uint64_t;
};
template <> struct Unsigned<Vector<int64_t>> {
  using type = Vector<uint64_t>;
};
template <class V> FLAMBEAU_INLINE V plus(V a, V b) {
  using U = typename Unsigned<V>::type;
  return (V)((U)a + (U)b);
}
template <class V> FLAMBEAU_INLINE V times(V a, V b) {
  using U = typename Unsigned<V>::type;
  return (V)((U)a * (U)b);
}

// Each fold: identity, map (of one element) and merge (of two mapped values), for scalars and vectors alike.
struct Sum {
  template <class T> static constexpr T identity() { return T(0); }
  template <class V> FLAMBEAU_INLINE V map(V x) { return x; }
  template <class V> FLAMBEAU_INLINE V merge(V a, V b) { return plus(a, b); }
};
struct Prod {
  template <class T> static constexpr T identity() { return T(1); }
  template <class V> FLAMBEAU_INLINE V map(V x) { return x; }
  template <class V> FLAMBEAU_INLINE V merge(V a, V b) { return times(a, b); }
};
template <class T> constexpr T kLowest = -static_cast<T>(__builtin_inf());
template <> constexpr int64_t kLowest<int64_t> = INT64_MIN;
template <class T> constexpr T kHighest = static_cast<T>(__builtin_inf());
template <> constexpr int64_t kHighest<int64_t> = INT64_MAX;
struct Max {
  template <class T> static constexpr T identity() { return kLowest<T>; }
  template <class V> FLAMBEAU_INLINE V map(V x) { return x; }
  template <class V> FLAMBEAU_INLINE V merge(V a, V b) { return ((b > a) | (b != b)) ? b : a; }  // NaN wins
};
struct Min {
  template <class T> static constexpr T identity() { return kHighest<T>; }
  template <class V> FLAMBEAU_INLINE V map(V x) { return x; }
  template <class V> FLAMBEAU_INLINE V merge(V a, V b) { return ((b < a) | (b != b)) ? b : a; }
};
template <class V> FLAMBEAU_INLINE V absolute(V x) { return x < 0 ? times(x, V{} - 1) : x + 0; }  // -0 + 0 = 0
struct SumAbs : Sum {
  template <class V> FLAMBEAU_INLINE V map(V x) { return absolute(x); }
};
struct SumSquares : Sum {
  template <class V> FLAMBEAU_INLINE V map(V x) { return times(x, x); }
};
struct MaxAbs : Max {
  template <class T> static constexpr T identity() { return T(0); }
  template <class V> FLAMBEAU_INLINE V map(V x) { return absolute(x); }
};
struct MinAbs : Min {
  template <class V> FLAMBEAU_INLINE V map(V x) { return absolute(x); }
};

template <class V, class T> FLAMBEAU_INLINE V load(const T* x) {
  V v;
  __builtin_memcpy(&v, x, sizeof v);
  return v;
}

template <class T> FLAMBEAU_INLINE void store_partial(Partial* result, T value) {
  if constexpr (sizeof(T) == 8 && T(1) / 2 == 0)
    result->integer = value;
  else
    result->real = value;
}

// Folds kLanes<T> accumulators to the last `keep` (1, or 2 for the parts of a complex sum).
template <class F, class T> FLAMBEAU_INLINE void fold_lanes(T* lanes, int64_t keep) {
  for (int64_t half = kLanes<T> / 2; half >= keep; half /= 2)
    for (int64_t j = 0; j < half; ++j) lanes[j] = F::merge(lanes[j], lanes[j + half]);
}

template <class F, class T> FLAMBEAU_INLINE void accumulate_lanes(T* lanes, const T* x, int64_t n) {
  using V = Vector<T>;
  V acc[kVectors];
  for (int k = 0; k < kVectors; ++k) acc[k] = V{} + F::template identity<T>();
  int64_t i = 0;
  for (; i + kLanes<T> <= n; i += kLanes<T>)
    for (int k = 0; k < kVectors; ++k) acc[k] = F::merge(acc[k], F::map(load<V>(x + i + k * kWidth<T>)));
  __builtin_memcpy(lanes, acc, sizeof acc);
  for (int64_t j = 0; i + j < n; ++j) lanes[j] = F::merge(lanes[j], F::map(x[i + j]));
}

template <class F, class T> void row(Partial* result, const void* data, int64_t n, double) {
  const T* x = static_cast<const T*>(data);
  if (n < kLanes<T>) {  // too short for the lanes to pay
    T value = F::template identity<T>();
    for (int64_t i = 0; i < n; ++i) value = F::merge(value, F::map(x[i]));
    return store_partial(result, value);
  }
  T lanes[kLanes<T>];
  accumulate_lanes<F>(lanes, x, n);
  fold_lanes<F>(lanes, 1);
  store_partial(result, lanes[0]);
}

template <class T> void row_sum_complex(Partial* result, const void* data, int64_t n, double) {
  T lanes[kLanes<T>];
  accumulate_lanes<Sum>(lanes, static_cast<const T*>(data), 2 * n);
  fold_lanes<Sum>(lanes, 2);
  result->parts[0] = lanes[0];
  result->parts[1] = lanes[1];
}
template <class T> void row_prod_complex(Partial* result, const void* data, int64_t n, double) {
  const T* x = static_cast<const T*>(data);
  double re = 1, im = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double a = x[2 * i], b = x[2 * i + 1], next = product(re, a) - product(im, b);
    im = product(re, b) + product(im, a);
    re = next;
  }
  result->parts[0] = re;
  result->parts[1] = im;
}
template <class T> void row_sum_pow(Partial* result, const void* data, int64_t n, double p) {
  const T* x = static_cast<const T*>(data);
  double total = 0;
  for (int64_t i = 0; i < n; ++i) total += __builtin_pow(absolute(static_cast<double>(x[i])), p);
  result->real = total;
}

template <class V, class T> FLAMBEAU_INLINE void store(T* to, V v) { __builtin_memcpy(to, &v, sizeof v); }

// acc[j] = merge(acc[j], the values at x[j], x[j + stride]…) for `rows` rows (a constant) and V's elements from j on.
// By vectors of our own: a comparison in a scalar loop may be left a branch, which random values mispredict.
template <class F, int rows, class V, class T> FLAMBEAU_INLINE void merge_rows(T* acc, const T* x, int64_t stride) {
  V v[rows];
  for (int r = 0; r < rows; ++r) v[r] = F::map(load<V>(x + r * stride));
  for (int half = rows / 2; half > 0; half /= 2)
    for (int r = 0; r < half; ++r) v[r] = F::merge(v[r], v[r + half]);
  store(acc, F::merge(load<V>(acc), v[0]));
}
template <class F, int rows, class T> FLAMBEAU_INLINE void merge_lines(T* acc, const T* x, int64_t stride, int64_t n) {
  int64_t j = 0;
  for (; j + kWidth<T> <= n; j += kWidth<T>) merge_rows<F, rows, Vector<T>>(acc + j, x + j, stride);
  for (; j < n; ++j) merge_rows<F, rows, T>(acc + j, x + j, stride);
}

// Four rows at a time, so that an accumulator is loaded and stored once for four elements.
template <class F, class T>
void columns(void* acc_data, const void* data, int64_t stride, int64_t rows, int64_t n, double) {
  T* acc = static_cast<T*>(acc_data);
  const T* x = static_cast<const T*>(data);
  int64_t i = 0;
  for (; i + 4 <= rows; i += 4, x += 4 * stride) merge_lines<F, 4>(acc, x, stride, n);
  for (; i < rows; ++i, x += stride) merge_lines<F, 1>(acc, x, stride, n);
}
template <class T>
void columns_sum_complex(void* acc, const void* data, int64_t stride, int64_t rows, int64_t n, double p) {
  columns<Sum, T>(acc, data, 2 * stride, rows, 2 * n, p);
}
template <class T>
void columns_prod_complex(void* acc_data, const void* data, int64_t stride, int64_t rows, int64_t n, double) {
  T* acc = static_cast<T*>(acc_data);
  for (int64_t i = 0; i < rows; ++i) {
    const T* x = static_cast<const T*>(data) + 2 * i * stride;
    for (int64_t j = 0; j < n; ++j) {
      const T re = product(acc[2 * j], x[2 * j]) - product(acc[2 * j + 1], x[2 * j + 1]);
      acc[2 * j + 1] = product(acc[2 * j], x[2 * j + 1]) + product(acc[2 * j + 1], x[2 * j]);
      acc[2 * j] = re;
    }
  }
}
template <class T>
void columns_sum_pow(void* acc_data, const void* data, int64_t stride, int64_t rows, int64_t n, double p) {
  T* acc = static_cast<T*>(acc_data);
  for (int64_t i = 0; i < rows; ++i) {
    const T* x = static_cast<const T*>(data) + i * stride;
    for (int64_t j = 0; j < n; ++j) acc[j] += static_cast<T>(__builtin_pow(absolute(static_cast<double>(x[j])), p));
  }
}

template <class T> struct IndexFor {
  using type = int64_t;
};
template <> struct IndexFor<float> {
  using type = int32_t;
};

template <bool largest, class T>
void extremum_columns(void* best_data, void* where_data, const void* data, int64_t stride, int64_t rows, int64_t n,
                      int64_t first_row) {
  using I = typename IndexFor<T>::type;
  T* __restrict best = static_cast<T*>(best_data);
  I* __restrict where = static_cast<I*>(where_data);
  for (int64_t i = 0; i < rows; ++i) {
    const T* x = static_cast<const T*>(data) + i * stride;
    const I position = static_cast<I>(first_row + i);
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) {
      const T v = x[j], b = best[j];
      const bool better = (largest ? v > b : v < b) | ((v != v) & (b == b));
      best[j] = better ? v : b;
      where[j] = better ? position : where[j];
    }
  }
}

template <class T> void deviations_row(double sums[2], const void* data, int64_t n, double center) {
  using V = Vector<T>;
  const T* x = static_cast<const T*>(data);
  const T m = static_cast<T>(center);
  V sum[kVectors] = {}, squares[kVectors] = {};
  int64_t i = 0;
  for (; i + kLanes<T> <= n; i += kLanes<T>)
    for (int k = 0; k < kVectors; ++k) {
      const V d = load<V>(x + i + k * kWidth<T>) - m;
      sum[k] += d;
      squares[k] += d * d;
    }
  T sum_lanes[kLanes<T>], square_lanes[kLanes<T>];
  __builtin_memcpy(sum_lanes, sum, sizeof sum);
  __builtin_memcpy(square_lanes, squares, sizeof squares);
  for (int64_t j = 0; i + j < n; ++j) {
    const T d = x[i + j] - m;
    sum_lanes[j] += d;
    square_lanes[j] += d * d;
  }
  fold_lanes<Sum>(sum_lanes, 1);
  fold_lanes<Sum>(square_lanes, 1);
  sums[0] = sum_lanes[0];
  sums[1] = square_lanes[0];
}
template <class T>
void deviations_columns(void* sum_data, void* squares_data, const void* data, const void* center_data, int64_t stride,
                        int64_t rows, int64_t n) {
  T* __restrict sum = static_cast<T*>(sum_data);
  T* __restrict squares = static_cast<T*>(squares_data);
  const T* __restrict center = static_cast<const T*>(center_data);
  for (int64_t i = 0; i < rows; ++i) {
    const T* x = static_cast<const T*>(data) + i * stride;
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) {
      const T d = x[j] - center[j];
      sum[j] += d;
      squares[j] += d * d;
    }
  }
}

// Conversions. Complex numbers are pairs here: std::complex's templates must not be instantiated in this file.
template <class T> struct Pair {
  T re, im;
};
struct HalfBits {
  uint16_t bits;
};
struct BFloat16Bits {
  uint16_t bits;
};

FLAMBEAU_INLINE float widen(BFloat16Bits x) {
  const uint32_t u = static_cast<uint32_t>(x.bits) << 16;
  float f;
  __builtin_memcpy(&f, &u, 4);
  return f;
}
FLAMBEAU_INLINE float widen(HalfBits x) {
#if defined(__F16C__)
  return _cvtsh_ss(x.bits);
#else
  // Shifts exponent and mantissa into place; the multiplication rebiases and normalises subnormals exactly.
  const uint32_t magnitude = static_cast<uint32_t>(x.bits & 0x7fffu) << 13;
  const uint32_t sign = static_cast<uint32_t>(x.bits & 0x8000u) << 16;
  float f;
  __builtin_memcpy(&f, &magnitude, 4);
  f *= 0x1p112f;
  uint32_t u;
  __builtin_memcpy(&u, &f, 4);
  if (magnitude >= 0x0f800000u) u |= 0x7f800000u;  // infinity and NaN
  u |= sign;
  __builtin_memcpy(&f, &u, 4);
  return f;
#endif
}
template <class T> FLAMBEAU_INLINE T widen(T x) { return x; }

template <class C> constexpr bool kIsPair = false;
template <class T> constexpr bool kIsPair<Pair<T>> = true;

// A float outside int64 gives what the processor's conversion gives, as in PyTorch.
template <class C, class T> FLAMBEAU_INLINE C convert_one(T x) {
  if constexpr (kIsPair<C>) {
    using R = decltype(C::re);
    if constexpr (kIsPair<T>)
      return C{static_cast<R>(x.re), static_cast<R>(x.im)};
    else
      return C{static_cast<R>(widen(x)), R(0)};
  } else if constexpr (kIsPair<T>) {
    return static_cast<C>(x.re);
  } else {
    return static_cast<C>(widen(x));
  }
}
template <class C, class T> void convert(void* to_data, const void* from_data, int64_t stride, int64_t n) {
  C* __restrict to = static_cast<C*>(to_data);
  const T* __restrict from = static_cast<const T*>(from_data);
#if defined(__F16C__)
  if constexpr (__is_same(T, HalfBits) && __is_same(C, float)) {
    if (stride == 1) {
      int64_t i = 0;
      for (; i + 8 <= n; i += 8) {
        const __m128i half = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
        _mm256_storeu_ps(to + i, _mm256_cvtph_ps(half));
      }
      for (; i < n; ++i) to[i] = widen(from[i]);
      return;
    }
  }
#endif
  if (stride == 1) {
    for (int64_t i = 0; i < n; ++i) to[i] = convert_one<C>(from[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) to[i] = convert_one<C>(from[i * stride]);
  }
}
template <class T> FLAMBEAU_INLINE int64_t is_true(T x) {
  if constexpr (kIsPair<T>)
    return (x.re != 0) | (x.im != 0);
  else
    return widen(x) != 0;
}
template <class T> void truth(void* to_data, const void* from_data, int64_t stride, int64_t n) {
  int64_t* __restrict to = static_cast<int64_t*>(to_data);
  const T* __restrict from = static_cast<const T*>(from_data);
  if (stride == 1) {
    for (int64_t i = 0; i < n; ++i) to[i] = is_true(from[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) to[i] = is_true(from[i * stride]);
  }
}
template <class T> void magnitude(void* to_data, const void* from_data, int64_t stride, int64_t n) {
  T* to = static_cast<T*>(to_data);
  const Pair<T>* from = static_cast<const Pair<T>*>(from_data);
  for (int64_t i = 0; i < n; ++i) {
    const Pair<T> z = from[i * stride];
    if constexpr (sizeof(T) == 4) {
      to[i] = static_cast<T>(__builtin_sqrt(static_cast<double>(z.re) * z.re + static_cast<double>(z.im) * z.im));
    } else {
      to[i] = __builtin_hypot(z.re, z.im);
    }
  }
}

#define FLAMBEAU_CONVERSIONS(C)                                                                 \
  {convert<C, bool>,    convert<C, uint8_t>, convert<C, int8_t>,      convert<C, int16_t>,      \
   convert<C, int32_t>, convert<C, int64_t>, convert<C, HalfBits>,    convert<C, BFloat16Bits>, \
   convert<C, float>,   convert<C, double>,  convert<C, Pair<float>>, convert<C, Pair<double>>}

}  // namespace

constinit const ReduceLoops reduce_loops = {
    .row = {{row<Sum, float>, row<Sum, double>, row<Sum, int64_t>, row_sum_complex<float>, row_sum_complex<double>},
            {row<Prod, float>, row<Prod, double>, row<Prod, int64_t>, row_prod_complex<float>,
             row_prod_complex<double>},
            {row<Max, float>, row<Max, double>, row<Max, int64_t>, nullptr, nullptr},
            {row<Min, float>, row<Min, double>, row<Min, int64_t>, nullptr, nullptr},
            {row<SumAbs, float>, row<SumAbs, double>, nullptr, nullptr, nullptr},
            {row<SumSquares, float>, row<SumSquares, double>, nullptr, nullptr, nullptr},
            {row_sum_pow<float>, row_sum_pow<double>, nullptr, nullptr, nullptr},
            {row<MaxAbs, float>, row<MaxAbs, double>, row<MaxAbs, int64_t>, nullptr, nullptr},
            {row<MinAbs, float>, row<MinAbs, double>, nullptr, nullptr, nullptr}},
    .columns = {{columns<Sum, float>, columns<Sum, double>, columns<Sum, int64_t>, columns_sum_complex<float>,
                 columns_sum_complex<double>},
                {columns<Prod, float>, columns<Prod, double>, columns<Prod, int64_t>, columns_prod_complex<float>,
                 columns_prod_complex<double>},
                {columns<Max, float>, columns<Max, double>, columns<Max, int64_t>, nullptr, nullptr},
                {columns<Min, float>, columns<Min, double>, columns<Min, int64_t>, nullptr, nullptr},
                {columns<SumAbs, float>, columns<SumAbs, double>, nullptr, nullptr, nullptr},
                {columns<SumSquares, float>, columns<SumSquares, double>, nullptr, nullptr, nullptr},
                {columns_sum_pow<float>, columns_sum_pow<double>, nullptr, nullptr, nullptr},
                {columns<MaxAbs, float>, columns<MaxAbs, double>, columns<MaxAbs, int64_t>, nullptr, nullptr},
                {columns<MinAbs, float>, columns<MinAbs, double>, nullptr, nullptr, nullptr}},
    .convert = {FLAMBEAU_CONVERSIONS(float), FLAMBEAU_CONVERSIONS(double), FLAMBEAU_CONVERSIONS(int64_t),
                FLAMBEAU_CONVERSIONS(Pair<float>), FLAMBEAU_CONVERSIONS(Pair<double>)},
    .truth = {truth<bool>, truth<uint8_t>, truth<int8_t>, truth<int16_t>, truth<int32_t>, truth<int64_t>,
              truth<HalfBits>, truth<BFloat16Bits>, truth<float>, truth<double>, truth<Pair<float>>,
              truth<Pair<double>>},
    .magnitude = {magnitude<float>, magnitude<double>},
    .extremum_columns = {{extremum_columns<false, float>, extremum_columns<false, double>,
                          extremum_columns<false, int64_t>},
                         {extremum_columns<true, float>, extremum_columns<true, double>,
                          extremum_columns<true, int64_t>}},
    .deviations_row = {deviations_row<float>, deviations_row<double>},
    .deviations_columns = {deviations_columns<float>, deviations_columns<double>},
};

}  // namespace flambeau::FLAMBEAU_ISA
