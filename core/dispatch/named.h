// Owns: ops by name, for calls from C++.
// Called by: the operations that graphs need, indexing, the Python types.
#pragma once

#include <algorithm>
#include <initializer_list>

#include "dispatch/op.h"

namespace flambeau {

// An op that C++ calls. It is looked up when it is first needed, not in a static's initialiser: reading an op's entry
// is Python, in which other threads run, and these must not meet the lock of such a static.
class NamedOp {
 public:
  constexpr explicit NamedOp(const char* name) : name_(name) {}
  const Op& get() {
    if (!op_) op_ = &host::op_named(name_);
    return *op_;
  }

 private:
  const char* name_;
  const Op* op_ = nullptr;
};

void fill_defaults(const Op& op, int from, Value* values);  // the parameters from `from` on take their defaults

// Calls an op on ready values; the parameters after them take their defaults. With a target, in its in-place form.
TensorRef call_ready(const Op& op, std::initializer_list<Value> args, Tensor* target = nullptr);

// call_named<"select">({…}): the op of that name.
template <size_t N> struct OpName {
  consteval OpName(const char (&text)[N]) { std::copy_n(text, N, name); }
  char name[N];
};
template <OpName Name> TensorRef call_named(std::initializer_list<Value> args, Tensor* target = nullptr) {
  static constinit NamedOp op(Name.name);
  return call_ready(op.get(), args, target);
}

}  // namespace flambeau
