// Owns: rolls, as two copies.
// Called by: the op layer.
#include "backend/cpu/rearrange.h"

#include <algorithm>

#include "backend/cpu/copy.h"

namespace flambeau {

void run_roll(const Operand& out, const Operand& in, int ndim, const int64_t* shape, int64_t shift, int dim) {
  const int64_t size = ndim == 0 ? 1 : shape[dim];
  if (ndim == 0 || size == 0) return copy_strided(out, in, ndim, shape);
  const int64_t split = ((shift % size) + size) % size, item = item_size(in.dtype);  // in[0] goes to out[split]
  int64_t part[kMaxDims];
  std::copy_n(shape, ndim, part);
  const auto copy = [&](int64_t to, int64_t from, int64_t n) {
    part[dim] = n;
    copy_strided({static_cast<char*>(out.data) + to * out.strides[dim] * item, out.dtype, out.strides},
                 {static_cast<char*>(in.data) + from * in.strides[dim] * item, in.dtype, in.strides}, ndim, part);
  };
  copy(split, 0, size - split);
  if (split > 0) copy(0, size - split, split);
}

}  // namespace flambeau
