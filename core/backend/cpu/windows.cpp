// Owns: the geometry of windows that slide over 1 to 3 spatial dimensions, and the size of what they produce.
// Called by: convolution, pooling, unfold and fold.
#include "backend/cpu/windows.h"

#include <string>

#include "tensor/error.h"

namespace flambeau {
namespace {

std::string text(const Windows& w, const Extents& e) {
  std::string s = "(";
  for (int i = 0; i < w.dims; ++i) s += (i ? " x " : "") + std::to_string(e[i]);
  return s + ")";
}

// Larger sizes would overflow the sums below.
constexpr int64_t kLargest = int64_t{1} << 40, kFarthest = int64_t{1} << 60;

void check_positive(const char* op, const char* what, const Windows& w, const Extents& e, int64_t least) {
  for (int i = 0; i < w.dims; ++i) {
    if (e[i] < least && least == 1)
      fail(ErrorKind::Runtime, op, "() ", what, " must be greater than zero, but got ", e[i]);
    if (e[i] < least || e[i] > kLargest) {
      fail(ErrorKind::Runtime, op, ": ", what, " is ", text(w, e), " | each must be from ", least, " to ", kLargest);
    }
  }
}

void check(const char* op, const Windows& w) {
  check_positive(op, "input size", w, w.input, 0);
  check_positive(op, "kernel_size", w, w.kernel, 1);
  check_positive(op, "stride", w, w.stride, 1);
  check_positive(op, "padding", w, w.padding, 0);
  check_positive(op, "dilation", w, w.dilation, 1);
  for (int i = 0; i < w.dims; ++i) {
    if (w.kernel[i] - 1 <= kLargest / w.dilation[i] && w.input[i] <= kFarthest / w.stride[i]) continue;
    fail(ErrorKind::Runtime, op, ": windows of ", text(w, w.kernel), " with stride ", text(w, w.stride),
         " and dilation ", text(w, w.dilation), " over an input of ", text(w, w.input),
         " reach farther than positions are counted");
  }
}

int64_t reach(const Windows& w, int i) { return w.dilation[i] * (w.kernel[i] - 1) + 1; }

}  // namespace

Windows Windows::as_volume() const {
  Windows v;
  v.dims = 3;
  for (int i = 0; i < dims; ++i) {
    const int to = i + 3 - dims;
    v.input[to] = input[i];
    v.output[to] = output[i];
    v.kernel[to] = kernel[i];
    v.stride[to] = stride[i];
    v.padding[to] = padding[i];
    v.dilation[to] = dilation[i];
  }
  return v;
}

void set_conv_output(const char* op, Windows& w) {
  check(op, w);
  Extents padded{}, reached{};
  bool fits = true;
  for (int i = 0; i < w.dims; ++i) {
    padded[i] = w.input[i] + 2 * w.padding[i];
    reached[i] = reach(w, i);
    fits = fits && padded[i] >= reached[i];
  }
  if (!fits) {
    fail(ErrorKind::Runtime, "Calculated padded input size per channel: ", text(w, padded),
         ". Kernel size: ", text(w, reached), ". Kernel size can't be greater than actual input size | ", op,
         " needs an input of at least the kernel's size | pad the input or use a smaller kernel");
  }
  for (int i = 0; i < w.dims; ++i) w.output[i] = (padded[i] - reached[i]) / w.stride[i] + 1;
}

void set_transposed_output(const char* op, Windows& w, const Extents& output_padding) {
  check(op, w);
  check_positive(op, "output_padding", w, output_padding, 0);
  for (int i = 0; i < w.dims; ++i) {
    if (output_padding[i] >= w.stride[i] && output_padding[i] >= w.dilation[i]) {
      fail(ErrorKind::Runtime, "output padding must be smaller than either stride or dilation, but got output_padding ",
           text(w, output_padding), ", stride ", text(w, w.stride), " and dilation ", text(w, w.dilation), " | ", op);
    }
    w.output[i] = (w.input[i] - 1) * w.stride[i] - 2 * w.padding[i] + reach(w, i) + output_padding[i];
  }
  for (int i = 0; i < w.dims; ++i) {
    if (w.output[i] < 1) {
      fail(ErrorKind::Runtime, "Given input size per channel: ", text(w, w.input), ". Calculated output size per ",
           "channel: ", text(w, w.output), ". Output size is too small | ", op, " needs every output extent >= 1 | ",
           "use less padding or a larger kernel");
    }
  }
}

void set_pool_output(const char* op, Windows& w, bool ceil_mode) {
  for (int i = 0; i < w.dims; ++i)
    if (w.padding[i] < 0) fail(ErrorKind::Runtime, "pad must be non-negative, but got pad: ", w.padding[i], " | ", op);
  check(op, w);
  for (int i = 0; i < w.dims; ++i) {
    if (w.padding[i] * 2 > reach(w, i)) {
      fail(ErrorKind::Runtime, "pad should be at most half of effective kernel size, but got pad=", w.padding[i],
           ", kernel_size=", w.kernel[i], " and dilation=", w.dilation[i], " | ", op);
    }
    const int64_t room = w.input[i] + 2 * w.padding[i] - reach(w, i) + (ceil_mode ? w.stride[i] - 1 : 0);
    int64_t n = (room >= 0 ? room / w.stride[i] : -((-room + w.stride[i] - 1) / w.stride[i])) + 1;
    // A window that would start in the far padding has nothing to see.
    if (ceil_mode && (n - 1) * w.stride[i] >= w.input[i] + w.padding[i]) --n;
    w.output[i] = n;
  }
}

void require_pool_output(const char* op, const Windows& w) {
  for (int i = 0; i < w.dims; ++i) {
    if (w.output[i] < 1) {
      fail(ErrorKind::Runtime, "Given input size: ", text(w, w.input), ". Calculated output size: ", text(w, w.output),
           ". Output size is too small | ", op,
           " needs every output extent >= 1 (Invalid computed output size: ", w.output[i],
           ") | pad the input or use a smaller kernel");
    }
  }
}

}  // namespace flambeau
