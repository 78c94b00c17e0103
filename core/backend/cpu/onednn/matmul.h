// Owns: matrix products through oneDNN.
// Called by: backend/cpu/matmul, from outside any parallel region.
#pragma once

#include <cstdint>
#include <string>

#include "tensor/dtype.h"

namespace flambeau::onednn {

// out (rows, cols) (+)= a (rows, inner) @ b (inner, cols) (+ bias); strides in elements; out's columns are contiguous.
struct Product {
  DType dtype;
  int64_t rows, cols, inner;
  const void* a;
  int64_t a_row, a_col;
  const void* b;
  int64_t b_row, b_col;
  void* out;
  int64_t out_row;
  const void* bias;
  bool accumulate;
};

// True where oneDNN was measured to beat OpenBLAS: float32 and the 16-bit floats on processors with AVX-512.
// The environment variable FLAMBEAU_ONEDNN overrides it: 0 never, 1 wherever there is a kernel.
bool prefers_matmul(DType dtype);

// Computes the product on `threads` threads; false, with nothing written, when oneDNN has no fast kernel for it.
bool matmul(const Product& product, int threads);

// "oneDNN 3.2.0 (AVX2)", or empty when the library is absent or switched off.
std::string description();

}  // namespace flambeau::onednn
