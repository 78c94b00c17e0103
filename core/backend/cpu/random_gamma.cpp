// Owns: the fills with gamma, Dirichlet and binomial numbers.
// Called by: the random ops through random.h.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "backend/cpu/random.h"
#include "backend/cpu/random_sample.h"

namespace flambeau {

using namespace sampling;

namespace {

// Calls f.operator()<T>() for the two dtypes that PyTorch has.
template <class F> void visit_wide(DType t, const char* kernel, F&& f) {
  if (t == DType::Float32) return f.template operator()<float>();
  if (t == DType::Float64) return f.template operator()<double>();
  fail_dtype(kernel, t, "float32 or float64");
}

// For shapes of 1 and more: a normal number x gives the candidate d (1 + c x)^3, which a uniform one accepts or not
// (G. Marsaglia and W. W. Tsang, A simple method for generating gamma variables, 2000). A smaller shape is drawn as one
// larger by 1 and scaled by a power of a uniform number. What is computed of the shape alone is computed in its type,
// as PyTorch does.
template <class T> double gamma_number(Generator& g, T shape) {
  double scale = 1;
  if (shape < 1) {
    if (shape == 0) return 0;
    scale = std::pow(1 - g.uniform(), static_cast<double>(1 / shape));
    shape += 1;
  }
  const double d = static_cast<double>(shape - 1.0f / 3), c = 1 / std::sqrt(9 * d);
  for (;;) {
    double x, root;
    do {
      x = g.normal();
      root = 1 + c * x;
    } while (root <= 0);
    const double v = root * root * root, u = 1 - g.uniform(), square = x * x;
    if (u < 1 - 0.0331 * square * square || std::log(u) < 0.5 * square + d * (1 - v + std::log(v)))
      return scale * d * v;
  }
}

template <class T> T checked_shape(T shape, int64_t i) {
  if (shape >= 0 && shape <= std::numeric_limits<T>::max()) return shape;
  fail(ErrorKind::Runtime, "_standard_gamma: expected a finite shape of at least 0, but got ", shape, " at element ",
       i);
}

}  // namespace

void fill_standard_gamma(Generator& g, DType t, void* out, int64_t n, const void* shape) {
  visit_wide(t, "gamma_cpu", [&]<class T>() {
    const T* shapes = static_cast<const T*>(shape);
    T* to = static_cast<T*>(out);
    for (int64_t i = 0; i < n; ++i) {
      const double drawn = gamma_number(g, checked_shape(shapes[i], i));
      to[i] = cast_sample<T>(std::max<double>(drawn, std::numeric_limits<T>::min()));
    }
  });
}

void fill_dirichlet(Generator& g, DType t, void* out, int64_t rows, int64_t categories, const void* concentration) {
  visit_wide(t, "dirichlet", [&]<class T>() {
    const T* in = static_cast<const T*>(concentration);
    T* to = static_cast<T*>(out);
    const double most = 1 - std::ldexp(1.0, -float_limits(t).digits);
    std::vector<double> drawn(static_cast<size_t>(categories));
    for (int64_t i = 0; i < rows; ++i, in += categories, to += categories) {
      double sum = 0;
      for (int64_t j = 0; j < categories; ++j) {
        const double shape = checked_shape(static_cast<double>(in[j]), i * categories + j);
        const double number = std::max(gamma_number(g, shape), std::numeric_limits<double>::min());
        drawn[static_cast<size_t>(j)] = number;
        sum += number;
      }
      for (int64_t j = 0; j < categories; ++j) {
        to[j] = cast_sample<T>(
            std::clamp<double>(drawn[static_cast<size_t>(j)] / sum, std::numeric_limits<T>::min(), most));
      }
    }
  });
}

namespace {

// Few successes: the trials from one to the next are geometric numbers.
int64_t binomial_small(Generator& g, double count, double p) {
  const double log_failure = std::log1p(-p);
  int64_t successes = 0;
  for (double trials = 0;; ++successes) {
    trials += std::ceil(std::log(g.uniform()) / log_failure);
    if (!(trials <= count)) return successes;
  }
}

// Transformed rejection, for count * p >= 10 and p <= 1/2 (W. Hörmann, The generation of binomial random variates,
// 1993, algorithm BTRS).
int64_t binomial_large(Generator& g, double count, double p) {
  const double deviation = std::sqrt(count * p * (1 - p));
  const double b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * p, c = count * p + 0.5;
  const double accepted_at_once = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * deviation;
  const double mode = std::floor((count + 1) * p), log_odds = std::log(p / (1 - p));
  const auto log_orders = [count](double k) { return std::lgamma(k + 1) + std::lgamma(count - k + 1); };
  for (;;) {
    const double u = g.uniform() - 0.5, v = g.uniform(), distance = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / distance + b) * u + c);
    if (distance >= 0.07 && v <= accepted_at_once) return truncated<int64_t>(k);
    if (!(k >= 0 && k <= count)) continue;
    if (std::log(v * alpha / (a / (distance * distance) + b)) <=
        log_orders(mode) - log_orders(k) + (k - mode) * log_odds) {
      return truncated<int64_t>(k);
    }
  }
}

int64_t binomial_half(Generator& g, double count, double p) {
  return count * p >= 10 ? binomial_large(g, count, p) : binomial_small(g, count, p);
}

double binomial_number(Generator& g, double count, double p) {
  if (count <= 0 || p <= 0) return 0;
  if (p >= 1) return count;
  if (p <= 0.5) return static_cast<double>(binomial_half(g, count, p));
  return count - static_cast<double>(binomial_half(g, count, 1 - p));
}

}  // namespace

void fill_binomial(Generator& g, DType t, void* out, int64_t n, const void* count, const void* p) {
  visit_wide(t, "binomial_cpu", [&]<class T>() {
    const T *counts = static_cast<const T*>(count), *chances = static_cast<const T*>(p);
    T* to = static_cast<T*>(out);
    for (int64_t i = 0; i < n; ++i) {
      const double trials = static_cast<double>(counts[i]), chance = static_cast<double>(chances[i]);
      if (!(trials <= 0x1p53) || !(chance >= 0 && chance <= 1)) {
        fail(ErrorKind::Runtime, "binomial: expected a count up to 2^53 and a probability in [0, 1], but got ", trials,
             " and ", chance, " at element ", i);
      }
      to[i] = cast_sample<T>(binomial_number(g, trials, chance));
    }
  });
}

}  // namespace flambeau
