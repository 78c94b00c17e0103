// Owns: OpObject and OpMethod, the Python objects of an op and of its methods: how they are called, what `out=` does.
// Called by: the files of this folder that have an op_ in their names, composite.cpp and host_op.cpp.
#pragma once

#include "cpython/overrides.h"

namespace flambeau {

// An op is read from its entry when it is first needed, since a program needs few of them. Until then `op` is null, and
// calls go through a function that reads it first.
struct OpObject {
  PyObject_HEAD vectorcallfunc call;
  Op* op;
  PyObject* facts;        // () -> dict: what the entry says
  PyObject* return_type;  // a tuple subclass for several results, or null
  PyObject* body;         // the op's Python function: a composite's, a host op's, one for some calls only; or null
  PyObject* keywords;     // which parameters it takes by keyword only: a tuple of their names, or null
  PyObject* dict;
  bool is_composite;
  bool is_internal;  // an update, which the library alone calls
};
inline OpObject& as_op(PyObject* o) { return *reinterpret_cast<OpObject*>(o); }
inline OpObject& object_for(const Op& op) { return as_op(py(op.object)); }

void read_op(OpObject& o);  // op_entry.cpp: reads the entry, unless that was done

// The arguments of a Python call, those by keyword behind those by position.
struct Given {
  PyObject* const* values;
  size_t nargsf;
  PyObject* names;  // a tuple, or null

  Py_ssize_t positional() const { return PyVectorcall_NARGS(nargsf); }
};

// Runs f(), a call of an op, `called` by the program; an argument that answers calls answers this one. Ops of the
// library's own, such as an optimiser's step, nobody answers.
template <class F> PyObject* overridable_op(const OpObject& o, PyObject* called, const Given& given, F&& f) noexcept {
  return guarded([&]() -> PyObject* {
    try {
      return f();
    } catch (const Overridden&) {
      if (!o.is_internal) return answer_override(called, given.values, given.positional(), given.names);
    }
    const LimitedOverrides none(Overrides::Off);
    return f();
  });
}

// What a class attribute or an in-place function is: the op, bound like a method.
struct OpMethod {
  PyObject_HEAD vectorcallfunc call;
  OpObject* target;
  PyObject* public_form;  // what a type that answers calls is told was called; null: the method itself
  bool in_place;

  PyObject* shown() { return public_form ? public_form : reinterpret_cast<PyObject*>(this); }
};

inline OpMethod& as_method(PyObject* o) { return *reinterpret_cast<OpMethod*>(o); }

// out=: writes a result of the op, or several, into the tensor, or the tuple of tensors, that the caller gave. Returns
// a new reference to what was given.
// op_out.cpp.
PyObject* write_out(const Op& op, PyObject* const* results, Py_ssize_t count, PyObject* out);
// What is made of numbers is made in the dtype of out=; of other ops a dtype that is asked for must be that of out=.
void take_dtype_of(PyObject* out, const Op& op, Value* values);

// composite.cpp: what the body answers to parsed arguments, written to `out` unless that is null; and the in-place form
// of it, written into the first argument. `given` is for telling of a failure.
PyObject* answer_by_body(OpObject& o, const Arguments& args, PyObject* out, const Given& given);
PyObject* write_by_body(OpObject& o, const Arguments& args, const Given& given);
// op_call.cpp: calls of an op that a kernel or a host op's body computes.
PyObject* vectorcall_op(PyObject* op, PyObject* const* argv, size_t nargsf, PyObject* kwnames);
PyObject* vectorcall_method(PyObject* method, PyObject* const* argv, size_t nargsf, PyObject* kwnames);
PyObject* vectorcall_in_place(PyObject* method, PyObject* const* argv, size_t nargsf, PyObject* kwnames);
void compute_host(Call& call);  // host_op.cpp

// composite.cpp: calls of an op whose body is Python.
PyObject* vectorcall_composite(PyObject* op, PyObject* const* argv, size_t nargsf, PyObject* kwnames);
PyObject* vectorcall_composite_method(PyObject* method, PyObject* const* argv, size_t nargsf, PyObject* kwnames);
PyObject* vectorcall_composite_in_place(PyObject* method, PyObject* const* argv, size_t nargsf, PyObject* kwnames);

}  // namespace flambeau
