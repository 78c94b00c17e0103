// Owns: anomaly mode's judgement of values, and its search for the operation that first went wrong.
// Called by: dispatch and the engine, while the mode is on.
#include <cmath>
#include <unordered_set>

#include "autograd/engine.h"
#include "autograd/watch.h"

namespace flambeau {

Anomaly anomaly;
thread_local std::string first_unrecorded;

namespace {

template <class T> Values worst(const T* data, int64_t n) {
  Values found = Values::Finite;
  for (int64_t i = 0; i < n; ++i) {
    if (std::isfinite(data[i])) continue;
    if (std::isnan(data[i])) return Values::NaN;
    found = Values::Infinite;
  }
  return found;
}

// The oldest node below `roots` whose result was not finite.
Node* first_finding(const std::vector<Node*>& roots) {
  Node* first = nullptr;
  std::vector<Node*> stack = roots;
  std::unordered_set<Node*> seen(stack.begin(), stack.end());
  while (!stack.empty()) {
    Node* node = stack.back();
    stack.pop_back();
    if (node->finding && (!first || node->sequence < first->sequence)) first = node;
    for (int i = 0; i < node->edges.size(); ++i) {
      Node* below = node->edges[i].node;
      if (below && seen.insert(below).second) stack.push_back(below);
    }
  }
  return first;
}

std::string first_culprit(const std::vector<Node*>& roots) {
  const Node* node = first_finding(roots);
  if (!node) return "\n  Every result of the forward pass was finite: this is where the first NaN arose.";
  const std::string where = describe(node->origin);
  const std::string place = node_name(*node) + (where.empty() ? "" : ", recorded at " + where);
  if (node->finding != kPassedOn) {
    return concat("\n  The first value that is not finite (", node->finding == kMadeNaN ? "nan" : "inf",
                  ") was made in the forward pass by ", place, ".");
  }
  return concat("\n  The first value that is not finite came into the forward pass with an input of ", place,
                first_unrecorded.empty() ? "" : "; " + first_unrecorded, ".");
}

}  // namespace

Values values_of(Tensor& t) {
  if (!is_inexact(t.dtype) || t.is_meta() || !t.numel) return Values::Finite;
  const TensorRef dense = contiguous(t);
  switch (t.dtype) {
    case DType::Float32: return worst(dense->ptr<float>(), t.numel);
    case DType::Float64: return worst(dense->ptr<double>(), t.numel);
    case DType::Complex64: return worst(dense->ptr<float>(), 2 * t.numel);
    case DType::Complex128: return worst(dense->ptr<double>(), 2 * t.numel);
    case DType::Complex32: return worst(cast(*dense, DType::Complex64)->ptr<float>(), 2 * t.numel);
    default: return worst(cast(*dense, DType::Float32)->ptr<float>(), t.numel);
  }
}

void note_traceback(Node& node) {
  Node* const parent = running_node();
  host::call(host::library.note_traceback, {as_host(&node), parent ? as_host(parent) : host::none()});
}

void check_gradients(Node& node, const TensorRef* out, int n, const std::vector<Node*>& roots) {
  for (int i = 0; i < n; ++i) {
    if (!out[i] || values_of(*out[i]) != Values::NaN) continue;
    const std::string where = describe(node.origin);
    fail(ErrorKind::Runtime, "Function '", node_name(node), "' returned nan values in its ", i, "th output.",
         where.empty() ? "" : "\n  " + node_name(node) + " was recorded at " + where, first_culprit(roots));
  }
}

}  // namespace flambeau
