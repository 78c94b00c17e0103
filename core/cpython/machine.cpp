// Owns: what the library uses of the machine: threads, instruction sets, libraries.
// Called by: flambeau's Python modules; the handlers of fork.
#include "backend/cpu/isa.h"
#include "backend/cpu/matmul.h"
#include "backend/cpu/parallel.h"
#include "cpython/py.h"
#include "dispatch/op.h"
#include "tensor/long_work.h"

namespace flambeau {
namespace {

PyObject* get_deterministic(PyObject*, PyObject*) { return PyBool_FromLong(is_deterministic()); }

PyObject* set_deterministic_from(PyObject*, PyObject* on) {
  set_deterministic(on == Py_True);
  Py_RETURN_NONE;
}

PyObject* get_threads(PyObject*, PyObject*) { return PyLong_FromLong(num_threads()); }

PyObject* set_threads(PyObject*, PyObject* o) {
  return guarded([&] {
    const int64_t n = read_int(o, "set_num_threads: the number of threads");
    if (n < 1 || n > 4096) fail(ErrorKind::Runtime, "set_num_threads expects a positive integer, got ", n);
    set_num_threads(static_cast<int>(n));
    return none_ref();
  });
}

PyObject* hold_work(PyObject*, PyObject*) {
  return guarded([] {
    hold_long_work();
    return none_ref();
  });
}

PyObject* allow_work(PyObject*, PyObject*) {
  allow_long_work();
  Py_RETURN_NONE;
}

PyObject* allow_work_in_child(PyObject*, PyObject*) {
  forget_other_threads();
  return allow_work(nullptr, nullptr);
}

PyObject* isa_name(PyObject*, PyObject*) {
  return guarded([&] { return PyUnicode_FromString(name_of(isa_level())); });
}

PyObject* elementwise_kernels(PyObject*, PyObject*) {
  return guarded([&] {
    PyRef kernels = PyRef::checked(PyDict_New());
    for (const ElementwiseKernel* kernel : all_elementwise()) {
      PyRef dtypes = PyRef::checked(PyList_New(0));
      for (int t = 0; t < kDTypes; ++t) {
        if (kernel->loops[t] && PyList_Append(dtypes.get(), dtype_object(static_cast<DType>(t))) < 0) throw HostError{};
      }
      if (PyDict_SetItemString(kernels.get(), kernel->name, dtypes.get()) < 0) throw HostError{};
    }
    return kernels.give();
  });
}

#define FLAMBEAU_TEXT_OF(name) #name
#define FLAMBEAU_TEXT(name) FLAMBEAU_TEXT_OF(name)
PyObject* isa_levels(PyObject*, PyObject*) {
#if defined(FLAMBEAU_SINGLE_ISA)
  return Py_BuildValue("(s)", FLAMBEAU_TEXT(FLAMBEAU_SINGLE_ISA));
#elif defined(__x86_64__)
  return Py_BuildValue("(sss)", "v2", "v3", "v4");
#else
  return Py_BuildValue("(s)", "base");
#endif
}

PyObject* products(PyObject*, PyObject*) {
  return guarded([&] { return PyUnicode_FromString(matmul_description()); });
}

PyObject* library_folder(PyObject*, PyObject* folder) {
  return guarded([&] {
    const char* text = PyUnicode_AsUTF8(folder);
    if (!text) throw HostError{};
    set_library_folder(text);
    return none_ref();
  });
}

PyMethodDef functions[] = {
    {"_is_deterministic", get_deterministic, METH_NOARGS,
     "_is_deterministic() -> bool\n\n"
     "Whether results must not depend on the number of threads."},
    {"_set_deterministic", set_deterministic_from, METH_O,
     "_set_deterministic(on: bool) -> None\n\n"
     "Sets whether results must not depend on the number of threads."},
    {"get_num_threads", get_threads, METH_NOARGS,
     "get_num_threads() -> int\n\n"
     "How many threads kernels use."},
    {"set_num_threads", set_threads, METH_O,
     "set_num_threads(count: int) -> None\n\n"
     "Sets how many threads kernels use."},
    {"_hold_long_work", hold_work, METH_NOARGS,
     "_hold_long_work() -> None\n\n"
     "Waits for the kernels of other threads, and keeps them from running beside the caller."},
    {"_allow_long_work", allow_work, METH_NOARGS,
     "_allow_long_work() -> None\n\n"
     "Ends what _hold_long_work began."},
    {"_allow_long_work_in_child", allow_work_in_child, METH_NOARGS,
     "_allow_long_work_in_child() -> None\n\n"
     "The same in a forked process, which has no other threads."},
    {"isa_level", isa_name, METH_NOARGS,
     "isa_level() -> str\n\n"
     "The instruction set the kernels use."},
    {"elementwise_kernels", elementwise_kernels, METH_NOARGS,
     "elementwise_kernels() -> dict[str, list[dtype]]\n\n"
     "The elementwise kernels by name, each with the dtypes it has a loop for."},
    {"isa_levels", isa_levels, METH_NOARGS,
     "isa_levels() -> tuple[str, ...]\n\n"
     "The instruction sets that the kernels were compiled for."},
    {"products", products, METH_NOARGS,
     "products() -> Any\n\n"
     "The libraries behind matrix products."},
    {"_set_library_folder", library_folder, METH_O,
     "_set_library_folder(folder: str) -> None\n\n"
     "Frames of files below this folder are the library's own."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_machine(PyObject* module) {
  install_fork_handler();
  host::check_signals();                                // notes that this is the main thread
  if (guarded_int([] { isa_level(); }) < 0) return -1;  // FLAMBEAU_ISA names a level this processor lacks: say so now
  return PyModule_AddFunctions(module, functions);
}

}  // namespace flambeau
