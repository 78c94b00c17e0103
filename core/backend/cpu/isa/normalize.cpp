// Owns: vectorised loops of the normalisations, compiled once per instruction set.
// Called by: normalize.cpp through the table at the end.
#include "backend/cpu/isa/normalize_loops.h"
#include "backend/cpu/isa/rows.h"
#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {

extern const NormalizeLoops normalize_loops;

namespace {

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
