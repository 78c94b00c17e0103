// Owns: the fills with trials, counts, integers and permutations.
// Called by: the random ops and dropout through random.h.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "backend/cpu/random.h"
#include "backend/cpu/random_fill.h"
#include "backend/cpu/random_sample.h"
#include "tensor/host.h"

namespace flambeau {

using namespace sampling;

// ---- Trials and counts ----

void fill_geometric(Generator& g, DType t, void* out, int64_t n, double p) {
  if (!(0 < p && p < 1)) fail(ErrorKind::Runtime, "geometric_ expects p to be in (0, 1), but got p=", p);
  if (t == DType::Bool && n > 0) fail_dtype("geometric_cpu", t, "a dtype that holds counts");
  const double log_failure = std::log1p(-p);
  fill_each(t, "geometric_cpu", out, n, [&] { return std::ceil(std::log(g.uniform()) / log_failure); });
}

namespace {

// out[i] = `one`, with probability p, else 0. u < p for u = k 2^-53 is k < ceil(p 2^53), exactly.
void fill_trials(Generator& g, DType t, void* out, int64_t n, double p, double one) {
  const RandomFill& fill = FLAMBEAU_PICK_ISA(random_fill);
  const int64_t threshold = static_cast<int64_t>(std::ceil(p * 0x1p53));
  visit_real(t, "bernoulli_scalar_cpu_", [&]<class T>() {
    const T value = cast_sample<T>(one);
    draw_chunks(g, n, 2, [&](const uint32_t* words, int64_t begin, int64_t count) {
      const auto run = [&]<class Bits>(auto loop, Bits bits) {
        std::memcpy(&bits, &value, sizeof value);
        loop(words, static_cast<Bits*>(out) + begin, count, threshold, bits);
      };
      if constexpr (sizeof(T) == 1) run(fill.below_8, uint8_t{});
      if constexpr (sizeof(T) == 2) run(fill.below_16, uint16_t{});
      if constexpr (sizeof(T) == 4) run(fill.below_32, uint32_t{});
      if constexpr (sizeof(T) == 8) run(fill.below_64, uint64_t{});
    });
  });
}

template <class T, class P> void fill_trials_each(Generator& g, T* out, int64_t n, const P* p) {
  for (int64_t i = 0; i < n; ++i) {
    const auto chance = widened(p[i]);
    if (!(chance >= 0 && chance <= 1)) {
      fail(ErrorKind::Runtime, "Expected p_in >= 0 && p_in <= 1 to be true, but got false. bernoulli: p is ", chance,
           " at element ", i, "; probabilities must be in [0, 1]");
    }
    if constexpr (std::is_same_v<P, double>) {
      out[i] = cast_sample<T>(g.uniform() < chance);
    } else {
      out[i] = cast_sample<T>(static_cast<float>(static_cast<int32_t>(g.random() & 0xffffffu)) * 0x1p-24f < chance);
    }
  }
}

}  // namespace

void fill_bernoulli(Generator& g, DType t, void* out, int64_t n, double p) {
  if (!(0 <= p && p <= 1)) fail(ErrorKind::Runtime, "bernoulli_ expects p to be in [0, 1], but got p=", p);
  fill_trials(g, t, out, n, p, 1);
}

void fill_bernoulli(Generator& g, DType t, void* out, int64_t n, DType p_type, const void* p) {
  visit_real(t, "bernoulli_tensor_cpu_self_", [&]<class T>() {
    visit_floating(p_type, "bernoulli_tensor_cpu_p_",
                   [&]<class P>() { fill_trials_each(g, static_cast<T*>(out), n, static_cast<const P*>(p)); });
  });
}

void fill_dropout_mask(Generator& g, DType t, void* out, int64_t n, double p) {
  if (!(0 <= p && p <= 1)) {
    fail(ErrorKind::Value, "dropout probability has to be between 0 and 1, but got ", p);
  }
  require_floating("dropout", t);
  const double keep = 1 - p;
  if (p == 0 || p == 1) {
    visit_floating(t, "dropout", [&]<class T>() { std::fill_n(static_cast<T*>(out), n, cast_sample<T>(keep)); });
  } else {
    fill_trials(g, t, out, n, keep, t == DType::Float64 ? 1 / keep : 1 / static_cast<float>(keep));
  }
}

namespace {

// Transformed rejection, for rates >= 10 (W. Hörmann, The transformed rejection method for generating Poisson random
// variables, 1993, algorithm PTRS).
int64_t poisson_large(Generator& g, double rate) {
  const double log_rate = std::log(rate);
  const double b = 0.931 + 2.53 * std::sqrt(rate);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double accepted_at_once = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = g.uniform() - 0.5;
    const double v = g.uniform();
    const double distance = 0.5 - std::fabs(u);
    const int64_t k = truncated<int64_t>(std::floor((2 * a / distance + b) * u + rate + 0.43));
    if (distance >= 0.07 && v <= accepted_at_once) return k;
    if (k < 0 || (distance < 0.013 && v > distance)) continue;
    const double count = static_cast<double>(k);
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (distance * distance) + b) <=
        -rate + count * log_rate - std::lgamma(count + 1)) {
      return k;
    }
  }
}

// Multiplies uniforms until their product falls below exp(-rate); rate < 10.
int64_t poisson_small(Generator& g, double rate) {
  if (rate == 0) return 0;
  const double limit = std::exp(-rate);
  int64_t count = 0;
  for (double product = g.uniform(); product > limit; product *= g.uniform()) ++count;
  return count;
}

}  // namespace

void fill_poisson(Generator& g, DType t, void* out, int64_t n, const void* rate) {
  visit_floating(t, "poisson_cpu", [&]<class T>() {
    const T* rates = static_cast<const T*>(rate);
    T* counts = static_cast<T*>(out);
    for (int64_t i = 0; i < n; ++i) {
      const double r = static_cast<double>(widened(rates[i]));
      if (!(r >= 0)) {
        fail(ErrorKind::Runtime, "invalid Poisson rate, expected rate to be non-negative, but got ", r, " at element ",
             i);
      }
      counts[i] = cast_integer<T>(r >= 10 ? poisson_large(g, r) : poisson_small(g, r));
    }
  });
}

// ---- Integers ----

namespace {

// The largest number of an integral dtype; bool's is 1.
int64_t integral_max(DType t) {
  return visit(t, []<class T>() -> int64_t {
    if constexpr (std::is_integral_v<T>) return static_cast<int64_t>(std::numeric_limits<T>::max());
    return 0;
  });
}
int64_t integral_lowest(DType t) {
  return visit(t, []<class T>() -> int64_t {
    if constexpr (std::is_integral_v<T>) return static_cast<int64_t>(std::numeric_limits<T>::lowest());
    return 0;
  });
}

// The dtype's nearest number, as an integer; 2^63 wraps to the lowest as x86 converts it.
int64_t rounded(DType t, int64_t x) {
  return visit(t, [&]<class T>() -> int64_t {
    if constexpr (is_complex_v<T>)
      return x;
    else
      return truncated<int64_t>(static_cast<double>(widened(cast_integer<T>(x))));
  });
}
// The distance between neighbouring numbers of the dtype around x.
int64_t spacing(DType t, int64_t x) {
  const int exponent = 63 - __builtin_clzll(static_cast<uint64_t>(std::max<int64_t>(std::abs(x), 1)));
  return int64_t{1} << (exponent - float_limits(t).digits + 1);
}
int64_t moved_up(DType t, int64_t from) {
  if (from == std::numeric_limits<int64_t>::max()) return from;
  const int64_t above = rounded(t, from + 1);
  if (above >= from) return from;
  return static_cast<int64_t>(static_cast<uint64_t>(above) + static_cast<uint64_t>(spacing(t, from + 1)));  // may wrap
}
int64_t moved_down(DType t, int64_t to) {
  const int64_t below = rounded(t, to - 1);
  return below >= to ? below - spacing(t, to - 1) : to;
}

// An end of the range that `t` holds, but beyond which it skips integers: PyTorch's warning.
void warn_of_gaps(DType t, const char* name, int64_t value) {
  if (!is_floating(t)) return;
  const int digits = float_limits(t).digits;
  const int64_t most = int64_t{1} << digits;
  if (value >= -most && value <= most) return;
  host::warn(concat(name, " is out of bounds [-(2^", digits, "), 2^", digits, "]. Due to precision limitations ",
                    name_of(t), " can support discrete uniform distribution only within this range."));
}

void check_in_dtype(DType t, const char* name, int64_t value) {
  const bool fits = is_floating(t) ? std::abs(static_cast<double>(value)) <= float_limits(t).max
                                   : value >= integral_lowest(t) && value <= integral_max(t);
  if (!fits) fail(ErrorKind::Runtime, name, " is out of bounds for ", name_of(t), ": ", value);
}

// x mod d for 32-bit x without a division (D. Lemire, Faster remainder by direct computation, 2019).
class Remainder {
 public:
  explicit Remainder(uint32_t divisor) : inverse_(~uint64_t{0} / divisor + 1), divisor_(divisor) {}
  uint32_t operator()(uint32_t x) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint32_t>((static_cast<Wide>(inverse_ * x) * divisor_) >> 64);
  }

 private:
  uint64_t inverse_;
  uint64_t divisor_;
};

template <class T, class F> void fill_from_words(Generator& g, T* out, int64_t n, F&& number) {
  draw_chunks(g, n, 1, [&](const uint32_t* words, int64_t begin, int64_t count) {
    T* to = out + begin;  // a copy: stores to `to` may alias what the closure refers to
    for (int64_t i = 0; i < count; ++i) to[i] = number(words[i]);
  });
}
template <class T, class F> void fill_from_pairs(Generator& g, T* out, int64_t n, F&& number) {
  draw_chunks(g, n, 2, [&](const uint32_t* words, int64_t begin, int64_t count) {
    T* to = out + begin;
    for (int64_t i = 0; i < count; ++i) to[i] = number((static_cast<uint64_t>(words[2 * i]) << 32) | words[2 * i + 1]);
  });
}

}  // namespace

IntegerRange integer_range(DType t, int64_t from, std::optional<int64_t> to) {
  if (is_complex(t)) fail_dtype("random_", t, "a real dtype");
  constexpr int64_t kLowest = std::numeric_limits<int64_t>::lowest();
  if (!to && from == kLowest) {
    return {from, 0};
  }
  if (to && from >= *to) {
    fail(ErrorKind::Runtime, "random_ expects 'from' to be less than 'to', but got from=", from, " >= to=", *to);
  }
  check_in_dtype(t, "from", from);
  if (to) check_in_dtype(t, "to - 1", *to - 1);
  int64_t last = is_floating(t) ? int64_t{1} << float_limits(t).digits : integral_max(t);
  if (is_floating(t)) from = moved_up(t, from);
  if (to) {
    if (is_floating(t)) to = moved_down(t, *to);
    if (from >= *to) {
      fail(ErrorKind::Runtime, "random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, ",
           "but got from=", from, " >= to=", *to);
    }
    last = *to - 1;
  } else if (is_floating(t) && from >= last) {
    fail(ErrorKind::Runtime, "random_ expects 'from' casted to dtype to be less than or equal to 'to_inc' casted to ",
         "dtype, but got from=", from, " > to_inc=", last);
  }
  warn_of_gaps(t, "from", from);
  warn_of_gaps(t, "to - 1", last);
  return {from, static_cast<uint64_t>(last) - static_cast<uint64_t>(from) + 1};
}

void fill_integers(Generator& g, DType t, void* out, int64_t n, IntegerRange r) {
  const uint64_t base = static_cast<uint64_t>(r.from);
  const bool spans_64_bits = t == DType::Int64 || t == DType::Float64 || t == DType::Float32 || t == DType::BFloat16;
  if (r.range == 0 && !spans_64_bits && n > 0) {
    fail(ErrorKind::Runtime, "random_full_64_bits_range_kernel_cpu handles only int64, double, float and bfloat16,",
         " but got ", name_of(t));
  }
  visit_real(t, "random_from_to_kernel_cpu", [&]<class T>() {
    T* p = static_cast<T*>(out);
    if (r.range == 0) {
      fill_from_pairs(g, p, n, [](uint64_t x) { return cast_integer<T>(static_cast<int64_t>(x)); });
    } else if (r.range >= uint64_t{1} << 28) {  // above this 32 bits would be visibly uneven
      fill_from_pairs(g, p, n, [&](uint64_t x) { return cast_integer<T>(static_cast<int64_t>(x % r.range + base)); });
    } else {
      const Remainder remainder(static_cast<uint32_t>(r.range));
      fill_from_words(g, p, n, [=](uint32_t x) { return cast_integer<T>(static_cast<int64_t>(remainder(x) + base)); });
    }
  });
}

void fill_integers(Generator& g, DType t, void* out, int64_t n) {
  visit_real(t, "random_kernel_cpu", [&]<class T>() {
    T* p = static_cast<T*>(out);
    if constexpr (std::is_same_v<T, int64_t>) {
      fill_from_pairs(g, p, n, [](uint64_t x) { return static_cast<int64_t>(x & ~(uint64_t{1} << 63)); });
    } else if constexpr (std::is_same_v<T, double>) {
      fill_from_pairs(g, p, n, [](uint64_t x) { return static_cast<double>(x % ((uint64_t{1} << 53) + 1)); });
    } else if (is_floating(t)) {
      const Remainder remainder((uint32_t{1} << float_limits(t).digits) + 1);
      fill_from_words(g, p, n, [=](uint32_t x) { return cast_integer<T>(remainder(x)); });
    } else {
      const uint32_t mask = static_cast<uint32_t>(integral_max(t));  // 2^k - 1
      fill_from_words(g, p, n, [=](uint32_t x) { return static_cast<T>(x & mask); });
    }
  });
}

// ---- Permutations ----

namespace {

// From here on a 32-bit draw modulo what is left would be visibly uneven.
constexpr int64_t kManyElements = std::numeric_limits<uint32_t>::max() / 20;

// Fisher-Yates from the front.
template <class T> void shuffle(Generator& g, T* out, int64_t n) {
  for (int64_t i = 0; i < n; ++i) out[i] = cast_integer<T>(i);
  draw_chunks(g, n - 1, 1, [&](const uint32_t* words, int64_t begin, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      const int64_t at = begin + i;
      std::swap(out[at], out[at + words[i] % static_cast<uint32_t>(n - at)]);
    }
  });
}

// The inside-out variant, with 64-bit draws.
template <class T> void shuffle_many(Generator& g, T* out, int64_t n) {
  draw_chunks(g, n, 2, [&](const uint32_t* words, int64_t begin, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      const int64_t at = begin + i;
      const uint64_t draw = (static_cast<uint64_t>(words[2 * i]) << 32) | words[2 * i + 1];
      const int64_t from = static_cast<int64_t>(draw % static_cast<uint64_t>(at + 1));
      out[at] = out[from];
      out[from] = cast_integer<T>(at);
    }
  });
}

}  // namespace

void fill_permutation(Generator& g, DType t, void* out, int64_t n) {
  if (t == DType::Bool || is_complex(t)) fail_dtype("randperm", t, "a dtype that holds the indices");
  if (is_floating(t)) {
    const int64_t limit = (int64_t{1} << float_limits(t).digits) + 1;
    // PyTorch lets bfloat16 pass, and rounds.
    if (n > limit && t != DType::BFloat16) {
      fail(ErrorKind::Runtime, "n cannot be greater than ", limit, " for ", name_of(t), " type.");
    }
  } else if (n - 1 > integral_max(t)) {
    fail(ErrorKind::Runtime, "value cannot be converted to type ", name_of(t), " without overflow: randperm(", n, ')');
  }
  visit_real(t, "randperm", [&]<class T>() {
    n < kManyElements ? shuffle(g, static_cast<T*>(out), n) : shuffle_many(g, static_cast<T*>(out), n);
  });
}

}  // namespace flambeau
