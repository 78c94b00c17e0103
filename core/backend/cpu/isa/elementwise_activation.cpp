// Owns: activation functions, their fused derivatives and fused loss terms.
// Called by: find_elementwise, through activation_kernels.
#include "backend/cpu/isa/complex_math.h"
#include "backend/cpu/isa/loops.h"
#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {
extern const ElementwiseKernel activation_kernels[];
namespace {

template <class T> inline constexpr T kSqrtHalf = static_cast<T>(0.707106781186547524400844362105L);
template <class T> inline constexpr T kInvSqrt2Pi = static_cast<T>(0.398942280401432677939946059934L);
template <class T> inline constexpr T kGeluScale = static_cast<T>(0.797884560802865355879892119869L);  // sqrt(2/pi)
template <class T> inline constexpr T kGeluCubic = static_cast<T>(0.044715);

struct LeakyRelu {
  template <class T> T operator()(T x, T slope) const { return x > 0 ? x : x * slope; }
};
struct Threshold {  // NaN stays
  template <class T> T operator()(T x, T threshold, T value) const { return x <= threshold ? value : x; }
};
struct HardShrink {
  template <class T> T operator()(T x, T width) const { return (x >= -width) & (x <= width) ? T(0) : x; }
};
struct SoftShrink {
  template <class T> T operator()(T x, T width) const { return x > width ? x - width : x < -width ? x + width : x * 0; }
};
struct LeakyReluBackward {
  template <class T> T operator()(T g, T x, T slope) const { return x > 0 ? g : g * slope; }
};
struct Elu {  // scale x for x >= 0, scale alpha (e^(input_scale x) - 1) below
  template <class T> T operator()(T x, T alpha, T scale, T input_scale) const {
    return x < 0 ? vec::expm1(x * input_scale) * (alpha * scale) : x * scale;
  }
};
struct Softplus {  // log(1 + e^(beta x)) / beta, linear above the threshold
  template <class T> T operator()(T x, T beta, T threshold) const {
    const T scaled = x * beta;
    return scaled > threshold ? x : vec::log1p_exp(scaled) / beta;
  }
};
struct SoftplusBackward {
  template <class T> T operator()(T g, T x, T beta, T threshold) const {
    const T scaled = x * beta;
    return scaled > threshold ? g : g * vec::sigmoid(scaled);
  }
};
struct LogSigmoid {
  template <class T> T operator()(T x) const { return (x < 0 ? x : T(0)) - vec::log1p(vec::exp(-vec::abs(x))); }
};
struct Silu {
  template <class T> T operator()(T x) const { return x * vec::sigmoid(x); }
  Complex<float> operator()(Complex<float> x) const { return vec::narrow((*this)(vec::widen(x))); }
};
// s + c s (1 - s) with s = sigmoid(x), where s (1 - s) = e^-|x| / (1 + e^-|x|)^2 does not cancel.
template <class T> inline T gate_derivative(T x, T c) {
  const T z = vec::exp(-vec::abs(x)), d = 1 / (1 + z), small = z * d;
  return (x < 0 ? small : d) + c * (small * d);
}
struct SiluBackward {
  template <class T> T operator()(T g, T x) const { return g * gate_derivative(x, x); }
  Complex<double> operator()(Complex<double> g, Complex<double> x) const {
    const Complex<double> one{1, 0}, s = vec::sigmoid(x);
    return g * (s * (one + x * (one - s)));
  }
  Complex<float> operator()(Complex<float> g, Complex<float> x) const {
    return vec::narrow((*this)(vec::widen(g), vec::widen(x)));
  }
};
struct Mish {  // x tanh(log(1 + e^x)) = x n / (n + 2) with n = e^x (e^x + 2)
  template <class T> T operator()(T x) const {
    const T e = vec::exp(x > 20 ? T(20) : x), n = e * (e + 2);
    return x > 20 ? x : x * (n / (n + 2));
  }
};
struct Gelu {
  template <class T> T operator()(T x) const { return T(0.5) * x * (1 + vec::erf(x * kSqrtHalf<T>)); }
};
struct GeluBackward {
  template <class T> T operator()(T g, T x) const {
    const T cumulative = T(0.5) * (1 + vec::erf(x * kSqrtHalf<T>));
    return g * vec::madd(x, vec::exp(T(-0.5) * x * x) * kInvSqrt2Pi<T>, cumulative);
  }
};
// (1 + tanh u) / 2 is the sigmoid of 2u, which keeps its relative accuracy where 1 + tanh u cancels.
template <class T> inline T gelu_gate_input(T x) { return 2 * kGeluScale<T> * vec::madd(kGeluCubic<T> * x * x, x, x); }
struct GeluTanh {
  template <class T> T operator()(T x) const { return x * vec::sigmoid(gelu_gate_input(x)); }
};
struct GeluTanhBackward {
  template <class T> T operator()(T g, T x) const {
    const T slope = 2 * kGeluScale<T> * vec::madd(3 * kGeluCubic<T> * x, x, T(1));
    return g * gate_derivative(gelu_gate_input(x), x * slope);
  }
};
template <class T> inline T clamp06(T x) { return x > 6 ? T(6) : (x < 0 ? T(0) : x); }
struct HardtanhBackward {  // y is the value
  template <class T> T operator()(T g, T y, T low, T high) const { return (y <= low) | (y >= high) ? T(0) : g; }
};
struct HardSigmoid {
  template <class T> T operator()(T x) const { return clamp06(x + 3) / 6; }
};
struct HardSwish {
  template <class T> T operator()(T x) const { return x * clamp06(x + 3) / 6; }
};
struct SigmoidBackward {  // y is the sigmoid's value
  template <class T> T operator()(T g, T y) const { return g * (1 - y) * y; }
  template <class T> Complex<T> operator()(Complex<T> g, Complex<T> y) const {
    const Complex<T> slope = (Complex<T>{1, 0} - y) * y;
    return g * Complex<T>{slope.re, -slope.im};
  }
};
struct TanhBackward {  // y is the tanh's value
  template <class T> T operator()(T g, T y) const { return g * (1 - y * y); }
  template <class T> Complex<T> operator()(Complex<T> g, Complex<T> y) const {
    const Complex<T> slope = Complex<T>{1, 0} - y * y;
    return g * Complex<T>{slope.re, -slope.im};
  }
};

}  // namespace

constinit const ElementwiseKernel activation_kernels[] = {
    entry<LeakyRelu, 2, Floats>("leaky_relu"),
    entry<LeakyReluBackward, 3, Floats>("leaky_relu_backward"),
    entry<LeakyRelu, 2, Floats>("prelu"),
    entry<Threshold, 3, Ints, Floats>("threshold"),
    entry<HardShrink, 2, Floats>("hardshrink"),
    entry<SoftShrink, 2, Floats>("softshrink"),
    entry<HardtanhBackward, 4, Ints, Floats>("hardtanh_backward"),
    entry<HardSigmoid, 1, Floats>("hardsigmoid"),
    entry<HardSwish, 1, Floats>("hardswish"),
    costly_entry<Elu, 4, Floats>("elu"),
    costly_entry<Softplus, 3, Floats>("softplus"),
    costly_entry<SoftplusBackward, 4, Floats>("softplus_backward"),
    costly_entry<LogSigmoid, 1, Floats>("log_sigmoid"),
    costly_entry<Silu, 1, Floats, Complexes>("silu"),
    costly_entry<SiluBackward, 2, Floats, Complexes>("silu_backward"),
    costly_entry<Mish, 1, Floats>("mish"),
    costly_entry<Gelu, 1, Floats>("gelu"),
    costly_entry<GeluBackward, 2, Floats>("gelu_backward"),
    costly_entry<GeluTanh, 1, Floats>("gelu_tanh"),
    costly_entry<GeluTanhBackward, 2, Floats>("gelu_tanh_backward"),
    entry<SigmoidBackward, 2, Floats, Complexes>("sigmoid_backward"),
    entry<TanhBackward, 2, Floats, Complexes>("tanh_backward"),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
