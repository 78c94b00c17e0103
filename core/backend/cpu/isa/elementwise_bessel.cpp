// Owns: loops of Bessel's and Airy's functions.
// Called by: find_elementwise, through bessel_kernels.
#include "backend/cpu/isa/bessel.h"
#include "backend/cpu/isa/loops.h"
#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {
extern const ElementwiseKernel bessel_kernels[];
namespace {

template <int order, bool scaled> struct BesselI {
  template <class T> T operator()(T x) const {
    if (x != x) return x;
    const wider<T> a = vec::abs(x);
    const T y = static_cast<T>(scaled ? scaled_bessel_i(order, a) : bessel_i(order, a));
    return order == 0 ? y : vec::copysign(y, x);
  }
};
template <int order, bool scaled> struct BesselK {
  template <class T> T operator()(T x) const {
    const wider<T> wide = x, y = scaled_bessel_k<wider<T>>(order, wide);
    return static_cast<T>(scaled ? y : wide > 100000 ? 0 : y * exp_of(-wide));
  }
};

// The C library's, in the wider type: near a zero their errors stay those of the terms that cancel there.
struct BesselJ0 {
  float operator()(float x) const { return static_cast<float>(__builtin_j0(x)); }
  double operator()(double x) const { return static_cast<double>(__builtin_j0l(x)); }
};
struct BesselJ1 {
  float operator()(float x) const { return static_cast<float>(__builtin_j1(x)); }
  double operator()(double x) const { return static_cast<double>(__builtin_j1l(x)); }
};
template <class T> bool below_zero_or_nan(T x) { return !(x >= 0); }
struct BesselY0 {
  float operator()(float x) const {
    return below_zero_or_nan(x) ? vec::kNan<float> : static_cast<float>(__builtin_y0(x));
  }
  double operator()(double x) const {
    return below_zero_or_nan(x) ? vec::kNan<double> : static_cast<double>(__builtin_y0l(x));
  }
};
struct BesselY1 {
  float operator()(float x) const {
    return below_zero_or_nan(x) ? vec::kNan<float> : static_cast<float>(__builtin_y1(x));
  }
  double operator()(double x) const {
    return below_zero_or_nan(x) ? vec::kNan<double> : static_cast<double>(__builtin_y1l(x));
  }
};
struct SphericalJ0 {
  template <class T> T operator()(T x) const {
    const wider<T> wide = x;
    return x == 0 ? T(1) : vec::abs(x) == vec::kInf<T> ? T(0) : static_cast<T>(sin_of(wide) / wide);
  }
};
template <bool derivative> struct Airy {
  template <class T> T operator()(T x) const { return static_cast<T>(airy<wider<T>>(derivative, x)); }
};

}  // namespace

constinit const ElementwiseKernel bessel_kernels[] = {
    costly_entry<BesselI<0, false>, 1, Floats>("i0"),
    costly_entry<BesselI<1, false>, 1, Floats>("i1"),
    costly_entry<BesselI<0, true>, 1, Floats>("i0e"),
    costly_entry<BesselI<1, true>, 1, Floats>("i1e"),
    costly_entry<BesselJ0, 1, Floats>("bessel_j0"),
    costly_entry<BesselJ1, 1, Floats>("bessel_j1"),
    costly_entry<BesselY0, 1, Floats>("bessel_y0"),
    costly_entry<BesselY1, 1, Floats>("bessel_y1"),
    costly_entry<BesselK<0, false>, 1, Floats>("modified_bessel_k0"),
    costly_entry<BesselK<1, false>, 1, Floats>("modified_bessel_k1"),
    costly_entry<BesselK<0, true>, 1, Floats>("scaled_modified_bessel_k0"),
    costly_entry<BesselK<1, true>, 1, Floats>("scaled_modified_bessel_k1"),
    costly_entry<SphericalJ0, 1, Floats>("spherical_bessel_j0"),
    costly_entry<Airy<false>, 1, Floats>("airy_ai"),
    costly_entry<Airy<true>, 1, Floats>("airy_ai_slope"),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
