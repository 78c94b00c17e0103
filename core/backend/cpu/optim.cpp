// Owns: the walk over a parameter list, its split between threads, counting, and the choice of the loops.
// Called by: the optimisers' compute functions.
#include "backend/cpu/optim.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <type_traits>

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

// Elements one thread takes at least: an update of so many takes some 10 microseconds.
constexpr int64_t kGrain = 32768;

// What the counters of a parameter say after this update.
struct Counts {
  double step = 0;
  double product = 1;
  bool operator==(const Counts&) const = default;
};

Decay joined(double weight_decay, bool maximize) { return {weight_decay, 1, maximize}; }
Decay decay_of(double lr, double weight_decay, bool decoupled, bool maximize) {
  return decoupled ? Decay{0, 1 - lr * weight_decay, maximize} : joined(weight_decay, maximize);
}

SgdFactors factors_at(Counts, const SgdSettings& s) {
  return {joined(s.weight_decay, s.maximize), s.lr, s.momentum, s.dampening, s.nesterov, s.first};
}

AdamFactors factors_at(Counts now, const AdamSettings& s) {
  return {decay_of(s.lr, s.weight_decay, s.decoupled, s.maximize),
          s.beta1,
          s.beta2,
          s.eps,
          s.lr / (1 - std::pow(s.beta1, now.step)),
          std::sqrt(1 - std::pow(s.beta2, now.step))};
}

AdadeltaFactors factors_at(Counts, const AdadeltaSettings& s) {
  return {joined(s.weight_decay, s.maximize), s.lr, s.rho, s.eps};
}

AdagradFactors factors_at(Counts now, const AdagradSettings& s) {
  return {joined(s.weight_decay, s.maximize), s.eps, s.lr / (1 + (now.step - 1) * s.lr_decay)};
}

AdamaxFactors factors_at(Counts now, const AdamaxSettings& s) {
  return {joined(s.weight_decay, s.maximize), s.beta1, s.beta2, s.eps, s.lr / (1 - std::pow(s.beta1, now.step))};
}

double momentum_at(double step, const NAdamSettings& s) {
  return s.beta1 * (1 - 0.5 * std::pow(0.96, step * s.momentum_decay));
}
NAdamFactors factors_at(Counts now, const NAdamSettings& s) {
  const double mu = momentum_at(now.step, s), next = momentum_at(now.step + 1, s);
  return {decay_of(s.lr, s.weight_decay, s.decoupled, s.maximize),
          s.beta1,
          s.beta2,
          s.eps,
          s.lr * (1 - mu) / (1 - now.product),
          s.lr * next / (1 - now.product * next),
          1 - std::pow(s.beta2, now.step)};
}

RAdamFactors factors_at(Counts now, const RAdamSettings& s) {
  const double kept = std::pow(s.beta2, now.step), remaining = 1 - kept;
  const double limit = 2 / (1 - s.beta2) - 1, rho = limit - 2 * now.step * kept / remaining;
  RAdamFactors factors{decay_of(s.lr, s.weight_decay, s.decoupled, s.maximize),
                       s.beta1,
                       s.beta2,
                       s.eps,
                       s.lr / (1 - std::pow(s.beta1, now.step)),
                       rho > 5};
  if (factors.rectified)
    factors.step_size *= std::sqrt(remaining * (rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho));
  return factors;
}

RMSpropFactors factors_at(Counts, const RMSpropSettings& s) {
  return {joined(s.weight_decay, s.maximize), s.lr, s.alpha, s.eps, s.momentum};
}

const UpdateLoops<SgdFactors>& loops_of(const SgdSettings&) { return table().sgd; }
const UpdateLoops<AdamFactors>& loops_of(const AdamSettings&) { return table().adam; }
const UpdateLoops<AdadeltaFactors>& loops_of(const AdadeltaSettings&) { return table().adadelta; }
const UpdateLoops<AdagradFactors>& loops_of(const AdagradSettings&) { return table().adagrad; }
const UpdateLoops<AdamaxFactors>& loops_of(const AdamaxSettings&) { return table().adamax; }
const UpdateLoops<NAdamFactors>& loops_of(const NAdamSettings&) { return table().nadam; }
const UpdateLoops<RAdamFactors>& loops_of(const RAdamSettings&) { return table().radam; }
const UpdateLoops<RMSpropFactors>& loops_of(const RMSpropSettings&) { return table().rmsprop; }

// Sets a counter to change(its value), computed in its own type, and returns that.
template <class Change> double move(const Counter& counter, Change&& change) {
  if (counter.dtype == DType::Float64) {
    auto& value = *static_cast<double*>(counter.value);
    return value = change(value);
  }
  auto& value = *static_cast<float*>(counter.value);
  return value = change(value);
}

template <class Settings> Counts count(const UpdateTensor& t, const Settings& settings) {
  Counts now;
  if constexpr (Settings::kCounters > 0) now.step = move(t.counters[0], [](auto step) { return step + 1; });
  if constexpr (std::is_same_v<Settings, NAdamSettings>) {
    const double mu = momentum_at(now.step, settings);
    now.product = move(t.counters[1], [mu](auto product) { return product * static_cast<decltype(product)>(mu); });
  }
  return now;
}

// Whether some parameters share elements, so that two threads must not take them at the same time.
bool share_elements(const std::vector<UpdateTensor>& tensors) {
  std::vector<std::pair<const char*, const char*>> ranges;
  for (const UpdateTensor& t : tensors) {
    const auto* first = static_cast<const char*>(t.arrays[0]);
    if (t.n > 0) ranges.emplace_back(first, first + t.n * item_size(t.dtype));
  }
  std::sort(ranges.begin(), ranges.end());
  for (size_t k = 1; k < ranges.size(); ++k)
    if (ranges[k].first < ranges[k - 1].second) return true;
  return false;
}

// Calls update(k, begin, end) for element ranges that together cover these tensors, on several threads when they are
// long. Where the ranges are cut changes no result: every element is computed by itself.
template <class Update> void for_each_range(std::span<const UpdateTensor> tensors, int64_t elements, Update&& update) {
  std::vector<int64_t> starts(tensors.size() + 1, 0);
  for (size_t k = 0; k < tensors.size(); ++k) starts[k + 1] = starts[k] + tensors[k].n;
  parallel_for(elements, kGrain, [&](int64_t begin, int64_t end) {
    size_t k = static_cast<size_t>(std::upper_bound(starts.begin(), starts.end(), begin) - starts.begin()) - 1;
    for (; k < tensors.size() && starts[k] < end; ++k) {
      const int64_t from = std::max(begin, starts[k]) - starts[k];
      const int64_t to = std::min(end, starts[k + 1]) - starts[k];
      if (from < to) update(k, from, to);
    }
  });
}

}  // namespace

template <class Settings> void run_update(const std::vector<UpdateTensor>& tensors, const Settings& settings) {
  // The parameters of a model nearly always share their step count: the powers are computed once per distinct count.
  using Factors = decltype(factors_at(Counts{}, settings));
  std::vector<Factors> factors;
  factors.reserve(tensors.size());
  Counts previous;
  int64_t elements = 0;
  for (const UpdateTensor& t : tensors) {
    const Counts now = count(t, settings);
    factors.push_back(!factors.empty() && now == previous ? factors.back() : factors_at(now, settings));
    previous = now;
    elements += t.n;
  }
  const auto& loops = loops_of(settings);
  const auto update = [&](size_t k, int64_t begin, int64_t end) {
    const UpdateTensor& t = tensors[k];
    loops.by_dtype[static_cast<int>(t.dtype) - static_cast<int>(DType::Float16)](t.arrays, begin, end, factors[k]);
  };
  if (elements > kGrain && !share_elements(tensors)) return for_each_range(tensors, elements, update);
  for (size_t k = 0; k < tensors.size(); ++k)
    parallel_for(tensors[k].n, kGrain, [&](int64_t begin, int64_t end) { update(k, begin, end); });
}

template void run_update(const std::vector<UpdateTensor>&, const SgdSettings&);
template void run_update(const std::vector<UpdateTensor>&, const AdamSettings&);
template void run_update(const std::vector<UpdateTensor>&, const AdadeltaSettings&);
template void run_update(const std::vector<UpdateTensor>&, const AdagradSettings&);
template void run_update(const std::vector<UpdateTensor>&, const AdamaxSettings&);
template void run_update(const std::vector<UpdateTensor>&, const NAdamSettings&);
template void run_update(const std::vector<UpdateTensor>&, const RAdamSettings&);
template void run_update(const std::vector<UpdateTensor>&, const RMSpropSettings&);

}  // namespace flambeau
