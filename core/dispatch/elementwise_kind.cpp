// Owns: the compute function of all elementwise ops: promotion, broadcasting, allocation, the kernel call.
// Called by: call_op.
#include <algorithm>

#include "dispatch/compute.h"
#include "dispatch/launch.h"
#include "dispatch/numbers.h"

namespace flambeau {
namespace {

struct Types {
  DType compute;
  DType result;
};

Types types_for(const Op& op, DType common) {
  switch (op.promotion) {
    case Promotion::Float:
      if (is_integral(common)) common = default_dtype();
      return {common, common};
    case Promotion::Comparison: return {common, DType::Bool};
    case Promotion::Logical: return {common, DType::Bool};
    case Promotion::IntegerOnly:
    case Promotion::Default:
    default: return {common, common};
  }
}

void require_loop(const Op& op, const ElementwiseKernel& kernel, DType compute) {
  if (!kernel.loops[static_cast<int>(compute_type(compute))]) {
    fail(ErrorKind::NotImplemented, "\"", op.name, "\" not implemented for '", scalar_type_name(compute),
         "': ", op.name, " | convert the input first, for instance with .float()");
  }
}

void check_target(const Op& op, const Tensor& target, const Dims& shape, DType result) {
  if (!has_shape(target, shape)) {
    fail(ErrorKind::Runtime, "output with shape ", target.shape(), " doesn't match the broadcast shape ", shape);
  }
  check_can_cast(op, result, target.dtype);
}

// The operands of one call: tensors as they are, numbers as one element of the compute dtype.
struct Operands {
  Operand list[kMaxOperands];
  Storage* storages[kMaxOperands];
  int64_t strides[kMaxOperands][kMaxDims];
  alignas(16) char numbers[kMaxOperands][16];
  int count = 1;  // [0] is the output
};

void broadcast_strides(const Tensor& t, int ndim, int64_t* to) {
  const int extra = ndim - t.ndim;
  std::fill_n(to, extra, 0);
  for (int i = 0; i < t.ndim; ++i) to[extra + i] = t.size(i) == 1 ? 0 : t.stride(i);
}

Dims result_shape(const Value* args, int count) {
  bool first = true;
  Dims shape;
  for (int i = 0; i < count; ++i) {
    if (!args[i].is_tensor()) continue;
    shape = first ? args[i].tensor->shape() : broadcast_shapes(shape, args[i].tensor->shape());
    first = false;
  }
  return shape;
}

// Keeps the memory order of the inputs (channels-last in, channels-last out), as PyTorch does.
TensorRef allocate_result(const Value* args, int count, const Dims& shape, DType dtype, DeviceType device) {
  const Tensor* tensors[kMaxOperands];
  int n = 0;
  for (int i = 0; i < count; ++i)
    if (args[i].is_tensor()) tensors[n++] = args[i].tensor;
  if (n == 0 || (tensors[0]->is_contiguous() && has_shape(*tensors[0], shape))) return empty(shape, dtype, device);
  return empty_strided(shape, result_strides(tensors, n, shape), dtype, device);
}

// Which of two dimensions lies further out in memory: positive for a, negative for b, zero where nothing says.
int compare_dims(const Tensor* const* inputs, int count, const Dims& shape, int a, int b) {
  for (int i = 0; i < count; ++i) {
    const Tensor& t = *inputs[i];
    const int extra = shape.size() - t.ndim;
    const auto step = [&](int d) {
      return d < extra || (t.size(d - extra) == 1 && shape[d] != 1) ? 0 : t.stride(d - extra);
    };
    const int64_t at_a = step(a), at_b = step(b);
    if (at_a == 0 || at_b == 0) continue;  // repeated along one of them
    if (at_a != at_b) return at_a > at_b ? 1 : -1;
    if (shape[a] > shape[b]) return 1;
  }
  return 0;
}

struct RunElementwise {
  const ElementwiseKernel* kernel;
  DType compute;

  void operator()(const Access* o, ShapeView shape) const {
    const int count = kernel->inputs + 1;
    Operand operands[kMaxOperands];
    std::copy_n(o, count, operands);
    run_elementwise(*kernel, compute, operands, count, shape.ndim, shape.sizes);
  }
};

// One loop over n elements that lie side by side, or are one number repeated.
struct RunLoop {
  Loop loop;
  int64_t n;
  int64_t strides[3];  // bytes

  void operator()(const Access* o) const {
    char* const data[] = {static_cast<char*>(o[0].data), static_cast<char*>(o[1].data), static_cast<char*>(o[2].data)};
    loop(data, strides, n, 1, nullptr);
  }
};

// Out of the way of calls that nobody records.
[[gnu::noinline]] void keep_simple(Loop loop, const int64_t* strides, const Tensor& out, const Tensor& a,
                                   const Tensor* b, const void* element) {
  const Access operands[] = {writes(out), reads(a), b ? reads(*b) : number(element, a.dtype, nullptr, 0)};
  keep(RunLoop{loop, a.numel, {strides[0], strides[1], strides[2]}}, operands, {});
}
[[gnu::noinline]] void keep_elementwise(const ElementwiseKernel& kernel, DType compute, const Operands& o,
                                        ShapeView shape) {
  Access all[kMaxOperands];
  for (int i = 0; i < o.count; ++i) all[i] = {o.list[i], o.storages[i], shape.ndim, i == 0};
  keep(RunElementwise{&kernel, compute}, std::span(all, static_cast<size_t>(o.count)), shape);
}

}  // namespace

void launch_elementwise(const ElementwiseKernel& kernel, DType compute, std::span<const Access> operands,
                        ShapeView shape) {
  uint64_t numel = 1;  // wraps around where a size of zero follows, and is zero then
  for (int d = 0; d < shape.ndim; ++d) numel *= static_cast<uint64_t>(shape[d]);
  launch(static_cast<int64_t>(numel), operands, shape, RunElementwise{&kernel, compute});
}

Dims result_strides(const Tensor* const* inputs, int count, const Dims& shape) {
  // Sorted by insertion, innermost first, from row-major order: dimensions that nothing is known of keep their places.
  int order[kMaxDims];
  const int n = shape.size();
  for (int i = 0; i < n; ++i) order[i] = n - 1 - i;
  for (int i = 1; i < n; ++i) {
    for (int at = i, k = i - 1; k >= 0; --k) {
      const int further_out = compare_dims(inputs, count, shape, order[k], order[at]);
      if (further_out < 0) break;
      if (further_out > 0) {
        std::swap(order[k], order[at]);
        at = k;
      }
    }
  }
  Dims strides = shape;
  int64_t step = 1;
  for (int i = 0; i < n; ++i) {
    strides[order[i]] = step;
    step *= std::max<int64_t>(shape[order[i]], 1);
  }
  return strides;
}

void check_can_cast(const Op& op, DType from, DType to) {
  const auto category = [](DType t) { return t == DType::Bool ? 0 : is_integral(t) ? 1 : is_complex(t) ? 3 : 2; };
  if (category(from) > category(to)) {
    const ErrorKind kind = op.list_params ? ErrorKind::Type : ErrorKind::Runtime;  // PyTorch's joins say it so
    fail(kind, "result type ", scalar_type_name(from), " can't be cast to the desired output type ",
         scalar_type_name(to), " (", op.name, ")");
  }
}

// From so many elements on, the driver shares a call out to threads.
constexpr int64_t kSmall = 1 << 15;

// The common case without any of the general machinery: dense tensors of one dtype and shape, or such a tensor and a
// number that does not change its dtype; in place, the first of them is the target. False when the call is not that
// simple.
static bool compute_simple(Call& call, const ElementwiseKernel& kernel, const Value* args) {
  const Op& op = call.op;
  const int count = kernel.inputs;
  if (count > 2 || kernel.real_output || !args[0].is_tensor()) return false;
  Tensor& a = *args[0].tensor;
  if (call.target && (call.target != &a || kernel.bool_output)) return false;
  const Loop loop = kernel.loops[static_cast<int>(a.dtype)];
  if (!loop || !a.is_contiguous() || a.numel >= kSmall) return false;
  if (op.promotion == Promotion::Float && is_integral(a.dtype)) return false;
  const int64_t item = item_size(a.dtype);
  char* data[3] = {nullptr, a.data(), nullptr};
  int64_t strides[3] = {kernel.bool_output ? 1 : item, item, item};
  const Tensor* second = nullptr;
  alignas(16) char element[16];
  if (count == 2) {
    const Value& v = args[1];
    if (v.is_tensor()) {
      const Tensor& b = *v.tensor;
      if (b.dtype != a.dtype || !b.is_contiguous() || !same_shape(a, b)) return false;
      if (call.target && b.storage == a.storage && b.offset != a.offset) return false;  // they may overlap in part
      second = &b;
      data[2] = b.data();
    } else {
      const bool keeps = is_floating(a.dtype) ? v.tag <= Tag::Float : a.dtype == DType::Int64 && v.tag <= Tag::Int;
      if (!keeps || v.is_none()) return false;
      write_number(v, a.dtype, element);
      data[2] = element;
      strides[2] = 0;
    }
  }
  call.out[0] =
      call.target ? TensorRef::share(call.target) : empty_alike(a, kernel.bool_output ? DType::Bool : a.dtype);
  const Tensor& out = *call.out[0];
  data[0] = out.data();
  launch_directly(
      a.numel, *out.storage, [&] { loop(data, strides, a.numel, 1, nullptr); },
      [&] { keep_simple(loop, strides, out, a, second, data[2]); });
  return true;
}

// Operands of other dtypes beside 16-bit floats: a single element becomes a number of 16 bits (unless it is `exact`), a
// whole tensor is cast.
struct RoundedOperands {
  Value args[kMaxOperands];
  TensorRef casts[kMaxOperands];

  RoundedOperands(DType to, const Value* given, int count, int exact) {
    for (int i = 0; i < count; ++i) {
      args[i] = given[i];
      if (given[i].is_number()) {
        if (i < exact) args[i] = rounded_to(given[i], to);
      } else if (given[i].is_tensor() && given[i].tensor->dtype != to && given[i].tensor->dtype != DType::Bool &&
                 (i < exact || given[i].tensor->ndim > 0)) {
        casts[i] = cast(*given[i].tensor, to);
        args[i] = value_of(*casts[i]);
      }
    }
  }
};

// Everything that compute_simple does not do. Out of its way, for it needs much room on the stack.
[[gnu::noinline]] static void compute_general(Call& call, const ElementwiseKernel& kernel, const Value* args,
                                              int exact) {
  const Op& op = call.op;
  const int count = kernel.inputs;
  const int skip = kernel.bool_first_input ? 1 : 0;  // a condition does not take part in promotion
  const Types types = types_for(op, result_type(args + skip, count - skip));
  if (op.promotion == Promotion::IntegerOnly && !is_integral(types.compute)) {
    fail(ErrorKind::NotImplemented, "\"", op.name, "\" not implemented for '", scalar_type_name(types.compute),
         "': it takes integers and bools");
  }
  require_loop(op, kernel, types.compute);
  std::optional<RoundedOperands> rounded;
  if (is_reduced(types.compute)) args = rounded.emplace(types.compute, args, count, exact).args;
  DType result = types.result;
  if (kernel.bool_output) result = DType::Bool;
  if (kernel.real_output) {
    if (is_complex(result) && call.target && call.target == args[0].tensor) {
      fail(ErrorKind::Runtime, "In-place ", op.name,
           " is not supported for complex tensors. | use the form without an underscore");
    }
    result = real_type(result);
  }
  const Dims shape = result_shape(args, count);
  const Value* const first = std::find_if(args, args + count, [](const Value& v) { return v.is_tensor(); });
  if (op.needs_tensor && first == args + count) {
    fail(ErrorKind::Type, op.name, "() received an invalid combination of arguments - got numbers only | one of its ",
         count, " operands must be a Tensor");
  }
  const DeviceType device = first != args + count ? first->tensor->storage->device : DeviceType::CPU;

  if (call.target) {
    check_target(op, *call.target, shape, result);
    call.out[0] = TensorRef::share(call.target);
  } else {
    call.out[0] = allocate_result(args, count, shape, result, device);
  }
  Tensor& out = *call.out[0];
  Operands o;
  TensorRef copies[kMaxOperands];
  const int ndim = shape.size();
  o.list[0] = {out.data(), out.dtype, out.strides()};
  o.storages[0] = out.storage;
  for (int i = 0; i < count; ++i) {
    const Value& v = args[i];
    Operand& operand = o.list[o.count];
    Storage*& storage = o.storages[o.count];
    int64_t* strides = o.strides[o.count++];
    if (v.is_tensor()) {
      Tensor* t = v.tensor;
      if (call.target && overlap(*t, out) == Overlap::Partial) {
        refuse_overlap(out, *t);
        copies[i] = copy_of(*t);
        t = copies[i].get();
      }
      broadcast_strides(*t, ndim, strides);
      operand = {t->data(), t->dtype, strides};
      storage = t->storage;
    } else {
      const DType as = kernel.bool_first_input && i == 0 ? DType::Bool : compute_type(types.compute);
      write_number(v, as, o.numbers[o.count - 1]);
      std::fill_n(strides, ndim, 0);
      operand = {o.numbers[o.count - 1], as, strides};
      storage = nullptr;
    }
  }
  launch_directly(
      out.numel, *out.storage, [&] { run_elementwise(kernel, types.compute, o.list, o.count, ndim, shape.data()); },
      [&] { keep_elementwise(kernel, types.compute, o, shape); });
}

void compute_elementwise(Call& call, const ElementwiseKernel& kernel, const Value* args, int exact) {
  if (!compute_simple(call, kernel, args)) compute_general(call, kernel, args, exact);
}

void compute_elementwise(Call& call) { compute_elementwise(call, *call.op.kernel, call.args); }

}  // namespace flambeau
