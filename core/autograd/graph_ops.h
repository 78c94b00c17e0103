// Owns: the few operations that a graph needs by itself: adding gradients up, zeros, looking at a base as a view does.
// Called by: the engine, histories of in-place writes, forward mode; implemented in dispatch/graph_ops.cpp.
#pragma once

#include "autograd/node.h"

namespace flambeau {

TensorRef add_gradients(TensorRef a, TensorRef b);  // may reuse a tensor that nobody else holds
void add_into(Tensor& a, Tensor& b);
TensorRef reduce_to(Tensor& g, const Dims& shape);  // sums broadcast dimensions away
TensorRef cast_gradient(Tensor& g, DType dtype);    // takes the real part of a complex gradient for a real type
TensorRef move_gradient(Tensor& g, DeviceType device);
bool copies_between_devices(const Node& node);  // is it of an op that does?
TensorRef make_zeros(const Dims& shape, DType dtype, DeviceType device);
TensorRef zeros_over(Tensor& like, const Dims& shape, const Dims& strides);  // of like's dtype, batched as it is
TensorRef clone_of(Tensor& t);
TensorRef seen_through(Tensor& whole, Tensor& view, Tensor& base);  // whole looked at as view looks at base, recorded
void write_into(Tensor& dst, Tensor& src);                          // dst.copy_(src), recorded

}  // namespace flambeau
