// Owns: see named.h.
// Called by: see named.h.
#include "dispatch/named.h"

#include <unordered_map>

namespace flambeau {
namespace {

std::unordered_map<std::string, const Op*>& ops() {
  static auto* map = new std::unordered_map<std::string, const Op*>;
  return *map;
}

}  // namespace

void add_named(const Op& op) { ops().emplace(op.name, &op); }

const Op& op_named(const char* name) {
  const auto found = ops().find(name);
  if (found == ops().end()) fail(ErrorKind::NotImplemented, "there is no op named ", name);
  return *found->second;
}

void fill_defaults(const Op& op, int from, Value* values) {
  for (size_t i = static_cast<size_t>(from); i < op.params.size(); ++i) values[i] = op.params[i].fallback_value;
}

TensorRef call_ready(const Op& op, std::initializer_list<Value> given, Tensor* target) {
  Arguments args;
  std::copy(given.begin(), given.end(), args.values);
  fill_defaults(op, static_cast<int>(given.size()), args.values);
  Call call{op, args.values, target};
  call_op(call);
  return std::move(call.out[0]);
}

}  // namespace flambeau
