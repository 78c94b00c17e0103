// Owns: the arithmetic of SGD and Adam over contiguous elements, block by block.
// Called by: optim.cpp through optim_table, one table per instruction-set level.
#include <cstdint>
#include <cstring>

#include "backend/cpu/optim_table.h"
#include "tensor/dtype.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

// Note [optimiser blocks]. A block is updated in several plain loops over arrays that stay in the first-level cache.
// Each loop does one term of the formula, so an absent term (no weight decay) costs one test per block, is exact for
// infinite parameters (no 0 * inf), and each loop vectorises.
constexpr int64_t kBlock = 512;

template <class T> struct Compute {
  using type = T;
};
template <> struct Compute<Half> {
  using type = float;
};
template <> struct Compute<BFloat16> {
  using type = float;
};
template <class T> using compute_t = typename Compute<T>::type;

// The conversions of tensor/dtype.h without branches (so that they vectorise) and with internal linkage.
inline float widen(Half x) {
  const uint32_t magnitude = static_cast<uint32_t>(x.bits & 0x7fffu) << 13;
  float scaled;
  std::memcpy(&scaled, &magnitude, 4);
  scaled *= 0x1p112f;  // exact, subnormals included
  uint32_t u;
  std::memcpy(&u, &scaled, 4);
  u |= magnitude >= 0x0f800000u ? 0x7f800000u : 0u;  // inf and NaN
  u |= static_cast<uint32_t>(x.bits & 0x8000u) << 16;
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}
inline float widen(BFloat16 x) {
  const uint32_t u = static_cast<uint32_t>(x.bits) << 16;
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}
inline float widen(float x) { return x; }
inline double widen(double x) { return x; }

template <class T> T narrow(compute_t<T> x) { return x; }
template <> inline Half narrow<Half>(float x) {
  uint32_t u;
  std::memcpy(&u, &x, 4);
  const uint32_t sign = (u >> 16) & 0x8000u;
  u &= 0x7fffffffu;
  float aligned;
  std::memcpy(&aligned, &u, 4);
  aligned += 0.5f;  // a subnormal result's bits end up lowest, rounded to nearest even
  uint32_t subnormal;
  std::memcpy(&subnormal, &aligned, 4);
  subnormal -= 0x3f000000u;
  const uint32_t normal = (u + 0xfffu + ((u >> 13) & 1u) - 0x38000000u) >> 13;
  const uint32_t finite = u < 0x38800000u ? subnormal : normal;
  const uint32_t special = u > 0x7f800000u ? 0x7e00u : 0x7c00u;
  return {static_cast<uint16_t>(sign | (u >= 0x477ff000u ? special : finite))};
}
template <> inline BFloat16 narrow<BFloat16>(float x) {
  uint32_t u;
  std::memcpy(&u, &x, 4);
  const uint32_t rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
  return {static_cast<uint16_t>((u & 0x7fffffffu) > 0x7f800000u ? 0x7fc0u : rounded)};
}

inline float square_root(float x) { return __builtin_sqrtf(x); }
inline double square_root(double x) { return __builtin_sqrt(x); }

// x * y + z, rounded once where the level has the instruction: then SGD's numbers are PyTorch's bit for bit.
#ifdef __FMA__
inline float multiply_add(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
inline double multiply_add(double x, double y, double z) { return __builtin_fma(x, y, z); }
#else
template <class C> C multiply_add(C x, C y, C z) { return x * y + z; }
#endif

// A block of one array, in the type that is computed in.
template <class T> struct Block {
  using C = compute_t<T>;

  void load(const void* data, int64_t begin, int64_t n) {
    const T* source = static_cast<const T*>(data) + begin;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) values[i] = widen(source[i]);
  }
  void store(void* data, int64_t begin, int64_t n) const {
    T* target = static_cast<T*>(data) + begin;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) target[i] = narrow<T>(values[i]);
  }
  void negate(int64_t n) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) values[i] = -values[i];
  }
  void scale(C factor, int64_t n) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) values[i] *= factor;
  }
  void add_scaled(C factor, const Block& other, int64_t n) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) values[i] = multiply_add(factor, other.values[i], values[i]);
  }
  // Moves each value the fraction `weight` of its way to `target`; the form that is exact at the nearer end.
  void lerp(C weight, const Block& target, int64_t n) {
    if (weight < C(0.5)) {
#pragma omp simd
      for (int64_t i = 0; i < n; ++i) values[i] = multiply_add(weight, target.values[i] - values[i], values[i]);
    } else {
      const C back = weight - C(1);
#pragma omp simd
      for (int64_t i = 0; i < n; ++i) {
        values[i] = multiply_add(back, target.values[i] - values[i], target.values[i]);
      }
    }
  }
  // The larger of the two; NaN if either is NaN.
  void keep_larger(const Block& other, int64_t n) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const C a = values[i];
      const C b = other.values[i];
      values[i] = a != a || a > b ? a : b;
    }
  }

  alignas(64) C values[kBlock];
};

template <class T>
void sgd_block(const SgdArrays& arrays, int64_t begin, int64_t n, const SgdFactors& factors) {
  using C = compute_t<T>;
  Block<T> param;
  Block<T> grad;
  param.load(arrays.param, begin, n);
  grad.load(arrays.grad, begin, n);
  if (factors.maximize) grad.negate(n);
  if (factors.weight_decay != 0) grad.add_scaled(C(factors.weight_decay), param, n);
  if (arrays.momentum == nullptr) {
    param.add_scaled(C(-factors.lr), grad, n);
  } else {
    Block<T> momentum;
    if (factors.first) {
      momentum = grad;
    } else {
      momentum.load(arrays.momentum, begin, n);
      momentum.scale(C(factors.momentum), n);
      momentum.add_scaled(C(1 - factors.dampening), grad, n);
    }
    momentum.store(arrays.momentum, begin, n);
    if (factors.nesterov) {
      grad.add_scaled(C(factors.momentum), momentum, n);
      param.add_scaled(C(-factors.lr), grad, n);
    } else {
      param.add_scaled(C(-factors.lr), momentum, n);
    }
  }
  param.store(arrays.param, begin, n);
}

template <class T>
void adam_block(const AdamArrays& arrays, int64_t begin, int64_t n, const AdamFactors& factors) {
  using C = compute_t<T>;
  Block<T> param;
  Block<T> grad;
  Block<T> average;
  Block<T> square;
  param.load(arrays.param, begin, n);
  grad.load(arrays.grad, begin, n);
  average.load(arrays.exp_avg, begin, n);
  square.load(arrays.exp_avg_sq, begin, n);
  if (factors.maximize) grad.negate(n);
  if (factors.shrink != 1) param.scale(C(factors.shrink), n);
  if (factors.weight_decay != 0) grad.add_scaled(C(factors.weight_decay), param, n);
  average.lerp(C(1 - factors.beta1), grad, n);
  average.store(arrays.exp_avg, begin, n);

  const C keep = C(factors.beta2);
  const C take = C(1 - factors.beta2);
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    square.values[i] = multiply_add(take * grad.values[i], grad.values[i], square.values[i] * keep);
  }
  square.store(arrays.exp_avg_sq, begin, n);
  if (arrays.max_exp_avg_sq != nullptr) {
    Block<T>& largest = grad;  // the gradient is used up
    largest.load(arrays.max_exp_avg_sq, begin, n);
    square.keep_larger(largest, n);
    square.store(arrays.max_exp_avg_sq, begin, n);
  }

  const C correction = C(factors.sqrt_bias_correction2);
  const C eps = C(factors.eps);
  const C step = C(-factors.step_size);
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const C denominator = square_root(square.values[i]) / correction + eps;
    param.values[i] += step * average.values[i] / denominator;
  }
  param.store(arrays.param, begin, n);
}

template <class T>
void sgd_loop(const SgdArrays& arrays, int64_t begin, int64_t end, const SgdFactors& factors) {
  for (int64_t i = begin; i < end; i += kBlock) {
    sgd_block<T>(arrays, i, end - i < kBlock ? end - i : kBlock, factors);
  }
}

template <class T>
void adam_loop(const AdamArrays& arrays, int64_t begin, int64_t end, const AdamFactors& factors) {
  for (int64_t i = begin; i < end; i += kBlock) {
    adam_block<T>(arrays, i, end - i < kBlock ? end - i : kBlock, factors);
  }
}

}  // namespace

extern const OptimTable optim_table;
constinit const OptimTable optim_table = {
    {sgd_loop<Half>, sgd_loop<BFloat16>, sgd_loop<float>, sgd_loop<double>},
    {adam_loop<Half>, adam_loop<BFloat16>, adam_loop<float>, adam_loop<double>},
};

}  // namespace flambeau::FLAMBEAU_ISA
