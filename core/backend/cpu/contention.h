// Owns: the judgement whether a team of threads pays, which small work's does not while other programs compute.
// Called by: parallel_for.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace flambeau {

// A team ends with its slowest thread. Where another program has a processor, a thread may wait milliseconds for its
// turn, for work of microseconds that one thread would have done meanwhile. So what teams take is compared with what
// their threads worked together; once teams have lost more than they gained, short work runs on one thread for a while,
// and teams are tried again after it. Results do not depend on it: parallel_for's never depend on the number of
// threads.
class Contention {
 public:
  using Clock = std::chrono::steady_clock;
  using Duration = Clock::duration;

  // Work that comes again with the same sizes, as in a training loop: the loop's body, its extent and its grain.
  struct Work {
    const void* body;
    int64_t n, grain;
  };

  // Whether other programs keep teams waiting and this work is too short to wait.
  bool prefers_one_thread(const Work& work) {
    return until_.load(std::memory_order_relaxed) != 0 && !is_over() && is_short(work);
  }
  // One thread has done the work.
  void note_alone(const Work& work, Duration took) { remember(work, took); }
  // A team has done it: how long it took, and how long its threads worked, taken together.
  void note_team(const Work& work, Duration took, Duration worked);

 private:
  bool is_over();
  bool is_short(const Work& work) const;
  void remember(const Work& work, Duration alone);

  std::atomic<int64_t> lost_{0};   // ns that teams took beyond one thread's time, less what they saved
  std::atomic<int64_t> break_{0};  // ns: the last time without teams; 0 once they have made up for what they lost
  std::atomic<int64_t> until_{0};  // when teams are tried again, in the clock's ns; 0 while they pay
  // What work took last time or would have taken one thread, noted while it matters: 32 bits of the work's hash, then
  // microseconds.
  std::array<std::atomic<uint64_t>, 256> known_{};
};

}  // namespace flambeau
