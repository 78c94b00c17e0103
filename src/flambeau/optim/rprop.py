"""Gradient steps whose size follows from the gradients' signs alone."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._functions import full_like
from .optimizer import (
    Group,
    ParamsT,
    TensorwiseOptimizer,
    check_common,
    check_option,
    count_up,
    number,
    step_counter,
    zeros_for,
)

__all__ = ["Rprop"]


class Rprop(TensorwiseOptimizer):
    """Resilient backpropagation: each element has a step size ``s`` of its own, which grows while the sign of its
    gradient stays and shrinks when that changes.

    With gradient ``g``, the gradient ``h`` of the step before and parameter ``p``, for each element::

        s = clamp(s * (eta_plus if g * h > 0 else eta_minus if g * h < 0 else 1), *step_sizes)
        g = 0 if g * h < 0 else g
        p = p - s * sign(g)

    ``etas`` are ``(eta_minus, eta_plus)``; ``s`` starts at ``lr``. For gradients of whole data sets, since only signs
    count.

    Raises: ValueError for ``lr`` below 0, etas unless ``0 < eta_minus < 1 < eta_plus``, no parameters, and tensors that
        are not leaves; TypeError for parameters that are not tensors.
    Source: Riedmiller and Braun 1993, A Direct Adaptive Method for Faster Backpropagation Learning.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = flambeau.optim.Rprop([w], lr=0.25)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w.tolist()
    [0.75, -1.75]
    """

    _own_weight_decay = True  # there is none

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_common(lr, 0)
        minus, plus = etas
        check_option(0 < minus < 1 < plus, f"Invalid eta values: {minus}, {plus} | 0 < eta_minus < 1 < eta_plus")
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        lr = float(number(group["lr"]))
        state["step"] = step_counter()
        state["prev"] = zeros_for(param)
        state["step_size"] = full_like(param.detach(), complex(lr, lr) if param.is_complex() else lr)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        count_up(state)
        (minus, plus), (least, most) = group["etas"], group["step_sizes"]
        before, kept_sizes = state["prev"], state["step_size"]
        turn = (grad.detach() * before).sign()
        factor = turn.masked_fill(turn == 0, 1).masked_fill(turn > 0, plus).masked_fill(turn < 0, minus)
        sizes = (kept_sizes * factor).clamp(least, most)  # a tensor of its own, which the next step leaves alone
        kept_sizes.copy_(sizes)
        grad = grad.masked_fill(turn < 0, 0)
        before.copy_(grad.detach())
        param.sub_(grad.sign() * sizes)


explain_module(globals())
