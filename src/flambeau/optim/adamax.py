"""Adam in the maximum norm."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._functions import maximum
from ..ops.optim import adamax_step_
from .optimizer import (
    Group,
    ParamsT,
    TensorwiseOptimizer,
    Update,
    check_betas,
    check_common,
    count_up,
    number,
    step_counter,
    zeros_for,
)

__all__ = ["Adamax"]


class Adamax(TensorwiseOptimizer):
    """Adamax, which divides by the largest gradient so far, ``u``, instead of a root mean square.

    With gradient ``g``, parameter ``p`` and step number ``t``::

        m = beta1 * m + (1 - beta1) * g
        u = max(beta2 * u, |g| + eps)
        p = p - lr / (1 - beta1**t) * m / u

    Raises: ValueError for ``lr``, ``eps`` or ``weight_decay`` below 0, betas outside [0, 1), no parameters, and tensors
        that are not leaves; TypeError for parameters that are not tensors.
    Source: Kingma and Ba 2015, Adam: A Method for Stochastic Optimization, section 7.1.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.Adamax([w], lr=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> [round(value, 4) for value in w.tolist()]
    [0.5, 1.5]
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_common(lr, weight_decay, eps)
        check_betas(betas)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _update_of(self, group: Group) -> Update:
        beta1, beta2 = group["betas"]
        options = (
            group["lr"],
            beta1,
            beta2,
            group["eps"],
            group["weight_decay"],
            bool(group["maximize"]),
        )
        return adamax_step_, ("exp_avg", "exp_inf", "step"), options

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        state["step"] = step_counter()
        state["exp_avg"] = zeros_for(param)
        state["exp_inf"] = zeros_for(param)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        step = count_up(state)
        beta1, beta2 = group["betas"]
        average, largest = state["exp_avg"], state["exp_inf"]
        average.add_((grad - average) * (1 - beta1))
        largest.copy_(maximum(largest * beta2, grad.abs() + group["eps"]))
        corrected = largest * (1 - beta1**step)  # a tensor of its own, which the next step leaves alone
        param.sub_(average / corrected * number(group["lr"]))


explain_module(globals())
