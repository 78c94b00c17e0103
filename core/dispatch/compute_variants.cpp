// Owns: elementwise ops whose further arguments choose or parametrise a kernel, or must be checked first.
// Called by: call_op.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "dispatch/compute.h"
#include "dispatch/creation.h"
#include "dispatch/launch.h"
#include "dispatch/numbers.h"

namespace flambeau {
namespace {

// A kernel's name as a template argument, so that each compute function looks its kernel up once.
template <size_t n> struct Name {
  char text[n];
  constexpr Name(const char (&s)[n]) { std::copy_n(s, n, text); }
};
template <Name name> const ElementwiseKernel& kernel() {
  static const ElementwiseKernel& found = *find_elementwise(name.text);
  return found;
}

Value real_number(double x) {
  Value v;
  v.tag = Tag::Float;
  v.real = x;
  return v;
}
Value whole_number(int64_t i) {
  Value v;
  v.tag = Tag::Int;
  v.integer = i;
  return v;
}

// The number as an operand that takes no part in promotion: of the category of `common`. `holder` must hold it.
Value parameter(const Value& number, DType common, DType holder) {
  if (common == DType::Bool) {
    Value v;
    v.tag = Tag::Bool;
    v.integer = number.as_double() != 0 || (number.tag == Tag::Complex && number.imag != 0);
    return v;
  }
  check_fits(number, holder);
  if (is_complex(common)) return number;
  if (is_integral(common)) return whole_number(number.as_int());
  return is_reduced(holder) ? rounded_to(number, holder) : real_number(number.as_double());
}

bool is_bool(const Value& v) { return v.is_tensor() ? v.tensor->dtype == DType::Bool : v.tag == Tag::Bool; }

[[noreturn]] void refuse(const Call& call, const char* loop, DType t) {
  fail(ErrorKind::NotImplemented, "\"", loop, "\" not implemented for '", scalar_type_name(t), "' (", call.op.name,
       ") | convert the input first, for instance with .float()");
}

// The first `tensors` arguments as they are, the next `numbers` as parameters. With 16-bit floats, whose kernels
// compute in float, PyTorch holds the last `narrow` numbers against the tensors' dtype, the others against float.
template <Name name, int tensors, int numbers, int narrow = 0> void compute_parametrised(Call& call) {
  constexpr int count = tensors + numbers;
  const DType common = result_type(call.args, tensors);
  Value operands[count];
  std::copy_n(call.args, tensors, operands);
  for (int i = tensors; i < count; ++i)
    operands[i] = parameter(call.arg(i), common, i < count - narrow ? compute_type(common) : common);
  compute_elementwise(call, kernel<name>(), operands, tensors);
}

// Products and quotients take a factor or divisor that is a number as it is.
void compute_mul(Call& call) {
  if (!call.arg(0).is_number()) return compute_elementwise(call, kernel<"mul">(), call.args, 1);
  const Value operands[] = {call.arg(1), call.arg(0)};
  compute_elementwise(call, kernel<"mul">(), operands, 1);
}
void compute_div(Call& call) { compute_elementwise(call, kernel<"div">(), call.args, 1); }

// ---- Sums with a factor ----

bool is_one(const Value& v) { return v.tag == Tag::Int && v.integer == 1; }

void check_alpha(const Value& alpha, DType common) {
  if (alpha.tag == Tag::Bool && common != DType::Bool) {
    fail(ErrorKind::Runtime, "Boolean alpha only supported for Boolean results.");
  }
  if (alpha.tag == Tag::Float && is_integral(common)) {
    fail(ErrorKind::Runtime, "For integral input tensors, argument alpha must not be a floating point number.");
  }
  if (alpha.tag == Tag::Complex && !is_complex(common)) {
    fail(ErrorKind::Runtime, "For non-complex input tensors, argument alpha must not be a complex number.");
  }
}
void compute_scaled_sum(Call& call, const Value& alpha) {
  const Value operands[] = {call.arg(0), call.arg(1), alpha};
  compute_elementwise(call, kernel<"add_scaled">(), operands);
}

void compute_add(Call& call) {
  const Value& alpha = call.arg(2);
  if (is_one(alpha)) return compute_elementwise(call, kernel<"add">(), call.args);
  const DType common = result_type(call.args, 2);
  check_alpha(alpha, common);
  compute_scaled_sum(call, parameter(alpha, common, common));
}

void compute_sub(Call& call) {
  if (is_bool(call.arg(0)) || is_bool(call.arg(1))) {
    if (is_bool(call.arg(0)) && is_bool(call.arg(1))) {
      fail(ErrorKind::Runtime,
           "Subtraction, the `-` operator, with two bool tensors is not supported. "
           "Use the `^` or `logical_xor()` operator instead.");
    }
    fail(ErrorKind::Runtime,
         "Subtraction, the `-` operator, with a bool tensor is not supported. "
         "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
  }
  const Value& alpha = call.arg(2);
  if (is_one(alpha)) return compute_elementwise(call, kernel<"sub">(), call.args);
  const DType common = result_type(call.args, 2);
  check_alpha(alpha, common);
  Value negative = parameter(alpha, common, common);
  if (negative.tag == Tag::Int) {
    negative.integer = static_cast<int64_t>(0 - static_cast<uint64_t>(negative.integer));
  } else {
    negative.real = -negative.real;
    negative.imag = -negative.imag;
  }
  compute_scaled_sum(call, negative);
}

void compute_neg(Call& call) {
  if (is_bool(call.arg(0))) {
    fail(ErrorKind::Runtime,
         "Negation, the `-` operator, on a bool tensor is not supported. "
         "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
  }
  compute_elementwise(call, kernel<"neg">(), call.args);
}

// ---- Integer quotients ----

[[noreturn]] void fail_zero(const Op& op) {
  fail(ErrorKind::Runtime, "ZeroDivisionError: ", op.name, " of integers by zero | the divisor must not be 0 anywhere");
}

// An error where the divisor, as the integer dtype that divides, is or holds a zero.
void require_nonzero(const Op& op, const Value& divisor, DType common) {
  if (divisor.is_tensor()) {
    const Tensor& t = *divisor.tensor;
    return launch(t.numel, {reads(t)}, t, [op = &op](const Access* o, ShapeView s) {
      if (any_zero(o[0], s.ndim, s.sizes)) fail_zero(*op);
    });
  }
  alignas(16) char element[16] = {};
  constexpr char zero[16] = {};
  write_number(divisor, common, element);
  if (std::equal(element, element + item_size(common), zero)) fail_zero(op);
}

bool is_empty(const Value& v) { return v.is_tensor() && v.tensor->numel == 0; }

// `exact`: from which operand on numbers are not rounded to 16 bits.
template <Name name, int exact = kMaxOperands> void compute_quotient(Call& call) {
  const DType common = result_type(call.args, 2);
  if (is_integral(common) && common != DType::Bool && !is_empty(call.arg(0)))
    require_nonzero(call.op, call.arg(1), common);
  compute_elementwise(call, kernel<name>(), call.args, exact);
}

// Whole quotients. Of two tensors of 16-bit floats PyTorch rounds each step to 16 bits, so that 0.5029 // 0.000256 is
// the whole number next to the rounded quotient.
template <Name name, Name half, Name bfloat16> void compute_whole_quotient(Call& call) {
  const DType common = result_type(call.args, 2);
  const bool by_number = call.arg(1).is_number() || (call.arg(1).is_tensor() && call.arg(1).tensor->numel == 1);
  if (!is_reduced(common) || by_number) return compute_quotient<name, 1>(call);
  compute_elementwise(call, common == DType::Float16 ? kernel<half>() : kernel<bfloat16>(), call.args);
}

// ---- Powers ----

void compute_pow(Call& call) {
  const Value &base = call.arg(0), &exponent = call.arg(1);
  if (exponent.is_number() && base.is_tensor()) {
    const DType common = result_type(call.args, 2);
    if (exponent.tag == Tag::Int && exponent.integer < 0 && is_integral(common)) {
      fail(ErrorKind::Runtime, "Integers to negative integer powers are not allowed. pow: the exponent is ",
           exponent.integer, " | use a float exponent or base");
    }
    if (is_integral(common) || is_reduced(common)) check_fits(exponent, common);
    // A square is exact for complex values, and one product for integers; the loops know about reals.
    const bool is_two = exponent.tag <= Tag::Float && exponent.as_double() == 2;
    if (is_two && common == base.tensor->dtype && !is_floating(common) && common != DType::Bool) {
      return compute_elementwise(call, kernel<"square">(), call.args);
    }
  }
  compute_elementwise(call, kernel<"pow">(), call.args);
}

void compute_square(Call& call) {
  if (!is_bool(call.arg(0))) return compute_elementwise(call, kernel<"square">(), call.args);
  const Value operands[] = {call.arg(0), whole_number(2)};  // PyTorch's bool squares are integers
  compute_elementwise(call, kernel<"pow">(), operands);
}

// ---- Rounding and bounds ----

void compute_round(Call& call) {
  const int64_t decimals = call.arg(1).integer;
  if (decimals == 0) return compute_elementwise(call, kernel<"round">(), call.args);
  const DType dtype = call.tensor(0).dtype;
  if (!is_floating(dtype)) refuse(call, "round_cpu", dtype);
  const Value scale =
      real_number(std::pow(10.0, static_cast<double>(std::abs(std::clamp<int64_t>(decimals, -400, 400)))));
  const ElementwiseKernel& before = decimals > 0 ? kernel<"mul">() : kernel<"div">();
  const ElementwiseKernel& after = decimals > 0 ? kernel<"div">() : kernel<"mul">();
  const TensorRef wide = cast(call.tensor(0), compute_type(dtype));  // 16-bit floats would overflow on the way
  Value operands[] = {value_of(*wide), scale};
  Call steps{call.op, call.args};
  compute_elementwise(steps, before, operands);
  const TensorRef scaled = std::move(steps.out[0]);
  operands[0] = value_of(*scaled);
  Call in_place{call.op, call.args, scaled.get()};
  compute_elementwise(in_place, kernel<"round">(), operands);
  compute_elementwise(in_place, after, operands);
  deliver(call, cast(*scaled, dtype));
}

// clamp_min and clamp_max
template <Name name> void compute_bound(Call& call) {
  const Value& bound = call.arg(1);
  if (bound.is_number()) {
    const DType common = result_type(call.args, 2);
    if (!is_complex(common)) check_fits(bound, common);
  }
  compute_elementwise(call, kernel<name>(), call.args);
}

void compute_clamp(Call& call) {
  const Value &self = call.arg(0), &min = call.arg(1), &max = call.arg(2);
  if (min.is_none() && max.is_none()) {
    fail(ErrorKind::Runtime, "torch.clamp: At least one of 'min' or 'max' must not be None");
  }
  Value operands[] = {self, min.is_none() ? max : min, max};
  const int count = min.is_none() || max.is_none() ? 2 : 3;
  const DType common = result_type(operands, count);
  if (is_complex(common)) fail(ErrorKind::NotImplemented, "clamp is not supported for complex types");
  for (int i = 1; i < count; ++i)
    if (operands[i].is_number()) check_fits(operands[i], common);
  compute_elementwise(call,
                      count == 3      ? kernel<"clamp">()
                      : min.is_none() ? kernel<"minimum">()
                                      : kernel<"maximum">(),
                      operands);
}

void compute_hardtanh(Call& call) {
  const DType dtype = call.tensor(0).dtype;
  const double min = call.arg(1).as_double(), max = call.arg(2).as_double();
  if (min > max) fail(ErrorKind::Value, "min_val cannot be greater than max_val: hardtanh got ", min, " and ", max);
  if (dtype == DType::Bool) fail(ErrorKind::Runtime, "Bool inputs not supported for hardtanh");
  if (dtype == DType::UInt8 && (min < 0 || max < 0)) {
    fail(ErrorKind::Runtime, "cannot do hardtanh on an unsigned type with negative limits");
  }
  compute_parametrised<"hardtanh", 1, 2, 2>(call);
}

void compute_softshrink(Call& call) {
  const double width = call.arg(1).as_double();
  if (!(width >= 0) || std::isinf(width)) {
    fail(ErrorKind::Runtime, "lambda must be in range [0, 3.40282e+38] for input dtype ",
         scalar_type_name(call.tensor(0).dtype), ", but found ", width);
  }
  compute_parametrised<"softshrink", 1, 1, 1>(call);
}

double largest(DType t) {
  if (t == DType::Float16) return 65504;
  if (t == DType::BFloat16) return 0x1.fep127;
  return t == DType::Float64 ? std::numeric_limits<double>::max() : std::numeric_limits<float>::max();
}

// The real and imaginary parts as a real tensor with one more dimension, over the same memory.
TensorRef parts_of(const Tensor& t) {
  Dims shape = t.shape(), strides = t.stride_dims();
  for (int i = 0; i < strides.size(); ++i) strides[i] *= 2;
  shape.push(2);
  strides.push(1);
  TensorRef out = alias(t);
  out->dtype = real_type(t.dtype);
  retain(t.storage);
  adopt_storage(*out, t.storage, 2 * t.offset);
  set_geometry(*out, shape.data(), strides.data(), shape.size());
  return out;
}

// nan_to_num(self, nan, posinf, neginf); the parts of complex numbers are replaced each for itself.
void compute_nan_to_num(Call& call) {
  const Tensor& t = call.tensor(0);
  const DType part = real_type(t.dtype);
  const auto given = [&](int i, double otherwise) {
    const Value v = call.arg(i).is_none() ? real_number(otherwise) : call.arg(i);
    return is_integral(part) ? parameter(whole_number(0), part, part) : v;  // integers have none of these
  };
  Value operands[] = {call.arg(0), given(1, 0), given(2, largest(part)), given(3, -largest(part))};
  if (!is_complex(t.dtype)) return compute_elementwise(call, kernel<"nan_to_num">(), operands);
  TensorRef out = call.target ? TensorRef::share(call.target)
                              : empty_strided(t.shape(), dense_strides_like(t), t.dtype, t.storage->device);
  const TensorRef from = parts_of(t), to = parts_of(*out);
  operands[0] = value_of(*from);
  Call by_part{call.op, call.args, to.get()};
  compute_elementwise(by_part, kernel<"nan_to_num">(), operands);
  call.out[0] = std::move(out);
}

// ---- Fused arithmetic ----

void compute_lerp(Call& call) {
  const DType dtype = call.tensor(0).dtype;
  const auto check = [&](const Value& v, const char* name) {
    if (v.tensor->dtype == dtype) return;
    fail(ErrorKind::Runtime, "expected dtype ", name_of(dtype), " for `", name, "` but got dtype ",
         name_of(v.tensor->dtype));
  };
  check(call.arg(1), "end");
  if (!is_inexact(dtype)) refuse(call, "lerp_kernel_scalar", dtype);
  const Value& weight = call.arg(2);
  if (weight.is_number()) return compute_parametrised<"lerp", 2, 1>(call);
  if (weight.tensor->ndim != 0) check(weight, "weight");
  const TensorRef same = cast(*weight.tensor, dtype);
  const Value operands[] = {call.arg(0), call.arg(1), value_of(*same)};
  compute_elementwise(call, kernel<"lerp">(), operands);
}

void compute_addcdiv(Call& call) {
  if (is_integral(call.tensor(1).dtype) && is_integral(call.tensor(2).dtype)) {
    fail(ErrorKind::Runtime, "Integer division with addcdiv is no longer supported: tensor1 is ",
         name_of(call.tensor(1).dtype), " and tensor2 ", name_of(call.tensor(2).dtype),
         " | convert one of them with .float()");
  }
  compute_parametrised<"addcdiv", 3, 1>(call);
}

void require_same_dtype(const Call& call, const char* leading) {
  const DType a = call.tensor(0).dtype, b = call.tensor(1).dtype;
  if (a != b)
    fail(ErrorKind::Runtime, leading, " ", call.op.name, " got ", scalar_type_name(a), " and ", scalar_type_name(b));
}
void compute_heaviside(Call& call) {
  require_same_dtype(call, "heaviside is not yet implemented for tensors with different dtypes.");
  compute_elementwise(call, kernel<"heaviside">(), call.args);
}
void compute_prelu(Call& call) {
  require_same_dtype(call, "prelu: Type promoting not supported.");
  compute_elementwise(call, kernel<"prelu">(), call.args);
}

// The kernel computes in float, whose neighbours are too near for 16-bit floats: these step through their own bits.
void compute_nextafter(Call& call) {
  Value operands[] = {call.arg(0), call.arg(1)};
  const DType dtype = result_type(operands, 2);
  if (is_integral(dtype)) refuse(call, "nextafter_cpu", dtype);
  if (!is_reduced(dtype)) return compute_elementwise(call, kernel<"nextafter">(), operands);
  const Dims shape = broadcast_shapes(call.tensor(0).shape(), call.tensor(1).shape());
  const auto ready = [&](const Tensor& t) {
    TensorRef copy = empty(shape, dtype, t.storage->device);
    copy_into(*copy, t);
    return copy;
  };
  const TensorRef from = ready(call.tensor(0)), to = ready(call.tensor(1));
  TensorRef out = empty_like(*from, dtype);
  launch(out->numel, {writes(*out), reads(*from), reads(*to)},
         [n = out->numel](const Access* o) { run_nextafter_reduced(o[0].dtype, o[0].data, o[1].data, o[2].data, n); });
  deliver(call, std::move(out));
}

// ---- Variants by name ----

template <Name exact, Name tanh_form> void compute_gelu(Call& call) {
  const Value& approximate = call.args[kernel<exact>().inputs];
  const std::string_view form = approximate.text;
  if (form != "none" && form != "tanh") {
    fail(ErrorKind::Runtime, "approximate argument must be either none or tanh. ", call.op.name, " got '", form, "'");
  }
  compute_elementwise(call, form == "none" ? kernel<exact>() : kernel<tanh_form>(), call.args);
}

// polygamma(n, self)
void compute_polygamma(Call& call) {
  const int64_t n = call.arg(0).integer;
  if (n < 0) fail(ErrorKind::Runtime, "polygamma(n, x) does not support negative n. n is ", n);
  if (n == 0) return compute_elementwise(call, kernel<"digamma">(), call.args + 1);
  const Value operands[] = {real_number(static_cast<double>(n)), call.arg(1)};
  compute_elementwise(call, kernel<"polygamma">(), operands);
}

void compute_where(Call& call) {
  const DType condition = call.tensor(0).dtype;
  if (condition != DType::Bool && condition != DType::UInt8) {
    fail(ErrorKind::Runtime, "where expected condition to be a boolean tensor, but got a tensor with dtype ",
         scalar_type_name(condition));
  }
  const DType common = result_type(call.args + 1, 2);
  for (int i = 1; i < 3; ++i)
    if (call.arg(i).is_number()) check_scalar_fits(call.arg(i), common);
  compute_elementwise(call, kernel<"where">(), call.args);
}

void compute_complex(Call& call) {
  const Tensor &real = call.tensor(0), &imag = call.tensor(1);
  if (!is_floating(real.dtype) || is_reduced(real.dtype) || !is_floating(imag.dtype)) {
    fail(ErrorKind::Runtime, "Expected both inputs to be Half, Float or Double tensors but got ",
         scalar_type_name(real.dtype), " and ", scalar_type_name(imag.dtype),
         " (complex numbers of Half parts do not exist here)");
  }
  if (real.dtype != imag.dtype) {
    fail(ErrorKind::Runtime, "Expected object of scalar type ", scalar_type_name(real.dtype), " but got scalar type ",
         scalar_type_name(imag.dtype), " for second argument");
  }
  const Dims shape = broadcast_shapes(real.shape(), imag.shape());
  const Tensor* const inputs[] = {&real, &imag};
  TensorRef out =
      empty_strided(shape, result_strides(inputs, 2, shape), complex_type(real.dtype), real.storage->device);
  const TensorRef parts = parts_of(*out);
  Dims strides = parts->stride_dims();
  strides.erase(shape.size());
  copy_into(*alias(*parts, shape, strides, parts->offset), real);
  copy_into(*alias(*parts, shape, strides, parts->offset + 1), imag);
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"add", compute_add, "self: Tensor | Number, other: Tensor | Number, alpha: Number"},
    {"sub", compute_sub, "self: Tensor | Number, other: Tensor | Number, alpha: Number"},
    {"neg", compute_neg, "self: Tensor"},
    {"mul", compute_mul, "self: Tensor | Number, other: Tensor | Number"},
    {"div", compute_div, "self: Tensor | Number, other: Tensor | Number, rounding_mode: str | None"},
    {"div_floor", compute_whole_quotient<"div_floor", "div_floor_half", "div_floor_bfloat16">,
     "self: Tensor | Number, other: Tensor | Number"},
    {"div_trunc", compute_whole_quotient<"div_trunc", "div_trunc_half", "div_trunc_bfloat16">,
     "self: Tensor | Number, other: Tensor | Number"},
    {"remainder", compute_quotient<"remainder">, "self: Tensor | Number, other: Tensor | Number"},
    {"fmod", compute_quotient<"fmod">, "self: Tensor, other: Tensor | Number"},
    {"pow", compute_pow, "self: Tensor | Number, exponent: Tensor | Number"},
    {"square", compute_square, "self: Tensor"},
    {"round", compute_round, "self: Tensor, decimals: int"},
    {"clamp", compute_clamp, "self: Tensor, min: Tensor | Number | None, max: Tensor | Number | None"},
    {"clamp_min", compute_bound<"clamp_min">, "self: Tensor, min: Tensor | Number"},
    {"clamp_max", compute_bound<"clamp_max">, "self: Tensor, max: Tensor | Number"},
    {"hardtanh", compute_hardtanh, "input: Tensor, min_val: float, max_val: float, inplace: bool"},
    {"nan_to_num", compute_nan_to_num, "self: Tensor, nan: float | None, posinf: float | None, neginf: float | None"},
    {"lerp", compute_lerp, "self: Tensor, end: Tensor, weight: Tensor | Number"},
    {"addcmul", compute_parametrised<"addcmul", 3, 1>, "self: Tensor, tensor1: Tensor, tensor2: Tensor, value: Number"},
    {"addcdiv", compute_addcdiv, "self: Tensor, tensor1: Tensor, tensor2: Tensor, value: Number"},
    {"heaviside", compute_heaviside, "self: Tensor, values: Tensor"},
    {"prelu", compute_prelu, "self: Tensor, weight: Tensor"},
    {"nextafter", compute_nextafter, "self: Tensor, other: Tensor"},
    {"gelu", compute_gelu<"gelu", "gelu_tanh">, "input: Tensor, approximate: str"},
    {"gelu_backward", compute_gelu<"gelu_backward", "gelu_tanh_backward">,
     "grad: Tensor, self: Tensor, approximate: str"},
    {"threshold", compute_parametrised<"threshold", 1, 2, 1>,
     "input: Tensor, threshold: Number, value: Number, inplace: bool"},
    {"threshold_backward", compute_parametrised<"threshold_backward", 2, 1>,
     "grad: Tensor, self: Tensor, threshold: Number"},
    {"leaky_relu", compute_parametrised<"leaky_relu", 1, 1>, "input: Tensor, negative_slope: float, inplace: bool"},
    {"leaky_relu_backward", compute_parametrised<"leaky_relu_backward", 2, 1>,
     "grad: Tensor, self: Tensor, negative_slope: float"},
    {"elu", compute_parametrised<"elu", 1, 3>,
     "self: Tensor, alpha: float, scale: float, input_scale: float, inplace: bool"},
    {"softplus", compute_parametrised<"softplus", 1, 2>, "input: Tensor, beta: float, threshold: float"},
    {"softplus_backward", compute_parametrised<"softplus_backward", 2, 2>,
     "grad: Tensor, self: Tensor, beta: float, threshold: float"},
    {"hardshrink", compute_parametrised<"hardshrink", 1, 1, 1>, "input: Tensor, lambd: float"},
    {"softshrink", compute_softshrink, "input: Tensor, lambd: float"},
    {"polygamma", compute_polygamma, "n: int, self: Tensor"},
    {"where", compute_where, "condition: Tensor, self: Tensor | Number, other: Tensor | Number"},
    {"complex", compute_complex, "real: Tensor, imag: Tensor"},
};

}  // namespace

const ComputeTable kVariantComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
