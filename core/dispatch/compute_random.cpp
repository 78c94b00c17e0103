// Owns: the compute functions that draw random numbers, and the order in which they fill a tensor's memory.
// Called by: call_op.
#include <algorithm>
#include <optional>

#include "backend/cpu/random.h"
#include "dispatch/compute.h"
#include "dispatch/creation.h"
#include "dispatch/launch.h"

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

// The generator that an argument names, by address, as launches take it.
Generator* generator_at(const Value& v) {
  if (recording) keep_alive(v.object);
  return &host::generator_of(v);
}
Generator* default_generator() { return generator_at(Value()); }

// Note [Order of filling]: draw(out, n, in) writes n contiguous elements, `in` being those of another tensor or null. A
// tensor that is not contiguous gets them in the order of its memory.
template <class Draw> void launch_draw(const Tensor& t, const Tensor* in, const Draw& draw) {
  const KeepHostLock locked;  // generators are not thread-safe, and their numbers come in one order
  launch(std::max<int64_t>(t.numel, 1), {writes(t), reads(in)},
         [draw, n = t.numel](const Access* o) { draw(o[0].data, n, static_cast<const void*>(o[1].data)); });
}
template <class Draw> void fill_drawn(Tensor& t, const Tensor* in, const Draw& draw) {
  if (t.is_contiguous()) return launch_draw(t, in, draw);
  const MemoryOrder m = memory_order(t);
  const TensorRef drawn = empty(m.shape, t.dtype, t.storage->device);
  launch_draw(*drawn, in, draw);
  copy_into(*alias(t, m.shape, m.strides, t.offset), *drawn);
}
template <class Draw> void fill_drawn(Tensor& t, const Draw& draw) {
  fill_drawn(t, nullptr, [draw](void* out, int64_t n, const void*) { draw(out, n); });
}

// ---- Fresh tensors ----

void draw_uniform(Tensor& t, Generator* g, double from, double to) {
  fill_drawn(t, [g, dtype = t.dtype, from, to](void* out, int64_t n) { fill_uniform(*g, dtype, out, n, from, to); });
}
void draw_normal(Tensor& t, Generator* g, double mean, double std) {
  fill_drawn(t, [g, dtype = t.dtype, in_blocks = t.is_contiguous(), mean, std](void* out, int64_t n) {
    (in_blocks ? fill_normal : fill_normal_serial)(*g, dtype, out, n, mean, std);
  });
}

// rand(*size, generator, dtype, …)
void compute_rand(Call& call) {
  TensorRef out = empty(dims_of(call, 0), options_at(call, 2, default_dtype()));
  draw_uniform(*out, generator_at(call.arg(1)), 0, 1);
  call.out[0] = std::move(out);
}
void compute_randn(Call& call) {
  TensorRef out = empty(dims_of(call, 0), options_at(call, 2, default_dtype()));
  draw_normal(*out, generator_at(call.arg(1)), 0, 1);
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
  draw_uniform(*out, default_generator(), 0, 1);
  call.out[0] = std::move(out);
}
void compute_randn_like(Call& call) {
  TensorRef out = empty_like_input(call);
  draw_normal(*out, default_generator(), 0, 1);
  call.out[0] = std::move(out);
}

// randint(low, high, size, generator, dtype, …)
void compute_randint(Call& call) {
  const TensorOptions options = options_at(call, 4, DType::Int64);
  TensorRef out = empty(dims_of(call, 2), options);
  const IntegerRange range = integer_range(options.dtype, call.arg(0).integer, call.arg(1).integer);
  fill_drawn(*out, [g = generator_at(call.arg(3)), dtype = options.dtype, range](void* to, int64_t count) {
    fill_integers(*g, dtype, to, count, range);
  });
  call.out[0] = std::move(out);
}

void compute_randperm(Call& call) {
  const int64_t n = call.arg(0).integer;
  if (n < 0) fail(ErrorKind::Runtime, "n must be non-negative, got ", n, ": randperm");
  const TensorOptions options = options_at(call, 2, DType::Int64);
  TensorRef out = empty(Dims{n}, options);
  fill_drawn(*out, [g = generator_at(call.arg(1)), dtype = options.dtype](void* to, int64_t count) {
    fill_permutation(*g, dtype, to, count);
  });
  call.out[0] = std::move(out);
}

// ---- Numbers drawn by the elements of a tensor ----

// The same shape and dtype, contiguous, from draw(out, n, contiguous input).
template <class Draw> void compute_each(Call& call, const Draw& draw) {
  Tensor& t = call.tensor(0);
  TensorRef out = empty_like(t, t.dtype);
  const TensorRef in = contiguous(t);
  fill_drawn(*out, in.get(), draw);
  call.out[0] = std::move(out);
}
void compute_bernoulli_probability(Call& call) {
  compute_each(call, [g = generator_at(call.arg(1)), t = call.tensor(0).dtype](void* out, int64_t n, const void* p) {
    fill_bernoulli(*g, t, out, n, t, p);
  });
}
void compute_poisson(Call& call) {
  compute_each(call, [g = generator_at(call.arg(1)), t = call.tensor(0).dtype](void* out, int64_t n, const void* rate) {
    fill_poisson(*g, t, out, n, rate);
  });
}

void compute_standard_gamma(Call& call) {
  Tensor& t = call.tensor(0);
  TensorRef out = empty(t.shape(), t.dtype, t.storage->device);
  fill_drawn(*out, contiguous(t).get(),
             [g = generator_at(call.arg(1)), dtype = t.dtype](void* to, int64_t n, const void* in) {
               fill_standard_gamma(*g, dtype, to, n, in);
             });
  call.out[0] = std::move(out);
}
void compute_dirichlet(Call& call) {
  Tensor& t = call.tensor(0);
  if (t.ndim == 0) fail(ErrorKind::Runtime, "_sample_dirichlet: needs at least one dimension, but self is 0-d");
  TensorRef out = empty(t.shape(), t.dtype, t.storage->device);
  const TensorRef in = contiguous(t);
  fill_drawn(*out, in.get(),
             [g = generator_at(call.arg(1)), dtype = t.dtype, categories = t.size(t.ndim - 1)](
                 void* to, int64_t n, const void* concentration) {
               if (n > 0) fill_dirichlet(*g, dtype, to, n / categories, categories, concentration);
             });
  call.out[0] = std::move(out);
}

// binomial_each(count, prob, generator), of one shape and dtype.
void compute_binomial(Call& call) {
  Tensor &count = call.tensor(0), &prob = call.tensor(1);
  if (count.dtype != prob.dtype) {
    fail(ErrorKind::Runtime, "expected scalar type ", scalar_type_name(count.dtype), " but found ",
         scalar_type_name(prob.dtype), ": binomial: count and prob must have one dtype");
  }
  if (!(count.shape() == prob.shape())) {
    fail(ErrorKind::Runtime, "binomial: count has shape ", count.shape(), " and prob ", prob.shape(),
         "; they must be the same");
  }
  TensorRef out = empty(count.shape(), count.dtype, count.storage->device);
  const TensorRef counts = contiguous(count), chances = contiguous(prob);
  const KeepHostLock locked;  // as other draws
  launch(std::max<int64_t>(out->numel, 1), {writes(*out), reads(*counts), reads(*chances)},
         [g = generator_at(call.arg(2)), dtype = out->dtype, n = out->numel](const Access* o) {
           fill_binomial(*g, dtype, o[0].data, n, o[1].data, o[2].data);
         });
  call.out[0] = std::move(out);
}

// dropout_mask(like, p, shape)
void compute_dropout_mask(Call& call) {
  const Tensor& like = call.tensor(0);
  const Dims& shape = dims_of(call, 2);
  const Dims strides = has_shape(like, shape) ? dense_strides_like(like) : contiguous_strides(shape);
  TensorRef out = empty_strided(shape, strides, like.dtype, like.storage->device);
  fill_drawn(*out, [g = default_generator(), dtype = like.dtype, p = call.arg(1).real](void* to, int64_t n) {
    fill_dropout_mask(*g, dtype, to, n, p);
  });
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
  const KeepHostLock locked;  // as other draws
  launch(std::max<int64_t>(t.numel, 1), {writes(*out), reads(t)},
         [g = generator_at(call.arg(3)), count = rows ? t.size(0) : 1, categories = t.size(t.ndim - 1),
          row = rows ? t.stride(0) : 0, column = t.stride(t.ndim - 1), samples,
          replacement = call.arg(2).truth()](const Access* o) {
           multinomial(*g, o[1].dtype, o[1].data, count, categories, row, column, samples, replacement,
                       static_cast<int64_t*>(o[0].data));
         });
  call.out[0] = std::move(out);
}

// ---- In place ----

void finish(Call& call) { call.out[0] = TensorRef::share(call.target); }

// uniform(self, from, to, generator) and the others with two real parameters.
void compute_uniform(Call& call) {
  draw_uniform(*call.target, generator_at(call.arg(3)), call.arg(1).real, call.arg(2).real);
  finish(call);
}
void compute_normal(Call& call) {
  draw_normal(*call.target, generator_at(call.arg(3)), call.arg(1).real, call.arg(2).real);
  finish(call);
}
using FillTwo = void (*)(Generator&, DType, void*, int64_t, double, double);
template <FillTwo fill> void compute_two(Call& call) {
  fill_drawn(*call.target, [g = generator_at(call.arg(3)), dtype = call.target->dtype, a = call.arg(1).real,
                            b = call.arg(2).real](void* out, int64_t n) { fill(*g, dtype, out, n, a, b); });
  finish(call);
}
using FillOne = void (*)(Generator&, DType, void*, int64_t, double);
template <FillOne fill> void compute_one(Call& call) {
  fill_drawn(*call.target, [g = generator_at(call.arg(2)), dtype = call.target->dtype, a = call.arg(1).real](
                               void* out, int64_t n) { fill(*g, dtype, out, n, a); });
  finish(call);
}

// One probability per element, broadcast to self and read in the order of self's memory.
void draw_bernoulli(Tensor& self, const Tensor& p, Generator* g) {
  if (!is_floating(p.dtype)) {
    fail(ErrorKind::NotImplemented, "\"bernoulli_tensor_cpu_p_\" not implemented for '", scalar_type_name(p.dtype),
         "' | give floating probabilities");
  }
  if (!(broadcast_shapes(self.shape(), p.shape()) == self.shape())) {
    fail(ErrorKind::Runtime, "The expanded size of the tensor must match the existing size: p of shape ", p.shape(),
         " does not broadcast to self of shape ", self.shape());
  }
  const MemoryOrder m = memory_order(self);
  Dims strides;
  for (int i = 0; i < self.ndim; ++i) {
    const int d = m.order[i] - (self.ndim - p.ndim);
    strides.push(d < 0 || p.size(d) == 1 ? 0 : p.stride(d));
  }
  const TensorRef ordered = alias(p, m.shape, strides, p.offset);
  const TensorRef chances = contiguous(*ordered);
  fill_drawn(self, chances.get(), [g, dtype = self.dtype, p_type = p.dtype](void* out, int64_t n, const void* in) {
    fill_bernoulli(*g, dtype, out, n, p_type, in);
  });
}
void compute_bernoulli_fill(Call& call) {
  Tensor& self = *call.target;
  const Value& p = call.arg(1);
  Generator* const g = generator_at(call.arg(2));
  if (p.is_tensor()) {
    draw_bernoulli(self, *p.tensor, g);
  } else {
    fill_drawn(self, [g, dtype = self.dtype, chance = p.as_double()](void* out, int64_t n) {
      fill_bernoulli(*g, dtype, out, n, chance);
    });
  }
  finish(call);
}

// random(self, from, to, generator). `to` is None for no upper end, and a bool (its default) when it was not given:
// then `from`, if there is one, is the upper end.
void compute_random_fill(Call& call) {
  Tensor& self = *call.target;
  const Value &from = call.arg(1), &to = call.arg(2);
  Generator* const g = generator_at(call.arg(3));
  const bool one_argument = to.tag == Tag::Bool;
  if (one_argument && from.is_none()) {
    fill_drawn(self, [g, dtype = self.dtype](void* out, int64_t n) { fill_integers(*g, dtype, out, n); });
  } else {
    const int64_t first = one_argument || from.is_none() ? 0 : from.integer;
    std::optional<int64_t> end;
    if (one_argument) end = from.integer;
    if (!one_argument && !to.is_none()) end = to.as_int();
    const IntegerRange range = integer_range(self.dtype, first, end);
    fill_drawn(self, [g, dtype = self.dtype, range](void* out, int64_t n) { fill_integers(*g, dtype, out, n, range); });
  }
  finish(call);
}

constexpr ComputeEntry kEntries[] = {
    {"rand", compute_rand,
     "size: Size, generator: Generator | None, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: bool, pin_memory: bool"},
    {"rand_like", compute_rand_like,
     "input: Tensor, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, "
     "memory_format: "
     "object, pin_memory: bool"},
    {"randn", compute_randn,
     "size: Size, generator: Generator | None, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: bool, pin_memory: bool"},
    {"randn_like", compute_randn_like,
     "input: Tensor, dtype: Dtype | None, layout: Layout | None, device: Device | None, requires_grad: bool, "
     "memory_format: "
     "object, pin_memory: bool"},
    {"randint", compute_randint,
     "low: int, high: int, size: Size, generator: Generator | None, dtype: Dtype | None, layout: Layout | None, "
     "device: "
     "Device | None, requires_grad: bool, pin_memory: bool"},
    {"randperm", compute_randperm,
     "n: int, generator: Generator | None, dtype: Dtype | None, layout: Layout | None, device: Device | None, "
     "requires_grad: "
     "bool, pin_memory: bool"},
    {"bernoulli_probability", compute_bernoulli_probability, "self: Tensor, generator: Generator | None"},
    {"poisson", compute_poisson, "self: Tensor, generator: Generator | None"},
    {"standard_gamma", compute_standard_gamma, "self: Tensor, generator: Generator | None"},
    {"sample_dirichlet", compute_dirichlet, "self: Tensor, generator: Generator | None"},
    {"binomial", compute_binomial, "count: Tensor, prob: Tensor, generator: Generator | None"},
    {"dropout_mask", compute_dropout_mask, "like: Tensor, p: float, shape: Size"},
    {"multinomial", compute_multinomial,
     "self: Tensor, num_samples: int, replacement: bool, generator: Generator | None"},
    {"uniform", compute_uniform, "self: Tensor, from: float, to: float, generator: Generator | None"},
    {"normal_fill", compute_normal, "self: Tensor, mean: float, std: float, generator: Generator | None"},
    {"bernoulli_fill", compute_bernoulli_fill, "self: Tensor, p: Tensor | Number, generator: Generator | None"},
    {"exponential", compute_one<fill_exponential>, "self: Tensor, lambd: float, generator: Generator | None"},
    {"geometric", compute_one<fill_geometric>, "self: Tensor, p: float, generator: Generator | None"},
    {"cauchy", compute_two<fill_cauchy>, "self: Tensor, median: float, sigma: float, generator: Generator | None"},
    {"log_normal", compute_two<fill_log_normal>, "self: Tensor, mean: float, std: float, generator: Generator | None"},
    {"random_fill", compute_random_fill,
     "self: Tensor, from: int | None, to: Number | None, generator: Generator | None"},
};

}  // namespace

const ComputeTable kRandomComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
