// Owns: the split of fixed-window pooling between threads, plane by plane, and the scattering of maxima's gradients.
// Called by: the pooling ops and their rules.
#include "backend/cpu/pool.h"

#include <algorithm>
#include <cstring>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/copy.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/pool_table.h"
#include "memory/scratch.h"
#include "tensor/error.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 14;  // window elements worth a second thread

const PoolTable& table() {
  static const PoolTable& chosen = FLAMBEAU_PICK_ISA(pool_table);
  return chosen;
}

PoolPlane plane_of(const Windows& windows, const AverageRule& rule) {
  const Windows w = windows.as_volume();
  PoolPlane p{};
  for (int i = 0; i < 3; ++i) {
    p.input[i] = w.input[i];
    p.output[i] = w.output[i];
    p.kernel[i] = w.kernel[i];
    p.stride[i] = w.stride[i];
    p.padding[i] = w.padding[i];
    p.dilation[i] = w.dilation[i];
    // The last output sees the input first, the first output sees it last.
    const int64_t before = w.padding[i] - (w.output[i] - 1) * w.stride[i];
    p.first_tap[i] = before > 0 ? (before + w.dilation[i] - 1) / w.dilation[i] : 0;
    p.last_tap[i] = std::min(w.kernel[i], (w.input[i] - 1 + w.padding[i]) / w.dilation[i] + 1);
  }
  p.count_include_pad = rule.count_include_pad;
  p.divisor_override = rule.divisor_override;
  return p;
}

template <class Kernel> Kernel supported(const char* op, Kernel kernel, DType dtype) {
  if (!kernel) fail(ErrorKind::NotImplemented, '"', op, "\" not implemented for '", name_of(dtype), "'");
  return kernel;
}

template <class Body> void each_plane(const Windows& w, int64_t planes, Body&& body) {
  const int64_t work = std::max<int64_t>(1, w.output_size() * w.kernel_size());
  parallel_for(planes, std::max<int64_t>(1, kGrain / work), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) body(i);
  });
}

template <class P> P* plane(P* data, int64_t index, int64_t size, DType dtype) {
  using Byte = std::conditional_t<std::is_const_v<P>, const char, char>;
  return static_cast<Byte*>(data) + index * size * item_size(dtype);
}

// Runs add(sums) on zeroed sums of one plane of dx, kept in float for the 16-bit floats.
template <class Add> void sum_plane(DType dtype, void* dx, int64_t size, Add&& add) {
  if (!is_reduced(dtype)) {
    std::memset(dx, 0, static_cast<size_t>(size * item_size(dtype)));
    return add(dx);
  }
  const Scratch sums(size * 4);
  std::memset(sums.data(), 0, static_cast<size_t>(size * 4));
  add(sums.data());
  find_cast(dtype, DType::Float32)(static_cast<char*>(dx), item_size(dtype), sums.as<char>(), 4, size);
}

[[noreturn]] void refuse_index(int64_t index, int64_t inputs) {
  fail(ErrorKind::Index, "max_pool: index ", index, " is out of bounds | each must be from 0 to ", inputs - 1,
       ", the last position of the input plane");
}

template <class T>
void scatter(const T* g, const int64_t* indices, int64_t outputs, typename Accumulate<T>::Sum* dx, int64_t inputs) {
  for (int64_t o = 0; o < outputs; ++o) {
    const int64_t i = indices[o];
    if (i == -1) continue;  // the window saw only padding
    if (static_cast<uint64_t>(i) >= static_cast<uint64_t>(inputs)) refuse_index(i, inputs);
    dx[i] = add(dx[i], Accumulate<T>::widen(g[o]));
  }
}

}  // namespace

void max_pool(DType dtype, const Windows& windows, int64_t planes, const void* x, void* out, int64_t* indices) {
  const auto kernel = supported("max_pool", table().max[static_cast<int>(dtype)], dtype);
  const PoolPlane p = plane_of(windows, {});
  const int64_t inputs = windows.input_size(), outputs = windows.output_size();
  each_plane(windows, planes, [&](int64_t i) {
    kernel(p, plane(x, i, inputs, dtype), plane(out, i, outputs, dtype), indices + i * outputs);
  });
}

void max_pool_backward(DType dtype, const Windows& windows, int64_t planes, const void* g, const int64_t* indices,
                       void* dx) {
  const int64_t inputs = windows.input_size(), outputs = windows.output_size();
  parallel_for(planes, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, inputs)), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      sum_plane(dtype, plane(dx, i, inputs, dtype), inputs, [&](void* sums) {
        visit(dtype, [&]<class T>() {
          using Sum = typename Accumulate<T>::Sum;
          if constexpr (sizeof(Sum) == sizeof(T) || is_reduced(type_of<T>)) {
            scatter(static_cast<const T*>(plane(g, i, outputs, dtype)), indices + i * outputs, outputs,
                    static_cast<Sum*>(sums), inputs);
          } else {
            fail(ErrorKind::NotImplemented, "\"max_pool_backward\" not implemented for '", name_of(dtype), "'");
          }
        });
      });
    }
  });
}

void avg_pool(DType dtype, const Windows& windows, const AverageRule& rule, int64_t planes, const void* x, void* out) {
  const auto kernel = supported("avg_pool", table().average[static_cast<int>(dtype)], dtype);
  const PoolPlane p = plane_of(windows, rule);
  const int64_t inputs = windows.input_size(), outputs = windows.output_size();
  each_plane(windows, planes, [&](int64_t i) { kernel(p, plane(x, i, inputs, dtype), plane(out, i, outputs, dtype)); });
}

void avg_pool_backward(DType dtype, const Windows& windows, const AverageRule& rule, int64_t planes, const void* g,
                       void* dx) {
  const auto kernel = supported("avg_pool_backward", table().average_backward[static_cast<int>(dtype)], dtype);
  const PoolPlane p = plane_of(windows, rule);
  const int64_t inputs = windows.input_size(), outputs = windows.output_size();
  each_plane(windows, planes, [&](int64_t i) {
    sum_plane(dtype, plane(dx, i, inputs, dtype), inputs,
              [&](void* sums) { kernel(p, plane(g, i, outputs, dtype), sums); });
  });
}

// ---- channels innermost ----

namespace {

// Calls body(image, begin, end) for runs of lines of outputs.
template <class Body> void each_run_of_lines(const PoolPlane& p, const Windows& w, Images images, Body&& body) {
  const int64_t lines = p.output[0] * p.output[1];
  const int64_t work = std::max<int64_t>(1, p.output[2] * images.channels * w.kernel_size());
  parallel_for(images.batch * lines, std::max<int64_t>(1, kGrain / work), [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t image = begin / lines, stop = std::min(end, (image + 1) * lines);
      body(image, begin - image * lines, stop - image * lines);
      begin = stop;
    }
  });
}

// Calls add(image) once the image's gradient is zero.
template <class Add> void sum_images(DType dtype, Images images, int64_t positions, void* dx, Add&& add) {
  const int64_t size = positions * images.channels;
  parallel_for(images.batch, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, size)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t n = begin; n < end; ++n) {
                   std::memset(plane(dx, n, size, dtype), 0, static_cast<size_t>(size * item_size(dtype)));
                   add(n);
                 }
               });
}

template <class T>
void scatter_last(const T* g, const int64_t* indices, int64_t outputs, int64_t channels, T* dx, int64_t inputs) {
  for (int64_t o = 0; o < outputs * channels; o += channels) {
    for (int64_t c = 0; c < channels; ++c) {
      const int64_t i = indices[o + c];
      if (i == -1) continue;  // the window saw only padding
      if (static_cast<uint64_t>(i) >= static_cast<uint64_t>(inputs)) refuse_index(i, inputs);
      dx[i * channels + c] += g[o + c];
    }
  }
}

}  // namespace

void max_pool_last(DType dtype, const Windows& windows, Images images, const void* x, void* out, int64_t* indices) {
  const auto kernel = supported("max_pool", table().max_last[static_cast<int>(dtype)], dtype);
  const PoolPlane p = plane_of(windows, {});
  const int64_t inputs = windows.input_size() * images.channels, outputs = windows.output_size() * images.channels;
  each_run_of_lines(p, windows, images, [&](int64_t n, int64_t begin, int64_t end) {
    kernel(p, images.channels, begin, end, plane(x, n, inputs, dtype), plane(out, n, outputs, dtype),
           indices + n * outputs);
  });
}

void max_pool_backward_last(DType dtype, const Windows& windows, Images images, const void* g, const int64_t* indices,
                            void* dx) {
  const int64_t inputs = windows.input_size(), outputs = windows.output_size(), channels = images.channels;
  const auto add = [&]<class T>(int64_t n) {
    scatter_last(static_cast<const T*>(g) + n * outputs * channels, indices + n * outputs * channels, outputs, channels,
                 static_cast<T*>(dx) + n * inputs * channels, inputs);
  };
  sum_images(dtype, images, inputs, dx, [&](int64_t n) {
    dtype == DType::Float32 ? add.template operator()<float>(n) : add.template operator()<double>(n);
  });
}

void avg_pool_last(DType dtype, const Windows& windows, const AverageRule& rule, Images images, const void* x,
                   void* out) {
  const auto kernel = supported("avg_pool", table().average_last[static_cast<int>(dtype)], dtype);
  const PoolPlane p = plane_of(windows, rule);
  const int64_t inputs = windows.input_size() * images.channels, outputs = windows.output_size() * images.channels;
  each_run_of_lines(p, windows, images, [&](int64_t n, int64_t begin, int64_t end) {
    kernel(p, images.channels, begin, end, plane(x, n, inputs, dtype), plane(out, n, outputs, dtype));
  });
}

void avg_pool_backward_last(DType dtype, const Windows& windows, const AverageRule& rule, Images images, const void* g,
                            void* dx) {
  const auto kernel = supported("avg_pool_backward", table().average_backward_last[static_cast<int>(dtype)], dtype);
  const PoolPlane p = plane_of(windows, rule);
  const int64_t inputs = windows.input_size(), outputs = windows.output_size();
  sum_images(dtype, images, inputs, dx, [&](int64_t n) {
    kernel(p, images.channels, plane(g, n, outputs * images.channels, dtype),
           plane(dx, n, inputs * images.channels, dtype));
  });
}

}  // namespace flambeau
