// Owns: exchanging memory with other libraries by DLPack (dmlc/dlpack, version 0.8 layout, capsules named "dltensor").
// Called by: Tensor.__dlpack__ and from_dlpack.
#include <memory>
#include <optional>

#include "cpython/py.h"

namespace flambeau {
namespace {

// The structures of the DLPack ABI.
struct DLDevice {
  int32_t type;
  int32_t id;
};
struct DLDataType {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
};
struct DLTensor {
  void* data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
};
struct DLManagedTensor {
  DLTensor tensor;
  void* context;
  void (*deleter)(DLManagedTensor*);
};
constexpr int32_t kCpu = 1;
enum Code : uint8_t { kInt = 0, kUInt = 1, kFloat = 2, kBfloat = 4, kComplex = 5, kBool = 6 };
constexpr char kFresh[] = "dltensor", kUsed[] = "used_dltensor";

DLDataType describe_dtype(DType t) {
  const uint8_t bits = static_cast<uint8_t>(8 * item_size(t));
  if (t == DType::Bool) return {kBool, bits, 1};
  if (t == DType::UInt8 || is_wide_unsigned(t)) return {kUInt, bits, 1};
  if (t == DType::BFloat16) return {kBfloat, bits, 1};
  if (is_complex(t)) return {kComplex, bits, 1};
  return {static_cast<uint8_t>(is_floating(t) ? kFloat : kInt), bits, 1};
}

std::optional<DType> dtype_for(const DLDataType& d) {
  if (d.lanes != 1) return std::nullopt;
  for (int i = 0; i < kDTypes; ++i) {
    const DLDataType ours = describe_dtype(static_cast<DType>(i));
    if (ours.code == d.code && ours.bits == d.bits) return static_cast<DType>(i);
  }
  if (d.code == kUInt && d.bits == 1) return DType::Bool;
  return std::nullopt;
}

// What one exported tensor keeps alive until the consumer is done.
struct Export {
  DLManagedTensor managed;
  TensorRef tensor;
  Dims shape, strides;
};

void delete_export(DLManagedTensor* managed) {
  const PyGILState_STATE state = PyGILState_Ensure();
  std::unique_ptr<Export>(static_cast<Export*>(managed->context)).reset();
  PyGILState_Release(state);
}

void drop_capsule(PyObject* capsule) {
  if (!PyCapsule_IsValid(capsule, kFresh)) return;  // a consumer took it over
  auto* managed = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, kFresh));
  if (managed && managed->deleter) managed->deleter(managed);
}

PyObject* to_dlpack(PyObject*, PyObject* o) {
  return guarded([&]() -> PyObject* {
    if (!is_tensor(o)) fail(ErrorKind::Type, "to_dlpack: expected a Tensor, not ", Py_TYPE(o)->tp_name);
    Tensor& t = as_tensor(o);
    const auto refuse = [](const char* why) {
      PyErr_SetString(PyExc_BufferError, why);
      throw HostError{};
    };
    if (requires_grad(t)) refuse("Can't export tensors that require gradient, use tensor.detach()");
    if (t.wrapping) refuse("Can't export a tensor of a running vmap: it has one value per example");
    if (t.is_meta()) refuse("Can't export a meta tensor: it has no elements");
    if (t.dtype == DType::Bool) admit_any_byte(*t.storage);  // its bytes may be written to
    t.storage->lent = true;
    auto made = std::make_unique<Export>();
    made->tensor = TensorRef::share(&t);
    made->shape = t.shape();
    made->strides = t.stride_dims();
    made->managed.tensor = {
        t.data(), {kCpu, 0}, t.ndim, describe_dtype(t.dtype), made->shape.data(), made->strides.data(), 0};
    made->managed.context = made.get();
    made->managed.deleter = delete_export;
    PyObject* capsule = PyCapsule_New(&made->managed, kFresh, drop_capsule);
    if (!capsule) throw HostError{};
    (void)made.release();  // the capsule's or its consumer's from here on
    return capsule;
  });
}

void release_import(PyObject* capsule) {
  auto* managed = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, "flambeau.dlpack"));
  if (managed && managed->deleter) managed->deleter(managed);
}

PyObject* from_dlpack(PyObject*, PyObject* capsule) {
  return guarded([&]() -> PyObject* {
    if (!PyCapsule_IsValid(capsule, kFresh)) {
      fail(ErrorKind::Value,
           "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you "
           "might have already constructed a tensor from it once.");
    }
    auto* managed = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, kFresh));
    const DLTensor& d = managed->tensor;
    if (d.device.type != kCpu)
      fail(ErrorKind::Runtime, "from_dlpack: the tensor is on device type ", d.device.type,
           " | only the CPU (1) is supported");
    const std::optional<DType> dtype = dtype_for(d.dtype);
    if (!dtype)
      fail(ErrorKind::Runtime, "Unsupported dtype in DLPack: code ", int{d.dtype.code}, ", ", int{d.dtype.bits},
           " bits, ", d.dtype.lanes, " lanes");
    if (d.ndim < 0 || d.ndim > kMaxDims)
      fail(ErrorKind::Runtime, "from_dlpack: ", d.ndim, " dimensions | at most ", kMaxDims);
    const Dims shape(d.shape, d.ndim);
    const Dims strides = d.strides ? Dims(d.strides, d.ndim) : contiguous_strides(shape);
    for (const int64_t stride : strides)
      if (stride < 0) fail(ErrorKind::Value, "from_dlpack: negative strides are not supported, got ", strides);
    const int64_t span = checked_span(shape, strides);
    PyRef owner = PyRef::checked(PyCapsule_New(managed, "flambeau.dlpack", release_import));
    if (PyCapsule_SetName(capsule, kUsed) < 0) throw HostError{};
    TensorRef t = TensorRef::steal(allocate_tensor());
    t->dtype = *dtype;
    const size_t nbytes = static_cast<size_t>(span * item_size(*dtype));
    adopt_storage(*t, borrow_storage(static_cast<char*>(d.data) + d.byte_offset, nbytes, as_host(owner.get())), 0);
    if (*dtype == DType::Bool) admit_any_byte(*t->storage);
    set_geometry(*t, shape.data(), strides.data(), d.ndim);
    return made_to_py(std::move(t));
  });
}

PyMethodDef functions[] = {
    {"to_dlpack", to_dlpack, METH_O,
     "to_dlpack(*args: Any) -> Any\n\n"
     "A DLPack capsule over a tensor's memory."},
    {"from_dlpack", from_dlpack, METH_O,
     "from_dlpack(*args: Any) -> Tensor\n\n"
     "A tensor over a DLPack capsule's memory; the capsule is used up."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_dlpack(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
