// Owns: Node, one recorded operation: its edges, what it saved, what its outputs looked like, where it was made.
// Called by: record (dispatch), the engine and the Python type Node.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "autograd/modes.h"
#include "tensor/tensor.h"

namespace flambeau {

struct Op;
struct Plan;

// Where a gradient goes next: input `nr` of `node` (that is, the nr-th output of the op that made it). Owns the node.
struct Edge {
  Node* node = nullptr;
  uint32_t nr = 0;
};

// One thing kept for a rule: a tensor with the version it had, or any host object (a number, a shape).
struct Saved {
  Tensor* tensor = nullptr;      // owned; for a result of the node itself, an alias outside the graph (no cycle)
  HostObject* object = nullptr;  // owned
  uint32_t version = 0;
  int16_t output = -1;  // which result of the node this is, or -1
  bool list = false;    // a list of `version` things, which lie behind all that the plan names (elements_of)
  bool packed = false;  // `object` is what a pack hook made of a tensor (autograd/watch.h)
  bool is_tensor() const { return tensor || packed; }
};

// Shape, dtype and device of a forward result, which its gradient must have.
struct OutputMeta {
  DType dtype = DType::Float32;
  uint8_t ndim = 0;
  DeviceType device = DeviceType::CPU;
  int64_t inline_sizes[4];
  std::unique_ptr<int64_t[]> heap_sizes;

  void set(const Tensor& t);
  const int64_t* sizes() const { return heap_sizes ? heap_sizes.get() : inline_sizes; }
  Dims shape() const { return Dims(sizes(), ndim); }
  bool describes(const Tensor& g) const;
};

// A list whose first N items need no allocation.
template <class T, int N> class InlineList {
 public:
  InlineList() = default;
  InlineList(const InlineList&) = delete;
  InlineList& operator=(const InlineList&) = delete;
  void resize(int n) {
    if (n > N && n > size_) heap_ = std::make_unique<T[]>(static_cast<size_t>(n));
    size_ = n;
  }
  void clear() {
    for (int i = 0; i < size_; ++i) (*this)[i] = T{};
    heap_.reset();
    size_ = 0;
  }
  int size() const { return size_; }
  T* data() { return heap_ ? heap_.get() : inline_; }
  const T* data() const { return heap_ ? heap_.get() : inline_; }
  T& operator[](int i) { return data()[i]; }
  const T& operator[](int i) const { return data()[i]; }

 private:
  int size_ = 0;
  T inline_[N];
  std::unique_ptr<T[]> heap_;
};

// How a kind of node computes; one constant per kind.
struct NodeClass {
  // From the gradients of the outputs (null: known zero) to those of the inputs, one per edge. `wanted[i]` says which
  // edges anybody asked for.
  void (*apply)(Node& node, TensorRef* grads, TensorRef* out, const bool* wanted);
  bool always = false;  // apply also when no gradient arrived: hooks or a Function's backward want to know
  void (*release)(Node& node) noexcept = nullptr;  // drops what it saved elsewhere than in `saved`
};

struct NodeHooks;  // autograd/extras.h

// What the engine notes of a node; valid while the pass with that number is under way.
struct Claim {
  static constexpr uint32_t kNoSlot = UINT32_MAX;
  uint64_t run = 0;
  uint32_t slot = kNoSlot;    // where the gradients that have arrived are kept
  uint32_t waiting : 29 = 0;  // edges into the node that have not delivered yet
  uint32_t needed : 1 = 0;    // gradients that arrive are of use: it runs or they are captured
  uint32_t runs : 1 = 0;      // it is itself to run: some wanted input lies below it, or it is one to accumulate into
  uint32_t captured : 1 = 0;  // the gradients that arrive are themselves wanted
};

struct Node {
  HostHeader header;
  const NodeClass* cls;
  const Op* op;       // null for nodes that are not an op's
  uint64_t sequence;  // order of creation in the process; the engine runs the newest first
  Claim claim;
  bool released;     // saved tensors were freed by a backward
  uint8_t finding;   // anomaly mode: a Finding (autograd/watch.h)
  bool saves;        // it saved tensors, which a backward frees unless told to keep the graph
  const Plan* plan;  // op nodes: which things `saved` holds
  InlineList<Edge, 2> edges;
  InlineList<Saved, 2> saved;
  InlineList<OutputMeta, 1> outputs;
  Origin origin;
  Origin freed;  // where the backward that freed it was called
  NodeHooks* hooks;
  HostObject* state;  // what a particular kind keeps (AccumulateGrad: the leaf; a Function: its context)
  HostObject* dict;
  HostObject* weak_references;
  CollectorLink link;
};

HostObject* accumulate_type();  // the host's type AccumulateGrad

// A blank node of the host type `type`, with sequence number and origin filled in.
NodeRef make_node(HostObject* type, const NodeClass* cls);

// Drops everything a node owns; safe at any depth of the graph (destruction never recurses from node to node).
void clear_node(Node& node) noexcept;
void release_saved(Node& node) noexcept;  // the tensors only: shapes and numbers stay

// The edge a consumer of `t` hangs on: its grad_fn, or its AccumulateGrad when it is a leaf that requires grad.
Edge gradient_edge(Tensor& t);  // the edge owns a reference
void set_edge(Node& node, int i, Tensor& t);

// A view requires grad when its base does.
inline bool requires_grad(const Tensor& t) {
  return (t.flags & kRequiresGrad) || (t.base && (t.base->flags & kRequiresGrad));
}
// The node that made `t` (made anew for a view whose base was written to; an error for a view that forbids that), or
// null. Borrowed.
Node* grad_fn_of(Tensor& t);

// A node that says a view is its base seen through strides, for views whose base was written to after them; null when
// the base has no history. An error for views that forbid writes.
NodeRef view_history(Tensor& view);  // autograd/inplace.cpp

// Makes `t` the nr-th result of `node`.
void set_history(Tensor& t, Node& node, uint32_t nr);

// The AccumulateGrad of a leaf, made on first use; the leaf points back at it without owning it.
NodeRef accumulator(Tensor& leaf);
// The leaf that an AccumulateGrad node adds to; null for any other node.
Tensor* leaf_of(Node& node);

// Keeps `t` for a rule; `output` says which differentiable result of the node it is, or -1 for anything else.
Saved save_tensor(Tensor& t, int output);
// The saved tensor, checked to be unchanged since; a result gets its history back when the graph is being recorded.
TensorRef unpack(Node& node, const Saved& saved);
[[noreturn]] void fail_released(const Node& node);
// Throws PyTorch's "backward through the graph a second time" when the node's saved tensors are gone.
inline void require_saved(const Node& node) {
  if (node.released) [[unlikely]]
    fail_released(node);
}
std::string node_name(const Node& node);     // "MulBackward0"
HostObject* host_type_of(const Node& node);  // borrowed

// What the user's program calls a tensor that a module owns, "parameter 'fc1.weight' of Net", or "": for errors, since
// it looks at every object there is.
std::string known_as(const Tensor& t) noexcept;

}  // namespace flambeau
