"""Momentum steps whose direction is made orthogonal, for the matrices of hidden layers."""

from __future__ import annotations

from typing import Any

from .. import _core
from .._arguments import explain_module
from .._core import Tensor
from .optimizer import Group, ParamsT, TensorwiseOptimizer, check_option, check_single, number, zeros_for

__all__ = ["Muon"]

_ADJUSTMENTS = ("original", "match_rms_adamw")


class Muon(TensorwiseOptimizer):
    """Muon, whose step is the momentum's nearest orthogonal matrix, found by a Newton-Schulz iteration in bfloat16.

    With gradient ``g``, parameter ``p`` and the averaged gradient ``b``::

        b = momentum * b + (1 - momentum) * g
        u = momentum * b + (1 - momentum) * g   (b unless nesterov)
        p = p * (1 - lr * weight_decay) - lr * scale * orthogonal(u)

    ``ns_steps`` times, ``X`` becomes ``a X + (b S + c S S) X`` with ``S = X X^T`` and ``ns_coefficients = (a, b, c)``.
    For a matrix of m rows and n columns ``scale`` is ``sqrt(max(1, m / n))``; with
    ``adjust_lr_fn="match_rms_adamw"`` it is ``0.2 sqrt(max(m, n))``, so that AdamW's rates and decays fit. Other
    parameters (biases, embeddings) belong to another optimiser.

    Raises: ValueError for options below 0, another ``adjust_lr_fn``, parameters that are no matrices, no parameters,
        and tensors that are not leaves; TypeError for parameters that are not tensors; RuntimeError from ``step`` for
        complex parameters.
    Source: Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks; for ``match_rms_adamw``, Liu et
        al. 2025, Muon is Scalable for LLM Training, section 2.2.

    >>> import flambeau
    >>> w = flambeau.eye(2).requires_grad_()
    >>> optimizer = flambeau.optim.Muon([w], lr=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w[0, 0].item() < 0.8
    True
    """

    _own_weight_decay = True

    def __init__(
        self,
        params: ParamsT,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        check_single(lr)
        check_option(lr >= 0, f"Learning rate should be >= 0 but is: {lr}")
        check_option(momentum >= 0, f"momentum should be >= 0 but is: {momentum}")
        check_option(weight_decay >= 0, f"weight decay should be >= 0 but is: {weight_decay}")
        if adjust_lr_fn is not None and adjust_lr_fn not in _ADJUSTMENTS:
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            for param in group["params"]:
                if param.dim() != 2:
                    raise ValueError(
                        "Muon only supports 2D parameters whereas we found a parameter with size: "
                        f"{param.shape} | give it to another optimizer"
                    )

    def _start(self, param: Tensor, state: dict[str, Any], group: Group) -> None:
        if param.is_complex():
            raise RuntimeError("Muon does not support complex parameters")
        state["momentum_buffer"] = zeros_for(param)

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: Group) -> None:
        lr, momentum = number(group["lr"]), group["momentum"]
        average = state["momentum_buffer"].lerp_(grad, 1 - momentum)
        update = grad.lerp(average, momentum) if group["nesterov"] else average
        rows, columns = param.shape
        if group["adjust_lr_fn"] == "match_rms_adamw":
            scale = 0.2 * max(rows, columns) ** 0.5
        else:
            scale = max(1, rows / columns) ** 0.5
        step = _orthogonal(update, group["ns_coefficients"], group["ns_steps"], group["eps"])
        param.mul_(1 - lr * group["weight_decay"])
        param.sub_(step * (lr * scale))


def _orthogonal(x: Tensor, coefficients: tuple[float, float, float], steps: int, eps: float) -> Tensor:
    """A matrix with the singular vectors of ``x`` and singular values near 1, in bfloat16."""
    check_option(steps < 100, "Number of steps must be less than 100 for computational efficiency")
    check_option(len(coefficients) == 3, "Coefficients must be a tuple of exactly 3 values")
    a, b, c = coefficients
    tall = x.shape[0] > x.shape[1]
    y = x.to(_core.bfloat16)
    y = y.mT if tall else y
    y = y / y.norm().clamp(min=eps)
    for _ in range(steps):
        gram = y @ y.mT
        y = y.addmm(gram.addmm(gram, gram, beta=b, alpha=c), y, beta=a)
    return y.mT if tall else y


explain_module(globals())
