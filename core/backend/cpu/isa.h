// Owns: the choice of instruction set for the kernels that are compiled once per level.
// Called by: every kernel driver that picks a table from core/backend/cpu/isa/, and the configuration report.
#pragma once

namespace flambeau {

// Base stands for machines other than x86-64, where the compiler's baseline is the only level.
enum class IsaLevel { Base, V2, V3, V4 };

// The level in use: the best this processor has, or what the environment variable FLAMBEAU_ISA (v2, v3, v4) asks for.
// Fails with a ValueError when the variable names a level that does not exist or that this processor lacks.
IsaLevel isa_level();
const char* name_of(IsaLevel level);

}  // namespace flambeau

// FLAMBEAU_DECLARE_ISA(extern const T table[];) declares `table` in the namespace of each level that is built, and
// FLAMBEAU_PICK_ISA(table) is the one of the level in use. Both are for use inside namespace flambeau.
// A development build may compile one level only (CMake: -DFLAMBEAU_ISA_LEVELS=v3): FLAMBEAU_SINGLE_ISA names it.
#if defined(FLAMBEAU_SINGLE_ISA)
#define FLAMBEAU_DECLARE_ISA(...) \
  namespace FLAMBEAU_SINGLE_ISA { \
  __VA_ARGS__                     \
  }
#define FLAMBEAU_PICK_ISA(name) (FLAMBEAU_SINGLE_ISA::name)
#elif defined(__x86_64__)
#define FLAMBEAU_DECLARE_ISA(...) \
  namespace v2 {                  \
  __VA_ARGS__                     \
  }                               \
  namespace v3 {                  \
  __VA_ARGS__                     \
  }                               \
  namespace v4 {                  \
  __VA_ARGS__                     \
  }
#define FLAMBEAU_PICK_ISA(name) \
  (isa_level() == IsaLevel::V4 ? v4::name : isa_level() == IsaLevel::V3 ? v3::name : v2::name)
#else
#define FLAMBEAU_DECLARE_ISA(...) \
  namespace base {                \
  __VA_ARGS__                     \
  }
#define FLAMBEAU_PICK_ISA(name) (base::name)
#endif
