// Owns: Tensor's methods that give it other bytes, or tell about those it has, as the interpreter calls them.
// Called by: tensor_attributes.cpp, whose table lists them.
#pragma once

#include "cpython/py.h"

namespace flambeau {

PyObject* method_resize(PyObject* o, PyObject* args);
PyObject* method_set(PyObject* o, PyObject* args);
PyObject* method_storage_bytes(PyObject* o, PyObject*);
PyObject* method_move_bytes(PyObject* o, PyObject* args);
PyObject* method_lend(PyObject* o, PyObject*);
PyObject* method_data_ptr(PyObject* o, PyObject*);
PyObject* method_storage_key(PyObject* o, PyObject*);

}  // namespace flambeau
