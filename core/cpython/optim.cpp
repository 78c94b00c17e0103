// Owns: the native optimiser steps over whole parameter lists.
// Called by: flambeau.optim.
#include "kernels/optim.h"

#include "autograd/watch.h"
#include "cpython/py.h"

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
    std::vector<SgdTensor> tensors;
    for (Py_ssize_t i = 0; i < n; ++i) {
      Tensor& p = tensor_at(params, i, "params");
      Tensor& g = tensor_at(grads, i, "grads");
      if (!fits(p, p) || !fits(g, p)) Py_RETURN_FALSE;
      SgdTensor t{p.data(), g.data(), nullptr, p.numel, p.dtype, false};
      if (s.momentum != 0) {
        if (!PyList_Check(buffers) || i >= PyList_GET_SIZE(buffers)) {
          fail(ErrorKind::Type, "momentum buffers must be a list as long as params");
        }
        t.first = PyList_GET_ITEM(buffers, i) == Py_None;
        if (!t.first) {
          Tensor& buffer = tensor_at(buffers, i, "momentum buffers");
          if (!fits(buffer, p)) Py_RETURN_FALSE;
          t.momentum = buffer.data();
        }
      }
      tensors.push_back(t);
    }
    for (Py_ssize_t i = 0; i < n && s.momentum != 0; ++i) {
      SgdTensor& t = tensors[static_cast<size_t>(i)];
      if (!t.first) {
        note_write(tensor_at(buffers, i, "momentum buffers"));
        continue;
      }
      const TensorRef made = empty_like(tensor_at(params, i, "params"), t.dtype);
      t.momentum = made->data();
      if (PyList_SetItem(buffers, i, Py_NewRef(py(made.get()))) < 0) throw HostError{};
    }
    for (Py_ssize_t i = 0; i < n; ++i) before_write(tensor_at(params, i, "params"));
    sgd_step(tensors, s);
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
    std::vector<AdamTensor> tensors;
    std::vector<Tensor*> written;
    const Py_ssize_t n = PyList_GET_SIZE(params);
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
      tensors.push_back({p.data(), g.data(), m.data(), v.data(), top ? top->data() : nullptr, step.data(), p.numel,
                         p.dtype, step.dtype});
      written.insert(written.end(), {&p, &m, &v, &step});
      if (top) written.push_back(top);
    }
    for (Tensor* t : written) before_write(*t);
    adam_step(tensors, s);
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
