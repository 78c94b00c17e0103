// Owns: the exception boundary between C++ and Python.
// Called by: guarded().
#include "cpython/py.h"

namespace flambeau {

PyObject *data_dependent_error = nullptr, *linalg_error = nullptr;

namespace {

PyObject* exception_class(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Type: return PyExc_TypeError;
    case ErrorKind::Value: return PyExc_ValueError;
    case ErrorKind::Index: return PyExc_IndexError;
    case ErrorKind::NotImplemented: return PyExc_NotImplementedError;
    case ErrorKind::OutOfMemory: return PyExc_MemoryError;
    case ErrorKind::Overflow: return PyExc_OverflowError;
    case ErrorKind::DataDependent: return data_dependent_error;
    case ErrorKind::LinAlg: return linalg_error;
    case ErrorKind::Runtime:
    default: return PyExc_RuntimeError;
  }
}

}  // namespace

void set_python_error() noexcept {
  try {
    throw;
  } catch (const HostError&) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_SystemError, "flambeau: an error was lost");
  } catch (const Error& e) {
    PyErr_SetString(exception_class(e.kind), e.what());
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  } catch (...) {
    PyErr_SetString(PyExc_RuntimeError, "flambeau: unknown native error");
  }
}

int init_errors(PyObject* module) {
  data_dependent_error = PyErr_NewExceptionWithDoc("flambeau.func.DataDependentError",
                                                   "One value was asked of a tensor that stands for every example of a "
                                                   "batch (item(), bool(), an index). vmap catches it.",
                                                   PyExc_RuntimeError, nullptr);
  linalg_error = PyErr_NewExceptionWithDoc(
      "flambeau.linalg.LinAlgError", "A matrix that has no inverse, or no factors of the kind that was asked for.",
      PyExc_RuntimeError, nullptr);
  if (!data_dependent_error || !linalg_error) return -1;
  if (PyModule_AddObjectRef(module, "LinAlgError", linalg_error) < 0) return -1;
  return PyModule_AddObjectRef(module, "DataDependentError", data_dependent_error);
}

}  // namespace flambeau
