// Owns: what a profile records: a clock, one log of events and allocations per thread, and the flag that says "now".
// Called by: storage, the engine and call_op while the flag is up; cpython/profiler.cpp starts, stops and reads.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "profiler/near.h"

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace flambeau {

struct HostObject;

namespace profiler {

// The one test on every hot path. Written and read under the host's lock.
extern bool active;

struct Settings {
  bool shapes = false;       // keep the operands' shapes and dtypes
  bool launches = false;     // keep every call of a kernel
  bool memory = false;       // keep every allocation and release of a tensor's bytes
  uint64_t most_events = 0;  // per thread; what comes after them is only counted
};
extern Settings settings;
extern bool launches;  // whether calls of kernels are recorded now: all that they ask

// What an event is; the numbers are known to flambeau/profiler/_events.py.
enum class Kind : uint8_t {
  Op = 0,        // a native op; `what` is the Op, which lives for ever
  Evaluate = 1,  // a node's turn in a pass, hooks and accumulation included; `what` is the node's type
  Apply = 2,     // in it, the node's own rules, where they do not begin with it
  Range = 3,     // from here on opened from the host, under a name: a block the user labelled
  Module = 4,
  Composite = 5,
  Optimizer = 6,
  Step = 7,
  Data = 8,
  Call = 9,         // a function of the host language; `what` is its code object
  NativeCall = 10,  // a native function called from it; `what` is the function
  Launch = 11,      // a kernel's call; `what` is the Op that made it, or null
};

inline constexpr uint32_t kNone = UINT32_MAX;
inline constexpr uint8_t kInPlace = 1;
inline constexpr uint8_t kBatched = 2;  // a call on one example of a vmap: the work is done by the calls inside it

// One line of the cache: recording is little more than writing them.
struct alignas(64) Event {
  uint64_t start;      // ticks
  uint64_t end;        // ticks; 0 while it is open
  const void* what;    // owned host object, but for ops and launches
  HostObject* code;    // owned; where the user's program stood, null: where the enclosing event did
  uint64_t sequence;   // of the node that the op made, or that runs; 0: none
  int64_t bytes : 48;  // read and written by an op: the size of its operands and results
  Kind kind : 8;
  uint8_t flags : 8;
  int32_t instruction;
  uint32_t parent;  // in the same log, or kNone
  uint32_t inputs;  // 1 + position in the log's shapes; 0: none kept
  uint32_t
      results;  // the same; of a turn: 1 + position in the log where its rules ended, 0: they did not begin with it
};

struct MemoryEvent {
  uint64_t time;
  const void* storage;
  int64_t bytes;     // negative when they are given back
  HostObject* code;  // owned, for allocations
  int32_t instruction;
  uint32_t event;  // during which it happened, or kNone
};

// The time stamp counter, where it runs at one rate through all states of the processor: 12 ns a reading, where the
// system's clock takes 32.
extern const bool has_counter;
uint64_t system_ticks() noexcept;
inline uint64_t now() noexcept {  // ticks
#if defined(__x86_64__)
  if (has_counter) return __rdtsc();
#endif
  return system_ticks();
}
void calibrate() noexcept;                    // fixes how long a tick is; the longer after the first call, the better
double nanoseconds(uint64_t ticks) noexcept;  // since the first calibration
int64_t epoch_nanoseconds() noexcept;         // the wall clock at the first calibration

class Log {
 public:
  explicit Log(int number) : number_(number) {}

  // Opens an event inside the one that is open; kNone when the log is full.
  uint32_t begin(Kind kind, const void* what, uint64_t start) {
    if (size_ >= settings.most_events) return overflow();
    if ((size_ & (kChunk - 1)) == 0 && size_ / kChunk == chunks_.size() && !grow()) return overflow();
    const auto at = static_cast<uint32_t>(size_++);
    (*this)[at] = {start, 0, what, nullptr, 0, 0, kind, 0, -1, current_, 0, 0};
    current_ = at;
    return at;
  }
  // Closes it, and whatever was left open inside.
  void end(uint32_t at, uint64_t time) noexcept {
    if (at != current_) leave_open_ones(at, time);
    Event& e = (*this)[at];
    if (current_ == at) current_ = e.parent;
    if (e.end == 0) e.end = time;
  }

  Event& operator[](uint32_t at) { return chunks_[at / kChunk][at % kChunk]; }
  uint32_t size() const { return static_cast<uint32_t>(size_); }
  uint32_t current() const { return current_; }
  // The Op whose event is the innermost that is open, or null.
  const void* current_op() {
    return current_ != kNone && (*this)[current_].kind == Kind::Op ? (*this)[current_].what : nullptr;
  }
  uint32_t session() const { return session_; }
  int number() const { return number_; }
  uint64_t dropped() const { return dropped_; }
  std::vector<MemoryEvent>& memory() { return memory_; }
  std::vector<int64_t>& shapes() { return shapes_; }
  // False when there is no room for it.
  bool note_memory(const void* storage, int64_t bytes, HostObject* code, int32_t instruction) noexcept;
  void prepare() noexcept;  // gets room for the first events now rather than while they are timed
  void clear() noexcept;    // forgets everything; the room for events is kept for the next profile

  // Where the backward pass that is running was called: ops inside it that stand there are the engine's own.
  struct Caller {
    HostObject* code = nullptr;
    int32_t instruction = -1;
    const void* frame = nullptr;  // of the host: what is called in it stands there for certain
  } caller;
  uint64_t turned = 0;  // when the last node's turn in that pass ended, which is when the next begins; 0: none has
  uint64_t native_thread = 0;
  std::atomic<bool> finished = false;  // its thread has ended

 private:
  static constexpr size_t kChunk = size_t{1} << 15;  // of two megabytes: a huge page
  struct Free {
    void operator()(Event* p) const noexcept;
  };
  bool grow() noexcept;
  void leave_open_ones(uint32_t at, uint64_t time) noexcept;
  uint32_t overflow() noexcept {
    ++dropped_;
    return kNone;
  }

  const int number_;
  uint32_t session_ = 0;
  uint32_t current_ = kNone;
  size_t size_ = 0;
  uint64_t dropped_ = 0;
  std::vector<std::unique_ptr<Event[], Free>> chunks_;
  std::vector<MemoryEvent> memory_;
  std::vector<int64_t> shapes_;
};

extern constinit thread_local Log* own_log FLAMBEAU_NEAR;
Log& make_log();
inline Log& log() { return own_log ? *own_log : make_log(); }  // the calling thread's
std::vector<std::unique_ptr<Log>>& all_logs();
void drop_finished_logs() noexcept;

// One event for a scope. It may outlive the profile it was opened in, and then does nothing.
class Scope {
 public:
  Scope(Kind kind, const void* what, uint64_t start)
      : log_(log()), session_(log_.session()), at_(log_.begin(kind, what, start)) {}
  explicit Scope(Kind kind, const void* what) : Scope(kind, what, now()) {}
  ~Scope() {
    if (at_ != kNone) close(now());
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  bool open() const { return at_ != kNone && active && session_ == log_.session(); }
  Event& event() { return log_[at_]; }
  Log& owner() { return log_; }
  void close(uint64_t time) {
    if (open()) log_.end(at_, time);
    at_ = kNone;
  }

 private:
  Log& log_;
  const uint32_t session_;
  uint32_t at_;
};

}  // namespace profiler
}  // namespace flambeau
