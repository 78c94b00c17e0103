// Owns: forward mode: a call's tangents by the op's jvp rule.
// Called by: call_op, when a dual level is open and an input carries a tangent.
#include <algorithm>
#include <array>

#include "autograd/engine.h"
#include "autograd/extras.h"
#include "dispatch/call.h"
#include "dispatch/host_calls.h"

namespace flambeau {
namespace {

class WithoutForward {  // rules see plain values: the tangent of a tangent is not asked for
 public:
  WithoutForward() { modes.forward = false; }
  ~WithoutForward() { modes.forward = true; }
  WithoutForward(const WithoutForward&) = delete;
  WithoutForward& operator=(const WithoutForward&) = delete;
};

TensorRef tangent_of(Tensor& t) {
  if (t.extras && t.extras->tangent) return TensorRef::share(t.extras->tangent);
  return engine_ops.zeros(t.shape(), t.dtype);
}

Value zero() {
  Value v;
  v.tag = Tag::Int;
  return v;
}

HostRef tangent_value(const Value& v) {
  if (v.is_tensor()) return HostRef::steal(host(tangent_of(*v.tensor).give()));
  if (v.is_number()) return object_of(zero());
  if (v.tag != Tag::Tensors) return HostRef::share(none());
  std::vector<HostRef> all;
  for (Tensor* t : *v.tensors) all.push_back(t ? HostRef::steal(host(tangent_of(*t).give())) : HostRef::share(none()));
  return host_tuple(all);
}

HostRef read(const Call& call, const Source& s, Tensor* self_before) {
  const Value& v = call.args[s.index];
  switch (s.kind) {
    case Source::Tangent: return tangent_value(v);
    case Source::Shape: return v.is_tensor() ? make_shape(v.tensor->shape()) : HostRef::share(none());
    case Source::Geometry: return v.is_tensor() ? make_geometry(*v.tensor) : HostRef::share(none());
    case Source::Result: return HostRef::share(host(call.out[s.index].get()));
    default: break;
  }
  if (call.target && v.is_tensor() && v.tensor == call.target) return HostRef::share(host(self_before));
  return object_of(v);
}

void attach(Tensor& t, TensorRef tangent) {
  if (!tangent || !is_inexact(t.dtype)) return;
  if (tangent->dtype != t.dtype) tangent = engine_ops.cast(*tangent, t.dtype);
  AutogradExtras& extras = extras_of(t);
  release(host(std::exchange(extras.tangent, tangent.give())));
  t.flags |= kHasTangent;
}

void forget(Tensor& t) {
  if (!(t.flags & kHasTangent)) return;
  release(host(std::exchange(t.extras->tangent, nullptr)));
  t.flags &= ~kHasTangent;
}

// A view's tangent is a view of its base's tangent, so that a write through one is seen by all.
void share_with_base(Tensor& view) {
  if (!view.base || !view.extras || !view.extras->tangent) return;
  Tensor& base = *view.base;
  TensorRef written = TensorRef::share(view.extras->tangent);
  // The base's tangent must lie in memory as the base does, for the view's strides to mean the same in both.
  Tensor* old = base.extras ? base.extras->tangent : nullptr;
  if (!old || !std::equal(base.strides(), base.strides() + base.ndim, old->strides())) {
    TensorRef laid_out = empty_strided(base.shape(), base.stride_dims(), base.dtype);
    zero_fill(*laid_out);
    if (old) engine_ops.write(*laid_out, *old);
    attach(base, std::move(laid_out));
  }
  Tensor& whole = *base.extras->tangent;
  const int64_t offset = whole.offset + view.offset - base.offset;
  if (written->storage == whole.storage || view.dtype != base.dtype) return;
  TensorRef window = engine_ops.as_strided(whole, view.shape(), view.stride_dims(), offset);
  engine_ops.write(*window, *written);
  attach(view, std::move(window));
}

// The op itself on the tangents.
void run_linear(Call& call) {
  Value args[kMaxParams];
  std::vector<TensorRef> held;
  TensorList lists[2];
  int used = 0;
  for (size_t i = 0; i < call.op.params.size(); ++i) {
    const Value& v = call.args[i];
    args[i] = v;
    const bool differentiable = call.op.vjp[i].function != nullptr;
    if (v.is_tensor() && differentiable) {
      held.push_back(tangent_of(*v.tensor));
      args[i] = value_of(*held.back());
    } else if (v.tag == Tag::Tensors && differentiable) {
      for (Tensor* t : *v.tensors) {
        held.push_back(tangent_of(*t));
        lists[used].push_back(held.back().get());
      }
      args[i].tensors = &lists[used++];
    }
  }
  Call inner{call.op, args};
  call_op(inner);
  for (size_t k = 0; k < call.many.size(); ++k) attach(*call.many[k], inner.many[k]);
  for (int k = 0; k < kMaxOutputs; ++k)
    if (call.out[k]) attach(*call.out[k], inner.out[k]);
}

}  // namespace

bool has_tangent(const Call& call) {
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const Value& v = call.args[call.op.tensor_params[k]];
    if (v.is_tensor() && (v.tensor->flags & kHasTangent)) return true;
    if (v.tag == Tag::Tensors)
      for (const Tensor* t : *v.tensors)
        if (t && (t->flags & kHasTangent)) return true;
  }
  return false;
}

void set_tangents(Call& call, Tensor* self_before) {
  if (!call.op.has_rules) {
    if (call.target) forget(*call.target);  // overwritten by what has no derivative
    return;
  }
  const WithoutForward guard;
  if (call.op.jvp_linear) {
    run_linear(call);
    if (call.target) share_with_base(*call.target);
    return;
  }
  if (!call.op.jvp.function) {
    fail(ErrorKind::NotImplemented, "Trying to use forward AD with ", call.op.name,
         " that does not support it because its entry has no jvp rule");
  }
  std::array<HostRef, 16> held;
  HostObject* args[16];
  const Rule& rule = call.op.jvp;
  for (size_t i = 0; i < rule.sources.size(); ++i) {
    held[i] = read(call, rule.sources[i], self_before);
    args[i] = held[i].get();
  }
  HostRef answer = call_host(rule.function, args, static_cast<int>(rule.sources.size()));
  if (call.op.returns_list) {
    std::vector<TensorRef> tangents(call.many.size());
    as_gradients(std::move(answer), call.op.name, tangents.data(), static_cast<int>(tangents.size()));
    for (size_t k = 0; k < tangents.size(); ++k) attach(*call.many[k], std::move(tangents[k]));
    return;
  }
  // One tangent per differentiable result, bare when there is one.
  std::vector<int> which;
  for (int k = 0; k < call.op.outputs; ++k)
    if (call.op.differentiable_outputs >> k & 1u) which.push_back(k);
  std::vector<TensorRef> tangents(which.size());
  if (which.size() == 1) {
    tangents[0] = as_gradient(std::move(answer), call.op.name);
  } else {
    as_gradients(std::move(answer), call.op.name, tangents.data(), static_cast<int>(tangents.size()));
  }
  for (size_t k = 0; k < which.size(); ++k) attach(*call.out[which[k]], std::move(tangents[k]));
  if (call.target) share_with_base(*call.target);
}

}  // namespace flambeau
