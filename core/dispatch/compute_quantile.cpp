// Owns: the compute functions of medians, modes and the k-th smallest.
// Called by: call_op.
#include <limits>

#include "backend/cpu/sort.h"
#include "dispatch/creation.h"
#include "dispatch/reduction.h"

namespace flambeau {
namespace {

constexpr int64_t kOne = 1, kZero = 0;

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
  if (t.dtype == DType::Bool) not_implemented("kthvalue_cpu", t.dtype);
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
  if (is_floating(dtype)) return Value::of(std::numeric_limits<double>::quiet_NaN());
  return Value::of(dtype == DType::Int64   ? std::numeric_limits<int64_t>::min()
                   : dtype == DType::Int32 ? std::numeric_limits<int32_t>::min()
                                           : int64_t{0});
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
  Reduced values, indices;
  allocate_reduced(values, t, dims, call.arg(2).truth(), t.dtype);
  allocate_reduced(indices, t, dims, call.arg(2).truth(), DType::Int64);
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

constexpr ComputeEntry kEntries[] = {
    {"median_all", compute_median_all<false>, "self: Tensor"},
    {"nanmedian_all", compute_median_all<true>, "self: Tensor"},
    {"median_dim", compute_median_dim<false>, "self: Tensor, dim: int, keepdim: bool"},
    {"nanmedian_dim", compute_median_dim<true>, "self: Tensor, dim: int, keepdim: bool"},
    {"kthvalue", compute_kthvalue, "self: Tensor, k: int, dim: int, keepdim: bool"},
    {"mode", compute_mode, "self: Tensor, dim: int, keepdim: bool"},
};

}  // namespace

const ComputeTable kQuantileComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
