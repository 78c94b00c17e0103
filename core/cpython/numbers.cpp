// Owns: Tensor's number slots and comparisons: the shortest way from `a * b` to call_op.
// Called by: the interpreter.
#include "cpython/overrides.h"

namespace flambeau {

PyObject* slot_objects[kSlots] = {};

namespace {

const Op* slot_ops[kSlots] = {};  // what the objects are, once they were needed

bool read_operand(PyObject* o, Value* v) {
  if (is_tensor_argument(o)) {
    v->tag = Tag::Tensor;
    v->tensor = &as_tensor(o);
    v->object = as_host(o);
    return true;
  }
  return read_number(o, v);
}

// What an operator is called where a type answers it, with the tensor on its left and on its right, and in place.
struct OperatorNames {
  const char *name, *reflected, *in_place;
};
constexpr OperatorNames names_of[kSlots] = {
    {"add", "add", "add_"},
    {"sub", "__rsub__", "sub_"},
    {"mul", "mul", "mul_"},
    {"div", "__rtruediv__", "div_"},
    {"__floordiv__", "__rfloordiv__", "__ifloordiv__"},
    {"remainder", "__rmod__", "remainder_"},
    {"__pow__", "__rpow__", "__ipow__"},
    {"matmul", "__rmatmul__", "matmul_"},
    {"__and__", "bitwise_and", "__iand__"},
    {"__or__", "bitwise_or", "__ior__"},
    {"__xor__", "bitwise_xor", "__ixor__"},
    {"__lshift__", "__rlshift__", "__ilshift__"},
    {"__rshift__", "__rrshift__", "__irshift__"},
    {"lt", "", ""},
    {"le", "", ""},
    {"__eq__", "", ""},
    {"ne", "", ""},
    {"gt", "", ""},
    {"ge", "", ""},
    {"neg", "", ""},
    {"abs", "", ""},
    {"__invert__", "", ""},
    {"positive", "", ""},
};

// What an operator's op takes: its operands, and defaults that are read once (alpha, rounding mode…).
struct Operands {
  static constexpr size_t kMost = 4;
  Value values[kMost];

  void fill(const Op& op, size_t from) {
    if (op.params.size() > kMost)
      fail(ErrorKind::Runtime, "an operator's op has at most ", kMost, " parameters: ", op.name);
    for (size_t i = from; i < op.params.size(); ++i) values[i] = op.params[i].fallback_value;
  }
};

[[gnu::cold, gnu::noinline]] void read_slot(Slot slot) {
  if (!slot_objects[slot]) fail(ErrorKind::NotImplemented, "this operator has no op");
  slot_ops[slot] = &op_in(slot_objects[slot]);
}

const Op& op_of(Slot slot) {
  if (!slot_ops[slot]) [[unlikely]]
    read_slot(slot);
  return *slot_ops[slot];
}

// A number where the op wants a tensor (x @ 2) is no operand of it.
bool takes(const Op& op, size_t i, const Value& v) {
  return v.is_tensor() || op.params[i].type == ParamType::TensorOrNumber;
}

constexpr bool commutes(Slot s) { return s == kAdd || s == kMul || s == kAnd || s == kOr || s == kXor; }

template <Slot slot> PyObject* binary(PyObject* a, PyObject* b) noexcept {
  return guarded([&]() -> PyObject* {
    Operands args;
    if (commutes(slot) && !is_plain(a) && !is_tensor(a))
      std::swap(a, b);  // 2 * x is mul(x, 2): its node looks the same
    try {
      if (!read_operand(a, &args.values[0]) || !read_operand(b, &args.values[1])) return Py_NewRef(Py_NotImplemented);
    } catch (const Overridden&) {
      return is_tensor(a) ? answer_operator(names_of[slot].name, {a, b})
                          : answer_operator(names_of[slot].reflected, {b, a});
    }
    const Op& op = op_of(slot);
    if (!takes(op, 0, args.values[0]) || !takes(op, 1, args.values[1])) return Py_NewRef(Py_NotImplemented);
    args.fill(op, 2);
    Call call{op, args.values};
    call_op(call);
    return to_py(std::move(call.out[0]));
  });
}

template <Slot slot> PyObject* binary_in_place(PyObject* a, PyObject* b) noexcept {
  return guarded([&]() -> PyObject* {
    Operands args;
    try {
      if (!is_tensor(a) || !read_operand(a, &args.values[0]) || !read_operand(b, &args.values[1]))
        return Py_NewRef(Py_NotImplemented);
    } catch (const Overridden&) {
      return answer_operator(names_of[slot].in_place, {a, b});
    }
    const Op& op = op_of(slot);
    if (!takes(op, 1, args.values[1])) return Py_NewRef(Py_NotImplemented);
    args.fill(op, 2);
    Call call{op, args.values, &as_tensor(a)};
    call_op(call);
    return Py_NewRef(a);
  });
}

void require_bits(const Tensor& t) {
  if (is_integral(t.dtype) || t.dtype == DType::Bool) return;
  fail(ErrorKind::Type, "~ (operator.invert) is only implemented on integer and Boolean-type tensors | it is ",
       name_of(t.dtype));
}

template <Slot slot> PyObject* unary(PyObject* a) noexcept {
  return guarded([&] {
    if (!is_plain(a) && answers_calls(a))
      return required_answer(answer_operator(names_of[slot].name, {a}), names_of[slot].name);
    Operands args;
    read_operand(a, &args.values[0]);
    if (slot == kInvert && args.values[0].is_tensor()) require_bits(*args.values[0].tensor);
    Call call{op_of(slot), args.values};
    args.fill(call.op, 1);
    call_op(call);
    return to_py(std::move(call.out[0]));
  });
}

PyObject* power(PyObject* a, PyObject* b, PyObject* modulo) noexcept {
  if (modulo != Py_None) return Py_NewRef(Py_NotImplemented);
  return binary<kPow>(a, b);
}
PyObject* power_in_place(PyObject* a, PyObject* b, PyObject*) noexcept { return binary_in_place<kPow>(a, b); }
PyObject* positive(PyObject* a) noexcept {
  return guarded([&] {
    if (!is_plain(a) && answers_calls(a)) return required_answer(answer_operator("positive", {a}), "positive");
    return PyObject_CallOneArg(op_object(op_of(kPositive)), a);
  });
}

int truth_of_plain(PyObject* o) noexcept {
  const Tensor& t = as_tensor(o);
  if (t.numel != 1) {
    PyErr_Format(PyExc_RuntimeError, t.numel == 0 ? "Boolean value of Tensor with no values is ambiguous"
                                                  : "Boolean value of Tensor with more than one value is ambiguous");
    return -1;
  }
  PyRef item(guarded([&] { return tensor_item(t); }));
  return item ? PyObject_IsTrue(item.get()) : -1;
}

int truth(PyObject* o) noexcept {
  if (is_plain(o) || !answers_calls(o)) [[likely]]
    return truth_of_plain(o);
  const PyRef answer(guarded([&] { return required_answer(answer_operator("__bool__", {o}), "__bool__"); }));
  return answer ? PyObject_IsTrue(answer.get()) : -1;
}

void warn_of_lost_history(const Tensor& t) {
  if (!requires_grad(t)) return;
  host::warn_once(
      "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
      "Consider using tensor.detach() first.");
}

// The element, for what makes a Python number of it; `type` as PyTorch calls that. A complex one loses nothing.
PyRef only_element(const Tensor& t, const char* type) {
  if (t.numel != 1 && !t.wrapping) {
    fail(ErrorKind::Value, "only one element tensors can be converted to Python scalars (got ", t.numel, " elements)");
  }
  PyRef item = PyRef::checked(tensor_item(t));
  if (!PyComplex_Check(item.get())) return item;
  if (PyComplex_ImagAsDouble(item.get()) != 0)
    fail(ErrorKind::Runtime, "value cannot be converted to type ", type, " without overflow");
  return PyRef::checked(PyFloat_FromDouble(PyComplex_RealAsDouble(item.get())));
}

PyObject* as_int(PyObject* o, PyObject*) noexcept {
  return guarded([&] { return PyNumber_Long(only_element(as_tensor(o), "int64_t").get()); });
}
PyObject* as_float(PyObject* o, PyObject*) noexcept {
  return guarded([&] {
    const Tensor& t = as_tensor(o);
    const PyRef item = only_element(t, "double");
    warn_of_lost_history(t);
    return PyNumber_Float(item.get());
  });
}
PyObject* as_index(PyObject* o, PyObject*) noexcept {
  return guarded([&] {
    const Tensor& t = as_tensor(o);
    if (t.numel != 1 || !is_integral(t.dtype)) {
      fail(ErrorKind::Type, "only integer tensors of a single element can be converted to an index");
    }
    PyRef item = PyRef::checked(tensor_item(t));
    return PyNumber_Long(item.get());
  });
}
template <OpName Name, PyCFunction Convert> PyObject* conversion(PyObject* o) noexcept {
  return overridable_method<Name, Convert>(o, nullptr);
}

}  // namespace

PyNumberMethods tensor_numbers = [] {
  PyNumberMethods m{};
  m.nb_add = binary<kAdd>;
  m.nb_subtract = binary<kSub>;
  m.nb_multiply = binary<kMul>;
  m.nb_remainder = binary<kMod>;
  m.nb_power = power;
  m.nb_negative = unary<kNeg>;
  m.nb_positive = positive;
  m.nb_absolute = unary<kAbs>;
  m.nb_bool = truth;
  m.nb_invert = unary<kInvert>;
  m.nb_lshift = binary<kLeftShift>;
  m.nb_rshift = binary<kRightShift>;
  m.nb_and = binary<kAnd>;
  m.nb_xor = binary<kXor>;
  m.nb_or = binary<kOr>;
  m.nb_int = conversion<"__int__", as_int>;
  m.nb_float = conversion<"__float__", as_float>;
  m.nb_inplace_add = binary_in_place<kAdd>;
  m.nb_inplace_subtract = binary_in_place<kSub>;
  m.nb_inplace_multiply = binary_in_place<kMul>;
  m.nb_inplace_remainder = binary_in_place<kMod>;
  m.nb_inplace_power = power_in_place;
  m.nb_inplace_lshift = binary_in_place<kLeftShift>;
  m.nb_inplace_rshift = binary_in_place<kRightShift>;
  m.nb_inplace_and = binary_in_place<kAnd>;
  m.nb_inplace_xor = binary_in_place<kXor>;
  m.nb_inplace_or = binary_in_place<kOr>;
  m.nb_floor_divide = binary<kFloorDiv>;
  m.nb_true_divide = binary<kTrueDiv>;
  m.nb_inplace_floor_divide = binary_in_place<kFloorDiv>;
  m.nb_inplace_true_divide = binary_in_place<kTrueDiv>;
  m.nb_index = conversion<"__index__", as_index>;
  m.nb_matrix_multiply = binary<kMatmul>;
  return m;
}();

PyObject* tensor_richcompare(PyObject* a, PyObject* b, int how) noexcept {
  switch (how) {
    case Py_LT: return binary<kLt>(a, b);
    case Py_LE: return binary<kLe>(a, b);
    case Py_EQ: return binary<kEq>(a, b);
    case Py_NE: return binary<kNe>(a, b);
    case Py_GT: return binary<kGt>(a, b);
    case Py_GE:
    default: return binary<kGe>(a, b);
  }
}

}  // namespace flambeau
