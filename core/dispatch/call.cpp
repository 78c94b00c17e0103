// Owns: call_op, the path of every operation: in-place checks, compute, views, record, tangents.
// Called by: the Python type Op, the number slots and the engine's helpers.
#include "dispatch/call.h"

#include "dispatch/compute.h"
#include "dispatch/profile.h"

namespace flambeau {
namespace {

bool needs_graph(const Call& call) {
  if (!modes.grad || !call.op.has_rules || call.constant) return false;
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const int i = call.op.tensor_params[k];
    const Value& v = call.args[i];
    if (!call.op.vjp[i].function) continue;
    if (v.is_tensor()) {
      if (requires_grad(*v.tensor)) return true;
    } else if (v.tag == Tag::Tensors) {
      for (Tensor* t : *v.tensors)
        if (t && requires_grad(*t)) return true;
    }
  }
  return false;
}

// A result that shares the first input's storage is a view of it: remember the base, so that writes are seen.
void link_view(Tensor& view, Tensor& source, bool several) {
  if (&view == &source || view.storage != source.storage || view.base) return;
  if (modes.inference) return;
  Tensor* base = source.base ? source.base : &source;
  retain(host(base));
  view.base = base;
  view.view_version = view.storage->version;
  if (!modes.grad) view.flags |= kViewNoGrad;
  if (several || (source.flags & kViewMulti)) view.flags |= kViewMulti;
  if (source.flags & kInference) view.flags |= kInference;
}

void link_views(Call& call) {
  if (!call.args[0].is_tensor()) return;
  Tensor& source = call.tensor(0);
  for (TensorRef& t : call.many) link_view(*t, source, true);
  for (int k = 0; k < call.op.outputs && call.out[k]; ++k) link_view(*call.out[k], source, call.op.outputs > 1);
}

void mark_inference(Call& call) {
  for (TensorRef& t : call.many) t->flags |= kInference;
  for (TensorRef& t : call.out)
    if (t) t->flags |= kInference;
}

bool returned_an_input(const Call& call) {
  if (!call.out[0]) return false;
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const Value& v = call.args[call.op.tensor_params[k]];
    if (v.is_tensor() && v.tensor == call.out[0].get()) return true;
  }
  return false;
}

void call_in_place(Call& call) {
  Tensor& self = *call.target;
  const bool record = needs_graph(call) || (modes.grad && requires_grad(self));
  check_in_place(self, record, call.op.name);
  NodeRef node;
  if (record) {  // an op without rules too: what was there before must get no gradient
    node = make_op_node(call);
    save_arguments(*node, call);
  }
  const bool tangents = modes.forward && has_tangent(call);
  TensorRef before;
  if (tangents) before = alias(*copy_of(self));
  call.op.compute(call);
  note_write(self.storage);
  if (node) {
    save_results(*node, call);
    rebase_history(self, std::move(node));
  }
  if (tangents) set_tangents(call, before.get());
}

void run(Call& call) {
  if (call.target) return call_in_place(call);
  call.op.compute(call);
  if (call.op.is_view) link_views(call);
  if (modes.inference) mark_inference(call);
  if (needs_graph(call) && !returned_an_input(call)) {
    NodeRef node = make_op_node(call);
    save_arguments(*node, call);
    set_histories(*node, call);
    save_results(*node, call);
  }
  if (modes.forward && has_tangent(call) && !returned_an_input(call)) set_tangents(call, nullptr);
}

}  // namespace

void call_op(Call& call) {
  if (profiler::active) return profile_call(call, run);
  run(call);
}

Value value_of(Tensor& t) {
  Value v;
  v.tag = Tag::Tensor;
  v.tensor = &t;
  v.object = host(&t);
  return v;
}

}  // namespace flambeau
