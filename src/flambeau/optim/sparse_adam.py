"""Adam for sparse gradients."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..autograd.grad_mode import no_grad
from .optimizer import (
    Group,
    Optimizer,
    ParamsT,
    check_betas,
    check_option,
    check_single,
    number,
    with_gradient,
    zeros_for,
)

__all__ = ["SparseAdam"]


class SparseAdam(Optimizer):
    """Adam for sparse gradients, such as those of ``Embedding(sparse=True)``: parameters and averages change only where
    the gradient ``g`` has values.

    There ``m += (1 - beta1) * (g - m)``, ``v += (1 - beta2) * (g * g - v)`` and
    ``param -= lr * sqrt(1 - beta2**t) / (1 - beta1**t) * m / (sqrt(v) + eps)`` in step ``t``.

    Raises: ValueError for ``lr`` or ``eps`` not above 0, betas outside [0, 1), no parameters, sparse parameters, and
        tensors that are not leaves; TypeError for parameters that are not tensors; RuntimeError from ``step`` for a
        dense gradient.

    >>> import flambeau
    >>> table = flambeau.nn.Embedding(10, 3, sparse=True)
    >>> optimizer = flambeau.optim.SparseAdam(table.parameters())
    >>> table(flambeau.tensor([2, 7])).sum().backward()
    >>> optimizer.step()
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        maximize: bool = False,
    ) -> None:
        check_single(lr)
        check_option(lr > 0, f"Invalid learning rate: {lr} | it must be > 0")
        check_option(eps > 0, f"Invalid epsilon value: {eps} | it must be > 0")
        check_betas(betas)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize})

        for group in self.param_groups:
            for k, param in enumerate(group["params"]):
                if param.is_sparse:
                    raise ValueError(f"Sparse params at indices [{k}]: SparseAdam requires dense parameter tensors")

    def step(self, closure: Any = None) -> Any:
        """Updates every parameter that has a gradient, where the gradient has values; returns what ``closure`` did."""
        loss = None if closure is None else self._evaluate(closure)
        for group in self.param_groups:
            for param, grad in with_gradient(group["params"]):
                if not grad.is_sparse:
                    raise RuntimeError("SparseAdam does not support dense gradients, please consider Adam instead")
                state = self.state[param]
                if not state:
                    state.update(step=0, exp_avg=zeros_for(param), exp_avg_sq=zeros_for(param))
                with no_grad():
                    _update(param, grad.coalesce(), state, group)
        return loss


def _update(param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
    """Adam's formula at the indices of the gradient; the averages elsewhere stay as they are."""
    state["step"] += 1
    if grad._nnz() == 0:
        return
    (beta1, beta2), where = group["betas"], tuple(grad.indices())
    values = -grad.values() if group["maximize"] else grad.values()
    means, squares = state["exp_avg"], state["exp_avg_sq"]
    mean = means[where].lerp(values, 1 - beta1)
    square = squares[where].lerp(values * values, 1 - beta2)
    means[where], squares[where] = mean, square
    corrected = (1 - beta2 ** state["step"]) ** 0.5 / (1 - beta1 ** state["step"])
    step = mean / (square.sqrt() + group["eps"])
    param[where] -= number(group["lr"]) * corrected * step


explain_module(globals())
