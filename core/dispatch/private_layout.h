// Owns: results that lie channels-last while they look row-major, so that networks written for NCHW run at the other's
// speed. Called by: the convolutions, which begin it, and call.cpp, which carries it on.
#pragma once

#include "dispatch/op.h"

namespace flambeau {

// `laid`, a dense channels-last tensor on any device, as a row-major one of the same elements, which are put in order
// when first read.
TensorRef in_private_layout(TensorRef laid);
// The call, where operands lie in private: on them as they lie, if the op keeps their layout. False: call op.compute.
bool compute_in_private_layout(Call& call);

}  // namespace flambeau
