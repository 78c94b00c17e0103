// Owns: the event of one op's call.
// Called by: call_op, while a profile runs.
#pragma once

#include "dispatch/op.h"
#include "profiler/recorder.h"

namespace flambeau {

// run(call), with its time, place, size and (when asked for) shapes recorded.
void profile_call(Call& call, void (*run)(Call&));

// Shapes lie in a log as: how many; then per tensor its number of dimensions (-1: no tensor, -2: a list, whose length and
// shapes follow in the same way), its dtype and its sizes.
void write_shape(std::vector<int64_t>& to, const Tensor* t);

}  // namespace flambeau
