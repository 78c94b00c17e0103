// Owns: what a profile keeps of an op's call: where it stood, what it read and wrote, which node it made.
// Called by: call_op, while a profile runs.
#include "dispatch/profile.h"

#include <algorithm>

namespace flambeau {
namespace {

using profiler::Event;
using profiler::Scope;

// Ops that the engine calls stand where backward() was called; they belong to the node that is running.
void note_origin(Event& e, const profiler::Log& log) {
  Origin here = current_origin();
  if (log.caller && here.code == log.caller && here.instruction == log.caller_instruction) return drop_origin(here);
  e.code = here.code;
  e.instruction = here.instruction;
}

// Expanded tensors are read where they lie, once.
int64_t touched(const Tensor& t) { return std::min(t.nbytes(), static_cast<int64_t>(t.storage->nbytes)); }

int64_t bytes_of(const Call& call) {
  if (call.op.is_view) return 0;
  int64_t sum = 0;
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const Value& v = call.args[call.op.tensor_params[k]];
    if (v.is_tensor()) {
      sum += touched(*v.tensor);
    } else if (v.tag == Tag::Tensors) {
      for (const Tensor* t : *v.tensors) sum += t ? touched(*t) : 0;
    }
  }
  for (const TensorRef& t : call.out) sum += t ? touched(*t) : 0;
  for (const TensorRef& t : call.many) sum += touched(*t);
  return sum;
}

// Shapes lie in the log as: how many; then per tensor its number of dimensions (-1: no tensor, -2: a list, whose shapes
// follow in the same way), its dtype and its sizes.
void write_shape(std::vector<int64_t>& to, const Tensor* t) {
  to.push_back(t ? t->ndim : -1);
  if (!t) return;
  to.push_back(static_cast<int64_t>(t->dtype));
  to.insert(to.end(), t->sizes(), t->sizes() + t->ndim);
}

uint32_t write_inputs(const Call& call, std::vector<int64_t>& to) {
  const auto at = static_cast<uint32_t>(to.size() + 1);
  to.push_back(static_cast<int64_t>(call.op.params.size()));
  for (size_t i = 0; i < call.op.params.size(); ++i) {
    const Value& v = call.args[i];
    if (v.tag != Tag::Tensors) {
      write_shape(to, v.is_tensor() ? v.tensor : nullptr);
      continue;
    }
    to.push_back(-2);
    to.push_back(static_cast<int64_t>(v.tensors->size()));
    for (const Tensor* t : *v.tensors) write_shape(to, t);
  }
  return at;
}

uint32_t write_results(const Call& call, std::vector<int64_t>& to) {
  const auto at = static_cast<uint32_t>(to.size() + 1);
  to.push_back(0);
  for (const TensorRef& t : call.out)
    if (t) write_shape(to, t.get()), ++to[at - 1];
  for (const TensorRef& t : call.many) write_shape(to, t.get()), ++to[at - 1];
  if (call.target && !call.out[0]) write_shape(to, call.target), ++to[at - 1];
  return at;
}

// The node that this call made, if it made one.
uint64_t sequence_of(const Call& call, uint64_t before) {
  const Tensor* t = call.out[0] ? call.out[0].get() : !call.many.empty() ? call.many[0].get() : call.target;
  return t && t->grad_fn && t->grad_fn->sequence >= before && t->grad_fn->sequence != UINT64_MAX ? t->grad_fn->sequence : 0;
}

}  // namespace

void profile_call(Call& call, void (*run)(Call&)) {
  Scope scope(profiler::Kind::Op, &call.op, 0);
  const uint64_t before = next_sequence_number();
  if (scope.open()) {
    Event& e = scope.event();
    note_origin(e, scope.owner());
    if (call.target) e.flags = profiler::kInPlace;
    if (profiler::settings.shapes) e.inputs = write_inputs(call, scope.owner().shapes());
    e.start = profiler::now();
  }
  run(call);
  const uint64_t done = profiler::now();
  if (!scope.open()) return;  // the profile was stopped meanwhile
  Event& e = scope.event();
  if (call.level) e.flags |= profiler::kBatched;
  else e.bytes = bytes_of(call);
  e.sequence = sequence_of(call, before);
  if (profiler::settings.shapes) e.results = write_results(call, scope.owner().shapes());
  scope.close(done);
}

}  // namespace flambeau
