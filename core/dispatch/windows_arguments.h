// Owns: reading sizes, strides, paddings… of ops that slide windows into the kernels' Windows.
// Called by: compute_conv.cpp and compute_pool.cpp.
#pragma once

#include "backend/cpu/windows.h"
#include "dispatch/operands.h"

namespace flambeau {

inline void require_room(const char* op, int n) {
  if (n > static_cast<int>(Extents{}.size()))
    fail(ErrorKind::Runtime, op, ": there are ", n, " spatial dimensions | at most ", Extents{}.size(), " can be");
}

// One number per spatial dimension; a single one stands for all.
inline Extents extents(const char* op, const char* name, const Value& v, int n) {
  const Dims& given = *v.dims;
  if (given.size() != n && given.size() != 1) {
    fail(ErrorKind::Runtime, "expected ", name, " to be a single integer value or a list of ", n,
         " values to match the convolution dimensions, but got ", name, "=", given, " | ", op);
  }
  require_room(op, n);
  Extents e{};
  for (int i = 0; i < n; ++i) e[i] = given[given.size() == 1 ? 0 : i];
  return e;
}

inline void require_at_least(const char* what, const Extents& e, int n, int64_t least, const char* op) {
  for (int i = 0; i < n; ++i) {
    if (e[i] < least) fail(ErrorKind::Runtime, what, " is not supported | ", op, ": got ", e[i]);
  }
}

// The spatial dimensions of a (N, C, ...) shape.
inline Extents spatial(const char* op, const Dims& shape) {
  require_room(op, shape.size() - 2);
  Extents e{1, 1, 1};
  for (int i = 2; i < shape.size(); ++i) e[i - 2] = shape[i];
  return e;
}
// The shape (first, second, spatial...).
inline Dims shape_of(int64_t first, int64_t second, const Extents& e, int n) {
  Dims shape{first, second};
  for (int i = 0; i < n; ++i) shape.push(e[i]);
  return shape;
}

}  // namespace flambeau
