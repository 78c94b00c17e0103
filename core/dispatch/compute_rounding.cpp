// Owns: the compute function of rounding to decimals.
// Called by: call_op.
#include <algorithm>
#include <cmath>

#include "dispatch/elementwise_arguments.h"

namespace flambeau {
namespace {

void compute_round(Call& call) {
  const int64_t decimals = call.arg(1).integer;
  if (decimals == 0) return compute_elementwise(call, kernel<"round">(), call.args);
  const DType dtype = call.tensor(0).dtype;
  if (!is_floating(dtype)) refuse(call, "round_cpu", dtype);
  const Value scale =
      Value::of(std::pow(10.0, static_cast<double>(std::abs(std::clamp<int64_t>(decimals, -400, 400)))));
  const ElementwiseKernel& before = decimals > 0 ? kernel<"mul">() : kernel<"div">();
  const ElementwiseKernel& after = decimals > 0 ? kernel<"div">() : kernel<"mul">();
  const TensorRef wide = cast(call.tensor(0), compute_type(dtype));  // 16-bit floats would overflow on the way
  Value operands[] = {value_of(*wide), scale};
  Call steps{call.op, call.args};
  compute_elementwise(steps, before, operands);
  const TensorRef scaled = std::move(steps.out[0]);
  operands[0] = value_of(*scaled);
  Call in_place{call.op, call.args, scaled.get()};
  compute_elementwise(in_place, kernel<"round">(), operands);
  compute_elementwise(in_place, after, operands);
  deliver(call, cast(*scaled, dtype));
}

constexpr ComputeEntry kEntries[] = {
    {"round", compute_round, "self: Tensor, decimals: int"},
};

}  // namespace

const ComputeTable kRoundingComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
