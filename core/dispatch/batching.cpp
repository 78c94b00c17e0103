// Owns: calls on wrapped tensors (vmap): which level they happen at, and their results by the op's batching rule.
// Called by: call_op, while wrapped tensors are alive.
#include <algorithm>

#include "autograd/answers.h"
#include "autograd/extras.h"
#include "dispatch/call.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

// A view of a wrapped tensor is a view of what lies within: the two share versions as they share elements.
void share_storage(Tensor& result, const Tensor& source) {
  if (!result.wrapping || !source.wrapping || result.storage == source.storage) return;
  if (result.wrapping->value->storage != source.wrapping->value->storage) return;
  retain(source.storage);
  adopt_storage(result, source.storage, result.offset);
  share_version(source, result);
}

// What stands for the same as an input is that input: the op returned it (contiguous), and writes to it are the
// input's.
TensorRef input_or(const Call& call, TensorRef result) {
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const Value& v = call.args[call.op.tensor_params[k]];
    if (!v.is_tensor() || level_of(*v.tensor) != level_of(*result)) continue;
    const Wrapping &a = *v.tensor->wrapping, &b = *result->wrapping;
    if (a.value == b.value && a.dim == b.dim) return TensorRef::share(v.tensor);
  }
  return result;
}

bool follows_in_outer_layers(const Tensor& t) { return requires_grad(t) || t.wrapping || (t.flags & kHasTangent); }

// The batch `value` with singletons put in front of its examples' dims, which are `rank` then. Null where a graph or a
// tangent would have to follow.
TensorRef widened(Tensor& value, int rank) {
  if (value.ndim == rank + 1) return TensorRef::share(&value);
  if (follows_in_outer_layers(value)) return nullptr;
  Dims shape = value.shape(), strides = value.stride_dims();
  while (shape.size() <= rank) {
    shape.insert(1, 1);
    strides.insert(1, 0);
  }
  return alias(value, shape, strides, value.offset);
}

// An elementwise call whose batches all lie in front: the same call one level down, as it would be without examples.
// False where it takes more than that, which the rule in Python does.
bool compute_in_line(Call& call) {
  const Op& op = call.op;
  int rank = 0;
  bool batched = false, one_dtype = true, without_dims = false;
  const Tensor* first = nullptr;
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const Value& v = call.args[op.tensor_params[k]];
    if (!v.is_tensor()) continue;
    const Tensor& t = *v.tensor;
    if (!first) first = &t;
    one_dtype &= t.dtype == first->dtype;
    rank = std::max<int>(rank, t.ndim);
    if (level_of(t) != call.level || t.wrapping->dim < 0) continue;
    if (t.wrapping->dim != 0) return false;
    batched = true;
    without_dims |= t.ndim == 0;
  }
  if (!batched || (without_dims && !one_dtype)) return false;  // with a batch dim they would weigh in promotion
  if (call.target &&
      (call.target->ndim != rank || level_of(*call.target) != call.level || call.target->wrapping->dim != 0))
    return false;

  Value args[kMaxParams];
  TensorRef inner[kMaxParams];
  std::copy_n(call.args, op.params.size(), args);
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const int i = op.tensor_params[k];
    if (!args[i].is_tensor() || level_of(*args[i].tensor) != call.level) continue;
    const Wrapping& w = *args[i].tensor->wrapping;
    inner[i] = w.dim == 0 ? widened(*w.value, rank) : TensorRef::share(w.value);
    if (!inner[i]) return false;
    args[i] = value_of(*inner[i]);
  }
  Call below{op, args};
  if (call.target) below.target = args[0].tensor;
  call_op(below);
  if (call.target) {
    call.out[0] = TensorRef::share(call.target);
    return true;
  }
  for (int k = 0; k < op.outputs; ++k)
    if (below.out[k]) call.out[k] = input_or(call, wrap(*below.out[k], 0, call.level));
  return true;
}

// The dimensions that `v` names in an example of `rank` dimensions, as the batch counts them. False for those that the
// rule in Python has to look at: none, and any that the example does not have.
bool moved_up(const Value& v, int rank, bool takes_none, Value& out, Dims& room) {
  const auto up = [rank](int64_t& d) {
    if (d < -rank || d >= rank) return false;
    d += d >= 0;
    return true;
  };
  out = v;
  out.object = nullptr;
  if (v.tag == Tag::Int) return up(out.integer);
  if (v.tag == Tag::Dims) {
    room = *v.dims;
    for (int i = 0; i < room.size(); ++i)
      if (!up(room[i])) return false;
  } else if (!v.is_none()) {
    return false;
  }
  if (v.is_none() || room.size() == 0) {  // all of them
    if (!takes_none) return false;
    for (int d = 1; d <= rank; ++d) room.push(d);
  }
  out.tag = Tag::Dims;
  out.dims = &room;
  return true;
}

// A call along dimensions of tensors whose batches all lie in front: the same call one level down, a dimension further.
// False where it takes more than that.
bool compute_along_dims(Call& call) {
  const Op& op = call.op;
  if (call.target || !call.args[0].is_tensor()) return false;
  const bool flat = call.tensor(0).ndim == 0;  // such examples may be asked for dimension 0: they get one
  if (flat && op.is_view) return false;
  const int rank = std::max<int>(call.tensor(0).ndim, 1);
  Value args[kMaxParams];
  TensorRef inner[kMaxParams];
  std::copy_n(call.args, op.params.size(), args);
  for (int k = 0; k < op.tensor_param_count; ++k) {
    Value& v = args[op.tensor_params[k]];
    if (!v.is_tensor()) continue;
    const Tensor& t = *v.tensor;
    if (level_of(t) != call.level || t.wrapping->dim != 0 || t.ndim != call.tensor(0).ndim) return false;
    inner[k] = widened(*t.wrapping->value, rank);
    if (!inner[k]) return false;
    v = value_of(*inner[k]);
  }
  Dims room[kMaxSizes];
  int rooms = 0;
  for (size_t i = 0; i < op.params.size(); ++i) {
    if (!(op.dim_params >> i & 1u)) continue;
    const bool takes_none = op.params[i].type == ParamType::Size;
    if (rooms == kMaxSizes || !moved_up(call.args[i], rank, takes_none, args[i], room[rooms++])) return false;
  }
  Call below{op, args};
  call_op(below);
  for (TensorRef& t : below.many) call.many.push_back(input_or(call, wrap(*t, 0, call.level)));
  for (int k = 0; k < op.outputs && !op.returns_list; ++k) {
    TensorRef& t = below.out[k];
    if (!t) continue;
    if (flat && t->ndim == 2) t = alias(*t, Dims{t->size(0)}, Dims{t->stride(0)}, t->offset);
    call.out[k] = input_or(call, wrap(*t, 0, call.level));
  }
  return true;
}

// What a view of a wrapped tensor is made of is a view of what lies within.
void share_storage_of_results(Call& call) {
  if (!call.op.is_view || !call.args[0].is_tensor()) return;
  for (TensorRef& t : call.many) share_storage(*t, call.tensor(0));
  for (TensorRef& t : call.out)
    if (t) share_storage(*t, call.tensor(0));
}

// What the op's batching rule answers: one result per output, null for None, or those of a list.
std::vector<TensorRef> call_batching_rule(const Call& call, bool in_place) {
  const HostRef given = arguments_of(call), level = host::integer(call.level);
  const LimitedOverrides none(Overrides::Off);
  return as_results(host::call(host::library.batch, {call.op.object, level.get(), given.get(), host::truth(in_place)}),
                    call);
}

}  // namespace

uint32_t level_of_call(const Call& call) {
  uint32_t level = call.op.is_random ? modes.vmap_depth : 0;
  for_tensors(call, [&](Tensor& t) {
    if (t.base && level_of(t) < level_of(*t.base)) lift(t, level_of(*t.base));
    level = std::max(level, level_of(t));
  });
  return level;
}

void lift(Tensor& t, uint32_t level) {
  if (t.base && level_of(*t.base) < level) lift(*t.base, level);
  const TensorRef inner = alias(t);
  inner->flags |= t.flags & kInference;
  copy_tangents(t, *inner);
  for (const DualLevel& open : dual_levels()) set_tangent(open.vmap_depth >= level ? *inner : t, open.number, nullptr);
  const uint32_t writes = version_of(t).writes;
  const TensorRef blank = empty(Dims{0}, t.dtype, DeviceType::Meta);
  if (t.base) {
    inner->base = t.base->wrapping->value;
    retain(as_host(inner->base));
    inner->view_version = version_of(*inner).writes;
  } else {
    blank->storage->nbytes = t.storage->nbytes;
  }
  Storage* const storage = t.base ? t.base->storage : blank->storage;
  set_wrapping(t, {inner.get(), -1, level});
  release(std::exchange(t.version, nullptr));
  retain(storage);
  adopt_storage(t, storage, t.offset);
  if (!t.base) version_of(t).writes = writes;
}

bool has_examples_of(const Tensor& t, const Tensor& other) {
  if (!other.wrapping) return true;
  if (level_of(t) > level_of(other)) return has_examples_of(*t.wrapping->value, other);
  const bool same_level = level_of(t) == level_of(other);
  if (!same_level && requires_grad(other)) return false;  // what is recorded at that level would be lost
  if (other.wrapping->dim >= 0 && !(same_level && t.wrapping->dim >= 0)) return false;
  return has_examples_of(same_level ? *t.wrapping->value : t, *other.wrapping->value);
}

void compute_batched(Call& call) {
  if (call.level > modes.vmap_depth) {
    fail(ErrorKind::Runtime, call.op.name, ": a tensor of a vmap that has ended was used (level ", call.level,
         ") | return it from the function that vmap calls instead of keeping it");
  }
  const OuterLevels below(levels_below(call.level));  // those opened within this vmap are looked at here
  if (call.op.lines_up && compute_in_line(call)) return;
  if (call.op.dim_params && compute_along_dims(call)) return share_storage_of_results(call);
  const bool in_place = call.target && !call.op.is_view;
  std::vector<TensorRef> results = call_batching_rule(call, in_place);
  if (in_place) {
    call.out[0] = TensorRef::share(call.target);
    return;
  }
  for (TensorRef& t : results)
    if (t && t->wrapping) t = input_or(call, std::move(t));
  if (call.op.returns_list) {
    call.many = std::move(results);
    return share_storage_of_results(call);
  }
  if (static_cast<int>(results.size()) != call.op.outputs) {
    fail(ErrorKind::Runtime, call.op.name, ": its batching rule returned ", results.size(), " results | ",
         call.op.outputs, " are expected");
  }
  std::move(results.begin(), results.end(), call.out);
  share_storage_of_results(call);
}

}  // namespace flambeau
