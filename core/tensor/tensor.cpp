// Owns: tensor construction and geometry (contiguity, views, overlap).
// Called by: dispatch, autograd and the Python types.
#include "tensor/tensor.h"

#include <algorithm>
#include <memory>

#include "tensor/long_work.h"

namespace flambeau {

void free_dims(Tensor& t) noexcept {
  if (t.dims != t.inline_dims) std::unique_ptr<int64_t[]>(t.dims).reset();
  t.dims = t.inline_dims;
}

void set_geometry(Tensor& t, const int64_t* sizes, const int64_t* strides, int ndim) {
  int64_t few[8] = {};  // first: sizes and strides may be those of `t`, and lie where the new ones go
  const bool is_few = ndim <= 4;
  int64_t* const dims = is_few ? few : std::make_unique<int64_t[]>(static_cast<size_t>(2 * ndim)).release();
  uint64_t numel = 1;  // wraps around where a size of zero follows, and is zero then
  int64_t expected = 1;
  bool contiguous = true;
  for (int i = ndim - 1; i >= 0; --i) {
    const int64_t size = sizes[i], stride = strides[i];
    numel *= static_cast<uint64_t>(size);
    if (size != 1) {
      contiguous = contiguous && stride == expected;
      expected = next_stride(expected, size);
    }
    dims[i] = size;
    dims[ndim + i] = std::min(stride, kMostStride);  // of one element: never stepped, but counted in bytes
  }
  if (t.dims) free_dims(t);
  t.dims = dims;
  if (is_few) {
    t.dims = t.inline_dims;
    std::copy_n(few, 8, t.inline_dims);
  }
  t.ndim = static_cast<uint8_t>(ndim);
  t.numel = static_cast<int64_t>(numel);
  t.flags = static_cast<uint16_t>(contiguous || numel == 0 ? t.flags | kContiguous : t.flags & ~kContiguous);
}

namespace {

// What set_geometry would find out is known here: this is on the path of every operation.
TensorRef dense(const int64_t* sizes, int ndim, int64_t numel, DType dtype, Storage* owned) {
  Tensor* t;
  try {
    t = allocate_tensor();
  } catch (...) {
    release(owned);
    throw;
  }
  t->storage = owned;
  t->data_ = static_cast<char*>(owned->data);
  t->dtype = dtype;
  TensorRef result = TensorRef::steal(t);
  if (ndim > 4) t->dims = std::make_unique<int64_t[]>(static_cast<size_t>(2 * ndim)).release();
  int64_t step = 1;
  for (int i = ndim - 1; i >= 0; --i) {
    t->dims[i] = sizes[i];
    t->dims[ndim + i] = step;
    step = next_stride(step, sizes[i]);
  }
  t->ndim = static_cast<uint8_t>(ndim);
  t->numel = numel;
  t->flags |= kContiguous;
  return result;
}

}  // namespace

TensorRef empty(const int64_t* sizes, int ndim, DType dtype, DeviceType device) {
  const int64_t numel = checked_numel(sizes, ndim);
  const size_t nbytes = static_cast<size_t>(numel * item_size(dtype));
  return dense(sizes, ndim, numel, dtype, storage_on(device, nbytes));
}

TensorRef empty_alike(const Tensor& t, DType dtype) {
  return dense(t.dims, t.ndim, t.numel, dtype,
               storage_on(t.storage->device, static_cast<size_t>(t.numel * item_size(dtype))));
}

TensorRef empty_strided(const Dims& shape, const Dims& strides, DType dtype, DeviceType device) {
  TensorRef t = empty(Dims{checked_span(shape, strides)}, dtype, device);
  set_geometry(*t, shape.data(), strides.data(), shape.size());
  return t;
}

Dims dense_strides_like(const Tensor& t) {
  if (t.is_contiguous()) return contiguous_strides(t.shape());
  int order[kMaxDims];
  for (int i = 0; i < t.ndim; ++i) order[i] = i;
  // Outermost first: larger stride, and for broadcast (stride 0) dimensions their own order.
  std::stable_sort(order, order + t.ndim, [&](int a, int b) { return t.stride(a) > t.stride(b); });
  for (int i = 0; i < t.ndim; ++i) {
    if (t.size(i) > 1 && t.stride(i) == 0) return contiguous_strides(t.shape());
  }
  Dims strides = Dims::repeat(1, t.ndim);
  int64_t step = 1;
  for (int i = t.ndim - 1; i >= 0; --i) {
    strides[order[i]] = step;
    step = next_stride(step, t.size(order[i]));
  }
  return strides;
}

void require_within(const Storage& s, DType dtype, const Dims& shape, const Dims& strides, int64_t offset) {
  const int64_t needed = checked_span(shape, strides, offset),
                available = static_cast<int64_t>(s.nbytes) / item_size(dtype);
  if (needed <= available) return;
  fail(ErrorKind::Runtime, "setStorage: sizes ", shape, ", strides ", strides, ", storage offset ", offset,
       " are out of bounds for storage of ", available, " elements");
}

void adopt_storage(Tensor& t, Storage* owned, int64_t offset) {
  Storage* const old = t.storage;
  t.storage = owned;
  t.offset = std::min(offset, kMostStride);
  t.data_ = place_in(*owned, t.offset, t.dtype);
  if (old) release_after_long_work(old);
}

void own_version(Tensor& t) {
  Version* fresh = new_version();
  release(std::exchange(t.version, fresh));
}

void keep_version(Tensor& t) {
  if (!t.version) t.version = share_version(t.storage);
}

void share_version(const Tensor& t, Tensor& out) {
  if (!t.version) return;
  ++t.version->owners;
  out.version = t.version;
}

TensorRef alias(const Tensor& t, const Dims& shape, const Dims& strides, int64_t offset) {
  TensorRef out = TensorRef::steal(allocate_tensor());
  out->dtype = t.dtype;
  share_version(t, *out);
  retain(t.storage);
  adopt_storage(*out, t.storage, offset);
  set_geometry(*out, shape.data(), strides.data(), shape.size());
  return out;
}

TensorRef alias(const Tensor& t) {
  TensorRef out = TensorRef::steal(allocate_tensor());
  out->dtype = t.dtype;
  share_version(t, *out);
  retain(t.storage);
  out->storage = t.storage;
  out->offset = t.offset;
  out->data_ = t.data_;
  set_geometry(*out, t.sizes(), t.strides(), t.ndim);
  if (t.wrapping) set_wrapping(*out, *t.wrapping);
  return out;
}

int64_t live_wrapped = 0;

void set_wrapping(Tensor& t, const Wrapping& w) {
  retain(as_host(w.value));
  free_wrapping(t);
  t.wrapping = std::make_unique<Wrapping>(w).release();
  ++live_wrapped;
  track(t);
}

void free_wrapping(Tensor& t) noexcept {
  const std::unique_ptr<Wrapping> w(std::exchange(t.wrapping, nullptr));
  if (!w) return;
  --live_wrapped;
  release(as_host(w->value));
}

TensorRef wrap(Tensor& value, int dim, uint32_t level) {
  Dims shape, strides;
  for (int i = 0; i < value.ndim; ++i) {
    if (i == dim) continue;
    shape.push(value.size(i));
    strides.push(value.stride(i));
  }
  TensorRef t = empty(Dims{0}, value.dtype, DeviceType::Meta);
  t->storage->nbytes = value.storage->nbytes;
  t->offset = value.offset;
  set_geometry(*t, shape.data(), strides.data(), shape.size());
  set_wrapping(*t, {&value, dim, level});
  return t;
}

bool view_strides(const Tensor& t, const Dims& shape, Dims* strides) {
  *strides = contiguous_strides(shape);
  if (t.is_contiguous()) return true;
  if (t.numel == 0) return true;
  // Match runs of t's dimensions that are contiguous among themselves with runs of the new ones.
  int out = shape.size() - 1;
  int64_t run_stride = t.ndim ? t.stride(t.ndim - 1) : 1, run = 1, filled = 1;
  for (int in = t.ndim - 1; in >= 0; --in) {
    run *= t.size(in);
    const bool ends = in == 0 || (t.size(in - 1) != 1 && t.stride(in - 1) != run * run_stride);
    if (!ends) continue;
    while (out >= 0 && (filled < run || shape[out] == 1)) {
      (*strides)[out] = filled * run_stride;
      filled *= shape[out];
      --out;
    }
    if (filled != run) return false;
    if (in > 0) {
      run_stride = t.stride(in - 1);
      run = filled = 1;
    }
  }
  return out == -1;
}

bool overlaps_itself(const Tensor& t) {
  if (t.is_contiguous()) return false;
  int order[kMaxDims], n = 0;
  for (int i = 0; i < t.ndim; ++i) {
    if (t.size(i) == 0) return false;
    if (t.size(i) > 1) order[n++] = i;
  }
  std::sort(order, order + n, [&](int a, int b) { return t.stride(a) < t.stride(b); });
  int64_t reach = 0;  // the farthest element the smaller dimensions touch
  for (int k = 0; k < n; ++k) {
    if (t.stride(order[k]) <= reach) return true;
    reach += (t.size(order[k]) - 1) * t.stride(order[k]);
  }
  return false;
}

bool repeats_elements(const Tensor& t) {
  if (t.is_contiguous()) return false;
  for (int i = 0; i < t.ndim; ++i)
    if (t.size(i) > 1 && t.stride(i) == 0) return true;
  return false;
}

Overlap overlap(const Tensor& a, const Tensor& b) {
  if (a.storage != b.storage || a.numel == 0 || b.numel == 0) return Overlap::None;
  // In bytes from where the storage begins, so that tensors without bytes are told apart like others.
  const auto begin = [](const Tensor& t) { return t.offset * item_size(t.dtype); };
  if (begin(a) == begin(b) && a.dtype == b.dtype && same_shape(a, b) &&
      std::equal(a.strides(), a.strides() + a.ndim, b.strides())) {
    return Overlap::Same;
  }
  const auto end = [&](const Tensor& t) {
    int64_t last = 0;
    for (int i = 0; i < t.ndim; ++i) last += (t.size(i) - 1) * t.stride(i);
    return begin(t) + (last + 1) * item_size(t.dtype);
  };
  return begin(a) < end(b) && begin(b) < end(a) ? Overlap::Partial : Overlap::None;
}

bool is_dense(const Tensor& t) {
  if (t.is_contiguous()) return true;
  int64_t last = 0;
  for (int i = 0; i < t.ndim; ++i) last += (t.size(i) - 1) * t.stride(i);
  return last + 1 == t.numel && !overlaps_itself(t);
}

void refuse_overlap(const Tensor& written, const Tensor& read) {
  if (overlap(written, read) != Overlap::Partial || !is_dense(written) || !is_dense(read)) return;
  fail(ErrorKind::Runtime,
       "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
       "memory location. Please clone() the tensor before performing the operation.");
}

}  // namespace flambeau
