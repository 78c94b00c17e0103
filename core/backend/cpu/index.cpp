// Owns: gather, scatter, block moves by index, masks, and the small kernels that count or look up.
// Called by: the op layer.
#include "backend/cpu/index.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <type_traits>
#include <vector>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/copy.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/strided.h"
#include "memory/scratch.h"
#include "tensor/error.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements per thread below which a second one costs more than it brings

int64_t grain_of(int64_t elements_per_task) {
  return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, elements_per_task));
}

[[noreturn]] void out_of_bounds(int64_t index, int64_t dim, int64_t size) {
  fail(ErrorKind::Index, "index ", index, " is out of bounds for dimension ", dim, " with size ", size);
}

// Calls f with an unsigned stand-in of the dtype's size: moving elements needs no more.
struct Bytes16 {
  uint64_t half[2];
};
template <class F> void visit_size(DType dtype, F&& f) {
  switch (item_size(dtype)) {
    case 1: return f.template operator()<uint8_t>();
    case 2: return f.template operator()<uint16_t>();
    case 4: return f.template operator()<uint32_t>();
    case 8: return f.template operator()<uint64_t>();
    default: return f.template operator()<Bytes16>();
  }
}

// For comparisons.
template <class T> auto widen(T x) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(x);
  else
    return x;
}

struct Assign {
  template <class T> T operator()(T, T b) const { return b; }
};
struct Add {
  template <class T> T operator()(T a, T b) const { return add_narrow(a, b); }
};
struct Multiply {
  template <class T> T operator()(T a, T b) const {
    using A = Accumulate<T>;
    return A::narrow(multiply(A::widen(a), A::widen(b)));
  }
};
struct Amax {
  template <class T> T operator()(T a, T b) const {
    if constexpr (is_complex(type_of<T>))
      return b;
    else
      return widen(b) > widen(a) || widen(b) != widen(b) ? b : a;
  }
};
struct Amin {
  template <class T> T operator()(T a, T b) const {
    if constexpr (is_complex(type_of<T>))
      return b;
    else
      return widen(b) < widen(a) || widen(b) != widen(b) ? b : a;
  }
};

bool accumulates(WriteMode mode) { return mode == WriteMode::Add || mode == WriteMode::Multiply; }

// Calls f<T, Op>(); an assignment only cares about the element's size.
template <class F> void with_mode(WriteMode mode, DType dtype, F&& f) {
  const auto typed = [&]<class Op>() { visit(dtype, [&]<class T>() { f.template operator()<T, Op>(); }); };
  switch (mode) {
    case WriteMode::Assign: return visit_size(dtype, [&]<class T>() { f.template operator()<T, Assign>(); });
    case WriteMode::Add: return typed.template operator()<Add>();
    case WriteMode::Multiply: return typed.template operator()<Multiply>();
    case WriteMode::Amax: return typed.template operator()<Amax>();
    case WriteMode::Amin: return typed.template operator()<Amin>();
  }
}

// ---- element by element: gather and scatter -----------------------------------------------------------------------

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

// ---- block by block: index_select, index_add, advanced indexing, embedding ----------------------------------------

namespace {

// A block is what one index value stands for: the dimensions after the indexed ones. Strides: the other side, self.
struct Blocks {
  Space<2> outer, inner;
  Space<1> places;               // the other side's stride over index positions
  std::vector<int64_t> offsets;  // in self, one per index position

  int64_t elements() const { return outer.elements * places.elements * inner.elements; }
  bool dense() const {
    return inner.ndim == 0 || (inner.ndim == 1 && inner.strides[0][0] == 1 && inner.strides[0][1] == 1);
  }
};

// `first` and `count` delimit the index dimensions of an iteration over `shape`.
Blocks make_blocks(const Operand& other, const Operand& self, int ndim, const int64_t* shape, int first, int count) {
  Blocks blocks;
  for (int d = 0; d < ndim; ++d) {
    if (d < first)
      blocks.outer.push(shape[d], {other.strides[d], self.strides[d]});
    else if (d < first + count)
      blocks.places.push(shape[d], {other.strides[d]});
    else
      blocks.inner.push(shape[d], {other.strides[d], self.strides[d]});
  }
  return blocks;
}

template <class F> void for_block(const Blocks& blocks, int64_t other, int64_t self, F&& f) {
  if (blocks.dense()) return f(other, self, blocks.inner.elements, int64_t{1}, int64_t{1});
  Cursor<2> at(blocks.inner, 0);
  for (int64_t done = 0; done < blocks.inner.elements;) {
    const int64_t n = at.run();
    f(other + at[0], self + at[1], n, blocks.inner.inner_stride(0), blocks.inner.inner_stride(1));
    at.advance(n);
    done += n;
  }
}

void read_blocks(const Operand& out, const Operand& self, const Blocks& blocks) {
  if (blocks.elements() == 0) return;
  const int64_t places = blocks.places.elements;
  visit_size(out.dtype, [&]<class T>() {
    T* to = static_cast<T*>(out.data);
    const T* from = static_cast<const T*>(self.data);
    parallel_for(blocks.outer.elements * places, grain_of(blocks.inner.elements), [&](int64_t begin, int64_t end) {
      Cursor<2> outer(blocks.outer, begin / places);
      Cursor<1> place(blocks.places, begin % places);
      for (; begin < end; ++begin) {
        const int64_t i = begin % places;
        for_block(blocks, outer[0] + place[0], outer[1] + blocks.offsets[i],
                  [&](int64_t a, int64_t b, int64_t n, int64_t a_step, int64_t b_step) {
                    if (a_step == 1 && b_step == 1)
                      std::memcpy(to + a, from + b, n * sizeof(T));
                    else
                      for (int64_t j = 0; j < n; ++j) to[a + j * a_step] = from[b + j * b_step];
                  });
        place.advance(1);
        if (i == places - 1) outer.advance(1);
      }
    });
  });
}

// 16-bit floats: all that falls on one block of self is accumulated in a float block, in the order of the index, and
// rounded once.
template <class T, class Op> void accumulate_in_float(const Operand& self, const Operand& src, const Blocks& blocks) {
  const int64_t places = blocks.places.elements, length = blocks.inner.elements;
  std::vector<int64_t> order(places);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t i, int64_t j) { return blocks.offsets[i] < blocks.offsets[j]; });
  std::vector<int64_t> firsts;  // in `order`, of each block that is written to
  for (int64_t k = 0; k < places; ++k)
    if (k == 0 || blocks.offsets[order[k]] != blocks.offsets[order[k - 1]]) firsts.push_back(k);
  firsts.push_back(places);
  T* to = static_cast<T*>(self.data);
  const T* from = static_cast<const T*>(src.data);
  const int64_t targets = static_cast<int64_t>(firsts.size()) - 1;
  const int64_t work = length * std::max<int64_t>(1, places / targets);
  parallel_for(blocks.outer.elements * targets, grain_of(work), [&](int64_t begin, int64_t end) {
    const Scratch block(length * static_cast<int64_t>(sizeof(float)));
    float* sums = block.as<float>();
    for (; begin < end; ++begin) {
      const Cursor<2> outer(blocks.outer, begin / targets);
      const int64_t first = firsts[begin % targets], last = firsts[begin % targets + 1];
      const int64_t target = outer[1] + blocks.offsets[order[first]];
      int64_t done = 0;
      const auto each = [&](int64_t other, auto&& f) {  // f(float, element of the other side, of self)
        done = 0;
        for_block(blocks, other, target, [&](int64_t a, int64_t b, int64_t n, int64_t a_step, int64_t b_step) {
          for (int64_t j = 0; j < n; ++j) f(sums[done + j], a + j * a_step, b + j * b_step);
          done += n;
        });
      };
      each(0, [&](float& sum, int64_t, int64_t b) { sum = to_float(to[b]); });
      for (int64_t k = first; k < last; ++k) {
        const Cursor<1> place(blocks.places, order[k]);
        each(outer[0] + place[0], [&](float& sum, int64_t a, int64_t) { sum = Op{}(sum, to_float(from[a])); });
      }
      each(0, [&](float& sum, int64_t, int64_t b) { to[b] = Accumulate<T>::narrow(sum); });
    }
  });
}

// Each thread owns a range of offsets in self and takes the positions that fall into it, in order: no two threads meet
// in an element and the order of accumulation never changes.
void write_blocks(WriteMode mode, const Operand& self, const Operand& src, const Blocks& blocks) {
  if (blocks.elements() == 0) return;
  if (accumulates(mode) && is_reduced(self.dtype)) {
    return visit(self.dtype, [&]<class T>() {
      if constexpr (is_reduced(type_of<T>))
        mode == WriteMode::Add ? accumulate_in_float<T, Add>(self, src, blocks)
                               : accumulate_in_float<T, Multiply>(self, src, blocks);
    });
  }
  const int64_t places = blocks.places.elements;
  const auto [low, high] = std::minmax_element(blocks.offsets.begin(), blocks.offsets.end());
  const int64_t origin = *low, span = *high - *low + 1;
  const bool shared = blocks.elements() > 4 * kGrain && blocks.inner.elements >= 4;  // else the scan costs too much
  with_mode(mode, self.dtype, [&]<class T, class Op>() {
    T* to = static_cast<T*>(self.data);
    const T* from = static_cast<const T*>(src.data);
    parallel_for(span, shared ? (span + 63) / 64 : span, [&](int64_t begin, int64_t end) {
      Cursor<2> outer(blocks.outer, 0);
      for (int64_t o = 0; o < blocks.outer.elements; ++o, outer.advance(1)) {
        Cursor<1> place(blocks.places, 0);
        for (int64_t i = 0; i < places; ++i, place.advance(1)) {
          const int64_t offset = blocks.offsets[i];
          if (offset - origin < begin || offset - origin >= end) continue;
          for_block(blocks, outer[0] + place[0], outer[1] + offset,
                    [&](int64_t a, int64_t b, int64_t n, int64_t a_step, int64_t b_step) {
                      if (a_step == 1 && b_step == 1)
                        for (int64_t j = 0; j < n; ++j) to[b + j] = Op{}(to[b + j], from[a + j]);
                      else
                        for (int64_t j = 0; j < n; ++j)
                          to[b + j * b_step] = Op{}(to[b + j * b_step], from[a + j * a_step]);
                    });
        }
      }
    });
  });
}

// Offsets of a 1-D int32 or int64 index, checked.
std::vector<int64_t> offsets_of(const void* index, DType dtype, int64_t step, int64_t n, int64_t size, int64_t stride,
                                int64_t dim) {
  std::vector<int64_t> offsets(n);
  const auto fill = [&]<class I>() {
    const I* p = static_cast<const I*>(index);
    for (int64_t i = 0; i < n; ++i) {
      const int64_t v = p[i * step];
      if (static_cast<uint64_t>(v) >= static_cast<uint64_t>(size)) {
        if (dim >= 0) out_of_bounds(v, dim, size);
        fail(ErrorKind::Index, "index out of range in self: index ", v, " | the table has ", size,
             " rows, valid indices are 0 to ", size - 1);
      }
      offsets[i] = v * stride;
    }
  };
  if (dtype == DType::Int32)
    fill.operator()<int32_t>();
  else
    fill.operator()<int64_t>();
  return offsets;
}

Blocks blocks_along(const Operand& other, const Operand& self, const Operand& index, int ndim, const int64_t* shape,
                    int dim, int64_t self_size) {
  Blocks blocks = make_blocks(other, self, ndim, shape, ndim == 0 ? 0 : dim, ndim == 0 ? 0 : 1);
  blocks.offsets = offsets_of(index.data, index.dtype, index.strides[0], ndim == 0 ? 1 : shape[dim], self_size,
                              ndim == 0 ? 0 : self.strides[dim], dim);
  return blocks;
}

}  // namespace

void run_index_select(const Operand& out, const Operand& self, const Operand& index, int ndim, const int64_t* shape,
                      int dim, int64_t self_size) {
  read_blocks(out, self, blocks_along(out, self, index, ndim, shape, dim, self_size));
}

void run_index_write(WriteMode mode, const Operand& self, const Operand& index, const Operand& src, int ndim,
                     const int64_t* shape, int dim, int64_t self_size) {
  write_blocks(mode, self, src, blocks_along(src, self, index, ndim, shape, dim, self_size));
}

namespace {

Blocks blocks_of(const Operand& other, const Operand& self, int ndim, const int64_t* shape, const IndexSet& set) {
  Blocks blocks = make_blocks(other, self, ndim, shape, set.first_dim, set.index_ndim);
  blocks.offsets.assign(blocks.places.elements, 0);
  for (int t = 0; t < set.count; ++t) {
    const Operand& index = set.indices[t];
    const Space<1> space = make_space<1>({&index}, set.index_ndim, shape + set.first_dim, -1);
    const int64_t *data = static_cast<const int64_t*>(index.data), size = set.sizes[t], stride = set.strides[t];
    parallel_for(space.elements, kGrain, [&](int64_t begin, int64_t end) {
      Cursor<1> at(space, begin);
      for (int64_t i = begin; i < end; ++i, at.advance(1)) {
        const int64_t v = data[at[0]];
        if (v < -size || v >= size) out_of_bounds(v, set.dims[t], size);
        blocks.offsets[i] += (v < 0 ? v + size : v) * stride;
      }
    });
  }
  return blocks;
}

}  // namespace

void run_index(const Operand& out, const Operand& self, int ndim, const int64_t* shape, const IndexSet& set) {
  read_blocks(out, self, blocks_of(out, self, ndim, shape, set));
}

void run_index_put(const Operand& self, const Operand& values, int ndim, const int64_t* shape, const IndexSet& set,
                   bool accumulate) {
  write_blocks(accumulate ? WriteMode::Add : WriteMode::Assign, self, values,
               blocks_of(values, self, ndim, shape, set));
}

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

// ---- masks --------------------------------------------------------------------------------------------------------

namespace {

constexpr int64_t kMaskChunk = 1 << 15;

// How many true elements come before each chunk of a row-major space; the last entry is their number.
template <class T, int N> std::vector<int64_t> count_chunks(const T* data, const Space<N>& space) {
  const int64_t chunks = (space.elements + kMaskChunk - 1) / kMaskChunk, step = space.inner_stride(0);
  std::vector<int64_t> before(chunks + 1);
  parallel_for(chunks, 4, [&](int64_t first, int64_t last) {
    for (int64_t c = first; c < last; ++c) {
      const int64_t end = std::min(space.elements, (c + 1) * kMaskChunk);
      Cursor<N> at(space, c * kMaskChunk);
      int64_t count = 0;
      for (int64_t i = c * kMaskChunk; i < end;) {
        const int64_t n = std::min(end - i, at.run());
        const T* p = data + at[0];
        for (int64_t j = 0; j < n; ++j) count += widen(p[j * step]) != decltype(widen(p[0])){};
        at.advance(n);
        i += n;
      }
      before[c + 1] = count;
    }
  });
  for (int64_t c = 0; c < chunks; ++c) before[c + 1] += before[c];
  return before;
}

// Calls f(cursor, rank) for every true element of a mask (operand 0) in row-major order, chunks over threads.
template <class T, int N, class F>
void for_true(const T* data, const Space<N>& space, const std::vector<int64_t>& before, F&& f) {
  parallel_for(static_cast<int64_t>(before.size()) - 1, 4, [&](int64_t first, int64_t last) {
    const int64_t end = std::min(space.elements, last * kMaskChunk), step = space.inner_stride(0);
    Cursor<N> at(space, first * kMaskChunk);
    int64_t rank = before[first];
    for (int64_t i = first * kMaskChunk; i < end;) {
      const int64_t n = std::min(end - i, at.run());
      const T* p = data + at[0];
      for (int64_t j = 0; j < n; ++j)
        if (widen(p[j * step]) != decltype(widen(p[0])){}) f(at, i, j, rank++);
      at.advance(n);
      i += n;
    }
  });
}

}  // namespace

int64_t count_nonzero(const Operand& in, int ndim, const int64_t* shape) {
  const Space<1> space = make_space<1>({&in}, ndim, shape, -1);
  return visit(in.dtype, [&]<class T>() { return count_chunks(static_cast<const T*>(in.data), space).back(); });
}

void run_masked_select(void* out, const Operand& self, const Operand& mask, int ndim, const int64_t* shape) {
  const Space<2> space = make_space<2>({&mask, &self}, ndim, shape, -1);
  const bool* bits = static_cast<const bool*>(mask.data);
  const std::vector<int64_t> before = count_chunks(bits, space);
  const int64_t step = space.inner_stride(1);
  visit_size(self.dtype, [&]<class T>() {
    T* to = static_cast<T*>(out);
    const T* from = static_cast<const T*>(self.data);
    for_true(bits, space, before,
             [&](const Cursor<2>& at, int64_t, int64_t j, int64_t rank) { to[rank] = from[at[1] + j * step]; });
  });
}

void run_masked_scatter(const Operand& self, const Operand& mask, const void* source, int64_t source_size, int ndim,
                        const int64_t* shape) {
  const Space<2> space = make_space<2>({&mask, &self}, ndim, shape, -1);
  const bool* bits = static_cast<const bool*>(mask.data);
  const std::vector<int64_t> before = count_chunks(bits, space);
  if (before.back() > source_size)
    fail(ErrorKind::Runtime,
         "masked_scatter_: expected self and source to have same dtypes and source to have at least "
         "as many elements as the mask has true ones | mask: ",
         before.back(), ", source: ", source_size);
  const int64_t step = space.inner_stride(1);
  visit_size(self.dtype, [&]<class T>() {
    T* to = static_cast<T*>(self.data);
    const T* from = static_cast<const T*>(source);
    for_true(bits, space, before,
             [&](const Cursor<2>& at, int64_t, int64_t j, int64_t rank) { to[at[1] + j * step] = from[rank]; });
  });
}

void run_nonzero(int64_t* out, const Operand& in, int ndim, const int64_t* shape) {
  const Space<1> space = make_space<1>({&in}, ndim, shape, -1);
  visit(in.dtype, [&]<class T>() {
    const T* data = static_cast<const T*>(in.data);
    for_true(data, space, count_chunks(data, space), [&](const Cursor<1>&, int64_t i, int64_t j, int64_t rank) {
      int64_t position = i + j;
      for (int d = ndim - 1; d >= 0; --d) {
        out[rank * ndim + d] = position % shape[d];
        position /= shape[d];
      }
    });
  });
}

// ---- flattened positions ------------------------------------------------------------------------------------------

namespace {

// Offsets in self of flattened positions, checked; one per element of the index.
std::vector<int64_t> flat_offsets(const Operand& self, int self_ndim, const int64_t* self_shape, const Operand& index,
                                  int ndim, const int64_t* shape) {
  const Space<1> where = make_space<1>({&self}, self_ndim, self_shape, -1),
                 space = make_space<1>({&index}, ndim, shape, -1);
  const int64_t* data = static_cast<const int64_t*>(index.data);
  const int64_t size = where.elements;
  std::vector<int64_t> offsets(space.elements);
  parallel_for(space.elements, kGrain, [&](int64_t begin, int64_t end) {
    Cursor<1> at(space, begin);
    for (int64_t i = begin; i < end; ++i, at.advance(1)) {
      const int64_t v = data[at[0]];
      if (v < -size || v >= size)
        fail(ErrorKind::Index, "out of range: tried to access index ", v, " on a tensor of ", size, " elements.");
      offsets[i] = Cursor<1>(where, v < 0 ? v + size : v)[0];
    }
  });
  return offsets;
}

Blocks flat_blocks(const Operand& other, const Operand& self, int self_ndim, const int64_t* self_shape,
                   const Operand& index, int ndim, const int64_t* shape) {
  Blocks blocks = make_blocks(other, self, ndim, shape, 0, ndim);  // strides of self go unused: all is index dimensions
  blocks.offsets = flat_offsets(self, self_ndim, self_shape, index, ndim, shape);
  return blocks;
}

}  // namespace

void run_take(const Operand& out, const Operand& self, int self_ndim, const int64_t* self_shape, const Operand& index,
              int ndim, const int64_t* shape) {
  read_blocks(out, self, flat_blocks(out, self, self_ndim, self_shape, index, ndim, shape));
}

void run_put(const Operand& self, int self_ndim, const int64_t* self_shape, const Operand& index, const Operand& source,
             int ndim, const int64_t* shape, bool accumulate) {
  write_blocks(accumulate ? WriteMode::Add : WriteMode::Assign, self, source,
               flat_blocks(source, self, self_ndim, self_shape, index, ndim, shape));
}

// ---- positions within the shape -----------------------------------------------------------------------------------

void run_triangle(bool upper, const Operand& out, const Operand& in, int ndim, const int64_t* shape, int64_t diagonal) {
  const int64_t rows = shape[ndim - 2], columns = shape[ndim - 1];
  const int64_t *to_step = out.strides + ndim - 2, *from_step = in.strides + ndim - 2;
  const Space<2> batch = make_space<2>({&out, &in}, ndim - 2, shape, -1);
  visit_size(out.dtype, [&]<class T>() {
    parallel_for(batch.elements * rows, grain_of(columns), [&](int64_t begin, int64_t end) {
      for (; begin < end; ++begin) {
        const Cursor<2> at(batch, begin / rows);
        const int64_t row = begin % rows;
        T* to = static_cast<T*>(out.data) + at[0] + row * to_step[0];
        const T* from = static_cast<const T*>(in.data) + at[1] + row * from_step[0];
        const int64_t edge = std::clamp<int64_t>(row + diagonal + (upper ? 0 : 1), 0, columns);
        const int64_t keep_from = upper ? edge : 0, keep_to = upper ? columns : edge;
        for (int64_t j = 0; j < keep_from; ++j) to[j * to_step[1]] = T{};
        for (int64_t j = keep_from; j < keep_to; ++j) to[j * to_step[1]] = from[j * from_step[1]];
        for (int64_t j = keep_to; j < columns; ++j) to[j * to_step[1]] = T{};
      }
    });
  });
}

void run_roll(const Operand& out, const Operand& in, int ndim, const int64_t* shape, int64_t shift, int dim) {
  const int64_t size = ndim == 0 ? 1 : shape[dim];
  if (ndim == 0 || size == 0) return copy_strided(out, in, ndim, shape);
  const int64_t split = ((shift % size) + size) % size, item = item_size(in.dtype);  // in[0] goes to out[split]
  int64_t part[kMaxDims];
  std::copy_n(shape, ndim, part);
  const auto copy = [&](int64_t to, int64_t from, int64_t n) {
    part[dim] = n;
    copy_strided({static_cast<char*>(out.data) + to * out.strides[dim] * item, out.dtype, out.strides},
                 {static_cast<char*>(in.data) + from * in.strides[dim] * item, in.dtype, in.strides}, ndim, part);
  };
  copy(split, 0, size - split);
  if (split > 0) copy(0, size - split, split);
}

int64_t sum_repeats(const int64_t* repeats, int64_t n) {
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (repeats[i] < 0)
      fail(ErrorKind::Runtime, "repeats can not be negative | repeat_interleave: repeats[", i, "] is ", repeats[i]);
    if (__builtin_add_overflow(total, repeats[i], &total))
      fail(ErrorKind::Runtime, "repeat_interleave: the repeats add up to more elements than a tensor can have");
  }
  return total;
}

void run_repeat_indices(int64_t* out, const int64_t* repeats, int64_t n) {
  for (int64_t i = 0; i < n; ++i) out = std::fill_n(out, repeats[i], i);
}

void run_strided_add(const Operand& base, const Operand& g, int ndim, const int64_t* shape) {
  const Space<2> space = make_space<2>({&base, &g}, ndim, shape, -1);
  const int64_t to_step = space.inner_stride(0), from_step = space.inner_stride(1);
  visit(base.dtype, [&]<class T>() {
    T* to = static_cast<T*>(base.data);
    const T* from = static_cast<const T*>(g.data);
    Cursor<2> at(space, 0);
    for (int64_t done = 0; done < space.elements;) {
      const int64_t n = at.run();
      for (int64_t j = 0; j < n; ++j) {
        T& target = to[at[0] + j * to_step];
        target = Add{}(target, from[at[1] + j * from_step]);
      }
      at.advance(n);
      done += n;
    }
  });
}

// ---- bins and boundaries ------------------------------------------------------------------------------------------

int64_t bincount_size(const void* in, DType dtype, int64_t n, int64_t minlength) {
  int64_t bins = minlength;
  visit(dtype, [&]<class T>() {
    if constexpr (is_integral(type_of<T>)) {
      const T* x = static_cast<const T*>(in);
      for (int64_t i = 0; i < n; ++i) {
        if (static_cast<int64_t>(x[i]) < 0)
          fail(ErrorKind::Runtime, "bincount only supports 1-d non-negative integral inputs. | element ", i, " is ",
               static_cast<int64_t>(x[i]));
        if (static_cast<int64_t>(x[i]) == INT64_MAX)
          fail(ErrorKind::OutOfMemory, "bincount: a value of ", INT64_MAX, " asks for more bins than there can be");
        bins = std::max(bins, static_cast<int64_t>(x[i]) + 1);
      }
    }
  });
  return bins;
}

void run_bincount(const Operand& out, const void* in, DType dtype, int64_t n, int64_t bins, const Operand* weights) {
  visit(dtype, [&]<class T>() {
    if constexpr (is_integral(type_of<T>)) {
      const T* x = static_cast<const T*>(in);
      if (!weights) {
        int64_t* counts = static_cast<int64_t*>(out.data);
        std::fill_n(counts, bins, 0);
        for (int64_t i = 0; i < n; ++i) ++counts[static_cast<int64_t>(x[i])];
        return;
      }
      visit(out.dtype, [&]<class W>() {
        W* sums = static_cast<W*>(out.data);
        const W* weight = static_cast<const W*>(weights->data);
        std::fill_n(sums, bins, W{});
        for (int64_t i = 0; i < n; ++i) {
          W& sum = sums[static_cast<int64_t>(x[i])];
          sum = Add{}(sum, weight[i * weights->strides[0]]);
        }
      });
    }
  });
}

void run_searchsorted(int64_t* out, const void* boundaries, const int64_t* sorter, const void* values, DType dtype,
                      int64_t lines, int64_t length, int64_t n, bool right) {
  visit(dtype, [&]<class T>() {
    if constexpr (!is_complex(type_of<T>)) {
      parallel_for(lines * n, 1 << 10, [&](int64_t begin, int64_t end) {
        for (; begin < end; ++begin) {
          const int64_t line = lines == 1 ? 0 : begin / n;
          const T* sorted = static_cast<const T*>(boundaries) + line * length;
          const int64_t* order = sorter ? sorter + line * length : nullptr;
          const auto value = widen(static_cast<const T*>(values)[begin]);
          int64_t low = 0, high = length;
          while (low < high) {
            const int64_t middle = low + (high - low) / 2;
            const auto boundary = widen(sorted[order ? order[middle] : middle]);
            // NaN is past everything, so "not >=" and "not >" go on to the right.
            const bool go_right = right ? !(boundary > value) : !(boundary >= value);
            if (go_right)
              low = middle + 1;
            else
              high = middle;
          }
          out[begin] = low;
        }
      });
    }
  });
}

void run_wrap_positions(int64_t* positions, int64_t n, int64_t size) {
  for (int64_t i = 0; i < n; ++i)
    if (positions[i] < 0 && positions[i] >= -size) positions[i] += size;
}

}  // namespace flambeau
