// Owns: where the hooks of a node lie, and which tensors keep their gradients.
// Called by: see extras.h; hooks.cpp runs them.
#include "autograd/extras.h"

namespace flambeau {

void forget_retained(Tensor& t) noexcept {
  if (!t.grad_fn || !t.grad_fn->hooks) return;
  std::erase_if(t.grad_fn->hooks->retains, [&](const auto& r) { return r.second == &t; });
}

void retain_grad(Tensor& t) {
  Node* node = grad_fn_of(t);
  if (!node || (t.flags & kRetainsGrad)) return;
  hooks_of(*node).retains.emplace_back(t.output_nr, &t);
  t.flags |= kRetainsGrad;
}

NodeHooks& hooks_of(Node& n) {
  if (!n.hooks) n.hooks = std::make_unique<NodeHooks>().release();
  return *n.hooks;
}

void free_hooks(Node& n) noexcept {
  const std::unique_ptr<NodeHooks> h(std::exchange(n.hooks, nullptr));
  for (const auto& hook : h->tensor_hooks) release(hook.hooks);
  release(h->pre);
  release(h->post);
}

}  // namespace flambeau
