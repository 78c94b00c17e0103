// Owns: the one way a kernel uses several threads (an OpenMP team shared with oneDNN).
// Called by: kernels and drivers.
#pragma once

#include <cstdint>
#include <functional>

namespace flambeau {

int num_threads();
void set_num_threads(int n);
// Whether results must not depend on the number of threads. Our own kernels' never do; products and convolutions, whose
// libraries share sums out by it, then run on one.
bool is_deterministic();
void set_deterministic(bool on);
// While one lives and results must be deterministic, num_threads() is 1 for the calling thread.
class OneThreadIfDeterministic {
 public:
  OneThreadIfDeterministic();
  ~OneThreadIfDeterministic();
  OneThreadIfDeterministic(const OneThreadIfDeterministic&) = delete;
  OneThreadIfDeterministic& operator=(const OneThreadIfDeterministic&) = delete;

 private:
  const bool begun_;
};

// While one lives, the calling thread starts no team: products in the blocks of a kernel have the same bits for any
// number of threads then, whether parallel_for shared the blocks out or not.
class OneThread {
 public:
  OneThread();
  ~OneThread();
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  const bool before_;
};

// True inside a parallel_for body: nested calls run on the calling thread.
bool in_parallel();
// Installs the at-fork handler after which a forked child computes on one thread, until it asks for more; called once
// at import.
void install_fork_handler();
// Runs `work`, which starts a team of threads, where that is possible: on the calling thread, except in a forked child.
void run_with_team(const std::function<void()>& work);

namespace detail {
void parallel_for_team(int64_t n, int64_t chunk, void (*body)(void*, int64_t, int64_t), void* context);
}

// Asks whether long work is to go on, on the thread that called parallel_for: throws if not.
void allow_interruption();

// Calls body(begin, end) over [0, n) in chunks of at least `grain`; on the calling thread alone when n <= grain.
// An exception thrown by body is rethrown here once all threads have stopped. Work of more than 64 grains can be
// interrupted.
template <class F> void parallel_for(int64_t n, int64_t grain, F&& body) {
  if (n <= 0) return;
  if (n <= grain || in_parallel()) {
    body(int64_t{0}, n);
    return;
  }
  detail::parallel_for_team(
      n, grain, [](void* c, int64_t b, int64_t e) { (*static_cast<std::remove_reference_t<F>*>(c))(b, e); }, &body);
}

}  // namespace flambeau
