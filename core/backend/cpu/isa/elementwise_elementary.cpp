// Owns: elementary function loops: exponentials, logarithms, powers, trigonometry, hyperbolics.
// Called by: find_elementwise, through elementary_kernels.
#include <type_traits>

#include "backend/cpu/isa/complex_math.h"
#include "backend/cpu/isa/loops.h"

namespace flambeau::FLAMBEAU_ISA {
extern const ElementwiseKernel elementary_kernels[];
namespace {

template <class T>
concept Real = std::is_floating_point_v<T>;

// A functor that calls vec::name, for real and complex.
#define FLAMBEAU_VEC(Functor, name)                                     \
  struct Functor {                                                      \
    template <class T> T operator()(T x) const { return vec::name(x); } \
  };
FLAMBEAU_VEC(Exp, exp)
FLAMBEAU_VEC(Expm1, expm1)
FLAMBEAU_VEC(Log, log)
FLAMBEAU_VEC(Log1p, log1p)
FLAMBEAU_VEC(Sigmoid, sigmoid)
FLAMBEAU_VEC(Tanh, tanh)
FLAMBEAU_VEC(Atan, atan)
FLAMBEAU_VEC(Sinh, sinh)
FLAMBEAU_VEC(Cosh, cosh)
#undef FLAMBEAU_VEC

// A functor that calls the C library per element for reals, and vec::name for complex.
#define FLAMBEAU_LIBM(Functor, name)                                                      \
  struct Functor {                                                                        \
    float operator()(float x) const { return __builtin_##name##f(x); }                    \
    double operator()(double x) const { return __builtin_##name(x); }                     \
    template <class T> Complex<T> operator()(Complex<T> z) const { return vec::name(z); } \
  };
FLAMBEAU_LIBM(Asin, asin)
FLAMBEAU_LIBM(Acos, acos)
FLAMBEAU_LIBM(Asinh, asinh)
FLAMBEAU_LIBM(Acosh, acosh)
FLAMBEAU_LIBM(Atanh, atanh)
#undef FLAMBEAU_LIBM

template <class T> inline Complex<T> scaled(Complex<T> z, long double factor) { return z * static_cast<T>(factor); }
struct Exp2 {
  template <Real T> T operator()(T x) const { return vec::exp2(x); }
  template <class T> Complex<T> operator()(Complex<T> z) const {
    return vec::exp(scaled(z, 0.693147180559945309417232121458L));
  }
};
struct Log2 {
  template <Real T> T operator()(T x) const { return vec::log2(x); }
  template <class T> Complex<T> operator()(Complex<T> z) const {
    return scaled(vec::log(z), 1.44269504088896340735992468100L);
  }
};
struct Log10 {
  template <Real T> T operator()(T x) const { return vec::log10(x); }
  template <class T> Complex<T> operator()(Complex<T> z) const {
    return scaled(vec::log(z), 0.434294481903251827651128918917L);
  }
};

// Functions that are fast within a range; far() is true outside it, where far_value() asks the C library.
template <class T> inline bool far_angle(T x) { return !(vec::abs(x) < static_cast<T>(vec::kTrigonometryLimit)); }
struct Sin {
  template <class T> T operator()(T x) const { return vec::sin(x); }
  template <class T> static bool far(T x) { return far_angle(x); }
  static float far_value(float x) { return __builtin_sinf(x); }
  static double far_value(double x) { return __builtin_sin(x); }
};
struct Cos {
  template <class T> T operator()(T x) const { return vec::cos(x); }
  template <class T> static bool far(T x) { return far_angle(x); }
  static float far_value(float x) { return __builtin_cosf(x); }
  static double far_value(double x) { return __builtin_cos(x); }
};
struct Tan {
  float operator()(float x) const { return vec::tan(x); }
  double operator()(double x) const { return __builtin_tan(x); }
  static bool far(float x) { return far_angle(x); }
  static bool far(double) { return false; }
  static float far_value(float x) { return __builtin_tanf(x); }
  static double far_value(double x) { return __builtin_tan(x); }
  template <class T> Complex<T> operator()(Complex<T> z) const { return vec::tan(z); }
};

// Blocks in which no element is far take the vector loop; in the others each element picks its own way, so that a
// value does not depend on its neighbours.
template <class F, class T> void guarded_loop(char* const* data, const int64_t* strides, int64_t n) {
  constexpr int64_t block = 256;
  for (int64_t begin = 0; begin < n; begin += block) {
    const int64_t length = n - begin < block ? n - begin : block;
    char* const at[] = {data[0] + begin * strides[0], data[1] + begin * strides[1]};
    bool far = strides[1] != sizeof(T);
    if (!far) {
      const T* x = reinterpret_cast<const T*>(at[1]);
      int any = 0;
#pragma omp simd reduction(| : any)
      for (int64_t i = 0; i < length; ++i) any |= F::far(x[i]);
      far = any != 0;
    }
    if (!far) {
      MapLoop<F, T, T>::run(at, strides, length);
      continue;
    }
    for (int64_t i = 0; i < length; ++i) {
      const T x = *reinterpret_cast<const T*>(at[1] + i * strides[1]);
      *reinterpret_cast<T*>(at[0] + i * strides[0]) = F::far(x) ? F::far_value(x) : F{}(x);
    }
  }
}
template <class F> constexpr ElementwiseKernel guarded_entry(const char* name) {
  ElementwiseKernel kernel = costly_entry<F, 1, Complexes>(name);
  kernel.loops[static_cast<int>(DType::Float32)] = row_by_row<guarded_loop<F, float>, 2>;
  kernel.loops[static_cast<int>(DType::Float64)] = row_by_row<guarded_loop<F, double>, 2>;
  return kernel;
}
// sin(pi x) / (pi x). The angle is taken from the nearest whole number, which is exact and leaves zeros zero.
struct Sinc {
  template <class T> T operator()(T x) const {
    constexpr T pi = static_cast<T>(3.14159265358979323846264338328L);
    const T whole = vec::round_even(x), half = T(0.5) * whole;
    const T size = vec::sin((x - whole) * pi), y = vec::floor(half) != half ? -size : size;
    return x == 0 ? T(1) : y / (x * pi);
  }
  Complex<double> operator()(Complex<double> z) const {
    constexpr double pi = 3.14159265358979323846;
    const Complex<double> angle{z.re * pi, z.im * pi};
    return (z.re == 0) & (z.im == 0) ? Complex<double>{1, 0} : vec::sin(angle) / angle;
  }
  Complex<float> operator()(Complex<float> z) const { return vec::narrow((*this)(vec::widen(z))); }
};
struct Atan2 {
  template <class T> T operator()(T y, T x) const { return vec::atan2(y, x); }
};
struct Hypot {
  template <class T> T operator()(T a, T b) const { return vec::hypot(a, b); }
};
struct Angle {  // of a real: 0 or pi
  template <Real T> T operator()(T x) const {
    return x != x ? x : x < 0 ? static_cast<T>(3.14159265358979323846264338328L) : T(0);
  }
  template <class T> T operator()(Complex<T> z) const { return vec::angle(z); }
};
struct Logaddexp {
  template <class T> T operator()(T a, T b) const {
    const T most = (a > b) | (a != a) ? a : b;
    const T y = most + vec::log1p(vec::exp(-vec::abs(a - b)));
    return (a == b) & (vec::abs(a) == vec::kInf<T>) ? a : y;
  }
  // From the number with the larger real part; two that are infinitely small are what is left of them.
  template <class T> Complex<T> operator()(Complex<T> a, Complex<T> b) const {
    if (a != a || b != b) return {vec::kNan<T>, vec::kNan<T>};
    const Complex<T> most = a.re < b.re ? b : a, least = a.re < b.re ? a : b;
    if (most.re == least.re && vec::abs(most.re) == vec::kInf<T>) {
      return most.re < 0 ? least : vec::log(vec::exp(least) + vec::exp(most));
    }
    return most + vec::log1p(vec::exp(least - most));
  }
};
struct Xlogy {
  template <class T> T operator()(T x, T y) const {
    const T z = x * vec::log(y);
    return (x == 0) & (y == y) ? T(0) : z;
  }
};

struct Pow {
  template <class T> T operator()(T a, T b) const { return vec::pow(a, b); }
};
// Integers by squaring, wrapping; a negative exponent leaves only what 1 and -1 have for a reciprocal.
template <class T> inline T integer_power(T a, T b) {
  using Unsigned = std::common_type_t<std::make_unsigned_t<T>, unsigned>;
  if constexpr (std::is_signed_v<T>) {
    if (b < 0) return a == 1 ? T(1) : a == -1 ? ((b & 1) ? T(-1) : T(1)) : T(0);
  }
  Unsigned result = 1, base = static_cast<Unsigned>(a);
  for (auto left = static_cast<std::make_unsigned_t<T>>(b); left != 0; left = left >> 1) {
    if (left & 1u) result *= base;
    base *= base;
  }
  return static_cast<T>(result);
}
struct IntegerPow {
  template <class T> T operator()(T a, T b) const { return integer_power(a, b); }
};
// Powers with one exponent for all elements, where PyTorch, too, makes products and roots of them.
template <Real T> inline T number(T, int n) { return static_cast<T>(n); }
template <class T> inline Complex<T> number(Complex<T>, int n) { return {static_cast<T>(n), 0}; }
struct PowZero {
  template <class T> T operator()(T x) const { return number(x, 1); }
};
struct PowTwo {
  template <class T> T operator()(T x) const { return x * x; }
};
struct PowThree {
  template <class T> T operator()(T x) const { return x * x * x; }
};
struct PowHalf {
  template <class T> T operator()(T x) const { return vec::sqrt(x); }
};
struct PowMinusHalf {
  template <class T> T operator()(T x) const { return number(x, 1) / vec::sqrt(x); }
};
struct PowMinusOne {
  template <class T> T operator()(T x) const { return number(x, 1) / x; }
};
struct PowMinusTwo {
  template <class T> T operator()(T x) const { return number(x, 1) / (x * x); }
};
template <Real T> inline T real_exponent(T x) { return x; }
template <class T> inline T real_exponent(Complex<T> z) { return z.im == 0 ? z.re : vec::kNan<T>; }

template <class T>
void pow_loop(char* const* data, const int64_t* strides, int64_t n, int64_t rows, const int64_t* steps) {
  if (strides[2] == 0 && (rows == 1 || steps[2] == 0)) {
    const auto exponent = real_exponent(*reinterpret_cast<const T*>(data[2]));
    if (exponent == 0) return MapLoop<PowZero, T, T>::run(data, strides, n, rows, steps);
    if (exponent == 2) return MapLoop<PowTwo, T, T>::run(data, strides, n, rows, steps);
    if (exponent == 3) return MapLoop<PowThree, T, T>::run(data, strides, n, rows, steps);
    if (exponent == 0.5) return MapLoop<PowHalf, T, T>::run(data, strides, n, rows, steps);
    if (exponent == -0.5) return MapLoop<PowMinusHalf, T, T>::run(data, strides, n, rows, steps);
    if (exponent == -1) return MapLoop<PowMinusOne, T, T>::run(data, strides, n, rows, steps);
    if (exponent == -2) return MapLoop<PowMinusTwo, T, T>::run(data, strides, n, rows, steps);
  }
  MapLoop<Pow, T, T, T>::run(data, strides, n, rows, steps);
}
constexpr ElementwiseKernel pow_entry() {
  ElementwiseKernel kernel = costly_entry<IntegerPow, 2, Ints>("pow");
  kernel.loops[static_cast<int>(DType::Float32)] = pow_loop<float>;
  kernel.loops[static_cast<int>(DType::Float64)] = pow_loop<double>;
  kernel.loops[static_cast<int>(DType::Complex64)] = pow_loop<Complex<float>>;
  kernel.loops[static_cast<int>(DType::Complex128)] = pow_loop<Complex<double>>;
  return kernel;
}

}  // namespace

constinit const ElementwiseKernel elementary_kernels[] = {
    costly_entry<Exp, 1, Floats, Complexes>("exp"),
    costly_entry<Exp2, 1, Floats, Complexes>("exp2"),
    costly_entry<Expm1, 1, Floats, Complexes>("expm1"),
    costly_entry<Log, 1, Floats, Complexes>("log"),
    costly_entry<Log2, 1, Floats, Complexes>("log2"),
    costly_entry<Log10, 1, Floats, Complexes>("log10"),
    costly_entry<Log1p, 1, Floats, Complexes>("log1p"),
    costly_entry<Sigmoid, 1, Floats, Complexes>("sigmoid"),
    costly_entry<Tanh, 1, Floats, Complexes>("tanh"),
    guarded_entry<Sin>("sin"),
    guarded_entry<Cos>("cos"),
    guarded_entry<Tan>("tan"),
    costly_entry<Sinc, 1, Floats, Complexes>("sinc"),
    costly_entry<Asin, 1, Floats, Complexes>("asin"),
    costly_entry<Acos, 1, Floats, Complexes>("acos"),
    costly_entry<Atan, 1, Floats, Complexes>("atan"),
    costly_entry<Sinh, 1, Floats, Complexes>("sinh"),
    costly_entry<Cosh, 1, Floats, Complexes>("cosh"),
    costly_entry<Asinh, 1, Floats, Complexes>("asinh"),
    costly_entry<Acosh, 1, Floats, Complexes>("acosh"),
    costly_entry<Atanh, 1, Floats, Complexes>("atanh"),
    costly_entry<Atan2, 2, Floats>("atan2"),
    costly_entry<Hypot, 2, Floats>("hypot"),
    entry_of<Form::ToReal, Angle, 1, Floats, Complexes>("angle"),
    costly_entry<Logaddexp, 2, Floats, Complexes>("logaddexp"),
    costly_entry<Xlogy, 2, Floats>("xlogy"),
    pow_entry(),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
