// Owns: the compute functions that cut a tensor into several.
// Called by: call_op.
#include <algorithm>

#include "dispatch/views.h"

namespace flambeau {
namespace {

constexpr int64_t kMostResults = int64_t{1} << 36;  // each takes a hundred bytes: terabytes of them

// For so many results; more than memory could hold are refused before any is made.
void make_room(Call& call, int64_t count) {
  const auto refuse = [&] {
    fail(ErrorKind::OutOfMemory, call.op.name, ": ", count, " results are more than memory can hold");
  };
  if (count > kMostResults) refuse();  // unasked: a sanitizer's allocator ends the process
  try {
    call.many.reserve(static_cast<size_t>(count));
  } catch (const std::exception&) {
    refuse();
  }
}

void split_into(Call& call, const Tensor& t, int d, const Dims& sizes) {
  int64_t start = 0;
  bool fits = true;  // in 64 bits
  for (const int64_t n : sizes) {
    if (n < 0)
      fail(ErrorKind::Runtime,
           "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=", sizes);
    fits = !__builtin_add_overflow(start, n, &start) && fits;
  }
  if (!fits || start != t.size(d)) {
    fail(ErrorKind::Runtime, "split_with_sizes expects split_sizes to sum exactly to ", t.size(d),
         " (input tensor's size at dimension ", d, "), but got split_sizes=", sizes);
  }
  start = 0;
  for (const int64_t n : sizes) {
    call.many.push_back(slice_of(t, d, start, start + n, 1));
    start += n;
  }
}

void compute_split_with_sizes(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim == 0) fail(ErrorKind::Runtime, "split expects at least a 1-dimensional tensor");
  split_into(call, t, dim_of(call, 2, t), dims_of(call, 1));
}

void compute_split(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim == 0) fail(ErrorKind::Runtime, "split expects at least a 1-dimensional tensor");
  const int d = dim_of(call, 2, t);
  const int64_t chunk = call.arg(1).as_int(), size = t.size(d);
  if (chunk < 0) fail(ErrorKind::Runtime, "split expects split_size be non-negative, but got split_size=", chunk);
  if (chunk == 0 && size != 0) {
    fail(ErrorKind::Runtime, "split_size can only be 0 if dimension size is 0, but got dimension size of ", size);
  }
  const int64_t count = chunk == 0 ? 1 : size == 0 ? 1 : (size - 1) / chunk + 1;
  make_room(call, count);
  for (int64_t k = 0; k < count; ++k)
    call.many.push_back(slice_of(t, d, k * chunk, std::min(size, (k + 1) * chunk), 1));
}

// The parts, not as views: nothing stops a write to them from going unnoticed by the whole.
void compute_unsafe_split(Call& call) {
  compute_split(call);
  for (TensorRef& part : call.many) own_version(*part);
}

void compute_unsafe_split_with_sizes(Call& call) {
  compute_split_with_sizes(call);
  for (TensorRef& part : call.many) own_version(*part);
}

void compute_unbind(Call& call) {
  const Tensor& t = call.tensor(0);
  if (t.ndim == 0)
    fail(ErrorKind::Index, "Dimension specified as ", call.arg(1).as_int(), " but tensor has no dimensions");
  const int d = dim_of(call, 1, t);
  Dims shape = t.shape(), strides = t.stride_dims();
  shape.erase(d);
  strides.erase(d);
  make_room(call, t.size(d));
  for (int64_t k = 0; k < t.size(d); ++k)
    call.many.push_back(alias(t, shape, strides, offset_after(t.offset, k, t.stride(d))));
}

constexpr ComputeEntry kEntries[] = {
    {"split", compute_split, "self: Tensor, split_size: int, dim: int"},
    {"split_with_sizes", compute_split_with_sizes, "self: Tensor, split_sizes: Size, dim: int"},
    {"unsafe_split", compute_unsafe_split, "self: Tensor, split_size: int, dim: int"},
    {"unsafe_split_with_sizes", compute_unsafe_split_with_sizes, "self: Tensor, split_sizes: Size, dim: int"},
    {"unbind", compute_unbind, "self: Tensor, dim: int"},
};

}  // namespace

const ComputeTable kSplitComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
