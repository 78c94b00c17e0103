// Owns: finding a compute function by its kernel's name.
// Called by: the Python type Op, once per entry at import.
#include <string_view>
#include <unordered_map>

#include "dispatch/compute.h"

namespace flambeau {

const ComputeEntry* find_compute(const std::string& kernel_name) {
  static const auto* const table = [] {
    auto* map = new std::unordered_map<std::string_view, const ComputeEntry*>;
    for (const ComputeTable* t :
         {&kActivationComputes, &kArithmeticComputes, &kAttentionComputes, &kBroadcastComputes,  &kCholeskyComputes,
          &kClampComputes,      &kCompareComputes,    &kComplexComputes,   &kConvComputes,       &kCopyComputes,
          &kCreateComputes,     &kDiagonalComputes,   &kEigenComputes,     &kEmbeddingComputes,  &kExtremumComputes,
          &kFftComputes,        &kIndexComputes,      &kJoinComputes,      &kLdlComputes,        &kLossComputes,
          &kLstsqComputes,      &kLuComputes,         &kMaskComputes,      &kMatmulComputes,     &kNormComputes,
          &kNormalizeComputes,  &kOptimComputes,      &kPadComputes,       &kPoolComputes,       &kQrComputes,
          &kQuantileComputes,   &kRandomComputes,     &kRearrangeComputes, &kReduceComputes,     &kRepeatComputes,
          &kRoundingComputes,   &kScanComputes,       &kScatterComputes,   &kSliceComputes,      &kSoftmaxComputes,
          &kSortComputes,       &kSpecialComputes,    &kSplitComputes,     &kStatisticsComputes, &kStridedComputes,
          &kSvdComputes,        &kTriangularComputes, &kViewComputes}) {
      for (const ComputeEntry* e = t->begin; e != t->end; ++e) map->emplace(e->name, e);
    }
    return map;
  }();
  const auto found = table->find(kernel_name);
  return found == table->end() ? nullptr : found->second;
}

}  // namespace flambeau
