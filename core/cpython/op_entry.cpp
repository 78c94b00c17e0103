// Owns: reading an entry: what a dict from ops/define.py says becomes an Op.
// Called by: whoever needs an op for the first time.
#include <memory>
#include <string_view>

#include "cpython/op_object.h"
#include "dispatch/compute.h"

namespace flambeau {
namespace {

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
  op.stores = has("stores");
  op.row_major_out = has("row_major_out");
  op.fills_out = has("fills_out");
  if (has("listed_sizes")) {
    for (Param& p : op.params) p.listed = p.type == ParamType::Size && !p.variadic;
  }
  op.autocast = has("autocast_lower")      ? Autocast::Lower
                : has("autocast_float32")  ? Autocast::Float32
                : has("autocast_widest")   ? Autocast::Widest
                : has("autocast_as_given") ? Autocast::AsGiven
                                           : Autocast::None;
  op.repeated_write = has("fills")            ? RepeatedWrite::Allowed
                      : has("repeats_writes") ? RepeatedWrite::Deprecated
                                              : RepeatedWrite::Refused;
}

std::unique_ptr<Op> read_entry(PyObject* entry) {
  auto op = std::make_unique<Op>();
  const std::string_view kind = text_of(item(entry, "kind"));
  op->name = text_of(item(entry, "name"));
  read_params(*op, item(entry, "params"), text_of(item(entry, "number_as_tensor")));
  if (PyObject* place = item(entry, "inplace_param"))
    op->inplace_param = static_cast<int>(read_int(place, "inplace_param"));
  read_traits(*op, item(entry, "traits"));
  op->returns_list = item(entry, "returns_list") == Py_True;
  op->is_view = item(entry, "is_view") == Py_True;
  if (op->is_view) op->repeated_write = RepeatedWrite::Allowed;  // in place it gives a tensor another shape
  op->across_devices = item(entry, "across_devices") == Py_True;
  op->keeps_layout = item(entry, "keeps_layout") == Py_True;
  op->piecewise_linear = item(entry, "piecewise_linear") == Py_True;
  if (PyObject* place = item(entry, "format_param"))
    op->format_param = static_cast<int>(read_int(place, "format_param"));
  op->is_random = kind == "random";
  op->takes_out = item(entry, "takes_out") == Py_True;
  op->casts_out = item(entry, "casts_out") == Py_True;
  op->body_params = params_named(*op, item(entry, "body_for"), "body_for");
  if (kind == "host") op->compute = compute_host;
  // A composite's calls go to its body: composite.cpp.
  else if (kind != "composite")
    bind_kernel(*op, kind, text_of(item(entry, "kernel")));
  read_rules(*op, entry);
  op->grad_name = text_of(item(entry, "grad_name"));
  return op;
}

// What the entry says. The interpreter's tracing and profiling functions, and so the program's, do not see it asked.
PyRef facts_of(const OpObject& o) {
  const PyRef facts = PyRef::share(o.facts);  // another thread may be done with them first
  PyThreadState* const thread = PyThreadState_Get();
  PyThreadState_EnterTracing(thread);
  PyObject* answer = until_exit([&] { return PyObject_CallNoArgs(facts.get()); });
  PyThreadState_LeaveTracing(thread);
  PyRef entry = PyRef::checked(answer);
  if (!PyDict_Check(entry.get())) fail(ErrorKind::Type, "make_op: the facts of an entry are a dict");
  return entry;
}

}  // namespace

void read_op(OpObject& o) {
  if (o.op) return;
  const PyRef entry = facts_of(o);
  std::unique_ptr<Op> op = read_entry(entry.get());
  if (o.op) return;  // another thread was faster
  o.is_internal = item(entry.get(), "is_internal") == Py_True;
  o.body = Py_XNewRef(item(entry.get(), "body"));
  if (o.body) o.keywords = names_of_keywords(*op);
  o.return_type = Py_XNewRef(item(entry.get(), "return_type"));
  op->object = as_host(Py_NewRef(&o));  // nodes point at ops: both live as long as the process
  o.call = o.is_composite ? vectorcall_composite : vectorcall_op;
  o.op = op.release();
  Py_CLEAR(o.facts);
}

}  // namespace flambeau
