// Owns: the compute functions of variances and standard deviations.
// Called by: call_op.
#include "backend/cpu/statistics.h"
#include "dispatch/reduction.h"

namespace flambeau {
namespace {

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
  Reduced r;
  allocate_reduced(r, t, dims_of(call.arg(1), t), call.arg(3).truth(), real_type(t.dtype));
  launch(reduction_steps(*r.tensor, t), {r.writes(), reads(t)}, t,
         [correction = call.arg(2).as_double()](const Access* o, ShapeView shape) {
           run_var_mean(o, nullptr, o[1], shape.ndim, shape.sizes, correction, spread);
         });
  deliver(call, std::move(r.tensor));
}

constexpr ComputeEntry kEntries[] = {
    {"var", compute_spread<Spread::Variance>, "self: Tensor, dim: Size | None, correction: Number, keepdim: bool"},
    {"std", compute_spread<Spread::Deviation>, "self: Tensor, dim: Size | None, correction: Number, keepdim: bool"},
};

}  // namespace

const ComputeTable kStatisticsComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
