// Owns: what few tensors and nodes carry: hooks, tangents.
// Called by: the engine, forward mode and the Python types.
#pragma once

#include <vector>

#include "autograd/node.h"

namespace flambeau {

// Hooks are host callables kept in a host dict (id -> callable), so that removal by handle is the dict's business.
struct AutogradExtras {
  HostObject* hooks = nullptr;             // owned dict or null: Tensor.register_hook
  HostObject* post_accumulate = nullptr;   // owned dict or null
  Tensor* tangent = nullptr;               // owned; the tangent at the open dual level
  uint64_t level = 0;                      // the dual level it belongs to
};
AutogradExtras& extras_of(Tensor& t);
void free_extras(Tensor& t) noexcept;

struct NodeHooks {
  struct TensorHook {
    uint32_t output;
    HostObject* hooks;  // owned dict: hooks of the tensor that was output `output` when they were registered
  };
  std::vector<TensorHook> tensor_hooks;
  std::vector<std::pair<uint32_t, Tensor*>> retains;  // weak: tensors that asked for their gradient to be kept
  HostObject* pre = nullptr;   // owned dict: Node.register_prehook
  HostObject* post = nullptr;  // owned dict: Node.register_hook
};
NodeHooks& hooks_of(Node& n);
void free_hooks(Node& n) noexcept;

// Host side (cpython/): run the callables of a dict; each may replace the gradient by returning another.
TensorRef run_tensor_hooks(HostObject* dict, TensorRef grad);
void run_node_prehooks(HostObject* dict, Node& node, TensorRef* grads, int n);
void run_node_hooks(HostObject* dict, Node& node, TensorRef* inputs, int n_inputs, TensorRef* outputs, int n_outputs);
void run_post_accumulate_hooks(HostObject* dict, Tensor& leaf);

}  // namespace flambeau
