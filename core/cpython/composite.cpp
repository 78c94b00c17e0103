// Owns: calling a composite op, whose body is a Python function of other ops. The body's ops record, batch and carry
// tangents themselves, so a call is: check the arguments, call the body, look at what it returned.
// Called by: the interpreter, through Op and OpMethod.
#include "autograd/graph_ops.h"
#include "autograd/watch.h"
#include "cpython/op_object.h"
#include "cpython/profiled_block.h"
#include "dispatch/autocast.h"
#include "dispatch/compute.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

// An argument as the body gets it: as it was given, but what merely converts to a number, a size or a dtype converted.
PyRef as_body_takes(const Value& v, const Param& p) {
  if (v.tag == Tag::DType) return PyRef::share(dtype_object(v.dtype));
  if (v.tag == Tag::Device || v.tag == Tag::Object || v.tag == Tag::Str) return PyRef::share(py(v.object));
  if (p.type == ParamType::Float && v.is_number()) return PyRef::checked(PyFloat_FromDouble(v.as_double()));
  return PyRef(to_py(host::object_of(v)));
}

// The body's arguments: owned, those that it takes by keyword last.
std::vector<PyRef> body_arguments(const Op& op, const Arguments& args) {
  std::vector<PyRef> all;
  all.reserve(op.params.size());
  for (size_t i = 0; i < op.params.size(); ++i) {
    PyRef one = as_body_takes(args.values[i], op.params[i]);
    if (!op.params[i].variadic) {
      all.push_back(std::move(one));
      continue;
    }
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(one.get()); ++k)
      all.push_back(PyRef::share(PyTuple_GET_ITEM(one.get(), k)));
  }
  return all;
}

// A tuple as the op's named tuple.
PyObject* with_names(const OpObject& o, PyObject* result) {
  if (!result || !o.return_type || !PyTuple_CheckExact(result)) return result;
  const PyRef plain(result);
  return PyObject_CallOneArg(o.return_type, result);
}

void explain_failure_of(OpObject& o, const Given& given) {
  explain_failure(reinterpret_cast<PyObject*>(&o), given.values, given.positional(), given.names);
}

PyRef call_body(OpObject& o, const std::vector<PyRef>& arguments, const Given& given) {
  std::vector<PyObject*> argv;
  for (const PyRef& a : arguments) argv.push_back(a.get());
  const size_t named = o.keywords ? static_cast<size_t>(PyTuple_GET_SIZE(o.keywords)) : 0;
  PyRef result(until_exit([&] { return PyObject_Vectorcall(o.body, argv.data(), argv.size() - named, o.keywords); }));
  if (result) return result;
  explain_failure_of(o, given);
  throw HostError{};
}

// The general way: for arguments that have to be converted, have another name (axis for dim) or do not fit.
[[gnu::noinline]] PyObject* call_parsed(OpObject& o, PyObject* called, const Given& given) {
  return overridable_op(o, called, given, [&] {
    Arguments args;
    PyObject* out = nullptr;
    parse_arguments(*o.op, given.values, given.positional(), given.names, args, o.op->takes_out ? &out : nullptr);
    if (out) take_dtype_of(out, *o.op, args.values);
    return answer_by_body(o, args, out, given);
  });
}

PyObject* run(OpObject& o, PyObject* called, const Given& given) {
  if (!fits_as_given(*o.op, given.values, given.positional(), given.names)) return call_parsed(o, called, given);
  PyObject* result = PyObject_Vectorcall(o.body, given.values, given.nargsf, given.names);
  if (!result) [[unlikely]]
    explain_failure_of(o, given);
  return o.return_type ? with_names(o, result) : result;
}

bool wants_history(const Op& op, const Arguments& args) {
  return modes.grad && any_tensor(op, args.values, [](Tensor& t, int) { return is_tracked(t); });
}

PyObject* run_in_place(OpObject& o, PyObject* called, const Given& given) {
  return overridable_op(o, called, given, [&] {
    Arguments args;
    parse_arguments(*o.op, given.values, given.positional(), given.names, args, nullptr);
    return write_by_body(o, args, given);
  });
}

// While a profile runs: within an event of the op's name.
[[gnu::noinline]] PyObject* run_profiled(OpObject& o, PyObject* called, const Given& given, bool in_place) {
  return guarded([&] {
    const Op& op = *o.op;
    std::vector<PyObject*> operands(given.values, given.values + given.positional());
    for (size_t i = operands.size(); i < op.params.size(); ++i) {
      const auto& fallback = op.params[i].fallback;
      operands.push_back(fallback ? py(fallback) : Py_None);  // without one, the argument is missing: an error below
    }
    for (Py_ssize_t k = 0; given.names && k < PyTuple_GET_SIZE(given.names); ++k) {
      const int i = find_param(op, PyTuple_GET_ITEM(given.names, k));
      if (i >= 0 && static_cast<size_t>(i) < operands.size())
        operands[static_cast<size_t>(i)] = given.values[given.positional() + k];
    }
    const PyRef title = PyRef::checked(PyUnicode_FromFormat(in_place ? "aten::%s_" : "aten::%s", op.name.c_str()));
    const ProfiledBlock block(profiler::Kind::Composite, title.get(), operands);
    return until_exit([&] { return in_place ? run_in_place(o, called, given) : run(o, called, given); });
  });
}

// A tensor as autocast casts it, and anything else as it is.
PyRef autocast_item(const Op& op, PyObject* value) {
  if (!is_tensor(value)) return PyRef::share(value);
  return PyRef(to_py(autocast_operand(as_tensor(value), op.autocast, DType::Float32)));
}

// The same of an argument, which may be a list of tensors. No further: what is in lists may hold itself.
PyRef autocast_argument(const Op& op, PyObject* value) {
  if (!PyList_CheckExact(value) && !PyTuple_CheckExact(value)) return autocast_item(op, value);
  PyRef list = PyRef::checked(PyList_New(0));
  for_items(value, [&](PyObject* item, Py_ssize_t) {
    if (PyList_Append(list.get(), autocast_item(op, item).get()) < 0) throw HostError{};
  });
  return PyList_CheckExact(value) ? std::move(list) : PyRef::checked(PyList_AsTuple(list.get()));
}

PyObject* run_observed(OpObject& o, PyObject* called, const Given& given, bool in_place);

// In the dtype of the op's list; within its body none is chosen. Calls that write into a tensor keep their dtypes.
PyObject* run_in_autocast(OpObject& o, PyObject* called, const Given& given, bool in_place) {
  const Py_ssize_t named = given.names ? PyTuple_GET_SIZE(given.names) : 0;
  bool writes = in_place;
  for (Py_ssize_t k = 0; k < named; ++k)
    writes = writes || PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(given.names, k), "out") == 0;
  return overridable_op(o, called, given, [&] {
    ask_modes();
    std::for_each(given.values, given.values + given.positional() + named, ask_items);
    std::vector<PyRef> held;
    std::vector<PyObject*> values;
    for (Py_ssize_t k = 0; k < given.positional() + named; ++k) {
      held.push_back(writes ? PyRef::share(given.values[k]) : autocast_argument(*o.op, given.values[k]));
      values.push_back(held.back().get());
    }
    const WithoutAutocast below;
    return until_exit([&] {
      return run_observed(o, called, {values.data(), static_cast<size_t>(given.positional()), given.names}, in_place);
    });
  });
}

// While somebody asked for something: a block of autocast, a profile.
[[gnu::noinline]] PyObject* run_observed(OpObject& o, PyObject* called, const Given& given, bool in_place) {
  if (autocast_chooses(*o.op)) return run_in_autocast(o, called, given, in_place);
  if (profiler::active) return run_profiled(o, called, given, in_place);
  return in_place ? run_in_place(o, called, given) : run(o, called, given);
}

}  // namespace

PyObject* answer_by_body(OpObject& o, const Arguments& args, PyObject* out, const Given& given) {
  PyRef result(with_names(o, call_body(o, body_arguments(*o.op, args), given).give()));
  if (!result) throw HostError{};
  if (!out) return result.give();
  PyObject* one = result.get();
  if (!PyTuple_Check(one)) return write_out(*o.op, &one, 1, out);
  return write_out(*o.op, &PyTuple_GET_ITEM(one, 0), PyTuple_GET_SIZE(one), out);
}

// What is computed from is a copy where something is recorded, as rules may need what was there before.
PyObject* write_by_body(OpObject& o, const Arguments& args, const Given& given) {
  const Op& op = *o.op;
  if (!args.values[0].is_tensor()) fail(ErrorKind::Type, op.name, "_(): the first argument must be a Tensor");
  Tensor& target = *args.values[0].tensor;
  std::vector<PyRef> arguments = body_arguments(op, args);
  if (wants_history(op, args)) arguments[0] = PyRef(to_py(call_named<"clone">({value_of(target)})));
  const PyRef result = call_body(o, arguments, given);
  if (!is_tensor(result.get()))
    fail(ErrorKind::Type, op.name, "_(): a Tensor was expected, not ", Py_TYPE(result.get())->tp_name);
  check_can_cast(op, as_tensor(result.get()).dtype, target.dtype);
  write_into(target, as_tensor(result.get()));
  return Py_NewRef(py(&target));
}

namespace {

PyObject* call_composite(OpObject& o, PyObject* called, const Given& given) {
  if (profiler::active || watching) [[unlikely]]
    return run_observed(o, called, given, false);
  return run(o, called, given);
}

}  // namespace

PyObject* vectorcall_composite(PyObject* self, PyObject* const* argv, size_t nargsf, PyObject* kwnames) {
  return call_composite(*reinterpret_cast<OpObject*>(self), self, {argv, nargsf, kwnames});
}

PyObject* vectorcall_composite_method(PyObject* self, PyObject* const* argv, size_t nargsf, PyObject* kwnames) {
  OpMethod& method = as_method(self);
  return call_composite(*method.target, method.shown(), {argv, nargsf, kwnames});
}

PyObject* vectorcall_composite_in_place(PyObject* self, PyObject* const* argv, size_t nargsf, PyObject* kwnames) {
  OpMethod& method = as_method(self);
  if (profiler::active || watching) [[unlikely]]
    return run_observed(*method.target, method.shown(), {argv, nargsf, kwnames}, true);
  return run_in_place(*method.target, method.shown(), {argv, nargsf, kwnames});
}

}  // namespace flambeau
