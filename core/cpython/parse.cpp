// Owns: Python arguments to Values by an op's signature, and the messages when they do not fit.
// Called by: the Op type.
#include <algorithm>

#include "cpython/overrides.h"

namespace flambeau {
namespace {

const char* expected_name(const Param& p) {
  switch (p.type) {
    case ParamType::Tensor: return "Tensor";
    case ParamType::TensorOrNumber: return "Tensor or Number";
    case ParamType::Number: return "Number";
    case ParamType::Int: return "int";
    case ParamType::Float: return "float";
    case ParamType::Bool: return "bool";
    case ParamType::Str: return "str";
    case ParamType::Size: return "tuple of ints";
    case ParamType::Tensors:
    case ParamType::OptionalTensors: return "tuple of Tensors";
    case ParamType::DType: return "torch.dtype";
    case ParamType::Device: return "torch.device";
    case ParamType::Layout: return "torch.layout";
    case ParamType::Generator: return "torch.Generator";
    case ParamType::Object:
    default: return "object";
  }
}

// What was given, in a few words: "int 5", "list [1, 2]", "dict".
std::string described(PyObject* o) {
  if (is_tensor(o)) return concat("Tensor of shape ", as_tensor(o).shape());
  constexpr Py_ssize_t kMost = 40;  // characters of a value that is told
  const std::string type = Py_TYPE(o)->tp_name;
  const bool short_list = (PyList_CheckExact(o) || PyTuple_CheckExact(o)) && PySequence_Fast_GET_SIZE(o) > 0 &&
                          PySequence_Fast_GET_SIZE(o) <= 8;
  bool told = PyBool_Check(o) || PyLong_CheckExact(o) || PyFloat_CheckExact(o) || PyComplex_CheckExact(o) ||
              PyUnicode_CheckExact(o) || short_list;
  for (Py_ssize_t i = 0; short_list && told && i < PySequence_Fast_GET_SIZE(o); ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(o, i);
    told = PyLong_Check(item) || PyFloat_CheckExact(item);
  }
  const PyRef text(told ? PyObject_Repr(o) : nullptr);
  if (!text) PyErr_Clear();
  const char* utf8 = text && PyUnicode_GET_LENGTH(text.get()) <= kMost ? PyUnicode_AsUTF8(text.get()) : nullptr;
  if (!utf8) PyErr_Clear();
  return utf8 ? type + " " + utf8 : type;
}

[[noreturn, gnu::cold, gnu::noinline]] void fail_type(const Op& op, int i, PyObject* got, const Arguments& arena) {
  const Param& p = op.params[static_cast<size_t>(i)];
  const std::string place = i < arena.by_position ? concat(" (position ", i + 1, ")") : "";
  fail(ErrorKind::Type, op.name, "(): argument '", p.name, "'", place, " must be ", expected_name(p),
       p.optional ? " or None" : "", ", not ", described(got));
}

[[noreturn, gnu::cold, gnu::noinline]] void fail_layout(const Op& op, int i, PyObject* layout) {
  const PyRef name = PyRef::checked(PyObject_Str(layout));
  const char* const text = PyUnicode_AsUTF8(name.get());
  if (!text) throw HostError{};
  fail(ErrorKind::NotImplemented, op.name, "(): argument '", op.params[static_cast<size_t>(i)].name, "' is ", text,
       ", but this makes dense tensors: it must be torch.strided | torch.sparse_coo_tensor(size) is a sparse one of "
       "zeros");
}

[[noreturn, gnu::cold, gnu::noinline]] void fail_pinned(const Op& op) {
  fail(ErrorKind::Runtime,
       "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is ",
       "available on this system. (", op.name, "() | leave it out: memory is pinned for copies to a GPU)");
}

[[noreturn, gnu::cold, gnu::noinline]] void fail_item(const Op& op, int i, PyObject* item, Py_ssize_t at,
                                                      const Arguments& arena) {
  const std::string place = i < arena.by_position ? concat(" (position ", i + 1, ")") : "";
  fail(ErrorKind::Type, op.name, "(): argument '", op.params[static_cast<size_t>(i)].name, "'", place,
       " must be tuple of ints, but found element of type ", Py_TYPE(item)->tp_name, " at pos ", at);
}

bool read_integer(PyObject* o, int64_t* out) {
  if (PyLong_Check(o)) {
    *out = PyLong_AsLongLong(o);
    if (*out == -1 && PyErr_Occurred()) throw HostError{};
    return true;
  }
  ask(o);
  if (PyFloat_Check(o) || PyBool_Check(o) || !PyIndex_Check(o)) return false;
  if (is_tensor(o) && as_tensor(o).ndim != 0) return false;
  PyRef index(PyNumber_Index(o));
  if (!index) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw HostError{};
    PyErr_Clear();
    return false;
  }
  *out = PyLong_AsLongLong(index.get());
  if (*out == -1 && PyErr_Occurred()) throw HostError{};
  return true;
}

void push_size(const Op& op, int i, PyObject* item, Py_ssize_t k, const Arguments& arena, Dims& dims) {
  int64_t single;
  if (!read_integer(item, &single)) fail_item(op, i, item, k, arena);
  dims.push(single);
}

const Dims& read_size(const Op& op, int i, PyObject* o, Arguments& arena) {
  Dims& dims = arena.add_dims();
  int64_t single;
  if (op.params[static_cast<size_t>(i)].listed) {
    if (!PyTuple_Check(o)) ask(o);
  } else if (read_integer(o, &single)) {
    dims.push(single);
    return dims;
  }
  if (!PyTuple_Check(o) && !PyList_Check(o)) fail_type(op, i, o, arena);
  for_items(o, [&](PyObject* item, Py_ssize_t k) { push_size(op, i, item, k, arena, dims); });
  return dims;
}

const TensorList& read_tensors(const Op& op, int i, PyObject* o, Arguments& arena) {
  const bool optional = op.params[static_cast<size_t>(i)].type == ParamType::OptionalTensors;
  if (!PyTuple_Check(o)) ask(o);
  if (!PyTuple_Check(o) && !PyList_Check(o)) fail_type(op, i, o, arena);
  TensorList& list = arena.add_list();
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
  list.reserve(static_cast<size_t>(n));
  for (Py_ssize_t k = 0; k < n; ++k) {
    PyObject* item = PySequence_Fast_GET_ITEM(o, k);
    if (is_tensor_argument(item)) {
      list.push_back(&as_tensor(Py_NewRef(item)));
    } else if (optional && item == Py_None) {
      list.push_back(nullptr);
    } else {
      fail(ErrorKind::Type, "expected Tensor as element ", k, " in argument ", i, " of ", op.name, "(), but got ",
           Py_TYPE(item)->tp_name);
    }
  }
  return list;
}

// The names NumPy users and torch functions know parameters by.
bool same_name(const Param& p, int i, PyObject* name) {
  if (py(p.key) == name) return true;
  const char* given = PyUnicode_AsUTF8(name);
  if (!given) throw HostError{};
  if (p.name == given) return true;
  if (i == 0 && p.name == "self") return std::string_view(given) == "input";
  if (p.name == "dim") return std::string_view(given) == "axis";
  if (p.name == "keepdim") return std::string_view(given) == "keepdims";
  if (p.or_dtype) return std::string_view(given) == "dtype" || std::string_view(given) == "size";
  return false;
}

}  // namespace

int find_param(const Op& op, PyObject* name) {
  for (size_t i = 0; i < op.params.size(); ++i)
    if (py(op.params[i].key) == name) return static_cast<int>(i);
  for (size_t i = 0; i < op.params.size(); ++i)
    if (same_name(op.params[i], static_cast<int>(i), name)) return static_cast<int>(i);
  return -1;
}

namespace {

void read_variadic(const Op& op, int i, PyObject* const* args, Py_ssize_t n, Arguments& arena, Value* v) {
  if (op.params[static_cast<size_t>(i)].type == ParamType::Object) std::for_each(args, args + n, ask);  // not in lists
  const bool whole = n == 1 && (PyTuple_Check(args[0]) || PyList_Check(args[0]) || is_dtype(args[0]));
  if (whole) return read_value(op, i, args[0], arena, v);
  if (op.params[static_cast<size_t>(i)].takes_list()) {
    PyRef tuple = PyRef::checked(PyTuple_New(n));
    for (Py_ssize_t k = 0; k < n; ++k) PyTuple_SET_ITEM(tuple.get(), k, Py_NewRef(args[k]));
    read_value(op, i, tuple.get(), arena, v);
    v->object = nullptr;  // the tuple dies here; the list keeps its tensors
    return;
  }
  *v = Value{};  // without an object: rules that need it get the dims as a tuple
  Dims& dims = arena.add_dims();
  for (Py_ssize_t k = 0; k < n; ++k) push_size(op, i, args[k], k, arena, dims);
  v->tag = Tag::Dims;
  v->dims = &dims;
}

bool read_python_number(PyObject* o, Value* v) {
  if (PyFloat_Check(o)) {
    v->tag = Tag::Float;
    v->real = PyFloat_AS_DOUBLE(o);
  } else if (PyBool_Check(o)) {
    v->tag = Tag::Bool;
    v->integer = o == Py_True;
  } else if (PyLong_Check(o)) {
    v->tag = Tag::Int;
    v->integer = PyLong_AsLongLong(o);
    if (v->integer == -1 && PyErr_Occurred()) throw HostError{};
  } else if (PyComplex_Check(o)) {
    v->tag = Tag::Complex;
    v->real = PyComplex_RealAsDouble(o);
    v->imag = PyComplex_ImagAsDouble(o);
  } else {
    return false;
  }
  v->object = as_host(o);
  return true;
}

bool is_numpy_scalar(PyObject* o) {
  return !is_tensor(o) && PyObject_HasAttrString(o, "dtype") && PyObject_HasAttrString(o, "item") &&
         !PyObject_HasAttrString(o, "__len__");
}

bool read_numpy_number(PyObject* o, Value* v) {
  if (!is_numpy_scalar(o)) return false;
  PyRef plain = PyRef::checked(PyObject_CallMethod(o, "item", nullptr));
  if (!read_python_number(plain.get(), v)) return false;
  v->object = nullptr;  // dies here; rules that need it get the number back
  return true;
}

}  // namespace

bool read_number(PyObject* o, Value* v) { return read_python_number(o, v) || read_numpy_number(o, v); }

bool read_number_argument(PyObject* o, Value* v) {
  if (read_python_number(o, v)) return true;
  ask(o);
  return read_numpy_number(o, v);
}

void read_value(const Op& op, int i, PyObject* o, Arguments& arena, Value* v) {
  const Param& p = op.params[static_cast<size_t>(i)];
  *v = Value{};
  v->object = as_host(o);
  if (o == Py_None && (p.optional || p.type == ParamType::Object || p.type == ParamType::Generator)) {
    v->tag = Tag::None;
    return;
  }
  switch (p.type) {
    case ParamType::Tensor:
    case ParamType::TensorOrNumber:
      if (is_tensor_argument(o)) {
        v->tag = Tag::Tensor;
        v->tensor = &as_tensor(o);
        return;
      }
      if (p.type == ParamType::TensorOrNumber && read_number(o, v)) return;
      break;
    case ParamType::Number:
      if (read_number_argument(o, v)) return;
      if (is_tensor(o) && as_tensor(o).ndim == 0 && !requires_grad(as_tensor(o))) {  // a number has no gradient
        PyRef number = PyRef::checked(tensor_item(as_tensor(o)));
        read_number(number.get(), v);
        v->object = nullptr;
        return;
      }
      break;
    case ParamType::Int:
      if (read_integer(o, &v->integer)) {
        v->tag = Tag::Int;
        return;
      }
      break;
    case ParamType::Float:
      if (PyFloat_CheckExact(o)) {
        v->tag = Tag::Float;
        v->real = PyFloat_AS_DOUBLE(o);
        return;
      }
      ask(o);
      if (is_tensor(o) && requires_grad(as_tensor(o))) break;
      if (is_tensor(o) && as_tensor(o).numel == 1) {
        PyRef number = PyRef::checked(tensor_item(as_tensor(o)));
        v->tag = Tag::Float;
        v->real = PyFloat_AsDouble(number.get());
        if (PyErr_Occurred()) throw HostError{};
        return;
      }
      if (read_number(o, v) && v->tag != Tag::Complex) {
        v->real = v->as_double();
        v->tag = Tag::Float;
        return;
      }
      break;
    case ParamType::Bool:
      if (read_number_argument(o, v) && v->tag == Tag::Bool) {  // NumPy has its own
        if (v->integer && p.name == "pin_memory") fail_pinned(op);
        return;
      }
      break;
    case ParamType::Str:
      if (PyUnicode_Check(o)) {
        v->tag = Tag::Str;
        v->text = PyUnicode_AsUTF8(o);
        if (!v->text) throw HostError{};
        return;
      }
      ask(o);
      break;
    case ParamType::Size:
      if (p.or_dtype && parse_dtype(o, &v->dtype)) {
        v->tag = Tag::DType;
        return;
      }
      v->dims = &read_size(op, i, o, arena);
      v->tag = Tag::Dims;
      return;
    case ParamType::Tensors:
    case ParamType::OptionalTensors:
      v->tensors = &read_tensors(op, i, o, arena);
      v->tag = Tag::Tensors;
      return;
    case ParamType::DType:
      ask(o);
      if (parse_dtype(o, &v->dtype)) {
        v->tag = Tag::DType;
        return;
      }
      break;
    case ParamType::Device:
      ask(o);
      v->device = parse_device(o);
      v->tag = Tag::Device;
      return;
    case ParamType::Layout:
      if (!is_layout(o)) break;
      if (o != strided_layout()) fail_layout(op, i, o);
      v->tag = Tag::Object;
      return;
    case ParamType::Generator:
    case ParamType::Object:
      ask_items(o);
      v->tag = Tag::Object;
      return;
  }
  fail_type(op, i, o, arena);
}

namespace {

// The old order of arguments, add(self, alpha, other) for add(self, other, *, alpha=alpha): numbers that are keywords
// today stand before the last tensor. Nothing where the arguments are not given so.
std::vector<PyObject*> in_new_order(const Op& op, PyObject* const* args, Py_ssize_t nargs) {
  std::vector<PyObject*> tensors, numbers;
  for (Py_ssize_t i = 0; i < nargs; ++i) {
    if (!is_tensor(args[i]) && !is_plain_number(args[i])) return {};
    (is_tensor(args[i]) ? tensors : numbers).push_back(args[i]);
  }
  if (tensors.size() != static_cast<size_t>(op.positional) || !is_tensor(args[nargs - 1])) return {};
  if (numbers.empty() || tensors.size() + numbers.size() > op.params.size()) return {};
  tensors.insert(tensors.end(), numbers.begin(), numbers.end());
  return tensors;
}

bool parse_old_order(const Op& op, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames, Arguments& out,
                     PyObject** out_keyword) {
  std::vector<PyObject*> all = in_new_order(op, args, nargs);
  if (all.empty()) return false;
  std::string keywords;
  const size_t first = static_cast<size_t>(op.positional), count = all.size() - first;
  const PyRef names = PyRef::checked(PyTuple_New(static_cast<Py_ssize_t>(count)));
  for (size_t k = 0; k < count; ++k) {
    const Param& p = op.params[first + k];
    keywords += (k ? ", " : "") + p.name;
    PyTuple_SET_ITEM(names.get(), static_cast<Py_ssize_t>(k), Py_NewRef(py(p.key)));
  }
  const char* const form = out_keyword ? " is" : "_ is";  // the in-place form alone has no out=
  host::warn("This overload of " + op.name + form + " deprecated: numbers before tensors. Consider giving " + keywords +
             " by keyword instead.");
  const Py_ssize_t more = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
  all.insert(all.end(), args + nargs, args + nargs + more);
  const PyRef both = kwnames ? PyRef::checked(PySequence_Concat(names.get(), kwnames)) : PyRef::share(names.get());
  parse_arguments(op, all.data(), op.positional, both.get(), out, out_keyword);
  return true;
}

}  // namespace

void parse_arguments(const Op& op, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames, Arguments& out,
                     PyObject** out_keyword) {
  ask_modes();
  if (op.numbers_came_first && nargs > op.positional) [[unlikely]]
    if (parse_old_order(op, args, nargs, kwnames, out, out_keyword)) return;
  const int total = static_cast<int>(op.params.size());
  uint32_t given = 0;
  out.by_position = static_cast<int>(nargs);
  for (int i = 0; i < nargs; ++i) {
    if (i < op.positional && op.params[static_cast<size_t>(i)].variadic) {
      read_variadic(op, i, args + i, nargs - i, out, &out.values[i]);
      given |= 1u << i;
      break;
    }
    if (i >= op.positional) {
      fail(ErrorKind::Type, op.name, "() takes ", op.positional, " positional argument", op.positional == 1 ? "" : "s",
           " but ", nargs, " were given");
    }
    read_value(op, i, args[i], out, &out.values[i]);
    given |= 1u << i;
  }
  const Py_ssize_t named = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
  for (Py_ssize_t k = 0; k < named; ++k) {
    PyObject* name = PyTuple_GET_ITEM(kwnames, k);
    PyObject* value = args[nargs + k];
    const int i = find_param(op, name);
    if (i < 0) {
      const char* text = PyUnicode_AsUTF8(name);
      if (!text) throw HostError{};
      if (std::string_view(text) == "out" && out_keyword) {
        ask_items(value);
        if (value != Py_None) *out_keyword = value;
        continue;
      }
      fail(ErrorKind::Type, op.name, "() got an unexpected keyword argument '", text, "'");
    }
    if (given >> i & 1u)
      fail(ErrorKind::Type, op.name, "() got multiple values for argument '", op.params[static_cast<size_t>(i)].name,
           "'");
    read_value(op, i, value, out, &out.values[i]);
    given |= 1u << i;
  }
  for (int i = 0; i < total; ++i) {
    if (given >> i & 1u) continue;
    const Param& p = op.params[static_cast<size_t>(i)];
    if (!p.fallback) {
      if (p.variadic && p.type != ParamType::Size) {  // no dimensions are (), given as one
        read_variadic(op, i, nullptr, 0, out, &out.values[i]);
        continue;
      }
      fail(ErrorKind::Type, op.name, "() missing 1 required positional argument: \"",
           i == 0 && p.name == "self" ? "input" : p.name, "\"");
    }
    out.values[i] = p.fallback_value;
  }
}

namespace {

// Whether every item of a tuple or a list is of a sort.
template <class Test> bool all_of(PyObject* sequence, Test is) {
  if (!PyTuple_Check(sequence) && !PyList_Check(sequence)) return false;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(sequence); ++i)
    if (!is(PySequence_Fast_GET_ITEM(sequence, i))) return false;
  return true;
}

bool is_int(PyObject* o) { return PyLong_Check(o); }

bool is_silent_tensor(PyObject* o) { return is_plain(o) || (is_tensor(o) && !answers_calls(o)); }

bool is_silent(PyObject* o) { return is_plain(o) || !answers_calls(o); }

// An object is handed to the body unread: of it and its items none may answer the call.
bool is_silent_to_items(PyObject* o) {
  return PyTuple_CheckExact(o) || PyList_CheckExact(o) ? all_of(o, is_silent) : is_silent(o);
}

bool fits(const Param& p, PyObject* o) {
  if (o == Py_None) return p.optional || p.type == ParamType::Object || p.type == ParamType::Generator;
  switch (p.type) {
    case ParamType::Tensor: return is_silent_tensor(o);
    case ParamType::TensorOrNumber: return is_plain_number(o) || is_silent_tensor(o);
    case ParamType::Number: return is_plain_number(o);
    case ParamType::Int: return PyLong_Check(o);
    case ParamType::Float: return PyFloat_Check(o);
    case ParamType::Bool: return PyBool_Check(o) && !(o == Py_True && p.name == "pin_memory");  // which is refused
    case ParamType::Str: return PyUnicode_Check(o);
    case ParamType::Size: return (PyLong_Check(o) && !p.listed) || all_of(o, is_int);
    case ParamType::Tensors: return all_of(o, is_silent_tensor);
    case ParamType::DType: return is_dtype(o);
    case ParamType::Generator:
    case ParamType::Object: return is_silent_to_items(o);
    case ParamType::OptionalTensors:
    case ParamType::Device:
    default: return false;  // parse_arguments looks closer
  }
}

// The starred arguments: one by one, or as one list. What is in lists among starred objects, the body asks.
bool fits_starred(const Param& p, PyObject* const* args, Py_ssize_t n) {
  if (n == 1 && fits(p, args[0])) return true;
  const auto is = p.type == ParamType::Object ? is_silent : p.takes_list() ? is_silent_tensor : is_int;
  return std::all_of(args, args + n, is);
}

}  // namespace

bool fits_as_given(const Op& op, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
  if (!plain_tensor && mode_answers()) [[unlikely]]
    return false;
  uint32_t given = 0;
  for (int i = 0; i < nargs; ++i) {
    if (i >= op.positional) return false;
    const Param& p = op.params[static_cast<size_t>(i)];
    given |= 1u << i;
    if (p.variadic) {
      if (!fits_starred(p, args + i, nargs - i)) return false;
      break;
    }
    if (!fits(p, args[i])) return false;
  }
  const Py_ssize_t named = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
  for (Py_ssize_t k = 0; k < named; ++k) {
    size_t i = 0;
    while (i < op.params.size() && py(op.params[i].key) != PyTuple_GET_ITEM(kwnames, k)) ++i;
    if (i == op.params.size() || (given >> i & 1u) || op.params[i].variadic) return false;
    if (!fits(op.params[i], args[nargs + k])) return false;
    given |= 1u << i;
  }
  return (op.required & ~given) == 0;
}

}  // namespace flambeau
