// Owns: the event of one op's call.
// Called by: call_op, while a profile runs.
#pragma once

#include "dispatch/op.h"
#include "profiler/recorder.h"

namespace flambeau {

// run(call), with its time, place, size and (when asked for) shapes recorded.
void profile_call(Call& call, NodeRef (*run)(Call&));

}  // namespace flambeau
