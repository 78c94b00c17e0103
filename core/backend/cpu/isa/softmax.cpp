// Owns: vectorised loops of softmax and its gradients, compiled once per instruction set.
// Called by: softmax.cpp and reduce_logsumexp.cpp through the table at the end.
#include "backend/cpu/isa/rows.h"
#include "backend/cpu/isa/softmax_loops.h"
#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {

extern const SoftmaxLoops softmax_loops;

namespace {

constexpr int64_t kBlockRows = 256;  // the same as kBlock, of the sums of columns

// f(begin, end) for each block of [0, n).
template <class F>
inline void in_blocks(int64_t n, int64_t block, F&& f) {
  for (int64_t begin = 0; begin < n; begin += block) f(begin, n - begin < block ? n : begin + block);
}

template <class T> T log_of(T x) {
  if constexpr (sizeof(T) == 4)
    return __builtin_logf(x);
  else
    return __builtin_log(x);
}

template <class T> double exp_sum(const void* data, int64_t n, double top) {
  const T m = static_cast<T>(top);
  double total = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const T* x = in<T>(data) + begin;
    const int64_t size = n - begin < kBlock ? n - begin : kBlock;
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < size; ++i) sum += vec::exp(x[i] - m);
    total += sum;
  }
  return total;
}

template <class T> void softmax(void* y_data, const void* x_data, int64_t n, double top) {
  const T m = static_cast<T>(top);
  double total = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const T* x = in<T>(x_data) + begin;
    T* y = out<T>(y_data) + begin;
    const int64_t size = n - begin < kBlock ? n - begin : kBlock;
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < size; ++i) {
      const T e = vec::exp(x[i] - m);
      y[i] = e;
      sum += e;
    }
    total += sum;
  }
  const T scale = static_cast<T>(1 / total);
  T* y = out<T>(y_data);
  for (int64_t i = 0; i < n; ++i) y[i] *= scale;
}

template <class T> void log_softmax(void* y_data, const void* x_data, int64_t n, double top) {
  const T m = static_cast<T>(top), log_sum = static_cast<T>(__builtin_log(exp_sum<T>(x_data, n, top)));
  const T* x = in<T>(x_data);
  T* y = out<T>(y_data);
  for (int64_t i = 0; i < n; ++i) y[i] = (x[i] - m) - log_sum;
}

template <class T> void softmax_backward(void* dx_data, const void* g_data, const void* y_data, int64_t n) {
  const T *g = in<T>(g_data), *y = in<T>(y_data);
  T* dx = out<T>(dx_data);
  double total = 0;
  in_blocks(n, kBlock, [&](int64_t begin, int64_t end) {
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = begin; i < end; ++i) sum += g[i] * y[i];
    total += sum;
  });
  const T sum = static_cast<T>(total);
  for (int64_t i = 0; i < n; ++i) dx[i] = (g[i] - sum) * y[i];
}

template <class T> void log_softmax_backward(void* dx_data, const void* g_data, const void* y_data, int64_t n) {
  const T *g = in<T>(g_data), *y = in<T>(y_data);
  T* dx = out<T>(dx_data);
  double total = 0;
  in_blocks(n, kBlock, [&](int64_t begin, int64_t end) {
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = begin; i < end; ++i) sum += g[i];
    total += sum;
  });
  const T sum = static_cast<T>(total);
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) dx[i] = g[i] - vec::exp(y[i]) * sum;
}

// sums[j] = the sum over rows of what add(i, part) adds to part[j], for n columns.
template <class T, class Add> inline void column_sums(T* sums, int64_t rows, int64_t n, Add&& add) {
  double total[kSoftmaxTile] = {};
  in_blocks(rows, kBlockRows, [&](int64_t begin, int64_t end) {
    T part[kSoftmaxTile] = {};
    for (int64_t i = begin; i < end; ++i) add(i, part);
    for (int64_t j = 0; j < n; ++j) total[j] += part[j];
  });
  for (int64_t j = 0; j < n; ++j) sums[j] = static_cast<T>(total[j]);
}

template <class T>
void softmax_columns(bool log, void* y_data, int64_t y_stride, const void* x_data, int64_t x_stride, int64_t rows,
                     int64_t n) {
  const T* x = in<T>(x_data);
  T* y = out<T>(y_data);
  T top[kSoftmaxTile], sum[kSoftmaxTile];
  for (int64_t j = 0; j < n; ++j) top[j] = x[j];
  for (int64_t i = 1; i < rows; ++i) {
    const T* row = x + i * x_stride;
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) top[j] = ((row[j] > top[j]) | (row[j] != row[j])) ? row[j] : top[j];
  }
  column_sums(sum, rows, n, [&](int64_t i, T* part) {
    const T* row = x + i * x_stride;
    T* to = y + i * y_stride;
    if (log) {
#pragma omp simd
      for (int64_t j = 0; j < n; ++j) part[j] += vec::exp(row[j] - top[j]);
    } else {
#pragma omp simd
      for (int64_t j = 0; j < n; ++j) {
        const T e = vec::exp(row[j] - top[j]);
        to[j] = e;
        part[j] += e;
      }
    }
  });
  for (int64_t j = 0; j < n; ++j) sum[j] = log ? log_of(sum[j]) : T(1) / sum[j];
  for (int64_t i = 0; i < rows; ++i) {
    const T* row = x + i * x_stride;
    T* to = y + i * y_stride;
    if (log) {
#pragma omp simd
      for (int64_t j = 0; j < n; ++j) to[j] = (row[j] - top[j]) - sum[j];
    } else {
#pragma omp simd
      for (int64_t j = 0; j < n; ++j) to[j] *= sum[j];
    }
  }
}

template <class T>
void softmax_backward_columns(bool log, void* dx_data, int64_t dx_stride, const void* g_data, int64_t g_stride,
                              const void* y_data, int64_t y_stride, int64_t rows, int64_t n) {
  T sum[kSoftmaxTile];
  column_sums(sum, rows, n, [&](int64_t i, T* part) {
    const T *g = in<T>(g_data) + i * g_stride, *y = in<T>(y_data) + i * y_stride;
    if (log) {
#pragma omp simd
      for (int64_t j = 0; j < n; ++j) part[j] += g[j];
    } else {
#pragma omp simd
      for (int64_t j = 0; j < n; ++j) part[j] += g[j] * y[j];
    }
  });
  for (int64_t i = 0; i < rows; ++i) {
    const T *g = in<T>(g_data) + i * g_stride, *y = in<T>(y_data) + i * y_stride;
    T* dx = out<T>(dx_data) + i * dx_stride;
    if (log) {
#pragma omp simd
      for (int64_t j = 0; j < n; ++j) dx[j] = g[j] - vec::exp(y[j]) * sum[j];
    } else {
#pragma omp simd
      for (int64_t j = 0; j < n; ++j) dx[j] = (g[j] - sum[j]) * y[j];
    }
  }
}

template <class T>
constexpr RealSoftmaxLoops kReal = {
    .exp_sum = exp_sum<T>,
    .softmax = softmax<T>,
    .log_softmax = log_softmax<T>,
    .softmax_backward = softmax_backward<T>,
    .log_softmax_backward = log_softmax_backward<T>,
    .softmax_columns = softmax_columns<T>,
    .softmax_backward_columns = softmax_backward_columns<T>,
};

}  // namespace

constinit const SoftmaxLoops softmax_loops = {{kReal<float>, kReal<double>}};

}  // namespace flambeau::FLAMBEAU_ISA
