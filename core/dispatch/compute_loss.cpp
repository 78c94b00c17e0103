// Owns: the compute functions of losses: element by element, reduced block by block, and negative log likelihood.
// Called by: call_op.
#include <cmath>
#include <string_view>

#include "dispatch/operands.h"
#include "kernels/accumulate.h"
#include "kernels/copy.h"
#include "kernels/index.h"
#include "kernels/parallel.h"
#include "memory/scratch.h"

namespace flambeau {
namespace {

enum class Reduce { None, Mean, Sum };

Reduce reduction_of(const Value& v, const char* op) {
  const std::string_view text = v.text;
  if (text == "none") return Reduce::None;
  if (text == "mean") return Reduce::Mean;
  if (text == "sum") return Reduce::Sum;
  fail(ErrorKind::Value, text, " is not a valid value for reduction | ", op, " takes none, mean or sum");
}

// ---- losses of single elements --------------------------------------------------------------------------------------

constexpr int64_t kBlock = 2048;  // elements of one partial sum
constexpr int kMaxTerms = 4;      // input, target and up to two weights

// loss[i] from n contiguous elements of each term; a missing weight is null. `scratch` holds 2 n elements.
template <class T> using BlockLoss = void (*)(T* loss, const T* const* terms, T* scratch, int64_t n, double parameter);

struct ElementLoss {
  const char* name;
  int terms;
  BlockLoss<float> in_float;
  BlockLoss<double> in_double;
};

template <class T> BlockLoss<T> block_loss(const ElementLoss& loss) {
  if constexpr (std::is_same_v<T, float>)
    return loss.in_float;
  else
    return loss.in_double;
}

// The losses of one call: terms are contiguous, of one dtype and `numel` elements each, or null.
struct LossRun {
  const ElementLoss& loss;
  DType dtype;
  const char* terms[kMaxTerms];
  int64_t numel;
  double parameter;
};

// One block: 16-bit floats are widened before and narrowed after. Returns the sum of the losses.
template <class T> double run_block(const LossRun& run, int64_t begin, int64_t n, char* out, T* buffer) {
  const DType compute = type_of<T>;
  const bool direct = run.dtype == compute;
  const int64_t item = item_size(run.dtype);
  const T* terms[kMaxTerms] = {};
  for (int k = 0; k < run.loss.terms; ++k) {
    if (!run.terms[k]) continue;
    const char* from = run.terms[k] + begin * item;
    T* const wide = buffer + k * kBlock;
    if (!direct) find_cast(compute, run.dtype)(reinterpret_cast<char*>(wide), sizeof(T), from, item, n);
    terms[k] = direct ? reinterpret_cast<const T*>(from) : wide;
  }
  T* const losses = out && direct ? reinterpret_cast<T*>(out + begin * item) : buffer + kMaxTerms * kBlock;
  block_loss<T>(run.loss)(losses, terms, buffer + (kMaxTerms + 1) * kBlock, n, run.parameter);
  if (out && !direct) {
    find_cast(run.dtype, compute)(out + begin * item, item, reinterpret_cast<const char*>(losses), sizeof(T), n);
  }
  if (out) return 0;
  return static_cast<double>(run_sum(losses, n));
}

// Writes every loss to `out`, or returns their sum when it is null. Blocks are summed in order, whatever the threads.
template <class T> double run_losses(const LossRun& run, char* out) {
  const int64_t blocks = (run.numel + kBlock - 1) / kBlock;
  constexpr int64_t kBuffer = (kMaxTerms + 3) * kBlock;
  const Scratch sums(blocks * static_cast<int64_t>(sizeof(double)));
  parallel_for(blocks, 8, [&](int64_t begin, int64_t end) {
    const Scratch buffer(kBuffer * static_cast<int64_t>(sizeof(T)));
    for (int64_t b = begin; b < end; ++b) {
      const int64_t first = b * kBlock;
      sums.as<double>()[b] = run_block<T>(run, first, std::min(kBlock, run.numel - first), out, buffer.as<T>());
    }
  });
  double total = 0;
  for (int64_t b = 0; b < blocks; ++b) total += sums.as<double>()[b];
  return total;
}

void write_real(Tensor& scalar, double value) {
  Value v;
  v.tag = Tag::Float;
  v.real = value;
  write_number(v, scalar.dtype, scalar.data());
}

// `t` with the shape of `like`: itself, or a view that repeats elements.
TensorRef broadcast_to(const char* op, Tensor& t, const Tensor& like) {
  if (same_shape(t, like)) return TensorRef::share(&t);
  const Dims shape = broadcast_shapes(like.shape(), t.shape());
  if (!has_shape(like, shape)) {
    fail(ErrorKind::Runtime, "output with shape ", like.shape(), " doesn't match the broadcast shape ", shape, " | ",
         op);
  }
  Dims strides = Dims::repeat(0, like.ndim);
  const int extra = like.ndim - t.ndim;
  for (int i = extra; i < like.ndim; ++i) strides[i] = t.size(i - extra) == 1 ? 0 : t.stride(i - extra);
  return alias(t, shape, strides, t.offset);
}

// `t` as `dtype`, with these dense strides.
TensorRef in_order(Tensor& t, DType dtype, const Dims& strides) {
  if (t.dtype == dtype && t.stride_dims() == strides) return TensorRef::share(&t);
  TensorRef copy = empty_strided(t.shape(), strides, dtype, t.storage->device);
  copy_into(*copy, t);
  return copy;
}

// The shared part of every element loss: computed as `dtype`, returned as `result`. The terms are the first arguments.
void compute_element_loss(Call& call, const ElementLoss& loss, DType dtype, DType result, const Value& reduction,
                          double parameter) {
  require_floating(loss.name, dtype);
  const Reduce reduce = reduction_of(reduction, loss.name);
  Tensor &input = call.tensor(0), &target = call.tensor(1);
  if (!same_shape(input, target)) {
    fail(ErrorKind::Value, loss.name, ": input has shape ", input.shape(), " and target ", target.shape(),
         " | they must agree");
  }
  TensorRef held[kMaxTerms];
  LossRun run{loss, dtype, {}, input.numel, parameter};
  const DeviceType device = input.is_meta() ? DeviceType::Meta : target.storage->device;
  const Tensor* const terms[] = {&input, &target};
  const Dims order =
      reduce == Reduce::None ? result_strides(terms, 2, input.shape()) : contiguous_strides(input.shape());
  for (int k = 0; k < loss.terms; ++k) {
    if (call.arg(k).is_none()) continue;
    held[k] = broadcast_to(loss.name, call.tensor(k), input);
    held[k] = in_order(*held[k], dtype, order);
    run.terms[k] = held[k]->data();
  }
  TensorRef out =
      reduce == Reduce::None ? empty_strided(input.shape(), order, dtype, device) : empty(Dims(), dtype, device);
  if (!out->is_meta()) {
    double total = 0;
    {
      const LongWork unlocked(run.numel);
      char* const each = reduce == Reduce::None ? out->data() : nullptr;
      total = dtype == DType::Float64 ? run_losses<double>(run, each) : run_losses<float>(run, each);
    }
    if (reduce == Reduce::Mean) total /= static_cast<double>(run.numel);
    if (reduce != Reduce::None) write_real(*out, total);
  }
  deliver(call, cast(*out, result));
}

DType promoted(const Call& call) { return result_type(call.args, 2); }

template <class T> void squared_error(T* loss, const T* const* terms, T*, int64_t n, double) {
  const T *x = terms[0], *y = terms[1];
  for (int64_t i = 0; i < n; ++i) {
    const T d = x[i] - y[i];
    loss[i] = d * d;
  }
}
void compute_mse_loss(Call& call) {
  constexpr ElementLoss loss{"mse_loss", 2, squared_error<float>, squared_error<double>};
  const DType dtype = promoted(call);
  compute_element_loss(call, loss, dtype, dtype, call.arg(2), 0);
}

template <class T> void huber(T* loss, const T* const* terms, T*, int64_t n, double parameter) {
  const T *x = terms[0], *y = terms[1];
  const T delta = static_cast<T>(parameter), half = T(0.5);
  for (int64_t i = 0; i < n; ++i) {
    const T d = std::abs(x[i] - y[i]);
    const T square = half * d * d, line = delta * (d - half * delta);
    loss[i] = d <= delta ? square : line;
  }
}
void compute_huber_loss(Call& call) {
  constexpr ElementLoss loss{"huber_loss", 2, huber<float>, huber<double>};
  const DType dtype = promoted(call);
  compute_element_loss(call, loss, dtype, dtype, call.arg(2), call.arg(3).as_double());
}

// out = f(x) by the vectorised loop of an elementwise kernel.
template <class T> void apply(const ElementwiseKernel& kernel, T* out, const T* x, const T* y, int64_t n) {
  char* data[] = {reinterpret_cast<char*>(out), reinterpret_cast<char*>(const_cast<T*>(x)),
                  reinterpret_cast<char*>(const_cast<T*>(y))};
  const int64_t strides[] = {sizeof(T), sizeof(T), sizeof(T)};
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
  apply<T>(*log, log_x, x, x, n);
  apply<T>(*log1p, log_rest, log_rest, log_rest, n);
  for (int64_t i = 0; i < n; ++i) {
    loss[i] = (y[i] - 1) * std::max(log_rest[i], T(-100)) - y[i] * std::max(log_x[i], T(-100));
  }
  scale(loss, terms[2], n);
}

// Fails for an element outside [0, 1], NaN included.
void require_probabilities(Tensor& input) {
  if (input.is_meta() || input.numel == 0) return;
  const TensorRef x = contiguous(input);
  const bool inside = visit(x->dtype, [&]<class T>() {
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
      const T* p = x->ptr<T>();
      bool all = true;
      for (int64_t i = 0; i < x->numel; ++i) all &= (p[i] >= 0) & (p[i] <= 1);
      return all;
    } else if constexpr (is_reduced(type_of<T>)) {
      const T* p = x->ptr<T>();
      return std::all_of(p, p + x->numel, [](T v) { return to_float(v) >= 0 && to_float(v) <= 1; });
    } else {
      return true;
    }
  });
  if (!inside) {
    fail(ErrorKind::Runtime,
         "all elements of input should be between 0 and 1 | binary_cross_entropy | apply a sigmoid, "
         "or use binary_cross_entropy_with_logits");
  }
}

void compute_binary_cross_entropy(Call& call) {
  constexpr ElementLoss loss{"binary_cross_entropy", 3, bernoulli<float>, bernoulli<double>};
  const DType dtype = call.tensor(0).dtype;
  if (call.tensor(1).dtype != dtype) {
    fail(ErrorKind::Runtime, "Found dtype ", scalar_type_name(call.tensor(1).dtype), " but expected ",
         scalar_type_name(dtype), " | binary_cross_entropy: input and target need one dtype");
  }
  require_floating(loss.name, dtype);
  require_probabilities(call.tensor(0));
  compute_element_loss(call, loss, dtype, dtype, call.arg(3), 0);
}

// (1 - t) x + (1 + (p - 1) t) softplus(-x), which is -p t log(s) - (1 - t) log(1 - s) for s = sigmoid(x).
template <class T> void logits_entropy(T* loss, const T* const* terms, T* scratch, int64_t n, double) {
  static const ElementwiseKernel* const log_sigmoid = find_elementwise("log_sigmoid");
  const T *x = terms[0], *y = terms[1], *positive = terms[3];
  apply<T>(*log_sigmoid, scratch, x, x, n);
  if (positive) {
    for (int64_t i = 0; i < n; ++i) loss[i] = (1 - y[i]) * x[i] - ((positive[i] - 1) * y[i] + 1) * scratch[i];
  } else {
    for (int64_t i = 0; i < n; ++i) loss[i] = (1 - y[i]) * x[i] - scratch[i];
  }
  scale(loss, terms[2], n);
}
void compute_logits_entropy(Call& call) {
  constexpr ElementLoss loss{"binary_cross_entropy_with_logits", 4, logits_entropy<float>, logits_entropy<double>};
  const DType dtype = promoted(call), result = call.tensor(1).dtype;
  check_can_cast(call.op, dtype, result);
  compute_element_loss(call, loss, dtype, result, call.arg(4), 0);
}

// ---- negative log likelihood ----------------------------------------------------------------------------------------

// Input (N, C, ...) and target (N, ...) as the kernel takes them: (batch, classes, spatial) and (batch, spatial).
struct Classes {
  Nll nll;
  Dims target_shape;
  int64_t target_strides[2];
  TensorRef target, weight;

  Operand targets() const { return {target->data(), DType::Int64, target_strides}; }
};

void check_target_shape(const Dims& input, const Tensor& target) {
  const int n = input.size();
  if (n == 0)
    fail(ErrorKind::Value, "Expected 1 or more dimensions (got 0) | nll_loss needs an input (C,) or (N, C, ...)");
  if (n <= 2 && target.ndim > 1) {
    fail(ErrorKind::Runtime,
         "0D or 1D target tensor expected, multi-target not supported | nll_loss: target has shape ", target.shape());
  }
  if (n == 1) {
    if (target.numel == 1) return;
    fail(ErrorKind::Value, "For 1D input, 1D target must have size 1, but got target size: ", target.numel);
  }
  if (target.ndim != n - 1) {
    fail(ErrorKind::Runtime, "only batches of spatial targets supported (", n - 1,
         "D tensors) but got targets of dimension: ", int{target.ndim}, " | nll_loss");
  }
  if (target.size(0) != input[0]) {
    fail(ErrorKind::Value, "Expected input batch_size (", input[0], ") to match target batch_size (", target.size(0),
         "). | nll_loss");
  }
  for (int i = 2; i < n; ++i) {
    if (target.size(i - 1) != input[i]) {
      fail(ErrorKind::Runtime, "Expected target size for an input ", input, " to be (N, ...) of the same extents, got ",
           target.shape(), " | nll_loss: size mismatch");
    }
  }
}

// Arguments of both directions: `target` and `weight` at the given places.
Classes classes_of(Call& call, const Dims& input, DType dtype, Tensor& target, const Value& weight,
                   const Value& ignore_index) {
  check_target_shape(input, target);
  if (target.dtype != DType::Int64 && target.dtype != DType::UInt8) {
    fail(ErrorKind::Runtime, "expected target dtype to be Long or Byte, but got ", scalar_type_name(target.dtype),
         " | ", call.op.name);
  }
  require_floating("nll_loss", dtype);
  const bool batched = input.size() > 1;
  Classes c;
  c.nll = {batched ? input[0] : 1, batched ? input[1] : input[0], 1, ignore_index.as_int(), nullptr};
  for (int i = 2; i < input.size(); ++i) c.nll.spatial *= input[i];
  if (batched) c.target_shape = target.shape();
  c.target = prepared(target, DType::Int64);
  c.target_strides[0] = c.nll.spatial;
  c.target_strides[1] = 1;
  if (weight.is_none()) return c;
  Tensor& w = *weight.tensor;
  if (w.ndim != 1 || w.numel != c.nll.classes) {
    fail(ErrorKind::Runtime, "weight tensor should be defined either for all ", c.nll.classes,
         " classes or no classes but got weight tensor of shape: ", w.shape(), " | nll_loss");
  }
  if (w.dtype != dtype) {
    fail(ErrorKind::Runtime, "expected scalar type ", scalar_type_name(dtype), " but found ", scalar_type_name(w.dtype),
         " | nll_loss: weight needs the input's dtype");
  }
  c.weight = contiguous(w);
  c.nll.weight = c.weight->data();
  return c;
}

// The sum of n contiguous elements, block by block.
double sum_of(DType dtype, const void* data, int64_t n) {
  return visit(dtype, [&]<class T>() -> double {
    double sum = 0;
    if constexpr (is_floating(type_of<T>)) {
      const T* p = static_cast<const T*>(data);
      for (int64_t i = 0; i < n; i += kBlock) sum += static_cast<double>(run_sum(p + i, std::min(kBlock, n - i)));
    }
    return sum;
  });
}

// input, target, weight, reduction, ignore_index -> output, total_weight
void compute_nll_loss(Call& call) {
  Tensor& given = call.tensor(0);
  const Reduce reduce = reduction_of(call.arg(3), "nll_loss");
  const Classes c = classes_of(call, given.shape(), given.dtype, call.tensor(1), call.arg(2), call.arg(4));
  const DType dtype = given.dtype;
  const DeviceType device = given.storage->device;
  TensorRef out = empty(reduce == Reduce::None ? c.target_shape : Dims(), dtype, device);
  TensorRef total = empty(Dims(), dtype, device);
  if (!given.is_meta() && !c.target->is_meta()) {
    const bool plain = given.ndim == 2;
    const TensorRef x = plain ? TensorRef::share(&given) : contiguous(given);
    const int64_t spatial = c.nll.spatial;
    const int64_t dense[] = {c.nll.classes * spatial, spatial, 1},
                  as_given[] = {x->stride(0), plain ? x->stride(1) : 1, 1};
    const Operand input{x->data(), dtype, plain ? as_given : dense};
    const int64_t count = c.target->numel;
    const Scratch unreduced(reduce == Reduce::None ? 0 : count * item_size(dtype));
    void* const losses = reduce == Reduce::None ? out->data() : unreduced.data();
    const double weights = run_nll_loss(c.nll, {losses, dtype, c.target_strides}, input, c.targets());
    write_real(*total, weights);
    if (reduce != Reduce::None) {
      const double sum = sum_of(dtype, losses, count);
      write_real(*out, reduce == Reduce::Mean ? sum / weights : sum);
    }
  }
  call.out[1] = std::move(total);
  deliver(call, std::move(out));
}

double read_real(const Tensor& scalar) {
  double value = 0;
  find_cast(DType::Float64, scalar.dtype)(reinterpret_cast<char*>(&value), 0, scalar.data(), 0, 1);
  return value;
}

// grad, target, weight, total_weight, input_shape, reduction, ignore_index
void compute_nll_loss_backward(Call& call) {
  Tensor &grad = call.tensor(0), &total = call.tensor(3);
  const Dims& shape = *call.arg(4).dims;
  const Reduce reduce = reduction_of(call.arg(5), "nll_loss_backward");
  const Classes c = classes_of(call, shape, grad.dtype, call.tensor(1), call.arg(2), call.arg(6));
  if (grad.numel != (reduce == Reduce::None ? c.target->numel : 1) || total.numel != 1) {
    fail(ErrorKind::Runtime, "nll_loss_backward: grad has shape ", grad.shape(), " and total_weight ", total.shape(),
         " | grad must have the loss's shape, total_weight one element");
  }
  TensorRef out = empty(shape, grad.dtype, grad.storage->device);
  if (!out->is_meta() && out->numel) {
    const int64_t spatial = c.nll.spatial, dense[] = {c.nll.classes * spatial, spatial, 1}, repeated[] = {0, 0};
    TensorRef g = contiguous(grad);
    if (reduce == Reduce::Mean) {
      g = empty(Dims(), grad.dtype);
      write_real(*g, read_real(grad) / read_real(total));
    }
    const LongWork unlocked(out->numel);
    run_nll_loss_backward(c.nll, {out->data(), out->dtype, dense},
                          {g->data(), g->dtype, reduce == Reduce::None ? c.target_strides : repeated}, c.targets());
  }
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"mse_loss", compute_mse_loss},
    {"huber_loss", compute_huber_loss},
    {"binary_cross_entropy", compute_binary_cross_entropy},
    {"binary_cross_entropy_with_logits", compute_logits_entropy},
    {"nll_loss", compute_nll_loss},
    {"nll_loss_backward", compute_nll_loss_backward},
};

}  // namespace

const ComputeTable kLossComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
