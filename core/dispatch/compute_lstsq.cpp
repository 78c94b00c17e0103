// Owns: the compute function of least squares.
// Called by: call_op.
#include <algorithm>
#include <string_view>

#include "backend/cpu/lstsq.h"
#include "dispatch/matrices.h"

namespace flambeau {
namespace {

LeastSquares driver_of(std::string_view name) {
  if (name == "gels") return LeastSquares::Gels;
  if (name == "gelsy") return LeastSquares::Gelsy;
  if (name == "gelsd") return LeastSquares::Gelsd;
  if (name == "gelss") return LeastSquares::Gelss;
  fail(ErrorKind::Runtime, "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss) | got ",
       name);
}

// a (…, m, n) and b (…, m, k) have the same batch. The solution has max(m, n) rows: what lies below the first n says
// how large the residuals are.
void compute_lstsq(Call& call) {
  const Tensor &a = call.tensor(0), &b = call.tensor(1);
  const LeastSquares driver = driver_of(call.arg(3).text);
  require_matrices("torch.linalg.lstsq", a);
  require_matrices("torch.linalg.lstsq", b);
  require_same_dtype("torch.linalg.lstsq", a, b);
  if (batch_of(a) != batch_of(b) || rows_of(a) != rows_of(b)) {
    fail(ErrorKind::Runtime, "torch.linalg.lstsq: the systems ", a.shape(), " and ", b.shape(), " do not go together");
  }
  const int64_t m = rows_of(a), n = columns_of(a), k = columns_of(b), low = std::min(m, n);
  const Dims batch = batch_of(a);
  const DeviceType device = a.storage->device;
  const TensorRef matrix = copied_by_columns(a), info = make_info(batch, device);
  TensorRef x = empty_by_columns(with(batch, std::max(m, n), k), a.dtype, device);
  zero_fill(*x);
  copy_into(*alias(*x, b.shape(), x->stride_dims(), 0), b);
  const bool ranks = driver != LeastSquares::Gels;
  const bool values = driver == LeastSquares::Gelsd || driver == LeastSquares::Gelss;
  TensorRef rank = empty(ranks ? batch : with(batch, 0), DType::Int64, device);
  TensorRef s = empty(values ? with(batch, low) : with(batch, 0), real_type(a.dtype), device);
  zero_fill(*rank);
  launch(steps_of(x->numel, low), {writes(*x), writes(*matrix), writes(*rank), writes(*s), writes(*info)},
         [driver, ranks, values, count = count_of(batch), m, n, k, rcond = call.arg(2).as_double()](const Access* o) {
           run_lstsq(driver, o[1], o[0], ranks ? static_cast<int64_t*>(o[2].data) : nullptr,
                     values ? o[3].data : nullptr, o[4].data, count, m, n, k, rcond);
         });
  require_success(*info, Failure::LeastSquares, "torch.linalg.lstsq");
  call.out[0] = alias(*x, with(batch, n, k), x->stride_dims(), 0);
  call.out[1] = std::move(rank);
  call.out[2] = std::move(s);
}

constexpr ComputeEntry kEntries[] = {
    {"lstsq", compute_lstsq, "A: Tensor, B: Tensor, rcond: float, driver: str"},
};

}  // namespace

const ComputeTable kLstsqComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
