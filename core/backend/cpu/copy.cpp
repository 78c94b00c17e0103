// Owns: strided copies with conversion, blocked transposition, fills.
// Called by: dispatch and the elementwise driver.
#include "backend/cpu/copy.h"

#include <algorithm>
#include <cstring>

#include "backend/cpu/isa.h"
#include "backend/cpu/loop_nest.h"
#include "backend/cpu/parallel.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const Cast cast_table[kDTypes][kDTypes];)

namespace {

constexpr int64_t kGrain = 65536;  // elements per thread at least: a copy of that many takes about 10 us

void copy_rows(const LoopNest& nest, Cast cast) {
  const int64_t to = nest.strides[0][0], from = nest.strides[0][1];
  parallel_for(nest.elements, kGrain, [&](int64_t begin, int64_t end) {
    nest.for_rows(begin, end, [&](char* const* row, int64_t n) { cast(row[0], to, row[1], from, n); });
  });
}

// A transposition: dst is contiguous along dim 0 and src along some other dim, which is brought to place 1.
bool arrange_transpose(LoopNest& nest, int64_t item) {
  if (nest.strides[0][0] != item || nest.strides[0][1] == item) return false;
  for (int d = 1; d < nest.ndim; ++d) {
    if (nest.strides[d][1] != item || nest.shape[d] < 8 || nest.shape[0] < 8) continue;
    nest.swap_dims(1, d);
    return true;
  }
  return false;
}

constexpr int64_t kTile = 32, kPanel = 256;

// Four rows of four 32-bit items, transposed in registers.
using Four = uint32_t __attribute__((vector_size(16)));
inline void transpose_four(const char* src, int64_t src_stride, uint32_t* dst, int64_t dst_items) {
  Four row[4];
  for (int k = 0; k < 4; ++k) std::memcpy(&row[k], src + k * src_stride, 16);
  constexpr Four low = {0, 4, 1, 5}, high = {2, 6, 3, 7};
  const Four a = __builtin_shuffle(row[0], row[1], low), b = __builtin_shuffle(row[2], row[3], low);
  const Four c = __builtin_shuffle(row[0], row[1], high), d = __builtin_shuffle(row[2], row[3], high);
  const Four out[4] = {__builtin_shuffle(a, b, Four{0, 1, 4, 5}), __builtin_shuffle(a, b, Four{2, 3, 6, 7}),
                       __builtin_shuffle(c, d, Four{0, 1, 4, 5}), __builtin_shuffle(c, d, Four{2, 3, 6, 7})};
  for (int k = 0; k < 4; ++k) std::memcpy(dst + k * dst_items, &out[k], 16);
}

// One tile through a buffer in L1, so that each line of src and of dst is met once, whatever their strides (a power of
// two would otherwise put a whole column into one cache set).
template <class T>
inline void transpose_tile(char* dst, int64_t dst_stride, const char* src, int64_t src_stride, int64_t rows,
                           int64_t columns) {
  T tile[kTile][kTile];
  int64_t done = 0;
  if constexpr (sizeof(T) == 4) {
    if (rows == kTile) {
      for (; done + 4 <= columns; done += 4) {
        for (int64_t j = 0; j < kTile; j += 4) {
          transpose_four(src + done * src_stride + j * 4, src_stride, &tile[j][done], kTile);
        }
      }
    }
  }
  for (int64_t i = done; i < columns; ++i) {
    const T* from = reinterpret_cast<const T*>(src + i * src_stride);
    for (int64_t j = 0; j < rows; ++j) tile[j][i] = from[j];
  }
  for (int64_t j = 0; j < rows; ++j) {
    std::memcpy(dst + j * dst_stride, tile[j], static_cast<size_t>(columns) * sizeof(T));
  }
}

// One panel: small enough that the pages of its rows, in src and dst, stay in the address-translation cache.
template <class T>
void transpose_panel(char* dst, int64_t down, const char* src, int64_t across, int64_t rows, int64_t columns) {
  for (int64_t j = 0; j < rows; j += kTile) {
    for (int64_t i = 0; i < columns; i += kTile) {
      char* to = dst + j * down + i * static_cast<int64_t>(sizeof(T));
      const char* from = src + i * across + j * static_cast<int64_t>(sizeof(T));
      if (rows - j >= kTile && columns - i >= kTile) {  // constant bounds, unrolled
        transpose_tile<T>(to, down, from, across, kTile, kTile);
      } else {
        transpose_tile<T>(to, down, from, across, std::min(kTile, rows - j), std::min(kTile, columns - i));
      }
    }
  }
}

template <class T> void transpose(const LoopNest& nest) {
  const int64_t columns = nest.shape[0], rows = nest.shape[1], down = nest.strides[1][0], across = nest.strides[0][1];
  const int64_t wide = (columns + kPanel - 1) / kPanel, high = (rows + kPanel - 1) / kPanel;
  const int64_t units = nest.elements / (rows * columns) * wide * high;
  const int64_t panel = std::min(columns, kPanel) * std::min(rows, kPanel);
  parallel_for(units, std::max<int64_t>(1, kGrain / panel), [&](int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t i = unit % wide * kPanel, j = unit / wide % high * kPanel;
      char* dst = nest.data[0] + j * down + i * nest.strides[0][0];
      const char* src = nest.data[1] + i * across + j * nest.strides[1][1];
      int64_t rest = unit / wide / high;
      for (int d = 2; d < nest.ndim; ++d) {
        dst += rest % nest.shape[d] * nest.strides[d][0];
        src += rest % nest.shape[d] * nest.strides[d][1];
        rest /= nest.shape[d];
      }
      transpose_panel<T>(dst, down, src, across, std::min(kPanel, rows - j), std::min(kPanel, columns - i));
    }
  });
}

void transpose(const LoopNest& nest, int64_t item) {
  switch (item) {
    case 1: return transpose<uint8_t>(nest);
    case 2: return transpose<uint16_t>(nest);
    case 4: return transpose<uint32_t>(nest);
    case 8: return transpose<uint64_t>(nest);
    default: return transpose<complex128>(nest);
  }
}

constexpr int64_t kPartBytes = 1 << 26;  // takes a few milliseconds, after which Ctrl-C is heard

}  // namespace

Cast find_cast(DType dst, DType src) {
  static const auto* const table = FLAMBEAU_PICK_ISA(cast_table);
  return table[static_cast<int>(dst)][static_cast<int>(src)];
}

void copy_strided(const Operand& dst, const Operand& src, int ndim, const int64_t* shape) {
  const Operand both[] = {dst, src};
  LoopNest nest(both, 2, ndim, shape);
  if (nest.elements == 0) return;
  const int64_t item = item_size(dst.dtype);
  const bool contiguous = nest.ndim == 1 && nest.strides[0][0] == item && nest.strides[0][1] == item;
  if (dst.dtype == src.dtype && contiguous) {
    if (dst.data == src.data) return;
    // Large parts: the system's copy goes round the caches only where it is asked for much at once.
    const int64_t part = std::min(nest.elements / 64 + 1, kPartBytes / item);
    parallel_for(nest.elements, std::max(kGrain, part), [&](int64_t begin, int64_t end) {
      std::memcpy(nest.data[0] + begin * item, nest.data[1] + begin * item, static_cast<size_t>((end - begin) * item));
    });
    return;
  }
  if (dst.dtype == src.dtype && arrange_transpose(nest, item)) return transpose(nest, item);
  copy_rows(nest, find_cast(dst.dtype, src.dtype));
}

void fill(const Operand& dst, int ndim, const int64_t* shape, const void* value) {
  constexpr int64_t zeros[kMaxDims] = {};
  alignas(16) char one[16];
  std::memcpy(one, value, static_cast<size_t>(item_size(dst.dtype)));
  const Operand both[] = {dst, {one, dst.dtype, zeros}};
  const LoopNest nest(both, 2, ndim, shape);
  if (nest.elements != 0) copy_rows(nest, find_cast(dst.dtype, dst.dtype));
}

}  // namespace flambeau
