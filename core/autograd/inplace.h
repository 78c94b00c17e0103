// Owns: the interface of in-place writes to the graph.
// Called by: call_op's in-place path and Function.
#pragma once

#include <string>

#include "autograd/node.h"

namespace flambeau {

HostObject* copy_slices_type();  // the host's type CopySlices

// What an in-place op does to a tensor that shows an element several times (expanded): such a write is an error; or it
// is one that PyTorch means to forbid; or it fills whatever elements there are, however often they are seen.
enum class RepeatedWrite : uint8_t { Refused, Deprecated, Allowed };

// Throws when `self` may not be written to (inference tensors, overlapping elements, leaves, views without history).
void check_in_place(Tensor& self, bool recording, const std::string& op,
                    RepeatedWrite repeated = RepeatedWrite::Refused);
// What a view sees of its base, for the host: (sizes and strides of base, of view, elements of the view's dtype from
// base's first to view's, items): items is 2 when the view sees the parts of complex numbers, -2 when it sees pairs of
// numbers as complex ones, else 1.
HostRef slice_geometry(const Tensor& view, const Tensor& base);
// `self` was overwritten by what `node` records: it, or the base it views, gets a new history.
void rebase_history(Tensor& self, NodeRef node);

}  // namespace flambeau
