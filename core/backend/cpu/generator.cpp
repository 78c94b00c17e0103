// Owns: the state of the MT19937 generator, how it advances and how it is saved.
// Called by: the random kernels and Python's Generator through generator.h.
#include "backend/cpu/generator.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <random>

#include "backend/cpu/random_fill.h"
#include "tensor/error.h"

namespace flambeau {
namespace {

static_assert(Generator::kWords == kTwisterWords);

// The byte layout of an exchanged state. `unused` and the two normals date from generators before this one.
struct ExchangedState {
  uint64_t seed;
  int32_t left;
  int32_t seeded;
  uint64_t next;
  std::array<uint64_t, Generator::kWords> state;
  double unused_x;
  double normal;
  double unused_rho;
  int32_t has_normal;
  int32_t padding;
  float normal_float;
  uint8_t has_normal_float;
  std::array<uint8_t, 3> tail;
};
static_assert(sizeof(ExchangedState) == Generator::kStateBytes);

}  // namespace

void Generator::manual_seed(uint64_t seed) {
  seed_ = seed;
  state_[0] = static_cast<uint32_t>(seed);
  for (uint32_t i = 1; i < kWords; ++i) state_[i] = 1812433253u * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
  left_ = 1;
  next_ = 0;
  next_normal_.reset();
  next_normal_float_.reset();
}

uint64_t Generator::seed() {
  std::random_device entropy;
  const uint64_t high = entropy();
  manual_seed((high << 32) | entropy());
  return seed_;
}

void Generator::get_state(uint8_t* bytes) const {
  ExchangedState s{};
  s.seed = seed_;
  s.left = left_;
  s.seeded = 1;
  s.next = static_cast<uint64_t>(next_);
  std::copy(state_.begin(), state_.end(), s.state.begin());
  s.normal = next_normal_.value_or(0);
  s.has_normal = next_normal_.has_value();
  s.normal_float = next_normal_float_.value_or(0);
  s.has_normal_float = next_normal_float_.has_value();
  std::memcpy(bytes, &s, sizeof s);
}

void Generator::set_state(const uint8_t* bytes, int64_t size) {
  if (size != kStateBytes) {
    fail(ErrorKind::Runtime, "Expected a CPUGeneratorImplState of size ", kStateBytes,
         " but found the input RNG state size to be ", size, "; pass what get_state() or get_rng_state() returned");
  }
  ExchangedState s;
  std::memcpy(&s, bytes, sizeof s);
  // A block is entered at 0 with 624 left and both count together; only a block that is used up may stand elsewhere.
  const bool in_block = s.left > 1 && s.left <= kWords && s.next == static_cast<uint64_t>(kWords + 1 - s.left);
  if (!s.seeded || !(in_block || (s.left == 1 && s.next <= kWords))) {
    fail(ErrorKind::Runtime, "Invalid mt19937 state: seeded=", s.seeded, ", left=", s.left, ", next=", s.next,
         "; pass what get_state() or get_rng_state() returned");
  }
  std::transform(s.state.begin(), s.state.end(), state_.begin(), [](uint64_t w) { return static_cast<uint32_t>(w); });
  seed_ = s.seed;
  left_ = s.left;
  next_ = static_cast<int>(s.next);
  next_normal_ = s.has_normal ? std::optional(s.normal) : std::nullopt;
  next_normal_float_ = s.has_normal_float ? std::optional(s.normal_float) : std::nullopt;
}

void Generator::refill() {
  FLAMBEAU_PICK_ISA(random_fill).next_state(state_.data());
  left_ = kWords + 1;
  next_ = 0;
}

uint32_t Generator::random() {
  if (left_ == 1) refill();
  --left_;
  uint32_t y = state_[static_cast<size_t>(next_++)];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

uint64_t Generator::random64() {
  const uint64_t high = random();
  return (high << 32) | random();
}

double Generator::uniform() {
  return static_cast<double>(static_cast<int64_t>(random64() & ((uint64_t{1} << 53) - 1))) * 0x1p-53;
}

double Generator::normal() {
  if (next_normal_) {
    const double cached = *next_normal_;
    next_normal_.reset();
    return cached;
  }
  const double angle = 2.0 * std::numbers::pi * uniform();
  const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
  next_normal_ = radius * std::sin(angle);
  return radius * std::cos(angle);
}

void Generator::draw(uint32_t* words, int64_t n) {
  const RandomFill& fill = FLAMBEAU_PICK_ISA(random_fill);
  while (n > 0) {
    if (left_ == 1) refill();
    const int count = static_cast<int>(std::min<int64_t>(n, left_ - 1));
    fill.temper(state_.data() + next_, words, count);
    left_ -= count;
    next_ += count;
    words += count;
    n -= count;
  }
}

}  // namespace flambeau
