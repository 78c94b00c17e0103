// Owns: the compute functions of sums, products, quotients, powers and what is fused of them.
// Called by: call_op.
#include <algorithm>

#include "dispatch/elementwise_arguments.h"
#include "dispatch/launch.h"
#include "dispatch/numbers.h"

namespace flambeau {
namespace {

bool is_bool(const Value& v) { return v.is_tensor() ? v.tensor->dtype == DType::Bool : v.tag == Tag::Bool; }

// Products and quotients take a factor or divisor that is a number as it is.
void compute_mul(Call& call) {
  if (!call.arg(0).is_number()) return compute_elementwise(call, kernel<"mul">(), call.args, 1);
  const Value operands[] = {call.arg(1), call.arg(0)};
  compute_elementwise(call, kernel<"mul">(), operands, 1);
}

void compute_div(Call& call) { compute_elementwise(call, kernel<"div">(), call.args, 1); }

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
  const Value operands[] = {call.arg(0), Value::of(2)};  // PyTorch's bool squares are integers
  compute_elementwise(call, kernel<"pow">(), operands);
}

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

void compute_heaviside(Call& call) {
  if (is_complex(call.tensor(0).dtype) || is_complex(call.tensor(1).dtype))
    fail(ErrorKind::Runtime, "heaviside is not yet implemented for complex tensors.");
  require_same_dtype(call, "heaviside is not yet implemented for tensors with different dtypes.");
  compute_elementwise(call, kernel<"heaviside">(), call.args);
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
    {"lerp", compute_lerp, "self: Tensor, end: Tensor, weight: Tensor | Number"},
    {"addcmul", compute_parametrised<"addcmul", 3, 1>, "self: Tensor, tensor1: Tensor, tensor2: Tensor, value: Number"},
    {"addcdiv", compute_addcdiv, "self: Tensor, tensor1: Tensor, tensor2: Tensor, value: Number"},
    {"heaviside", compute_heaviside, "self: Tensor, values: Tensor"},
    {"nextafter", compute_nextafter, "self: Tensor, other: Tensor"},
};

}  // namespace

const ComputeTable kArithmeticComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
