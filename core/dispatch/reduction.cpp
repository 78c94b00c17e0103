// Owns: the implementation of what ops that reduce dimensions share.
// Called by: see reduction.h.
#include "dispatch/reduction.h"

namespace flambeau {

DimSet one_dim(const Value& v, const Tensor& t) {
  return v.is_none() ? kAllDims : DimSet{1} << wrap_dim(v.as_int(), t.ndim);
}

DimSet listed_dims(const Dims& list, const Tensor& t) {
  DimSet dims = 0;
  for (const int64_t given : list) {
    const int d = wrap_dim(given, t.ndim);
    if (contains(dims, d)) fail(ErrorKind::Runtime, "dim ", d, " appears multiple times in the list of dims");
    dims |= DimSet{1} << d;
  }
  return dims;
}

DimSet dims_of(const Value& v, const Tensor& t) {
  return v.is_none() || v.dims->empty() ? kAllDims : listed_dims(*v.dims, t);
}

void allocate_reduced(Reduced& r, const Tensor& t, DimSet dims, bool keepdim, DType dtype) {
  int64_t sizes[kMaxDims];
  int n = 0;
  for (int d = 0; d < t.ndim; ++d) {
    if (!contains(dims, d))
      sizes[n++] = t.size(d);
    else if (keepdim)
      sizes[n++] = 1;
  }
  r.tensor = empty(sizes, n, dtype, t.storage->device);
  r.ndim = t.ndim;
  n = 0;
  for (int d = 0; d < t.ndim; ++d) {
    const bool reduced = contains(dims, d);
    r.strides[d] = reduced ? 0 : r.tensor->stride(n);
    n += !reduced || keepdim;
  }
}

namespace {

constexpr int64_t kOne = 1, kZero = 0;

constexpr int64_t kFew = 64;

struct RunReduction {
  Reduction op;
  double p;

  void operator()(const Access* o, ShapeView shape) const { run_reduction(op, o[0], o[1], shape.ndim, shape.sizes, p); }
};

}  // namespace

void launch_reduction(Reduction op, const Reduced& r, const Tensor& t, double p) {
  const Tensor& out = *r.tensor;
  const bool one_line = out.numel == 1 && t.is_contiguous();
  if (one_line && t.numel <= kFew && op <= Reduction::Mean && out.dtype == t.dtype &&
      (t.dtype == DType::Float32 || t.dtype == DType::Float64)) {
    return launch(1, {writes(out), reads(t)}, [n = t.numel, mean = op == Reduction::Mean](const Access* o) {
      run_sum_few(o[0].dtype, o[0].data, o[1].data, n, mean);
    });
  }
  const RunReduction kernel{op, p};
  if (one_line)  // nothing to plan
    launch(reduction_steps(out, t), {writes(out, &kZero, 1), reads(t, &kOne, 1)}, {1, &t.numel}, kernel);
  else
    launch(reduction_steps(out, t), {r.writes(), reads(t)}, t, kernel);
}

void reduce(Call& call, Reduction op, const Tensor& t, DimSet dims, bool keepdim, DType dtype) {
  Reduced r;
  allocate_reduced(r, t, dims, keepdim, dtype);
  launch_reduction(op, r, t);
  deliver(call, std::move(r.tensor));
}

void require_real(const char* name, const Tensor& t) {
  if (is_complex(t.dtype)) not_implemented(name, t.dtype);
}

void require_elements(const char* name, const Tensor& t, DimSet dims, ErrorKind kind_for_all) {
  if (t.numel > 0) return;
  if (dims == kAllDims) {
    fail(kind_for_all, name,
         "(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
         "dim with the 'dim' argument.");
  }
  for (int d = 0; d < t.ndim; ++d) {
    if (contains(dims, d) && t.size(d) == 0) {
      fail(ErrorKind::Index, name, "(): Expected reduction dim ", d, " to have non-zero size.");
    }
  }
}

DType summed_type(const Value& asked, DType t) {
  if (!asked.is_none()) return asked.dtype;
  return is_integral(t) ? DType::Int64 : t;
}

}  // namespace flambeau
