// Owns: the native optimiser steps over whole parameter lists.
// Called by: flambeau.optim.
#include "kernels/optim.h"

#include "cpython/py.h"

namespace flambeau {
namespace {

Tensor& tensor_at(PyObject* list, Py_ssize_t i, const char* what) {
  PyObject* o = PyList_Check(list) && i < PyList_GET_SIZE(list) ? PyList_GET_ITEM(list, i) : nullptr;
  if (!o || !is_tensor(o)) fail(ErrorKind::Type, what, " must be a list of Tensors, as long as params");
  return as_tensor(o);
}

void require_like(const Tensor& t, const Tensor& param, const char* what) {
  if (t.dtype != param.dtype || t.numel != param.numel || !t.is_contiguous() || t.is_meta()) {
    fail(ErrorKind::Value, "optimizer step: ", what, " must be contiguous with the dtype and size of its parameter (", name_of(param.dtype),
         " ", param.shape(), "), got ", name_of(t.dtype), " ", t.shape());
  }
}

PyObject* sgd_step_py(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *params, *grads, *buffers;
    SgdSettings s;
    int nesterov, maximize;
    if (!PyArg_ParseTuple(args, "O!O!O!ddddpp", &PyList_Type, &params, &PyList_Type, &grads, &PyList_Type, &buffers, &s.lr, &s.momentum,
                          &s.dampening, &s.weight_decay, &nesterov, &maximize)) throw HostError{};
    s.nesterov = nesterov;
    s.maximize = maximize;
    const Py_ssize_t n = PyList_GET_SIZE(params);
    std::vector<SgdTensor> tensors;
    std::vector<TensorRef> made;  // momentum buffers of parameters seen for the first time
    for (Py_ssize_t i = 0; i < n; ++i) {
      Tensor& p = tensor_at(params, i, "params");
      Tensor& g = tensor_at(grads, i, "grads");
      require_like(p, p, "params");
      require_like(g, p, "grads");
      SgdTensor t{p.data, g.data, nullptr, p.numel, p.dtype, false};
      if (s.momentum != 0) {
        if (i >= PyList_GET_SIZE(buffers)) fail(ErrorKind::Type, "momentum buffers must be a list as long as params");
        PyObject* b = PyList_GET_ITEM(buffers, i);
        if (b == Py_None) {
          made.push_back(empty_like(p, p.dtype));
          t.momentum = made.back()->data;
          t.first = true;
          if (PyList_SetItem(buffers, i, Py_NewRef(py(made.back().get()))) < 0) throw HostError{};
        } else {
          Tensor& buffer = tensor_at(buffers, i, "momentum buffers");
          require_like(buffer, p, "momentum buffers");
          t.momentum = buffer.data;
          note_write(buffer.storage);
        }
      }
      tensors.push_back(t);
    }
    sgd_step(tensors, s);
    for (Py_ssize_t i = 0; i < n; ++i) note_write(tensor_at(params, i, "params").storage);
    return none_ref();
  });
}

PyObject* adam_step_py(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject *params, *grads, *averages, *squares, *largest, *steps;
    AdamSettings s;
    int amsgrad, maximize, decoupled;
    if (!PyArg_ParseTuple(args, "O!O!O!O!O!O!dddddppp", &PyList_Type, &params, &PyList_Type, &grads, &PyList_Type, &averages, &PyList_Type,
                          &squares, &PyList_Type, &largest, &PyList_Type, &steps, &s.lr, &s.beta1, &s.beta2, &s.eps, &s.weight_decay,
                          &amsgrad, &maximize, &decoupled)) throw HostError{};
    s.maximize = maximize;
    s.decoupled = decoupled;
    std::vector<AdamTensor> tensors;
    const Py_ssize_t n = PyList_GET_SIZE(params);
    for (Py_ssize_t i = 0; i < n; ++i) {
      Tensor& p = tensor_at(params, i, "params");
      Tensor& g = tensor_at(grads, i, "grads");
      Tensor& m = tensor_at(averages, i, "exp_avgs");
      Tensor& v = tensor_at(squares, i, "exp_avg_sqs");
      Tensor& step = tensor_at(steps, i, "steps");
      require_like(p, p, "params");
      require_like(g, p, "grads");
      require_like(m, p, "exp_avgs");
      require_like(v, p, "exp_avg_sqs");
      if (step.numel != 1 || (step.dtype != DType::Float32 && step.dtype != DType::Float64)) {
        fail(ErrorKind::Value, "optimizer step: steps must be single floats, got ", name_of(step.dtype), " ", step.shape());
      }
      void* top = nullptr;
      if (amsgrad) {
        Tensor& x = tensor_at(largest, i, "max_exp_avg_sqs");
        require_like(x, p, "max_exp_avg_sqs");
        top = x.data;
        note_write(x.storage);
      }
      tensors.push_back({p.data, g.data, m.data, v.data, top, step.data, p.numel, p.dtype, step.dtype});
      for (Tensor* t : {&m, &v, &step}) note_write(t->storage);
    }
    adam_step(tensors, s);
    for (Py_ssize_t i = 0; i < n; ++i) note_write(tensor_at(params, i, "params").storage);
    return none_ref();
  });
}

PyMethodDef functions[] = {
    {"sgd_step", sgd_step_py, METH_VARARGS,
     "sgd_step(params, grads, momentum_buffers, lr, momentum, dampening, weight_decay, nesterov, maximize): one SGD step; "
     "a None among the buffers is replaced by a new buffer."},
    {"adam_step", adam_step_py, METH_VARARGS,
     "adam_step(params, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, steps, lr, beta1, beta2, eps, weight_decay, amsgrad, "
     "maximize, decoupled): one Adam or AdamW step."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

int init_optim(PyObject* module) { return PyModule_AddFunctions(module, functions); }

}  // namespace flambeau
