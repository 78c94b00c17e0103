// Owns: calls on sparse tensors, which the host's functions answer; and handing a call to the host as a whole.
// Called by: call_op, while tensors without bytes are alive; batching.cpp.
#include "autograd/answers.h"
#include "dispatch/call.h"
#include "dispatch/walk.h"

namespace flambeau {

HostRef arguments_of(const Call& call) {
  std::vector<HostRef> args;
  args.reserve(call.op.params.size());
  for (size_t i = 0; i < call.op.params.size(); ++i) args.push_back(host::object_of(call.args[i]));
  return host::tuple(args);
}

std::vector<TensorRef> as_results(HostRef answer, const Call& call) {
  std::vector<TensorRef> results;
  if (answer.get() == host::none()) return results;
  if (host::tensor_in(answer.get())) {
    results.push_back(as_gradient(std::move(answer), call.op.name));
    return results;
  }
  for (HostRef& item : host::items(answer.get(), "a rule of an op returns a Tensor or several"))
    results.push_back(as_gradient(std::move(item), call.op.name));
  return results;
}

bool has_sparse(const Call& call) {
  return any_tensor(call.op, call.args, [](Tensor& t, int) { return is_sparse(t); });
}

void call_on_sparse(Call& call) {
  const HostRef given = arguments_of(call);
  const LimitedOverrides none(Overrides::Off);
  std::vector<TensorRef> results = as_results(
      host::call(host::library.sparse, {call.op.object, given.get(), host::truth(call.target != nullptr)}), call);
  if (call.target) {
    call.out[0] = TensorRef::share(call.target);
  } else if (call.op.returns_list) {
    call.many = std::move(results);
  } else {
    if (static_cast<int>(results.size()) != call.op.outputs) {
      fail(ErrorKind::Runtime, call.op.name, ": the call on sparse tensors gave ", results.size(), " results | ",
           call.op.outputs, " are expected");
    }
    std::move(results.begin(), results.end(), call.out);
  }
}

}  // namespace flambeau
