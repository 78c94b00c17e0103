// Owns: unfold (im2col: windows copied out as columns) and fold (col2im: its transpose, columns summed back).
// Called by: the unfold and fold ops, and convolution where no library does it.
#pragma once

#include "backend/cpu/windows.h"
#include "tensor/dtype.h"

namespace flambeau {

// image is (channels, input...), columns is (channels * kernel_size, output_size), both contiguous; padding is zero.
// Runs on the calling thread's team.
void unfold(DType dtype, const Windows& windows, int64_t channels, const void* image, void* columns);

// image += the columns, each put back where unfold would have read it; the caller zeroes the image first.
void fold_add(DType dtype, const Windows& windows, int64_t channels, const void* columns, void* image);

// The same for `batch` images that follow one another, and their columns.
void unfold_images(DType dtype, const Windows& windows, int64_t batch, int64_t channels, const void* images,
                   void* columns);
void fold_add_images(DType dtype, const Windows& windows, int64_t batch, int64_t channels, const void* columns,
                     void* images);

}  // namespace flambeau
