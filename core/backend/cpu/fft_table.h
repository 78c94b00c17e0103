// Owns: the tables of loops that Fourier transforms are made of, one per instruction-set level.
// Called by: backend/cpu/fft; implemented in isa/fft.cpp.
#pragma once

#include <cstdint>

#include "backend/cpu/isa.h"

namespace flambeau {

inline constexpr int kMaxFftPasses = 64;
inline constexpr int kMaxFftRadix = 31;  // lengths with a larger prime factor are made a convolution (Bluestein)

// A transform as passes of small radices. What the passes multiply by lies in tables of (real, imaginary) pairs:
// `twiddles` of a pass that takes parts of `length` has exp(-2 pi i p j / length) for p < length / radix and
// 1 <= j < radix; `roots` of an odd radix has exp(-2 pi i j k / radix) for 1 <= j, k <= radix / 2, row by row.
template <class T> struct FftPasses {
  int count;
  int radix[kMaxFftPasses];
  const T* twiddles[kMaxFftPasses];
  const T* roots[kMaxFftPasses];
};

// One operand of a group of transforms: in each lane a line of `n` items, `step` items apart.
template <class T> struct FftLines {
  T* const* lines;  // the first item of each line; `width` of them
  int width;        // at most `lanes`
  bool adjacent;    // line l begins l items after the first one
  int64_t step, n;
};

// A block holds one transform in each of `lanes` lanes: for each number `lanes` real parts, then as many imaginary
// ones. "Items" of memory are real or complex numbers. `inverse` exchanges the parts, which turns a transform round.
template <class T> struct FftLoops {
  int lanes;
  // Fills a block's vectors in order: one with each real item, two with each complex one. Empty lanes get zeros.
  void (*load_real)(const FftLines<T>& from, T* z);
  void (*load_complex)(const FftLines<T>& from, T* z);
  void (*store_real)(const T* z, T scale, const FftLines<T>& to);
  void (*store_complex)(const T* z, T scale, const FftLines<T>& to);
  // Transforms the n numbers of each lane. The result is in the block that is returned, z or spare.
  T* (*transform)(const FftPasses<T>& passes, int64_t n, bool inverse, T* z, T* spare);
  // z[k] *= factors[k], the same (real, imaginary) pair for all lanes; of `inverse` blocks the conjugate's effect.
  void (*multiply)(T* z, const T* factors, int64_t n, bool inverse);
  // From the transform z of h = n / 2 pairs of real numbers to the n-point transform's numbers 0 to h, and back without
  // the factor 1 / 2 of either way. twist[k] = exp(-2 pi i k / n) for k <= h / 2.
  void (*unpack_pairs)(const T* z, T* out, int64_t h, const T* twist);
  void (*pack_pairs)(const T* z, T* out, int64_t h, const T* twist);
  // The same of one line of complex numbers in memory; z may be out.
  void (*unpack_line)(const T* z, T* out, int64_t h, const T* twist, T scale);
  void (*pack_line)(const T* z, T* out, int64_t h, const T* twist);
  // out[k] = a[k] * conj?(b[k]) * scale for complex numbers in memory.
  void (*multiply_line)(const T* a, const T* b, T* out, int64_t n, bool conjugate, T scale);
  // One line of a * b numbers as a matrix of a rows. `twist_columns` multiplies the transforms z of its columns from
  // column `first` on, `width` of them, by `factors` (a block), and writes them transposed into `turned`: blocks of b
  // numbers, of which block r has the rows from r * lanes on in its lanes.
  void (*twist_columns)(const T* z, const T* factors, int64_t a, int64_t b, int64_t first, int width, bool inverse,
                        T* turned);
};

FLAMBEAU_DECLARE_ISA(extern const FftLoops<float> fft_loops_f32; extern const FftLoops<double> fft_loops_f64;)

}  // namespace flambeau
