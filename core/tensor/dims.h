// Owns: Dims, a list of up to 64 sizes or strides on the stack, and checked size arithmetic.
// Called by: every layer above dtype.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>

#include "tensor/error.h"

namespace flambeau {

inline constexpr int kMaxDims = 64;

// Largest stride whose bytes an int64 can count, whatever the dtype.
inline constexpr int64_t kMostStride = int64_t{1} << 58;

// The stride outside a contiguous dimension; tensors without elements may have sizes whose product is beyond any.
inline int64_t next_stride(int64_t stride, int64_t size) {
  const bool beyond = size > 1 && __builtin_mul_overflow(stride, size, &stride);
  return beyond || stride > kMostStride ? kMostStride : stride;
}

// `steps` strides on from `offset`; in a tensor without elements it may lead beyond all numbers, and then stays at
// kMostStride.
inline int64_t offset_after(int64_t offset, int64_t steps, int64_t stride) {
  int64_t way;
  if (__builtin_mul_overflow(steps, stride, &way) || __builtin_add_overflow(offset, way, &offset)) return kMostStride;
  return offset > kMostStride ? kMostStride : offset;
}

class Dims {
 public:
  Dims() = default;
  Dims(std::initializer_list<int64_t> values) {
    for (int64_t v : values) push(v);
  }
  Dims(const int64_t* values, int n) { assign(values, n); }
  Dims(const Dims& other) { assign(other.values_, other.size_); }
  Dims& operator=(const Dims& other) {
    assign(other.values_, other.size_);
    return *this;
  }
  static Dims repeat(int64_t value, int n) {
    Dims d;
    for (int i = 0; i < n; ++i) d.push(value);
    return d;
  }

  int size() const { return size_; }
  bool empty() const { return size_ == 0; }
  int64_t* data() { return values_; }
  const int64_t* data() const { return values_; }
  int64_t& operator[](int i) { return values_[i]; }
  int64_t operator[](int i) const { return values_[i]; }
  const int64_t* begin() const { return values_; }
  const int64_t* end() const { return values_ + size_; }
  int64_t back() const { return values_[size_ - 1]; }

  void push(int64_t value) {
    if (size_ == kMaxDims) fail(ErrorKind::Runtime, "a tensor has at most ", kMaxDims, " dimensions");
    values_[size_++] = value;
  }
  void clear() { size_ = 0; }
  void insert(int at, int64_t value) {
    push(0);
    std::memmove(values_ + at + 1, values_ + at, sizeof(int64_t) * static_cast<size_t>(size_ - 1 - at));
    values_[at] = value;
  }
  void erase(int at) {
    std::memmove(values_ + at, values_ + at + 1, sizeof(int64_t) * static_cast<size_t>(size_ - 1 - at));
    --size_;
  }
  bool operator==(const Dims& other) const {
    return size_ == other.size_ &&
           std::memcmp(values_, other.values_, sizeof(int64_t) * static_cast<size_t>(size_)) == 0;
  }

 private:
  void assign(const int64_t* values, int n) {
    size_ = n;
    std::memcpy(values_, values, sizeof(int64_t) * static_cast<size_t>(n));
  }
  int size_ = 0;
  int64_t values_[kMaxDims];  // deliberately uninitialised beyond size_
};

// "[2, 3]": how PyTorch's messages write a shape.
std::string to_string(const int64_t* values, int n);
inline std::string to_string(const Dims& d) { return to_string(d.data(), d.size()); }
inline std::ostream& operator<<(std::ostream& out, const Dims& d) { return out << to_string(d); }

// The product of the sizes; throws when it or the byte count does not fit 2^62.
int64_t checked_numel(const int64_t* sizes, int n);
inline int64_t checked_numel(const Dims& d) { return checked_numel(d.data(), d.size()); }

// How many elements a storage must have for these sizes and strides from `offset` on: one more than the place of the
// last, or 0 where there are no elements. Throws for negative strides or offsets, and when the bytes do not fit 2^62.
int64_t checked_span(const Dims& sizes, const Dims& strides, int64_t offset = 0);

// Row-major strides for `sizes`.
Dims contiguous_strides(const Dims& sizes);

// `dim` counted from the front; throws IndexError with PyTorch's words when outside [-n, n-1].
int wrap_dim(int64_t dim, int n);

// The shape both broadcast to; throws RuntimeError naming the first disagreeing dimension.
Dims broadcast_shapes(const Dims& a, const Dims& b);

}  // namespace flambeau
