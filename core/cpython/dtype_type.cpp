// Owns: the Python objects for dtypes, devices and sizes.
// Called by: parsing, Tensor attributes, module set-up.
#include "cpython/py.h"

namespace flambeau {

PyTypeObject* dtype_type = nullptr;
PyTypeObject* size_type = nullptr;

namespace {

struct DTypeObject {
  PyObject_HEAD DType value;
};
PyObject* dtype_objects[kDTypes];
PyObject* cpu_device = nullptr;
PyObject* meta_device = nullptr;
PyObject* strided = nullptr;

DType value_of(PyObject* self) { return reinterpret_cast<DTypeObject*>(self)->value; }

PyObject* dtype_repr(PyObject* self) { return PyUnicode_FromFormat("torch.%s", name_of(value_of(self))); }
PyObject* dtype_reduce(PyObject* self, PyObject*) { return PyUnicode_FromString(name_of(value_of(self))); }
PyObject* is_floating_point(PyObject* self, void*) { return PyBool_FromLong(is_floating(value_of(self))); }
PyObject* get_is_complex(PyObject* self, void*) { return PyBool_FromLong(is_complex(value_of(self))); }
PyObject* is_signed(PyObject* self, void*) {
  const DType t = value_of(self);
  return PyBool_FromLong(t != DType::Bool && t != DType::UInt8 && !is_wide_unsigned(t));
}
PyObject* itemsize(PyObject* self, void*) { return PyLong_FromLongLong(item_size(value_of(self))); }
PyObject* get_name(PyObject* self, void*) { return PyUnicode_FromString(name_of(value_of(self))); }
PyObject* to_real(PyObject* self, PyObject*) { return Py_NewRef(dtype_object(real_type(value_of(self)))); }
PyObject* to_complex(PyObject* self, PyObject*) { return Py_NewRef(dtype_object(complex_type(value_of(self)))); }

PyGetSetDef dtype_getset[] = {
    {"is_floating_point", is_floating_point, nullptr,
     "is_floating_point: bool\n\n"
     "Whether it is a real floating type.",
     nullptr},
    {"is_complex", get_is_complex, nullptr,
     "is_complex: bool\n\n"
     "Whether it is a complex type.",
     nullptr},
    {"is_signed", is_signed, nullptr,
     "is_signed: bool\n\n"
     "Whether it can hold negative numbers.",
     nullptr},
    {"itemsize", itemsize, nullptr,
     "itemsize: int\n\n"
     "Bytes per element.",
     nullptr},
    {"name", get_name, nullptr,
     "name: str\n\n"
     "Its name, as in NumPy.",
     nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef dtype_methods[] = {
    {"__reduce__", dtype_reduce, METH_NOARGS, "Pickled by name."},
    {"to_real", to_real, METH_NOARGS,
     "to_real() -> dtype\n\n"
     "The type of the real part."},
    {"to_complex", to_complex, METH_NOARGS,
     "to_complex() -> dtype\n\n"
     "The complex type whose parts have this type."},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot dtype_slots[] = {
    {Py_tp_repr, reinterpret_cast<void*>(dtype_repr)},
    {Py_tp_getset, dtype_getset},
    {Py_tp_methods, dtype_methods},
    {Py_tp_doc, const_cast<char*>("The element type of a tensor, such as float32.")},
    {0, nullptr},
};
PyType_Spec dtype_spec = {"flambeau.dtype", sizeof(DTypeObject), 0,
                          Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
                          dtype_slots};

// What flambeau.Size derives from: a tuple of which a slice is a Size. Shapes are indexed everywhere, so this is not
// left to a method in Python.
PyObject* size_item(PyObject* self, PyObject* key) {
  PyRef item(PyTuple_Type.tp_as_mapping->mp_subscript(self, key));
  if (!item || !PySlice_Check(key)) return item.give();
  const Py_ssize_t n = PyTuple_GET_SIZE(item.get());
  PyObject* slice = size_type->tp_alloc(size_type, n);
  for (Py_ssize_t i = 0; slice && i < n; ++i) PyTuple_SET_ITEM(slice, i, Py_NewRef(PyTuple_GET_ITEM(item.get(), i)));
  return slice;
}
PyType_Slot size_slots[] = {
    {Py_mp_subscript, reinterpret_cast<void*>(size_item)},
    {Py_tp_doc, const_cast<char*>("A tuple of ints of which a slice is a Size.")},
    {0, nullptr},
};
PyType_Spec size_spec = {"flambeau._core.SizeBase", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, size_slots};

// _core._register(Size=…, cpu=…, meta=…, strided=…): classes written in Python of which the core makes instances, and
// instances that it knows.
PyObject* register_classes(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"Size", "cpu", "meta", "strided", nullptr};
  PyObject *size, *cpu, *meta, *layout;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOOO", const_cast<char**>(names), &size, &cpu, &meta, &layout))
    return nullptr;
  if (!PyType_Check(size) || !PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(size), &PyTuple_Type)) {
    PyErr_SetString(PyExc_TypeError, "_register: Size must be a subclass of tuple");
    return nullptr;
  }
  size_type = reinterpret_cast<PyTypeObject*>(Py_NewRef(size));
  cpu_device = Py_NewRef(cpu);
  meta_device = Py_NewRef(meta);
  strided = Py_NewRef(layout);
  Py_RETURN_NONE;
}
PyMethodDef functions[] = {
    {"_register", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(register_classes)),
     METH_VARARGS | METH_KEYWORDS,
     "_register(**classes: Any) -> None\n\n"
     "Tells the core the Python classes it makes instances of."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyObject* dtype_object(DType t) { return dtype_objects[static_cast<int>(t)]; }
bool is_dtype(PyObject* o) { return Py_TYPE(o) == dtype_type; }
DType dtype_of(PyObject* o) {
  const DType t = value_of(o);
  if (is_stored(t)) stored_dtypes = 1;
  return t;
}

bool parse_dtype(PyObject* o, DType* out) {
  if (is_dtype(o)) {
    *out = dtype_of(o);
  } else if (o == reinterpret_cast<PyObject*>(&PyFloat_Type)) {
    *out = DType::Float64;
  } else if (o == reinterpret_cast<PyObject*>(&PyLong_Type)) {
    *out = DType::Int64;
  } else if (o == reinterpret_cast<PyObject*>(&PyBool_Type)) {
    *out = DType::Bool;
  } else if (o == reinterpret_cast<PyObject*>(&PyComplex_Type)) {
    *out = DType::Complex128;
  } else {
    return false;
  }
  return true;
}

PyObject* device_object(DeviceType d) { return d == DeviceType::Meta ? meta_device : cpu_device; }

DeviceType parse_device(PyObject* o) {
  if (o == cpu_device || o == Py_None) return DeviceType::CPU;
  if (o == meta_device) return DeviceType::Meta;
  PyRef text = PyRef::checked(PyObject_Str(o));
  const char* s = PyUnicode_AsUTF8(text.get());
  if (!s) throw HostError{};
  const std::string_view name(s);
  if (name == "cpu" || name == "cpu:0") return DeviceType::CPU;
  if (name == "meta") return DeviceType::Meta;
  if (name.starts_with("cuda") || PyLong_Check(o)) {
    // AssertionError is what a CPU build of PyTorch raises
    PyErr_SetString(PyExc_AssertionError,
                    "Torch not compiled with CUDA enabled: flambeau computes on the CPU | use device='cpu'");
    throw HostError{};
  }
  fail(ErrorKind::Runtime, "Expected one of cpu, meta device type at start of device string: ", name);
}

bool is_layout(PyObject* o) { return Py_TYPE(o) == Py_TYPE(strided); }
PyObject* strided_layout() { return strided; }

PyObject* size_object(const int64_t* sizes, int n) {
  PyObject* tuple = size_type ? size_type->tp_alloc(size_type, n) : PyTuple_New(n);
  if (!tuple) return nullptr;
  for (int i = 0; i < n; ++i) {
    PyObject* item = PyLong_FromLongLong(sizes[i]);
    if (!item) {
      Py_DECREF(tuple);
      return nullptr;
    }
    PyTuple_SET_ITEM(tuple, i, item);
  }
  return tuple;
}

int64_t read_int(PyObject* o, const char* what) {
  PyRef index(PyNumber_Index(o));
  if (!index) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw HostError{};
    PyErr_Clear();
    fail(ErrorKind::Type, what, " must be an int, not ", Py_TYPE(o)->tp_name);
  }
  const int64_t value = PyLong_AsLongLong(index.get());
  if (value == -1 && PyErr_Occurred()) throw HostError{};
  return value;
}

void read_dims(PyObject* sequence, Dims* out, const char* what) {
  if (!PySequence_Check(sequence))
    fail(ErrorKind::Type, what, " must be a sequence of ints, not ", Py_TYPE(sequence)->tp_name);
  for_items(sequence, [&](PyObject* item, Py_ssize_t) { out->push(read_int(item, what)); });
}

int init_dtype(PyObject* module) {
  dtype_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&dtype_spec));
  if (!dtype_type || PyModule_AddObjectRef(module, "dtype", reinterpret_cast<PyObject*>(dtype_type)) < 0) return -1;
  for (int i = 0; i < kDTypes; ++i) {
    auto* object = PyObject_New(DTypeObject, dtype_type);
    if (!object) return -1;
    object->value = static_cast<DType>(i);
    dtype_objects[i] = reinterpret_cast<PyObject*>(object);
    if (PyModule_AddObjectRef(module, name_of(object->value), dtype_objects[i]) < 0) return -1;
  }
  const PyRef size_base(PyType_FromSpecWithBases(&size_spec, reinterpret_cast<PyObject*>(&PyTuple_Type)));
  if (!size_base || PyModule_AddObjectRef(module, "SizeBase", size_base.get()) < 0) return -1;
  return PyModule_AddFunctions(module, functions);
}

}  // namespace flambeau
