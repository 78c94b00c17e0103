// Owns: variances, standard deviations and means over dimensions.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// `shape` is the input's; an output has the same number of dimensions and stride 0 in the reduced ones. The order of
// summation is fixed by shapes and strides, so results are bitwise the same for any thread count.
//
// Variance (sum |x - mean|^2 / max(0, n - correction)), or its square root, and mean in one sweep; either output may be
// null. A complex input has a real variance. The root is taken in double, whose range the squares of all floats lie in.
enum class Spread : uint8_t { Variance, Deviation };
void run_var_mean(const Operand* var, const Operand* mean, const Operand& in, int ndim, const int64_t* shape,
                  double correction, Spread spread = Spread::Variance);

}  // namespace flambeau
