// Owns: the compute functions of QR factors and of products of reflections.
// Called by: call_op.
#include <algorithm>
#include <string_view>

#include "backend/cpu/diagonal.h"
#include "backend/cpu/qr.h"
#include "dispatch/matrices.h"

namespace flambeau {
namespace {

struct Reflections {
  TensorRef a, tau;
};

Reflections reflected(const Tensor& t) {
  const int64_t m = rows_of(t), n = columns_of(t), low = std::min(m, n);
  Reflections r{copied_by_columns(t), empty(with(batch_of(t), low), t.dtype, t.storage->device)};
  launch(steps_of(t.numel, low), {writes(*r.a), writes(*r.tau)},
         [batch = count_of(batch_of(t)), m, n](const Access* o) { run_geqrf(o[0], o[1].data, batch, m, n); });
  return r;
}

void compute_geqrf(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim < 2) fail(ErrorKind::Runtime, "torch.geqrf: input must have at least 2 dimensions.");
  require_matrices("torch.geqrf", t);
  Reflections r = reflected(t);
  call.out[0] = std::move(r.a);
  call.out[1] = std::move(r.tau);
}

// The first `columns` columns of `a`, by columns.
TensorRef leading_columns(const Tensor& a, int64_t columns) {
  Dims shape = a.shape();
  shape[a.ndim - 1] = columns;
  return copied_by_columns(*alias(a, shape, a.stride_dims(), a.offset));
}

// The first `columns` columns of the product of the reflections in `a`.
TensorRef product_of(const Tensor& a, const Tensor& tau, int64_t columns) {
  const int64_t m = rows_of(a), k = tau.size(tau.ndim - 1), given = std::min(columns, columns_of(a));
  TensorRef q = empty_by_columns(with(batch_of(a), m, columns), a.dtype, a.storage->device);
  const TensorRef part = alias(*q, with(batch_of(a), m, given), q->stride_dims(), 0);
  copy_into(*part, *alias(a, part->shape(), a.stride_dims(), a.offset));
  launch(steps_of(q->numel, std::max<int64_t>(1, k)), {writes(*q), reads(tau)},
         [batch = count_of(batch_of(a)), m, columns, k](const Access* o) {
           run_householder_product(o[0], o[1].data, batch, m, columns, k);
         });
  return q;
}

TensorRef upper_rows(const Tensor& a, int64_t rows) {
  TensorRef r = empty_by_columns(with(batch_of(a), rows, columns_of(a)), a.dtype, a.storage->device);
  launch(r->numel, {writes(*r), reads(a)}, *r,
         [](const Access* o, ShapeView s) { run_triangle(true, o[0], o[1], s.ndim, s.sizes, 0); });
  return r;
}

void compute_qr(Call& call) {
  const Tensor& a = call.tensor(0);
  const std::string_view mode = call.arg(1).text;
  require_matrices("linalg.qr", a);
  if (mode != "reduced" && mode != "complete" && mode != "r") {
    fail(ErrorKind::Runtime, "qr received unrecognized mode '", mode,
         "' but expected one of 'reduced' (default), 'r', or 'complete'");
  }
  const int64_t m = rows_of(a), size = mode == "complete" ? m : std::min(m, columns_of(a));
  const Reflections f = reflected(a);
  call.out[0] = mode == "r" ? empty(with(batch_of(a), 0), a.dtype, a.storage->device) : product_of(*f.a, *f.tau, size);
  call.out[1] = upper_rows(*f.a, size);
}

void require_reflections(const char* name, const Tensor& a, const Tensor& tau) {
  if (a.ndim < 2) fail(ErrorKind::Runtime, name, ": input must have at least 2 dimensions.");
  if (tau.ndim != a.ndim - 1) {
    fail(ErrorKind::Runtime, name, ": Expected tau to have one dimension less than input, but got tau.ndim equal to ",
         static_cast<int>(tau.ndim), " and input.ndim is equal to ", static_cast<int>(a.ndim));
  }
  if (Dims(tau.sizes(), tau.ndim - 1) != batch_of(a)) {
    fail(ErrorKind::Runtime, name, ": Expected batch dimensions of tau to be equal to input.shape[:-2], but got ",
         Dims(tau.sizes(), tau.ndim - 1));
  }
  if (tau.dtype != a.dtype) {
    fail(ErrorKind::Runtime, name, ": tau dtype ", scalar_type_name(tau.dtype), " does not match input dtype ",
         scalar_type_name(a.dtype));
  }
}

void compute_householder_product(Call& call) {
  const char* const name = "torch.linalg.householder_product";
  const Tensor& a = call.tensor(0);
  Tensor& tau = call.tensor(1);
  require_reflections(name, a, tau);
  require_matrices(name, a, "input");
  if (rows_of(a) < columns_of(a))
    fail(ErrorKind::Runtime, name, ": input.shape[-2] must be greater than or equal to input.shape[-1]");
  if (columns_of(a) < tau.size(tau.ndim - 1))
    fail(ErrorKind::Runtime, name, ": input.shape[-1] must be greater than or equal to tau.shape[-1]");
  call.out[0] = product_of(a, *contiguous(tau), columns_of(a));
}

void compute_ormqr(Call& call) {
  const char* const name = "torch.ormqr";
  const Tensor &a = call.tensor(0), &c = call.tensor(2);
  Tensor& tau = call.tensor(1);
  const bool left = call.arg(3).truth(), transpose = call.arg(4).truth();
  require_reflections(name, a, tau);
  if (c.ndim < 2) fail(ErrorKind::Runtime, name, ": other must have at least 2 dimensions.");
  const char* const side = left ? "other.shape[-2]" : "other.shape[-1]";
  const int64_t length = left ? rows_of(c) : columns_of(c), k = tau.size(tau.ndim - 1);
  if (length < k) fail(ErrorKind::Runtime, name, ": ", side, " must be greater than or equal to tau.shape[-1]");
  if (length != rows_of(a)) fail(ErrorKind::Runtime, name, ": ", side, " must be equal to input.shape[-2]");
  if (k != std::min(length, columns_of(a)))
    fail(ErrorKind::Runtime, name, ": tau.shape[-1] must be equal to min(other.shape[-2], input.shape[-1])");
  if (batch_of(c) != batch_of(a)) {
    fail(ErrorKind::Runtime, name, ": Expected batch dimensions of other to be equal to input.shape[:-2], but got ",
         batch_of(c));
  }
  if (c.dtype != a.dtype) {
    fail(ErrorKind::Runtime, name, ": Expected input and other to have the same dtype, but input has dtype ",
         scalar_type_name(a.dtype), ", other has dtype ", scalar_type_name(c.dtype));
  }
  require_matrices(name, a, "input");
  require_matrices(name, c, "other");
  TensorRef out = copied_by_columns(c);
  const TensorRef reflections = leading_columns(a, k), factors = contiguous(tau);
  launch(steps_of(c.numel, k), {writes(*out), reads(*reflections), reads(*factors)},
         [batch = count_of(batch_of(c)), m = rows_of(c), n = columns_of(c), k, left, transpose](const Access* o) {
           run_ormqr(o[1], o[2].data, o[0], batch, m, n, k, left, transpose);
         });
  call.out[0] = std::move(out);
}

constexpr ComputeEntry kEntries[] = {
    {"geqrf", compute_geqrf, "self: Tensor"},
    {"qr", compute_qr, "A: Tensor, mode: str"},
    {"householder_product", compute_householder_product, "input: Tensor, tau: Tensor"},
    {"ormqr", compute_ormqr, "self: Tensor, input2: Tensor, input3: Tensor, left: bool, transpose: bool"},
};

}  // namespace

const ComputeTable kQrComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
