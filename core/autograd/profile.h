// Owns: the events of one node's turn in a backward pass.
// Called by: the engine, while a profile runs.
#pragma once

#include "autograd/node.h"
#include "profiler/recorder.h"
#include "tensor/shape_log.h"

namespace flambeau {

// What a node's rules compute.
class RuleProfile {
 public:
  RuleProfile(const Node& node, const InlineList<TensorRef, 1>& gradients) : RuleProfile(node, profiler::Kind::Apply, started(node)) {
    if (profiler::settings.shapes && scope_.open()) scope_.event().inputs = keep_shapes(gradients);
  }

 protected:
  RuleProfile(const Node& node, profiler::Kind kind, uint64_t start) : scope_(kind, named(node), start) {
    if (!scope_.open()) {
      release(host_type_of(node));
      return;
    }
    profiler::Event& e = scope_.event();
    if (node.origin.code) retain(node.origin.code);
    e.code = node.origin.code;
    e.instruction = node.origin.instruction;
    e.sequence = node.sequence;
  }
  profiler::Log& log() { return scope_.owner(); }
  void close(uint64_t time) { scope_.close(time); }

 private:
  [[gnu::noinline]] uint32_t keep_shapes(const InlineList<TensorRef, 1>& gradients) {
    ShapeLog shapes(log().shapes());
    for (int i = 0; i < gradients.size(); ++i) shapes.add(gradients[i].get());
    return shapes.position();
  }
  // Without hooks, which may take their time, the rules begin with the turn: a reading of the clock less.
  static uint64_t started(const Node& node) {
    profiler::Log& log = profiler::log();
    return node.op && !node.hooks && log.current() != profiler::kNone ? log[log.current()].start : profiler::now();
  }
  static HostObject* named(const Node& node) {
    HostObject* type = host_type_of(node);
    retain(type);
    return type;
  }

  profiler::Scope scope_;
};

// A node's whole turn: hooks, rules, handing gradients on. `caller` is where the pass was called from.
class NodeProfile : public RuleProfile {
 public:
  NodeProfile(const Node& node, const Origin& caller)
      : RuleProfile(node, profiler::Kind::Evaluate, begun()), outer_(log().caller), outer_instruction_(log().caller_instruction) {
    log().caller = caller.code;
    log().caller_instruction = caller.instruction;
  }
  ~NodeProfile() {
    log().caller = outer_;
    log().caller_instruction = outer_instruction_;
    close(log().turned = profiler::now());
  }
  NodeProfile(const NodeProfile&) = delete;
  NodeProfile& operator=(const NodeProfile&) = delete;

 private:
  // Choosing the next node belongs to its turn: a reading of the clock less.
  static uint64_t begun() {
    const uint64_t last = profiler::log().turned;
    return last ? last : profiler::now();
  }

  HostObject* const outer_;
  const int32_t outer_instruction_;
};

}  // namespace flambeau
