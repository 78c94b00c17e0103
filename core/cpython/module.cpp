// Owns: the module flambeau._core.
// Called by: the import system.
#include "cpython/py.h"

static int execute(PyObject* module) {
  using namespace flambeau;
  const auto steps = {init_errors,    init_host,     init_collector, init_dtype,     init_tensor, init_node,
                      init_op,        init_random,   init_backward,  init_modes,     init_memory, init_result_types,
                      init_machine,   init_batching, init_optim,     init_watch,     init_dlpack, init_profiler,
                      init_explained, init_scope,    init_recording, init_overrides, init_sparse, init_module_base};
  for (const auto step : steps) {
    if (step(module) < 0) return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(execute)},
    {0, nullptr},
};
static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    "flambeau._core",
    "Tensors, the graph and the engine, in C++.",
    0,
    nullptr,
    slots,
    nullptr,
    nullptr,
    nullptr,
};

extern "C" PyMODINIT_FUNC PyInit__core() { return PyModuleDef_Init(&definition); }
