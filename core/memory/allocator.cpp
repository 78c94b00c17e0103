// Owns: size classes, the free lists and the calls to the system's allocator.
// Called by: storage (allocate, deallocate) and the Python-facing statistics.
#include "memory/allocator.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <vector>

#include "tensor/error.h"

namespace flambeau {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr int kClasses = 4 * 64;

// Four classes per power of two waste at most a quarter and let near sizes share blocks.
int class_of(size_t nbytes) {
  if (nbytes <= 256) return static_cast<int>((nbytes + 63) / 64);
  const int log = std::bit_width(nbytes - 1) - 1;  // 2^log < nbytes <= 2^(log+1)
  const size_t quarter = size_t{1} << (log - 2);
  const size_t step = (nbytes - (size_t{1} << log) + quarter - 1) / quarter;  // 1..4
  return (log - 8) * 4 + 4 + static_cast<int>(step);
}
size_t size_of_class(int c) {
  if (c <= 4) return static_cast<size_t>(c) * 64;
  const int log = (c - 5) / 4 + 8;
  const size_t step = static_cast<size_t>((c - 5) % 4) + 1;
  return (size_t{1} << log) + (step << (log - 2));
}

struct Cache {
  std::vector<void*> free[kClasses];
  MemoryStats stats;
  ~Cache() { empty_cache(); }
};
Cache& cache() {
  static Cache* instance = new Cache;  // lives as long as the process: tensors may outlive static destructors
  return *instance;
}

void* system_allocate(size_t capacity) {
  const bool huge = capacity >= 2 * kHugePage;
  // Not aligned_alloc: C lets it refuse sizes that are no multiple of the alignment, such as 5 MiB of huge pages.
  void* p = nullptr;
  if (posix_memalign(&p, huge ? kHugePage : kAlignment, capacity) != 0) return nullptr;
  if (huge) madvise(p, capacity, MADV_HUGEPAGE);  // fewer page faults; failure is harmless
  return p;
}

}  // namespace

Block allocate(size_t nbytes) {
  if (nbytes == 0) return {};
  Cache& c = cache();
  if (nbytes > (size_t{1} << 62)) {
    fail(ErrorKind::OutOfMemory, "allocate: ", nbytes, " bytes were asked for; no machine has that much memory");
  }
  const int k = class_of(nbytes);
  const size_t capacity = size_of_class(k);
  void* p = nullptr;
  if (!c.free[k].empty()) {
    p = c.free[k].back();
    c.free[k].pop_back();
    c.stats.cached -= static_cast<int64_t>(capacity);
    ++c.stats.reused;
  } else {
    p = system_allocate(capacity);
    if (!p) {
      empty_cache();
      p = system_allocate(capacity);
    }
    if (!p) {
      fail(ErrorKind::OutOfMemory, "allocate: could not get ", nbytes, " bytes from the system (", c.stats.in_use,
           " bytes are in use by tensors) | free tensors you no longer need or work in smaller batches");
    }
  }
  c.stats.in_use += static_cast<int64_t>(capacity);
  c.stats.peak = std::max(c.stats.peak, c.stats.in_use);
  ++c.stats.allocations;
  return {p, capacity};
}

void deallocate(Block block) noexcept {
  if (!block.data) return;
  Cache& c = cache();
  c.stats.in_use -= static_cast<int64_t>(block.capacity);
  // Keep at most as much in reserve as is in use plus a little, so that a burst does not pin memory for ever.
  const int64_t reserve = std::max<int64_t>(c.stats.peak, int64_t{256} << 20);
  const int k = class_of(block.capacity);
  if (c.stats.cached + static_cast<int64_t>(block.capacity) > reserve) {
    std::free(block.data);
    return;
  }
  try {
    c.free[k].push_back(block.data);
    c.stats.cached += static_cast<int64_t>(block.capacity);
  } catch (...) {
    std::free(block.data);
  }
}

size_t block_size(size_t nbytes) { return nbytes ? size_of_class(class_of(nbytes)) : 0; }

const MemoryStats& memory_stats() { return cache().stats; }
void reset_peak_memory() { cache().stats.peak = cache().stats.in_use; }

void empty_cache() noexcept {
  Cache& c = cache();
  for (auto& list : c.free) {
    for (void* p : list) std::free(p);
    list.clear();
  }
  c.stats.cached = 0;
}

}  // namespace flambeau
