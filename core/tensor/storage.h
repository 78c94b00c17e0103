// Owns: Storage, the reference-counted bytes that tensors view, and Version, how often and where they were written.
// Called by: tensor and everything above; callers hold the host's lock.
#pragma once

#include <cstddef>
#include <cstdint>

#include "memory/allocator.h"
#include "tensor/dtype.h"
#include "tensor/host.h"

namespace flambeau {

// How often something was written in place, and where last. A storage has one, which its tensors share; a tensor that
// `.data` made, or that was given other elements by it, has its own.
struct Version {
  uint32_t writes = 0;
  uint32_t owners = 1;
  Origin writer;
};
Version* new_version();
void release(Version* v) noexcept;  // null is allowed

// Elements of a (batch, channels, positions...) tensor that lie channels-last in a storage of their own.
struct PrivateLayout {
  struct Storage* elements;  // owned
  DType dtype;
  int64_t batch, channels, positions;
};

enum class DeviceType : uint8_t { CPU, Meta };

struct Storage {
  void* data = nullptr;
  size_t nbytes = 0;
  uint32_t references = 1;
  DeviceType device = DeviceType::CPU;
  bool borrowed = false;
  bool any_byte : 1 = false;  // its booleans may be other bytes than 0 and 1 (dispatch/truth.h)
  bool lent : 1 = false;      // NumPy, a DLPack consumer or a memoryview knows where the bytes are: they stay there
  bool moved : 1 = false;     // the bytes were moved while several tensors looked at them
  bool sparse : 1 = false;    // on meta: the elements are the host's, as its type of sparse tensors keeps them
  bool is_private = false;  // data is null: the elements lie in another order, as `in_private` says (private_layout.h)
  Version own_version;
  Version* version = &own_version;  // elsewhere once it must outlive the storage
  union {
    size_t capacity = 0;  // bytes of the allocator's block; 0 when the bytes are inline
    HostObject* owner;    // borrowed: whoever lent the bytes (a NumPy array, a DLPack capsule)
  };
  static constexpr size_t kInline = 64;
  union {
    alignas(64) char small[kInline];  // tensors of a few elements need no second allocation
    PrivateLayout in_private;
  };
};
static_assert(sizeof(Storage) == 128, "two cache lines: one for the bookkeeping, one for the elements");

Storage* new_storage(size_t nbytes);
Storage* borrow_storage(void* data, size_t nbytes, HostObject* owner);  // keeps a reference to owner
Storage* meta_storage(size_t nbytes);                                   // has a size but no bytes
inline Storage* storage_on(DeviceType device, size_t nbytes) {
  return device == DeviceType::Meta ? meta_storage(nbytes) : new_storage(nbytes);
}
// Whose elements lie in a storage of their own (see PrivateLayout); takes over the caller's share of `elements`.
Storage* private_storage(Storage* elements, DType dtype, int64_t batch, int64_t channels, int64_t positions);
void allocate_plain(
    Storage& s);              // no longer private: has uninitialised bytes of its own, and no share of the elements'
void make_plain(Storage& s);  // the same with the elements in them, row-major
extern int64_t live_private;  // how many are private: zero in any program without convolutions
// The bytes of `s` come from outside, or are seen as booleans and as something else: any of them may be a boolean.
void admit_any_byte(Storage& s);
extern int64_t live_any_byte;  // storages of that kind
extern int64_t live_off_cpu;   // how many are on another device: there, calls compare devices
extern int64_t live_moved;     // how many were moved; while there are any, tensors ask their storage where it is
void resize_storage(Storage* s, size_t nbytes);  // keeps the common prefix; an error for lent bytes
void destroy_storage(Storage* s) noexcept;
void drop_storage_stock() noexcept;  // frees what is kept for reuse

inline void retain(Storage* s) noexcept { ++s->references; }
inline void release(Storage* s) noexcept {
  if (s && --s->references == 0) destroy_storage(s);
}

// The storage's version as one that may outlive it; the caller owns a share.
Version* share_version(Storage* s);
// Records one in-place write: counts it and notes where the program stood.
void note_write(Version& v) noexcept;
void note_write(Version& v, const Origin& here) noexcept;  // …where that is known: of many writes in one call

}  // namespace flambeau
