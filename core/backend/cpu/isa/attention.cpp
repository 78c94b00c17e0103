// Owns: vectorised loops of attention over rows of scores, compiled once per instruction set.
// Called by: attention.cpp through the table at the end.
#include "backend/cpu/isa/attention_loops.h"
#include "backend/cpu/isa/rows.h"
#include "backend/cpu/isa/vec_math.h"

namespace flambeau::FLAMBEAU_ISA {

extern const AttentionLoops attention_loops;

namespace {

template <class T> double weigh(void* scores, const void* mask, int64_t n, double& top) {
  T* x = out<T>(scores);
  const T* added = in<T>(mask);
  T most = static_cast<T>(top);
  if (added) {
#pragma omp simd reduction(max : most)
    for (int64_t j = 0; j < n; ++j) {
      x[j] += added[j];
      most = x[j] > most ? x[j] : most;
    }
  } else {
#pragma omp simd reduction(max : most)
    for (int64_t j = 0; j < n; ++j) most = x[j] > most ? x[j] : most;
  }
  top = most;
  const T base = most == -vec::kInf<T> ? T(0) : most;  // all are -inf then: exp of them is 0, not that of inf - inf
  double total = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t end = n - begin < kBlock ? n : begin + kBlock;
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t j = begin; j < end; ++j) {
      const T e = vec::exp(x[j] - base);
      x[j] = e;
      sum += e;
    }
    total += sum;
  }
  return total;
}

template <class T>
void differentiate(void* scores, void* grads, const void* mask, int64_t n, double logsumexp, double mean) {
  T *x = out<T>(scores), *d = out<T>(grads);
  const T* added = in<T>(mask);
  const T log_sum = static_cast<T>(logsumexp), m = static_cast<T>(mean);
  if (added) {
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) x[j] += added[j];
  }
#pragma omp simd
  for (int64_t j = 0; j < n; ++j) {
    const T p = vec::exp(x[j] - log_sum);
    x[j] = p;
    d[j] = p * (d[j] - m);
  }
}

template <class T> void scale(void* to, const void* from, int64_t n, double factor) {
  T* y = out<T>(to);
  const T* x = in<T>(from);
  const T f = static_cast<T>(factor);
  for (int64_t j = 0; j < n; ++j) y[j] = x[j] * f;
}

template <class T> double dot(const void* a, const void* b, int64_t n) {
  const T *x = in<T>(a), *y = in<T>(b);
  double total = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t end = n - begin < kBlock ? n : begin + kBlock;
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t j = begin; j < end; ++j) sum += x[j] * y[j];
    total += sum;
  }
  return total;
}

template <class T>
constexpr RealAttentionLoops kReal = {
    .weigh = weigh<T>, .differentiate = differentiate<T>, .scale = scale<T>, .dot = dot<T>};

}  // namespace

constinit const AttentionLoops attention_loops = {{kReal<float>, kReal<double>}};

}  // namespace flambeau::FLAMBEAU_ISA
