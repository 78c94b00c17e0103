"""Sparse gradients: of tables that rows are looked up in, and what optimisers do with them."""

from __future__ import annotations

from typing import Any

from .._core import Tensor
from ..ops.optim import adagrad_step_, sgd_step_
from ._coo import as_coo, coalesced, coo, picked
from ._tensor import SparseTensor, answers


@answers("embedding_backward")
def embedding_backward(
    grad: Tensor, indices: Tensor, num_weights: int, padding_idx: Any, scale_grad_by_freq: bool
) -> Tensor:
    flat, rows = indices.reshape(-1).long(), grad.reshape(-1, grad.shape[-1])
    if scale_grad_by_freq:
        raise RuntimeError("embedding_backward: scale_grad_by_freq not supported with sparse gradients")
    if padding_idx is not None:
        kept = (flat != padding_idx % num_weights).nonzero().squeeze(1)
        flat, rows = flat.index_select(0, kept), rows.index_select(0, kept)
    return coo(flat.unsqueeze(0), rows, (num_weights, grad.shape[-1]))


def _apart(op: Any, lists: tuple[list[Any], ...], options: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Updates what has a strided gradient; gives what else there is: parameter, gradient, what is kept of it."""
    rows = list(zip(*(part if part else [None] * len(lists[0]) for part in lists), strict=True))
    strided = [row for row in rows if not isinstance(row[1], SparseTensor)]
    if strided:
        columns = [list(part) if part[0] is not None else [] for part in zip(*strided, strict=True)]
        op(*columns, *options)
    return [row for row in rows if isinstance(row[1], SparseTensor)]


@answers("sgd_step_", sparse=("grads",))
def sgd_step(
    params: Any,
    grads: Any,
    momentum_buffers: Any,
    lr: Any,
    momentum: float,
    dampening: float,
    weight_decay: float,
    nesterov: bool,
    maximize: bool,
    first: bool,
) -> None:
    options = lr, momentum, dampening, weight_decay, nesterov, maximize, first
    for param, grad, buffer in _apart(sgd_step_, (params, grads, momentum_buffers), options):
        if weight_decay != 0:
            raise RuntimeError(
                "SGD: weight_decay is not compatible with sparse gradients: add(sparse, dense) is not supported"
            )
        grad = -grad if maximize else grad
        if buffer is None:
            param.detach().add_(grad, alpha=-lr)
            continue
        buffer.mul_(0 if first else momentum).add_(grad, alpha=1 if first else 1 - dampening)
        if nesterov:
            param.detach().add_(grad, alpha=-lr)
        param.detach().add_(buffer, alpha=-lr * momentum if nesterov else -lr)


@answers("adagrad_step_", sparse=("grads",))
def adagrad_step(
    params: Any,
    grads: Any,
    sums: Any,
    steps: Any,
    lr: Any,
    lr_decay: float,
    eps: float,
    weight_decay: float,
    maximize: bool,
) -> None:
    options = lr, lr_decay, eps, weight_decay, maximize
    for param, grad, total, step in _apart(adagrad_step_, (params, grads, sums, steps), options):
        if weight_decay != 0:
            raise RuntimeError("weight_decay option is not compatible with sparse gradients")
        step += 1
        found = coalesced(as_coo(-grad if maximize else grad))
        values = found._held
        total.add_(found._with(values * values))
        deviations = picked(total, found._indices_held).sqrt() + eps
        rate = lr / (1 + (float(step) - 1) * lr_decay)
        param.detach().add_(found._with(values / deviations), alpha=-rate)


_DENSE_ONLY = {
    "adam_step_": "Adam does not support sparse gradients, please consider SparseAdam instead",
    "adadelta_step_": "Adadelta does not support sparse gradients",
    "adamax_step_": "Adamax does not support sparse gradients",
    "nadam_step_": "NAdam does not support sparse gradients",
    "radam_step_": "RAdam does not support sparse gradients",
    "rmsprop_step_": "RMSprop does not support sparse gradients",
}


def _refusing(sentence: str) -> Any:
    def refuse(params: Any, grads: Any, **others: Any) -> None:
        raise RuntimeError(sentence)

    return refuse


for _name, _sentence in _DENSE_ONLY.items():
    answers(_name, sparse=("grads",))(_refusing(_sentence))
