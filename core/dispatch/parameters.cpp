// Owns: how the types of parameters are called, and whether an entry's parameters are those that its kernel reads.
// Called by: the Python type Op, once per entry at import.
#include <algorithm>

#include "dispatch/compute.h"

namespace flambeau {
namespace {

constexpr std::pair<const char*, ParamType> kTypes[] = {
    {"Tensor", ParamType::Tensor},
    {"Tensor | Number", ParamType::TensorOrNumber},
    {"Number", ParamType::Number},
    {"int", ParamType::Int},
    {"float", ParamType::Float},
    {"bool", ParamType::Bool},
    {"str", ParamType::Str},
    {"Size", ParamType::Size},
    {"list[Tensor]", ParamType::Tensors},
    {"list[Tensor | None]", ParamType::OptionalTensors},
    {"Dtype", ParamType::DType},
    {"Device", ParamType::Device},
    {"Layout", ParamType::Layout},
    {"Generator", ParamType::Generator},
    {"object", ParamType::Object},
};

std::string spelled(const Param& p) {
  std::string text = p.or_dtype ? "Size | Dtype" : "";
  for (const auto& [name, type] : kTypes)
    if (!p.or_dtype && type == p.type) text = name;
  return p.optional ? text + " | None" : text;
}

std::string spelled(const Op& op) {
  std::string text;
  for (const Param& p : op.params) text += (text.empty() ? "" : ", ") + p.name + ": " + spelled(p);
  return text;
}

// Cuts what stands before the next `separator` off the front of `text`.
std::string_view cut(std::string_view& text, std::string_view separator) {
  const size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + separator.size(), text.size()));
  return part;
}

// "dim0|axis0: int" is met by an int of either name, "other: Tensor | Number" by an entry that takes tensors only.
bool meets(const Param& p, std::string_view stated) {
  std::string_view names = cut(stated, ": ");
  const bool narrower = p.type == ParamType::Tensor && !p.optional && stated == "Tensor | Number";
  if (stated != spelled(p) && !narrower) return false;
  while (!names.empty())
    if (cut(names, "|") == p.name) return true;
  return false;
}

bool meets(const Op& op, std::string_view stated) {
  for (const Param& p : op.params)
    if (!meets(p, cut(stated, ", "))) return false;
  return stated.empty();
}

}  // namespace

ParamType param_type(std::string_view name) {
  for (const auto& [known, type] : kTypes)
    if (known == name) return type;
  fail(ErrorKind::Type, "op: unknown parameter type ", name);
}

void require_parameters(const Op& op, const ComputeEntry& compute) {
  if (meets(op, compute.parameters)) return;
  fail(ErrorKind::Type, "op ", op.name, ": kernel ", compute.name, " reads (", compute.parameters,
       ") | the entry declares (", spelled(op), ")");
}

void require_operands(const Op& op, const ElementwiseKernel& kernel) {
  const size_t count = op.params.size() - (op.inplace_param >= 0 ? 1 : 0);
  const auto is_operand = [](const Param& p) { return p.type <= ParamType::Float; };  // a tensor or a number
  if (count == static_cast<size_t>(kernel.inputs) &&
      std::all_of(op.params.begin(), op.params.begin() + kernel.inputs, is_operand))
    return;
  fail(ErrorKind::Type, "op ", op.name, ": kernel ", kernel.name, " reads ", kernel.inputs,
       " operands | the entry declares (", spelled(op), ")");
}

}  // namespace flambeau
