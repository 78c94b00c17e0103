// Owns: the rare things of a tensor: memory for them, and tangents at the levels of forward mode.
// Called by: see extras.h.
#include "autograd/extras.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "autograd/modes.h"

namespace flambeau {

namespace {

std::array<void*, 64> spare_extras;

size_t spares = 0;

// By open level, of whatever thread, those that carry a tangent of it which has a history. Under the host's lock.
using Carriers = std::unordered_map<uint64_t, std::unordered_set<AutogradExtras*>>;
Carriers& carriers() {
  static auto& all = *new Carriers;  // tensors outlive statics
  return all;
}

bool is_open(uint64_t level) {
  const std::vector<DualLevel>& open = dual_levels();
  return std::any_of(open.begin(), open.end(), [level](const DualLevel& one) { return one.number == level; });
}

TensorRef take_tangent(AutogradExtras& e, uint64_t level) {
  const auto of_level = [level](const AutogradExtras::Tangent& t) { return t.level == level; };
  if (of_level(e.tangent)) return TensorRef::steal(std::exchange(e.tangent.value, nullptr));
  const auto found = std::find_if(e.tangents.begin(), e.tangents.end(), of_level);
  if (found == e.tangents.end()) return {};
  TensorRef taken = TensorRef::steal(found->value);
  e.tangents.erase(found);
  return taken;
}

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
  if (e->loses_tangents)
    for (auto& [level, some] : carriers()) some.erase(e.get());
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
  const TensorRef dropped = take_tangent(e, level);  // released last: that may run anything
  if (tangent && (tangent->grad_fn || tangent->wrapping) && is_open(level)) {
    e.loses_tangents = true;
    carriers()[level].insert(&e);
  }
  if (tangent && !e.tangent.value) {
    e.tangent = {level, tangent.give()};
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

void close_dual_level(uint64_t level) {
  // One by one, as each tangent that goes may free others that carry one.
  for (auto found = carriers().find(level); found != carriers().end(); found = carriers().find(level)) {
    if (found->second.empty()) {
      carriers().erase(found);
    } else {
      const TensorRef gone = take_tangent(*found->second.extract(found->second.begin()).value(), level);
    }
  }
}

bool carries_tangent(const Tensor& t) noexcept {
  for (uint32_t k = 0; k < modes.forward; ++k) {
    const uint64_t level = dual_levels()[k].number;
    if (tangent_at(t, level) || (t.base && tangent_at(*t.base, level))) return true;
  }
  return false;
}

}  // namespace flambeau
