// Owns: joining tensors along a dimension, by whole runs where they lie row-major.
// Called by: see join.h.
#include "backend/cpu/join.h"

#include <algorithm>
#include <cstring>

#include "backend/cpu/copy.h"

namespace flambeau {
namespace {

constexpr int64_t kSmall = 1 << 15, kLongRun = 64;

bool is_row_major(const int64_t* strides, int ndim, const int64_t* shape) {
  int64_t expected = 1;
  for (int d = ndim - 1; d >= 0; --d) {
    if (shape[d] != 1 && strides[d] != expected) return false;
    expected *= shape[d];
  }
  return true;
}

}  // namespace

Joiner::Joiner(const Operand& out, int ndim, const int64_t* shape, int dim)
    : out_(out), ndim_(ndim), dim_(dim), rows_(is_row_major(out.strides, ndim, shape)), length_(shape[dim]) {
  std::copy_n(shape, ndim, shape_);
  for (int d = 0; d < dim; ++d) outer_ *= shape[d];
  for (int d = dim + 1; d < ndim; ++d) inner_ *= shape[d];
}

void Joiner::append(const Operand& piece, int64_t length) {
  const int64_t item = item_size(out_.dtype), run = length * inner_, numel = outer_ * run, row = length_ * inner_;
  char* const to = static_cast<char*>(out_.data) + at_ * out_.strides[dim_] * item;
  at_ += length;
  if (numel == 0) return;
  shape_[dim_] = length;
  const bool alike = rows_ && piece.dtype == out_.dtype && is_row_major(piece.strides, ndim_, shape_);
  if (!alike || (numel >= kSmall && run < kLongRun)) {
    return copy_strided({to, out_.dtype, out_.strides}, piece, ndim_, shape_);
  }
  if (numel >= kSmall) {  // the same rows as the copy kernel sees them: over threads
    const int64_t shape[] = {outer_, run}, to_strides[] = {row, 1}, from_strides[] = {run, 1};
    return copy_strided({to, out_.dtype, to_strides}, {piece.data, piece.dtype, from_strides}, 2, shape);
  }
  for (int64_t i = 0; i < outer_; ++i) {
    std::memcpy(to + i * row * item, static_cast<const char*>(piece.data) + i * run * item,
                static_cast<size_t>(run * item));
  }
}

}  // namespace flambeau
