// Owns: turning a call into a Node, and running an op's Python rules when gradients arrive.
// Called by: call_op; the engine through NodeClass.
#include <algorithm>
#include <bit>

#include "autograd/answers.h"
#include "autograd/extras.h"
#include "autograd/graph_ops.h"
#include "autograd/watch.h"
#include "dispatch/call.h"
#include "dispatch/compute.h"

namespace flambeau {
namespace {

// The plan for a call whose parameters in `wants` (bit per parameter) have inputs that want gradients; made once.
const Plan& plan_for(const Op& op, uint32_t wants) {
  for (const auto& plan : op.plans)
    if (plan->wants == wants) return *plan;
  auto plan = std::make_unique<Plan>();
  plan->wants = wants;
  std::vector<Source>& kept = plan->kept;
  for (uint32_t m = wants; m; m &= m - 1) {
    for (const Source& s : op.vjp[std::countr_zero(m)].sources)
      if (s.kind >= Source::Arg) kept.push_back(s);
  }
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  plan->before_results = static_cast<int>(
      std::count_if(kept.begin(), kept.end(), [](const Source& s) { return s.kind < Source::Result; }));
  for (uint32_t m = wants; m; m &= m - 1) {
    const int i = std::countr_zero(m);
    for (const Source& s : op.vjp[i].sources) {
      const auto place = std::lower_bound(kept.begin(), kept.end(), s) - kept.begin();
      plan->places[i].push_back(static_cast<uint8_t>(place));
    }
  }
  op.plans.push_back(std::move(plan));
  return *op.plans.back();
}

Saved save_value(const Value& v) {
  if (v.is_tensor()) return save_tensor(*v.tensor, -1);
  Saved s;
  s.object = host::object_of(v).give();
  return s;
}

int count_elements(const Plan& plan, const Call& call) {
  int n = 0;
  for (const Source& s : plan.kept)
    if (s.kind == Source::Arg && call.args[s.index].tag == Tag::Tensors)
      n += static_cast<int>(call.args[s.index].tensors->size());
  return n;
}

// How long each list among the arguments is: an op with several says so behind all that it saved.
void save_widths(Node& node, const Call& call, int at) {
  for (uint32_t m = call.op.list_params; m; m &= m - 1) {
    const Value& v = call.args[std::countr_zero(m)];
    node.saved[at++].version = v.tag == Tag::Tensors ? static_cast<uint32_t>(v.tensors->size()) : 0;
  }
}

// A list is saved tensor by tensor, so that each is guarded and can be packed.
void save_list(Node& node, int place, const std::vector<Tensor*>& tensors) {
  node.saved[place].list = true;
  node.saved[place].version = static_cast<uint32_t>(tensors.size());
  int at = elements_of(node, place).first;
  for (Tensor* t : tensors) {
    if (t) node.saved[at] = save_tensor(*t, -1);
    ++at;
  }
}

HostRef shape_of(const Value& v) {
  if (v.is_tensor()) return host::shape(v.tensor->shape());
  if (v.tag != Tag::Tensors) return HostRef::share(host::none());
  std::vector<HostRef> shapes;
  for (const Tensor* t : *v.tensors) shapes.push_back(t ? host::shape(t->shape()) : HostRef::share(host::none()));
  return host::tuple(shapes);
}

HostRef grad_value(const Node& node, const TensorRef& g, int output) {
  if (g) return HostRef::share(as_host(g.get()));
  const OutputMeta& meta = node.outputs[output];
  return HostRef::steal(as_host(make_zeros(meta.shape(), meta.dtype, meta.device).give()));
}

// What the rules of a node that runs can read.
struct Reading {
  Node& node;
  TensorRef* grads;
  std::vector<std::pair<int, HostRef>> unpacked = {};  // by unpack hooks, once each
};

HostRef read_unpacked(Reading& reading, int place) {
  for (const auto& [at, value] : reading.unpacked)
    if (at == place) return value;
  HostRef value = HostRef::steal(as_host(unpack(reading.node, reading.node.saved[place]).give()));
  return reading.unpacked.emplace_back(place, std::move(value)).second;
}

HostRef read_saved(Reading& reading, int place) {
  Node& node = reading.node;
  if (node.saves) require_saved(node);  // a pass of another thread may have freed it since the last rule
  const Saved& saved = node.saved[place];
  if (saved.tensor) return HostRef::steal(as_host(unpack(node, saved).give()));
  if (saved.packed) return read_unpacked(reading, place);
  if (!saved.list) return HostRef::share(saved.object ? saved.object : host::none());
  std::vector<HostRef> all;
  const auto [first, last] = elements_of(node, place);
  for (int i = first; i < last; ++i) all.push_back(read_saved(reading, i));
  return host::tuple(all);
}

HostRef read_source(Reading& reading, const Source& s, int place) {
  Node& node = reading.node;
  TensorRef* const grads = reading.grads;
  switch (s.kind) {
    case Source::Grad: return grad_value(node, grads[s.index], s.index);
    case Source::GradIfAny: return HostRef::share(grads[s.index] ? as_host(grads[s.index].get()) : host::none());
    case Source::Grads: {
      std::vector<HostRef> all;
      for (int i = 0; i < node.outputs.size(); ++i) all.push_back(grad_value(node, grads[i], i));
      return host::tuple(all);
    }
    default: break;
  }
  return read_saved(reading, place);
}

struct RuleArguments {
  HostObject* list[kMaxRuleParams];
  int count = 0;
  void push(HostRef argument) { list[count++] = argument.give(); }
  ~RuleArguments() {
    for (int i = 0; i < count; ++i) release(list[i]);
  }
};

// Calls the rule of parameter `i`.
HostRef run_rule(Reading& reading, int i) {
  const Rule& rule = reading.node.op->vjp[i];
  const std::vector<uint8_t>& places = reading.node.plan->places[i];
  RuleArguments args;
  for (size_t k = 0; k < rule.sources.size(); ++k) args.push(read_source(reading, rule.sources[k], places[k]));
  const LimitedOverrides none(Overrides::Off);
  return host::call(rule.function, args.list, args.count);
}

// One rule for several inputs runs once; each takes its part of the answer.
class SharedAnswers {
 public:
  TensorRef take(Reading& reading, int param) {
    const Rule& rule = reading.node.op->vjp[param];
    if (function_ != rule.function) {
      answers_.assign(rule.shared_by.size(), nullptr);
      as_gradients(run_rule(reading, param), reading.node.op->name, answers_.data(), static_cast<int>(answers_.size()));
      function_ = rule.function;
    }
    const auto at = std::find(rule.shared_by.begin(), rule.shared_by.end(), param) - rule.shared_by.begin();
    return std::move(answers_[static_cast<size_t>(at)]);
  }

 private:
  HostObject* function_ = nullptr;
  std::vector<TensorRef> answers_;
};

// Ties: the gradient of a piecewise linear op does not change with its inputs, so no rule leads from it to them. A node
// that passes the gradient on has the op's edges besides and gives them zeros, in every order of derivatives.
void tie(TensorRef& gradient, Node& to, int first_edge);

void apply_tie(Node& node, TensorRef* grads, TensorRef* out, const bool* wanted) {
  out[0] = grads[0];
  if (modes.grad && wanted[0]) tie(out[0], node, 1);
  for (int i = 1; i < node.edges.size(); ++i) {
    const Edge& edge = node.edges[i];
    if (!wanted[i]) continue;
    const OutputMeta& meta = edge.node->outputs[static_cast<int>(edge.nr)];
    out[i] = make_zeros(meta.shape(), meta.dtype, meta.device);
  }
}
constexpr NodeClass kTie{apply_tie};

void tie(TensorRef& gradient, Node& to, int first_edge) {
  if (!gradient) return;
  const Op& op = *to.op;
  if (!op.tie_type)
    op.tie_type =
        host::make_node_type(op.grad_name.substr(0, op.grad_name.find_last_not_of("0123456789") + 1) + "Backward0");
  const bool ours = reference_count(as_host(gradient.get())) == 1 && !gradient->base &&
                    (gradient->grad_fn || !requires_grad(*gradient));
  TensorRef tied = ours ? std::move(gradient) : clone_of(*gradient);
  NodeRef node = make_node(op.tie_type, &kTie);
  node->op = &op;
  node->edges.resize(1 + to.edges.size() - first_edge);
  set_edge(*node, 0, *tied);
  for (int i = first_edge; i < to.edges.size(); ++i) {
    Edge& edge = node->edges[1 + i - first_edge];
    edge = to.edges[i];
    if (edge.node) retain(as_host(edge.node));
  }
  node->outputs.resize(1);
  node->outputs[0].set(*tied);
  set_history(*tied, *node, 0);
  gradient = std::move(tied);
}

void apply_op(Node& node, TensorRef* grads, TensorRef* out, const bool* wanted) {
  const Op& op = *node.op;
  if (node.saves) require_saved(node);
  const int lists = std::popcount(op.list_params), singles = op.tensor_param_count - lists;
  int edge = 0, list = 0;
  Reading reading{node, grads};
  SharedAnswers shared;
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const int i = op.tensor_params[k];
    const Rule& rule = op.vjp[i];
    if (!op.is_list(i)) {
      if (wanted[edge] && rule.function) {
        out[edge] = rule.shared_by.empty() ? as_gradient(run_rule(reading, i), op.name) : shared.take(reading, i);
      }
      ++edge;
      continue;
    }
    const int width = lists == 1 ? node.edges.size() - singles
                                 : static_cast<int>(node.saved[node.saved.size() - lists + list++].version);
    bool any = false;
    for (int w = 0; w < width; ++w) any = wanted[edge + w] || any;
    if (any && rule.function) as_gradients(run_rule(reading, i), op.name, out + edge, width);
    edge += width;
  }
  if (modes.strong_zero) strong_zero(node, grads, out);
  for (int i = 0; op.piecewise_linear && modes.grad && i < node.edges.size(); ++i) tie(out[i], node, 0);
}

bool is_given(const Op& op, const Value* args, int i) {
  const bool by_tensor = op.params[static_cast<size_t>(i)].type == ParamType::TensorOrNumber;
  return by_tensor ? args[i].is_tensor() : !args[i].is_none();
}

HostObject* node_type_for(const Op& op, const Value* args) {
  for (const Op::Alternate& a : op.alternates) {
    uint32_t missing = a.params;
    while (missing && is_given(op, args, std::countr_zero(missing))) missing &= missing - 1;
    if (missing) continue;
    if (!a.node_type) a.node_type = host::make_node_type(a.grad_name);
    return a.node_type;
  }
  if (!op.node_type) op.node_type = host::make_node_type(op.grad_name);
  return op.node_type;
}

bool differentiable(const Op& op, int k, const Tensor& t) {
  return is_inexact(t.dtype) && (op.differentiable_outputs >> k & 1u);
}

}  // namespace

const NodeClass kOpNode{apply_op};

void strong_zero(Node& node, const TensorRef* grads, TensorRef* out) {
  const HostRef given = tuple_of(grads, node.outputs.size()), found = tuple_of(out, node.edges.size());
  HostObject* const op = node.op ? node.op->object : host::none();
  const LimitedOverrides none(Overrides::Off);
  as_gradients(host::call(host::library.strong_zero, {as_host(&node), op, given.get(), found.get()}), "strong_zero",
               out, node.edges.size());
}

HostRef make_geometry(const Tensor& t) {
  return host::tuple({host::shape(t.shape()), host::shape(t.stride_dims()), host::integer(t.offset)});
}

NodeRef make_op_node(const Call& call) {
  const Op& op = call.op;
  NodeRef node = make_node(node_type_for(op, call.args), &kOpNode);
  node->op = &op;
  int n = op.tensor_param_count;
  for (uint32_t m = op.list_params; m; m &= m - 1) {
    const Value& v = call.args[std::countr_zero(m)];
    n += (v.tag == Tag::Tensors ? static_cast<int>(v.tensors->size()) : 0) - 1;
  }
  node->edges.resize(n);
  uint32_t wants = 0;
  int edge = 0;
  const auto connect = [&](Tensor& t, int i) {
    set_edge(*node, edge, t);
    if (node->edges[edge].node) wants |= 1u << i;
  };
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const int i = op.tensor_params[k];
    const Value& v = call.args[i];
    const bool has_rule = op.vjp[i].function != nullptr;
    if (v.tag == Tag::Tensors) {
      for (Tensor* t : *v.tensors) {
        if (t && has_rule && at_layer(call, *t)) connect(*t, i);
        ++edge;
      }
    } else {
      if (v.is_tensor() && has_rule && at_layer(call, *v.tensor)) connect(*v.tensor, i);
      if (!op.is_list(i)) ++edge;
    }
  }
  node->plan = &plan_for(op, wants);
  return node;
}

void save_arguments(Node& node, const Call& call) {
  const Plan& plan = *node.plan;
  const int kept = static_cast<int>(plan.kept.size()), lists = std::popcount(call.op.list_params);
  const int things = kept + (lists ? count_elements(plan, call) : 0);
  node.saved.resize(things + (lists > 1 ? lists : 0));
  if (lists > 1) save_widths(node, call, things);
  node.saves = plan.before_results != kept;
  for (int k = 0; k < plan.before_results; ++k) {
    const Source& s = plan.kept[static_cast<size_t>(k)];
    const Value& v = call.args[s.index];
    Saved& saved = node.saved[k];
    if (s.kind == Source::Shape) {
      saved.object = shape_of(v).give();
    } else if (s.kind == Source::Geometry) {
      saved.object = (v.is_tensor() ? make_geometry(*v.tensor) : HostRef::share(host::none())).give();
    } else if (call.target && v.is_tensor() && v.tensor == call.target) {
      const TensorRef original = clone_of(*call.target);  // about to be overwritten
      saved = save_tensor(*original, -1);
    } else if (v.tag == Tag::Tensors) {
      save_list(node, k, *v.tensors);
    } else {
      saved = save_value(v);
    }
    // PyTorch makes a tensor of a number that stands for one, and frees it with the others.
    const bool stands_for_tensor = v.is_number() && call.op.params[s.index].other_operand;
    node.saves = node.saves || saved.tensor || saved.list || stands_for_tensor;
  }
}

void set_histories(Node& node, Call& call) {
  const Op& op = call.op;
  const int n = op.returns_list ? static_cast<int>(call.many.size()) : op.outputs;
  node.outputs.resize(n);
  for (int k = 0; k < n; ++k) {
    TensorRef& t = op.returns_list ? call.many[static_cast<size_t>(k)] : call.out[k];
    if (!t) continue;
    node.outputs[k].set(*t);
    if (differentiable(op, op.returns_list ? 0 : k, *t)) set_history(*t, node, static_cast<uint32_t>(k));
  }
}

void save_results(Node& node, const Call& call) {
  const Plan& plan = *node.plan;
  for (int k = plan.before_results; k < static_cast<int>(plan.kept.size()); ++k) {
    const int output = plan.kept[static_cast<size_t>(k)].index;
    Tensor& result = *call.out[output];
    node.saved[k] = save_tensor(result, differentiable(call.op, output, result) ? output : -1);
  }
}

void pack_by_rules(Node& node) {
  if (saved_hooks().empty()) return;
  for (uint32_t m = node.plan->wants; m; m &= m - 1) {
    const int i = std::countr_zero(m);
    const std::vector<Source>& sources = node.op->vjp[i].sources;
    for (size_t k = 0; k < sources.size(); ++k) {
      if (sources[k].kind < Source::Arg) continue;
      const int place = node.plan->places[i][k];
      const auto [first, last] = node.saved[place].list ? elements_of(node, place) : std::pair{place, place + 1};
      for (int at = first; at < last; ++at)
        if (node.saved[at].tensor) pack_saved(node, at, saved_hooks().back(), false);
    }
  }
}

std::pair<int, int> elements_of(const Node& node, int place) {
  int first = static_cast<int>(node.plan->kept.size());
  for (int k = 0; k < place; ++k)
    if (node.saved[k].list) first += static_cast<int>(node.saved[k].version);
  return {first, first + static_cast<int>(node.saved[place].version)};
}

std::vector<SavedView> saved_of(Node& node) {
  std::vector<SavedView> out;
  if (!node.plan) return out;
  const auto name = [&](const Source& s) -> std::string {
    if (s.kind == Source::Result && !node.op->result_names.empty()) return node.op->result_names[s.index];
    if (s.kind == Source::Result) return s.index == 0 ? "result" : "result" + std::to_string(s.index);
    return node.op->params[s.index].name + (s.kind == Source::Shape      ? "_shape"
                                            : s.kind == Source::Geometry ? "_geometry"
                                                                         : "");
  };
  for (const Source& s : node.plan->kept) out.push_back({name(s), static_cast<int>(out.size())});
  const std::vector<Source>& kept = node.plan->kept;
  for (int k = 0; k < node.op->tensor_param_count; ++k) {
    for (const Source& s : node.op->vjp[node.op->tensor_params[k]].sources)
      if (s.kind == Source::Arg && std::find(kept.begin(), kept.end(), s) == kept.end()) out.push_back({name(s), -1});
  }
  return out;
}

}  // namespace flambeau
