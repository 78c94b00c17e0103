// Owns: the compute functions of diagonals and triangles.
// Called by: call_op.
#include <algorithm>

#include "backend/cpu/diagonal.h"
#include "dispatch/operands.h"
#include "dispatch/views.h"

namespace flambeau {
namespace {

TensorRef diagonal_of(const Tensor& t, int64_t offset, int d1, int d2) {
  if (t.ndim < 2) fail(ErrorKind::Runtime, "diagonal() needs at least two dimensions, got ", static_cast<int>(t.ndim));
  if (d1 == d2) fail(ErrorKind::Runtime, "diagonal dimensions cannot be identical ", d1, ", ", d2);
  const int64_t rows = t.size(d1) + std::min<int64_t>(offset, 0), columns = t.size(d2) - std::max<int64_t>(offset, 0);
  const int64_t length = std::max<int64_t>(0, std::min(rows, columns));
  const int64_t from = length == 0   ? t.offset
                       : offset >= 0 ? offset_after(t.offset, offset, t.stride(d2))
                                     : offset_after(t.offset, -offset, t.stride(d1));
  Dims shape = t.shape(), strides = t.stride_dims();
  const int64_t step = t.stride(d1) + t.stride(d2);
  for (const int d : {std::max(d1, d2), std::min(d1, d2)}) {
    shape.erase(d);
    strides.erase(d);
  }
  shape.push(length);
  strides.push(step);
  return alias(t, shape, strides, from);
}

void compute_diagonal(Call& call) {
  const Tensor& t = call.tensor(0);
  call.out[0] = diagonal_of(t, call.arg(1).as_int(), dim_of(call, 2, t), dim_of(call, 3, t));
}

void compute_diagonal_backward(Call& call) {
  TensorRef out = zeros_for(call, dims_of(call, 1));
  TensorRef part = diagonal_of(*out, call.arg(2).as_int(), dim_of(call, 3, *out), dim_of(call, 4, *out));
  copy_into(*part, call.tensor(0));
  call.out[0] = std::move(out);
}

template <bool upper>
void compute_triangle(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim < 2) fail(ErrorKind::Runtime, upper ? "triu" : "tril", ": input tensor must have at least 2 dimensions");
  TensorRef out = empty_like(t, t.dtype);
  // Beyond the sizes nothing changes; clamping keeps row + diagonal from overflowing.
  const int64_t diagonal = std::clamp(call.arg(1).as_int(), -t.size(t.ndim - 2), t.size(t.ndim - 1));
  launch(t.numel, {writes(*out), reads(t)}, t,
         [diagonal](const Access* o, ShapeView s) { run_triangle(upper, o[0], o[1], s.ndim, s.sizes, diagonal); });
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"diagonal", compute_diagonal, "self: Tensor, offset: int, dim1: int, dim2: int"},
    {"diagonal_backward", compute_diagonal_backward,
     "grad: Tensor, input_shape: Size, offset: int, dim1: int, dim2: int"},
    {"tril", compute_triangle<false>, "self: Tensor, diagonal: int"},
    {"triu", compute_triangle<true>, "self: Tensor, diagonal: int"},
};

}  // namespace

const ComputeTable kDiagonalComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
