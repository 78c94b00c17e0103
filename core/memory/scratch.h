// Owns: temporary buffers of kernels, kept per thread so that large ones are not mapped afresh at every call.
// Called by: products, convolutions and pooling; unlike the tensor allocator, without any lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace flambeau {

// A 64-byte-aligned uninitialised buffer; returned to the calling thread's reserve at the end of its life.
class Scratch {
 public:
  Scratch() = default;
  explicit Scratch(int64_t nbytes);
  ~Scratch();
  Scratch(Scratch&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(other.size_) {}
  Scratch& operator=(Scratch&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  void* data() const { return data_; }
  template <class T> T* as() const { return static_cast<T*>(data_); }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace flambeau
