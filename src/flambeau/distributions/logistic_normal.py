"""The logistic-normal distribution."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from . import constraints
from .normal import Normal
from .transformed_distribution import TransformedDistribution
from .transforms import (
    StickBreakingTransform,
)

__all__ = ["LogisticNormal"]


class LogisticNormal(TransformedDistribution):
    """Positive vectors that add up to 1: a normal vector of one number less, through `StickBreakingTransform`.

    Args:
        loc: the mean of the normal vector, ``(..., n - 1)``.
        scale: its standard deviations, positive.

    Raises: ValueError for a ``loc`` or ``scale`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.LogisticNormal(torch.zeros(2), torch.ones(2)).event_shape
    torch.Size([3])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.simplex
    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        base = Normal(loc, scale, validate_args=validate_args)
        if not base.batch_shape:
            base = base.expand([1])
        super().__init__(base, StickBreakingTransform(), validate_args=validate_args)

    @property
    def loc(self) -> Tensor:
        """The mean of the normal vector."""
        return self.base_dist.base_dist.loc

    @property
    def scale(self) -> Tensor:
        """The standard deviations of the normal vector."""
        return self.base_dist.base_dist.scale


explain_module(globals())
