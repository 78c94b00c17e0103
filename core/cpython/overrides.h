// Owns: who answers a call in the library's place: the types of arguments that have `__torch_function__`, and modes.
// Called by: whatever a program calls: ops, operators, Tensor's methods and attributes, public functions of Python.
//
// An exact Tensor or Parameter is told by the type test that reading an argument begins with, and costs nothing more.
// Where anything else is read that answers calls, Overridden is thrown, and caught around the whole call,
// where it answers.
#pragma once

#include "autograd/modes.h"
#include "cpython/py.h"

namespace flambeau {

struct Overridden {};

// The types of tensors that answer no calls; null while a mode is on, so that every tensor is looked at closer.
extern PyTypeObject* plain_tensor;
extern PyTypeObject* plain_parameter;
inline bool is_plain(PyObject* o) { return Py_TYPE(o) == plain_tensor || Py_TYPE(o) == plain_parameter; }

bool mode_answers() noexcept;              // whether a TorchFunctionMode answers this thread's calls
bool answers_calls(PyObject* o) noexcept;  // whether a mode does, or the type of `o`

// Throws Overridden where the argument, or a mode, answers the call.
void ask_closer(PyObject* o);
inline void ask(PyObject* o) {
  if (!is_plain(o)) ask_closer(o);
}
inline void ask_modes() {
  if (!plain_tensor && mode_answers()) [[unlikely]]
    throw Overridden{};
}
void ask_items(PyObject* o);  // of the argument and, if it is a tuple or a list, its items
bool is_other_tensor(PyObject* o);
inline bool is_tensor_argument(PyObject* o) {
  if (is_plain(o)) return true;
  if (plain_tensor && (PyFloat_CheckExact(o) || PyLong_CheckExact(o))) return false;  // no mode is on: none to ask
  return is_other_tensor(o);
}

// What modes and types answer to function(*argv): the first answer that is not NotImplemented; a TypeError if all are.
PyObject* answer_override(PyObject* function, PyObject* const* argv, Py_ssize_t nargs, PyObject* kwnames);
// The same, for a method or operator of Tensor by its name; NotImplemented if all answers are.
PyObject* answer_operator(const char* name, std::initializer_list<PyObject*> args);
// The same for a descriptor of Tensor: its `__get__` or `__set__`.
PyObject* answer_attribute(const char* name, const char* access, std::initializer_list<PyObject*> args);
PyObject* required_answer(PyObject* answer, const char* name);  // a TypeError for NotImplemented

// The tensor as an instance of a subclass of Tensor: `t` itself in another object where nothing else refers to it, else
// a recorded alias.
TensorRef as_instance(PyTypeObject* type, TensorRef t);

// Tensor.__torch_function__, a class method: what Tensor answers for its subclasses.
PyObject* tensor_hook(PyObject* cls, PyObject* args, PyObject* kwargs);

// Attributes and methods of Tensor as Python sees them: self is asked first.
template <getter Get> PyObject* overridable_get(PyObject* o, void* name) noexcept {
  if (is_plain(o) || !answers_calls(o)) [[likely]]
    return Get(o, nullptr);
  const char* text = static_cast<const char*>(name);
  return guarded([&] { return required_answer(answer_attribute(text, "__get__", {o}), text); });
}
template <setter Set> int overridable_set(PyObject* o, PyObject* value, void* name) noexcept {
  const bool plain_value = !value || value == Py_None || PyBool_Check(value) || is_plain(value);
  if (!value || ((is_plain(o) || !answers_calls(o)) && (plain_value || !answers_calls(value)))) [[likely]]
    return Set(o, value, nullptr);
  const char* text = static_cast<const char*>(name);
  return guarded_int([&] { PyRef::checked(required_answer(answer_attribute(text, "__set__", {o, value}), text)); });
}
template <OpName Name, PyCFunction Method> PyObject* overridable_method(PyObject* o, PyObject* unused) noexcept {
  if (is_plain(o) || !answers_calls(o)) [[likely]]
    return Method(o, unused);
  return guarded([&] { return required_answer(answer_operator(Name.name, {o}), Name.name); });
}
using FastMethod = PyObject* (*)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);
PyObject* answer_method(const char* name, PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames);
template <OpName Name, FastMethod Method>
PyObject* overridable_method(PyObject* o, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) noexcept {
  if ((is_plain(o) || !answers_calls(o)) && (nargs == 0 || PyLong_CheckExact(args[0]) || !answers_calls(args[0])))
      [[likely]]
    return Method(o, args, nargs, kwnames);
  return guarded([&] { return answer_method(Name.name, o, args, nargs, kwnames); });
}

}  // namespace flambeau
