// Owns: the compute functions of softmax, its logarithm and their gradients.
// Called by: call_op.
#include "backend/cpu/softmax.h"
#include "dispatch/lined.h"

namespace flambeau {
namespace {

template <bool Log> void compute_softmax(Call& call) {
  const Value& dtype = call.arg(2);
  const TensorRef x = cast(call.tensor(0), dtype.is_none() ? call.tensor(0).dtype : dtype.dtype);
  const int dim = wrap_dim(call.arg(1).as_int(), x->ndim);
  require_floating(Log ? "log_softmax" : "softmax", x->dtype);
  TensorRef out = empty_like(*x, x->dtype);
  const Lined from(*x), to(*out);
  launch(out->numel, {to.writes(), from.reads()}, from.shape(),
         [dim](const Access* o, ShapeView shape) { run_softmax(Log, o[0], o[1], shape.ndim, shape.sizes, dim); });
  deliver(call, std::move(out));
}

// Arguments: grad, the forward's output, dim.
template <bool Log> void compute_softmax_backward(Call& call) {
  const char* const name = Log ? "log_softmax_backward" : "softmax_backward";
  const Tensor& y = call.tensor(1);
  const TensorRef grad = cast(call.tensor(0), y.dtype);
  const int dim = wrap_dim(call.arg(2).as_int(), y.ndim);
  require_floating(name, y.dtype);
  if (!same_shape(*grad, y)) {
    fail(ErrorKind::Runtime, name, ": grad has shape ", grad->shape(), " and output ", y.shape(), " | they must agree");
  }
  TensorRef out = empty_like(y, y.dtype);
  const Lined g(*grad), from(y), to(*out);
  launch(out->numel, {to.writes(), g.reads(), from.reads()}, from.shape(), [dim](const Access* o, ShapeView shape) {
    run_softmax_backward(Log, o[0], o[1], o[2], shape.ndim, shape.sizes, dim);
  });
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"softmax", compute_softmax<false>, "self: Tensor, dim: int, dtype: Dtype | None"},
    {"softmax_backward", compute_softmax_backward<false>, "grad: Tensor, output: Tensor, dim: int"},
    {"log_softmax", compute_softmax<true>, "self: Tensor, dim: int, dtype: Dtype | None"},
    {"log_softmax_backward", compute_softmax_backward<true>, "grad: Tensor, output: Tensor, dim: int"},
};

}  // namespace

const ComputeTable kSoftmaxComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
