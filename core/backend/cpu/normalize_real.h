// Owns: the real type that softmax and the normalisations compute in, moves in and out of it, and buffers of it.
// Called by: softmax.cpp, normalize.cpp.
#pragma once

#include "backend/cpu/copy.h"
#include "backend/cpu/isa.h"
#include "backend/cpu/isa/reduce_loops.h"
#include "memory/scratch.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const ReduceLoops reduce_loops;)

inline constexpr int64_t kGrain = 1 << 14;  // elements per thread below which a second one costs more than it brings

inline int64_t grain_of(int64_t elements_per_task) {
  return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, elements_per_task));
}

// The type everything is computed in, its loops, and moves of other dtypes in and out of it.
struct RealType {
  DType dtype, compute;
  int64_t item, size;  // bytes of an element outside and inside
  const ReduceLoops& reduce;
  Cast widen, narrow;

  explicit RealType(DType t)
      : dtype(t),
        compute(compute_type(t)),
        item(item_size(t)),
        size(item_size(compute)),
        reduce(FLAMBEAU_PICK_ISA(reduce_loops)),
        widen(find_cast(compute, t)),
        narrow(find_cast(t, compute)) {}

  int index() const { return compute == DType::Float64; }
  bool direct() const { return dtype == compute; }
  // n contiguous elements as the compute type: in place, or converted into `buffer`.
  const void* read(const void* p, void* buffer, int64_t n) const {
    if (direct() || p == nullptr) return p;
    widen(static_cast<char*>(buffer), size, static_cast<const char*>(p), item, n);
    return buffer;
  }
  void* target(void* p, void* buffer) const { return direct() || p == nullptr ? p : buffer; }
  void write(void* p, const void* buffer, int64_t n) const {
    if (!direct() && p) narrow(static_cast<char*>(p), item, static_cast<const char*>(buffer), size, n);
  }
  double get(const void* p, int64_t i) const {
    return index() ? static_cast<const double*>(p)[i] : static_cast<const float*>(p)[i];
  }
  void put(void* p, int64_t i, double v) const {
    if (index())
      static_cast<double*>(p)[i] = v;
    else
      static_cast<float*>(p)[i] = static_cast<float>(v);
  }
  double largest(const void* x, int64_t n) const {
    Partial partial;
    reduce.row[static_cast<int>(Fold::Max)][index()](&partial, x, n, 0);
    return partial.real;
  }
  const char* at(const void* p, int64_t i) const { return p ? static_cast<const char*>(p) + i * item : nullptr; }
  char* at(void* p, int64_t i) const { return p ? static_cast<char*>(p) + i * item : nullptr; }
};

// Buffers of n compute-type elements each, for one thread.
class Buffers {
 public:
  Buffers(const RealType& real, int count, int64_t n)
      : step_((n * real.size + 63) / 64 * 64), scratch_(count * step_) {}
  void* operator[](int i) const { return scratch_.as<char>() + i * step_; }

 private:
  int64_t step_;
  Scratch scratch_;
};

}  // namespace flambeau
