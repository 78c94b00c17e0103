// Owns: grouped convolutions over 1 to 3 spatial dimensions, plain and transposed, and their three derivatives.
// Called by: the convolution ops and their rules.
#pragma once

#include "backend/cpu/windows.h"
#include "tensor/dtype.h"

namespace flambeau {

// How a dense (batch, channels, spatial...) tensor lies in memory: channels before or after the spatial dimensions.
// A weight's first two dimensions count as batch and channels.
enum class Layout { ChannelsFirst, ChannelsLast };

// x is (batch, in_channels, input...), out is (batch, out_channels, output...). The weight is
// (out_channels, in_channels / groups, kernel...), and (in_channels, out_channels / groups, kernel...) when transposed.
struct ConvSize {
  Windows windows;  // complete: set_conv_output or set_transposed_output has been called
  int64_t batch, in_channels, out_channels, groups = 1;
  bool transposed = false;
};

template <class Pointer> struct ConvOperand {
  Pointer data;
  Layout layout = Layout::ChannelsFirst;
};
using ConvInput = ConvOperand<const void*>;
using ConvOutput = ConvOperand<void*>;

// Whether it is worth while to hold the result channels-last though x is not: what comes next then runs faster.
bool prefers_channels_last(DType dtype, const ConvSize& size);
// out = convolution of x with weight (+ bias, out_channels contiguous values, may be nullptr).
void conv_forward(DType dtype, const ConvSize& size, ConvInput x, ConvInput weight, const void* bias, ConvOutput out);
// dx, the gradient of x, from g, that of out.
void conv_backward_input(DType dtype, const ConvSize& size, ConvInput g, ConvInput weight, ConvOutput dx);
// dw, the gradient of the weight.
void conv_backward_weight(DType dtype, const ConvSize& size, ConvInput g, ConvInput x, ConvOutput dw);

}  // namespace flambeau
