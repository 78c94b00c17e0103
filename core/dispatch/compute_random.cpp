// Owns: the compute functions that draw random numbers, and the order in which they fill a tensor's memory.
// Called by: call_op.
#include <algorithm>
#include <optional>

#include "dispatch/compute.h"
#include "dispatch/creation.h"
#include "dispatch/host_calls.h"
#include "kernels/random.h"

namespace flambeau {
namespace {

const Dims& dims_of(const Call& call, int i) { return *call.arg(i).dims; }

// Geometry that visits a tensor's elements in the order of its memory.
struct MemoryOrder {
  Dims shape, strides;
  int order[kMaxDims];
};
MemoryOrder memory_order(const Tensor& t) {
  MemoryOrder m;
  filling_order(t.ndim, t.sizes(), t.strides(), m.order);
  for (int i = 0; i < t.ndim; ++i) {
    m.shape.push(t.size(m.order[i]));
    m.strides.push(t.stride(m.order[i]));
  }
  return m;
}

// Note [Order of filling]: draw(out, n) writes n contiguous elements. A tensor that is not contiguous gets them in the
// order of its memory. The lock stays held: generators are not thread-safe, and their numbers come in one order.
template <class Draw> void fill_drawn(Tensor& t, Draw&& draw) {
  if (t.is_meta()) return;
  if (t.is_contiguous()) return draw(t.data(), t.numel);
  const MemoryOrder m = memory_order(t);
  const TensorRef drawn = empty(m.shape, t.dtype);
  draw(drawn->data(), drawn->numel);
  copy_into(*alias(t, m.shape, m.strides, t.offset), *drawn);
}

// ---- Fresh tensors ----

void draw_uniform(Tensor& t, Generator& g, double from, double to) {
  fill_drawn(t, [&](void* out, int64_t n) { fill_uniform(g, t.dtype, out, n, from, to); });
}
void draw_normal(Tensor& t, Generator& g, double mean, double std) {
  fill_drawn(t, [&](void* out, int64_t n) {
    (t.is_contiguous() ? fill_normal : fill_normal_serial)(g, t.dtype, out, n, mean, std);
  });
}

// rand(*size, generator, dtype, …)
void compute_rand(Call& call) {
  TensorRef out = empty(dims_of(call, 0), options_at(call, 2, default_dtype()));
  draw_uniform(*out, generator_of(call.arg(1)), 0, 1);
  call.out[0] = std::move(out);
}
void compute_randn(Call& call) {
  TensorRef out = empty(dims_of(call, 0), options_at(call, 2, default_dtype()));
  draw_normal(*out, generator_of(call.arg(1)), 0, 1);
  call.out[0] = std::move(out);
}

// rand_like(input, dtype, layout, device, requires_grad, memory_format)
TensorRef empty_like_input(const Call& call) {
  const Tensor& t = call.tensor(0);
  const TensorOptions options = options_at(call, 1, t.dtype, t.storage->device);
  TensorRef out = empty_strided(t.shape(), strides_like(t, call.arg(5).object), options.dtype, options.device);
  if (options.requires_grad) out->flags |= kRequiresGrad;
  return out;
}
void compute_rand_like(Call& call) {
  TensorRef out = empty_like_input(call);
  draw_uniform(*out, generator_of(Value()), 0, 1);
  call.out[0] = std::move(out);
}
void compute_randn_like(Call& call) {
  TensorRef out = empty_like_input(call);
  draw_normal(*out, generator_of(Value()), 0, 1);
  call.out[0] = std::move(out);
}

// randint(low, high, size, generator, dtype, …)
void compute_randint(Call& call) {
  const TensorOptions options = options_at(call, 4, DType::Int64);
  TensorRef out = empty(dims_of(call, 2), options);
  const IntegerRange range = integer_range(options.dtype, call.arg(0).integer, call.arg(1).integer);
  Generator& g = generator_of(call.arg(3));
  fill_drawn(*out, [&](void* to, int64_t n) { fill_integers(g, options.dtype, to, n, range); });
  call.out[0] = std::move(out);
}

void compute_randperm(Call& call) {
  const int64_t n = call.arg(0).integer;
  if (n < 0) fail(ErrorKind::Runtime, "n must be non-negative, got ", n, ": randperm");
  const TensorOptions options = options_at(call, 2, DType::Int64);
  TensorRef out = empty(Dims{n}, options);
  Generator& g = generator_of(call.arg(1));
  fill_drawn(*out, [&](void* to, int64_t count) { fill_permutation(g, options.dtype, to, count); });
  call.out[0] = std::move(out);
}

// ---- Numbers drawn by the elements of a tensor ----

// The same shape and dtype, contiguous, from draw(out, n, contiguous input).
template <class Draw> void compute_each(Call& call, Draw&& draw) {
  Tensor& t = call.tensor(0);
  TensorRef out = empty_like(t, t.dtype);
  if (!t.is_meta()) draw(out->data(), t.numel, contiguous(t)->data());
  call.out[0] = std::move(out);
}
void compute_bernoulli_probability(Call& call) {
  Generator& g = generator_of(call.arg(1));
  const DType t = call.tensor(0).dtype;
  compute_each(call, [&](void* out, int64_t n, const void* p) { fill_bernoulli(g, t, out, n, t, p); });
}
void compute_poisson(Call& call) {
  Generator& g = generator_of(call.arg(1));
  const DType t = call.tensor(0).dtype;
  compute_each(call, [&](void* out, int64_t n, const void* rate) { fill_poisson(g, t, out, n, rate); });
}

// dropout_mask(like, p, shape)
void compute_dropout_mask(Call& call) {
  const Tensor& like = call.tensor(0);
  const Dims& shape = dims_of(call, 2);
  const Dims strides = has_shape(like, shape) ? dense_strides_like(like) : contiguous_strides(shape);
  TensorRef out = empty_strided(shape, strides, like.dtype, like.storage->device);
  Generator& g = generator_of(Value());
  fill_drawn(*out, [&](void* to, int64_t n) { fill_dropout_mask(g, like.dtype, to, n, call.arg(1).real); });
  call.out[0] = std::move(out);
}

void compute_multinomial(Call& call) {
  const Tensor& t = call.tensor(0);
  const int64_t samples = call.arg(1).integer;
  if (t.ndim != 1 && t.ndim != 2) fail(ErrorKind::Runtime, "prob_dist must be 1 or 2 dim, got shape ", t.shape());
  const bool rows = t.ndim == 2;
  Dims shape;
  if (rows) shape.push(t.size(0));
  shape.push(std::max<int64_t>(samples, 0));
  TensorRef out = empty(shape, DType::Int64, t.storage->device);
  if (!t.is_meta()) {
    multinomial(generator_of(call.arg(3)), t.dtype, t.data(), rows ? t.size(0) : 1, t.size(t.ndim - 1),
                rows ? t.stride(0) : 0, t.stride(t.ndim - 1), samples, call.arg(2).truth(), out->ptr<int64_t>());
  }
  call.out[0] = std::move(out);
}

// ---- In place ----

void finish(Call& call) { call.out[0] = TensorRef::share(call.target); }

// uniform(self, from, to, generator) and the others with two real parameters.
void compute_uniform(Call& call) {
  draw_uniform(*call.target, generator_of(call.arg(3)), call.arg(1).real, call.arg(2).real);
  finish(call);
}
void compute_normal(Call& call) {
  draw_normal(*call.target, generator_of(call.arg(3)), call.arg(1).real, call.arg(2).real);
  finish(call);
}
using FillTwo = void (*)(Generator&, DType, void*, int64_t, double, double);
template <FillTwo fill> void compute_two(Call& call) {
  Generator& g = generator_of(call.arg(3));
  fill_drawn(*call.target,
             [&](void* out, int64_t n) { fill(g, call.target->dtype, out, n, call.arg(1).real, call.arg(2).real); });
  finish(call);
}
using FillOne = void (*)(Generator&, DType, void*, int64_t, double);
template <FillOne fill> void compute_one(Call& call) {
  Generator& g = generator_of(call.arg(2));
  fill_drawn(*call.target, [&](void* out, int64_t n) { fill(g, call.target->dtype, out, n, call.arg(1).real); });
  finish(call);
}

// One probability per element, broadcast to self and read in the order of self's memory.
void draw_bernoulli(Tensor& self, const Tensor& p, Generator& g) {
  if (!is_floating(p.dtype)) {
    fail(ErrorKind::NotImplemented, "\"bernoulli_tensor_cpu_p_\" not implemented for '", scalar_type_name(p.dtype),
         "' | give floating probabilities");
  }
  if (!(broadcast_shapes(self.shape(), p.shape()) == self.shape())) {
    fail(ErrorKind::Runtime, "The expanded size of the tensor must match the existing size: p of shape ", p.shape(),
         " does not broadcast to self of shape ", self.shape());
  }
  if (p.is_meta() && !self.is_meta()) fail(ErrorKind::NotImplemented, "Cannot copy out of meta tensor; no data!");
  if (self.is_meta()) return;
  const MemoryOrder m = memory_order(self);
  Dims strides;
  for (int i = 0; i < self.ndim; ++i) {
    const int d = m.order[i] - (self.ndim - p.ndim);
    strides.push(d < 0 || p.size(d) == 1 ? 0 : p.stride(d));
  }
  const TensorRef ordered = alias(p, m.shape, strides, p.offset);
  const TensorRef chances = contiguous(*ordered);
  fill_drawn(self, [&](void* out, int64_t n) { fill_bernoulli(g, self.dtype, out, n, p.dtype, chances->data()); });
}
void compute_bernoulli_fill(Call& call) {
  Tensor& self = *call.target;
  const Value& p = call.arg(1);
  Generator& g = generator_of(call.arg(2));
  if (p.is_tensor()) {
    draw_bernoulli(self, *p.tensor, g);
  } else {
    fill_drawn(self, [&](void* out, int64_t n) { fill_bernoulli(g, self.dtype, out, n, p.as_double()); });
  }
  finish(call);
}

// random(self, from, to, generator). `to` is None for no upper end, and a bool (its default) when it was not given:
// then `from`, if there is one, is the upper end.
void compute_random_fill(Call& call) {
  Tensor& self = *call.target;
  const Value &from = call.arg(1), &to = call.arg(2);
  Generator& g = generator_of(call.arg(3));
  const bool one_argument = to.tag == Tag::Bool;
  if (one_argument && from.is_none()) {
    fill_drawn(self, [&](void* out, int64_t n) { fill_integers(g, self.dtype, out, n); });
  } else {
    const int64_t first = one_argument || from.is_none() ? 0 : from.integer;
    std::optional<int64_t> end;
    if (one_argument) end = from.integer;
    if (!one_argument && !to.is_none()) end = to.as_int();
    const IntegerRange range = integer_range(self.dtype, first, end);
    fill_drawn(self, [&](void* out, int64_t n) { fill_integers(g, self.dtype, out, n, range); });
  }
  finish(call);
}

constexpr ComputeEntry kEntries[] = {
    {"rand", compute_rand},
    {"rand_like", compute_rand_like},
    {"randn", compute_randn},
    {"randn_like", compute_randn_like},
    {"randint", compute_randint},
    {"randperm", compute_randperm},
    {"bernoulli_probability", compute_bernoulli_probability},
    {"poisson", compute_poisson},
    {"dropout_mask", compute_dropout_mask},
    {"multinomial", compute_multinomial},
    {"uniform", compute_uniform},
    {"normal_fill", compute_normal},
    {"bernoulli_fill", compute_bernoulli_fill},
    {"exponential", compute_one<fill_exponential>},
    {"geometric", compute_one<fill_geometric>},
    {"cauchy", compute_two<fill_cauchy>},
    {"log_normal", compute_two<fill_log_normal>},
    {"random_fill", compute_random_fill},
};

}  // namespace

const ComputeTable kRandomComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
