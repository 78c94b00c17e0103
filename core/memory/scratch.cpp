// Owns: temporary buffers of kernels, kept per thread so that large ones are not mapped afresh at every call.
// Called by: products, convolutions and pooling; unlike the tensor allocator, without any lock.
#include "memory/scratch.h"

#include <algorithm>
#include <new>

#include "tensor/error.h"

namespace flambeau {
namespace {

constexpr std::align_val_t kAlignment{64};
constexpr size_t kMostKept = size_t{64} << 20;  // bytes; larger buffers go back to the system at once
constexpr int kSlots = 4;

void release(void* data) { ::operator delete(data, kAlignment); }

// The buffers a thread holds for its next kernel: a few slots, each with one buffer, at most kMostKept bytes in all.
struct Reserve {
  struct Slot {
    void* data = nullptr;
    size_t size = 0;
  };
  Slot slots[kSlots];
  size_t held = 0;

  ~Reserve() {
    for (Slot& slot : slots) release(slot.data);
  }

  // The smallest buffer of at least `size` bytes that is not wastefully large, or an empty slot.
  Slot take(size_t size) {
    Slot* best = nullptr;
    for (Slot& slot : slots) {
      if (slot.size >= size && slot.size / 4 <= size && (!best || slot.size < best->size)) best = &slot;
    }
    if (!best) return {};
    held -= best->size;
    return std::exchange(*best, Slot{});
  }

  void give(void* data, size_t size) {
    Slot& smallest = *std::min_element(slots, slots + kSlots, [](auto& a, auto& b) { return a.size < b.size; });
    if (smallest.size >= size || held - smallest.size + size > kMostKept) return release(data);
    release(smallest.data);
    held += size - smallest.size;
    smallest = {data, size};
  }
};

thread_local Reserve reserve;

}  // namespace

Scratch::Scratch(int64_t nbytes) : size_(static_cast<size_t>(std::max<int64_t>(nbytes, 64))) {
  const Reserve::Slot kept = reserve.take(size_);
  if (kept.data) {
    data_ = kept.data;
    size_ = kept.size;
    return;
  }
  data_ = ::operator new(size_, kAlignment, std::nothrow);
  if (!data_) fail(ErrorKind::OutOfMemory, "a kernel's temporary buffer of ", nbytes, " bytes could not be allocated");
}

Scratch::~Scratch() {
  if (data_) reserve.give(data_, size_);
}

}  // namespace flambeau
