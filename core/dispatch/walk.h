// Owns: the walk over the tensors of a call, for everybody who asks something of all of them.
// Called by: the steps of call_op; the calls of composites.
#pragma once

#include "dispatch/op.h"

namespace flambeau {

// Whether f(tensor, parameter) answers true for some tensor among the arguments, items of lists included; asks no more
// after that.
template <class F>
[[gnu::always_inline]] inline bool any_tensor(const Op& op, const Value* args, F&& f) {
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const int i = op.tensor_params[k];
    const Value& v = args[i];
    if (v.is_tensor()) {
      if (f(*v.tensor, i)) return true;
    } else if (v.tag == Tag::Tensors) {
      for (Tensor* t : *v.tensors)
        if (t && f(*t, i)) return true;
    }
  }
  return false;
}

// Calls f(tensor) for each of them.
template <class F>
[[gnu::always_inline]] inline void for_tensors(const Call& call, F&& f) {
  any_tensor(call.op, call.args, [&](Tensor& t, int) {
    f(t);
    return false;
  });
}

}  // namespace flambeau
