// Owns: how operands lie in a profile's log of shapes: how many there are, then each as one of the forms below.
// Called by: the profiles of ops and nodes, the profiler's Python face.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "tensor/tensor.h"

namespace flambeau {

// What an operand begins with; a tensor with its number of dimensions, then its dtype and its sizes.
enum class Logged : int64_t {
  Nothing = -1,
  Tensors = -2,  // how many, then each
  Int = -3,      // its value, as for the next two
  Float = -4,
  Bool = -5,
  Dims = -6,  // how many, then each
};

class ShapeLog {
 public:
  explicit ShapeLog(std::vector<int64_t>& to) : to_(to), at_(to.size()) { to.push_back(0); }
  uint32_t position() const { return static_cast<uint32_t>(at_ + 1); }  // as an Event keeps it

  void add(const Tensor* t) {
    ++to_[at_];
    write(t);
  }
  template <class List> void add_list(const List& tensors) {
    begin(Logged::Tensors, static_cast<int64_t>(tensors.size()));
    for (const Tensor* t : tensors) write(t);
  }
  template <class List> void add_dims(const List& dims) {
    begin(Logged::Dims, static_cast<int64_t>(dims.size()));
    to_.insert(to_.end(), dims.begin(), dims.end());
  }
  void add_nothing() { add(nullptr); }
  void add_int(int64_t value) { begin(Logged::Int, value); }
  void add_bool(bool value) { begin(Logged::Bool, value); }
  void add_float(double value) { begin(Logged::Float, std::bit_cast<int64_t>(value)); }

 private:
  void begin(Logged form, int64_t first) {
    ++to_[at_];
    to_.push_back(static_cast<int64_t>(form));
    to_.push_back(first);
  }
  void write(const Tensor* t) {
    if (!t) return to_.push_back(static_cast<int64_t>(Logged::Nothing));
    to_.push_back(t->ndim);
    to_.push_back(static_cast<int64_t>(t->dtype));
    to_.insert(to_.end(), t->sizes(), t->sizes() + t->ndim);
  }

  std::vector<int64_t>& to_;
  const size_t at_;
};

}  // namespace flambeau
