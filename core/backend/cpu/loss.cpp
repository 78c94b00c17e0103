// Owns: losses of single elements, reduced block by block, and negative log likelihood.
// Called by: see loss.h.
#include "backend/cpu/loss.h"

#include <algorithm>
#include <cmath>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/copy.h"
#include "backend/cpu/parallel.h"
#include "memory/scratch.h"
#include "tensor/error.h"

namespace flambeau {
namespace {

constexpr int64_t kBlock = 2048;  // elements of one partial sum

double read_real(DType dtype, const void* from) {
  double value = 0;
  find_cast(DType::Float64, dtype)(reinterpret_cast<char*>(&value), 0, static_cast<const char*>(from), 0, 1);
  return value;
}
void write_real(DType dtype, void* to, double value) {
  visit(dtype, [&]<class T>() {
    T* const t = static_cast<T*>(to);
    if constexpr (std::is_same_v<T, Half>) *t = to_half(static_cast<float>(value));
    if constexpr (std::is_same_v<T, BFloat16>) *t = to_bfloat16(static_cast<float>(value));
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) *t = static_cast<T>(value);
  });
}

// ---- losses of single elements --------------------------------------------------------------------------------------

// loss[i] from n contiguous elements of each term; a missing weight is null. `scratch` holds 2 n elements.
template <class T> using BlockLoss = void (*)(T* loss, const T* const* terms, T* scratch, int64_t n, double delta);

template <class T> void squared_error(T* loss, const T* const* terms, T*, int64_t n, double) {
  const T *x = terms[0], *y = terms[1];
  for (int64_t i = 0; i < n; ++i) {
    const T d = x[i] - y[i];
    loss[i] = d * d;
  }
}

template <class T> void huber(T* loss, const T* const* terms, T*, int64_t n, double given) {
  const T *x = terms[0], *y = terms[1];
  const T delta = static_cast<T>(given), half = T(0.5);
  for (int64_t i = 0; i < n; ++i) {
    const T d = std::abs(x[i] - y[i]);
    const T square = half * d * d, line = delta * (d - half * delta);
    loss[i] = d <= delta ? square : line;
  }
}

// out = f(x) by the vectorised loop of an elementwise kernel.
template <class T> void apply(const ElementwiseKernel& kernel, T* out, const T* x, int64_t n) {
  char* data[] = {reinterpret_cast<char*>(out), reinterpret_cast<char*>(const_cast<T*>(x))};
  const int64_t strides[] = {sizeof(T), sizeof(T)};
  kernel.loops[static_cast<int>(type_of<T>)](data, strides, n, 1, nullptr);
}
template <class T> void scale(T* loss, const T* weight, int64_t n) {
  if (!weight) return;
  for (int64_t i = 0; i < n; ++i) loss[i] *= weight[i];
}

// Logarithms are kept at or above -100, so that a certain and wrong prediction has a finite loss.
template <class T> void bernoulli(T* loss, const T* const* terms, T* scratch, int64_t n, double) {
  static const ElementwiseKernel* const log = find_elementwise("log");
  static const ElementwiseKernel* const log1p = find_elementwise("log1p");
  const T *x = terms[0], *y = terms[1];
  T *const log_x = scratch, *const log_rest = scratch + kBlock;
  for (int64_t i = 0; i < n; ++i) log_rest[i] = -x[i];
  apply<T>(*log, log_x, x, n);
  apply<T>(*log1p, log_rest, log_rest, n);
  for (int64_t i = 0; i < n; ++i) {
    loss[i] = (y[i] - 1) * std::max(log_rest[i], T(-100)) - y[i] * std::max(log_x[i], T(-100));
  }
  scale(loss, terms[2], n);
}

// (1 - t) x + (1 + (p - 1) t) softplus(-x), which is -p t log(s) - (1 - t) log(1 - s) for s = sigmoid(x).
template <class T> void logits_entropy(T* loss, const T* const* terms, T* scratch, int64_t n, double) {
  static const ElementwiseKernel* const log_sigmoid = find_elementwise("log_sigmoid");
  const T *x = terms[0], *y = terms[1], *positive = terms[3];
  apply<T>(*log_sigmoid, scratch, x, n);
  if (positive) {
    for (int64_t i = 0; i < n; ++i) loss[i] = (1 - y[i]) * x[i] - ((positive[i] - 1) * y[i] + 1) * scratch[i];
  } else {
    for (int64_t i = 0; i < n; ++i) loss[i] = (1 - y[i]) * x[i] - scratch[i];
  }
  scale(loss, terms[2], n);
}

template <class T> BlockLoss<T> block_loss(Loss loss) {
  switch (loss) {
    case Loss::SquaredError: return squared_error<T>;
    case Loss::Huber: return huber<T>;
    case Loss::Bernoulli: return bernoulli<T>;
    case Loss::LogitsEntropy:
    default: return logits_entropy<T>;
  }
}

// The losses of one call: terms are contiguous, of one dtype and n elements each, or null.
struct Run {
  Loss loss;
  DType dtype;
  const void* const* terms;
  int64_t n;
  double delta;
};

// One block: 16-bit floats are widened before and narrowed after. Returns the sum of the losses.
template <class T> double run_block(const Run& run, int64_t begin, int64_t n, char* out, T* buffer) {
  const DType compute = type_of<T>;
  const bool direct = run.dtype == compute;
  const int64_t item = item_size(run.dtype);
  const T* terms[kMaxLossTerms] = {};
  for (int k = 0; k < kMaxLossTerms; ++k) {
    if (!run.terms[k]) continue;
    const char* from = static_cast<const char*>(run.terms[k]) + begin * item;
    T* const wide = buffer + k * kBlock;
    if (!direct) find_cast(compute, run.dtype)(reinterpret_cast<char*>(wide), sizeof(T), from, item, n);
    terms[k] = direct ? reinterpret_cast<const T*>(from) : wide;
  }
  T* const losses = out && direct ? reinterpret_cast<T*>(out + begin * item) : buffer + kMaxLossTerms * kBlock;
  block_loss<T>(run.loss)(losses, terms, buffer + (kMaxLossTerms + 1) * kBlock, n, run.delta);
  if (out && !direct) {
    find_cast(run.dtype, compute)(out + begin * item, item, reinterpret_cast<const char*>(losses), sizeof(T), n);
  }
  if (out) return 0;
  return static_cast<double>(run_sum(losses, n));
}

// Writes every loss to `out`, or returns their sum when it is null. Blocks are summed in order, whatever the threads.
template <class T> double run_losses(const Run& run, char* out) {
  const int64_t blocks = (run.n + kBlock - 1) / kBlock;
  constexpr int64_t kBuffer = (kMaxLossTerms + 3) * kBlock;
  const Scratch sums(blocks * static_cast<int64_t>(sizeof(double)));
  parallel_for(blocks, 8, [&](int64_t begin, int64_t end) {
    const Scratch buffer(kBuffer * static_cast<int64_t>(sizeof(T)));
    for (int64_t b = begin; b < end; ++b) {
      const int64_t first = b * kBlock;
      sums.as<double>()[b] = run_block<T>(run, first, std::min(kBlock, run.n - first), out, buffer.as<T>());
    }
  });
  double total = 0;
  for (int64_t b = 0; b < blocks; ++b) total += sums.as<double>()[b];
  return total;
}

}  // namespace

void run_loss(Loss loss, Reduce reduce, DType dtype, void* out, const void* const* terms, int64_t n, double delta) {
  const Run run{loss, dtype, terms, n, delta};
  char* const each = reduce == Reduce::None ? static_cast<char*>(out) : nullptr;
  const double total = dtype == DType::Float64 ? run_losses<double>(run, each) : run_losses<float>(run, each);
  if (reduce != Reduce::None) write_real(dtype, out, reduce == Reduce::Mean ? total / static_cast<double>(n) : total);
}

void require_probabilities(const char* name, DType dtype, const void* data, int64_t n) {
  const bool inside = visit(dtype, [&]<class T>() {
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
      const T* p = static_cast<const T*>(data);
      bool all = true;
      for (int64_t i = 0; i < n; ++i) all &= (p[i] >= 0) & (p[i] <= 1);
      return all;
    } else if constexpr (is_reduced(type_of<T>)) {
      const T* p = static_cast<const T*>(data);
      return std::all_of(p, p + n, [](T v) { return to_float(v) >= 0 && to_float(v) <= 1; });
    } else {
      return true;
    }
  });
  if (!inside) {
    fail(ErrorKind::Runtime, "all elements of ", name,
         " should be between 0 and 1 | binary_cross_entropy takes probabilities: apply a sigmoid to other inputs, or "
         "use binary_cross_entropy_with_logits");
  }
}

// ---- negative log likelihood ----------------------------------------------------------------------------------------

namespace {

constexpr int64_t kGrain = 1 << 15;  // targets worth a second thread

void check_targets(const Nll& nll, const Operand& target) {
  const int64_t* data = static_cast<const int64_t*>(target.data);
  parallel_for(nll.batch * nll.spatial, kGrain, [&](int64_t begin, int64_t end) {
    for (; begin < end; ++begin) {
      const int64_t t = data[begin / nll.spatial * target.strides[0] + begin % nll.spatial * target.strides[1]];
      if (t != nll.ignore_index && (t < 0 || t >= nll.classes))
        fail(ErrorKind::Index, "Target ", t, " is out of bounds. | nll_loss: targets must be in [0, ", nll.classes,
             ") or equal ignore_index (", nll.ignore_index, ")");
    }
  });
}

// Calls f(position, n, s, target) for the targets that count; `ignored(position)` for the others.
template <class F, class Ignored> void for_targets(const Nll& nll, const Operand& target, F&& f, Ignored&& ignored) {
  const int64_t* data = static_cast<const int64_t*>(target.data);
  for (int64_t n = 0, position = 0; n < nll.batch; ++n) {
    for (int64_t s = 0; s < nll.spatial; ++s, ++position) {
      const int64_t t = data[n * target.strides[0] + s * target.strides[1]];
      if (t == nll.ignore_index)
        ignored(position);
      else
        f(position, n, s, t);
    }
  }
}

// Writes the losses, one after the other; returns the sum of the weights used.
template <class T>
double nll_losses(const Nll& nll, T* losses, const Operand& input, const Operand& target, const T* weight) {
  const T* const x = static_cast<const T*>(input.data);
  double total = 0;
  for_targets(
      nll, target,
      [&](int64_t position, int64_t n, int64_t s, int64_t t) {
        const auto v = Accumulate<T>::widen(x[n * input.strides[0] + t * input.strides[1] + s * input.strides[2]]);
        losses[position] =
            weight ? Accumulate<T>::narrow(-v * Accumulate<T>::widen(weight[t])) : Accumulate<T>::narrow(-v);
        total += weight ? static_cast<double>(Accumulate<T>::widen(weight[t])) : 1.0;
      },
      [&](int64_t position) { losses[position] = T{}; });
  return total;
}

// The sum of n contiguous elements, block by block.
template <class T> double sum_of(const T* p, int64_t n) {
  double sum = 0;
  for (int64_t i = 0; i < n; i += kBlock) sum += static_cast<double>(run_sum(p + i, std::min(kBlock, n - i)));
  return sum;
}

}  // namespace

void run_nll_loss(const Nll& nll, void* out, void* total, const Operand& input, const Operand& target,
                  const void* weight) {
  check_targets(nll, target);
  const int64_t count = nll.batch * nll.spatial;
  const bool reduces = nll.reduce != Reduce::None;
  const Scratch unreduced(reduces ? count * item_size(input.dtype) : 0);
  visit(input.dtype, [&]<class T>() {
    if constexpr (is_floating(type_of<T>)) {
      T* const losses = reduces ? unreduced.as<T>() : static_cast<T*>(out);
      const double weights = nll_losses<T>(nll, losses, input, target, static_cast<const T*>(weight));
      write_real(input.dtype, total, weights);
      if (!reduces) return;
      const double sum = sum_of(losses, count);
      write_real(input.dtype, out, nll.reduce == Reduce::Mean ? sum / weights : sum);
    }
  });
}

void run_nll_loss_backward(const Nll& nll, const Operand& dinput, const void* g, const void* total,
                           const Operand& target, const void* weight) {
  check_targets(nll, target);
  const int64_t shape[] = {nll.batch, nll.classes, nll.spatial};
  const complex128 zero = 0;
  fill(dinput, 3, shape, &zero);
  visit(dinput.dtype, [&]<class T>() {
    if constexpr (is_floating(type_of<T>)) {
      const T *grad = static_cast<const T*>(g), *weights = static_cast<const T*>(weight);
      T mean;
      if (nll.reduce == Reduce::Mean) {
        write_real(dinput.dtype, &mean, read_real(dinput.dtype, g) / read_real(dinput.dtype, total));
        grad = &mean;
      }
      const int64_t step = nll.reduce == Reduce::None ? 1 : 0;
      T* const dx = static_cast<T*>(dinput.data);
      for_targets(
          nll, target,
          [&](int64_t position, int64_t n, int64_t s, int64_t t) {
            const auto v = Accumulate<T>::widen(grad[position * step]);
            dx[n * dinput.strides[0] + t * dinput.strides[1] + s * dinput.strides[2]] =
                weights ? Accumulate<T>::narrow(-v * Accumulate<T>::widen(weights[t])) : Accumulate<T>::narrow(-v);
          },
          [](int64_t) {});
    }
  });
}

}  // namespace flambeau
