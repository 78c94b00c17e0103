// Owns: the native optimiser steps over whole parameter lists.
// Called by: flambeau.optim.
#include "backend/cpu/optim.h"

#include "autograd/watch.h"
#include "cpython/py.h"
#include "dispatch/launch.h"

namespace flambeau {
namespace {

Tensor& tensor_at(PyObject* list, Py_ssize_t i, const char* what) {
  PyObject* o = PyList_Check(list) && i < PyList_GET_SIZE(list) ? PyList_GET_ITEM(list, i) : nullptr;
  if (!o || !is_tensor(o)) fail(ErrorKind::Type, what, " must be a list of Tensors, as long as params");
  return as_tensor(o);
}

// Whether the kernels can take `t` beside `param`; where they cannot, the optimiser goes tensor by tensor.
bool fits(const Tensor& t, const Tensor& param) {
  return t.dtype == param.dtype && t.numel == param.numel && t.is_contiguous() && !t.is_meta() && is_floating(t.dtype);
}

// The operands of one launch over many parameters, as many for each, side by side; its shape are their sizes.
struct Parameters {
  std::vector<Access> operands;
  std::vector<int64_t> sizes;
  int64_t elements = 0;

  Parameters(Py_ssize_t count, size_t each) {
    operands.reserve(each * static_cast<size_t>(count));
    sizes.reserve(static_cast<size_t>(count));
  }
  void add(int64_t numel, std::initializer_list<Access> its_operands) {
    operands.insert(operands.end(), its_operands);
    sizes.push_back(numel);
    elements += numel;
  }
  // A step is counted for parameters without elements as well.
  template <class Kernel> void update(const Kernel& kernel) const {
    if (!sizes.empty())
      launch(std::max<int64_t>(elements, 1), operands, {static_cast<int>(sizes.size()), sizes.data()}, kernel);
  }
};

// The operands of SGD: the parameter, its gradient, its momentum or none.
constexpr int kSgdOperands = 3;
struct RunSgd {
  SgdSettings settings;
  bool first;  // the momentum holds nothing yet

  void operator()(const Access* o, ShapeView sizes) const {
    std::vector<SgdTensor> tensors;
    tensors.reserve(static_cast<size_t>(sizes.ndim));
    for (int i = 0; i < sizes.ndim; ++i, o += kSgdOperands)
      tensors.push_back({o[0].data, o[1].data, o[2].data, sizes[i], o[0].dtype, first});
    sgd_step(tensors, settings);
  }
};

// …and of Adam: the parameter, its gradient, both averages, the largest square or none, the count of steps.
constexpr int kAdamOperands = 6;
struct RunAdam {
  AdamSettings settings;

  void operator()(const Access* o, ShapeView sizes) const {
    std::vector<AdamTensor> tensors;
    tensors.reserve(static_cast<size_t>(sizes.ndim));
    for (int i = 0; i < sizes.ndim; ++i, o += kAdamOperands)
      tensors.push_back(
          {o[0].data, o[1].data, o[2].data, o[3].data, o[4].data, o[5].data, sizes[i], o[0].dtype, o[5].dtype});
    adam_step(tensors, settings);
  }
};

PyObject* sgd_step_py(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *params, *grads, *buffers;
    SgdSettings s;
    int nesterov, maximize;
    if (!PyArg_ParseTuple(args, "O!O!Oddddpp", &PyList_Type, &params, &PyList_Type, &grads, &buffers, &s.lr,
                          &s.momentum, &s.dampening, &s.weight_decay, &nesterov, &maximize))
      throw HostError{};
    s.nesterov = nesterov;
    s.maximize = maximize;
    const Py_ssize_t n = PyList_GET_SIZE(params);
    std::vector<TensorRef> momenta(static_cast<size_t>(n));  // null: to be made
    for (Py_ssize_t i = 0; i < n; ++i) {
      Tensor& p = tensor_at(params, i, "params");
      Tensor& g = tensor_at(grads, i, "grads");
      if (!fits(p, p) || !fits(g, p)) Py_RETURN_FALSE;
      if (s.momentum == 0) continue;
      if (!PyList_Check(buffers) || i >= PyList_GET_SIZE(buffers)) {
        fail(ErrorKind::Type, "momentum buffers must be a list as long as params");
      }
      if (PyList_GET_ITEM(buffers, i) == Py_None) continue;
      Tensor& buffer = tensor_at(buffers, i, "momentum buffers");
      if (!fits(buffer, p)) Py_RETURN_FALSE;
      momenta[static_cast<size_t>(i)] = TensorRef::share(&buffer);
    }
    Parameters first(s.momentum == 0 ? 0 : n, kSgdOperands), later(n, kSgdOperands);
    for (Py_ssize_t i = 0; i < n; ++i) {
      Tensor& p = tensor_at(params, i, "params");
      TensorRef& momentum = momenta[static_cast<size_t>(i)];
      const bool is_new = s.momentum != 0 && !momentum;
      if (momentum) note_write(*momentum);
      if (is_new) {
        momentum = empty_like(p, p.dtype);
        if (PyList_SetItem(buffers, i, Py_NewRef(py(momentum.get()))) < 0) throw HostError{};
      }
      before_write(p);
      (is_new ? first : later)
          .add(p.numel,
               {writes(p), reads(tensor_at(grads, i, "grads")), momentum ? writes(*momentum) : reads(nullptr)});
    }
    first.update(RunSgd{s, true});
    later.update(RunSgd{s, false});
    for (Py_ssize_t i = 0; i < n; ++i) note_write(tensor_at(params, i, "params"));
    Py_RETURN_TRUE;
  });
}

PyObject* adam_step_py(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *params, *grads, *averages, *squares, *largest, *steps;
    AdamSettings s;
    int amsgrad, maximize, decoupled;
    if (!PyArg_ParseTuple(args, "O!O!O!O!OO!dddddppp", &PyList_Type, &params, &PyList_Type, &grads, &PyList_Type,
                          &averages, &PyList_Type, &squares, &largest, &PyList_Type, &steps, &s.lr, &s.beta1, &s.beta2,
                          &s.eps, &s.weight_decay, &amsgrad, &maximize, &decoupled))
      throw HostError{};
    s.maximize = maximize;
    s.decoupled = decoupled;
    std::vector<Tensor*> written;
    const Py_ssize_t n = PyList_GET_SIZE(params);
    Parameters all(n, kAdamOperands);
    written.reserve(static_cast<size_t>(5 * n));
    for (Py_ssize_t i = 0; i < n; ++i) {
      Tensor& p = tensor_at(params, i, "params");
      Tensor& g = tensor_at(grads, i, "grads");
      Tensor& m = tensor_at(averages, i, "exp_avgs");
      Tensor& v = tensor_at(squares, i, "exp_avg_sqs");
      Tensor* const top = amsgrad ? &tensor_at(largest, i, "max_exp_avg_sqs") : nullptr;
      Tensor& step = tensor_at(steps, i, "steps");
      const bool counts =
          step.numel == 1 && !step.is_meta() && (step.dtype == DType::Float32 || step.dtype == DType::Float64);
      if (!fits(p, p) || !fits(g, p) || !fits(m, p) || !fits(v, p) || (top && !fits(*top, p)) || !counts)
        Py_RETURN_FALSE;
      all.add(p.numel, {writes(p), reads(g), writes(m), writes(v), top ? writes(*top) : reads(nullptr), writes(step)});
      written.insert(written.end(), {&p, &m, &v, &step});
      if (top) written.push_back(top);
    }
    for (Tensor* t : written) before_write(*t);
    all.update(RunAdam{s});
    for (Tensor* t : written) note_write(*t);
    Py_RETURN_TRUE;
  });
}

PyMethodDef functions[] = {
    {"sgd_step", sgd_step_py, METH_VARARGS,
     "sgd_step(params: list[Tensor], grads: list[Tensor], momentum_buffers: list[Tensor | None] | None, lr: float, "
     "momentum: float, dampening: float, weight_decay: float, nesterov: bool, maximize: bool) -> bool\n\n"
     "One SGD step; a None among the buffers is replaced by a new buffer. False, with nothing written, for tensors it "
     "does not take."},
    {"adam_step", adam_step_py, METH_VARARGS,
     "adam_step(params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_avg_sqs: list[Tensor], "
     "max_exp_avg_sqs: list[Tensor] | None, steps: list[Tensor], lr: float, beta1: float, beta2: float, eps: float, "
     "weight_decay: float, amsgrad: bool, maximize: bool, decoupled: bool) -> bool\n\n"
     "One Adam or AdamW step. False, with nothing written, for tensors it does not take."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_optim(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
