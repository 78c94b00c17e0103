// Owns: the walk of softmax over lines and threads.
// Called by: the op layer.
#include "backend/cpu/softmax.h"

#include <algorithm>

#include "backend/cpu/isa.h"
#include "backend/cpu/isa/softmax_loops.h"
#include "backend/cpu/normalize_real.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const SoftmaxLoops softmax_loops;)

namespace {

// Its loops beside it.
struct Real : RealType {
  const RealSoftmaxLoops& loops;

  explicit Real(DType t) : RealType(t), loops(FLAMBEAU_PICK_ISA(softmax_loops).real[compute == DType::Float64]) {}
};

// The lines of a softmax: `dim`, and the rest, whose nearest dimension in memory comes last.
template <int N> struct Lines {
  Space<N> rest;
  int64_t n, step[N];
  bool by_columns = false;

  Lines(const Operand* const (&operands)[N], int ndim, const int64_t* shape, int dim)
      : rest(make_space<N>(operands, ndim, shape, dim)), n(ndim == 0 ? 1 : shape[dim]) {
    bool dense = true, columns = rest.ndim > 0 && rest.inner_size() >= 4;
    for (int o = 0; o < N; ++o) {
      step[o] = ndim == 0 ? 1 : operands[o]->strides[dim];
      dense &= step[o] == 1 || n == 1;
      columns &= rest.inner_stride(o) == 1;
    }
    by_columns = columns && !dense;
  }
};

void gather(const Real& real, void* to, const char* from, int64_t step, int64_t n) {
  real.widen(static_cast<char*>(to), real.size, from, step * real.item, n);
}

template <int N, class Row> void for_lines(const Real& real, const Lines<N>& lines, int buffers, Row&& row) {
  parallel_for(lines.rest.elements, grain_of(lines.n), [&](int64_t begin, int64_t end) {
    const Buffers buffer(real, buffers, lines.n);
    Cursor<N> at(lines.rest, begin);
    for (; begin < end; ++begin, at.advance(1)) row(at, buffer);
  });
}

// Calls tile(offsets, columns) over tiles of the innermost remaining dimension.
template <int N, class Tile> void for_column_tiles(const Lines<N>& lines, Tile&& tile) {
  Space<N> outer = lines.rest;
  const int64_t columns = outer.shape[--outer.ndim], tiles = (columns + kSoftmaxTile - 1) / kSoftmaxTile;
  outer.elements /= columns;
  parallel_for(outer.elements * tiles, grain_of(lines.n * std::min(columns, kSoftmaxTile)),
               [&](int64_t begin, int64_t end) {
                 for (; begin < end; ++begin) {
                   const Cursor<N> at(outer, begin / tiles);
                   const int64_t first = begin % tiles * kSoftmaxTile;
                   int64_t offsets[N];
                   for (int o = 0; o < N; ++o) offsets[o] = at[o] + first;
                   tile(offsets, std::min(kSoftmaxTile, columns - first));
                 }
               });
}

}  // namespace

void run_softmax(bool log, const Operand& out, const Operand& in, int ndim, const int64_t* shape, int dim) {
  const Real real(in.dtype);
  const Lines<2> lines({&out, &in}, ndim, shape, dim);
  if (lines.rest.elements == 0 || lines.n == 0) return;
  if (lines.by_columns && real.direct()) {
    for_column_tiles(lines, [&](const int64_t* at, int64_t columns) {
      real.loops.softmax_columns(log, real.at(out.data, at[0]), lines.step[0], real.at(in.data, at[1]), lines.step[1],
                                 lines.n, columns);
    });
    return;
  }
  const auto softmax = log ? real.loops.log_softmax : real.loops.softmax;
  const bool dense_in = real.direct() && lines.step[1] == 1, dense_out = real.direct() && lines.step[0] == 1;
  for_lines(real, lines, dense_in && dense_out ? 0 : 1, [&](const Cursor<2>& at, const Buffers& buffers) {
    const char* x = real.at(static_cast<const void*>(in.data), at[1]);
    char* y = real.at(out.data, at[0]);
    const void* source = x;
    if (!dense_in) gather(real, buffers[0], x, lines.step[1], lines.n), source = buffers[0];
    void* target = dense_out ? y : buffers[0];
    softmax(target, source, lines.n, real.largest(source, lines.n));
    if (!dense_out) real.narrow(y, lines.step[0] * real.item, static_cast<char*>(target), real.size, lines.n);
  });
}

void run_softmax_backward(bool log, const Operand& dx, const Operand& g, const Operand& y, int ndim,
                          const int64_t* shape, int dim) {
  const Real real(dx.dtype);
  const Lines<3> lines({&dx, &g, &y}, ndim, shape, dim);
  if (lines.rest.elements == 0 || lines.n == 0) return;
  if (lines.by_columns && real.direct()) {
    for_column_tiles(lines, [&](const int64_t* at, int64_t columns) {
      real.loops.softmax_backward_columns(log, real.at(dx.data, at[0]), lines.step[0], real.at(g.data, at[1]),
                                          lines.step[1], real.at(y.data, at[2]), lines.step[2], lines.n, columns);
    });
    return;
  }
  const auto backward = log ? real.loops.log_softmax_backward : real.loops.softmax_backward;
  const bool dense = real.direct() && lines.step[0] == 1 && lines.step[1] == 1 && lines.step[2] == 1;
  for_lines(real, lines, dense ? 0 : 3, [&](const Cursor<3>& at, const Buffers& buffers) {
    char* to = real.at(dx.data, at[0]);
    const char *from_g = real.at(g.data, at[1]), *from_y = real.at(y.data, at[2]);
    if (dense) return backward(to, from_g, from_y, lines.n);
    gather(real, buffers[1], from_g, lines.step[1], lines.n);
    gather(real, buffers[2], from_y, lines.step[2], lines.n);
    backward(buffers[0], buffers[1], buffers[2], lines.n);
    real.narrow(to, lines.step[0] * real.item, static_cast<char*>(buffers[0]), real.size, lines.n);
  });
}

}  // namespace flambeau
