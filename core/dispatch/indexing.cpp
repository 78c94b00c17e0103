// Owns: the implementation of what the indexing ops share.
// Called by: compute_index.cpp, compute_scatter.cpp, compute_mask.cpp, compute_embedding.cpp, compute_repeat.cpp.
#include "dispatch/indexing.h"

#include "backend/cpu/mask.h"
#include "dispatch/numbers.h"
#include "dispatch/walk.h"

namespace flambeau {

int64_t count_true(const char* op, const Tensor& t) {
  return ask(op, t, t.numel, [&] { return count_nonzero(operand(t), t.ndim, t.sizes()); });
}

TensorRef coordinates(const char* op, const Tensor& t) {
  const int64_t count = count_true(op, t);
  TensorRef places = empty_strided(Dims{count, t.ndim}, Dims{1, std::max<int64_t>(count, 1)}, DType::Int64);
  launch(t.numel, {writes(*places), reads(t)}, t, [count](const Access* o, ShapeView s) {
    run_nonzero(static_cast<int64_t*>(o[0].data), count, o[1], s.ndim, s.sizes);
  });
  return places;
}

namespace {
// What an in-place call writes, which nothing that it reads may share memory with: positions would change on the way.
TensorRef target_of(Call& call) {
  any_tensor(call.op, call.args, [&](const Tensor& t, int i) {
    const Param& p = call.op.params[static_cast<size_t>(i)];
    if (i == 0 || (p.type == ParamType::TensorOrNumber && t.ndim == 0)) return false;  // a number is read at first
    if (overlap(*call.target, t) == Overlap::None || !is_dense(*call.target) || !is_dense(t)) return false;
    fail(ErrorKind::Runtime,
         "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
         "memory location. Please clone() the tensor before performing the operation. (",
         call.op.name, "_, argument ", p.name, ")");
  });
  return TensorRef::share(call.target);
}
}  // namespace

TensorRef written(Call& call) { return call.target ? target_of(call) : copy_of(call.tensor(0)); }

TensorRef written_in_order(Call& call) {
  if (call.target) return target_of(call);
  const Tensor& t = call.tensor(0);
  TensorRef copy = empty_strided(t.shape(), dense_strides_like(t), t.dtype, t.storage->device);
  copy_into(*copy, t);
  return copy;
}

TensorRef apart(Tensor& t, const Tensor& out) {
  return overlap(t, out) == Overlap::None ? TensorRef::share(&t) : copy_of(t);
}

const int64_t Element::kRepeat[kMaxDims] = {};

Element::Element(const Call& call, const Value& v, DType dtype) : dtype_(dtype) {
  if (!v.is_tensor()) {
    check_fits(v, dtype);
    write_number(v, dtype, bytes_);
    return;
  }
  const Tensor& t = *v.tensor;
  if (t.ndim != 0) {
    fail(ErrorKind::Runtime, call.op.name, "_ only supports a 0-dimensional value tensor, but got tensor with ",
         static_cast<int>(t.ndim), " dimension(s).");
  }
  held_ = empty(Dims{}, dtype, t.storage->device);
  launch(1, {writes(*held_), reads(t)},
         [](const Access* o) { convert_number(o[1].data, o[1].dtype, o[0].data, o[0].dtype); });
}

void fill_where(Tensor& out, const Tensor& mask, const Element& fill, const Tensor& self) {
  static const ElementwiseKernel* const where = find_elementwise("where");
  int64_t strides[2][kMaxDims];
  const Tensor* const inputs[] = {&mask, &self};
  for (int k = 0; k < 2; ++k) {
    const int extra = out.ndim - inputs[k]->ndim;
    for (int d = 0; d < out.ndim; ++d) {
      strides[k][d] = d < extra || inputs[k]->size(d - extra) == 1 ? 0 : inputs[k]->stride(d - extra);
    }
  }
  launch_elementwise(*where, compute_type(out.dtype),
                     {writes(out), reads(mask, strides[0], out.ndim), fill.access(), reads(self, strides[1], out.ndim)},
                     out);
}

}  // namespace flambeau
