// Owns: the compute functions that choose elements by a mask or by being non-zero.
// Called by: call_op.
#include "backend/cpu/mask.h"
#include "dispatch/indexing.h"

namespace flambeau {
namespace {

void require_mask(const char* op, const Tensor& mask) {
  if (mask.dtype != DType::Bool) {
    fail(ErrorKind::Runtime, op, " only supports boolean masks, but got mask with dtype ",
         scalar_type_name(mask.dtype));
  }
}

TensorRef expanded(const Tensor& t, const Dims& shape) {
  Dims strides;
  const int extra = shape.size() - t.ndim;
  for (int d = 0; d < shape.size(); ++d) strides.push(d < extra || t.size(d - extra) == 1 ? 0 : t.stride(d - extra));
  return alias(t, shape, strides, t.offset);
}

// The shape that self and mask broadcast to; in place it must be self's own.
Dims masked_shape(const Call& call, const Tensor& mask) {
  const Tensor& self = call.tensor(0);
  const Dims shape = broadcast_shapes(self.shape(), mask.shape());
  if (call.target && !has_shape(self, shape)) {
    fail(ErrorKind::Runtime, "output with shape ", self.shape(), " doesn't match the broadcast shape ", shape, " (",
         call.op.name, "_)");
  }
  return shape;
}

void compute_masked_fill(Call& call) {
  Tensor &self = call.tensor(0), &mask = call.tensor(1);
  require_mask("masked_fill_", mask);
  const Element fill(call, call.arg(2), self.dtype);
  const Dims shape = masked_shape(call, mask);
  TensorRef out = call.target ? TensorRef::share(call.target) : empty(shape, self.dtype, self.storage->device);
  if (call.target) refuse_overlap(*out, mask);
  fill_where(*out, call.target ? *apart(mask, *out) : mask, fill, self);
  call.out[0] = std::move(out);
}

void compute_masked_select(Call& call) {
  const Tensor &self = call.tensor(0), &mask = call.tensor(1);
  if (mask.dtype != DType::Bool)
    fail(ErrorKind::Runtime, "masked_select: expected BoolTensor for mask | got ", name_of(mask.dtype));
  const Dims shape = broadcast_shapes(self.shape(), mask.shape());
  const TensorRef values = expanded(self, shape), bits = expanded(mask, shape);
  TensorRef out = empty(Dims{count_true("masked_select", *bits)}, self.dtype);
  launch(bits->numel, {writes(*out), reads(*values), reads(*bits)}, shape,
         [](const Access* o, ShapeView s) { run_masked_select(o[0].data, o[1], o[2], s.ndim, s.sizes); });
  call.out[0] = std::move(out);
}

void compute_masked_scatter(Call& call) {
  Tensor &self = call.tensor(0), &mask = call.tensor(1), &source = call.tensor(2);
  if (self.dtype != source.dtype) {
    fail(ErrorKind::Runtime, "masked_scatter: expected self and source to have same dtypes but got ",
         scalar_type_name(self.dtype), " and ", scalar_type_name(source.dtype));
  }
  require_mask("masked_scatter_", mask);
  const Dims shape = masked_shape(call, mask);
  TensorRef out = call.target ? TensorRef::share(call.target) : empty(shape, self.dtype, self.storage->device);
  if (!call.target) copy_into(*out, self);
  const TensorRef where = apart(mask, *out), bits = expanded(*where, shape);
  const TensorRef whole = contiguous(source), from = apart(*whole, *out);
  launch(out->numel, {writes(*out), reads(*bits), reads(*from)}, shape,
         [n = from->numel](const Access* o, ShapeView s) {
           const int64_t needed = count_nonzero(o[1], s.ndim, s.sizes);
           if (needed > n) {
             fail(ErrorKind::Runtime, "Number of elements of source < number of ones in mask (", n, " < ", needed, ")");
           }
           run_masked_scatter(o[0], o[1], o[2].data, n, s.ndim, s.sizes);
         });
  call.out[0] = std::move(out);
}

void compute_nonzero(Call& call) {
  const Tensor& t = call.tensor(0);
  call.out[0] = coordinates("nonzero", t);
}

constexpr ComputeEntry kEntries[] = {
    {"masked_fill", compute_masked_fill, "self: Tensor, mask: Tensor, value: Tensor | Number"},
    {"masked_select", compute_masked_select, "self: Tensor, mask: Tensor"},
    {"masked_scatter", compute_masked_scatter, "self: Tensor, mask: Tensor, source: Tensor"},
    {"nonzero", compute_nonzero, "self: Tensor"},
};

}  // namespace

const ComputeTable kMaskComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
