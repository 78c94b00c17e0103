// Owns: one backward pass: finding the nodes, running them newest first, adding gradients up, freeing what was saved.
// Called by: backward and grad. Nothing here recurses: depth of the graph does not matter.
#include "autograd/engine.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <queue>
#include <unordered_map>

#include "autograd/extras.h"
#include "autograd/graph_ops.h"
#include "autograd/profile.h"
#include "autograd/watch.h"
#include "tensor/long_work.h"

namespace flambeau {

namespace {

uint64_t next_run = 1;
std::vector<uint64_t> under_way;  // numbers of the passes that are: nested ones, and those of other threads

void retain_gradient(Tensor& t, const TensorRef& g);

class Run;
thread_local Run* running = nullptr;  // the innermost of this thread

struct Ready {
  uint64_t sequence;
  uint64_t turn;  // among equals (leaves) the first to be ready comes first
  Node* node;
};
struct Later {
  bool operator()(const Ready& a, const Ready& b) const {
    return a.sequence != b.sequence ? a.sequence < b.sequence : a.turn > b.turn;
  }
};

// A gradient goes to the device of what it is the gradient of: from another, only those of copies between devices may
// come.
TensorRef on_device_of_input(TensorRef g, const Edge& to, const Node& from, int index) {
  const DeviceType expected = to.node->outputs[static_cast<int>(to.nr)].device;
  if (device_of(*g) == expected) return g;
  if (copies_between_devices(from)) return move_gradient(*g, expected);
  const std::string where = describe(from.origin);
  const std::string maker = to.node == &from ? "" : "Function " + node_name(from) + " returned an ";  // else a root's
  fail(ErrorKind::Runtime, maker, "invalid gradient at index ", index, " - expected device ", name_of(expected),
       " but got ", name_of(device_of(*g)), where.empty() ? "" : "\n  it was recorded at " + where);
}

class Run {
 public:
  // The caller holds the roots, and edges do not change: so no node that can be reached dies during the pass.
  Run(Purpose purpose, bool keep_graph, bool create_graph)
      : id_(next_run++), keep_graph_(keep_graph), mode_(create_graph), purpose_(purpose) {
    under_way.push_back(id_);
    running = this;
  }
  ~Run() {
    running = outer_;
    std::erase(under_way, id_);
    drop_origin(caller_);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  std::vector<TensorRef> go(std::vector<Root>& roots, const std::vector<Edge>& inputs) {
    for (const Root& root : roots) {
      roots_.push_back(root.edge.node);
      discover(*root.edge.node);
    }
    if (!everything_) mark_needed(inputs);
    for (Root& root : roots)
      arrive(root.edge, conform_to_edge(*root.edge.node, 0, root.edge, std::move(root.gradient)));
    if (profiler::active) profiler::log().turned = 0;
    while (!ready_.empty()) {
      Node& node = *ready_.top().node;
      ready_.pop();
      if (profiler::active) [[unlikely]] {
        execute_profiled(node);
      } else {
        execute_or_report(node);
      }
    }
    for (size_t i = 0; i < finals.size(); ++i) {  // one may ask for another
      const HostRef function = std::move(finals[i]);
      host::call(function.get(), {});
    }
    return std::move(captured_);
  }

  RunInfo info() const { return {id_, keep_graph_, everything_}; }
  bool reaches(const Edge& e) {
    Claim* c = e.node ? find(*e.node) : nullptr;
    return c && (everything_ || c->needed);
  }
  Node* node() const { return node_; }
  HostRef notes;                // what hooks remember during the pass
  std::vector<HostRef> finals;  // what is called once no node is left to run

 private:
  // What the pass notes of a node lies in the node itself, or in a map where another pass that is under way has done
  // so.
  Claim* find(Node& node) {
    if (node.claim.run == id_) return &node.claim;
    if (elsewhere_.empty()) return nullptr;
    const auto found = elsewhere_.find(&node);
    return found == elsewhere_.end() ? nullptr : &found->second;
  }
  Claim& claim(Node& node) {
    const bool taken =
        under_way.size() > 1 && std::find(under_way.begin(), under_way.end(), node.claim.run) != under_way.end();
    Claim& c = taken ? elsewhere_[&node] : node.claim;
    c = Claim{};
    c.run = id_;
    return c;
  }

  // Counts the edges into every node below `root`, and the root's gradient as one more.
  void discover(Node& root) {
    if (Claim* known = find(root)) {
      ++known->waiting;
      return;
    }
    struct Visit {
      Node* node;
      int next, edges;
    };
    std::vector<Visit> stack;
    const auto enter = [&](Node& node) {
      ++claim(node).waiting;
      stack.push_back({&node, 0, node.edges.size()});
    };
    enter(root);
    while (!stack.empty()) {
      Visit& v = stack.back();
      if (v.next == v.edges) {
        if (!everything_) order_.push_back(v.node);
        stack.pop_back();
        continue;
      }
      Node* child = v.node->edges[v.next++].node;
      if (!child) continue;
      if (Claim* known = find(*child)) {
        ++known->waiting;
      } else {
        enter(*child);
      }
    }
  }

  void mark_needed(const std::vector<Edge>& inputs) {
    captured_.resize(inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) {
      Claim* c = find(*inputs[i].node);
      if (!c) continue;
      if (purpose_ == Purpose::Accumulate) {
        c->runs = true;
        continue;
      }
      c->captured = true;
      captures_.emplace(inputs[i].node, std::pair{inputs[i].nr, i});
    }
    for (Node* node : order_) {  // every node after all nodes below it
      Claim& c = *find(*node);
      for (int i = 0; i < node->edges.size() && !c.runs; ++i) c.runs = edge_needed(node->edges[i]);
      c.needed = c.runs || c.captured;
    }
  }
  bool edge_needed(const Edge& e) { return e.node && (everything_ || find(*e.node)->needed); }

  // The gradients that have come in for a node; kept from the first arrival until the node has run.
  InlineList<TensorRef, 1>& arrived(Node& node, Claim& c) {
    if (c.slot == Claim::kNoSlot) {
      if (vacant_.empty()) {
        vacant_.push_back(static_cast<uint32_t>(arrived_.size()));
        arrived_.emplace_back();
      }
      c.slot = vacant_.back();
      vacant_.pop_back();
      arrived_[c.slot].resize(std::max(1, node.outputs.size()));
    }
    return arrived_[c.slot];
  }

  // An edge delivers: adds `g` (null: a known zero) to what came along other edges.
  void arrive(const Edge& e, TensorRef g) {
    Claim& c = *find(*e.node);
    if (g) {
      InlineList<TensorRef, 1>& grads = arrived(*e.node, c);
      if (static_cast<int>(e.nr) >= grads.size()) {
        fail(ErrorKind::Runtime, "backward: ", node_name(*e.node), " has no output ", e.nr);
      }
      TensorRef& sum = grads[static_cast<int>(e.nr)];
      sum = sum ? add_gradients(std::move(sum), std::move(g)) : std::move(g);
    }
    // Below a node that nobody needs there is none that somebody needs.
    if (--c.waiting == 0 && (everything_ || c.needed)) ready_.push({e.node->sequence, turn_++, e.node});
  }

  // Out of the way of passes that nobody profiles, as apply_profiled.
  [[gnu::noinline]] void execute_profiled(Node& node) {
    NodeProfile profile(node, caller_);
    execute_or_report(node);
  }
  [[gnu::noinline]] static void apply_profiled(Node& node, InlineList<TensorRef, 1>& grads, TensorRef* out,
                                               bool* wanted) {
    RuleProfile profile(node, grads);
    node.cls->apply(node, grads.data(), out, wanted);
  }

  void execute_or_report(Node& node) {
    if (!anomaly.on) return execute(node);
    node_ = &node;
    try {
      execute(node);
    } catch (...) {
      host::ask_aside(host::library.report_anomaly, as_host(&node));
      throw;
    }
    node_ = nullptr;
  }

  void execute(Node& node) {
    Claim& c = *find(node);
    InlineList<TensorRef, 1>& grads = arrived(node, c);
    const bool runs = everything_ || c.runs;
    if (c.captured && runs) capture(node, grads);  // as they arrive: hooks change only what goes on
    run_leaf_hooks(node, grads[0]);
    if (node.hooks) run_tensor_hooks_of(node, grads);
    if (runs) {
      run_node(node, grads);
    } else {
      capture(node, grads);
    }
    for (int i = 0; i < grads.size(); ++i) grads[i] = nullptr;
    vacant_.push_back(c.slot);
    if (!runs) return;
    for (int i = 0; i < node.edges.size(); ++i) pass_on(node, i, std::move(out_[i]));
  }

  void run_node(Node& node, InlineList<TensorRef, 1>& grads) {
    if (node.hooks && node.hooks->pre) run_node_prehooks(HostRef::share(node.hooks->pre), &grads[0], grads.size());
    if (node.hooks && node.hooks->post) {
      std::vector<TensorRef> given(&grads[0], &grads[0] + grads.size());  // to be shown to the hooks afterwards
      apply(node, grads);
      if (node.hooks && node.hooks->post) run_hooks_after(node, given);
    } else {
      apply(node, grads);
    }
    if (anomaly.on && anomaly.check_nan) check_gradients(node, out_.data(), node.edges.size(), roots_);
  }

  void apply(Node& node, InlineList<TensorRef, 1>& grads) {
    const int n = node.edges.size();
    out_.resize(n);
    wanted_.resize(n);
    bool* const wanted = wanted_.data();
    for (int i = 0; i < n; ++i) wanted[i] = edge_needed(node.edges[i]);
    bool defined = node.cls->always;
    for (int i = 0; i < grads.size(); ++i) defined = defined || grads[i];
    if (!defined) return;
    if (profiler::active) [[unlikely]] {
      apply_profiled(node, grads, out_.data(), wanted);
    } else {
      node.cls->apply(node, grads.data(), out_.data(), wanted);
    }
    if (!keep_graph_ && node.saves && !node.released) free_saved(node);
  }

  static void run_leaf_hooks(Node& node, TensorRef& g) {
    Tensor* leaf = leaf_of(node);
    if (leaf && leaf->extras && leaf->extras->hooks) run_tensor_hooks(HostRef::share(leaf->extras->hooks), g);
  }

  static void run_tensor_hooks_of(Node& node, InlineList<TensorRef, 1>& grads) {
    for (size_t k = 0; node.hooks && k < node.hooks->tensor_hooks.size(); ++k) {
      const NodeHooks::TensorHook hook = node.hooks->tensor_hooks[k];
      run_tensor_hooks(HostRef::share(hook.hooks), grads[static_cast<int>(hook.output)]);
    }
    for (size_t k = 0; k < node.hooks->retains.size(); ++k) {  // releasing a gradient may take others off the list
      const auto [nr, tensor] = node.hooks->retains[k];
      if (const TensorRef& g = grads[static_cast<int>(nr)]) retain_gradient(*tensor, g);
    }
  }

  // Hooks see what the next nodes will get: summed over broadcast dimensions, and of their dtype.
  void run_hooks_after(Node& node, std::vector<TensorRef>& grads) {
    const int n = node.edges.size();
    for (int i = 0; i < n; ++i) out_[i] = conform_to_edge(node, i, node.edges[i], std::move(out_[i]));
    run_node_hooks(HostRef::share(node.hooks->post), out_.data(), n, grads.data(), static_cast<int>(grads.size()));
  }

  void capture(Node& node, InlineList<TensorRef, 1>& grads) {
    const auto range = captures_.equal_range(&node);
    for (auto it = range.first; it != range.second; ++it) {
      captured_[it->second.second] = grads[static_cast<int>(it->second.first)];
    }
  }

  void free_saved(Node& node) {
    node.released = true;  // first: what dies may let other threads run
    node.freed = share_origin(caller_);
    release_saved(node);
  }

  static TensorRef conform_to_edge(const Node& node, int i, const Edge& e, TensorRef g) {
    if (!g || !e.node || e.node->outputs.size() <= static_cast<int>(e.nr)) return g;
    if (live_off_cpu != 0) g = on_device_of_input(std::move(g), e, node, i);
    return conform(std::move(g), e, node, i);
  }

  void pass_on(Node& node, int i, TensorRef g) {
    const Edge& e = node.edges[i];
    if (!e.node) return;
    arrive(e, wanted_[i] ? conform_to_edge(node, i, e, std::move(g)) : nullptr);
  }

  const uint64_t id_;
  const bool keep_graph_;
  Run* const outer_ = running;
  Origin caller_ = current_origin();  // who frees what is freed
  GradMode mode_;
  const Purpose purpose_;
  const bool everything_ = purpose_ == Purpose::Everything;
  Node* node_ = nullptr;  // the one that runs, in anomaly mode
  uint64_t turn_ = 0;
  std::deque<InlineList<TensorRef, 1>> arrived_;
  std::vector<uint32_t> vacant_;  // places in arrived_ that nobody holds
  std::vector<Node*> roots_;
  std::vector<Node*> order_;
  std::unordered_map<const Node*, Claim> elsewhere_;
  std::unordered_multimap<const Node*, std::pair<uint32_t, size_t>> captures_;
  std::priority_queue<Ready, std::vector<Ready>, Later> ready_;
  std::vector<TensorRef> captured_;
  InlineList<TensorRef, 4> out_;  // of the node being run: the gradients of its inputs, null outside execute
  InlineList<bool, 8> wanted_;    // … and which of them are wanted
};

// Sets t.grad to `g` if it is still what `g` was computed from. Another thread may have been faster, where hooks or the
// recording of an addition let it run.
bool exchange_grad(Tensor& t, const TensorRef& before, TensorRef& g) {
  if (t.grad != before.get()) return false;
  if (g->grad_fn) track(t);  // a recorded gradient leads back to the leaf: a cycle
  Tensor* old = std::exchange(t.grad, g.give());
  release(as_host(old));
  return true;
}

void retain_gradient(Tensor& t, const TensorRef& g) {
  const TensorRef alive = TensorRef::share(&t);
  const KeepHostLock locked;
  TensorRef before, kept;
  do {
    before = TensorRef::share(t.grad);
    kept = before ? add_gradients(before, g) : clone_of(*g);
  } while (!exchange_grad(t, before, kept));
}

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

TensorRef conform(TensorRef g, const Edge& to, const Node& from, int index) {
  const OutputMeta& meta = to.node->outputs[static_cast<int>(to.nr)];
  if (meta.describes(*g)) return g;
  const Dims shape = meta.shape();
  if (!has_shape(*g, shape)) {
    if (!broadcasts_from(*g, meta)) {
      const std::string where = describe(from.origin);
      Tensor* leaf = leaf_of(*to.node);
      const std::string name = leaf ? known_as(*leaf) : "";
      fail(ErrorKind::Runtime, "Function ", node_name(from), " returned an invalid gradient at index ", index,
           " - got ", g->shape(), " but expected shape compatible with ", shape,
           where.empty() ? "" : "\n  it was recorded at " + where,
           name.empty() ? "" : "\n  it is the gradient of " + name);
    }
    g = reduce_to(*g, shape);
  }
  if (g->dtype == meta.dtype) return g;
  // Our rules leave taking the real part to the engine; of a user's Function it is asked.
  if (!from.op && is_complex(g->dtype) && !is_complex(meta.dtype)) {
    const std::string where = describe(from.origin);
    fail(ErrorKind::Runtime,
         "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) to be true, but "
         "got false. | Function ",
         node_name(from), " returned a gradient of ", name_of(g->dtype), " at index ", index, " for an input of ",
         name_of(meta.dtype), " | return its .real", where.empty() ? "" : "\n  it was recorded at " + where);
  }
  return cast_gradient(*g, meta.dtype);
}

namespace {

// A gradient lies in memory as its tensor does where that is dense, else row by row.
Dims strides_for(const Tensor& leaf) { return is_dense(leaf) ? leaf.stride_dims() : contiguous_strides(leaf.shape()); }

bool lies_as(const Tensor& g, const Dims& strides) {
  for (int i = 0; i < g.ndim; ++i)
    if (g.size(i) != 1 && g.stride(i) != strides[i]) return false;
  return true;
}

// g for .grad: itself when nobody else can see it, else a copy, recorded with create_graph.
TensorRef as_grad_of(const Tensor& leaf, TensorRef g) {
  if (level_of(*g)) return clone_of(*g);
  const bool ours = reference_count(as_host(g.get())) == 1 && g->storage->references == 1 && !g->grad_fn && !g->base;
  if (is_sparse(*g)) return ours ? g : clone_of(*g);
  const Dims strides = strides_for(leaf);
  if (ours && !modes.grad && (leaf.is_contiguous() ? g->is_contiguous() : lies_as(*g, strides))) return g;
  TensorRef copy = empty_strided(leaf.shape(), strides, g->dtype, g->storage->device);
  write_into(*copy, *g);
  return copy;
}

}  // namespace

void accumulate_grad(Tensor& leaf, TensorRef g) {
  if (!has_shape(*g, leaf.shape())) {
    fail(ErrorKind::Runtime, "accumulate_grad: the gradient has shape ", g->shape(), " | the tensor has shape ",
         leaf.shape());
  }
  const KeepHostLock locked;  // several passes may add to one leaf
  for (;;) {
    const TensorRef before = TensorRef::share(leaf.grad);
    if (before && !modes.grad && !is_sparse(*before)) return add_into(*before, *g);
    TensorRef sum = before ? add_gradients(before, g) : as_grad_of(leaf, std::move(g));
    if (exchange_grad(leaf, before, sum)) return;
    if (!before) g = std::move(sum);  // the first gradient is another thread's: add this one to it
  }
}

RunInfo current_run() { return running ? running->info() : RunInfo{}; }

Node* running_node() { return running ? running->node() : nullptr; }

HostRef* run_notes() { return running ? &running->notes : nullptr; }

bool call_after_run(HostRef function) {
  if (running) running->finals.push_back(std::move(function));
  return running;
}

bool run_reaches(const Edge& edge) { return running && running->reaches(edge); }

void go_on_elsewhere(const std::function<void()>& f) {
  const Modes here = modes;
  const std::vector<DualLevel> levels = dual_levels();
  const std::vector<SavedHooks> hooks = saved_hooks();
  HostObject* const listener = write_listener;
  host::on_another_stack([&] {
    modes = here;
    modes.stack = Stack::Roomy;
    dual_levels() = levels;
    saved_hooks() = hooks;
    write_listener = listener;
    f();
  });
}

std::vector<TensorRef> run_backward(std::vector<Root>& roots, const std::vector<Edge>& inputs, Purpose purpose,
                                    bool keep_graph, bool create_graph) {
  // A pass inside a rule or a hook of another goes deeper into the stack, and into the host's; many such, on one of its
  // own.
  constexpr int kNested = 50;
  thread_local int depth = 0;
  std::vector<TensorRef> captured;
  const auto pass = [&] {
    ++depth;
    struct Leave {
      ~Leave() { --depth; }
    } leave;
    Run run(purpose, keep_graph, create_graph);
    captured = run.go(roots, inputs);
  };
  if (depth < kNested && !has_small_stack()) {
    pass();
  } else {
    go_on_elsewhere(pass);
  }
  return captured;
}

}  // namespace flambeau
