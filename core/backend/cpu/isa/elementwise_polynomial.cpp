// Owns: loops of orthogonal polynomials, by their recurrences, each in a type wider than its result's.
// Called by: find_elementwise, through polynomial_kernels.
#include "backend/cpu/isa/loops.h"
#include "backend/cpu/isa/vec_math.h"
#include "backend/cpu/isa/wide_math.h"

namespace flambeau::FLAMBEAU_ISA {
extern const ElementwiseKernel polynomial_kernels[];
namespace {

// Values from the first two on: next(k, p, q) gives that of degree k + 1 from those of k and k - 1. Degrees are cut to
// whole numbers; below 0 there is nothing, and beyond a million the recurrence would take too long.
template <class Wide, class Next> inline Wide climb(Wide degree, Wide first, Wide second, const Next& next) {
  if (!(degree < 1000001)) return vec::kNan<Wide>;
  if (degree <= -1) return 0;
  const int n = static_cast<int>(degree);
  if (n == 0) return first;
  for (int k = 1; k < n && second == second; ++k) {
    const Wide third = next(static_cast<Wide>(k), second, first);
    first = second;
    second = third;
  }
  return second;
}

// Chebyshev's, of all four kinds: they differ in their first degree, `slope` x + `at_zero`.
template <int slope, int at_zero, bool shifted> struct Chebyshev {
  template <class T> T operator()(T x, T n) const {
    using Wide = wider<T>;
    const Wide t = shifted ? 2 * static_cast<Wide>(x) - 1 : static_cast<Wide>(x);
    return static_cast<T>(climb<Wide>(n, 1, slope * t + at_zero, [t](Wide, Wide p, Wide q) { return 2 * t * p - q; }));
  }
};
template <bool physicists> struct Hermite {
  template <class T> T operator()(T x, T n) const {
    using Wide = wider<T>;
    const Wide t = physicists ? 2 * static_cast<Wide>(x) : static_cast<Wide>(x);
    return static_cast<T>(
        climb<Wide>(n, 1, t, [t](Wide k, Wide p, Wide q) { return t * p - (physicists ? 2 * k : k) * q; }));
  }
};
struct Laguerre {  // the generalised ones, of parameter a
  template <class T> T operator()(T x, T n, T parameter) const {
    using Wide = wider<T>;
    const Wide t = x, a = parameter;
    return static_cast<T>(climb<Wide>(
        n, 1, 1 + a - t, [t, a](Wide k, Wide p, Wide q) { return ((2 * k + 1 + a - t) * p - (k + a) * q) / (k + 1); }));
  }
};
struct Gegenbauer {  // of parameter 1/2 they are Legendre's
  template <class T> T operator()(T x, T n, T parameter) const {
    using Wide = wider<T>;
    const Wide t = x, a = parameter;
    return static_cast<T>(climb<Wide>(n, 1, 2 * a * t, [t, a](Wide k, Wide p, Wide q) {
      return (2 * (k + a) * t * p - (k + 2 * a - 1) * q) / (k + 1);
    }));
  }
};

}  // namespace

constinit const ElementwiseKernel polynomial_kernels[] = {
    costly_entry<Chebyshev<1, 0, false>, 2, Floats>("chebyshev_polynomial_t"),
    costly_entry<Chebyshev<2, 0, false>, 2, Floats>("chebyshev_polynomial_u"),
    costly_entry<Chebyshev<2, -1, false>, 2, Floats>("chebyshev_polynomial_v"),
    costly_entry<Chebyshev<2, 1, false>, 2, Floats>("chebyshev_polynomial_w"),
    costly_entry<Chebyshev<1, 0, true>, 2, Floats>("shifted_chebyshev_polynomial_t"),
    costly_entry<Chebyshev<2, 0, true>, 2, Floats>("shifted_chebyshev_polynomial_u"),
    costly_entry<Chebyshev<2, -1, true>, 2, Floats>("shifted_chebyshev_polynomial_v"),
    costly_entry<Chebyshev<2, 1, true>, 2, Floats>("shifted_chebyshev_polynomial_w"),
    costly_entry<Hermite<true>, 2, Floats>("hermite_polynomial_h"),
    costly_entry<Hermite<false>, 2, Floats>("hermite_polynomial_he"),
    costly_entry<Laguerre, 3, Floats>("laguerre"),
    costly_entry<Gegenbauer, 3, Floats>("gegenbauer"),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
