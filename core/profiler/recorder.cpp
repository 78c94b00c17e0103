// Owns: the clock and the threads' logs.
// Called by: scopes around ops and nodes, and cpython/profiler.cpp.
#include "profiler/recorder.h"

#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <new>

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__linux__)
#include <sys/syscall.h>
#endif

namespace flambeau::profiler {

bool active = false;
bool launches = false;
Settings settings;
constinit thread_local Log* own_log = nullptr;

const bool has_counter = [] {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d >> 8 & 1u);
#else
  return false;
#endif
}();

namespace {

int64_t steady() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Calibration {
  uint64_t ticks = 0;
  int64_t time = 0;
  int64_t epoch = 0;
  double rate = 1;  // nanoseconds per tick
} calibration;

// A reading of both clocks, the least disturbed of a few.
void read_both(uint64_t* ticks, int64_t* time) noexcept {
  uint64_t best = UINT64_MAX;
  for (int i = 0; i < 8; ++i) {
    const uint64_t before = now();
    const int64_t t = steady();
    const uint64_t after = now();
    if (after - before >= best) continue;
    best = after - before;
    *ticks = before + (after - before) / 2;
    *time = t;
  }
}

uint64_t native_thread_id() noexcept {
#if defined(__linux__)
  return static_cast<uint64_t>(syscall(SYS_gettid));
#else
  return 0;
#endif
}

// A thread's log outlives it: what it recorded is read when the profile stops.
struct Holder {
  Log* log = nullptr;
  ~Holder() {
    if (log) log->finished = true;
  }
};
thread_local Holder holder;
int next_number = 0;

}  // namespace

uint64_t system_ticks() noexcept { return static_cast<uint64_t>(steady()); }

Log& make_log() {
  auto made = std::make_unique<Log>(next_number++);
  made->native_thread = native_thread_id();
  holder.log = own_log = made.get();
  all_logs().push_back(std::move(made));
  return *own_log;
}

void calibrate() noexcept {
  uint64_t ticks = 0;
  int64_t time = 0;
  read_both(&ticks, &time);
  if (calibration.ticks == 0) {
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    calibration.ticks = ticks;
    calibration.time = time;
    calibration.epoch = std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count();
  } else if (ticks > calibration.ticks) {
    calibration.rate = static_cast<double>(time - calibration.time) / static_cast<double>(ticks - calibration.ticks);
  }
}

double nanoseconds(uint64_t ticks) noexcept {
  return static_cast<double>(static_cast<int64_t>(ticks - calibration.ticks)) * calibration.rate;
}
int64_t epoch_nanoseconds() noexcept { return calibration.epoch; }

void Log::Free::operator()(Event* p) const noexcept { std::free(p); }

bool Log::grow() noexcept {
  constexpr size_t bytes = kChunk * sizeof(Event);
  static_assert(bytes == size_t{2} << 20);
  std::unique_ptr<Event[], Free> chunk(static_cast<Event*>(std::aligned_alloc(bytes, bytes)));
  if (!chunk) return false;
  madvise(chunk.get(), bytes, MADV_HUGEPAGE);  // fewer page faults while recording; failure is harmless
  try {
    chunks_.push_back(std::move(chunk));
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

void Log::prepare() noexcept {
  if (chunks_.empty() && grow()) std::memset(static_cast<void*>(chunks_[0].get()), 0, kChunk * sizeof(Event));
}

// Closes what is open inside `at`, unless blocks are closed crosswise: then that one closes alone.
void Log::leave_open_ones(uint32_t at, uint64_t time) noexcept {
  uint32_t inner = current_;
  while (inner != kNone && inner != at) inner = (*this)[inner].parent;
  if (inner != at) return;
  for (inner = current_; inner != at; inner = (*this)[inner].parent) (*this)[inner].end = time;
  current_ = at;
}

bool Log::note_memory(const void* storage, int64_t bytes, HostObject* code, int32_t instruction) noexcept {
  if (memory_.size() < settings.most_events) {
    try {
      memory_.push_back({now(), storage, bytes, code, instruction, current_});
      return true;
    } catch (const std::bad_alloc&) {  // counted below
    }
  }
  ++dropped_;
  return false;
}

void Log::clear() noexcept {
  ++session_;
  current_ = kNone;
  size_ = 0;
  dropped_ = 0;
  constexpr size_t kept = 5;  // chunks
  if (chunks_.size() > kept) chunks_.resize(kept);
  memory_ = {};
  shapes_ = {};
  caller = {};
  turned = 0;
}

std::vector<std::unique_ptr<Log>>& all_logs() {
  static auto* logs = new std::vector<std::unique_ptr<Log>>;
  return *logs;
}

void drop_finished_logs() noexcept {
  std::erase_if(all_logs(),
                [](const std::unique_ptr<Log>& l) { return l->finished && l->size() == 0 && l->memory().empty(); });
}

}  // namespace flambeau::profiler
