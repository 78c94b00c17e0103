// Owns: the refusal of types for storage by the ops that have no kernels for them.
// Called by: see stored.h.
#include "dispatch/stored.h"

#include "dispatch/operands.h"
#include "dispatch/walk.h"

namespace flambeau {

void check_stored(const Call& call) {
  const Op& op = call.op;
  if (op.stores || op.is_view || op.kernel) return;
  const auto check = [&](DType t) {
    if (is_stored(t)) not_implemented(op.name.c_str(), t);
  };
  for_tensors(call, [&](const Tensor& t) { check(t.dtype); });
  if (call.target) check(call.target->dtype);
  for (size_t i = 0; i < op.params.size(); ++i)
    if (call.args[i].tag == Tag::DType) check(call.args[i].dtype);
}

}  // namespace flambeau
