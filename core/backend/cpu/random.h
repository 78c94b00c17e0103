// Owns: the kernels that fill buffers with random numbers, number for number as PyTorch's CPU kernels do.
// Called by: the random ops, dropout and the initialisers.
#pragma once

#include <cstdint>
#include <optional>

#include "backend/cpu/generator.h"
#include "tensor/dtype.h"

namespace flambeau {

// All kernels below fill `n` contiguous elements of dtype `t` at `out`; n == 0 draws nothing. Note [Order of filling]:
// a tensor that is not contiguous is filled in the order of its memory, see filling_order.

// [from, to). Floating and complex (both parts).
void fill_uniform(Generator& g, DType t, void* out, int64_t n, double from, double to);
// Floating and complex (as pairs of reals with std / sqrt(2)). From 16 reals on, Box-Muller in blocks of 16.
void fill_normal(Generator& g, DType t, void* out, int64_t n, double mean, double std);
// One number at a time whatever n: what PyTorch uses for tensors that are not contiguous.
void fill_normal_serial(Generator& g, DType t, void* out, int64_t n, double mean, double std);
void fill_log_normal(Generator& g, DType t, void* out, int64_t n, double mean, double std);
void fill_exponential(Generator& g, DType t, void* out, int64_t n, double rate);
void fill_cauchy(Generator& g, DType t, void* out, int64_t n, double median, double sigma);
// Number of trials to the first success; any dtype but bool and complex.
void fill_geometric(Generator& g, DType t, void* out, int64_t n, double p);
// 1 with probability p, else 0; any dtype but complex.
void fill_bernoulli(Generator& g, DType t, void* out, int64_t n, double p);
// The same with one probability per element, of floating dtype `p_type`.
void fill_bernoulli(Generator& g, DType t, void* out, int64_t n, DType p_type, const void* p);
// 0 with probability p, else 1 / (1 - p); floating. p of 0 or 1 draws nothing.
void fill_dropout_mask(Generator& g, DType t, void* out, int64_t n, double p);
// Counts with the given rates; both buffers have floating dtype `t`.
void fill_poisson(Generator& g, DType t, void* out, int64_t n, const void* rate);
// Successes among count[i] trials of probability p[i]. Here and below all buffers have dtype `t`, float32 or float64.
void fill_binomial(Generator& g, DType t, void* out, int64_t n, const void* count, const void* p);
// Gamma distributed numbers of the given shapes and scale 1, never below the smallest normal number of `t`.
void fill_standard_gamma(Generator& g, DType t, void* out, int64_t n, const void* shape);
// Rows of `categories` positive numbers that add up to 1, Dirichlet distributed with the given concentrations.
void fill_dirichlet(Generator& g, DType t, void* out, int64_t rows, int64_t categories, const void* concentration);

// Integers from, …, from + range - 1; a range of 0 stands for all 2^64.
struct IntegerRange {
  int64_t from;
  uint64_t range;
};
// Checks [from, to) against `t` (no `to`: up to the largest number) and moves the ends of a floating range inwards to
// representable numbers.
IntegerRange integer_range(DType t, int64_t from, std::optional<int64_t> to);
// random_(from, to) and randint; any dtype but complex.
void fill_integers(Generator& g, DType t, void* out, int64_t n, IntegerRange range);
// random_(): [0, max] for integers, [0, 2^digits] for floating dtypes, {0, 1} for bool.
void fill_integers(Generator& g, DType t, void* out, int64_t n);
// A permutation of 0, …, n - 1; not bool or complex. The dtype must hold n - 1 exactly (bfloat16 may round).
void fill_permutation(Generator& g, DType t, void* out, int64_t n);

// Draws `samples` category indices for each of `rows` distributions into the contiguous (rows, samples) buffer `out`.
// The weight of category j in row i is weights[i * row_stride + j * column_stride], of floating dtype `t`; it need not
// be normalised. Requires samples <= categories unless `replacement`.
void multinomial(Generator& g, DType t, const void* weights, int64_t rows, int64_t categories, int64_t row_stride,
                 int64_t column_stride, int64_t samples, bool replacement, int64_t* out);

// The order in which the elements of a strided tensor are filled: writes the dimensions to `order`, slowest first.
// Dimensions run from the largest stride to the smallest, those of equal stride and size in their own order.
void filling_order(int ndim, const int64_t* shape, const int64_t* strides, int* order);

}  // namespace flambeau
