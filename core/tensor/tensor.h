// Owns: Tensor, its geometry and its links to the graph; constructors and geometry questions.
// Called by: every layer above.
#pragma once

#include "tensor/dims.h"
#include "tensor/dtype.h"
#include "tensor/host.h"
#include "tensor/storage.h"

namespace flambeau {

struct AutogradExtras;  // hooks, tangents… (autograd/extras.h)

// What makes a tensor stand for each example of a batch: for every example, its elements are those of `value` at that
// place along `dim`. `value` may be wrapped itself, at a lower level. A wrapped tensor has no bytes of its own (its
// storage is a meta storage, shared by its views); its sizes, strides and offset are value's without `dim`.
struct Wrapping {
  Tensor* value;   // owned
  int dim;         // -1: the same elements for all examples
  uint32_t level;  // depth of the vmap it belongs to, from 1
};

enum TensorFlag : uint16_t {
  kRequiresGrad = 1,  // asked for by the user (a leaf) or implied by grad_fn
  kContiguous = 2,    // row-major, kept up to date by set_geometry
  kInference = 4,     // made in inference mode
  kRetainsGrad = 8,   // retain_grad() was called
  kHasTangent = 16,   // forward mode: extras hold tangents
  // How a view was made, where that forbids to write to it; at most one of these.
  kViewNoGrad = 32,      // while grad mode was off
  kViewMulti = 64,       // as one of several that an op returned
  kViewInference = 128,  // in inference mode
  kViewFunction = 256,   // inside a Function, or by one that returned its input
  kFinished = 512,       // an input of a finished transform: nobody outside asks for its gradient
  kViewForbids = kViewNoGrad | kViewMulti | kViewInference | kViewFunction,
};

struct Tensor;
char* find_data(const Tensor& t);
// Where in the storage's bytes an offset in elements leads; tensors without elements may have one beyond all numbers.
inline char* place_in(const Storage& s, int64_t offset, DType dtype) {
  return s.data && offset <= kMostStride ? static_cast<char*>(s.data) + offset * item_size(dtype)
                                         : static_cast<char*>(s.data);
}

struct Tensor {
  HostHeader header;
  Storage* storage;
  mutable char* data_;  // storage->data + offset; null for meta tensors and while the layout is private (see data())
  int64_t offset;       // elements
  int64_t numel;
  int64_t* dims;      // ndim sizes, then ndim strides; inline_dims when they fit
  Node* grad_fn;      // owned; null for leaves
  Node* accumulator;  // not owned: the leaf's AccumulateGrad while a graph holds it
  Tensor* grad;       // owned
  Tensor* base;       // owned; the tensor this one views, never itself a view
  AutogradExtras* extras;
  Version* version;    // owned; null: its storage's
  Wrapping* wrapping;  // owned; null for tensors with elements of their own
  uint32_t output_nr;
  uint32_t view_version;  // the version that this view's grad_fn describes
  DType dtype;
  uint8_t ndim;
  uint16_t flags;
  int64_t inline_dims[8];
  HostObject* dict;
  HostObject* weak_references;
  CollectorLink link;

  // Where the elements are; the storage is put in plain order first, if its layout is private. Null for meta tensors.
  char* data() const { return data_ && live_moved == 0 ? data_ : find_data(*this); }

  int64_t* sizes() const { return dims; }
  int64_t* strides() const { return dims + ndim; }
  int64_t size(int d) const { return dims[d]; }
  int64_t stride(int d) const { return dims[ndim + d]; }
  Dims shape() const { return Dims(dims, ndim); }
  Dims stride_dims() const { return Dims(dims + ndim, ndim); }
  bool is_contiguous() const { return flags & kContiguous; }
  bool is_meta() const { return storage->device == DeviceType::Meta; }
  int64_t nbytes() const { return numel * item_size(dtype); }
  template <class T> T* ptr() const { return reinterpret_cast<T*>(data()); }
};

inline bool same_shape(const Tensor& a, const Tensor& b) {
  if (a.ndim != b.ndim) return false;
  for (int i = 0; i < a.ndim; ++i)
    if (a.dims[i] != b.dims[i]) return false;
  return true;
}
inline bool has_shape(const Tensor& t, const Dims& shape) {
  return t.ndim == shape.size() && Dims(t.dims, t.ndim) == shape;
}

inline Version& version_of(const Tensor& t) { return t.version ? *t.version : *t.storage->version; }
inline void note_write(const Tensor& t) noexcept { note_write(version_of(t)); }
void own_version(Tensor& t);  // from now on writes to t are counted apart from those to its storage's other tensors
void share_version(const Tensor& t, Tensor& alias);  // for an alias of t made by other means than alias()
void keep_version(Tensor& t);                        // t's version stays what it is when it gets another storage

// Wrapped tensors alive: zero in any program that does not use vmap, which is all that the hot path asks.
extern int64_t live_wrapped;
inline uint32_t level_of(const Tensor& t) { return t.wrapping ? t.wrapping->level : 0; }
// A sparse tensor: calls on it are the host's (host::Library::sparse), and it has no bytes, like a meta tensor.
inline bool is_sparse(const Tensor& t) { return t.storage->sparse; }
// Where the elements are: those of what is innermost in a wrapped tensor.
inline DeviceType device_of(const Tensor& t) {
  return t.wrapping ? device_of(*t.wrapping->value) : is_sparse(t) ? DeviceType::CPU : t.storage->device;
}
inline const char* name_of(DeviceType d) { return d == DeviceType::Meta ? "meta" : "cpu"; }
TensorRef wrap(Tensor& value, int dim, uint32_t level);
void set_wrapping(Tensor& t, const Wrapping& w);
void free_wrapping(Tensor& t) noexcept;

// Sets sizes and strides and what follows from them (numel, contiguity). They may be t's own, or lie anywhere in them.
void set_geometry(Tensor& t, const int64_t* sizes, const int64_t* strides, int ndim);

// A contiguous tensor with uninitialised elements.
TensorRef empty(const int64_t* sizes, int ndim, DType dtype, DeviceType device = DeviceType::CPU);
inline TensorRef empty(const Dims& shape, DType dtype, DeviceType device = DeviceType::CPU) {
  return empty(shape.data(), shape.size(), dtype, device);
}
inline TensorRef empty_like(const Tensor& t, DType dtype) { return empty(t.dims, t.ndim, dtype, t.storage->device); }
// The shape of `t`, which has elements of that size or larger: so the sizes need no check.
TensorRef empty_alike(const Tensor& t, DType dtype);
// With given strides (dense in some order or not); the storage is as large as the last element needs.
TensorRef empty_strided(const Dims& shape, const Dims& strides, DType dtype, DeviceType device = DeviceType::CPU);
// Strides of a dense tensor that keeps the order of t's dimensions in memory (PyTorch's preserve_format).
Dims dense_strides_like(const Tensor& t);

// Another tensor over the same storage, outside the graph.
TensorRef alias(const Tensor& t, const Dims& shape, const Dims& strides, int64_t offset);
TensorRef alias(const Tensor& t);
// Makes `t` look at `s` from `offset`; used by constructors and `.data =`.
void adopt_storage(Tensor& t, Storage* owned, int64_t offset);
void free_dims(Tensor& t) noexcept;

// Throws unless every element of that geometry lies within the storage.
void require_within(const Storage& s, DType dtype, const Dims& shape, const Dims& strides, int64_t offset);

// The strides `shape` would have over t's elements without copying; false when there are none.
bool view_strides(const Tensor& t, const Dims& shape, Dims* strides);

bool is_dense(const Tensor& t);  // no gaps and no element twice, in whatever order
// Do two elements of t share memory? (stride 0, or overlapping windows)
bool overlaps_itself(const Tensor& t);
bool repeats_elements(const Tensor& t);  // …through a stride of 0, as an expanded tensor's do
enum class Overlap { None, Same, Partial };
Overlap overlap(const Tensor& a, const Tensor& b);
// Throws when two dense tensors, one to be written and one to be read, overlap in part; others are the caller's to
// copy.
void refuse_overlap(const Tensor& written, const Tensor& read);

// The elements in row-major order: `t` itself when contiguous, else a copy. No graph is recorded.
TensorRef contiguous(Tensor& t);
TensorRef cast(Tensor& t, DType dtype);          // `t` itself when it has the dtype, else a copy
void copy_into(Tensor& dst, const Tensor& src);  // broadcasts src; same or other dtype
void zero_fill(Tensor& t);

}  // namespace flambeau
