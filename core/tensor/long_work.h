// Owns: LongWork, a kernel's work while other host threads run, and what has to wait until no such work is under way.
// Called by: compute functions around their kernels; tensors that change storages; the fork handlers; accumulation.
#pragma once

#include <cstdint>
#include <optional>

#include "tensor/host.h"

namespace flambeau {

// Lets other host threads run while a kernel works, when that takes long enough to be worth it.
class LongWork {
 public:
  static constexpr int64_t kEnough = 1 << 15;  // elements, or multiplications
  [[gnu::always_inline]] explicit LongWork(int64_t steps) {
    if (steps >= kEnough) begin();
  }
  [[gnu::always_inline]] ~LongWork() {
    if (unlocked_) end();
  }
  LongWork(const LongWork&) = delete;
  LongWork& operator=(const LongWork&) = delete;

 private:
  void begin();
  void end() noexcept;
  std::optional<WithoutHostLock> unlocked_;
};

// Keeps the host's lock through the kernels of a scope, so that what the scope reads and then writes changes in one
// step for other threads.
class KeepHostLock {
 public:
  KeepHostLock();
  ~KeepHostLock();
  KeepHostLock(const KeepHostLock&) = delete;
  KeepHostLock& operator=(const KeepHostLock&) = delete;
};

// Before a fork: waits for the kernels of other threads and keeps new ones under the host's lock, so that the child
// finds no half-written tensor and no lock that a thread holds which it does not have. Afterwards, in parent and child:
// allowed.
void hold_long_work();
void allow_long_work() noexcept;
void forget_other_threads() noexcept;  // in a forked child, where their work will never end

struct Storage;
// Gives up a share in a storage whose bytes the kernel of another thread may still be using: freed when that has ended.
void release_after_long_work(Storage* s) noexcept;

}  // namespace flambeau
