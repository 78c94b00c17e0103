// Owns: see named.h.
// Called by: see named.h.
#include "dispatch/named.h"

namespace flambeau {

void fill_defaults(const Op& op, int from, Value* values) {
  for (size_t i = static_cast<size_t>(from); i < op.params.size(); ++i) values[i] = op.params[i].fallback_value;
}

TensorRef call_ready(const Op& op, std::initializer_list<Value> given, Tensor* target) {
  Arguments args;
  std::copy(given.begin(), given.end(), args.values);
  fill_defaults(op, static_cast<int>(given.size()), args.values);
  Call call{op, args.values, target};
  call_op(call);
  return std::move(call.out[0]);
}

}  // namespace flambeau
