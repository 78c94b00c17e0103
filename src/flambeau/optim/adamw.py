"""Adam with decoupled weight decay."""

from __future__ import annotations

from .._arguments import explain_module
from .._core import Tensor
from .adam import Adam
from .optimizer import ParamsT

__all__ = ["AdamW"]


class AdamW(Adam):
    """`Adam` whose weight decay shrinks the parameter, ``p = p * (1 - lr * weight_decay)``, before the update.

    The decay is 0.01 by default. The other options are those of `Adam`.

    Raises: ValueError for ``lr``, ``eps`` or ``weight_decay`` below 0, betas outside [0, 1), no parameters, and tensors
        that are not leaves; TypeError for parameters that are not tensors.
    Source: Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization, algorithm 2.

    >>> import flambeau
    >>> w = flambeau.tensor([1.0], requires_grad=True)
    >>> optimizer = flambeau.optim.AdamW([w], lr=0.5, weight_decay=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> [round(value, 4) for value in w.tolist()]
    [0.25]
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )


explain_module(globals())
