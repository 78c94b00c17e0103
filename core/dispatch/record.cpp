// Owns: turning a call into a Node, and running an op's Python rules when gradients arrive.
// Called by: call_op; the engine through NodeClass.
#include <array>
#include <bit>

#include "autograd/engine.h"
#include "autograd/extras.h"
#include "dispatch/call.h"
#include "dispatch/compute.h"
#include "dispatch/host_calls.h"

namespace flambeau {
namespace {

struct Needs {
  uint32_t args = 0, shapes = 0, geometries = 0, results = 0;
  int count() const { return std::popcount(args) + std::popcount(shapes) + std::popcount(geometries) + std::popcount(results); }
};

bool wants_gradient(const Node& node, int edge) { return node.edges[edge].node != nullptr; }

// What the rules of the inputs that require grad name, together.
Needs needs_of(const Node& node, const Op& op, const Value* args) {
  Needs needs;
  int edge = 0;
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const int i = op.tensor_params[k];
    const int width = args[i].tag == Tag::Tensors ? static_cast<int>(args[i].tensors->size()) : 1;
    bool any = false;
    for (int w = 0; w < width; ++w) any = wants_gradient(node, edge + w) || any;
    edge += op.params[static_cast<size_t>(i)].takes_list() ? width : 1;
    if (!any) continue;
    needs.args |= op.vjp[i].args;
    needs.shapes |= op.vjp[i].shapes;
    needs.geometries |= op.vjp[i].geometries;
    needs.results |= op.vjp[i].results;
  }
  return needs;
}

// Saved things lie in the order: arguments, shapes, geometries, results.
struct Layout {
  Needs needs;
  int position(const Source& s) const {
    const auto below = [](uint32_t mask, int bit) { return std::popcount(mask & ((1u << bit) - 1)); };
    const int n_args = std::popcount(needs.args), n_shapes = std::popcount(needs.shapes);
    const int n_geometries = std::popcount(needs.geometries);
    switch (s.kind) {
      case Source::Arg: return below(needs.args, s.index);
      case Source::Shape: return n_args + below(needs.shapes, s.index);
      case Source::Geometry: return n_args + n_shapes + below(needs.geometries, s.index);
      default: return n_args + n_shapes + n_geometries + below(needs.results, s.index);
    }
  }
};
Layout layout_of(const Node& node) { return {{node.saved_args, node.saved_shapes, node.saved_geometries, node.saved_results}}; }

Saved save_value(const Value& v) {
  if (v.is_tensor()) return save_tensor(*v.tensor, -1);
  Saved s;
  s.object = (v.tag == Tag::Tensors ? snapshot(v.object) : object_of(v)).give();
  return s;
}

HostRef shape_of(const Value& v) {
  if (v.is_tensor()) return make_shape(v.tensor->shape());
  if (v.tag == Tag::Tensors) return make_shapes(*v.tensors);
  return HostRef::share(none());
}

HostRef grad_value(const Node& node, const TensorRef& g, int output) {
  if (g) return HostRef::share(host(g.get()));
  const OutputMeta& meta = node.outputs[output];
  return HostRef::steal(host(engine_ops.zeros(meta.shape(), meta.dtype).give()));
}

HostRef read_source(Node& node, const Source& s, TensorRef* grads, const Layout& layout) {
  switch (s.kind) {
    case Source::Grad: return grad_value(node, grads[s.index], s.index);
    case Source::Grads: {
      std::vector<HostRef> all;
      for (int i = 0; i < node.outputs.size(); ++i) all.push_back(grad_value(node, grads[i], i));
      return host_tuple(all);
    }
    default: break;
  }
  const Saved& saved = node.saved[layout.position(s)];
  if (saved.tensor) return HostRef::steal(host(unpack(node, saved).give()));
  return HostRef::share(saved.object);
}

HostRef run_rule(Node& node, const Rule& rule, TensorRef* grads, const Layout& layout) {
  std::array<HostRef, 16> held;
  HostObject* args[16];
  const size_t n = rule.sources.size();
  for (size_t i = 0; i < n; ++i) {
    held[i] = read_source(node, rule.sources[i], grads, layout);
    args[i] = held[i].get();
  }
  return call_host(rule.function, args, static_cast<int>(n));
}

// One rule for several inputs runs once; each takes its part of the answer.
class SharedAnswers {
 public:
  TensorRef take(Node& node, const Rule& rule, int param, TensorRef* grads, const Layout& layout) {
    if (function_ != rule.function) {
      answers_.assign(rule.shared_by.size(), nullptr);
      as_gradients(run_rule(node, rule, grads, layout), node.op->name, answers_.data(), static_cast<int>(answers_.size()));
      function_ = rule.function;
    }
    const auto at = std::find(rule.shared_by.begin(), rule.shared_by.end(), param) - rule.shared_by.begin();
    return std::move(answers_[static_cast<size_t>(at)]);
  }

 private:
  HostObject* function_ = nullptr;
  std::vector<TensorRef> answers_;
};

void apply_op(Node& node, TensorRef* grads, TensorRef* out, const bool* wanted) {
  const Op& op = *node.op;
  if (node.saves) require_saved(node);
  const Layout layout = layout_of(node);
  int others = 0;
  for (int k = 0; k < op.tensor_param_count; ++k) others += !op.params[static_cast<size_t>(op.tensor_params[k])].takes_list();
  int edge = 0;
  SharedAnswers shared;
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const int i = op.tensor_params[k];
    const Rule& rule = op.vjp[i];
    if (!op.params[static_cast<size_t>(i)].takes_list()) {
      if (wanted[edge] && rule.function) {
        out[edge] = rule.shared_by.empty() ? as_gradient(run_rule(node, rule, grads, layout), op.name)
                                           : shared.take(node, rule, i, grads, layout);
      }
      ++edge;
      continue;
    }
    const int width = node.edges.size() - others;
    bool any = false;
    for (int w = 0; w < width; ++w) any = wanted[edge + w] || any;
    if (any && rule.function) as_gradients(run_rule(node, rule, grads, layout), op.name, out + edge, width);
    edge += width;
  }
  if (modes.strong_zero) engine_ops.strong_zero(node, op.elementwise, grads, out);
}

HostObject* node_type_for(const Op& op, const Value* args) {
  for (const Op::Alternate& a : op.alternates) {
    const bool by_tensor = op.params[static_cast<size_t>(a.param)].type == ParamType::TensorOrNumber;
    if (by_tensor ? !args[a.param].is_tensor() : args[a.param].is_none()) continue;
    if (!a.node_type) a.node_type = make_node_type(a.grad_name);
    return a.node_type;
  }
  if (!op.node_type) op.node_type = make_node_type(op.grad_name);
  return op.node_type;
}

bool differentiable(const Op& op, int k, const Tensor& t) {
  return is_inexact(t.dtype) && (op.differentiable_outputs >> k & 1u);
}

}  // namespace

const NodeClass kOpNode{apply_op};

NodeRef make_op_node(const Call& call) {
  const Op& op = call.op;
  NodeRef node = make_node(node_type_for(op, call.args), &kOpNode);
  node->op = &op;
  int n = 0;
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const Value& v = call.args[op.tensor_params[k]];
    n += op.params[static_cast<size_t>(op.tensor_params[k])].takes_list()
             ? (v.tag == Tag::Tensors ? static_cast<int>(v.tensors->size()) : 0)
             : 1;
  }
  node->edges.resize(n);
  int edge = 0;
  for (int k = 0; k < op.tensor_param_count; ++k) {
    const int i = op.tensor_params[k];
    const Value& v = call.args[i];
    const bool has_rule = op.vjp[i].function != nullptr;
    if (v.tag == Tag::Tensors) {
      for (Tensor* t : *v.tensors) {
        if (t && has_rule && at_layer(call, *t)) set_edge(*node, edge, *t);
        ++edge;
      }
    } else {
      if (v.is_tensor() && has_rule && at_layer(call, *v.tensor)) set_edge(*node, edge, *v.tensor);
      if (!op.params[static_cast<size_t>(i)].takes_list()) ++edge;
    }
  }
  return node;
}

void save_arguments(Node& node, const Call& call) {
  const Op& op = call.op;
  const Needs needs = needs_of(node, op, call.args);
  node.saved_args = needs.args;
  node.saved_shapes = needs.shapes;
  node.saved_geometries = needs.geometries;
  node.saved_results = needs.results;
  node.saved.resize(needs.count());
  node.saves = needs.results != 0;
  int at = 0;
  for (uint32_t m = needs.args; m; m &= m - 1) {
    const int i = std::countr_zero(m);
    const Value& v = call.args[i];
    if (call.target && v.is_tensor() && v.tensor == call.target) {
      const TensorRef original = engine_ops.clone(*call.target);  // about to be overwritten
      node.saved[at++] = save_tensor(*original, -1);
    } else {
      node.saved[at++] = save_value(v);
    }
    node.saves = node.saves || node.saved[at - 1].tensor;
  }
  for (uint32_t m = needs.shapes; m; m &= m - 1) {
    node.saved[at++].object = shape_of(call.args[std::countr_zero(m)]).give();
  }
  for (uint32_t m = needs.geometries; m; m &= m - 1) {
    node.saved[at++].object = make_geometry(call.tensor(std::countr_zero(m))).give();
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
  int at = std::popcount(node.saved_args) + std::popcount(node.saved_shapes) + std::popcount(node.saved_geometries);
  for (uint32_t m = node.saved_results; m; m &= m - 1) {
    const int k = std::countr_zero(m);
    node.saved[at++] = save_tensor(*call.out[k], k);
  }
}

std::vector<SavedView> saved_of(Node& node) {
  std::vector<SavedView> out;
  if (!node.op) return out;
  const Layout layout = layout_of(node);
  const auto add = [&](uint32_t mask, Source::Kind kind, const char* suffix) {
    for (uint32_t m = mask; m; m &= m - 1) {
      const int i = std::countr_zero(m);
      const Source s{kind, static_cast<uint8_t>(i)};
      const std::string name = kind == Source::Result ? (i == 0 ? "result" : "result" + std::to_string(i))
                                                      : node.op->params[static_cast<size_t>(i)].name + suffix;
      out.push_back({name, layout.position(s)});
    }
  };
  add(node.saved_args, Source::Arg, "");
  add(node.saved_shapes, Source::Shape, "_shape");
  add(node.saved_geometries, Source::Geometry, "_geometry");
  add(node.saved_results, Source::Result, "");
  return out;
}

}  // namespace flambeau
