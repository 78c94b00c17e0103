// Owns: the compute functions that address whole slices by position: advanced indexing, index_*, take, put.
// Called by: call_op.
#include <algorithm>
#include <vector>

#include "backend/cpu/index.h"
#include "backend/cpu/mask.h"
#include "dispatch/indexing.h"
#include "dispatch/numbers.h"

namespace flambeau {
namespace {

// ---- advanced indexing --------------------------------------------------------------------------------------------

bool is_mask(const Tensor& t) { return t.dtype == DType::Bool || t.dtype == DType::UInt8; }

// An index list in terms of positions, and the result it leads to.
struct Plan {
  std::vector<TensorRef> indices;  // per dimension of self: positions, or null where it is taken whole
  Dims index_shape;                // of all positions, broadcast together
  Dims shape;                      // of the result
  Dims strides;                    // of self over `shape`, 0 in the index's dimensions
  int first_dim = 0;               // where the index's dimensions begin in `shape`

  Plan(const Tensor& self, const TensorList& list) {
    read(self, list);
    broadcast();
    place(self);
  }
  // Copies the positions that share memory with what is about to be written.
  void keep_apart(const Tensor& out) {
    for (TensorRef& t : indices)
      if (t) t = apart(*t, out);
  }

 private:
  void read(const Tensor& self, const TensorList& list) {
    for (size_t k = 0; k < list.size(); ++k) {
      Tensor* t = list[k];
      if (!t) {
        indices.emplace_back();
      } else if (is_mask(*t)) {
        if (t->dtype == DType::UInt8)
          host::warn("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.");
        read_mask(self, *t, k);
      } else if (t->dtype == DType::Int64 || t->dtype == DType::Int32) {
        indices.push_back(cast(*t, DType::Int64));
      } else {
        fail(ErrorKind::Index, "tensors used as indices must be long, int, byte or bool tensors | number ", k, " is ",
             name_of(t->dtype));
      }
    }
    if (static_cast<int>(indices.size()) > self.ndim) {
      fail(ErrorKind::Index, "too many indices for tensor of dimension ", static_cast<int>(self.ndim), " (got ",
           indices.size(), ")");
    }
    indices.resize(self.ndim);
  }

  void read_mask(const Tensor& self, const Tensor& mask, size_t k) {
    const int at = static_cast<int>(indices.size());
    if (mask.ndim == 0) {
      fail(ErrorKind::Index, "too many indices for tensor of dimension ", static_cast<int>(self.ndim), ": index ", k,
           " is a mask of no dimensions | unsqueeze both");
    }
    for (int d = 0; d < mask.ndim; ++d) {
      if (at + d < self.ndim && mask.size(d) == self.size(at + d)) continue;
      if (at + mask.ndim > self.ndim) {
        fail(ErrorKind::Index, "too many indices for tensor of dimension ", static_cast<int>(self.ndim));
      }
      fail(ErrorKind::Index, "The shape of the mask ", mask.shape(), " at index ", k,
           " does not match the shape of the indexed tensor ", self.shape(), " at index ", at + d);
    }
    const TensorRef places = coordinates("index", mask);
    for (int d = 0; d < mask.ndim; ++d)
      indices.push_back(alias(*places, Dims{places->size(0)}, Dims{1}, d * places->size(0)));
  }

  void broadcast() {
    int n = 0;
    for (const TensorRef& t : indices)
      if (t) n = std::max<int>(n, t->ndim);
    index_shape = Dims::repeat(1, n);
    for (const TensorRef& t : indices) {
      for (int d = 0; t && d < t->ndim; ++d) {
        int64_t& size = index_shape[n - t->ndim + d];
        if (size == 1) size = t->size(d);
        if (t->size(d) != size && t->size(d) != 1) fail_broadcast();
      }
    }
  }
  [[noreturn]] void fail_broadcast() const {
    std::string shapes;
    for (const TensorRef& t : indices)
      if (t) shapes += (shapes.empty() ? "" : ", ") + to_string(t->shape());
    fail(ErrorKind::Index, "shape mismatch: indexing tensors could not be broadcast together with shapes ", shapes);
  }

  // The index's dimensions replace the indexed ones where these are neighbours, else they come first.
  void place(const Tensor& self) {
    int first = -1, last = -1, count = 0;
    for (int d = 0; d < self.ndim; ++d) {
      if (!indices[static_cast<size_t>(d)]) continue;
      if (first < 0) first = d;
      last = d;
      ++count;
    }
    first_dim = count > 0 && last - first + 1 == count ? first : 0;
    const auto push_index = [&] {
      for (const int64_t size : index_shape) {
        shape.push(size);
        strides.push(0);
      }
    };
    if (first_dim == 0) push_index();
    for (int d = 0; d < self.ndim; ++d) {
      if (d == first_dim && first_dim > 0) push_index();
      if (indices[static_cast<size_t>(d)]) continue;
      shape.push(self.size(d));
      strides.push(self.stride(d));
    }
  }
};

// Launches kernel(first, second, shape, index set) over the plan's shape. `self` is the one of both operands that is
// indexed.
template <class Kernel>
void launch_indexed(int64_t steps, const Access& first, const Access& second, const Plan& plan, const Tensor& self,
                    const Kernel& kernel) {
  // Behind the two come the positions. What an index set says of self lies in the shape, behind the plan's own.
  std::vector<Access> operands{first, second};
  std::vector<int64_t> sizes(plan.shape.begin(), plan.shape.end());
  std::vector<Dims> index_strides(plan.indices.size());
  const int index_ndim = plan.index_shape.size();
  for (int d = 0; d < self.ndim; ++d) {
    const TensorRef& t = plan.indices[static_cast<size_t>(d)];
    if (!t) continue;
    Dims& along = index_strides[operands.size() - 2];
    const int extra = index_ndim - t->ndim;
    for (int i = 0; i < index_ndim; ++i) along.push(i < extra || t->size(i - extra) == 1 ? 0 : t->stride(i - extra));
    operands.push_back(reads(*t, along.data(), index_ndim));
    sizes.insert(sizes.end(), {d, self.size(d), self.stride(d)});
  }
  launch(steps, operands, {static_cast<int>(sizes.size()), sizes.data()},
         [kernel, ndim = plan.shape.size(), index_ndim, first_dim = plan.first_dim](const Access* o, ShapeView s) {
           Operand indices[kMaxDims];
           int64_t about[3][kMaxDims];
           const int count = (s.ndim - ndim) / 3;
           for (int k = 0; k < count; ++k) {
             indices[k] = o[2 + k];
             for (int i = 0; i < 3; ++i) about[i][k] = s[ndim + 3 * k + i];
           }
           kernel(o[0], o[1], ShapeView(ndim, s.sizes),
                  IndexSet{count, indices, about[0], about[1], about[2], first_dim, index_ndim});
         });
}

// A lone mask over all of self, the commonest index, or null.
Tensor* whole_mask(const Tensor& self, const TensorList& list) {
  if (list.size() != 1 || !list[0] || list[0]->dtype != DType::Bool) return nullptr;
  return same_shape(*list[0], self) && self.ndim > 0 ? list[0] : nullptr;
}

void compute_index(Call& call) {
  const Tensor& self = call.tensor(0);
  const TensorList& list = *call.arg(1).tensors;
  if (const Tensor* mask = whole_mask(self, list)) {
    TensorRef out = empty(Dims{count_true("index", *mask)}, self.dtype);
    launch(self.numel, {writes(*out), reads(self), reads(*mask)}, self,
           [](const Access* o, ShapeView s) { run_masked_select(o[0].data, o[1], o[2], s.ndim, s.sizes); });
    call.out[0] = std::move(out);
    return;
  }
  const Plan plan(self, list);
  TensorRef out = empty(plan.shape, self.dtype, self.storage->device);
  launch_indexed(std::max<int64_t>(out->numel, 1), writes(*out), reads(self, plan.strides.data(), plan.strides.size()),
                 plan, self, [](const Operand& to, const Operand& from, ShapeView s, const IndexSet& set) {
                   run_index(to, from, s.ndim, s.sizes, set);
                 });
  call.out[0] = std::move(out);
}

// The strides of `values` over `shape`; leading dimensions of size 1 that `shape` lacks do not matter.
Dims broadcast_values(const Tensor& values, const Dims& shape) {
  Dims strides;
  const int extra = shape.size() - values.ndim;
  bool fits = true;
  for (int d = 0; d < values.ndim; ++d) {
    const int at = d + extra;
    fits = fits && (values.size(d) == 1 || (at >= 0 && values.size(d) == shape[at]));
  }
  if (!fits) {
    fail(ErrorKind::Runtime, "shape mismatch: value tensor of shape ", values.shape(),
         " cannot be broadcast to indexing result of shape ", shape);
  }
  for (int d = 0; d < shape.size(); ++d)
    strides.push(d < extra || values.size(d - extra) == 1 ? 0 : values.stride(d - extra));
  return strides;
}

void compute_index_put(Call& call) {
  Tensor& self = call.tensor(0);
  Tensor& values = call.tensor(2);
  const TensorList& list = *call.arg(1).tensors;
  const bool accumulate = call.arg(3).truth();
  const auto require_one_dtype = [&] {
    if (values.dtype == self.dtype) return;
    fail(ErrorKind::Runtime, "Index put requires the source and destination dtypes match, got ",
         scalar_type_name(self.dtype), " for the destination and ", scalar_type_name(values.dtype), " for the source.");
  };
  const Tensor* mask = accumulate || values.numel != 1 ? nullptr : whole_mask(self, list);
  if (mask && values.ndim == 0) {
    require_one_dtype();
    const Element fill(call, call.arg(2), self.dtype);
    TensorRef out = call.target
                        ? TensorRef::share(call.target)
                        : empty_strided(self.shape(), dense_strides_like(self), self.dtype, self.storage->device);
    fill_where(*out, *apart(const_cast<Tensor&>(*mask), *out), fill, self);
    call.out[0] = std::move(out);
    return;
  }
  TensorRef out = written_in_order(call);
  const TensorRef from = apart(values, *out);
  Plan plan(*out, list);
  const Dims strides = broadcast_values(*from, plan.shape);
  require_one_dtype();
  plan.keep_apart(*out);
  launch_indexed(std::max<int64_t>(out->numel, 1), writes(*out, plan.strides.data(), plan.strides.size()),
                 reads(*from, strides.data(), strides.size()), plan, *out,
                 [accumulate](const Operand& to, const Operand& values, ShapeView s, const IndexSet& set) {
                   run_index_put(to, values, s.ndim, s.sizes, set, accumulate);
                 });
  call.out[0] = std::move(out);
}

// ---- slices by position along one dimension -----------------------------------------------------------------------

void compute_index_select(Call& call) {
  const Tensor &self = call.tensor(0), &index = call.tensor(2);
  const int d = wrap_dim(call.arg(1).as_int(), self.ndim);
  if (index.ndim > 1)
    fail(ErrorKind::Index, "index_select(): Index is supposed to be a vector | its shape is ", index.shape());
  if (!is_position_type(index.dtype)) {
    fail(ErrorKind::Runtime, "index_select(): Expected dtype int32 or int64 for index | got ", name_of(index.dtype));
  }
  if (self.ndim == 0 && index.numel != 1) {
    fail(ErrorKind::Runtime, "index_select(): Index to scalar can have only 1 value, got ", index.numel, " value(s)");
  }
  Dims shape = self.shape();
  if (self.ndim) shape[d] = index.numel;
  TensorRef out = empty(shape, self.dtype, self.storage->device);
  const Lined from(self), to(*out), where(index);
  launch(std::max(out->numel, index.numel), {to.writes(), from.reads(), where.reads()}, to.shape(),
         [d, size = from.size(d)](const Access* o, ShapeView s) {
           run_index_select(o[0], o[1], o[2], s.ndim, s.sizes, d, size);
         });
  call.out[0] = std::move(out);
}

// alpha * source.
TensorRef scaled(const Call& call, Tensor& source, const Value& alpha) {
  if (alpha.is_none() || (alpha.tag != Tag::Complex && alpha.as_double() == 1)) return TensorRef::share(&source);
  static const ElementwiseKernel* const mul = find_elementwise("mul");
  TensorRef out = empty_like(source, source.dtype);
  const Element factor(call, alpha, compute_type(source.dtype));
  launch_elementwise(*mul, compute_type(source.dtype), {writes(*out), reads(source), factor.access()}, source);
  return out;
}

void require_vector_index(const char* op, const Tensor& index) {
  if (index.ndim > 1) {
    fail(ErrorKind::Index, op, "(): Index is supposed to be a vector, but got dim: ", static_cast<int>(index.ndim),
         " with type: ", scalar_type_name(index.dtype), " and size: ", index.shape());
  }
  if (!is_position_type(index.dtype)) {
    fail(ErrorKind::Runtime, op, "(): Expected dtype int32/int64 for index but got: ", scalar_type_name(index.dtype));
  }
}

bool same_but_for(const Tensor& a, const Tensor& b, int dim) {
  if (a.ndim != b.ndim) return false;
  for (int d = 0; d < a.ndim; ++d)
    if (d != dim && a.size(d) != b.size(d)) return false;
  return true;
}

// The shape of a slice along d; a 0-d tensor is one slice.
Dims slice_shape(const Tensor& t, int d) {
  Dims shape;
  for (int k = 0; k < t.ndim; ++k)
    if (k != d) shape.push(t.size(k));
  return shape;
}

// Writes the slices of `source` at `index` along d into a copy of self (or self, in place).
void write_slices(Call& call, WriteMode mode, int d, Tensor& index, Tensor& source) {
  TensorRef out = written(call);
  const TensorRef from = apart(source, *out), where = apart(index, *out);
  const Lined to(*out), at(*where), lines(*from);
  launch(std::max(from->numel, where->numel), {to.writes(), at.reads(), lines.reads()}, lines.shape(),
         [mode, d, size = to.size(d)](const Access* o, ShapeView s) {
           run_index_write(mode, o[0], o[1], o[2], s.ndim, s.sizes, d, size);
         });
  call.out[0] = std::move(out);
}

void compute_index_add(Call& call) {
  Tensor &self = call.tensor(0), &index = call.tensor(2), &source = call.tensor(3);
  const int d = wrap_dim(call.arg(1).as_int(), self.ndim);
  require_vector_index("index_add_", index);
  if (self.dtype != source.dtype) {
    fail(ErrorKind::Runtime, "index_add_(): self (", scalar_type_name(self.dtype), ") and source (",
         scalar_type_name(source.dtype), ") must have the same scalar type");
  }
  const int64_t slices = source.ndim == 0 ? 1 : d < source.ndim ? source.size(d) : -1;
  if (index.numel != slices) {
    fail(ErrorKind::Runtime, "index_add_(): Number of indices (", index.numel,
         ") should be equal to source.size(dim): (", slices, "), for dim: ", d);
  }
  if (!same_but_for(self, source, d)) {
    fail(ErrorKind::Runtime,
         "source tensor shape must match self tensor shape, excluding the specified dimension. "
         "Got self.shape = ",
         self.shape(), " source.shape = ", source.shape());
  }
  check_fits(call.arg(4), self.dtype);
  const TensorRef addend = scaled(call, source, call.arg(4));
  with_runtime_errors([&] { write_slices(call, WriteMode::Add, d, index, *addend); });
}

void compute_index_copy(Call& call) {
  Tensor &self = call.tensor(0), &index = call.tensor(2), &source = call.tensor(3);
  const int d = wrap_dim(call.arg(1).as_int(), self.ndim);
  if (index.ndim > 1)
    fail(ErrorKind::Index, "index_copy_(): Index should have dimension 1 or 0 (got ", static_cast<int>(index.ndim),
         ")");
  if (source.ndim == 0 && index.numel != 1)
    fail(ErrorKind::Index, "index_copy_(): When source is scalar, index should have one element (got ", index.numel,
         ")");
  if (source.ndim != self.ndim && source.ndim != 0 && self.ndim != 0) {
    fail(ErrorKind::Index,
         "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source "
         "dimensionality (",
         static_cast<int>(source.ndim), "), destination dimensionality (", static_cast<int>(self.ndim), ")");
  }
  if (index.dtype != DType::Int64) {
    fail(ErrorKind::Runtime, "index_copy_(): Expected a long tensor for index, but got ",
         scalar_type_name(index.dtype));
  }
  if (self.dtype != source.dtype) {
    fail(ErrorKind::Runtime, "index_copy_(): self and source expected to have the same dtype, but got (self) ",
         scalar_type_name(self.dtype), " and (source) ", scalar_type_name(source.dtype));
  }
  const Dims slices = slice_shape(self, d), source_slices = slice_shape(source, d);
  if (!(slices == source_slices)) {
    fail(ErrorKind::Runtime,
         "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ", slices,
         " at dimension ", d, " and source slice shape: ", source_slices, " at dimension ", d, ".");
  }
  const int64_t length = source.ndim ? source.size(d) : 1;
  if (index.numel != length) {
    fail(ErrorKind::Index, "index_copy_(): Number of indices (", index.numel, ") should be equal to source.size(dim) (",
         length, ")");
  }
  write_slices(call, WriteMode::Assign, d, index, source);
}

// Negative positions count from the end.
TensorRef wrapped(const Tensor& index, int64_t size) {
  TensorRef copy = copy_of(index);
  launch(copy->numel, {writes(*copy)},
         [n = copy->numel, size](const Access* o) { run_wrap_positions(static_cast<int64_t*>(o[0].data), n, size); });
  return copy;
}

void compute_index_fill(Call& call) {
  const Tensor &self = call.tensor(0), &index = call.tensor(2);
  const int d = wrap_dim(call.arg(1).as_int(), self.ndim);
  if (index.dtype != DType::Int64)
    fail(ErrorKind::Index, "index_fill_(): Expected dtype int64 for index. | got ", name_of(index.dtype));
  if (index.ndim > 1) fail(ErrorKind::Runtime, "Index has to be a vector/scalar | its shape is ", index.shape());
  if (is_complex(result_type(&call.arg(3), 1)) && !is_complex(self.dtype)) {
    fail(ErrorKind::Runtime, "index_fill_(): Converting complex Scalar to non-complex type is not supported");
  }
  const Element fill(call, call.arg(3), self.dtype);
  TensorRef out = written_in_order(call);
  const Lined to(*out);
  const TensorRef positions = wrapped(index, to.size(d));
  const Lined where(*positions);
  Dims shape(to.sizes, to.ndim);
  shape[d] = index.numel;
  launch(std::max(out->numel, index.numel), {to.writes(), where.reads(), fill.access()}, shape,
         [d, size = to.size(d)](const Access* o, ShapeView s) {
           run_index_write(WriteMode::Assign, o[0], o[1], o[2], s.ndim, s.sizes, d, size);
         });
  call.out[0] = std::move(out);
}

// ---- positions in the flattened tensor ----------------------------------------------------------------------------

void require_long_index(const char* op, const Tensor& index) {
  if (index.dtype != DType::Int64) {
    fail(ErrorKind::Runtime, op, "(): Expected a long tensor for index, but got ", scalar_type_name(index.dtype));
  }
}

void compute_take(Call& call) {
  const Tensor &self = call.tensor(0), &index = call.tensor(1);
  require_long_index("take", index);
  if (self.numel == 0 && index.numel != 0) fail(ErrorKind::Index, "take(): tried to take from an empty tensor");
  TensorRef out = empty(index.shape(), self.dtype, self.storage->device);
  std::vector<int64_t> both(self.sizes(), self.sizes() + self.ndim);  // shapes, one behind the other
  both.insert(both.end(), index.sizes(), index.sizes() + index.ndim);
  launch(index.numel, {writes(*out), reads(self), reads(index)}, {self.ndim + index.ndim, both.data()},
         [ndim = int{self.ndim}](const Access* o, ShapeView s) {
           run_take(o[0], o[1], ndim, s.sizes, o[2], s.ndim - ndim, s.sizes + ndim);
         });
  call.out[0] = std::move(out);
}

void compute_put(Call& call) {
  Tensor &self = call.tensor(0), &index = call.tensor(1), &source = call.tensor(2);
  require_long_index("put_", index);
  if (self.dtype != source.dtype) {
    fail(ErrorKind::Runtime,
         "put_(): self and source expected to have the same dtype, but got self.dtype = ", scalar_type_name(self.dtype),
         " and source.dtype = ", scalar_type_name(source.dtype));
  }
  if (source.numel != index.numel) {
    fail(ErrorKind::Index,
         "put_(): Expected source and index to have the same number of elements, but got source.numel() = ",
         source.numel, ", index.numel() = ", index.numel);
  }
  if (self.numel == 0 && index.numel != 0) fail(ErrorKind::Index, "put_(): tried to put elements into an empty tensor");
  TensorRef out = written_in_order(call);
  const TensorRef from = copy_of(source), where = copy_of(index);  // both flat, whatever their shapes
  constexpr int64_t one = 1;
  launch(index.numel, {writes(*out), reads(*where, &one, 1), reads(*from, &one, 1)}, *out,
         [n = index.numel, accumulate = call.arg(3).truth()](const Access* o, ShapeView s) {
           run_put(o[0], s.ndim, s.sizes, o[1], o[2], 1, &n, accumulate);
         });
  call.out[0] = std::move(out);
}

// ---- embedding ----------------------------------------------------------------------------------------------------

constexpr ComputeEntry kEntries[] = {
    {"index", compute_index, "self: Tensor, indices: list[Tensor | None]"},
    {"index_put", compute_index_put, "self: Tensor, indices: list[Tensor | None], values: Tensor, accumulate: bool"},
    {"index_select", compute_index_select, "self: Tensor, dim: int, index: Tensor"},
    {"index_add", compute_index_add, "self: Tensor, dim: int, index: Tensor, source: Tensor, alpha: Number"},
    {"index_copy", compute_index_copy, "self: Tensor, dim: int, index: Tensor, source: Tensor"},
    {"index_fill", compute_index_fill, "self: Tensor, dim: int, index: Tensor, value: Tensor | Number"},
    {"take", compute_take, "self: Tensor, index: Tensor"},
    {"put", compute_put, "self: Tensor, index: Tensor, source: Tensor, accumulate: bool"},
};

}  // namespace

const ComputeTable kIndexComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
