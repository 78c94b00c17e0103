// Owns: Python numbers as elements of a dtype: which fit, and what is written.
// Called by: numbers.h's callers.
#include "dispatch/numbers.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "dispatch/launch.h"

namespace flambeau {
namespace {

// The C++ names that PyTorch's message uses.
const char* cpp_name(DType t) {
  constexpr const char* names[kDTypes] = {"bool",
                                          "uint8_t",
                                          "int8_t",
                                          "int16_t",
                                          "int",
                                          "int64_t",
                                          "c10::Half",
                                          "c10::BFloat16",
                                          "float",
                                          "double",
                                          "c10::complex<float>",
                                          "c10::complex<double>",
                                          "c10::complex<c10::Half>",
                                          "uint16",
                                          "uint32",
                                          "uint64"};
  return names[static_cast<int>(t)];
}

double largest(DType t) {
  switch (real_type(t)) {
    case DType::Float16: return 65504;
    case DType::BFloat16: return 0x1.fep127;
    case DType::Float32: return std::numeric_limits<float>::max();
    default: return std::numeric_limits<double>::max();
  }
}

struct Bounds {
  int64_t low, high;
};
Bounds bounds_of(DType t) {
  return visit_all(t, [&]<class T>() -> Bounds {
    if constexpr (std::is_same_v<T, uint64_t>)
      return {0, std::numeric_limits<int64_t>::max()};  // a larger number is a Value that is negative
    else if constexpr (std::is_integral_v<T>)
      return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
    else
      return {0, 0};
  });
}

bool real_fits(double x, DType t) {
  if (!is_integral(t)) return !std::isfinite(x) || std::abs(x) <= largest(t);
  const Bounds b = bounds_of(t);
  if (t == DType::UInt64) return x >= 0 && x < 0x1p64;
  return x >= static_cast<double>(b.low) && (t == DType::Int64 ? x < 0x1p63 : x <= static_cast<double>(b.high));
}

bool fits(const Value& v, DType t) {
  if (t == DType::Bool) return true;
  if (v.tag == Tag::Complex)
    return (is_complex(t) || v.imag == 0) && real_fits(v.real, t) && (v.imag == 0 || real_fits(v.imag, t));
  if (v.tag == Tag::Float) return real_fits(v.real, t);
  if (!is_integral(t)) return real_fits(static_cast<double>(v.integer), t);
  const Bounds b = bounds_of(t);
  const bool is_unsigned = t == DType::UInt8 || is_wide_unsigned(t);
  return v.integer >= (is_unsigned ? -b.high : b.low) && v.integer <= b.high;  // unsigned: negatives wrap
}

template <class T> void write_as(const Value& v, void* to) {
  T x;
  if constexpr (std::is_same_v<T, bool>) {
    x = v.tag == Tag::Complex ? (v.real != 0 || v.imag != 0) : v.tag == Tag::Float ? v.real != 0 : v.integer != 0;
  } else if constexpr (std::is_same_v<T, Half>) {
    x = to_half(static_cast<float>(v.as_double()));
  } else if constexpr (std::is_same_v<T, BFloat16>) {
    x = to_bfloat16(static_cast<float>(v.as_double()));
  } else if constexpr (std::is_same_v<T, complex64> || std::is_same_v<T, complex128>) {
    using Part = typename T::value_type;
    x = T(static_cast<Part>(v.as_double()), static_cast<Part>(v.tag == Tag::Complex ? v.imag : 0));
  } else if constexpr (std::is_same_v<T, ComplexHalf>) {
    x = {to_half(static_cast<float>(v.as_double())), to_half(static_cast<float>(v.tag == Tag::Complex ? v.imag : 0))};
  } else if constexpr (std::is_integral_v<T>) {
    x = static_cast<T>(v.as_int());
  } else {
    x = static_cast<T>(v.as_double());
  }
  std::memcpy(to, &x, sizeof x);
}

}  // namespace

const char* c_name(DType t) {
  constexpr const char* names[kDTypes] = {"bool",
                                          "unsigned char",
                                          "signed char",
                                          "short int",
                                          "int",
                                          "long int",
                                          "c10::Half",
                                          "c10::BFloat16",
                                          "float",
                                          "double",
                                          "c10::complex<float>",
                                          "c10::complex<double>",
                                          "c10::complex<c10::Half>",
                                          "short unsigned int",
                                          "unsigned int",
                                          "long unsigned int"};
  return names[static_cast<int>(t)];
}

void check_fits(const Value& number, DType dtype) {
  if (fits(number, dtype)) return;
  fail(ErrorKind::Runtime, "value cannot be converted to type ", cpp_name(dtype),
       " without overflow: ", number.as_double(), number.imag != 0 ? " with an imaginary part" : "");
}

void check_scalar_fits(const Value& number, DType dtype) {
  check_fits(number, is_reduced(dtype) ? DType::Float64 : dtype);
}

namespace {
Value read_element(const void* at, DType dtype);
}

Value rounded_to(const Value& number, DType dtype) {
  alignas(16) char element[16];
  write_number(number, dtype, element);
  return read_element(element, dtype);
}

void convert_number(const void* from, DType from_type, void* to, DType to_type) {
  const Value v = read_element(from, from_type);
  check_fits(v, to_type);
  write_number(v, to_type, to);
}

namespace {
Value read_element(const void* at, DType dtype) {
  Value v;
  visit_all(dtype, [&]<class T>() {
    T x;
    std::memcpy(&x, at, sizeof x);
    if constexpr (std::is_same_v<T, bool>) {
      v.tag = Tag::Bool;
      v.integer = x;
    } else if constexpr (std::is_integral_v<T>) {
      v.tag = Tag::Int;
      v.integer = static_cast<int64_t>(x);
    } else if constexpr (std::is_same_v<T, ComplexHalf>) {
      v.tag = Tag::Complex;
      v.real = to_float(x.re);
      v.imag = to_float(x.im);
    } else if constexpr (is_complex(type_of<T>)) {
      v.tag = Tag::Complex;
      v.real = static_cast<double>(x.real());
      v.imag = static_cast<double>(x.imag());
    } else {
      v.tag = Tag::Float;
      if constexpr (is_reduced(type_of<T>))
        v.real = to_float(x);
      else
        v.real = static_cast<double>(x);
    }
  });
  return v;
}
}  // namespace

void write_number(const Value& v, DType dtype, void* to) {
  visit_all(dtype, [&]<class T>() { write_as<T>(v, to); });
}

}  // namespace flambeau
