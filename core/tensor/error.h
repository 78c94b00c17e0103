// Owns: the exceptions of the core, each of which becomes the Python exception of the same name.
// Called by: every layer that checks its input.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace flambeau {

// DataDependent: one value was asked of a tensor that stands for many (vmap); vmap answers with a loop over the batch.
// LinAlg: a matrix that has no inverse or no such factors.
enum class ErrorKind { Runtime, Type, Value, Index, NotImplemented, OutOfMemory, Overflow, DataDependent, LinAlg };

struct Error : std::runtime_error {
  Error(ErrorKind k, const std::string& message) : std::runtime_error(message), kind(k) {}
  ErrorKind kind;
};

template <class... Parts> std::string concat(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

// fail(ErrorKind::Value, "eye: n is ", n, "; it must be >= 0")
template <class... Parts> [[noreturn]] void fail(ErrorKind kind, const Parts&... parts) {
  throw Error(kind, concat(parts...));
}

}  // namespace flambeau
