// Owns: the sixteen element types, their properties and the half-precision number types.
// Called by: every layer; knows nothing of tensors or Python.
#pragma once

#include <complex>
#include <cstdint>
#include <cstring>

namespace flambeau {

enum class DType : uint8_t {
  Bool,
  UInt8,
  Int8,
  Int16,
  Int32,
  Int64,
  Float16,
  BFloat16,
  Float32,
  Float64,
  Complex64,
  Complex128,
  // Types for storage: they are made, moved, cast and compared, and most ops refuse them (see dispatch/stored.h).
  Complex32,
  UInt16,
  UInt32,
  UInt64,
};
inline constexpr int kDTypes = 16;

using complex64 = std::complex<float>;
using complex128 = std::complex<double>;

// IEEE binary16 held as bits; arithmetic is done in float, block by block.
struct Half {
  uint16_t bits;
};
// Two of them: a complex number, computed as complex64.
struct ComplexHalf {
  Half re, im;
};
// The upper half of a float.
struct BFloat16 {
  uint16_t bits;
};

constexpr int64_t item_size(DType t) {
  constexpr int8_t sizes[kDTypes] = {1, 1, 1, 2, 4, 8, 2, 2, 4, 8, 8, 16, 4, 2, 4, 8};
  return sizes[static_cast<int>(t)];
}
constexpr const char* name_of(DType t) {
  constexpr const char* names[kDTypes] = {"bool",      "uint8",    "int8",    "int16",   "int32",     "int64",
                                          "float16",   "bfloat16", "float32", "float64", "complex64", "complex128",
                                          "complex32", "uint16",   "uint32",  "uint64"};
  return names[static_cast<int>(t)];
}
constexpr bool is_complex(DType t) { return t >= DType::Complex64 && t <= DType::Complex32; }
constexpr bool is_floating(DType t) { return t >= DType::Float16 && t <= DType::Float64; }
// Floating or complex: can carry a gradient.
constexpr bool is_inexact(DType t) { return t >= DType::Float16 && t <= DType::Complex32; }
constexpr bool is_integral(DType t) { return !is_inexact(t); }  // bool included
constexpr bool is_stored(DType t) { return t > DType::Complex128; }
constexpr bool is_wide_unsigned(DType t) { return t >= DType::UInt16; }  // the types of which nothing is promoted
constexpr bool is_reduced(DType t) { return t == DType::Float16 || t == DType::BFloat16; }
// Whether a program has named a type for storage, or made one; until then no call looks for them.
extern int64_t stored_dtypes;
// The real type of a complex type's parts; any other type itself.
constexpr DType real_type(DType t) {
  return t == DType::Complex64    ? DType::Float32
         : t == DType::Complex128 ? DType::Float64
         : t == DType::Complex32  ? DType::Float16
                                  : t;
}
inline DType complex_type(DType t) {
  if (t == DType::Float16) stored_dtypes = 1;
  return t == DType::Float64 || t == DType::Complex128  ? DType::Complex128
         : t == DType::Float16 || t == DType::Complex32 ? DType::Complex32
                                                        : DType::Complex64;
}
// What arithmetic on `t` is done in: numbers of 32 bits for those of 16, else `t` itself.
constexpr DType compute_type(DType t) {
  return is_reduced(t) ? DType::Float32 : t == DType::Complex32 ? DType::Complex64 : t;
}

// The smallest type both convert to without losing their category (PyTorch's promote_types).
DType promote(DType a, DType b);

inline float to_float(BFloat16 x) {
  uint32_t u = static_cast<uint32_t>(x.bits) << 16;
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}
inline BFloat16 to_bfloat16(float f) {  // round to nearest even; NaN stays NaN
  uint32_t u;
  std::memcpy(&u, &f, 4);
  if ((u & 0x7fffffffu) > 0x7f800000u) return {0x7fc0};
  u += 0x7fffu + ((u >> 16) & 1u);
  return {static_cast<uint16_t>(u >> 16)};
}
inline float to_float(Half x) {
  const uint32_t sign = static_cast<uint32_t>(x.bits & 0x8000u) << 16;
  const uint32_t exponent = (x.bits >> 10) & 0x1fu;
  uint32_t mantissa = x.bits & 0x3ffu;
  uint32_t u;
  if (exponent == 0x1f) {
    u = sign | 0x7f800000u | (mantissa << 13);
  } else if (exponent != 0) {
    u = sign | ((exponent + 112) << 23) | (mantissa << 13);
  } else if (mantissa == 0) {
    u = sign;
  } else {  // subnormal: normalise
    int shift = 0;
    while (!(mantissa & 0x400u)) {
      mantissa <<= 1;
      ++shift;
    }
    u = sign | (static_cast<uint32_t>(113 - shift) << 23) | ((mantissa & 0x3ffu) << 13);
  }
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}
inline Half to_half(float f) {  // round to nearest even
  uint32_t u;
  std::memcpy(&u, &f, 4);
  const uint16_t sign = static_cast<uint16_t>((u >> 16) & 0x8000u);
  u &= 0x7fffffffu;
  if (u > 0x7f800000u) return {static_cast<uint16_t>(sign | 0x7e00u)};
  if (u >= 0x477ff000u) return {static_cast<uint16_t>(sign | 0x7c00u)};  // rounds to infinity
  if (u < 0x38800000u) {                                                 // subnormal or zero
    float magnitude;
    std::memcpy(&magnitude, &u, 4);
    magnitude += 0.5f;  // aligns the mantissa so that the low bits are the answer
    uint32_t v;
    std::memcpy(&v, &magnitude, 4);
    return {static_cast<uint16_t>(sign | (v - 0x3f000000u))};
  }
  u += 0xfffu + ((u >> 13) & 1u) - 0x38000000u;
  return {static_cast<uint16_t>(sign | (u >> 13))};
}

// type_of<T>: the DType a C++ type stands for.
template <class T> struct TypeOf;
template <> struct TypeOf<bool> {
  static constexpr DType value = DType::Bool;
};
template <> struct TypeOf<uint8_t> {
  static constexpr DType value = DType::UInt8;
};
template <> struct TypeOf<int8_t> {
  static constexpr DType value = DType::Int8;
};
template <> struct TypeOf<int16_t> {
  static constexpr DType value = DType::Int16;
};
template <> struct TypeOf<int32_t> {
  static constexpr DType value = DType::Int32;
};
template <> struct TypeOf<int64_t> {
  static constexpr DType value = DType::Int64;
};
template <> struct TypeOf<Half> {
  static constexpr DType value = DType::Float16;
};
template <> struct TypeOf<BFloat16> {
  static constexpr DType value = DType::BFloat16;
};
template <> struct TypeOf<float> {
  static constexpr DType value = DType::Float32;
};
template <> struct TypeOf<double> {
  static constexpr DType value = DType::Float64;
};
template <> struct TypeOf<complex64> {
  static constexpr DType value = DType::Complex64;
};
template <> struct TypeOf<complex128> {
  static constexpr DType value = DType::Complex128;
};
template <> struct TypeOf<ComplexHalf> {
  static constexpr DType value = DType::Complex32;
};
template <> struct TypeOf<uint16_t> {
  static constexpr DType value = DType::UInt16;
};
template <> struct TypeOf<uint32_t> {
  static constexpr DType value = DType::UInt32;
};
template <> struct TypeOf<uint64_t> {
  static constexpr DType value = DType::UInt64;
};
template <class T> inline constexpr DType type_of = TypeOf<T>::value;

const char* scalar_type_name(DType t);  // "Float": as PyTorch's messages call it
[[noreturn]] void refuse_stored(DType t);

// Calls f.template operator()<T>() with the C++ type of `t`, which is none of those for storage: what has a loop for
// each type has none for them.
template <class F> decltype(auto) visit(DType t, F&& f) {
  switch (t) {
    case DType::Bool: return f.template operator()<bool>();
    case DType::UInt8: return f.template operator()<uint8_t>();
    case DType::Int8: return f.template operator()<int8_t>();
    case DType::Int16: return f.template operator()<int16_t>();
    case DType::Int32: return f.template operator()<int32_t>();
    case DType::Int64: return f.template operator()<int64_t>();
    case DType::Float16: return f.template operator()<Half>();
    case DType::BFloat16: return f.template operator()<BFloat16>();
    case DType::Float32: return f.template operator()<float>();
    case DType::Float64: return f.template operator()<double>();
    case DType::Complex64: return f.template operator()<complex64>();
    case DType::Complex128: return f.template operator()<complex128>();
    default: refuse_stored(t);
  }
}
// The same for every type.
template <class F> decltype(auto) visit_all(DType t, F&& f) {
  switch (t) {
    case DType::Complex32: return f.template operator()<ComplexHalf>();
    case DType::UInt16: return f.template operator()<uint16_t>();
    case DType::UInt32: return f.template operator()<uint32_t>();
    case DType::UInt64: return f.template operator()<uint64_t>();
    default: return visit(t, f);
  }
}

}  // namespace flambeau
