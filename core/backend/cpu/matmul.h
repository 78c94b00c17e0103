// Owns: matrix products of every dtype; chooses between our own loops, oneDNN and OpenBLAS.
// Called by: the contraction ops, convolution's im2col path and linear layers.
#pragma once

#include <cstdint>
#include <span>

#include "tensor/dtype.h"

namespace flambeau {

// A matrix, or a stack of them, inside a buffer. Strides are in elements and may be anything (0 repeats a row).
// `batch_strides` has one entry per batch dimension of the product; nullptr repeats the one matrix for all.
template <class Pointer> struct MatrixView {
  Pointer data;
  int64_t row_stride;
  int64_t col_stride;
  const int64_t* batch_strides = nullptr;
};
using Matrix = MatrixView<const void*>;
using MutableMatrix = MatrixView<void*>;

// out is (batch..., rows, cols), a is (batch..., rows, inner), b is (batch..., inner, cols).
struct MatmulSize {
  int64_t rows, cols, inner;
  std::span<const int64_t> batch = {};
};

struct MatmulExtras {
  const void* bias = nullptr;  // `cols` contiguous elements added to every row
  bool accumulate = false;     // add to what `out` holds instead of overwriting it
};

// out = a @ b (+ bias) (+ out) for every matrix of the stack; an empty `inner` gives zeros. Sums of 16-bit floats
// are kept in float and rounded once; integers wrap; bool is "or" of "and". `out` must not overlap a, b or bias,
// and no two of its elements may share an address.
void matmul(DType dtype, const MatmulSize& size, const MutableMatrix& out, const Matrix& a, const Matrix& b,
            const MatmulExtras& extras = {});

// Which libraries products and convolutions use here: "own loops, OpenBLAS (Zen)" or "…, oneDNN 3.2.0, …".
const char* matmul_description();

}  // namespace flambeau
