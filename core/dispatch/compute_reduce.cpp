// Owns: the compute functions of reductions, extrema with positions, medians, modes and running forms.
// Called by: call_op.
#include <cmath>
#include <limits>

#include "backend/cpu/reduce.h"
#include "backend/cpu/scan.h"
#include "backend/cpu/sort.h"
#include "dispatch/creation.h"
#include "dispatch/lined.h"

namespace flambeau {
namespace {

// ---- which dimensions, and what comes out -------------------------------------------------------------------------

using DimSet = uint64_t;  // bit d: dimension d is reduced

constexpr DimSet kAllDims = ~DimSet{0};

bool contains(DimSet dims, int d) { return dims >> d & 1u; }

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

// None and the empty list both mean all dimensions.
DimSet dims_of(const Value& v, const Tensor& t) {
  return v.is_none() || v.dims->empty() ? kAllDims : listed_dims(*v.dims, t);
}

// A result and its strides as kernels want them: one per dimension of the input, 0 where it is reduced.
struct Result {
  TensorRef tensor;
  int64_t strides[kMaxDims];
  int ndim;
  Access writes() const { return flambeau::writes(*tensor, strides, ndim); }
  Access reads() const { return flambeau::reads(*tensor, strides, ndim); }
};

void allocate(Result& r, const Tensor& t, DimSet dims, bool keepdim, DType dtype) {
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

constexpr int64_t kOne = 1, kZero = 0;

constexpr int64_t kFew = 64;

// Every element is read or, where there are none, every result written.
int64_t work(const Tensor& out, const Tensor& in) { return std::max(out.numel, in.numel); }

struct RunReduction {
  Reduction op;
  double p;

  void operator()(const Access* o, ShapeView shape) const { run_reduction(op, o[0], o[1], shape.ndim, shape.sizes, p); }
};

void run(Reduction op, const Result& r, const Tensor& t, double p = 0) {
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
    launch(work(out, t), {writes(out, &kZero, 1), reads(t, &kOne, 1)}, {1, &t.numel}, kernel);
  else
    launch(work(out, t), {r.writes(), reads(t)}, t, kernel);
}

void reduce(Call& call, Reduction op, const Tensor& t, DimSet dims, bool keepdim, DType dtype) {
  Result r;
  allocate(r, t, dims, keepdim, dtype);
  run(op, r, t);
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

// ---- sums, products, means ----------------------------------------------------------------------------------------

// Integers are added and multiplied in int64 unless a dtype is asked for.
DType summed_type(const Value& asked, DType t) {
  if (!asked.is_none()) return asked.dtype;
  return is_integral(t) ? DType::Int64 : t;
}

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

// ---- moments ------------------------------------------------------------------------------------------------------

void require_inexact(const Tensor& t) {
  if (!is_inexact(t.dtype)) {
    fail(ErrorKind::Runtime, "std and var only support floating point and complex dtypes | the input is ",
         name_of(t.dtype), "; convert it first, for instance with .float()");
  }
}

template <Spread spread>
void compute_spread(Call& call) {
  const Tensor& t = call.tensor(0);
  require_inexact(t);
  Result r;
  allocate(r, t, dims_of(call.arg(1), t), call.arg(3).truth(), real_type(t.dtype));
  launch(work(*r.tensor, t), {r.writes(), reads(t)}, t,
         [correction = call.arg(2).as_double()](const Access* o, ShapeView shape) {
           run_var_mean(o, nullptr, o[1], shape.ndim, shape.sizes, correction, spread);
         });
  deliver(call, std::move(r.tensor));
}

// ---- extrema ------------------------------------------------------------------------------------------------------

template <bool largest>
void compute_extreme_all(Call& call) {
  const Tensor& t = call.tensor(0);
  require_real(largest ? "max_all" : "min_all", t);
  require_elements(largest ? "max" : "min", t, kAllDims, ErrorKind::Runtime);
  reduce(call, largest ? Reduction::Amax : Reduction::Amin, t, kAllDims, false, t.dtype);
}

template <bool largest>
void compute_extreme_over(Call& call) {
  const Tensor& t = call.tensor(0);
  const char* name = largest ? "amax" : "amin";
  require_real(largest ? "max_values_cpu" : "min_values_cpu", t);
  const DimSet dims = dims_of(call.arg(1), t);
  require_elements(name, t, dims, ErrorKind::Runtime);
  reduce(call, largest ? Reduction::Amax : Reduction::Amin, t, dims, call.arg(2).truth(), t.dtype);
}

template <bool largest>
void compute_arg_extreme(Call& call) {
  const Tensor& t = call.tensor(0);
  const char* name = largest ? "argmax" : "argmin";
  if (is_complex(t.dtype)) fail(ErrorKind::Runtime, name, "(): does not support complex input");
  const DimSet dims = one_dim(call.arg(1), t);
  require_elements(name, t, dims, ErrorKind::Index);
  Result r;
  allocate(r, t, dims, call.arg(2).truth(), DType::Int64);
  const int d = call.arg(1).is_none() ? -1 : wrap_dim(call.arg(1).as_int(), t.ndim);
  launch(work(*r.tensor, t), {r.writes(), reads(t)}, t, [d](const Access* o, ShapeView shape) {
    run_arg_extremum(largest, nullptr, o[0], o[1], shape.ndim, shape.sizes, d);
  });
  deliver(call, std::move(r.tensor));
}

// Values and positions along one dimension: what max, median and their like return, given `dim` and, next, `keepdim`.
// kernel(values, indices, in, shape, dim) computes them.
template <class Kernel>
void pick_along(Call& call, const char* name, int dim_arg, const Kernel& kernel) {
  const Tensor& t = call.tensor(0);
  const int d = wrap_dim(call.arg(dim_arg).as_int(), t.ndim);
  const bool keepdim = call.arg(dim_arg + 1).truth();
  const DimSet dims = DimSet{1} << d;
  require_elements(name, t, dims, ErrorKind::Index);
  Result values, indices;
  allocate(values, t, dims, keepdim, t.dtype);
  allocate(indices, t, dims, keepdim, DType::Int64);
  const Lined in(t);
  if (t.ndim == 0) {
    values.strides[0] = indices.strides[0] = 0;
    values.ndim = indices.ndim = 1;
  }
  launch(work(*values.tensor, t), {values.writes(), indices.writes(), in.reads()}, in.shape(),
         [kernel, d](const Access* o, ShapeView shape) { kernel(o[0], o[1], o[2], shape, d); });
  call.out[0] = std::move(values.tensor);
  call.out[1] = std::move(indices.tensor);
}

template <bool largest>
void compute_extreme_dim(Call& call) {
  const char* name = largest ? "max" : "min";
  if (is_complex(call.tensor(0).dtype)) fail(ErrorKind::Runtime, name, "(): does not support complex input");
  pick_along(call, name, 1,
             [](const Operand& values, const Operand& indices, const Operand& in, ShapeView shape, int d) {
               run_arg_extremum(largest, &values, indices, in, shape.ndim, shape.sizes, d);
             });
}

// ---- medians and modes --------------------------------------------------------------------------------------------

template <bool ignore_nan>
void compute_median_dim(Call& call) {
  const Tensor& t = call.tensor(0);
  if (is_complex(t.dtype) || t.dtype == DType::Bool) not_implemented("median_out", t.dtype);
  pick_along(call, ignore_nan ? "nanmedian" : "median", 1,
             [](const Operand& values, const Operand& indices, const Operand& in, ShapeView shape, int d) {
               run_median(values, indices, in, shape.ndim, shape.sizes, d, ignore_nan);
             });
}

void compute_kthvalue(Call& call) {
  const Tensor& t = call.tensor(0);
  require_real("kthvalue_cpu", t);
  const int64_t k = call.arg(1).as_int();
  const Lined in(t);
  const int d = wrap_dim(call.arg(2).as_int(), t.ndim);
  if (in.size(d) > 0 && (k < 1 || k > in.size(d))) {
    fail(ErrorKind::Runtime, "kthvalue(): selected number k out of range for dimension ", d, " | k is ", k,
         ", the size is ", in.size(d));
  }
  pick_along(call, "kthvalue", 2,
             [k](const Operand& values, const Operand& indices, const Operand& lines, ShapeView shape, int along) {
               run_kthvalue(values, indices, lines, shape.ndim, shape.sizes, along, k);
             });
}

// What the median of nothing is: NaN, or what x86 makes of NaN as an integer.
Value missing(DType dtype) {
  Value v;
  if (is_floating(dtype)) {
    v.tag = Tag::Float;
    v.real = std::numeric_limits<double>::quiet_NaN();
    return v;
  }
  v.tag = Tag::Int;
  v.integer = dtype == DType::Int64   ? std::numeric_limits<int64_t>::min()
              : dtype == DType::Int32 ? std::numeric_limits<int32_t>::min()
                                      : 0;
  return v;
}

template <bool ignore_nan>
void compute_median_all(Call& call) {
  Tensor& t = call.tensor(0);
  if (is_complex(t.dtype) || t.dtype == DType::Bool) not_implemented("median_cpu", t.dtype);
  TensorRef value = empty(Dims{}, t.dtype, t.storage->device);
  const TensorRef flat = contiguous(t);
  if (t.numel == 0) fill_with(*value, missing(t.dtype));
  launch(t.numel, {writes(*value, &kZero, 1), reads(*flat, &kOne, 1)}, {1, &t.numel},
         [](const Access* o, ShapeView shape) {
           int64_t position = 0;
           run_median(o[0], {&position, DType::Int64, &kZero}, o[1], shape.ndim, shape.sizes, 0, ignore_nan);
         });
  deliver(call, std::move(value));
}

void compute_mode(Call& call) {
  Tensor& t = call.tensor(0);
  require_real("mode_cpu", t);
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim);
  const DimSet dims = DimSet{1} << d;
  require_elements("mode", t, dims, ErrorKind::Index);
  Result values, indices;
  allocate(values, t, dims, call.arg(2).truth(), t.dtype);
  allocate(indices, t, dims, call.arg(2).truth(), DType::Int64);
  if (t.numel > 0) {
    // Every line sorted into a row of its own; rows come in the order of the results.
    const Lined in(t);
    const int64_t n = in.size(d), lines = t.numel / n;
    int64_t strides[kMaxDims], step = n;
    for (int k = in.ndim - 1; k >= 0; --k) {
      strides[k] = k == d ? 1 : step;
      if (k != d) step *= in.size(k);
    }
    const DeviceType device = t.storage->device;
    const TensorRef sorted = empty(Dims{lines, n}, t.dtype, device),
                    places = empty(Dims{lines, n}, DType::Int64, device);
    launch(t.numel, {writes(*sorted, strides, in.ndim), writes(*places, strides, in.ndim), in.reads()}, in.shape(),
           [d](const Access* o, ShapeView shape) { run_sort(o[0], o[1], o[2], shape.ndim, shape.sizes, d, false); });
    launch(t.numel, {writes(*values.tensor), writes(*indices.tensor), reads(*sorted), reads(*places)},
           [lines, n](const Access* o) {
             pick_modes(o[0].dtype, lines, n, o[0].data, static_cast<int64_t*>(o[1].data), o[2].data,
                        static_cast<const int64_t*>(o[3].data));
           });
  }
  call.out[0] = std::move(values.tensor);
  call.out[1] = std::move(indices.tensor);
}

// ---- truth, norms, log-sum-exp ------------------------------------------------------------------------------------

// Unlike for sums, an empty list of dimensions reduces none of them.
template <bool every>
void compute_truth(Call& call) {
  const Tensor& t = call.tensor(0);
  const Value& v = call.arg(1);
  const DimSet dims = v.is_none() ? kAllDims : listed_dims(*v.dims, t);
  reduce(call, every ? Reduction::All : Reduction::Any, t, dims, call.arg(2).truth(),
         t.dtype == DType::UInt8 ? DType::UInt8 : DType::Bool);
}

DType norm_type(const Value& asked, DType t) {
  if (!is_inexact(t)) {
    fail(ErrorKind::Runtime, "linalg.vector_norm: Expected a floating point or complex tensor as input. Got ",
         scalar_type_name(t));
  }
  if (asked.is_none()) return t;
  const DType to = asked.dtype;
  if (!is_inexact(to)) {
    fail(ErrorKind::Runtime, "linalg.vector_norm: dtype should be floating point or complex, but got ",
         scalar_type_name(to));
  }
  if (is_complex(t) != is_complex(to)) {
    fail(ErrorKind::Runtime, "linalg.vector_norm: dtype should be ",
         is_complex(t) ? "complex for complex" : "real for real", " inputs, but got ", scalar_type_name(to));
  }
  if (promote(t, to) != to) {
    fail(ErrorKind::Runtime, "linalg.vector_norm: the dtype of the input (", scalar_type_name(t),
         ") should be convertible without narrowing to the specified dtype (", scalar_type_name(to), ")");
  }
  return to;
}

void require_norm_identity(const Tensor& t, double ord, DimSet dims) {
  if (t.numel > 0 || (ord >= 0 && !std::isinf(ord))) return;
  for (int d = 0; d < t.ndim; ++d) {
    if (!contains(dims, d) || t.size(d) != 0) continue;
    if (dims == kAllDims) {
      fail(ErrorKind::Runtime, "linalg.vector_norm cannot compute the ", ord,
           " norm on an empty tensor because the "
           "operation does not have an identity");
    }
    fail(ErrorKind::Runtime, "linalg.vector_norm cannot compute the ", ord, " norm on the dimension ", d,
         " because this dimension is empty and the operation does not have an identity");
  }
}

Reduction norm_reduction(double ord) {
  if (ord == 0) return Reduction::CountNonzero;
  if (ord == 1) return Reduction::SumAbs;
  if (ord == 2) return Reduction::SumSquares;
  if (std::isinf(ord)) return ord > 0 ? Reduction::MaxAbs : Reduction::MinAbs;
  return Reduction::SumPow;
}

void compute_vector_norm(Call& call) {
  Tensor& t = call.tensor(0);
  const double ord = call.arg(1).as_double();
  const DType type = norm_type(call.arg(4), t.dtype), to = real_type(type);
  const DimSet dims = dims_of(call.arg(2), t);
  require_norm_identity(t, ord, dims);
  const TensorRef in = is_complex(t.dtype) ? cast(t, type) : TensorRef::share(&t);
  Result r;
  allocate(r, t, dims, call.arg(3).truth(), compute_type(to));
  run(norm_reduction(ord), r, *in, ord);
  if (ord == 2 || norm_reduction(ord) == Reduction::SumPow) {
    launch(r.tensor->numel, {writes(*r.tensor)},
           [ord, n = r.tensor->numel](const Access* o) { take_root(o[0].dtype, o[0].data, n, ord); });
  }
  deliver(call, cast(*r.tensor, to));
}

void complex_logsumexp(Call& call, const Tensor& t, DimSet dims, bool keepdim) {
  const TensorRef terms = empty_like(t, DType::Complex128);
  copy_into(*terms, t);
  Result top, sum;
  allocate(top, t, dims, keepdim, DType::Float64);
  allocate(sum, t, dims, keepdim, DType::Complex128);
  launch(work(*sum.tensor, t), {sum.writes(), top.writes(), writes(*terms)}, t,
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
  Result r;
  allocate(r, t, dims, keepdim, in->dtype);
  launch(work(*r.tensor, t), {r.writes(), reads(*in)}, t,
         [](const Access* o, ShapeView shape) { run_logsumexp(o[0], o[1], shape.ndim, shape.sizes); });
  deliver(call, std::move(r.tensor));
}

// ---- running forms ------------------------------------------------------------------------------------------------

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
    {"sum", compute_sum, "self: Tensor, dim: Size | None, keepdim: bool, dtype: Dtype | None"},
    {"prod", compute_prod, "self: Tensor, dim: int | None, keepdim: bool, dtype: Dtype | None"},
    {"mean", compute_mean, "self: Tensor, dim: Size | None, keepdim: bool, dtype: Dtype | None"},
    {"nansum", compute_nansum, "self: Tensor, dim: Size | None, keepdim: bool, dtype: Dtype | None"},
    {"var", compute_spread<Spread::Variance>, "self: Tensor, dim: Size | None, correction: Number, keepdim: bool"},
    {"std", compute_spread<Spread::Deviation>, "self: Tensor, dim: Size | None, correction: Number, keepdim: bool"},
    {"max_all", compute_extreme_all<true>, "self: Tensor"},
    {"min_all", compute_extreme_all<false>, "self: Tensor"},
    {"amax", compute_extreme_over<true>, "self: Tensor, dim: Size | None, keepdim: bool"},
    {"amin", compute_extreme_over<false>, "self: Tensor, dim: Size | None, keepdim: bool"},
    {"argmax", compute_arg_extreme<true>, "self: Tensor, dim: int | None, keepdim: bool"},
    {"argmin", compute_arg_extreme<false>, "self: Tensor, dim: int | None, keepdim: bool"},
    {"max_dim", compute_extreme_dim<true>, "self: Tensor, dim: int, keepdim: bool"},
    {"min_dim", compute_extreme_dim<false>, "self: Tensor, dim: int, keepdim: bool"},
    {"median_all", compute_median_all<false>, "self: Tensor"},
    {"nanmedian_all", compute_median_all<true>, "self: Tensor"},
    {"median_dim", compute_median_dim<false>, "self: Tensor, dim: int, keepdim: bool"},
    {"nanmedian_dim", compute_median_dim<true>, "self: Tensor, dim: int, keepdim: bool"},
    {"kthvalue", compute_kthvalue, "self: Tensor, k: int, dim: int, keepdim: bool"},
    {"mode", compute_mode, "self: Tensor, dim: int, keepdim: bool"},
    {"any", compute_truth<false>, "self: Tensor, dim: Size | None, keepdim: bool"},
    {"all", compute_truth<true>, "self: Tensor, dim: Size | None, keepdim: bool"},
    {"vector_norm", compute_vector_norm,
     "self: Tensor, ord: float, dim: Size | None, keepdim: bool, dtype: Dtype | None"},
    {"logsumexp", compute_logsumexp, "self: Tensor, dim: Size, keepdim: bool"},
    {"cumsum", compute_scan<Scan::Cumsum>, "self: Tensor, dim: int, dtype: Dtype | None"},
    {"cumprod", compute_scan<Scan::Cumprod>, "self: Tensor, dim: int, dtype: Dtype | None"},
    {"logcumsumexp", compute_logcumsumexp, "self: Tensor, dim: int"},
    {"cummax", compute_running_extreme<true>, "self: Tensor, dim: int"},
    {"cummin", compute_running_extreme<false>, "self: Tensor, dim: int"},
};

}  // namespace

const ComputeTable kReduceComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
