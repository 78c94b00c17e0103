// Owns: the thread count, the OpenMP team and the at-fork handler.
// Called by: parallel_for and the Python-facing get/set_num_threads.
#include "backend/cpu/parallel.h"

#include <omp.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "backend/cpu/contention.h"
#include "tensor/host.h"

namespace flambeau {
namespace {
std::atomic<int> threads{0};
std::atomic<bool> deterministic{false};
thread_local bool inside = false;
thread_local bool alone = false;
}  // namespace

bool is_deterministic() { return deterministic.load(std::memory_order_relaxed); }
void set_deterministic(bool on) { deterministic.store(on, std::memory_order_relaxed); }
OneThreadIfDeterministic::OneThreadIfDeterministic() : begun_(is_deterministic() && !alone) {
  if (begun_) alone = true;
}
OneThreadIfDeterministic::~OneThreadIfDeterministic() {
  if (begun_) alone = false;
}

int num_threads() {
  if (alone) return 1;
  int n = threads.load(std::memory_order_relaxed);
  if (n == 0) {
    n = std::max(1, omp_get_max_threads());
    threads.store(n, std::memory_order_relaxed);
  }
  return n;
}

void set_num_threads(int n) {
  threads.store(n, std::memory_order_relaxed);
  omp_set_num_threads(n);
}

namespace {

// GNU OpenMP's workers do not survive a fork, and the thread that forked would wait for them for ever. In the child it
// leaves what needs a team to a deputy: a thread that was started there, and so gets workers of its own.
class Deputy {
 public:
  void run(const std::function<void()>& work) {
    std::unique_lock lock(mutex_);
    if (!std::exchange(started_, true)) std::thread([this] { serve(); }).detach();
    work_ = &work;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !work_; });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return work_; });
      try {
        (*work_)();
      } catch (...) {
        failure_ = std::current_exception();
      }
      work_ = nullptr;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool started_ = false;
  const std::function<void()>* work_ = nullptr;
  std::exception_ptr failure_;
};

thread_local Deputy* deputy = nullptr;  // of a thread that came out of a fork; lives as long as the process

void after_fork_in_child() {
  set_num_threads(1);
  deputy = std::make_unique<Deputy>().release();
}

}  // namespace

void run_with_team(const std::function<void()>& work) {
  if (!deputy) return work();
  deputy->run(work);
}

OneThread::OneThread() : before_(std::exchange(inside, true)) {}
OneThread::~OneThread() { inside = before_; }

bool in_parallel() { return inside || omp_in_parallel(); }

void install_fork_handler() { pthread_atfork(nullptr, nullptr, after_fork_in_child); }

namespace {

using Body = void (*)(void*, int64_t, int64_t);
using Clock = std::chrono::steady_clock;
constexpr auto kBlockTime = std::chrono::milliseconds(10);  // blocks grow until they take so long
constexpr auto kPatience = std::chrono::milliseconds(100);  // nobody asks more often
constexpr int64_t kFewGrains = 64;  // below this, a block may cost as much as the whole: no blocks

// [begin, end) in blocks of `grain` and then, as long as they take less than kBlockTime, ever larger ones.
void run_in_blocks(int64_t begin, int64_t end, int64_t grain, Body body, void* context, bool asks,
                   const std::atomic<bool>& failed) {
  int64_t block = grain;
  Clock::time_point asked = Clock::now(), started = asked;
  while (begin < end && !failed.load(std::memory_order_relaxed)) {
    const int64_t stop = end - begin > block ? begin + block : end;
    body(context, begin, stop);
    begin = stop;
    const Clock::time_point now = Clock::now();
    if (now - started < kBlockTime) block = std::min(2 * block, end);
    if (asks && now - asked > kPatience) {
      host::check_signals();
      asked = Clock::now();
    }
    started = now;
  }
}

void split_among_team(int64_t n, int64_t grain, Body body, void* context) {
  grain = std::max<int64_t>(1, grain);
  const int64_t most = (n + grain - 1) / grain;
  const int team = static_cast<int>(std::min<int64_t>(most, num_threads()));
  const bool blocks = most > kFewGrains;
  std::exception_ptr failure;
  std::atomic<bool> failed{false};
  const auto run_alone = [&] {
    blocks ? run_in_blocks(0, n, grain, body, context, true, failed) : body(context, 0, n);
  };
  if (team == 1) return run_alone();
  static Contention contention;
  const Contention::Work work{reinterpret_cast<const void*>(body), n, grain};
  const bool one_thread = contention.prefers_one_thread(work);
  const Clock::time_point started = Clock::now();
  if (one_thread) {
    run_alone();
    return contention.note_alone(work, Clock::now() - started);
  }
  std::atomic<Clock::rep> worked{0};
#pragma omp parallel num_threads(team)
  {
    const Clock::time_point begun = Clock::now();
    const int64_t count = omp_get_num_threads(), me = omp_get_thread_num();
    const int64_t begin = n * me / count, end = n * (me + 1) / count;
    inside = true;
    try {
      if (begin < end && blocks) run_in_blocks(begin, end, grain, body, context, me == 0, failed);
      if (begin < end && !blocks) body(context, begin, end);
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
    }
    inside = false;
    worked.fetch_add((Clock::now() - begun).count(), std::memory_order_relaxed);
  }
  contention.note_team(work, Clock::now() - started, Clock::duration(worked.load()));
  if (failure) std::rethrow_exception(failure);
}
}  // namespace

void allow_interruption() {
  if (!in_parallel()) host::check_signals();
}

void detail::parallel_for_team(int64_t n, int64_t grain, Body body, void* context) {
  if (!deputy || num_threads() == 1) return split_among_team(n, grain, body, context);
  deputy->run([=] { split_among_team(n, grain, body, context); });
}

}  // namespace flambeau
