// Owns: the layer, group and batch normalisations, forward and backward.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Floating dtypes; 16-bit floats are computed in float. All results are bitwise the same for any thread count. They
// take contiguous arrays of one dtype, except statistics (mean, rstd), which have compute_type(dtype). Any of weight,
// bias, dx, dweight, dbias may be null. Weight and bias have the data's dtype.

struct RowNorm {  // rows of n elements, each normalised by itself
  DType dtype;
  int64_t rows, n;
};
// y = (x - mean) * rstd * weight + bias, rstd = 1 / sqrt(biased variance + eps); weight and bias have n elements.
void run_layer_norm(const RowNorm& norm, void* y, void* mean, void* rstd, const void* x, const void* weight,
                    const void* bias, double eps);
void run_layer_norm_backward(const RowNorm& norm, void* dx, void* dweight, void* dbias, const void* g, const void* x,
                             const void* mean, const void* rstd, const void* weight);

struct ChannelNorm {  // data of shape (batch, channels, spatial); weight and bias have `channels` elements
  DType dtype;
  int64_t batch, channels, spatial;
};
// Statistics over each of `groups` equal groups of channels; mean and rstd have batch * groups elements.
void run_group_norm(const ChannelNorm& norm, int64_t groups, void* y, void* mean, void* rstd, const void* x,
                    const void* weight, const void* bias, double eps);
void run_group_norm_backward(const ChannelNorm& norm, int64_t groups, void* dx, void* dweight, void* dbias,
                             const void* g, const void* x, const void* mean, const void* rstd, const void* weight);

// Mean and biased variance of each channel (compute_type(dtype)); the caller updates running statistics with them.
void run_batch_norm_statistics(const ChannelNorm& norm, void* mean, void* var, const void* x);
// y = (x - mean) * rstd * weight + bias with given statistics (batch or running), `channels` elements each.
void run_batch_norm_apply(const ChannelNorm& norm, void* y, const void* x, const void* mean, const void* rstd,
                          const void* weight, const void* bias);
// In training the statistics depended on x; in evaluation they are constants.
void run_batch_norm_backward(const ChannelNorm& norm, bool training, void* dx, void* dweight, void* dbias,
                             const void* g, const void* x, const void* mean, const void* rstd, const void* weight);

// Of n elements, `running` a given stride apart, `batch` contiguous:
// running = (1 - momentum) * running + momentum * factor * batch.
void run_move_average(const Operand& running, int64_t stride, const Operand& batch, int64_t n, double momentum,
                      double factor);
// n contiguous variances become 1 / sqrt(variance + eps).
void run_invert_deviations(DType dtype, void* variance, int64_t n, double eps);

}  // namespace flambeau
