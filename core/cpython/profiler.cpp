// Owns: the Python face of the recorder: start, stop, labelled blocks, the interpreter's own calls, and reading the
// logs. Called by: flambeau/profiler and record_function.
#include <map>
#include <unordered_map>

#include "cpython/profiled_block.h"
#include "cpython/py.h"
#include "tensor/shape_log.h"

namespace flambeau {
namespace {

using profiler::Event;
using profiler::Kind;
using profiler::Log;
using profiler::MemoryEvent;

void drop_references(Log& log) noexcept {
  for (uint32_t i = 0; i < log.size(); ++i) {
    if (log[i].kind != Kind::Op && log[i].kind != Kind::Launch)
      release(static_cast<HostObject*>(const_cast<void*>(log[i].what)));
    if (log[i].code) release(log[i].code);
  }
  for (const MemoryEvent& m : log.memory())
    if (m.code) release(m.code);
}

void clear_logs() noexcept {
  for (const auto& log : profiler::all_logs()) {
    drop_references(*log);
    log->clear();
  }
  profiler::drop_finished_logs();
}

// ---- the interpreter's own calls ----

bool in_library(PyFrameObject* frame) {
  PyRef code(reinterpret_cast<PyObject*>(PyFrame_GetCode(frame)));
  return is_library_file(reinterpret_cast<PyCodeObject*>(code.get())->co_filename);
}

void open_call(Kind kind, PyObject* what, bool with_place) {
  Log& log = profiler::log();
  const uint32_t at = log.begin(kind, Py_NewRef(what), profiler::now());
  if (at == profiler::kNone) return Py_DECREF(what);
  if (!with_place) return;
  const Origin here = current_origin();
  log[at].code = here.code;
  log[at].instruction = here.instruction;
}

// Only calls that were opened are closed: a function may have been entered before the profile began.
void close_call(Kind kind, const void* what) {
  Log& log = profiler::log();
  const uint64_t time = profiler::now();
  uint32_t at = log.current();
  while (at != profiler::kNone && !(log[at].kind == kind && log[at].what == what)) at = log[at].parent;
  if (at != profiler::kNone) log.end(at, time);
}

int on_call(PyObject*, PyFrameObject* frame, int what, PyObject* arg) {
  if (!profiler::active || in_library(frame)) return 0;
  switch (what) {
    case PyTrace_CALL:
    case PyTrace_RETURN: {
      PyRef code(reinterpret_cast<PyObject*>(PyFrame_GetCode(frame)));
      if (what == PyTrace_CALL) {
        open_call(Kind::Call, code.get(), false);
      } else {
        close_call(Kind::Call, code.get());
      }
      break;
    }
    case PyTrace_C_CALL: open_call(Kind::NativeCall, arg, true); break;
    case PyTrace_C_EXCEPTION:
    case PyTrace_C_RETURN: close_call(Kind::NativeCall, arg); break;
    default: break;
  }
  return 0;
}

// _profiler_calls(on): whether the Python and native calls of the threads that there are are recorded too.
PyObject* record_calls(PyObject*, PyObject* on) {
  const int value = PyObject_IsTrue(on);
  if (value < 0) return nullptr;
  const Py_tracefunc function = value ? on_call : nullptr;
#if PY_VERSION_HEX >= 0x030c0000
  PyEval_SetProfileAllThreads(function, nullptr);
#else
  PyThreadState* own = PyThreadState_Get();
  for (PyThreadState* t = PyInterpreterState_ThreadHead(PyInterpreterState_Get()); t; t = PyThreadState_Next(t)) {
    if (t != own && t->c_profilefunc && t->c_profilefunc != on_call) continue;  // it is another profiler's
    if (_PyEval_SetProfile(t, function, nullptr) < 0) return nullptr;
  }
#endif
  Py_RETURN_NONE;
}

// _profiler_calls_here(): the same of the calling thread alone, while a profile runs.
PyObject* record_calls_here(PyObject*, PyObject*) {
  PyEval_SetProfile(profiler::active ? on_call : nullptr, nullptr);
  Py_RETURN_NONE;
}

// ---- start, stop, blocks ----

// _profiler_start(shapes, launches, memory, most_events)
PyObject* start(PyObject*, PyObject* args) {
  int shapes, launches, memory;
  unsigned long long most;
  if (!PyArg_ParseTuple(args, "pppK", &shapes, &launches, &memory, &most)) return nullptr;
  clear_logs();
  profiler::settings = {shapes != 0, launches != 0, memory != 0, std::min<uint64_t>(most, profiler::kNone - 1)};
  profiler::log().prepare();
  profiler::active = true;
  profiler::launches = launches;
  return PyLong_FromUnsignedLongLong(profiler::now());
}

// _profiler_stop() -> the time, how many events were not kept
PyObject* stop(PyObject*, PyObject*) {
  const uint64_t time = profiler::now();
  profiler::active = profiler::launches = false;
  profiler::settings.memory = false;
  uint64_t dropped = 0;
  for (const auto& log : profiler::all_logs()) {
    for (uint32_t i = log->current(); i != profiler::kNone; i = (*log)[i].parent) (*log)[i].end = time;
    dropped += log->dropped();
  }
  return Py_BuildValue("(KK)", static_cast<unsigned long long>(time), static_cast<unsigned long long>(dropped));
}

// ---- operands of a block ----

// The tensors in it, or null where there are none or anything else.
bool tensors_in(PyObject* sequence, std::vector<const Tensor*>& out) {
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(sequence);
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(sequence, i);
    if (!is_tensor(item)) return false;
    out.push_back(&as_tensor(item));
  }
  return n > 0;
}

bool numbers_in(PyObject* sequence, std::vector<int64_t>& out) {
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(sequence);
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(sequence, i);
    if (!PyLong_CheckExact(item)) return false;
    int overflow = 0;
    out.push_back(PyLong_AsLongLongAndOverflow(item, &overflow));
    if (overflow) return false;
  }
  return true;
}

void write_operand(PyObject* o, ShapeLog& to) {
  int overflow = 0;
  if (is_tensor(o)) return to.add(&as_tensor(o));
  if (PyBool_Check(o)) return to.add_bool(o == Py_True);
  if (PyFloat_CheckExact(o)) return to.add_float(PyFloat_AS_DOUBLE(o));
  if (PyLong_CheckExact(o)) {
    const int64_t value = PyLong_AsLongLongAndOverflow(o, &overflow);
    return overflow ? to.add_nothing() : to.add_int(value);
  }
  if (PyTuple_Check(o) || PyList_Check(o)) {
    std::vector<const Tensor*> tensors;
    std::vector<int64_t> numbers;
    if (tensors_in(o, tensors)) return to.add_list(tensors);
    if (numbers_in(o, numbers)) return to.add_dims(numbers);
  }
  to.add_nothing();
}

uint32_t write_operands(PyObject* const* operands, size_t count, std::vector<int64_t>& log) {
  ShapeLog to(log);
  for (size_t i = 0; i < count; ++i) write_operand(operands[i], to);
  return to.position();
}

// Opens an event under a name, with its operands where the profile keeps them: its place in the log, or kNone.
uint32_t open_block(Kind kind, PyObject* name, PyObject* const* operands, size_t count) {
  if (!profiler::active) return profiler::kNone;
  Log& log = profiler::log();
  const uint32_t at = log.begin(kind, Py_NewRef(name), 0);
  if (at == profiler::kNone) {
    Py_DECREF(name);
    return at;
  }
  const Origin here = current_origin();
  log[at].code = here.code;
  log[at].instruction = here.instruction;
  if (count && profiler::settings.shapes) log[at].inputs = write_operands(operands, count, log.shapes());
  log[at].start = profiler::now();
  return at;
}

// _profiler_enter(kind, name, operands=()) -> a token for _profiler_exit
PyObject* enter(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&]() -> PyObject* {
    if (n < 2 || n > 3 || !PyUnicode_Check(args[1]) || (n == 3 && !PyTuple_Check(args[2]))) {
      fail(ErrorKind::Type, "_profiler_enter takes a kind, a name and a tuple of operands");
    }
    const long kind = PyLong_AsLong(args[0]);
    if (kind == -1 && PyErr_Occurred()) throw HostError{};
    if (kind < static_cast<long>(Kind::Range) || kind > static_cast<long>(Kind::Data))
      fail(ErrorKind::Value, "_profiler_enter: no kind ", kind);
    const uint32_t at = open_block(static_cast<Kind>(kind), args[1], n == 3 ? &PyTuple_GET_ITEM(args[2], 0) : nullptr,
                                   n == 3 ? static_cast<size_t>(PyTuple_GET_SIZE(args[2])) : 0);
    if (at == profiler::kNone) return none_ref();
    const uint64_t session = profiler::log().session();
    return PyLong_FromUnsignedLongLong(session << 32 | at);
  });
}

// The event of a token, or kNone when there is none (any more).
uint32_t event_of(PyObject* token) {
  if (token == Py_None) return profiler::kNone;
  const unsigned long long value = PyLong_AsUnsignedLongLong(token);
  if (PyErr_Occurred()) throw HostError{};
  const auto at = static_cast<uint32_t>(value);
  return profiler::active && profiler::log().session() == value >> 32 && at < profiler::log().size() ? at
                                                                                                     : profiler::kNone;
}

PyObject* leave(PyObject*, PyObject* token) {
  const uint64_t time = profiler::now();
  return guarded([&] {
    const uint32_t at = event_of(token);
    if (at != profiler::kNone) profiler::log().end(at, time);
    return none_ref();
  });
}

// _profiler_link(token, node): the block made this node.
PyObject* link(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *token, *node;
    if (!PyArg_ParseTuple(args, "OO!", &token, node_type, &node)) throw HostError{};
    const uint32_t at = event_of(token);
    if (at != profiler::kNone) profiler::log()[at].sequence = as_node(node).sequence;
    return none_ref();
  });
}

// ---- reading ----

// Places and names are told once each and then by number.
class Reader {
 public:
  Reader() : places_(PyRef::checked(PyList_New(0))) {}

  PyObject* places() { return Py_NewRef(places_.get()); }

  long place(HostObject* code, int32_t instruction) {
    if (!code) return -1;
    const auto [found, fresh] = known_places_.try_emplace({code, instruction}, static_cast<long>(known_places_.size()));
    if (fresh) {
      auto* c = reinterpret_cast<PyCodeObject*>(py(code));
      PyRef told = PyRef::checked(Py_BuildValue("(OiO)", c->co_filename, PyCode_Addr2Line(c, instruction), c->co_name));
      if (PyList_Append(places_.get(), told.get()) < 0) throw HostError{};
    }
    return found->second;
  }

  PyObject* name(const Event& e) {  // borrowed
    PyRef& name = names_[e.what];
    if (!name) name = PyRef::checked(make_name(e));
    return name.get();
  }

 private:
  static PyObject* make_name(const Event& e) {
    auto* object = static_cast<PyObject*>(const_cast<void*>(e.what));
    switch (e.kind) {
      case Kind::Op:
      case Kind::Launch: return PyUnicode_FromString(e.what ? static_cast<const Op*>(e.what)->name.c_str() : "");
      case Kind::Evaluate:
      case Kind::Apply: {
        const char* name = reinterpret_cast<PyTypeObject*>(object)->tp_name;
        const char* dot = std::strrchr(name, '.');
        return PyUnicode_FromString(dot ? dot + 1 : name);
      }
      case Kind::Call: {
        auto* code = reinterpret_cast<PyCodeObject*>(object);
        return PyUnicode_FromFormat("%U(%d): %U", code->co_filename, code->co_firstlineno, code->co_name);
      }
      case Kind::NativeCall: return PyObject_Repr(object);
      default: return Py_NewRef(object);
    }
  }

  PyRef places_;
  std::map<std::pair<HostObject*, int32_t>, long> known_places_;
  std::unordered_map<const void*, PyRef> names_;
};

PyObject* read_numbers(const int64_t*& at, int64_t count) {
  PyRef numbers = PyRef::checked(PyTuple_New(count));
  for (int64_t i = 0; i < count; ++i)
    PyTuple_SET_ITEM(numbers.get(), i, PyRef::checked(PyLong_FromLongLong(*at++)).give());
  return numbers.give();
}

// A tensor as (sizes, dtype), a list of them as a list, dims as (numbers,), a number as itself.
PyObject* read_operand(const int64_t*& at) {
  const int64_t form = *at++;
  if (form >= 0) {
    const DType dtype = static_cast<DType>(*at++);
    return PyRef::checked(Py_BuildValue("(NO)", read_numbers(at, form), dtype_object(dtype))).give();
  }
  switch (static_cast<Logged>(form)) {
    case Logged::Tensors: {
      const int64_t count = *at++;
      PyRef list = PyRef::checked(PyList_New(count));
      for (int64_t i = 0; i < count; ++i) PyList_SET_ITEM(list.get(), i, read_operand(at));
      return list.give();
    }
    case Logged::Dims: {
      const int64_t count = *at++;
      return PyRef::checked(Py_BuildValue("(N)", read_numbers(at, count))).give();
    }
    case Logged::Int: return PyRef::checked(PyLong_FromLongLong(*at++)).give();
    case Logged::Float: return PyRef::checked(PyFloat_FromDouble(std::bit_cast<double>(*at++))).give();
    case Logged::Bool: return PyBool_FromLong(*at++ != 0);
    default: return none_ref();
  }
}

PyObject* read_shapes(Log& log, uint32_t position) {
  if (!position) return none_ref();
  const int64_t* at = log.shapes().data() + position - 1;
  const int64_t count = *at++;
  PyRef tuple = PyRef::checked(PyTuple_New(count));
  for (int64_t i = 0; i < count; ++i) PyTuple_SET_ITEM(tuple.get(), i, read_operand(at));
  return tuple.give();
}

// The events of a log as they are told: after a node's turn come its rules, where the turn's event speaks for both.
class Told {
 public:
  explicit Told(Log& log) : log_(log) {
    places_.reserve(log.size());
    for (uint32_t i = 0; i < log.size(); ++i) {
      places_.push_back(count_);
      count_ += has_rules(i) ? 2 : 1;
    }
  }
  long count() const { return count_; }
  bool has_rules(uint32_t i) const { return log_[i].kind == Kind::Evaluate && log_[i].results; }
  // They end where the next event of the turn begins, or with it.
  uint64_t end_of_rules(uint32_t turn) const {
    const uint32_t next = log_[turn].results - 1;
    return next < log_.size() && log_[next].parent == turn ? log_[next].start : log_[turn].end;
  }
  long place(uint32_t i) const { return places_[i]; }
  long parent(uint32_t i) const {
    const uint32_t p = log_[i].parent;
    if (p == profiler::kNone) return -1;
    return places_[p] + (has_rules(p) && i < log_[p].results - 1 ? 1 : 0);
  }
  // During which something happened, when `i` was the innermost event.
  long during(uint32_t i, uint64_t time) const {
    if (i == profiler::kNone) return -1;
    return places_[i] + (has_rules(i) && time < end_of_rules(i) ? 1 : 0);
  }

 private:
  Log& log_;
  long count_ = 0;
  std::vector<long> places_;
};

PyRef read_event(Reader& reader, const Event& e, Kind kind, uint64_t end, long parent, PyRef inputs, PyRef results) {
  PyObject* const name = reader.name(e);
  const long place = reader.place(e.code, e.instruction);
  return PyRef::checked(Py_BuildValue("(iOddllKLiNN)", static_cast<int>(kind), name, profiler::nanoseconds(e.start),
                                      profiler::nanoseconds(end), parent, place,
                                      static_cast<unsigned long long>(e.sequence), static_cast<long long>(e.bytes),
                                      static_cast<int>(e.flags), inputs.give(), results.give()));
}

PyObject* read_events(Log& log, Reader& reader, const Told& told) {
  PyRef list = PyRef::checked(PyList_New(told.count()));
  const auto shapes_at = [&](uint32_t position) { return PyRef::checked(read_shapes(log, position)); };
  for (uint32_t i = 0; i < log.size(); ++i) {
    const Event& e = log[i];
    const bool turn = told.has_rules(i);
    PyRef first = read_event(reader, e, e.kind, e.end, told.parent(i), shapes_at(turn ? 0 : e.inputs),
                             shapes_at(turn ? 0 : e.results));
    PyList_SET_ITEM(list.get(), told.place(i), first.give());
    if (!turn) continue;
    PyRef rules =
        read_event(reader, e, Kind::Apply, told.end_of_rules(i), told.place(i), shapes_at(e.inputs), shapes_at(0));
    PyList_SET_ITEM(list.get(), told.place(i) + 1, rules.give());
  }
  return list.give();
}

PyObject* read_memory(Log& log, Reader& reader, const Told& told) {
  PyRef list = PyRef::checked(PyList_New(static_cast<Py_ssize_t>(log.memory().size())));
  Py_ssize_t i = 0;
  for (const MemoryEvent& m : log.memory()) {
    PyRef one = PyRef::checked(Py_BuildValue("(dKLll)", profiler::nanoseconds(m.time),
                                             static_cast<unsigned long long>(reinterpret_cast<uintptr_t>(m.storage)),
                                             static_cast<long long>(m.bytes), told.during(m.event, m.time),
                                             reader.place(m.code, m.instruction)));
    PyList_SET_ITEM(list.get(), i++, one.give());
  }
  return list.give();
}

// _profiler_take(start, stop) -> dict: places, threads (each with events and memory), start and stop in nanoseconds;
// the logs are empty afterwards.
PyObject* take(PyObject*, PyObject* args) {
  return guarded([&] {
    unsigned long long begun, stopped;
    if (!PyArg_ParseTuple(args, "KK", &begun, &stopped)) throw HostError{};
    profiler::calibrate();
    Reader reader;
    PyRef threads = PyRef::checked(PyList_New(0));
    for (const auto& log : profiler::all_logs()) {
      if (log->size() == 0 && log->memory().empty()) continue;
      const Told told(*log);
      PyRef events = PyRef::checked(read_events(*log, reader, told)),
            memory = PyRef::checked(read_memory(*log, reader, told));
      PyRef thread = PyRef::checked(Py_BuildValue("{sisKsNsN}", "number", log->number(), "native",
                                                  static_cast<unsigned long long>(log->native_thread), "events",
                                                  events.give(), "memory", memory.give()));
      if (PyList_Append(threads.get(), thread.get()) < 0) throw HostError{};
    }
    PyRef out = PyRef::checked(Py_BuildValue(
        "{sNsNsdsdsL}", "places", reader.places(), "threads", threads.give(), "start", profiler::nanoseconds(begun),
        "stop", profiler::nanoseconds(stopped), "epoch", static_cast<long long>(profiler::epoch_nanoseconds())));
    clear_logs();
    return out.give();
  });
}

PyObject* is_active(PyObject*, PyObject*) { return PyBool_FromLong(profiler::active); }

PyMethodDef functions[] = {
    {"_profiler_start", start, METH_VARARGS,
     "_profiler_start(shapes: bool, launches: bool, memory: bool, most_events: int) -> int\n\n"
     "Records from now on; returns the time in ticks."},
    {"_profiler_stop", stop, METH_NOARGS,
     "_profiler_stop() -> tuple[int, int]\n\n"
     "Records no more; returns the time in ticks and how many events were not kept."},
    {"_profiler_take", take, METH_VARARGS,
     "_profiler_take(start: int, stop: int) -> dict[str, Any]\n\n"
     "What was recorded, as a dict; it is forgotten."},
    {"_profiler_enter", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(enter)), METH_FASTCALL,
     "_profiler_enter(kind: int, name: str, operands: tuple[Any, ...] = ...) -> Any\n\n"
     "Opens a labelled block; what it returns closes it."},
    {"_profiler_exit", leave, METH_O,
     "_profiler_exit(token: Any) -> None\n\n"
     "Closes the block that _profiler_enter opened."},
    {"_profiler_link", link, METH_VARARGS,
     "_profiler_link(token: Any, node: Node) -> None\n\n"
     "That block made this node."},
    {"_profiler_calls", record_calls, METH_O,
     "_profiler_calls(on: bool) -> None\n\n"
     "Whether Python functions are recorded too, on the threads that there are."},
    {"_profiler_calls_here", record_calls_here, METH_NOARGS,
     "_profiler_calls_here() -> None\n\n"
     "While a profile runs: the same of the calling thread alone."},
    {"_profiler_active", is_active, METH_NOARGS,
     "_profiler_active() -> bool\n\n"
     "Whether a profile is being recorded."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

ProfiledBlock::ProfiledBlock(Kind kind, PyObject* name, const std::vector<PyObject*>& operands)
    : at_(open_block(kind, name, operands.data(), operands.size())), session_(profiler::log().session()) {}

ProfiledBlock::~ProfiledBlock() {
  const uint64_t time = profiler::now();
  if (at_ != profiler::kNone && profiler::active && profiler::log().session() == session_)
    profiler::log().end(at_, time);
}

int init_profiler(PyObject* module) {
  profiler::calibrate();
  return PyModule_AddFunctions(module, functions);
}

}  // namespace flambeau
