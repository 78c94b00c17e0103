// Owns: the compute functions of activations, whose further arguments choose or parametrise a kernel.
// Called by: call_op.
#include <cmath>
#include <string_view>

#include "dispatch/elementwise_arguments.h"

namespace flambeau {
namespace {

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

void compute_prelu(Call& call) {
  require_same_dtype(call, "prelu: Type promoting not supported.");
  compute_elementwise(call, kernel<"prelu">(), call.args);
}

template <Name exact, Name tanh_form> void compute_gelu(Call& call) {
  const Value& approximate = call.args[kernel<exact>().inputs];
  const std::string_view form = approximate.text;
  if (form != "none" && form != "tanh") {
    fail(ErrorKind::Runtime, "approximate argument must be either none or tanh. ", call.op.name, " got '", form, "'");
  }
  compute_elementwise(call, form == "none" ? kernel<exact>() : kernel<tanh_form>(), call.args);
}

constexpr ComputeEntry kEntries[] = {
    {"hardtanh", compute_hardtanh, "input: Tensor, min_val: float, max_val: float, inplace: bool"},
    {"prelu", compute_prelu, "self: Tensor, weight: Tensor"},
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
};

}  // namespace

const ComputeTable kActivationComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
