// Owns: making and clearing nodes, their edges, histories of tensors and of views.
// Called by: record (dispatch), the engine and the Python type Node.
#include "autograd/node.h"

#include "autograd/engine.h"
#include "autograd/extras.h"
#include "autograd/watch.h"

namespace flambeau {

namespace {

uint64_t next_sequence = 1;

void accumulate_apply(Node& node, TensorRef* grads, TensorRef*, const bool*) {
  Tensor& leaf = *reinterpret_cast<Tensor*>(node.state);
  if (grads[0]) accumulate_grad(leaf, std::move(grads[0]));
  if (leaf.extras && leaf.extras->post_accumulate)
    run_post_accumulate_hooks(HostRef::share(leaf.extras->post_accumulate), leaf);
}

constexpr NodeClass kAccumulate{accumulate_apply, true};

}  // namespace

HostObject* accumulate_type() {
  static HostObject* const type = host::make_node_type("AccumulateGrad");
  return type;
}

HostObject* host_type_of(const Node& node) { return host::type_of(as_host(const_cast<Node*>(&node))); }

std::string node_name(const Node& node) {
  const std::string name = host::name_of_type(as_host(const_cast<Node*>(&node)));
  return name.substr(name.rfind('.') + 1);
}

std::string known_as(const Tensor& t) noexcept {
  return host::ask_aside(host::library.known_as, as_host(const_cast<Tensor*>(&t)));
}

Tensor* leaf_of(Node& node) { return node.cls == &kAccumulate ? reinterpret_cast<Tensor*>(node.state) : nullptr; }

void OutputMeta::set(const Tensor& t) {
  dtype = t.dtype;
  ndim = t.ndim;
  device = device_of(t);
  int64_t* to = inline_sizes;
  if (ndim > 4) {
    heap_sizes = std::make_unique<int64_t[]>(ndim);
    to = heap_sizes.get();
  }
  std::copy_n(t.sizes(), ndim, to);
}

bool OutputMeta::describes(const Tensor& g) const {
  if (g.dtype != dtype || g.ndim != ndim) return false;
  const int64_t* expected = sizes();
  for (int i = 0; i < ndim; ++i)
    if (g.size(i) != expected[i]) return false;
  return true;
}

NodeRef make_node(HostObject* type, const NodeClass* cls) {
  Node* node = allocate_node(type);
  node->cls = cls;
  node->sequence = next_sequence++;
  node->origin = current_origin();
  return NodeRef::steal(node);
}

void release_saved(Node& node) noexcept {
  for (int i = 0; i < node.saved.size(); ++i) {
    release(as_host(std::exchange(node.saved[i].tensor, nullptr)));
    if (node.saved[i].packed) release(std::exchange(node.saved[i].object, nullptr));
  }
  if (node.cls->release) node.cls->release(node);
}

void clear_node(Node& node) noexcept {
  release_saved(node);
  for (int i = 0; i < node.saved.size(); ++i) release(std::exchange(node.saved[i].object, nullptr));
  node.saved.resize(0);
  if (node.cls == &kAccumulate && node.state) {
    Tensor& leaf = *reinterpret_cast<Tensor*>(node.state);
    if (leaf.accumulator == &node) leaf.accumulator = nullptr;
  }
  release(std::exchange(node.state, nullptr));
  for (int i = 0; i < node.edges.size(); ++i) release(as_host(std::exchange(node.edges[i].node, nullptr)));
  if (node.hooks) free_hooks(node);
  drop_origin(node.origin);
  drop_origin(node.freed);
}

NodeRef accumulator(Tensor& leaf) {
  if (leaf.accumulator) return NodeRef::share(leaf.accumulator);
  NodeRef node = make_node(accumulate_type(), &kAccumulate);
  node->sequence = UINT64_MAX;  // runs as soon as its gradient is complete
  node->outputs.resize(1);
  node->outputs[0].set(leaf);
  retain(as_host(&leaf));
  node->state = as_host(&leaf);
  leaf.accumulator = node.get();
  return node;
}

Edge gradient_edge(Tensor& t) {
  if (Node* node = grad_fn_of(t)) {
    retain(as_host(node));
    return {node, t.output_nr};
  }
  if (requires_grad(t)) return {accumulator(t).give(), 0};
  return {};
}

void set_edge(Node& node, int i, Tensor& t) { node.edges[i] = gradient_edge(t); }

void set_history(Tensor& t, Node& node, uint32_t nr) {
  if (t.flags & kRetainsGrad) {
    forget_retained(t);
    hooks_of(node).retains.emplace_back(nr, &t);
  }
  retain(as_host(&node));
  release(as_host(std::exchange(t.grad_fn, &node)));
  t.output_nr = nr;
  t.flags |= kRequiresGrad;
  track(t);
  t.view_version = version_of(t).writes;
}

Node* grad_fn_of(Tensor& t) {
  if (!t.base || (!t.grad_fn && !(t.base->flags & kRequiresGrad))) return t.grad_fn;
  const uint32_t now = version_of(t).writes;
  if (t.view_version != now) {
    if (const NodeRef node = view_history(t)) set_history(t, *node, 0);
    t.view_version = now;
  }
  return t.grad_fn;
}

}  // namespace flambeau
