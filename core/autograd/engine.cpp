// Owns: one backward pass: finding the nodes, running them newest first, adding gradients up, freeing what was saved.
// Called by: backward and grad. Nothing here recurses: depth of the graph does not matter.
#include "autograd/engine.h"

#include <algorithm>
#include <deque>
#include <queue>
#include <unordered_map>

#include "autograd/extras.h"

namespace flambeau {

EngineOps engine_ops;

namespace {

uint64_t next_run = 1;
thread_local RunInfo running;

struct State {
  Node* node;
  uint32_t waiting = 0;   // edges into this node that have not delivered yet
  bool needed = false;    // some wanted input lies at or below this node
  bool captured = false;  // the gradients arriving here are themselves wanted
  InlineList<TensorRef, 1> grads;  // one per output of the node's op
};

struct Newer {
  bool operator()(const std::pair<uint64_t, uint32_t>& a, const std::pair<uint64_t, uint32_t>& b) const {
    return a.first < b.first;
  }
};

class Run {
 public:
  Run(bool keep_graph, bool create_graph, bool everything)
      : id_(next_run++), keep_graph_(keep_graph), mode_(create_graph), everything_(everything) {
    running = {id_, keep_graph, everything};
  }
  ~Run() {
    running = outer_;
    for (State& s : states_) {
      if (s.node->run == id_) s.node->run = 0;
      release(host(s.node));
    }
    drop_origin(caller_);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  std::vector<TensorRef> go(std::vector<Root>& roots, const std::vector<Edge>& inputs) {
    for (Root& root : roots) discover(root.edge.node);
    mark_inputs(inputs);
    mark_needed();
    for (Root& root : roots) deliver(slot_of(root.edge.node), root.edge.nr, std::move(root.gradient));
    for (uint32_t i = 0; i < states_.size(); ++i)
      if (states_[i].waiting == 0) make_ready(i);
    while (!ready_.empty()) {
      const uint32_t slot = ready_.top().second;
      ready_.pop();
      execute(slot);
    }
    return std::move(captured_);
  }

 private:
  // A node's place in states_. Nodes claimed by another run (a nested or concurrent backward) are kept in a map.
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t slot_of(Node* node) const {
    if (node->run == id_) return node->slot;
    if (elsewhere_.empty()) return kNone;
    const auto found = elsewhere_.find(node);
    return found == elsewhere_.end() ? kNone : found->second;
  }
  uint32_t claim(Node* node) {
    const uint32_t slot = static_cast<uint32_t>(states_.size());
    State& s = states_.emplace_back();
    s.node = node;
    retain(host(node));
    s.grads.resize(std::max(1, node->outputs.size()));
    if (node->run == 0) {
      node->run = id_;
      node->slot = slot;
    } else {
      elsewhere_.emplace(node, slot);
    }
    return slot;
  }

  void discover(Node* root) {
    if (slot_of(root) != kNone) return;
    struct Visit {
      uint32_t slot;
      int next;
    };
    std::vector<Visit> stack{{claim(root), 0}};
    while (!stack.empty()) {
      Visit& v = stack.back();
      Node* node = states_[v.slot].node;
      if (v.next == node->edges.size()) {
        order_.push_back(v.slot);
        stack.pop_back();
        continue;
      }
      Node* child = node->edges[v.next++].node;
      if (!child) continue;
      uint32_t slot = slot_of(child);
      if (slot == kNone) {
        slot = claim(child);
        stack.push_back({slot, 0});
      }
      ++states_[slot].waiting;
    }
  }

  void mark_inputs(const std::vector<Edge>& inputs) {
    captured_.resize(inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) {
      const uint32_t slot = slot_of(inputs[i].node);
      if (slot == kNone) continue;
      states_[slot].captured = true;
      captures_.emplace(slot, std::pair{inputs[i].nr, i});
    }
  }

  void mark_needed() {  // order_ lists every node after all nodes below it
    for (const uint32_t slot : order_) {
      State& s = states_[slot];
      s.needed = everything_ || s.captured;
      for (int i = 0; i < s.node->edges.size() && !s.needed; ++i) s.needed = edge_needed(s.node->edges[i]);
    }
  }
  bool edge_needed(const Edge& e) const { return e.node && (everything_ || states_[slot_of(e.node)].needed); }

  void make_ready(uint32_t slot) { ready_.emplace(states_[slot].node->sequence, slot); }

  void deliver(uint32_t slot, uint32_t nr, TensorRef g) {
    if (!g) return;
    State& s = states_[slot];
    if (static_cast<int>(nr) >= s.grads.size()) {
      fail(ErrorKind::Runtime, "backward: ", node_name(*s.node), " has no output ", nr);
    }
    TensorRef& sum = s.grads[static_cast<int>(nr)];
    sum = sum ? engine_ops.add(std::move(sum), std::move(g)) : std::move(g);
  }

  void execute(uint32_t slot) {
    InlineList<TensorRef, 1>& grads = states_[slot].grads;
    Node& node = *states_[slot].node;
    run_leaf_hooks(node, grads[0]);
    if (node.hooks) run_hooks_before(node, grads);
    if (states_[slot].captured) capture(slot);
    const int n = node.edges.size();
    InlineList<TensorRef, 4> out;
    out.resize(n);
    InlineList<bool, 8> wanted;
    wanted.resize(n);
    bool any = false;
    for (int i = 0; i < n; ++i) any = (wanted[i] = edge_needed(node.edges[i])) || any;
    bool defined = false;
    for (int i = 0; i < grads.size(); ++i) defined = defined || grads[i];
    const bool leaf = n == 0 && everything_;
    if (defined && (any || leaf)) {
      node.cls->apply(node, &grads[0], n ? &out[0] : nullptr, n ? &wanted[0] : nullptr);
      if (node.hooks && node.hooks->post) {
        run_node_hooks(node.hooks->post, node, n ? &out[0] : nullptr, n, &grads[0], grads.size());
      }
      if (!keep_graph_ && node.saves && !node.released) free_saved(node);
    }
    for (int i = 0; i < grads.size(); ++i) grads[i] = nullptr;
    for (int i = 0; i < n; ++i) pass_on(node, i, std::move(out[i]));
  }

  static void run_leaf_hooks(Node& node, TensorRef& g) {
    Tensor* leaf = leaf_of(node);
    if (!leaf || !leaf->extras || !leaf->extras->hooks || !g) return;
    const HostRef keep = HostRef::share(leaf->extras->hooks);
    g = run_tensor_hooks(keep.get(), std::move(g));
  }

  void run_hooks_before(Node& node, InlineList<TensorRef, 1>& grads) {
    // A hook may remove itself or others: hold what is being walked.
    for (size_t k = 0; k < node.hooks->tensor_hooks.size(); ++k) {
      const auto hook = node.hooks->tensor_hooks[k];
      const HostRef keep = HostRef::share(hook.hooks);
      TensorRef& g = grads[static_cast<int>(hook.output)];
      if (g) g = run_tensor_hooks(hook.hooks, std::move(g));
    }
    if (node.hooks->pre) run_node_prehooks(node.hooks->pre, node, &grads[0], grads.size());
    for (const auto& [nr, tensor] : node.hooks->retains) {
      const TensorRef& g = grads[static_cast<int>(nr)];
      if (!g) continue;
      TensorRef kept = tensor->grad ? engine_ops.add(TensorRef::share(tensor->grad), g) : g;
      if (kept->grad_fn) track(*tensor);
      Tensor* old = std::exchange(tensor->grad, kept.give());
      release(host(old));
    }
  }

  void capture(uint32_t slot) {
    const auto range = captures_.equal_range(slot);
    for (auto it = range.first; it != range.second; ++it) {
      captured_[it->second.second] = states_[slot].grads[static_cast<int>(it->second.first)];
    }
  }

  void free_saved(Node& node) {
    release_saved(node);
    node.released = true;
    node.freed = caller_;
    if (caller_.code) retain(caller_.code);
  }

  void pass_on(Node& node, int i, TensorRef g) {
    const Edge& e = node.edges[i];
    if (!e.node) return;
    const uint32_t slot = slot_of(e.node);
    if (g && (everything_ || states_[slot].needed)) {
      if (e.node->outputs.size() > static_cast<int>(e.nr)) {
        g = conform(std::move(g), e.node->outputs[static_cast<int>(e.nr)], node);
      }
      deliver(slot, e.nr, std::move(g));
    }
    if (--states_[slot].waiting == 0) make_ready(slot);
  }

  const uint64_t id_;
  const bool keep_graph_;
  const RunInfo outer_ = running;
  Origin caller_ = current_origin();  // who frees what is freed
  GradMode mode_;
  const bool everything_;
  std::deque<State> states_;
  std::vector<uint32_t> order_;
  std::unordered_map<const Node*, uint32_t> elsewhere_;
  std::unordered_multimap<uint32_t, std::pair<uint32_t, size_t>> captures_;
  std::priority_queue<std::pair<uint64_t, uint32_t>, std::vector<std::pair<uint64_t, uint32_t>>, Newer> ready_;
  std::vector<TensorRef> captured_;
};

bool broadcasts_from(const Tensor& g, const OutputMeta& meta) {
  const int extra = g.ndim - meta.ndim;
  if (extra < 0) return false;
  for (int i = 0; i < meta.ndim; ++i) {
    const int64_t want = meta.sizes()[i];
    if (want != 1 && g.size(i + extra) != want) return false;
  }
  return true;
}

}  // namespace

TensorRef conform(TensorRef g, const OutputMeta& meta, const Node& from) {
  if (meta.describes(*g)) return g;
  const Dims shape = meta.shape();
  if (!has_shape(*g, shape)) {
    if (!broadcasts_from(*g, meta)) {
      const std::string where = describe(from.origin);
      fail(ErrorKind::Runtime, "Function ", node_name(from), " returned an invalid gradient: got ", g->shape(),
           " but expected shape compatible with ", shape, where.empty() ? "" : "\n  it was recorded at " + where);
    }
    g = engine_ops.reduce_to(*g, shape);
  }
  if (g->dtype != meta.dtype) g = engine_ops.cast(*g, meta.dtype);
  return g;
}

void accumulate_grad(Tensor& leaf, TensorRef g) {
  if (!has_shape(*g, leaf.shape())) {
    fail(ErrorKind::Runtime, "accumulate_grad: the gradient has shape ", g->shape(), " | the tensor has shape ",
         leaf.shape());
  }
  if (leaf.grad && !modes.grad) {
    engine_ops.add_in_place(*leaf.grad, *g);
    g = TensorRef::share(leaf.grad);
  } else if (leaf.grad) {
    g = engine_ops.add(TensorRef::share(leaf.grad), std::move(g));
  } else if (!modes.grad) {
    const bool ours = reference_count(host(g.get())) == 1 && g->storage->references == 1 && !overlaps_itself(*g) &&
                      !g->grad_fn && !g->base;
    if (!ours) g = engine_ops.clone(*g);
  }
  if (g->grad_fn) track(leaf);  // a recorded gradient leads back to the leaf: a cycle
  Tensor* old = std::exchange(leaf.grad, g.give());
  release(host(old));
  if (leaf.extras && leaf.extras->post_accumulate) {
    const HostRef keep = HostRef::share(leaf.extras->post_accumulate);
    run_post_accumulate_hooks(keep.get(), leaf);
  }
}

RunInfo current_run() { return running; }

std::vector<TensorRef> run_backward(std::vector<Root>& roots, const std::vector<Edge>& inputs, bool keep_graph,
                                    bool create_graph) {
  Run run(keep_graph, create_graph, inputs.empty());
  return run.go(roots, inputs);
}

}  // namespace flambeau
