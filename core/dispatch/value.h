// Owns: Value, one parsed argument of an op, and Arguments, the storage behind a call's values.
// Called by: argument parsing (cpython/), kinds and compute functions.
#pragma once

#include <memory>
#include <type_traits>
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
  template <class T>
    requires std::is_arithmetic_v<T>
  static Value of(T x) {
    Value v;
    if constexpr (std::is_floating_point_v<T>) {
      v.tag = Tag::Float;
      v.real = static_cast<double>(x);
    } else {
      v.tag = std::is_same_v<T, bool> ? Tag::Bool : Tag::Int;
      v.integer = static_cast<int64_t>(x);
    }
    return v;
  }
  static Value of(const Dims& d) {  // which must live as long
    Value v;
    v.tag = Tag::Dims;
    v.dims = &d;
    return v;
  }
  static Value of(DType dtype) {
    Value v;
    v.tag = Tag::DType;
    v.dtype = dtype;
    return v;
  }
  static Value of(DeviceType device) {
    Value v;
    v.tag = Tag::Device;
    v.device = device;
    return v;
  }
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
inline constexpr int kMaxLists = 6;

// The values of one call and what those of Dims and Tensors point into; lives on the caller's stack. It is on the path
// of every call, so nothing here is initialised before it is used: whoever fills it sets one value per parameter.
class Arguments {
 public:
  Arguments() {}
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;
  ~Arguments() {
    for (int k = 0; k < lists_used_; ++k) {
      for (Tensor* t : lists_[k]) release(as_host(t));
      std::destroy_at(&lists_[k]);
    }
  }

  union {
    Value values[kMaxParams];
  };
  int by_position = 0;  // how many arguments were given without a name
  Dims& add_dims() { return *std::construct_at(&dims_[dims_used_++]); }
  // Its tensors are owned here: the program may change its lists while a call lasts.
  TensorList& add_list() { return *std::construct_at(&lists_[lists_used_++]); }

 private:
  int dims_used_ = 0, lists_used_ = 0;
  union {
    Dims dims_[kMaxSizes];
  };
  union {
    TensorList lists_[kMaxLists];
  };
};

}  // namespace flambeau
