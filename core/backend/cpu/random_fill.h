// Owns: the table of vectorised random-number loops, one per ISA level.
// Called by: generator.cpp and the random kernels; defined by isa/random_fill.cpp.
#pragma once

#include <cstdint>

#include "backend/cpu/isa.h"

namespace flambeau {

inline constexpr int64_t kTwisterWords = 624;

// `words` are tempered 32-bit draws; a 64-bit draw is two of them, the high half first. All levels give the same bits.
struct RandomFill {
  // Replaces the 624 words of MT19937 state by the next 624.
  void (*next_state)(uint32_t* state);
  // out[i] = temper(state[i]), the numbers the generator hands out.
  void (*temper)(const uint32_t* state, uint32_t* out, int64_t n);
  // out[i] = fma(u, span, from), u the low 24 bits of words[i] times 2^-24; `to` itself becomes `from`.
  void (*uniform_f32)(const uint32_t* words, float* out, int64_t n, float from, float to);
  // The same from 53 bits of each pair of words.
  void (*uniform_f64)(const uint32_t* words, double* out, int64_t n, double from, double to);
  // Turns blocks of 16 uniforms in [0, 1) into normals in place: pairs (j, j + 8), Box-Muller. Measured against double
  // arithmetic over 4 million standard normals, the largest absolute error is 1.7e-6.
  void (*normal_f32)(float* data, int64_t blocks, float mean, float std);
  // out[i] = (53 bits of pair i) < threshold ? one : 0, by element size.
  void (*below_8)(const uint32_t* words, uint8_t* out, int64_t n, int64_t threshold, uint8_t one);
  void (*below_16)(const uint32_t* words, uint16_t* out, int64_t n, int64_t threshold, uint16_t one);
  void (*below_32)(const uint32_t* words, uint32_t* out, int64_t n, int64_t threshold, uint32_t one);
  void (*below_64)(const uint32_t* words, uint64_t* out, int64_t n, int64_t threshold, uint64_t one);
};

FLAMBEAU_DECLARE_ISA(extern const RandomFill random_fill;)

}  // namespace flambeau
