// Owns: the compute functions of running sums, products, extremes and log-sum-exps.
// Called by: call_op.
#include "backend/cpu/scan.h"
#include "dispatch/reduction.h"

namespace flambeau {
namespace {

void scan_into(Call& call, Scan op, const Tensor& t, DType to) {
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim);
  TensorRef out = empty_like(t, to);
  launch(t.numel, {writes(*out), reads(t)}, t,
         [op, d](const Access* o, ShapeView shape) { run_scan(op, o[0], o[1], shape.ndim, shape.sizes, d); });
  deliver(call, std::move(out));
}

template <Scan op>
void compute_scan(Call& call) {
  Tensor& t = call.tensor(0);
  const DType to = summed_type(call.arg(2), t.dtype);
  scan_into(call, op, t, to);
}

void complex_logcumsumexp(Call& call, const Tensor& t) {
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim);
  const TensorRef terms = empty_like(t, DType::Complex128);
  copy_into(*terms, t);
  if (t.numel && t.ndim) {
    launch(t.numel, {writes(*terms)}, [n = t.numel, step = terms->stride(d), size = t.size(d)](const Access* o) {
      run_complex_logcumsumexp(static_cast<complex128*>(o[0].data), n, step, size);
    });
  }
  deliver(call, cast(*terms, t.dtype));
}

void compute_logcumsumexp(Call& call) {
  const Tensor& t = call.tensor(0);
  if (is_integral(t.dtype)) not_implemented("logcumsumexp_out_cpu", t.dtype);
  if (is_complex(t.dtype)) return complex_logcumsumexp(call, t);
  scan_into(call, Scan::Logcumsumexp, t, t.dtype);
}

template <bool largest>
void compute_running_extreme(Call& call) {
  const Tensor& t = call.tensor(0);
  require_real(largest ? "cummax_cpu" : "cummin_cpu", t);
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim);
  TensorRef values = empty_like(t, t.dtype), indices = empty_like(t, DType::Int64);
  launch(t.numel, {writes(*values), writes(*indices), reads(t)}, t, [d](const Access* o, ShapeView shape) {
    run_cumulative_extremum(largest, o[0], o[1], o[2], shape.ndim, shape.sizes, d);
  });
  call.out[0] = std::move(values);
  call.out[1] = std::move(indices);
}

constexpr ComputeEntry kEntries[] = {
    {"cumsum", compute_scan<Scan::Cumsum>, "self: Tensor, dim: int, dtype: Dtype | None"},
    {"cumprod", compute_scan<Scan::Cumprod>, "self: Tensor, dim: int, dtype: Dtype | None"},
    {"logcumsumexp", compute_logcumsumexp, "self: Tensor, dim: int"},
    {"cummax", compute_running_extreme<true>, "self: Tensor, dim: int"},
    {"cummin", compute_running_extreme<false>, "self: Tensor, dim: int"},
};

}  // namespace

const ComputeTable kScanComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
