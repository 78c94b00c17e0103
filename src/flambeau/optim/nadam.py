"""Adam with Nesterov momentum."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..ops.optim import nadam_step_
from .optimizer import (
    Group,
    ParamsT,
    TensorwiseOptimizer,
    Update,
    apply_weight_decay,
    check_betas,
    check_common,
    check_option,
    count_up,
    number,
    step_counter,
    zeros_for,
)

__all__ = ["NAdam"]


class NAdam(TensorwiseOptimizer):
    """NAdam: `Adam` with Nesterov's momentum, ``n`` below.

    With gradient ``g``, parameter ``p`` and step number ``t``::

        mu_t = beta1 * (1 - 0.96**(t * momentum_decay) / 2)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        n = mu_{t+1} * m / (1 - mu_1 ... mu_{t+1}) + (1 - mu_t) * g / (1 - mu_1 ... mu_t)
        p = p - lr * n / (sqrt(v / (1 - beta2**t)) + eps)

    Raises: ValueError for ``lr``, ``eps``, ``weight_decay`` or ``momentum_decay`` below 0, betas outside [0, 1), no
        parameters, and tensors that are not leaves; TypeError for parameters that are not tensors.
    Source: Dozat 2016, Incorporating Nesterov Momentum into Adam.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.NAdam([w])
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> round(w[0].item(), 4)
    0.9979
    """

    _own_weight_decay = True

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_common(lr, weight_decay, eps)
        check_betas(betas)
        check_option(momentum_decay >= 0, f"Invalid momentum_decay value: {momentum_decay} | it must be >= 0")
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
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
            group["momentum_decay"],
            bool(group["decoupled_weight_decay"]),
            bool(group["maximize"]),
        )
        return nadam_step_, ("exp_avg", "exp_avg_sq", "step", "mu_product"), options

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        state["step"] = step_counter()
        state["mu_product"] = step_counter() + 1
        state["exp_avg"] = zeros_for(param)
        state["exp_avg_sq"] = zeros_for(param)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        step = count_up(state)
        lr, (beta1, beta2), decay = number(group["lr"]), group["betas"], group["momentum_decay"]
        grad = apply_weight_decay(param, grad, lr, group)
        average, square = state["exp_avg"], state["exp_avg_sq"]
        mu = beta1 * (1 - 0.5 * 0.96 ** (step * decay))
        next_mu = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * decay))
        state["mu_product"] *= mu
        product = state["mu_product"].item()
        average.add_((grad - average) * (1 - beta1))
        square.mul_(beta2).add_(grad * grad, alpha=1 - beta2)
        denominator = (square / (1 - beta2**step)).sqrt() + group["eps"]
        param.sub_(grad / denominator * (lr * (1 - mu) / (1 - product)))
        param.sub_(average / denominator * (lr * next_mu / (1 - product * next_mu)))


explain_module(globals())
