"""The half-normal distribution."""

from __future__ import annotations

import math
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .folded import Folded
from .normal import Normal

__all__ = ["HalfNormal"]


class HalfNormal(Folded):
    """``abs(x)`` with ``x`` normal of mean 0.

    Args:
        scale: that of ``x``, positive.

    Raises: ValueError for a ``scale`` outside its constraint, and from `log_prob` for a value outside the support,
        unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.HalfNormal(1.0).log_prob(torch.tensor([0.0, 1.0]))
    tensor([-0.2258, -0.7258])
    """

    def __init__(self, scale: Any, validate_args: bool | None = None) -> None:
        super().__init__(Normal(0, scale, validate_args=False), validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def variance(self) -> Tensor:
        return self.scale.pow(2) * (1 - 2 / math.pi)


explain_module(globals())
