// Owns: the steps of call_op that live in files of their own.
// Called by: call.cpp.
#pragma once

#include <algorithm>
#include <utility>

#include "autograd/inplace.h"
#include "autograd/modes.h"
#include "dispatch/op.h"

namespace flambeau {

// record.cpp: what goes into the graph.
NodeRef make_op_node(const Call& call);             // with its edges
void save_arguments(Node& node, const Call& call);  // what the rules of inputs that require grad will read
void set_histories(Node& node, Call& call);         // outputs' shapes, and results become differentiable
void save_results(Node& node, const Call& call);
// The names of what a node keeps and where (for grad_fn._saved_*).
struct SavedView {
  std::string name;
  int position;  // -1: its rules know the name, but those that this call needs do not
};
std::vector<SavedView> saved_of(Node& node);
// From where to where the elements of the list lie that `place` of what an op's node saved stands for.
std::pair<int, int> elements_of(const Node& node, int place);
// Puts zeros into what a node's rules found, as strong_zero has it.
void strong_zero(Node& node, const TensorRef* grads, TensorRef* out);
HostRef make_geometry(const Tensor& t);  // (shape, strides, offset) for the host
extern const NodeClass kOpNode;

// devices.cpp: an error unless all tensors of the call are on one device. True when there are tensors on the CPU beside
// those on another, which stand for numbers there: then compute_beside_numbers moves them.
bool check_devices(const Call& call);
void compute_beside_numbers(Call& call);

// sparse.cpp: sparse tensors, which are the host's.
bool has_sparse(const Call& call);  // whether one is among the arguments
void call_on_sparse(Call& call);
HostRef arguments_of(const Call& call);  // as the host's tuple
std::vector<TensorRef> as_results(HostRef answer,
                                  const Call& call);  // one per output, null for None, or those of a list

// batching.cpp: vmap.
uint32_t level_of_call(const Call& call);  // the highest level among the inputs; the running vmap's for random ops
void compute_batched(Call& call);          // by the op's batching rule
// Whether `other` can be written into `t`: it has no examples of a vmap, and no history within one, that `t` lacks.
bool has_examples_of(const Tensor& t, const Tensor& other);
// Makes `t`, and what it is a view of, a tensor of that level which is the same for all examples.
void lift(Tensor& t, uint32_t level);
// Hands what the node saved to the pack hook in force, in the order in which rules will ask for it.
void pack_by_rules(Node& node);
// watch.cpp: after a call (recorded as `node`, or null) while `watching`.
void watch_call(const Call& call, Node* node);

// tangents.cpp: forward mode.
// Within the rule of one level, operations see the tangents of the levels outside it only: its primals and tangents are
// plain values there, and duals of the outer levels.
class OuterLevels {
 public:
  explicit OuterLevels(uint32_t count) : before_(std::exchange(modes.forward, count)) {}
  ~OuterLevels() { modes.forward = before_; }
  OuterLevels(const OuterLevels&) = delete;
  OuterLevels& operator=(const OuterLevels&) = delete;

 private:
  uint32_t before_;
};
uint32_t levels_below(uint32_t vmap_depth);  // how many of the levels seen were opened outside that vmap
bool has_tangent(const Call& call);
Tensor* tangent_seen_at(Tensor& t, uint32_t index);  // at the open level of that index; a view may have it by its base
// Gives `t` a tangent that no rule of an op found, at the open level of that index. `written`: t was written to.
void give_tangent(Tensor& t, uint32_t index, TensorRef tangent, bool written);
void set_tangents(Call& call, Tensor* self_before);
void move_tangents(Tensor& target, Tensor& before);  // after the in-place form of a view; `before`: target as it was

}  // namespace flambeau
