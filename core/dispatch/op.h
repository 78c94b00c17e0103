// Owns: Op, what an entry in ops/ becomes: parameters, compute function, rules and what they need.
// Called by: call_op, argument parsing, record and the Python type Op.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <vector>

#include "autograd/inplace.h"
#include "autograd/node.h"
#include "backend/cpu/elementwise.h"
#include "dispatch/value.h"

namespace flambeau {

inline constexpr int kMaxOutputs = 4;

// One call of an op on its way through compute and record.
struct Call {
  const Op& op;
  const Value* args;
  Tensor* target = nullptr;  // borrowed: where the (first) result must be written (in-place form), or null
  TensorRef out[kMaxOutputs] = {};
  std::vector<TensorRef> many = {};  // the results of an op that returns a list
  bool constant = false;             // set by compute: these results have no derivative, whatever the rules say
  uint32_t level = 0;                // of the vmap this call happens in: the highest among its tensors'
  bool mixed = false;                // numbers on the CPU beside tensors on another device

  const Value& arg(int i) const { return args[i]; }
  Tensor& tensor(int i) const { return *args[i].tensor; }
};

// Whether `t` takes part in what is recorded of this call. In a call on wrapped tensors only those of its own level do;
// what the others need is recorded when the batching rule calls ops on what lies within.
inline bool at_layer(const Call& call, const Tensor& t) { return call.level == 0 || level_of(t) == call.level; }

// Checks, allocates and computes: fills call.out (or call.many). One per kernel name; elementwise kinds share theirs.
using Compute = void (*)(Call&);

enum class Promotion : uint8_t { Default, Float, Comparison, Logical, IntegerOnly };

enum class ParamType : uint8_t {
  Tensor,
  TensorOrNumber,
  Number,
  Int,
  Float,
  Bool,
  Str,
  Size,
  Tensors,
  OptionalTensors,
  DType,
  Device,
  Layout,
  Generator,
  Object,
};

// Which dtype an op computes in within autocast: its list in PyTorch.
enum class Autocast : uint8_t {
  None,     // that of its operands
  Lower,    // the 16-bit dtype of the block
  Float32,  // float32 where operands have 16 bits
  Widest,   // float32 if any operand has it, else the 16-bit dtype
  AsGiven,  // that of its operands, also in what its body calls
};

struct Param {
  std::string name;
  HostObject* key = nullptr;  // the interned name
  ParamType type = ParamType::Object;
  bool optional = false;  // None is accepted
  bool variadic = false;  // *shape: the rest of the positional arguments
  bool or_dtype = false;  // a Size that may be a dtype instead (Tensor.view)
  bool listed = false;    // a Size that is a sequence: one int is none
  bool keyword_only = false;
  bool other_operand = false;      // `other`, of mul and the like: a tensor or a number that stands for one
  HostObject* fallback = nullptr;  // the default, owned; null when required
  Value fallback_value;            // …already read
  Dims fallback_dims;              // …and what it points to, where it is a Size
  bool takes_tensor() const { return type <= ParamType::TensorOrNumber; }
  bool takes_list() const { return type == ParamType::Tensors || type == ParamType::OptionalTensors; }
};

// Where a rule's parameter gets its value.
struct Source {
  // From Arg on: kept by the node. GradIfAny is None for a gradient known to be zero, where Grad makes zeros of it.
  enum Kind : uint8_t { Grad, GradIfAny, Grads, Arg, Shape, Geometry, Result, Tangent } kind;
  uint8_t index;
  auto operator<=>(const Source&) const = default;
};
inline constexpr int kMaxRuleParams = 16;

struct Rule {
  HostObject* function = nullptr;  // owned; null: no derivative
  std::vector<Source> sources;
  std::vector<int> shared_by;  // the parameters whose gradients this one rule returns together; empty: one alone
};

// What a node keeps and where its rules find it: a matter of the op and of which inputs want gradients.
struct Plan {
  uint32_t wants = 0;                       // bit per parameter: some input of it wants a gradient
  std::vector<Source> kept;                 // what Node::saved holds, in this order, results last
  int before_results = 0;                   // how many of these there are before the results are computed
  std::vector<uint8_t> places[kMaxParams];  // for the rule of each parameter: where its sources lie in Node::saved
};

struct Op {
  std::string name;                         // "mul"
  HostObject* object = nullptr;             // what it is to the host; both live as long as the process
  std::string grad_name;                    // "MulBackward0"
  mutable HostObject* node_type = nullptr;  // the host type of that name, made with the first node
  // PyTorch names some nodes by how the op was called: another name when these arguments are tensors or not None.
  struct Alternate {
    uint32_t params;  // bit per parameter
    std::string grad_name;
    mutable HostObject* node_type = nullptr;
  };
  std::vector<Alternate> alternates;
  int inplace_param = -1;  // a parameter that asks for the in-place form
  std::vector<Param> params;
  int positional = 0;         // parameters before the keyword-only ones
  uint32_t required = 0;      // bit per parameter: it has no default
  uint32_t body_params = 0;   // bit per parameter: where it is given, the op's Python body answers, and not its kernel
  bool takes_out = true;      // out=
  bool casts_out = true;      // …which may have another dtype, if the result can be cast to it
  bool needs_tensor = false;  // among its operands: two numbers are no call
  Compute compute = nullptr;
  const ElementwiseKernel* kernel = nullptr;  // elementwise kinds
  Promotion promotion = Promotion::Default;
  int outputs = 1;
  std::vector<std::string> result_names;  // for grad_fn._saved_*; empty: result, result1, ...
  bool returns_list = false;
  bool is_view = false;
  bool elementwise = false;  // by its kind: an element of a result depends on the same element of the inputs only
  bool pairs_elements() const { return elementwise || promotion == Promotion::Comparison; }
  bool lines_up = false;      // vmap may pair examples as the op pairs elements, without asking the batching rule
  uint32_t dim_params = 0;    // bit per parameter: dimensions, which vmap may move up by one without asking that rule
  bool keeps_layout = false;  // takes channels-last operands as they lie and answers in kind…
  int format_param = -1;      // …unless this argument asks for a layout
  bool piecewise_linear =
      false;  // gradients are tied to the inputs, so that second derivatives are zeros and not absent
  mutable HostObject* tie_type = nullptr;  // the host type of the nodes that tie them
  bool is_random = false;
  bool uninitialised = false;  // its results hold what was in memory before
  bool overwrites = false;     // its in-place form reads nothing of what it writes to
  RepeatedWrite repeated_write = RepeatedWrite::Refused;
  Autocast autocast = Autocast::None;
  bool numbers_came_first = false;        // calls in PyTorch's old order are read: add(self, alpha, other)
  bool stores = false;                    // it takes the types for storage
  bool row_major_out = false;             // out= is made row-major where it gets another shape, whatever the result is
  bool fills_out = false;                 // out= of as many elements as the result keeps its shape
  bool across_devices = false;            // its tensors may be on several devices
  uint32_t differentiable_outputs = ~0u;  // bit per output
  Rule vjp[kMaxParams];
  uint32_t refused_params = 0;  // bit per parameter: it has a derivative, which is not offered; its rule raises
  Rule jvp;
  bool jvp_linear = false;  // in all inputs together: the tangent is the op of the tangents
  bool jvp_multilinear =
      false;  // in each input: the tangent is the sum of the op with one input replaced by its tangent
  bool has_rules = false;
  int tensor_params[kMaxParams];
  int tensor_param_count = 0;
  uint32_t list_params = 0;  // bit per parameter: it takes a list of tensors
  bool is_list(int param) const { return list_params >> param & 1u; }
  mutable std::vector<std::unique_ptr<const Plan>> plans;
};

// The whole path: tangents, in-place checks, compute, record. Results are in call.out / call.many.
void call_op(Call& call);
// For calls from C++ (rules' helpers, indexing): builds values from tensors and numbers.
Value value_of(Tensor& t);
Value value_of(const TensorList& tensors);

// Records `call` in the graph when grad mode is on and an input requires grad.
void record(Call& call);

// "type" PyTorch computes in for these operands (tensors, 0-d tensors, numbers ranked in that order).
DType result_type(const Value* values, int count);
DType default_dtype();
void set_default_dtype(DType t);

}  // namespace flambeau
