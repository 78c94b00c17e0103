// Owns: the count of kernels that work without the host's lock.
// Called by: see long_work.h.
#include "tensor/long_work.h"

#include <atomic>
#include <utility>
#include <vector>

#include "tensor/storage.h"

namespace flambeau {
namespace {

std::atomic<int> under_way{0};  // raised with the host's lock, lowered without it
thread_local int mine = 0;      // of these, this thread's: a kernel that is interrupted may run a signal handler
thread_local int keeping = 0;
bool held = false;
std::vector<Storage*> waiting;

void release_waiting() noexcept {
  for (Storage* s : std::exchange(waiting, {})) release(s);
}

}  // namespace

void LongWork::begin() {
  if (held || keeping) return;
  ++mine;
  ++under_way;
  unlocked_.emplace();
}

void LongWork::end() noexcept {
  --mine;
  --under_way;
  under_way.notify_all();
  unlocked_.reset();
  if (!waiting.empty() && under_way == 0) release_waiting();
}

KeepHostLock::KeepHostLock() { ++keeping; }
KeepHostLock::~KeepHostLock() { --keeping; }

void hold_long_work() {
  held = true;
  for (int n; (n = under_way) > mine;) {
    const WithoutHostLock unlocked;
    under_way.wait(n);
  }
}

void allow_long_work() noexcept { held = false; }

void forget_other_threads() noexcept { under_way = mine; }

void release_after_long_work(Storage* s) noexcept {
  if (under_way == 0) return release(s);
  try {
    waiting.push_back(s);
  } catch (...) {  // no memory for the list: the storage stays, which harms nobody
  }
}

}  // namespace flambeau
