// Owns: what the loops over rows of real numbers share: their arguments' types, and sums in blocks.
// Called by: softmax.cpp and normalize.cpp.
#pragma once

#include <cstdint>

namespace flambeau::FLAMBEAU_ISA {
namespace {

template <class T> const T* in(const void* p) { return static_cast<const T*>(p); }
template <class T> T* out(void* p) { return static_cast<T*>(p); }

// Sums run in blocks, so that a float accumulator never takes more terms than this: of a row, whose sum has an
// accumulator per lane of a vector, but only one where the compiler makes no vectors of the loop.
constexpr int64_t kBlock = 512;

}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
