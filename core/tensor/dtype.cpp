// Owns: the promotion table.
// Called by: dispatch.
#include "tensor/dtype.h"

#include <algorithm>

namespace flambeau {

DType promote(DType a, DType b) {
  if (a == b) return a;
  if (is_complex(a) || is_complex(b)) {
    const bool wide = a == DType::Float64 || b == DType::Float64 || a == DType::Complex128 || b == DType::Complex128;
    return wide ? DType::Complex128 : DType::Complex64;
  }
  if (is_floating(a) || is_floating(b)) {
    if (!is_floating(a)) return b;
    if (!is_floating(b)) return a;
    if (is_reduced(a) && is_reduced(b)) return DType::Float32;  // float16 with bfloat16
    return std::max(a, b);
  }
  // Integers: uint8 with a signed type needs the next wider signed type.
  if (a == DType::Bool) return b;
  if (b == DType::Bool) return a;
  if (a == DType::UInt8 || b == DType::UInt8) return std::max({a, b, DType::Int16});
  return std::max(a, b);
}

}  // namespace flambeau
