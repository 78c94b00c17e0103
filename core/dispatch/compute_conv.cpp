// Owns: the compute functions of convolutions, their gradients, and of unfolding into columns and back.
// Called by: call_op.
#include "backend/cpu/conv.h"
#include "backend/cpu/conv_unfold.h"
#include "dispatch/launch.h"
#include "dispatch/numbers.h"
#include "dispatch/private_layout.h"
#include "dispatch/windows_arguments.h"

namespace flambeau {
namespace {

// A dense tensor and its layout, as the kernels take it: channels-last data stays in that order.
struct Laid {
  TensorRef tensor;
  Layout layout;

  explicit Laid(Tensor& t) {
    const bool last = is_channels_last(t) || has_channels_last_order(t);
    tensor = ordered(t, last);
    layout = last ? Layout::ChannelsLast : Layout::ChannelsFirst;
  }
};

TensorRef laid_out(const Dims& shape, DType dtype, DeviceType device, Layout layout) {
  return layout == Layout::ChannelsFirst ? empty(shape, dtype, device)
                                         : empty_strided(shape, channels_last_strides(shape), dtype, device);
}

// `at` is the place of stride among the arguments: stride, padding, dilation, transposed, output_padding, groups.
ConvSize parameters(const Call& call, int at, const Dims& input, const Dims& weight) {
  const char* const op = call.op.name.c_str();
  const int n = weight.size() - 2;
  if (n < 1) fail(ErrorKind::Runtime, "weight should have at least three dimensions | ", op, ": it has shape ", weight);
  if (n > 3) {
    fail(ErrorKind::Runtime, op, ": weight has shape ", weight, " | it must have 1 to 3 spatial dimensions");
  }
  if (input.size() != weight.size()) {
    fail(ErrorKind::Runtime, "Expected ", weight.size(), "-dimensional input for ", weight.size(),
         "-dimensional weight ", weight, ", but got ", input.size(), "-dimensional input of size ", input,
         " instead | ", op);
  }
  ConvSize s{};
  Windows& w = s.windows;
  w.dims = n;
  w.input = spatial(op, input);
  w.kernel = spatial(op, weight);
  w.stride = extents(op, "stride", call.arg(at), n);
  w.padding = extents(op, "padding", call.arg(at + 1), n);
  w.dilation = extents(op, "dilation", call.arg(at + 2), n);
  s.transposed = call.arg(at + 3).truth();
  s.groups = call.arg(at + 5).as_int();
  s.batch = input[0];
  s.in_channels = input[1];
  const Extents output_padding = extents(op, "output_padding", call.arg(at + 4), n);
  require_at_least("non-positive stride", w.stride, n, 1, op);
  require_at_least("negative padding", w.padding, n, 0, op);
  for (int i = 0; i < n; ++i) {
    if (w.dilation[i] < 1)
      fail(ErrorKind::Runtime, "dilation should be greater than zero | ", op, ": got ", w.dilation[i]);
  }
  require_at_least("negative output_padding", output_padding, n, 0, op);
  if (s.groups <= 0) fail(ErrorKind::Runtime, "non-positive groups is not supported | ", op, ": got ", s.groups);
  if (weight[0] < s.groups || weight[0] % s.groups != 0) {
    fail(ErrorKind::Runtime, "Given groups=", s.groups, ", expected weight to be ",
         weight[0] < s.groups ? "at least " : "divisible by ", s.groups, " at dimension 0, but got weight of size [",
         weight, "] instead | ", op);
  }
  const int64_t expected = s.transposed ? weight[0] : weight[1] * s.groups;
  if (s.in_channels != expected) {
    fail(ErrorKind::Runtime, "Given ", s.transposed ? "transposed=1" : concat("groups=", s.groups), ", weight of size ",
         weight, ", expected input", input, " to have ", expected, " channels, but got ", s.in_channels,
         " channels instead | ", op);
  }
  s.out_channels = s.transposed ? weight[1] * s.groups : weight[0];
  if (s.transposed)
    set_transposed_output(op, w, output_padding);
  else
    set_conv_output(op, w);
  return s;
}

Dims output_shape(const ConvSize& s) { return shape_of(s.batch, s.out_channels, s.windows.output, s.windows.dims); }

void require_bias_type(const Tensor& x, const Value& bias) {
  if (bias.is_none() || bias.tensor->dtype == x.dtype) return;
  fail(ErrorKind::Runtime, "Input type (", c_name(x.dtype), ") and bias type (", c_name(bias.tensor->dtype),
       ") should be the same");
}

void require_types(const Call& call, const Tensor& first, const Tensor& other, const char* name) {
  if (first.dtype != other.dtype) {
    fail(ErrorKind::Runtime, "expected scalar type ", scalar_type_name(first.dtype), " but found ",
         scalar_type_name(other.dtype), " | ", call.op.name, ": the type of ", name, " must be the first tensor's");
  }
  if (first.dtype == DType::Bool) not_implemented(call.op.name.c_str(), first.dtype);
}

void require_output(const Call& call, const Tensor& grad, const ConvSize& s) {
  if (!has_shape(grad, output_shape(s))) {
    fail(ErrorKind::Runtime, call.op.name, ": grad has shape ", grad.shape(), " | it must be the result's, ",
         output_shape(s));
  }
}

// A good enough measure of the work: every result sums over this many elements.
int64_t work(const Tensor& out, const ConvSize& s) {
  return steps_of(out.numel, std::max<int64_t>(s.windows.kernel_size(), 1));
}

// input, weight, bias, stride, padding, dilation, transposed, output_padding, groups
void compute_convolution(Call& call) {
  Tensor &x = call.tensor(0), &weight = call.tensor(1);
  const ConvSize s = parameters(call, 3, x.shape(), weight.shape());
  require_bias_type(x, call.arg(2));
  require_types(call, x, weight, "weight");
  if (s.transposed && is_integral(x.dtype) && x.dtype != DType::Int64) not_implemented("conv_transpose", x.dtype);
  TensorRef bias;
  if (!call.arg(2).is_none()) {
    Tensor& b = call.tensor(2);
    if (b.ndim != 1 || b.numel != s.out_channels) {
      fail(ErrorKind::Runtime, "Given ", s.transposed ? "transposed=1, " : "", "weight of size ", weight.shape(),
           ", expected bias to be 1-dimensional with ", s.out_channels, " elements, but got bias of size ", b.shape(),
           " instead");
    }
    bias = contiguous(b);
  }
  const Laid input(x), kernel(weight);
  const bool last = input.layout == Layout::ChannelsLast || kernel.layout == Layout::ChannelsLast;
  const bool in_private = !last && prefers_channels_last(x.dtype, s);
  const Layout layout = last || in_private ? Layout::ChannelsLast : Layout::ChannelsFirst;
  TensorRef out = laid_out(output_shape(s), x.dtype, x.storage->device, layout);
  launch(work(*out, s), {writes(*out), reads(*input.tensor), reads(*kernel.tensor), reads(bias.get())},
         [dtype = x.dtype, s, from = input.layout, by = kernel.layout, to = layout](const Access* o) {
           conv_forward(dtype, s, {o[1].data, from}, {o[2].data, by}, o[3].data, {o[0].data, to});
         });
  deliver(call, in_private ? in_private_layout(std::move(out)) : std::move(out));
}

// grad, weight, input_shape, stride, padding, dilation, transposed, output_padding, groups
void compute_conv_grad_input(Call& call) {
  Tensor &grad = call.tensor(0), &weight = call.tensor(1);
  const Dims& shape = *call.arg(2).dims;
  const ConvSize s = parameters(call, 3, shape, weight.shape());
  require_types(call, grad, weight, "weight");
  require_output(call, grad, s);
  const Laid g(grad), kernel(weight);
  TensorRef out = laid_out(shape, grad.dtype, grad.storage->device, g.layout);
  launch(work(*out, s), {writes(*out), reads(*g.tensor), reads(*kernel.tensor)},
         [dtype = grad.dtype, s, from = g.layout, by = kernel.layout](const Access* o) {
           conv_backward_input(dtype, s, {o[1].data, from}, {o[2].data, by}, {o[0].data, from});
         });
  deliver(call, std::move(out));
}

// grad, input, weight_shape, stride, padding, dilation, transposed, output_padding, groups
void compute_conv_grad_weight(Call& call) {
  Tensor &grad = call.tensor(0), &x = call.tensor(1);
  const Dims& shape = *call.arg(2).dims;
  const ConvSize s = parameters(call, 3, x.shape(), shape);
  require_types(call, grad, x, "input");
  require_output(call, grad, s);
  const Laid g(grad), input(x);
  TensorRef out = empty(shape, grad.dtype, grad.storage->device);
  launch(out->numel ? std::max<int64_t>(work(*g.tensor, s), 1) : 0,
         {writes(*out), reads(*g.tensor), reads(*input.tensor)},
         [dtype = grad.dtype, s, from = g.layout, by = input.layout](const Access* o) {
           conv_backward_weight(dtype, s, {o[1].data, from}, {o[2].data, by}, {o[0].data, Layout::ChannelsFirst});
         });
  deliver(call, std::move(out));
}

// ---- columns --------------------------------------------------------------------------------------------------------

// `at` is the place of kernel_size among the arguments: kernel_size, dilation, padding, stride.
Windows column_windows(const Call& call, int at, const Extents& image, int n) {
  const char* const op = call.op.name.c_str();
  Windows w;
  w.dims = n;
  w.input = image;
  w.kernel = extents(op, "kernel_size", call.arg(at), n);
  w.dilation = extents(op, "dilation", call.arg(at + 1), n);
  w.padding = extents(op, "padding", call.arg(at + 2), n);
  w.stride = extents(op, "stride", call.arg(at + 3), n);
  set_conv_output(op, w);
  return w;
}

// input, kernel_size, dilation, padding, stride
void compute_unfold_patches(Call& call) {
  Tensor& x = call.tensor(0);
  if (x.ndim != 4 || x.size(1) == 0) {
    fail(ErrorKind::Runtime,
         "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero "
         "dimensions for input, but got: ",
         x.shape(), " | unfold");
  }
  const int64_t batch = x.size(0), channels = x.size(1);
  const Windows w = column_windows(call, 1, spatial("unfold", x.shape()), 2);
  const int64_t rows = channels * w.kernel_size(), columns = w.output_size();
  TensorRef out = empty(Dims{batch, rows, columns}, x.dtype, x.storage->device);
  const TensorRef image = contiguous(x);
  launch(out->numel, {writes(*out), reads(*image)}, [dtype = x.dtype, w, batch, channels](const Access* o) {
    unfold_images(dtype, w, batch, channels, o[1].data, o[0].data);
  });
  deliver(call, std::move(out));
}

// input, output_size, kernel_size, dilation, padding, stride
void compute_fold_patches(Call& call) {
  Tensor& x = call.tensor(0);
  if (x.ndim != 3) {
    fail(ErrorKind::Runtime,
         "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero "
         "dimensions for input, but got: ",
         x.shape(), " | fold");
  }
  const Windows w = column_windows(call, 2, extents("fold", "output_size", call.arg(1), 2), 2);
  if (x.size(1) % w.kernel_size() != 0) {
    fail(ErrorKind::Runtime,
         "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
         "input.size(1)=",
         x.size(1), " and kernel_size=(", w.kernel[0], ", ", w.kernel[1], "). | fold");
  }
  if (x.size(2) != w.output_size()) {
    fail(ErrorKind::Runtime, "Given output_size=(", w.input[0], ", ", w.input[1], "), kernel_size=(", w.kernel[0], ", ",
         w.kernel[1], "), expected size of input's dimension 2 to match the calculated number of sliding blocks ",
         w.output[0], " * ", w.output[1], " = ", w.output_size(), ", but got input.size(2)=", x.size(2), ". | fold");
  }
  const int64_t batch = x.size(0), channels = x.size(1) / w.kernel_size();
  TensorRef out = empty(shape_of(batch, channels, w.input, 2), x.dtype, x.storage->device);
  zero_fill(*out);
  const TensorRef columns = contiguous(x);
  launch(out->numel ? x.numel : 0, {writes(*out), reads(*columns)},
         [dtype = x.dtype, w, batch, channels](const Access* o) {
           fold_add_images(dtype, w, batch, channels, o[1].data, o[0].data);
         });
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"convolution", compute_convolution,
     "input: Tensor, weight: Tensor, bias: Tensor | None, stride: Size, padding: Size, dilation: Size, transposed: "
     "bool, output_padding: Size, groups: int"},
    {"conv_grad_input", compute_conv_grad_input,
     "grad: Tensor, weight: Tensor, input_shape: Size, stride: Size, padding: Size, dilation: Size, transposed: bool, "
     "output_padding: Size, groups: int"},
    {"conv_grad_weight", compute_conv_grad_weight,
     "grad: Tensor, input: Tensor, weight_shape: Size, stride: Size, padding: Size, dilation: Size, transposed: bool, "
     "output_padding: Size, groups: int"},
    {"unfold_patches", compute_unfold_patches,
     "input: Tensor, kernel_size: Size, dilation: Size, padding: Size, stride: Size"},
    {"fold_patches", compute_fold_patches,
     "input: Tensor, output_size: Size, kernel_size: Size, dilation: Size, padding: Size, stride: Size"},
};

}  // namespace

const ComputeTable kConvComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
