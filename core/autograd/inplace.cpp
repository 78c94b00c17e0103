// Owns: what a write into a tensor means for its history and for that of its views.
// Called by: call_op's in-place path, Function (mark_dirty) and grad_fn of views.
#include "autograd/inplace.h"

#include "autograd/answers.h"
#include "autograd/graph_ops.h"

namespace flambeau {

HostObject* copy_slices_type() {
  static HostObject* const type = host::make_node_type("CopySlices");
  return type;
}

namespace {

// What the node of the write was to that view is in `state`.
Node& inner(Node& splice) { return *reinterpret_cast<Node*>(splice.state); }

void copy_slices_apply(Node& node, TensorRef* grads, TensorRef* out, const bool*) {
  require_saved(node);
  if (!grads[0]) return;
  const LimitedOverrides none(Overrides::Off);
  const HostRef answer =
      host::call(host::library.copy_slices, {as_host(grads[0].get()), node.state, node.saved[0].object});
  as_gradients(answer, "CopySlices", out, node.edges.size());
}
// A result that the write's own rule saved leads into the graph by that node, which then has a turn of its own.
void copy_slices_release(Node& node) noexcept {
  if (node.state && reference_count(node.state) == 1) release_saved(inner(node));
}
constexpr NodeClass kCopySlices{copy_slices_apply, false, copy_slices_release};

// "Split" of "SplitBackward0".
std::string function_name(const Node& node) {
  const std::string name = node_name(node);
  return name.substr(0, name.find("Backward"));
}

// A view that forbids writes is being written to, or was made stale by a write to its base or to a sibling.
[[noreturn]] void fail_forbidden(const Tensor& view, bool through_another) {
  const bool inference = view.flags & kViewInference, multi = view.flags & kViewMulti;
  const bool silent = inference || (view.flags & kViewNoGrad) || !view.grad_fn;
  const std::string made_by =
      view.grad_fn ? "Output " + std::to_string(view.output_nr) + " of " + function_name(*view.grad_fn) : "";
  const char* written = through_another ? "its base or another view of its base has been" : "is being";
  const char* mode = inference ? "inference_mode" : "no_grad";
  std::string text;
  if (silent) {
    text = (made_by.empty() ? "A view was created in " : made_by + " is a view of a view which was created in ") +
           (inference ? "inference mode and " : "no_grad mode and ") + written + " modified inplace " +
           (inference ? "in normal mode." : "with grad mode enabled.");
  } else {
    text = made_by + " is a view and " + written + " modified inplace.";
  }
  if (multi) {
    text +=
        " This view is the output of a function that returns multiple views. Such functions do not allow the output "
        "views "
        "to be modified inplace. You should replace the inplace operation by an out-of-place one.";
  } else if (view.flags & kViewFunction) {
    text +=
        " This view was created inside a custom Function (or because an input was returned as-is), and writing to it "
        "would "
        "override the custom backward. clone() the output of the Function.";
  } else {
    text += std::string(" This is forbidden because it is ambiguous. Move both the view and the write inside the ") +
            mode + " block (if the write is not to be recorded) or both outside (if it is).";
  }
  const std::string made = view.grad_fn ? describe(view.grad_fn->origin) : "",
                    where = describe(version_of(view).writer);
  fail(ErrorKind::Runtime, text, made.empty() ? "" : "\n  the view was made at " + made,
       through_another && !where.empty() ? "\n  it was overwritten at " + where : "");
}

}  // namespace

namespace {
std::string aside(Tensor& t) {
  const std::string name = known_as(t);
  return name.empty() ? "" : " on " + name;
}
}  // namespace

void check_in_place(Tensor& self, bool recording, const std::string& op, RepeatedWrite repeated) {
  if (recording) {
    if (self.base) {
      if (self.flags & kViewForbids) fail_forbidden(self, false);
      if (requires_grad(self) && !self.base->grad_fn) {
        fail(ErrorKind::Runtime,
             "a view of a leaf Variable that requires grad is being used in an in-place operation. (", op, "_",
             aside(*self.base), ") Write under no_grad(), or work on a clone().");
      }
    }
    if (requires_grad(self) && !grad_fn_of(self)) {
      fail(ErrorKind::Runtime, "a leaf Variable that requires grad is being used in an in-place operation. (", op, "_",
           aside(self), ") Write under no_grad(), or use the out-of-place form.");
    }
  }
  if ((self.flags & kInference) && !modes.inference) {
    fail(ErrorKind::Runtime, "Inplace update to inference tensor outside InferenceMode is not allowed. (", op,
         "_) You can make a clone to get a normal tensor before doing inplace update.");
  }
  if (repeated == RepeatedWrite::Allowed || !repeats_elements(self)) return;
  if (repeated == RepeatedWrite::Deprecated) {
    host::warn("Use of " + op +
               "_ on expanded tensors is deprecated. Please clone() the tensor before performing this operation. "
               "This also applies to advanced indexing e.g. tensor[indices] = tensor, tensor[mask] = scalar");
  } else {
    fail(ErrorKind::Runtime,
         "unsupported operation: more than one element of the written-to tensor refers to a single "
         "memory location. Please clone() the tensor before performing the operation. (",
         op, "_ on shape ", self.shape(), " with strides ", self.stride_dims(), ")");
  }
}

HostRef slice_geometry(const Tensor& view, const Tensor& base) {
  const int items = is_complex(base.dtype) == is_complex(view.dtype) ? 1 : is_complex(base.dtype) ? 2 : -2;
  const int64_t from = base.offset * item_size(base.dtype), to = view.offset * item_size(view.dtype);
  return host::tuple({host::shape(base.shape()), host::shape(base.stride_dims()), host::shape(view.shape()),
                      host::shape(view.stride_dims()), host::integer((to - from) / item_size(view.dtype)),
                      host::integer(items)});
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
  NodeRef splice = make_node(copy_slices_type(), &kCopySlices);
  splice->edges.resize(std::max(1, node->edges.size()));
  splice->edges[0] = gradient_edge(base);
  for (int i = 1; i < node->edges.size(); ++i) {
    splice->edges[i] = node->edges[i];
    if (splice->edges[i].node) retain(as_host(splice->edges[i].node));
  }
  splice->outputs.resize(1);
  splice->outputs[0].set(base);
  splice->saved.resize(1);
  splice->saved[0].object = slice_geometry(self, base).give();
  splice->saves = true;  // the node of the write may be freed
  splice->state = as_host(node.give());
  set_history(base, *splice, 0);
  self.view_version = version_of(self).writes - 1;  // stale: the next look at grad_fn rebuilds it from the base
  grad_fn_of(self);
}

NodeRef view_history(Tensor& view) {
  if (view.flags & kViewForbids) fail_forbidden(view, true);
  const GradMode on(true);
  TensorRef seen = seen_through(*view.base, view, *view.base);
  return NodeRef::share(seen->grad_fn);
}

}  // namespace flambeau
