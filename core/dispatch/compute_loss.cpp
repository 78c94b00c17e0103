// Owns: the compute functions of losses: element by element, reduced block by block, and negative log likelihood.
// Called by: call_op.
#include <string_view>

#include "backend/cpu/loss.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

Reduce reduction_of(const Value& v, const char* op) {
  const std::string_view text = v.text;
  if (text == "none") return Reduce::None;
  if (text == "mean") return Reduce::Mean;
  if (text == "sum") return Reduce::Sum;
  fail(ErrorKind::Value, text, " is not a valid value for reduction | ", op, " takes none, mean or sum");
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
void compute_element_loss(Call& call, const char* name, Loss loss, int terms, DType dtype, DType result,
                          const Value& reduction, double delta = 0) {
  require_floating(name, dtype);
  const Reduce reduce = reduction_of(reduction, name);
  Tensor &input = call.tensor(0), &target = call.tensor(1);
  if (!same_shape(input, target)) {
    fail(ErrorKind::Value, name, ": input has shape ", input.shape(), " and target ", target.shape(),
         " | they must agree");
  }
  TensorRef held[kMaxLossTerms];
  const Tensor* const both[] = {&input, &target};
  const Dims order =
      reduce == Reduce::None ? result_strides(both, 2, input.shape()) : contiguous_strides(input.shape());
  for (int k = 0; k < terms; ++k) {
    if (call.arg(k).is_none()) continue;
    held[k] = broadcast_to(name, call.tensor(k), input);
    held[k] = in_order(*held[k], dtype, order);
  }
  const DeviceType device = input.storage->device;
  const TensorRef out =
      reduce == Reduce::None ? empty_strided(input.shape(), order, dtype, device) : empty(Dims(), dtype, device);
  launch(std::max(input.numel, out->numel),
         {writes(*out), reads(held[0].get()), reads(held[1].get()), reads(held[2].get()), reads(held[3].get())},
         [loss, reduce, dtype, n = input.numel, delta](const Access* o) {
           const void* const data[kMaxLossTerms] = {o[1].data, o[2].data, o[3].data, o[4].data};
           run_loss(loss, reduce, dtype, o[0].data, data, n, delta);
         });
  deliver(call, cast(*out, result));
}

DType promoted(const Call& call) { return result_type(call.args, 2); }

// input, target, reduction
void compute_mse_loss(Call& call) {
  const DType dtype = promoted(call);
  compute_element_loss(call, "mse_loss", Loss::SquaredError, 2, dtype, dtype, call.arg(2));
}

// input, target, reduction, delta
void compute_huber_loss(Call& call) {
  const DType dtype = promoted(call);
  compute_element_loss(call, "huber_loss", Loss::Huber, 2, dtype, dtype, call.arg(2), call.arg(3).as_double());
}

// input, target, weight, reduction
void compute_binary_cross_entropy(Call& call) {
  Tensor& input = call.tensor(0);
  const DType dtype = input.dtype;
  if (call.tensor(1).dtype != dtype) {
    fail(ErrorKind::Runtime, "Found dtype ", scalar_type_name(call.tensor(1).dtype), " but expected ",
         scalar_type_name(dtype), " | binary_cross_entropy: input and target need one dtype");
  }
  require_floating("binary_cross_entropy", dtype);
  const char* const names[] = {"input", "target"};
  for (int i = 0; i < 2; ++i) {
    const TensorRef x = contiguous(call.tensor(i));
    launch(x->numel, {reads(*x)}, [dtype, name = names[i], n = x->numel](const Access* o) {
      require_probabilities(name, dtype, o[0].data, n);
    });
  }
  compute_element_loss(call, "binary_cross_entropy", Loss::Bernoulli, 3, dtype, dtype, call.arg(3));
}

// input, target, weight, pos_weight, reduction
void compute_logits_entropy(Call& call) {
  const DType dtype = promoted(call), result = call.tensor(1).dtype;
  check_can_cast(call.op, dtype, result);
  compute_element_loss(call, "binary_cross_entropy_with_logits", Loss::LogitsEntropy, 4, dtype, result, call.arg(4));
}

// ---- negative log likelihood ----------------------------------------------------------------------------------------

// Input (N, C, ...) and target (N, ...) as the kernel takes them: (batch, classes, spatial) and (batch, spatial).
struct Classes {
  Nll nll;
  Dims target_shape;
  int64_t target_strides[2];
  TensorRef target, weight;

  Access targets() const { return reads(*target, target_strides, 2); }
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
                   const Value& ignore_index, Reduce reduce) {
  check_target_shape(input, target);
  if (target.dtype != DType::Int64 && target.dtype != DType::UInt8) {
    fail(ErrorKind::Runtime, "expected target dtype to be Long or Byte, but got ", scalar_type_name(target.dtype),
         " | ", call.op.name);
  }
  require_floating("nll_loss", dtype);
  const bool batched = input.size() > 1;
  Classes c;
  c.nll = {batched ? input[0] : 1, batched ? input[1] : input[0], 1, ignore_index.as_int(), reduce};
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
  return c;
}

// input, target, weight, reduction, ignore_index -> output, total_weight
void compute_nll_loss(Call& call) {
  Tensor& given = call.tensor(0);
  const Reduce reduce = reduction_of(call.arg(3), "nll_loss");
  const Classes c = classes_of(call, given.shape(), given.dtype, call.tensor(1), call.arg(2), call.arg(4), reduce);
  const DType dtype = given.dtype;
  const DeviceType device = given.storage->device;
  TensorRef out = empty(reduce == Reduce::None ? c.target_shape : Dims(), dtype, device);
  TensorRef total = empty(Dims(), dtype, device);
  const bool plain = given.ndim == 2;
  const TensorRef x = plain ? TensorRef::share(&given) : contiguous(given);
  const int64_t spatial = c.nll.spatial;
  const int64_t dense[] = {c.nll.classes * spatial, spatial, 1},
                as_given[] = {x->stride(0), plain ? x->stride(1) : 1, 1};
  launch(std::max<int64_t>(c.target->numel, 1),
         {writes(*out), writes(*total), reads(*x, plain ? as_given : dense, 3), c.targets(), reads(c.weight.get())},
         [nll = c.nll](const Access* o) { run_nll_loss(nll, o[0].data, o[1].data, o[2], o[3], o[4].data); });
  call.out[1] = std::move(total);
  deliver(call, std::move(out));
}

// grad, target, weight, total_weight, input_shape, reduction, ignore_index
void compute_nll_loss_backward(Call& call) {
  Tensor &grad = call.tensor(0), &total = call.tensor(3);
  const Dims& shape = *call.arg(4).dims;
  const Reduce reduce = reduction_of(call.arg(5), "nll_loss_backward");
  const Classes c = classes_of(call, shape, grad.dtype, call.tensor(1), call.arg(2), call.arg(6), reduce);
  if (grad.numel != (reduce == Reduce::None ? c.target->numel : 1) || total.numel != 1) {
    fail(ErrorKind::Runtime, "nll_loss_backward: grad has shape ", grad.shape(), " and total_weight ", total.shape(),
         " | grad must have the loss's shape, total_weight one element");
  }
  TensorRef out = empty(shape, grad.dtype, grad.storage->device);
  const int64_t spatial = c.nll.spatial, dense[] = {c.nll.classes * spatial, spatial, 1};
  const TensorRef g = contiguous(grad), weights = cast(total, grad.dtype);
  launch(out->numel, {writes(*out, dense, 3), reads(*g), reads(*weights), c.targets(), reads(c.weight.get())},
         [nll = c.nll](const Access* o) { run_nll_loss_backward(nll, o[0], o[1].data, o[2].data, o[3], o[4].data); });
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"mse_loss", compute_mse_loss, "input: Tensor, target: Tensor, reduction: str"},
    {"huber_loss", compute_huber_loss, "input: Tensor, target: Tensor, reduction: str, delta: float"},
    {"binary_cross_entropy", compute_binary_cross_entropy,
     "input: Tensor, target: Tensor, weight: Tensor | None, reduction: str"},
    {"binary_cross_entropy_with_logits", compute_logits_entropy,
     "input: Tensor, target: Tensor, weight: Tensor | None, pos_weight: Tensor | None, reduction: str"},
    {"nll_loss", compute_nll_loss,
     "input: Tensor, target: Tensor, weight: Tensor | None, reduction: str, ignore_index: int"},
    {"nll_loss_backward", compute_nll_loss_backward,
     "grad: Tensor, target: Tensor, weight: Tensor | None, total_weight: Tensor, input_shape: Size, reduction: str, "
     "ignore_index: int"},
};

}  // namespace

const ComputeTable kLossComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
