"""The half-Cauchy distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .cauchy import Cauchy
from .folded import Folded

__all__ = ["HalfCauchy"]


class HalfCauchy(Folded):
    """``abs(x)`` with ``x`` Cauchy distributed around 0.

    Args:
        scale: that of ``x``, positive.

    Raises: ValueError for a ``scale`` outside its constraint, and from `log_prob` for a value outside the support,
        unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.HalfCauchy(1.0).log_prob(torch.tensor([0.0, 1.0]))
    tensor([-0.4516, -1.1447])
    """

    def __init__(self, scale: Any, validate_args: bool | None = None) -> None:
        super().__init__(Cauchy(0, scale, validate_args=False), validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return fl.full(self._extended_shape(), math.inf, dtype=self.scale.dtype, device=self.scale.device)

    @property
    def variance(self) -> Tensor:
        return self.base_dist.variance


explain_module(globals())
