// Owns: the compute functions that move single elements along a dimension by an index tensor: gather and the scatters.
// Called by: call_op.
#include <limits>

#include "backend/cpu/scatter.h"
#include "dispatch/indexing.h"

namespace flambeau {
namespace {

void require_index_type(const char* op, const Tensor& index) {
  if (index.dtype != DType::Int64 && index.dtype != DType::Int32) {
    fail(ErrorKind::Runtime, op, "(): Expected dtype int32/int64 for index | got ", name_of(index.dtype));
  }
}

// Does `index` fit into `t` along all dimensions but `except`? (-1: along all)
bool fits_into(const Lined& index, const Lined& t, int except) {
  for (int d = 0; d < index.ndim; ++d)
    if (d != except && index.size(d) > t.size(d)) return false;
  return true;
}

void compute_gather(Call& call) {
  const Tensor& self = call.tensor(0);
  Tensor& given = call.tensor(2);
  const int d = wrap_dim(call.arg(1).as_int(), self.ndim);
  TensorRef out = empty(given.shape(), self.dtype, self.storage->device);
  if (given.numel > 0) {
    require_index_type("gather", given);
    const Lined from(self), shape(given);
    if (from.ndim != shape.ndim) {
      fail(ErrorKind::Runtime, "Index tensor must have the same number of dimensions as input tensor | gather: index ",
           given.shape(), ", input ", self.shape());
    }
    if (!fits_into(shape, from, d)) {
      fail(ErrorKind::Runtime, "Size does not match at dimension other than ", d, " expected index ", given.shape(),
           " to be no larger than self ", self.shape(), " apart from dimension ", d);
    }
    const TensorRef index = cast(given, DType::Int64);
    const Lined to(*out), where(*index);
    with_runtime_errors([&] {
      launch(index->numel, {to.writes(), from.reads(), where.reads()}, to.shape(),
             [d, size = from.size(d)](const Access* o, ShapeView s) {
               run_gather(o[0], o[1], o[2], s.ndim, s.sizes, d, size);
             });
    });
  }
  call.out[0] = std::move(out);
}

void check_scatter(const Tensor& self, const Tensor& index, const Tensor* src, int d) {
  if (src && src->dtype != self.dtype) {
    fail(ErrorKind::Runtime, "scatter(): Expected self.dtype to be equal to src.dtype | self is ", name_of(self.dtype),
         ", src ", name_of(src->dtype));
  }
  if (index.numel == 0) return;
  require_index_type("scatter", index);
  const Lined to(self), where(index);
  if (where.ndim != to.ndim) {
    fail(ErrorKind::Runtime, "Index tensor must have the same number of dimensions as self tensor | scatter: index ",
         index.shape(), ", self ", self.shape());
  }
  if (src && Lined(*src).ndim != where.ndim) {
    fail(ErrorKind::Runtime, "Index tensor must have the same number of dimensions as src tensor | scatter: index ",
         index.shape(), ", src ", src->shape());
  }
  if (!fits_into(where, to, d) || (src && !fits_into(where, Lined(*src), -1))) {
    fail(ErrorKind::Runtime, "Expected index ", index.shape(), " to be no larger than self ", self.shape(),
         " apart from dimension ", d, src ? " and to be no larger size than src " : "",
         src ? to_string(src->shape()) : "");
  }
}

// Scatters a tensor (or one element, repeated) into a copy of self, or into self in place.
class Scatter {
 public:
  explicit Scatter(Call& call, Tensor* src)
      : call_(call), index_(call.tensor(2)), src_(src), dim_(wrap_dim(call.arg(1).as_int(), call.tensor(0).ndim)) {
    check_scatter(call.tensor(0), index_, src, dim_);
    out_ = written(call);
    const TensorRef whole = cast(index_, DType::Int64);
    positions_ = apart(*whole, *out_);
  }

  void write(WriteMode mode, const Element& fill) { run(mode, fill.access()); }
  void write(WriteMode mode) {
    const TensorRef from = apart(*src_, *out_);
    run(mode, Lined(*from).reads());
  }
  void finish() { call_.out[0] = std::move(out_); }

 private:
  void run(WriteMode mode, const Access& from) {
    const Lined to(*out_), where(*positions_);
    with_runtime_errors([&] {
      launch(positions_->numel, {to.writes(), where.reads(), from}, where.shape(),
             [mode, dim = dim_, size = to.size(dim_)](const Access* o, ShapeView s) {
               run_scatter(mode, o[0], o[1], o[2], s.ndim, s.sizes, dim, size);
             });
    });
  }

  Call& call_;
  Tensor& index_;
  Tensor* src_;
  int dim_;
  TensorRef out_, positions_;
};

void compute_scatter(Call& call) {
  const Value& src = call.arg(3);
  if (src.is_none()) {
    fail(ErrorKind::Type, "scatter(): missing the source | pass src, a tensor or a number");
  }
  if (src.is_tensor()) {
    Scatter scatter(call, src.tensor);
    scatter.write(WriteMode::Assign);
    return scatter.finish();
  }
  const Element fill(call, src, call.tensor(0).dtype);
  Scatter scatter(call, nullptr);
  scatter.write(WriteMode::Assign, fill);
  scatter.finish();
}

template <WriteMode mode>
void compute_scatter_with(Call& call) {
  Scatter scatter(call, &call.tensor(3));
  scatter.write(mode);
  scatter.finish();
}

// What never wins against another value: the least value where the largest is sought, and the other way round.
Value identity_of(DType t, bool largest) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  if (is_floating(t)) return Value::of(largest ? -inf : inf);
  return Value::of(visit(t, [&]<class T>() -> int64_t {
    if constexpr (std::is_integral_v<T>) {
      return static_cast<int64_t>(largest ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max());
    }
    return 0;
  }));
}

void compute_scatter_extreme(Call& call) {
  const Tensor& self = call.tensor(0);
  const bool largest = call.arg(4).truth(), include_self = call.arg(5).truth();
  if (is_complex(self.dtype)) {
    not_implemented(largest ? "scatter_gather_tensor_cpu_reduce_amax" : "scatter_gather_tensor_cpu_reduce_amin",
                    self.dtype);
  }
  Scatter scatter(call, &call.tensor(3));
  if (!include_self) {
    const Element identity(call, identity_of(self.dtype, largest), self.dtype);
    scatter.write(WriteMode::Assign, identity);
  }
  scatter.write(largest ? WriteMode::Amax : WriteMode::Amin);
  scatter.finish();
}

constexpr ComputeEntry kEntries[] = {
    {"gather", compute_gather, "self: Tensor, dim: int, index: Tensor, sparse_grad: bool"},
    {"scatter", compute_scatter,
     "self: Tensor, dim: int, index: Tensor, src: Tensor | Number | None, reduce: str | None, value: Number | None"},
    {"scatter_add", compute_scatter_with<WriteMode::Add>, "self: Tensor, dim: int, index: Tensor, src: Tensor"},
    {"scatter_prod", compute_scatter_with<WriteMode::Multiply>, "self: Tensor, dim: int, index: Tensor, src: Tensor"},
    {"scatter_extreme", compute_scatter_extreme,
     "self: Tensor, dim: int, index: Tensor, src: Tensor, largest: bool, include_self: bool"},
};

}  // namespace

const ComputeTable kScatterComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
