// Owns: roots of unity, the factors of a transform's length, and the reserve of plans made from them.
// Called by: backend/cpu/fft_block and fft_line.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <memory>
#include <mutex>
#include <numbers>
#include <unordered_map>
#include <vector>

#include "backend/cpu/fft_table.h"

namespace flambeau {

using Root = std::complex<long double>;

// exp(-2 pi i k / n), more accurate than any number it is rounded to. Two short tables are multiplied.
class Roots {
 public:
  explicit Roots(int64_t n)
      : n_(n), fine_(std::max<int64_t>(1, static_cast<int64_t>(std::sqrt(static_cast<double>(n))))) {
    for (int64_t k = 0; k < fine_; ++k) low_.push_back(exact(k));
    for (int64_t k = 0; k < n; k += fine_) high_.push_back(exact(k));
  }
  Root operator()(int64_t k) const {
    k %= n_;
    return 4 * k % n_ == 0 ? exact(k) : low_[k % fine_] * high_[k / fine_];
  }

 private:
  // By symmetry from the first eighth of the circle, where sine and cosine are accurate; exact at the quarters.
  Root exact(int64_t k) const {
    const int64_t eighth = 8 * k / n_, quarter = (eighth + 1) / 2;
    const long double angle =
        std::numbers::pi_v<long double> / 4 * static_cast<long double>(8 * k - 2 * quarter * n_) / n_;
    const long double c = std::cos(angle), s = std::sin(angle);
    switch (quarter % 4) {
      case 0: return {c, -s};
      case 1: return {-s, -c};
      case 2: return {-c, s};
      default: return {s, c};
    }
  }

  int64_t n_, fine_;
  std::vector<Root> low_, high_;
};

template <class T> void append(std::vector<T>& table, Root root) {
  table.push_back(static_cast<T>(root.real()));
  table.push_back(static_cast<T>(root.imag()));
}

// The radices that n is divided by; empty where it has a larger prime factor, and for 1.
inline std::vector<int> radices_of(int64_t n) {
  std::vector<int> found;
  for (int radix : {8, 4, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31}) {
    for (; n % radix == 0; n /= radix) found.push_back(radix);
  }
  return n == 1 ? found : std::vector<int>();
}
inline bool is_smooth(int64_t n) { return n == 1 || !radices_of(n).empty(); }

// A convolution of n numbers with 2 n - 1 others takes transforms of at least 2 n - 1: the least such m of few factors.
inline int64_t convolution_length(int64_t n) {
  int64_t best = INT64_MAX;
  for (const int64_t odd : {1, 3, 5, 9, 15}) {
    int64_t m = odd;
    while (m < 2 * n - 1) m *= 2;
    best = std::min(best, m);
  }
  return best;
}

// The plan of that length in the reserve of its sort, made if it is not there. The reserve holds some 48 MiB.
template <class P, class Make> std::shared_ptr<const P> kept_plan(int64_t n, const Make& make) {
  constexpr int64_t most_bytes = 48 << 20;
  static std::mutex lock;
  static auto* const plans = new std::unordered_map<int64_t, std::shared_ptr<const P>>;
  static int64_t bytes = 0;
  {
    const std::lock_guard guard(lock);
    if (const auto found = plans->find(n); found != plans->end()) return found->second;
  }
  std::shared_ptr<const P> plan = make();
  const std::lock_guard guard(lock);
  if (bytes + plan->bytes() > most_bytes) {
    plans->clear();
    bytes = 0;
  }
  if (plans->emplace(n, plan).second) bytes += plan->bytes();
  return plan;
}

}  // namespace flambeau
