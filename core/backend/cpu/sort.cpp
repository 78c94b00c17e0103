// Owns: order-preserving keys, radix sort, selection by digits, and the walks over lines that use them.
// Called by: the op layer.
#include "backend/cpu/sort.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 11;  // elements per thread below which a second one costs more than it brings

int64_t grain_of(int64_t n) { return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, n)); }

// An unsigned integer ordered as the values are; every NaN has the greatest, and -0 that of 0.
template <class T> using Key = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
template <class T> Key<T> key_of(T x) {
  if constexpr (is_reduced(type_of<T>)) {
    return key_of(to_float(x));
  } else if constexpr (std::is_floating_point_v<T>) {
    using U = Key<T>;
    constexpr U sign = U(1) << (8 * sizeof(U) - 1);
    if (x != x) return ~U(0);
    const T positive_zero = x + T(0);
    U u;
    std::memcpy(&u, &positive_zero, sizeof u);
    return u ^ (u & sign ? ~U(0) : sign);
  } else if constexpr (std::is_signed_v<T>) {
    constexpr Key<T> sign = Key<T>(1) << (8 * sizeof(Key<T>) - 1);
    return static_cast<Key<T>>(x) ^ sign;
  } else {
    return x;
  }
}
// Bytes of a key that can differ.
template <class T> constexpr int key_bits() {
  return std::is_integral_v<T> && std::is_unsigned_v<T> ? 8 * static_cast<int>(sizeof(T))
                                                        : 8 * static_cast<int>(sizeof(Key<T>));
}

// A key with its position, compared as one. Positions make all items distinct, so any sort of them is stable.
struct WideItem {
  uint64_t key, position;
  auto operator<=>(const WideItem&) const = default;
};
inline WideItem make_item(uint64_t key, int64_t position) { return {key, static_cast<uint64_t>(position)}; }
inline uint64_t make_item(uint32_t key, int64_t position) {
  return static_cast<uint64_t>(key) << 32 | static_cast<uint64_t>(position);
}
inline int64_t position_of(const WideItem& i) { return static_cast<int64_t>(i.position); }
inline int64_t position_of(uint64_t i) { return static_cast<int64_t>(i & 0xffffffffu); }
inline uint64_t key_in(const WideItem& i) { return i.key; }
inline uint32_t key_in(uint64_t i) { return static_cast<uint32_t>(i >> 32); }

template <class Item> struct Sorter {
  std::unique_ptr<Item[]> items, spare;
  explicit Sorter(int64_t n)
      : items(std::make_unique_for_overwrite<Item[]>(n)), spare(std::make_unique_for_overwrite<Item[]>(n)) {}

  // Least significant digit first; a digit that all keys share is skipped.
  template <int bits> void radix_sort(int64_t n, int key_width) {
    constexpr int buckets = 1 << bits;
    const int digits = (key_width + bits - 1) / bits;
    std::vector<uint32_t> counts(static_cast<size_t>(digits) * buckets);
    for (int64_t i = 0; i < n; ++i) {
      auto key = key_in(items[i]);
      for (int d = 0; d < digits; ++d, key = static_cast<decltype(key)>(key >> bits))
        ++counts[d * buckets + (key & (buckets - 1))];
    }
    for (int d = 0; d < digits; ++d) {
      uint32_t* count = &counts[static_cast<size_t>(d) * buckets];
      const int shift = d * bits;
      if (count[key_in(items[0]) >> shift & (buckets - 1)] == n) continue;
      uint32_t place = 0;
      for (int b = 0; b < buckets; ++b) place += std::exchange(count[b], place);
      for (int64_t i = 0; i < n; ++i) spare[count[key_in(items[i]) >> shift & (buckets - 1)]++] = items[i];
      std::swap(items, spare);
    }
  }
  void sort(int64_t n, int key_width) {
    if (n <= 256 || n > INT64_C(0xffffffff))
      std::sort(items.get(), items.get() + n);
    else if (n < 1 << 14)
      radix_sort<8>(n, key_width);
    else
      radix_sort<11>(n, key_width);
  }
};

// Positions fit an item's low half: all but lines of 2^32 elements.
template <class T> using ItemFor = std::conditional_t<sizeof(Key<T>) == 8, WideItem, uint64_t>;

// Calls f with T and its item type, WideItem where the line is too long for packed ones.
template <class F> void with_items(DType dtype, int64_t n, F&& f) {
  visit(dtype, [&]<class T>() {
    if constexpr (!is_complex(type_of<T>)) {
      if (n > INT64_C(0xffffffff))
        f.template operator()<T, WideItem>();
      else
        f.template operator()<T, ItemFor<T>>();
    }
  });
}

template <class T, class Item> Item item_of(T x, int64_t i, bool reverse) {
  const Key<T> key = key_of(x);
  const Key<T> ordered = reverse ? static_cast<Key<T>>(~key) : key;
  if constexpr (std::is_same_v<Item, WideItem>)
    return make_item(uint64_t{ordered}, i);
  else
    return make_item(ordered, i);
}
template <class T, bool reversed> constexpr int width_of() {
  return reversed ? 8 * static_cast<int>(sizeof(Key<T>)) : key_bits<T>();
}

struct Lines {
  Space<3> rest;  // strides of values, indices, input
  int64_t n, step[3];

  Lines(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape, int dim)
      : rest(make_space<3>({&values, &indices, &in}, ndim, shape, dim)), n(shape[dim]) {
    const Operand* operands[] = {&values, &indices, &in};
    for (int o = 0; o < 3; ++o) step[o] = operands[o]->strides[dim];
  }
};

// Calls line(values, indices, x) for every line, over threads; make() prepares what one thread reuses.
template <class T, class Make, class Line>
void for_lines(const Lines& lines, const Operand& values, const Operand& indices, const Operand& in, Make&& make,
               Line&& line) {
  parallel_for(lines.rest.elements, grain_of(lines.n), [&](int64_t begin, int64_t end) {
    auto state = make();
    Cursor<3> at(lines.rest, begin);
    for (; begin < end; ++begin, at.advance(1))
      line(state, static_cast<T*>(values.data) + at[0], static_cast<int64_t*>(indices.data) + at[1],
           static_cast<const T*>(in.data) + at[2]);
  });
}

}  // namespace

void run_sort(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape, int dim,
              bool descending) {
  const Lines lines(values, indices, in, ndim, shape, dim);
  const int64_t n = lines.n;
  if (n == 0 || lines.rest.elements == 0) return;
  with_items(in.dtype, n, [&]<class T, class Item>() {
    for_lines<T>(
        lines, values, indices, in, [&] { return Sorter<Item>(n); },
        [&](Sorter<Item>& sorter, T* v, int64_t* where, const T* x) {
          for (int64_t i = 0; i < n; ++i) sorter.items[i] = item_of<T, Item>(x[i * lines.step[2]], i, descending);
          sorter.sort(n, descending ? width_of<T, true>() : width_of<T, false>());
          for (int64_t i = 0; i < n; ++i) {
            const int64_t from = position_of(sorter.items[i]);
            where[i * lines.step[1]] = from;
            v[i * lines.step[0]] = x[from * lines.step[2]];
          }
        });
  });
}

void run_topk(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape, int dim,
              int64_t k, bool largest) {
  const Lines lines(values, indices, in, ndim, shape, dim);
  const int64_t n = lines.n;
  if (k == 0 || lines.rest.elements == 0) return;
  // The k least items of the (reversed, for the largest) keys. Those that beat the k-th best so far are collected, and
  // the collection is cut back to k when it is full.
  const int64_t capacity = std::min(n, 2 * k + 16);
  with_items(in.dtype, n, [&]<class T, class Item>() {
    for_lines<T>(
        lines, values, indices, in, [&] { return std::vector<Item>(capacity); },
        [&](std::vector<Item>& kept, T* v, int64_t* where, const T* x) {
          int64_t filled = std::min(n, capacity);
          for (int64_t i = 0; i < filled; ++i) kept[i] = item_of<T, Item>(x[i * lines.step[2]], i, largest);
          const auto cut = [&] {
            if (filled > k) std::nth_element(kept.begin(), kept.begin() + (k - 1), kept.begin() + filled);
            filled = k;
            return key_in(kept[k - 1]);
          };
          if (filled < n) {
            auto bound = cut();
            for (int64_t i = capacity; i < n; ++i) {
              const Item item = item_of<T, Item>(x[i * lines.step[2]], i, largest);
              if (key_in(item) >= bound) continue;  // a later equal does not replace an earlier one
              kept[filled++] = item;
              if (filled == capacity) bound = cut();
            }
          }
          cut();
          std::sort(kept.begin(), kept.begin() + k);
          for (int64_t i = 0; i < k; ++i) {
            const int64_t from = position_of(kept[i]);
            where[i * lines.step[1]] = from;
            v[i * lines.step[0]] = x[from * lines.step[2]];
          }
        });
  });
}

namespace {

// Position of the k-th least (from 0) of n elements. A histogram of the keys' high digit leaves few to select among.
template <class T, class Item>
int64_t select_kth(const T* x, int64_t step, int64_t n, int64_t k, std::vector<Item>& items) {
  items.clear();
  if (n <= 2048) {
    for (int64_t i = 0; i < n; ++i) items.push_back(item_of<T, Item>(x[i * step], i, false));
  } else {
    constexpr int bits = 12;
    constexpr int shift = std::max(0, key_bits<T>() - bits);
    std::array<int64_t, (1 << bits)> counts{};
    for (int64_t i = 0; i < n; ++i) ++counts[key_of(x[i * step]) >> shift];
    size_t digit = 0;
    while (k >= counts[digit]) k -= counts[digit++];
    for (int64_t i = 0; i < n; ++i)
      if (key_of(x[i * step]) >> shift == digit) items.push_back(item_of<T, Item>(x[i * step], i, false));
  }
  std::nth_element(items.begin(), items.begin() + k, items.end());
  return position_of(items[k]);
}

template <class T> bool is_nan(T x) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(x) != to_float(x);
  else
    return x != x;
}

// Calls choose(x, items) for the position to report for each line.
template <class Choose>
void select_lines(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape,
                  int dim, Choose&& choose) {
  const Lines lines(values, indices, in, ndim, shape, dim);
  if (lines.rest.elements == 0) return;
  with_items(in.dtype, lines.n, [&]<class T, class Item>() {
    for_lines<T>(
        lines, values, indices, in, [] { return std::vector<Item>(); },
        [&](std::vector<Item>& items, T* v, int64_t* where, const T* x) {
          *where = choose(x, lines.step[2], lines.n, items);
          *v = x[*where * lines.step[2]];
        });
  });
}

}  // namespace

void run_kthvalue(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape,
                  int dim, int64_t k) {
  select_lines(values, indices, in, ndim, shape, dim, [&](const auto* x, int64_t step, int64_t n, auto& items) {
    return select_kth(x, step, n, k - 1, items);
  });
}

void run_median(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape,
                int dim, bool ignore_nan) {
  select_lines(values, indices, in, ndim, shape, dim,
               [&](const auto* x, int64_t step, int64_t n, auto& items) -> int64_t {
                 int64_t nans = 0, first = n;
                 for (int64_t i = 0; i < n; ++i) {
                   if (!is_nan(x[i * step])) continue;
                   first = std::min(first, i);
                   ++nans;
                 }
                 if (nans > 0 && (!ignore_nan || nans == n)) return first;
                 return select_kth(x, step, n, (n - nans - 1) / 2, items);  // NaNs sort last
               });
}

// ---- unique -------------------------------------------------------------------------------------------------------

namespace {

// Numbers runs of equal neighbours: visits items in `order(i)`, equal(a, b) compares positions. emit(run, position) is
// called at each run's start.
template <class Order, class Equal, class Emit>
int64_t number_runs(int64_t n, int64_t* inverse, int64_t* counts, Order&& order, Equal&& equal, Emit&& emit) {
  int64_t runs = 0, start = 0;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t at = order(i);
    if (i == 0 || !equal(order(i - 1), at)) {
      if (counts && i > 0) counts[runs - 1] = i - start;
      start = i;
      emit(runs++, at);
    }
    if (inverse) inverse[at] = runs - 1;
  }
  if (counts && n > 0) counts[runs - 1] = n - start;
  return runs;
}

template <class T> bool same(T a, T b) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(a) == to_float(b);
  else
    return a == b;
}
template <class T> bool less(T a, T b) {
  if constexpr (is_complex(type_of<T>))
    return a.real() != b.real() ? a.real() < b.real() : a.imag() < b.imag();
  else
    return key_of(a) < key_of(b);
}

}  // namespace

int64_t run_unique(void* values, int64_t* inverse, int64_t* counts, const void* in, DType dtype, int64_t n) {
  if (n == 0) return 0;
  int64_t distinct = 0;
  with_items(dtype, n, [&]<class T, class Item>() {
    const T* x = static_cast<const T*>(in);
    T* out = static_cast<T*>(values);
    Sorter<Item> sorter(n);
    for (int64_t i = 0; i < n; ++i) sorter.items[i] = item_of<T, Item>(x[i], i, false);
    sorter.sort(n, width_of<T, false>());
    distinct = number_runs(
        n, inverse, counts, [&](int64_t i) { return position_of(sorter.items[i]); },
        [&](int64_t a, int64_t b) { return same(x[a], x[b]); }, [&](int64_t run, int64_t at) { out[run] = x[at]; });
  });
  return distinct;
}

int64_t run_unique_consecutive(void* values, int64_t* inverse, int64_t* counts, const void* in, DType dtype,
                               int64_t n) {
  return visit(dtype, [&]<class T>() {
    const T* x = static_cast<const T*>(in);
    T* out = static_cast<T*>(values);
    return number_runs(
        n, inverse, counts, [](int64_t i) { return i; }, [&](int64_t a, int64_t b) { return same(x[a], x[b]); },
        [&](int64_t run, int64_t at) { out[run] = x[at]; });
  });
}

int64_t run_unique_rows(int64_t* first, int64_t* inverse, int64_t* counts, const void* in, DType dtype, int64_t rows,
                        int64_t columns, bool consecutive) {
  return visit(dtype, [&]<class T>() {
    const T* x = static_cast<const T*>(in);
    std::vector<int64_t> order(rows);
    std::iota(order.begin(), order.end(), int64_t{0});
    if (!consecutive) {
      std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
        return std::lexicographical_compare(x + a * columns, x + (a + 1) * columns, x + b * columns,
                                            x + (b + 1) * columns, less<T>);
      });
    }
    return number_runs(
        rows, inverse, counts, [&](int64_t i) { return order[i]; },
        [&](int64_t a, int64_t b) {
          return std::equal(x + a * columns, x + (a + 1) * columns, x + b * columns, same<T>);
        },
        [&](int64_t run, int64_t at) { first[run] = at; });
  });
}

namespace {

template <class T> bool equal_elements(T a, T b) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(a) == to_float(b);
  else
    return a == b;
}

// The end of the longest run (the first of several) in a sorted line.
template <class T> int64_t most_frequent(const T* sorted, int64_t n) {
  int64_t best = 0, longest = 0, start = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (i > 0 && !equal_elements(sorted[i], sorted[i - 1])) start = i;
    if (i - start + 1 > longest) {
      longest = i - start + 1;
      best = i;
    }
  }
  return best;
}

}  // namespace

void pick_modes(DType dtype, int64_t lines, int64_t n, void* values, int64_t* positions, const void* sorted,
                const int64_t* places) {
  visit(dtype, [&]<class T>() {
    for (int64_t line = 0; line < lines; ++line) {
      const T* row = static_cast<const T*>(sorted) + line * n;
      const int64_t at = most_frequent(row, n);
      static_cast<T*>(values)[line] = row[at];
      positions[line] = places[line * n + at];
    }
  });
}

}  // namespace flambeau
