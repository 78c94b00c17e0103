// Owns: packing and unpacking saved tensors by the user's hooks.
// Called by: dispatch, after it recorded an operation; unpack, for what was packed; Node._pack_kept.
#include "autograd/engine.h"
#include "autograd/extras.h"
#include "autograd/watch.h"

namespace flambeau {

uint32_t watching = 0;
thread_local HostObject* write_listener = nullptr;

std::vector<SavedHooks>& saved_hooks() {
  thread_local std::vector<SavedHooks> stack;
  return stack;
}

namespace {
TensorRef as_output(const Tensor& t, Node& node, uint32_t nr) {
  TensorRef out = alias(t);
  copy_tangents(t, *out);
  if (leaf_of(node)) {  // a leaf whose gradient goes where that of the one that was packed does
    out->flags |= kRequiresGrad;
    out->accumulator = &node;
    retain(as_host(&node));
    extras_of(*out).accumulator = &node;
    track(*out);
  } else {
    set_history(*out, node, nr);
  }
  return out;
}

bool hangs_on(Tensor& t, const Node* node, uint32_t nr) {
  const Edge e = gradient_edge(t);
  const NodeRef held = NodeRef::steal(e.node);
  return e.node == node && (!node || e.nr == nr);
}

HostRef pack_record(const Packed& p) {
  return host::tuple({p.unpack, p.value, HostRef::share(p.source ? as_host(p.source.get()) : host::none()),
                      host::integer(p.nr), host::integer(p.is_alias)});
}

TensorRef call_unpack_hook(const HostRef& hook, const HostRef& value) {
  HostRef answer = host::call(hook.get(), {value.get()});
  Tensor* t = host::tensor_in(answer.get());
  if (!t) {
    fail(ErrorKind::Type, "Output of saved tensor unpack_hook expected to be a Tensor but got result of type ",
         host::name_of_type(answer.get()));
  }
  answer.give();
  return TensorRef::steal(t);
}
}  // namespace

Packed read_packed(HostObject* record) {
  const std::vector<HostRef> items = host::items(record);
  HostObject* const source = items[2].get();
  return {items[0], items[1], source == host::none() ? NodeRef() : NodeRef::share(reinterpret_cast<Node*>(source)),
          static_cast<uint32_t>(host::integer_in(items[3].get())), host::integer_in(items[4].get()) != 0};
}

void pack_saved(Node& node, int i, const SavedHooks& hooks, bool detached) {
  const HostRef pack = HostRef::share(hooks.pack);
  Saved& saved = node.saved[i];
  const TensorRef t = TensorRef::share(saved.tensor);
  Packed p;
  p.unpack = HostRef::share(hooks.unpack);
  if (saved.output < 0) {
    const Edge e = gradient_edge(*t);
    p.source = NodeRef::steal(e.node);
    p.nr = e.nr;
  }
  const TensorRef shown = detached           ? alias(*t)
                          : saved.output < 0 ? t
                                             : as_output(*t, node, static_cast<uint32_t>(saved.output));
  const uint32_t version = version_of(*t).writes;
  {
    const GradMode off(false);
    p.value = host::call(pack.get(), {as_host(shown.get())});
  }
  if (version_of(*t).writes != version) {
    fail(ErrorKind::Runtime,
         "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook can "
         "not be modified by in-place operations as this can lead to unexpected side-effects. Let the hook write to a "
         "clone() of "
         "the tensor and return that.");
  }
  p.is_alias = saved.output >= 0 && p.value.get() == as_host(shown.get());
  if (p.is_alias) p.value = HostRef::share(as_host(t.get()));  // else the node would own itself
  release(std::exchange(node.saved[i].object, pack_record(p).give()));
  release(as_host(std::exchange(node.saved[i].tensor, nullptr)));
  node.saved[i].packed = true;
}

void pack_all_saved(Node& node) {
  if (saved_hooks().empty()) return;
  for (int i = 0; i < node.saved.size(); ++i)
    if (node.saved[i].tensor) pack_saved(node, i, saved_hooks().back(), false);
}

TensorRef unpack_packed(Node& node, const Saved& saved) {
  const Packed p = read_packed(saved.object);
  Node* const maker = saved.output >= 0 ? &node : p.source.get();
  const uint32_t nr = saved.output >= 0 ? static_cast<uint32_t>(saved.output) : p.nr;
  HostRef value = p.value;
  if (p.is_alias) value = HostRef::steal(as_host(as_output(*reinterpret_cast<Tensor*>(value.get()), node, nr).give()));
  TensorRef t = call_unpack_hook(p.unpack, value);
  if (hangs_on(*t, maker, nr)) return t;
  return maker ? as_output(*t, *maker, nr) : alias(*t);
}

}  // namespace flambeau
