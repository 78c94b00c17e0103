// Owns: which Python numbers a dtype can hold, and what C++ calls the types of elements.
// Called by: compute functions that take numbers, item assignment, tensors made from data.
#pragma once

#include "dispatch/value.h"

namespace flambeau {

// Throws PyTorch's "value cannot be converted to type … without overflow" for a number that `dtype` cannot hold: what
// is beyond its range, infinities and NaN for integers, an imaginary part for real types. Fractions are cut off, and
// unsigned integers take the negative integers that wrap.
void check_fits(const Value& number, DType dtype);

// The same for a number that becomes a tensor of its own: to 16-bit floats it may round to infinity.
void check_scalar_fits(const Value& number, DType dtype);

// The number as `dtype`, a floating one, holds it.
Value rounded_to(const Value& number, DType dtype);

// Writes the element of type `from_type` as one of `to_type`, which must be able to hold it (check_fits).
void convert_number(const void* from, DType from_type, void* to, DType to_type);

// What C++ calls the type of an element, which PyTorch's messages show.
const char* c_name(DType t);

}  // namespace flambeau
