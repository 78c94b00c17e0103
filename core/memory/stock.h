// Owns: Stock, a stack of dead objects of one size whose memory waits for the next of their kind.
// Called by: storages, tensors and nodes; callers hold the host's lock.
#pragma once

#include <cstddef>

namespace flambeau {

// Nothing is given back to the system unasked: a program that once made a graph of a million nodes mostly makes another,
// and fresh pages cost more than the node. The objects lie in a list that runs through their own memory, behind the
// sixteen bytes that may belong to the host's object header.
class Stock {
 public:
  void* take() noexcept {  // null when there is none
    void* object = top_;
    if (!object) return nullptr;
    top_ = link(object);
    __builtin_prefetch(top_, 1);
    return object;
  }
  void give(void* object) noexcept {
    link(object) = top_;
    top_ = object;
  }

 private:
  static constexpr size_t kHeader = 16;
  static void*& link(void* object) { return *reinterpret_cast<void**>(static_cast<char*>(object) + kHeader); }
  void* top_ = nullptr;
};

}  // namespace flambeau
