// Owns: the events of one node's turn in a backward pass.
// Called by: the engine, while a profile runs.
#pragma once

#include "autograd/node.h"
#include "profiler/recorder.h"
#include "tensor/shape_log.h"

namespace flambeau {

// An event about a node, in the log of the thread that runs it.
class NodeEvent {
 protected:
  NodeEvent(const Node& node, profiler::Kind kind, uint64_t start) : scope_(kind, host_type_of(node), start) {
    if (!scope_.open()) return;
    retain(host_type_of(node));
    const Origin made = share_origin(node.origin);
    profiler::Event& e = scope_.event();
    e.code = made.code;
    e.instruction = made.instruction;
    e.sequence = node.sequence;
  }
  profiler::Log& log() { return scope_.owner(); }

  profiler::Scope scope_;
};

// What a node's rules compute. Without hooks, which may take their time, the rules begin with the turn, and handing
// their results on belongs to them: two readings of the clock less.
class RuleProfile : NodeEvent {
 public:
  RuleProfile(const Node& node, const InlineList<TensorRef, 1>& gradients) : NodeEvent(node, profiler::Kind::Apply, started(node)), node_(node) {
    if (profiler::settings.shapes && scope_.open()) scope_.event().inputs = keep_shapes(gradients);
  }
  ~RuleProfile() {
    if (alone(node_)) scope_.close_rules();
  }
  RuleProfile(const RuleProfile&) = delete;
  RuleProfile& operator=(const RuleProfile&) = delete;

 private:
  [[gnu::noinline]] uint32_t keep_shapes(const InlineList<TensorRef, 1>& gradients) {
    ShapeLog shapes(log().shapes());
    for (int i = 0; i < gradients.size(); ++i) shapes.add(gradients[i].get());
    return shapes.position();
  }
  static bool alone(const Node& node) { return node.op && !node.hooks; }
  static uint64_t started(const Node& node) {
    profiler::Log& log = profiler::log();
    return alone(node) && log.current() != profiler::kNone ? log[log.current()].start : profiler::now();
  }

  const Node& node_;
};

// A node's whole turn: hooks, rules, handing gradients on. `caller` is where the pass was called from.
class NodeProfile : NodeEvent {
 public:
  NodeProfile(const Node& node, const Origin& caller)
      : NodeEvent(node, profiler::Kind::Evaluate, begun()), outer_(log().caller), outer_instruction_(log().caller_instruction), outer_frame_(log().caller_frame) {
    log().caller = caller.code;
    log().caller_instruction = caller.instruction;
    log().caller_frame = current_frame();
  }
  ~NodeProfile() {
    log().caller = outer_;
    log().caller_instruction = outer_instruction_;
    log().caller_frame = outer_frame_;
    const uint64_t time = profiler::now();
    log().settle_rules(time);
    scope_.close(log().turned = time);
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
  const void* const outer_frame_;
};

}  // namespace flambeau
