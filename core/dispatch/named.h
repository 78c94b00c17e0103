// Owns: ops by name, for calls from C++.
// Called by: the operations that graphs need, indexing, the Python types.
#pragma once

#include <algorithm>
#include <initializer_list>

#include "dispatch/op.h"

namespace flambeau {

void add_named(const Op& op);          // once, when it is made
const Op& op_named(const char* name);  // throws when no entry has that name

void fill_defaults(const Op& op, int from, Value* values);  // the parameters from `from` on take their defaults

// Calls an op on ready values; the parameters after them take their defaults. With a target, in its in-place form.
TensorRef call_ready(const Op& op, std::initializer_list<Value> args, Tensor* target = nullptr);

// call_named<"select">({…}): the op of that name, looked up once.
template <size_t N> struct OpName {
  consteval OpName(const char (&text)[N]) { std::copy_n(text, N, name); }
  char name[N];
};
template <OpName Name> TensorRef call_named(std::initializer_list<Value> args, Tensor* target = nullptr) {
  static const Op& op = op_named(Name.name);
  return call_ready(op, args, target);
}

}  // namespace flambeau
