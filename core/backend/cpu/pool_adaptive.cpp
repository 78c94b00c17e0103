// Owns: adaptive pooling, whose windows divide the input into a given number of parts.
// Called by: the adaptive pooling ops and their rules.
#include <algorithm>
#include <limits>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/pool.h"
#include "memory/scratch.h"
#include "tensor/error.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements worth a second thread

struct Part {
  int64_t begin, end;
};
// Computed without the product i * input, which can overflow.
Part part(int64_t input, int64_t parts, int64_t i) {
  const int64_t each = input / parts, rest = input % parts;
  return {i * each + i * rest / parts, (i + 1) * each + ((i + 1) * rest + parts - 1) / parts};
}

// Calls window(z, y, x, output position) for every output of a plane.
template <class Window> void each_window(const Windows& w, const Window& window) {
  int64_t at = 0;
  for (int64_t oz = 0; oz < w.output[0]; ++oz) {
    const Part z = part(w.input[0], w.output[0], oz);
    for (int64_t oy = 0; oy < w.output[1]; ++oy) {
      const Part y = part(w.input[1], w.output[1], oy);
      for (int64_t ox = 0; ox < w.output[2]; ++ox) window(z, y, part(w.input[2], w.output[2], ox), at++);
    }
  }
}

// Calls run(start, length) for every contiguous run of a window.
template <class Run> void each_run(const Windows& w, Part z, Part y, Part x, const Run& run) {
  if (x.begin == 0 && x.end == w.input[2]) {  // whole lines follow one another
    for (int64_t iz = z.begin; iz < z.end; ++iz) {
      run((iz * w.input[1] + y.begin) * w.input[2], (y.end - y.begin) * w.input[2]);
    }
    return;
  }
  for (int64_t iz = z.begin; iz < z.end; ++iz) {
    for (int64_t iy = y.begin; iy < y.end; ++iy) run((iz * w.input[1] + iy) * w.input[2] + x.begin, x.end - x.begin);
  }
}

int64_t volume(Part z, Part y, Part x) { return (z.end - z.begin) * (y.end - y.begin) * (x.end - x.begin); }

template <class Body> void each_plane(const Windows& w, int64_t planes, Body&& body) {
  const int64_t work = std::max<int64_t>({1, w.input_size(), w.output_size()});
  parallel_for(planes, std::max<int64_t>(1, kGrain / work), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) body(i);
  });
}

template <class T> void max_plane(const Windows& w, const T* x, T* out, int64_t* indices) {
  each_window(w, [&](Part z, Part y, Part x_part, int64_t at) {
    int64_t where = (z.begin * w.input[1] + y.begin) * w.input[2] + x_part.begin;
    auto best = Accumulate<T>::widen(x[where]);
    each_run(w, z, y, x_part, [&](int64_t start, int64_t n) {
      for (int64_t i = start; i < start + n; ++i) {
        const auto value = Accumulate<T>::widen(x[i]);
        // Sums of integers are unsigned, which is not how they compare.
        bool greater = value > best;
        if constexpr (std::is_integral_v<T>) greater = x[i] > x[where];
        if (greater || value != value) {
          best = value;
          where = i;
        }
      }
    });
    out[at] = x[where];
    indices[at] = where;
  });
}

template <class T> void average_plane(const Windows& w, const T* x, T* out) {
  using Sum = typename Accumulate<T>::Sum;
  each_window(w, [&](Part z, Part y, Part x_part, int64_t at) {
    Sum sum = 0;
    each_run(w, z, y, x_part, [&](int64_t start, int64_t n) { sum += run_sum(x + start, n); });
    out[at] = Accumulate<T>::narrow(sum / static_cast<Sum>(volume(z, y, x_part)));
  });
}

template <class T> void average_backward_plane(const Windows& w, const T* g, typename Accumulate<T>::Sum* dx) {
  using Sum = typename Accumulate<T>::Sum;
  std::fill_n(dx, w.input_size(), Sum{});
  each_window(w, [&](Part z, Part y, Part x_part, int64_t at) {
    const Sum share = Accumulate<T>::widen(g[at]) / static_cast<Sum>(volume(z, y, x_part));
    each_run(w, z, y, x_part, [&](int64_t start, int64_t n) {
      for (int64_t i = start; i < start + n; ++i) dx[i] += share;
    });
  });
}

// Calls body.operator()<T>() for the floating types only.
template <class Body> void visit_floating(const char* op, DType dtype, Body&& body) {
  visit(dtype, [&]<class T>() {
    if constexpr (is_floating(type_of<T>))
      body.template operator()<T>();
    else
      fail(ErrorKind::NotImplemented, '"', op, "\" not implemented for '", name_of(dtype), "'");
  });
}

}  // namespace

void adaptive_max_pool(DType dtype, const Windows& windows, int64_t planes, const void* x, void* out,
                       int64_t* indices) {
  const Windows w = windows.as_volume();
  const int64_t inputs = w.input_size(), outputs = w.output_size();
  visit(dtype, [&]<class T>() {
    if constexpr (is_complex(type_of<T>) || std::is_same_v<T, bool>) {
      fail(ErrorKind::NotImplemented, "\"adaptive_max_pool\" not implemented for '", name_of(dtype), "'");
    } else {
      each_plane(w, planes, [&](int64_t i) {
        max_plane(w, static_cast<const T*>(x) + i * inputs, static_cast<T*>(out) + i * outputs, indices + i * outputs);
      });
    }
  });
}

void adaptive_avg_pool(DType dtype, const Windows& windows, int64_t planes, const void* x, void* out) {
  const Windows w = windows.as_volume();
  const int64_t inputs = w.input_size(), outputs = w.output_size();
  visit_floating("adaptive_avg_pool", dtype, [&]<class T>() {
    each_plane(w, planes, [&](int64_t i) {
      average_plane(w, static_cast<const T*>(x) + i * inputs, static_cast<T*>(out) + i * outputs);
    });
  });
}

void adaptive_avg_pool_backward(DType dtype, const Windows& windows, int64_t planes, const void* g, void* dx) {
  const Windows w = windows.as_volume();
  const int64_t inputs = w.input_size(), outputs = w.output_size();
  visit_floating("adaptive_avg_pool_backward", dtype, [&]<class T>() {
    using Sum = typename Accumulate<T>::Sum;
    each_plane(w, planes, [&](int64_t i) {
      const T* from = static_cast<const T*>(g) + i * outputs;
      T* to = static_cast<T*>(dx) + i * inputs;
      if constexpr (std::is_same_v<Sum, T>) {
        average_backward_plane(w, from, to);
      } else {
        const Scratch sums(inputs * static_cast<int64_t>(sizeof(Sum)));
        average_backward_plane(w, from, sums.as<Sum>());
        std::transform(sums.as<Sum>(), sums.as<Sum>() + inputs, to, Accumulate<T>::narrow);
      }
    });
  });
}

}  // namespace flambeau
