"""Gradient steps scaled by the sum of all squared gradients."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._functions import full_like
from ..ops.optim import adagrad_step_
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
)

__all__ = ["Adagrad"]


class Adagrad(TensorwiseOptimizer):
    """Adagrad, which divides each step by the root of the sum ``s`` of all squared gradients so far.

    With gradient ``g``, parameter ``p`` and step number ``t``::

        s = s + g**2
        p = p - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(s) + eps)

    ``s`` starts at ``initial_accumulator_value``, 0.

    Raises: ValueError for ``lr``, ``lr_decay``, ``eps``, ``weight_decay`` or the initial value below 0, no parameters,
        and tensors that are not leaves; TypeError for parameters that are not tensors.
    Source: Duchi, Hazan and Singer 2011, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.Adagrad([w], lr=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> [round(value, 4) for value in w.tolist()]
    [0.5, 1.5]
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_common(lr, weight_decay, eps)
        check_option(lr_decay >= 0, f"Invalid lr_decay value: {lr_decay} | it must be >= 0")
        check_option(
            initial_accumulator_value >= 0,
            f"Invalid initial_accumulator_value value: {initial_accumulator_value} | it must be >= 0",
        )
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "eps": eps,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            for param in group["params"]:
                self._start(param, self.state[param], group)

    def _update_of(self, group: Group) -> Update:
        options = group["lr"], group["lr_decay"], group["eps"], group["weight_decay"], bool(group["maximize"])
        return adagrad_step_, ("sum", "step"), options

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        value = group["initial_accumulator_value"]
        state["step"] = step_counter()
        state["sum"] = full_like(param.detach(), complex(value, value) if param.is_complex() else value)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        step = count_up(state)
        rate = number(group["lr"]) / (1 + (step - 1) * group["lr_decay"])
        total = state["sum"]
        total.add_(grad * grad)
        param.sub_(grad / (total.sqrt() + group["eps"]) * rate)


explain_module(globals())
