// Owns: the engine, which walks the graph from the newest node to the oldest.
// Called by: backward and grad.
#pragma once

#include <vector>

#include "autograd/node.h"

namespace flambeau {

// What the engine needs from the layers above it; set once at import.
struct EngineOps {
  TensorRef (*add)(TensorRef a, TensorRef b);            // may reuse a tensor that nobody else holds
  void (*add_in_place)(Tensor& a, Tensor& b);
  TensorRef (*reduce_to)(Tensor& g, const Dims& shape);  // sums broadcast dimensions away
  TensorRef (*cast)(Tensor& g, DType dtype);             // takes the real part of a complex gradient for a real type
  TensorRef (*zeros)(const Dims& shape, DType dtype);
  TensorRef (*clone)(Tensor& g);
  TensorRef (*as_strided)(Tensor& t, const Dims& shape, const Dims& strides, int64_t offset);
  void (*write)(Tensor& dst, Tensor& src);  // dst.copy_(src), recorded
  HostRef (*slice_geometry)(Tensor& view, Tensor& base);  // what copy_slices needs to know of a view
  void (*copy_slices)(Node& node, Tensor& g, TensorRef* out);
};
extern EngineOps engine_ops;

struct Root {
  Edge edge;
  TensorRef gradient;
};

// Runs backward from `roots`. With `inputs` empty, accumulates into every leaf reached; else only what leads to the
// inputs runs, nothing is accumulated, and one gradient per input comes back (null where none flowed).
std::vector<TensorRef> run_backward(std::vector<Root>& roots, const std::vector<Edge>& inputs, bool keep_graph,
                                    bool create_graph);

// The backward pass that is running in this thread, innermost; `id` is 0 when there is none.
struct RunInfo {
  uint64_t id = 0;
  bool keep_graph = false;
  bool accumulates = true;  // into every leaf; false when only the gradients of chosen inputs are wanted
};
RunInfo current_run();

// g brought to what `meta` says: summed over broadcast dimensions, cast; an error when the shape cannot fit.
TensorRef conform(TensorRef g, const OutputMeta& meta, const Node& from);

void accumulate_grad(Tensor& leaf, TensorRef g);

}  // namespace flambeau
