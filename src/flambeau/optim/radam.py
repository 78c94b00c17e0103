"""Adam with a rectified second moment."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..ops.optim import radam_step_
from .optimizer import (
    Group,
    ParamsT,
    TensorwiseOptimizer,
    Update,
    apply_weight_decay,
    check_betas,
    check_common,
    count_up,
    number,
    step_counter,
    zeros_for,
)

__all__ = ["RAdam"]


class RAdam(TensorwiseOptimizer):
    """Rectified Adam: `Adam` whose step is scaled by ``r`` while there are too few gradients to know their variance.

    With gradient ``g``, parameter ``p`` and step number ``t``::

        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        rho_inf = 2 / (1 - beta2) - 1
        rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
        r = sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
        p = p - lr * m / (1 - beta1**t) * (r * sqrt(1 - beta2**t) / (sqrt(v) + eps) if rho > 5 else 1)

    Raises: ValueError for ``lr``, ``eps`` or ``weight_decay`` below 0, betas outside [0, 1), no parameters, and tensors
        that are not leaves; TypeError for parameters that are not tensors.
    Source: Liu et al. 2020, On the Variance of the Adaptive Learning Rate and Beyond, algorithm 2.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.RAdam([w], lr=0.125)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> [round(value, 4) for value in w.tolist()]
    [0.75, 1.5]
    """

    _own_weight_decay = True

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_common(lr, weight_decay, eps)
        check_betas(betas)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "capturable": capturable,
            "differentiable": differentiable,
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
            bool(group["decoupled_weight_decay"]),
            bool(group["maximize"]),
        )
        return radam_step_, ("exp_avg", "exp_avg_sq", "step"), options

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        state["step"] = step_counter()
        state["exp_avg"] = zeros_for(param)
        state["exp_avg_sq"] = zeros_for(param)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        step = count_up(state)
        lr, (beta1, beta2) = number(group["lr"]), group["betas"]
        grad = apply_weight_decay(param, grad, lr, group)
        average, square = state["exp_avg"], state["exp_avg_sq"]
        average.add_((grad - average) * (1 - beta1))
        square.mul_(beta2).add_(grad * grad, alpha=1 - beta2)
        update = average / (1 - beta1**step)
        remaining = 1 - beta2**step
        rho_inf = 2 / (1 - beta2) - 1
        rho = rho_inf - 2 * step * beta2**step / remaining
        if rho > 5:
            rectified = (rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)
            update = update * (remaining * rectified) ** 0.5 / (square.sqrt() + group["eps"])
        param.sub_(update * lr)


explain_module(globals())
