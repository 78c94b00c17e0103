// Owns: the Python type Node, its subtypes (one per op, AccumulateGrad, CopySlices, FunctionNode) and its destruction.
// Called by: the interpreter; allocate_node and make_node_type by the core.
#include <new>

#include "autograd/answers.h"
#include "autograd/extras.h"
#include "autograd/inplace.h"
#include "autograd/watch.h"
#include "cpython/py.h"
#include "dispatch/call.h"
#include "memory/stock.h"

namespace flambeau {

PyTypeObject* node_type = nullptr;

PyObject* hook_table(HostObject*& slot) {
  if (!slot) slot = as_host(PyRef::checked(PyODict_New()).give());
  return Py_NewRef(py(slot));
}

namespace {

PyTypeObject* function_node_type = nullptr;

constinit Stock stock(
    sizeof(Node));  // dead nodes of the types that hold no more than a Node, with their collector headers

// Everything after the header, which belongs to the interpreter and must survive.
void construct(Node* n) {
  std::memset(reinterpret_cast<char*>(n) + sizeof(HostHeader), 0, sizeof(Node) - sizeof(HostHeader));
  ::new (&n->edges) decltype(n->edges);
  ::new (&n->saved) decltype(n->saved);
  ::new (&n->outputs) decltype(n->outputs);
  n->origin = {};
  n->freed = {};
}

void destroy(Node* n) noexcept {
  std::destroy_at(&n->edges);
  std::destroy_at(&n->saved);
  std::destroy_at(&n->outputs);
}

bool is_plain(PyTypeObject* type) {
  return type->tp_basicsize == sizeof(Node) && !(PyType_HasFeature(type, Py_TPFLAGS_BASETYPE));
}

void finish(PyObject* self) {
  Node* n = reinterpret_cast<Node*>(self);
  PyTypeObject* type = Py_TYPE(self);
  if (n->weak_references) PyObject_ClearWeakRefs(self);
  clear_node(*n);
  release(std::exchange(n->dict, nullptr));
  destroy(n);
  if (is_plain(type)) {
    stock.give(self);
  } else {
    type->tp_free(self);
  }
  Py_DECREF(type);
}

// Dropping the last reference to a graph frees its nodes one after another, not one inside the other: a node that dies
// while another is being finished waits in line.
std::vector<PyObject*>& waiting() {
  static auto* list = new std::vector<PyObject*>;
  return *list;
}
bool finishing = false;

void dealloc(PyObject* self) {
  untrack(as_node(self));
  if (finishing) {
    waiting().push_back(self);
    return;
  }
  finishing = true;
  finish(self);
  while (!waiting().empty()) {
    PyObject* next = waiting().back();
    waiting().pop_back();
    finish(next);
  }
  finishing = false;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Node& n = as_node(self);
  Py_VISIT(Py_TYPE(self));
  for (int i = 0; i < n.edges.size(); ++i) Py_VISIT(py(n.edges[i].node));
  for (int i = 0; i < n.saved.size(); ++i) {
    Py_VISIT(py(n.saved[i].tensor));
    Py_VISIT(py(n.saved[i].object));
  }
  Py_VISIT(py(n.state));
  Py_VISIT(py(n.dict));
  if (n.hooks) {
    for (const auto& hook : n.hooks->tensor_hooks) Py_VISIT(py(hook.hooks));
    Py_VISIT(py(n.hooks->pre));
    Py_VISIT(py(n.hooks->post));
  }
  return 0;
}

int clear(PyObject* self) {
  Node& n = as_node(self);
  clear_node(n);
  release(std::exchange(n.dict, nullptr));
  return 0;
}

PyObject* repr(PyObject* self) {
  return PyUnicode_FromFormat("<%s object at %p>", node_name(as_node(self)).c_str(), self);
}

PyObject* get_next_functions(PyObject* self, void*) {
  return guarded([&] {
    Node& n = as_node(self);
    PyRef tuple = PyRef::checked(PyTuple_New(n.edges.size()));
    for (int i = 0; i < n.edges.size(); ++i) {
      PyObject* node = n.edges[i].node ? py(n.edges[i].node) : Py_None;
      PyTuple_SET_ITEM(tuple.get(), i, PyRef::checked(Py_BuildValue("(OI)", node, n.edges[i].nr)).give());
    }
    return tuple.give();
  });
}

PyObject* method_sequence(PyObject* self, PyObject*) { return PyLong_FromUnsignedLongLong(as_node(self).sequence); }
// (shape, dtype, device) of each forward result: what gradients that arrive must look like.
PyObject* get_result_metadata(PyObject* self, void*) {
  return guarded([&] {
    Node& n = as_node(self);
    PyRef tuple = PyRef::checked(PyTuple_New(n.outputs.size()));
    for (int i = 0; i < n.outputs.size(); ++i) {
      const OutputMeta& m = n.outputs[i];
      PyRef item(
          Py_BuildValue("(NOO)", size_object(m.sizes(), m.ndim), dtype_object(m.dtype), device_object(m.device)));
      PyTuple_SET_ITEM(tuple.get(), i, PyRef::checked(item.give()).give());
    }
    return tuple.give();
  });
}
PyObject* get_metadata(PyObject* self, void*) {
  PyObject* dict = PyObject_GenericGetDict(self, nullptr);
  if (!dict) return nullptr;
  PyRef held(dict);
  PyObject* metadata = PyDict_GetItemString(dict, "_metadata");
  if (metadata) return Py_NewRef(metadata);
  PyRef made(PyDict_New());
  if (!made || PyDict_SetItemString(dict, "_metadata", made.get()) < 0) return nullptr;
  return made.give();
}
PyObject* get_variable(PyObject* self, void*) {
  Tensor* leaf = leaf_of(as_node(self));
  if (!leaf) {
    PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute 'variable'", node_name(as_node(self)).c_str());
    return nullptr;
  }
  return Py_NewRef(py(leaf));
}
PyObject* get_saved_names(PyObject* self, void*) {
  return guarded([&] {
    const std::vector<SavedView> views = saved_of(as_node(self));
    PyRef tuple = PyRef::checked(PyTuple_New(static_cast<Py_ssize_t>(views.size())));
    for (size_t i = 0; i < views.size(); ++i) {
      PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i),
                       PyRef::checked(PyUnicode_FromString(views[i].name.c_str())).give());
    }
    return tuple.give();
  });
}
PyObject* get_origin(PyObject* self, void*) {
  return guarded([&] { return PyUnicode_FromString(describe(as_node(self).origin).c_str()); });
}
// PyTorch's name: its own nodes (not an op's, not a Function's) carry their C++ namespace.
PyObject* method_name(PyObject* self, PyObject*) {
  return guarded([&] {
    HostObject* type = as_host(reinterpret_cast<PyObject*>(Py_TYPE(self)));
    const bool engine_node = type == accumulate_type() || type == copy_slices_type();
    return PyUnicode_FromString(((engine_node ? "torch::autograd::" : "") + node_name(as_node(self))).c_str());
  });
}

PyObject* hook_dict(PyObject* self, HostObject* NodeHooks::* which) {
  return guarded([&] { return hook_table(hooks_of(as_node(self)).*which); });
}
PyObject* method_pre_hooks(PyObject* self, PyObject*) { return hook_dict(self, &NodeHooks::pre); }
PyObject* method_post_hooks(PyObject* self, PyObject*) { return hook_dict(self, &NodeHooks::post); }

template <class F> PyObject* tuple_of_elements(const Node& n, int position, F&& element) {
  const auto [first, last] = elements_of(n, position);
  PyRef tuple = PyRef::checked(PyTuple_New(last - first));
  for (int i = first; i < last; ++i) PyTuple_SET_ITEM(tuple.get(), i - first, element(i));
  return tuple.give();
}

PyObject* saved_value(Node& n, int position) {
  const Saved& s = n.saved[position];
  if (s.is_tensor()) return to_py(unpack(n, s));
  if (s.list) return tuple_of_elements(n, position, [&](int i) { return saved_value(n, i); });
  return s.object ? Py_NewRef(py(s.object)) : none_ref();
}

PyObject* raw_saved(Node& n, int position) {
  if (position >= 0 && n.saved[position].list)
    return tuple_of_elements(n, position, [&](int i) { return raw_saved(n, i); });
  return PyRef::checked(PyObject_CallMethod(py(&n), "_raw_saved", "i", position)).give();
}

// grad_fn._saved_self and the like; grad_fn._raw_saved_self for its hooks. None for what this call's rules do not need.
PyObject* getattro(PyObject* self, PyObject* name) {
  const char* text = PyUnicode_AsUTF8(name);
  if (!text) return nullptr;
  Node& n = as_node(self);
  const bool raw = std::strncmp(text, "_raw_saved_", 11) == 0;
  if ((!raw && std::strncmp(text, "_saved_", 7) != 0) || !n.op) return PyObject_GenericGetAttr(self, name);
  return guarded([&]() -> PyObject* {
    if (n.saves && !raw) require_saved(n);
    for (const SavedView& v : saved_of(n)) {
      if (v.name != text + (raw ? 11 : 7)) continue;
      if (v.position < 0 && !raw) return none_ref();
      return raw ? raw_saved(n, v.position) : saved_value(n, v.position);
    }
    return PyObject_GenericGetAttr(self, name);
  });
}

Saved* saved_at(Node& n, PyObject* position) {
  const int64_t i = read_int(position, "the position of a saved tensor");
  return i < 0 || i >= n.saved.size() ? nullptr : &n.saved[static_cast<int>(i)];
}
// _kept_at(i): (what it is: "tensor", "packed", "none" or "freed"; the tensor's values, or what the pack hook returned)
PyObject* method_kept_at(PyObject* self, PyObject* position) {
  return guarded([&]() -> PyObject* {
    Node& n = as_node(self);
    const Saved* s = saved_at(n, position);
    if (n.released && (!s || s->packed || !s->object)) return Py_BuildValue("(sO)", "freed", Py_None);
    if (!s || !s->is_tensor()) return Py_BuildValue("(sO)", "none", Py_None);
    if (s->tensor) return Py_BuildValue("(sN)", "tensor", to_py(alias(*s->tensor)));
    const Packed p = read_packed(s->object);
    return Py_BuildValue("(sOO)", "packed", py(p.value.get()), py(p.unpack.get()));
  });
}
// _pack_kept(i, pack, unpack)
PyObject* method_pack_kept(PyObject* self, PyObject* args) {
  return guarded([&] {
    PyObject *position, *pack, *unpack;
    if (!PyArg_ParseTuple(args, "OOO", &position, &pack, &unpack)) throw HostError{};
    Node& n = as_node(self);
    const Saved* s = saved_at(n, position);
    if (!s || !s->tensor) fail(ErrorKind::Runtime, "_pack_kept: there is no tensor at this position");
    pack_saved(n, static_cast<int>(s - &n.saved[0]), {as_host(pack), as_host(unpack)}, true);
    return none_ref();
  });
}
PyObject* method_unpack_kept(PyObject* self, PyObject* position) {
  return guarded([&]() -> PyObject* {
    Node& n = as_node(self);
    const Saved* s = saved_at(n, position);
    if (n.saves) require_saved(n);
    return s ? saved_value(n, static_cast<int>(s - &n.saved[0])) : none_ref();
  });
}

// node(*grads): runs this one node, as the engine would.
PyObject* call_node(PyObject* self, PyObject* args, PyObject*) {
  return guarded([&] {
    Node& n = as_node(self);
    const int given = static_cast<int>(PyTuple_GET_SIZE(args));
    const int outputs = std::max(1, n.outputs.size());
    if (given != outputs)
      fail(ErrorKind::Type, node_name(n), " takes ", outputs, " gradients but ", given, " were given");
    std::vector<TensorRef> grads(static_cast<size_t>(outputs));
    for (int i = 0; i < given; ++i) {
      PyObject* g = PyTuple_GET_ITEM(args, i);
      if (g == Py_None) continue;
      if (!is_tensor(g))
        fail(ErrorKind::Type, node_name(n), ": gradients must be Tensors or None, not ", Py_TYPE(g)->tp_name);
      grads[static_cast<size_t>(i)] = TensorRef::share(&as_tensor(g));
    }
    InlineList<TensorRef, 4> out;
    InlineList<bool, 8> wanted;
    out.resize(n.edges.size());
    wanted.resize(n.edges.size());
    for (int i = 0; i < n.edges.size(); ++i) wanted[i] = n.edges[i].node != nullptr;
    n.cls->apply(n, grads.data(), n.edges.size() ? &out[0] : nullptr, n.edges.size() ? &wanted[0] : nullptr);
    const auto object = [](TensorRef& t) { return t ? py(t.give()) : none_ref(); };
    if (n.edges.size() == 1) return object(out[0]);
    PyRef tuple = PyRef::checked(PyTuple_New(n.edges.size()));
    for (int i = 0; i < n.edges.size(); ++i) PyTuple_SET_ITEM(tuple.get(), i, object(out[i]));
    return tuple.give();
  });
}

PyGetSetDef getset[] = {
    {"next_functions", get_next_functions, nullptr,
     "next_functions: tuple[tuple[Node | None, int], ...]\n\n"
     "Where the gradients go: pairs (node, which of its outputs).",
     nullptr},
    {"_result_metadata", get_result_metadata, nullptr,
     "_result_metadata: tuple[tuple[Size, dtype, device], ...]\n\n"
     "Shape, dtype and device of each forward result.",
     nullptr},
    {"metadata", get_metadata, nullptr,
     "metadata: dict[Any, Any]\n\n"
     "A dict for the user's notes.",
     nullptr},
    {"variable", get_variable, nullptr,
     "variable: Tensor\n\n"
     "AccumulateGrad: the leaf it adds to.",
     nullptr},
    {"_names_of_saved", get_saved_names, nullptr,
     "_names_of_saved: tuple[str, ...]\n\n"
     "What it keeps for its rules: each name is an attribute after _saved_.",
     nullptr},
    {"origin", get_origin, nullptr,
     "origin: Any\n\n"
     "The file and line that recorded it.",
     nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef methods[] = {
    {"name", method_name, METH_NOARGS,
     "name() -> str\n\n"
     "The node's name, such as MulBackward0."},
    {"_kept_at", method_kept_at, METH_O,
     "_kept_at(position: int) -> tuple[Any, ...]\n\n"
     "What kind of thing that is, and its raw value."},
    {"_pack_kept", method_pack_kept, METH_VARARGS,
     "_pack_kept(position: int, pack: Callable[..., Any], unpack: Callable[..., Any]) -> None\n\n"
     "Packs one saved tensor now."},
    {"_unpack_kept", method_unpack_kept, METH_O,
     "_unpack_kept(position: int) -> Any\n\n"
     "What a backward would get."},
    {"_sequence_nr", method_sequence, METH_NOARGS,
     "_sequence_nr() -> int\n\n"
     "Order of creation; the engine runs the newest node first."},
    {"_pre_hooks", method_pre_hooks, METH_NOARGS,
     "_pre_hooks() -> OrderedDict[int, Any]\n\n"
     "The dict behind register_prehook."},
    {"_post_hooks", method_post_hooks, METH_NOARGS,
     "_post_hooks() -> OrderedDict[int, Any]\n\n"
     "The dict behind register_hook."},
    {nullptr, nullptr, 0, nullptr},
};
PyMemberDef members[] = {
    {"__dictoffset__", T_PYSSIZET, offsetof(Node, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Node, weak_references), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

PyTypeObject* make_type(const char* name, PyTypeObject* base, unsigned flags, newfunc make) {
  PyType_Slot slots[16] = {
      {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
      {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
      {Py_tp_clear, reinterpret_cast<void*>(clear)},
      {0, nullptr},
  };
  int n = 3;
  const auto add = [&](int slot, void* value) { slots[n++] = {slot, value}; };
  if (!base) {
    add(Py_tp_repr, reinterpret_cast<void*>(repr));
    add(Py_tp_getset, getset);
    add(Py_tp_methods, methods);
    add(Py_tp_members, members);
    add(Py_tp_getattro, reinterpret_cast<void*>(getattro));
    add(Py_tp_call, reinterpret_cast<void*>(call_node));
    add(Py_tp_doc, const_cast<char*>("One recorded operation in the graph."));
  }
  if (make) add(Py_tp_new, reinterpret_cast<void*>(make));
  slots[n] = {0, nullptr};
  if (!make) flags |= Py_TPFLAGS_DISALLOW_INSTANTIATION;
  const std::string qualified = std::string("flambeau.autograd.") + name;
  PyType_Spec spec = {qualified.c_str(), sizeof(Node), 0,
                      static_cast<unsigned>(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC) | flags, slots};
  PyObject* bases = base ? reinterpret_cast<PyObject*>(base) : nullptr;
  return reinterpret_cast<PyTypeObject*>(PyType_FromSpecWithBases(&spec, bases));
}

// ---- nodes of Python Functions: the node is the context ----

void function_apply(Node& node, TensorRef* grads, TensorRef* out, const bool*) {
  PyRef tuple = PyRef::checked(PyTuple_New(node.outputs.size()));
  for (int i = 0; i < node.outputs.size(); ++i) {
    PyTuple_SET_ITEM(tuple.get(), i, grads[i] ? Py_NewRef(py(grads[i].get())) : none_ref());
  }
  PyRef answer = PyRef::checked(PyObject_CallMethod(py(&node), "_backward", "(O)", tuple.get()));
  as_gradients(HostRef::steal(as_host(answer.give())), node_name(node), out, node.edges.size());
  if (modes.strong_zero) strong_zero(node, grads, out);
}
constexpr NodeClass kFunction{function_apply, true};

PyObject* function_node_new(PyTypeObject* type, PyObject*, PyObject*) {
  return guarded([&] {
    NodeRef node = make_node(as_host(reinterpret_cast<PyObject*>(type)), &kFunction);
    return py(node.give());
  });
}

// _connect(inputs, count): edges to the inputs (tensors only), and room for so many outputs.
PyObject* function_connect(PyObject* self, PyObject* args) {
  return guarded([&] {
    PyObject* inputs;
    int outputs;
    if (!PyArg_ParseTuple(args, "O!i", &PyTuple_Type, &inputs, &outputs)) throw HostError{};
    Node& n = as_node(self);
    const int n_in = static_cast<int>(PyTuple_GET_SIZE(inputs));
    n.edges.resize(n_in);
    for (int i = 0; i < n_in; ++i) set_edge(n, i, as_tensor(PyTuple_GET_ITEM(inputs, i)));
    n.outputs.resize(outputs);
    return none_ref();
  });
}
// _set_output(i, tensor, differentiable, in_place, several): the tensor becomes the i-th result of this node.
// `several`: it is one of many differentiable ones.
PyObject* function_set_output(PyObject* self, PyObject* args) {
  return guarded([&] {
    int i, differentiable, in_place, several;
    PyObject* tensor;
    if (!PyArg_ParseTuple(args, "iO!ppp", &i, tensor_type, &tensor, &differentiable, &in_place, &several))
      throw HostError{};
    Node& n = as_node(self);
    Tensor& t = as_tensor(tensor);
    if (i < 0 || i >= n.outputs.size()) fail(ErrorKind::Index, "_set_output: no output ", i);
    n.outputs[i].set(t);
    if (!differentiable) return none_ref();
    if (in_place && t.base) {
      if (several) {
        fail(ErrorKind::Runtime,
             "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot "
             "return more than one Tensor. (",
             node_name(n), ") Return one, or clone() the input.");
      }
      rebase_history(t, NodeRef::share(&n));
      return none_ref();
    }
    set_history(t, n, static_cast<uint32_t>(i));
    if (t.base) t.flags = static_cast<uint16_t>((t.flags & ~kViewForbids) | (several ? kViewMulti : kViewFunction));
    return none_ref();
  });
}
// _check_write(tensor): whether forward was allowed to write to an input.
PyObject* function_check_write(PyObject* self, PyObject* tensor) {
  return guarded([&] {
    check_in_place(as_tensor(tensor), true, node_name(as_node(self)));
    return none_ref();
  });
}
PyObject* function_saved(PyObject* self, PyObject*) {
  return guarded([&] {
    Node& n = as_node(self);
    require_saved(n);
    const GradMode on(true);  // results come with their history, as the user's backward may record
    PyRef tuple = PyRef::checked(PyTuple_New(n.saved.size()));
    for (int i = 0; i < n.saved.size(); ++i) PyTuple_SET_ITEM(tuple.get(), i, saved_value(n, i));
    return tuple.give();
  });
}
// _save(tensors, outputs): keeps tensors (or None) for backward; outputs: the results, to recognise saved ones.
PyObject* function_save(PyObject* self, PyObject* args) {
  return guarded([&] {
    PyObject *tensors, *outputs;
    if (!PyArg_ParseTuple(args, "O!O!", &PyTuple_Type, &tensors, &PyTuple_Type, &outputs)) throw HostError{};
    Node& n = as_node(self);
    release_saved(n);
    const int count = static_cast<int>(PyTuple_GET_SIZE(tensors));
    n.saved.resize(count);
    for (int i = 0; i < count; ++i) {
      PyObject* o = PyTuple_GET_ITEM(tensors, i);
      if (o == Py_None) {
        n.saved[i].object = as_host(none_ref());
        continue;
      }
      if (!is_tensor(o)) {
        fail(ErrorKind::Type, "save_for_backward can only save variables, but argument ", i, " is of type ",
             Py_TYPE(o)->tp_name);
      }
      int output = -1;
      for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(outputs); ++k)
        if (PyTuple_GET_ITEM(outputs, k) == o) output = static_cast<int>(k);
      n.saved[i] = save_tensor(as_tensor(o), output);
      n.saves = true;
    }
    return none_ref();
  });
}
PyObject* function_kept_count(PyObject* self, PyObject*) { return PyLong_FromLong(as_node(self).saved.size()); }
PyObject* function_watch(PyObject* self, PyObject*) {
  return guarded([&] {
    if (!watching) return none_ref();
    Node& n = as_node(self);
    pack_all_saved(n);
    if (anomaly.on) note_traceback(n);
    return none_ref();
  });
}
PyMethodDef function_methods[] = {
    {"_connect", function_connect, METH_VARARGS,
     "_connect(*args: Any) -> Any\n\n"
     "Edges to the inputs and room for the outputs."},
    {"_check_write", function_check_write, METH_O,
     "_check_write(*args: Any) -> Any\n\n"
     "Throws when a tensor may not be written to."},
    {"_set_output", function_set_output, METH_VARARGS,
     "_set_output(*args: Any) -> Any\n\n"
     "Makes a tensor a result of this node."},
    {"_save", function_save, METH_VARARGS,
     "_save(*args: Any) -> Any\n\n"
     "Keeps tensors for backward."},
    {"_saved", function_saved, METH_NOARGS,
     "_saved(*args: Any) -> Any\n\n"
     "The kept tensors."},
    {"_watch", function_watch, METH_NOARGS,
     "_watch() -> None\n\n"
     "Packs what it saved by hooks; notes the traceback in anomaly mode."},
    {"_kept_count", function_kept_count, METH_NOARGS,
     "_kept_count() -> int\n\n"
     "How many things it keeps."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

Node* allocate_node(HostObject* type_object) {
  auto* type = reinterpret_cast<PyTypeObject*>(type_object);
  PyObject* o = is_plain(type) ? static_cast<PyObject*>(stock.take()) : nullptr;
  if (o) {
    PyObject_Init(o, type);
  } else if (is_plain(type)) {
    o = reinterpret_cast<PyObject*>(PyObject_GC_New(Node, type));
  } else {
    o = type->tp_alloc(type, 0);
    if (o) PyObject_GC_UnTrack(o);
  }
  if (!o) throw HostError{};
  Node* n = reinterpret_cast<Node*>(o);
  construct(n);
  track(*n);
  return n;
}

void drop_node_stock() noexcept {
  while (void* dead = stock.take()) PyObject_GC_Del(dead);
}

HostObject* host::make_node_type(const std::string& name) {
  PyTypeObject* type = make_type(name.c_str(), node_type, 0, nullptr);
  if (!type) throw HostError{};
  return as_host(reinterpret_cast<PyObject*>(type));
}

int init_node(PyObject* module) {
  node_type = make_type("Node", nullptr, Py_TPFLAGS_BASETYPE, nullptr);
  if (!node_type) return -1;
  function_node_type = make_type("FunctionNode", node_type, Py_TPFLAGS_BASETYPE, function_node_new);
  if (!function_node_type) return -1;
  for (PyMethodDef* m = function_methods; m->ml_name; ++m) {
    PyRef method(PyDescr_NewMethod(function_node_type, m));
    if (!method ||
        PyObject_SetAttrString(reinterpret_cast<PyObject*>(function_node_type), m->ml_name, method.get()) < 0)
      return -1;
  }
  if (PyModule_AddObjectRef(module, "Node", reinterpret_cast<PyObject*>(node_type)) < 0) return -1;
  if (PyModule_AddObjectRef(module, "FunctionNode", reinterpret_cast<PyObject*>(function_node_type)) < 0) return -1;
  PyObject* accumulate = guarded([] { return py(accumulate_type()); });
  return accumulate ? PyModule_AddObjectRef(module, "AccumulateGrad", accumulate) : -1;
}

}  // namespace flambeau
