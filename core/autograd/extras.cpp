// Owns: the rare things of a tensor: memory for them, and tangents at the levels of forward mode.
// Called by: see extras.h.
#include "autograd/extras.h"

#include <algorithm>
#include <array>

#include "autograd/modes.h"

namespace flambeau {

namespace {

std::array<void*, 64> spare_extras;

size_t spares = 0;

}  // namespace

void* AutogradExtras::operator new(size_t bytes) { return spares ? spare_extras[--spares] : ::operator new(bytes); }

void AutogradExtras::operator delete(void* p) noexcept {
  if (spares < spare_extras.size()) {
    spare_extras[spares++] = p;
  } else {
    ::operator delete(p);
  }
}

AutogradExtras& extras_of(Tensor& t) {
  if (!t.extras) t.extras = std::make_unique<AutogradExtras>().release();
  return *t.extras;
}

void free_extras(Tensor& t) noexcept {
  std::unique_ptr<AutogradExtras> e(std::exchange(t.extras, nullptr));
  if (!e) return;
  release(e->hooks);
  release(e->post_accumulate);
  release(as_host(e->accumulator));
  release(as_host(e->dual));
  e->each_tangent([](const auto& tangent) { release(as_host(tangent.value)); });
}

std::vector<DualLevel>& dual_levels() {
  thread_local std::vector<DualLevel> open FLAMBEAU_NEAR;
  return open;
}

Tensor* tangent_at(const Tensor& t, uint64_t level) noexcept {
  if (!(t.flags & kHasTangent)) return nullptr;
  if (t.extras->tangent.level == level) return t.extras->tangent.value;
  for (const auto& tangent : t.extras->tangents)
    if (tangent.level == level) return tangent.value;
  return nullptr;
}

void set_tangent(Tensor& t, uint64_t level, TensorRef tangent) {
  AutogradExtras& e = extras_of(t);
  const auto of_level = [level](const AutogradExtras::Tangent& other) { return other.level == level; };
  const auto found = std::find_if(e.tangents.begin(), e.tangents.end(), of_level);
  TensorRef dropped;  // released last: that may run anything
  if (found != e.tangents.end()) {
    dropped = TensorRef::steal(found->value);
    e.tangents.erase(found);
  }
  if (!e.tangent.value || of_level(e.tangent)) {
    dropped = TensorRef::steal(std::exchange(e.tangent.value, tangent.give()));
    e.tangent.level = level;
  } else if (tangent) {
    e.tangents.push_back({level, tangent.give()});
  }
  const bool any = e.tangent.value || !e.tangents.empty();
  t.flags = static_cast<uint16_t>(any ? t.flags | kHasTangent : t.flags & ~kHasTangent);
  track(t);
}

void copy_tangents(const Tensor& from, Tensor& to) {
  if (!(from.flags & kHasTangent)) return;
  from.extras->each_tangent(
      [&](const auto& tangent) { set_tangent(to, tangent.level, TensorRef::share(tangent.value)); });
}

bool carries_tangent(const Tensor& t) noexcept {
  for (uint32_t k = 0; k < modes.forward; ++k) {
    const uint64_t level = dual_levels()[k].number;
    if (tangent_at(t, level) || (t.base && tangent_at(*t.base, level))) return true;
  }
  return false;
}

}  // namespace flambeau
