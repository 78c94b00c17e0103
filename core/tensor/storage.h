// Owns: Storage, the reference-counted bytes that tensors view, with their version and their last writer.
// Called by: tensor and everything above; callers hold the host's lock.
#pragma once

#include <cstddef>
#include <cstdint>

#include "memory/allocator.h"
#include "tensor/host.h"

namespace flambeau {

enum class DeviceType : uint8_t { CPU, Meta };

struct Storage {
  void* data = nullptr;
  size_t nbytes = 0;
  int64_t references = 1;
  uint32_t version = 0;  // writes so far; shared by all views
  DeviceType device = DeviceType::CPU;
  Origin writer;           // where the last in-place write was made
  Block block;             // empty when the bytes are inline or borrowed
  HostObject* owner = nullptr;               // whoever lent the bytes (a NumPy array, a DLPack capsule), if anyone did
  static constexpr size_t kInline = 64;
  alignas(64) char small[kInline];  // tensors of a few elements need no second allocation
};

Storage* new_storage(size_t nbytes);
Storage* borrow_storage(void* data, size_t nbytes, HostObject* owner);  // keeps a reference to owner
Storage* meta_storage(size_t nbytes);                                   // has a size but no bytes
void resize_storage(Storage* s, size_t nbytes);                         // keeps the common prefix
void destroy_storage(Storage* s) noexcept;

inline void retain(Storage* s) noexcept { ++s->references; }
inline void release(Storage* s) noexcept {
  if (s && --s->references == 0) destroy_storage(s);
}

// Records one in-place write: bumps the version and notes where the program stood.
void note_write(Storage* s) noexcept;

}  // namespace flambeau
