// Owns: losses of single elements, reduced block by block, and negative log likelihood.
// Called by: the op layer, which has checked shapes and dtypes (not the values of targets) and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

enum class Reduce : uint8_t { None, Mean, Sum };

// What is computed from input x and target y, weights w and p being 1 where they are missing.
enum class Loss : uint8_t {
  SquaredError,   // (x - y)^2
  Huber,          // 0.5 d^2 for d = |x - y| up to delta, beyond it delta (d - 0.5 delta)
  Bernoulli,      // w (-y log(x) - (1 - y) log(1 - x)), logarithms kept at or above -100
  LogitsEntropy,  // w ((1 - y) x + (1 + (p - 1) y) log(1 + exp(-x)))
};
inline constexpr int kMaxLossTerms = 4;  // x, y, w, p

// Floating dtypes; 16-bit floats are computed in float. Every term has n contiguous elements; those that are missing
// are null. Writes n losses to `out`, or their sum or mean. Sums are the same bits for any number of threads.
void run_loss(Loss loss, Reduce reduce, DType dtype, void* out, const void* const* terms, int64_t n, double delta);
// A RuntimeError unless all of n contiguous floating elements lie in [0, 1].
void require_probabilities(const char* name, DType dtype, const void* data, int64_t n);

// Input (batch, classes, spatial) and target (batch, spatial, int64) with their strides; weight: contiguous, or null.
// losses[n][s] = -weight[t] * input[n][t][s], 0 where t == ignore_index: these, their sum, or the sum divided by that
// of the weights used, which `total` gets.
struct Nll {
  int64_t batch, classes, spatial;
  int64_t ignore_index;
  Reduce reduce;
};
void run_nll_loss(const Nll& nll, void* out, void* total, const Operand& input, const Operand& target,
                  const void* weight);
// dinput[n][t][s] = -weight[t] * g[n][s], divided by `total` for a mean; the rest is 0. g is one number unless nothing
// was reduced.
void run_nll_loss_backward(const Nll& nll, const Operand& dinput, const void* g, const void* total,
                           const Operand& target, const void* weight);

}  // namespace flambeau
