// Owns: what a write into a tensor means for its history and for that of its views.
// Called by: call_op's in-place path, Function (mark_dirty) and grad_fn of views.
#include "autograd/inplace.h"

#include "autograd/engine.h"

namespace flambeau {

HostObject* copy_slices_type = nullptr;

namespace {
void copy_slices_apply(Node& node, TensorRef* grads, TensorRef* out, const bool*) {
  engine_ops.copy_slices(node, *grads[0], out);
}
constexpr NodeClass kCopySlices{copy_slices_apply};
}  // namespace

void check_in_place(Tensor& self, bool recording, const std::string& op) {
  if ((self.flags & kInference) && !modes.inference) {
    fail(ErrorKind::Runtime, "Inplace update to inference tensor outside InferenceMode is not allowed. (", op,
         "_) You can make a clone to get a normal tensor before doing inplace update.");
  }
  if (overlaps_itself(self)) {
    fail(ErrorKind::Runtime, "unsupported operation: more than one element of the written-to tensor refers to a single "
         "memory location. Please clone() the tensor before performing the operation. (", op, "_ on shape ",
         self.shape(), " with strides ", self.stride_dims(), ")");
  }
  if (!recording) return;
  if (self.base) {
    if (self.flags & kViewNoGrad) {
      fail(ErrorKind::Runtime, "A view was created in no_grad mode and is being modified inplace with grad mode "
           "enabled. (", op, "_) Make the view with grad mode on, or write under no_grad.");
    }
    if (self.flags & kViewMulti) {
      fail(ErrorKind::Runtime, "Output ", self.output_nr, " of ", self.grad_fn ? node_name(*self.grad_fn) : "a function",
           " is a view and is being modified inplace. This view is the output of a function that returns multiple "
           "views. Such functions do not allow the output views to be modified inplace. You should replace the inplace "
           "operation by an out-of-place one. (", op, "_)");
    }
    if (self.base->flags & kRequiresGrad && !self.base->grad_fn) {
      fail(ErrorKind::Runtime, "a view of a leaf Variable that requires grad is being used in an in-place operation. (",
           op, "_) Write under no_grad(), or work on a clone().");
    }
    return;
  }
  if ((self.flags & kRequiresGrad) && !self.grad_fn) {
    fail(ErrorKind::Runtime, "a leaf Variable that requires grad is being used in an in-place operation. (", op,
         "_) Write under no_grad(), or use the out-of-place form.");
  }
}

void rebase_history(Tensor& self, NodeRef node) {
  node->outputs.resize(1);
  node->outputs[0].set(self);
  if (!self.base) {
    set_history(self, *node, 0);
    return;
  }
  // The base's new history: the part that `self` views went through `node`, the rest did not.
  Tensor& base = *self.base;
  NodeRef splice = make_node(copy_slices_type, &kCopySlices);
  splice->edges.resize(std::max(1, node->edges.size()));
  splice->edges[0] = gradient_edge(base);
  for (int i = 1; i < node->edges.size(); ++i) {
    splice->edges[i] = node->edges[i];
    if (splice->edges[i].node) retain(host(splice->edges[i].node));
  }
  splice->outputs.resize(1);
  splice->outputs[0].set(base);
  splice->saved.resize(1);
  splice->saved[0].object = engine_ops.slice_geometry(self, base).give();
  splice->state = host(node.give());
  set_history(base, *splice, 0);
  self.view_version = self.storage->version - 1;  // stale: the next look at grad_fn rebuilds it from the base
  grad_fn_of(self);
}

NodeRef view_history(Tensor& view) {
  const GradMode on(true);
  TensorRef seen = engine_ops.as_strided(*view.base, view.shape(), view.stride_dims(), view.offset);
  return NodeRef::share(seen->grad_fn);
}

}  // namespace flambeau
