// Owns: what kernels share that move elements by size, or combine them, at addresses that come from data.
// Called by: index, scatter, mask, embedding, diagonal, strided, sort_bins.
#pragma once

#include <algorithm>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/elementwise.h"
#include "backend/cpu/write_mode.h"
#include "tensor/error.h"

namespace flambeau::moves {

inline constexpr int64_t kGrain = 1 << 14;  // elements per thread below which a second one costs more than it brings

inline int64_t grain_of(int64_t elements_per_task) {
  return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, elements_per_task));
}

[[noreturn]] inline void out_of_bounds(int64_t index, int64_t dim, int64_t size) {
  fail(ErrorKind::Index, "index ", index, " is out of bounds for dimension ", dim, " with size ", size);
}

// Calls f with an unsigned stand-in of the dtype's size: moving elements needs no more.
struct Bytes16 {
  uint64_t half[2];
};

template <class F> void visit_size(DType dtype, F&& f) {
  switch (item_size(dtype)) {
    case 1: return f.template operator()<uint8_t>();
    case 2: return f.template operator()<uint16_t>();
    case 4: return f.template operator()<uint32_t>();
    case 8: return f.template operator()<uint64_t>();
    default: return f.template operator()<Bytes16>();
  }
}

// For comparisons.
template <class T> auto widen(T x) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(x);
  else
    return x;
}

struct Assign {
  template <class T> T operator()(T, T b) const { return b; }
};

struct Add {
  template <class T> T operator()(T a, T b) const { return add_narrow(a, b); }
};

struct Multiply {
  template <class T> T operator()(T a, T b) const {
    using A = Accumulate<T>;
    return A::narrow(multiply(A::widen(a), A::widen(b)));
  }
};

struct Amax {
  template <class T> T operator()(T a, T b) const {
    if constexpr (is_complex(type_of<T>))
      return b;
    else
      return widen(b) > widen(a) || widen(b) != widen(b) ? b : a;
  }
};

struct Amin {
  template <class T> T operator()(T a, T b) const {
    if constexpr (is_complex(type_of<T>))
      return b;
    else
      return widen(b) < widen(a) || widen(b) != widen(b) ? b : a;
  }
};

inline bool accumulates(WriteMode mode) { return mode == WriteMode::Add || mode == WriteMode::Multiply; }

// Calls f<T, Op>(); an assignment only cares about the element's size.
template <class F> void with_mode(WriteMode mode, DType dtype, F&& f) {
  const auto typed = [&]<class Op>() { visit(dtype, [&]<class T>() { f.template operator()<T, Op>(); }); };
  switch (mode) {
    case WriteMode::Assign: return visit_size(dtype, [&]<class T>() { f.template operator()<T, Assign>(); });
    case WriteMode::Add: return typed.template operator()<Add>();
    case WriteMode::Multiply: return typed.template operator()<Multiply>();
    case WriteMode::Amax: return typed.template operator()<Amax>();
    case WriteMode::Amin: return typed.template operator()<Amin>();
  }
}

}  // namespace flambeau::moves
