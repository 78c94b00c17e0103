// Owns: the type of the table of attention's loops, one table per instruction set.
// Called by: attention.cpp, and isa/attention.cpp, which fills the tables.
#pragma once

#include <cstdint>

namespace flambeau {

// Rows of n contiguous elements of one real type, float or double. A null mask adds nothing.
struct RealAttentionLoops {
  // top = max(top, scores + mask); scores = exp(scores + mask - top), whose sum is returned: zeros where top is -inf.
  double (*weigh)(void* scores, const void* mask, int64_t n, double& top);
  // weights = exp(scores + mask - logsumexp) in the place of the scores, and in that of the gradients with respect to
  // weights, those with respect to scores: weights * (grads - mean).
  void (*differentiate)(void* scores, void* grads, const void* mask, int64_t n, double logsumexp, double mean);
  // to = from * factor, and sum(a * b).
  void (*scale)(void* to, const void* from, int64_t n, double factor);
  double (*dot)(const void* a, const void* b, int64_t n);
};

struct AttentionLoops {
  RealAttentionLoops real[2];  // float, double
};

}  // namespace flambeau
