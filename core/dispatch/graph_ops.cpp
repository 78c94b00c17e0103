// Owns: see autograd/graph_ops.h.
// Called by: the engine, histories of in-place writes, forward mode.
#include "autograd/graph_ops.h"

#include "autograd/inplace.h"
#include "dispatch/named.h"

namespace flambeau {
namespace {

bool is_ours_alone(const TensorRef& t) {
  return reference_count(as_host(t.get())) == 1 && t->storage->references == 1 && !t->base && !t->grad_fn &&
         !overlaps_itself(*t);
}

// The arguments of add(a, b, alpha=1).
struct AddArguments {
  AddArguments(Tensor& a, Tensor& b) : values{value_of(a), value_of(b), Value::of(1)} {}
  static const Op& op() {
    static constinit NamedOp add("add");
    return add.get();
  }
  Value values[3];
};

}  // namespace

TensorRef add_gradients(TensorRef a, TensorRef b) {
  if (is_sparse(*a) && !is_sparse(*b)) std::swap(a, b);  // what is sparse is added to what is not
  const AddArguments args(*a, *b);
  Call call{args.op(), args.values};
  const bool reuse = !modes.grad && !modes.forward && !a->wrapping && !b->wrapping && !is_sparse(*a) &&
                     !is_sparse(*b) && a->storage->device == b->storage->device && is_ours_alone(a) &&
                     a->dtype == b->dtype && same_shape(*a, *b);
  if (reuse) {
    call.target = a.get();
    args.op().compute(call);
    return a;
  }
  call_op(call);
  return std::move(call.out[0]);
}

void add_into(Tensor& a, Tensor& b) {
  const GradMode off(false);
  const AddArguments args(a, b);
  Call call{args.op(), args.values, &a};
  call_op(call);
}

TensorRef reduce_to(Tensor& g, const Dims& shape) {
  const int extra = g.ndim - shape.size();
  Dims dims;
  for (int i = 0; i < g.ndim; ++i) {
    if (g.size(i) != 1 && (i < extra || shape[i - extra] == 1)) dims.push(i);
  }
  TensorRef sum =
      dims.empty() ? TensorRef::share(&g) : call_named<"sum">({value_of(g), Value::of(dims), Value::of(true)});
  if (extra == 0) return sum;
  return call_named<"view">({value_of(*sum), Value::of(shape)});
}

TensorRef cast_gradient(Tensor& g, DType dtype) {
  TensorRef real =
      is_complex(g.dtype) && !is_complex(dtype) ? call_named<"_real">({value_of(g)}) : TensorRef::share(&g);
  if (real->dtype == dtype) return real;
  return call_named<"_to_copy">({value_of(*real), Value::of(dtype)});
}

TensorRef move_gradient(Tensor& g, DeviceType device) {
  return call_named<"_to_copy">({value_of(g), Value(), Value::of(device)});
}

bool copies_between_devices(const Node& node) { return node.op && node.op->across_devices; }

TensorRef make_zeros(const Dims& shape, DType dtype, DeviceType device) {
  TensorRef t = empty(shape, dtype, device);
  zero_fill(*t);
  return t;
}

TensorRef zeros_over(Tensor& like, const Dims& shape, const Dims& strides) {
  if (!like.wrapping) {
    TensorRef t = empty_strided(shape, strides, like.dtype, like.storage->device);
    zero_fill(*t);
    return t;
  }
  TensorRef t = call_named<"new_empty_strided">({value_of(like), Value::of(shape), Value::of(strides)});
  call_named<"zero">({value_of(*t)}, t.get());
  return t;
}

TensorRef clone_of(Tensor& t) { return call_named<"clone">({value_of(t)}); }

TensorRef seen_through(Tensor& whole, Tensor& view, Tensor& base) {
  if (base.dtype == view.dtype) {
    return call_named<"as_strided">({value_of(whole), Value::of(view.shape()), Value::of(view.stride_dims()),
                                     Value::of(whole.offset + view.offset - base.offset)});
  }
  const HostRef geometry = slice_geometry(view, base);
  const LimitedOverrides none(Overrides::Off);
  HostRef seen = host::call(host::library.seen_through, {as_host(&whole), geometry.get()});
  return TensorRef::steal(reinterpret_cast<Tensor*>(seen.give()));
}

void write_into(Tensor& dst, Tensor& src) { call_named<"copy">({value_of(dst), value_of(src)}, &dst); }

}  // namespace flambeau
