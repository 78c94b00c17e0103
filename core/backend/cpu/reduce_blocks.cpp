// Owns: the implementation of how reductions walk their input.
// Called by: see reduce_blocks.h.
#include "backend/cpu/reduce_blocks.h"

#include "backend/cpu/isa.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const ReduceLoops reduce_loops;)

namespace blockwise {

const ReduceLoops& loops() {
  static const ReduceLoops& table = FLAMBEAU_PICK_ISA(reduce_loops);
  return table;
}

Compute compute_for(DType t) {
  switch (t) {
    case DType::Float16:
    case DType::BFloat16:
    case DType::Float32: return Compute::F32;
    case DType::Float64: return Compute::F64;
    case DType::Complex64: return Compute::C64;
    case DType::Complex128: return Compute::C128;
    default: return Compute::I64;
  }
}

Plan make_plan(const Operand& in, const Operand* first, const Operand* second, int ndim, const int64_t* shape,
               bool ordered) {
  int order[kMaxDims];
  for (int d = 0; d < ndim; ++d) order[d] = d;
  const auto is_kept = [&](int d) { return (first && first->strides[d] != 0) || (second && second->strides[d] != 0); };
  int* const middle = std::stable_partition(order, order + ndim, is_kept);
  const auto farther = [&](int a, int b) { return in.strides[a] > in.strides[b]; };
  std::stable_sort(order, middle, farther);
  if (!ordered) std::stable_sort(middle, order + ndim, farther);
  Plan plan;
  for (int i = 0; i < ndim; ++i) {
    const int d = order[i];
    if (is_kept(d))
      plan.kept.push(shape[d], {in.strides[d], first ? first->strides[d] : 0, second ? second->strides[d] : 0});
    else
      plan.reduced.push(shape[d], {in.strides[d]});
  }
  const int64_t kept_step = plan.kept.inner_stride(0), step = plan.reduced.inner_stride(0);
  const int64_t wide = plan.kept.inner_size();
  const int64_t n = plan.reduced.elements;
  plan.by_columns =
      plan.kept.ndim > 0 && ((n > 1 && wide >= 4 && kept_step < step) || (n > 0 && wide >= 64 && n <= 16));
  return plan;
}

namespace {

template <class T, Compute c> void store(char* out, const Partial& p, double divisor) {
  T value;
  if constexpr (c >= Compute::C64) {
    if constexpr (is_complex(type_of<T>)) {
      using R = typename T::value_type;
      value = T(static_cast<R>(p.parts[0] / divisor), static_cast<R>(p.parts[1] / divisor));
    } else {
      return;
    }
  } else {
    const double real = c == Compute::I64 ? static_cast<double>(p.integer) / divisor : p.real / divisor;
    if constexpr (std::is_same_v<T, Half>)
      value = to_half(static_cast<float>(real));
    else if constexpr (std::is_same_v<T, BFloat16>)
      value = to_bfloat16(static_cast<float>(real));
    else if constexpr (is_complex(type_of<T>))
      value = T(static_cast<typename T::value_type>(real));
    else if constexpr (c == Compute::I64 && is_integral(type_of<T>))
      value = static_cast<T>(p.integer);
    else
      value = static_cast<T>(real);
  }
  std::memcpy(out, &value, sizeof value);
}

}  // namespace

Store store_for(DType t, Compute c) {
  return visit(t, [&]<class T>() -> Store {
    switch (c) {
      case Compute::F32: return store<T, Compute::F32>;
      case Compute::F64: return store<T, Compute::F64>;
      case Compute::I64: return store<T, Compute::I64>;
      default: return store<T, Compute::C64>;
    }
  });
}

}  // namespace blockwise

}  // namespace flambeau
