// Owns: the geometry of windows that slide over 1 to 3 spatial dimensions, and the size of what they produce.
// Called by: convolution, pooling, unfold and fold.
#pragma once

#include <array>
#include <cstdint>

namespace flambeau {

using Extents = std::array<int64_t, 3>;

// Entries past `dims` are not read. The window at output position o covers input positions
// o * stride - padding + t * dilation for t in [0, kernel); positions outside the input are padding.
struct Windows {
  int dims = 2;
  Extents input{1, 1, 1};
  Extents output{1, 1, 1};
  Extents kernel{1, 1, 1};
  Extents stride{1, 1, 1};
  Extents padding{0, 0, 0};
  Extents dilation{1, 1, 1};

  int64_t input_size() const { return product(input); }  // elements of one channel
  int64_t output_size() const { return product(output); }
  int64_t kernel_size() const { return product(kernel); }

  // The same windows as depth, height, width: dimensions that are missing get one position in front.
  Windows as_volume() const;

 private:
  int64_t product(const Extents& e) const {
    int64_t n = 1;
    bool beyond = false;
    for (int i = 0; i < dims; ++i) beyond = __builtin_mul_overflow(n, e[i], &n) || beyond;
    return beyond ? INT64_MAX : n;
  }
};

// Sets windows.output from the rest. Fails with PyTorch's message when a kernel is larger than the padded input.
void set_conv_output(const char* op, Windows& windows);

// Sets windows.output for a transposed convolution; `output_padding` is added at the far end of each dimension.
void set_transposed_output(const char* op, Windows& windows, const Extents& output_padding);

// Sets windows.output for pooling; with ceil_mode the last window may start inside the input and end beyond it.
void set_pool_output(const char* op, Windows& windows, bool ceil_mode);
// What it has set is checked by itself, after what the input's shape has to say.
void require_pool_output(const char* op, const Windows& windows);

}  // namespace flambeau
