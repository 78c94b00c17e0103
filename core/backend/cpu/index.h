// Owns: kernels whose addresses come from data: gather, scatter, indexing, masks, embedding, bins.
// Called by: the op layer, which has checked shapes and dtypes (not index values) and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Index operands are int64 (int32 too where a function says so). All index values are checked before anything is
// written: IndexError "index 7 is out of bounds for dimension 0 with size 5". Elements are moved by size, so `self`,
// `src` and `out` share one dtype. Writes happen in index order, so duplicates give one result for any thread count.
enum class WriteMode : uint8_t { Assign, Add, Multiply, Amax, Amin };

// out[i][j] = self[index[i][j]][j] (dim 0). `shape` is the index's and the output's.
void run_gather(const Operand& out, const Operand& self, const Operand& index, int ndim, const int64_t* shape, int dim,
                int64_t self_size);
// self[index[i][j]][j] op= src[i][j] (dim 0). `shape` is the index's; a scalar source has stride 0 everywhere.
void run_scatter(WriteMode mode, const Operand& self, const Operand& index, const Operand& src, int ndim,
                 const int64_t* shape, int dim, int64_t self_size);

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

// Masks are bool; elements are taken in row-major order.
int64_t count_nonzero(const Operand& in, int ndim, const int64_t* shape);
void run_masked_select(void* out, const Operand& self, const Operand& mask, int ndim, const int64_t* shape);
// Fills self where mask holds from `source` (contiguous, source_size elements; too few is a RuntimeError).
void run_masked_scatter(const Operand& self, const Operand& mask, const void* source, int64_t source_size, int ndim,
                        const int64_t* shape);
// Coordinates of nonzero elements of any dtype, a row-major (count, ndim) array; count from count_nonzero.
void run_nonzero(int64_t* out, const Operand& in, int ndim, const int64_t* shape);

// Positions in the flattened self; negative values wrap.
void run_take(const Operand& out, const Operand& self, int self_ndim, const int64_t* self_shape, const Operand& index,
              int ndim, const int64_t* shape);
void run_put(const Operand& self, int self_ndim, const int64_t* self_shape, const Operand& index, const Operand& source,
             int ndim, const int64_t* shape, bool accumulate);

// Rows of a table. index: n contiguous int32 or int64 values in [0, rows); IndexError "index out of range in self ...".
struct Table {
  DType dtype;
  int64_t rows, columns;
};
void run_embedding(const Table& table, void* out, const void* weight, const void* index, DType index_dtype, int64_t n);
// Overwrites dweight; rows of padding_idx (none if negative) get no gradient.
void run_embedding_backward(const Table& table, void* dweight, const void* g, const void* index, DType index_dtype,
                            int64_t n, int64_t padding_idx, bool scale_grad_by_freq);

// Keeps elements with column - row >= diagonal (upper) or <= diagonal (lower) of the last two dimensions.
void run_triangle(bool upper, const Operand& out, const Operand& in, int ndim, const int64_t* shape, int64_t diagonal);
// out[(i + shift) mod size] = in[i] along `dim`.
void run_roll(const Operand& out, const Operand& in, int ndim, const int64_t* shape, int64_t shift, int dim);
// out[...] repeats[i] times i; `total` is the sum of the (contiguous int64, non-negative) repeats.
int64_t sum_repeats(const int64_t* repeats, int64_t n);
void run_repeat_indices(int64_t* out, const int64_t* repeats, int64_t n);
// Adds g into base through strides that may overlap (the gradient of as_strided); base is the caller's zeroed buffer,
// of a dtype to accumulate in.
void run_strided_add(const Operand& base, const Operand& g, int ndim, const int64_t* shape);

// Bins of n contiguous non-negative values of an integral dtype; negative values are a ValueError.
int64_t bincount_size(const void* in, DType dtype, int64_t n, int64_t minlength);
void run_bincount(const Operand& out, const void* in, DType dtype, int64_t n, int64_t bins, const Operand* weights);
// For each of n values its place in a sorted boundary line (first position not below it; past equals if `right`).
// boundaries: (lines, length) contiguous, values and out: (lines, n) contiguous; one line of boundaries serves all
// values when lines == 1. `sorter` (may be null) orders the boundaries.
void run_searchsorted(int64_t* out, const void* boundaries, const int64_t* sorter, const void* values, DType dtype,
                      int64_t lines, int64_t length, int64_t n, bool right);

// Negative ones among n positions count from the end of `size`; those outside stay as they are.
void run_wrap_positions(int64_t* positions, int64_t n, int64_t size);

}  // namespace flambeau
