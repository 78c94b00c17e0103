// Owns: the caching allocator: 64-byte-aligned blocks kept by size class for reuse, and its statistics.
// Called by: storage; callers hold the host's lock.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flambeau {

struct Block {
  void* data = nullptr;
  size_t capacity = 0;  // bytes; 0 for an empty block
};

// At least `nbytes` bytes, uninitialised; throws Error(OutOfMemory) naming the size asked for and what is in use.
Block allocate(size_t nbytes);
void deallocate(Block block) noexcept;
size_t block_size(size_t nbytes);  // what allocate(nbytes) takes

struct MemoryStats {
  int64_t in_use = 0;       // bytes handed out
  int64_t peak = 0;         // highest in_use since the last reset
  int64_t cached = 0;       // bytes held for reuse
  int64_t allocations = 0;  // blocks handed out since start
  int64_t reused = 0;       // of those, taken from the cache
};
const MemoryStats& memory_stats();
void reset_peak_memory();
void empty_cache() noexcept;  // gives every cached block back to the system

}  // namespace flambeau
