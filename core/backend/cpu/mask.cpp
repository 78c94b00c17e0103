// Owns: counting the elements that a mask chooses, and visiting them in order with several threads.
// Called by: the op layer.
#include "backend/cpu/mask.h"

#include <vector>

#include "backend/cpu/moves.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"

namespace flambeau {

using namespace moves;

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

void run_nonzero(int64_t* out, int64_t count, const Operand& in, int ndim, const int64_t* shape) {
  const Space<1> space = make_space<1>({&in}, ndim, shape, -1);
  visit(in.dtype, [&]<class T>() {
    const T* data = static_cast<const T*>(in.data);
    for_true(data, space, count_chunks(data, space), [&](const Cursor<1>&, int64_t i, int64_t j, int64_t rank) {
      int64_t position = i + j;
      for (int d = ndim - 1; d >= 0; --d) {
        out[d * count + rank] = position % shape[d];
        position /= shape[d];
      }
    });
  });
}

}  // namespace flambeau
