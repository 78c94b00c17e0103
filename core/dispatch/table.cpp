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
         {&kReduceComputes, &kMoveComputes, &kIndexComputes, &kScatterComputes, &kMaskComputes, &kSortComputes,
          &kViewComputes, &kCopyComputes, &kProductComputes, &kCreateComputes, &kWriteComputes, &kRandomComputes,
          &kVariantComputes, &kSoftmaxComputes, &kLossComputes, &kNormalizeComputes, &kConvComputes, &kPoolComputes}) {
      for (const ComputeEntry* e = t->begin; e != t->end; ++e) map->emplace(e->name, e);
    }
    return map;
  }();
  const auto found = table->find(kernel_name);
  return found == table->end() ? nullptr : found->second;
}

}  // namespace flambeau
