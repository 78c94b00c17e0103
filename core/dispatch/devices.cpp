// Owns: the rule that all tensors of a call are on one device, and its one exception: 0-d tensors on the CPU are
// numbers. Called by: call_op, while tensors on other devices are alive.
#include <algorithm>

#include "dispatch/call.h"
#include "dispatch/compute.h"
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
  return t.ndim == 0 && &t != call.target && call.op.pairs_elements();
}

}  // namespace

bool check_devices(const Call& call) {
  if (call.op.across_devices) return false;
  const Tensor* first = nullptr;  // of those that are no numbers
  const Tensor* other = nullptr;
  std::string name, other_name;
  bool numbers = false;
  any_tensor(call.op, call.args, [&](Tensor& t, int i) {
    if (device_of(t) == DeviceType::CPU && stands_for_number(call, t)) {
      numbers = true;
    } else if (!first) {
      first = &t;
    } else if (device_of(t) != device_of(*first)) {
      other = &t;
      other_name = name_in(call, t, i);
    }
    if (first == &t && name.empty()) name = name_in(call, t, i);
    return other != nullptr;
  });
  if (!other) return first && numbers && device_of(*first) != DeviceType::CPU;
  if (device_of(*other) == DeviceType::CPU) {  // which is named first
    std::swap(first, other);
    std::swap(name, other_name);
  }
  fail(ErrorKind::Runtime, "Expected all tensors to be on the same device, but found at least two devices, ",
       name_of(device_of(*first)), " and ", name_of(device_of(*other)), "! (", call.op.name, ": argument '", name,
       "' is on ", name_of(device_of(*first)), ", '", other_name, "' on ", name_of(device_of(*other)),
       " | move one of them with .to())");
}

void compute_beside_numbers(Call& call) {
  Value args[kMaxParams];
  TensorRef moved[kMaxParams];
  std::copy_n(call.args, call.op.params.size(), args);
  DeviceType device = DeviceType::CPU;
  for_tensors(call, [&](const Tensor& t) {
    if (device == DeviceType::CPU) device = t.storage->device;
  });
  for (int k = 0; k < call.op.tensor_param_count; ++k) {
    const int i = call.op.tensor_params[k];
    if (!args[i].is_tensor() || args[i].tensor->storage->device == device) continue;
    moved[i] = moved_to(*args[i].tensor, device);
    args[i] = value_of(*moved[i]);
  }
  Call below{call.op, args, call.target};
  call.op.compute(below);
  std::move(std::begin(below.out), std::end(below.out), call.out);
  call.constant = below.constant;
}

TensorRef moved_to(const Tensor& t, DeviceType device) {
  TensorRef there = empty_strided(t.shape(), dense_strides_like(t), t.dtype, device);
  copy_into(*there, t);
  return there;
}

}  // namespace flambeau
