// Owns: reads and writes of whole blocks of elements, at offsets that an index gives.
// Called by: index.cpp, embedding.cpp.
#pragma once

#include <vector>

#include "backend/cpu/moves.h"
#include "backend/cpu/space.h"

namespace flambeau::moves {

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
Blocks make_blocks(const Operand& other, const Operand& self, int ndim, const int64_t* shape, int first, int count);

void read_blocks(const Operand& out, const Operand& self, const Blocks& blocks);

// Each thread owns a range of offsets in self and takes the positions that fall into it, in order: no two threads meet
// in an element and the order of accumulation never changes.
void write_blocks(WriteMode mode, const Operand& self, const Operand& src, const Blocks& blocks);

// Offsets of a 1-D int32 or int64 index, checked.
std::vector<int64_t> offsets_of(const void* index, DType dtype, int64_t step, int64_t n, int64_t size, int64_t stride,
                                int64_t dim);

}  // namespace flambeau::moves
