"""Adam for sparse gradients, of which there are none."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .optimizer import Optimizer, ParamsT, check_betas, check_option, check_single, with_gradient

__all__ = ["SparseAdam"]


class SparseAdam(Optimizer):
    """Adam that only touches what a sparse gradient has entries for. Here all gradients are dense, so that a step with
    one refuses, as PyTorch's does for a dense gradient.

    Raises: ValueError for ``lr`` or ``eps`` not above 0, betas outside [0, 1), no parameters, and tensors that are not
        leaves; TypeError for parameters that are not tensors; RuntimeError from ``step`` for a gradient.

    >>> import flambeau
    >>> w = flambeau.ones(2, requires_grad=True)
    >>> optimizer = flambeau.optim.SparseAdam([w])
    >>> optimizer.step()
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        maximize: bool = False,
    ) -> None:
        check_single(lr)
        check_option(lr > 0, f"Invalid learning rate: {lr} | it must be > 0")
        check_option(eps > 0, f"Invalid epsilon value: {eps} | it must be > 0")
        check_betas(betas)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize})

    def step(self, closure: Any = None) -> Any:
        """Evaluates ``closure``. RuntimeError where a parameter has a gradient: it is dense."""
        loss = None if closure is None else self._evaluate(closure)
        for group in self.param_groups:
            if any(True for _ in with_gradient(group["params"])):
                raise RuntimeError(
                    "SparseAdam does not support dense gradients, please consider Adam instead "
                    "| all gradients are dense here"
                )
        return loss


explain_module(globals())
