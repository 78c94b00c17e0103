// Owns: reading and writing slices by position: along one dimension, at several, and in the flattened tensor.
// Called by: the op layer, which has checked shapes and dtypes (not index values) and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"
#include "backend/cpu/write_mode.h"

namespace flambeau {

// Index operands are int64 (int32 too where a function says so). All index values are checked before anything is
// written: IndexError "index 7 is out of bounds for dimension 0 with size 5". Elements are moved by size, so `self`,
// `src` and `out` share one dtype. Writes happen in index order, so duplicates give one result for any thread count.

// out[..., i, ...] = self[..., index[i], ...]; `shape` is the output's, index is 1-D (int32 or int64), negative
// values are errors.
void run_index_select(const Operand& out, const Operand& self, const Operand& index, int ndim, const int64_t* shape,
                      int dim, int64_t self_size);
// self[..., index[i], ...] op= src[..., i, ...]: index_copy (Assign), index_add (Add), index_fill (Assign from a source
// of stride 0), index_reduce. `shape` is the source's.
void run_index_write(WriteMode mode, const Operand& self, const Operand& index, const Operand& src, int ndim,
                     const int64_t* shape, int dim, int64_t self_size);

// Advanced indexing self[i0, :, i1, ...]. `shape`, the result's and the iteration's, has the broadcast index dimensions
// at [first_dim, first_dim + index_ndim); strides of self are 0 there. Negative values wrap.
struct IndexSet {
  int count;               // index tensors
  const Operand* indices;  // int64; strides over the index dimensions only (index_ndim of them)
  const int64_t* dims;     // the dimension of self each one indexes (for messages)
  const int64_t* sizes;    // self's size there
  const int64_t* strides;  // self's stride there
  int first_dim, index_ndim;
};
void run_index(const Operand& out, const Operand& self, int ndim, const int64_t* shape, const IndexSet& set);
void run_index_put(const Operand& self, const Operand& values, int ndim, const int64_t* shape, const IndexSet& set,
                   bool accumulate);

// Positions in the flattened self; negative values wrap.
void run_take(const Operand& out, const Operand& self, int self_ndim, const int64_t* self_shape, const Operand& index,
              int ndim, const int64_t* shape);
void run_put(const Operand& self, int self_ndim, const int64_t* self_shape, const Operand& index, const Operand& source,
             int ndim, const int64_t* shape, bool accumulate);

// Negative ones among n positions count from the end of `size`; those outside stay as they are.
void run_wrap_positions(int64_t* positions, int64_t n, int64_t size);

}  // namespace flambeau
