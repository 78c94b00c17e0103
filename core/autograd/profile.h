// Owns: the events of one node's turn in a backward pass.
// Called by: the engine, while a profile runs.
#pragma once

#include <optional>
#include <utility>

#include "autograd/node.h"
#include "profiler/recorder.h"
#include "tensor/shape_log.h"

namespace flambeau {

// An event about a node, in the log of the thread that runs it.
class NodeEvent : public profiler::Scope {
 public:
  NodeEvent(const Node& node, profiler::Kind kind, uint64_t start) : Scope(kind, host_type_of(node), start) {
    if (!open()) return;
    retain(host_type_of(node));
    const Origin made = share_origin(node.origin);
    profiler::Event& e = event();
    e.code = made.code;
    e.instruction = made.instruction;
    e.sequence = node.sequence;
  }
};

[[gnu::noinline]] inline uint32_t keep_shapes(const InlineList<TensorRef, 1>& gradients, profiler::Log& log) {
  ShapeLog shapes(log.shapes());
  for (int i = 0; i < gradients.size(); ++i) shapes.add(gradients[i].get());
  return shapes.position();
}

// What a node's rules compute. Without hooks, which may take their time, they begin with the turn, and end with it or
// with the next event in it: the turn's event says all, and the clock is not read.
class RuleProfile {
 public:
  RuleProfile(const Node& node, const InlineList<TensorRef, 1>& gradients)
      : log_(profiler::log()), session_(log_.session()) {
    if (!node.op || node.hooks) {
      own_.emplace(node, profiler::Kind::Apply, profiler::now());
      if (profiler::settings.shapes && own_->open()) own_->event().inputs = keep_shapes(gradients, log_);
      return;
    }
    turn_ = log_.current();
    if (turn_ == profiler::kNone || log_[turn_].kind != profiler::Kind::Evaluate ||
        log_[turn_].sequence != node.sequence) {
      turn_ = profiler::kNone;  // the log is full
      return;
    }
    if (profiler::settings.shapes) log_[turn_].inputs = keep_shapes(gradients, log_);
    log_[turn_].results = profiler::kNone;  // they may be all that is recorded of it
  }
  ~RuleProfile() {
    if (turn_ != profiler::kNone && session_ == log_.session()) log_[turn_].results = log_.size() + 1;
  }
  RuleProfile(const RuleProfile&) = delete;
  RuleProfile& operator=(const RuleProfile&) = delete;

 private:
  profiler::Log& log_;
  const uint32_t session_;
  uint32_t turn_ = profiler::kNone;
  std::optional<NodeEvent> own_;
};

// A node's whole turn: hooks, rules, handing gradients on. `caller` is where the pass was called from.
class NodeProfile {
 public:
  NodeProfile(const Node& node, const Origin& caller)
      : log_(profiler::log()),
        event_(node, profiler::Kind::Evaluate, begun()),
        outer_(std::exchange(log_.caller, {caller.code, caller.instruction, current_frame()})) {}
  ~NodeProfile() {
    log_.caller = outer_;
    event_.close(log_.turned = profiler::now());
  }
  NodeProfile(const NodeProfile&) = delete;
  NodeProfile& operator=(const NodeProfile&) = delete;

 private:
  // Choosing the next node belongs to its turn: a reading of the clock less.
  uint64_t begun() const { return log_.turned ? log_.turned : profiler::now(); }

  profiler::Log& log_;
  NodeEvent event_;
  const profiler::Log::Caller outer_;
};

}  // namespace flambeau
