// Owns: how reductions walk their input: in blocks of the compute type, in a fixed order, row by row or column by
// column. Called by: reduce.cpp, reduce_logsumexp.cpp, extremum.cpp, statistics.cpp.
#pragma once

#include <algorithm>

#include "backend/cpu/isa/reduce_loops.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"

namespace flambeau::blockwise {

// The fixed tree: blocks are folded by one vector loop, blocks of a segment by a binary counter, segments in pairs.
inline constexpr int64_t kBlock = 4096;
inline constexpr int64_t kSegment = 1 << 16;
inline constexpr int64_t kTileColumns = 256;
inline constexpr int64_t kTileRows = 128;
inline constexpr int64_t kGrain = 1 << 15;  // elements per thread below which a second thread costs more than it brings

const ReduceLoops& loops();  // of the machine's instruction set
Compute compute_for(DType t);

constexpr int64_t compute_size(Compute c) { return c == Compute::F32 ? 4 : c == Compute::C128 ? 16 : 8; }
constexpr DType dtype_of(Compute c) {
  constexpr DType types[] = {DType::Float32, DType::Float64, DType::Int64, DType::Complex64, DType::Complex128};
  return types[static_cast<int>(c)];
}

// What is read: elements of the input, converted block by block unless they are of the compute type already.
struct Source {
  const char* data;
  int64_t item;  // bytes per input element
  Compute compute;
  ReduceLoops::Convert convert;
  bool direct;

  Source(const Operand& in, Compute c, ReduceLoops::Convert special = nullptr)
      : data(static_cast<const char*>(in.data)),
        item(item_size(in.dtype)),
        compute(c),
        convert(special ? special : loops().convert[static_cast<int>(c)][static_cast<int>(in.dtype)]),
        direct(!special && in.dtype == dtype_of(c)) {}
  int64_t size() const { return compute_size(compute); }
};

using Kept = Space<3>;     // strides of the input and up to two outputs
using Reduced = Space<1>;  // strides of the input

struct Plan {
  Kept kept;
  Reduced reduced;
  bool by_columns;  // the kept dimension is the nearer one in memory: work on many results at once
};

// `ordered`: reduced dimensions stay in row-major order (positions are counted in it).
Plan make_plan(const Operand& in, const Operand* first, const Operand* second, int ndim, const int64_t* shape,
               bool ordered);

// Calls f(x, n) for contiguous compute-type blocks covering positions [begin, end) of the reduced space.
template <class F>
void for_blocks(const Source& source, const Reduced& reduced, const char* base, int64_t begin, int64_t end, F&& f) {
  const int64_t step = reduced.inner_stride(0);
  Cursor<1> at(reduced, begin);
  if (source.direct && (reduced.ndim == 0 || (step == 1 && (reduced.ndim == 1 || reduced.inner_size() >= 512)))) {
    while (begin < end) {
      const int64_t n = std::min({end - begin, at.run(), kBlock});
      f(base + at[0] * source.item, n);
      at.advance(n);
      begin += n;
    }
    return;
  }
  alignas(64) char buffer[kBlock * 16];
  while (begin < end) {
    const int64_t block = std::min(end - begin, kBlock / 2);
    for (int64_t filled = 0; filled < block;) {
      const int64_t n = std::min(block - filled, at.run());
      source.convert(buffer + filled * source.size(), base + at[0] * source.item, step, n);
      at.advance(n);
      filled += n;
    }
    f(buffer, block);
    begin += block;
  }
}

// Calls f(x, row_stride, rows, first_row) for compute-type tiles of `columns` columns covering reduced positions
// [begin, end); at most `most` rows each.
template <class F>
void for_tiles(const Source& source, const Plan& plan, const char* base, int64_t columns, int64_t begin, int64_t end,
               int64_t most, F&& f) {
  const int64_t column_step = plan.kept.inner_stride(0), row_step = plan.reduced.inner_stride(0);
  Cursor<1> at(plan.reduced, begin);
  if (source.direct && column_step == 1) {
    while (begin < end) {
      const int64_t rows = std::min({end - begin, at.run(), most});
      f(base + at[0] * source.item, row_step, rows, begin);
      at.advance(rows);
      begin += rows;
    }
    return;
  }
  constexpr int64_t kBufferRows = 16;
  alignas(64) char buffer[kBufferRows * kTileColumns * 16];
  while (begin < end) {
    const int64_t rows = std::min({end - begin, kBufferRows, most});
    for (int64_t r = 0; r < rows; ++r, at.advance(1))
      source.convert(buffer + r * columns * source.size(), base + at[0] * source.item, column_step, columns);
    f(buffer, columns, rows, begin);
    begin += rows;
  }
}

template <class V> V larger(V a, V b) { return b > a || b != b ? b : a; }
template <class V> V smaller(V a, V b) { return b < a || b != b ? b : a; }

// Writes one result; `divisor` is the element count of a mean.
using Store = void (*)(char* out, const Partial& p, double divisor);
Store store_for(DType out, Compute compute);

// How a job by columns is cut: into tiles, and where these are few into segments of rows; by shapes alone.
struct Tiling {
  int64_t columns, tiles, outer, rows, segments, segment_rows;

  explicit Tiling(const Plan& plan) {
    columns = plan.kept.inner_size();
    tiles = (columns + kTileColumns - 1) / kTileColumns;
    outer = plan.kept.elements / columns;
    rows = plan.reduced.elements;
    segment_rows = std::max<int64_t>(1024, kSegment / std::min(columns, kTileColumns));
    segments = tiles * outer >= 32 ? 1 : (rows + segment_rows - 1) / segment_rows;
    if (segments == 1) segment_rows = rows;
  }
  int64_t tasks() const { return outer * tiles * segments; }
  int64_t grain() const {
    return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, std::min(columns, kTileColumns) * segment_rows));
  }
  int64_t width(int64_t tile) const { return std::min(kTileColumns, columns - tile * kTileColumns); }
};

// The kept space without its innermost dimension.
inline Kept outer_of(const Kept& kept) {
  Kept outer = kept;
  outer.elements /= outer.shape[--outer.ndim];
  return outer;
}

}  // namespace flambeau::blockwise
