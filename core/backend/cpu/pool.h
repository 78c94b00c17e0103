// Owns: maximum and average pooling over 1 to 3 spatial dimensions, fixed-window and adaptive, with their derivatives.
// Called by: the pooling ops and their rules.
#pragma once

#include "backend/cpu/windows.h"
#include "tensor/dtype.h"

namespace flambeau {

// Every tensor is contiguous, `planes` (batch * channels) times the spatial extents. An index is a position in its
// plane of the input, counted in row-major order. NaN propagates: the last NaN of a window is its maximum.
// A window that sees only padding (possible with dilation) gives the lowest value, index -1 and no gradient.
// Derivatives overwrite dx. Sums of 16-bit floats are kept in float.

// Any dtype but bool and the complex ones. windows: set_pool_output has been called.
void max_pool(DType dtype, const Windows& windows, int64_t planes, const void* x, void* out, int64_t* indices);
// Also the derivative of adaptive_max_pool. Fails with an IndexError when an index lies outside its plane.
void max_pool_backward(DType dtype, const Windows& windows, int64_t planes, const void* g, const int64_t* indices,
                       void* dx);

struct AverageRule {
  bool count_include_pad = true;
  int64_t divisor_override = 0;  // 0: none
};
// Floating dtypes; dilation is 1.
void avg_pool(DType dtype, const Windows& windows, const AverageRule& rule, int64_t planes, const void* x, void* out);
void avg_pool_backward(DType dtype, const Windows& windows, const AverageRule& rule, int64_t planes, const void* g,
                       void* dx);

// The same for images (batch, positions..., channels), float32 and float64 only.
struct Images {
  int64_t batch, channels;
};
void max_pool_last(DType dtype, const Windows& windows, Images images, const void* x, void* out, int64_t* indices);
void max_pool_backward_last(DType dtype, const Windows& windows, Images images, const void* g, const int64_t* indices,
                            void* dx);
void avg_pool_last(DType dtype, const Windows& windows, const AverageRule& rule, Images images, const void* x,
                   void* out);
void avg_pool_backward_last(DType dtype, const Windows& windows, const AverageRule& rule, Images images, const void* g,
                            void* dx);

// Adaptive pooling reads dims, input and output only; window i of n covers floor(i * input / n) up to
// ceil((i + 1) * input / n).
void adaptive_max_pool(DType dtype, const Windows& windows, int64_t planes, const void* x, void* out, int64_t* indices);
void adaptive_avg_pool(DType dtype, const Windows& windows, int64_t planes, const void* x, void* out);
void adaptive_avg_pool_backward(DType dtype, const Windows& windows, int64_t planes, const void* g, void* dx);

}  // namespace flambeau
