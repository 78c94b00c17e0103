// Owns: the compute functions of bounds, and of numbers in the place of nan and infinities.
// Called by: call_op.
#include <limits>

#include "dispatch/elementwise_arguments.h"
#include "dispatch/numbers.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

// clamp_min and clamp_max
template <Name name, Name of_bools> void compute_bound(Call& call) {
  const Value& bound = call.arg(1);
  const DType common = result_type(call.args, 2);
  if (bound.is_number() && !is_complex(common)) check_fits(bound, common);
  if (common == DType::Bool && !bound.is_number())  // of tensors alone, as in PyTorch
    return compute_elementwise(call, kernel<of_bools>(), call.args);
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

double largest(DType t) {
  if (t == DType::Float16) return 65504;
  if (t == DType::BFloat16) return 0x1.fep127;
  return t == DType::Float64 ? std::numeric_limits<double>::max() : std::numeric_limits<float>::max();
}

// nan_to_num(self, nan, posinf, neginf); the parts of complex numbers are replaced each for itself.
void compute_nan_to_num(Call& call) {
  const Tensor& t = call.tensor(0);
  const DType part = real_type(t.dtype);
  const auto given = [&](int i, double otherwise) {
    const Value v = call.arg(i).is_none() ? Value::of(otherwise) : call.arg(i);
    return is_integral(part) ? parameter(Value::of(0), part, part) : v;  // integers have none of these
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

constexpr ComputeEntry kEntries[] = {
    {"clamp", compute_clamp, "self: Tensor, min: Tensor | Number | None, max: Tensor | Number | None"},
    {"clamp_min", compute_bound<"clamp_min", "maximum">, "self: Tensor, min: Tensor | Number"},
    {"clamp_max", compute_bound<"clamp_max", "minimum">, "self: Tensor, max: Tensor | Number"},
    {"nan_to_num", compute_nan_to_num, "self: Tensor, nan: float | None, posinf: float | None, neginf: float | None"},
};

}  // namespace

const ComputeTable kClampComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
