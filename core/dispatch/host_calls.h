// Owns: what dispatch asks of the host language: calling rules, making shapes and tuples.
// Called by: record, tangents; implemented in cpython/.
#pragma once

#include <vector>

#include "dispatch/op.h"

namespace flambeau {

class Generator;

HostObject* none() noexcept;  // borrowed
HostRef make_shape(const Dims& shape);
HostRef make_shapes(const TensorList& tensors);
HostRef make_geometry(const Tensor& t);  // (shape, strides, offset)
HostRef host_tuple(const std::vector<HostRef>& items);
HostRef object_of(const Value& v);  // the argument as the host wrote it, or as it would write it

std::string text_of(HostObject* o);  // how the host writes it
// The generator a Generator argument holds: the default one for None; a TypeError for any other object.
Generator& generator_of(const Value& v);

// Calls function(*args); throws HostError when it raised.
HostRef call_host(HostObject* function, HostObject* const* args, int n);
// A rule's answer: a tensor, or null for None; a TypeError for anything else.
TensorRef as_gradient(HostRef answer, const std::string& op);
void as_gradients(HostRef answer, const std::string& op, TensorRef* out, int n);

// Runs the batching rule of `op` for tensors of `level`: one result per output (null for None), or those of a list.
std::vector<TensorRef> call_batching_rule(const Op& op, uint32_t level, const std::vector<HostRef>& args,
                                          bool in_place);

// strong_zero: the tangent that a call's rule found, with zeros in it; `given` are the tangents that went in. For a
// multilinear op `arguments` are those of one product of its sum.
TensorRef strong_tangent(const Op& op, const std::vector<HostRef>& arguments, const std::vector<TensorRef>& given,
                         TensorRef found);

// The names of what a node keeps and where (for grad_fn._saved_*).
struct SavedView {
  std::string name;
  int position;  // -1: its rules know the name, but those that this call needs do not
};
std::vector<SavedView> saved_of(Node& node);
// From where to where the elements of the list lie that `place` of what an op's node saved stands for.
std::pair<int, int> elements_of(const Node& node, int place);

}  // namespace flambeau
