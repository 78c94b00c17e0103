// Owns: variances, standard deviations and means over dimensions, and how those of blocks are merged.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs; the normalisations.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Count, mean and sum of squared deviations of some numbers, merged by Chan, Golub & LeVeque (1979).
struct Moments {
  double count = 0, mean = 0, squares = 0;

  void merge(const Moments& b) {
    if (b.count == 0) return;
    if (count == 0) {  // not by the formula, in which the square of a large mean is infinite
      *this = b;
      return;
    }
    const double total = count + b.count, delta = b.mean - mean;
    mean += delta * (b.count / total);
    squares += b.squares + delta * delta * (count * b.count / total);
    count = total;
  }
};

// `shape` is the input's; an output has the same number of dimensions and stride 0 in the reduced ones. The order of
// summation is fixed by shapes and strides, so results are bitwise the same for any thread count.
//
// Variance (sum |x - mean|^2 / max(0, n - correction)), or its square root, and mean in one sweep; either output may be
// null. A complex input has a real variance. The root is taken in double, whose range the squares of all floats lie in.
enum class Spread : uint8_t { Variance, Deviation };
void run_var_mean(const Operand* var, const Operand* mean, const Operand& in, int ndim, const int64_t* shape,
                  double correction, Spread spread = Spread::Variance);

}  // namespace flambeau
