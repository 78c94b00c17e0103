// Owns: ProfiledBlock, an event that lasts as long as a C++ block.
// Called by: composite.cpp; implemented in profiler.cpp.
#pragma once

#include <vector>

#include "cpython/py.h"
#include "profiler/recorder.h"

namespace flambeau {

// While a profile runs, an event of that name with these operands; it is closed when the block ends.
class ProfiledBlock {
 public:
  ProfiledBlock(profiler::Kind kind, PyObject* name, const std::vector<PyObject*>& operands);
  ~ProfiledBlock();
  ProfiledBlock(const ProfiledBlock&) = delete;
  ProfiledBlock& operator=(const ProfiledBlock&) = delete;

 private:
  const uint32_t at_, session_;
};

}  // namespace flambeau
