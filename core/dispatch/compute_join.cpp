// Owns: the compute functions that join tensors.
// Called by: call_op.
#include <algorithm>
#include <vector>

#include "backend/cpu/join.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

DType common_type(const TensorList& tensors) {
  DType type = tensors[0]->dtype;
  for (const Tensor* t : tensors) type = promote(type, t->dtype);
  return type;
}

// The pieces of a join as operands of one launch, behind the result that they are put into side by side along `dim`.
class Join {
 public:
  Join(const Tensor& out, int dim, size_t most) : out_(out), dim_(dim) {
    operands_.resize(static_cast<int>(most) + 1);
    sizes_.resize(out.ndim + static_cast<int>(most));
    operands_[0] = writes(out);
    for (int d = 0; d < out.ndim; ++d) sizes_[d] = out.size(d);
  }
  // `strides`, which outlive the launch, are in the result's dimensions; the piece is `length` long along the joined
  // one.
  void add(const Tensor& t, int64_t length, const int64_t* strides) {
    sizes_[out_.ndim + count_] = length;
    operands_[++count_] = reads(t, strides, out_.ndim);
  }
  void run() const {
    launch(out_.numel, std::span(&operands_[0], static_cast<size_t>(count_) + 1), {out_.ndim + count_, &sizes_[0]},
           [ndim = int{out_.ndim}, dim = dim_](const Access* o, ShapeView s) {
             Joiner joiner(o[0], ndim, s.sizes, dim);
             for (int k = ndim; k < s.ndim; ++k) joiner.append(*++o, s[k]);
           });
  }

 private:
  const Tensor& out_;
  int dim_;
  int count_ = 0;  // of pieces
  InlineList<Access, 9> operands_;
  InlineList<int64_t, 16> sizes_;  // the result's shape and, behind it, the pieces' lengths
};

bool all_have_channels_last_order(const TensorList& tensors) {
  return std::all_of(tensors.begin(), tensors.end(), [](const Tensor* t) { return has_channels_last_order(*t); });
}

// Vectors of no elements were once the only empty tensors: they join with anything.
bool counts_for_nothing(const Tensor& t) { return t.ndim == 1 && t.size(0) == 0; }

// The joined shape; checks all pieces against the first that counts.
Dims joined_shape(const TensorList& tensors, const Tensor& first, int dim) {
  Dims shape = first.shape();
  shape[dim] = 0;
  for (size_t k = 0; k < tensors.size(); ++k) {
    const Tensor& t = *tensors[k];
    if (counts_for_nothing(t)) continue;
    if (t.ndim != first.ndim) {
      fail(ErrorKind::Runtime, "Tensors must have same number of dimensions: got ", static_cast<int>(first.ndim),
           " and ", static_cast<int>(t.ndim));
    }
    for (int d = 0; d < t.ndim; ++d) {
      if (d == dim || t.size(d) == first.size(d)) continue;
      fail(ErrorKind::Runtime, "Sizes of tensors must match except in dimension ", dim, ". Expected size ",
           first.size(d), " but got size ", t.size(d), " for tensor number ", k, " in the list.");
    }
    if (__builtin_add_overflow(shape[dim], t.size(dim), &shape[dim])) {
      fail(ErrorKind::Runtime, "cat: the sizes along dimension ", dim, " add up to more than a tensor can have");
    }
  }
  return shape;
}

void join(const Tensor& out, int dim, const TensorList& tensors) {
  Join all(out, dim, tensors.size());
  for (const Tensor* t : tensors)
    if (!counts_for_nothing(*t)) all.add(*t, t->size(dim), t->strides());
  all.run();
}

void compute_cat(Call& call) {
  const TensorList& tensors = *call.arg(0).tensors;
  if (tensors.empty()) fail(ErrorKind::Value, "torch.cat(): expected a non-empty list of Tensors");
  for (size_t k = 0; k < tensors.size(); ++k) {
    if (tensors[k]->ndim == 0) {
      fail(ErrorKind::Runtime, "zero-dimensional tensor (at position ", k, ") cannot be concatenated | use stack");
    }
  }
  const auto counting =
      std::find_if(tensors.begin(), tensors.end(), [](const Tensor* t) { return !counts_for_nothing(*t); });
  const bool any = counting != tensors.end();
  const Tensor& first = any ? **counting : *tensors[0];
  const int dim = any ? wrap_dim(call.arg(1).as_int(), first.ndim) : 0;
  const Dims shape = joined_shape(tensors, first, dim);
  const bool last = all_have_channels_last_order(tensors);
  TensorRef out = empty_ordered(shape, last, common_type(tensors), first.storage->device);
  join(*out, dim, tensors);
  deliver(call, std::move(out));
}

// Images with channels innermost are joined along `dim`, which is then split: so each of them keeps its order.
TensorRef stacked_images(const TensorList& tensors, int dim) {
  const Tensor& first = *tensors[0];
  const auto count = static_cast<int64_t>(tensors.size());
  Dims shape = first.shape();
  shape[dim] *= count;
  const TensorRef joined = empty_ordered(shape, true, common_type(tensors), first.storage->device);
  join(*joined, dim, tensors);
  Dims strides = joined->stride_dims();
  shape[dim] = first.size(dim);
  shape.insert(dim, count);
  strides.insert(dim, strides[dim] * first.size(dim));
  return alias(*joined, shape, strides, joined->offset);
}

void compute_stack(Call& call) {
  const TensorList& tensors = *call.arg(0).tensors;
  if (tensors.empty()) fail(ErrorKind::Runtime, "stack expects a non-empty TensorList");
  const Tensor& first = *tensors[0];
  const int dim = wrap_dim(call.arg(1).as_int(), first.ndim + 1);
  for (size_t k = 1; k < tensors.size(); ++k) {
    if (same_shape(*tensors[k], first)) continue;
    fail(ErrorKind::Runtime, "stack expects each tensor to be equal size, but got ", first.shape(), " at entry 0 and ",
         tensors[k]->shape(), " at entry ", k);
  }
  Dims shape = first.shape();
  const auto count = static_cast<int64_t>(tensors.size());
  if (dim < first.ndim && all_have_channels_last_order(tensors)) return deliver(call, stacked_images(tensors, dim));
  shape.insert(dim, count);
  TensorRef out = empty(shape, common_type(tensors), first.storage->device);
  Join all(*out, dim, tensors.size());
  std::vector<int64_t> strides(tensors.size() * static_cast<size_t>(out->ndim));
  int64_t* at = strides.data();
  for (const Tensor* t : tensors) {
    const int64_t* const given = at;
    at = std::copy_n(t->strides(), dim, at);
    *at++ = 0;
    at = std::copy(t->strides() + dim, t->strides() + t->ndim, at);
    all.add(*t, 1, given);
  }
  all.run();
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"cat", compute_cat, "tensors: list[Tensor], dim: int"},
    {"stack", compute_stack, "tensors: list[Tensor], dim: int"},
};

}  // namespace

const ComputeTable kJoinComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
