// Owns: what ops that reduce dimensions share: which dimensions, what comes out, and the checks.
// Called by: compute_reduce, compute_statistics, compute_extremum, compute_quantile, compute_norm, compute_scan.
#pragma once

#include "backend/cpu/reduce.h"
#include "dispatch/lined.h"

namespace flambeau {

using DimSet = uint64_t;  // bit d: dimension d is reduced

inline constexpr DimSet kAllDims = ~DimSet{0};
inline bool contains(DimSet dims, int d) { return dims >> d & 1u; }
DimSet one_dim(const Value& v, const Tensor& t);
DimSet listed_dims(const Dims& list, const Tensor& t);
// None and the empty list both mean all dimensions.
DimSet dims_of(const Value& v, const Tensor& t);

// A result and its strides as kernels want them: one per dimension of the input, 0 where it is reduced.
struct Reduced {
  TensorRef tensor;
  int64_t strides[kMaxDims];
  int ndim;
  Access writes() const { return flambeau::writes(*tensor, strides, ndim); }
  Access reads() const { return flambeau::reads(*tensor, strides, ndim); }
};

void allocate_reduced(Reduced& r, const Tensor& t, DimSet dims, bool keepdim, DType dtype);

// Every element is read or, where there are none, every result written.
inline int64_t reduction_steps(const Tensor& out, const Tensor& in) { return std::max(out.numel, in.numel); }

// Computes `op` of `t` into `r`; `p` is the exponent of a norm.
void launch_reduction(Reduction op, const Reduced& r, const Tensor& t, double p = 0);

// The whole op: its result allocated, computed and delivered.
void reduce(Call& call, Reduction op, const Tensor& t, DimSet dims, bool keepdim, DType dtype);

void require_real(const char* name, const Tensor& t);
void require_elements(const char* name, const Tensor& t, DimSet dims, ErrorKind kind_for_all);

// Integers are added and multiplied in int64 unless a dtype is asked for.
DType summed_type(const Value& asked, DType t);

// Values and positions along one dimension: what max, median and their like return, given `dim` and, next, `keepdim`.
// kernel(values, indices, in, shape, dim) computes them.
template <class Kernel>
void pick_along(Call& call, const char* name, int dim_arg, const Kernel& kernel) {
  const Tensor& t = call.tensor(0);
  const int d = wrap_dim(call.arg(dim_arg).as_int(), t.ndim);
  const bool keepdim = call.arg(dim_arg + 1).truth();
  const DimSet dims = DimSet{1} << d;
  require_elements(name, t, dims, ErrorKind::Index);
  Reduced values, indices;
  allocate_reduced(values, t, dims, keepdim, t.dtype);
  allocate_reduced(indices, t, dims, keepdim, DType::Int64);
  const Lined in(t);
  if (t.ndim == 0) {
    values.strides[0] = indices.strides[0] = 0;
    values.ndim = indices.ndim = 1;
  }
  launch(reduction_steps(*values.tensor, t), {values.writes(), indices.writes(), in.reads()}, in.shape(),
         [kernel, d](const Access* o, ShapeView shape) { kernel(o[0], o[1], o[2], shape, d); });
  call.out[0] = std::move(values.tensor);
  call.out[1] = std::move(indices.tensor);
}

}  // namespace flambeau
