// Owns: bitwise operations and shifts of integers and bools.
// Called by: find_elementwise, through bitwise_kernels.
#include <type_traits>

#include "backend/cpu/isa/loops.h"

namespace flambeau::FLAMBEAU_ISA {
extern const ElementwiseKernel bitwise_kernels[];
namespace {

struct BitwiseAnd {
  template <class T> T operator()(T a, T b) const { return static_cast<T>(a & b); }
};
struct BitwiseOr {
  template <class T> T operator()(T a, T b) const { return static_cast<T>(a | b); }
};
struct BitwiseXor {
  template <class T> T operator()(T a, T b) const { return static_cast<T>(a ^ b); }
};
struct BitwiseNot {
  template <class T> T operator()(T a) const { return static_cast<T>(~a); }
  bool operator()(bool a) const { return !a; }
};
// A negative shift, or one past the width, leaves nothing on the left and the sign on the right.
struct LeftShift {
  template <class T> T operator()(T a, T b) const {
    using Unsigned = std::common_type_t<std::make_unsigned_t<T>, unsigned>;
    const bool inside = (b >= 0) & (b < static_cast<T>(8 * sizeof(T)));
    return inside ? static_cast<T>(static_cast<Unsigned>(a) << (inside ? b : T(0))) : T(0);
  }
};
struct RightShift {
  template <class T> T operator()(T a, T b) const {
    constexpr T most = static_cast<T>(8 * sizeof(T) - std::is_signed_v<T>);
    if constexpr (std::is_signed_v<T>) {
      return static_cast<T>(a >> ((b >= 0) & (b < most) ? b : most));
    } else {
      return b < most ? static_cast<T>(a >> b) : T(0);
    }
  }
};

}  // namespace

constinit const ElementwiseKernel bitwise_kernels[] = {
    entry<BitwiseAnd, 2, Bool, Ints, Unsigned>("bitwise_and"),
    entry<BitwiseOr, 2, Bool, Ints, Unsigned>("bitwise_or"),
    entry<BitwiseXor, 2, Bool, Ints, Unsigned>("bitwise_xor"),
    entry<BitwiseNot, 1, Bool, Ints, Unsigned>("bitwise_not"),
    entry<LeftShift, 2, Ints>("bitwise_left_shift"),
    entry<RightShift, 2, Ints>("bitwise_right_shift"),
    {},
};

}  // namespace flambeau::FLAMBEAU_ISA
