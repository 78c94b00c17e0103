// Owns: transforms of blocks, which hold a line in each lane, and what they need for a length.
// Called by: backend/cpu/fft and fft_line.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "backend/cpu/fft_table.h"

namespace flambeau {

// The loops at the active ISA level.
template <class T> const FftLoops<T>& fft_loops();

template <class T> struct BlockPlan {
  int64_t n;
  FftPasses<T> passes{};  // where n has small factors only
  std::vector<T> tables;  // what they point to
  // Else the transform is a convolution with exp(pi i k^2 / n) by transforms of a longer length (Bluestein).
  std::shared_ptr<const BlockPlan> convolution;
  std::vector<T> chirp, kernel;  // the conjugate of those numbers, and their transform over the length of the longer

  int64_t room() const { return 2 * fft_loops<T>().lanes * (convolution ? convolution->n : n); }  // of a block, in T
  int64_t bytes() const { return (chirp.size() + kernel.size() + tables.size()) * sizeof(T); }
};

template <class T> std::shared_ptr<const BlockPlan<T>> block_plan(int64_t n);

// Both blocks have room for room() numbers; returns the one that holds the result.
template <class T> T* transform_block(const BlockPlan<T>& plan, bool inverse, T* z, T* spare);

// exp(pi i k^2 / n) for -n < k < n in a circle of m, each a real and an imaginary part; and their conjugates from 0 on.
std::vector<double> circle_of_chirps(int64_t n, int64_t m);
template <class T> std::vector<T> chirps(int64_t n);

// exp(-2 pi i k / n) for k <= n / 4: what turns a transform of n / 2 pairs into one of n real numbers.
template <class T> struct PairPlan {
  std::vector<T> twist;
  int64_t bytes() const { return twist.size() * sizeof(T); }
};
template <class T> std::shared_ptr<const PairPlan<T>> pair_plan(int64_t n);

}  // namespace flambeau
