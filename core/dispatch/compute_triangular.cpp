// Owns: the compute function of triangular systems.
// Called by: call_op.
#include "backend/cpu/triangular.h"
#include "dispatch/matrices.h"

namespace flambeau {
namespace {

void compute_solve_triangular(Call& call) {
  Tensor& a = call.tensor(0);
  const Tensor& b = call.tensor(1);
  const bool upper = call.arg(2).truth(), left = call.arg(3).truth();
  require_equation("linalg.solve_triangular", a, b, left);
  const Dims batch = broadcast_shapes(batch_of(a), batch_of(b));
  TensorRef x = copied_by_columns(b, with(batch, rows_of(b), columns_of(b)));
  const TensorRef readable = read_by_columns(a, true), triangles = repeated(*readable, batch);
  launch(steps_of(x->numel, rows_of(a)), {writes(*x), reads(*triangles)}, *x,
         [upper, left, unitriangular = call.arg(4).truth()](const Access* o, ShapeView s) {
           run_triangular_solve(o[1], o[0], s.ndim, s.sizes, upper, left, unitriangular);
         });
  call.out[0] = std::move(x);
}

constexpr ComputeEntry kEntries[] = {
    {"solve_triangular", compute_solve_triangular,
     "A: Tensor, B: Tensor, upper: bool, left: bool, unitriangular: bool"},
};

}  // namespace

const ComputeTable kTriangularComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
