// Owns: what few tensors and nodes carry: hooks, tangents.
// Called by: the engine, forward mode and the Python types.
#pragma once

#include <vector>

#include "autograd/node.h"

namespace flambeau {

// Hooks are host callables kept in a host dict (id -> callable), so that removal by handle is the dict's business.
struct AutogradExtras {
  // Forward mode makes one for every result: spares are kept, under the host's lock.
  static void* operator new(size_t bytes);
  static void operator delete(void* p) noexcept;

  HostObject* hooks = nullptr;            // owned dict or null: Tensor.register_hook
  HostObject* post_accumulate = nullptr;  // owned dict or null
  Node* accumulator = nullptr;            // owned, of a leaf that was unpacked: that of the leaf which was packed
  struct Tangent {
    uint64_t level = 0;       // the dual level it belongs to
    Tensor* value = nullptr;  // owned; null: none
  };
  Tangent tangent;                // as good as always the only one
  std::vector<Tangent> tangents;  // of further levels
  bool loses_tangents = false;    // when their levels close
  bool tangent_apart = false;     // of a view: its tangents are a rule's (of a Function, make_dual), not its base's
  Tensor* dual = nullptr;         // owned: what this was made a view of, where that carries a tangent and its base none
  template <class F> void each_tangent(F&& f) const {
    if (tangent.value) f(tangent);
    for (const Tangent& t : tangents) f(t);
  }
};
AutogradExtras& extras_of(Tensor& t);
void free_extras(Tensor& t) noexcept;

// Dual levels open in this thread, outermost first. A level's number is never used again, so that tangents left over
// from a closed level are nobody's.
struct DualLevel {
  uint64_t number;
  uint32_t vmap_depth;  // of the code that opened it
};
std::vector<DualLevel>& dual_levels();
Tensor* tangent_at(const Tensor& t, uint64_t level) noexcept;    // borrowed; null when there is none
void set_tangent(Tensor& t, uint64_t level, TensorRef tangent);  // null forgets it
void copy_tangents(const Tensor& from, Tensor& to);
// A tangent with a history may lead back to what carries it, a circle that nothing frees: so those that carry one lose
// it here. The level was taken from dual_levels().
void close_dual_level(uint64_t level);
bool carries_tangent(const Tensor& t) noexcept;  // itself or by its base, at a level that operations see

struct NodeHooks {
  struct TensorHook {
    uint32_t output;
    HostObject* hooks;  // owned dict: hooks of the tensor that was output `output` when they were registered
  };
  std::vector<TensorHook> tensor_hooks;
  std::vector<std::pair<uint32_t, Tensor*>> retains;  // weak: tensors that asked for their gradient to be kept
  HostObject* pre = nullptr;                          // owned dict: Node.register_prehook
  HostObject* post = nullptr;                         // owned dict: Node.register_hook
};
NodeHooks& hooks_of(Node& n);
void free_hooks(Node& n) noexcept;

// `t` asked for its gradient to be kept: whatever makes it now and later notes that.
void retain_grad(Tensor& t);
void forget_retained(Tensor& t) noexcept;  // its node does not know `t` any more

// Run the callables of a dict; each may replace a gradient (null: none arrived) by one like it.
void run_tensor_hooks(const HostRef& table, TensorRef& grad);
void run_node_prehooks(const HostRef& table, TensorRef* grads, int n);
void run_node_hooks(const HostRef& table, TensorRef* inputs, int n_inputs, TensorRef* outputs, int n_outputs);
void run_post_accumulate_hooks(const HostRef& table, Tensor& leaf);

}  // namespace flambeau
