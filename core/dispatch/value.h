// Owns: Value, one parsed argument of an op, and Arguments, the storage behind a call's values.
// Called by: argument parsing (cpython/), kinds and compute functions.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace flambeau {

inline constexpr int kMaxParams = 16;

using TensorList = std::vector<Tensor*>;  // borrowed; null where an optional item is None

enum class Tag : uint8_t { None, Tensor, Bool, Int, Float, Complex, Dims, Tensors, DType, Device, Str, Object };

struct Value {
  Tag tag = Tag::None;
  DType dtype = DType::Bool;  // Tag::DType
  union {
    Tensor* tensor;   // borrowed
    int64_t integer;  // Bool, Int
    double real;      // Float, Complex
    const Dims* dims;
    const TensorList* tensors;
    const char* text;
    DeviceType device;
  };
  double imag = 0;               // Complex
  HostObject* object = nullptr;  // borrowed: the host's original, what a rule gets to see

  Value() : integer(0) {}
  bool is_none() const { return tag == Tag::None; }
  bool is_tensor() const { return tag == Tag::Tensor; }
  bool is_number() const { return tag >= Tag::Bool && tag <= Tag::Complex; }
  bool truth() const { return integer != 0; }
  double as_double() const { return tag == Tag::Float || tag == Tag::Complex ? real : static_cast<double>(integer); }
  int64_t as_int() const { return tag == Tag::Float || tag == Tag::Complex ? static_cast<int64_t>(real) : integer; }
};

// Writes the number as one element of `dtype`.
void write_number(const Value& v, DType dtype, void* to);

// An op's parameters that are sizes or lists of tensors are at most so many; checked when it is made.
inline constexpr int kMaxSizes = 8;
inline constexpr int kMaxLists = 4;

// What Dims and Tensors values point into; lives on the caller's stack for the length of one call.
struct Arguments {
  Value values[kMaxParams];
  Dims dims[kMaxSizes];
  int dims_used = 0;
  TensorList lists[kMaxLists];  // owned here: the program may change its lists while a call lasts
  int lists_used = 0;

  Arguments() = default;
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;
  ~Arguments() {
    for (int k = 0; k < lists_used; ++k)
      for (Tensor* t : lists[k]) release(host(t));
  }
};

}  // namespace flambeau
