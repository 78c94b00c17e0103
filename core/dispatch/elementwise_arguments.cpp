// Owns: the implementation of what elementwise compute functions share.
// Called by: see elementwise_arguments.h.
#include "dispatch/elementwise_arguments.h"

#include "dispatch/numbers.h"

namespace flambeau {

Value parameter(const Value& number, DType common, DType holder) {
  if (common == DType::Bool)
    return Value::of(number.as_double() != 0 || (number.tag == Tag::Complex && number.imag != 0));
  check_fits(number, holder);
  if (is_complex(common)) return number;
  if (is_integral(common)) return Value::of(number.as_int());
  return is_reduced(holder) ? rounded_to(number, holder) : Value::of(number.as_double());
}

[[noreturn]] void refuse(const Call& call, const char* loop, DType t) {
  fail(ErrorKind::NotImplemented, "\"", loop, "\" not implemented for '", scalar_type_name(t), "' (", call.op.name,
       ") | convert the input first, for instance with .float()");
}

void require_same_dtype(const Call& call, const char* leading) {
  const DType a = call.tensor(0).dtype, b = call.tensor(1).dtype;
  if (a != b)
    fail(ErrorKind::Runtime, leading, " ", call.op.name, " got ", scalar_type_name(a), " and ", scalar_type_name(b));
}

}  // namespace flambeau
