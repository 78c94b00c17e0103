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
         {&kActivationComputes, &kArithmeticComputes, &kBroadcastComputes, &kClampComputes,     &kCompareComputes,
          &kComplexComputes,    &kConvComputes,       &kCopyComputes,      &kCreateComputes,    &kDiagonalComputes,
          &kEmbeddingComputes,  &kExtremumComputes,   &kIndexComputes,     &kJoinComputes,      &kLossComputes,
          &kMaskComputes,       &kMatmulComputes,     &kNormComputes,      &kNormalizeComputes, &kOptimComputes,
          &kPadComputes,        &kPoolComputes,       &kQuantileComputes,  &kRandomComputes,    &kRearrangeComputes,
          &kReduceComputes,     &kRepeatComputes,     &kRoundingComputes,  &kScanComputes,      &kScatterComputes,
          &kSliceComputes,      &kSoftmaxComputes,    &kSortComputes,      &kSpecialComputes,   &kSplitComputes,
          &kStatisticsComputes, &kStridedComputes,    &kViewComputes}) {
      for (const ComputeEntry* e = t->begin; e != t->end; ++e) map->emplace(e->name, e);
    }
    return map;
  }();
  const auto found = table->find(kernel_name);
  return found == table->end() ? nullptr : found->second;
}

}  // namespace flambeau
