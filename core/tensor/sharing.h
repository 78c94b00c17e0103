// Owns: moving a storage's bytes into memory that other processes see too.
// Called by: Tensor._move_bytes, which share_memory_() and pickling for another process use.
#pragma once

#include "tensor/storage.h"

namespace flambeau {

// Copies the bytes of `s` to `to`, which `owner` keeps alive, and looks at them there from now on. Gives back a storage
// that holds the bytes' former place, for the caller to release; null where that was inside `s` itself.
Storage* move_bytes(Storage& s, void* to, HostObject* owner);

}  // namespace flambeau
