// Owns: convolutions through oneDNN, which chooses its own layouts.
// Called by: backend/cpu/conv, from outside any parallel region.
#pragma once

#include <cstdint>

#include "tensor/dtype.h"

namespace flambeau::onednn {

enum class Pass : uint8_t { Forward, BackwardInput, BackwardWeight };

// A plain (not transposed) convolution. Channels-last tensors are used as they lie.
struct Convolution {
  Pass pass;
  DType dtype;
  int dims;
  int64_t batch, in_channels, out_channels, groups;
  int64_t input[3], output[3], kernel[3], stride[3], padding[3], dilation[3];
  bool x_last, weight_last, out_last;  // channels after the spatial dimensions
  // One of the three is written, by `pass`: out, x (its gradient), weight (its gradient); the others are read.
  void* x;
  void* weight;
  void* out;
  const void* bias;  // forward only; may be nullptr
};

bool is_available();  // and not switched off

// False, with nothing written, when oneDNN is absent, switched off or has no fast kernel for it.
bool convolve(const Convolution& convolution, int threads);

}  // namespace flambeau::onednn
