// Owns: the table of one-plane pooling loops, one per instruction-set level.
// Called by: backend/cpu/pool; implemented in isa/pool.cpp.
#pragma once

#include <cstdint>

#include "backend/cpu/isa.h"
#include "tensor/dtype.h"

namespace flambeau {

// Windows over one plane as depth, height, width, and how an average is divided.
struct PoolPlane {
  int64_t input[3], output[3], kernel[3], stride[3], padding[3], dilation[3];
  int64_t first_tap[3], last_tap[3];  // the taps of [first, last) reach the input from some output
  bool count_include_pad;
  int64_t divisor_override;
};

// Entries are nullptr for dtypes the operation does not take.
struct PoolTable {
  void (*max[kDTypes])(const PoolPlane&, const void* x, void* out, int64_t* indices);
  void (*average[kDTypes])(const PoolPlane&, const void* x, void* out);
  // dx is zero on entry, in float for the 16-bit floats.
  void (*average_backward[kDTypes])(const PoolPlane&, const void* g, void* dx);
  // Of an image whose channels lie innermost, for lines [begin, end) of outputs along the last dimension.
  void (*max_last[kDTypes])(const PoolPlane&, int64_t channels, int64_t begin, int64_t end, const void* x, void* out,
                            int64_t* indices);
  void (*average_last[kDTypes])(const PoolPlane&, int64_t channels, int64_t begin, int64_t end, const void* x,
                                void* out);
  void (*average_backward_last[kDTypes])(const PoolPlane&, int64_t channels, const void* g, void* dx);
};

FLAMBEAU_DECLARE_ISA(extern const PoolTable pool_table;)

}  // namespace flambeau
