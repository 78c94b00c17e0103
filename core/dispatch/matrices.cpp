// Owns: what the compute functions of linear algebra share: checks of matrices, memory by columns, and failures.
// Called by: see matrices.h.
#include "dispatch/matrices.h"

#include <limits>

namespace flambeau {
namespace {

// LAPACK counts in int32.
void require_extents(const char* name, const Tensor& t) {
  for (int d = t.ndim - 2; d < t.ndim; ++d) {
    if (t.size(d) > std::numeric_limits<int32_t>::max())
      fail(ErrorKind::Runtime, name, ": a matrix has size ", t.size(d), " | LAPACK takes at most 2^31 - 1");
  }
}

}  // namespace

void require_matrices(const char* name, const Tensor& t, const char* arg) {
  if (is_reduced(t.dtype)) {
    fail(ErrorKind::NotImplemented, name, ": Low precision dtypes not supported. Got ", scalar_type_name(t.dtype),
         " | \"", name, "\" not implemented for '", scalar_type_name(t.dtype), "': convert it first, with .float()");
  }
  if (!is_inexact(t.dtype)) {
    fail(ErrorKind::Runtime, name, ": Expected a floating point or complex tensor as input. Got ",
         scalar_type_name(t.dtype), " | convert it first, for instance with .double()");
  }
  if (t.ndim < 2) {
    fail(ErrorKind::Runtime, name, ": The input tensor ", arg, " must have at least 2 dimensions. | its shape is ",
         t.shape());
  }
  require_extents(name, t);
}

void require_square(const char* name, const Tensor& t, const char* arg) {
  require_matrices(name, t, arg);
  if (rows_of(t) != columns_of(t)) {
    fail(ErrorKind::Runtime, name, ": ", arg, " must be batches of square matrices, but they are ", rows_of(t), " by ",
         columns_of(t), " matrices");
  }
}

void require_same_dtype(const char* name, const Tensor& a, const Tensor& b) {
  if (a.dtype != b.dtype) {
    fail(ErrorKind::Runtime, name, ": Expected A and B to have the same dtype, but found A of type ",
         scalar_type_name(a.dtype), " and B of type ", scalar_type_name(b.dtype), " instead");
  }
}

void require_equation(const char* name, const Tensor& a, const Tensor& b, bool left) {
  require_square(name, a);
  require_same_dtype(name, a, b);
  require_matrices(name, b, "B");
  if (rows_of(a) != (left ? rows_of(b) : columns_of(b))) {
    fail(ErrorKind::Runtime, name, ": Incompatible shapes of A and B for the equation ", left ? "AX" : "XA", " = B (",
         rows_of(a), "x", columns_of(a), " and ", rows_of(b), "x", columns_of(b), ")");
  }
}

Dims with(Dims batch, int64_t size) {
  batch.push(size);
  return batch;
}
Dims with(Dims batch, int64_t rows, int64_t columns) { return with(with(std::move(batch), rows), columns); }

TensorRef empty_by_columns(const Dims& shape, DType dtype, DeviceType device) {
  Dims strides = contiguous_strides(shape);
  const int n = shape.size();
  strides[n - 2] = 1;
  strides[n - 1] = std::max<int64_t>(1, shape[n - 2]);
  return empty_strided(shape, strides, dtype, device);
}

TensorRef copied_by_columns(const Tensor& t, const Dims& shape) {
  TensorRef copy = empty_by_columns(shape, t.dtype, t.storage->device);
  copy_into(*copy, t);
  return copy;
}
TensorRef copied_by_columns(const Tensor& t) { return copied_by_columns(t, t.shape()); }

TensorRef read_by_columns(Tensor& t, bool or_rows) {
  const auto lies = [&](int along, int across) {
    const int64_t step = t.stride(across);
    return (t.stride(along) == 1 || t.size(along) == 1) && step >= t.size(along) &&
           step <= std::numeric_limits<int32_t>::max();
  };
  const int rows = t.ndim - 2, columns = t.ndim - 1;
  if (lies(rows, columns) || (or_rows && lies(columns, rows))) return TensorRef::share(&t);
  return copied_by_columns(t);
}

TensorRef repeated(const Tensor& t, const Dims& batch, int inner) {
  const int own = t.ndim - inner, missing = batch.size() - own;
  Dims shape = batch, strides = Dims::repeat(0, missing);
  for (int d = 0; d < own; ++d) strides.push(t.size(d) == 1 ? 0 : t.stride(d));
  for (int d = own; d < t.ndim; ++d) {
    shape.push(t.size(d));
    strides.push(t.stride(d));
  }
  return alias(t, shape, strides, t.offset);
}

TensorRef make_info(const Dims& batch, DeviceType device) {
  TensorRef info = empty(batch, DType::Int32, device);
  zero_fill(*info);
  return info;
}

namespace {

std::string explain(Failure failure, int info) {
  switch (failure) {
    case Failure::Cholesky:
      return concat(
          "The factorization could not be completed because the input is not positive-definite (the leading minor of "
          "order ",
          info, " is not positive-definite).");
    case Failure::Singular:
      return concat("The diagonal element ", info,
                    " is zero, the inversion could not be completed because the input matrix is singular.");
    case Failure::SingularSystem: return "The solver failed because the input matrix is singular.";
    case Failure::Lu:
      return concat("U[", info, ",", info,
                    "] is zero and using it on lu_solve would result in a division by zero. If you still want to "
                    "perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)");
    case Failure::Ldl: return concat("D[", info, ",", info, "] is zero: the input matrix is singular.");
    case Failure::LeastSquares:
      return info < 0
                 ? "The least squares solution could not be computed because the input contained non-finite values."
                 : concat(
                       "The least squares solution could not be computed because the input matrix does not "
                       "have full rank (error code: ",
                       info, ").");
    default: break;
  }
  if (info < 0 && failure == Failure::Eig) return "input tensor should not contain infs or NaNs.";
  if (info < 0) return "The algorithm failed to converge because the input matrix contained non-finite values.";
  return concat(
      "The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated ",
      failure == Failure::Svd ? "singular values" : "eigenvalues", " (error code: ", info, ").");
}

[[noreturn]] void raise_failure(Failure failure, const char* name, int64_t batch, int64_t element, int info) {
  const bool linalg_error = failure != Failure::Lu && failure != Failure::Ldl;
  fail(linalg_error ? ErrorKind::LinAlg : ErrorKind::Runtime, name, ": ",
       batch < 0 ? std::string() : concat("(Batch element ", element, "): "), explain(failure, info));
}

struct Title {
  char text[40];
};

}  // namespace

void require_success(const Tensor& info, Failure failure, const char* name) {
  Title title{};
  std::strncpy(title.text, name, sizeof title.text - 1);
  launch(info.numel, {reads(info)}, [n = info.numel, failure, title, batched = info.ndim > 0](const Access* o) {
    const int32_t* const answers = static_cast<const int32_t*>(o[0].data);
    const int32_t* const found = std::find_if(answers, answers + n, [](int32_t x) { return x != 0; });
    if (found != answers + n) raise_failure(failure, title.text, batched ? n : -1, found - answers, *found);
  });
}

}  // namespace flambeau
