// Owns: Stock, a stack of dead objects of one size whose memory waits for the next of their kind.
// Called by: storages, tensors and nodes; callers hold the host's lock.
#pragma once

#include <cstddef>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

namespace flambeau {

// Nothing is given back to the system unasked: a program that once made a graph of a million nodes mostly makes
// another, and fresh pages cost more than the node. The objects lie in a list that runs through their own memory,
// behind the sixteen bytes that may belong to the host's object header. The address sanitizer reports who touches a
// dead one.
class Stock {
 public:
  constexpr explicit Stock(size_t object_size) : size_(object_size) {}
  void* take() noexcept {  // null when there is none
    void* object = top_;
    if (!object) return nullptr;
    ASAN_UNPOISON_MEMORY_REGION(body(object), size_ - kLinkEnd);
    top_ = link(object);
    __builtin_prefetch(top_, 1);
    return object;
  }
  void give(void* object) noexcept {
    link(object) = top_;
    top_ = object;
    ASAN_POISON_MEMORY_REGION(body(object), size_ - kLinkEnd);
  }

 private:
  static constexpr size_t kHeader = 16, kLinkEnd = kHeader + sizeof(void*);
  static void*& link(void* object) { return *reinterpret_cast<void**>(static_cast<char*>(object) + kHeader); }
  static char* body(void* object) { return static_cast<char*>(object) + kLinkEnd; }
  const size_t size_;
  void* top_ = nullptr;
};

}  // namespace flambeau
