// Owns: the fills with continuous distributions, and the order in which strided tensors are filled.
// Called by: the random ops through random.h.
#include "backend/cpu/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "backend/cpu/random_fill.h"
#include "backend/cpu/random_sample.h"

namespace flambeau {

using namespace sampling;

namespace {

const RandomFill& loops() { return FLAMBEAU_PICK_ISA(random_fill); }

}  // namespace

// ---- Uniform ----

namespace {

// The 16-bit floats are drawn as floats and rounded; a number that rounds up to `to` becomes `from`.
template <class T> void fill_uniform_reduced(Generator& g, T* out, int64_t n, double from, double to) {
  const T low = cast_sample<T>(from);
  const float high = to_float(cast_sample<T>(to));
  alignas(64) std::array<float, kChunk> drawn;
  draw_chunks(g, n, 1, [&](const uint32_t* words, int64_t begin, int64_t count) {
    // The float loop's own clamp at `to` gives a number that this one clamps alike.
    loops().uniform_f32(words, drawn.data(), count, static_cast<float>(from), static_cast<float>(to));
    for (int64_t i = 0; i < count; ++i) {
      const T value = cast_sample<T>(drawn[static_cast<size_t>(i)]);
      out[begin + i] = to_float(value) == high ? low : value;
    }
  });
}

void check_uniform(DType t, double from, double to) {
  require_floating("check_uniform_bounds", t);
  const double max = float_limits(t).max;
  if (!(std::abs(from) <= max)) fail(ErrorKind::Runtime, "from is out of bounds for ", name_of(t), ": ", from);
  if (!(std::abs(to) <= max)) fail(ErrorKind::Runtime, "to is out of bounds for ", name_of(t), ": ", to);
  if (from > to) {
    fail(ErrorKind::Runtime, "uniform_ expects to return a [from, to) range, but found from=", from, " > to=", to,
         "; give from <= to");
  }
  if (!(to - from <= max)) {
    fail(ErrorKind::Runtime, "uniform_ expects to-from <= the largest ", name_of(t), " (", max, "), but found to=", to,
         " and from=", from, " which result in to-from to exceed the limit");
  }
}

}  // namespace

void fill_uniform(Generator& g, DType t, void* out, int64_t n, double from, double to) {
  if (is_complex(t)) return fill_uniform(g, real_type(t), out, 2 * n, from, to);
  check_uniform(t, from, to);
  switch (t) {
    case DType::Float16: return fill_uniform_reduced(g, static_cast<Half*>(out), n, from, to);
    case DType::BFloat16: return fill_uniform_reduced(g, static_cast<BFloat16*>(out), n, from, to);
    case DType::Float32:
      return draw_chunks(g, n, 1, [&](const uint32_t* words, int64_t begin, int64_t count) {
        loops().uniform_f32(words, static_cast<float*>(out) + begin, count, static_cast<float>(from),
                            static_cast<float>(to));
      });
    default:
      return draw_chunks(g, n, 2, [&](const uint32_t* words, int64_t begin, int64_t count) {
        loops().uniform_f64(words, static_cast<double*>(out) + begin, count, from, to);
      });
  }
}

// ---- Normal ----

namespace {

constexpr int64_t kBlock = 16;

void check_std(double std) {
  if (!(std >= 0)) {
    fail(ErrorKind::Runtime, "normal expects std >= 0.0, but found std ", std, "; give a non-negative one");
  }
}

void transform_block(float* data, int64_t blocks, double mean, double std) {
  loops().normal_f32(data, blocks, static_cast<float>(mean), static_cast<float>(std));
}
void transform_block(double* data, int64_t blocks, double mean, double std) {
  for (int64_t b = 0; b < blocks; ++b, data += kBlock) {
    for (int j = 0; j < kBlock / 2; ++j) {
      const double radius = std::sqrt(-2.0 * std::log(1.0 - data[j]));
      const double angle = 2.0 * std::numbers::pi * data[j + 8];
      data[j] = std::fma(radius * std::cos(angle), std, mean);
      data[j + 8] = std::fma(radius * std::sin(angle), std, mean);
    }
  }
}

// Whole blocks of 16, then, where n is no multiple of 16, the last 16 once more from new draws. T is float or double;
// the uniforms of the incomplete block are drawn, and lost.
template <class T> void fill_normal_blocks(Generator& g, T* out, int64_t n, double mean, double std) {
  constexpr int64_t kStep = kChunk / 2;  // transformed while in cache; a multiple of the block
  for (int64_t i = 0; i < n; i += kStep) {
    const int64_t count = std::min(kStep, n - i);
    fill_uniform(g, type_of<T>, out + i, count, 0, 1);
    transform_block(out + i, count / kBlock, mean, std);
  }
  if (n % kBlock == 0) return;
  fill_uniform(g, type_of<T>, out + n - kBlock, kBlock, 0, 1);
  transform_block(out + n - kBlock, 1, mean, std);
}

// The same for 16-bit floats, computed in float; here the incomplete block is not drawn the first time.
template <class T> void fill_normal_reduced(Generator& g, T* out, int64_t n, double mean, double std) {
  alignas(64) std::array<float, kChunk> buffer;
  const auto run = [&](int64_t begin, int64_t count) {
    fill_uniform(g, DType::Float32, buffer.data(), count, 0, 1);
    transform_block(buffer.data(), count / kBlock, mean, std);
    std::transform(buffer.begin(), buffer.begin() + count, out + begin, [](float x) { return cast_sample<T>(x); });
  };
  const int64_t whole = n - n % kBlock;
  for (int64_t i = 0; i < whole; i += kChunk) run(i, std::min(kChunk, whole - i));
  if (n != whole) run(n - kBlock, kBlock);
}

}  // namespace

void fill_normal(Generator& g, DType t, void* out, int64_t n, double mean, double std) {
  check_std(std);
  if (is_complex(t)) return fill_normal(g, real_type(t), out, 2 * n, mean, std / std::sqrt(2.0));
  require_floating("normal_kernel_cpu", t);
  if (n < kBlock) return fill_normal_serial(g, t, out, n, mean, std);
  switch (t) {
    case DType::Float16: return fill_normal_reduced(g, static_cast<Half*>(out), n, mean, std);
    case DType::BFloat16: return fill_normal_reduced(g, static_cast<BFloat16*>(out), n, mean, std);
    case DType::Float32: return fill_normal_blocks(g, static_cast<float*>(out), n, mean, std);
    default: return fill_normal_blocks(g, static_cast<double*>(out), n, mean, std);
  }
}

void fill_normal_serial(Generator& g, DType t, void* out, int64_t n, double mean, double std) {
  check_std(std);
  if (is_complex(t)) return fill_normal_serial(g, real_type(t), out, 2 * n, mean, std / std::sqrt(2.0));
  require_floating("normal_kernel_cpu", t);
  fill_each(t, "normal_kernel_cpu", out, n, [&] { return std::fma(g.normal(), std, mean); });
}

// ---- Other continuous distributions ----

namespace {

// The continuous distributions for which PyTorch words it so.
void require_continuous(const char* name, DType t) {
  if (is_floating(t)) return;
  fail(ErrorKind::Runtime, name, " distribution is a continuous probability distribution. ",
       "dtype must be a floating point but you specified ", name_of(t));
}

}  // namespace

void fill_log_normal(Generator& g, DType t, void* out, int64_t n, double mean, double std) {
  if (!(std > 0)) fail(ErrorKind::Runtime, "log_normal_ expects std > 0.0, but found std=", std);
  require_floating("log_normal_cpu", t);
  fill_each(t, "log_normal_cpu", out, n, [&] { return std::exp(std::fma(g.normal(), std, mean)); });
}

void fill_exponential(Generator& g, DType t, void* out, int64_t n, double rate) {
  if (!(rate > 0)) fail(ErrorKind::Runtime, "exponential_ expects lambda > 0.0, but found lambda=", rate);
  require_continuous("Exponential", t);
  const double scale = -1.0 / rate;
  fill_each(t, "exponential_cpu", out, n, [&] { return scale * std::log1p(-g.uniform()); });
}

void fill_cauchy(Generator& g, DType t, void* out, int64_t n, double median, double sigma) {
  if (!(sigma > 0)) fail(ErrorKind::Runtime, "cauchy_ expects sigma > 0.0, but found sigma=", sigma);
  require_continuous("Cauchy", t);
  fill_each(t, "cauchy_cpu", out, n,
            [&] { return std::fma(sigma, std::tan(std::numbers::pi * (g.uniform() - 0.5)), median); });
}

// ---- Order ----

void filling_order(int ndim, const int64_t* shape, const int64_t* strides, int* order) {
  for (int i = 0; i < ndim; ++i) order[i] = i;
  // Whether `fast` must change places with `slow` (1), must not (-1), or its stride does not tell (0).
  const auto out_of_order = [&](int fast, int slow) {
    if (strides[fast] == 0 || strides[slow] == 0) return 0;
    if (strides[fast] != strides[slow]) return strides[fast] > strides[slow] ? 1 : -1;
    return shape[fast] > shape[slow] ? 1 : 0;
  };
  // Insertion from the fastest end, past dimensions that do not tell: they leave no total order to sort by.
  for (int i = ndim - 2; i >= 0; --i) {
    int at = i;
    for (int next = i + 1; next < ndim; ++next) {
      const int verdict = out_of_order(order[next], order[at]);
      if (verdict < 0) break;
      if (verdict == 0) continue;
      std::swap(order[at], order[next]);
      at = next;
    }
  }
}

}  // namespace flambeau
