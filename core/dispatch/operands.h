// Owns: what compute functions need to hand tensors to kernels: operands, prepared inputs.
// Called by: compute_matmul.cpp, compute_softmax.cpp, compute_normalize.cpp, compute_conv.cpp and their like.
#pragma once

#include <algorithm>

#include "dispatch/compute.h"
#include "dispatch/launch.h"

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
  if (t.is_contiguous() || t.ndim < 4) return false;
  int64_t expected = 1;
  for (int i = 0; i < t.ndim; ++i) {
    const int d = i == 0 ? 1 : i == t.ndim - 1 ? 0 : t.ndim - i;
    if (t.size(d) != 1 && t.stride(d) != expected) return false;
    expected *= t.size(d);
  }
  return true;
}
// Does the order of an image's strides put its channels innermost, whether it is dense or not? Then its results do so
// too.
inline bool has_channels_innermost(const Tensor& t) {
  if (t.is_contiguous() || t.ndim < 3 || t.ndim > 5 || t.stride(1) == 0) return false;
  int64_t least = 0;
  for (int i = 0; i < t.ndim; ++i) {
    const int d = i == 0 ? 1 : i == t.ndim - 1 ? 0 : t.ndim - i;
    if (t.size(d) == 0 || t.stride(d) < least) return false;
    if (d == 0 && least == t.stride(1)) return false;  // all other sizes are 1: row-major as well
    least = t.stride(d) * t.size(d);
  }
  return true;
}
// The same of images and volumes; sequences, (N, C, L), have a row-major result after most ops, as in PyTorch.
inline bool has_channels_last_order(const Tensor& t) { return t.ndim > 3 && has_channels_innermost(t); }
inline Dims channels_last_strides(const Dims& shape) {
  Dims strides = shape;
  int64_t step = 1;
  for (int i = 0; i < shape.size(); ++i) {
    const int d = i == 0 ? 1 : i == shape.size() - 1 ? 0 : shape.size() - i;
    strides[d] = step;
    step = next_stride(step, shape[d]);
  }
  return strides;
}

// A tensor to hold the result of an op on images that keeps their order: channels-last or row-major.
inline TensorRef empty_ordered(const Dims& shape, bool channels_last, DType dtype, DeviceType device) {
  return channels_last ? empty_strided(shape, channels_last_strides(shape), dtype, device)
                       : empty(shape, dtype, device);
}
// `t` itself, or a copy where it has to be, dense in row-major or channels-last order.
inline TensorRef ordered(Tensor& t, bool channels_last) {
  if (channels_last ? is_channels_last(t) : t.is_contiguous()) return TensorRef::share(&t);
  TensorRef copy = empty_ordered(t.shape(), channels_last, t.dtype, t.storage->device);
  copy_into(*copy, t);
  return copy;
}

}  // namespace flambeau
