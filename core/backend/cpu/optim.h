// Owns: the optimisers' update of a whole parameter list in one call.
// Called by: the optimiser step bindings, which have checked dtypes, sizes and contiguity.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/dtype.h"

namespace flambeau {

// Every array of one parameter has `n` contiguous elements of `dtype`, one of the four real floating types.
// 16-bit floats are computed in float and rounded once, when stored.
struct SgdTensor {
  void* param;
  const void* grad;
  void* momentum;  // null when momentum is 0
  int64_t n;
  DType dtype;
  bool first;  // the momentum buffer holds nothing yet: it becomes the gradient, undampened
};

struct SgdSettings {
  double lr;
  double momentum;
  double dampening;
  double weight_decay;
  bool nesterov;
  bool maximize;
};

void sgd_step(const std::vector<SgdTensor>& tensors, const SgdSettings& settings);

struct AdamTensor {
  void* param;
  const void* grad;
  void* exp_avg;
  void* exp_avg_sq;
  void* max_exp_avg_sq;  // null without amsgrad
  void* step;            // one number: the updates done so far, counted up by this call
  int64_t n;
  DType dtype;
  DType step_dtype;  // Float32 or Float64
};

struct AdamSettings {
  double lr;
  double beta1;
  double beta2;
  double eps;
  double weight_decay;
  bool maximize;
  bool decoupled;  // AdamW: the decay shrinks the parameter instead of joining the gradient
};

void adam_step(const std::vector<AdamTensor>& tensors, const AdamSettings& settings);

}  // namespace flambeau
