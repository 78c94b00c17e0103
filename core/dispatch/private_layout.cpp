// Owns: making a private layout, carrying it through a call, and giving it up.
// Called by: the convolutions, call.cpp, Tensor::data().
#include "dispatch/private_layout.h"

#include <utility>

#include "dispatch/compute.h"
#include "dispatch/operands.h"
#include "dispatch/walk.h"
#include "tensor/long_work.h"

namespace flambeau {
namespace {

// Does `t` see all elements of its storage, in an order that differs from the private one by where channels are only?
bool lies_in_private(const Tensor& t) {
  if (!t.storage->is_private || t.ndim < 4 || !t.is_contiguous() || t.offset != 0) return false;
  const PrivateLayout& p = t.storage->in_private;
  return t.size(0) == p.batch && t.size(1) == p.channels && t.numel == p.batch * p.channels * p.positions;
}

// The elements as they lie: a channels-last tensor, which also keeps them should another thread ask for plain order.
TensorRef as_it_lies(const Tensor& t) {
  TensorRef laid = empty(Dims{0}, t.dtype, DeviceType::Meta);
  retain(t.storage->in_private.elements);
  adopt_storage(*laid, t.storage->in_private.elements, 0);
  const Dims shape = t.shape();
  set_geometry(*laid, shape.data(), channels_last_strides(shape).data(), t.ndim);
  return laid;
}

// A row-major operand beside private ones, laid out as they are.
TensorRef laid_out_like_others(Tensor& t) {
  TensorRef laid = empty_strided(t.shape(), channels_last_strides(t.shape()), t.dtype);
  copy_into(*laid, t);
  return laid;
}

bool is_image(const Tensor& t) { return t.ndim >= 4 && t.numel > 0; }

// A call as the kernel gets to see it.
struct LaidCall {
  Value args[kMaxParams];
  TensorRef laid[kMaxParams];  // by tensor parameter: what the kernel sees in its place, if that is something else
  Call below;

  explicit LaidCall(const Call& call) : below{call.op, args} {
    std::copy_n(call.args, call.op.params.size(), args);
    for (int k = 0; k < call.op.tensor_param_count; ++k) {
      Value& v = args[call.op.tensor_params[k]];
      if (!v.is_tensor()) continue;
      if (lies_in_private(*v.tensor))
        laid[k] = as_it_lies(*v.tensor);
      else if (call.op.elementwise && is_image(*v.tensor))
        laid[k] = laid_out_like_others(*v.tensor);
      if (laid[k]) v = value_of(*laid[k]);
    }
    if (call.target) below.target = args[0].tensor;
  }
  // What a result is to the caller: an operand itself, or in private if it lies channels-last.
  TensorRef revealed(TensorRef result, const Call& call) const {
    if (!result || !is_channels_last(*result)) return result;
    for (int k = 0; k < call.op.tensor_param_count; ++k)
      if (laid[k].get() == result.get()) return TensorRef::share(call.args[call.op.tensor_params[k]].tensor);
    return in_private_layout(std::move(result));
  }
};

}  // namespace

TensorRef in_private_layout(TensorRef laid) {
  const Tensor& t = *laid;
  const int64_t item = item_size(t.dtype), channels = t.size(1);
  const bool few = t.numel * item <= static_cast<int64_t>(Storage::kInline);
  if (few || !t.data()) return contiguous(*laid);  // there is nothing to gain, or nothing to put in order
  const Dims shape = t.shape();
  retain(t.storage);
  Storage* s = private_storage(t.storage, t.dtype, shape[0], channels, t.numel / (shape[0] * channels));
  TensorRef out = empty(Dims{0}, t.dtype, DeviceType::Meta);
  adopt_storage(*out, s, 0);
  set_geometry(*out, shape.data(), contiguous_strides(shape).data(), t.ndim);
  return out;
}

bool compute_in_private_layout(Call& call) {
  bool any = false, all_plain_are_rows = true;
  for_tensors(call, [&](Tensor& t) {
    any |= t.storage->is_private;
    all_plain_are_rows &= t.is_contiguous();
  });
  if (!any) return false;
  const bool writes_elsewhere = call.target && !lies_in_private(*call.target);
  const bool asks_for_layout = call.op.format_param >= 0 && !call.arg(call.op.format_param).is_none();
  if (call.op.keeps_layout && !asks_for_layout && all_plain_are_rows && !writes_elsewhere) {
    LaidCall laid(call);
    Call& below = laid.below;
    call.op.compute(below);
    call.constant = below.constant;
    if (call.target) {
      call.out[0] = TensorRef::share(call.target);
      return true;
    }
    for (int k = 0; k < call.op.outputs; ++k) call.out[k] = laid.revealed(std::move(below.out[k]), call);
    return true;
  }
  if (call.op.is_view) return false;  // needs no elements
  for_tensors(call, [](Tensor& t) { t.data(); });
  return false;
}

void make_plain(Storage& s) {
  const PrivateLayout p = s.in_private;
  const int64_t shape[] = {p.batch, p.channels, p.positions};
  const int64_t plain[] = {p.channels * p.positions, p.positions, 1};
  const int64_t laid[] = {p.channels * p.positions, 1, p.channels};
  allocate_plain(s);
  const KeepHostLock locked;  // until the elements are there, nobody must see that the storage has bytes
  launch_copy(p.batch * p.channels * p.positions, {{s.data, p.dtype, plain}, &s, 3, true},
              {{p.elements->data, p.dtype, laid}, p.elements, 3, false}, {3, shape});
  release(p.elements);
}

char* find_data(const Tensor& t) {
  if (t.storage->is_private) make_plain(*t.storage);
  return t.data_ = place_in(*t.storage, t.offset, t.dtype);
}

}  // namespace flambeau
