// Owns: what a profile keeps of an op's call: where it stood, what it read and wrote, which node it made.
// Called by: call_op, while a profile runs.
#include "dispatch/profile.h"

#include <algorithm>

#include "dispatch/walk.h"
#include "tensor/shape_log.h"

namespace flambeau {
namespace {

using profiler::Event;
using profiler::Scope;

// Where the op was called, which a node that it made knows. Ops that the engine calls stand where backward() was
// called; they belong to the node that is running.
void note_origin(Event& e, const profiler::Log& log, const Node* made) {
  const profiler::Log::Caller& caller = log.caller;
  if (caller.frame && caller.frame == current_frame()) return;
  Origin here = made ? share_origin(made->origin) : current_origin();
  if (caller.code && here.code == caller.code && here.instruction == caller.instruction) return drop_origin(here);
  e.code = here.code;
  e.instruction = here.instruction;
}

// Expanded tensors are read where they lie, once.
int64_t touched(const Tensor& t) { return std::min(t.nbytes(), static_cast<int64_t>(t.storage->nbytes)); }

int64_t bytes_of(const Call& call) {
  if (call.op.is_view) return 0;
  int64_t sum = 0;
  for_tensors(call, [&](const Tensor& t) {
    if (&t != call.target || !call.op.overwrites) sum += touched(t);
  });
  for (const TensorRef& t : call.out) sum += t ? touched(*t) : 0;
  for (const TensorRef& t : call.many) sum += touched(*t);
  return sum;
}

void write_input(const Value& v, ShapeLog& to) {
  switch (v.tag) {
    case Tag::Tensor: return to.add(v.tensor);
    case Tag::Tensors: return to.add_list(*v.tensors);
    case Tag::Bool: return to.add_bool(v.truth());
    case Tag::Int: return to.add_int(v.integer);
    case Tag::Float: return to.add_float(v.real);
    case Tag::Dims: return to.add_dims(*v.dims);
    default: return to.add_nothing();
  }
}

// Out of the way of profiles that keep no shapes, as the next.
[[gnu::noinline]] uint32_t write_inputs(const Call& call, std::vector<int64_t>& log) {
  ShapeLog to(log);
  for (size_t i = 0; i < call.op.params.size(); ++i) write_input(call.args[i], to);
  return to.position();
}

[[gnu::noinline]] uint32_t write_results(const Call& call, std::vector<int64_t>& log) {
  ShapeLog to(log);
  for (const TensorRef& t : call.out)
    if (t) to.add(t.get());
  for (const TensorRef& t : call.many) to.add(t.get());
  if (call.target && !call.out[0]) to.add(call.target);
  return to.position();
}

// What is known when the op has returned.
void note_end(Scope& scope, const Call& call, const Node* made) {
  Event& e = scope.event();
  note_origin(e, scope.owner(), made);
  if (made) e.sequence = made->sequence;
  if (call.level)
    e.flags |= profiler::kBatched;
  else
    e.bytes = bytes_of(call);
  if (profiler::settings.shapes) e.results = write_results(call, scope.owner().shapes());
}

}  // namespace

void profile_call(Call& call, NodeRef (*run)(Call&)) {
  Scope scope(profiler::Kind::Op, &call.op, 0);
  if (scope.open()) {
    Event& e = scope.event();
    if (call.target) e.flags = profiler::kInPlace;
    if (profiler::settings.shapes) e.inputs = write_inputs(call, scope.owner().shapes());
    e.start = profiler::now();
  }
  NodeRef node;
  try {
    node = run(call);
  } catch (...) {
    if (scope.open()) note_origin(scope.event(), scope.owner(), nullptr);
    throw;
  }
  const uint64_t done = profiler::now();
  if (!scope.open()) return;  // the profile was stopped meanwhile
  note_end(scope, call, node.get());
  scope.close(done);
}

}  // namespace flambeau
