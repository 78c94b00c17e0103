// Owns: the rules by which types and modes answer calls, and the answer that Tensor itself gives: the call, its results
// made instances of the subclass.
// Called by: every entry that a program calls (overrides.h), flambeau.overrides.
#include "cpython/overrides.h"

#include <vector>

#include "autograd/graph_ops.h"

namespace flambeau {

PyTypeObject* plain_tensor = nullptr;
PyTypeObject* plain_parameter = nullptr;

namespace {

PyTypeObject* parameter_type = nullptr;
PyObject* hook_name = nullptr;      // "__torch_function__"
PyObject* disabled_hook = nullptr;  // the hook of types that answer nothing
PyObject* kept_results = nullptr;   // a set of functions whose results keep their type

thread_local std::vector<PyObject*> modes_on;  // owned; outermost first
int64_t modes_anywhere = 0;                    // in all threads

void tell_plain_types() noexcept {
  plain_tensor = modes_anywhere ? nullptr : tensor_type;
  plain_parameter = modes_anywhere ? nullptr : parameter_type;
}

bool type_answers(PyObject* o) noexcept {
  PyTypeObject* type = Py_TYPE(o);
  if (type == tensor_type || type == parameter_type || modes.overrides != Overrides::On) return false;
  if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) return false;  // Python's and NumPy's own
  PyObject* hook = _PyType_Lookup(type, hook_name);
  return hook && hook != disabled_hook;
}

// Those who answer a call: one argument of each type, in the order of the arguments, but subclasses first.
class Answerers {
 public:
  void add(PyObject* o) {
    if (!type_answers(o)) return;
    auto place = all_.end();
    for (auto it = all_.begin(); it != all_.end(); ++it) {
      if (Py_TYPE(*it) == Py_TYPE(o)) return;
      if (place == all_.end() && PyType_IsSubtype(Py_TYPE(o), Py_TYPE(*it))) place = it;
    }
    all_.insert(place, o);
  }
  void add_with_items(PyObject* o) {
    add(o);
    if (!PyTuple_CheckExact(o) && !PyList_CheckExact(o)) return;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); ++i) add(PySequence_Fast_GET_ITEM(o, i));
  }
  const std::vector<PyObject*>& all() const { return all_; }
  PyRef types() const {
    PyRef tuple = PyRef::checked(PyTuple_New(std::ssize(all_)));
    for (size_t i = 0; i < all_.size(); ++i)
      PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i),
                       Py_NewRef(reinterpret_cast<PyObject*>(Py_TYPE(all_[i]))));
    return tuple;
  }

 private:
  std::vector<PyObject*> all_;  // borrowed from the call
};

// The innermost mode, which is off while it answers.
class Answering {
 public:
  Answering() : mode_(modes_on.back()) { modes_on.pop_back(); }
  ~Answering() { modes_on.push_back(mode_.give()); }
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;
  PyObject* mode() const { return mode_.get(); }

 private:
  PyRef mode_;
};

void warn_of_plain_method(PyObject* hook, PyObject* o) {
  if (!PyMethod_Check(hook) || PyMethod_GET_SELF(hook) != o) return;
  if (PyErr_WarnEx(PyExc_DeprecationWarning,
                   "Defining your `__torch_function__` as a plain method is deprecated and will be an error in future, "
                   "please define it as a classmethod.",
                   1) < 0)
    throw HostError{};
}

PyRef ask_one(PyObject* answerer, bool is_mode, PyObject* function, PyObject* types, PyObject* args, PyObject* kwargs) {
  const PyRef hook = PyRef::checked(PyObject_GetAttr(answerer, hook_name));
  if (!is_mode) warn_of_plain_method(hook.get(), answerer);
  return PyRef::checked(
      until_exit([&] { return PyObject_CallFunctionObjArgs(hook.get(), function, types, args, kwargs, nullptr); }));
}

PyRef first_answer(PyObject* function, const Answerers& answerers, PyObject* args, PyObject* kwargs) {
  const PyRef types = answerers.types();
  if (mode_answers()) {
    const Answering innermost;
    PyRef answer = ask_one(innermost.mode(), true, function, types.get(), args, kwargs);
    if (answer.get() != Py_NotImplemented) return answer;
  }
  for (PyObject* o : answerers.all()) {
    PyRef answer = ask_one(o, false, function, types.get(), args, kwargs);
    if (answer.get() != Py_NotImplemented) return answer;
  }
  return PyRef::share(Py_NotImplemented);
}

// "torch.add", "torch.Tensor.add"
std::string public_name(PyObject* function) {
  const PyRef name(PyObject_GetAttrString(function, "__name__"));
  PyErr_Clear();
  const bool is_method =
      name && PyObject_HasAttr(reinterpret_cast<PyObject*>(tensor_type), name.get()) &&
      PyRef(PyObject_GetAttr(reinterpret_cast<PyObject*>(tensor_type), name.get())).get() == function;
  return (is_method ? "torch.Tensor." : "torch.") + host::name_of(as_host(function));
}

[[noreturn]] void fail_unanswered(const std::string& name, const Answerers& answerers) {
  std::string who;
  for (PyObject* o : answerers.all()) who += std::string("\n  - ") + Py_TYPE(o)->tp_name;
  fail(ErrorKind::Type, "Multiple dispatch failed for '", name,
       "'; all __torch_function__ handlers returned NotImplemented:", who, "\n(no implementation found for '", name,
       "' on types that implement __torch_function__)");
}

PyRef tuple_of(PyObject* self, PyObject* const* argv, Py_ssize_t n) {
  const Py_ssize_t first = self ? 1 : 0;
  PyRef tuple = PyRef::checked(PyTuple_New(first + n));
  if (self) PyTuple_SET_ITEM(tuple.get(), 0, Py_NewRef(self));
  for (Py_ssize_t i = 0; i < n; ++i) PyTuple_SET_ITEM(tuple.get(), first + i, Py_NewRef(argv[i]));
  return tuple;
}

PyRef attribute_of_tensor(const char* name) {
  return PyRef::checked(PyObject_GetAttrString(reinterpret_cast<PyObject*>(tensor_type), name));
}

// ---- what Tensor answers ----

PyRef as_kind_of(PyTypeObject* cls, PyRef result);

// The items are exchanged in a tuple or list that is nobody else's; of any other one of its type is made anew.
PyRef with_items_as(PyTypeObject* cls, PyRef sequence) {
  std::vector<PyRef> items;
  bool changed = false;
  const bool ours = Py_REFCNT(sequence.get()) == 1;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(sequence.get()); ++i) {
    PyObject** place = PySequence_Fast_ITEMS(sequence.get()) + i;
    PyObject* const before = *place;
    items.push_back(as_kind_of(cls, PyRef(ours ? std::exchange(*place, Py_NewRef(Py_None)) : Py_NewRef(before))));
    changed = changed || items.back().get() != before;
    if (ours) Py_SETREF(*place, Py_NewRef(items.back().get()));
  }
  if (ours || !changed) return sequence;
  PyRef list = PyRef::checked(PyList_New(std::ssize(items)));
  for (size_t i = 0; i < items.size(); ++i) PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(i), items[i].give());
  if (PyList_CheckExact(sequence.get())) return list;
  return PyRef::checked(PyObject_CallOneArg(reinterpret_cast<PyObject*>(Py_TYPE(sequence.get())), list.get()));
}

PyRef as_kind_of(PyTypeObject* cls, PyRef result) {
  if (is_tensor(result.get())) {
    if (PyObject_TypeCheck(result.get(), cls)) return result;
    return PyRef(to_py(as_instance(cls, TensorRef::steal(&as_tensor(result.give())))));
  }
  if (PyTuple_Check(result.get()) || PyList_Check(result.get())) return with_items_as(cls, std::move(result));
  return result;
}

bool keeps_type(PyObject* function) {
  const int found = kept_results ? PySet_Contains(kept_results, function) : 0;
  if (found < 0) PyErr_Clear();  // a function that has no hash
  return found > 0;
}

struct HookCall {
  PyObject *function, *types, *args = nullptr, *kwargs = nullptr;
  PyRef no_args;

  HookCall(PyObject* given, PyObject* named) {
    static const char* names[] = {"func", "types", "args", "kwargs", nullptr};
    if (!PyArg_ParseTupleAndKeywords(given, named, "OO|OO:__torch_function__", const_cast<char**>(names), &function,
                                     &types, &args, &kwargs))
      throw HostError{};
    if (!args) {
      no_args = PyRef::checked(PyTuple_New(0));
      args = no_args.get();
    } else if (!PyTuple_Check(args)) {
      no_args = PyRef::checked(PySequence_Tuple(args));
      args = no_args.get();
    }
    if (kwargs == Py_None) kwargs = nullptr;
    if (kwargs && !PyDict_Check(kwargs))
      fail(ErrorKind::Type, "__torch_function__: argument 'kwargs' must be a dict, not ", Py_TYPE(kwargs)->tp_name);
  }
  PyRef run() const {
    const LimitedOverrides modes_only(Overrides::ByModes);
    return PyRef::checked(until_exit([&] { return PyObject_Call(function, args, kwargs); }));
  }
};

PyObject* run_disabled(PyObject*, PyObject* given, PyObject* named) {
  return guarded([&] { return HookCall(given, named).run().give(); });
}

// ---- the functions of flambeau.overrides ----

PyObject* push_mode(PyObject*, PyObject* mode) {
  return guarded([&] {
    modes_on.push_back(Py_NewRef(mode));
    ++modes_anywhere;
    tell_plain_types();
    return none_ref();
  });
}

PyObject* pop_mode(PyObject*, PyObject*) {
  return guarded([&]() -> PyObject* {
    if (modes_on.empty()) fail(ErrorKind::Runtime, "there is no TorchFunctionMode to leave");
    PyObject* mode = modes_on.back();
    modes_on.pop_back();
    --modes_anywhere;
    tell_plain_types();
    return mode;
  });
}

PyObject* function_modes(PyObject*, PyObject*) {
  return guarded([&] { return tuple_of(nullptr, modes_on.data(), std::ssize(modes_on)).give(); });
}

PyObject* get_overrides(PyObject*, PyObject*) { return PyLong_FromLong(static_cast<long>(modes.overrides)); }

PyObject* set_overrides(PyObject*, PyObject* state) {
  return guarded([&] {
    const int64_t value = read_int(state, "_set_overrides");
    if (value < 0 || value > 2) fail(ErrorKind::Value, "_set_overrides: ", value, " | 0 (all), 1 (modes) or 2 (none)");
    modes.overrides = static_cast<Overrides>(value);
    return none_ref();
  });
}

PyObject* has_override(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  for (Py_ssize_t i = 0; i < nargs; ++i)
    if (!is_plain(args[i]) && answers_calls(args[i])) Py_RETURN_TRUE;
  return PyBool_FromLong(nargs == 0 && mode_answers());
}

PyObject* overriding(PyObject*, PyObject* args) {
  return guarded([&] {
    Answerers answerers;
    for_items(args, [&](PyObject* o, Py_ssize_t) { answerers.add(o); });
    PyRef list = PyRef::checked(PyList_New(0));
    for (PyObject* o : answerers.all())
      if (PyList_Append(list.get(), o) < 0) throw HostError{};
    return list.give();
  });
}

// _answer_override(function, relevant arguments, args, kwargs)
PyObject* answer_override_for(PyObject*, PyObject* given) {
  return guarded([&] {
    PyObject *function, *relevant, *args, *kwargs;
    if (!PyArg_ParseTuple(given, "OOO!O!", &function, &relevant, &PyTuple_Type, &args, &PyDict_Type, &kwargs))
      throw HostError{};
    const PyRef held = PyRef::checked(PySequence_Tuple(relevant));
    Answerers answerers;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(held.get()); ++i) answerers.add(PyTuple_GET_ITEM(held.get(), i));
    PyRef answer = first_answer(function, answerers, args, kwargs);
    if (answer.get() == Py_NotImplemented) fail_unanswered(public_name(function), answerers);
    return answer.give();
  });
}

// _connect_overrides(parameter type, functions whose results keep their type)
PyObject* connect_overrides(PyObject*, PyObject* args) {
  PyObject *type, *kept;
  if (!PyArg_ParseTuple(args, "O!O!", &PyType_Type, &type, &PyFrozenSet_Type, &kept)) return nullptr;
  parameter_type = reinterpret_cast<PyTypeObject*>(Py_NewRef(type));
  kept_results = Py_NewRef(kept);
  tell_plain_types();
  Py_RETURN_NONE;
}

template <class F> PyCFunction as_function(F* f) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(f));
}

PyMethodDef functions[] = {
    {"_disabled_torch_function_impl", as_function(run_disabled), METH_VARARGS | METH_KEYWORDS,
     "_disabled_torch_function_impl(func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any\n\n"
     "func(*args, **kwargs) without asking types; as a class's __torch_function__ it says that the class answers "
     "none."},
    {"_push_function_mode", push_mode, METH_O,
     "_push_function_mode(mode: Any) -> None\n\n"
     "Lets the mode answer this thread's calls."},
    {"_pop_function_mode", pop_mode, METH_NOARGS,
     "_pop_function_mode() -> Any\n\n"
     "Takes the innermost mode off and returns it."},
    {"_function_modes", function_modes, METH_NOARGS,
     "_function_modes() -> tuple[Any, ...]\n\n"
     "The modes of this thread, outermost first."},
    {"_get_overrides", get_overrides, METH_NOARGS,
     "_get_overrides() -> int\n\n"
     "Which overrides this thread's calls ask: 0 all, 1 modes, 2 none."},
    {"_set_overrides", set_overrides, METH_O,
     "_set_overrides(state: int) -> None\n\n"
     "Sets which overrides this thread's calls ask: 0 all, 1 modes, 2 none."},
    {"_has_override", as_function(has_override), METH_FASTCALL,
     "_has_override(*args: Any) -> bool\n\n"
     "Whether a mode, or the type of an argument, answers calls."},
    {"_overriding", overriding, METH_O,
     "_overriding(args: Any) -> list[Any]\n\n"
     "One argument of each type that answers calls, in the order in which they are asked."},
    {"_answer_override", answer_override_for, METH_VARARGS,
     "_answer_override(function: Any, relevant: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any\n\n"
     "What modes and the types of the relevant arguments answer to the call."},
    {"_connect_overrides", connect_overrides, METH_VARARGS,
     "_connect_overrides(parameter: type, kept: frozenset[Any]) -> None\n\n"
     "Tells the core of Parameter, and of the functions whose results keep their type."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyObject* tensor_hook(PyObject* cls, PyObject* given, PyObject* named) {
  return guarded([&] {
    const HookCall call(given, named);
    bool all_known = true;
    for_items(call.types, [&](PyObject* type, Py_ssize_t) {
      const int is = PyObject_IsSubclass(cls, type);
      if (is < 0) throw HostError{};
      all_known = all_known && is;
    });
    if (!all_known) return Py_NewRef(Py_NotImplemented);
    PyRef result = call.run();
    if (reinterpret_cast<PyTypeObject*>(cls) == tensor_type || keeps_type(call.function)) return result.give();
    return as_kind_of(reinterpret_cast<PyTypeObject*>(cls), std::move(result)).give();
  });
}

bool mode_answers() noexcept { return !modes_on.empty() && modes.overrides != Overrides::Off; }

bool answers_calls(PyObject* o) noexcept { return mode_answers() || type_answers(o); }

void ask_closer(PyObject* o) {
  if (answers_calls(o)) throw Overridden{};
}

void ask_items(PyObject* o) {
  ask(o);
  if (!PyTuple_CheckExact(o) && !PyList_CheckExact(o)) return;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); ++i) ask(PySequence_Fast_GET_ITEM(o, i));
}

bool is_other_tensor(PyObject* o) {
  ask_closer(o);
  return is_tensor(o);
}

PyObject* answer_override(PyObject* function, PyObject* const* argv, Py_ssize_t nargs, PyObject* kwnames) {
  const Py_ssize_t named = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
  const PyRef args = tuple_of(nullptr, argv, nargs), kwargs = PyRef::checked(PyDict_New());
  Answerers answerers;
  for (Py_ssize_t i = 0; i < nargs + named; ++i) answerers.add_with_items(argv[i]);
  for (Py_ssize_t k = 0; k < named; ++k)
    if (PyDict_SetItem(kwargs.get(), PyTuple_GET_ITEM(kwnames, k), argv[nargs + k]) < 0) throw HostError{};
  PyRef answer = first_answer(function, answerers, args.get(), kwargs.get());
  if (answer.get() == Py_NotImplemented) fail_unanswered(public_name(function), answerers);
  return answer.give();
}

PyObject* answer_method(const char* name, PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
  std::vector<PyObject*> all{self};
  all.insert(all.end(), args, args + nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0));
  return answer_override(attribute_of_tensor(name).get(), all.data(), nargs + 1, kwnames);
}

namespace {

PyObject* answer_with(PyObject* function, std::initializer_list<PyObject*> given) {
  const PyRef args = tuple_of(nullptr, given.begin(), std::ssize(given)), kwargs = PyRef::checked(PyDict_New());
  Answerers answerers;
  for (PyObject* o : given) answerers.add_with_items(o);
  return first_answer(function, answerers, args.get(), kwargs.get()).give();
}

}  // namespace

PyObject* answer_operator(const char* name, std::initializer_list<PyObject*> args) {
  return answer_with(attribute_of_tensor(name).get(), args);
}

PyObject* answer_attribute(const char* name, const char* access, std::initializer_list<PyObject*> args) {
  const PyRef function = PyRef::checked(PyObject_GetAttrString(attribute_of_tensor(name).get(), access));
  return answer_with(function.get(), args);
}

PyObject* required_answer(PyObject* answer, const char* name) {
  if (answer != Py_NotImplemented) return answer;
  Py_DECREF(answer);
  fail(ErrorKind::Type, "Multiple dispatch failed for 'torch.Tensor.", name,
       "'; all __torch_function__ handlers returned NotImplemented");
}

int init_overrides(PyObject* module) {
  return guarded_int([&] {
    hook_name = PyRef::checked(PyUnicode_InternFromString("__torch_function__")).give();
    if (PyModule_AddFunctions(module, functions) < 0) throw HostError{};
    disabled_hook = PyRef::checked(PyObject_GetAttrString(module, "_disabled_torch_function_impl")).give();
    tell_plain_types();
  });
}

}  // namespace flambeau
