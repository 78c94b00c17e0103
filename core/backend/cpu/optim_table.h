// Owns: the loops that each instruction-set level provides for the optimisers.
// Called by: optim.cpp, which picks a table, and isa/optim.cpp, which fills it.
#pragma once

#include <cstdint>

namespace flambeau {

struct SgdArrays {
  void* param;
  const void* grad;
  void* momentum;
};

struct SgdFactors {
  double lr;
  double momentum;
  double dampening;
  double weight_decay;
  bool nesterov;
  bool maximize;
  bool first;
};

struct AdamArrays {
  void* param;
  const void* grad;
  void* exp_avg;
  void* exp_avg_sq;
  void* max_exp_avg_sq;
};

struct AdamFactors {
  double shrink;        // 1 - lr * weight_decay when the decay is decoupled, else 1
  double weight_decay;  // 0 when the decay is decoupled
  double beta1;
  double beta2;
  double eps;
  double step_size;              // lr / (1 - beta1^t)
  double sqrt_bias_correction2;  // sqrt(1 - beta2^t)
  bool maximize;
};

using SgdLoop = void (*)(const SgdArrays& arrays, int64_t begin, int64_t end, const SgdFactors& factors);
using AdamLoop = void (*)(const AdamArrays& arrays, int64_t begin, int64_t end, const AdamFactors& factors);

// Indexed by dtype - Float16: float16, bfloat16, float32, float64.
struct OptimTable {
  SgdLoop sgd[4];
  AdamLoop adam[4];
};

}  // namespace flambeau
