// Owns: running backward, and what a pass that is running can be asked.
// Called by: flambeau.autograd.
#include "autograd/engine.h"
#include "autograd/extras.h"
#include "cpython/py.h"

namespace flambeau {
namespace {

// A tensor, or (node, which of its outputs); the edge owns a reference. Its node is null for a tensor outside the
// graph.
Edge read_edge(PyObject* o) {
  if (is_tensor(o)) return gradient_edge(as_tensor(o));
  PyObject* node;
  unsigned nr;
  if (!PyTuple_Check(o)) fail(ErrorKind::Type, "expected a Tensor or a GradientEdge, not ", Py_TYPE(o)->tp_name);
  PyObject* token;  // PyTorch's third field
  if (!PyArg_ParseTuple(o, "O!I|O", node_type, &node, &nr, &token)) throw HostError{};
  if (nr >= static_cast<unsigned>(std::max(1, as_node(node).outputs.size()))) {
    fail(ErrorKind::Index, node_name(as_node(node)), " has no output ", nr);
  }
  return {reinterpret_cast<Node*>(Py_NewRef(node)), nr};
}

void read_roots(PyObject* tensors, PyObject* grads, std::vector<Root>& roots, std::vector<NodeRef>& keep) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tensors); ++i) {
    PyObject* g = PyTuple_GET_ITEM(grads, i);
    const Edge e = read_edge(PyTuple_GET_ITEM(tensors, i));
    if (!e.node) {
      fail(ErrorKind::Runtime, "element ", i, " of tensors does not require grad and does not have a grad_fn");
    }
    keep.push_back(NodeRef::steal(e.node));
    if (!is_tensor(g)) fail(ErrorKind::Type, "gradients must be Tensors, not ", Py_TYPE(g)->tp_name);
    roots.push_back({e, TensorRef::share(&as_tensor(g))});
  }
}

PyObject* backward(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *tensors, *grads, *inputs;
    int keep_graph, create_graph, accumulate;
    if (!PyArg_ParseTuple(args, "O!O!ppOp", &PyTuple_Type, &tensors, &PyTuple_Type, &grads, &keep_graph, &create_graph,
                          &inputs, &accumulate))
      throw HostError{};
    if (PyTuple_GET_SIZE(tensors) != PyTuple_GET_SIZE(grads))
      fail(ErrorKind::Value, "run_backward: ", PyTuple_GET_SIZE(tensors), " tensors but ", PyTuple_GET_SIZE(grads),
           " gradients");
    const Purpose purpose = inputs == Py_None ? Purpose::Everything
                            : accumulate      ? Purpose::Accumulate
                                              : Purpose::Capture;
    std::vector<Root> roots;
    std::vector<NodeRef> keep;
    read_roots(tensors, grads, roots, keep);
    std::vector<Edge> wanted;
    const Py_ssize_t n = inputs == Py_None ? 0 : PyTuple_Size(inputs);
    if (n < 0) throw HostError{};
    for (Py_ssize_t i = 0; i < n; ++i) {
      PyObject* o = PyTuple_GET_ITEM(inputs, i);
      const Edge e = read_edge(o);
      if (e.node && accumulate && is_tensor(o)) retain_grad(as_tensor(o));
      if (!e.node) fail(ErrorKind::Runtime, "One of the differentiated Tensors does not require grad");
      keep.push_back(NodeRef::steal(e.node));
      wanted.push_back(e);
    }
    std::vector<TensorRef> out = run_backward(roots, wanted, purpose, keep_graph, create_graph);
    if (purpose != Purpose::Capture) return none_ref();
    PyRef tuple = PyRef::checked(PyTuple_New(n));
    for (Py_ssize_t i = 0; i < n; ++i) {
      TensorRef& g = out[static_cast<size_t>(i)];
      PyTuple_SET_ITEM(tuple.get(), i, g ? py(g.give()) : none_ref());
    }
    return tuple.give();
  });
}

// _backward_notes(): a dict that lives as long as the backward pass that is running.
PyObject* backward_notes(PyObject*, PyObject*) {
  return guarded([&] {
    HostRef* notes = run_notes();
    if (!notes) fail(ErrorKind::Runtime, "no backward pass is running");
    if (!*notes) *notes = HostRef::steal(as_host(PyRef::checked(PyDict_New()).give()));
    return Py_NewRef(py(notes->get()));
  });
}

PyObject* queue_callback(PyObject*, PyObject* o) {
  return guarded([&] {
    if (!PyCallable_Check(o)) fail(ErrorKind::Type, "'", Py_TYPE(o)->tp_name, "' object is not callable");
    if (!call_after_run(HostRef::share(as_host(o)))) {
      fail(ErrorKind::Runtime, "Final callbacks can only be installed during backward pass.");
    }
    return none_ref();
  });
}

PyObject* backward_reaches(PyObject*, PyObject* o) {
  return guarded([&] {
    const Edge e = read_edge(o);
    const NodeRef held = NodeRef::steal(e.node);
    return PyBool_FromLong(run_reaches(e));
  });
}

PyObject* note_write_py(PyObject*, PyObject* o) {
  if (!is_tensor(o)) return PyErr_Format(PyExc_TypeError, "expected a Tensor, not %s", Py_TYPE(o)->tp_name);
  note_write(as_tensor(o));
  Py_RETURN_NONE;
}

// _current_run() -> None or (id, keep_graph, accumulates)
PyObject* current_run_py(PyObject*, PyObject*) {
  const RunInfo run = current_run();
  if (!run.id) Py_RETURN_NONE;
  return Py_BuildValue("(KNN)", static_cast<unsigned long long>(run.id), PyBool_FromLong(run.keep_graph),
                       PyBool_FromLong(run.accumulates));
}

PyMethodDef functions[] = {
    {"run_backward", backward, METH_VARARGS,
     "run_backward(tensors: Any, grads: Any, keep_graph: bool, create_graph: bool, inputs: Any, accumulate: bool) -> "
     "Any\n\n"
     "Sends the gradients through the graph. What reaches the inputs is added to their .grad, or returned where "
     "accumulate is False; without inputs, what reaches the leaves is added to theirs."},
    {"_current_run", current_run_py, METH_NOARGS,
     "_current_run() -> tuple[int, bool, bool] | None\n\n"
     "The backward pass running in this thread: None or (id, keep_graph, accumulates)."},
    {"_backward_notes", backward_notes, METH_NOARGS,
     "_backward_notes() -> dict[Any, Any]\n\n"
     "A dict that lives as long as the backward pass that is running in this thread."},
    {"_queue_callback", queue_callback, METH_O,
     "_queue_callback(callback: Any) -> None\n\n"
     "Has that pass call a function without arguments when no node is left to run."},
    {"_backward_reaches", backward_reaches, METH_O,
     "_backward_reaches(edge: Any) -> bool\n\n"
     "Whether that pass brings a gradient to this tensor or edge."},
    {"_note_write", note_write_py, METH_O,
     "_note_write(tensor: Tensor) -> None\n\n"
     "Counts an in-place write made by other means than an op."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_backward(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
