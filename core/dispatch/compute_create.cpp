// Owns: the compute functions that make tensors: constants, ranges, the identity, uninitialised memory.
// Called by: call_op.
#include <cmath>
#include <string_view>

#include "backend/cpu/create.h"
#include "dispatch/compute.h"
#include "dispatch/creation.h"
#include "dispatch/launch.h"
#include "dispatch/numbers.h"

namespace flambeau {

TensorOptions options_at(const Call& call, int first, DType dtype, DeviceType device) {
  const Value& wanted_dtype = call.arg(first);
  const Value& wanted_device = call.arg(first + 2);
  if (!wanted_dtype.is_none()) dtype = wanted_dtype.dtype;
  if (!wanted_device.is_none()) device = wanted_device.device;
  const bool requires_grad = call.arg(first + 3).truth();
  if (requires_grad && !is_inexact(dtype)) {
    fail(ErrorKind::Runtime, "Only Tensors of floating point and complex dtype can require gradients: ", call.op.name,
         " was asked for ", name_of(dtype));
  }
  if (dtype == DType::Complex32)
    host::warn_once("ComplexHalf support is experimental and many operators don't support it yet.");
  return {dtype, device, requires_grad};
}

static void mark(Tensor& t, const TensorOptions& options) {
  if (options.requires_grad) t.flags |= kRequiresGrad;
}

TensorRef empty(const Dims& shape, const TensorOptions& options) {
  TensorRef out = empty(shape, options.dtype, options.device);
  mark(*out, options);
  return out;
}

// Strides under which the channels (dimension 1) lie innermost.
static Dims channels_last_strides(const Dims& shape) {
  Dims strides = shape;
  int64_t step = 1;
  const auto next = [&](int d) {
    strides[d] = step;
    step = shape[d] == 0 ? 0 : next_stride(step, shape[d]);  // as PyTorch's empty()
  };
  next(1);
  for (int d = shape.size() - 1; d > 1; --d) next(d);
  next(0);
  return strides;
}

static bool is_named(HostObject* memory_format) { return memory_format && memory_format != host::none(); }

// "channels_last" of torch.channels_last
static std::string order_name(HostObject* memory_format) {
  const std::string text = host::text_of(memory_format);
  return text.substr(text.rfind('.') + 1);
}

static Dims ordered_strides(const Dims& shape, const std::string& name) {
  if (name == "contiguous_format") return contiguous_strides(shape);
  if (name == "preserve_format") fail(ErrorKind::Runtime, "unsupported memory format Preserve | nothing to preserve");
  if (name != "channels_last" && name != "channels_last_3d") {
    fail(ErrorKind::Type, "argument 'memory_format' must be torch.memory_format, not ", name);
  }
  const int needed = name == "channels_last" ? 4 : 5;
  if (shape.size() != needed) {
    fail(ErrorKind::Runtime, "required rank ", needed, " tensor to use ", name, " format, but got shape ", shape);
  }
  return channels_last_strides(shape);
}

Dims strides_like(const Tensor& t, HostObject* memory_format) {
  if (!is_named(memory_format)) return dense_strides_like(t);
  const std::string name = order_name(memory_format);
  return name == "preserve_format" ? dense_strides_like(t) : ordered_strides(t.shape(), name);
}

namespace {

const Dims& dims_of(const Call& call, int i) { return *call.arg(i).dims; }

// ---- Constants ----

// zeros(*size, dtype, …), and new_zeros(self, *size, dtype, …), whose defaults are self's.
template <int constant> void compute_constant(Call& call) {
  const TensorOptions options = options_at(call, 1, default_dtype());
  call.out[0] = empty(dims_of(call, 0), options);
  fill_with(*call.out[0], Value::of(constant));
}
template <int constant> void compute_new_constant(Call& call) {
  const Tensor& t = call.tensor(0);
  const TensorOptions options = options_at(call, 2, t.dtype, t.storage->device);
  call.out[0] = empty(dims_of(call, 1), options);
  fill_with(*call.out[0], Value::of(constant));
}

// The result of an op `…_like(input, …, dtype, layout, device, requires_grad, …)`, in the memory order of the input.
TensorRef empty_like_input(const Call& call, int first, HostObject* memory_format) {
  const Tensor& t = call.tensor(0);
  const TensorOptions options = options_at(call, first, t.dtype, t.storage->device);
  TensorRef out = empty_strided(t.shape(), strides_like(t, memory_format), options.dtype, options.device);
  mark(*out, options);
  return out;
}
template <int constant> void compute_constant_like(Call& call) {
  call.out[0] = empty_like_input(call, 1, call.arg(5).object);
  fill_with(*call.out[0], Value::of(constant));
}

// What memory held before may be read as numbers, but booleans are 0 or 1.
TensorRef uninitialised(TensorRef t) {
  if (t->dtype == DType::Bool) zero_fill(*t);
  return t;
}
// empty(*size, dtype, layout, device, requires_grad, pin_memory, memory_format)
void compute_empty(Call& call) {
  const TensorOptions options = options_at(call, 1, default_dtype());
  const Dims& shape = dims_of(call, 0);
  HostObject* order = call.arg(6).object;
  TensorRef out = !is_named(order)
                      ? empty(shape, options.dtype, options.device)
                      : empty_strided(shape, ordered_strides(shape, order_name(order)), options.dtype, options.device);
  mark(*out, options);
  call.out[0] = uninitialised(std::move(out));
}
void compute_empty_like(Call& call) { call.out[0] = uninitialised(empty_like_input(call, 1, call.arg(5).object)); }
void compute_new_empty(Call& call) {
  const Tensor& t = call.tensor(0);
  call.out[0] = uninitialised(empty(dims_of(call, 1), options_at(call, 2, t.dtype, t.storage->device)));
}

const Dims& checked_strides(const Dims& shape, const Dims& strides) {
  if (shape.size() == strides.size()) return shape;
  fail(ErrorKind::Runtime, "dimensionality of sizes (", shape.size(), ") must match dimensionality of strides (",
       strides.size(), ")");
}
void compute_empty_strided(Call& call) {
  const Dims &shape = checked_strides(dims_of(call, 0), dims_of(call, 1)), &strides = dims_of(call, 1);
  const TensorOptions options = options_at(call, 2, default_dtype());
  call.out[0] = uninitialised(empty_strided(shape, strides, options.dtype, options.device));
  mark(*call.out[0], options);
}

void compute_new_empty_strided(Call& call) {
  const Dims &shape = dims_of(call, 1), &strides = dims_of(call, 2);
  const Tensor& t = call.tensor(0);
  const TensorOptions options = options_at(call, 3, t.dtype, t.storage->device);
  call.out[0] = uninitialised(empty_strided(checked_strides(shape, strides), strides, options.dtype, options.device));
  mark(*call.out[0], options);
}

void fill_checked(Call& call, TensorRef out, const Value& value) {
  check_fill_fits(value, *out);
  fill_with(*out, value);
  call.out[0] = std::move(out);
}
void compute_full(Call& call) {
  const Value& value = call.arg(1);
  const bool is_half = value.tag == Tag::Complex && item_size(default_dtype()) == 2;  // PyTorch has no complex16 here
  const TensorOptions options = options_at(call, 2, is_half ? DType::Complex64 : result_type(&value, 1));
  fill_checked(call, empty(dims_of(call, 0), options), value);
}
void compute_new_full(Call& call) {
  const Tensor& t = call.tensor(0);
  const TensorOptions options = options_at(call, 3, t.dtype, t.storage->device);
  fill_checked(call, empty(dims_of(call, 1), options), call.arg(2));
}
void compute_full_like(Call& call) { fill_checked(call, empty_like_input(call, 2, call.arg(7).object), call.arg(1)); }

// ---- Ranges ----

[[noreturn]] void refuse_dtype(const char* loop, DType t) {
  fail(ErrorKind::NotImplemented, "\"", loop, "\" not implemented for '", scalar_type_name(t),
       "' | ask for another dtype");
}

// ceil((end - start) / step), exactly when all three are integers.
int64_t arange_length(const Value& start, const Value& end, const Value& step, DType dtype) {
  const double from = start.as_double(), to = end.as_double(), by = step.as_double();
  if (by == 0) fail(ErrorKind::Runtime, "step must be nonzero");
  if (!std::isfinite(from) || !std::isfinite(to) || std::isnan(by)) {
    fail(ErrorKind::Runtime, "unsupported range: ", from, " -> ", to, " by ", by);
  }
  if (by > 0 ? to < from : to > from) {
    fail(ErrorKind::Runtime, "upper bound and lower bound inconsistent with step sign: ", from, " -> ", to, " by ", by);
  }
  for (const Value* v : {&start, &end, &step})
    check_fits(*v, is_integral(dtype) ? DType::Int64 : is_reduced(dtype) ? DType::Float32 : DType::Float64);
  if (dtype == DType::Int64 && step.as_int() == 0)
    fail(ErrorKind::Value, "step must be nonzero: ", by, " is 0 as int64");
  double length;
  if (dtype == DType::Int64) {
    const auto span = static_cast<__int128>(end.as_int()) - start.as_int();
    const __int128 steps = span / step.as_int();
    const auto count = static_cast<int64_t>(steps + (steps * step.as_int() != span));
    length = static_cast<double>(count);
    if (length < 0x1p62) return count;
  } else {
    length = std::ceil((to - from) / by);
  }
  if (!(length < 0x1p62)) fail(ErrorKind::Runtime, "invalid size, possible overflow? ", from, " -> ", to, " by ", by);
  return static_cast<int64_t>(length);
}

void compute_arange(Call& call) {
  const Value &start = call.arg(0), &end = call.arg(1), &step = call.arg(2);
  const auto is_whole = [](const Value& v) { return v.tag == Tag::Bool || v.tag == Tag::Int; };
  const bool whole = is_whole(start) && is_whole(end) && is_whole(step);
  const TensorOptions options = options_at(call, 3, whole ? DType::Int64 : default_dtype());
  if (is_complex(options.dtype) || options.dtype == DType::Bool) refuse_dtype("arange_cpu", options.dtype);
  const int64_t n = arange_length(start, end, step, options.dtype);
  Progression p{0, 0, start.as_double(), step.as_double()};
  if (is_integral(options.dtype)) p.start = start.as_int(), p.step = step.as_int();
  call.out[0] = empty(Dims{n}, options);
  launch(n, {writes(*call.out[0])}, [n, p](const Access* o) { fill_progression(o[0].dtype, o[0].data, n, p); });
}

// The number as `dtype` holds it (uint8 wraps negatives).
complex128 complex_of(const Value& v, DType dtype) {
  if (dtype == DType::UInt8) return static_cast<uint8_t>(v.as_int());
  return {v.as_double(), v.tag == Tag::Complex ? v.imag : 0};
}

void compute_linspace(Call& call) {
  const Value &start = call.arg(0), &end = call.arg(1);
  const int64_t steps = call.arg(2).integer;
  const bool is_complex_range = start.tag == Tag::Complex || end.tag == Tag::Complex;
  const TensorOptions options = options_at(call, 3, is_complex_range ? complex_type(default_dtype()) : default_dtype());
  if (steps < 0) fail(ErrorKind::Runtime, "number of steps must be non-negative, got ", steps);
  if (options.dtype == DType::Bool) refuse_dtype("linspace_cpu", options.dtype);
  if (is_complex_range && !is_complex(options.dtype)) {
    fail(ErrorKind::Runtime, "linspace(): inferred dtype ", name_of(complex_type(default_dtype())),
         " can't be safely cast to passed dtype ", name_of(options.dtype));
  }
  check_fits(start, options.dtype);
  check_fits(end, options.dtype);
  call.out[0] = empty(Dims{steps}, options);
  const complex128 first = complex_of(start, options.dtype), last = complex_of(end, options.dtype);
  launch(steps, {writes(*call.out[0])},
         [steps, from = first.real(), from_imag = first.imag(), to = last.real(), to_imag = last.imag()](
             const Access* o) { fill_linspace(o[0].dtype, o[0].data, steps, {from, from_imag}, {to, to_imag}); });
}

void compute_eye(Call& call) {
  const int64_t n = call.arg(0).integer;
  const int64_t m = call.arg(1).is_none() ? n : call.arg(1).integer;
  if (n < 0) fail(ErrorKind::Runtime, "n must be greater or equal to 0, got ", n);
  if (m < 0) fail(ErrorKind::Runtime, "m must be greater or equal to 0, got ", m);
  const TensorOptions options = options_at(call, 2, default_dtype());
  TensorRef out = empty(Dims{n, m}, options);
  zero_fill(*out);
  const int64_t length = std::min(n, m);
  if (length) fill_with(*alias(*out, Dims{length}, Dims{m + 1}, 0), Value::of(1));
  call.out[0] = std::move(out);
}

constexpr ComputeEntry kEntries[] = {
    {"zeros", compute_constant<0>,
     "size: Size, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, pin_memory: "
     "bool"},
    {"zeros_like", compute_constant_like<0>,
     "input: Tensor, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, "
     "memory_format: "
     "object, pin_memory: bool"},
    {"new_zeros", compute_new_constant<0>,
     "self: Tensor, size: Size, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: "
     "bool, "
     "pin_memory: bool"},
    {"ones", compute_constant<1>,
     "size: Size, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, pin_memory: "
     "bool"},
    {"ones_like", compute_constant_like<1>,
     "input: Tensor, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, "
     "memory_format: "
     "object, pin_memory: bool"},
    {"new_ones", compute_new_constant<1>,
     "self: Tensor, size: Size, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: "
     "bool, "
     "pin_memory: bool"},
    {"empty", compute_empty,
     "size: Size, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, pin_memory: "
     "bool, memory_format: object"},
    {"empty_like", compute_empty_like,
     "input: Tensor, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, "
     "memory_format: "
     "object, pin_memory: bool"},
    {"new_empty", compute_new_empty,
     "self: Tensor, size: Size, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: "
     "bool, "
     "pin_memory: bool"},
    {"empty_strided", compute_empty_strided,
     "size: Size, stride: Size, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: "
     "bool, "
     "pin_memory: bool"},
    {"new_empty_strided", compute_new_empty_strided,
     "self: Tensor, size: Size, stride: Size, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: bool, pin_memory: bool"},
    {"full", compute_full,
     "size: Size, fill_value: Number, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: bool, "
     "pin_memory: bool"},
    {"full_like", compute_full_like,
     "input: Tensor, fill_value: Number, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: "
     "bool, pin_memory: bool, memory_format: object"},
    {"new_full", compute_new_full,
     "self: Tensor, size: Size, fill_value: Number, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: bool, pin_memory: bool"},
    {"arange", compute_arange,
     "start: Number, end: Number, step: Number, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: bool, pin_memory: bool"},
    {"linspace", compute_linspace,
     "start: Number, end: Number, steps: int, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: bool, pin_memory: bool"},
    {"eye", compute_eye,
     "n: int, m: int | None, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, "
     "pin_memory: bool"},
};

}  // namespace

const ComputeTable kCreateComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
