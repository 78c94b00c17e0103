// Owns: copies, casts and fills of whole tensors over the copy kernels.
// Called by: compute functions, the engine's helpers, the Python types.
#include "dispatch/compute.h"
#include "kernels/copy.h"
#include "tensor/long_work.h"

namespace flambeau {
namespace {

Operand operand(const Tensor& t, const int64_t* strides) { return {t.data(), t.dtype, strides}; }

}  // namespace

void copy_into(Tensor& dst, const Tensor& src) {
  if (dst.numel == 0 || dst.is_meta()) return;
  if (src.is_meta()) fail(ErrorKind::NotImplemented, "Cannot copy out of meta tensor; no data!");
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
  const Operand to = operand(dst, dst.strides());
  Operand from = operand(src, strides);  // may allocate, as the other: with the lock
  if (dst.dtype == DType::Bool && src.dtype == DType::Bool && src.storage->any_byte) from.dtype = DType::UInt8;
  const LongWork unlocked(dst.numel);
  copy_strided(to, from, dst.ndim, dst.sizes());
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
  if (t.numel && !t.is_meta()) fill(operand(t, t.strides()), t.ndim, t.sizes(), &zero);
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

const char* scalar_type_name(DType t) {
  constexpr const char* names[kDTypes] = {"Bool", "Byte",     "Char",  "Short",  "Int",          "Long",
                                          "Half", "BFloat16", "Float", "Double", "ComplexFloat", "ComplexDouble"};
  return names[static_cast<int>(t)];
}

}  // namespace flambeau
