// Owns: QR factors of a batch of matrices, as products of reflections. Matrices are dense and column-major.
// Called by: the op layer, which has checked shapes and dtypes and allocated the outputs.
#pragma once

#include <cstdint>

#include "backend/cpu/elementwise.h"

namespace flambeau {

// Each matrix becomes R above the diagonal and the reflections below it, with min(m, n) factors in tau.
void run_geqrf(const Operand& a, void* tau, int64_t batch, int64_t m, int64_t n);

// Each matrix of n columns, of which the first k hold reflections, becomes the first n columns of their product.
void run_householder_product(const Operand& a, const void* tau, int64_t batch, int64_t m, int64_t n, int64_t k);

// c, of m rows and n columns, becomes Q c (c Q if not `left`), or the same with the adjoint of Q, the product of k
// reflections in `a`.
void run_ormqr(const Operand& a, const void* tau, const Operand& c, int64_t batch, int64_t m, int64_t n, int64_t k,
               bool left, bool adjoint);

}  // namespace flambeau
