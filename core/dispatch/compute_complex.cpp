// Owns: the compute functions of complex numbers: their parts, as views, and their conjugates.
// Called by: call_op.
#include "dispatch/compute.h"
#include "dispatch/operands.h"

namespace flambeau {

// The real and imaginary parts as a real tensor with one more dimension, over the same memory.
TensorRef parts_of(const Tensor& t) {
  Dims shape = t.shape(), strides = t.stride_dims();
  for (int i = 0; i < strides.size(); ++i) strides[i] *= 2;
  shape.push(2);
  strides.push(1);
  TensorRef out = alias(t);
  out->dtype = real_type(t.dtype);
  retain(t.storage);
  adopt_storage(*out, t.storage, 2 * t.offset);
  set_geometry(*out, shape.data(), strides.data(), shape.size());
  return out;
}

namespace {

void require_complex(const Call& call, const char* message) {
  if (!is_complex(call.tensor(0).dtype)) fail(ErrorKind::Runtime, message, name_of(call.tensor(0).dtype));
}

// One part of each complex element, as a view of twice the strides.
void part_of(Call& call, int64_t which) {
  const Tensor& t = call.tensor(0);
  Dims strides = t.stride_dims();
  for (int i = 0; i < strides.size(); ++i) strides[i] *= 2;
  TensorRef out = alias(t);
  out->dtype = real_type(t.dtype);
  retain(t.storage);
  adopt_storage(*out, t.storage, 2 * t.offset + which);
  set_geometry(*out, t.sizes(), strides.data(), t.ndim);
  call.out[0] = std::move(out);
}

void compute_real(Call& call) {
  require_complex(call, "real is not implemented for tensors with dtype ");
  part_of(call, 0);
}

void compute_imag(Call& call) {
  require_complex(call, "imag is not implemented for tensors with non-complex dtypes: ");
  part_of(call, 1);
}

void compute_view_as_real(Call& call) {
  require_complex(call, "view_as_real is only supported for complex tensors, not ");
  part_of(call, 0);
  Tensor& out = *call.out[0];
  Dims shape = out.shape(), strides = out.stride_dims();
  shape.push(2);
  strides.push(1);
  set_geometry(out, shape.data(), strides.data(), shape.size());
}

void compute_view_as_complex(Call& call) {
  const Tensor& t = call.tensor(0);
  if (!is_floating(t.dtype) || t.dtype == DType::BFloat16) {
    fail(ErrorKind::Runtime,
         "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: ",
         scalar_type_name(t.dtype));
  }
  if (t.ndim == 0 || t.size(t.ndim - 1) != 2)
    fail(ErrorKind::Runtime,
         t.ndim ? "Tensor must have a last dimension of size 2" : "Input tensor must have one or more dimensions",
         " | view_as_complex: got shape ", t.shape());
  if (t.stride(t.ndim - 1) != 1)
    fail(ErrorKind::Runtime, "Tensor must have a last dimension with stride 1, got strides ", t.stride_dims());
  Dims shape = t.shape(), strides = t.stride_dims();
  shape.erase(t.ndim - 1);
  strides.erase(t.ndim - 1);
  if (t.offset % 2) fail(ErrorKind::Runtime, "Tensor must have a storage_offset divisible by 2");
  for (int i = 0; i < strides.size(); ++i) {
    if (strides[i] % 2) fail(ErrorKind::Runtime, "Tensor must have a stride divisible by 2 for all but last dimension");
    strides[i] /= 2;
  }
  TensorRef out = alias(t);
  out->dtype = complex_type(t.dtype);
  retain(t.storage);
  adopt_storage(*out, t.storage, t.offset / 2);
  set_geometry(*out, shape.data(), strides.data(), shape.size());
  call.out[0] = std::move(out);
}

void compute_conj(Call& call) {
  if (!is_complex(call.tensor(0).dtype)) {
    call.out[0] = TensorRef::share(&call.tensor(0));
    return;
  }
  static const ElementwiseKernel* const kernel = find_elementwise("conj");
  compute_elementwise(call, *kernel, call.args);
}

void compute_complex(Call& call) {
  const Tensor &real = call.tensor(0), &imag = call.tensor(1);
  const auto is_part = [](DType t) { return is_floating(t) && t != DType::BFloat16; };
  if (!is_part(real.dtype) || !is_part(imag.dtype)) {
    fail(ErrorKind::Runtime, "Expected both inputs to be Half, Float or Double tensors but got ",
         scalar_type_name(real.dtype), " and ", scalar_type_name(imag.dtype));
  }
  if (real.dtype != imag.dtype) {
    fail(ErrorKind::Runtime, "Expected object of scalar type ", scalar_type_name(real.dtype), " but got scalar type ",
         scalar_type_name(imag.dtype), " for second argument");
  }
  const Dims shape = broadcast_shapes(real.shape(), imag.shape());
  const Tensor* const inputs[] = {&real, &imag};
  TensorRef out =
      empty_strided(shape, result_strides(inputs, 2, shape), complex_type(real.dtype), real.storage->device);
  const TensorRef parts = parts_of(*out);
  Dims strides = parts->stride_dims();
  strides.erase(shape.size());
  copy_into(*alias(*parts, shape, strides, parts->offset), real);
  copy_into(*alias(*parts, shape, strides, parts->offset + 1), imag);
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"real", compute_real, "self: Tensor"},
    {"imag", compute_imag, "self: Tensor"},
    {"view_as_real", compute_view_as_real, "self: Tensor"},
    {"view_as_complex", compute_view_as_complex, "self: Tensor"},
    {"conj", compute_conj, "self: Tensor"},
    {"complex", compute_complex, "real: Tensor, imag: Tensor"},
};

}  // namespace

const ComputeTable kComplexComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
