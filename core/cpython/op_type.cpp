// Owns: the Python types Op and OpMethod, and building an Op from an entry.
// Called by: ops/define.py (make_op), the interpreter (calls), C++ that needs an op by name.
#include <string_view>

#include "autograd/watch.h"
#include "cpython/op_object.h"
#include "dispatch/autocast.h"
#include "dispatch/compute.h"
#include "dispatch/launch.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

PyTypeObject* op_type = nullptr;
PyTypeObject* method_type = nullptr;

OpObject& object_for(const Op& op) { return *reinterpret_cast<OpObject*>(op.object); }

PyObject* pack(Call& call, PyTypeObject* type) {
  const int n = call.op.outputs;
  PyRef tuple = PyRef::checked(type ? type->tp_alloc(type, n) : PyTuple_New(n));
  for (int k = 0; k < n; ++k) {
    PyTuple_SET_ITEM(tuple.get(), k, call.out[k] ? py(call.out[k].give()) : none_ref());
  }
  return tuple.give();
}

void require_device(const Op& op, const Tensor& result, PyObject* target) {
  if (!is_tensor(target) || device_of(as_tensor(target)) == device_of(result)) return;
  fail(ErrorKind::Runtime, "Expected all tensors to be on the same device, but found at least two devices, ",
       name_of(device_of(result)), " and ", name_of(device_of(as_tensor(target))), "! (", op.name,
       ": the result is on ", name_of(device_of(result)), ", argument 'out' on ", name_of(device_of(as_tensor(target))),
       " | Attempting to copy across devices is not allowed here)");
}

// What pairs elements casts as it writes to out=; other ops write results of their own dtype.
void check_dtype_of_out(const Op& op, DType result, DType out, bool several) {
  if (op.casts_out && !several) return check_can_cast(op, result, out);
  if (result == out) return;
  fail(ErrorKind::Runtime, "Expected out tensor to have dtype ", name_of(result), ", but got ", name_of(out),
       " instead (", op.name, ")");
}

void write_one(const Op& op, Tensor& result, PyObject* target, bool several) {
  if (live_wrapped != 0 && (result.wrapping || (is_tensor(target) && as_tensor(target).wrapping))) {
    fail(ErrorKind::Runtime, op.name, "(): out= is not supported within vmap | use the result that is returned");
  }
  if (!is_tensor(target))
    fail(ErrorKind::Type, op.name, "(): argument 'out' must be Tensor, not ", Py_TYPE(target)->tp_name);
  require_device(op, result, target);
  Tensor& out = as_tensor(target);
  if (modes.grad && (requires_grad(out) || requires_grad(result))) {
    fail(ErrorKind::Runtime, op.name,
         "(): functions with out=... arguments don't support automatic differentiation, "
         "but one of the arguments requires grad.");
  }
  if ((out.flags & kInference) && !modes.inference) {
    fail(ErrorKind::Runtime, "Inplace update to inference tensor outside InferenceMode is not allowed. (", op.name,
         ", argument out) You can make a clone to get a normal tensor before doing inplace update.");
  }
  check_dtype_of_out(op, result.dtype, out.dtype, several);
  if (!same_shape(out, result)) {
    if (out.numel != 0) {
      host::warn("An output with one or more elements was resized since it had shape " + concat(out.shape()) +
                 ", which does not match the required output shape " + concat(result.shape()) +
                 ". This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless "
                 "they have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero "
                 "elements with t.resize_(0).");
    }
    const Dims strides = contiguous_strides(result.shape());
    const size_t needed = static_cast<size_t>(checked_span(result.shape(), strides, out.offset) * item_size(out.dtype));
    if (needed > out.storage->nbytes) resize_storage(out.storage, needed);
    set_geometry(out, result.sizes(), strides.data(), result.ndim);
    retain(out.storage);
    adopt_storage(out, out.storage, out.offset);
  }
  if (overlaps_itself(out)) {
    fail(ErrorKind::Runtime,
         "unsupported operation: more than one element of the written-to tensor refers to a single memory location.");
  }
  before_write(out);
  copy_into(out, result.storage == out.storage ? *copy_of(result) : result);
  note_write(out);
}

// Whether the Python body answers this call, and not the kernel: because of an argument that only it knows.
bool goes_to_body(const Op& op, const Arguments& args) {
  for (size_t i = 0; op.body_params >> i; ++i)
    if ((op.body_params >> i & 1u) && !args.values[i].is_none()) return true;
  return false;
}

// The results of a call with out=, in which autocast chooses no dtype.
PyObject* call_writing_out(Call& call, PyObject* out) {
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

PyObject* op_repr(PyObject* self) {
  return PyUnicode_FromFormat("<op %s>", reinterpret_cast<OpObject*>(self)->op->name.c_str());
}
// As a class attribute an op is the function itself and binds nothing, like a builtin; Python's tools (`help`,
// `inspect`, Sphinx) take what has a `__get__` for a function.
PyObject* op_get(PyObject* self, PyObject*, PyObject*) { return Py_NewRef(self); }
PyObject* method_repr(PyObject* self) {
  auto* m = reinterpret_cast<OpMethod*>(self);
  return PyUnicode_FromFormat("<op %s%s>", m->target->op->name.c_str(), m->in_place ? "_" : "");
}
PyObject* method_get(PyObject* self, PyObject* object, PyObject*) {
  if (!object) return Py_NewRef(self);
  return PyMethod_New(self, object);
}
PyObject* method_getattro(PyObject* self, PyObject* name) {
  PyObject* own = PyObject_GenericGetAttr(self, name);
  if (own || !PyErr_ExceptionMatches(PyExc_AttributeError)) return own;
  PyErr_Clear();
  return PyObject_GetAttr(reinterpret_cast<PyObject*>(reinterpret_cast<OpMethod*>(self)->target), name);
}
// The public name of the form: `mul`, or `mul_`.
PyObject* method_name(PyObject* self, void*) {
  auto* m = reinterpret_cast<OpMethod*>(self);
  const PyRef name(PyObject_GetAttrString(reinterpret_cast<PyObject*>(m->target), "__name__"));
  return name ? PyUnicode_FromFormat("%U%s", name.get(), m->in_place ? "_" : "") : nullptr;
}
PyObject* method_doc(PyObject* self, void*) {
  return PyObject_GetAttrString(reinterpret_cast<PyObject*>(reinterpret_cast<OpMethod*>(self)->target), "__doc__");
}
void method_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  Py_XDECREF(reinterpret_cast<PyObject*>(reinterpret_cast<OpMethod*>(self)->target));
  Py_XDECREF(reinterpret_cast<OpMethod*>(self)->public_form);
  type->tp_free(self);
  Py_DECREF(type);
}

// An op's documentation is a function that makes it, which runs when somebody first asks.
PyObject* op_doc(PyObject* self, void*) {
  const PyRef dict(PyObject_GenericGetDict(self, nullptr));
  PyObject* doc = dict ? PyDict_GetItemString(dict.get(), "__doc__") : nullptr;
  if (!doc || !PyCallable_Check(doc)) return Py_NewRef(doc ? doc : Py_None);
  PyRef made(PyObject_CallNoArgs(doc));
  if (!made || PyDict_SetItemString(dict.get(), "__doc__", made.get()) < 0) return nullptr;
  return made.give();
}
int op_set_doc(PyObject* self, PyObject* doc, void*) {
  const PyRef dict(PyObject_GenericGetDict(self, nullptr));
  return dict ? PyDict_SetItemString(dict.get(), "__doc__", doc ? doc : Py_None) : -1;
}

PyObject* op_reduce(PyObject* self, PyObject*) { return PyObject_GetAttrString(self, "__qualname__"); }
PyMethodDef op_methods[] = {
    {"__reduce__", op_reduce, METH_NOARGS, "Pickled by name: an op is found again in the module of its entry."},
    {nullptr, nullptr, 0, nullptr},
};
PyMemberDef op_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(OpObject, call), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(OpObject, dict), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyMemberDef method_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(OpMethod, call), READONLY, nullptr},
    {"_public_form", T_OBJECT, offsetof(OpMethod, public_form), 0, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyGetSetDef method_getset[] = {
    {"__name__", method_name, nullptr, nullptr, nullptr},
    {"__doc__", method_doc, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyGetSetDef op_getset[] = {
    {"__doc__", op_doc, op_set_doc, nullptr, nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

// ---- building an op from its entry ----

const char* text_of(PyObject* o) {
  const char* s = PyUnicode_AsUTF8(o);
  if (!s) throw HostError{};
  return s;
}
PyObject* item(PyObject* dict, const char* key) {  // borrowed; null when absent or None
  PyObject* o = PyDict_GetItemString(dict, key);
  return o == Py_None ? nullptr : o;
}

// Defaults are read once.
void read_default(Op& op, int i) {
  Param& p = op.params[static_cast<size_t>(i)];
  if (py(p.fallback) != Py_None) {
    if (p.takes_list()) fail(ErrorKind::Type, "op ", op.name, ": the default of '", p.name, "' can only be None");
    Arguments arena;
    read_value(op, i, py(p.fallback), arena, &p.fallback_value);
    if (p.fallback_value.tag == Tag::Dims) {
      p.fallback_dims = *p.fallback_value.dims;
      p.fallback_value.dims = &p.fallback_dims;
    }
  }
  p.fallback_value.object = p.fallback;
}

// params: a list of (name, type, optional, variadic, keyword_only, has_default, default). `stands_for_tensor` names the
// one where a number stands for a tensor.
void read_params(Op& op, PyObject* list, const char* stands_for_tensor) {
  int sizes = 0, lists = 0;
  op.params.reserve(kMaxParams);  // defaults point into them
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); ++i) {
    const char *name, *type;
    int optional, variadic, keyword_only, has_default;
    PyObject* fallback;
    if (!PyArg_ParseTuple(PyList_GET_ITEM(list, i), "ssppppO", &name, &type, &optional, &variadic, &keyword_only,
                          &has_default, &fallback))
      throw HostError{};
    if (i >= kMaxParams) fail(ErrorKind::Value, "op ", op.name, ": more than ", kMaxParams, " parameters");
    Param p;
    p.name = name;
    p.key = as_host(PyRef::checked(PyUnicode_InternFromString(name)).give());
    p.or_dtype = std::string_view(type) == "Size | Dtype";
    p.type = p.or_dtype ? ParamType::Size : param_type(type);
    p.optional = optional;
    p.other_operand = p.type == ParamType::TensorOrNumber && p.name == stands_for_tensor;
    p.variadic = variadic;
    p.keyword_only = keyword_only;
    if (has_default) p.fallback = as_host(Py_NewRef(fallback));
    if (!has_default && !variadic) op.required |= 1u << i;
    if (!keyword_only) op.positional = static_cast<int>(i) + 1;
    if (p.type == ParamType::Size && ++sizes > kMaxSizes)
      fail(ErrorKind::Value, "op ", op.name, ": more than ", kMaxSizes, " parameters of type Size");
    if (p.takes_list() && ++lists > kMaxLists)
      fail(ErrorKind::Value, "op ", op.name, ": more than ", kMaxLists, " parameters that are lists of tensors");
    if (p.takes_list()) op.list_params |= 1u << i;
    if (p.takes_tensor() || p.takes_list()) op.tensor_params[op.tensor_param_count++] = static_cast<int>(i);
    op.params.push_back(std::move(p));
    if (has_default) read_default(op, static_cast<int>(i));
  }
}

int param_named(const Op& op, std::string_view name) {
  for (size_t i = 0; i < op.params.size(); ++i)
    if (op.params[i].name == name) return static_cast<int>(i);
  return -1;
}

// The parameters in a tuple of names, a bit for each. `option` is what the entry calls the tuple.
uint32_t params_named(const Op& op, PyObject* names, const char* option) {
  uint32_t params = 0;
  for (Py_ssize_t k = 0; names && k < PyTuple_GET_SIZE(names); ++k) {
    const char* name = text_of(PyTuple_GET_ITEM(names, k));
    const int i = param_named(op, name);
    if (i < 0) fail(ErrorKind::Type, "op ", op.name, ": ", option, " names '", name, "', which is no parameter");
    params |= 1u << i;
  }
  return params;
}

// rule: (function, [names]), where "g_x?" asks for None instead of zeros; outputs: the names of the results.
Rule read_rule(const Op& op, PyObject* pair, const std::vector<std::string>& outputs) {
  Rule rule;
  PyObject *function, *names;
  if (!PyArg_ParseTuple(pair, "OO!", &function, &PyTuple_Type, &names)) throw HostError{};
  if (function == Py_None) return rule;
  rule.function = as_host(Py_NewRef(function));
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(names); ++k) {
    std::string name = text_of(PyTuple_GET_ITEM(names, k));
    const bool if_any = name.ends_with('?');
    if (if_any) name.pop_back();
    const auto add = [&](Source::Kind kind, int index) { rule.sources.push_back({kind, static_cast<uint8_t>(index)}); };
    int i;
    if (name == "g") {
      op.returns_list ? add(Source::Grads, 0) : add(Source::Grad, 0);
    } else if ((i = param_named(op, name)) >= 0) {
      add(Source::Arg, i);
    } else if (name == "result") {
      add(Source::Result, 0);
    } else if (name.starts_with("d_") && (i = param_named(op, name.substr(2))) >= 0) {
      add(Source::Tangent, i);
    } else if (name.ends_with("_shape") && (i = param_named(op, name.substr(0, name.size() - 6))) >= 0) {
      add(Source::Shape, i);
    } else if (name.ends_with("_geometry") && (i = param_named(op, name.substr(0, name.size() - 9))) >= 0) {
      add(Source::Geometry, i);
    } else {
      const bool grad = name.starts_with("g_");
      const std::string output = grad ? name.substr(2) : name;
      size_t k_out = 0;
      while (k_out < outputs.size() && outputs[k_out] != output) ++k_out;
      if (k_out == outputs.size()) {
        fail(ErrorKind::Type, "op ", op.name, ": a rule names '", name,
             "', which is no argument, result, shape, gradient or tangent");
      }
      add(if_any && grad ? Source::GradIfAny : grad ? Source::Grad : Source::Result, static_cast<int>(k_out));
    }
  }
  if (rule.sources.size() > kMaxRuleParams)
    fail(ErrorKind::Type, "op ", op.name, ": a rule has more than ", kMaxRuleParams, " parameters");
  return rule;
}

Promotion promotion_of(std::string_view kind) {
  if (kind == "elementwise_float") return Promotion::Float;
  if (kind == "comparison") return Promotion::Comparison;
  if (kind == "elementwise_int") return Promotion::IntegerOnly;
  return Promotion::Default;
}

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

void bind_kernel(Op& op, std::string_view kind, const std::string& kernel) {
  op.promotion = promotion_of(kind);
  op.elementwise = kind.starts_with("elementwise");
  if (const ComputeEntry* found = find_compute(kernel)) {
    require_parameters(op, *found);
    op.compute = found->compute;
    return;
  }
  op.kernel = find_elementwise(kernel.c_str());
  if (!op.kernel) fail(ErrorKind::NotImplemented, "op ", op.name, ": there is no kernel named ", kernel);
  require_operands(op, *op.kernel);
  op.compute = compute_elementwise;
}

void read_rules(Op& op, PyObject* entry) {
  std::vector<std::string> outputs;
  if (PyObject* names = item(entry, "returns")) {
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(names); ++k) outputs.push_back(text_of(PyTuple_GET_ITEM(names, k)));
    op.outputs = static_cast<int>(outputs.size());
  }
  if (item(entry, "results_have_names")) op.result_names = outputs;
  if (item(entry, "returns_nothing") == Py_True) op.outputs = 0;
  if (op.outputs > kMaxOutputs) fail(ErrorKind::Value, "op ", op.name, ": more than ", kMaxOutputs, " outputs");
  if (PyObject* mask = item(entry, "differentiable"))
    op.differentiable_outputs = static_cast<uint32_t>(PyLong_AsUnsignedLong(mask));
  if (PyObject* names = item(entry, "grad_alternates")) {
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(names, &at, &key, &value)) {
      op.alternates.push_back({params_named(op, key, "grad_name"), text_of(value)});
    }
  }
  PyObject* vjp = item(entry, "vjp");
  if (!vjp) return;
  PyObject* refused = item(entry, "refused");
  PyObject *key, *value;
  Py_ssize_t at = 0;
  while (PyDict_Next(vjp, &at, &key, &value)) {
    // The key is a tuple of parameters: one, or those that share a rule.
    std::vector<int> inputs;
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(key); ++k) {
      const char* name = text_of(PyTuple_GET_ITEM(key, k));
      inputs.push_back(param_named(op, name));
      if (inputs.back() < 0) fail(ErrorKind::Type, "op ", op.name, ": vjp names '", name, "', which is no parameter");
    }
    for (const int i : inputs) {
      op.vjp[i] = read_rule(op, value, outputs);
      if (inputs.size() > 1) op.vjp[i].shared_by = inputs;
      if (refused && PySet_Contains(refused, key) == 1) op.refused_params |= 1u << i;
      op.has_rules = op.has_rules || op.vjp[i].function;
    }
  }
  if (PyObject* jvp = item(entry, "jvp")) {
    if (PyUnicode_Check(jvp)) {
      const std::string_view how = text_of(jvp);
      op.jvp_linear = how == "linear";
      op.jvp_multilinear = how == "multilinear";
      if (!op.jvp_linear && !op.jvp_multilinear) {
        fail(ErrorKind::Value, "op ", op.name, ": jvp is a rule, \"linear\" or \"multilinear\", not '", how, "'");
      }
    } else {
      op.jvp = read_rule(op, jvp, outputs);
    }
  }
}

PyObject* names_of_keywords(const Op& op) {  // null: there are none
  const auto count = static_cast<Py_ssize_t>(op.params.size()) - op.positional;
  if (!count) return nullptr;
  PyRef names = PyRef::checked(PyTuple_New(count));
  for (Py_ssize_t k = 0; k < count; ++k)
    PyTuple_SET_ITEM(names.get(), k, Py_NewRef(py(op.params[static_cast<size_t>(op.positional + k)].key)));
  return names.give();
}

// Facts that the core acts on; define.py says what they mean.
void read_traits(Op& op, PyObject* traits) {
  const auto has = [&](const char* trait) {
    const PyRef name = PyRef::checked(PyUnicode_FromString(trait));
    const int found = PySet_Contains(traits, name.get());
    if (found < 0) throw HostError{};
    return found == 1;
  };
  op.uninitialised = has("uninitialised");
  op.overwrites = has("overwrites") || has("fills");
  op.numbers_came_first = has("numbers_came_first");
  op.needs_tensor = has("needs_tensor");
  op.autocast = has("autocast_lower")      ? Autocast::Lower
                : has("autocast_float32")  ? Autocast::Float32
                : has("autocast_widest")   ? Autocast::Widest
                : has("autocast_as_given") ? Autocast::AsGiven
                                           : Autocast::None;
  op.repeated_write = has("fills")            ? RepeatedWrite::Allowed
                      : has("repeats_writes") ? RepeatedWrite::Deprecated
                                              : RepeatedWrite::Refused;
}

// make_op(entry: dict) -> Op
PyObject* make_op(PyObject*, PyObject* entry) {
  return guarded([&] {
    if (!PyDict_Check(entry)) fail(ErrorKind::Type, "make_op takes a dict");
    auto op = std::make_unique<Op>();
    op->name = text_of(item(entry, "name"));
    read_params(*op, item(entry, "params"), text_of(item(entry, "number_as_tensor")));
    if (PyObject* place = item(entry, "inplace_param"))
      op->inplace_param = static_cast<int>(read_int(place, "inplace_param"));
    read_traits(*op, item(entry, "traits"));
    op->returns_list = item(entry, "returns_list") == Py_True;
    op->is_view = item(entry, "is_view") == Py_True;
    op->across_devices = item(entry, "across_devices") == Py_True;
    op->keeps_layout = item(entry, "keeps_layout") == Py_True;
    op->piecewise_linear = item(entry, "piecewise_linear") == Py_True;
    if (PyObject* place = item(entry, "format_param"))
      op->format_param = static_cast<int>(read_int(place, "format_param"));
    op->is_random = std::string_view(text_of(item(entry, "kind"))) == "random";
    op->takes_out = item(entry, "takes_out") == Py_True;
    op->casts_out = item(entry, "casts_out") == Py_True;
    PyObject* body = item(entry, "body");
    const bool composite = std::string_view(text_of(item(entry, "kind"))) == "composite";
    const bool host = std::string_view(text_of(item(entry, "kind"))) == "host";
    op->body_params = params_named(*op, item(entry, "body_for"), "body_for");
    if (composite) {
      op->compute = nullptr;  // its calls go to the body: composite.cpp
    } else if (host) {
      op->compute = compute_host;
    } else {
      bind_kernel(*op, text_of(item(entry, "kind")), text_of(item(entry, "kernel")));
    }
    read_rules(*op, entry);
    op->grad_name = text_of(item(entry, "grad_name"));
    PyRef object = PyRef::checked(op_type->tp_alloc(op_type, 0));
    auto* o = reinterpret_cast<OpObject*>(object.get());
    o->call = composite ? vectorcall_composite : vectorcall_op;
    o->op = op.get();
    o->is_internal = item(entry, "is_internal") == Py_True;
    o->body = Py_XNewRef(body);
    if (body) o->keywords = names_of_keywords(*op);
    o->return_type = Py_XNewRef(item(entry, "return_type"));
    if (!composite) add_named(*op);  // C++ calls none
    op->object = as_host(object.get());
    op.release();             // ops live as long as the process: nodes point at them
    Py_INCREF(object.get());  // and so do their objects
    return object.give();
  });
}

PyObject* make_method(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject* op;
    int in_place = 0;
    if (!PyArg_ParseTuple(args, "O!|p", op_type, &op, &in_place)) throw HostError{};
    PyRef object = PyRef::checked(method_type->tp_alloc(method_type, 0));
    auto* m = reinterpret_cast<OpMethod*>(object.get());
    m->target = reinterpret_cast<OpObject*>(Py_NewRef(op));
    m->in_place = in_place;
    const bool composite = !m->target->op->compute;
    m->call = composite ? (in_place ? vectorcall_composite_in_place : vectorcall_composite_method)
                        : (in_place ? vectorcall_in_place : vectorcall_method);
    return object.give();
  });
}

// batch_in_line(op, lines_up, dims): what lets vmap do without the batching rule. `dims`: the places of parameters.
PyObject* batch_in_line(PyObject*, PyObject* args) {
  PyObject *op, *dims;
  int lines_up;
  if (!PyArg_ParseTuple(args, "O!pO!", op_type, &op, &lines_up, &PyTuple_Type, &dims)) return nullptr;
  return guarded([&] {
    Op& target = *reinterpret_cast<OpObject*>(op)->op;
    target.lines_up = lines_up;
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(dims); ++k) {
      const int64_t place = read_int(PyTuple_GET_ITEM(dims, k), "_batch_in_line: dims");
      if (place < 0 || place >= std::ssize(target.params))
        fail(ErrorKind::Index, "_batch_in_line: ", target.name, " has no parameter ", place);
      target.dim_params |= 1u << place;
    }
    return none_ref();
  });
}

// set_slot(index, op): which op an operator calls.
PyObject* set_slot(PyObject*, PyObject* args) {
  int slot;
  PyObject* op;
  if (!PyArg_ParseTuple(args, "iO!", &slot, op_type, &op)) return nullptr;
  if (slot < 0 || slot >= kSlots) {
    PyErr_SetString(PyExc_IndexError, "set_slot: no such operator");
    return nullptr;
  }
  slot_ops[slot] = reinterpret_cast<OpObject*>(op)->op;
  Py_RETURN_NONE;
}

PyMethodDef functions[] = {
    {"make_op", make_op, METH_O,
     "make_op(entry: dict[str, Any]) -> Any\n\n"
     "Builds an Op from an entry's dict."},
    {"make_method", make_method, METH_VARARGS,
     "make_method(op: Op, in_place: bool = False) -> Any\n\n"
     "What a class attribute or an in-place function is."},
    {"_batch_in_line", batch_in_line, METH_VARARGS,
     "_batch_in_line(op: Op, lines_up: bool, dims: tuple[int, ...]) -> None\n\n"
     "What lets vmap do without the op's batching rule: the op pairs elements, or these parameters name dimensions."},
    {"set_slot", set_slot, METH_VARARGS,
     "set_slot(index: int, op: Any) -> None\n\n"
     "Which op an operator calls."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyObject* write_out(const Op& op, PyObject* const* results, Py_ssize_t count, PyObject* target) {
  for (Py_ssize_t k = 0; k < count; ++k) {
    if (!is_tensor(results[k]))
      fail(ErrorKind::Type, op.name, "(): got an unexpected keyword argument 'out': this call returns no tensor");
    if (grad_fn_of(as_tensor(results[k]))) {
      fail(ErrorKind::Runtime, op.name,
           "(): functions with out=... arguments don't support automatic differentiation, but "
           "one of the arguments requires grad.");
    }
  }
  if (count == 1) {
    write_one(op, as_tensor(results[0]), target, false);
    return Py_NewRef(target);
  }
  if (!PyTuple_Check(target) && !PyList_Check(target)) {
    fail(ErrorKind::Type, op.name, "(): out must be a tuple of Tensors, not ",
         is_tensor(target) ? "a Tensor" : Py_TYPE(target)->tp_name);
  }
  if (PySequence_Fast_GET_SIZE(target) != count) {
    fail(ErrorKind::Type, op.name, "(): out must hold ", count, " Tensors");
  }
  for_items(target, [&](PyObject* out, Py_ssize_t k) { require_device(op, as_tensor(results[k]), out); });
  for_items(target, [&](PyObject* out, Py_ssize_t k) { write_one(op, as_tensor(results[k]), out, true); });
  return Py_NewRef(target);
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

int init_op(PyObject* module) {
  static PyType_Slot op_slots[] = {
      {Py_tp_repr, reinterpret_cast<void*>(op_repr)},
      {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
      {Py_tp_members, op_members},
      {Py_tp_methods, op_methods},
      {Py_tp_getset, op_getset},
      {Py_tp_descr_get, reinterpret_cast<void*>(op_get)},
      {Py_tp_getattro, reinterpret_cast<void*>(PyObject_GenericGetAttr)},
      {Py_tp_setattro, reinterpret_cast<void*>(PyObject_GenericSetAttr)},
      {0, nullptr},
  };
  static PyType_Spec op_spec = {"flambeau.Op", sizeof(OpObject), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                op_slots};
  static PyType_Slot method_slots[] = {
      {Py_tp_repr, reinterpret_cast<void*>(method_repr)},
      {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
      {Py_tp_members, method_members},
      {Py_tp_getset, method_getset},
      {Py_tp_descr_get, reinterpret_cast<void*>(method_get)},
      {Py_tp_getattro, reinterpret_cast<void*>(method_getattro)},
      {Py_tp_dealloc, reinterpret_cast<void*>(method_dealloc)},
      {0, nullptr},
  };
  static PyType_Spec method_spec = {"flambeau.OpMethod", sizeof(OpMethod), 0,
                                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR |
                                        Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                    method_slots};
  op_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&op_spec));
  method_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&method_spec));
  if (!op_type || !method_type) return -1;
  if (PyModule_AddObjectRef(module, "Op", reinterpret_cast<PyObject*>(op_type)) < 0) return -1;
  if (PyModule_AddObjectRef(module, "OpMethod", reinterpret_cast<PyObject*>(method_type)) < 0) return -1;
  return PyModule_AddFunctions(module, functions);
}

}  // namespace flambeau
