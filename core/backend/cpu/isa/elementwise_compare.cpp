// Owns: comparisons, predicates and logical operations (all write bool), and where.
// Called by: find_elementwise, through compare_kernels.
#include <type_traits>

#include "backend/cpu/isa/loops.h"

namespace flambeau::FLAMBEAU_ISA {
extern const ElementwiseKernel compare_kernels[];
namespace {

// Bytes compare alike whether they are bools or integers, signed or not.
template <class T> using as_byte = std::conditional_t<std::is_integral_v<T> && sizeof(T) == 1, uint8_t, T>;
template <class T> using bool_as_byte = std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>;
// An unsigned integer, or a complex number, of the same size: what only moves is the same for all of them.
template <class T>
using bits_of = std::conditional_t<
    sizeof(T) == 1, uint8_t,
    std::conditional_t<sizeof(T) == 2, uint16_t,
                       std::conditional_t<sizeof(T) == 4, uint32_t, std::conditional_t<sizeof(T) == 8, uint64_t, T>>>>;

struct Eq {
  template <class T> using run_as = as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return a == b; }
};
struct Ne {
  template <class T> using run_as = as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return !(a == b); }
};
struct Lt {
  template <class T> using run_as = bool_as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return a < b; }
};
struct Le {
  template <class T> using run_as = bool_as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return a <= b; }
};
struct Gt {
  template <class T> using run_as = bool_as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return a > b; }
};
struct Ge {
  template <class T> using run_as = bool_as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return a >= b; }
};
struct Where {
  template <class T> using run_as = bits_of<T>;
  template <class T> T operator()(uint8_t c, T a, T b) const {  // by bits: no branch, and it vectorises
    const T mask = static_cast<T>(T(0) - static_cast<T>(c));
    return static_cast<T>((a & mask) | (b & ~mask));
  }
  template <class T> Complex<T> operator()(uint8_t c, Complex<T> a, Complex<T> b) const {
    return {c ? a.re : b.re, c ? a.im : b.im};
  }
};

template <class T> inline bool truth(T x) { return !(x == T(0)); }
template <class T> inline bool truth(Complex<T> x) { return !(x.re == 0) | !(x.im == 0); }
struct LogicalNot {
  template <class T> using run_as = as_byte<T>;
  template <class T> bool operator()(T a) const { return !truth(a); }
};
struct LogicalAnd {
  template <class T> using run_as = as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return truth(a) & truth(b); }
};
struct LogicalOr {
  template <class T> using run_as = as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return truth(a) | truth(b); }
};
struct LogicalXor {
  template <class T> using run_as = as_byte<T>;
  template <class T> bool operator()(T a, T b) const { return truth(a) ^ truth(b); }
};

template <class T> inline bool infinite(T x) { return (x < 0 ? -x : x) == static_cast<T>(__builtin_inf()); }
struct IsNan {
  template <class T> bool operator()(T a) const { return !(a == a); }
};
struct IsInf {
  template <class T> bool operator()(T a) const {
    if constexpr (std::is_integral_v<T>) {
      return false;
    } else {
      return infinite(a);
    }
  }
  template <class T> bool operator()(Complex<T> a) const { return infinite(a.re) | infinite(a.im); }
};
struct IsFinite {
  template <class T> bool operator()(T a) const {
    if constexpr (std::is_integral_v<T>) {
      return true;
    } else {
      return a - a == 0;  // inf - inf and NaN - NaN are NaN
    }
  }
  template <class T> bool operator()(Complex<T> a) const { return (a.re - a.re == 0) & (a.im - a.im == 0); }
};

template <int sign> struct IsInfOfSign {
  template <class T> bool operator()(T a) const {
    if constexpr (std::is_integral_v<T>) {
      return false;
    } else {
      return a == static_cast<T>(sign * __builtin_inf());
    }
  }
};
struct SignBit {
  template <class T> bool operator()(T a) const {
    if constexpr (std::is_integral_v<T>) {
      return std::is_signed_v<T> && a < T(0);
    } else {
      return __builtin_signbit(a) != 0;
    }
  }
};

template <class F, int inputs, class... Groups> constexpr ElementwiseKernel to_bool(const char* name) {
  return entry_of<Form::ToBool, F, inputs, Groups...>(name);
}

}  // namespace

constinit const ElementwiseKernel compare_kernels[] = {
    to_bool<Eq, 2, Bool, Ints, Unsigned, Floats, Complexes>("eq"),
    to_bool<Ne, 2, Bool, Ints, Unsigned, Floats, Complexes>("ne"),
    to_bool<Lt, 2, Bool, Ints, Floats>("lt"),
    to_bool<Le, 2, Bool, Ints, Floats>("le"),
    to_bool<Gt, 2, Bool, Ints, Floats>("gt"),
    to_bool<Ge, 2, Bool, Ints, Floats>("ge"),
    to_bool<LogicalNot, 1, Bool, Ints, Floats, Complexes>("logical_not"),
    to_bool<LogicalAnd, 2, Bool, Ints, Floats, Complexes>("logical_and"),
    to_bool<LogicalOr, 2, Bool, Ints, Floats, Complexes>("logical_or"),
    to_bool<LogicalXor, 2, Bool, Ints, Floats, Complexes>("logical_xor"),
    to_bool<IsNan, 1, Bool, Ints, Floats, Complexes>("isnan"),
    to_bool<IsInf, 1, Bool, Ints, Floats, Complexes>("isinf"),
    to_bool<IsFinite, 1, Bool, Ints, Floats, Complexes>("isfinite"),
    to_bool<IsInfOfSign<1>, 1, Bool, Ints, Floats>("isposinf"),
    to_bool<IsInfOfSign<-1>, 1, Bool, Ints, Floats>("isneginf"),
    to_bool<SignBit, 1, Bool, Ints, Floats>("signbit"),
    entry_of<Form::BoolFirst, Where, 3, Bool, Ints, Unsigned, Floats, Complexes>("where"),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
