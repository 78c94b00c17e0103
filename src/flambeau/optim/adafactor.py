"""Gradient steps scaled by a second moment that is kept as its rows' and columns' means."""

from __future__ import annotations

import math
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._numeric import finfo
from .optimizer import (
    Group,
    ParamsT,
    TensorwiseOptimizer,
    check_option,
    check_single,
    count_up,
    number,
    step_counter,
    zeros_for,
)

__all__ = ["Adafactor"]


class Adafactor(TensorwiseOptimizer):
    """Adafactor, which keeps of a matrix's squared gradients only the means ``r`` of rows and ``c`` of columns.

    With gradient ``g``, parameter ``p``, step number ``t`` and the root mean square ``rms``::

        beta = 1 - t**beta2_decay
        r = beta * r + (1 - beta) * mean of g**2 over columns
        c = beta * c + (1 - beta) * mean of g**2 over rows
        u = g / sqrt(max(r c / mean(r), eps1**2))
        p = p * (1 - lr * weight_decay)
        p = p - max(eps2, rms(p)) * min(lr, 1 / sqrt(t)) * u / max(1, rms(u) / d)

    Vectors keep all of ``g**2``. ``eps`` is ``(eps1, eps2)``; eps1 None means the dtype's epsilon.

    Raises: ValueError for ``lr``, ``weight_decay`` or an eps below 0, a ``beta2_decay`` above 0, ``d`` below 1, no
        parameters, and tensors that are not leaves; TypeError for parameters that are not tensors; RuntimeError from
        ``step`` for complex parameters.
    Source: Shazeer and Stern 2018, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, algorithms 4 and 5.

    >>> import flambeau
    >>> w = flambeau.ones(2, 3, requires_grad=True)
    >>> optimizer = flambeau.optim.Adafactor([w], lr=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w.tolist()[0]
    [0.5, 0.5, 0.5]
    """

    _own_weight_decay = True

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        check_single(lr)
        check_option(lr >= 0, f"Learning rate should be >= 0 but is: {lr}")
        check_option(beta2_decay <= 0, f"beta2_decay should be <= 0 but is: {beta2_decay}")
        check_option(eps[0] is None or eps[0] >= 0, f"epsilon1 should be >= 0 but is: {eps[0]}")
        check_option(eps[1] >= 0, f"epsilon2 should be >= 0 but is: {eps[1]}")
        check_option(d >= 1, f"Clipping threshold d should be >= 1 but is: {d}")
        check_option(weight_decay >= 0, f"weight_decay should be >= 0 but is: {weight_decay}")
        defaults = {
            "lr": lr,
            "beta2_decay": beta2_decay,
            "eps": eps,
            "d": d,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        if param.is_complex():
            raise RuntimeError("Adafactor does not support complex parameters")
        state["step"] = step_counter()
        if param.dim() < 2:
            state["variance"] = zeros_for(param)
            return
        *batch, rows, columns = param.shape
        state["row_var"] = param.new_zeros(*batch, rows, 1)
        state["col_var"] = param.new_zeros(*batch, 1, columns)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        step = count_up(state)
        lr, decay = number(group["lr"]), group["weight_decay"]
        eps1, eps2 = group["eps"]
        eps1 = finfo(param.dtype).eps if eps1 is None else eps1
        rate = max(eps2, _rms(param)) * min(lr, 1 / step**0.5)
        if decay != 0:
            param.mul_(1 - lr * decay)
        moment = _second_moment(grad, state, step ** group["beta2_decay"], eps1)
        update = grad * moment.clamp(min=eps1 * eps1).rsqrt()
        param.sub_(update * (rate / max(1.0, _rms(update) / group["d"])))


def _second_moment(grad: Tensor, state: dict[str, Any], share: float, eps: float) -> Tensor:
    """The estimate of the squared gradient, to whose averages the new one contributes ``share``."""
    squares = grad * grad
    if "variance" in state:
        kept: Tensor = state["variance"].lerp_(squares, share)
        return kept
    rows = state["row_var"].lerp_(squares.mean(-1, keepdim=True), share)
    columns = state["col_var"].lerp_(squares.mean(-2, keepdim=True), share)
    estimate: Tensor = rows * columns / rows.mean(-2, keepdim=True).clamp(min=eps)
    return estimate


def _rms(x: Tensor) -> float:
    """The root mean square."""
    return float(x.norm().item()) / math.sqrt(max(x.numel(), 1))


explain_module(globals())
