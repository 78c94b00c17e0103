// Owns: systems of equations with triangular matrices, by BLAS, one matrix a call.
// Called by: the op layer.
#include "backend/cpu/triangular.h"

#include "backend/cpu/matrices.h"

namespace flambeau {

using namespace matrices;

void run_triangular_solve(const Operand& a, const Operand& x, int ndim, const int64_t* shape, bool upper, bool left,
                          bool unitriangular) {
  const int64_t m = shape[ndim - 2], k = shape[ndim - 1], n = left ? m : k;
  const Places triangles(a, ndim, shape);
  const int64_t* strides = a.strides + ndim - 2;
  // A matrix that lies in memory by rows is to BLAS the transpose of one that lies by columns.
  const bool by_rows = strides[0] != 1 && n > 1;
  const int ld = leading(by_rows ? strides[0] : strides[1], n);
  const lapack::Form form = by_rows ? lapack::Form::Transposed : lapack::Form::Plain;
  int64_t batch = 1;
  for (int d = 0; d < ndim - 2; ++d) batch *= shape[d];
  lapack::visit(x.dtype, [&]<class T>() {
    for_matrices(batch, static_cast<double>(m * k) * static_cast<double>(n), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        lapack::trsm(left, upper != by_rows, form, unitriangular, static_cast<int>(m), static_cast<int>(k),
                     as<T>(a) + triangles[i], ld, as<T>(x) + i * m * k, static_cast<int>(std::max<int64_t>(1, m)));
      }
    });
  });
}

}  // namespace flambeau
