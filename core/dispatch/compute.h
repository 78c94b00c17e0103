// Owns: what the compute functions share, and the table that finds one by its kernel's name.
// Called by: compute_*.cpp.
#pragma once

#include "dispatch/op.h"

namespace flambeau {

// Promotion, broadcasting, allocation and the kernel, for the op's own kernel over its first arguments…
void compute_elementwise(Call& call);
// …or for a kernel and operands that a compute function chose (a variant of the op; numbers that stand for parameters).
// Beside 16-bit floats, numbers and single elements of other dtypes are rounded to 16 bits first, as PyTorch does;
// those from operand `exact` on are taken as they are.
void compute_elementwise(Call& call, const ElementwiseKernel& kernel, const Value* operands, int exact = kMaxOperands);

// The strides of a result of `shape` whose elements come from these tensors, which broadcast to it: dense, and in the
// order in memory that their strides ask for, the first that has an opinion first.
Dims result_strides(const Tensor* const* inputs, int count, const Dims& shape);

// Throws PyTorch's "result type Float can't be cast to the desired output type Long".
void check_can_cast(const Op& op, DType from, DType to);
TensorRef copy_of(const Tensor& t);                      // contiguous, same dtype
TensorRef moved_to(const Tensor& t, DeviceType device);  // a copy there
// Complex numbers as pairs of real ones: a view with one more dimension of size 2.
TensorRef parts_of(const Tensor& t);
// Makes `result` the call's first output: as it is, or written into the target of an in-place call.
void deliver(Call& call, TensorRef result);

struct ComputeEntry {
  const char* name;
  Compute compute;
  const char* parameters;  // what `compute` reads by position, as entries write it: "self: Tensor, dim: int | None"
};
// Each theme's compute functions, a file compute_<theme>.cpp, end with their table; table.cpp lists the tables.
struct ComputeTable {
  const ComputeEntry* begin;
  const ComputeEntry* end;
};
extern const ComputeTable kActivationComputes, kArithmeticComputes, kAttentionComputes, kBroadcastComputes,
    kCholeskyComputes, kClampComputes, kCompareComputes, kComplexComputes, kConvComputes, kCopyComputes,
    kCreateComputes, kDiagonalComputes, kEigenComputes, kEmbeddingComputes, kExtremumComputes, kFftComputes,
    kIndexComputes, kJoinComputes, kLdlComputes, kLossComputes, kLstsqComputes, kLuComputes, kMaskComputes,
    kMatmulComputes, kNormComputes, kNormalizeComputes, kOptimComputes, kPadComputes, kPoolComputes, kQrComputes,
    kQuantileComputes, kRandomComputes, kRearrangeComputes, kReduceComputes, kRepeatComputes, kRoundingComputes,
    kScanComputes, kScatterComputes, kSliceComputes, kSoftmaxComputes, kSortComputes, kSpecialComputes, kSplitComputes,
    kStatisticsComputes, kStridedComputes, kSvdComputes, kTriangularComputes, kViewComputes;
const ComputeEntry* find_compute(const std::string& kernel_name);  // null when there is none

// parameters.cpp
ParamType param_type(std::string_view name);  // as entries write it; TypeError for an unknown one
// TypeErrors unless the entry's parameters are those that the compute function, or the kernel, reads.
void require_parameters(const Op& op, const ComputeEntry& compute);
void require_operands(const Op& op, const ElementwiseKernel& kernel);

}  // namespace flambeau
