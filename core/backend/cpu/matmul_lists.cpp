// Owns: products of lists of values with dense matrices: checks of the lists, their transpose, the split into threads.
// Called by: the op layer.
#include "backend/cpu/matmul_lists.h"

#include <algorithm>
#include <vector>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/parallel.h"
#include "tensor/error.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 14;  // multiplications worth a thread

void check_lists(const Compressed& lists) {
  bool ascends = lists.begins[0] == 0 && lists.begins[lists.lines] == lists.count;
  for (int64_t i = 0; i < lists.lines; ++i) ascends &= lists.begins[i] <= lists.begins[i + 1];
  if (!ascends) {
    fail(ErrorKind::Runtime, "compressed_product: the begins of the lists must ascend from 0 to ", lists.count,
         ", the number of values");
  }
  bool within = true;
  const uint64_t width = static_cast<uint64_t>(lists.width);
  for (int64_t p = 0; p < lists.count; ++p) within &= static_cast<uint64_t>(lists.indices[p]) < width;
  if (within) return;
  const int64_t outside = *std::find_if(lists.indices, lists.indices + lists.count,
                                        [&](int64_t index) { return index < 0 || index >= lists.width; });
  if (outside < 0) fail(ErrorKind::Runtime, "found negative index ", outside, " | in a sparse matrix");
  fail(ErrorKind::Runtime, "size is inconsistent with indices: size is ", lists.width, " but found index ", outside);
}

// The lists of the transpose; what stood first in a line of it stands first there.
template <class T> struct Turned {
  std::vector<int64_t> begins, indices;
  std::vector<T> values;

  explicit Turned(const Compressed& lists) : begins(lists.width + 2), indices(lists.count), values(lists.count) {
    for (int64_t p = 0; p < lists.count; ++p) ++begins[lists.indices[p] + 2];
    for (int64_t i = 2; i <= lists.width; ++i) begins[i + 1] += begins[i];
    for (int64_t line = 0; line < lists.lines; ++line) {
      for (int64_t p = lists.begins[line]; p < lists.begins[line + 1]; ++p) {
        const int64_t to = begins[lists.indices[p] + 1]++;
        indices[to] = line;
        values[to] = static_cast<const T*>(lists.values)[p];
      }
    }
  }
};
template <> struct Turned<bool> : Turned<uint8_t> {  // a vector of bool has no data()
  using Turned<uint8_t>::Turned;
};

// For the types that have no loops of their own.
template <class T> void rows(const CompressedRows<T>& r, int64_t first, int64_t last) {
  using A = Accumulate<T>;
  constexpr int64_t kTile = 64;
  typename A::Sum sums[kTile];
  for (int64_t row = first; row < last; ++row) {
    for (int64_t column = 0; column < r.columns; column += kTile) {
      const int64_t width = std::min(kTile, r.columns - column);
      std::fill_n(sums, width, typename A::Sum{});
      for (int64_t p = r.begins[row]; p < r.begins[row + 1]; ++p) {
        const auto value = A::widen(r.values[p]);
        const T* const from = r.dense + r.indices[p] * r.columns + column;
        for (int64_t c = 0; c < width; ++c) sums[c] = add(sums[c], multiply(value, A::widen(from[c])));
      }
      for (int64_t c = 0; c < width; ++c) r.out[row * r.columns + column + c] = A::narrow(sums[c]);
    }
  }
}

template <class T> auto loop_of() {
  if constexpr (std::is_same_v<T, float>)
    return FLAMBEAU_PICK_ISA(compressed_loops).rows_f32;
  else if constexpr (std::is_same_v<T, double>)
    return FLAMBEAU_PICK_ISA(compressed_loops).rows_f64;
  else
    return rows<T>;
}

// A row counts as one value more than it has, so that places are shared out and none is at two rows.
template <class T> void multiply_rows(const CompressedRows<T>& r, int64_t count, int64_t rows) {
  const auto loop = loop_of<T>();
  const auto row_at = [&](int64_t place) {
    int64_t low = 0, high = rows;
    while (low < high) {
      const int64_t middle = (low + high) / 2;
      if (r.begins[middle] + middle < place)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  };
  parallel_for(count + rows, std::max<int64_t>(1, kGrain / r.columns),
               [&](int64_t begin, int64_t end) { loop(r, row_at(begin), row_at(end)); });
}

}  // namespace

void run_compressed_product(DType dtype, void* out, const Compressed& lists, const void* dense, int64_t columns,
                            bool transposed) {
  check_lists(lists);
  visit(dtype, [&]<class T>() {
    T* const to = static_cast<T*>(out);
    const T* const from = static_cast<const T*>(dense);
    if (transposed) {
      const Turned<T> turned(lists);
      const T* const values = reinterpret_cast<const T*>(turned.values.data());
      multiply_rows<T>({turned.begins.data(), turned.indices.data(), values, from, to, columns}, lists.count,
                       lists.width);
    } else {
      const T* const values = static_cast<const T*>(lists.values);
      multiply_rows<T>({lists.begins, lists.indices, values, from, to, columns}, lists.count, lists.lines);
    }
  });
}

}  // namespace flambeau
