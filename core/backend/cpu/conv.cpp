// Owns: the choice between oneDNN and im2col for a convolution, and the turning of transposed ones into plain ones.
// Called by: the convolution ops and their rules.
#include "backend/cpu/conv.h"

#include <algorithm>
#include <cstring>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/conv_unfold.h"
#include "backend/cpu/copy.h"
#include "backend/cpu/matmul.h"
#include "backend/cpu/onednn/conv.h"
#include "backend/cpu/parallel.h"
#include "memory/scratch.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 15;  // elements worth a second thread

using onednn::Pass;

// A plain convolution and its three tensors; which one is written depends on the pass.
struct Task {
  Pass pass;
  DType dtype;
  Windows windows;
  int64_t batch, in_channels, out_channels, groups;
  ConvOutput x, weight, out;
  const void* bias;

  int64_t x_size() const { return batch * in_channels * windows.input_size(); }
  int64_t weight_size() const { return out_channels * (in_channels / groups) * windows.kernel_size(); }
  int64_t out_size() const { return batch * out_channels * windows.output_size(); }
  ConvOutput& written() { return pass == Pass::Forward ? out : pass == Pass::BackwardInput ? x : weight; }
  int64_t written_size() const {
    return pass == Pass::Forward ? out_size() : pass == Pass::BackwardInput ? x_size() : weight_size();
  }
};

ConvOutput writable(ConvInput in) { return {const_cast<void*>(in.data), in.layout}; }

// A transposed convolution is the plain one with x and out exchanged, run in the other direction.
Task make_task(Pass pass, DType dtype, const ConvSize& s, ConvOutput x, ConvOutput weight, ConvOutput out) {
  if (!s.transposed) {
    return {pass, dtype, s.windows, s.batch, s.in_channels, s.out_channels, s.groups, x, weight, out, nullptr};
  }
  Windows w = s.windows;
  std::swap(w.input, w.output);
  const Pass other = pass == Pass::Forward         ? Pass::BackwardInput
                     : pass == Pass::BackwardInput ? Pass::Forward
                                                   : Pass::BackwardWeight;
  return {other, dtype, w, s.batch, s.out_channels, s.in_channels, s.groups, out, weight, x, nullptr};
}

// ---- layouts --------------------------------------------------------------------------------------------------------

// Copies (outer, rows, cols) to (outer, cols, rows), tile by tile so that both sides stay in cache.
template <class T> void swap_inner(const T* in, T* out, int64_t outer, int64_t rows, int64_t cols) {
  constexpr int64_t kTile = 16;
  const int64_t bands = (rows + kTile - 1) / kTile;
  parallel_for(outer * bands, std::max<int64_t>(1, kGrain / (kTile * std::max<int64_t>(1, cols))),
               [&](int64_t begin, int64_t end) {
                 for (int64_t band = begin; band < end; ++band) {
                   const T* from = in + band / bands * rows * cols;
                   T* to = out + band / bands * rows * cols;
                   const int64_t first = band % bands * kTile, last = std::min(rows, first + kTile);
                   for (int64_t c0 = 0; c0 < cols; c0 += kTile) {
                     for (int64_t r = first; r < last; ++r) {
                       for (int64_t c = c0; c < std::min(cols, c0 + kTile); ++c) to[c * rows + r] = from[r * cols + c];
                     }
                   }
                 }
               });
}
void swap_inner(DType t, const void* in, void* out, int64_t outer, int64_t rows, int64_t cols) {
  visit(t, [&]<class T>() { swap_inner(static_cast<const T*>(in), static_cast<T*>(out), outer, rows, cols); });
}

struct Shape3 {
  int64_t outer, channels, spatial;
};
// Puts a channels-last tensor in channels-first order in `buffer` and makes the operand mean that.
void to_first(DType t, ConvOperand<void*>& operand, Shape3 s, Scratch& buffer, bool read) {
  if (operand.layout == Layout::ChannelsFirst) return;
  buffer = Scratch(s.outer * s.channels * s.spatial * item_size(t));
  if (read) swap_inner(t, operand.data, buffer.data(), s.outer, s.spatial, s.channels);
  operand = {buffer.data(), Layout::ChannelsFirst};
}

// ---- im2col ---------------------------------------------------------------------------------------------------------

// One tap, one step, no padding, nothing left over: the columns are the image itself.
bool is_pointwise(const Windows& w) {
  for (int i = 0; i < w.dims; ++i) {
    if (w.kernel[i] != 1 || w.stride[i] != 1 || w.input[i] != w.output[i]) return false;
  }
  return true;
}

class ColumnConv {
 public:
  explicit ColumnConv(const Task& t)
      : t_(t),
        pointwise_(is_pointwise(t.windows)),
        in_(t.in_channels / t.groups),
        out_(t.out_channels / t.groups),
        taps_(t.windows.kernel_size()),
        positions_(t.windows.output_size()),
        pixels_(t.windows.input_size()) {}

  void run() {
    if (t_.pass == Pass::BackwardWeight) {
      for (int64_t n = 0; n < t_.batch; ++n) weight_of(n);  // in order: every image adds to the same weight
      return;
    }
    const bool one_each = t_.batch >= num_threads();
    parallel_for(t_.batch, one_each ? 1 : t_.batch, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) t_.pass == Pass::Forward ? forward(n) : input_of(n);
    });
  }

 private:
  char* at(void* base, int64_t elements) const { return static_cast<char*>(base) + elements * item_size(t_.dtype); }
  char* image(int64_t n, int64_t g) const { return at(t_.x.data, (n * t_.groups + g) * in_ * pixels_); }
  char* result(int64_t n, int64_t g) const { return at(t_.out.data, (n * t_.groups + g) * out_ * positions_); }
  char* weight(int64_t g) const { return at(t_.weight.data, g * out_ * in_ * taps_); }
  int64_t column_bytes() const { return pointwise_ ? 0 : in_ * taps_ * positions_ * item_size(t_.dtype); }

  const void* columns(int64_t n, int64_t g, const Scratch& buffer) const {
    if (pointwise_) return image(n, g);
    unfold(t_.dtype, t_.windows, in_, image(n, g), buffer.data());
    return buffer.data();
  }

  void forward(int64_t n) const {
    const Scratch buffer(column_bytes());
    for (int64_t g = 0; g < t_.groups; ++g) {
      matmul(t_.dtype, {out_, positions_, in_ * taps_}, {result(n, g), positions_, 1}, {weight(g), in_ * taps_, 1},
             {columns(n, g, buffer), positions_, 1});
    }
  }

  void input_of(int64_t n) const {
    const Scratch buffer(column_bytes());
    for (int64_t g = 0; g < t_.groups; ++g) {
      void* target = pointwise_ ? image(n, g) : buffer.data();
      matmul(t_.dtype, {in_ * taps_, positions_, out_}, {target, positions_, 1}, {weight(g), 1, in_ * taps_},
             {result(n, g), positions_, 1});
      if (pointwise_) continue;
      std::memset(image(n, g), 0, static_cast<size_t>(in_ * pixels_ * item_size(t_.dtype)));
      fold_add(t_.dtype, t_.windows, in_, buffer.data(), image(n, g));
    }
  }

  void weight_of(int64_t n) const {
    const Scratch buffer(column_bytes());
    for (int64_t g = 0; g < t_.groups; ++g) {
      matmul(t_.dtype, {out_, in_ * taps_, positions_}, {weight(g), in_ * taps_, 1}, {result(n, g), positions_, 1},
             {columns(n, g, buffer), 1, positions_}, {.accumulate = n > 0});
    }
  }

  const Task t_;
  bool pointwise_;
  int64_t in_, out_, taps_, positions_, pixels_;  // in_ and out_: channels of one group
};

// Adds bias[c] to every position of channel c of a (batch, channels, spatial) tensor.
template <class T> void add_bias(T* out, const T* bias, int64_t batch, int64_t channels, int64_t spatial) {
  parallel_for(batch * channels, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, spatial)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t plane = begin; plane < end; ++plane) {
                   const T b = bias[plane % channels];
                   T* p = out + plane * spatial;
                   for (int64_t i = 0; i < spatial; ++i) p[i] = add_narrow(p[i], b);
                 }
               });
}

void add_bias(DType dtype, const ConvOutput& out, const void* bias, Shape3 s) {
  visit(dtype, [&]<class T>() {
    T* const to = static_cast<T*>(out.data);
    const T* const b = static_cast<const T*>(bias);
    out.layout == Layout::ChannelsFirst ? add_bias(to, b, s.outer, s.channels, s.spatial)
                                        : add_bias(to, b, s.outer * s.spatial, s.channels, 1);
  });
}

// ---- choice ---------------------------------------------------------------------------------------------------------

onednn::Convolution for_onednn(const Task& t) {
  onednn::Convolution c{t.pass,
                        t.dtype,
                        t.windows.dims,
                        t.batch,
                        t.in_channels,
                        t.out_channels,
                        t.groups,
                        {},
                        {},
                        {},
                        {},
                        {},
                        {},
                        t.x.layout == Layout::ChannelsLast,
                        t.weight.layout == Layout::ChannelsLast,
                        t.out.layout == Layout::ChannelsLast,
                        t.x.data,
                        t.weight.data,
                        t.out.data,
                        t.bias};
  for (int i = 0; i < t.windows.dims; ++i) {
    c.input[i] = t.windows.input[i];
    c.output[i] = t.windows.output[i];
    c.kernel[i] = t.windows.kernel[i];
    c.stride[i] = t.windows.stride[i];
    c.padding[i] = t.windows.padding[i];
    c.dilation[i] = t.windows.dilation[i];
  }
  return c;
}

void run_columns(Task t) {
  const Shape3 x{t.batch, t.in_channels, t.windows.input_size()};
  const Shape3 weight{t.out_channels, t.in_channels / t.groups, t.windows.kernel_size()};
  const Shape3 out{t.batch, t.out_channels, t.windows.output_size()};
  const ConvOutput target = t.written();
  Scratch x_copy, weight_copy, out_copy;
  to_first(t.dtype, t.x, x, x_copy, t.pass != Pass::BackwardInput);
  to_first(t.dtype, t.weight, weight, weight_copy, t.pass != Pass::BackwardWeight);
  to_first(t.dtype, t.out, out, out_copy, t.pass != Pass::Forward);
  ColumnConv(t).run();
  if (t.bias) add_bias(t.dtype, t.out, t.bias, out);
  if (target.layout == Layout::ChannelsFirst) return;
  const Shape3 s = t.pass == Pass::Forward ? out : t.pass == Pass::BackwardInput ? x : weight;
  swap_inner(t.dtype, t.written().data, target.data, s.outer, s.channels, s.spatial);
}

void convert(DType to, void* out, DType from, const void* in, int64_t n) {
  const Cast cast = find_cast(to, from);
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    cast(static_cast<char*>(out) + begin * item_size(to), item_size(to),
         static_cast<const char*>(in) + begin * item_size(from), item_size(from), end - begin);
  });
}

void run(Task t);

// 16-bit floats without a library kernel: converted to float as they lie, rounded once at the end.
void run_in_float(Task t) {
  Task wide = t;
  wide.dtype = DType::Float32;
  const auto replace = [&](ConvOutput& operand, int64_t n, bool read) {
    Scratch buffer(n * 4);
    if (read) convert(DType::Float32, buffer.data(), t.dtype, operand.data, n);
    operand.data = buffer.data();
    return buffer;
  };
  const Scratch x = replace(wide.x, t.x_size(), t.pass != Pass::BackwardInput);
  const Scratch weight = replace(wide.weight, t.weight_size(), t.pass != Pass::BackwardWeight);
  const Scratch out = replace(wide.out, t.out_size(), t.pass != Pass::Forward);
  Scratch bias;
  if (t.bias) {
    bias = Scratch(t.out_channels * 4);
    convert(DType::Float32, bias.data(), t.dtype, t.bias, t.out_channels);
    wide.bias = bias.data();
  }
  run(wide);
  convert(t.dtype, t.written().data, DType::Float32, wide.written().data, t.written_size());
}

// A pointwise convolution of channels-first planes is one product per image; measured on Zen 3, 256 to 64 channels of
// 28 x 28, it takes half the time of oneDNN, which reorders the images.
bool is_matmul(const Task& t) {
  const auto first = [](const ConvOutput& operand) { return operand.layout == Layout::ChannelsFirst; };
  return t.dtype == DType::Float32 && t.groups == 1 && is_pointwise(t.windows) && first(t.x) && first(t.out);
}

int64_t multiplications(const Task& t) {
  return t.batch * t.out_channels * (t.in_channels / t.groups) * t.windows.kernel_size() * t.windows.output_size();
}

// Below this oneDNN's fixed cost is larger than the work.
bool is_tiny(const Task& t) { return t.dtype == DType::Float32 && multiplications(t) < (1 << 14); }

// Multiplications worth a thread: some 15 us. A function of the sizes alone, since oneDNN's last bits depend on the
// number of threads.
constexpr int64_t kWorthAThread = 1 << 19;
// Groups of fewer channels take as long for each position: depthwise ones 0.45 ns a multiplication on Zen 3, not 0.03.
constexpr int64_t kFullGroup = 16;

int threads_for(const Task& t) {
  const int64_t channels = t.in_channels / t.groups;
  const int64_t work = multiplications(t) / channels * std::max(channels, kFullGroup);
  return static_cast<int>(std::clamp<int64_t>(work / kWorthAThread, 1, num_threads()));
}

// oneDNN makes its own team, so it is never called from inside ours.
bool try_onednn(const Task& t) {
  if (in_parallel() || is_tiny(t)) return false;
  bool done = false;
  run_with_team([&] { done = onednn::convolve(for_onednn(t), threads_for(t)); });
  return done;
}

void run(Task t) {
  if (t.written_size() == 0) return;
  const OneThreadIfDeterministic alone;
  const bool nothing_to_sum = t.x_size() == 0 || t.weight_size() == 0 || t.out_size() == 0;
  if (nothing_to_sum) {
    std::memset(t.written().data, 0, static_cast<size_t>(t.written_size() * item_size(t.dtype)));
    if (t.bias) add_bias(t.dtype, t.out, t.bias, {t.batch, t.out_channels, t.windows.output_size()});
    return;
  }
  if (is_matmul(t)) return run_columns(t);
  if (try_onednn(t)) return;
  if (is_reduced(t.dtype)) return run_in_float(t);
  run_columns(t);
}

}  // namespace

bool prefers_channels_last(DType dtype, const ConvSize& s) {
  return dtype == DType::Float32 && !s.transposed && s.windows.dims == 2 && onednn::is_available() &&
         s.out_channels >= 8 && s.windows.output_size() > 1 && !(s.groups == 1 && is_pointwise(s.windows));
}

void conv_forward(DType dtype, const ConvSize& size, ConvInput x, ConvInput weight, const void* bias, ConvOutput out) {
  Task t = make_task(Pass::Forward, dtype, size, writable(x), writable(weight), out);
  if (!size.transposed) {
    t.bias = bias;
    return run(t);
  }
  run(t);
  if (bias) add_bias(dtype, out, bias, {size.batch, size.out_channels, size.windows.output_size()});
}

void conv_backward_input(DType dtype, const ConvSize& size, ConvInput g, ConvInput weight, ConvOutput dx) {
  run(make_task(Pass::BackwardInput, dtype, size, dx, writable(weight), writable(g)));
}

void conv_backward_weight(DType dtype, const ConvSize& size, ConvInput g, ConvInput x, ConvOutput dw) {
  run(make_task(Pass::BackwardWeight, dtype, size, writable(x), dw, writable(g)));
}

}  // namespace flambeau
