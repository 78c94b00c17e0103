// Owns: the compute functions of sorting, the largest few, unique values, and search and counts in bins.
// Called by: call_op.
#include <algorithm>
#include <limits>

#include "backend/cpu/index.h"
#include "backend/cpu/sort.h"
#include "backend/cpu/sort_bins.h"
#include "dispatch/indexing.h"

namespace flambeau {
namespace {

constexpr int64_t kOne = 1;

void compute_sort(Call& call) {
  const Tensor& t = call.tensor(0);
  if (is_complex(t.dtype)) fail(ErrorKind::Runtime, "Sort does not support complex dtypes on CPU");
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim);
  const Dims strides = dense_strides_like(t);
  TensorRef values = empty_strided(t.shape(), strides, t.dtype, t.storage->device);
  TensorRef indices = empty_strided(t.shape(), strides, DType::Int64, t.storage->device);
  const Lined in(t), to(*values), where(*indices);
  launch(t.numel, {to.writes(), where.writes(), in.reads()}, in.shape(),
         [d, descending = call.arg(2).truth()](const Access* o, ShapeView s) {
           run_sort(o[0], o[1], o[2], s.ndim, s.sizes, d, descending);
         });
  call.out[0] = std::move(values);
  call.out[1] = std::move(indices);
}

void compute_topk(Call& call) {
  const Tensor& t = call.tensor(0);
  if (is_complex(t.dtype)) fail(ErrorKind::Runtime, "topk does not support complex dtypes on CPU");
  if (t.dtype == DType::Bool) fail(ErrorKind::Runtime, "topk does not support bool dtypes on CPU");
  const int64_t k = call.arg(1).as_int();
  const int d = wrap_dim(call.arg(2).as_int(), t.ndim);
  const Lined in(t);
  if (k < 0 || k > in.size(d)) {
    fail(ErrorKind::Runtime, "selected index k out of range | topk: k is ", k, ", dimension ", d, " has size ",
         in.size(d));
  }
  Dims shape = t.shape();
  if (t.ndim) shape[d] = k;
  TensorRef values = empty(shape, t.dtype, t.storage->device), indices = empty(shape, DType::Int64, t.storage->device);
  const Lined to(*values), where(*indices);
  launch(t.numel, {to.writes(), where.writes(), in.reads()}, in.shape(),
         [d, count = t.ndim ? k : 1, largest = call.arg(3).truth()](const Access* o, ShapeView s) {
           run_topk(o[0], o[1], o[2], s.ndim, s.sizes, d, count, largest);
         });
  call.out[0] = std::move(values);
  call.out[1] = std::move(indices);
}

// ---- unique -------------------------------------------------------------------------------------------------------

// The first n elements of a vector, in memory of their own.
TensorRef leading(TensorRef vector, int64_t n) {
  if (vector->numel == n) return vector;
  return copy_of(*alias(*vector, Dims{n}, Dims{1}, 0));
}

template <auto kernel>
void unique_elements(Call& call) {
  Tensor& t = call.tensor(0);
  const TensorRef flat = contiguous(t);
  TensorRef values = empty(Dims{t.numel}, t.dtype), counts = empty(Dims{t.numel}, DType::Int64);
  TensorRef inverse = empty(t.shape(), DType::Int64);
  void* const to[] = {values->data(), inverse->data(), counts->data()};
  const void* const from = flat->data();
  const int64_t distinct = ask(call.op.name.c_str(), t, t.numel, [&] {
    return kernel(to[0], static_cast<int64_t*>(to[1]), static_cast<int64_t*>(to[2]), from, t.dtype, t.numel);
  });
  call.out[0] = leading(std::move(values), distinct);
  call.out[1] = std::move(inverse);
  call.out[2] = leading(std::move(counts), distinct);
}

void compute_unique(Call& call) {
  if (is_complex(call.tensor(0).dtype)) not_implemented("unique", call.tensor(0).dtype);
  unique_elements<run_unique>(call);
}

// The tensor as one row per position along `d`.
TensorRef rows_along(const Tensor& t, int d) {
  Dims shape = t.shape(), strides = t.stride_dims();
  shape.erase(d);
  strides.erase(d);
  shape.insert(0, t.size(d));
  strides.insert(0, t.stride(d));
  return copy_of(*alias(t, shape, strides, t.offset));
}

void check_unique_dims(const Tensor& t, int d) {
  const auto zeros = std::count(t.sizes(), t.sizes() + t.ndim, 0);
  if (t.size(d) == 0 && zeros > 1) {
    fail(ErrorKind::Runtime,
         "Number of zero sized dimensions is more than one, so unique cannot be applied | the shape is ", t.shape());
  }
  if (t.size(d) != 0 && zeros > 0) {
    fail(ErrorKind::Runtime,
         "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied | the shape is ",
         t.shape());
  }
}

void compute_unique_dim(Call& call) {
  const Tensor& t = call.tensor(0);
  const int d = wrap_dim(call.arg(1).as_int(), t.ndim);
  if (t.ndim == 0) fail(ErrorKind::Index, "Dimension specified as ", d, " but tensor has no dimensions");
  check_unique_dims(t, d);
  const TensorRef rows = rows_along(t, d);
  const int64_t n = t.size(d);
  TensorRef first = empty(Dims{n}, DType::Int64), inverse = empty(Dims{n}, DType::Int64),
            counts = empty(Dims{n}, DType::Int64);
  int64_t distinct = 0;
  if (n > 0) {
    int64_t* const to[] = {first->ptr<int64_t>(), inverse->ptr<int64_t>(), counts->ptr<int64_t>()};
    const void* const from = rows->data();
    distinct = ask("unique_dim", t, t.numel, [&] {
      return run_unique_rows(to[0], to[1], to[2], from, t.dtype, n, t.numel / n, call.arg(2).truth());
    });
  }
  Dims shape = t.shape();
  shape[d] = distinct;
  TensorRef values = empty(shape, t.dtype);
  if (distinct > 0) {
    launch(values->numel, {writes(*values), reads(t), reads(*first, &kOne, 1)}, shape,
           [d, n](const Access* o, ShapeView s) { run_index_select(o[0], o[1], o[2], s.ndim, s.sizes, d, n); });
  }
  call.out[0] = std::move(values);
  call.out[1] = std::move(inverse);
  call.out[2] = leading(std::move(counts), distinct);
}

// ---- bins ---------------------------------------------------------------------------------------------------------

void check_search(const Tensor& sorted, const Tensor& values) {
  if (sorted.ndim == 0) {
    fail(ErrorKind::Runtime,
         "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension");
  }
  bool fits = sorted.ndim == 1 || sorted.ndim == values.ndim;
  for (int d = 0; fits && sorted.ndim > 1 && d < sorted.ndim - 1; ++d) fits = sorted.size(d) == values.size(d);
  if (!fits) {
    fail(ErrorKind::Runtime,
         "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of "
         "boundaries tensor and input value tensor must match, but we got boundaries tensor ",
         sorted.shape(), " and input value tensor ", values.shape());
  }
  if (sorted.dtype != values.dtype && values.ndim > 0) {
    fail(ErrorKind::Runtime,
         "torch.searchsorted(): boundary tensor and input value tensor should have same dtype, but got "
         "boundary tensor dtype ",
         name_of(sorted.dtype), " and input value tensor dtype ", name_of(values.dtype));
  }
  if (is_complex(sorted.dtype) || is_complex(values.dtype)) not_implemented("searchsorted_out_cpu", DType::Complex64);
}

void compute_searchsorted(Call& call) {
  Tensor &sorted = call.tensor(0), &values = call.tensor(1);
  check_search(sorted, values);
  const int64_t length = sorted.size(sorted.ndim - 1);
  if (call.arg(3).truth() && length > std::numeric_limits<int32_t>::max()) {
    fail(ErrorKind::Runtime, "torch.searchsorted(): the size of boundaries' last dimension should be less than ",
         std::numeric_limits<int32_t>::max(), ", but we got ", length);
  }
  TensorRef out = empty_like(values, DType::Int64);
  if (values.numel > 0) {
    const DType type = promote(sorted.dtype, values.dtype);
    const TensorRef lines = prepared(sorted, type), sought = prepared(values, type);
    const int64_t count = sorted.ndim == 1 ? 1 : values.numel / values.size(values.ndim - 1);
    launch(values.numel, {writes(*out), reads(*lines), reads(*sought)},
           [type, count, length, n = values.numel / count, right = call.arg(2).truth()](const Access* o) {
             run_searchsorted(static_cast<int64_t*>(o[0].data), o[1].data, nullptr, o[2].data, type, count, length, n,
                              right);
           });
  }
  call.out[0] = call.arg(3).truth() ? cast(*out, DType::Int32) : std::move(out);
}

void compute_bincount(Call& call) {
  Tensor& t = call.tensor(0);
  const int64_t minlength = call.arg(1).as_int();
  if (t.ndim != 1)
    fail(ErrorKind::Runtime, "bincount only supports 1-d non-negative integral inputs. | the shape is ", t.shape());
  if (minlength < 0) fail(ErrorKind::Runtime, "minlength should be >= 0 | got ", minlength);
  if (!is_integral(t.dtype) || t.dtype == DType::Bool) not_implemented("bincount_cpu", t.dtype);
  const TensorRef flat = contiguous(t);
  const void* const from = flat->data();
  const int64_t bins = ask("bincount", t, t.numel, [&] { return bincount_size(from, t.dtype, t.numel, minlength); });
  TensorRef out = empty(Dims{bins}, DType::Int64);
  launch(std::max(bins, t.numel), {writes(*out), reads(*flat)},
         [n = t.numel, bins](const Access* o) { run_bincount(o[0], o[1].data, o[1].dtype, n, bins, nullptr); });
  call.out[0] = std::move(out);
}

constexpr ComputeEntry kEntries[] = {
    {"sort", compute_sort, "self: Tensor, dim: int, descending: bool, stable: bool | None"},
    {"topk", compute_topk, "self: Tensor, k: int, dim: int, largest: bool, sorted: bool"},
    {"unique", compute_unique, "self: Tensor, sorted: bool"},
    {"unique_consecutive", unique_elements<run_unique_consecutive>, "self: Tensor"},
    {"unique_dim", compute_unique_dim, "self: Tensor, dim: int, consecutive: bool"},
    {"searchsorted", compute_searchsorted, "sorted_sequence: Tensor, values: Tensor, right: bool, out_int32: bool"},
    {"bincount", compute_bincount, "self: Tensor, minlength: int"},
};

}  // namespace

const ComputeTable kSortComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
