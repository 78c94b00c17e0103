// Owns: what happens to booleans that are neither 0 nor 1 in memory, which files and other libraries may hold: true.
// Called by: call.cpp, while there are storages that may hold such (live_any_byte).
#pragma once

#include "dispatch/op.h"

namespace flambeau {

// Computes the call on booleans of 0 and 1 in place of those that may be any byte, where it has such operands. False
// where it has none, or needs no elements: call op.compute.
bool compute_on_plain_truths(Call& call, void (*compute)(Call&));

}  // namespace flambeau
