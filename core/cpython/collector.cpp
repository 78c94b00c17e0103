// Owns: when Python's garbage collector gets to see tensors and nodes.
// Called by: whatever may close a reference cycle (track), destructors (untrack), gc.callbacks (before a full
// collection).
//
// Graphs are acyclic until something of the user's closes a ring (a hook, a gradient with a history), and they are
// large. So tensors and nodes wait in lists of ours and are handed over at the start of a full collection: every ring
// is found by gc.collect() and by the collector's own full rounds, while the frequent small rounds never walk a graph.
#include <cstddef>

#include "cpython/py.h"

namespace flambeau {
namespace {

CollectorLink tensors{&tensors, &tensors};
CollectorLink nodes{&nodes, &nodes};

void append(CollectorLink& list, CollectorLink& link) noexcept {
  link.previous = list.previous;
  link.next = &list;
  list.previous->next = &link;
  list.previous = &link;
}

void take_out(CollectorLink& link) noexcept {
  link.previous->next = link.next;
  link.next->previous = link.previous;
  link = {nullptr, nullptr};
}

template <class T> void track_later(T& object, CollectorLink& list) noexcept {
  if (!object.link.next && !PyObject_GC_IsTracked(py(&object))) append(list, object.link);
}

template <class T> void forget(T& object) noexcept {
  if (object.link.next) {
    take_out(object.link);
  } else if (PyObject_GC_IsTracked(py(&object))) {
    PyObject_GC_UnTrack(py(&object));
  }
}

template <class T> void hand_over(CollectorLink& list) noexcept {
  while (list.next != &list) {
    CollectorLink& link = *list.next;
    take_out(link);
    PyObject_GC_Track(reinterpret_cast<PyObject*>(reinterpret_cast<char*>(&link) - offsetof(T, link)));
  }
}

// gc.callbacks: (phase, info). Generation 2 is a full collection.
PyObject* before_collection(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  if (nargs != 2 || !PyDict_Check(args[1])) Py_RETURN_NONE;
  PyObject* generation = PyDict_GetItemString(args[1], "generation");
  const bool starts = PyUnicode_CompareWithASCIIString(args[0], "start") == 0;
  if (starts && generation && PyLong_AsLong(generation) >= 2) {
    hand_over<Tensor>(tensors);
    hand_over<Node>(nodes);
  }
  Py_RETURN_NONE;
}
PyMethodDef callback = {"flambeau_before_collection",
                        reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(before_collection)), METH_FASTCALL,
                        "Shows tensors and nodes to a full collection."};

}  // namespace

void track(Tensor& t) noexcept { track_later(t, tensors); }
void track(Node& n) noexcept { track_later(n, nodes); }
void untrack(Tensor& t) noexcept { forget(t); }
void untrack(Node& n) noexcept { forget(n); }

int init_collector(PyObject*) {
  PyRef gc(PyImport_ImportModule("gc"));
  if (!gc) return -1;
  PyRef callbacks(PyObject_GetAttrString(gc.get(), "callbacks"));
  PyRef function(PyCFunction_New(&callback, nullptr));
  if (!callbacks || !function) return -1;
  return PyList_Append(callbacks.get(), function.get());
}

}  // namespace flambeau
