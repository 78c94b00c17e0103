// Owns: what is done with an operation that somebody watches: its saved tensors packed, its values judged.
// Called by: call_op, when `watching` says so.
#include "autograd/watch.h"

#include "autograd/engine.h"
#include "dispatch/call.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

Values worst_result(const Call& call) {
  Values worst = Values::Finite;
  const auto look = [&](const TensorRef& t) {
    if (t) worst = std::max(worst, values_of(*t));
  };
  for (const TensorRef& t : call.many) look(t);
  for (const TensorRef& t : call.out) look(t);
  return worst;
}

// Results are judged first: most are finite, and then inputs need no look.
void judge(const Call& call, Node* node) {
  const Values results = call.op.uninitialised ? Values::Finite : worst_result(call);
  if (results == Values::Finite) return;
  const bool inherited = any_tensor(call.op, call.args, [](Tensor& t, int) { return values_of(t) != Values::Finite; });
  if (node) {
    node->finding = inherited ? kPassedOn : results == Values::NaN ? kMadeNaN : kMadeInfinite;
  } else if (!inherited && first_unrecorded.empty() && !running_node()) {
    Origin here = current_origin();
    const std::string where = describe(here);
    drop_origin(here);
    first_unrecorded = concat("outside the graph the first such value (", results == Values::NaN ? "nan" : "inf",
                              ") came from ", call.op.name, where.empty() ? "" : ", called at " + where);
  }
}

}  // namespace

void watch_call(const Call& call, Node* node) {
  if (node) pack_by_rules(*node);
  if (!anomaly.on) return;
  if (node) note_traceback(*node);
  if (anomaly.check_nan) judge(call, node);
}

}  // namespace flambeau
