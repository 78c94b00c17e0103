// Owns: making and clearing nodes, saving and unpacking tensors, histories of tensors and of views.
// Called by: record (dispatch), the engine and the Python type Node.
#include "autograd/node.h"

#include <pthread.h>

#include "autograd/engine.h"
#include "autograd/extras.h"
#include "autograd/watch.h"

namespace flambeau {

constinit thread_local Modes modes;

Stack measure_stack() noexcept {
  constexpr size_t kRoom = 512 << 10;
  pthread_attr_t attributes;
  size_t size = kRoom;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void* low;
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
  }
  return size < kRoom ? Stack::Small : Stack::Roomy;
}

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
  free_hooks(node);
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

Saved save_tensor(Tensor& t, int output) {
  if ((t.flags & kInference) && !modes.saves_inference) {
    fail(ErrorKind::Runtime,
         "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference "
         "mode in computation tracked by autograd. To work around this, you can make a clone to get a normal tensor "
         "and use "
         "it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`.");
  }
  Saved s;
  s.version = version_of(t).writes;
  s.output = static_cast<int16_t>(output);
  if (output >= 0) {
    TensorRef kept = alias(t);
    copy_tangents(t, *kept);
    s.tensor = kept.give();
  } else {
    retain(as_host(&t));
    s.tensor = &t;
  }
  return s;
}

void require_saved(const Node& node) {
  if (!node.released) return;
  const std::string made = describe(node.origin), freed = describe(node.freed);
  fail(ErrorKind::Runtime,
       "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
       "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
       "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
       "saved tensors after calling backward.",
       made.empty() ? "" : "\n  " + node_name(node) + " was recorded at " + made,
       freed.empty() ? "" : "\n  its saved tensors were freed by the backward called at " + freed);
}

namespace {
[[noreturn]] void fail_modified(const Node& node, const Saved& saved, const Tensor& t, uint32_t version) {
  const Node* maker = saved.output >= 0 ? &node : t.grad_fn;
  const std::string name = saved.output >= 0 ? "" : known_as(t.base ? *t.base : t);
  const std::string used = describe(node.origin), written = describe(version_of(t).writer);
  fail(ErrorKind::Runtime,
       "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.",
       name_of(t.dtype), " ", t.shape(), "]",
       name.empty() ? "" : (t.base ? ", a view of " : ", which is ") + name + ",", maker ? ", which is output " : "",
       maker ? std::to_string(saved.output >= 0 ? saved.output : static_cast<int>(t.output_nr)) : "",
       maker ? " of " + node_name(*maker) : "", maker ? "," : "", " is at version ", version_of(t).writes,
       "; expected version ", version, " instead.",
       used.empty() ? "" : "\n  " + node_name(node) + " saved it at " + used,
       written.empty() ? "" : "\n  it was overwritten at " + written,
       name.starts_with("parameter")
           ? "\n  Call backward() before the optimiser's step, or write to a clone() of the parameter."
           : "\n  Use the out-of-place form of the later operation, or clone() the tensor before overwriting it.");
}
}  // namespace

TensorRef unpack(Node& node, const Saved& saved) {
  require_saved(node);
  if (saved.packed) return unpack_packed(node, saved);
  if (version_of(*saved.tensor).writes != saved.version) fail_modified(node, saved, *saved.tensor, saved.version);
  if (saved.output < 0 || !modes.grad) return TensorRef::share(saved.tensor);
  TensorRef out = alias(*saved.tensor);
  copy_tangents(*saved.tensor, *out);
  set_history(*out, node, static_cast<uint32_t>(saved.output));
  return out;
}

namespace {
std::array<void*, 64> spare_extras;
size_t spares = 0;
}  // namespace

void* AutogradExtras::operator new(size_t bytes) { return spares ? spare_extras[--spares] : ::operator new(bytes); }
void AutogradExtras::operator delete(void* p) noexcept {
  if (spares < spare_extras.size()) {
    spare_extras[spares++] = p;
  } else {
    ::operator delete(p);
  }
}

AutogradExtras& extras_of(Tensor& t) {
  if (!t.extras) t.extras = std::make_unique<AutogradExtras>().release();
  return *t.extras;
}

void free_extras(Tensor& t) noexcept {
  std::unique_ptr<AutogradExtras> e(std::exchange(t.extras, nullptr));
  if (!e) return;
  release(e->hooks);
  release(e->post_accumulate);
  release(as_host(e->accumulator));
  release(as_host(e->dual));
  e->each_tangent([](const auto& tangent) { release(as_host(tangent.value)); });
}

std::vector<DualLevel>& dual_levels() {
  thread_local std::vector<DualLevel> open FLAMBEAU_NEAR;
  return open;
}

Tensor* tangent_at(const Tensor& t, uint64_t level) noexcept {
  if (!(t.flags & kHasTangent)) return nullptr;
  if (t.extras->tangent.level == level) return t.extras->tangent.value;
  for (const auto& tangent : t.extras->tangents)
    if (tangent.level == level) return tangent.value;
  return nullptr;
}

void set_tangent(Tensor& t, uint64_t level, TensorRef tangent) {
  AutogradExtras& e = extras_of(t);
  const auto of_level = [level](const AutogradExtras::Tangent& other) { return other.level == level; };
  const auto found = std::find_if(e.tangents.begin(), e.tangents.end(), of_level);
  TensorRef dropped;  // released last: that may run anything
  if (found != e.tangents.end()) {
    dropped = TensorRef::steal(found->value);
    e.tangents.erase(found);
  }
  if (!e.tangent.value || of_level(e.tangent)) {
    dropped = TensorRef::steal(std::exchange(e.tangent.value, tangent.give()));
    e.tangent.level = level;
  } else if (tangent) {
    e.tangents.push_back({level, tangent.give()});
  }
  const bool any = e.tangent.value || !e.tangents.empty();
  t.flags = static_cast<uint16_t>(any ? t.flags | kHasTangent : t.flags & ~kHasTangent);
  track(t);
}

void copy_tangents(const Tensor& from, Tensor& to) {
  if (!(from.flags & kHasTangent)) return;
  from.extras->each_tangent(
      [&](const auto& tangent) { set_tangent(to, tangent.level, TensorRef::share(tangent.value)); });
}

bool carries_tangent(const Tensor& t) noexcept {
  for (uint32_t k = 0; k < modes.forward; ++k) {
    const uint64_t level = dual_levels()[k].number;
    if (tangent_at(t, level) || (t.base && tangent_at(*t.base, level))) return true;
  }
  return false;
}

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
  std::unique_ptr<NodeHooks> h(std::exchange(n.hooks, nullptr));
  if (!h) return;
  for (const auto& hook : h->tensor_hooks) release(hook.hooks);
  release(h->pre);
  release(h->post);
}

}  // namespace flambeau
