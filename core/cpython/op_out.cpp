// Owns: what `out=` does: a result, or several, written into the tensors that the caller gave.
// Called by: the calls of ops.
#include <algorithm>

#include "autograd/watch.h"
#include "cpython/op_object.h"
#include "dispatch/compute.h"
#include "dispatch/numbers.h"

namespace flambeau {
namespace {

void require_device(const Op& op, const Tensor& result, PyObject* target) {
  if (!is_tensor(target) || device_of(as_tensor(target)) == device_of(result)) return;
  fail(ErrorKind::Runtime, "Expected all tensors to be on the same device, but found at least two devices, ",
       name_of(device_of(result)), " and ", name_of(device_of(as_tensor(target))), "! (", op.name,
       ": the result is on ", name_of(device_of(result)), ", argument 'out' on ", name_of(device_of(as_tensor(target))),
       " | Attempting to copy across devices is not allowed here)");
}

// It makes a tensor of nothing but numbers, which may be 0-d tensors where it is asked for pinned memory (linspace).
bool takes_no_tensors(const Op& op) {
  if (!op.tensor_param_count && !op.list_params) return true;
  return std::any_of(op.params.begin(), op.params.end(), [](const Param& p) { return p.name == "pin_memory"; });
}

[[noreturn]] void refuse_dtype_of_out(const Op& op, DType result, DType out) {
  const char *const wanted = scalar_type_name(result), *const given = scalar_type_name(out);
  fail(ErrorKind::Runtime, "Expected out tensor to have dtype ", c_name(result), ", but got ", c_name(out),
       " instead (", op.name, ": ", name_of(result), " and ", name_of(out), ") | ",
       result == DType::Bool ? concat(op.name, " only supports bool tensor for result, got ", given,
                                      ": it does not support non-boolean outputs")
                             : concat("Expected object of scalar type ", wanted, " but got scalar type ", given,
                                      " for argument 'out': expected scalar_type ", wanted, " but found ", given,
                                      ": Expected result to be safely castable from ", wanted,
                                      " dtype, but got result with dtype ", given));
}

// What pairs elements casts as it writes to out=, as does what is made of numbers; other ops write results of their own
// dtype.
void check_dtype_of_out(const Op& op, DType result, DType out, bool several) {
  if (op.casts_out && !several) return check_can_cast(op, result, out);
  if (result != out && !takes_no_tensors(op)) refuse_dtype_of_out(op, result, out);
}

// out= gets the shape of the result, in the storage that it has, grown where that is too small.
void take_shape(const Op& op, Tensor& out, const Tensor& result) {
  if (out.numel != 0) {
    host::warn("An output with one or more elements was resized since it had shape " + concat(out.shape()) +
               ", which does not match the required output shape " + concat(result.shape()) +
               ". This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless "
               "they have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero "
               "elements with t.resize_(0).");
  }
  const bool kept = is_dense(result) && !op.row_major_out;
  const Dims strides = kept ? result.stride_dims() : contiguous_strides(result.shape());
  const size_t needed = static_cast<size_t>(checked_span(result.shape(), strides, out.offset) * item_size(out.dtype));
  if (needed > out.storage->nbytes) resize_storage(out.storage, needed);
  set_geometry(out, result.sizes(), strides.data(), result.ndim);
  retain(out.storage);
  adopt_storage(out, out.storage, out.offset);
}

void write_one(const Op& op, Tensor& result, PyObject* target, bool several) {
  if (live_wrapped != 0 && (result.wrapping || (is_tensor(target) && as_tensor(target).wrapping))) {
    fail(ErrorKind::Runtime, op.name,
         "(): out= is not supported within vmap, which does not allow calling out variants | use the result");
  }
  if (!is_tensor(target))
    fail(ErrorKind::Type, op.name, "(): argument 'out' must be Tensor, not ", Py_TYPE(target)->tp_name);
  require_device(op, result, target);
  Tensor& out = as_tensor(target);
  if (modes.grad && (requires_grad(out) || requires_grad(result))) {
    fail(ErrorKind::Runtime, op.name,
         "(): functions with out=... arguments don't support automatic differentiation, "
         "but one of the arguments requires grad.");
  }
  if ((out.flags & kInference) && !modes.inference) {
    fail(ErrorKind::Runtime, "Inplace update to inference tensor outside InferenceMode is not allowed. (", op.name,
         ", argument out) You can make a clone to get a normal tensor before doing inplace update.");
  }
  check_dtype_of_out(op, result.dtype, out.dtype, several);
  if (overlaps_itself(out)) {
    fail(ErrorKind::Runtime,
         "unsupported operation: more than one element of the written-to tensor refers to a single memory location. | ",
         op.name, ": argument 'out' is an expanded view, give out.clone()");
  }
  // What makes a line of numbers writes them into out= in order, whatever its shape.
  const bool fills = op.fills_out && out.numel == result.numel && result.is_contiguous();
  if (!fills && !same_shape(out, result)) take_shape(op, out, result);
  before_write(out);
  const TensorRef line = result.storage == out.storage ? copy_of(result) : TensorRef::share(&result);
  copy_into(out, fills ? *alias(*line, out.shape(), contiguous_strides(out.shape()), line->offset) : *line);
  note_write(out);
}

}  // namespace

PyObject* write_out(const Op& op, PyObject* const* results, Py_ssize_t count, PyObject* target) {
  for (Py_ssize_t k = 0; k < count; ++k) {
    if (!is_tensor(results[k]))
      fail(ErrorKind::Type, op.name, "(): got an unexpected keyword argument 'out': this call returns no tensor");
    if (grad_fn_of(as_tensor(results[k]))) {
      fail(ErrorKind::Runtime, op.name,
           "(): functions with out=... arguments don't support automatic differentiation, but "
           "one of the arguments requires grad.");
    }
  }
  if (count == 1) {
    write_one(op, as_tensor(results[0]), target, false);
    return Py_NewRef(target);
  }
  if (!PyTuple_Check(target) && !PyList_Check(target)) {
    fail(ErrorKind::Type, op.name, "(): out must be a tuple of Tensors, not ",
         is_tensor(target) ? "a Tensor" : Py_TYPE(target)->tp_name);
  }
  if (PySequence_Fast_GET_SIZE(target) != count) {
    fail(ErrorKind::Type, op.name, "(): out must hold ", count, " Tensors");
  }
  for_items(target, [&](PyObject* out, Py_ssize_t k) { require_device(op, as_tensor(results[k]), out); });
  for_items(target, [&](PyObject* out, Py_ssize_t k) { write_one(op, as_tensor(results[k]), out, true); });
  return Py_NewRef(target);
}

void take_dtype_of(PyObject* out, const Op& op, Value* values) {
  if (!is_tensor(out)) return;
  const bool makes = takes_no_tensors(op);
  const DType wanted = as_tensor(out).dtype;
  for (size_t k = 0; k < op.params.size(); ++k) {
    if (op.params[k].type != ParamType::DType) continue;
    if (!values[k].is_none() && values[k].dtype != wanted) {
      if (!makes) refuse_dtype_of_out(op, values[k].dtype, wanted);
      fail(ErrorKind::Runtime, "dtype ", scalar_type_name(values[k].dtype), " does not match dtype of out parameter (",
           scalar_type_name(wanted), ") | ", op.name);
    }
    if (makes) values[k] = Value::of(wanted);
  }
}

}  // namespace flambeau
