// Owns: the arithmetic of the optimisers over contiguous elements, block by block.
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
  // Keeps the fraction `keep` of each value and takes the rest from the square of the other's.
  void average_square(C keep, C take, const Block& other, int64_t n) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      values[i] = multiply_add(take * other.values[i], other.values[i], values[i] * keep);
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

// Where the arrays of a parameter begin with itself and its gradient (see UpdateTensor), what each optimiser starts
// from.
template <class T> struct Start {
  using C = compute_t<T>;

  Start(void* const* arrays, int64_t begin, int64_t n, const Decay& decay) {
    param.load(arrays[0], begin, n);
    grad.load(arrays[1], begin, n);
    if (decay.maximize) grad.negate(n);
    if (decay.shrink != 1) param.scale(C(decay.shrink), n);
    if (decay.weight_decay != 0) grad.add_scaled(C(decay.weight_decay), param, n);
  }

  Block<T> param, grad;
};

template <class T> struct Sgd {
  // p -= lr * g, which is done in one loop: it waits for memory only.
  static void plain(void* const* arrays, int64_t begin, int64_t n, compute_t<T> lr) {
    T* const param = static_cast<T*>(arrays[0]) + begin;
    const T* const grad = static_cast<const T*>(arrays[1]) + begin;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) param[i] = narrow<T>(multiply_add(-lr, widen(grad[i]), widen(param[i])));
  }

  static void block(void* const* arrays, int64_t begin, int64_t n, const SgdFactors& factors) {
    using C = compute_t<T>;
    void* const buffer = arrays[2];
    if (buffer == nullptr && factors.decay.weight_decay == 0 && !factors.decay.maximize)
      return plain(arrays, begin, n, C(factors.lr));
    Start<T> p(arrays, begin, n, factors.decay);
    if (buffer == nullptr) {
      p.param.add_scaled(C(-factors.lr), p.grad, n);
    } else {
      Block<T> momentum;
      if (factors.first) {
        momentum = p.grad;
      } else {
        momentum.load(buffer, begin, n);
        momentum.scale(C(factors.momentum), n);
        momentum.add_scaled(C(1 - factors.dampening), p.grad, n);
      }
      momentum.store(buffer, begin, n);
      if (factors.nesterov) {
        p.grad.add_scaled(C(factors.momentum), momentum, n);
        p.param.add_scaled(C(-factors.lr), p.grad, n);
      } else {
        p.param.add_scaled(C(-factors.lr), momentum, n);
      }
    }
    p.param.store(arrays[0], begin, n);
  }
};

// The running averages of Adam and its relatives, moved by the gradient.
template <class T> struct Averages {
  using C = compute_t<T>;

  Averages(void* const* arrays, int64_t begin, int64_t n, double beta1, double beta2, const Block<T>& grad) {
    first.load(arrays[2], begin, n);
    first.lerp(C(1 - beta1), grad, n);
    first.store(arrays[2], begin, n);
    square.load(arrays[3], begin, n);
    square.average_square(C(beta2), C(1 - beta2), grad, n);
    square.store(arrays[3], begin, n);
  }

  Block<T> first, square;
};

template <class T> struct Adam {
  static void block(void* const* arrays, int64_t begin, int64_t n, const AdamFactors& factors) {
    using C = compute_t<T>;
    Start<T> p(arrays, begin, n, factors.decay);
    Averages<T> average(arrays, begin, n, factors.beta1, factors.beta2, p.grad);
    if (void* const largest_so_far = arrays[4]) {
      Block<T>& largest = p.grad;  // the gradient is used up
      largest.load(largest_so_far, begin, n);
      average.square.keep_larger(largest, n);
      average.square.store(largest_so_far, begin, n);
    }
    const C correction = C(factors.sqrt_bias_correction2), eps = C(factors.eps), step = C(-factors.step_size);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const C denominator = square_root(average.square.values[i]) / correction + eps;
      p.param.values[i] += step * average.first.values[i] / denominator;
    }
    p.param.store(arrays[0], begin, n);
  }
};

template <class T> struct Adadelta {
  static void block(void* const* arrays, int64_t begin, int64_t n, const AdadeltaFactors& factors) {
    using C = compute_t<T>;
    Start<T> p(arrays, begin, n, factors.decay);
    Block<T> square, moved;
    square.load(arrays[2], begin, n);
    square.average_square(C(factors.rho), C(1 - factors.rho), p.grad, n);
    square.store(arrays[2], begin, n);
    moved.load(arrays[3], begin, n);
    Block<T>& delta = p.grad;
    const C eps = C(factors.eps);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      delta.values[i] *= square_root(moved.values[i] + eps) / square_root(square.values[i] + eps);
    }
    moved.average_square(C(factors.rho), C(1 - factors.rho), delta, n);
    moved.store(arrays[3], begin, n);
    p.param.add_scaled(C(-factors.lr), delta, n);
    p.param.store(arrays[0], begin, n);
  }
};

template <class T> struct Adagrad {
  static void block(void* const* arrays, int64_t begin, int64_t n, const AdagradFactors& factors) {
    using C = compute_t<T>;
    Start<T> p(arrays, begin, n, factors.decay);
    Block<T> sum;
    sum.load(arrays[2], begin, n);
    sum.average_square(C(1), C(1), p.grad, n);
    sum.store(arrays[2], begin, n);
    const C eps = C(factors.eps), step = C(-factors.step_size);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      p.param.values[i] += step * p.grad.values[i] / (square_root(sum.values[i]) + eps);
    }
    p.param.store(arrays[0], begin, n);
  }
};

template <class T> struct Adamax {
  static void block(void* const* arrays, int64_t begin, int64_t n, const AdamaxFactors& factors) {
    using C = compute_t<T>;
    Start<T> p(arrays, begin, n, factors.decay);
    Block<T> average, largest;
    average.load(arrays[2], begin, n);
    average.lerp(C(1 - factors.beta1), p.grad, n);
    average.store(arrays[2], begin, n);
    largest.load(arrays[3], begin, n);
    largest.scale(C(factors.beta2), n);
    const C eps = C(factors.eps), step = C(-factors.step_size);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const C g = p.grad.values[i];
      p.grad.values[i] = (g < 0 ? -g : g) + eps;
    }
    largest.keep_larger(p.grad, n);
    largest.store(arrays[3], begin, n);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) p.param.values[i] += step * average.values[i] / largest.values[i];
    p.param.store(arrays[0], begin, n);
  }
};

template <class T> struct NAdam {
  static void block(void* const* arrays, int64_t begin, int64_t n, const NAdamFactors& factors) {
    using C = compute_t<T>;
    Start<T> p(arrays, begin, n, factors.decay);
    const Averages<T> average(arrays, begin, n, factors.beta1, factors.beta2, p.grad);
    const C correction = C(factors.bias_correction2), eps = C(factors.eps);
    const C by_grad = C(-factors.grad_step), by_average = C(-factors.average_step);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const C denominator = square_root(average.square.values[i] / correction) + eps;
      p.param.values[i] +=
          by_grad * p.grad.values[i] / denominator + by_average * average.first.values[i] / denominator;
    }
    p.param.store(arrays[0], begin, n);
  }
};

template <class T> struct RAdam {
  static void block(void* const* arrays, int64_t begin, int64_t n, const RAdamFactors& factors) {
    using C = compute_t<T>;
    Start<T> p(arrays, begin, n, factors.decay);
    const Averages<T> average(arrays, begin, n, factors.beta1, factors.beta2, p.grad);
    const C step = C(-factors.step_size);
    if (factors.rectified) {
      const C eps = C(factors.eps);
#pragma omp simd
      for (int64_t i = 0; i < n; ++i) {
        p.param.values[i] += step * average.first.values[i] / (square_root(average.square.values[i]) + eps);
      }
    } else {
      p.param.add_scaled(step, average.first, n);
    }
    p.param.store(arrays[0], begin, n);
  }
};

template <class T> struct RMSprop {
  static void block(void* const* arrays, int64_t begin, int64_t n, const RMSpropFactors& factors) {
    using C = compute_t<T>;
    Start<T> p(arrays, begin, n, factors.decay);
    const C alpha = C(factors.alpha), rest = C(1 - factors.alpha), eps = C(factors.eps);
    Block<T> variance;
    variance.load(arrays[2], begin, n);
    variance.average_square(alpha, rest, p.grad, n);
    variance.store(arrays[2], begin, n);
    if (void* const kept_average = arrays[3]) {
      Block<T> average;
      average.load(kept_average, begin, n);
      average.lerp(rest, p.grad, n);
      average.store(kept_average, begin, n);
#pragma omp simd
      for (int64_t i = 0; i < n; ++i) {
        variance.values[i] = multiply_add(-average.values[i], average.values[i], variance.values[i]);
      }
    }
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) p.grad.values[i] /= square_root(variance.values[i]) + eps;
    if (void* const kept_momentum = arrays[4]) {
      Block<T> momentum;
      momentum.load(kept_momentum, begin, n);
      momentum.scale(C(factors.momentum), n);
      momentum.add_scaled(C(1), p.grad, n);
      momentum.store(kept_momentum, begin, n);
      p.param.add_scaled(C(-factors.lr), momentum, n);
    } else {
      p.param.add_scaled(C(-factors.lr), p.grad, n);
    }
    p.param.store(arrays[0], begin, n);
  }
};

template <template <class> class Optimizer, class T, class Factors>
void loop(void* const* arrays, int64_t begin, int64_t end, const Factors& factors) {
  for (int64_t i = begin; i < end; i += kBlock) {
    Optimizer<T>::block(arrays, i, end - i < kBlock ? end - i : kBlock, factors);
  }
}

template <template <class> class Optimizer, class Factors>
constexpr UpdateLoops<Factors> loops = {
    {loop<Optimizer, Half>, loop<Optimizer, BFloat16>, loop<Optimizer, float>, loop<Optimizer, double>}};

}  // namespace

extern const OptimTable optim_table;
constinit const OptimTable optim_table = {
    loops<Sgd, SgdFactors>,         loops<Adam, AdamFactors>,       loops<Adadelta, AdadeltaFactors>,
    loops<Adagrad, AdagradFactors>, loops<Adamax, AdamaxFactors>,   loops<NAdam, NAdamFactors>,
    loops<RAdam, RAdamFactors>,     loops<RMSprop, RMSpropFactors>,
};

}  // namespace flambeau::FLAMBEAU_ISA
