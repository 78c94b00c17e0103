// Owns: sorting and selection along one dimension, and unique.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Real dtypes and bool. NaN is greater than every number, and -0 equals 0. `indices` are int64 positions along `dim`.
// 0-d tensors are given as ndim == 1, shape {1}.

// Stable, so equal elements keep their order in both directions.
void run_sort(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape, int dim,
              bool descending);

// The k largest (or smallest) in order; outputs have size k along `dim`. Among equals the first position comes first.
void run_topk(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape, int dim,
              int64_t k, bool largest);

// The k-th smallest, 1 <= k <= shape[dim], and its position; the outputs' stride along `dim` is not used.
void run_kthvalue(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape,
                  int dim, int64_t k);

// The lower median and its position. NaN if the line has one (its first position), unless ignore_nan.
void run_median(const Operand& values, const Operand& indices, const Operand& in, int ndim, const int64_t* shape,
                int dim, bool ignore_nan);

// Sorted distinct elements of n contiguous ones. `values` and, where not null, `counts` have room for n entries,
// `inverse` for n. Returns how many are distinct. Every NaN is distinct, as in PyTorch.
int64_t run_unique(void* values, int64_t* inverse, int64_t* counts, const void* in, DType dtype, int64_t n);
// The same for runs of equal neighbours, in the order given.
int64_t run_unique_consecutive(void* values, int64_t* inverse, int64_t* counts, const void* in, DType dtype, int64_t n);
// Distinct rows of a contiguous (rows, columns) array in lexicographic order (neighbours only, in the order given, when
// `consecutive`): first[i] is a row equal to the i-th distinct one. Returns how many are distinct.
int64_t run_unique_rows(int64_t* first, int64_t* inverse, int64_t* counts, const void* in, DType dtype, int64_t rows,
                        int64_t columns, bool consecutive);

// The most frequent element of each of `lines` contiguous sorted lines of n (the first of several), and the position
// that `places` gives for the last of its run.
void pick_modes(DType dtype, int64_t lines, int64_t n, void* values, int64_t* positions, const void* sorted,
                const int64_t* places);

}  // namespace flambeau
