"""Gradient steps whose parameters are averaged."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._functions import ones_like
from .optimizer import (
    Group,
    ParamsT,
    TensorwiseOptimizer,
    check_common,
    count_up,
    number,
    step_counter,
    zeros_for,
)

__all__ = ["ASGD"]


class ASGD(TensorwiseOptimizer):
    """Averaged stochastic gradient descent: steps of size ``eta``, which falls, and the mean ``ax`` of the parameters
    since step ``t0``, kept in the state.

    With gradient ``g``, parameter ``p`` and step number ``t``::

        p = p * (1 - lambd * eta) - eta * g
        ax = ax + mu * (p - ax)
        eta = lr / (1 + lambd * lr * t)**alpha
        mu = 1 / max(1, t - t0)

    Raises: ValueError for ``lr`` or ``weight_decay`` below 0, no parameters, and tensors that are not leaves; TypeError
        for parameters that are not tensors.
    Source: Polyak and Juditsky 1992, Acceleration of Stochastic Approximation by Averaging.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.ASGD([w], lr=0.25, lambd=0.0)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w.tolist(), optimizer.state[w]["ax"].tolist()
    ([0.5, -1.0], [0.5, -1.0])
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_common(lr, weight_decay)
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        state["step"] = step_counter()
        state["eta"] = step_counter().fill_(float(number(group["lr"])))
        state["mu"] = ones_like(state["step"])
        state["ax"] = zeros_for(param)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        step = count_up(state)
        eta, mu, average = state["eta"].item(), state["mu"].item(), state["ax"]
        param.mul_(1 - group["lambd"] * eta).add_(grad, alpha=-eta)
        if mu == 1:
            average.copy_(param)
        else:
            average.add_((param - average) * mu)
        lr = float(number(group["lr"]))
        state["eta"].fill_(lr / (1 + group["lambd"] * lr * step) ** group["alpha"])
        state["mu"].fill_(1 / max(1, step - group["t0"]))


explain_module(globals())
