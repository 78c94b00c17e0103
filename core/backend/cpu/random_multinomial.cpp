// Owns: sampling from categorical distributions, with and without replacement.
// Called by: the multinomial op through random.h.
#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>
#include <vector>

#include "backend/cpu/random.h"
#include "backend/cpu/random_sample.h"

namespace flambeau {

using namespace sampling;

namespace {

// A matrix of weights as the kernels see it.
template <class T> struct Weights {
  const T* data;
  int64_t rows, categories, row_stride, column_stride;
  auto operator()(int64_t i, int64_t j) const { return widened(data[i * row_stride + j * column_stride]); }
};

// Inverts each row's cumulative distribution, accumulated in float (double for double).
template <class T>
void sample_with_replacement(Generator& g, const Weights<T>& weights, int64_t samples, int64_t* out) {
  using Sum = decltype(weights(0, 0));
  std::vector<Sum> cumulative(static_cast<size_t>(weights.categories));
  for (int64_t i = 0; i < weights.rows; ++i) {
    Sum sum = 0;
    for (int64_t j = 0; j < weights.categories; ++j) {
      const Sum w = weights(i, j);
      if (!(w >= 0)) {
        fail(ErrorKind::Runtime, "invalid multinomial distribution (encountering probability entry < 0): ", w);
      }
      if (!std::isfinite(w)) {
        fail(ErrorKind::Runtime, "invalid multinomial distribution (encountering probability entry = infinity or NaN)");
      }
      sum += w;
      cumulative[static_cast<size_t>(j)] = sum;
    }
    if (!(sum > 0)) fail(ErrorKind::Runtime, "invalid multinomial distribution (sum of probabilities <= 0)");
    for (Sum& c : cumulative) c /= sum;
    cumulative.back() = 1;
    for (int64_t s = 0; s < samples; ++s) {
      const double u = g.uniform();
      const auto slot = std::partition_point(cumulative.begin(), cumulative.end(), [u](Sum c) { return c < u; });
      *out++ = slot - cumulative.begin();
    }
  }
}

template <class T> void check_weights(const Weights<T>& weights) {
  for (int64_t i = 0; i < weights.rows; ++i) {
    bool any = false;
    for (int64_t j = 0; j < weights.categories; ++j) {
      const auto w = weights(i, j);
      if (!(w >= 0 && std::isfinite(w))) {
        fail(ErrorKind::Runtime, "probability tensor contains either `inf`, `nan` or element < 0: multinomial got ", w,
             " in row ", i, ", category ", j);
      }
      any = any || w > 0;
    }
    if (!any) fail(ErrorKind::Runtime, "invalid multinomial distribution (sum of probabilities <= 0): row ", i);
  }
}

template <class Key> using Ranked = std::pair<Key, int64_t>;
// Larger keys first, NaN before all.
template <class Key> bool ranks_before(const Ranked<Key>& a, const Ranked<Key>& b) {
  return (std::isnan(a.first) && !std::isnan(b.first)) || a.first > b.first;
}

// Writes the indices of the k largest keys. Ties must fall as in the reference, which selects with these very
// algorithms of the C++ library, and takes the first of equals when k is 1.
template <class Key> void largest(std::vector<Ranked<Key>>& row, int64_t k, int64_t* out) {
  const auto n = static_cast<int64_t>(row.size());
  if (k == 1) {
    *out = std::min_element(row.begin(), row.end(), ranks_before<Key>)->second;
    return;
  }
  if (k * 64 <= n) {
    std::partial_sort(row.begin(), row.begin() + k, row.end(), ranks_before<Key>);
  } else {
    std::nth_element(row.begin(), row.begin() + k - 1, row.end(), ranks_before<Key>);
    std::sort(row.begin(), row.begin() + k - 1, ranks_before<Key>);
  }
  std::transform(row.begin(), row.begin() + k, out, [](const Ranked<Key>& r) { return r.second; });
}

// The k largest of weight / e with e ~ Exp(1) are k draws without replacement (Gumbel-top-k with exponentials).
template <class T>
void sample_without_replacement(Generator& g, const Weights<T>& weights, int64_t samples, int64_t* out) {
  using Key = decltype(weights(0, 0));
  check_weights(weights);
  const int64_t shape[2] = {weights.rows, weights.categories};
  const int64_t strides[2] = {weights.row_stride, weights.column_stride};
  int order[2];
  filling_order(2, shape, strides, order);
  const bool by_rows = order[0] == 0;
  std::vector<T> exponentials(static_cast<size_t>(weights.rows * weights.categories));
  fill_exponential(g, type_of<T>, exponentials.data(), weights.rows * weights.categories, 1);
  std::vector<Ranked<Key>> row(static_cast<size_t>(weights.categories));
  for (int64_t i = 0; i < weights.rows; ++i) {
    for (int64_t j = 0; j < weights.categories; ++j) {
      const int64_t at = by_rows ? i * weights.categories + j : j * weights.rows + i;
      const T ratio = cast_sample<T>(weights(i, j) / widened(exponentials[static_cast<size_t>(at)]));
      row[static_cast<size_t>(j)] = {widened(ratio), j};
    }
    largest(row, samples, out + i * samples);
  }
}

}  // namespace

void multinomial(Generator& g, DType t, const void* weights, int64_t rows, int64_t categories, int64_t row_stride,
                 int64_t column_stride, int64_t samples, bool replacement, int64_t* out) {
  if (!is_floating(t)) {
    fail(ErrorKind::Runtime, "multinomial only supports floating-point dtypes for input, got: ", name_of(t));
  }
  if (samples <= 0) fail(ErrorKind::Runtime, "cannot sample n_sample <= 0 samples: num_samples is ", samples);
  if (!replacement && samples > categories) {
    fail(ErrorKind::Runtime, "cannot sample n_sample > prob_dist.size(-1) samples without replacement: num_samples is ",
         samples, ", categories ", categories);
  }
  if (categories > int64_t{1} << 24) {
    fail(ErrorKind::Runtime, "number of categories cannot exceed 2^24: got ", categories);
  }
  if (rows == 0) return;
  if (categories == 0) {
    fail(ErrorKind::Runtime, "multinomial: input has no categories; its last dimension must be >= 1");
  }
  visit_floating(t, "multinomial", [&]<class T>() {
    const Weights<T> w{static_cast<const T*>(weights), rows, categories, row_stride, column_stride};
    if (replacement && samples > 1) {
      sample_with_replacement(g, w, samples, out);
    } else {
      sample_without_replacement(g, w, samples, out);
    }
  });
}

}  // namespace flambeau
