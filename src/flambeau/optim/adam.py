"""Adam and its variant with decoupled weight decay."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._functions import maximum
from ..ops.optim import adam_step_
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

__all__ = ["Adam"]


class Adam(TensorwiseOptimizer):
    """Adam, ``p = p - lr * m / (sqrt(v) + eps)`` with running averages m and v of the gradient and its square.

    With gradient ``g``, parameter ``p`` and step number ``t``, as one native loop over all parameters::

        g = g + weight_decay * p                   (p = p - lr * weight_decay * p if decoupled)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        p = p - lr / (1 - beta1**t) * m / (sqrt(v / (1 - beta2**t)) + eps)

    ``amsgrad`` uses the largest ``v`` so far. ``foreach``, ``fused`` and ``capturable`` are accepted and change
    nothing.

    Raises: ValueError for ``lr``, ``eps`` or ``weight_decay`` below 0, betas outside [0, 1), no parameters, and tensors
        that are not leaves; TypeError for parameters that are not tensors.
    Source: Kingma and Ba 2015, Adam: A Method for Stochastic Optimization, algorithm 1; for ``amsgrad``, Reddi, Kale
        and Kumar 2018, On the Convergence of Adam and Beyond.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.Adam([w], lr=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> [round(value, 4) for value in w.tolist()]
    [0.5, -1.5]
    """

    _own_weight_decay = True

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_common(lr, weight_decay, eps)
        check_betas(betas)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def _update_of(self, group: Group) -> Update:
        beta1, beta2 = group["betas"]
        largest = "max_exp_avg_sq" if group["amsgrad"] else None
        options = (
            group["lr"],
            beta1,
            beta2,
            group["eps"],
            group["weight_decay"],
            bool(group["decoupled_weight_decay"]),
            bool(group["maximize"]),
        )
        return adam_step_, ("exp_avg", "exp_avg_sq", largest, "step"), options

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        state["step"] = step_counter()
        state["exp_avg"] = zeros_for(param)
        state["exp_avg_sq"] = zeros_for(param)
        if group["amsgrad"]:
            state["max_exp_avg_sq"] = zeros_for(param)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        step = count_up(state)
        lr = number(group["lr"])
        beta1, beta2 = map(number, group["betas"])
        grad = apply_weight_decay(param, grad, lr, group)
        average, square = state["exp_avg"], state["exp_avg_sq"]
        average.add_((grad - average) * (1 - beta1))
        square.mul_(beta2).add_(grad * grad * (1 - beta2))
        if group["amsgrad"]:
            largest = state["max_exp_avg_sq"]
            square = maximum(largest.clone(), square.clone())  # which later steps write to
            largest.copy_(square)
        denominator = square.sqrt() / (1 - beta2**step) ** 0.5 + group["eps"]
        param.sub_(average / denominator * (lr / (1 - beta1**step)))


explain_module(globals())
