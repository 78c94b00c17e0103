// Owns: forward mode: a call's tangents by the op's jvp rule.
// Called by: call_op, when a dual level is open and an input carries a tangent.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "autograd/answers.h"
#include "autograd/extras.h"
#include "autograd/graph_ops.h"
#include "dispatch/call.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

void inherit(Tensor& view, uint64_t level);

// The tangent of `t`, which a view has by its base.
inline Tensor* tangent_seen(Tensor& t, uint64_t level) {
  if (t.base && (t.base->flags & kHasTangent)) [[unlikely]]
    inherit(t, level);
  return tangent_at(t, level);
}

// Whether the call's rule at `level` sees the tangent of `t`: of a tensor from outside the vmap the call one layer down
// sees it, unless the level was opened within the vmap and is not looked at further down.
bool sees(const Call& call, const Tensor& t, const DualLevel& level) {
  return level.vmap_depth >= call.level || at_layer(call, t);
}

// A call with `before`, what its target was: the tangents there are copies, for the target's own are overwritten.
struct Duals {
  Call& call;
  Tensor* before;
  DualLevel at;
  uint64_t level = at.number;

  Tensor* find(Tensor& t) const {
    return sees(call, t, at) ? tangent_seen(&t == call.target ? *before : t, level) : nullptr;
  }
  TensorRef of(Tensor& t) const {
    Tensor* tangent = find(t);
    return tangent ? TensorRef::share(tangent) : make_zeros(t.shape(), t.dtype, device_of(t));
  }
};

HostRef tangent_value(const Duals& duals, const Value& v) {
  if (v.is_tensor()) return HostRef::steal(as_host(duals.of(*v.tensor).give()));
  if (v.is_number()) return host::object_of(Value::of(0));
  if (v.tag != Tag::Tensors) return HostRef::share(host::none());
  std::vector<HostRef> all;
  for (Tensor* t : *v.tensors)
    all.push_back(t ? HostRef::steal(as_host(duals.of(*t).give())) : HostRef::share(host::none()));
  return host::tuple(all);
}

HostRef read(const Duals& duals, const Source& s) {
  const Call& call = duals.call;
  const Value& v = call.args[s.index];
  switch (s.kind) {
    case Source::Tangent: return tangent_value(duals, v);
    case Source::Shape: return v.is_tensor() ? host::shape(v.tensor->shape()) : HostRef::share(host::none());
    case Source::Geometry: return v.is_tensor() ? make_geometry(*v.tensor) : HostRef::share(host::none());
    case Source::Result: return HostRef::share(as_host(call.out[s.index].get()));
    default: break;
  }
  if (call.target && v.is_tensor() && v.tensor == call.target) return HostRef::share(as_host(duals.before));
  return host::object_of(v);
}

// Whether somebody else could see a write to `t`.
bool is_shared(const Tensor& t) {
  if (reference_count(as_host(const_cast<Tensor*>(&t))) > 1 || t.storage->references > 1) return true;
  return t.wrapping && is_shared(*t.wrapping->value);
}

void attach(Tensor& t, TensorRef tangent, uint64_t level) {
  if (!tangent || !is_inexact(t.dtype)) return;
  if (tangent->dtype != t.dtype) tangent = cast_gradient(*tangent, t.dtype);
  // Views share their base's tangent, to see writes to it; nobody else may.
  if (!t.base && is_shared(*tangent)) tangent = clone_of(*tangent);
  set_tangent(t, level, std::move(tangent));
}

// What a view's tangent is a view of: the tangent of its base, or of a dual (make_dual) that is a view of a plain
// tensor.
Tensor& whole_of(Tensor& view, uint64_t level) {
  Tensor* whole = view.base;
  for (Tensor* t = view.extras->dual; t; t = t->extras ? t->extras->dual : nullptr)
    if (tangent_at(*t, level)) whole = t;
  return *whole;
}

void note_dual(Tensor& view, Tensor& source, uint64_t level) {
  if (!view.base || view.base == &source || tangent_at(*view.base, level)) return;
  retain(as_host(&source));
  release(as_host(std::exchange(extras_of(view).dual, &source)));
  track(view);
}

// Whether the elements of both lie in memory in the same way.
bool lie_alike(const Tensor& a, const Tensor& b) {
  for (int i = 0; i < a.ndim; ++i)
    if (a.size(i) != 1 && a.stride(i) != b.stride(i)) return false;
  return true;
}

// The tangent of `base` in memory as the base is, for a view's strides to mean the same in both, and with the examples
// of `other`, which is to be written into it.
Tensor& laid_out_tangent(Tensor& base, Tensor& other, uint64_t level) {
  Tensor* old = tangent_at(base, level);
  const bool has_examples = !old || has_examples_of(*old, other);
  if (!old || !has_examples || !lie_alike(base, *old)) {
    TensorRef like = TensorRef::share(old ? old : &other);
    if (!has_examples) like = add_gradients(zeros_over(*old, {}, {}), zeros_over(other, {}, {}));
    const GradMode on(true);  // the tangent keeps its history, whatever the mode it is needed in
    TensorRef laid_out = zeros_over(*like, base.shape(), base.stride_dims());
    if (old) write_into(*laid_out, *old);
    attach(base, std::move(laid_out), level);
  }
  return *tangent_at(base, level);
}

// Whether `view` sees no more of the memory than `base` does, which as_strided does not ask for.
bool lies_within(const Tensor& view, const Tensor& base) {
  const auto end = [](const Tensor& t) {
    int64_t last = t.offset;
    for (int i = 0; i < t.ndim; ++i) last += (t.size(i) - 1) * t.stride(i);
    return (last + 1) * item_size(t.dtype);
  };
  return view.offset * item_size(view.dtype) >= base.offset * item_size(base.dtype) && end(view) <= end(base);
}

// A view has its part of its base's tangent; what it had before its base got that one is out of date.
void inherit(Tensor& view, uint64_t level) {
  Tensor* const own = tangent_at(view, level);
  Tensor* const tangent = tangent_at(*view.base, level);
  if (!tangent || (own && (own->storage == tangent->storage || view.extras->tangent_apart))) return;
  if (!lies_within(view, *view.base)) return;
  const GradMode on(true);
  attach(view, seen_through(laid_out_tangent(*view.base, *tangent, level), view, *view.base), level);
}

// After a write to the tangent, which may have a history since.
void note_write_to_tangent(Tensor& t, uint64_t level) {
  if (Tensor* tangent = tangent_at(t, level)) set_tangent(t, level, TensorRef::share(tangent));
}

// A view's tangent is a view of its base's tangent, so that a write through one is seen by all.
void share_with_base(Tensor& view, uint64_t level) {
  if (!view.base || !tangent_at(view, level)) return;
  Tensor& base = whole_of(view, level);
  TensorRef written = TensorRef::share(tangent_at(view, level));
  Tensor& whole = laid_out_tangent(base, *written, level);
  if (written->storage == whole.storage || !lies_within(view, base)) return;
  TensorRef window = seen_through(whole, view, base);
  write_into(*window, *written);
  note_write_to_tangent(base, level);
  attach(view, std::move(window), level);
  view.extras->tangent_apart = false;
}

// Whether the tangent `old` can be overwritten with `now`.
bool takes(Tensor& old, Tensor& now) {
  if (modes.grad && (requires_grad(old) || requires_grad(now))) {
    if (old.flags & kViewForbids) return false;
    const bool of_leaf = old.base ? !old.base->grad_fn : !old.grad_fn;
    if (requires_grad(old) && of_leaf) return false;
  }
  if (repeats_elements(old) || ((old.flags & kInference) && !modes.inference)) return false;
  return has_examples_of(old, now);
}

// Whether the tangent of `t` is the memory that those of its views and of its base share.
bool is_window(Tensor& t, const Tensor& tangent, uint64_t level) {
  const Tensor* whole = t.base ? tangent_at(whole_of(t, level), level) : nullptr;
  return !whole || whole->storage == tangent.storage;
}

// The tangent of what was written to goes into the memory of the one before, which the tangents of its views share.
void overwrite(Tensor& target, TensorRef tangent, uint64_t level) {
  Tensor* old = tangent_at(target, level);
  if (old && tangent && is_window(target, *old, level) && takes(*old, *tangent)) {
    if (old == tangent.get()) return;
    write_into(*old, *tangent);
    note_write_to_tangent(target, level);
    if (target.base) note_write_to_tangent(whole_of(target, level), level);
    return;
  }
  attach(target, std::move(tangent), level);
  share_with_base(target, level);
}

// Before a view of `source` is made, whose tangent is a view of this one's. Views of inference tensors have no base and
// tangents of their own.
void lay_out_tangent(Tensor& source, uint64_t level) {
  if ((source.flags & kInference) || !tangent_seen(source, level)) return;
  Tensor* holder = source.base ? &whole_of(source, level) : &source;
  if (!tangent_at(*holder, level)) holder = &source;
  laid_out_tangent(*holder, *tangent_at(*holder, level), level);
}

// The in-place form of a view: the tangents, too, are looked at in the new way. `before` is the target as it was.
void move_tangent(Tensor& target, Tensor& before, uint64_t level) {
  Tensor* old = tangent_at(before, level);
  if (!old) return;
  set_tangent(target, level, seen_through(laid_out_tangent(before, *old, level), target, before));
}

void settle(Call& call, int k, TensorRef tangent, uint64_t level) {
  if (call.target) return overwrite(*call.target, std::move(tangent), level);
  attach(*call.out[k], std::move(tangent), level);
}

// The tangent that a call's rule found, with zeros in it, as strong_zero has it; `given` are the tangents that went in.
// For a multilinear op `call` is one product of its sum.
TensorRef strong_tangent(const Call& call, const std::vector<TensorRef>& given, const TensorRef& found) {
  const HostRef arguments = arguments_of(call);
  const HostRef tangents = tuple_of(given.data(), static_cast<int>(given.size()));
  const LimitedOverrides none(Overrides::Off);
  return as_gradient(
      host::call(host::library.strong_tangent, {call.op.object, arguments.get(), tangents.get(), as_host(found.get())}),
      call.op.name);
}

std::vector<TensorRef> tangents_given(const Duals& duals) {
  std::vector<TensorRef> given;
  for_tensors(duals.call, [&](Tensor& t) { given.push_back(duals.of(t)); });
  return given;
}

// The op itself on the tangents.
void run_linear(const Duals& duals) {
  const auto& [call, before, at, level] = duals;
  Value args[kMaxParams];
  std::vector<TensorRef> held;
  std::vector<TensorList> lists;
  lists.reserve(static_cast<size_t>(std::popcount(call.op.list_params)));  // values point into it
  for (size_t i = 0; i < call.op.params.size(); ++i) {
    const Value& v = call.args[i];
    args[i] = v;
    const bool differentiable = call.op.vjp[i].function != nullptr;
    if (v.is_tensor() && differentiable) {
      held.push_back(duals.of(*v.tensor));
      args[i] = value_of(*held.back());
    } else if (v.tag == Tag::Tensors && differentiable) {
      TensorList& tangents = lists.emplace_back();
      for (Tensor* t : *v.tensors) tangents.push_back(held.emplace_back(duals.of(*t)).get());
      args[i] = value_of(tangents);
    }
  }
  Call inner{call.op, args};
  call_op(inner);
  for (size_t k = 0; k < call.many.size(); ++k) attach(*call.many[k], inner.many[k], level);
  for (int k = 0; k < kMaxOutputs; ++k)
    if (call.out[k]) settle(call, k, inner.out[k], level);
  if (!call.op.is_view || call.target) return;
  for (const TensorRef& t : call.many) note_dual(*t, call.tensor(0), level);
  if (call.out[0]) note_dual(*call.out[0], call.tensor(0), level);
}

// The product rule: one input after another replaced by its tangent, the results added up.
void run_multilinear(const Duals& duals) {
  const auto& [call, before, at, level] = duals;
  // No more of it is written than the op has parameters: this is on the path of every product in forward mode.
  static_assert(std::is_trivially_destructible_v<Value>);
  alignas(Value) std::byte room[kMaxParams * sizeof(Value)];
  Value* const args = reinterpret_cast<Value*>(room);
  std::uninitialized_copy_n(call.args, call.op.params.size(), args);
  for (int k = 0; call.target && k < call.op.tensor_param_count; ++k) {
    Value& v = args[call.op.tensor_params[k]];
    if (v.is_tensor() && v.tensor == call.target) v = value_of(*before);
  }
  TensorRef sum;
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const int i = call.op.tensor_params[k];
    const Value& v = call.args[i];
    Tensor* tangent = v.is_tensor() ? duals.find(*v.tensor) : nullptr;
    if (!tangent) continue;
    const Value primal = std::exchange(args[i], value_of(*tangent));
    Call inner{call.op, args};
    call_op(inner);
    if (modes.strong_zero) inner.out[0] = strong_tangent(inner, {TensorRef::share(tangent)}, inner.out[0]);
    args[i] = primal;
    sum = sum ? add_gradients(std::move(sum), std::move(inner.out[0])) : std::move(inner.out[0]);
  }
  settle(call, 0, std::move(sum), level);
}

// The tangents of one level, by the op's rule.
void set_tangents_at(const Duals& duals) {
  const auto& [call, before, at, level] = duals;
  if (!call.op.has_rules) {
    if (!call.target) return;
    Tensor& target = *call.target;  // overwritten by what has no derivative
    const bool seen = tangent_at(target, level) || (target.base && tangent_at(*target.base, level));
    if (seen) overwrite(target, make_zeros(target.shape(), target.dtype, device_of(target)), level);
    return;
  }
  for (uint32_t left = call.op.refused_params; left; left &= left - 1) {
    const int i = std::countr_zero(left);
    const Value& v = call.args[i];
    if (!v.is_tensor() || !duals.find(*v.tensor)) continue;
    fail(ErrorKind::NotImplemented, "Trying to use forward AD with ", call.op.name,
         " that does not support it because the derivative for '", call.op.params[static_cast<size_t>(i)].name,
         "' is not implemented");
  }
  if (call.op.is_view && !call.target && call.args[0].is_tensor()) lay_out_tangent(call.tensor(0), level);
  if (call.op.jvp_linear) {
    run_linear(duals);
    return;
  }
  if (call.op.jvp_multilinear) {
    run_multilinear(duals);
    return;
  }
  if (!call.op.jvp.function) {
    fail(ErrorKind::NotImplemented, "Trying to use forward AD with ", call.op.name,
         " that does not support it because its entry has no jvp rule");
  }
  std::array<HostRef, kMaxRuleParams> held;
  HostObject* args[kMaxRuleParams];
  const Rule& rule = call.op.jvp;
  for (size_t i = 0; i < rule.sources.size(); ++i) {
    held[i] = read(duals, rule.sources[i]);
    args[i] = held[i].get();
  }
  const LimitedOverrides none(Overrides::Off);
  HostRef answer = host::call(rule.function, args, static_cast<int>(rule.sources.size()));
  if (call.op.returns_list) {
    std::vector<TensorRef> tangents(call.many.size());
    as_gradients(std::move(answer), call.op.name, tangents.data(), static_cast<int>(tangents.size()));
    for (size_t k = 0; k < tangents.size(); ++k) attach(*call.many[k], std::move(tangents[k]), level);
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
  for (TensorRef& tangent : tangents)
    if (modes.strong_zero && tangent) tangent = strong_tangent(call, tangents_given(duals), tangent);
  for (size_t k = 0; k < which.size(); ++k) settle(call, which[k], std::move(tangents[k]), level);
}

bool carries(const Call& call, const DualLevel& level) {
  const auto has = [&](Tensor& t, int) { return sees(call, t, level) && tangent_seen(t, level.number); };
  return any_tensor(call.op, call.args, has) || (call.target && has(*call.target, 0));
}

}  // namespace

Tensor* tangent_seen_at(Tensor& t, uint32_t index) {
  const OuterLevels outer(index);
  return tangent_seen(t, dual_levels()[index].number);
}

void give_tangent(Tensor& t, uint32_t index, TensorRef tangent, bool written) {
  const OuterLevels outer(index);
  const uint64_t level = dual_levels()[index].number;
  if (written) return overwrite(t, std::move(tangent), level);
  const Tensor* of_base = t.base ? tangent_at(*t.base, level) : nullptr;
  extras_of(t).tangent_apart = t.base && !(of_base && tangent->storage == of_base->storage);
  set_tangent(t, level, std::move(tangent));
}

uint32_t levels_below(uint32_t vmap_depth) {
  uint32_t count = modes.forward;
  while (count && dual_levels()[count - 1].vmap_depth >= vmap_depth) --count;
  return count;
}

bool has_tangent(const Call& call) {
  const std::vector<DualLevel>& open = dual_levels();
  for (uint32_t k = 0; k < modes.forward; ++k)
    if (carries(call, open[k])) return true;
  return false;
}

void move_tangents(Tensor& target, Tensor& before) {
  for (uint32_t k = 0, visible = modes.forward; k < visible; ++k) {
    const OuterLevels outer(k);
    move_tangent(target, before, dual_levels()[k].number);
  }
}

void set_tangents(Call& call, Tensor* self_before) {
  const uint32_t visible = modes.forward;
  const std::vector<DualLevel>& open = dual_levels();
  if (visible == 1) {
    const OuterLevels outer(0);
    return set_tangents_at({call, self_before, open[0]});
  }
  std::vector<bool> at(visible);  // before any result, which may be the target, gets its tangents
  for (uint32_t k = 0; k < visible; ++k) at[k] = carries(call, open[k]);
  // Outermost first: an inner level's rule may read results, whose outer tangents must be there.
  for (uint32_t k = 0; k < visible; ++k) {
    if (!at[k]) continue;
    const OuterLevels outer(k);
    set_tangents_at({call, self_before, open[k]});
  }
}

}  // namespace flambeau
