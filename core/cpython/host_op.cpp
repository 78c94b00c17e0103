// Owns: the compute function of host ops, whose body is Python that computes tensors from tensors.
// Called by: call_op.
#include "cpython/op_object.h"
#include "dispatch/compute.h"
#include "dispatch/launch.h"
#include "dispatch/walk.h"

namespace flambeau {

// A host op: its body, a Python function, computes tensors from tensors. It sees them outside of every graph and
// without tangents, so it may hand their memory to any library.
void compute_host(Call& call) {
  const Op& op = call.op;
  require_values(op.name.c_str());
  const GradMode off(false);
  std::vector<PyRef> held;
  std::vector<PyObject*> args;
  const auto pass = [&](PyObject* owned) {
    held.push_back(PyRef::checked(owned));
    args.push_back(owned);
  };
  for (size_t i = 0; i < op.params.size(); ++i) {
    const Value& v = call.args[i];
    if (v.is_tensor()) {
      pass(to_py(alias(*v.tensor)));
    } else if (v.tag == Tag::Tensors) {
      PyRef list = PyRef::checked(PyTuple_New(static_cast<Py_ssize_t>(v.tensors->size())));
      for (size_t k = 0; k < v.tensors->size(); ++k) {
        Tensor* t = (*v.tensors)[k];
        PyTuple_SET_ITEM(list.get(), static_cast<Py_ssize_t>(k), t ? to_py(alias(*t)) : none_ref());
      }
      pass(list.give());
    } else {
      pass(to_py(host::object_of(v)));
    }
  }
  PyRef answer = PyRef::checked(
      until_exit([&] { return PyObject_Vectorcall(object_for(op).body, args.data(), args.size(), nullptr); }));
  // Results are the op's own: an argument that comes back, or a view of one, is copied.
  const auto own = [&](PyObject* o) {
    if (!is_tensor(o))
      fail(ErrorKind::Type, op.name, ": its body returned ", Py_TYPE(o)->tp_name, " | a Tensor is expected");
    Tensor& t = as_tensor(o);
    const bool shared = any_tensor(op, call.args, [&](const Tensor& given, int) { return given.storage == t.storage; });
    return shared ? copy_of(t) : t.grad_fn || t.base || requires_grad(t) ? alias(t) : TensorRef::share(&t);
  };
  if (!op.returns_list && op.outputs == 1) return deliver(call, own(answer.get()));
  PyRef items = PyRef::checked(
      PySequence_Fast(answer.get(), "the body of a host op with several results must return a sequence"));
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(items.get());
  if (!op.returns_list && n != op.outputs)
    fail(ErrorKind::Type, op.name, ": its body returned ", n, " results | ", op.outputs, " are expected");
  for (Py_ssize_t k = 0; k < n; ++k) {
    TensorRef t = own(PySequence_Fast_GET_ITEM(items.get(), k));
    if (op.returns_list)
      call.many.push_back(std::move(t));
    else
      call.out[k] = std::move(t);
  }
}

}  // namespace flambeau
