// Owns: calls of ops that a kernel computes, as functions, as methods and in place: parse, call_op, wrap the results.
// Called by: the interpreter, through Op and OpMethod.
#include "cpython/op_object.h"
#include "dispatch/autocast.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

PyObject* pack(Call& call, PyTypeObject* type) {
  const int n = call.op.outputs;
  PyRef tuple = PyRef::checked(type ? type->tp_alloc(type, n) : PyTuple_New(n));
  for (int k = 0; k < n; ++k) {
    PyTuple_SET_ITEM(tuple.get(), k, call.out[k] ? py(call.out[k].give()) : none_ref());
  }
  return tuple.give();
}

// Whether the Python body answers this call, and not the kernel: because of an argument that only it knows.
bool goes_to_body(const Op& op, const Arguments& args) {
  for (size_t i = 0; op.body_params >> i; ++i)
    if ((op.body_params >> i & 1u) && !args.values[i].is_none()) return true;
  return false;
}

// The results of a call with out=, in which autocast chooses no dtype.
PyObject* call_writing_out(Call& call, PyObject* out) {
  if (call.op.pairs_elements() && is_tensor(out))
    for_tensors(call, [&](Tensor& t) { refuse_overlap(as_tensor(out), t); });
  const WithoutAutocast below;
  call_op(call);
  PyObject* results[kMaxOutputs] = {};
  for (int k = 0; k < call.op.outputs; ++k) results[k] = call.out[k] ? py(call.out[k].get()) : Py_None;
  return write_out(call.op, results, call.op.outputs, out);
}

PyObject* call_out_of_place(OpObject* o, PyObject* const* argv, Py_ssize_t nargs, PyObject* kwnames) {
  Arguments args;
  PyObject* out = nullptr;
  parse_arguments(*o->op, argv, nargs, kwnames, args, o->op->takes_out ? &out : nullptr);
  if (goes_to_body(*o->op, args)) return answer_by_body(*o, args, out, {argv, static_cast<size_t>(nargs), kwnames});
  if (out) take_dtype_of(out, *o->op, args.values);
  Call call{*o->op, args.values};
  const int asked = o->op->inplace_param;
  if (asked >= 0 && args.values[asked].truth() && args.values[0].is_tensor()) {
    call.target = args.values[0].tensor;
    call_op(call);
    return Py_NewRef(py(call.target));
  }
  if (out) return call_writing_out(call, out);
  call_op(call);
  return wrap_results(call);
}

}  // namespace

PyObject* vectorcall_op(PyObject* self, PyObject* const* argv, size_t nargsf, PyObject* kwnames) {
  auto* o = reinterpret_cast<OpObject*>(self);
  return overridable_op(*o, self, {argv, nargsf, kwnames},
                        [&] { return call_out_of_place(o, argv, PyVectorcall_NARGS(nargsf), kwnames); });
}

PyObject* vectorcall_method(PyObject* self, PyObject* const* argv, size_t nargsf, PyObject* kwnames) {
  auto* method = reinterpret_cast<OpMethod*>(self);
  return overridable_op(*method->target, method->shown(), {argv, nargsf, kwnames},
                        [&] { return call_out_of_place(method->target, argv, PyVectorcall_NARGS(nargsf), kwnames); });
}

PyObject* vectorcall_in_place(PyObject* self, PyObject* const* argv, size_t nargsf, PyObject* kwnames) {
  auto* method = reinterpret_cast<OpMethod*>(self);
  OpObject* const o = method->target;
  return overridable_op(*o, method->shown(), {argv, nargsf, kwnames}, [&]() -> PyObject* {
    Arguments args;
    parse_arguments(*o->op, argv, PyVectorcall_NARGS(nargsf), kwnames, args, nullptr);
    if (!args.values[0].is_tensor()) fail(ErrorKind::Type, o->op->name, "_(): the first argument must be a Tensor");
    Tensor& target = *args.values[0].tensor;
    if (goes_to_body(*o->op, args)) return write_by_body(*o, args, {argv, nargsf, kwnames});
    Call call{*o->op, args.values, &target};
    call_op(call);
    return Py_NewRef(py(&target));
  });
}

PyObject* wrap_results(Call& call) {
  const Op& op = call.op;
  if (op.returns_list) {
    PyRef tuple = PyRef::checked(PyTuple_New(static_cast<Py_ssize_t>(call.many.size())));
    for (size_t k = 0; k < call.many.size(); ++k)
      PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(k), py(call.many[k].give()));
    return tuple.give();
  }
  if (op.outputs == 1) return to_py(std::move(call.out[0]));
  if (op.outputs == 0) return none_ref();
  return pack(call, reinterpret_cast<PyTypeObject*>(object_for(op).return_type));
}

}  // namespace flambeau
