// Owns: what the compute functions of linear algebra share: checks of matrices, memory by columns, and failures.
// Called by: compute_cholesky, compute_lu, compute_ldl, compute_triangular, compute_qr, compute_eigen, compute_svd,
// compute_lstsq.
#pragma once

#include "dispatch/operands.h"

namespace flambeau {

// In errors, `name` is the function that was called ("linalg.inv") and `arg` its argument.
void require_matrices(const char* name, const Tensor& t, const char* arg = "A");  // a dtype of LAPACK, two dimensions
void require_square(const char* name, const Tensor& t, const char* arg = "A");  // the same, and as many rows as columns
void require_same_dtype(const char* name, const Tensor& a, const Tensor& b);
// A X = B, or X A = B if not `left`, with square A.
void require_equation(const char* name, const Tensor& a, const Tensor& b, bool left);

inline int64_t rows_of(const Tensor& t) { return t.size(t.ndim - 2); }
inline int64_t columns_of(const Tensor& t) { return t.size(t.ndim - 1); }
inline Dims batch_of(const Tensor& t) { return Dims(t.sizes(), t.ndim - 2); }
inline int64_t count_of(const Dims& batch) { return checked_numel(batch); }
Dims with(Dims batch, int64_t size);
Dims with(Dims batch, int64_t rows, int64_t columns);

// LAPACK's matrices lie by columns.
TensorRef empty_by_columns(const Dims& shape, DType dtype, DeviceType device);
TensorRef copied_by_columns(const Tensor& t);
TensorRef copied_by_columns(const Tensor& t, const Dims& shape);  // t broadcasts to it
// `t` itself where its matrices lie by columns (or, if `or_rows`, by rows), else a copy.
TensorRef read_by_columns(Tensor& t, bool or_rows = false);
// An alias that repeats the matrices (with `inner` 2; the vectors with 1) of `t` over a batch that they broadcast to.
TensorRef repeated(const Tensor& t, const Dims& batch, int inner = 2);

// An int32 per matrix of the batch for LAPACK's answer, 0 so far.
TensorRef make_info(const Dims& batch, DeviceType device);
// Why a matrix fails, as info has it.
enum class Failure { Cholesky, Singular, SingularSystem, Lu, Ldl, Eigh, Eig, Svd, LeastSquares };
// Raises for the first matrix of the batch whose info is not 0.
void require_success(const Tensor& info, Failure failure, const char* name);

}  // namespace flambeau
