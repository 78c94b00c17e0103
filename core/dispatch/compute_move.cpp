// Owns: the compute functions that put elements elsewhere: joins, repeats, triangles, flips, rolls, padding.
// Called by: call_op.
#include <algorithm>
#include <cstring>

#include "dispatch/indexing.h"
#include "kernels/copy.h"
#include "kernels/index.h"

namespace flambeau {
namespace {

// ---- joins --------------------------------------------------------------------------------------------------------

DType common_type(const TensorList& tensors) {
  DType type = tensors[0]->dtype;
  for (const Tensor* t : tensors) type = promote(type, t->dtype);
  return type;
}

// Copies pieces one after the other along a dimension of a contiguous result.
class Joiner {
 public:
  // `inner` is how many elements one step along the joined dimension takes.
  Joiner(Tensor& out, int64_t outer, int64_t inner, int64_t length)
      : out_(out), outer_(outer), inner_(inner), row_(inner * length) {}

  // `shape` and `strides` are the piece's in the result's dimensions; it is `length` long along the joined one.
  void append(const Tensor& t, int64_t length, int ndim, const int64_t* shape, const int64_t* strides) {
    const int64_t item = item_size(out_.dtype), run = length * inner_;
    char* to = out_.data() + at_ * item;
    at_ += run;
    if (t.numel == 0) return;
    if (t.dtype == out_.dtype && t.is_contiguous() && (t.numel < kSmall || run >= kLongRun)) {
      if (t.numel >= kSmall) return copy_rows_threaded(t, to, run);
      for (int64_t i = 0; i < outer_; ++i)
        std::memcpy(to + i * row_ * item, t.data() + i * run * item, static_cast<size_t>(run * item));
      return;
    }
    copy_strided({to, out_.dtype, out_.strides()}, {t.data(), t.dtype, strides}, ndim, shape);
  }

 private:
  static constexpr int64_t kSmall = 1 << 15, kLongRun = 64;

  // The same rows, as the copy kernel sees them: over threads.
  void copy_rows_threaded(const Tensor& t, char* to, int64_t run) const {
    const int64_t shape[] = {outer_, run}, to_strides[] = {row_, 1}, from_strides[] = {run, 1};
    copy_strided({to, out_.dtype, to_strides}, {t.data(), t.dtype, from_strides}, 2, shape);
  }

  Tensor& out_;
  int64_t outer_, inner_, row_, at_ = 0;
};

int64_t product(const int64_t* sizes, int from, int to) {
  int64_t n = 1;
  for (int d = from; d < to; ++d) n *= sizes[d];
  return n;
}

// Joins pieces into a result that is not row-major, one block of it after the other.
void join_in_blocks(Tensor& out, const TensorList& tensors, int dim) {
  int64_t at = 0;
  for (const Tensor* t : tensors) {
    if (t->numel == 0) continue;
    char* const to = out.data() + at * out.stride(dim) * item_size(out.dtype);
    copy_strided({to, out.dtype, out.strides()}, operand(*t), t->ndim, t->sizes());
    at += t->size(dim);
  }
}

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
  if (!on_meta(call) && out->numel && last) {
    const LongWork work(out->numel);
    join_in_blocks(*out, tensors, dim);
  } else if (!out->is_meta() && out->numel) {
    const LongWork work(out->numel);
    Joiner joiner(*out, product(shape.data(), 0, dim), product(shape.data(), dim + 1, shape.size()), shape[dim]);
    for (const Tensor* t : tensors)
      if (!counts_for_nothing(*t)) joiner.append(*t, t->size(dim), t->ndim, t->sizes(), t->strides());
  }
  deliver(call, std::move(out));
}

// Images with channels innermost are joined along `dim`, which is then split: so each of them keeps its order.
TensorRef stacked_images(const Call& call, const TensorList& tensors, int dim) {
  const Tensor& first = *tensors[0];
  const auto count = static_cast<int64_t>(tensors.size());
  Dims shape = first.shape();
  shape[dim] *= count;
  const TensorRef joined = empty_ordered(shape, true, common_type(tensors), first.storage->device);
  if (!on_meta(call)) {
    const LongWork work(joined->numel);
    join_in_blocks(*joined, tensors, dim);
  }
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
  if (dim < first.ndim && all_have_channels_last_order(tensors))
    return deliver(call, stacked_images(call, tensors, dim));
  shape.insert(dim, count);
  TensorRef out = empty(shape, common_type(tensors), first.storage->device);
  if (!on_meta(call) && out->numel) {
    const LongWork work(out->numel);
    Dims piece = shape;
    piece[dim] = 1;
    Joiner joiner(*out, product(shape.data(), 0, dim), product(shape.data(), dim + 1, shape.size()), count);
    for (const Tensor* t : tensors) {
      Dims strides = t->stride_dims();
      strides.insert(dim, 0);
      joiner.append(*t, 1, piece.size(), piece.data(), strides.data());
    }
  }
  deliver(call, std::move(out));
}

// ---- triangles, repeats -------------------------------------------------------------------------------------------

template <bool upper>
void compute_triangle(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim < 2) fail(ErrorKind::Runtime, upper ? "triu" : "tril", ": input tensor must have at least 2 dimensions");
  TensorRef out = empty_like(t, t.dtype);
  if (!t.is_meta() && t.numel) {
    // Beyond the sizes nothing changes; clamping keeps row + diagonal from overflowing.
    const int64_t diagonal = std::clamp(call.arg(1).as_int(), -t.size(t.ndim - 2), t.size(t.ndim - 1));
    const LongWork work(t.numel);
    run_triangle(upper, operand(*out), operand(t), t.ndim, t.sizes(), diagonal);
  }
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
  if (!t.is_meta() && out->numel) {
    // Each dimension in two, copies and elements: the source does not move along the first.
    Dims shape, to, from;
    for (int d = 0; d < result.size(); ++d) {
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
    const LongWork work(out->numel);
    copy_strided({out->data(), t.dtype, to.data()}, {t.data(), t.dtype, from.data()}, shape.size(), shape.data());
  }
  deliver(call, std::move(out));
}

void compute_repeat_index(Call& call) {
  Tensor& repeats = call.tensor(0);
  if (repeats.dtype != DType::Int64 && repeats.dtype != DType::Int32) {
    not_implemented("repeat_interleave_cpu", repeats.dtype);
  }
  if (repeats.ndim != 1) fail(ErrorKind::Runtime, "repeat_interleave only accept 1D vector as repeat");
  if (repeats.is_meta())
    fail(ErrorKind::NotImplemented, "repeat_interleave: the result's size depends on data a meta tensor lacks");
  const TensorRef wide = cast(repeats, DType::Int64), counts = contiguous(*wide);
  const int64_t* count = counts->ptr<int64_t>();
  const int64_t total = sum_repeats(count, counts->numel);
  int64_t checked = 0;
  for (int64_t i = 0; i < counts->numel; ++i) {
    if (__builtin_add_overflow(checked, count[i], &checked)) {
      fail(ErrorKind::Runtime, "repeat_interleave: the repeats add up to more elements than a tensor can have");
    }
  }
  TensorRef out = empty(Dims{total}, DType::Int64);
  run_repeat_indices(out->ptr<int64_t>(), count, counts->numel);
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
  if (!t.is_meta() && t.numel) {
    const LongWork work(t.numel);
    copy_strided(operand(*out), {t.data() + start * item_size(t.dtype), t.dtype, strides.data()}, t.ndim, t.sizes());
  }
  deliver(call, std::move(out));
}

TensorRef rolled(const Tensor& t, int64_t shift, int d) {
  TensorRef out = empty_ordered(t.shape(), has_channels_last_order(t), t.dtype, t.storage->device);
  if (t.is_meta() || t.numel == 0) return out;
  const LongWork work(t.numel);
  run_roll(operand(*out), operand(t), t.ndim, t.sizes(), shift, d);
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
  if (!g.is_meta() && g.numel) {
    Dims strides = out->stride_dims();
    const int64_t stride = shape.empty() ? 1 : strides[d];
    if (!shape.empty()) strides[d] = stride * step;
    strides.push(stride);
    const LongWork work(g.numel);
    run_strided_add({out->data(), out->dtype, strides.data()}, operand(*terms), g.ndim, g.sizes());
  }
  deliver(call, cast(*out, g.dtype));
}

constexpr ComputeEntry kEntries[] = {
    {"cat", compute_cat},
    {"stack", compute_stack},
    {"tril", compute_triangle<false>},
    {"triu", compute_triangle<true>},
    {"repeat", compute_repeat},
    {"repeat_index", compute_repeat_index},
    {"flip", compute_flip},
    {"roll", compute_roll},
    {"unfold_backward", compute_unfold_backward},
};

}  // namespace

const ComputeTable kMoveComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
