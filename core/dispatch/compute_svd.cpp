// Owns: the compute function of singular values and vectors.
// Called by: call_op.
#include <algorithm>

#include "backend/cpu/svd.h"
#include "dispatch/matrices.h"

namespace flambeau {
namespace {

void compute_svd(Call& call) {
  const Tensor& a = call.tensor(0);
  const bool full = call.arg(1).truth(), vectors = call.arg(2).truth();
  require_matrices("linalg.svd", a);
  const int64_t m = rows_of(a), n = columns_of(a), low = std::min(m, n);
  const Dims batch = batch_of(a);
  const DeviceType device = a.storage->device;
  const TensorRef matrix = copied_by_columns(a), info = make_info(batch, device);
  TensorRef values = empty(with(batch, low), real_type(a.dtype), device);
  TensorRef u = vectors ? empty_by_columns(with(batch, m, full ? m : low), a.dtype, device)
                        : empty(with(batch, 0), a.dtype, device);
  TensorRef vh = vectors ? empty_by_columns(with(batch, full ? n : low, n), a.dtype, device)
                         : empty(with(batch, 0), a.dtype, device);
  launch(std::max(steps_of(a.numel, low), u->numel + vh->numel),
         {writes(*matrix), writes(*u), writes(*values), writes(*vh), writes(*info)},
         [count = count_of(batch), m, n, full, vectors](const Access* o) {
           run_svd(o[0], vectors ? o[1].data : nullptr, o[2].data, vectors ? o[3].data : nullptr, o[4].data, count, m,
                   n, full);
         });
  require_success(*info, Failure::Svd, "linalg.svd");
  call.out[0] = std::move(u);
  call.out[1] = std::move(values);
  call.out[2] = std::move(vh);
}

constexpr ComputeEntry kEntries[] = {
    {"svd", compute_svd, "A: Tensor, full_matrices: bool, compute_uv: bool"},
};

}  // namespace

const ComputeTable kSvdComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
