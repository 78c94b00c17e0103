// Owns: the compute functions of eigenvalues and eigenvectors.
// Called by: call_op.
#include <string_view>

#include "backend/cpu/eigen.h"
#include "dispatch/matrices.h"

namespace flambeau {
namespace {

void compute_eigh(Call& call) {
  const Tensor& a = call.tensor(0);
  const std::string_view uplo = call.arg(1).text;
  const bool vectors = call.arg(2).truth();
  require_square("linalg.eigh", a);
  if (uplo != "L" && uplo != "l" && uplo != "U" && uplo != "u")
    fail(ErrorKind::Runtime, "Expected UPLO argument to be 'L' or 'U', but got ", uplo);
  const int64_t n = rows_of(a);
  const DeviceType device = a.storage->device;
  TensorRef matrix = copied_by_columns(a), values = empty(with(batch_of(a), n), real_type(a.dtype), device);
  const TensorRef info = make_info(batch_of(a), device);
  launch(steps_of(a.numel, n), {writes(*matrix), writes(*values), writes(*info)},
         [batch = count_of(batch_of(a)), n, upper = uplo == "U" || uplo == "u", vectors](const Access* o) {
           run_eigh(o[0], o[1].data, o[2].data, batch, n, upper, vectors);
         });
  require_success(*info, Failure::Eigh, "linalg.eigh");
  call.out[0] = std::move(values);
  call.out[1] = vectors ? std::move(matrix) : empty(with(batch_of(a), 0), a.dtype, device);
}

void compute_eig(Call& call) {
  Tensor& a = call.tensor(0);
  const bool wanted = call.arg(1).truth();
  require_square("linalg.eig", a);
  const int64_t n = rows_of(a);
  const DType type = complex_type(a.dtype);
  const DeviceType device = a.storage->device;
  const TensorRef matrix = copied_by_columns(a), info = make_info(batch_of(a), device);
  TensorRef values = empty(with(batch_of(a), n), type, device);
  TensorRef vectors = wanted ? empty_by_columns(a.shape(), type, device) : empty(with(batch_of(a), 0), type, device);
  launch(steps_of(a.numel, n), {writes(*matrix), writes(*values), writes(*vectors), writes(*info)},
         [batch = count_of(batch_of(a)), n, wanted](const Access* o) {
           run_eig(o[0], o[1].data, wanted ? o[2].data : nullptr, o[3].data, batch, n);
         });
  require_success(*info, Failure::Eig, "torch.linalg.eig");
  call.out[0] = std::move(values);
  call.out[1] = std::move(vectors);
}

constexpr ComputeEntry kEntries[] = {
    {"eigh", compute_eigh, "A: Tensor, UPLO: str, compute_v: bool"},
    {"eig", compute_eig, "A: Tensor, compute_v: bool"},
};

}  // namespace

const ComputeTable kEigenComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
