// Owns: the Python types Op and OpMethod.
// Called by: ops/define.py (make_op, make_method), the interpreter.
#include "cpython/op_object.h"

namespace flambeau {
namespace {

PyTypeObject* op_type = nullptr;
PyTypeObject* method_type = nullptr;

PyObject* op_repr(PyObject* self) {
  const PyRef name(PyObject_GetAttrString(self, "__name__"));
  return name ? PyUnicode_FromFormat("<op %S>", name.get()) : nullptr;
}
// As a class attribute an op is the function itself and binds nothing, like a builtin; Python's tools (`help`,
// `inspect`, Sphinx) take what has a `__get__` for a function.
PyObject* op_get(PyObject* self, PyObject*, PyObject*) { return Py_NewRef(self); }
PyObject* method_get(PyObject* self, PyObject* object, PyObject*) {
  if (!object) return Py_NewRef(self);
  return PyMethod_New(self, object);
}
PyObject* method_getattro(PyObject* self, PyObject* name) {
  PyObject* own = PyObject_GenericGetAttr(self, name);
  if (own || !PyErr_ExceptionMatches(PyExc_AttributeError)) return own;
  PyErr_Clear();
  return PyObject_GetAttr(reinterpret_cast<PyObject*>(as_method(self).target), name);
}
// The public name of the form: `mul`, or `mul_`.
PyObject* method_name(PyObject* self, void*) {
  const PyRef name(PyObject_GetAttrString(reinterpret_cast<PyObject*>(as_method(self).target), "__name__"));
  return name ? PyUnicode_FromFormat("%S%s", name.get(), as_method(self).in_place ? "_" : "") : nullptr;
}
PyObject* method_repr(PyObject* self) {
  const PyRef name(method_name(self, nullptr));
  return name ? PyUnicode_FromFormat("<op %U>", name.get()) : nullptr;
}
PyObject* method_doc(PyObject* self, void*) {
  return PyObject_GetAttrString(reinterpret_cast<PyObject*>(as_method(self).target), "__doc__");
}
void method_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  Py_XDECREF(reinterpret_cast<PyObject*>(as_method(self).target));
  Py_XDECREF(as_method(self).public_form);
  type->tp_free(self);
  Py_DECREF(type);
}

// An op's documentation is a function that makes it, which runs when somebody first asks.
PyObject* op_doc(PyObject* self, void*) {
  const PyRef dict(PyObject_GenericGetDict(self, nullptr));
  PyObject* doc = dict ? PyDict_GetItemString(dict.get(), "__doc__") : nullptr;
  if (!doc || !PyCallable_Check(doc)) return Py_NewRef(doc ? doc : Py_None);
  PyRef made(PyObject_CallNoArgs(doc));
  if (!made || PyDict_SetItemString(dict.get(), "__doc__", made.get()) < 0) return nullptr;
  return made.give();
}
int op_set_doc(PyObject* self, PyObject* doc, void*) {
  const PyRef dict(PyObject_GenericGetDict(self, nullptr));
  return dict ? PyDict_SetItemString(dict.get(), "__doc__", doc ? doc : Py_None) : -1;
}

PyObject* op_reduce(PyObject* self, PyObject*) { return PyObject_GetAttrString(self, "__qualname__"); }
PyMethodDef op_methods[] = {
    {"__reduce__", op_reduce, METH_NOARGS, "Pickled by name: an op is found again in the module of its entry."},
    {nullptr, nullptr, 0, nullptr},
};
PyMemberDef op_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(OpObject, call), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(OpObject, dict), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyMemberDef method_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(OpMethod, call), READONLY, nullptr},
    {"_public_form", T_OBJECT, offsetof(OpMethod, public_form), 0, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyGetSetDef method_getset[] = {
    {"__name__", method_name, nullptr, nullptr, nullptr},
    {"__doc__", method_doc, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyGetSetDef op_getset[] = {
    {"__doc__", op_doc, op_set_doc, nullptr, nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

// The first call of an op, and of each of its methods, reads its entry.
PyObject* first_call(PyObject* self, PyObject* const* argv, size_t nargsf, PyObject* kwnames) {
  return guarded([&] {
    read_op(as_op(self));
    return as_op(self).call(self, argv, nargsf, kwnames);
  });
}
PyObject* first_call_of_method(PyObject* self, PyObject* const* argv, size_t nargsf, PyObject* kwnames) {
  return guarded([&] {
    OpMethod& m = as_method(self);
    read_op(*m.target);
    m.call = m.target->is_composite ? (m.in_place ? vectorcall_composite_in_place : vectorcall_composite_method)
                                    : (m.in_place ? vectorcall_in_place : vectorcall_method);
    return m.call(self, argv, nargsf, kwnames);
  });
}

PyObject* make_op(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *attributes, *facts;
    int composite;
    if (!PyArg_ParseTuple(args, "O!pO", &PyDict_Type, &attributes, &composite, &facts)) throw HostError{};
    PyRef object = PyRef::checked(op_type->tp_alloc(op_type, 0));
    OpObject& o = as_op(object.get());
    o.call = first_call;
    o.facts = Py_NewRef(facts);
    o.dict = Py_NewRef(attributes);
    o.is_composite = composite;
    return object.give();
  });
}

PyObject* read_op_now(PyObject*, PyObject* op) {
  return guarded([&] {
    op_in(op);
    return none_ref();
  });
}

PyObject* make_method(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject* op;
    int in_place = 0;
    if (!PyArg_ParseTuple(args, "O!|p", op_type, &op, &in_place)) throw HostError{};
    PyRef object = PyRef::checked(method_type->tp_alloc(method_type, 0));
    OpMethod& m = as_method(object.get());
    m.call = first_call_of_method;
    m.target = &as_op(Py_NewRef(op));
    m.in_place = in_place;
    return object.give();
  });
}

// batch_in_line(op, lines_up, dims): what lets vmap do without the batching rule. `dims`: the places of parameters.
PyObject* batch_in_line(PyObject*, PyObject* args) {
  PyObject *op, *dims;
  int lines_up;
  if (!PyArg_ParseTuple(args, "O!pO!", op_type, &op, &lines_up, &PyTuple_Type, &dims)) return nullptr;
  return guarded([&] {
    Op& target = op_in(op);
    target.lines_up = lines_up;
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(dims); ++k) {
      const int64_t place = read_int(PyTuple_GET_ITEM(dims, k), "_batch_in_line: dims");
      if (place < 0 || place >= std::ssize(target.params))
        fail(ErrorKind::Index, "_batch_in_line: ", target.name, " has no parameter ", place);
      target.dim_params |= 1u << place;
    }
    return none_ref();
  });
}

// set_slot(index, op): which op an operator calls.
PyObject* set_slot(PyObject*, PyObject* args) {
  int slot;
  PyObject* op;
  if (!PyArg_ParseTuple(args, "iO!", &slot, op_type, &op)) return nullptr;
  if (slot < 0 || slot >= kSlots) {
    PyErr_SetString(PyExc_IndexError, "set_slot: no such operator");
    return nullptr;
  }
  slot_objects[slot] = Py_NewRef(op);
  Py_RETURN_NONE;
}

PyMethodDef functions[] = {
    {"make_op", make_op, METH_VARARGS,
     "make_op(attributes: dict[str, Any], composite: bool, facts: Callable[[], dict[str, Any]]) -> Any\n\n"
     "An Op with these attributes. What it is, facts() tells when it is first needed."},
    {"read_op", read_op_now, METH_O,
     "read_op(op: Op) -> None\n\n"
     "Reads what an op is now, and not at its first call: TypeError or the like for an entry that is wrong."},
    {"make_method", make_method, METH_VARARGS,
     "make_method(op: Op, in_place: bool = False) -> Any\n\n"
     "What a class attribute or an in-place function is."},
    {"_batch_in_line", batch_in_line, METH_VARARGS,
     "_batch_in_line(op: Op, lines_up: bool, dims: tuple[int, ...]) -> None\n\n"
     "What lets vmap do without the op's batching rule: the op pairs elements, or these parameters name dimensions."},
    {"set_slot", set_slot, METH_VARARGS,
     "set_slot(index: int, op: Any) -> None\n\n"
     "Which op an operator calls."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

Op& op_in(PyObject* object) {
  if (!PyObject_TypeCheck(object, op_type)) fail(ErrorKind::Type, "an Op is expected, not ", Py_TYPE(object)->tp_name);
  read_op(as_op(object));
  return *as_op(object).op;
}

int init_op(PyObject* module) {
  static PyType_Slot op_slots[] = {
      {Py_tp_repr, reinterpret_cast<void*>(op_repr)},
      {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
      {Py_tp_members, op_members},
      {Py_tp_methods, op_methods},
      {Py_tp_getset, op_getset},
      {Py_tp_descr_get, reinterpret_cast<void*>(op_get)},
      {Py_tp_getattro, reinterpret_cast<void*>(PyObject_GenericGetAttr)},
      {Py_tp_setattro, reinterpret_cast<void*>(PyObject_GenericSetAttr)},
      {0, nullptr},
  };
  static PyType_Spec op_spec = {"flambeau.Op", sizeof(OpObject), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                op_slots};
  static PyType_Slot method_slots[] = {
      {Py_tp_repr, reinterpret_cast<void*>(method_repr)},
      {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
      {Py_tp_members, method_members},
      {Py_tp_getset, method_getset},
      {Py_tp_descr_get, reinterpret_cast<void*>(method_get)},
      {Py_tp_getattro, reinterpret_cast<void*>(method_getattro)},
      {Py_tp_dealloc, reinterpret_cast<void*>(method_dealloc)},
      {0, nullptr},
  };
  static PyType_Spec method_spec = {"flambeau.OpMethod", sizeof(OpMethod), 0,
                                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR |
                                        Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                    method_slots};
  op_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&op_spec));
  method_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&method_spec));
  if (!op_type || !method_type) return -1;
  if (PyModule_AddObjectRef(module, "Op", reinterpret_cast<PyObject*>(op_type)) < 0) return -1;
  if (PyModule_AddObjectRef(module, "OpMethod", reinterpret_cast<PyObject*>(method_type)) < 0) return -1;
  return PyModule_AddFunctions(module, functions);
}

}  // namespace flambeau
