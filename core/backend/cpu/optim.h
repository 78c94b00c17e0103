// Owns: the optimisers' updates of whole parameter lists.
// Called by: compute_optim.cpp, which has checked dtypes, sizes and strides.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/dtype.h"

namespace flambeau {

// At most so many arrays belong to a parameter: itself, its gradient, and what an optimiser keeps; and so many
// counters.
inline constexpr int kMaxUpdateArrays = 5;
inline constexpr int kMaxUpdateCounters = 2;

// A single number of float32 or float64 that an update changes.
struct Counter {
  void* value;
  DType dtype;
};

struct UpdateTensor {
  void* arrays[kMaxUpdateArrays];        // of `n` elements each; the second, the gradient, is only read; null: not kept
  Counter counters[kMaxUpdateCounters];  // the updates done so far; NAdam's product of momenta
  int64_t n;
  DType dtype;  // one of the four real floating types; 16-bit floats are computed in float, and rounded when stored
};

// What each optimiser is told. kArrays and kCounters say how many of each it has for a parameter, in the order of its
// op in ops/optim.py, where the formulas stand.
struct SgdSettings {
  static constexpr int kArrays = 3, kCounters = 0;  // param, grad, momentum or null
  double lr;
  double momentum;
  double dampening;
  double weight_decay;
  bool nesterov;
  bool maximize;
  bool first;  // the momentum holds nothing yet: it becomes the gradient, undampened
};

struct AdamSettings {
  static constexpr int kArrays = 5, kCounters = 1;  // param, grad, both averages, the largest square or null
  double lr;
  double beta1;
  double beta2;
  double eps;
  double weight_decay;
  bool decoupled;  // the decay shrinks the parameter instead of joining the gradient
  bool maximize;
};

struct AdadeltaSettings {
  static constexpr int kArrays = 4, kCounters = 1;  // param, grad, the average squares of gradients and of steps
  double lr;
  double rho;
  double eps;
  double weight_decay;
  bool maximize;
};

struct AdagradSettings {
  static constexpr int kArrays = 3, kCounters = 1;  // param, grad, the sum of squares
  double lr;
  double lr_decay;
  double eps;
  double weight_decay;
  bool maximize;
};

struct AdamaxSettings {
  static constexpr int kArrays = 4, kCounters = 1;  // param, grad, the average, the largest gradient
  double lr;
  double beta1;
  double beta2;
  double eps;
  double weight_decay;
  bool maximize;
};

struct NAdamSettings {
  static constexpr int kArrays = 4, kCounters = 2;  // param, grad, both averages
  double lr;
  double beta1;
  double beta2;
  double eps;
  double weight_decay;
  double momentum_decay;
  bool decoupled;
  bool maximize;
};

struct RAdamSettings {
  static constexpr int kArrays = 4, kCounters = 1;  // param, grad, both averages
  double lr;
  double beta1;
  double beta2;
  double eps;
  double weight_decay;
  bool decoupled;
  bool maximize;
};

struct RMSpropSettings {
  static constexpr int kArrays = 5, kCounters = 1;  // param, grad, the average square, the average and momentum or null
  double lr;
  double alpha;
  double eps;
  double weight_decay;
  double momentum;
  bool maximize;
};

// Updates every parameter once, in this order, and its counters. The same bits for any number of threads.
template <class Settings> void run_update(const std::vector<UpdateTensor>& tensors, const Settings& settings);

}  // namespace flambeau
