// Owns: saving tensors for the rules of a node, and handing them out again unless they were written to.
// Called by: record (dispatch), Function, and grad_fn's saved attributes.
#include "autograd/engine.h"
#include "autograd/extras.h"
#include "autograd/node.h"
#include "autograd/watch.h"

namespace flambeau {

Saved save_tensor(Tensor& t, int output) {
  if ((t.flags & kInference) && !modes.saves_inference) {
    fail(ErrorKind::Runtime,
         "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference "
         "mode in computation tracked by autograd. To work around this, you can make a clone to get a normal tensor "
         "and use "
         "it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`.");
  }
  Saved s;
  s.version = version_of(t).writes;
  s.output = static_cast<int16_t>(output);
  if (output >= 0) {
    TensorRef kept = alias(t);
    copy_tangents(t, *kept);
    s.tensor = kept.give();
  } else {
    retain(as_host(&t));
    s.tensor = &t;
  }
  return s;
}

void fail_released(const Node& node) {
  const std::string made = describe(node.origin), freed = describe(node.freed);
  fail(ErrorKind::Runtime,
       "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
       "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
       "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
       "saved tensors after calling backward.",
       made.empty() ? "" : "\n  " + node_name(node) + " was recorded at " + made,
       freed.empty() ? "" : "\n  its saved tensors were freed by the backward called at " + freed);
}

namespace {

[[noreturn]] void fail_modified(const Node& node, const Saved& saved, const Tensor& t, uint32_t version) {
  const Node* maker = saved.output >= 0 ? &node : t.grad_fn;
  const std::string name = saved.output >= 0 ? "" : known_as(t.base ? *t.base : t);
  const std::string used = describe(node.origin), written = describe(version_of(t).writer);
  fail(ErrorKind::Runtime,
       "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.",
       name_of(t.dtype), " ", t.shape(), "]",
       name.empty() ? "" : (t.base ? ", a view of " : ", which is ") + name + ",", maker ? ", which is output " : "",
       maker ? std::to_string(saved.output >= 0 ? saved.output : static_cast<int>(t.output_nr)) : "",
       maker ? " of " + node_name(*maker) : "", maker ? "," : "", " is at version ", version_of(t).writes,
       "; expected version ", version, " instead.",
       used.empty() ? "" : "\n  " + node_name(node) + " saved it at " + used,
       written.empty() ? "" : "\n  it was overwritten at " + written,
       name.starts_with("parameter")
           ? "\n  Call backward() before the optimiser's step, or write to a clone() of the parameter."
           : "\n  Use the out-of-place form of the later operation, or clone() the tensor before overwriting it.");
}

}  // namespace

TensorRef unpack(Node& node, const Saved& saved) {
  require_saved(node);
  if (saved.packed) return unpack_packed(node, saved);
  if (version_of(*saved.tensor).writes != saved.version) fail_modified(node, saved, *saved.tensor, saved.version);
  if (saved.output < 0 || !modes.grad) return TensorRef::share(saved.tensor);
  TensorRef out = alias(*saved.tensor);
  copy_tangents(*saved.tensor, *out);
  set_history(*out, node, static_cast<uint32_t>(saved.output));
  return out;
}

}  // namespace flambeau
