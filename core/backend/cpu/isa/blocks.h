// Owns: running a loop over contiguous elements on operands that are strided or repeated, by way of blocks in L1.
// Called by: loops.h and casts.cpp; compiled once per ISA level, so everything here has internal linkage.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

// A loop over n elements of contiguous operands.
using DenseLoop = void (*)(char* const* data, int64_t n);

constexpr int64_t kBlockBytes = 4096;  // per operand: six of them stay in L1
constexpr int64_t kFew = 8;            // elements that are sooner done one by one, without blocks

template <class T> inline void copy_items(char* dst, int64_t dst_stride, const char* src, int64_t src_stride,
                                          int64_t n) {
  if (src_stride == 0 && dst_stride == sizeof(T)) {
    const T value = *reinterpret_cast<const T*>(src);
    T* to = reinterpret_cast<T*>(dst);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) to[i] = value;
    return;
  }
  for (int64_t i = 0; i < n; ++i) {
    __builtin_memcpy(dst + i * dst_stride, src + i * src_stride, sizeof(T));
  }
}

struct Item16 {
  uint64_t halves[2];
};

// Elements of 1, 2, 4, 8 or 16 bytes, with any strides.
[[gnu::noinline]] void move_items(char* dst, int64_t dst_stride, const char* src, int64_t src_stride, int64_t item,
                                  int64_t n) {
  switch (item) {
    case 1: return copy_items<uint8_t>(dst, dst_stride, src, src_stride, n);
    case 2: return copy_items<uint16_t>(dst, dst_stride, src, src_stride, n);
    case 4: return copy_items<uint32_t>(dst, dst_stride, src, src_stride, n);
    case 8: return copy_items<uint64_t>(dst, dst_stride, src, src_stride, n);
    default: return copy_items<Item16>(dst, dst_stride, src, src_stride, n);
  }
}

// data[0] is the output. A repeated input fills its block once; a strided one is gathered block by block.
[[gnu::noinline]] void run_in_blocks(DenseLoop loop, const int64_t* items, int count, char* const* data,
                                     const int64_t* strides, int64_t n) {
  alignas(64) char blocks[kMaxOperands][kBlockBytes];
  int64_t widest = 1;
  for (int o = 0; o < count; ++o) widest = items[o] > widest ? items[o] : widest;
  const int64_t most = kBlockBytes / widest, first = n < most ? n : most;
  for (int o = 1; o < count; ++o) {
    if (strides[o] == 0) move_items(blocks[o], items[o], data[o], 0, items[o], first);
  }
  for (int64_t begin = 0; begin < n; begin += most) {
    const int64_t length = n - begin < most ? n - begin : most;
    char* at[kMaxOperands];
    for (int o = 0; o < count; ++o) {
      char* here = data[o] + begin * strides[o];
      const bool direct = strides[o] == items[o];
      at[o] = direct ? here : blocks[o];
      if (o > 0 && !direct && strides[o] != 0) move_items(blocks[o], items[o], here, strides[o], items[o], length);
    }
    loop(at, length);
    if (at[0] == blocks[0]) move_items(data[0] + begin * strides[0], strides[0], blocks[0], items[0], items[0], length);
  }
}

}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
