// Owns: the functions that record launches and run them again, for tests.
// Called by: tests/kernels/test_launches.py.
#include "dispatch/recording.h"

#include <utility>

#include "cpython/py.h"

namespace flambeau {
namespace {

constexpr const char* kName = "flambeau.Recording";

// While one lives, launches are kept in `to`.
class Recorder {
 public:
  explicit Recorder(Recording& to) {
    if (recording) fail(ErrorKind::Runtime, "_record_launches: a recording is open already");
    recording = &to;
  }
  ~Recorder() { recording = nullptr; }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
};

void drop(PyObject* capsule) {
  const std::unique_ptr<Recording> dead(static_cast<Recording*>(PyCapsule_GetPointer(capsule, kName)));
}

PyObject* record_launches(PyObject*, PyObject* function) {
  return guarded([&] {
    auto made = std::make_unique<Recording>();
    {
      const Recorder open(*made);
      PyRef::checked(until_exit([&] { return PyObject_CallNoArgs(function); }));
    }
    PyRef capsule = PyRef::checked(PyCapsule_New(made.get(), kName, drop));
    static_cast<void>(made.release());
    return capsule.give();
  });
}

PyObject* run_launches(PyObject*, PyObject* capsule) {
  return guarded([&] {
    const auto* kept = static_cast<const Recording*>(PyCapsule_GetPointer(capsule, kName));
    if (!kept) throw HostError{};
    kept->run();
    return PyLong_FromSize_t(kept->size());
  });
}

PyMethodDef functions[] = {
    {"_record_launches", record_launches, METH_O,
     "_record_launches(function: Callable[[], Any]) -> Any\n\n"
     "Calls function() and returns the kernel calls that it made, as an object that keeps the memory they use; for "
     "tests. RuntimeError where function goes on from the values of elements."},
    {"_run_launches", run_launches, METH_O,
     "_run_launches(recorded: Any) -> int\n\n"
     "Makes the kernel calls of _record_launches again, in order, on the same memory; returns how many there are. For "
     "tests."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_recording(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
