// Owns: transforms of single lines, for which all lanes work together, and what they need for a length.
// Called by: backend/cpu/fft.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "backend/cpu/fft_block.h"

namespace flambeau {

template <class T> struct LinePlan {
  int64_t n;
  int64_t a = 0, b = 0;                               // the line as a matrix of a rows…
  std::shared_ptr<const BlockPlan<T>> columns, rows;  // …whose columns are transformed first, and its rows then
  std::vector<T> factors;                             // in between, as twist_columns reads them
  // Where n has a large prime factor: a convolution as in BlockPlan.
  std::shared_ptr<const LinePlan> convolution;
  std::vector<T> chirp, kernel;

  int64_t bytes() const { return (factors.size() + chirp.size() + kernel.size()) * sizeof(T); }
};

// Whether n is long enough, and has factors for a matrix that fills the lanes.
template <class T> bool fits_a_line(int64_t n);
template <class T> std::shared_ptr<const LinePlan<T>> line_plan(int64_t n);

// n complex numbers, each a real and an imaginary part; out may be in.
template <class T> void transform_line(const LinePlan<T>& plan, bool inverse, const T* in, T* out, T scale);

}  // namespace flambeau
