// Owns: the Python type Generator, the default generator and the functions that seed, save and restore it.
// Called by: module set-up; compute functions, which ask for a call's generator.
#include <cstring>
#include <memory>

#include "backend/cpu/generator.h"
#include "cpython/py.h"

namespace flambeau {
namespace {

struct GeneratorObject {
  PyObject_HEAD Generator state;
};
PyTypeObject* generator_type = nullptr;
PyObject* default_generator = nullptr;

Generator& state_of(PyObject* self) { return reinterpret_cast<GeneratorObject*>(self)->state; }

PyObject* make_generator(const Generator& state) {
  PyObject* self = generator_type->tp_alloc(generator_type, 0);
  if (self) std::construct_at(&state_of(self), state);
  return self;
}

PyObject* generator_new(PyTypeObject*, PyObject* args, PyObject* kwargs) {
  return guarded([&] {
    static const char* names[] = {"device", nullptr};
    PyObject* device = nullptr;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:Generator", const_cast<char**>(names), &device))
      throw HostError{};
    if (device && parse_device(device) != DeviceType::CPU) {
      fail(ErrorKind::Runtime, "Generator: the device is ", host::text_of(as_host(device)),
           " | generators live on the CPU | leave it out");
    }
    return make_generator(Generator());
  });
}
void generator_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  std::destroy_at(&state_of(self));
  type->tp_free(self);
  Py_DECREF(type);
}

// -2^63 … 2^64 - 1; negative seeds count back from 2^64.
uint64_t read_seed(PyObject* o) {
  if (PyFloat_Check(o) || !PyIndex_Check(o)) {
    fail(ErrorKind::Runtime, "manual_seed expected a long, but got ", Py_TYPE(o)->tp_name);
  }
  PyRef integer = PyRef::checked(PyNumber_Index(o));
  const unsigned long long seed = PyLong_AsUnsignedLongLong(integer.get());
  if (!PyErr_Occurred()) return seed;
  PyErr_Clear();
  const long long negative = PyLong_AsLongLong(integer.get());
  if (PyErr_Occurred()) {
    PyErr_Clear();
    fail(ErrorKind::Value, "Overflow when unpacking long long: the seed lies outside [-2**63, 2**64)");
  }
  return static_cast<uint64_t>(negative);
}

PyObject* manual_seed(PyObject* self, PyObject* seed) {
  return guarded([&] {
    state_of(self).manual_seed(read_seed(seed));
    return Py_NewRef(self);
  });
}
PyObject* seed(PyObject* self, PyObject*) {
  return guarded([&] { return PyLong_FromUnsignedLongLong(state_of(self).seed()); });
}
PyObject* initial_seed(PyObject* self, PyObject*) { return PyLong_FromUnsignedLongLong(state_of(self).initial_seed()); }

PyObject* get_state(PyObject* self, PyObject*) {
  return guarded([&] {
    TensorRef out = empty(Dims{Generator::kStateBytes}, DType::UInt8);
    state_of(self).get_state(out->ptr<uint8_t>());
    return to_py(std::move(out));
  });
}
PyObject* set_state(PyObject* self, PyObject* o) {
  return guarded([&] {
    if (!is_tensor(o)) fail(ErrorKind::Type, "expected a torch.ByteTensor, but got ", Py_TYPE(o)->tp_name);
    Tensor& t = as_tensor(o);
    if (t.dtype != DType::UInt8 || t.is_meta()) {
      fail(ErrorKind::Type, "RNG state must be a torch.ByteTensor, but its dtype is ", name_of(t.dtype));
    }
    const TensorRef bytes = contiguous(t);
    state_of(self).set_state(bytes->ptr<uint8_t>(), bytes->numel);
    return Py_NewRef(self);
  });
}
PyObject* clone_state(PyObject* self, PyObject*) { return make_generator(state_of(self)); }
PyObject* device(PyObject*, void*) { return Py_NewRef(device_object(DeviceType::CPU)); }

// Pickled (and copied) as a new generator with the same state.
PyObject* reduce(PyObject* self, PyObject*) { return Py_BuildValue("O()N", generator_type, get_state(self, nullptr)); }
PyObject* restore(PyObject* self, PyObject* state) {
  PyRef done(set_state(self, state));
  return done ? none_ref() : nullptr;
}

PyMethodDef generator_methods[] = {
    {"manual_seed", manual_seed, METH_O,
     "manual_seed(seed: int) -> Generator\n\n"
     "Starts the stream that belongs to a seed; returns the generator."},
    {"seed", seed, METH_NOARGS,
     "seed() -> int\n\n"
     "Seeds from the system's entropy; returns the seed."},
    {"initial_seed", initial_seed, METH_NOARGS,
     "initial_seed() -> int\n\n"
     "The seed that the stream was started with."},
    {"get_state", get_state, METH_NOARGS,
     "get_state() -> Tensor\n\n"
     "The state as a uint8 tensor of 5056 bytes."},
    {"set_state", set_state, METH_O,
     "set_state(new_state: Tensor) -> Generator\n\n"
     "Continues from a state that get_state() returned."},
    {"clone_state", clone_state, METH_NOARGS,
     "clone_state() -> Generator\n\n"
     "A new generator at the same place in the same stream."},
    {"__reduce__", reduce, METH_NOARGS, "Pickled with its state."},
    {"__setstate__", restore, METH_O,
     "__setstate__(state: Any) -> None\n\n"
     "Restores a pickled state."},
    {nullptr, nullptr, 0, nullptr},
};
PyGetSetDef generator_getset[] = {
    {"device", device, nullptr,
     "device: device\n\n"
     "Where it draws: the CPU.",
     nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

// ---- The default generator ----

PyObject* default_manual_seed(PyObject*, PyObject* seed) {
  PyRef integer(PyNumber_Long(seed));
  if (integer) return manual_seed(default_generator, integer.get());
  if (PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(PyExc_ValueError)) {
    PyObject* kind = PyErr_ExceptionMatches(PyExc_TypeError) ? PyExc_TypeError : PyExc_ValueError;
    PyErr_Format(kind, "manual_seed(): argument 'seed' must be an integer, not %R", seed);
  }
  return nullptr;
}
PyObject* default_seed(PyObject*, PyObject*) { return seed(default_generator, nullptr); }
PyObject* default_initial_seed(PyObject*, PyObject*) { return initial_seed(default_generator, nullptr); }
PyObject* get_rng_state(PyObject*, PyObject*) { return get_state(default_generator, nullptr); }
PyObject* set_rng_state(PyObject*, PyObject* state) { return restore(default_generator, state); }

PyMethodDef functions[] = {
    {"manual_seed", default_manual_seed, METH_O,
     "manual_seed(seed: int) -> Generator\n\n"
     "Seeds the default generator, and returns it."},
    {"seed", default_seed, METH_NOARGS,
     "seed() -> int\n\n"
     "Seeds the default generator from the system's entropy; returns the seed."},
    {"initial_seed", default_initial_seed, METH_NOARGS,
     "initial_seed() -> int\n\n"
     "The default generator's seed."},
    {"get_rng_state", get_rng_state, METH_NOARGS,
     "get_rng_state() -> Tensor\n\n"
     "The default generator's state, a uint8 tensor."},
    {"set_rng_state", set_rng_state, METH_O,
     "set_rng_state(new_state: Tensor) -> None\n\n"
     "Sets the default generator's state."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

Generator& host::generator_of(const Value& v) {
  if (v.is_none() || !v.object || v.object == none()) return state_of(default_generator);
  PyObject* o = py(v.object);
  if (Py_TYPE(o) != generator_type) {
    fail(ErrorKind::Type, "argument 'generator' must be torch.Generator or None, not ", Py_TYPE(o)->tp_name);
  }
  return state_of(o);
}

int init_random(PyObject* module) {
  static PyType_Slot type_slots[] = {
      {Py_tp_new, reinterpret_cast<void*>(generator_new)},
      {Py_tp_dealloc, reinterpret_cast<void*>(generator_dealloc)},
      {Py_tp_methods, generator_methods},
      {Py_tp_getset, generator_getset},
      {Py_tp_doc,
       const_cast<char*>("A stream of random numbers, PyTorch's number for number, with a state of its own.")},
      {0, nullptr},
  };
  static PyType_Spec spec = {"flambeau.Generator", sizeof(GeneratorObject), 0,
                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE, type_slots};
  return guarded_int([&] {
    generator_type = reinterpret_cast<PyTypeObject*>(PyRef::checked(PyType_FromSpec(&spec)).give());
    default_generator = PyRef::checked(make_generator(Generator())).give();
    if (PyModule_AddObjectRef(module, "Generator", reinterpret_cast<PyObject*>(generator_type)) < 0 ||
        PyModule_AddObjectRef(module, "default_generator", default_generator) < 0 ||
        PyModule_AddFunctions(module, functions) < 0) {
      throw HostError{};
    }
  });
}

}  // namespace flambeau
