// Owns: the compute functions that look up rows of a table, and the gradient of a table.
// Called by: call_op.
#include "backend/cpu/embedding.h"
#include "backend/cpu/index.h"
#include "dispatch/indexing.h"

namespace flambeau {
namespace {

void require_indices(const char* op, const Tensor& indices) {
  if (is_position_type(indices.dtype)) return;
  fail(ErrorKind::Runtime,
       "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; "
       "but got torch.",
       scalar_type_name(indices.dtype), "Tensor instead (while checking arguments for ", op, ")");
}

void compute_embedding(Call& call) {
  Tensor &input = call.tensor(0), &weight = call.tensor(1);
  if (weight.ndim != 2) fail(ErrorKind::Runtime, "'weight' must be 2-D | embedding: its shape is ", weight.shape());
  require_indices("embedding", input);
  const Value& padding = call.arg(2);
  if (!padding.is_none() && (padding.as_int() < -weight.size(0) || padding.as_int() >= weight.size(0))) {
    fail(ErrorKind::Runtime, "Padding_idx must be within num_embeddings | embedding: padding_idx is ", padding.as_int(),
         " and there are ", weight.size(0), " rows");
  }
  Dims shape = input.shape();
  shape.push(weight.size(1));
  TensorRef out = empty(shape, weight.dtype, weight.storage->device);
  const TensorRef index = contiguous(input);
  const int64_t steps = std::max(out->numel, index->numel);
  if (weight.is_contiguous()) {
    launch(steps, {writes(*out), reads(weight), reads(*index)},
           [table = Table{weight.dtype, weight.size(0), weight.size(1)}, n = index->numel](const Access* o) {
             run_embedding(table, o[0].data, o[1].data, o[2].data, o[2].dtype, n);
           });
  } else {
    const int64_t rows[] = {index->numel, weight.size(1)}, strides[] = {weight.size(1), 1};
    launch(steps, {writes(*out, strides, 2), reads(weight), reads(*index, &strides[1], 1)}, {2, rows},
           [size = weight.size(0)](const Access* o, ShapeView s) {
             run_index_select(o[0], o[1], o[2], s.ndim, s.sizes, 0, size);
           });
  }
  call.out[0] = std::move(out);
}

void compute_embedding_backward(Call& call) {
  Tensor &grad = call.tensor(0), &indices = call.tensor(1);
  const int64_t rows = call.arg(2).as_int();
  require_indices("embedding_backward", indices);
  if (!is_inexact(grad.dtype)) not_implemented("embedding_backward", grad.dtype);
  Dims shape = indices.shape();
  shape.push(grad.ndim ? grad.size(grad.ndim - 1) : 1);
  if (!has_shape(grad, shape) || rows < 0) {
    fail(ErrorKind::Runtime, "embedding_backward: grad has shape ", grad.shape(), ", indices ", indices.shape(),
         " and there are ", rows, " rows | grad must have the shape of indices and one dimension more");
  }
  const int64_t columns = shape.back();
  TensorRef out = empty(Dims{rows, columns}, grad.dtype, grad.storage->device);
  const TensorRef g = contiguous(grad), index = contiguous(indices);
  const int64_t given = call.arg(3).is_none() ? -1 : call.arg(3).as_int();
  const int64_t padding = !call.arg(3).is_none() && given < 0 ? given + rows : given;
  launch(g->numel + out->numel + index->numel, {writes(*out), reads(*g), reads(*index)},
         [table = Table{grad.dtype, rows, columns}, n = index->numel, padding,
          by_frequency = call.arg(4).truth()](const Access* o) {
           run_embedding_backward(table, o[0].data, o[1].data, o[2].data, o[2].dtype, n, padding, by_frequency);
         });
  call.out[0] = std::move(out);
}

constexpr ComputeEntry kEntries[] = {
    {"embedding", compute_embedding,
     "input: Tensor, weight: Tensor, padding_idx: int | None, max_norm: float | None, norm_type: float, "
     "scale_grad_by_freq: bool, sparse: bool"},
    {"embedding_backward", compute_embedding_backward,
     "grad: Tensor, indices: Tensor, num_weights: int, padding_idx: int | None, scale_grad_by_freq: bool"},
};

}  // namespace

const ComputeTable kEmbeddingComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
