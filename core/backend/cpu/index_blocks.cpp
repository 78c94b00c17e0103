// Owns: the implementation of reads and writes of blocks, the order of accumulation and the split between threads.
// Called by: see index_blocks.h.
#include "backend/cpu/index_blocks.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "backend/cpu/parallel.h"
#include "memory/scratch.h"

namespace flambeau::moves {

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

namespace {

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

}  // namespace

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

}  // namespace flambeau::moves
