// Owns: the per-thread modes that decide what is recorded.
// Called by: dispatch on every op, the engine, and the Python-facing context managers.
#pragma once

#include <cstdint>

#include "profiler/near.h"
#include "tensor/dtype.h"

namespace flambeau {

// Whether the thread's stack has room for kernels, which keep some 100 KB of buffers there; found out by the first
// call.
enum class Stack : uint8_t { Unknown, Roomy, Small };

// Which calls the types of their arguments and TorchFunctionModes may answer (cpython/overrides.h).
enum class Overrides : uint8_t { On, ByModes, Off };

struct Modes {
  bool grad = true;              // record the graph
  bool inference = false;        // results are inference tensors: no versions, no views, never recorded
  bool saves_inference = false;  // within func's transforms graphs may save inference tensors
  bool strong_zero = false;      // derivatives: what nothing but zeros reaches is zero, not 0 * inf
  bool autocast = false;         // ops choose the dtype they compute in by the list they are in
  bool keeps_casts = true;       // autocast casts a parameter once, until the outermost block ends
  DType autocast_dtype = DType::BFloat16;
  uint32_t autocast_depth = 0;  // blocks of it around the code that runs
  Stack stack = Stack::Unknown;
  Overrides overrides = Overrides::On;
  uint32_t forward = 0;     // dual levels whose tangents operations see: the first so many of those open
  uint32_t vmap_depth = 0;  // vmaps around the code that runs
};

extern constinit thread_local Modes modes FLAMBEAU_NEAR;

Stack measure_stack() noexcept;
inline bool has_small_stack() {
  if (modes.stack == Stack::Unknown) [[unlikely]]
    modes.stack = measure_stack();
  return modes.stack == Stack::Small;
}

// Sets grad mode for a scope.
class GradMode {
 public:
  explicit GradMode(bool on) : before_(modes.grad) { modes.grad = on; }
  ~GradMode() { modes.grad = before_; }
  GradMode(const GradMode&) = delete;
  GradMode& operator=(const GradMode&) = delete;

 private:
  bool before_;
};

// For a scope: at most these overrides. Rules run without any, as they are the library's and not the program's calls.
class LimitedOverrides {
 public:
  explicit LimitedOverrides(Overrides most) : before_(modes.overrides) {
    if (most > before_) modes.overrides = most;
  }
  ~LimitedOverrides() { modes.overrides = before_; }
  LimitedOverrides(const LimitedOverrides&) = delete;
  LimitedOverrides& operator=(const LimitedOverrides&) = delete;

 private:
  Overrides before_;
};

}  // namespace flambeau
