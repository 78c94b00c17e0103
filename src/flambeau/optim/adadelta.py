"""Gradient steps scaled by the ratio of two running root mean squares."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..ops.optim import adadelta_step_
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

__all__ = ["Adadelta"]


class Adadelta(TensorwiseOptimizer):
    """Adadelta, ``p = p - lr * d``, whose step d has the unit of the parameter: the ratio of two running root mean
    squares.

    With gradient ``g`` and parameter ``p``::

        v = rho * v + (1 - rho) * g**2
        d = sqrt(u + eps) / sqrt(v + eps) * g
        u = rho * u + (1 - rho) * d**2
        p = p - lr * d

    Raises: ValueError for ``lr``, ``eps`` or ``weight_decay`` below 0, ``rho`` outside [0, 1], no parameters, and
        tensors that are not leaves; TypeError for parameters that are not tensors.
    Source: Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method, algorithm 1.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.Adadelta([w])
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> round(w[0].item(), 4)
    0.9968
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_common(lr, weight_decay, eps)
        check_option(0 <= rho <= 1, f"Invalid rho value: {rho} | it must be in [0, 1]")
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "capturable": capturable,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update_of(self, group: Group) -> Update:
        options = group["lr"], group["rho"], group["eps"], group["weight_decay"], bool(group["maximize"])
        return adadelta_step_, ("square_avg", "acc_delta", "step"), options

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        state["step"] = step_counter()
        state["square_avg"] = zeros_for(param)
        state["acc_delta"] = zeros_for(param)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        count_up(state)
        rho, eps = group["rho"], group["eps"]
        square, moved = state["square_avg"], state["acc_delta"]
        square.mul_(rho).add_(grad * grad, alpha=1 - rho)
        delta = (moved + eps).sqrt() / (square + eps).sqrt() * grad
        moved.mul_(rho).add_(delta * delta, alpha=1 - rho)
        param.sub_(delta * number(group["lr"]))


explain_module(globals())
