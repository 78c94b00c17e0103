// Owns: the compute function of polygamma.
// Called by: call_op.
#include "dispatch/elementwise_arguments.h"

namespace flambeau {
namespace {

// polygamma(n, self)
void compute_polygamma(Call& call) {
  const int64_t n = call.arg(0).integer;
  if (n < 0) fail(ErrorKind::Runtime, "polygamma(n, x) does not support negative n. n is ", n);
  if (n == 0) return compute_elementwise(call, kernel<"digamma">(), call.args + 1);
  const Value operands[] = {Value::of(static_cast<double>(n)), call.arg(1)};
  compute_elementwise(call, kernel<"polygamma">(), operands);
}

constexpr ComputeEntry kEntries[] = {
    {"polygamma", compute_polygamma, "n: int, self: Tensor"},
};

}  // namespace

const ComputeTable kSpecialComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
