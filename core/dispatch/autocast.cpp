// Owns: see autocast.h.
// Called by: see autocast.h.
#include "dispatch/autocast.h"

#include <algorithm>
#include <unordered_map>

#include "dispatch/call.h"
#include "dispatch/named.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

// A parameter's cast, good while the parameter holds what was cast.
struct Cast {
  TensorRef source;   // keeps its address from being used again
  TensorRef content;  // the same memory, which `source` may give up
  uint32_t writes;
  TensorRef result;
};
using Casts = std::unordered_map<const Tensor*, Cast>;

// A thread that dies within a block leaks its casts rather than touching the host without its lock.
Casts& casts() {
  thread_local Casts* const all = new Casts;
  return *all;
}

bool is_castable(const Tensor& t) {
  return is_floating(t.dtype) && t.dtype != DType::Float64 && device_of(t) == DeviceType::CPU;
}

TensorRef cast_to(Tensor& t, DType dtype) { return call_named<"_to_copy">({value_of(t), Value::of(dtype)}); }

// As in PyTorch: leaves that a gradient is wanted for. Tangents and examples of a vmap belong to what runs now.
bool is_worth_keeping(Tensor& t) {
  return modes.keeps_casts && modes.forward == 0 && !t.wrapping && !t.base && t.dtype == DType::Float32 &&
         requires_grad(t) && !grad_fn_of(t);
}

TensorRef cast_of_parameter(Tensor& t, DType dtype) {
  const auto found = casts().find(&t);
  if (found != casts().end()) {
    const Cast& kept = found->second;
    const bool same = kept.content->storage == t.storage && kept.writes == version_of(t).writes;
    // A cast that was made without a graph would cut the gradient off.
    if (same && kept.result->dtype == dtype && requires_grad(*kept.result) == modes.grad) return kept.result;
  }
  TensorRef result = cast_to(t, dtype);
  casts()[&t] = {TensorRef::share(&t), alias(t), version_of(t).writes, result};
  return result;
}

DType widest_among(const Call& call) {
  const bool wide =
      any_tensor(call.op, call.args, [](const Tensor& t, int) { return is_castable(t) && t.dtype == DType::Float32; });
  return wide ? DType::Float32 : modes.autocast_dtype;
}

}  // namespace

TensorRef autocast_operand(Tensor& t, Autocast list, DType widest) {
  const DType dtype = list == Autocast::Lower     ? modes.autocast_dtype
                      : list == Autocast::Float32 ? DType::Float32
                                                  : widest;
  if (list == Autocast::AsGiven || !is_castable(t) || t.dtype == dtype) return TensorRef::share(&t);
  return list == Autocast::Lower && is_worth_keeping(t) ? cast_of_parameter(t, dtype) : cast_to(t, dtype);
}

void call_in_autocast(Call& call) {
  const Op& op = call.op;
  const DType widest = op.autocast == Autocast::Widest ? widest_among(call) : DType::Float32;
  Value args[kMaxParams];
  std::copy_n(call.args, op.params.size(), args);
  std::vector<TensorRef> held;
  TensorList lists[kMaxLists];
  int lists_used = 0;
  const auto cast = [&](Tensor& t) {
    held.push_back(autocast_operand(t, op.autocast, widest));
    return held.back().get();
  };
  for (int k = 0; k < op.tensor_param_count; ++k) {
    Value& v = args[op.tensor_params[k]];
    if (v.is_tensor()) {
      v = value_of(*cast(*v.tensor));
    } else if (v.tag == Tag::Tensors) {
      TensorList& list = lists[lists_used++];
      for (Tensor* t : *v.tensors) list.push_back(t ? cast(*t) : nullptr);
      v = value_of(list);
    }
  }
  const WithoutAutocast below;
  const Value* const given = std::exchange(call.args, args);
  call_op(call);
  call.args = given;
}

void forget_casts() noexcept {
  Casts dropped;  // freeing tensors may run the program's code
  dropped.swap(casts());
}

}  // namespace flambeau
