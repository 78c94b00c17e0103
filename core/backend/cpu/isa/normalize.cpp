// Owns: vectorised loops of softmax and the normalisations, compiled once per instruction set.
// Called by: normalize.cpp and reduce.cpp through the table at the end.
#include "backend/cpu/isa/normalize_loops.h"
#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {

extern const NormalizeLoops normalize_loops;

namespace {

template <class T> const T* in(const void* p) { return static_cast<const T*>(p); }
template <class T> T* out(void* p) { return static_cast<T*>(p); }

// Sums run in blocks, so that a float accumulator never takes more than this many terms: of a row, whose sum has an
// accumulator per lane of a vector, but only one where the compiler makes no vectors of the loop; of columns.
constexpr int64_t kBlock = 512, kBlockRows = 256;

// f(begin, end) for each block of [0, n).
template <class F> inline void in_blocks(int64_t n, int64_t block, F&& f) {
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
void normalize(void* y_data, const void* x_data, const void* weight_data, const void* bias_data, int64_t n, double mean,
               double rstd) {
  const T *x = in<T>(x_data), *weight = in<T>(weight_data), *bias = in<T>(bias_data);
  T* y = out<T>(y_data);
  const T m = static_cast<T>(mean), r = static_cast<T>(rstd);
  if (weight && bias) {
    for (int64_t i = 0; i < n; ++i) y[i] = (x[i] - m) * r * weight[i] + bias[i];
  } else if (weight) {
    for (int64_t i = 0; i < n; ++i) y[i] = (x[i] - m) * r * weight[i];
  } else if (bias) {
    for (int64_t i = 0; i < n; ++i) y[i] = (x[i] - m) * r + bias[i];
  } else {
    for (int64_t i = 0; i < n; ++i) y[i] = (x[i] - m) * r;
  }
}

template <class T>
void scale_shift(void* y_data, const void* x_data, int64_t n, double mean, double scale, double shift) {
  const T* x = in<T>(x_data);
  T* y = out<T>(y_data);
  const T m = static_cast<T>(mean), a = static_cast<T>(scale), b = static_cast<T>(shift);
  for (int64_t i = 0; i < n; ++i) y[i] = (x[i] - m) * a + b;
}

template <class T>
void weighted_sums(double* sums, const void* g_data, const void* x_data, const void* weight_data, int64_t n,
                   double mean) {
  const T m = static_cast<T>(mean);
  sums[0] = sums[1] = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const T *g = in<T>(g_data) + begin, *x = in<T>(x_data) + begin;
    const int64_t size = n - begin < kBlock ? n - begin : kBlock;
    T sum = 0, product = 0;
    if (weight_data) {
      const T* weight = in<T>(weight_data) + begin;
#pragma omp simd reduction(+ : sum, product)
      for (int64_t i = 0; i < size; ++i) {
        const T gw = g[i] * weight[i];
        sum += gw;
        product += gw * (x[i] - m);
      }
    } else {
#pragma omp simd reduction(+ : sum, product)
      for (int64_t i = 0; i < size; ++i) {
        sum += g[i];
        product += g[i] * (x[i] - m);
      }
    }
    sums[0] += sum;
    sums[1] += product;
  }
}

template <class T>
void normalize_backward(void* dx_data, void* dweight_data, void* dbias_data, const void* g_data, const void* x_data,
                        const void* weight_data, int64_t n, double mean, double rstd, double a, double b, double c) {
  const T *g = in<T>(g_data), *x = in<T>(x_data), *weight = in<T>(weight_data);
  const T m = static_cast<T>(mean), r = static_cast<T>(rstd);
  const T fa = static_cast<T>(a), fb = static_cast<T>(b), fc = static_cast<T>(c);
  T *dweight = out<T>(dweight_data), *dbias = out<T>(dbias_data), *dx = out<T>(dx_data);
  if (dweight) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) dweight[i] += g[i] * ((x[i] - m) * r);
  }
  if (dbias) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) dbias[i] += g[i];
  }
  if (dx && weight) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) dx[i] = fa * (g[i] * weight[i]) + (fb * (x[i] - m) + fc);
  } else if (dx) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) dx[i] = fa * g[i] + (fb * (x[i] - m) + fc);
  }
}

template <class T>
void apply_columns(void* y_data, const void* x_data, const void* mean_data, const void* scale_data,
                   const void* bias_data, int64_t rows, int64_t n) {
  const T *mean = in<T>(mean_data), *scale = in<T>(scale_data), *bias = in<T>(bias_data);
  for (int64_t i = 0; i < rows; ++i) {
    const T* x = in<T>(x_data) + i * n;
    T* y = out<T>(y_data) + i * n;
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) y[j] = (x[j] - mean[j]) * scale[j] + bias[j];
  }
}

template <class T>
void sums_columns(void* sum_g_data, void* sum_gx_data, const void* g_data, const void* x_data, const void* mean_data,
                  int64_t stride, int64_t rows, int64_t n) {
  T *sum_g = out<T>(sum_g_data), *sum_gx = out<T>(sum_gx_data);
  const T* mean = in<T>(mean_data);
  for (int64_t i = 0; i < rows; ++i) {
    const T *g = in<T>(g_data) + i * stride, *x = in<T>(x_data) + i * stride;
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) {
      sum_g[j] += g[j];
      sum_gx[j] += g[j] * (x[j] - mean[j]);
    }
  }
}

template <class T>
void combine_columns(void* dx_data, const void* g_data, const void* x_data, const void* mean_data, const void* a_data,
                     const void* b_data, const void* c_data, int64_t rows, int64_t n) {
  const T *mean = in<T>(mean_data), *a = in<T>(a_data), *b = in<T>(b_data), *c = in<T>(c_data);
  for (int64_t i = 0; i < rows; ++i) {
    const T *g = in<T>(g_data) + i * n, *x = in<T>(x_data) + i * n;
    T* dx = out<T>(dx_data) + i * n;
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) dx[j] = a[j] * g[j] + (b[j] * (x[j] - mean[j]) + c[j]);
  }
}

template <class T>
constexpr RealNormalizeLoops kReal = {
    .exp_sum = exp_sum<T>,
    .softmax = softmax<T>,
    .log_softmax = log_softmax<T>,
    .softmax_backward = softmax_backward<T>,
    .log_softmax_backward = log_softmax_backward<T>,
    .softmax_columns = softmax_columns<T>,
    .softmax_backward_columns = softmax_backward_columns<T>,
    .normalize = normalize<T>,
    .scale_shift = scale_shift<T>,
    .weighted_sums = weighted_sums<T>,
    .normalize_backward = normalize_backward<T>,
    .apply_columns = apply_columns<T>,
    .sums_columns = sums_columns<T>,
    .combine_columns = combine_columns<T>,
};

}  // namespace

constinit const NormalizeLoops normalize_loops = {{kReal<float>, kReal<double>}};

}  // namespace flambeau::FLAMBEAU_ISA
