// Owns: running the user's hooks on gradients, and what they may answer.
// Called by: the engine.
#include "autograd/answers.h"
#include "autograd/extras.h"

namespace flambeau {
namespace {

std::string kind_of(const HostRef& o) {
  const std::string name = host::name_of_type(o.get());
  return name.substr(name.rfind('.') + 1);
}

HostObject* object_or_none(const TensorRef& t) { return t ? as_host(t.get()) : host::none(); }

// What a hook returned takes the gradient's place: None keeps it where `none_keeps`, else says that there is none.
void replace(const HostRef& hook, const HostRef& answer, TensorRef& grad, bool none_keeps) {
  if (answer.get() == host::none()) {
    if (!none_keeps) grad = nullptr;
    return;
  }
  Tensor* given = host::tensor_in(answer.get());
  if (!given) {
    fail(ErrorKind::Type, "expected Variable, but hook returned '", kind_of(answer), "' | hook '",
         host::name_of(hook.get()),
         "' must return a Tensor like the gradient it was given, or None to leave that as "
         "it is");
  }
  if (!grad) {
    fail(ErrorKind::Runtime, "can't replace a None gradient with a non-None value (hook '", host::name_of(hook.get()),
         "')");
  }
  if (!same_shape(*given, *grad)) {
    fail(ErrorKind::Runtime, "hook '", host::name_of(hook.get()), "' has changed the size of value: from ",
         grad->shape(), " to ", given->shape());
  }
  const DeviceType had = device_of(*grad), has = device_of(*given);
  if (given->dtype != grad->dtype || has != had) {
    fail(ErrorKind::Runtime, "hook '", host::name_of(hook.get()), "' has changed the type of value (was torch.",
         name_of(grad->dtype), had != has ? concat(" on ", name_of(had)) : "", " got torch.", name_of(given->dtype),
         had != has ? concat(" on ", name_of(has)) : "", ")");
  }
  grad = TensorRef::share(given);
}

void replace_all(const HostRef& hook, const HostRef& answer, TensorRef* grads, int n) {
  if (answer.get() == host::none()) return;
  if (!host::is_tuple(answer.get())) {
    fail(ErrorKind::Type, "expected tuple, but hook returned '", kind_of(answer), "' | hook '",
         host::name_of(hook.get()), "' must return a tuple of ", n, " gradients, or None to leave them as they are");
  }
  const std::vector<HostRef> given = host::items(answer.get());
  if (static_cast<int>(given.size()) != n) {
    fail(ErrorKind::Runtime, "hook '", host::name_of(hook.get()), "' has returned an incorrect number of values (got ",
         given.size(), ", but expected ", n, ")");
  }
  for (int i = 0; i < n; ++i) replace(hook, given[static_cast<size_t>(i)], grads[i], false);
}

}  // namespace

// A hook may remove itself or add others: those that stood in the table are run.

void run_tensor_hooks(const HostRef& table, TensorRef& grad) {
  for (const HostRef& hook : host::values_in(table.get())) {
    const TensorRef shown = grad;
    replace(hook, host::call(hook.get(), {object_or_none(shown)}), grad, true);
  }
}

void run_node_prehooks(const HostRef& table, TensorRef* grads, int n) {
  for (const HostRef& hook : host::values_in(table.get())) {
    const HostRef given = tuple_of(grads, n);
    replace_all(hook, host::call(hook.get(), {given.get()}), grads, n);
  }
}

void run_node_hooks(const HostRef& table, TensorRef* inputs, int n_inputs, TensorRef* outputs, int n_outputs) {
  for (const HostRef& hook : host::values_in(table.get())) {
    const HostRef in = tuple_of(inputs, n_inputs), out = tuple_of(outputs, n_outputs);
    replace_all(hook, host::call(hook.get(), {in.get(), out.get()}), inputs, n_inputs);
  }
}

void run_post_accumulate_hooks(const HostRef& table, Tensor& leaf) {
  for (const HostRef& hook : host::values_in(table.get())) {
    const HostRef answer = host::call(hook.get(), {as_host(&leaf)});
    if (answer.get() == host::none()) continue;
    const std::string name = host::name_of(hook.get());
    if (host::tensor_in(answer.get()))
      fail(ErrorKind::Runtime, "Tensor post accumulate grad hooks should return None. (hook '", name, "')");
    fail(ErrorKind::Type, "expected Variable, but hook returned '", kind_of(answer), "' (post accumulate grad hook '",
         name, "' must return None)");
  }
}

}  // namespace flambeau
