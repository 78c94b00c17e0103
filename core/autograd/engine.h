// Owns: the engine, which walks the graph from the newest node to the oldest.
// Called by: backward and grad.
#pragma once

#include <functional>
#include <vector>

#include "autograd/node.h"

namespace flambeau {

struct Root {
  Edge edge;
  TensorRef gradient;
};

// Runs f in a thread of its own, which takes this one's state along (modes, levels, hooks), and waits.
void go_on_elsewhere(const std::function<void()>& f);

// What a backward pass is for: the .grad of every leaf it reaches; the .grad of chosen leaves, and whatever else the
// nodes of `inputs` do with their gradients; or the gradients that arrive at `inputs`, returned.
enum class Purpose : uint8_t { Everything, Accumulate, Capture };

// Runs backward from `roots`. To capture, only what leads to the inputs runs, and one gradient per input comes back
// (null where none flowed).
std::vector<TensorRef> run_backward(std::vector<Root>& roots, const std::vector<Edge>& inputs, Purpose purpose,
                                    bool keep_graph, bool create_graph);

Node* running_node();  // the node that the innermost pass of this thread is running, or null

// What hooks note during the innermost pass that runs in this thread: a slot for a host object that the pass then owns.
// Null outside a pass.
HostRef* run_notes();
// Has that pass call a function of the host when no node is left to run; false outside a pass.
bool call_after_run(HostRef function);
// Whether that pass brings a gradient (or the news that there is none) to what `edge` leads to.
bool run_reaches(const Edge& edge);

// The backward pass that is running in this thread, innermost; `id` is 0 when there is none.
struct RunInfo {
  uint64_t id = 0;
  bool keep_graph = false;
  bool accumulates = true;  // into every leaf; false when only the gradients of chosen inputs are wanted
};
RunInfo current_run();

// g, the gradient of input `index` of `from`, brought to what `to` expects: summed over broadcast dimensions, cast; an
// error when the shape cannot fit.
TensorRef conform(TensorRef g, const Edge& to, const Node& from, int index);

void accumulate_grad(Tensor& leaf, TensorRef g);

}  // namespace flambeau
