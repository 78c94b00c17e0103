// Owns: the MT19937 generator, number for number PyTorch's CPU generator.
// Called by: the random kernels, and Python's Generator, manual_seed, get_rng_state and set_rng_state.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace flambeau {

// A stream of pseudo-random numbers. Not thread-safe: callers hold the GIL.
class Generator {
 public:
  static constexpr uint64_t kDefaultSeed = 67280421310721;
  static constexpr int64_t kStateBytes = 5056;
  static constexpr int kWords = 624;

  explicit Generator(uint64_t seed = kDefaultSeed) { manual_seed(seed); }

  void manual_seed(uint64_t seed);
  // Seeds from the system's entropy; returns the seed.
  uint64_t seed();
  uint64_t initial_seed() const { return seed_; }

  // The state as PyTorch lays it out, kStateBytes bytes: the two libraries' states can be exchanged.
  void get_state(uint8_t* bytes) const;
  void set_state(const uint8_t* bytes, int64_t size);

  uint32_t random();
  uint64_t random64();                    // two 32-bit draws, the high half first
  double uniform();                       // [0, 1), the low 53 bits of random64()
  double normal();                        // standard; every second one comes from the cache
  void draw(uint32_t* words, int64_t n);  // n times random(), in blocks

 private:
  void refill();

  std::array<uint32_t, kWords> state_;
  int left_ = 1;  // draws until the block is used up, plus one
  int next_ = 0;
  uint64_t seed_ = 0;
  std::optional<double> next_normal_;
  std::optional<float> next_normal_float_;  // kept for states that carry one; no kernel draws from it
};

}  // namespace flambeau
