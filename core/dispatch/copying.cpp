// Owns: copies, casts and fills of whole tensors over the copy kernels.
// Called by: compute functions, the engine's helpers, the Python types.
#include <cstring>

#include "backend/cpu/copy.h"
#include "dispatch/compute.h"
#include "dispatch/launch.h"

namespace flambeau {

void launch_copy(int64_t numel, const Access& to, const Access& from, ShapeView shape) {
  if (from.storage->device == DeviceType::Meta && to.storage->device != DeviceType::Meta && numel)
    fail(ErrorKind::NotImplemented, "Cannot copy out of meta tensor; no data!");
  launch(numel, {to, from}, shape, [](const Access* o, ShapeView s) { copy_strided(o[0], o[1], s.ndim, s.sizes); });
}

void launch_fill(const Tensor& t, const void* element) {
  struct alignas(16) Element {
    char bytes[16];
  } value = {};
  std::memcpy(value.bytes, element, static_cast<size_t>(item_size(t.dtype)));
  launch(t.numel, {writes(t)}, t, [value](const Access* o, ShapeView s) { fill(o[0], s.ndim, s.sizes, value.bytes); });
}

void copy_into(Tensor& dst, const Tensor& src) {
  if (dst.numel == 0) return;
  const int extra = dst.ndim - src.ndim;
  int64_t strides[kMaxDims];
  bool fits = extra >= 0;
  for (int i = 0; i < dst.ndim && fits; ++i) {
    const int64_t size = i < extra ? 1 : src.size(i - extra);
    fits = size == 1 || size == dst.size(i);
    strides[i] = size == 1 ? 0 : src.stride(i - extra);
  }
  if (!fits) {
    fail(ErrorKind::Runtime, "The expanded size of the tensor must match the existing size: a value of shape ",
         src.shape(), " cannot be written into shape ", dst.shape());
  }
  if (overlap(dst, src) == Overlap::Partial) {
    const TensorRef safe = copy_of(src);
    return copy_into(dst, *safe);
  }
  Access from = reads(src, strides, dst.ndim);
  if (dst.dtype == DType::Bool && src.dtype == DType::Bool && src.storage->any_byte) from.dtype = DType::UInt8;
  launch_copy(dst.numel, writes(dst), from, dst);
}

TensorRef copy_of(const Tensor& t) {
  TensorRef out = empty_like(t, t.dtype);
  copy_into(*out, t);
  return out;
}

TensorRef contiguous(Tensor& t) { return t.is_contiguous() ? TensorRef::share(&t) : copy_of(t); }

TensorRef cast(Tensor& t, DType dtype) {
  if (t.dtype == dtype) return TensorRef::share(&t);
  TensorRef out = empty_strided(t.shape(), dense_strides_like(t), dtype, t.storage->device);
  copy_into(*out, t);
  return out;
}

void zero_fill(Tensor& t) {
  const complex128 zero = 0;  // all-zero bits in every dtype
  launch_fill(t, &zero);
}

void deliver(Call& call, TensorRef result) {
  if (!call.target) {
    call.out[0] = std::move(result);
    return;
  }
  Tensor& target = *call.target;
  if (!same_shape(target, *result)) {
    fail(ErrorKind::Runtime, "output with shape ", target.shape(), " doesn't match the broadcast shape ",
         result->shape(), " (", call.op.name, "_)");
  }
  check_can_cast(call.op, result->dtype, target.dtype);
  copy_into(target, *result);
  call.out[0] = TensorRef::share(&target);
}

}  // namespace flambeau
