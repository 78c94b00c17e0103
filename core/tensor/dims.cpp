// Owns: shape arithmetic that can fail, and its messages.
// Called by: dispatch and tensor constructors.
#include "tensor/dims.h"

#include <algorithm>

namespace flambeau {

std::string to_string(const int64_t* values, int n) {
  std::string out = "[";
  for (int i = 0; i < n; ++i) {
    if (i) out += ", ";
    out += std::to_string(values[i]);
  }
  return out + "]";
}

int64_t checked_numel(const int64_t* sizes, int n) {
  int64_t product = 1;
  bool zero = false, overflow = false;
  for (int i = 0; i < n; ++i) {
    if (sizes[i] < 0) {
      fail(ErrorKind::Runtime, "Trying to create tensor with negative dimension ", sizes[i], ": ", to_string(sizes, n));
    }
    zero = zero || sizes[i] == 0;
    overflow = __builtin_mul_overflow(product, sizes[i], &product) || product > kMostStride || overflow;
  }
  if (zero) return 0;
  if (overflow) fail(ErrorKind::Runtime, "Storage size calculation overflowed with sizes=", to_string(sizes, n));
  return product;
}

int64_t checked_span(const Dims& sizes, const Dims& strides, int64_t offset) {
  if (sizes.size() != strides.size()) {
    fail(ErrorKind::Runtime, "mismatch in length of strides and shape: sizes ", sizes, ", strides ", strides);
  }
  if (offset < 0) fail(ErrorKind::Runtime, "Tensor: invalid storage offset ", offset);
  const int64_t numel = checked_numel(sizes);
  int64_t last = offset;
  bool fits = true;
  for (int i = 0; i < sizes.size(); ++i) {
    if (strides[i] < 0)
      fail(ErrorKind::Runtime, "as_strided: Negative strides are not supported at the moment, got strides: ", strides);
    int64_t way;
    fits = fits && !__builtin_mul_overflow(numel ? sizes[i] - 1 : 0, strides[i], &way) &&
           !__builtin_add_overflow(last, way, &last);
  }
  if (numel == 0) return 0;
  if (!fits || last >= kMostStride) {
    fail(ErrorKind::Runtime, "Storage size calculation overflowed with sizes=", sizes, " and strides=", strides,
         offset ? ", from element " + std::to_string(offset) + " on" : "");
  }
  return last + 1;
}

Dims contiguous_strides(const Dims& sizes) {
  Dims strides = sizes;
  int64_t step = 1;
  for (int i = sizes.size() - 1; i >= 0; --i) {
    strides[i] = step;
    step = next_stride(step, sizes[i]);
  }
  return strides;
}

int wrap_dim(int64_t dim, int n) {
  const int64_t range = std::max(n, 1);
  if (dim < -range || dim >= range) {
    fail(ErrorKind::Index, "Dimension out of range (expected to be in range of [", -range, ", ", range - 1,
         "], but got ", dim, ")");
  }
  return static_cast<int>(dim < 0 ? dim + range : dim);
}

Dims broadcast_shapes(const Dims& a, const Dims& b) {
  const int n = std::max(a.size(), b.size());
  Dims out = Dims::repeat(1, n);
  for (int i = 0; i < n; ++i) {
    const int ia = i - (n - a.size()), ib = i - (n - b.size());
    const int64_t sa = ia < 0 ? 1 : a[ia], sb = ib < 0 ? 1 : b[ib];
    if (sa != sb && sa != 1 && sb != 1) {
      fail(ErrorKind::Runtime, "The size of tensor a (", sa, ") must match the size of tensor b (", sb,
           ") at non-singleton dimension ", i, "; the shapes are ", a, " and ", b);
    }
    out[i] = sa == 1 ? sb : sa;
  }
  return out;
}

}  // namespace flambeau
