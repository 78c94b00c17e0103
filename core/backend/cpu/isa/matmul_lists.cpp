// Owns: the loops of products of lists of values with dense matrices.
// Called by: backend/cpu/matmul_lists through the table at the end; compiled once per instruction-set level.
#include "backend/cpu/matmul_lists.h"

#include "backend/cpu/isa/vectors.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

// C vectors of a row, held in registers over the whole sum.
template <class T, int C> inline void vectors_of_row(const CompressedRows<T>& r, int64_t row, int64_t column) {
  Vector<T> sum[C] = {};
  for (int64_t p = r.begins[row]; p < r.begins[row + 1]; ++p) {
    const T* const from = r.dense + r.indices[p] * r.columns + column;
    const Vector<T> value = broadcast(r.values[p]);
    for (int c = 0; c < C; ++c) sum[c] = fma(value, load(from + c * kLanes<T>), sum[c]);
  }
  for (int c = 0; c < C; ++c) store(r.out + row * r.columns + column + c * kLanes<T>, sum[c]);
}

// The columns that are left, fewer than 2 * W.
template <class T, int W> inline void rest_of_row(const CompressedRows<T>& r, int64_t row, int64_t column) {
  if (r.columns - column >= W) {
    T sum[W] = {};
    for (int64_t p = r.begins[row]; p < r.begins[row + 1]; ++p) {
      const T* const from = r.dense + r.indices[p] * r.columns + column;
      for (int c = 0; c < W; ++c) sum[c] = fma_scalar(r.values[p], from[c], sum[c]);
    }
    for (int c = 0; c < W; ++c) r.out[row * r.columns + column + c] = sum[c];
    column += W;
  }
  if constexpr (W > 1) rest_of_row<T, W / 2>(r, row, column);
}

// A single column: eight partial sums, since each would wait for the last.
template <class T> inline T one_column(const CompressedRows<T>& r, int64_t row) {
  constexpr int kSums = 8;
  T sum[kSums] = {};
  int64_t p = r.begins[row];
  const int64_t end = r.begins[row + 1];
  for (; p + kSums <= end; p += kSums) {
    for (int l = 0; l < kSums; ++l) sum[l] = fma_scalar(r.values[p + l], r.dense[r.indices[p + l]], sum[l]);
  }
  for (int l = 0; p < end; ++p, ++l) sum[l] = fma_scalar(r.values[p], r.dense[r.indices[p]], sum[l]);
  for (int width = kSums / 2; width > 0; width /= 2) {
    for (int l = 0; l < width; ++l) sum[l] += sum[l + width];
  }
  return sum[0];
}

template <class T> void rows(const CompressedRows<T>& r, int64_t first, int64_t last) {
  constexpr int64_t lanes = kLanes<T>;
  if (r.columns == 1) {
    for (int64_t row = first; row < last; ++row) r.out[row] = one_column(r, row);
    return;
  }
  for (int64_t row = first; row < last; ++row) {
    int64_t column = 0;
    for (; column + 8 * lanes <= r.columns; column += 8 * lanes) vectors_of_row<T, 8>(r, row, column);
    for (; column + 2 * lanes <= r.columns; column += 2 * lanes) vectors_of_row<T, 2>(r, row, column);
    if (column + lanes <= r.columns) {
      vectors_of_row<T, 1>(r, row, column);
      column += lanes;
    }
    if (column < r.columns) rest_of_row<T, lanes / 2>(r, row, column);
  }
}

}  // namespace

constinit const CompressedLoops compressed_loops = {rows<float>, rows<double>};

}  // namespace flambeau::FLAMBEAU_ISA
