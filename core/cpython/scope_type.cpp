// Owns: the type Scope, what every context manager of a mode is: it puts things back whatever interrupts it.
// Called by: flambeau's Python modules, which derive from it.
//
// A signal's handler (Ctrl-C) runs between any two Python instructions: after a mode was switched but before the block that
// would switch it back, or on the way into __exit__. Here entering and leaving are one step each for the interpreter.
#include "cpython/py.h"

namespace flambeau {
namespace {

struct ScopeObject {
  PyObject_HEAD
  PyObject* before;  // list: the state at each entry that has not been left
};
ScopeObject& scope_of(PyObject* o) { return *reinterpret_cast<ScopeObject*>(o); }

// The Python error that is set, taken away until it is to be raised.
class HeldError {
 public:
  HeldError() { PyErr_Fetch(&type_, &value_, &trace_); }
  ~HeldError() {
    Py_XDECREF(type_);
    Py_XDECREF(value_);
    Py_XDECREF(trace_);
  }
  HeldError(const HeldError&) = delete;
  HeldError& operator=(const HeldError&) = delete;
  void raise() {
    PyErr_Restore(std::exchange(type_, nullptr), std::exchange(value_, nullptr), std::exchange(trace_, nullptr));
  }

 private:
  PyObject *type_ = nullptr, *value_ = nullptr, *trace_ = nullptr;
};

// Calls self._restore(the state at the innermost entry) to its end; what interrupted it is raised afterwards. Such an
// exception (KeyboardInterrupt) is no Exception; an Exception is _restore's own, and ends the matter.
bool leave(PyObject* self) {
  PyObject* const states = scope_of(self).before;
  const Py_ssize_t last = states ? PyList_GET_SIZE(states) - 1 : -1;
  if (last < 0) {
    PyErr_Format(PyExc_RuntimeError, "%s: left without having been entered", Py_TYPE(self)->tp_name);
    return false;
  }
  const PyRef state = PyRef::share(PyList_GET_ITEM(states, last));
  if (PyList_SetSlice(states, last, last + 1, nullptr) < 0) return false;
  const PyRef name(PyUnicode_InternFromString("_restore"));
  if (!name) return false;
  const auto restore = [&] { return static_cast<bool>(PyRef(PyObject_CallMethodOneArg(self, name.get(), state.get()))); };
  if (restore()) return true;
  if (PyErr_ExceptionMatches(PyExc_Exception)) return false;
  HeldError interrupt;
  constexpr int kMostInterrupts = 100;
  for (int k = 0; k < kMostInterrupts && !restore(); ++k) {
    if (PyErr_ExceptionMatches(PyExc_Exception)) return false;
    PyErr_Clear();
  }
  interrupt.raise();
  return false;
}

PyObject* scope_enter(PyObject* self, PyObject*) {
  PyRef state(PyObject_CallMethod(self, "_before", nullptr));
  if (!state) return nullptr;
  ScopeObject& scope = scope_of(self);
  if (!scope.before) scope.before = PyList_New(0);
  if (!scope.before || PyList_Append(scope.before, state.get()) < 0) return nullptr;
  PyObject* result = PyObject_CallMethod(self, "_switch", nullptr);
  if (result) return result;
  HeldError error;
  leave(self);
  PyErr_Clear();
  error.raise();
  return nullptr;
}

PyObject* scope_exit(PyObject* self, PyObject*) { return leave(self) ? none_ref() : nullptr; }

int scope_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(scope_of(self).before);
  return 0;
}
int scope_clear(PyObject* self) {
  Py_CLEAR(scope_of(self).before);
  return 0;
}
void scope_dealloc(PyObject* self) {
  PyObject_GC_UnTrack(self);
  scope_clear(self);
  PyTypeObject* const type = Py_TYPE(self);
  type->tp_free(self);
  Py_DECREF(type);
}

PyMethodDef methods[] = {
    {"__enter__", scope_enter, METH_NOARGS, "Notes what _before() says, and returns what _switch() returns."},
    {"__exit__", scope_exit, METH_VARARGS, "Calls _restore(state), again where it was interrupted."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_scope(PyObject* module) {
  static PyType_Slot type_slots[] = {
      {Py_tp_methods, methods},
      {Py_tp_traverse, reinterpret_cast<void*>(scope_traverse)},
      {Py_tp_clear, reinterpret_cast<void*>(scope_clear)},
      {Py_tp_dealloc, reinterpret_cast<void*>(scope_dealloc)},
      {Py_tp_doc, const_cast<char*>("A context manager that puts back what it changed, even when it is interrupted while it does so. A "
                                    "subclass has _before(), which changes nothing, _switch() and _restore(state), which may run twice.")},
      {0, nullptr},
  };
  static PyType_Spec spec = {"flambeau._core.Scope", sizeof(ScopeObject), 0,
                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, type_slots};
  return guarded_int([&] {
    const PyRef type = PyRef::checked(PyType_FromSpec(&spec));
    if (PyModule_AddObjectRef(module, "Scope", type.get()) < 0) throw HostError{};
  });
}

}  // namespace flambeau
