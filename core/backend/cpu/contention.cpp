// Owns: the judgement whether a team of threads pays, which small work's does not while other programs compute.
// Called by: parallel_for.
#include "backend/cpu/contention.h"

#include <algorithm>
#include <functional>

namespace flambeau {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

int64_t ns(Contention::Duration d) { return std::chrono::duration_cast<nanoseconds>(d).count(); }
int64_t now() { return ns(Contention::Clock::now().time_since_epoch()); }

const int64_t kPatience = ns(milliseconds(10));  // some three turns of another program
const int64_t kLittle = ns(microseconds(100));   // twice what a sleeping thread needs to wake up
const int64_t kMostSaved = ns(milliseconds(1));  // by one team: what long work saves says little of short work
// Without teams; twice as long each time that a trial fails, since another library's threads are often done waiting
// soon. A trial costs 2 % of the longest.
const int64_t kFirstBreak = ns(milliseconds(5)), kLongestBreak = ns(milliseconds(200));
constexpr int64_t kShort = 8000;       // microseconds: two turns of another program
constexpr int64_t kManyGrains = 1024;  // a grain takes some 10 us at least

uint64_t hash_of(const Contention::Work& work) {
  uint64_t h = reinterpret_cast<uintptr_t>(work.body);
  for (int64_t value : {work.n, work.grain}) h = (h ^ static_cast<uint64_t>(value)) * 0x9E3779B97F4A7C15u;
  return h ^ (h >> 29);
}

}  // namespace

bool Contention::is_over() {
  if (now() < until_.load(std::memory_order_relaxed)) return false;
  lost_.store(kPatience - kLittle, std::memory_order_relaxed);  // on trial: the next loss is enough
  until_.store(0, std::memory_order_relaxed);
  return true;
}

bool Contention::is_short(const Work& work) const {
  const uint64_t hash = hash_of(work), entry = known_[hash % known_.size()].load(std::memory_order_relaxed);
  if (entry >> 32 == hash >> 32) return static_cast<int64_t>(entry & 0xFFFFFFFFu) < kShort;
  return work.n / work.grain < kManyGrains;
}

void Contention::remember(const Work& work, Duration alone) {
  const uint64_t hash = hash_of(work);
  const auto us = static_cast<uint64_t>(std::clamp<int64_t>(ns(alone) / 1000, 0, 0xFFFFFFFF));
  known_[hash % known_.size()].store((hash >> 32) << 32 | us, std::memory_order_relaxed);
}

void Contention::note_team(const Work& work, Duration took, Duration worked) {
  if (until_.load(std::memory_order_relaxed) != 0) return remember(work, worked);
  const int64_t loss = std::max(ns(took - worked), -kMostSaved), before = lost_.load(std::memory_order_relaxed);
  if (loss <= 0 && before == 0) return;
  const int64_t lost = std::max<int64_t>(0, before + loss);
  if (lost == 0) break_.store(0, std::memory_order_relaxed);
  if (lost <= kPatience) return lost_.store(lost, std::memory_order_relaxed);
  const int64_t rest = std::clamp(2 * break_.load(std::memory_order_relaxed), kFirstBreak, kLongestBreak);
  break_.store(rest, std::memory_order_relaxed);
  lost_.store(0, std::memory_order_relaxed);
  until_.store(now() + rest, std::memory_order_relaxed);
}

}  // namespace flambeau
