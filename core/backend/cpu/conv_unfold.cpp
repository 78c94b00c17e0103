// Owns: unfold (im2col: windows copied out as columns) and fold (col2im: its transpose, columns summed back).
// Called by: the unfold and fold ops, and convolution where no library does it.
#include "backend/cpu/conv_unfold.h"

#include <algorithm>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/parallel.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 15;  // elements worth a second thread

// The output positions [begin, end) whose tap at `offset` (already less the padding) lies inside the input.
struct Span {
  int64_t begin, end;
};
Span inside(int64_t offset, int64_t stride, int64_t input, int64_t output) {
  const int64_t first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  const int64_t last = offset >= input ? 0 : (input - 1 - offset) / stride + 1;
  const int64_t end = std::min(output, last);
  return {std::min(first, end), end};
}

int64_t tap_offset(const Windows& w, int dim, int64_t tap) { return tap * w.dilation[dim] - w.padding[dim]; }

// Calls line(column_line, image_line, span) for every line of output positions along the width, for one tap (t) of
// one channel. image_line is indexed by output position times stride; it is nullptr where the whole line is padding.
template <class T, class Line>
void each_line(const Windows& w, int64_t tap, T* image, T* column, const Line& line) {
  const int64_t tx = tap % w.kernel[2], ty = tap / w.kernel[2] % w.kernel[1], tz = tap / w.kernel[2] / w.kernel[1];
  const int64_t dz = tap_offset(w, 0, tz), dy = tap_offset(w, 1, ty), dx = tap_offset(w, 2, tx);
  const Span span = inside(dx, w.stride[2], w.input[2], w.output[2]);
  for (int64_t oz = 0; oz < w.output[0]; ++oz) {
    const int64_t z = oz * w.stride[0] + dz;
    for (int64_t oy = 0; oy < w.output[1]; ++oy, column += w.output[2]) {
      const int64_t y = oy * w.stride[1] + dy;
      const bool seen = z >= 0 && z < w.input[0] && y >= 0 && y < w.input[1];
      line(column, seen ? image + (z * w.input[1] + y) * w.input[2] : nullptr, dx, span);
    }
  }
}

template <class T> void unfold_tap(const Windows& w, int64_t tap, const T* image, T* column) {
  const int64_t stride = w.stride[2], width = w.output[2];
  each_line<T>(w, tap, const_cast<T*>(image), column, [&](T* out, const T* in, int64_t dx, Span span) {
    if (!in) return std::fill_n(out, width, T{}), void();
    std::fill(out, out + span.begin, T{});
    if (stride == 1) {
      std::copy(in + dx + span.begin, in + dx + span.end, out + span.begin);
    } else {
      for (int64_t o = span.begin; o < span.end; ++o) out[o] = in[o * stride + dx];
    }
    std::fill(out + span.end, out + width, T{});
  });
}

template <class T> void fold_tap(const Windows& w, int64_t tap, const T* column, T* image) {
  const int64_t stride = w.stride[2];
  each_line<T>(w, tap, image, const_cast<T*>(column), [&](const T* in, T* out, int64_t dx, Span span) {
    if (!out) return;
    for (int64_t o = span.begin; o < span.end; ++o) out[o * stride + dx] = add_narrow(out[o * stride + dx], in[o]);
  });
}

}  // namespace

void unfold(DType dtype, const Windows& windows, int64_t channels, const void* image, void* columns) {
  const Windows w = windows.as_volume();
  const int64_t taps = w.kernel_size(), positions = w.output_size(), pixels = w.input_size();
  if (positions == 0) return;
  parallel_for(channels * taps, std::max<int64_t>(1, kGrain / positions), [&](int64_t begin, int64_t end) {
    visit(dtype, [&]<class T>() {
      for (int64_t i = begin; i < end; ++i) {
        unfold_tap(w, i % taps, static_cast<const T*>(image) + i / taps * pixels,
                   static_cast<T*>(columns) + i * positions);
      }
    });
  });
}

void fold_add(DType dtype, const Windows& windows, int64_t channels, const void* columns, void* image) {
  const Windows w = windows.as_volume();
  const int64_t taps = w.kernel_size(), positions = w.output_size(), pixels = w.input_size();
  if (positions == 0) return;
  parallel_for(channels, std::max<int64_t>(1, kGrain / (positions * taps)), [&](int64_t begin, int64_t end) {
    visit(dtype, [&]<class T>() {
      for (int64_t i = begin * taps; i < end * taps; ++i) {
        fold_tap(w, i % taps, static_cast<const T*>(columns) + i * positions,
                 static_cast<T*>(image) + i / taps * pixels);
      }
    });
  });
}

namespace {

// Calls one(image, columns), as offsets in bytes, for each image of a batch.
template <class One> void for_images(DType dtype, const Windows& w, int64_t batch, int64_t channels, const One& one) {
  const int64_t image = channels * w.input_size() * item_size(dtype);
  const int64_t columns = channels * w.kernel_size() * w.output_size() * item_size(dtype);
  for (int64_t n = 0; n < batch; ++n) one(n * image, n * columns);
}

}  // namespace

void unfold_images(DType dtype, const Windows& windows, int64_t batch, int64_t channels, const void* images,
                   void* columns) {
  for_images(dtype, windows, batch, channels, [&](int64_t image, int64_t column) {
    unfold(dtype, windows, channels, static_cast<const char*>(images) + image, static_cast<char*>(columns) + column);
  });
}

void fold_add_images(DType dtype, const Windows& windows, int64_t batch, int64_t channels, const void* columns,
                     void* images) {
  for_images(dtype, windows, batch, channels, [&](int64_t image, int64_t column) {
    fold_add(dtype, windows, channels, static_cast<const char*>(columns) + column, static_cast<char*>(images) + image);
  });
}

}  // namespace flambeau
