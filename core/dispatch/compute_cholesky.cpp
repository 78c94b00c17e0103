// Owns: the compute functions of Cholesky factors.
// Called by: call_op.
#include "backend/cpu/cholesky.h"
#include "dispatch/matrices.h"

namespace flambeau {
namespace {

void compute_cholesky(Call& call) {
  const Tensor& a = call.tensor(0);
  const char* const name = call.arg(3).text;
  require_square(name, a);
  const int64_t n = rows_of(a), batch = count_of(batch_of(a));
  TensorRef factor = copied_by_columns(a), info = make_info(batch_of(a), a.storage->device);
  launch(steps_of(a.numel, n), {writes(*factor), writes(*info)},
         [batch, n, upper = call.arg(1).truth()](const Access* o) { run_cholesky(o[0], o[1].data, batch, n, upper); });
  if (call.arg(2).truth()) require_success(*info, Failure::Cholesky, name);
  call.out[0] = std::move(factor);
  call.out[1] = std::move(info);
}

void compute_cholesky_solve(Call& call) {
  const Tensor& b = call.tensor(0);
  Tensor& given = call.tensor(1);
  if (b.ndim < 2 || given.ndim < 2) {
    const bool first = b.ndim < 2;
    fail(ErrorKind::Runtime, first ? "b" : "u", " should have at least 2 dimensions, but has ",
         static_cast<int>(first ? b.ndim : given.ndim), " dimensions instead | cholesky_solve");
  }
  require_square("cholesky_solve", given);
  if (given.dtype != b.dtype) {
    fail(ErrorKind::Runtime, "Expected b and A to have the same dtype, but found b of type ", scalar_type_name(b.dtype),
         " and A of type ", scalar_type_name(given.dtype), " instead. | cholesky_solve");
  }
  require_matrices("cholesky_solve", b);
  const int64_t n = rows_of(given);
  if (rows_of(b) != n) {
    fail(ErrorKind::Runtime, "Incompatible matrix sizes for cholesky_solve: each A matrix is ", n, " by ", n,
         " but each b matrix is ", rows_of(b), " by ", columns_of(b));
  }
  const Dims batch = broadcast_shapes(batch_of(b), batch_of(given));
  TensorRef x = copied_by_columns(b, with(batch, n, columns_of(b)));
  const TensorRef factor = read_by_columns(given), factors = repeated(*factor, batch);
  launch(steps_of(x->numel, n), {writes(*x), reads(*factors)}, *x,
         [upper = call.arg(2).truth()](const Access* o, ShapeView s) {
           run_cholesky_solve(o[1], o[0], s.ndim, s.sizes, upper);
         });
  call.out[0] = std::move(x);
}

void compute_cholesky_inverse(Call& call) {
  const Tensor& factor = call.tensor(0);
  require_square("cholesky_inverse", factor);
  const int64_t n = rows_of(factor), batch = count_of(batch_of(factor));
  TensorRef inverse = copied_by_columns(factor);
  const TensorRef info = make_info(batch_of(factor), factor.storage->device);
  launch(steps_of(factor.numel, n), {writes(*inverse), writes(*info)},
         [batch, n, upper = call.arg(1).truth()](const Access* o) {
           run_cholesky_inverse(o[0], o[1].data, batch, n, upper);
         });
  require_success(*info, Failure::Singular, "cholesky_inverse");
  call.out[0] = std::move(inverse);
}

constexpr ComputeEntry kEntries[] = {
    {"cholesky", compute_cholesky, "A: Tensor, upper: bool, check: bool, name: str"},
    {"cholesky_solve", compute_cholesky_solve, "self: Tensor, L: Tensor, upper: bool"},
    {"cholesky_inverse", compute_cholesky_inverse, "self: Tensor, upper: bool"},
};

}  // namespace

const ComputeTable kCholeskyComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
