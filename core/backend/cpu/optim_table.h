// Owns: the loops that each instruction-set level provides for the optimisers.
// Called by: optim.cpp, which picks a table, and isa/optim.cpp, which fills it.
#pragma once

#include <cstdint>

namespace flambeau {

// What happens to the gradient, and to the parameter, before an optimiser's own formula.
struct Decay {
  double weight_decay;  // of the parameter is added to the gradient; 0 where the decay is decoupled
  double shrink;        // the parameter is scaled by it: 1 - lr * weight_decay where the decay is decoupled, else 1
  bool maximize;        // the gradient is negated
};

struct SgdFactors {
  Decay decay;
  double lr;
  double momentum;
  double dampening;
  bool nesterov;
  bool first;
};

struct AdamFactors {
  Decay decay;
  double beta1;
  double beta2;
  double eps;
  double step_size;              // lr / (1 - beta1^t)
  double sqrt_bias_correction2;  // sqrt(1 - beta2^t)
};

struct AdadeltaFactors {
  Decay decay;
  double lr;
  double rho;
  double eps;
};

struct AdagradFactors {
  Decay decay;
  double eps;
  double step_size;  // lr / (1 + (t - 1) * lr_decay)
};

struct AdamaxFactors {
  Decay decay;
  double beta1;
  double beta2;
  double eps;
  double step_size;  // lr / (1 - beta1^t)
};

struct NAdamFactors {
  Decay decay;
  double beta1;
  double beta2;
  double eps;
  double grad_step;         // lr * (1 - mu_t) / (1 - mu_1 ... mu_t)
  double average_step;      // lr * mu_{t+1} / (1 - mu_1 ... mu_{t+1})
  double bias_correction2;  // 1 - beta2^t
};

struct RAdamFactors {
  Decay decay;
  double beta1;
  double beta2;
  double eps;
  double step_size;  // of the average alone, or of the average over the root of the average square
  bool rectified;
};

struct RMSpropFactors {
  Decay decay;
  double lr;
  double alpha;
  double eps;
  double momentum;
};

// Updates the elements [begin, end) of a parameter, whose arrays are those of UpdateTensor (optim.h).
template <class Factors>
using UpdateLoop = void (*)(void* const* arrays, int64_t begin, int64_t end, const Factors& factors);

// Indexed by dtype - Float16: float16, bfloat16, float32, float64.
template <class Factors> struct UpdateLoops {
  UpdateLoop<Factors> by_dtype[4];
};

struct OptimTable {
  UpdateLoops<SgdFactors> sgd;
  UpdateLoops<AdamFactors> adam;
  UpdateLoops<AdadeltaFactors> adadelta;
  UpdateLoops<AdagradFactors> adagrad;
  UpdateLoops<AdamaxFactors> adamax;
  UpdateLoops<NAdamFactors> nadam;
  UpdateLoops<RAdamFactors> radam;
  UpdateLoops<RMSpropFactors> rmsprop;
};

}  // namespace flambeau
