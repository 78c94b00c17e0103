// Owns: see answers.h.
// Called by: see answers.h.
#include "autograd/answers.h"

namespace flambeau {

void fail_answer(const HostRef& answer, const std::string& op) {
  fail(ErrorKind::Type, "the derivative rule of ", op, " returned ", host::name_of_type(answer.get()),
       " | a Tensor or None is expected");
}

void as_gradients(const HostRef& answer, const std::string& op, TensorRef* out, int n) {
  std::vector<HostRef> items = host::items(answer.get(), "a derivative rule must return a sequence");
  if (static_cast<int>(items.size()) != n) {
    fail(ErrorKind::Runtime, "the derivative rule of ", op, " returned ", items.size(), " gradients | ", n,
         " are expected");
  }
  for (int i = 0; i < n; ++i) out[i] = as_gradient(std::move(items[static_cast<size_t>(i)]), op);
}

HostRef tuple_of(const TensorRef* tensors, int n) {
  std::vector<HostRef> items;
  for (int i = 0; i < n; ++i) items.push_back(HostRef::share(tensors[i] ? as_host(tensors[i].get()) : host::none()));
  return host::tuple(items);
}

}  // namespace flambeau
