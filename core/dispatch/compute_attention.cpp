// Owns: the compute functions of attention and its gradients.
// Called by: call_op.
#include "backend/cpu/attention.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

constexpr const char* kOp = "scaled_dot_product_attention";

// Sizes of the operands, stacks of matrices of one dtype: (..., L, E), (..., S, E), (..., S, V), and a mask (..., L,
// S).
struct Sizes {
  Attention attention;
  Dims stack;  // the leading dimensions
  DType dtype, working;
  DeviceType device;

  Sizes(const Tensor& query, const Tensor& key, const Tensor& value, const Tensor* mask, bool causal, double scale)
      : dtype(query.dtype), working(compute_type(query.dtype)), device(query.storage->device) {
    require_floating(kOp, dtype);
    const int lead = query.ndim - 2;
    const bool same_dims = lead >= 0 && key.ndim == query.ndim && value.ndim == query.ndim &&
                           (!mask || mask->ndim == query.ndim) && key.dtype == dtype && value.dtype == dtype;
    if (!same_dims) refuse(query, key, value, mask);
    attention = {query.size(lead), key.size(lead), query.size(lead + 1), value.size(lead + 1), causal, scale};
    stack = Dims(query.sizes(), lead);
    if (!fits(key, attention.keys, attention.width) || !fits(value, attention.keys, attention.results) ||
        (mask && !fits(*mask, attention.queries, attention.keys)))
      refuse(query, key, value, mask);
  }
  // With two more dimensions than the stack has.
  Dims shape(int64_t rows, int64_t columns) const {
    Dims s = stack;
    s.push(rows);
    s.push(columns);
    return s;
  }
  Dims vectors() const {
    Dims s = stack;
    s.push(attention.queries);
    return s;
  }
  int64_t steps() const {
    int64_t n = attention.queries;
    for (const int64_t size : stack) n = steps_of(n, size);
    return steps_of(steps_of(n, attention.keys), attention.width + attention.results);
  }

 private:
  bool fits(const Tensor& t, int64_t rows, int64_t columns) const { return has_shape(t, shape(rows, columns)); }
  [[noreturn]] static void refuse(const Tensor& query, const Tensor& key, const Tensor& value, const Tensor* mask) {
    fail(ErrorKind::Runtime, kOp, ": query is ", query.shape(), ", key ", key.shape(), ", value ", value.shape(),
         " and the mask ", mask ? mask->shape() : Dims(),
         " | they must be (..., L, E), (..., S, E), (..., S, V) and (..., L, S) of one dtype");
  }
};

// Rows side by side; `t` itself where they are.
TensorRef with_dense_rows(Tensor& t, DType dtype) {
  TensorRef typed = cast(t, dtype);
  return typed->stride(typed->ndim - 1) == 1 ? std::move(typed) : contiguous(*typed);
}
Tensor* optional_tensor(const Value& v) { return v.is_none() ? nullptr : v.tensor; }

// query, key, value, mask, causal, scale -> output, logsumexp
void compute_attention(Call& call) {
  Tensor &query = call.tensor(0), &key = call.tensor(1), &value = call.tensor(2), *mask = optional_tensor(call.arg(3));
  const Sizes sizes(query, key, value, mask, call.arg(4).truth(), call.arg(5).as_double());
  const Attention& a = sizes.attention;
  TensorRef out = empty(sizes.shape(a.queries, a.results), sizes.working, sizes.device);
  call.out[1] = empty(sizes.vectors(), sizes.working, sizes.device);
  const TensorRef q = with_dense_rows(query, sizes.working), k = cast(key, sizes.working),
                  v = cast(value, sizes.working), m = mask ? cast(*mask, sizes.working) : TensorRef();
  launch(sizes.steps(), {writes(*out), writes(*call.out[1]), reads(*q), reads(*k), reads(*v), reads(m.get())},
         sizes.stack, [a](const Access* o, ShapeView shape) {
           run_attention(a, o[0], o[1], o[2], o[3], o[4], o[5], shape.ndim, shape.sizes);
         });
  deliver(call, cast(*out, sizes.dtype));
}

// grad, query, key, value, mask, output, logsumexp, causal, scale -> grad_query, grad_key, grad_value
void compute_attention_backward(Call& call) {
  Tensor &grad = call.tensor(0), &query = call.tensor(1), &key = call.tensor(2), &value = call.tensor(3),
         *mask = optional_tensor(call.arg(4)), &output = call.tensor(5), &logsumexp = call.tensor(6);
  const Sizes sizes(query, key, value, mask, call.arg(7).truth(), call.arg(8).as_double());
  const Attention& a = sizes.attention;
  if (!same_shape(grad, output) || !has_shape(output, sizes.shape(a.queries, a.results)) ||
      !has_shape(logsumexp, sizes.vectors())) {
    fail(ErrorKind::Runtime, kOp, ": grad is ", grad.shape(), ", the output ", output.shape(), " and logsumexp ",
         logsumexp.shape(), " | they must be (..., L, V) twice, and (..., L)");
  }
  const DType t = sizes.working;
  const TensorRef dq = empty(sizes.shape(a.queries, a.width), t, sizes.device),
                  dk = empty(sizes.shape(a.keys, a.width), t, sizes.device),
                  dv = empty(sizes.shape(a.keys, a.results), t, sizes.device);
  const TensorRef g = with_dense_rows(grad, t), q = with_dense_rows(query, t), k = cast(key, t), v = cast(value, t),
                  m = mask ? cast(*mask, t) : TensorRef(), y = with_dense_rows(output, t), l = cast(logsumexp, t);
  launch(sizes.steps(),
         {writes(*dq), writes(*dk), writes(*dv), reads(*g), reads(*q), reads(*k), reads(*v), reads(m.get()), reads(*y),
          reads(*l)},
         sizes.stack, [a](const Access* o, ShapeView shape) {
           run_attention_backward(a, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7], o[8], o[9], shape.ndim,
                                  shape.sizes);
         });
  call.out[1] = cast(*dk, sizes.dtype);
  call.out[2] = cast(*dv, sizes.dtype);
  deliver(call, cast(*dq, sizes.dtype));
}

constexpr ComputeEntry kEntries[] = {
    {"attention", compute_attention,
     "query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None, is_causal: bool, scale: float"},
    {"attention_backward", compute_attention_backward,
     "grad: Tensor, query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None, output: Tensor, "
     "logsumexp: Tensor, is_causal: bool, scale: float"},
};

}  // namespace

const ComputeTable kAttentionComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
