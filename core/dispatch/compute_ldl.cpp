// Owns: the compute functions of LDL factors.
// Called by: call_op.
#include "backend/cpu/ldl.h"
#include "dispatch/matrices.h"

namespace flambeau {
namespace {

void compute_ldl(Call& call) {
  const Tensor& a = call.tensor(0);
  const char* const name = call.arg(3).text;
  require_square(name, a);
  const int64_t n = rows_of(a), batch = count_of(batch_of(a));
  const DeviceType device = a.storage->device;
  TensorRef factor = copied_by_columns(a), pivots = empty(with(batch_of(a), n), DType::Int32, device),
            info = make_info(batch_of(a), device);
  launch(steps_of(a.numel, n), {writes(*factor), writes(*pivots), writes(*info)},
         [batch, n, hermitian = call.arg(1).truth()](const Access* o) {
           run_ldl(o[0], o[1].data, o[2].data, batch, n, hermitian);
         });
  if (call.arg(2).truth()) require_success(*info, Failure::Ldl, name);
  call.out[0] = std::move(factor);
  call.out[1] = std::move(pivots);
  call.out[2] = std::move(info);
}

void compute_ldl_solve(Call& call) {
  Tensor &factor = call.tensor(0), &given = call.tensor(1);
  const Tensor& b = call.tensor(2);
  const char* const name = "torch.linalg.ldl_solve";
  require_square(name, factor, "LD");
  require_same_dtype(name, factor, b);
  require_matrices(name, b, "B");
  require_equation(name, factor, b, true);
  if (given.dtype != DType::Int32)
    fail(ErrorKind::Runtime, name, ": Expected pivots to be int32 dtype. Got ", scalar_type_name(given.dtype));
  const int64_t n = rows_of(factor);
  if (given.ndim < 1 || given.shape() != with(batch_of(factor), n)) {
    fail(ErrorKind::Runtime, name,
         ": Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape ", given.shape(),
         " instead");
  }
  const Dims batch = broadcast_shapes(batch_of(factor), batch_of(b));
  const TensorRef pivots = contiguous(given), ldl = read_by_columns(factor);
  launch(pivots->numel, {reads(*pivots)}, [count = count_of(batch_of(factor)), n](const Access* o) {
    if (!ldl_pivots_within(o[0].data, count, n)) {
      fail(ErrorKind::Runtime,
           "torch.linalg.ldl_solve: pivots must lie between 1 and the number of rows, or be pairs of "
           "such numbers negated | pass what ldl_factor gave");
    }
  });
  TensorRef x = copied_by_columns(b, with(batch, n, columns_of(b)));
  const TensorRef factors = repeated(*ldl, batch), rows = repeated(*pivots, batch, 1);
  launch(steps_of(x->numel, n), {writes(*x), reads(*factors), reads(*rows)}, *x,
         [hermitian = call.arg(3).truth()](const Access* o, ShapeView s) {
           run_ldl_solve(o[1], o[2], o[0], s.ndim, s.sizes, hermitian);
         });
  call.out[0] = std::move(x);
}

constexpr ComputeEntry kEntries[] = {
    {"ldl", compute_ldl, "A: Tensor, hermitian: bool, check: bool, name: str"},
    {"ldl_solve", compute_ldl_solve, "LD: Tensor, pivots: Tensor, B: Tensor, hermitian: bool"},
};

}  // namespace

const ComputeTable kLdlComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
