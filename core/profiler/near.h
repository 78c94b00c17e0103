// Owns: FLAMBEAU_NEAR, for thread-local variables on hot paths: one instruction instead of a call per access. What they
// take together is far below what the loader reserves for late modules.
// Called by: the modes, the dual levels, the profiler's log.
#pragma once

#if defined(__GNUC__) && defined(__x86_64__)
#define FLAMBEAU_NEAR __attribute__((tls_model("initial-exec")))
#else
#define FLAMBEAU_NEAR
#endif
