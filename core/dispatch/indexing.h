// Owns: what the indexing ops share: where they write, the numbers they fill with, counts that decide on shapes.
// Called by: compute_index.cpp, compute_scatter.cpp, compute_mask.cpp, compute_embedding.cpp, compute_repeat.cpp.
#pragma once

#include "dispatch/lined.h"

namespace flambeau {

inline bool is_position_type(DType t) { return t == DType::Int64 || t == DType::Int32; }

// How many elements are not zero, for an op whose result depends on it; an error on the meta device.
int64_t count_true(const char* op, const Tensor& t);
// Where the elements that are not zero are, as (count, ndim): the places along a dimension are neighbours in memory.
TensorRef coordinates(const char* op, const Tensor& t);

// What an op that changes part of its first argument writes into: the target of an in-place call, else a copy.
TensorRef written(Call& call);
// The same; the copy lies in memory in self's own order of dimensions, as PyTorch's does in these ops.
TensorRef written_in_order(Call& call);

// `t`, or a copy of it where it shares memory with `out`.
TensorRef apart(Tensor& t, const Tensor& out);

// One element of a dtype, from a number or a 0-d tensor, as an operand that repeats it over any shape.
class Element {
 public:
  Element(const Call& call, const Value& v, DType dtype);
  Access access() const { return held_ ? reads(*held_, kRepeat, kMaxDims) : number(bytes_, dtype_, kRepeat, kMaxDims); }

 private:
  static const int64_t kRepeat[kMaxDims];
  DType dtype_;
  TensorRef held_;  // of a tensor: its element as that dtype, on its device
  alignas(16) char bytes_[16];
};

// Calls f; an index value out of bounds becomes a RuntimeError, which is what PyTorch raises in some of these ops.
template <class F>
void with_runtime_errors(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    if (e.kind == ErrorKind::Index) throw Error(ErrorKind::Runtime, e.what());
    throw;
  }
}

// out = fill where mask holds, else self; mask and self broadcast to out.
void fill_where(Tensor& out, const Tensor& mask, const Element& fill, const Tensor& self);

}  // namespace flambeau
