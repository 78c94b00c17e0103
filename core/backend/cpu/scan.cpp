// Owns: running sums, products, extrema and log-sum-exps, line by line or many columns at once.
// Called by: the op layer.
#include "backend/cpu/scan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "backend/cpu/copy.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 14;    // elements per thread below which a second one costs more than it brings
constexpr int64_t kTile = 128;         // columns scanned together
constexpr int64_t kChain = 256;        // elements of each of four chains that hide the latency of an addition
constexpr int64_t kSegment = 1 << 16;  // a longer line is cut here, by its length alone, and scanned in two sweeps

int64_t grain_of(int64_t n) { return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, n)); }

template <class T> struct Wide {
  using type = std::conditional_t<std::is_integral_v<T>, uint64_t, double>;
};
template <> struct Wide<complex64> {
  using type = complex128;
};
template <> struct Wide<complex128> {
  using type = complex128;
};
template <class T> using wide_t = typename Wide<T>::type;

template <class T> wide_t<T> widen(T x) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(x);
  else
    return static_cast<wide_t<T>>(x);
}
template <class T> T narrow(wide_t<T> x) {
  if constexpr (std::is_same_v<T, Half>)
    return to_half(static_cast<float>(x));
  else if constexpr (std::is_same_v<T, BFloat16>)
    return to_bfloat16(static_cast<float>(x));
  else
    return static_cast<T>(x);
}

struct Add {
  template <class A> static A identity() { return A(0); }
  template <class A> A operator()(A a, A b) const { return a + b; }
};
struct Multiply {
  template <class A> static A identity() { return A(1); }
  template <class A> A operator()(A a, A b) const { return a * b; }
};
struct LogAddExp {
  template <class A> static A identity() { return -std::numeric_limits<A>::infinity(); }
  template <class A> A operator()(A a, A b) const {
    const A top = b > a || b != b ? b : a, low = top == b && top != a ? a : (top == a ? b : a);
    if (std::isinf(top) || top != top) return a != a ? a : top;
    return top + std::log1p(std::exp(low - top));
  }
};

// Scans n contiguous elements in place of or into y; four chains at a time where the combination is cheap.
template <class Op, class T> wide_t<T> scan_dense(T* y, const T* x, int64_t n, wide_t<T> carry) {
  using A = wide_t<T>;
  const Op op;
  int64_t i = 0;
  if constexpr (std::is_arithmetic_v<A> && !std::is_same_v<Op, LogAddExp>) {
    for (; i + 4 * kChain <= n; i += 4 * kChain) {
      const T *a = x + i, *b = a + kChain, *c = b + kChain;
      A ta = Op::template identity<A>(), tb = ta, tc = ta;
      for (int64_t j = 0; j < kChain; ++j) {
        ta = op(ta, widen(a[j]));
        tb = op(tb, widen(b[j]));
        tc = op(tc, widen(c[j]));
      }
      A s[4] = {carry, op(carry, ta), 0, 0};
      s[2] = op(s[1], tb);
      s[3] = op(s[2], tc);
      for (int64_t j = 0; j < kChain; ++j) {
        for (int k = 0; k < 4; ++k) {
          s[k] = op(s[k], widen(x[i + k * kChain + j]));
          y[i + k * kChain + j] = narrow<T>(s[k]);
        }
      }
      carry = s[3];
    }
  }
  for (; i < n; ++i) {
    carry = op(carry, widen(x[i]));
    y[i] = narrow<T>(carry);
  }
  return carry;
}

struct Lines {
  Space<2> rest;  // strides of output and input
  int64_t n, out_step, in_step;
};

template <class Op, class T>
void scan_line(T* y, int64_t y_step, const T* x, int64_t x_step, int64_t n, wide_t<T> carry) {
  if (y_step == 1 && x_step == 1) {
    scan_dense<Op>(y, x, n, carry);
    return;
  }
  const Op op;
  for (int64_t i = 0; i < n; ++i) {
    carry = op(carry, widen(x[i * x_step]));
    y[i * y_step] = narrow<T>(carry);
  }
}

// A few long lines: totals of segments first, then every segment from the total before it.
template <class Op, class T> void scan_long(T* y, const T* x, const Lines& lines) {
  using A = wide_t<T>;
  const Op op;
  const int64_t segments = (lines.n + kSegment - 1) / kSegment, tasks = lines.rest.elements * segments;
  std::vector<A> totals(tasks);
  const auto for_segments = [&](auto&& body) {
    parallel_for(tasks, 1, [&](int64_t begin, int64_t end) {
      for (; begin < end; ++begin) {
        const Cursor<2> at(lines.rest, begin / segments);
        const int64_t first = begin % segments * kSegment;
        body(begin, y + at[0] + first * lines.out_step, x + at[1] + first * lines.in_step,
             std::min(kSegment, lines.n - first));
      }
    });
  };
  for_segments([&](int64_t task, T*, const T* from, int64_t n) {
    A total[4];
    std::fill_n(total, 4, Op::template identity<A>());
    int64_t i = 0;
    for (; i + 4 <= n; i += 4)
      for (int k = 0; k < 4; ++k) total[k] = op(total[k], widen(from[(i + k) * lines.in_step]));
    for (; i < n; ++i) total[0] = op(total[0], widen(from[i * lines.in_step]));
    totals[task] = op(op(total[0], total[1]), op(total[2], total[3]));
  });
  for (int64_t line = 0; line < lines.rest.elements; ++line) {
    A before = Op::template identity<A>();
    for (int64_t s = 0; s < segments; ++s) before = op(std::exchange(totals[line * segments + s], before), before);
  }
  for_segments([&](int64_t task, T* to, const T* from, int64_t n) {
    scan_line<Op, T>(to, lines.out_step, from, lines.in_step, n, totals[task]);
  });
}

template <class Op, class T> void scan_columns(T* y, const T* x, const Lines& lines) {
  Space<2> outer = lines.rest;
  const int64_t columns = outer.shape[--outer.ndim], tiles = (columns + kTile - 1) / kTile;
  outer.elements /= columns;
  parallel_for(outer.elements * tiles, grain_of(lines.n * std::min(columns, kTile)), [&](int64_t begin, int64_t end) {
    const Op op;
    wide_t<T> carry[kTile];
    for (; begin < end; ++begin) {
      const Cursor<2> at(outer, begin / tiles);
      const int64_t first = begin % tiles * kTile, width = std::min(kTile, columns - first);
      std::fill_n(carry, width, Op::template identity<wide_t<T>>());
      for (int64_t i = 0; i < lines.n; ++i) {
        const T* from = x + at[1] + first + i * lines.in_step;
        T* to = y + at[0] + first + i * lines.out_step;
        for (int64_t j = 0; j < width; ++j) {
          carry[j] = op(carry[j], widen(from[j]));
          to[j] = narrow<T>(carry[j]);
        }
      }
    }
  });
}

template <class Op, class T> void scan(T* y, const T* x, const Lines& lines) {
  const bool columns = lines.rest.ndim > 0 && lines.rest.inner_stride(0) == 1 && lines.rest.inner_stride(1) == 1 &&
                       lines.rest.inner_size() >= 4;
  if (columns) return scan_columns<Op>(y, x, lines);
  if (lines.n > 2 * kSegment && lines.rest.elements < 16) return scan_long<Op>(y, x, lines);
  parallel_for(lines.rest.elements, grain_of(lines.n), [&](int64_t begin, int64_t end) {
    Cursor<2> at(lines.rest, begin);
    for (; begin < end; ++begin, at.advance(1))
      scan_line<Op, T>(y + at[0], lines.out_step, x + at[1], lines.in_step, lines.n,
                       Op::template identity<wide_t<T>>());
  });
}

}  // namespace

void run_scan(Scan op, const Operand& out, const Operand& in, int ndim, const int64_t* shape, int dim) {
  if (in.dtype != out.dtype) {  // cast into the output, then scan it in place
    copy_strided(out, in, ndim, shape);
    return run_scan(op, out, out, ndim, shape, dim);
  }
  const Lines lines{make_space<2>({&out, &in}, ndim, shape, dim), ndim == 0 ? 1 : shape[dim],
                    ndim == 0 ? 1 : out.strides[dim], ndim == 0 ? 1 : in.strides[dim]};
  if (lines.rest.elements == 0 || lines.n == 0) return;
  visit(out.dtype, [&]<class T>() {
    T* y = static_cast<T*>(out.data);
    const T* x = static_cast<const T*>(in.data);
    switch (op) {
      case Scan::Cumsum: return scan<Add>(y, x, lines);
      case Scan::Cumprod: return scan<Multiply>(y, x, lines);
      case Scan::Logcumsumexp:
        if constexpr (is_floating(type_of<T>)) scan<LogAddExp>(y, x, lines);
        return;
    }
  });
}

void run_cumulative_extremum(bool largest, const Operand& values, const Operand& indices, const Operand& in, int ndim,
                             const int64_t* shape, int dim) {
  const Space<3> rest = make_space<3>({&values, &indices, &in}, ndim, shape, dim);
  const int64_t n = ndim == 0 ? 1 : shape[dim];
  const Operand* operands[] = {&values, &indices, &in};
  int64_t step[3];
  for (int o = 0; o < 3; ++o) step[o] = ndim == 0 ? 1 : operands[o]->strides[dim];
  if (rest.elements == 0 || n == 0) return;
  visit(in.dtype, [&]<class T>() {
    if constexpr (!is_complex(type_of<T>)) {
      parallel_for(rest.elements, grain_of(n), [&](int64_t begin, int64_t end) {
        Cursor<3> at(rest, begin);
        for (; begin < end; ++begin, at.advance(1)) {
          T* v = static_cast<T*>(values.data) + at[0];
          int64_t* where = static_cast<int64_t*>(indices.data) + at[1];
          const T* x = static_cast<const T*>(in.data) + at[2];
          T best = x[0];
          auto wide = widen(best);
          int64_t position = 0;
          for (int64_t i = 0; i < n; ++i) {
            const auto candidate = widen(x[i * step[2]]);
            bool better;
            if constexpr (std::is_signed_v<T> && std::is_integral_v<T>) {
              const T c = x[i * step[2]];
              better = largest ? c >= best : c <= best;
            } else {
              better = candidate != candidate || (wide == wide && (largest ? candidate >= wide : candidate <= wide));
            }
            if (better) {
              best = x[i * step[2]];
              wide = candidate;
              position = i;
            }
            v[i * step[0]] = best;
            where[i * step[1]] = position;
          }
        }
      });
    }
  });
}

namespace {

complex128 log_add_exp(complex128 a, complex128 b) {
  const complex128 &top = a.real() >= b.real() ? a : b, &low = a.real() >= b.real() ? b : a;
  if (std::isinf(top.real())) return top.real() < 0 ? top : a == b ? a : std::log(std::exp(a) + std::exp(b));
  return top + std::log(1.0 + std::exp(low - top));
}

}  // namespace

void run_complex_logcumsumexp(complex128* z, int64_t n, int64_t stride, int64_t size) {
  for (int64_t i = 0; i < n; ++i)
    if (i / stride % size > 0) z[i] = log_add_exp(z[i - stride], z[i]);
}

}  // namespace flambeau
