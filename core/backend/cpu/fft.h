// Owns: discrete Fourier transforms along one dimension.
// Called by: the op layer, which has checked shapes and dtypes and allocated the output.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

enum class FftKind {
  Complex,        // n complex numbers to n
  RealToComplex,  // n real numbers to the n / 2 + 1 that are not conjugates of others; forward
  ComplexToReal,  // and back: the imaginary parts of the first and, for even n, of the last are not read; inverse
};

// out[k] = scale * sum over j of in[j] * exp(-+ 2 pi i j k / n) along `dim`, with + for an inverse transform. `sizes`
// are those of the lines' other dimensions; that of `dim` is not read. A complex transform may have out = in.
// Float32 is computed in float32, float64 in float64.
void run_fft(FftKind kind, bool inverse, double scale, const Operand& out, const Operand& in, int ndim,
             const int64_t* sizes, int dim, int64_t n);

}  // namespace flambeau
