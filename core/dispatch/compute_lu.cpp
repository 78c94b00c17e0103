// Owns: the compute functions of LU factors.
// Called by: call_op.
#include <algorithm>

#include "backend/cpu/lu.h"
#include "dispatch/matrices.h"

namespace flambeau {
namespace {

struct Factors {
  TensorRef lu, pivots, info;
};

Factors factored(const Tensor& a) {
  const int64_t m = rows_of(a), n = columns_of(a), batch = count_of(batch_of(a));
  const DeviceType device = a.storage->device;
  Factors f{copied_by_columns(a), empty(with(batch_of(a), std::min(m, n)), DType::Int32, device),
            make_info(batch_of(a), device)};
  launch(steps_of(a.numel, std::min(m, n)), {writes(*f.lu), writes(*f.pivots), writes(*f.info)},
         [batch, m, n](const Access* o) { run_lu(o[0], o[1].data, o[2].data, batch, m, n); });
  return f;
}

void compute_lu(Call& call) {
  const Tensor& a = call.tensor(0);
  const char* const name = call.arg(3).text;
  require_matrices(name, a);
  if (!call.arg(1).truth())
    fail(ErrorKind::Runtime, "linalg.lu_factor: LU without pivoting is not implemented on the CPU");
  Factors f = factored(a);
  if (call.arg(2).truth()) require_success(*f.info, Failure::Lu, name);
  call.out[0] = std::move(f.lu);
  call.out[1] = std::move(f.pivots);
  call.out[2] = std::move(f.info);
}

void compute_inverse(Call& call) {
  const Tensor& a = call.tensor(0);
  const char* const name = call.arg(2).text;
  require_square(name, a);
  Factors f = factored(a);
  launch(steps_of(a.numel, rows_of(a)), {writes(*f.lu), reads(*f.pivots), writes(*f.info)},
         [batch = count_of(batch_of(a)), n = rows_of(a)](const Access* o) {
           run_lu_inverse(o[0], o[1].data, o[2].data, batch, n);
         });
  if (call.arg(1).truth()) require_success(*f.info, Failure::Singular, name);
  call.out[0] = std::move(f.lu);
  call.out[1] = std::move(f.info);
}

// The solution of the system of which these are the factors.
TensorRef solved(const Tensor& lu, const Tensor& pivots, const Tensor& right, const Dims& batch, SystemForm form) {
  const int64_t n = rows_of(lu);
  TensorRef x = copied_by_columns(right, with(batch, n, columns_of(right)));
  const TensorRef factors = repeated(lu, batch), rows = repeated(pivots, batch, 1);
  launch(steps_of(x->numel, n), {writes(*x), reads(*factors), reads(*rows)}, *x,
         [form](const Access* o, ShapeView s) { run_lu_solve(o[1], o[2], o[0], s.ndim, s.sizes, form); });
  return x;
}

TensorRef transposed(const Tensor& t) {
  Dims shape = t.shape(), strides = t.stride_dims();
  std::swap(shape[t.ndim - 2], shape[t.ndim - 1]);
  std::swap(strides[t.ndim - 2], strides[t.ndim - 1]);
  return alias(t, shape, strides, t.offset);
}

void compute_solve(Call& call) {
  const Tensor &a = call.tensor(0), &b = call.tensor(1);
  const bool left = call.arg(2).truth();
  const char* const name = call.arg(4).text;
  require_equation("linalg.solve", a, b, left);
  const Dims batch = broadcast_shapes(batch_of(a), batch_of(b));
  Factors f = factored(a);
  if (call.arg(3).truth()) require_success(*f.info, Failure::SingularSystem, name);
  call.out[0] = left ? solved(*f.lu, *f.pivots, b, batch, SystemForm::Plain)
                     : transposed(*solved(*f.lu, *f.pivots, *transposed(b), batch, SystemForm::Transposed));
  call.out[1] = std::move(f.lu);
  call.out[2] = std::move(f.pivots);
  call.out[3] = std::move(f.info);
}

void require_pivots(const Tensor& lu, const Tensor& pivots) {
  if (pivots.dtype != DType::Int32)
    fail(ErrorKind::Runtime, "linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32");
  if (pivots.ndim < 1 || pivots.size(pivots.ndim - 1) != columns_of(lu)) {
    fail(ErrorKind::Runtime,
         "linalg.lu_solve: Number of pivots per batch should be same as the dimension of the matrix");
  }
  if (Dims(pivots.sizes(), pivots.ndim - 1) != batch_of(lu)) {
    fail(ErrorKind::Runtime,
         "linalg.lu_solve: Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape ",
         pivots.shape(), " instead");
  }
}

// X with A X = B, or Aᴴ X = B, by the factors of A, which itself is for derivatives only.
void compute_lu_solve(Call& call) {
  Tensor &given = call.tensor(1), &pivots = call.tensor(2);
  const Tensor& b = call.tensor(3);
  require_equation("linalg.lu_solve", given, b, true);
  require_pivots(given, pivots);
  const TensorRef rows = contiguous(pivots), lu = read_by_columns(given);
  launch(rows->numel, {reads(*rows)}, [count = rows->numel, m = rows_of(given)](const Access* o) {
    if (!pivots_within(o[0].data, count, m)) {
      fail(ErrorKind::Runtime,
           "Pivots given to lu_solve must all be smaller or equal to LU.size(-2). Did you properly "
           "pass the result of lu_factor?");
    }
  });
  const Dims batch = broadcast_shapes(batch_of(given), batch_of(b));
  call.out[0] = solved(*lu, *rows, b, batch, call.arg(4).truth() ? SystemForm::Adjoint : SystemForm::Plain);
}

// The permutation that pivots stand for, of m rows.
void compute_permutation(Call& call) {
  Tensor& given = call.tensor(0);
  const int64_t m = call.arg(1).as_int();
  if (given.dtype != DType::Int32) {
    fail(ErrorKind::Runtime,
         "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype. | it is ",
         name_of(given.dtype));
  }
  if (given.ndim < 1 || given.size(given.ndim - 1) > m) {
    fail(ErrorKind::Runtime, "torch.lu_unpack: LU_pivots has shape ", given.shape(),
         " | there is at most one pivot for each of the ", m, " rows");
  }
  const TensorRef pivots = contiguous(given);
  const int64_t k = given.size(given.ndim - 1);
  const Dims batch(given.sizes(), given.ndim - 1);
  TensorRef out = empty(with(batch, m), DType::Int64, given.storage->device);
  launch(out->numel, {writes(*out), reads(*pivots)}, [count = count_of(batch), m, k](const Access* o) {
    if (!pivots_within(o[1].data, count * k, m)) {
      fail(ErrorKind::Runtime,
           "pivots passed to lu_unpack must be between 1 and LU.size(-2) inclusive.Did you properly "
           "pass the result of lu_factor?");
    }
    run_permutation(static_cast<int64_t*>(o[0].data), o[1].data, count, m, k);
  });
  call.out[0] = std::move(out);
}

constexpr ComputeEntry kEntries[] = {
    {"lu", compute_lu, "A: Tensor, pivot: bool, check: bool, name: str"},
    {"lu_inverse", compute_inverse, "A: Tensor, check: bool, name: str"},
    {"lu_solve_system", compute_solve, "A: Tensor, B: Tensor, left: bool, check: bool, name: str"},
    {"lu_solve", compute_lu_solve, "A: Tensor, LU: Tensor, pivots: Tensor, B: Tensor, adjoint: bool"},
    {"lu_permutation", compute_permutation, "pivots: Tensor, m: int"},
};

}  // namespace

const ComputeTable kLuComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
