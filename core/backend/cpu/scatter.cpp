// Owns: the walk of gather and scatter over lines, and the check of their indices.
// Called by: the op layer.
#include "backend/cpu/scatter.h"

#include <algorithm>

#include "backend/cpu/copy.h"
#include "backend/cpu/moves.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"
#include "memory/scratch.h"

namespace flambeau {

using namespace moves;

namespace {

// All lines along `dim`, and how far apart their elements are for each of three operands.
struct Lines {
  Space<3> rest;
  int64_t n, step[3], run;

  Lines(const Operand& a, const Operand& b, const Operand& c, int ndim, const int64_t* shape, int dim)
      : rest(make_space<3>({&a, &b, &c}, ndim, shape, dim)), n(ndim == 0 ? 1 : shape[dim]) {
    const Operand* operands[] = {&a, &b, &c};
    for (int o = 0; o < 3; ++o) step[o] = ndim == 0 ? 0 : operands[o]->strides[dim];
    run = step[2] == 1 ? 1 : 256;  // neighbouring lines are done together unless each is dense in itself
  }
  // Calls f(offsets, count, steps) for runs of elements, each line's in order.
  template <class F> void for_each(F&& f) const {
    const int64_t across[] = {rest.inner_stride(0), rest.inner_stride(1), rest.inner_stride(2)};
    parallel_for(rest.elements, grain_of(n), [&](int64_t begin, int64_t end) {
      Cursor<3> at(rest, begin);
      while (begin < end) {
        const int64_t lines = std::min({end - begin, at.run(), run});
        const int64_t start[] = {at[0], at[1], at[2]};
        if (lines == 1) {
          f(start, n, step);
        } else {
          for (int64_t i = 0; i < n; ++i) {
            const int64_t offsets[] = {start[0] + i * step[0], start[1] + i * step[1], start[2] + i * step[2]};
            f(offsets, lines, across);
          }
        }
        at.advance(lines);
        begin += lines;
      }
    });
  }
};

void check_run(const int64_t* p, int64_t step, int64_t n, int64_t dim, int64_t size) {
  bool bad = false;
  for (int64_t i = 0; i < n; ++i) bad |= static_cast<uint64_t>(p[i * step]) >= static_cast<uint64_t>(size);
  for (int64_t i = 0; bad && i < n; ++i)
    if (static_cast<uint64_t>(p[i * step]) >= static_cast<uint64_t>(size)) out_of_bounds(p[i * step], dim, size);
}

void check_indices(const Operand& index, int ndim, const int64_t* shape, int dim, int64_t size) {
  const Operand* operands[] = {&index};
  Space<1> space = make_space<1>({operands[0]}, ndim, shape, -1);
  const int64_t* data = static_cast<const int64_t*>(index.data);
  const int64_t step = space.inner_stride(0);
  parallel_for(space.elements, kGrain, [&](int64_t begin, int64_t end) {
    Cursor<1> at(space, begin);
    while (begin < end) {
      const int64_t n = std::min(end - begin, at.run());
      check_run(data + at[0], step, n, dim, size);
      at.advance(n);
      begin += n;
    }
  });
}

// The stride of self along `dim` is taken out of its lines: the index says where to go.
struct LineStart {
  int64_t strides[kMaxDims];
  Operand operand;
  LineStart(const Operand& self, int ndim, int dim) : operand{self.data, self.dtype, strides} {
    std::copy_n(self.strides, ndim, strides);
    if (ndim > 0) strides[dim] = 0;
  }
};

}  // namespace

void run_gather(const Operand& out, const Operand& self, const Operand& index, int ndim, const int64_t* shape, int dim,
                int64_t self_size) {
  const LineStart start(self, ndim, dim);
  const Lines lines(out, start.operand, index, ndim, shape, dim);
  const int64_t reach = ndim == 0 ? 0 : self.strides[dim];
  const int64_t* where = static_cast<const int64_t*>(index.data);
  visit_size(out.dtype, [&]<class T>() {
    T* to = static_cast<T*>(out.data);
    const T* from = static_cast<const T*>(self.data);
    lines.for_each([&](const int64_t* at, int64_t n, const int64_t* step) {
      check_run(where + at[2], step[2], n, dim, self_size);  // run by run: nobody has seen `out` yet
      if (step[0] == 1 && step[1] == 0 && step[2] == 1 && reach == 1) {
        for (int64_t j = 0; j < n; ++j) to[at[0] + j] = from[at[1] + where[at[2] + j]];
        return;
      }
      for (int64_t j = 0; j < n; ++j)
        to[at[0] + j * step[0]] = from[at[1] + j * step[1] + where[at[2] + j * step[2]] * reach];
    });
  });
}

namespace {

// 16-bit floats are accumulated in float: of the part of self that the lines reach a wide copy is made, scattered into,
// and rounded once.
void scatter_in_float(WriteMode mode, const Operand& self, const Operand& index, const Operand& src, int ndim,
                      const int64_t* shape, int dim, int64_t self_size) {
  int64_t reached[kMaxDims], self_strides[kMaxDims], src_strides[kMaxDims];
  std::copy_n(shape, ndim, reached);
  if (ndim > 0) reached[dim] = self_size;
  const auto dense = [&](const int64_t* sizes, int64_t* strides) {
    int64_t n = 1;
    for (int d = ndim - 1; d >= 0; --d) {
      strides[d] = n;
      n *= sizes[d];
    }
    return n;
  };
  const Scratch sums(dense(reached, self_strides) * static_cast<int64_t>(sizeof(float)));
  const Scratch terms(dense(shape, src_strides) * static_cast<int64_t>(sizeof(float)));
  const Operand wide_self{sums.as<float>(), DType::Float32, self_strides};
  const Operand wide_src{terms.as<float>(), DType::Float32, src_strides};
  copy_strided(wide_self, self, ndim, reached);
  copy_strided(wide_src, src, ndim, shape);
  run_scatter(mode, wide_self, index, wide_src, ndim, shape, dim, self_size);
  copy_strided(self, wide_self, ndim, reached);
}

}  // namespace

void run_scatter(WriteMode mode, const Operand& self, const Operand& index, const Operand& src, int ndim,
                 const int64_t* shape, int dim, int64_t self_size) {
  check_indices(index, ndim, shape, dim, self_size);
  if (accumulates(mode) && is_reduced(self.dtype)) {
    return scatter_in_float(mode, self, index, src, ndim, shape, dim, self_size);
  }
  const LineStart start(self, ndim, dim);
  const Lines lines(src, start.operand, index, ndim, shape, dim);
  const int64_t reach = ndim == 0 ? 0 : self.strides[dim];
  const int64_t* where = static_cast<const int64_t*>(index.data);
  with_mode(mode, self.dtype, [&]<class T, class Op>() {
    T* to = static_cast<T*>(self.data);
    const T* from = static_cast<const T*>(src.data);
    lines.for_each([&](const int64_t* at, int64_t n, const int64_t* step) {
      for (int64_t j = 0; j < n; ++j) {
        T& target = to[at[1] + j * step[1] + where[at[2] + j * step[2]] * reach];
        target = Op{}(target, from[at[0] + j * step[0]]);
      }
    });
  });
}

}  // namespace flambeau
