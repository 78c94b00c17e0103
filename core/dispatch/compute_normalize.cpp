// Owns: the compute functions of layer, group and batch normalisation, forward and backward.
// Called by: call_op.
#include "backend/cpu/normalize.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

Tensor* optional_tensor(const Value& v) { return v.is_none() ? nullptr : v.tensor; }
TensorRef prepared_or_null(Tensor* t, DType dtype) { return t ? prepared(*t, dtype) : TensorRef(); }

// Parameters have the input's dtype; a 16-bit input may have float ones, and is then computed with as float.
DType working_type(const char* op, const Tensor& input, std::initializer_list<const Tensor*> parameters) {
  require_floating(op, input.dtype);
  DType working = input.dtype;
  for (const Tensor* t : parameters) {
    if (!t || t->dtype == input.dtype) continue;
    if (!is_reduced(input.dtype) || t->dtype != DType::Float32) {
      fail(ErrorKind::Runtime, "mixed dtype (CPU): expect parameter to have scalar type of ",
           scalar_type_name(compute_type(input.dtype)), " | ", op, ": the input is ", scalar_type_name(input.dtype),
           " and a parameter ", scalar_type_name(t->dtype));
    }
    working = DType::Float32;
  }
  return working;
}

// The further results of an input without elements: the kernels, which have nothing to do, would leave them as they
// are.
void zero_statistics(Call& call, const Tensor& input) {
  if (input.numel == 0)
    for (TensorRef& t : call.out)
      if (t) zero_fill(*t);
}

// ---- layer norm -----------------------------------------------------------------------------------------------------

void require_parameter(const char* name, const Tensor* t, const Dims& shape) {
  if (t && !has_shape(*t, shape)) {
    fail(ErrorKind::Runtime, "Expected ", name, " to be of same shape as normalized_shape, but got ", name,
         " of shape ", t->shape(), " and normalized_shape = ", shape, " | layer_norm");
  }
}

// The input as rows of `normalized` elements.
RowNorm rows_of(const Tensor& input, const Dims& normalized, DType working) {
  const int lead = input.ndim - normalized.size();
  if (normalized.empty()) {
    fail(ErrorKind::Runtime,
         "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
         "element, but got normalized_shape = [] | layer_norm");
  }
  if (lead < 0 || !(Dims(input.sizes() + lead, normalized.size()) == normalized)) {
    std::string wanted = to_string(normalized);
    fail(ErrorKind::Runtime, "Given normalized_shape=", wanted, ", expected input with shape [*, ", wanted.substr(1),
         ", but got input of size", input.shape(), " | layer_norm");
  }
  RowNorm norm{working, 1, 1};
  for (int i = 0; i < lead; ++i) norm.rows *= input.size(i);
  for (const int64_t size : normalized) norm.n *= size;
  return norm;
}

// The input's shape with its normalised dimensions of size 1.
Dims statistics_shape(const Tensor& input, const Dims& normalized) {
  Dims shape = input.shape();
  for (int i = input.ndim - normalized.size(); i < input.ndim; ++i) shape[i] = 1;
  return shape;
}

// input, normalized_shape, weight, bias, eps -> output, mean, rstd
void compute_layer_norm(Call& call) {
  Tensor& input = call.tensor(0);
  const Dims& normalized = *call.arg(1).dims;
  Tensor *weight = optional_tensor(call.arg(2)), *bias = optional_tensor(call.arg(3));
  const DType working = working_type("layer_norm", input, {weight, bias});
  const RowNorm norm = rows_of(input, normalized, working);
  require_parameter("weight", weight, normalized);
  require_parameter("bias", bias, normalized);
  const DeviceType device = input.storage->device;
  const Dims shape = statistics_shape(input, normalized);
  TensorRef y = empty(input.shape(), working, device);
  call.out[1] = empty(shape, compute_type(working), device);
  call.out[2] = empty(shape, compute_type(working), device);
  zero_statistics(call, input);
  const TensorRef x = prepared(input, working), w = prepared_or_null(weight, working),
                  b = prepared_or_null(bias, working);
  launch(input.numel,
         {writes(*y), writes(*call.out[1]), writes(*call.out[2]), reads(*x), reads(w.get()), reads(b.get())},
         [norm, eps = call.arg(4).as_double()](const Access* o) {
           run_layer_norm(norm, o[0].data, o[1].data, o[2].data, o[3].data, o[4].data, o[5].data, eps);
         });
  deliver(call, cast(*y, input.dtype));
}

void require_statistics(const char* op, const Tensor& mean, const Tensor& rstd, int64_t count) {
  if (mean.numel != count || rstd.numel != count) {
    fail(ErrorKind::Runtime, op, ": mean has shape ", mean.shape(), " and rstd ", rstd.shape(), " | each must have ",
         count, " elements");
  }
}
void require_gradient(const char* op, const Tensor& grad, const Tensor& input) {
  if (!same_shape(grad, input)) {
    fail(ErrorKind::Runtime, op, ": grad has shape ", grad.shape(), " | it must be the input's, ", input.shape());
  }
}

// grad, input, weight, mean, rstd, normalized_shape -> grad_input, grad_weight, grad_bias
void compute_layer_norm_backward(Call& call) {
  constexpr const char* kOp = "layer_norm_backward";
  Tensor &grad = call.tensor(0), &input = call.tensor(1), *weight = optional_tensor(call.arg(2));
  const Dims& normalized = *call.arg(5).dims;
  const DType working = working_type(kOp, input, {weight}), statistics = compute_type(working);
  const RowNorm norm = rows_of(input, normalized, working);
  require_parameter("weight", weight, normalized);
  require_gradient(kOp, grad, input);
  require_statistics(kOp, call.tensor(3), call.tensor(4), norm.rows);
  const DeviceType device = input.storage->device;
  TensorRef dx = empty(input.shape(), working, device);
  call.out[1] = empty(normalized, working, device);
  call.out[2] = empty(normalized, working, device);
  zero_statistics(call, input);
  const TensorRef g = prepared(grad, working), x = prepared(input, working), w = prepared_or_null(weight, working);
  const TensorRef mean = prepared(call.tensor(3), statistics), rstd = prepared(call.tensor(4), statistics);
  launch(input.numel,
         {writes(*dx), writes(*call.out[1]), writes(*call.out[2]), reads(*g), reads(*x), reads(*mean), reads(*rstd),
          reads(w.get())},
         [norm](const Access* o) {
           run_layer_norm_backward(norm, o[0].data, o[1].data, o[2].data, o[3].data, o[4].data, o[5].data, o[6].data,
                                   o[7].data);
         });
  deliver(call, cast(*dx, input.dtype));
}

// ---- batch norm -----------------------------------------------------------------------------------------------------

// (N, C, ...) as (batch, channels, spatial); channels-last data is that with every position a batch element.
struct Channels {
  ChannelNorm norm;
  bool last;

  Channels(const char* op, const Tensor& input, DType working)
      : last(is_channels_last(input) || has_channels_last_order(input)) {
    if (input.ndim < 2) {
      fail(ErrorKind::Runtime, op, ": input has shape ", input.shape(), " | it must be (N, C, ...)");
    }
    norm = {working, input.size(0), input.size(1), 1};
    int64_t& positions = last ? norm.batch : norm.spatial;
    for (int i = 2; i < input.ndim; ++i) positions *= input.size(i);
  }
  TensorRef result(const Tensor& input) const {
    return empty_ordered(input.shape(), last, norm.dtype, input.storage->device);
  }
  // The elements of `t` in the order of the result.
  TensorRef in_order(Tensor& t) const {
    const TensorRef typed = cast(t, norm.dtype);
    return ordered(*typed, last);
  }
};

void require_per_channel(const char* name, const Tensor* t, int64_t channels) {
  if (t && t->numel != channels) {
    fail(ErrorKind::Runtime, name, " should contain ", channels, " elements not ", t->numel, " | batch_norm");
  }
}

// running = (1 - momentum) * running + momentum * factor * batch
void move_running(Tensor* running, const Tensor& batch, double factor, double momentum) {
  if (!running) return;
  launch(running->numel, {writes(*running), reads(batch)},
         [n = running->numel, stride = running->ndim ? running->stride(0) : 0, factor, momentum](const Access* o) {
           run_move_average(o[0], stride, o[1], n, momentum, factor);
         });
  note_write(*running);
}

void invert_deviations(const Tensor& variance, double eps) {
  launch(variance.numel, {writes(variance)},
         [n = variance.numel, eps](const Access* o) { run_invert_deviations(o[0].dtype, o[0].data, n, eps); });
}

void require_running(const char* name, const Tensor* t, int64_t channels) {
  require_per_channel(name, t, channels);
  if (!t) return;
  require_floating("batch_norm", t->dtype);
  if (t->ndim > 1) fail(ErrorKind::Runtime, "batch_norm: ", name, " has shape ", t->shape(), " | it must be (C,)");
}

void apply_statistics(const ChannelNorm& norm, const Tensor& y, const Tensor& x, const Tensor& mean, const Tensor& rstd,
                      const Tensor* weight, const Tensor* bias) {
  launch(y.numel, {writes(y), reads(x), reads(mean), reads(rstd), reads(weight), reads(bias)}, [norm](const Access* o) {
    run_batch_norm_apply(norm, o[0].data, o[1].data, o[2].data, o[3].data, o[4].data, o[5].data);
  });
}

// input, weight, bias, running_mean, running_var, momentum, eps -> output, mean, rstd
void compute_batch_norm(Call& call) {
  Tensor &input = call.tensor(0), *weight = optional_tensor(call.arg(1)), *bias = optional_tensor(call.arg(2));
  Tensor *running_mean = optional_tensor(call.arg(3)), *running_var = optional_tensor(call.arg(4));
  const DType working = working_type("batch_norm", input, {weight, bias}), statistics = compute_type(working);
  const Channels channels("batch_norm", input, working);
  const int64_t count = channels.norm.channels;
  require_running("running_mean", running_mean, count);
  require_running("running_var", running_var, count);
  require_per_channel("weight", weight, count);
  require_per_channel("bias", bias, count);
  const DeviceType device = input.storage->device;
  TensorRef y = channels.result(input);
  call.out[1] = empty(&count, 1, statistics, device);
  call.out[2] = empty(&count, 1, statistics, device);
  Tensor &mean = *call.out[1], &variance = *call.out[2];
  if (input.numel == 0) {
    zero_statistics(call, input);
    return deliver(call, cast(*y, input.dtype));
  }
  const TensorRef x = channels.in_order(input);
  const TensorRef w = prepared_or_null(weight, working), b = prepared_or_null(bias, working);
  launch(input.numel, {writes(mean), writes(variance), reads(*x)},
         [norm = channels.norm](const Access* o) { run_batch_norm_statistics(norm, o[0].data, o[1].data, o[2].data); });
  const double values = static_cast<double>(input.numel / count), momentum = call.arg(5).as_double();
  move_running(running_mean, mean, 1, momentum);
  move_running(running_var, variance, values / (values - 1), momentum);
  invert_deviations(variance, call.arg(6).as_double());
  apply_statistics(channels.norm, *y, *x, mean, variance, w.get(), b.get());
  deliver(call, cast(*y, input.dtype));
}

// input, weight, bias, running_mean, running_var, eps
void compute_batch_norm_inference(Call& call) {
  Tensor &input = call.tensor(0), *weight = optional_tensor(call.arg(1)), *bias = optional_tensor(call.arg(2));
  const DType working = working_type("batch_norm", input, {weight, bias, &call.tensor(3), &call.tensor(4)});
  const DType statistics = compute_type(working);
  const Channels channels("batch_norm", input, working);
  const int64_t count = channels.norm.channels;
  require_running("running_mean", &call.tensor(3), count);
  require_running("running_var", &call.tensor(4), count);
  require_per_channel("weight", weight, count);
  require_per_channel("bias", bias, count);
  TensorRef y = channels.result(input);
  const TensorRef x = channels.in_order(input), mean = prepared(call.tensor(3), statistics);
  const TensorRef w = prepared_or_null(weight, working), b = prepared_or_null(bias, working);
  const TensorRef rstd = empty(&count, 1, statistics, input.storage->device);
  copy_into(*rstd, call.tensor(4));
  invert_deviations(*rstd, call.arg(5).as_double());
  apply_statistics(channels.norm, *y, *x, *mean, *rstd, w.get(), b.get());
  deliver(call, cast(*y, input.dtype));
}

// grad, input, weight, mean, rstd -> grad_input, grad_weight, grad_bias
void compute_batch_norm_backward(Call& call) {
  constexpr const char* kOp = "batch_norm_backward";
  Tensor &grad = call.tensor(0), &input = call.tensor(1), *weight = optional_tensor(call.arg(2));
  const DType working = working_type(kOp, input, {weight}), statistics = compute_type(working);
  const Channels channels(kOp, input, working);
  const int64_t count = channels.norm.channels;
  require_per_channel("weight", weight, count);
  require_gradient(kOp, grad, input);
  require_statistics(kOp, call.tensor(3), call.tensor(4), count);
  const DeviceType device = input.storage->device;
  TensorRef dx = channels.result(input);
  call.out[1] = empty(&count, 1, working, device);
  call.out[2] = empty(&count, 1, working, device);
  zero_statistics(call, input);
  const TensorRef g = channels.in_order(grad), x = channels.in_order(input), w = prepared_or_null(weight, working);
  const TensorRef mean = prepared(call.tensor(3), statistics), rstd = prepared(call.tensor(4), statistics);
  launch(input.numel,
         {writes(*dx), writes(*call.out[1]), writes(*call.out[2]), reads(*g), reads(*x), reads(*mean), reads(*rstd),
          reads(w.get())},
         [norm = channels.norm](const Access* o) {
           run_batch_norm_backward(norm, true, o[0].data, o[1].data, o[2].data, o[3].data, o[4].data, o[5].data,
                                   o[6].data, o[7].data);
         });
  deliver(call, cast(*dx, input.dtype));
}

// ---- group norm -----------------------------------------------------------------------------------------------------

// (N, C, ...) as (batch, channels, spatial), row-major; `groups` divides the channels.
struct Groups {
  ChannelNorm norm;
  int64_t groups;

  Groups(const char* op, const Tensor& input, const Value& given, DType working) : groups(given.as_int()) {
    if (input.ndim < 2) {
      fail(ErrorKind::Runtime, "Expected at least 2 dimensions for input tensor but received ", int{input.ndim}, " | ",
           op);
    }
    if (groups <= 0) fail(ErrorKind::Runtime, "Expected num groups to be greater than 0, got ", groups, " | ", op);
    if (input.size(1) % groups != 0) {
      fail(ErrorKind::Runtime,
           "Expected number of channels in input to be divisible by num_groups, but got input of shape ", input.shape(),
           " and num_groups=", groups, " | ", op);
    }
    norm = {working, input.size(0), input.size(1), 1};
    for (int i = 2; i < input.ndim; ++i) norm.spatial *= input.size(i);
  }
  Dims moments() const { return {norm.batch, groups}; }
};

void require_channel_vector(const char* op, const char* name, const Tensor* t, const Tensor& input) {
  if (t && (t->ndim != 1 || t->numel != input.size(1))) {
    fail(ErrorKind::Runtime, "Expected ", name,
         " to be a vector of size equal to the number of channels in input, but got ", name, " of shape ", t->shape(),
         " and input of shape ", input.shape(), " | ", op);
  }
}

// input, num_groups, weight, bias, eps -> output, mean, rstd
void compute_group_norm(Call& call) {
  Tensor &input = call.tensor(0), *weight = optional_tensor(call.arg(2)), *bias = optional_tensor(call.arg(3));
  const DType working = working_type("group_norm", input, {weight, bias});
  const Groups groups("group_norm", input, call.arg(1), working);
  require_channel_vector("group_norm", "weight", weight, input);
  require_channel_vector("group_norm", "bias", bias, input);
  const DeviceType device = input.storage->device;
  TensorRef y = empty(input.shape(), working, device);
  call.out[1] = empty(groups.moments(), compute_type(working), device);
  call.out[2] = empty(groups.moments(), compute_type(working), device);
  zero_statistics(call, input);
  const TensorRef x = prepared(input, working), w = prepared_or_null(weight, working),
                  b = prepared_or_null(bias, working);
  launch(input.numel,
         {writes(*y), writes(*call.out[1]), writes(*call.out[2]), reads(*x), reads(w.get()), reads(b.get())},
         [groups, eps = call.arg(4).as_double()](const Access* o) {
           run_group_norm(groups.norm, groups.groups, o[0].data, o[1].data, o[2].data, o[3].data, o[4].data, o[5].data,
                          eps);
         });
  deliver(call, cast(*y, input.dtype));
}

// grad, input, weight, mean, rstd, num_groups -> grad_input, grad_weight, grad_bias
void compute_group_norm_backward(Call& call) {
  constexpr const char* kOp = "group_norm_backward";
  Tensor &grad = call.tensor(0), &input = call.tensor(1), *weight = optional_tensor(call.arg(2));
  const DType working = working_type(kOp, input, {weight}), statistics = compute_type(working);
  const Groups groups(kOp, input, call.arg(5), working);
  require_channel_vector(kOp, "weight", weight, input);
  require_gradient(kOp, grad, input);
  require_statistics(kOp, call.tensor(3), call.tensor(4), groups.norm.batch * groups.groups);
  const DeviceType device = input.storage->device;
  TensorRef dx = empty(input.shape(), working, device);
  call.out[1] = empty(Dims{groups.norm.channels}, working, device);
  call.out[2] = empty(Dims{groups.norm.channels}, working, device);
  zero_statistics(call, input);
  const TensorRef g = prepared(grad, working), x = prepared(input, working), w = prepared_or_null(weight, working);
  const TensorRef mean = prepared(call.tensor(3), statistics), rstd = prepared(call.tensor(4), statistics);
  launch(input.numel,
         {writes(*dx), writes(*call.out[1]), writes(*call.out[2]), reads(*g), reads(*x), reads(*mean), reads(*rstd),
          reads(w.get())},
         [groups](const Access* o) {
           run_group_norm_backward(groups.norm, groups.groups, o[0].data, o[1].data, o[2].data, o[3].data, o[4].data,
                                   o[5].data, o[6].data, o[7].data);
         });
  deliver(call, cast(*dx, input.dtype));
}

constexpr ComputeEntry kEntries[] = {
    {"layer_norm", compute_layer_norm,
     "input: Tensor, normalized_shape: Size, weight: Tensor | None, bias: Tensor | None, eps: float"},
    {"layer_norm_backward", compute_layer_norm_backward,
     "grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor, normalized_shape: Size"},
    {"group_norm", compute_group_norm,
     "input: Tensor, num_groups: int, weight: Tensor | None, bias: Tensor | None, eps: float"},
    {"group_norm_backward", compute_group_norm_backward,
     "grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor, num_groups: int"},
    {"batch_norm", compute_batch_norm,
     "input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | "
     "None, momentum: float, eps: float"},
    {"batch_norm_inference", compute_batch_norm_inference,
     "input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor, running_var: Tensor, eps: "
     "float"},
    {"batch_norm_backward", compute_batch_norm_backward,
     "grad: Tensor, input: Tensor, weight: Tensor | None, mean: Tensor, rstd: Tensor"},
};

}  // namespace

const ComputeTable kNormalizeComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
