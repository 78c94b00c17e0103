// Owns: the compute functions that put elements elsewhere: joins, repeats, triangles, flips, rolls, padding.
// Called by: call_op.
#include <algorithm>
#include <vector>

#include "backend/cpu/index.h"
#include "backend/cpu/join.h"
#include "dispatch/indexing.h"

namespace flambeau {
namespace {

// ---- joins --------------------------------------------------------------------------------------------------------

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

// ---- triangles, repeats -------------------------------------------------------------------------------------------

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

Dims repeated_shape(const Tensor& t, const Dims& repeats) {
  const int extra = repeats.size() - t.ndim;
  Dims shape = repeats;
  for (int d = 0; d < repeats.size(); ++d) {
    const int64_t size = d < extra ? 1 : t.size(d - extra);
    const bool beyond = __builtin_mul_overflow(repeats[d], size, &shape[d]);
    if (repeats[d] < 0 || beyond) {
      fail(ErrorKind::Runtime, "Trying to create tensor with negative dimension ",
           repeats[d] >= 0 ? -1
           : beyond        ? repeats[d]
                           : shape[d],
           ": repeat(", repeats, ") of shape ", t.shape(),
           " | repeats must be non-negative and their product small enough");
    }
  }
  return shape;
}

void compute_repeat(Call& call) {
  const Tensor& t = call.tensor(0);
  const Dims& repeats = *call.arg(1).dims;
  const int extra = repeats.size() - t.ndim;
  if (extra < 0) {
    fail(ErrorKind::Runtime,
         "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor | "
         "repeats ",
         repeats, ", shape ", t.shape());
  }
  const Dims result = repeated_shape(t, repeats);
  TensorRef out = empty(result, t.dtype, t.storage->device);
  // Each dimension in two, copies and elements: the source does not move along the first.
  Dims shape, to, from;
  for (int d = 0; d < result.size() && out->numel; ++d) {
    const int64_t size = d < extra ? 1 : t.size(d - extra);
    if (repeats[d] > 1) {
      shape.push(repeats[d]);
      to.push(out->stride(d) * size);
      from.push(0);
    }
    if (size > 1) {
      shape.push(size);
      to.push(out->stride(d));
      from.push(t.stride(d - extra));
    }
  }
  launch_copy(out->numel, writes(*out, to.data(), to.size()), reads(t, from.data(), from.size()), shape);
  deliver(call, std::move(out));
}

void compute_repeat_index(Call& call) {
  Tensor& repeats = call.tensor(0);
  if (repeats.dtype != DType::Int64 && repeats.dtype != DType::Int32) {
    not_implemented("repeat_interleave_cpu", repeats.dtype);
  }
  if (repeats.ndim != 1) fail(ErrorKind::Runtime, "repeat_interleave only accept 1D vector as repeat");
  require_data("repeat_interleave", repeats);
  const TensorRef wide = cast(repeats, DType::Int64), counts = contiguous(*wide);
  const int64_t* const count = counts->ptr<int64_t>();
  const int64_t n = counts->numel, total = ask("repeat_interleave", n, [&] { return sum_repeats(count, n); });
  TensorRef out = empty(Dims{total}, DType::Int64);
  launch(total, {writes(*out), reads(*counts)}, [n](const Access* o) {
    run_repeat_indices(static_cast<int64_t*>(o[0].data), static_cast<const int64_t*>(o[1].data), n);
  });
  deliver(call, cast(*out, repeats.dtype));
}

// ---- flips and rolls ----------------------------------------------------------------------------------------------

void compute_flip(Call& call) {
  const Tensor& t = call.tensor(0);
  Dims strides = t.stride_dims();
  uint64_t seen = 0;
  int64_t start = 0;
  for (const int64_t given : *call.arg(1).dims) {
    const int d = wrap_dim(given, t.ndim);
    if (seen >> d & 1u) fail(ErrorKind::Runtime, "dim ", d, " appears multiple times in the list of dims");
    seen |= uint64_t{1} << d;
    if (t.ndim == 0 || t.size(d) == 0) continue;
    start += (t.size(d) - 1) * t.stride(d);
    strides[d] = -t.stride(d);
  }
  TensorRef out = empty_strided(t.shape(), dense_strides_like(t), t.dtype, t.storage->device);
  Access from = reads(t, strides.data(), t.ndim);
  if (from.data) from.data = static_cast<char*>(from.data) + start * item_size(t.dtype);
  launch_copy(t.numel, writes(*out), from, t);
  deliver(call, std::move(out));
}

TensorRef rolled(const Tensor& t, int64_t shift, int d) {
  TensorRef out = empty_ordered(t.shape(), has_channels_last_order(t), t.dtype, t.storage->device);
  launch(t.numel, {writes(*out), reads(t)}, t,
         [shift, d](const Access* o, ShapeView s) { run_roll(o[0], o[1], s.ndim, s.sizes, shift, d); });
  return out;
}

void compute_roll(Call& call) {
  Tensor& t = call.tensor(0);
  const Dims &shifts = *call.arg(1).dims, &dims = *call.arg(2).dims;
  if (shifts.empty()) fail(ErrorKind::Runtime, "`shifts` required");
  if (dims.empty() && shifts.size() == 1) {
    const TensorRef flat = contiguous(t);
    const TensorRef line = alias(*flat, Dims{t.numel}, Dims{1}, flat->offset);
    const TensorRef out = rolled(*line, shifts[0], 0);
    return deliver(call, alias(*out, t.shape(), contiguous_strides(t.shape()), 0));
  }
  if (shifts.size() != dims.size()) {
    fail(ErrorKind::Runtime, "shifts and dimensions must align. shifts: ", shifts.size(), ", dims:", dims.size());
  }
  if (t.numel == 0) return deliver(call, copy_of(t));
  TensorRef out = TensorRef::share(&t);
  for (int k = 0; k < dims.size(); ++k) {
    if (t.ndim == 0) fail(ErrorKind::Index, "Dimension specified as ", dims[k], " but tensor has no dimensions");
    out = rolled(*out, shifts[k], wrap_dim(dims[k], t.ndim));
  }
  deliver(call, std::move(out));
}

// ---- padding and the transpose of unfold --------------------------------------------------------------------------

// The gradient of windows: each is added where it was taken from.
void compute_unfold_backward(Call& call) {
  Tensor& g = call.tensor(0);
  const Dims& shape = *call.arg(1).dims;
  const int d = wrap_dim(call.arg(2).as_int(), shape.size());
  const int64_t size = call.arg(3).as_int(), step = call.arg(4).as_int();
  const int64_t have = shape.empty() ? 1 : shape[d];
  Dims windows = shape;
  if (size < 0 || size > have || step <= 0)
    fail(ErrorKind::Runtime, "unfold_backward: no windows of ", size, " every ", step, " in ", shape);
  if (!shape.empty()) windows[d] = (have - size) / step + 1;
  windows.push(size);
  if (!has_shape(g, windows))
    fail(ErrorKind::Runtime, "unfold_backward: the gradient has shape ", g.shape(), " | expected ", windows);
  const TensorRef terms = cast(g, compute_type(g.dtype));
  TensorRef out = empty(shape, terms->dtype, g.storage->device);
  zero_fill(*out);
  Dims strides = out->stride_dims();
  const int64_t stride = shape.empty() ? 1 : strides[d];
  if (!shape.empty()) strides[d] = stride * step;
  strides.push(stride);
  launch(g.numel, {writes(*out, strides.data(), strides.size()), reads(*terms)}, g,
         [](const Access* o, ShapeView s) { run_strided_add(o[0], o[1], s.ndim, s.sizes); });
  deliver(call, cast(*out, g.dtype));
}

constexpr ComputeEntry kEntries[] = {
    {"cat", compute_cat, "tensors: list[Tensor], dim: int"},
    {"stack", compute_stack, "tensors: list[Tensor], dim: int"},
    {"tril", compute_triangle<false>, "self: Tensor, diagonal: int"},
    {"triu", compute_triangle<true>, "self: Tensor, diagonal: int"},
    {"repeat", compute_repeat, "self: Tensor, repeats: Size"},
    {"repeat_index", compute_repeat_index, "repeats: Tensor"},
    {"flip", compute_flip, "self: Tensor, dims: Size"},
    {"roll", compute_roll, "self: Tensor, shifts: Size, dims: Size"},
    {"unfold_backward", compute_unfold_backward, "grad: Tensor, input_shape: Size, dim: int, size: int, step: int"},
};

}  // namespace

const ComputeTable kMoveComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
