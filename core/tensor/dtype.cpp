// Owns: the promotion table, and the refusal of types that have no arithmetic.
// Called by: dispatch.
#include "tensor/dtype.h"

#include <algorithm>

#include "tensor/error.h"

namespace flambeau {

int64_t stored_dtypes = 0;

const char* scalar_type_name(DType t) {
  constexpr const char* names[kDTypes] = {
      "Bool",  "Byte",   "Char",         "Short",         "Int",         "Long",   "Half",   "BFloat16",
      "Float", "Double", "ComplexFloat", "ComplexDouble", "ComplexHalf", "UInt16", "UInt32", "UInt64"};
  return names[static_cast<int>(t)];
}

void refuse_stored(DType t) {
  fail(ErrorKind::NotImplemented, "not implemented for '", scalar_type_name(t), "' | ", name_of(t),
       " is a type for storage | convert the input first, for instance with .to(int64) or .to(complex64)");
}

DType promote(DType a, DType b) {
  if (a == b) return a;
  if ((is_wide_unsigned(a) && !is_floating(b)) || (is_wide_unsigned(b) && !is_floating(a))) {
    fail(ErrorKind::Runtime, "Promotion for uint16, uint32, uint64 types is not supported, attempted to promote ",
         scalar_type_name(a), " and ", scalar_type_name(b));
  }
  if (is_complex(a) || is_complex(b)) {
    const bool wide = a == DType::Float64 || b == DType::Float64 || a == DType::Complex128 || b == DType::Complex128;
    const auto narrow = [](DType t) { return t == DType::Complex32 || t == DType::Float16 || is_integral(t); };
    return wide ? DType::Complex128 : narrow(a) && narrow(b) ? DType::Complex32 : DType::Complex64;
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
