// Owns: vectorised loops for products too small or too thin for a library.
// Called by: backend/cpu/matmul through small_matmul_table; compiled once per instruction-set level.
#include "backend/cpu/matmul_small.h"

#include <cstring>

#include "backend/cpu/isa/vectors.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

template <class T> inline T sum_lanes(Vector<T> v) {
  T part[kLanes<T>];
  std::memcpy(part, &v, sizeof v);
  for (int width = kLanes<T> / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) part[i] += part[i + width];
  }
  return part[0];
}

// A tile of R rows by C vectors of columns, held in registers over the whole sum.
template <class T, int R, int C> inline void row_tile(const SmallProduct<T>& p, int64_t i, int64_t j) {
  Vector<T> sum[R][C];
  for (int r = 0; r < R; ++r) {
    for (int c = 0; c < C; ++c) {
      sum[r][c] = p.bias ? load(p.bias + j + c * kLanes<T>) : Vector<T>{};
      if (p.accumulate) sum[r][c] += load(p.out + (i + r) * p.out_row + j + c * kLanes<T>);
    }
  }
  const T* a = p.a + i * p.a_row;
  const T* b = p.b + j;
  for (int64_t k = 0; k < p.inner; ++k, a += p.a_col, b += p.b_row) {
    Vector<T> line[C];
    for (int c = 0; c < C; ++c) line[c] = load(b + c * kLanes<T>);
    for (int r = 0; r < R; ++r) {
      const Vector<T> factor = broadcast(a[r * p.a_row]);
      for (int c = 0; c < C; ++c) sum[r][c] = fma(factor, line[c], sum[r][c]);
    }
  }
  for (int r = 0; r < R; ++r) {
    for (int c = 0; c < C; ++c) store(p.out + (i + r) * p.out_row + j + c * kLanes<T>, sum[r][c]);
  }
}

// The last columns, fewer than a vector: R rows by one column at a time.
template <class T, int R> inline void row_tail(const SmallProduct<T>& p, int64_t i, int64_t j) {
  for (; j < p.cols; ++j) {
    T sum[R];
    for (int r = 0; r < R; ++r) {
      sum[r] = p.bias ? p.bias[j] : T(0);
      if (p.accumulate) sum[r] += p.out[(i + r) * p.out_row + j];
    }
    const T* a = p.a + i * p.a_row;
    const T* b = p.b + j;
    for (int64_t k = 0; k < p.inner; ++k, a += p.a_col, b += p.b_row) {
      for (int r = 0; r < R; ++r) sum[r] = fma_scalar(a[r * p.a_row], *b, sum[r]);
    }
    for (int r = 0; r < R; ++r) p.out[(i + r) * p.out_row + j] = sum[r];
  }
}

template <class T, int R> inline void row_strip(const SmallProduct<T>& p, int64_t i) {
  constexpr int64_t lanes = kLanes<T>;
  int64_t j = 0;
  for (; j + 2 * lanes <= p.cols; j += 2 * lanes) row_tile<T, R, 2>(p, i, j);
  for (; j + lanes <= p.cols; j += lanes) row_tile<T, R, 1>(p, i, j);
  row_tail<T, R>(p, i, j);
}

template <class T> void rows_product(const SmallProduct<T>& p) {
  int64_t i = 0;
  for (; i + 4 <= p.rows; i += 4) row_strip<T, 4>(p, i);
  for (; i < p.rows; ++i) row_strip<T, 1>(p, i);
}

// R x C dot products at once, so that each run is read once for several of them.
template <class T, int R, int C> inline void dot_tile(const SmallProduct<T>& p, int64_t i, int64_t j) {
  constexpr int64_t lanes = kLanes<T>;
  const T* a = p.a + i * p.a_row;
  const T* b = p.b + j * p.b_col;
  T sum[R][C];
  int64_t k = 0;
  if (p.inner >= lanes) {
    Vector<T> part[R][C] = {};
    for (; k + lanes <= p.inner; k += lanes) {
      Vector<T> run[C];
      for (int c = 0; c < C; ++c) run[c] = load(b + c * p.b_col + k);
      for (int r = 0; r < R; ++r) {
        const Vector<T> x = load(a + r * p.a_row + k);
        for (int c = 0; c < C; ++c) part[r][c] = fma(x, run[c], part[r][c]);
      }
    }
    for (int r = 0; r < R; ++r) {
      for (int c = 0; c < C; ++c) sum[r][c] = sum_lanes<T>(part[r][c]);
    }
  } else {
    for (int r = 0; r < R; ++r) {
      for (int c = 0; c < C; ++c) sum[r][c] = 0;
    }
  }
  for (; k < p.inner; ++k) {
    for (int r = 0; r < R; ++r) {
      for (int c = 0; c < C; ++c) sum[r][c] = fma_scalar(a[r * p.a_row + k], b[c * p.b_col + k], sum[r][c]);
    }
  }
  for (int r = 0; r < R; ++r) {
    for (int c = 0; c < C; ++c) {
      T& out = p.out[(i + r) * p.out_row + j + c];
      const T start = (p.bias ? p.bias[j + c] : T(0)) + (p.accumulate ? out : T(0));
      out = sum[r][c] + start;
    }
  }
}

template <class T, int R> inline void dot_strip(const SmallProduct<T>& p, int64_t i) {
  int64_t j = 0;
  for (; j + 4 <= p.cols; j += 4) dot_tile<T, R, 4>(p, i, j);
  for (; j < p.cols; ++j) dot_tile<T, R, 1>(p, i, j);
}

template <class T> void dots_product(const SmallProduct<T>& p) {
  int64_t i = 0;
  for (; i + 2 <= p.rows; i += 2) dot_strip<T, 2>(p, i);
  for (; i < p.rows; ++i) dot_strip<T, 1>(p, i);
}

}  // namespace

constinit const SmallMatmulTable small_matmul_table = {
    rows_product<float>,
    rows_product<double>,
    dots_product<float>,
    dots_product<double>,
};

}  // namespace flambeau::FLAMBEAU_ISA
