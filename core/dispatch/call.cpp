// Owns: call_op, the path of every operation: in-place checks, compute, views, record, tangents.
// Called by: the Python type Op, the number slots and the engine's helpers.
#include "dispatch/call.h"

#include "autograd/engine.h"
#include "autograd/extras.h"
#include "autograd/graph_ops.h"
#include "autograd/watch.h"
#include "dispatch/autocast.h"
#include "dispatch/compute.h"
#include "dispatch/private_layout.h"
#include "dispatch/profile.h"
#include "dispatch/stored.h"
#include "dispatch/truth.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

bool needs_graph(const Call& call) {
  if (!modes.grad || !call.op.has_rules || call.constant) return false;
  return any_tensor(call.op, call.args,
                    [&](Tensor& t, int i) { return requires_grad(t) && call.op.vjp[i].function && at_layer(call, t); });
}

// A result that shares the first input's storage is a view of it: remember the base, so that writes are seen. Views of
// inference tensors are inference tensors and no more.
void link_view(Tensor& view, Tensor& source, bool several) {
  if (&view == &source || view.storage != source.storage || view.base) return;
  if (source.flags & kInference) {
    view.flags |= kInference;
    return;
  }
  Tensor* base = source.base ? source.base : &source;
  retain(as_host(base));
  view.base = base;
  view.view_version = version_of(view).writes;
  const uint16_t now = modes.inference ? kViewInference : !modes.grad ? kViewNoGrad : several ? kViewMulti : 0;
  view.flags = static_cast<uint16_t>(view.flags | (now ? now : source.flags & kViewForbids));
}

void link_views(Call& call) {
  if (!call.args[0].is_tensor() || call.constant) return;
  Tensor& source = call.tensor(0);
  for (TensorRef& t : call.many) link_view(*t, source, true);
  for (int k = 0; k < call.op.outputs && call.out[k]; ++k) link_view(*call.out[k], source, call.op.outputs > 1);
}

void mark_inference(Call& call) {
  const auto mark = [](Tensor& t) {
    if (!t.base) t.flags |= kInference;  // a view of a normal tensor is one too
  };
  for (TensorRef& t : call.many) mark(*t);
  for (TensorRef& t : call.out)
    if (t) mark(*t);
}

bool returned_an_input(const Call& call) {
  const Tensor* const first = call.out[0].get();
  if (!first || reference_count(as_host(call.out[0].get())) == 1) return false;  // nobody else holds it
  return any_tensor(call.op, call.args, [&](Tensor& t, int) { return &t == first; });
}

// `t` with its tangents, for when `t` itself gets another geometry.
TensorRef as_it_is(Tensor& t) {
  TensorRef same = alias(t);
  copy_tangents(t, *same);
  return same;
}

// The in-place form of a view (t_, unsqueeze_): the target itself looks at its elements in the new way from now on.
void take_geometry(Call& call, const NodeRef& node) {
  Tensor& self = *call.target;
  const TensorRef view = std::move(call.out[0]);
  if (view->wrapping) set_wrapping(self, *view->wrapping);
  set_geometry(self, view->sizes(), view->strides(), view->ndim);
  retain(self.storage);
  adopt_storage(self, self.storage, view->offset);
  if (node && !self.base) {  // the history of a view is made anew from its base's
    node->outputs.resize(1);
    node->outputs[0].set(self);
    set_history(self, *node, 0);
  }
  if (self.accumulator) self.accumulator->outputs[0].set(self);
  call.out[0] = TensorRef::share(&self);
}

void compute_elements(Call& call) {
  if (live_private != 0 && compute_in_private_layout(call)) return;
  call.op.compute(call);
}

void compute(Call& call);

// While there are tensors of one of the kinds below, whether or not the call has any.
[[gnu::noinline]] void compute_among_special(Call& call) {
  if (has_small_stack()) return go_on_elsewhere([&] { compute(call); });
  if (call.level != 0) return compute_batched(call);
  if (call.mixed) return compute_beside_numbers(call);
  if (stored_dtypes != 0) check_stored(call);
  if (live_any_byte != 0 && compute_on_plain_truths(call, compute_elements)) return;
  compute_elements(call);
}

// The innermost step, and the only one that looks at what tensors are made of.
void compute(Call& call) {
  const bool special = (live_wrapped | live_private | live_any_byte | live_off_cpu | stored_dtypes) != 0;
  if (special || modes.stack != Stack::Roomy) [[unlikely]]
    return compute_among_special(call);
  call.op.compute(call);
}

NodeRef call_in_place(Call& call) {
  Tensor& self = *call.target;
  if (level_of(self) < call.level && needs_graph(call) && !requires_grad(self))
    lift(self, call.level);  // for its history
  const bool record =
      !modes.inference && (needs_graph(call) || (modes.grad && requires_grad(self) && at_layer(call, self)));
  check_in_place(self, record, call.op.name, call.op.repeated_write);
  NodeRef node;
  if (record) {  // an op without rules too: what was there before must get no gradient
    node = make_op_node(call);
    save_arguments(*node, call);
    if (watching) pack_by_rules(*node);  // before they may be overwritten
  }
  before_write(self);
  const bool tangents = modes.forward && has_tangent(call);
  TensorRef before;
  if (tangents) before = call.op.is_view ? as_it_is(self) : clone_of(self);
  compute(call);
  // A target from outside the vmap is written, and the write counted, by the call one layer down.
  if (at_layer(call, self)) note_write(self);
  if (call.op.is_view) {
    take_geometry(call, node);
    if (tangents) move_tangents(self, *before);
    return node;
  }
  if (node) rebase_history(self, node);
  if (tangents) set_tangents(call, before.get());  // first: saved results carry them along
  if (node) save_results(*node, call);
  return node;
}

// The node that recorded the call, or null.
NodeRef run(Call& call) {
  if (live_wrapped != 0) call.level = level_of_call(call);
  if (live_off_cpu != 0) {
    if (has_sparse(call)) {
      call_on_sparse(call);
      return nullptr;  // what the host computes with records itself
    }
    if (call.level == 0) call.mixed = check_devices(call);  // within vmap the calls one level down are checked
  }
  if (call.target) return call_in_place(call);
  compute(call);
  if (call.op.is_view) link_views(call);
  if (modes.inference) {
    mark_inference(call);
    return nullptr;
  }
  NodeRef node;
  if (needs_graph(call) && !returned_an_input(call)) {
    node = make_op_node(call);
    save_arguments(*node, call);
    set_histories(*node, call);
    if (modes.forward && has_tangent(call)) set_tangents(call, nullptr);  // first: saved results carry them along
    save_results(*node, call);
  } else if (modes.forward && has_tangent(call) && !returned_an_input(call)) {
    set_tangents(call, nullptr);
  }
  return node;
}

NodeRef run_watched(Call& call) {
  NodeRef node = run(call);
  if (watching) watch_call(call, node.get());
  return node;
}

[[gnu::noinline]] void call_observed(Call& call) {
  if (autocast_chooses(call.op) && !call.target) {
    call_in_autocast(call);
  } else if (profiler::active) {
    profile_call(call, run_watched);
  } else {
    run_watched(call);
  }
}

}  // namespace

void call_op(Call& call) {
  if (profiler::active || watching) [[unlikely]]
    return call_observed(call);
  run(call);
}

Value value_of(Tensor& t) {
  Value v;
  v.tag = Tag::Tensor;
  v.tensor = &t;
  v.object = as_host(&t);
  return v;
}

Value value_of(const TensorList& tensors) {
  Value v;
  v.tag = Tag::Tensors;
  v.tensors = &tensors;
  return v;
}

}  // namespace flambeau
