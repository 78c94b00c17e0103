// Owns: attention, softmax(query key' scale + mask) value, and its gradients, without a matrix of all scores.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

struct Attention {
  int64_t queries, keys;   // rows of scores, and columns
  int64_t width, results;  // elements of a query or key, and of a value
  bool causal;             // query i sees the keys up to i
  double scale;
};

// All are float32, or float64, in stacks of `ndim` dimensions `shape`: matrices, the last two of their strides, and
// vectors of logarithms of the sums of exp(scores), infinite where a query sees nothing. The rows of all but keys and
// values, and of no mask, are contiguous. Blocks of queries meet blocks of keys (Dao 2023, FlashAttention-2, algorithms
// 1 and 2), in an order given by shapes: results are bitwise the same for any thread count.
void run_attention(const Attention& a, const Operand& out, const Operand& logsumexp, const Operand& query,
                   const Operand& key, const Operand& value, const Operand& mask, int ndim, const int64_t* shape);
void run_attention_backward(const Attention& a, const Operand& grad_query, const Operand& grad_key,
                            const Operand& grad_value, const Operand& grad, const Operand& query, const Operand& key,
                            const Operand& value, const Operand& mask, const Operand& out, const Operand& logsumexp,
                            int ndim, const int64_t* shape);

}  // namespace flambeau
