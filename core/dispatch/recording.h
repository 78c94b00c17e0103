// Owns: Recording, launches kept so that they can be run again on the same storages, without the host's program.
// Called by: launch, while one is open; cpython/recording.cpp.
#pragma once

#include <memory>
#include <vector>

#include "dispatch/launch.h"

namespace flambeau {

// Only tests make recordings. Shapes, strides and numbers are what they were; elements are what the storages hold when
// it is run. It keeps the storages, so that no memory is used twice within it.
class Recording {
 public:
  Recording();
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  void add(const Launch& launch);
  void add(HostObject* kept_alive);
  void run() const;
  size_t size() const { return kept_.size(); }

 private:
  struct Kept;
  std::vector<std::unique_ptr<Kept>> kept_;
  std::vector<HostRef> alive_;
};

}  // namespace flambeau
