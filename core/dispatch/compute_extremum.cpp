// Owns: the compute functions of the largest and the smallest over dimensions, and of where they stand.
// Called by: call_op.
#include "backend/cpu/extremum.h"
#include "dispatch/reduction.h"

namespace flambeau {
namespace {

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
  if (t.dtype == DType::Bool) fail(ErrorKind::Runtime, name, "(): does not support bool input");
  const DimSet dims = one_dim(call.arg(1), t);
  require_elements(name, t, dims, ErrorKind::Index);
  Reduced r;
  allocate_reduced(r, t, dims, call.arg(2).truth(), DType::Int64);
  const int d = call.arg(1).is_none() ? -1 : wrap_dim(call.arg(1).as_int(), t.ndim);
  launch(reduction_steps(*r.tensor, t), {r.writes(), reads(t)}, t, [d](const Access* o, ShapeView shape) {
    run_arg_extremum(largest, nullptr, o[0], o[1], shape.ndim, shape.sizes, d);
  });
  deliver(call, std::move(r.tensor));
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

constexpr ComputeEntry kEntries[] = {
    {"max_all", compute_extreme_all<true>, "self: Tensor"},
    {"min_all", compute_extreme_all<false>, "self: Tensor"},
    {"amax", compute_extreme_over<true>, "self: Tensor, dim: Size | None, keepdim: bool"},
    {"amin", compute_extreme_over<false>, "self: Tensor, dim: Size | None, keepdim: bool"},
    {"argmax", compute_arg_extreme<true>, "self: Tensor, dim: int | None, keepdim: bool"},
    {"argmin", compute_arg_extreme<false>, "self: Tensor, dim: int | None, keepdim: bool"},
    {"max_dim", compute_extreme_dim<true>, "self: Tensor, dim: int, keepdim: bool"},
    {"min_dim", compute_extreme_dim<false>, "self: Tensor, dim: int, keepdim: bool"},
};

}  // namespace

const ComputeTable kExtremumComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
