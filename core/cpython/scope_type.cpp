// Owns: the type Scope, what every context manager of a mode is: it puts things back whatever interrupts it.
// Called by: flambeau's Python modules, which derive from it.
//
// A signal's handler (Ctrl-C) runs between any two Python instructions: after a mode was switched but before the block
// that would switch it back, or on the way into __exit__. Here entering and leaving are one step each for the
// interpreter.
#include "cpython/py.h"

namespace flambeau {
namespace {

struct ScopeObject {
  PyObject_HEAD PyObject*
      before;  // (state at the innermost entry that has not been left, the same for those around it), or null
};
ScopeObject& scope_of(PyObject* o) { return *reinterpret_cast<ScopeObject*>(o); }

PyObject *before_name, *switch_name, *restore_name;  // of what a subclass has

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
  const PyRef entry(std::exchange(scope_of(self).before, nullptr));
  if (!entry) {
    PyErr_Format(PyExc_RuntimeError, "%s: left without having been entered", Py_TYPE(self)->tp_name);
    return false;
  }
  PyObject *const state = PyTuple_GET_ITEM(entry.get(), 0), *const around = PyTuple_GET_ITEM(entry.get(), 1);
  if (around != Py_None) scope_of(self).before = Py_NewRef(around);
  const auto restore = [&] { return static_cast<bool>(PyRef(PyObject_CallMethodOneArg(self, restore_name, state))); };
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
  const PyRef state(PyObject_CallMethodNoArgs(self, before_name));
  if (!state) return nullptr;
  ScopeObject& scope = scope_of(self);
  PyRef entry(PyTuple_Pack(2, state.get(), scope.before ? scope.before : Py_None));
  if (!entry) return nullptr;
  const PyRef around(std::exchange(scope.before, entry.give()));
  PyObject* result = PyObject_CallMethodNoArgs(self, switch_name);
  if (result) return result;
  HeldError error;
  leave(self);
  PyErr_Clear();
  error.raise();
  return nullptr;
}

PyObject* scope_exit(PyObject* self, PyObject* const*, Py_ssize_t) { return leave(self) ? none_ref() : nullptr; }

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
    {"__enter__", scope_enter, METH_NOARGS,
     "__enter__() -> Any\n\n"
     "Notes what _before() says, and returns what _switch() returns."},
    {"__exit__", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(scope_exit)), METH_FASTCALL,
     "__exit__(*error: object) -> None\n\n"
     "Calls _restore(state), again where it was interrupted."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_scope(PyObject* module) {
  static PyType_Slot type_slots[] = {
      {Py_tp_methods, methods},
      {Py_tp_traverse, reinterpret_cast<void*>(scope_traverse)},
      {Py_tp_clear, reinterpret_cast<void*>(scope_clear)},
      {Py_tp_dealloc, reinterpret_cast<void*>(scope_dealloc)},
      {Py_tp_doc,
       const_cast<char*>(
           "A context manager that puts back what it changed, even when it is interrupted while it does so. A "
           "subclass has _before(), which changes nothing, _switch() and _restore(state), which may run twice.")},
      {0, nullptr},
  };
  static PyType_Spec spec = {"flambeau._core.Scope", sizeof(ScopeObject), 0,
                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, type_slots};
  return guarded_int([&] {
    before_name = PyRef::checked(PyUnicode_InternFromString("_before")).give();
    switch_name = PyRef::checked(PyUnicode_InternFromString("_switch")).give();
    restore_name = PyRef::checked(PyUnicode_InternFromString("_restore")).give();
    const PyRef type = PyRef::checked(PyType_FromSpec(&spec));
    if (PyModule_AddObjectRef(module, "Scope", type.get()) < 0) throw HostError{};
  });
}

}  // namespace flambeau
