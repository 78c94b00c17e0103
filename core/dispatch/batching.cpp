// Owns: calls on wrapped tensors (vmap): which level they happen at, and their results by the op's batching rule.
// Called by: call_op, while wrapped tensors are alive.
#include <algorithm>

#include "dispatch/call.h"
#include "dispatch/host_calls.h"

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

}  // namespace

uint32_t level_of_call(const Call& call) {
  uint32_t level = call.op.is_random ? modes.vmap_depth : 0;
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const Value& v = call.args[call.op.tensor_params[k]];
    if (v.is_tensor()) level = std::max(level, level_of(*v.tensor));
    if (v.tag != Tag::Tensors) continue;
    for (const Tensor* t : *v.tensors)
      if (t) level = std::max(level, level_of(*t));
  }
  return level;
}

void compute_batched(Call& call) {
  if (call.level > modes.vmap_depth) {
    fail(ErrorKind::Runtime, call.op.name, ": a tensor of a vmap that has ended was used (level ", call.level,
         ") | return it from the function that vmap calls instead of keeping it");
  }
  std::vector<HostRef> args;
  args.reserve(call.op.params.size());
  for (size_t i = 0; i < call.op.params.size(); ++i) args.push_back(object_of(call.args[i]));
  std::vector<TensorRef> results = call_batching_rule(call.op, call.level, args, call.target && !call.op.is_view);
  if (call.target && !call.op.is_view) {
    call.out[0] = TensorRef::share(call.target);
    return;
  }
  if (call.op.is_view && call.args[0].is_tensor()) {
    for (TensorRef& t : results)
      if (t) share_storage(*t, call.tensor(0));
  }
  if (call.op.returns_list) {
    call.many = std::move(results);
    return;
  }
  if (static_cast<int>(results.size()) != call.op.outputs) {
    fail(ErrorKind::Runtime, call.op.name, ": its batching rule returned ", results.size(), " results | ", call.op.outputs,
         " are expected");
  }
  std::move(results.begin(), results.end(), call.out);
}

}  // namespace flambeau
