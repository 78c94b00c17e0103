// Owns: the compute functions of Fourier transforms over one or several dimensions.
// Called by: call_op.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "backend/cpu/fft.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

// What the result is multiplied by: of `normalization` 0: 1; 1: 1 / sqrt(n); 2: 1 / n, n being the product of sizes.
double scale_of(int64_t normalization, const Dims& shape, const Dims& dims) {
  double n = 1;
  for (const int64_t d : dims) n *= static_cast<double>(shape[static_cast<int>(d)]);
  return normalization == 0 ? 1 : normalization == 1 ? 1 / std::sqrt(n) : 1 / n;
}

Dims transformed_dims(const Call& call, const Tensor& t) {
  Dims dims = *call.arg(1).dims;
  uint64_t seen = 0;
  for (int i = 0; i < dims.size(); ++i) {
    if (t.ndim == 0) fail(ErrorKind::Index, "Dimension specified as ", dims[i], " but tensor has no dimensions");
    const int64_t d = dims[i] = wrap_dim(dims[i], t.ndim);
    if (seen >> d & 1u)
      fail(ErrorKind::Runtime, "FFT dims must be unique | ", call.op.name, ": dim ", d, " is repeated");
    seen |= uint64_t{1} << d;
  }
  return dims;
}

// PyTorch's order in memory: the dimensions that are transformed are innermost, in the order of the input's strides;
// the others keep theirs among them. `last`, where there is one, is the innermost of all.
TensorRef empty_result(const Tensor& t, const Dims& shape, DType dtype, const Dims& dims, int last) {
  uint64_t transformed = 0;
  for (const int64_t d : dims) transformed |= uint64_t{1} << d;
  const auto depth = [&](int d) { return d == last ? 2 : transformed >> d & 1u ? 1 : 0; };
  int order[kMaxDims];
  std::iota(order, order + t.ndim, 0);
  std::stable_sort(order, order + t.ndim, [&](int a, int b) {
    return depth(a) != depth(b) ? depth(a) < depth(b) : t.stride(a) > t.stride(b);
  });
  Dims strides = shape;
  int64_t step = 1;
  for (int i = t.ndim; i-- > 0; step = next_stride(step, shape[order[i]])) strides[order[i]] = step;
  return empty_strided(shape, strides, dtype, t.storage->device);
}

void require_points(int64_t n) {
  if (n < 1) fail(ErrorKind::Runtime, "Invalid number of data points (", n, ") specified");
}

void transform(FftKind kind, bool inverse, double scale, const Tensor& out, const Tensor& in, int64_t d, int64_t n) {
  const Tensor& longer = kind == FftKind::ComplexToReal ? out : in;
  launch(steps_of(longer.numel, 16), {writes(out), reads(in)}, out,
         [kind, inverse, scale, d, n](const Access* o, ShapeView shape) {
           run_fft(kind, inverse, scale, o[0], o[1], shape.ndim, shape.sizes, static_cast<int>(d), n);
         });
}

// The complex transforms of `in` along `dims` into `out`, which may be `in`.
void transform_complex(bool inverse, double scale, const Tensor& out, const Tensor& in, const Dims& dims) {
  const Tensor* from = &in;
  for (int i = dims.size(); i-- > 0; from = &out, scale = 1)
    transform(FftKind::Complex, inverse, scale, out, *from, dims[i], in.size(static_cast<int>(dims[i])));
}

void compute_fft_c2c(Call& call) {
  const Tensor& t = call.tensor(0);
  if (!is_complex(t.dtype)) not_implemented("_fft_c2c", t.dtype);
  const Dims dims = transformed_dims(call, t);
  for (const int64_t d : dims) require_points(t.size(static_cast<int>(d)));
  if (dims.empty()) return deliver(call, copy_of(t));
  const TensorRef out = empty_result(t, t.shape(), t.dtype, dims, -1);
  transform_complex(!call.arg(3).truth(), scale_of(call.arg(2).integer, t.shape(), dims), *out, t, dims);
  deliver(call, out);
}

void compute_fft_r2c(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.dtype != DType::Float32 && t.dtype != DType::Float64) not_implemented("_fft_r2c", t.dtype);
  Dims dims = transformed_dims(call, t);
  if (dims.empty()) fail(ErrorKind::Runtime, "_fft_r2c: dim is empty | it must name at least one dimension");
  for (const int64_t d : dims) require_points(t.size(static_cast<int>(d)));
  const double scale = scale_of(call.arg(2).integer, t.shape(), dims);
  const int last = static_cast<int>(dims.back());
  Dims shape = t.shape();
  shape[last] = t.size(last) / 2 + 1;
  const TensorRef out = empty_result(t, shape, complex_type(t.dtype), dims, last);
  transform(FftKind::RealToComplex, false, scale, *out, t, last, t.size(last));
  transform_complex(false, 1, *out, *out, Dims(dims.data(), dims.size() - 1));
  deliver(call, out);
}

void compute_fft_c2r(Call& call) {
  const Tensor& t = call.tensor(0);
  if (!is_complex(t.dtype)) not_implemented("_fft_c2r", t.dtype);
  Dims dims = transformed_dims(call, t);
  if (dims.empty()) fail(ErrorKind::Runtime, "_fft_c2r: dim is empty | it must name at least one dimension");
  const int last = static_cast<int>(dims.back());
  Dims shape = t.shape();
  shape[last] = call.arg(3).integer;
  for (const int64_t d : dims) require_points(shape[static_cast<int>(d)]);
  if (t.size(last) != shape[last] / 2 + 1) {
    fail(ErrorKind::Runtime, "_fft_c2r: dim ", last, " has size ", t.size(last), " | a result of size ", shape[last],
         " needs ", shape[last] / 2 + 1);
  }
  const Dims others(dims.data(), dims.size() - 1);
  TensorRef between = TensorRef::share(&call.tensor(0));
  if (!others.empty()) {
    between = empty_result(t, t.shape(), t.dtype, others, last);
    transform_complex(true, 1, *between, t, others);
  }
  const TensorRef out = empty_result(t, shape, real_type(t.dtype), dims, last);
  transform(FftKind::ComplexToReal, true, scale_of(call.arg(2).integer, shape, dims), *out, *between, last,
            shape[last]);
  deliver(call, out);
}

constexpr ComputeEntry kEntries[] = {
    {"fft_c2c", compute_fft_c2c, "self: Tensor, dim: Size, normalization: int, forward: bool"},
    {"fft_r2c", compute_fft_r2c, "self: Tensor, dim: Size, normalization: int"},
    {"fft_c2r", compute_fft_c2r, "self: Tensor, dim: Size, normalization: int, last_dim_size: int"},
};

}  // namespace

const ComputeTable kFftComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
