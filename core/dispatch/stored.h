// Owns: which calls the types for storage (uint16, uint32, uint64, complex32) may take part in.
// Called by: call.cpp, once such a type has been named (stored_dtypes).
#pragma once

#include "dispatch/op.h"

namespace flambeau {

// Refuses a call on tensors of a type for storage, or that would make some, unless its op takes them: views, what pairs
// elements (a kernel without a loop for the type refuses by itself), and entries with the trait `stores`.
void check_stored(const Call& call);

}  // namespace flambeau
