// Owns: Python's functions for vmap and forward mode: wrapped tensors made and opened, levels entered and left.
// Called by: flambeau.func, flambeau.ops.batching, flambeau.autograd.forward_ad.
#include <algorithm>
#include <unordered_set>

#include "autograd/extras.h"
#include "cpython/py.h"
#include "dispatch/call.h"

namespace flambeau {
bool is_tracked(Tensor& t) { return requires_grad(t) || (t.wrapping && is_tracked(*t.wrapping->value)); }

namespace {

// wrap(value, dim or None, level)
PyObject* wrap_py(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return guarded([&] {
    if (nargs != 3 || !is_tensor(args[0])) fail(ErrorKind::Type, "_wrap(value, dim, level): value must be a Tensor");
    Tensor& value = as_tensor(args[0]);
    const int dim = args[1] == Py_None ? -1 : wrap_dim(read_int(args[1], "_wrap: dim"), value.ndim);
    const int64_t level = read_int(args[2], "_wrap: level");
    if (level <= level_of(value) || level > UINT32_MAX) {
      fail(ErrorKind::Value, "_wrap: level ", level, " is not above the value's, ", level_of(value));
    }
    return to_py(wrap(value, dim, static_cast<uint32_t>(level)));
  });
}

// unwrap(tensor, level) -> (value, dim or None); a tensor of another level is its own value.
PyObject* unwrap_py(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return guarded([&]() -> PyObject* {
    if (nargs != 2 || !is_tensor(args[0])) fail(ErrorKind::Type, "_unwrap(tensor, level): tensor must be a Tensor");
    const Tensor& t = as_tensor(args[0]);
    if (!t.wrapping || t.wrapping->level != read_int(args[1], "_unwrap: level"))
      return PyTuple_Pack(2, args[0], Py_None);
    PyRef dim = t.wrapping->dim < 0 ? PyRef(none_ref()) : PyRef::checked(PyLong_FromLong(t.wrapping->dim));
    return PyTuple_Pack(2, py(t.wrapping->value), dim.get());
  });
}

// lift(tensor): as one that belongs to the vmap which is running, the same for all its examples, if one is.
PyObject* lift_py(PyObject*, PyObject* o) {
  return guarded([&]() -> PyObject* {
    if (!is_tensor(o)) fail(ErrorKind::Type, "_lift: expected a Tensor, not ", Py_TYPE(o)->tp_name);
    Tensor& t = as_tensor(o);
    return level_of(t) < modes.vmap_depth ? to_py(wrap(t, -1, modes.vmap_depth)) : Py_NewRef(o);
  });
}

PyObject* level_py(PyObject*, PyObject* o) {
  return PyLong_FromUnsignedLong(is_tensor(o) ? level_of(as_tensor(o)) : 0);
}

// has_examples_of(t, other): whether t is batched by every vmap that other is batched by.
PyObject* has_examples_of_py(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return guarded([&] {
    if (nargs != 2 || !is_tensor(args[0]) || !is_tensor(args[1]))
      fail(ErrorKind::Type, "_has_examples_of(tensor, other) takes Tensors");
    return PyBool_FromLong(has_examples_of(as_tensor(args[0]), as_tensor(args[1])));
  });
}

// innermost(t): the elements of all examples of all vmaps, in whatever shape they lie.
PyObject* innermost_py(PyObject*, PyObject* o) {
  if (!is_tensor(o)) return Py_NewRef(o);
  Tensor* t = &as_tensor(o);
  while (t->wrapping) t = t->wrapping->value;
  return Py_NewRef(py(t));
}

PyObject* vmap_depth(PyObject*, PyObject*) { return PyLong_FromUnsignedLong(modes.vmap_depth); }
PyObject* set_vmap_depth(PyObject*, PyObject* depth) {
  return guarded([&] {
    modes.vmap_depth = static_cast<uint32_t>(read_int(depth, "_set_vmap_depth: depth"));
    return none_ref();
  });
}

// ---- what a gradient transform asks of tensors and graphs ----

// plain(t): the same elements (and tangents, and level) without a history at t's level.
PyObject* plain(PyObject*, PyObject* o) {
  return guarded([&] {
    if (!is_tensor(o)) fail(ErrorKind::Type, "_plain: expected a Tensor, not ", Py_TYPE(o)->tp_name);
    const Tensor& t = as_tensor(o);
    TensorRef out = alias(t);
    copy_tangents(t, *out);
    out->flags |= t.flags & kInference;
    return to_py(std::move(out));
  });
}

// leaf(t): the same elements (and tangents, and level) as a leaf that requires grad, also of an inference tensor.
PyObject* leaf(PyObject*, PyObject* o) {
  return guarded([&] {
    if (!is_tensor(o)) fail(ErrorKind::Type, "_leaf: expected a Tensor, not ", Py_TYPE(o)->tp_name);
    const Tensor& t = as_tensor(o);
    TensorRef out = alias(t);
    copy_tangents(t, *out);
    out->flags |= kRequiresGrad;
    return to_py(std::move(out));
  });
}

// exchange_modes(modes, or None for no change) -> those before: 1 for grad mode, 2 for inference mode, 4 for saving
// inference tensors.
PyObject* exchange_modes(PyObject*, PyObject* o) {
  return guarded([&] {
    const long before = modes.grad | modes.inference << 1 | modes.saves_inference << 2;
    if (o == Py_None) return PyLong_FromLong(before);
    const int64_t bits = read_int(o, "_exchange_modes: modes");
    modes.grad = bits & 1;
    modes.inference = bits & 2;
    modes.saves_inference = bits & 4;
    return PyLong_FromLong(before);
  });
}

// tracked(t): whether t or anything wrapped in it requires grad.
PyObject* tracked(PyObject*, PyObject* o) {
  return guarded([&] { return PyBool_FromLong(is_tensor(o) && is_tracked(as_tensor(o))); });
}

// Whether the graph of `outputs` leads to a leaf that is not among `inputs`, without passing through those.
bool leads_beyond(PyObject* outputs, PyObject* inputs) {
  std::unordered_set<const Node*> seen;
  std::vector<Node*> stack;
  const auto visit = [&](Node* node) {
    if (node && seen.insert(node).second) stack.push_back(node);
  };
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(inputs); ++i) {
    Tensor& x = as_tensor(PyTuple_GET_ITEM(inputs, i));
    if (x.grad_fn) return true;  // made by a transform outside, which goes on
    if (x.accumulator) seen.insert(x.accumulator);
  }
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(outputs); ++i) {
    Tensor* y = &as_tensor(PyTuple_GET_ITEM(outputs, i));
    visit(grad_fn_of(*y));
    while (y->wrapping) {
      y = y->wrapping->value;
      visit(grad_fn_of(*y));
      if (requires_grad(*y) && !y->grad_fn && !(y->flags & kFinished)) return true;
    }
  }
  while (!stack.empty()) {
    Node& node = *stack.back();
    stack.pop_back();
    if (Tensor* leaf = leaf_of(node); leaf && !(leaf->flags & kFinished)) return true;
    for (int i = 0; i < node.edges.size(); ++i) visit(node.edges[i].node);
  }
  return false;
}

// finish_inputs(inputs): nobody outside asks for gradients of these inputs of a transform.
PyObject* finish_inputs(PyObject*, PyObject* inputs) {
  return guarded([&] {
    if (!PyTuple_Check(inputs)) fail(ErrorKind::Type, "_finish_inputs(inputs) takes a tuple");
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(inputs); ++i) {
      PyObject* x = PyTuple_GET_ITEM(inputs, i);
      if (is_tensor(x)) as_tensor(x).flags |= kFinished;
    }
    return none_ref();
  });
}

// continues(outputs, inputs): whether something but the inputs could ask for derivatives of the outputs.
PyObject* continues(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return guarded([&] {
    if (nargs != 2 || !PyTuple_Check(args[0]) || !PyTuple_Check(args[1]))
      fail(ErrorKind::Type, "_continues(outputs, inputs) takes tuples");
    return PyBool_FromLong(leads_beyond(args[0], args[1]));
  });
}

// ---- forward mode ----

uint64_t next_dual_level = 1;

// enter_dual_level() -> its index. It lies inside the levels that operations see, and outside those that they do not.
PyObject* enter_dual_level(PyObject*, PyObject*) {
  return guarded([&] {
    std::vector<DualLevel>& open = dual_levels();
    open.insert(open.begin() + modes.forward, {next_dual_level++, modes.vmap_depth});
    return PyLong_FromUnsignedLong(modes.forward++);
  });
}
PyObject* open_levels(PyObject*, PyObject*) { return PyLong_FromSize_t(dual_levels().size()); }

// dual_state() -> (number of the next level, levels seen), and back: levels entered since are closed.
PyObject* dual_state(PyObject*, PyObject*) {
  return Py_BuildValue("(KI)", static_cast<unsigned long long>(next_dual_level), modes.forward);
}
PyObject* set_dual_state(PyObject*, PyObject* state) {
  unsigned long long next;
  unsigned seen;
  if (!PyArg_ParseTuple(state, "KI", &next, &seen)) return nullptr;
  return guarded([&] {
    std::vector<DualLevel>& open = dual_levels();
    const auto closed =
        std::stable_partition(open.begin(), open.end(), [&](auto& level) { return level.number < next; });
    const std::vector<DualLevel> levels(closed, open.end());
    open.erase(closed, open.end());
    modes.forward = std::min(seen, static_cast<uint32_t>(open.size()));
    for (const DualLevel& level : levels) close_dual_level(level.number);
    return none_ref();
  });
}
// set_visible_levels(count) -> the count before: the first so many open levels are seen by operations.
PyObject* set_visible_levels(PyObject*, PyObject* count) {
  return guarded([&] {
    const int64_t n = read_int(count, "_set_visible_levels: count");
    if (n < 0 || n > static_cast<int64_t>(dual_levels().size()))
      fail(ErrorKind::Value, "_set_visible_levels: there is no level ", n);
    return PyLong_FromUnsignedLong(std::exchange(modes.forward, static_cast<uint32_t>(n)));
  });
}

PyObject* visible_levels(PyObject*, PyObject*) { return PyLong_FromUnsignedLong(modes.forward); }

uint64_t level_at(PyObject* index) {
  const int64_t i = read_int(index, "dual level");
  const std::vector<DualLevel>& open = dual_levels();
  if (i < 0 || i >= static_cast<int64_t>(open.size())) fail(ErrorKind::Runtime, "there is no open dual level ", i);
  return open[static_cast<size_t>(i)].number;
}

// tangent(tensor, level index) -> Tensor or None
PyObject* tangent_py(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return guarded([&]() -> PyObject* {
    if (nargs != 2 || !is_tensor(args[0])) fail(ErrorKind::Type, "_tangent(tensor, level): tensor must be a Tensor");
    level_at(args[1]);  // or an error
    Tensor* tangent = tangent_seen_at(as_tensor(args[0]), static_cast<uint32_t>(read_int(args[1], "dual level")));
    return Py_NewRef(tangent ? py(tangent) : Py_None);
  });
}
// set_tangent(tensor, level index, tangent, written): `written`: the tensor was written to, and its base and views see
// it.
PyObject* set_tangent_py(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return guarded([&] {
    if (nargs != 4 || !is_tensor(args[0]) || !is_tensor(args[2])) {
      fail(ErrorKind::Type, "_set_tangent(tensor, level, tangent, written): Tensors are expected");
    }
    level_at(args[1]);  // or an error
    const auto level = static_cast<uint32_t>(read_int(args[1], "dual level"));
    give_tangent(as_tensor(args[0]), level, TensorRef::share(&as_tensor(args[2])), args[3] == Py_True);
    return none_ref();
  });
}

template <class F> PyCFunction fast(F* f) { return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(f)); }
PyMethodDef functions[] = {
    {"_wrap", fast(wrap_py), METH_FASTCALL,
     "_wrap(value: Tensor, dim: int | None, level: int) -> Tensor\n\n"
     "One example of value, for each along dim."},
    {"_unwrap", fast(unwrap_py), METH_FASTCALL,
     "_unwrap(tensor: Tensor, level: int) -> tuple[Tensor, int | None]\n\n"
     "The value of an example of that level, and the dimension of the batch in it; None where there is none."},
    {"_lift", lift_py, METH_O,
     "_lift(tensor: Tensor) -> Tensor\n\n"
     "The tensor as one of the vmap which is running, the same for all of its examples, if one is."},
    {"_level", level_py, METH_O,
     "_level(tensor: Any) -> int\n\n"
     "The vmap level of a tensor; 0 for one with elements of its own."},
    {"_has_examples_of", fast(has_examples_of_py), METH_FASTCALL,
     "_has_examples_of(tensor: Tensor, other: Tensor) -> bool\n\n"
     "Whether it is batched by every vmap that other is batched by."},
    {"_innermost", innermost_py, METH_O,
     "_innermost(tensor: Any) -> Any\n\n"
     "The elements of all examples: what lies innermost in a wrapped tensor."},
    {"_plain", plain, METH_O,
     "_plain(tensor: Tensor) -> Tensor\n\n"
     "The same elements and tangents without a history."},
    {"_tracked", tracked, METH_O,
     "_tracked(tensor: Any) -> bool\n\n"
     "Whether a tensor or anything wrapped in it requires grad."},
    {"_finish_inputs", finish_inputs, METH_O,
     "_finish_inputs(inputs: tuple[Tensor, ...]) -> None\n\n"
     "Nobody outside asks for gradients of these inputs of a transform."},
    {"_continues", fast(continues), METH_FASTCALL,
     "_continues(outputs: tuple[Tensor, ...], inputs: tuple[Tensor, ...]) -> bool\n\n"
     "Whether their graph leads to leaves beyond the inputs."},
    {"_vmap_depth", vmap_depth, METH_NOARGS,
     "_vmap_depth() -> int\n\n"
     "How many vmaps run in this thread."},
    {"_set_vmap_depth", set_vmap_depth, METH_O,
     "_set_vmap_depth(depth: int) -> None\n\n"
     "Sets how many vmaps run in this thread."},
    {"_leaf", leaf, METH_O,
     "_leaf(tensor: Tensor) -> Tensor\n\n"
     "The same elements and tangents as a leaf that requires grad."},
    {"_exchange_modes", exchange_modes, METH_O,
     "_exchange_modes(modes: int | None) -> int\n\n"
     "Sets grad mode (1), inference mode (2) and whether inference tensors may be saved (4); returns those before."},
    {"_enter_dual_level", enter_dual_level, METH_NOARGS,
     "_enter_dual_level() -> int\n\n"
     "Opens a dual level inside those that operations see; returns its index."},
    {"_open_levels", open_levels, METH_NOARGS,
     "_open_levels() -> int\n\n"
     "How many dual levels are open."},
    {"_dual_state", dual_state, METH_NOARGS,
     "_dual_state() -> tuple[int, int]\n\n"
     "What _set_dual_state needs to close the levels entered from now on."},
    {"_set_dual_state", set_dual_state, METH_O,
     "_set_dual_state(state: tuple[int, int]) -> None\n\n"
     "Closes the dual levels entered since _dual_state."},
    {"_visible_levels", visible_levels, METH_NOARGS,
     "_visible_levels() -> int\n\n"
     "How many of the open dual levels operations see."},
    {"_set_visible_levels", set_visible_levels, METH_O,
     "_set_visible_levels(count: int) -> int\n\n"
     "Operations see the tangents of the first so many levels; returns the count before."},
    {"_tangent", fast(tangent_py), METH_FASTCALL,
     "_tangent(tensor: Tensor, level: int) -> Tensor | None\n\n"
     "The tangent a tensor carries there, or None."},
    {"_set_tangent", fast(set_tangent_py), METH_FASTCALL,
     "_set_tangent(tensor: Tensor, level: int, tangent: Tensor, written: bool) -> None\n\n"
     "Gives a tensor its tangent at a dual level; written says that the tensor was written to."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_batching(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
