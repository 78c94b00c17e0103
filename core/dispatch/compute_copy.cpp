// Owns: the compute functions that copy, convert and write whole tensors.
// Called by: call_op; creation ops (fill_with).
#include "dispatch/compute.h"
#include "dispatch/creation.h"
#include "dispatch/launch.h"
#include "dispatch/numbers.h"

namespace flambeau {

void warn_of_lost_parts(const Tensor& from, DType to) {
  if (!is_complex(from.dtype) || is_complex(to) || to == DType::Bool || from.numel == 0) return;
  host::warn(
      "Casting complex values to real discards the imaginary part: take .real or .abs() to say which number is meant");
}

void check_fill_fits(const Value& number, const Tensor& t) {
  t.numel == 1 ? check_scalar_fits(number, t.dtype) : check_fits(number, t.dtype);
}

void fill_with(Tensor& t, const Value& number) {
  alignas(16) char element[16];
  write_number(number, t.dtype, element);
  launch_fill(t, element);
}

namespace {

TensorRef copy_with(const Tensor& t, const Dims& strides) {
  TensorRef out = empty_strided(t.shape(), strides, t.dtype, t.storage->device);
  copy_into(*out, t);
  return out;
}

void compute_contiguous(Call& call) {
  HostObject* format = call.arg(1).object;
  if (!format || format == host::none()) {
    call.out[0] = contiguous(call.tensor(0));
    return;
  }
  const Tensor& t = call.tensor(0);
  const Dims strides = strides_like(t, format);
  call.out[0] = t.stride_dims() == strides ? TensorRef::share(&call.tensor(0)) : copy_with(t, strides);
}

void compute_clone(Call& call) {
  const Tensor& t = call.tensor(0);
  call.out[0] = copy_with(t, strides_like(t, call.arg(1).object));
}

// copy(self, src): self keeps its dtype and shape.
void compute_copy(Call& call) {
  Tensor& self = *call.target;
  call.out[0] = TensorRef::share(call.target);
  if (!call.arg(1).is_tensor()) {
    check_fill_fits(call.arg(1), self);
    return fill_with(self, call.arg(1));
  }
  const Tensor& src = call.tensor(1);
  const Dims shape = broadcast_shapes(self.shape(), src.shape());
  if (!has_shape(self, shape)) {
    fail(ErrorKind::Runtime, "output with shape ", self.shape(), " doesn't match the broadcast shape ", shape,
         " (copy_)");
  }
  refuse_overlap(self, src);
  warn_of_lost_parts(src, self.dtype);
  copy_into(self, src);
}

// The tensor to fill: self in the in-place form, else a new one like it.
TensorRef written(Call& call) {
  if (call.target) return TensorRef::share(call.target);
  const Tensor& t = call.tensor(0);
  return empty_strided(t.shape(), dense_strides_like(t), t.dtype, t.storage->device);
}

void compute_fill(Call& call) {
  const Value& value = call.arg(1);
  if (value.is_tensor() && value.tensor->ndim != 0) {
    fail(ErrorKind::Runtime, "fill_ only supports 0-dimension value tensor but got tensor with ", +value.tensor->ndim,
         " dimensions.");
  }
  TensorRef out = written(call);
  if (value.is_tensor()) {
    copy_into(*out, *value.tensor);
  } else {
    check_fill_fits(value, *out);
    fill_with(*out, value);
  }
  call.out[0] = std::move(out);
}

void compute_zero(Call& call) {
  call.out[0] = written(call);
  zero_fill(*call.out[0]);
}

// to_copy(self, dtype, device, non_blocking, memory_format): always a copy.
void compute_to_copy(Call& call) {
  const Tensor& t = call.tensor(0);
  const DType dtype = call.arg(1).is_none() ? t.dtype : call.arg(1).dtype;
  const DeviceType device = call.arg(2).is_none() ? t.storage->device : call.arg(2).device;
  warn_of_lost_parts(t, dtype);
  TensorRef out = empty_strided(t.shape(), strides_like(t, call.arg(4).object), dtype, device);
  copy_into(*out, t);
  call.out[0] = std::move(out);
}

constexpr ComputeEntry kEntries[] = {
    {"contiguous", compute_contiguous, "self: Tensor, memory_format: object"},
    {"clone", compute_clone, "self: Tensor, memory_format: object"},
    {"copy", compute_copy, "self: Tensor, src: Tensor | Number, non_blocking: bool"},
    {"fill", compute_fill, "self: Tensor, value: Tensor | Number"},
    {"zero", compute_zero, "self: Tensor"},
    {"to_copy", compute_to_copy,
     "self: Tensor, dtype: Dtype | None, device: Device | None, non_blocking: bool, memory_format: object"},
};

}  // namespace

const ComputeTable kCopyComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
