"""Residual branches that are dropped at random while training: Huang et al. 2016, arXiv:1603.09382."""

from __future__ import annotations

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module

__all__ = ["StochasticDepth", "stochastic_depth"]


def stochastic_depth(input: Tensor, p: float, mode: str, training: bool = True) -> Tensor:
    """``input`` times 0 with probability ``p``, times 1 / (1 - p) otherwise: at once for the whole batch (mode
    "batch"), or example by example ("row"). Unchanged where not ``training``.

    Raises: ValueError for ``p`` outside [0, 1], and another mode.
    Source: Huang et al. 2016, Deep Networks with Stochastic Depth.

    >>> import flambeau as torch
    >>> stochastic_depth(torch.ones(3), p=1.0, mode="batch")
    tensor([0., 0., 0.])
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"drop probability has to be between 0 and 1, but got {p}")
    if mode not in ("batch", "row"):
        raise ValueError(f"mode has to be either 'batch' or 'row', but got {mode}")
    if not training or p == 0.0:
        return input
    shape = [input.shape[0] if mode == "row" else 1] + [1] * (input.ndim - 1)
    kept = flambeau.empty(shape, dtype=input.dtype, device=input.device).bernoulli_(1.0 - p)
    if p < 1.0:
        kept.div_(1.0 - p)
    return input * kept


class StochasticDepth(nn.Module):
    """:func:`stochastic_depth` as a layer: a residual branch that is left out at random while training.

    Shape: any to the same.
    Raises: ValueError, when called, for ``p`` outside [0, 1], and another mode.
    Source: Huang et al. 2016, Deep Networks with Stochastic Depth.

    >>> import flambeau as torch
    >>> from flambeau.vision.ops import StochasticDepth
    >>> StochasticDepth(p=0.5, mode="row").eval()(torch.ones(2, 1))
    tensor([[1.],
            [1.]])
    """

    def __init__(self, p: float, mode: str) -> None:
        super().__init__()
        self.p, self.mode = p, mode

    def forward(self, input: Tensor) -> Tensor:
        """``input``, dropped at random while training."""
        return stochastic_depth(input, self.p, self.mode, self.training)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p={self.p}, mode={self.mode})"


explain_module(globals())
