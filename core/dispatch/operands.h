// Owns: what compute functions need to hand tensors to kernels: operands, prepared inputs.
// Called by: compute_product.cpp, compute_softmax.cpp, compute_normalize.cpp, compute_conv.cpp and their like.
#pragma once

#include <algorithm>

#include "dispatch/compute.h"
#include "tensor/long_work.h"

namespace flambeau {

inline Operand operand(const Tensor& t) { return {t.data(), t.dtype, t.strides()}; }

[[noreturn]] inline void not_implemented(const char* op, DType dtype) {
  fail(ErrorKind::NotImplemented, '"', op, "\" not implemented for '", scalar_type_name(dtype), "' | ", op,
       " | convert the input first, for instance with .float()");
}
inline void require_floating(const char* op, DType dtype) {
  if (!is_floating(dtype)) not_implemented(op, dtype);
}

// The elements as row-major `dtype`: `t` itself where it is that.
inline TensorRef prepared(Tensor& t, DType dtype) {
  TensorRef typed = cast(t, dtype);
  return contiguous(*typed);
}

// Is a (N, C, ...) tensor dense with its channels innermost, and not row-major as well?
inline bool is_channels_last(const Tensor& t) {
  if (t.is_contiguous() || t.ndim < 3) return false;
  int64_t expected = 1;
  for (int i = 0; i < t.ndim; ++i) {
    const int d = i == 0 ? 1 : i == t.ndim - 1 ? 0 : t.ndim - i;
    if (t.size(d) != 1 && t.stride(d) != expected) return false;
    expected *= t.size(d);
  }
  return true;
}
inline Dims channels_last_strides(const Dims& shape) {
  Dims strides = shape;
  int64_t step = 1;
  for (int i = 0; i < shape.size(); ++i) {
    const int d = i == 0 ? 1 : i == shape.size() - 1 ? 0 : shape.size() - i;
    strides[d] = step;
    step *= std::max<int64_t>(shape[d], 1);
  }
  return strides;
}

}  // namespace flambeau
