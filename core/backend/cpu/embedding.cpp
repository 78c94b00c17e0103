// Owns: looking up rows, and summing gradients row by row.
// Called by: the op layer.
#include "backend/cpu/embedding.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "backend/cpu/index_blocks.h"
#include "backend/cpu/parallel.h"

namespace flambeau {

using namespace moves;

void run_embedding(const Table& table, void* out, const void* weight, const void* index, DType index_dtype, int64_t n) {
  const int64_t shape[] = {n, table.columns}, strides[] = {table.columns, 1}, one[] = {1};
  const Operand to{out, table.dtype, strides}, from{const_cast<void*>(weight), table.dtype, strides};
  Blocks blocks = make_blocks(to, from, 2, shape, 0, 1);
  blocks.offsets = offsets_of(index, index_dtype, one[0], n, table.rows, table.columns, -1);
  read_blocks(to, from, blocks);
}

namespace {

// Rows [begin, end) of the table's gradient; 16-bit floats are summed in float.
template <class T>
void embedding_backward_rows(const Table& table, T* dweight, const T* g, const std::vector<int64_t>& rows,
                             const std::vector<int64_t>& frequency, int64_t padding_idx, int64_t begin, int64_t end) {
  using A = decltype(widen(T{}));
  const int64_t columns = table.columns;
  std::vector<A> sums(std::is_same_v<A, T> ? 0 : (end - begin) * columns);
  A* acc;
  if constexpr (std::is_same_v<A, T>)
    acc = dweight + begin * columns;
  else
    acc = sums.data();
  std::fill_n(acc, (end - begin) * columns, A{});
  for (size_t i = 0; i < rows.size(); ++i) {
    const int64_t row = rows[i];
    if (row < begin || row >= end || row == padding_idx) continue;
    A* to = acc + (row - begin) * columns;
    const T* from = g + static_cast<int64_t>(i) * columns;
    for (int64_t j = 0; j < columns; ++j) to[j] += widen(from[j]);
  }
  for (int64_t row = begin; row < end; ++row) {
    A* from = acc + (row - begin) * columns;
    if (!frequency.empty() && frequency[row] > 1)
      for (int64_t j = 0; j < columns; ++j) from[j] /= static_cast<A>(static_cast<double>(frequency[row]));
    if constexpr (!std::is_same_v<A, T>)
      for (int64_t j = 0; j < columns; ++j) dweight[row * columns + j] = Accumulate<T>::narrow(from[j]);
  }
}

}  // namespace

void run_embedding_backward(const Table& table, void* dweight, const void* g, const void* index, DType index_dtype,
                            int64_t n, int64_t padding_idx, bool scale_grad_by_freq) {
  const std::vector<int64_t> rows = offsets_of(index, index_dtype, 1, n, table.rows, 1, -1);
  std::vector<int64_t> frequency(scale_grad_by_freq ? table.rows : 0);
  if (scale_grad_by_freq)
    for (const int64_t row : rows) ++frequency[row];
  // Every thread reads all indices, so a share smaller than this many rows does not pay.
  const int64_t work = n * table.columns + table.rows * table.columns;
  const int64_t grain = work < 4 * kGrain ? table.rows : std::max<int64_t>(1, table.rows / 64);
  visit(table.dtype, [&]<class T>() {
    if constexpr (is_inexact(type_of<T>)) {
      parallel_for(table.rows, grain, [&](int64_t begin, int64_t end) {
        embedding_backward_rows(table, static_cast<T*>(dweight), static_cast<const T*>(g), rows, frequency, padding_idx,
                                begin, end);
      });
    }
  });
}

}  // namespace flambeau
