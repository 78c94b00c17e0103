// Owns: type promotion over tensors, 0-d tensors and numbers.
// Called by: the elementwise kinds and the Python-facing result_type.
#include "dispatch/op.h"

namespace flambeau {
namespace {

DType default_type = DType::Float32;

int category(DType t) { return t == DType::Bool ? 0 : is_integral(t) ? 1 : is_complex(t) ? 3 : 2; }

DType number_type(const Value& v) {
  switch (v.tag) {
    case Tag::Bool: return DType::Bool;
    case Tag::Int: return DType::Int64;
    case Tag::Float: return default_type;
    default: return complex_type(default_type);
  }
}

struct Strongest {
  bool any = false;
  DType type = DType::Bool;
  void add(DType t) {
    type = any ? promote(type, t) : t;
    any = true;
  }
};

// A lower rank changes the type only when it is of a higher category (a float among integers, say).
DType combine(const Strongest& higher, const Strongest& lower) {
  if (!higher.any) return lower.type;
  if (!lower.any || category(lower.type) <= category(higher.type)) return higher.type;
  return promote(higher.type, lower.type);
}

}  // namespace

DType default_dtype() { return default_type; }
void set_default_dtype(DType t) { default_type = t; }

DType result_type(const Value* values, int count) {
  Strongest dimensioned, scalars, numbers;
  for (int i = 0; i < count; ++i) {
    const Value& v = values[i];
    if (v.is_tensor()) {
      (v.tensor->ndim ? dimensioned : scalars).add(v.tensor->dtype);
    } else if (v.is_number()) {
      numbers.add(number_type(v));
    }
  }
  if (numbers.any && numbers.type == DType::Complex64) {
    // a complex number beside doubles is a double complex
    const DType rest = combine(dimensioned, scalars);
    if ((dimensioned.any || scalars.any) && is_inexact(rest)) return promote(complex_type(rest), rest);
  }
  Strongest first = dimensioned;
  if (scalars.any) {
    first.type = combine(dimensioned, scalars);
    first.any = true;
  }
  return combine(first, numbers);
}

}  // namespace flambeau
