// Owns: the compute functions of pooling and its gradients.
// Called by: call_op.
#include "backend/cpu/pool.h"
#include "dispatch/launch.h"
#include "dispatch/numbers.h"
#include "dispatch/windows_arguments.h"

namespace flambeau {
namespace {

// The number of spatial dimensions of a (N, C, ...) shape.
int count_spatial(const char* op, const Dims& shape) {
  const int n = shape.size() - 2;
  if (n < 1 || n > 3)
    fail(ErrorKind::Runtime, op, ": input has shape ", shape,
         " | it must be (N, C, ...) with 1 to 3 spatial dimensions");
  return n;
}

// The same, where batch and channels may be empty.
int spatial_dims(const char* op, const Dims& shape) {
  const int n = count_spatial(op, shape);
  for (int i = 2; i < shape.size(); ++i) {
    if (shape[i] == 0) {
      fail(ErrorKind::Runtime, op,
           "(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ", shape,
           " with dimension ", i, " being empty");
    }
  }
  return n;
}

// What is slid over the input is checked first, as in PyTorch.
void require_elements(const char* op, const Dims& shape) {
  const int n = shape.size() - 2;
  for (int i = 1; i < shape.size(); ++i) {
    if (shape[i] != 0) continue;
    if (n == 3) {
      fail(ErrorKind::Runtime, op,
           "(): Expected input's non-batch dimensions to have positive length, but input has a ", "shape of ", shape,
           " and non-batch dimension ", i, " has length zero!");
    }
    fail(ErrorKind::Runtime, op, ": Expected ", n + 1, "D or ", n + 2,
         "D (batch mode) tensor with optional 0 dim batch size for input, but got:", shape);
  }
}

// `at` is the place of kernel_size among the arguments: kernel_size, stride, padding.
Windows pool_windows(const Call& call, int at, const char* op, const Dims& shape) {
  Windows w;
  w.dims = count_spatial(op, shape);
  w.input = spatial(op, shape);
  w.kernel = extents(op, "kernel_size", call.arg(at), w.dims);
  w.stride = extents(op, "stride", call.arg(at + 1), w.dims);
  w.padding = extents(op, "padding", call.arg(at + 2), w.dims);
  return w;
}

Dims pooled_shape(const Dims& input, const Windows& w) { return shape_of(input[0], input[1], w.output, w.dims); }

// Whether there are kernels for channels innermost; else the elements are put in row-major order, and the result back.
bool has_kernels_last(int ndim, DType dtype) {
  return ndim == 4 && (dtype == DType::Float32 || dtype == DType::Float64);
}
bool pools_last(const Tensor& t) { return has_channels_last_order(t) && has_kernels_last(t.ndim, t.dtype); }
Images images(const Dims& shape) { return {shape[0], shape[1]}; }
int64_t planes(Images all) { return all.batch * all.channels; }

// Delivers the result, and the indices where there are some, channels-last where `like` is. Sequences are pooled as
// images of one row. Of volumes PyTorch keeps the order in max_pool alone.
void deliver_in_order(Call& call, const Tensor& like, TensorRef result, bool volumes = false) {
  const bool last = has_channels_innermost(like) && (like.ndim <= 4 || volumes);
  if (last && call.out[1]) call.out[1] = ordered(*call.out[1], true);
  deliver(call, last ? ordered(*result, true) : std::move(result));
}

// Pooling visits the larger of both sides, unless the result is empty.
int64_t work(const Tensor& out, const Tensor& in) { return out.numel ? std::max(out.numel, in.numel) : 0; }

void require_shape(const char* op, const Tensor& grad, const Dims& shape) {
  if (!has_shape(grad, shape)) {
    fail(ErrorKind::Runtime, op, ": grad has shape ", grad.shape(), " | it must be the result's, ", shape);
  }
}

// ---- maxima ---------------------------------------------------------------------------------------------------------

// input, kernel_size, stride, padding, dilation, ceil_mode -> values, indices
void compute_max_pool(Call& call) {
  Tensor& input = call.tensor(0);
  const Dims shape = input.shape();
  Windows w = pool_windows(call, 1, "max_pool", shape);
  w.dilation = extents("max_pool", "dilation", call.arg(4), w.dims);
  set_pool_output("max_pool", w, call.arg(5).truth());
  require_elements("max_pool", shape);
  require_pool_output("max_pool", w);
  if (input.dtype == DType::Bool || is_complex(input.dtype)) not_implemented("max_pool", input.dtype);
  const bool last = pools_last(input);
  TensorRef values = empty_ordered(pooled_shape(shape, w), last, input.dtype, input.storage->device);
  call.out[1] = empty_ordered(values->shape(), last, DType::Int64, input.storage->device);
  const TensorRef x = ordered(input, last);
  launch(work(*values, input), {writes(*values), writes(*call.out[1]), reads(*x)},
         [dtype = input.dtype, w, last, all = images(shape)](const Access* o) {
           int64_t* const indices = static_cast<int64_t*>(o[1].data);
           if (last)
             max_pool_last(dtype, w, all, o[2].data, o[0].data, indices);
           else
             max_pool(dtype, w, planes(all), o[2].data, o[0].data, indices);
         });
  deliver_in_order(call, input, std::move(values), true);
}

Windows adaptive_windows(const char* op, const Dims& shape, const Extents& output, int n) {
  Windows w;
  w.dims = spatial_dims(op, shape);
  if (w.dims != n) fail(ErrorKind::Runtime, op, ": input has shape ", shape, " | output_size has ", n, " elements");
  w.input = spatial(op, shape);
  w.output = output;
  for (int i = 0; i < n; ++i) {
    if (output[i] < 0) {
      fail(ErrorKind::Runtime, op, ": elements of output_size must be greater than or equal to 0 but received ",
           output[i], " (Trying to create tensor with negative dimension ", output[i], ")");
    }
  }
  return w;
}
Windows adaptive_windows(const Call& call, const char* op) {
  const int n = spatial_dims(op, call.tensor(0).shape());
  return adaptive_windows(op, call.tensor(0).shape(), extents(op, "output_size", call.arg(1), n), n);
}

// input, output_size -> values, indices
void compute_adaptive_max_pool(Call& call) {
  Tensor& input = call.tensor(0);
  const Dims shape = input.shape();
  const Windows w = adaptive_windows(call, "adaptive_max_pool");
  require_floating("adaptive_max_pool", input.dtype);
  TensorRef values = empty(pooled_shape(shape, w), input.dtype, input.storage->device);
  call.out[1] = empty_like(*values, DType::Int64);
  const TensorRef x = contiguous(input);
  launch(work(*values, input), {writes(*values), writes(*call.out[1]), reads(*x)},
         [dtype = input.dtype, w, all = images(shape)](const Access* o) {
           adaptive_max_pool(dtype, w, planes(all), o[2].data, o[0].data, static_cast<int64_t*>(o[1].data));
         });
  deliver_in_order(call, input, std::move(values));
}

// grad, indices, input_shape
void compute_scatter_pooled(Call& call) {
  constexpr const char* kOp = "scatter_pooled";
  Tensor &grad = call.tensor(0), &indices = call.tensor(1);
  const Dims& shape = *call.arg(2).dims;
  Windows w;
  w.dims = spatial_dims(kOp, shape);
  w.input = spatial(kOp, shape);
  if (indices.ndim != shape.size() || indices.size(0) != shape[0] || indices.size(1) != shape[1]) {
    fail(ErrorKind::Runtime, kOp, ": indices have shape ", indices.shape(), " and the input ", shape,
         " | batch and channels must agree");
  }
  if (indices.dtype != DType::Int64)
    fail(ErrorKind::Runtime, kOp, ": indices are ", name_of(indices.dtype), " | they must be int64");
  require_shape(kOp, grad, indices.shape());
  w.output = spatial(kOp, indices.shape());
  const bool last = is_channels_last(indices) && has_kernels_last(indices.ndim, grad.dtype);
  TensorRef out = empty_ordered(shape, last, grad.dtype, grad.storage->device);
  const TensorRef g = ordered(grad, last), places = ordered(indices, last);
  launch(work(*out, grad), {writes(*out), reads(*g), reads(*places)},
         [dtype = grad.dtype, w, last, all = images(shape)](const Access* o) {
           const int64_t* const at = static_cast<const int64_t*>(o[2].data);
           if (last)
             max_pool_backward_last(dtype, w, all, o[1].data, at, o[0].data);
           else
             max_pool_backward(dtype, w, planes(all), o[1].data, at, o[0].data);
         });
  deliver_in_order(call, indices, std::move(out));
}

// ---- means ----------------------------------------------------------------------------------------------------------

// `at` is the place of ceil_mode among the arguments: ceil_mode, count_include_pad, divisor_override.
AverageRule average_rule(const Call& call, int at) {
  AverageRule rule;
  rule.count_include_pad = call.arg(at + 1).truth();
  if (call.arg(at + 2).is_none()) return rule;
  rule.divisor_override = call.arg(at + 2).as_int();
  if (rule.divisor_override == 0) fail(ErrorKind::Runtime, "divisor must be not zero | avg_pool");
  return rule;
}

// Integers are averaged in double and truncated; PyTorch has int64 only.
DType average_type(const char* op, DType dtype) {
  if (dtype == DType::Int64) return DType::Float64;
  require_floating(op, dtype);
  return dtype;
}

// input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
void compute_avg_pool(Call& call) {
  Tensor& input = call.tensor(0);
  const Dims shape = input.shape();
  Windows w = pool_windows(call, 1, "avg_pool", shape);
  set_pool_output("avg_pool", w, call.arg(4).truth());
  require_pool_output("avg_pool", w);
  require_elements("avg_pool", shape);
  const AverageRule rule = average_rule(call, 4);
  const DType working = average_type("avg_pool", input.dtype);
  const bool last = pools_last(input);
  TensorRef out = empty_ordered(pooled_shape(shape, w), last, working, input.storage->device);
  const TensorRef typed = cast(input, working), x = ordered(*typed, last);
  launch(work(*out, input), {writes(*out), reads(*x)}, [working, w, rule, last, all = images(shape)](const Access* o) {
    if (last)
      avg_pool_last(working, w, rule, all, o[1].data, o[0].data);
    else
      avg_pool(working, w, rule, planes(all), o[1].data, o[0].data);
  });
  deliver_in_order(call, input, cast(*out, input.dtype));
}

// grad, input_shape, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
void compute_avg_pool_backward(Call& call) {
  constexpr const char* kOp = "avg_pool_backward";
  Tensor& grad = call.tensor(0);
  const Dims& shape = *call.arg(1).dims;
  Windows w = pool_windows(call, 2, kOp, shape);
  set_pool_output(kOp, w, call.arg(5).truth());
  require_elements(kOp, shape);
  const AverageRule rule = average_rule(call, 5);
  require_floating(kOp, grad.dtype);
  require_shape(kOp, grad, pooled_shape(shape, w));
  const bool last = pools_last(grad);
  TensorRef out = empty_ordered(shape, last, grad.dtype, grad.storage->device);
  const TensorRef g = ordered(grad, last);
  launch(work(*out, grad), {writes(*out), reads(*g)},
         [dtype = grad.dtype, w, rule, last, all = images(shape)](const Access* o) {
           if (last)
             avg_pool_backward_last(dtype, w, rule, all, o[1].data, o[0].data);
           else
             avg_pool_backward(dtype, w, rule, planes(all), o[1].data, o[0].data);
         });
  deliver_in_order(call, grad, std::move(out));
}

// input, output_size
void compute_adaptive_avg_pool(Call& call) {
  Tensor& input = call.tensor(0);
  const Dims shape = input.shape();
  const Windows w = adaptive_windows(call, "adaptive_avg_pool");
  require_floating("adaptive_avg_pool", input.dtype);
  TensorRef out = empty(pooled_shape(shape, w), input.dtype, input.storage->device);
  const TensorRef x = contiguous(input);
  launch(work(*out, input), {writes(*out), reads(*x)}, [dtype = input.dtype, w, all = images(shape)](const Access* o) {
    adaptive_avg_pool(dtype, w, planes(all), o[1].data, o[0].data);
  });
  deliver_in_order(call, input, std::move(out));
}

// grad, input_shape
void compute_adaptive_avg_pool_backward(Call& call) {
  constexpr const char* kOp = "adaptive_avg_pool_backward";
  Tensor& grad = call.tensor(0);
  const Dims& shape = *call.arg(1).dims;
  require_floating(kOp, grad.dtype);
  const Dims pooled = grad.shape();
  const Windows w = adaptive_windows(kOp, shape, spatial(kOp, pooled), pooled.size() - 2);
  require_shape(kOp, grad, pooled_shape(shape, w));
  TensorRef out = empty(shape, grad.dtype, grad.storage->device);
  const TensorRef g = contiguous(grad);
  launch(work(*out, grad), {writes(*out), reads(*g)}, [dtype = grad.dtype, w, all = images(shape)](const Access* o) {
    adaptive_avg_pool_backward(dtype, w, planes(all), o[1].data, o[0].data);
  });
  deliver_in_order(call, grad, std::move(out));
}

// ---- padding --------------------------------------------------------------------------------------------------------

constexpr ComputeEntry kEntries[] = {
    {"max_pool", compute_max_pool,
     "input: Tensor, kernel_size: Size, stride: Size, padding: Size, dilation: Size, ceil_mode: bool"},
    {"adaptive_max_pool", compute_adaptive_max_pool, "input: Tensor, output_size: Size"},
    {"scatter_pooled", compute_scatter_pooled, "grad: Tensor, indices: Tensor, input_shape: Size"},
    {"avg_pool", compute_avg_pool,
     "input: Tensor, kernel_size: Size, stride: Size, padding: Size, ceil_mode: bool, count_include_pad: bool, "
     "divisor_override: int | None"},
    {"avg_pool_backward", compute_avg_pool_backward,
     "grad: Tensor, input_shape: Size, kernel_size: Size, stride: Size, padding: Size, ceil_mode: bool, "
     "count_include_pad: bool, divisor_override: int | None"},
    {"adaptive_avg_pool", compute_adaptive_avg_pool, "input: Tensor, output_size: Size"},
    {"adaptive_avg_pool_backward", compute_adaptive_avg_pool_backward, "grad: Tensor, input_shape: Size"},
};

}  // namespace

const ComputeTable kPoolComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
