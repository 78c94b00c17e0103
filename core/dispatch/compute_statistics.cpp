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

[[gnu::noinline]] void warn_of_freedom(const char* asked) {
  host::warn(
      std::string(asked) +
      "(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel "
      "divided by output numel).");
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
  const int64_t left = r.tensor->numel;
  if (left != 0 && static_cast<double>(t.numel / left) <= call.arg(2).as_double()) warn_of_freedom(call.arg(4).text);
  deliver(call, std::move(r.tensor));
}

constexpr ComputeEntry kEntries[] = {
    {"var", compute_spread<Spread::Variance>,
     "self: Tensor, dim: Size | None, correction: Number, keepdim: bool, asked: str"},
    {"std", compute_spread<Spread::Deviation>,
     "self: Tensor, dim: Size | None, correction: Number, keepdim: bool, asked: str"},
};

}  // namespace

const ComputeTable kStatisticsComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
