// Owns: finding operands whose booleans may be any byte, and the copies of 0 and 1 that kernels see in their place.
// Called by: see truth.h.
#include "dispatch/truth.h"

#include <algorithm>
#include <deque>

#include "dispatch/operands.h"
#include "dispatch/walk.h"

namespace flambeau {
namespace {

bool may_be_any_byte(const Tensor* t) { return t && t->dtype == DType::Bool && t->storage->any_byte && t->numel; }

// Read as integers, since a bool becoming a bool is moved as it is.
void write_truths(Tensor& to, Tensor& from) {
  Access bytes = reads(from);
  bytes.dtype = DType::UInt8;
  launch_copy(to.numel, writes(to), bytes, to);
}

// A call as the kernel gets to see it.
struct PlainCall {
  Value args[kMaxParams];
  std::deque<TensorList> lists;
  std::vector<std::pair<TensorRef, Tensor*>> copies;  // and what they stand for
  Call below;

  explicit PlainCall(const Call& call) : below{call.op, args} {
    std::copy_n(call.args, call.op.params.size(), args);
    for (int k = 0; k < call.op.tensor_param_count; ++k) {
      Value& v = args[call.op.tensor_params[k]];
      if (v.is_tensor()) {
        v = value_of(*plain(v.tensor, call.target));
      } else if (v.tag == Tag::Tensors && std::any_of(v.tensors->begin(), v.tensors->end(), may_be_any_byte)) {
        TensorList& list = lists.emplace_back(*v.tensors);
        for (Tensor*& t : list) t = plain(t, call.target);
        v.tensors = &list;
      }
    }
    below.target = call.target;
    below.level = call.level;
  }

  // The target is put in plain bytes where it lies: it is about to be written to.
  Tensor* plain(Tensor* t, Tensor* target) {
    if (!may_be_any_byte(t)) return t;
    if (t == target) {
      write_truths(*t, *t);
      return t;
    }
    TensorRef copy = empty_strided(t->shape(), dense_strides_like(*t), DType::Bool);
    write_truths(*copy, *t);
    return copies.emplace_back(std::move(copy), t).first.get();
  }

  // An operand that the op returned as it is.
  TensorRef original(TensorRef result) const {
    for (const auto& [copy, t] : copies)
      if (copy.get() == result.get()) return TensorRef::share(t);
    return result;
  }
};

bool concerns(const Call& call) {
  return any_tensor(call.op, call.args, [](Tensor& t, int) { return may_be_any_byte(&t); });
}

}  // namespace

bool compute_on_plain_truths(Call& call, void (*compute)(Call&)) {
  if (call.op.is_view || !concerns(call)) return false;
  PlainCall plain(call);
  compute(plain.below);
  call.constant = plain.below.constant;
  for (int k = 0; k < call.op.outputs; ++k) call.out[k] = plain.original(std::move(plain.below.out[k]));
  for (TensorRef& t : plain.below.many) call.many.push_back(plain.original(std::move(t)));
  return true;
}

}  // namespace flambeau
