// Owns: what compute functions of views share: their arguments, slices, and zeros to put a part into.
// Called by: compute_view, compute_broadcast, compute_slice, compute_split, compute_diagonal, compute_strided.
#pragma once

#include "dispatch/compute.h"

namespace flambeau {

inline const Dims& dims_of(const Call& call, int i) { return *call.arg(i).dims; }
inline int dim_of(const Call& call, int i, const Tensor& t) { return wrap_dim(call.arg(i).as_int(), t.ndim); }
// Every `step`-th of the positions [start, end) of dimension `d`, both cut to what there is, as a view.
TensorRef slice_of(const Tensor& t, int d, int64_t start, int64_t end, int64_t step);
// Of that shape, with the dtype and the device of the call's first tensor: what the gradient of a part is written into.
TensorRef zeros_for(const Call& call, const Dims& shape);

}  // namespace flambeau
