// Owns: slices read and written by position along one dimension, at several, and in the flattened tensor.
// Called by: the op layer.
#include "backend/cpu/index.h"

#include "backend/cpu/index_blocks.h"
#include "backend/cpu/parallel.h"

namespace flambeau {

using namespace moves;

namespace {

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
        if (size == 0) fail(ErrorKind::Index, "index is out of bounds for dimension with size 0");
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

void run_wrap_positions(int64_t* positions, int64_t n, int64_t size) {
  for (int64_t i = 0; i < n; ++i)
    if (positions[i] < 0 && positions[i] >= -size) positions[i] += size;
}

}  // namespace flambeau
