// Owns: what the ops that make tensors share: their keyword arguments, memory formats, checked numbers.
// Called by: compute_create, compute_random, compute_copy, compute_quantile, compute_reduce.
#pragma once

#include "dispatch/op.h"

namespace flambeau {

// What the arguments `dtype, layout, device, requires_grad`, which stand side by side, ask for.
struct TensorOptions {
  DType dtype;
  DeviceType device;
  bool requires_grad;
};
// Reads them from argument `first` on; `dtype` and `device` are what None means.
TensorOptions options_at(const Call& call, int first, DType dtype, DeviceType device = DeviceType::CPU);

TensorRef empty(const Dims& shape, const TensorOptions& options);
// The strides of a result that is like `t`: as `memory_format` (an object of the host, or null) says, else t's own
// order.
Dims strides_like(const Tensor& t, HostObject* memory_format);

// Throws for a number that cannot fill `t` (numbers.h); a single element may round to infinity, as PyTorch has it.
void check_fill_fits(const Value& number, const Tensor& t);
// Warns that a conversion keeps the real parts only, where it does.
void warn_of_lost_parts(const Tensor& from, DType to);
// Sets every element to the number, which fits.
void fill_with(Tensor& t, const Value& number);

}  // namespace flambeau
