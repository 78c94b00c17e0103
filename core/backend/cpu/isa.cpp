// Owns: detecting the processor's instruction-set level, and the environment variable that overrides it.
// Called by: FLAMBEAU_PICK_ISA at first use.
#include "backend/cpu/isa.h"

#include <cstdlib>
#include <cstring>

#include "tensor/error.h"

namespace flambeau {
namespace {

#if defined(__x86_64__)
IsaLevel best_level() {
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
                  __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("f16c") && __builtin_cpu_supports("lzcnt");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  const bool v2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
  if (!v2) fail(ErrorKind::Runtime, "flambeau: this processor lacks SSE4.2 | x86-64-v2 or newer is required");
  return v4 ? IsaLevel::V4 : v3 ? IsaLevel::V3 : IsaLevel::V2;
}
#else
IsaLevel best_level() { return IsaLevel::Base; }
#endif

IsaLevel choose_level() {
  const IsaLevel best = best_level();
  const char* wish = std::getenv("FLAMBEAU_ISA");
  if (wish == nullptr || *wish == '\0') return best;
  for (int i = 0; i <= static_cast<int>(IsaLevel::V4); ++i) {
    const auto level = static_cast<IsaLevel>(i);
    if (std::strcmp(wish, name_of(level)) != 0) continue;
    const bool built = (level == IsaLevel::Base) == (best == IsaLevel::Base);
    if (built && level <= best) return level;
  }
  fail(ErrorKind::Value, "FLAMBEAU_ISA: was '", wish, "' | this processor runs levels up to '", name_of(best),
       "' (v2, v3, v4; base where the processor is not x86-64) | set one of those or unset the variable");
}

}  // namespace

IsaLevel isa_level() {
  static const IsaLevel level = choose_level();
  return level;
}

const char* name_of(IsaLevel level) {
  constexpr const char* names[] = {"base", "v2", "v3", "v4"};
  return names[static_cast<int>(level)];
}

}  // namespace flambeau
