"""Stochastic gradient descent with momentum."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..ops.optim import sgd_step_
from .optimizer import (
    Group,
    ParamsT,
    TensorwiseOptimizer,
    Update,
    check_common,
    check_option,
    number,
    with_gradient,
    zeros_for,
)

__all__ = ["SGD"]


class SGD(TensorwiseOptimizer):
    """Stochastic gradient descent, ``p = p - lr * g``, optionally with momentum, as one native loop over all
    parameters.

    With gradient ``g``, parameter ``p``, learning rate ``lr`` and momentum ``m``::

        g = g + weight_decay * p
        b = m * b + (1 - dampening) * g            (b = g at the first step)
        p = p - lr * (g + m * b if nesterov else b)

    ``maximize`` negates the gradient. ``foreach`` and ``fused`` are accepted and change nothing: the loop is always
    fused.

    Raises: ValueError for ``lr``, ``momentum`` or ``weight_decay`` below 0, for ``nesterov`` without momentum or with
        dampening, no parameters, and tensors that are not leaves; TypeError for parameters that are not tensors.
    Source: for Nesterov's form, Sutskever et al. 2013, On the Importance of Initialization and Momentum in Deep
        Learning.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.SGD([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w.tolist() == flambeau.tensor([0.8, 1.6]).tolist()
    True
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float | Tensor = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_common(lr, weight_decay)  # type: ignore[arg-type]
        check_option(momentum >= 0, f"Invalid momentum value: {momentum} | it must be >= 0")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError(
                "Nesterov momentum requires a momentum and zero dampening "
                f"| given momentum={momentum}, dampening={dampening}"
            )
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def _update_of(self, group: Group) -> Update:
        momentum = group["momentum"]
        options = (
            group["lr"],
            momentum,
            group["dampening"],
            group["weight_decay"],
            bool(group["nesterov"]),
            bool(group["maximize"]),
            False,
        )
        return sgd_step_, ("momentum_buffer",) if momentum != 0 else (None,), options

    def _first_step(self, group: Group, op: Any, kept: tuple[str | None, ...], options: Any) -> None:
        """Parameters without a buffer are updated apart from the others: their gradient becomes it, undampened."""
        pairs = list(with_gradient(group["params"]))
        new = [pair for pair in pairs if self.state[pair[0]].get("momentum_buffer") is None]
        buffers = [zeros_for(param) for param, _ in new]
        op([param for param, _ in new], [grad for _, grad in new], buffers, *options[:-1], True)
        started = {id(param) for param, _ in new}
        self._update_started([param for param, _ in pairs if id(param) not in started], op, kept, options)
        for (param, _), buffer in zip(new, buffers, strict=True):
            self.state[param]["momentum_buffer"] = buffer

    def _step_by_formula(self, group: Group) -> None:
        lr, momentum, weight_decay = number(group["lr"]), group["momentum"], number(group["weight_decay"])
        for param, grad in with_gradient(group["params"]):
            if group["maximize"]:
                grad = -grad
            if isinstance(weight_decay, Tensor):
                grad = grad + weight_decay * param
            elif weight_decay != 0:
                grad = grad.add(param, alpha=weight_decay)
            if momentum != 0:
                grad = self._momentum(param, grad, group)
            if isinstance(lr, Tensor):
                param.sub_(grad * lr)
            else:
                param.add_(grad, alpha=-lr)

    def _momentum(self, param: Tensor, grad: Tensor, group: Group) -> Tensor:
        state, momentum = self.state[param], group["momentum"]
        buffer = state.get("momentum_buffer")
        if buffer is None:
            buffer = grad.clone()
            state["momentum_buffer"] = buffer
        else:
            buffer.mul_(momentum).add_(grad, alpha=1 - group["dampening"])
        return grad.add(buffer, alpha=momentum) if group["nesterov"] else buffer


explain_module(globals())
