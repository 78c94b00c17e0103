// Owns: the compute function that chooses between two tensors by a condition.
// Called by: call_op.
#include "dispatch/elementwise_arguments.h"
#include "dispatch/numbers.h"

namespace flambeau {
namespace {

void compute_where(Call& call) {
  const DType condition = call.tensor(0).dtype;
  if (condition != DType::Bool && condition != DType::UInt8) {
    fail(ErrorKind::Runtime, "where expected condition to be a boolean tensor, but got a tensor with dtype ",
         scalar_type_name(condition));
  }
  const DType common = result_type(call.args + 1, 2);
  for (int i = 1; i < 3; ++i)
    if (call.arg(i).is_number()) check_scalar_fits(call.arg(i), common);
  compute_elementwise(call, kernel<"where">(), call.args);
}

constexpr ComputeEntry kEntries[] = {
    {"where", compute_where, "condition: Tensor, self: Tensor | Number, other: Tensor | Number"},
};

}  // namespace

const ComputeTable kCompareComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
