// Owns: arithmetic loops: sums, products, quotients, rounding, extrema and their fused forms.
// Called by: find_elementwise, through arithmetic_kernels.
#include <type_traits>

#include "backend/cpu/isa/complex_math.h"
#include "backend/cpu/isa/loops.h"

namespace flambeau::FLAMBEAU_ISA {
extern const ElementwiseKernel arithmetic_kernels[];
namespace {

template <class T>
concept Integer = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class T>
concept Real = std::is_floating_point_v<T>;
// Integers wrap: arithmetic is done in the unsigned type (at least as wide as int, so that nothing is promoted to int).
template <Integer T> using wrapping = std::common_type_t<std::make_unsigned_t<T>, unsigned>;

struct Add {
  template <class T> T operator()(T a, T b) const { return a + b; }
  template <Integer T> T operator()(T a, T b) const { return static_cast<T>(wrapping<T>(a) + wrapping<T>(b)); }
  bool operator()(bool a, bool b) const { return a | b; }
};
struct Sub {
  template <class T> T operator()(T a, T b) const { return a - b; }
  template <Integer T> T operator()(T a, T b) const { return static_cast<T>(wrapping<T>(a) - wrapping<T>(b)); }
};
struct Mul {
  template <class T> T operator()(T a, T b) const { return a * b; }
  template <Integer T> T operator()(T a, T b) const { return static_cast<T>(wrapping<T>(a) * wrapping<T>(b)); }
  bool operator()(bool a, bool b) const { return a & b; }
};
struct Neg {
  template <class T> T operator()(T a) const { return -a; }
  template <Integer T> T operator()(T a) const { return static_cast<T>(wrapping<T>(0) - wrapping<T>(a)); }
};
struct AddScaled {  // a + alpha b
  template <class T> T operator()(T a, T b, T alpha) const { return Add{}(a, Mul{}(b, alpha)); }
  template <Real T> T operator()(T a, T b, T alpha) const { return vec::madd(b, alpha, a); }
};
struct AddMul {  // a + value b c
  template <class T> T operator()(T a, T b, T c, T value) const { return Add{}(a, Mul{}(Mul{}(value, b), c)); }
};
struct AddDiv {  // a + value b / c
  template <class T> T operator()(T a, T b, T c, T value) const { return a + (value * b) / c; }
};
struct Lerp {  // from whichever end is nearer, so that both ends are met exactly
  template <class T> T operator()(T a, T b, T w) const {
    return near(w) ? a + w * (b - a) : b - (b - a) * (one(w) - w);
  }

 private:
  template <Real T> static bool near(T w) { return vec::abs(w) < T(0.5); }
  template <class T> static bool near(Complex<T> w) { return w.re * w.re + w.im * w.im < T(0.25); }
  template <Real T> static T one(T) { return 1; }
  template <class T> static Complex<T> one(Complex<T>) { return {1, 0}; }
};

// Integer division. The caller has refused zeros; a zero that slips through gives 0, and MIN / -1 wraps.
template <Integer T> inline T quotient(T a, T b) {
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return Neg{}(a);
  }
  return b == 0 ? T(0) : static_cast<T>(a / b);
}
template <Integer T> inline T rest(T a, T b) { return Sub{}(a, Mul{}(quotient(a, b), b)); }
inline float c_fmod(float a, float b) { return __builtin_fmodf(a, b); }
inline double c_fmod(double a, double b) { return __builtin_fmod(a, b); }
// fmod of floats whose quotient is below 2^28: the product with the truncated quotient is exact in double, and a
// quotient that rounded up to the next integer shows in the remainder's sign.
inline float near_fmod(float a, float b) {
  const double x = vec::abs(a), y = vec::abs(b);
  const double r = x - vec::trunc(x / y) * y;
  return vec::copysign(static_cast<float>(r < 0 ? r + y : r), a);
}

struct Div {
  template <class T> T operator()(T a, T b) const { return a / b; }
};
struct DivTrunc {
  template <Integer T> T operator()(T a, T b) const { return quotient(a, b); }
  template <Real T> T operator()(T a, T b) const { return vec::trunc(a / b); }
};
struct DivFloor {
  template <Integer T> T operator()(T a, T b) const {
    const T q = quotient(a, b), r = rest(a, b);
    return (r != 0) & ((r < 0) != (b < 0)) & (b != 0) ? static_cast<T>(q - 1) : q;
  }
  // Python's float floor division: the quotient that goes with the exact remainder.
  template <Real T> T operator()(T a, T b) const {
    if (b == 0) return a / b;
    const T r = c_fmod(a, b);
    T q = (a - r) / b;
    if (r != 0 && (b < 0) != (r < 0)) q -= 1;
    if (q == 0) return vec::copysign(T(0), a / b);
    const T whole = vec::floor(q);
    return q - whole > T(0.5) ? whole + 1 : whole;
  }
};
// A float rounded to a 16-bit format, as a float.
struct RoundHalf {
  float operator()(float x) const {
    const float magnitude = vec::abs(x);
    if (magnitude < 0x1p-14f) return vec::copysign((magnitude + 0.5f) - 0.5f, x);  // subnormals: multiples of 2^-24
    return magnitude < 65520.0f ? round_bits<13>(x) : x != x ? x : vec::copysign(vec::kInf<float>, x);
  }
  template <int dropped> static float round_bits(float x) {
    uint32_t u;
    __builtin_memcpy(&u, &x, 4);
    u += (1u << (dropped - 1)) - 1 + (u >> dropped & 1u);
    u &= ~((1u << dropped) - 1);
    __builtin_memcpy(&x, &u, 4);
    return x;
  }
};
struct RoundBFloat16 {
  float operator()(float x) const { return x == x ? RoundHalf::round_bits<16>(x) : x; }
};
// Quotients of 16-bit floats with every step rounded to them.
template <class Round> struct DivTruncRounded {
  float operator()(float a, float b) const { return vec::trunc(Round{}(a / b)); }
};
template <class Round> struct DivFloorRounded {
  float operator()(float a, float b) const {
    const Round round;
    if (b == 0) return a / b;
    const float r = c_fmod(a, b);
    float q = round(round(a - r) / b);
    if (r != 0 && (b < 0) != (r < 0)) q = round(q - 1);
    if (q == 0) return vec::copysign(0.0f, a / b);
    const float whole = vec::floor(q);
    return q - whole > 0.5f ? whole + 1 : whole;
  }
};

struct Remainder {  // the sign of the divisor
  template <Integer T> T operator()(T a, T b) const {
    const T r = rest(a, b);
    return (r != 0) & ((r < 0) != (b < 0)) ? Add{}(r, b) : r;
  }
  template <Real T> T operator()(T a, T b) const { return signed_like(c_fmod(a, b), b); }
  static float near(float a, float b) { return signed_like(near_fmod(a, b), b); }

 private:
  template <Real T> static T signed_like(T r, T b) { return (r != 0) & ((r < 0) != (b < 0)) ? r + b : r; }
};
struct Fmod {  // the sign of the dividend
  template <Integer T> T operator()(T a, T b) const { return rest(a, b); }
  template <Real T> T operator()(T a, T b) const { return c_fmod(a, b); }
  static float near(float a, float b) { return near_fmod(a, b); }
};

template <class F> struct Near {
  float operator()(float a, float b) const { return F::near(a, b); }
};

// The float loop of F: blocks in which every quotient is small are vectorised. Both ways are exact, so they agree.
template <class F> void remainder_loop(char* const* data, const int64_t* strides, int64_t n) {
  constexpr int64_t block = 256;
  for (int64_t begin = 0; begin < n; begin += block) {
    const int64_t length = n - begin < block ? n - begin : block;
    char* const at[] = {data[0] + begin * strides[0], data[1] + begin * strides[1], data[2] + begin * strides[2]};
    int far = strides[0] != 4 || strides[1] != 4 || (strides[2] != 4 && strides[2] != 0);
    const auto* a = reinterpret_cast<const float*>(at[1]);
    const auto* b = reinterpret_cast<const float*>(at[2]);
    const int64_t step = strides[2] / 4;
    if (!far) {
#pragma omp simd reduction(| : far)
      for (int64_t i = 0; i < length; ++i) {
        far |= !(vec::abs(a[i]) < 0x1p28f * vec::abs(b[i * step])) | !(vec::abs(b[i * step]) < vec::kInf<float>);
      }
    }
    if (far) {
      MapLoop<F, float, float, float>::run(at, strides, length);
    } else {
      MapLoop<Near<F>, float, float, float>::run(at, strides, length);
    }
  }
}
template <class F> constexpr ElementwiseKernel remainder_entry(const char* name) {
  ElementwiseKernel kernel = costly_entry<F, 2, Ints, Floats>(name);
  kernel.loops[static_cast<int>(DType::Float32)] = row_by_row<remainder_loop<F>, 3>;
  return kernel;
}

struct Abs {
  template <class T> T operator()(T a) const { return vec::abs(a); }
  template <class T> T operator()(Complex<T> a) const { return vec::abs(a); }
  template <Integer T> T operator()(T a) const { return a < 0 ? Neg{}(a) : a; }
};
struct Sign {  // NaN gives 0
  template <class T> T operator()(T a) const { return static_cast<T>((a > 0) - (a < 0)); }
  bool operator()(bool a) const { return a; }
};
struct Sgn : Sign {
  using Sign::operator();
  template <class T> Complex<T> operator()(Complex<T> a) const {
    const T size = vec::abs(a);
    return size == 0 ? Complex<T>{0, 0} : Complex<T>{a.re / size, a.im / size};
  }
};
struct Conj {
  template <class T> T operator()(T a) const { return a; }
  template <class T> Complex<T> operator()(Complex<T> a) const { return {a.re, -a.im}; }
};
struct Square {
  template <class T> T operator()(T a) const { return Mul{}(a, a); }
};
struct Reciprocal {
  template <class T> T operator()(T a) const { return 1 / a; }
  template <class T> Complex<T> operator()(Complex<T> a) const { return Complex<T>{1, 0} / a; }
};
struct Sqrt {
  template <class T> T operator()(T a) const { return vec::sqrt(a); }
};
struct Rsqrt {
  template <class T> T operator()(T a) const { return Reciprocal{}(vec::sqrt(a)); }
};

// Integers are whole already.
struct Floor {
  template <Real T> T operator()(T a) const { return vec::floor(a); }
  template <Integer T> T operator()(T a) const { return a; }
};
struct Ceil {
  template <Real T> T operator()(T a) const { return vec::ceil(a); }
  template <Integer T> T operator()(T a) const { return a; }
};
struct Round {
  template <Real T> T operator()(T a) const { return vec::round_even(a); }
  template <Integer T> T operator()(T a) const { return a; }
};
struct Trunc {
  template <Real T> T operator()(T a) const { return vec::trunc(a); }
  template <Integer T> T operator()(T a) const { return a; }
};
struct Frac {
  template <Real T> T operator()(T a) const { return a - vec::trunc(a); }
};

// Any NaN wins. (a != a is false for integers, and costs nothing there.)
struct Maximum {
  template <class T> T operator()(T a, T b) const { return (a > b) | (a != a) ? a : b; }
};
struct Minimum {
  template <class T> T operator()(T a, T b) const { return (a < b) | (a != a) ? a : b; }
};
// A NaN loses against a number.
struct Fmax {
  template <class T> T operator()(T a, T b) const { return (a > b) | (b != b) ? a : b; }
};
struct Fmin {
  template <class T> T operator()(T a, T b) const { return (a < b) | (b != b) ? a : b; }
};
struct Clamp {  // any NaN wins, then hi where lo > hi; in this form GCC vectorises it with lo and hi fixed
  template <class T> T operator()(T x, T lo, T hi) const {
    const T y = (x < lo) | (lo != lo) ? lo : x;
    return (y > hi) | (hi != hi) ? hi : y;
  }
};
struct Relu {
  template <class T> T operator()(T a) const { return a < 0 ? T(0) : a; }
};
struct ThresholdBackward {
  template <class T> T operator()(T g, T x, T threshold) const { return x <= threshold ? T(0) : g; }
};
struct Heaviside {
  template <class T> T operator()(T x, T at_zero) const { return x == 0 ? at_zero : static_cast<T>(x > 0); }
};
// By Euclid's algorithm on the magnitudes; gcd(0, 0) is 0. Results that do not fit wrap.
template <Integer T> inline auto magnitude(T a) {
  const auto bits = static_cast<std::make_unsigned_t<T>>(a);
  return a < 0 ? static_cast<std::make_unsigned_t<T>>(-bits) : bits;
}
struct Gcd {
  template <Integer T> T operator()(T a, T b) const {
    auto x = magnitude(a), y = magnitude(b);
    while (y != 0) {
      const auto r = static_cast<decltype(x)>(x % y);
      x = y;
      y = r;
    }
    return static_cast<T>(x);
  }
};
struct Lcm {
  template <Integer T> T operator()(T a, T b) const {
    const auto divisor = magnitude(Gcd{}(a, b));
    return divisor == 0 ? T(0) : Mul{}(static_cast<T>(magnitude(a) / divisor), static_cast<T>(magnitude(b)));
  }
};
struct NextAfter {
  float operator()(float a, float b) const { return __builtin_nextafterf(a, b); }
  double operator()(double a, double b) const { return __builtin_nextafter(a, b); }
};
struct Copysign {
  template <class T> T operator()(T a, T b) const { return vec::copysign(a, b); }
};
struct NanToNum {
  template <Real T> T operator()(T x, T nan, T above, T below) const {
    const T y = x == vec::kInf<T> ? above : x == -vec::kInf<T> ? below : x;
    return x != x ? nan : y;
  }
  template <Integer T> T operator()(T x, T, T, T) const { return x; }
  bool operator()(bool x, bool, bool, bool) const { return x; }
};

}  // namespace

constinit const ElementwiseKernel arithmetic_kernels[] = {
    entry<Add, 2, Bool, Ints, Floats, Complexes>("add"),
    entry<Sub, 2, Ints, Floats, Complexes>("sub"),
    entry<Mul, 2, Bool, Ints, Unsigned, Floats, Complexes>("mul"),
    entry<Div, 2, Floats, Complexes>("div"),
    entry<DivFloor, 2, Ints, Floats>("div_floor"),
    entry<DivTrunc, 2, Ints, Floats>("div_trunc"),
    entry<DivFloorRounded<RoundHalf>, 2, Types<float>>("div_floor_half"),
    entry<DivFloorRounded<RoundBFloat16>, 2, Types<float>>("div_floor_bfloat16"),
    entry<DivTruncRounded<RoundHalf>, 2, Types<float>>("div_trunc_half"),
    entry<DivTruncRounded<RoundBFloat16>, 2, Types<float>>("div_trunc_bfloat16"),
    remainder_entry<Remainder>("remainder"),
    remainder_entry<Fmod>("fmod"),
    entry<AddScaled, 3, Bool, Ints, Floats, Complexes>("add_scaled"),
    entry<AddMul, 4, Ints, Floats, Complexes>("addcmul"),
    entry<AddDiv, 4, Floats, Complexes>("addcdiv"),
    entry<Lerp, 3, Floats, Complexes>("lerp"),
    entry<Neg, 1, Ints, Floats, Complexes>("neg"),
    entry_of<Form::ToReal, Abs, 1, Ints, Floats, Complexes>("abs"),
    entry<Sign, 1, Bool, Ints, Floats>("sign"),
    entry<Sgn, 1, Bool, Ints, Floats, Complexes>("sgn"),
    entry<Conj, 1, Bool, Ints, Floats, Complexes>("conj"),
    entry<Square, 1, Bool, Ints, Floats, Complexes>("square"),
    entry<Reciprocal, 1, Floats, Complexes>("reciprocal"),
    entry<Sqrt, 1, Floats, Complexes>("sqrt"),
    entry<Rsqrt, 1, Floats, Complexes>("rsqrt"),
    entry<Floor, 1, Ints, Floats>("floor"),
    entry<Ceil, 1, Ints, Floats>("ceil"),
    entry<Round, 1, Ints, Floats>("round"),
    entry<Trunc, 1, Ints, Floats>("trunc"),
    entry<Frac, 1, Floats>("frac"),
    entry<Maximum, 2, Bool, Ints, Floats>("maximum"),
    entry<Minimum, 2, Bool, Ints, Floats>("minimum"),
    entry<Fmax, 2, Bool, Ints, Floats>("fmax"),
    entry<Fmin, 2, Bool, Ints, Floats>("fmin"),
    entry<Clamp, 3, Ints, Floats>("clamp"),
    entry<Clamp, 3, Ints, Floats>("hardtanh"),
    entry<Maximum, 2, Ints, Floats>("clamp_min"),
    entry<Minimum, 2, Ints, Floats>("clamp_max"),
    entry<Relu, 1, Ints, Floats>("relu"),
    entry<ThresholdBackward, 3, Ints, Floats>("threshold_backward"),
    entry<Heaviside, 2, Bool, Ints, Floats>("heaviside"),
    entry<Gcd, 2, Ints>("gcd"),
    entry<Lcm, 2, Ints>("lcm"),
    entry<NextAfter, 2, Floats>("nextafter"),
    entry<Copysign, 2, Floats>("copysign"),
    entry<NanToNum, 4, Bool, Ints, Floats>("nan_to_num"),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
