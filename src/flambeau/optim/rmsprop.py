"""Gradient steps scaled by a running root mean square."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..ops.optim import rmsprop_step_
from .optimizer import (
    Group,
    ParamsT,
    TensorwiseOptimizer,
    Update,
    check_common,
    check_option,
    count_up,
    number,
    step_counter,
    zeros_for,
)

__all__ = ["RMSprop"]


class RMSprop(TensorwiseOptimizer):
    """RMSprop, ``p = p - lr * g / (sqrt(v) + eps)`` with the running average v of the squared gradient.

    With gradient ``g`` and parameter ``p``::

        v = alpha * v + (1 - alpha) * g**2
        a = alpha * a + (1 - alpha) * g            (only if centered; else a = 0)
        u = g / (sqrt(v - a**2) + eps)
        b = momentum * b + u                       (b = u without momentum)
        p = p - lr * b

    Raises: ValueError for ``lr``, ``alpha``, ``eps``, ``momentum`` or ``weight_decay`` below 0, no parameters, and
        tensors that are not leaves; TypeError for parameters that are not tensors.
    Source: Tieleman and Hinton 2012, Neural Networks for Machine Learning, lecture 6.5; for ``centered``, Graves 2013,
        Generating Sequences with Recurrent Neural Networks, equations 38 to 45.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.RMSprop([w], lr=0.01, alpha=0.75)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> round(w[0].item(), 4)
    0.98
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_common(lr, weight_decay, eps)
        check_option(momentum >= 0, f"Invalid momentum value: {momentum} | it must be >= 0")
        check_option(alpha >= 0, f"Invalid alpha value: {alpha} | it must be >= 0")
        defaults = {
            "lr": lr,
            "alpha": alpha,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "centered": centered,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update_of(self, group: Group) -> Update:
        momentum = group["momentum"]
        average, buffer = "grad_avg" if group["centered"] else None, "momentum_buffer" if momentum > 0 else None
        options = group["lr"], group["alpha"], group["eps"], group["weight_decay"], momentum, bool(group["maximize"])
        return rmsprop_step_, ("square_avg", average, buffer, "step"), options

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        state["step"] = step_counter()
        state["square_avg"] = zeros_for(param)
        if group["momentum"] > 0:
            state["momentum_buffer"] = zeros_for(param)
        if group["centered"]:
            state["grad_avg"] = zeros_for(param)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        count_up(state)
        lr, alpha, momentum = number(group["lr"]), group["alpha"], group["momentum"]
        square = state["square_avg"]
        square.mul_(alpha).add_(grad * grad, alpha=1 - alpha)
        variance = square
        if group["centered"]:
            average = state["grad_avg"]
            average.add_((grad - average) * (1 - alpha))
            variance = square - average * average
        update = grad / (variance.sqrt() + group["eps"])
        if momentum > 0:
            update = state["momentum_buffer"].mul_(momentum).add_(update)
        param.sub_(update * lr)


explain_module(globals())
