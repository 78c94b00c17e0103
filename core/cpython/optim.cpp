// Owns: calling the op of an optimiser's update with what it needs of the parameters and their states.
// Called by: flambeau.optim.
#include "cpython/py.h"

namespace flambeau {
namespace {

// update_group(op, params, states, names, options): op(params with a gradient, gradients, a list per name, *options).
PyObject* update_group(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return guarded([&]() -> PyObject* {
    if (nargs != 5 || !PyDict_Check(args[2]) || !PyTuple_Check(args[3]) || !PyTuple_Check(args[4])) {
      fail(ErrorKind::Type,
           "update_group takes an op, parameters, a dict of their states, a tuple of names and a tuple of "
           "options");
    }
    const PyRef params =
        PyRef::checked(PySequence_Fast(args[1], "an optimizer's parameters must be a list of Tensors"));
    PyObject *const states = args[2], *const names = args[3], *const options = args[4];
    const auto kept = static_cast<size_t>(PyTuple_GET_SIZE(names));
    const auto option_count = static_cast<size_t>(PyTuple_GET_SIZE(options));
    std::vector<PyRef> lists(2 + kept);
    for (PyRef& list : lists) list = PyRef::checked(PyList_New(0));
    const auto append = [&](size_t i, PyObject* o) {
      if (PyList_Append(lists[i].get(), o) < 0) throw HostError{};
    };
    bool asks = false;
    for (size_t i = 0; i < kept; ++i) asks = asks || PyTuple_GET_ITEM(names, i) != Py_None;
    for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(params.get()); ++k) {
      const PyRef param = PyRef::share(PySequence_Fast_GET_ITEM(params.get(), k));
      if (!is_tensor(param.get())) {
        fail(ErrorKind::Type, "optimizer can only optimize Tensors, but one of the params is ",
             Py_TYPE(param.get())->tp_name);
      }
      Tensor* const grad = as_tensor(param.get()).grad;
      if (!grad) continue;
      append(0, param.get());
      append(1, py(grad));
      if (!asks) continue;
      const PyRef state = PyRef::share(PyDict_GetItemWithError(states, param.get()));
      if (!state && PyErr_Occurred()) throw HostError{};
      if (!state || !PyDict_Check(state.get())) Py_RETURN_FALSE;
      for (size_t i = 0; i < kept; ++i) {
        PyObject* const name = PyTuple_GET_ITEM(names, i);
        if (name == Py_None) continue;
        PyObject* const found = PyDict_GetItemWithError(state.get(), name);
        if (!found && PyErr_Occurred()) throw HostError{};
        if (!found || found == Py_None) Py_RETURN_FALSE;
        append(2 + i, found);
      }
    }
    std::vector<PyObject*> call;
    call.reserve(lists.size() + option_count);
    for (const PyRef& list : lists) call.push_back(list.get());
    for (size_t i = 0; i < option_count; ++i) call.push_back(PyTuple_GET_ITEM(options, i));
    PyRef::checked(PyObject_Vectorcall(args[0], call.data(), call.size(), nullptr));
    Py_RETURN_TRUE;
  });
}

PyMethodDef functions[] = {
    {"update_group", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(update_group)), METH_FASTCALL,
     "update_group(op: Any, params: Sequence[Tensor], states: dict[Any, Any], names: tuple[str | None, ...], "
     "options: tuple[Any, ...]) -> bool\n\n"
     "Calls the op of an update with the parameters that have a gradient, the gradients, for each name what the "
     "parameters' states hold by it (an empty list for None), and the options. False, without a call, where a state "
     "lacks something: that parameter is updated for the first time."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_optim(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
