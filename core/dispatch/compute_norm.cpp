// Owns: the compute function of norms of vectors.
// Called by: call_op.
#include <cmath>

#include "backend/cpu/norm.h"
#include "dispatch/reduction.h"

namespace flambeau {
namespace {

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
  Reduced r;
  allocate_reduced(r, t, dims, call.arg(3).truth(), compute_type(to));
  launch_reduction(norm_reduction(ord), r, *in, ord);
  if (ord == 2 || norm_reduction(ord) == Reduction::SumPow) {
    launch(r.tensor->numel, {writes(*r.tensor)},
           [ord, n = r.tensor->numel](const Access* o) { take_root(o[0].dtype, o[0].data, n, ord); });
  }
  deliver(call, cast(*r.tensor, to));
}

constexpr ComputeEntry kEntries[] = {
    {"vector_norm", compute_vector_norm,
     "self: Tensor, ord: float, dim: Size | None, keepdim: bool, dtype: Dtype | None"},
};

}  // namespace

const ComputeTable kNormComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
