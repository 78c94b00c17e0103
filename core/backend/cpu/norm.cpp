// Owns: roots of sums of powers.
// Called by: the op layer.
#include "backend/cpu/norm.h"

#include <cmath>

namespace flambeau {

namespace {

template <class T> void take_roots(T* x, int64_t n, double degree) {
  for (int64_t i = 0; i < n; ++i)
    x[i] = degree == 2 ? std::sqrt(x[i]) : static_cast<T>(std::pow(static_cast<double>(x[i]), 1 / degree));
}

}  // namespace

void take_root(DType dtype, void* data, int64_t n, double degree) {
  if (dtype == DType::Float32)
    take_roots(static_cast<float*>(data), n, degree);
  else
    take_roots(static_cast<double*>(data), n, degree);
}

}  // namespace flambeau
