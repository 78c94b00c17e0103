// Owns: how nn.Module, the base of modules, finds attributes: the parameters, buffers and submodules stand in
// dictionaries of their own.
// Called by: flambeau.nn.
#include "cpython/py.h"

namespace flambeau {
namespace {

PyObject* registries[3];
PyObject* getattr;  // the method __getattr__

// The entry of a mapping; null without an error where there is none.
PyObject* entry_of(PyObject* mapping, PyObject* name) {
  if (PyDict_Check(mapping)) return Py_XNewRef(PyDict_GetItemWithError(mapping, name));
  PyObject* found = PyObject_GetItem(mapping, name);
  if (!found && PyErr_ExceptionMatches(PyExc_KeyError)) PyErr_Clear();
  return found;
}

// __getattr__(name): what is registered under the name.
PyObject* get_registered(PyObject* self, PyObject* name) {
  PyObject* const attributes = PyObject_GenericGetDict(self, nullptr);
  if (!attributes) return nullptr;
  const PyRef held(attributes);
  for (PyObject* registry : registries) {
    PyObject* const entries = PyDict_GetItemWithError(attributes, registry);
    if (entries) {
      PyObject* const found = entry_of(entries, name);
      if (found) return found;
    }
    if (PyErr_Occurred()) return nullptr;
  }
  return PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute '%S'", _PyType_Name(Py_TYPE(self)), name);
}

PyObject* get_attribute(PyObject* self, PyObject* name) {
  PyObject* const found = _PyObject_GenericGetAttrWithDict(self, name, nullptr, 1);  // 1: no AttributeError
  return found || PyErr_Occurred() ? found : get_registered(self, name);
}

bool inherits(PyObject* cls, const char* name, PyObject* expected) {
  return PyRef::checked(PyObject_GetAttrString(cls, name)).get() == expected;
}

// A class made in Python that has a __getattr__ asks for attributes by a detour, which makes an exception and calls it.
// One that has ours need not. Assigning another to the class later restores the detour.
PyObject* shorten_attributes(PyObject*, PyObject* cls) {
  return guarded([&] {
    if (!PyType_Check(cls)) fail(ErrorKind::Type, "expected a class, not ", Py_TYPE(cls)->tp_name);
    PyObject* const object = reinterpret_cast<PyObject*>(&PyBaseObject_Type);
    const PyRef plain = PyRef::checked(PyObject_GetAttrString(object, "__getattribute__"));
    if (inherits(cls, "__getattr__", getattr) && inherits(cls, "__getattribute__", plain.get())) {
      reinterpret_cast<PyTypeObject*>(cls)->tp_getattro = get_attribute;
    }
    return none_ref();
  });
}

PyMethodDef method = {"__getattr__", get_registered, METH_O,
                      "_get_registered(self: Any, name: str) -> Any\n\n"
                      "The parameter, buffer or submodule of this name."};

PyMethodDef functions[] = {
    {"_shorten_attributes", shorten_attributes, METH_O,
     "_shorten_attributes(cls: type) -> None\n\n"
     "Makes attributes fast in a class whose __getattr__ is _get_registered."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_module_base(PyObject* module) {
  static constexpr const char* kNames[] = {"_parameters", "_buffers", "_modules"};
  for (int i = 0; i < 3; ++i) {
    registries[i] = PyUnicode_InternFromString(kNames[i]);
    if (!registries[i]) return -1;
  }
  getattr = PyDescr_NewMethod(&PyBaseObject_Type, &method);
  if (!getattr || PyModule_AddObjectRef(module, "_get_registered", getattr) < 0) return -1;
  return PyModule_AddFunctions(module, functions);
}

}  // namespace flambeau
