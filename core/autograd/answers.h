// Owns: reading what functions of the host language answered where gradients or tangents are expected.
// Called by: whoever runs rules.
#pragma once

#include <string>

#include "tensor/tensor.h"

namespace flambeau {

[[noreturn]] void fail_answer(const HostRef& answer, const std::string& op);
// A rule's answer: a tensor, or null for None; a TypeError for anything else.
inline TensorRef as_gradient(HostRef answer, const std::string& op) {
  Tensor* const t = host::tensor_in(answer.get());
  if (t) {
    answer.give();
    return TensorRef::steal(t);
  }
  if (answer.get() != host::none()) fail_answer(answer, op);
  return nullptr;
}
void as_gradients(const HostRef& answer, const std::string& op, TensorRef* out, int n);

// (tensors[0], …) for the host, None for those that are null.
HostRef tuple_of(const TensorRef* tensors, int n);

}  // namespace flambeau
