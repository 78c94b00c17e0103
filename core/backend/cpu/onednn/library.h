// Owns: what all uses of oneDNN share: engine, streams, data types, error messages and the cache of primitives.
// Called by: the other files of this folder only.
#pragma once

#include <oneapi/dnnl/dnnl_debug.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

#include "tensor/dtype.h"
#include "tensor/error.h"

namespace flambeau::onednn {

// What FLAMBEAU_ONEDNN asks for: 0 never, 1 wherever possible, otherwise where it was measured to win.
enum class Preference { Never, Measured, Always };
Preference preference();

bool has_avx512();
dnnl::engine& engine();
dnnl::stream& stream();  // the calling thread's

// True for the types oneDNN has fast kernels for on this processor.
bool has_kernels(DType dtype);
dnnl::memory::data_type data_type(DType dtype);

// oneDNN takes the thread count from OpenMP's setting of the calling thread.
void use_threads(int n);

// A short list of integers that says which primitive is meant.
class Key {
 public:
  void add(int64_t value) {
    if (size_ == values_.size()) fail(ErrorKind::Runtime, "oneDNN: a cache key of more than ", size_, " values");
    values_[size_++] = value;
  }
  size_t hash() const {
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < size_; ++i) h = (h ^ static_cast<uint64_t>(values_[i])) * 0x9E3779B97F4A7C15u, h ^= h >> 29;
    return h;
  }
  bool operator==(const Key& other) const {
    return size_ == other.size_ && std::equal(values_.begin(), values_.begin() + size_, other.values_.begin());
  }

 private:
  std::array<int64_t, 40> values_{};
  size_t size_ = 0;
};

// The most recently used entries, shared with callers that still run them; safe from any thread.
template <class Entry> class Cache {
 public:
  template <class Make> std::shared_ptr<const Entry> get(const Key& key, Make&& make) {
    {
      const std::lock_guard lock(mutex_);
      if (auto it = index_.find(key); it != index_.end()) {
        order_.splice(order_.begin(), order_, it->second);
        return it->second->second;
      }
    }
    std::shared_ptr<const Entry> entry = make();  // outside the lock: it takes up to milliseconds
    const std::lock_guard lock(mutex_);
    if (index_.contains(key)) return entry;
    order_.emplace_front(key, entry);
    index_.emplace(key, order_.begin());
    if (order_.size() > kCapacity) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
    return entry;
  }

 private:
  static constexpr size_t kCapacity = 1024;
  struct Hash {
    size_t operator()(const Key& key) const { return key.hash(); }
  };
  using Order = std::list<std::pair<Key, std::shared_ptr<const Entry>>>;

  std::mutex mutex_;
  Order order_;
  std::unordered_map<Key, typename Order::iterator, Hash> index_;
};

// Runs `body` and turns oneDNN's exceptions into ours.
template <class Body> void checked(const char* op, Body&& body) {
  try {
    body();
  } catch (const dnnl::error& e) {
    const bool memory = e.status == dnnl_out_of_memory;
    fail(memory ? ErrorKind::OutOfMemory : ErrorKind::Runtime, op, ": oneDNN reports \"", e.what(), "\" (status ",
         dnnl_status2str(e.status), ") | set FLAMBEAU_ONEDNN=0 to compute without it");
  }
}

}  // namespace flambeau::onednn
