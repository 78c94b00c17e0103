// Owns: telling failures in terms of the arguments that were given, and Explained, a Python function of which they are
// told so. Called by: composite ops; flambeau._arguments, which wraps public functions and says what is told.
#include "cpython/overrides.h"

namespace flambeau {
namespace {

struct Explained {
  PyObject_HEAD vectorcallfunc call;
  PyObject* function;
  PyObject* weak_references;
  char overridable;  // whether types of arguments and modes may answer its calls
};

Explained& as_explained(PyObject* o) { return *reinterpret_cast<Explained*>(o); }

bool answers(PyObject* o) { return !is_plain(o) && answers_calls(o); }

// Whether a mode answers the call, or an argument or one of its items.
bool answered(PyObject* const* args, Py_ssize_t nargs, PyObject* keywords) noexcept {
  if (!plain_tensor && mode_answers()) return true;
  const Py_ssize_t all = nargs + (keywords ? PyTuple_GET_SIZE(keywords) : 0);
  return std::any_of(args, args + all, [](PyObject* o) {
    if (!PyTuple_CheckExact(o) && !PyList_CheckExact(o)) return answers(o);
    PyObject** items = PySequence_Fast_ITEMS(o);
    return std::any_of(items, items + PySequence_Fast_GET_SIZE(o), answers);
  });
}

PyObject* call_explained(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* keywords) {
  const Explained& e = as_explained(self);
  if (e.overridable && answered(args, PyVectorcall_NARGS(nargsf), keywords)) [[unlikely]]
    return guarded([&] { return answer_override(self, args, PyVectorcall_NARGS(nargsf), keywords); });
  PyObject* result = PyObject_Vectorcall(e.function, args, nargsf, keywords);
  if (!result) [[unlikely]]
    explain_failure(e.function, args, PyVectorcall_NARGS(nargsf), keywords);
  return result;
}

PyObject* make(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  PyObject* function;
  if (kwargs && PyDict_GET_SIZE(kwargs)) return PyErr_Format(PyExc_TypeError, "Explained takes no keyword arguments");
  if (!PyArg_ParseTuple(args, "O", &function)) return nullptr;
  PyObject* made = type->tp_alloc(type, 0);
  if (!made) return nullptr;
  Explained& e = as_explained(made);
  e.call = call_explained;
  e.function = Py_NewRef(function);
  return made;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Explained& e = as_explained(self);
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(e.function);
  return 0;
}

int clear(PyObject* self) {
  Explained& e = as_explained(self);
  Py_CLEAR(e.function);
  return 0;
}

void dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  if (as_explained(self).weak_references) PyObject_ClearWeakRefs(self);
  clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

// As a function, it becomes a method of the object that it is found on.
PyObject* bind(PyObject* self, PyObject* object, PyObject*) {
  return object ? PyMethod_New(self, object) : Py_NewRef(self);
}

// Name, documentation and all else that a function is asked for are the wrapped one's: to copy them for each function
// would take longer at import than all else here.
PyObject* get_attribute(PyObject* self, PyObject* name) {
  PyObject* const function = as_explained(self).function;
  if (!function) return PyObject_GenericGetAttr(self, name);  // the collector has been here
  for (const char* of_types : {"__doc__", "__module__"})
    if (PyUnicode_CompareWithASCIIString(name, of_types) == 0) return PyObject_GetAttr(function, name);
  PyObject* found = PyObject_GenericGetAttr(self, name);
  if (found || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
  PyErr_Clear();
  return PyObject_GetAttr(function, name);
}

int set_attribute(PyObject* self, PyObject* name, PyObject* value) {
  if (PyObject_GenericSetAttr(self, name, value) == 0) return 0;  // what the wrapper knows itself
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
  PyErr_Clear();
  return PyObject_SetAttr(as_explained(self).function, name, value);
}

PyObject* show(PyObject* self) { return PyObject_Repr(as_explained(self).function); }

// Pickled and copied by name.
PyObject* reduce(PyObject* self, PyObject*) { return PyObject_GetAttrString(self, "__qualname__"); }

PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Explained, weak_references), READONLY, nullptr},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Explained, call), READONLY, nullptr},
    {"_overridable", T_BOOL, offsetof(Explained, overridable), 0, nullptr},
    {"__wrapped__", T_OBJECT, offsetof(Explained, function), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

PyMethodDef methods[] = {
    {"__reduce__", reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyType_Slot slots[] = {
    {Py_tp_new, reinterpret_cast<void*>(make)},
    {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
    {Py_tp_descr_get, reinterpret_cast<void*>(bind)},
    {Py_tp_getattro, reinterpret_cast<void*>(get_attribute)},
    {Py_tp_setattro, reinterpret_cast<void*>(set_attribute)},
    {Py_tp_repr, reinterpret_cast<void*>(show)},
    {Py_tp_members, members},
    {Py_tp_methods, methods},
    {0, nullptr},
};

PyType_Spec spec = {"flambeau._core.Explained", sizeof(Explained), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
                    slots};

}  // namespace

// What the explanation makes of the error that is set; the error itself where there is nothing to say or it fails.
void explain_failure(PyObject* function, PyObject* const* args, Py_ssize_t count, PyObject* keywords) noexcept {
  PyObject *kind, *error, *trace;
  PyErr_Fetch(&kind, &error, &trace);
  PyErr_NormalizeException(&kind, &error, &trace);
  if (trace) PyException_SetTraceback(error, trace);
  PyObject* better = nullptr;
  PyObject* const explain = py(host::library.explain);
  if (explain && PyErr_GivenExceptionMatches(error, PyExc_Exception)) {
    better = guarded([&] {
      PyRef positional = PyRef::checked(PyTuple_New(count));
      for (Py_ssize_t i = 0; i < count; ++i) PyTuple_SET_ITEM(positional.get(), i, Py_NewRef(args[i]));
      PyRef named = PyRef::checked(PyDict_New());
      for (Py_ssize_t i = 0; keywords && i < PyTuple_GET_SIZE(keywords); ++i) {
        if (PyDict_SetItem(named.get(), PyTuple_GET_ITEM(keywords, i), args[count + i]) < 0) throw HostError{};
      }
      return PyObject_CallFunctionObjArgs(explain, function, positional.get(), named.get(), error, nullptr);
    });
    if (!better) PyErr_Clear();
  }
  if (better && PyExceptionInstance_Check(better)) {
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(better)), better);
    Py_XDECREF(kind);
    Py_XDECREF(error);
    Py_XDECREF(trace);
  } else {
    PyErr_Restore(kind, error, trace);
  }
  Py_XDECREF(better);
}

int init_explained(PyObject* module) {
  PyObject* type = PyType_FromSpec(&spec);
  if (!type) return -1;
  // Who prints the type of a public function, we or the interpreter, is to read what every function of Python reads.
  const PyRef name(PyUnicode_FromString("function")), home(PyUnicode_FromString("builtins"));
  const bool named = name && home && PyObject_SetAttrString(type, "__module__", home.get()) == 0 &&
                     PyObject_SetAttrString(type, "__name__", name.get()) == 0;
  const int status = named ? PyModule_AddObjectRef(module, "Explained", type) : -1;
  Py_DECREF(type);
  return status;
}

}  // namespace flambeau
