// Owns: the rule that all tensors of a call are on one device, and its one exception: 0-d tensors on the CPU are
// numbers. Called by: call_op, while meta tensors are alive.
#include <algorithm>

#include "dispatch/call.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

// "self"; of an item of a list, "tensors[1]".
std::string name_in(const Call& call, const Tensor& t, int param) {
  const std::string& name = call.op.params[static_cast<size_t>(param)].name;
  const Value& v = call.args[param];
  if (v.is_tensor()) return name;
  const auto at = std::find(v.tensors->begin(), v.tensors->end(), &t) - v.tensors->begin();
  return name + "[" + std::to_string(at) + "]";
}

bool stands_for_number(const Call& call, const Tensor& t) {
  return t.ndim == 0 && &t != call.target && (call.op.elementwise || call.op.promotion == Promotion::Comparison);
}

}  // namespace

bool check_devices(const Call& call) {
  if (call.op.across_devices) return false;
  bool meta = false, cpu = false, numbers = false;
  for_tensors(call, [&](const Tensor& t) {
    if (device_of(t) == DeviceType::Meta)
      meta = true;
    else if (stands_for_number(call, t))
      numbers = true;
    else
      cpu = true;
  });
  if (!meta || !cpu) return meta && numbers;
  std::string first[2];  // of each device, named
  any_tensor(call.op, call.args, [&](Tensor& t, int i) {
    std::string& name = first[device_of(t) == DeviceType::Meta];
    if (name.empty() && (device_of(t) == DeviceType::Meta || !stands_for_number(call, t))) name = name_in(call, t, i);
    return !first[0].empty() && !first[1].empty();
  });
  fail(ErrorKind::Runtime,
       "Expected all tensors to be on the same device, but found at least two devices, cpu and meta! (", call.op.name,
       ": argument '", first[0], "' is on cpu, '", first[1], "' on meta | move one of them with .to())");
}

void compute_on_meta(Call& call) {
  Value args[kMaxParams];
  TensorRef stand_ins[kMaxParams];
  std::copy_n(call.args, call.op.params.size(), args);
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const int i = call.op.tensor_params[k];
    if (!args[i].is_tensor() || args[i].tensor->is_meta()) continue;
    stand_ins[i] = empty(Dims{}, args[i].tensor->dtype, DeviceType::Meta);
    args[i] = value_of(*stand_ins[i]);
  }
  Call below{call.op, args, call.target};
  call.op.compute(below);
  std::move(std::begin(below.out), std::end(below.out), call.out);
  call.constant = below.constant;
}

}  // namespace flambeau
