// Owns: the type of the table of inner reduction loops, one table per instruction set.
// Called by: reduce.cpp, which walks dimensions and threads, and isa/reduce_loops.cpp, which fills the tables.
#pragma once

#include <cstdint>

#include "tensor/dtype.h"

namespace flambeau {

// What a reduction computes in; other dtypes are converted block by block.
enum class Compute : uint8_t { F32, F64, I64, C64, C128 };
inline constexpr int kComputes = 5;
inline constexpr int kRealComputes = 3;

enum class Fold : uint8_t { Sum, Prod, Max, Min, SumAbs, SumSquares, SumPow, MaxAbs, MinAbs };
inline constexpr int kFolds = 9;

// A partial result of one element: double, int64 or two doubles (complex).
union Partial {
  double real;
  int64_t integer;
  double parts[2];
};

struct ReduceLoops {
  // Folds n contiguous elements into a partial. Lanes are fixed in number, so all instruction sets agree bitwise.
  using Row = void (*)(Partial* result, const void* x, int64_t n, double p);
  // acc[j] = fold(acc[j], x[i * stride + j]) for i < rows, j < columns; acc has the compute type.
  using Columns = void (*)(void* acc, const void* x, int64_t stride, int64_t rows, int64_t columns, double p);
  // to[i] = from[i * stride], converted.
  using Convert = void (*)(void* to, const void* from, int64_t stride, int64_t n);
  // Position within the column so far of the extremum; `where` holds integers of the compute type's size.
  using ExtremumColumns = void (*)(void* best, void* where, const void* x, int64_t stride, int64_t rows,
                                   int64_t columns, int64_t first_row);
  // Sums of x - center and (x - center)^2. The first corrects the rounding of a mean that was computed in float.
  using DeviationsRow = void (*)(double sums[2], const void* x, int64_t n, double center);
  using DeviationsColumns = void (*)(void* sum, void* squares, const void* x, const void* center, int64_t stride,
                                     int64_t rows, int64_t columns);

  Row row[kFolds][kComputes];  // null where the fold has no meaning
  Columns columns[kFolds][kComputes];
  Convert convert[kComputes][kDTypes];
  Convert truth[kDTypes];                              // x != 0 as int64
  Convert magnitude[2];                                // |z| of complex64 as float, of complex128 as double
  ExtremumColumns extremum_columns[2][kRealComputes];  // [largest]
  DeviationsRow deviations_row[2];
  DeviationsColumns deviations_columns[2];
};

}  // namespace flambeau
