// Owns: the compute functions of sums, products, means, truth and log-sum-exp over dimensions.
// Called by: call_op.
#include "dispatch/creation.h"
#include "dispatch/reduction.h"

namespace flambeau {
namespace {

// The kernels widen as they read; a conversion that loses something must come before the sum.
TensorRef converted(Tensor& t, DType to) {
  const bool lossy =
      to == DType::Bool || (is_integral(to) && !is_integral(t.dtype)) || (is_complex(t.dtype) && !is_complex(to));
  if (!lossy) return TensorRef::share(&t);
  warn_of_lost_parts(t, to);
  return cast(t, to);
}

void compute_sum(Call& call) {
  Tensor& t = call.tensor(0);
  const DType to = summed_type(call.arg(3), t.dtype);
  reduce(call, Reduction::Sum, *converted(t, to), dims_of(call.arg(1), t), call.arg(2).truth(), to);
}

void compute_prod(Call& call) {
  Tensor& t = call.tensor(0);
  const DType to = summed_type(call.arg(3), t.dtype);
  reduce(call, Reduction::Prod, *converted(t, to), one_dim(call.arg(1), t), call.arg(2).truth(), to);
}

void compute_mean(Call& call) {
  Tensor& t = call.tensor(0);
  const bool asked = !call.arg(3).is_none();
  const DType to = asked ? call.arg(3).dtype : t.dtype;
  if (!is_inexact(to)) {
    fail(ErrorKind::Runtime, "mean(): could not infer output dtype. ", asked ? "Optional" : "Input",
         " dtype must be either a floating point or complex dtype. Got: ", scalar_type_name(to),
         asked ? "" : " | convert the input first, for instance with .float()");
  }
  reduce(call, Reduction::Mean, *converted(t, to), dims_of(call.arg(1), t), call.arg(2).truth(), to);
}

// A dense copy in which NaN is 0.
TensorRef without_nan(Tensor& t) {
  TensorRef copy = empty_strided(t.shape(), dense_strides_like(t), t.dtype, t.storage->device);
  copy_into(*copy, t);
  launch(copy->numel, {writes(*copy)}, [n = copy->numel](const Access* o) { clear_nan(o[0].dtype, o[0].data, n); });
  return copy;
}

void compute_nansum(Call& call) {
  Tensor& t = call.tensor(0);
  if (is_complex(t.dtype)) fail(ErrorKind::Runtime, "nansum on CPU does not support complex inputs");
  if (is_integral(t.dtype)) return compute_sum(call);
  const DType to = summed_type(call.arg(3), t.dtype);
  const TensorRef clean = without_nan(t);
  reduce(call, Reduction::Sum, *converted(*clean, to), dims_of(call.arg(1), t), call.arg(2).truth(), to);
}

// Unlike for sums, an empty list of dimensions reduces none of them.
template <bool every>
void compute_truth(Call& call) {
  const Tensor& t = call.tensor(0);
  const Value& v = call.arg(1);
  const DimSet dims = v.is_none() ? kAllDims : listed_dims(*v.dims, t);
  reduce(call, every ? Reduction::All : Reduction::Any, t, dims, call.arg(2).truth(),
         t.dtype == DType::UInt8 ? DType::UInt8 : DType::Bool);
}

void complex_logsumexp(Call& call, const Tensor& t, DimSet dims, bool keepdim) {
  const TensorRef terms = empty_like(t, DType::Complex128);
  copy_into(*terms, t);
  Reduced top, sum;
  allocate_reduced(top, t, dims, keepdim, DType::Float64);
  allocate_reduced(sum, t, dims, keepdim, DType::Complex128);
  launch(reduction_steps(*sum.tensor, t), {sum.writes(), top.writes(), writes(*terms)}, t,
         [results = sum.tensor->numel](const Access* o, ShapeView shape) {
           run_complex_logsumexp(o[0], o[1], o[2], results, shape.ndim, shape.sizes);
         });
  deliver(call, cast(*sum.tensor, t.dtype));
}

void compute_logsumexp(Call& call) {
  Tensor& t = call.tensor(0);
  const DimSet dims = dims_of(call.arg(1), t);
  const bool keepdim = call.arg(2).truth();
  if (is_complex(t.dtype)) return complex_logsumexp(call, t, dims, keepdim);
  const TensorRef in = is_integral(t.dtype) ? cast(t, default_dtype()) : TensorRef::share(&t);
  Reduced r;
  allocate_reduced(r, t, dims, keepdim, in->dtype);
  launch(reduction_steps(*r.tensor, t), {r.writes(), reads(*in)}, t,
         [](const Access* o, ShapeView shape) { run_logsumexp(o[0], o[1], shape.ndim, shape.sizes); });
  deliver(call, std::move(r.tensor));
}

constexpr ComputeEntry kEntries[] = {
    {"sum", compute_sum, "self: Tensor, dim: Size | None, keepdim: bool, dtype: Dtype | None"},
    {"prod", compute_prod, "self: Tensor, dim: int | None, keepdim: bool, dtype: Dtype | None"},
    {"mean", compute_mean, "self: Tensor, dim: Size | None, keepdim: bool, dtype: Dtype | None"},
    {"nansum", compute_nansum, "self: Tensor, dim: Size | None, keepdim: bool, dtype: Dtype | None"},
    {"any", compute_truth<false>, "self: Tensor, dim: Size | None, keepdim: bool"},
    {"all", compute_truth<true>, "self: Tensor, dim: Size | None, keepdim: bool"},
    {"logsumexp", compute_logsumexp, "self: Tensor, dim: Size, keepdim: bool"},
};

}  // namespace

const ComputeTable kReduceComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
