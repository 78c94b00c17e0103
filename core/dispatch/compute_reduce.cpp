// Owns: the compute functions of reductions, extrema with positions, medians, modes and running forms.
// Called by: call_op.
#include <cmath>
#include <limits>

#include "dispatch/creation.h"
#include "dispatch/lined.h"
#include "kernels/copy.h"
#include "kernels/reduce.h"
#include "kernels/scan.h"
#include "kernels/sort.h"

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
  Operand operand() const { return {tensor->data(), tensor->dtype, strides}; }
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
  n = 0;
  for (int d = 0; d < t.ndim; ++d) {
    const bool reduced = contains(dims, d);
    r.strides[d] = reduced ? 0 : r.tensor->stride(n);
    n += !reduced || keepdim;
  }
}

constexpr int64_t kOne = 1, kZero = 0;

constexpr int64_t kFew = 64;

// The sum or mean of a few dense floats: setting up the general kernel would cost more than the additions.
template <class T>
void sum_few(Tensor& out, const Tensor& t, bool mean) {
  const T* x = t.ptr<T>();
  double sum = 0;
  for (int64_t i = 0; i < t.numel; ++i) sum += x[i];
  *out.ptr<T>() = static_cast<T>(mean ? sum / static_cast<double>(t.numel) : sum);
}

void run(Reduction op, const Result& r, const Tensor& t, double p = 0) {
  if (t.is_meta()) return;
  if (t.numel <= kFew && op <= Reduction::Mean && r.tensor->numel == 1 && t.is_contiguous() &&
      r.tensor->dtype == t.dtype) {
    if (t.dtype == DType::Float32) return sum_few<float>(*r.tensor, t, op == Reduction::Mean);
    if (t.dtype == DType::Float64) return sum_few<double>(*r.tensor, t, op == Reduction::Mean);
  }
  const LongWork work(t.numel);
  if (r.tensor->numel == 1 && t.is_contiguous()) {  // one line: nothing to plan
    run_reduction(op, {r.tensor->data(), r.tensor->dtype, &kZero}, {t.data(), t.dtype, &kOne}, 1, &t.numel, p);
  } else {
    run_reduction(op, r.operand(), operand(t), t.ndim, t.sizes(), p);
  }
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

template <class T>
bool is_nan(T x) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(x) != to_float(x);
  else
    return x != x;
}

// A dense copy in which NaN is 0.
TensorRef without_nan(Tensor& t) {
  TensorRef copy = empty_strided(t.shape(), dense_strides_like(t), t.dtype, t.storage->device);
  copy_into(*copy, t);
  if (copy->is_meta()) return copy;
  const LongWork work(copy->numel);
  visit(copy->dtype, [&]<class T>() {
    if constexpr (is_floating(type_of<T>)) {
      T* x = copy->ptr<T>();
      for (int64_t i = 0; i < copy->numel; ++i)
        if (is_nan(x[i])) x[i] = T{};
    }
  });
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
  if (!t.is_meta()) {
    const Operand out = r.operand(), in = operand(t);
    const LongWork work(t.numel);
    run_var_mean(&out, nullptr, in, t.ndim, t.sizes(), call.arg(2).as_double(), spread);
  }
  deliver(call, std::move(r.tensor));
}

// x[i] = f(x[i]) for a contiguous float32 or float64 tensor.
template <class F>
void map_real(Tensor& t, F&& f) {
  if (t.is_meta()) return;
  const auto apply = [&]<class T>() {
    T* x = t.ptr<T>();
    for (int64_t i = 0; i < t.numel; ++i) x[i] = f(x[i]);
  };
  t.dtype == DType::Float32 ? apply.template operator()<float>() : apply.template operator()<double>();
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
  if (!t.is_meta()) {
    const LongWork work(t.numel);
    const int d = call.arg(1).is_none() ? -1 : wrap_dim(call.arg(1).as_int(), t.ndim);
    run_arg_extremum(largest, nullptr, r.operand(), operand(t), t.ndim, t.sizes(), d);
  }
  deliver(call, std::move(r.tensor));
}

// Values and positions along one dimension: what max, median and their like return, given `dim` and, next, `keepdim`.
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
  if (!t.is_meta()) {
    const LongWork work(t.numel);
    const Lined in(t);
    if (t.ndim == 0) values.strides[0] = indices.strides[0] = 0;
    kernel(values.operand(), indices.operand(), in, d);
  }
  call.out[0] = std::move(values.tensor);
  call.out[1] = std::move(indices.tensor);
}

template <bool largest>
void compute_extreme_dim(Call& call) {
  const char* name = largest ? "max" : "min";
  if (is_complex(call.tensor(0).dtype)) fail(ErrorKind::Runtime, name, "(): does not support complex input");
  pick_along(call, name, 1, [](const Operand& values, const Operand& indices, const Lined& in, int d) {
    run_arg_extremum(largest, &values, indices, in.operand, in.ndim, in.sizes, d);
  });
}

// ---- medians and modes --------------------------------------------------------------------------------------------

template <bool ignore_nan>
void compute_median_dim(Call& call) {
  const Tensor& t = call.tensor(0);
  if (is_complex(t.dtype) || t.dtype == DType::Bool) not_implemented("median_out", t.dtype);
  pick_along(call, ignore_nan ? "nanmedian" : "median", 1,
             [](const Operand& values, const Operand& indices, const Lined& in, int d) {
               run_median(values, indices, in.operand, in.ndim, in.sizes, d, ignore_nan);
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
  pick_along(call, "kthvalue", 2, [&](const Operand& values, const Operand& indices, const Lined& lines, int along) {
    run_kthvalue(values, indices, lines.operand, lines.ndim, lines.sizes, along, k);
  });
}

// What the median of nothing is: NaN, or what x86 makes of NaN as an integer.
void fill_missing(Tensor& t) {
  visit(t.dtype, [&]<class T>() {
    if constexpr (std::is_same_v<T, Half>)
      *t.ptr<T>() = {0x7e00};
    else if constexpr (std::is_same_v<T, BFloat16>)
      *t.ptr<T>() = {0x7fc0};
    else if constexpr (std::is_floating_point_v<T>)
      *t.ptr<T>() = std::numeric_limits<T>::quiet_NaN();
    else if constexpr (std::is_integral_v<T>)
      *t.ptr<T>() = sizeof(T) >= 4 ? std::numeric_limits<T>::min() : T{0};
  });
}

template <bool ignore_nan>
void compute_median_all(Call& call) {
  Tensor& t = call.tensor(0);
  if (is_complex(t.dtype) || t.dtype == DType::Bool) not_implemented("median_cpu", t.dtype);
  TensorRef value = empty(Dims{}, t.dtype, t.storage->device);
  if (!t.is_meta() && t.numel == 0) {
    fill_missing(*value);
  } else if (!t.is_meta()) {
    const TensorRef flat = contiguous(t);
    const LongWork work(t.numel);
    int64_t position = 0;
    run_median({value->data(), t.dtype, &kZero}, {&position, DType::Int64, &kZero}, {flat->data(), t.dtype, &kOne}, 1,
               &flat->numel, 0, ignore_nan);
  }
  deliver(call, std::move(value));
}

template <class T>
bool equal_elements(T a, T b) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(a) == to_float(b);
  else
    return a == b;
}

// The end of the longest run (the first of several) in a sorted line.
template <class T>
int64_t most_frequent(const T* sorted, int64_t n) {
  int64_t best = 0, longest = 0, start = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (i > 0 && !equal_elements(sorted[i], sorted[i - 1])) start = i;
    if (i - start + 1 > longest) {
      longest = i - start + 1;
      best = i;
    }
  }
  return best;
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
  if (!t.is_meta() && t.numel > 0) {
    // Every line sorted into a row of its own; rows come in the order of the results.
    const Lined in(t);
    const int64_t n = in.size(d), lines = t.numel / n;
    int64_t strides[kMaxDims], step = n;
    for (int k = in.ndim - 1; k >= 0; --k) {
      strides[k] = k == d ? 1 : step;
      if (k != d) step *= in.size(k);
    }
    const TensorRef sorted = empty(Dims{lines, n}, t.dtype), places = empty(Dims{lines, n}, DType::Int64);
    const LongWork work(t.numel);
    run_sort({sorted->data(), t.dtype, strides}, {places->data(), DType::Int64, strides}, in.operand, in.ndim, in.sizes,
             d, false);
    visit(t.dtype, [&]<class T>() {
      for (int64_t line = 0; line < lines; ++line) {
        const T* row = sorted->ptr<T>() + line * n;
        const int64_t at = most_frequent(row, n);
        values.tensor->ptr<T>()[line] = row[at];
        indices.tensor->ptr<int64_t>()[line] = places->ptr<int64_t>()[line * n + at];
      }
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
  if (ord == 2) {
    map_real(*r.tensor, [](auto x) { return std::sqrt(x); });
  } else if (norm_reduction(ord) == Reduction::SumPow) {
    map_real(*r.tensor, [&](auto x) { return static_cast<decltype(x)>(std::pow(static_cast<double>(x), 1 / ord)); });
  }
  deliver(call, cast(*r.tensor, to));
}

// exp(x - shift) with a real shift per result, for the complex log-sum-exp.
void shifted_exponentials(const TensorRef& to, const Tensor& x, const Result& shift) {
  const TensorRef shifts = empty(x.shape(), DType::Float64);
  copy_strided(operand(*shifts), shift.operand(), x.ndim, x.sizes());
  complex128* z = to->ptr<complex128>();
  const double* s = shifts->ptr<double>();
  for (int64_t i = 0; i < to->numel; ++i) z[i] = std::exp(z[i] - s[i]);
}

void complex_logsumexp(Call& call, const Tensor& t, DimSet dims, bool keepdim) {
  TensorRef work = empty_like(t, DType::Complex128);
  copy_into(*work, t);
  Result top, sum;
  allocate(top, t, dims, keepdim, DType::Float64);
  allocate(sum, t, dims, keepdim, DType::Complex128);
  if (!t.is_meta()) {
    Dims doubled = work->stride_dims();
    for (int d = 0; d < doubled.size(); ++d) doubled[d] *= 2;
    const double least = -std::numeric_limits<double>::infinity();
    if (t.numel)
      run_reduction(Reduction::Amax, top.operand(), {work->data(), DType::Float64, doubled.data()}, t.ndim, t.sizes());
    else
      fill(operand(*top.tensor), top.tensor->ndim, top.tensor->sizes(), &least);
    map_real(*top.tensor, [](auto x) { return std::isinf(x) ? 0 : x; });
    shifted_exponentials(work, t, top);
    run_reduction(Reduction::Sum, sum.operand(), operand(*work), t.ndim, t.sizes());
    complex128* z = sum.tensor->ptr<complex128>();
    for (int64_t i = 0; i < sum.tensor->numel; ++i) z[i] = std::log(z[i]) + top.tensor->ptr<double>()[i];
  }
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
  if (!t.is_meta()) {
    const LongWork work(t.numel);
    run_logsumexp(r.operand(), operand(*in), t.ndim, t.sizes());
  }
  deliver(call, std::move(r.tensor));
}

// ---- running forms ------------------------------------------------------------------------------------------------

void scan_into(Call& call, Scan op, const Tensor& t, DType to) {
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim);
  TensorRef out = empty_like(t, to);
  if (!t.is_meta()) {
    const LongWork work(t.numel);
    run_scan(op, operand(*out), operand(t), t.ndim, t.sizes(), d);
  }
  deliver(call, std::move(out));
}

template <Scan op>
void compute_scan(Call& call) {
  Tensor& t = call.tensor(0);
  const DType to = summed_type(call.arg(2), t.dtype);
  scan_into(call, op, t, to);
}

complex128 log_add_exp(complex128 a, complex128 b) {
  const complex128 &top = a.real() >= b.real() ? a : b, &low = a.real() >= b.real() ? b : a;
  if (std::isinf(top.real())) return top.real() < 0 ? top : a == b ? a : std::log(std::exp(a) + std::exp(b));
  return top + std::log(1.0 + std::exp(low - top));
}

void complex_logcumsumexp(Call& call, const Tensor& t) {
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim);
  TensorRef work = empty_like(t, DType::Complex128);
  copy_into(*work, t);
  if (!t.is_meta() && t.numel && t.ndim) {
    const int64_t step = work->stride(d), n = t.size(d);
    complex128* z = work->ptr<complex128>();
    for (int64_t i = 0; i < t.numel; ++i)
      if (i / step % n > 0) z[i] = log_add_exp(z[i - step], z[i]);
  }
  deliver(call, cast(*work, t.dtype));
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
  if (!t.is_meta()) {
    const LongWork work(t.numel);
    run_cumulative_extremum(largest, operand(*values), operand(*indices), operand(t), t.ndim, t.sizes(), d);
  }
  call.out[0] = std::move(values);
  call.out[1] = std::move(indices);
}

constexpr ComputeEntry kEntries[] = {
    {"sum", compute_sum},
    {"prod", compute_prod},
    {"mean", compute_mean},
    {"nansum", compute_nansum},
    {"var", compute_spread<Spread::Variance>},
    {"std", compute_spread<Spread::Deviation>},
    {"max_all", compute_extreme_all<true>},
    {"min_all", compute_extreme_all<false>},
    {"amax", compute_extreme_over<true>},
    {"amin", compute_extreme_over<false>},
    {"argmax", compute_arg_extreme<true>},
    {"argmin", compute_arg_extreme<false>},
    {"max_dim", compute_extreme_dim<true>},
    {"min_dim", compute_extreme_dim<false>},
    {"median_all", compute_median_all<false>},
    {"nanmedian_all", compute_median_all<true>},
    {"median_dim", compute_median_dim<false>},
    {"nanmedian_dim", compute_median_dim<true>},
    {"kthvalue", compute_kthvalue},
    {"mode", compute_mode},
    {"any", compute_truth<false>},
    {"all", compute_truth<true>},
    {"vector_norm", compute_vector_norm},
    {"logsumexp", compute_logsumexp},
    {"cumsum", compute_scan<Scan::Cumsum>},
    {"cumprod", compute_scan<Scan::Cumprod>},
    {"logcumsumexp", compute_logcumsumexp},
    {"cummax", compute_running_extreme<true>},
    {"cummin", compute_running_extreme<false>},
};

}  // namespace

const ComputeTable kReduceComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
