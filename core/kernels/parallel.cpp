// Owns: the thread count, the OpenMP team and the at-fork handler.
// Called by: parallel_for and the Python-facing get/set_num_threads.
#include "kernels/parallel.h"

#include <omp.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <exception>

namespace flambeau {
namespace {
std::atomic<int> threads{0};
thread_local bool inside = false;
}  // namespace

int num_threads() {
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

bool in_parallel() { return inside || omp_in_parallel(); }

void install_fork_handler() {
  // GNU OpenMP's worker threads do not exist in a forked child: a team of more than one would wait for them forever.
  pthread_atfork(nullptr, nullptr, [] { set_num_threads(1); });
}

namespace detail {
void parallel_for_team(int64_t n, int64_t grain, void (*body)(void*, int64_t, int64_t), void* context) {
  const int64_t most = (n + grain - 1) / std::max<int64_t>(1, grain);
  const int team = static_cast<int>(std::min<int64_t>(most, num_threads()));
  std::exception_ptr failure;
  std::atomic<bool> failed{false};
#pragma omp parallel num_threads(team)
  {
    const int64_t count = omp_get_num_threads(), me = omp_get_thread_num();
    const int64_t begin = n * me / count, end = n * (me + 1) / count;
    inside = true;
    try {
      if (begin < end) body(context, begin, end);
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
    }
    inside = false;
  }
  if (failure) std::rethrow_exception(failure);
}
}  // namespace detail

}  // namespace flambeau
