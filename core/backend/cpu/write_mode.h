// Owns: how a write at an index combines what is there with what comes.
// Called by: the kernels of index and scatter, and who calls them.
#pragma once

#include <cstdint>

namespace flambeau {

enum class WriteMode : uint8_t { Assign, Add, Multiply, Amax, Amin };

}  // namespace flambeau
