// Owns: the walk over a parameter list, its split between threads and the choice of the loops.
// Called by: the optimiser step bindings.
#include "backend/cpu/optim.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "backend/cpu/isa.h"
#include "backend/cpu/optim_table.h"
#include "backend/cpu/parallel.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const OptimTable optim_table;)

namespace {

const OptimTable& table() {
  static const OptimTable& chosen = FLAMBEAU_PICK_ISA(optim_table);
  return chosen;
}

int loop_index(DType dtype) { return static_cast<int>(dtype) - static_cast<int>(DType::Float16); }

// Elements one thread takes at least: an update of so many takes some 10 microseconds.
constexpr int64_t kGrain = 32768;

// Calls update(k, begin, end) for element ranges that together cover all tensors, on several threads when the list
// is long. Where the ranges are cut changes no result: every element is computed by itself.
template <class Tensor, class Update> void for_each_range(const std::vector<Tensor>& tensors, Update&& update) {
  std::vector<int64_t> starts(tensors.size() + 1, 0);
  for (size_t k = 0; k < tensors.size(); ++k) starts[k + 1] = starts[k] + tensors[k].n;
  parallel_for(starts.back(), kGrain, [&](int64_t begin, int64_t end) {
    size_t k = static_cast<size_t>(std::upper_bound(starts.begin(), starts.end(), begin) - starts.begin()) - 1;
    for (; k < tensors.size() && starts[k] < end; ++k) {
      const int64_t from = std::max(begin, starts[k]) - starts[k];
      const int64_t to = std::min(end, starts[k + 1]) - starts[k];
      if (from < to) update(k, from, to);
    }
  });
}

double count_up(void* step, DType dtype) {
  if (dtype == DType::Float64) return *static_cast<double*>(step) += 1;
  return *static_cast<float*>(step) += 1;
}

AdamFactors factors_at(double step, const AdamSettings& settings) {
  return {
      .shrink = settings.decoupled ? 1 - settings.lr * settings.weight_decay : 1,
      .weight_decay = settings.decoupled ? 0 : settings.weight_decay,
      .beta1 = settings.beta1,
      .beta2 = settings.beta2,
      .eps = settings.eps,
      .step_size = settings.lr / (1 - std::pow(settings.beta1, step)),
      .sqrt_bias_correction2 = std::sqrt(1 - std::pow(settings.beta2, step)),
      .maximize = settings.maximize,
  };
}

}  // namespace

void sgd_step(const std::vector<SgdTensor>& tensors, const SgdSettings& settings) {
  SgdFactors factors{
      settings.lr, settings.momentum, settings.dampening, settings.weight_decay, settings.nesterov, settings.maximize,
      false};
  for_each_range(tensors, [&](size_t k, int64_t begin, int64_t end) {
    const SgdTensor& t = tensors[k];
    SgdFactors own = factors;
    own.first = t.first;
    table().sgd[loop_index(t.dtype)]({t.param, t.grad, t.momentum}, begin, end, own);
  });
}

void adam_step(const std::vector<AdamTensor>& tensors, const AdamSettings& settings) {
  // The parameters of a model nearly always share their step count: compute the powers once per distinct count.
  std::vector<AdamFactors> factors;
  factors.reserve(tensors.size());
  double previous = std::numeric_limits<double>::quiet_NaN();
  for (const AdamTensor& t : tensors) {
    const double step = count_up(t.step, t.step_dtype);
    factors.push_back(step == previous ? factors.back() : factors_at(step, settings));
    previous = step;
  }
  for_each_range(tensors, [&](size_t k, int64_t begin, int64_t end) {
    const AdamTensor& t = tensors[k];
    table().adam[loop_index(t.dtype)]({t.param, t.grad, t.exp_avg, t.exp_avg_sq, t.max_exp_avg_sq}, begin, end,
                                      factors[k]);
  });
}

}  // namespace flambeau
