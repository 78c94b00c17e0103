"""The log-normal distribution."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from . import constraints
from .normal import Normal
from .transformed_distribution import TransformedDistribution
from .transforms import (
    ExpTransform,
)

__all__ = ["LogNormal"]


class LogNormal(TransformedDistribution):
    """``exp(z)`` with ``z`` normal.

    Args:
        loc: the mean of the logarithm.
        scale: its standard deviation, positive.

    Raises: ValueError for a ``loc`` or ``scale`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.LogNormal(0.0, 1.0).mean
    tensor(1.6487)
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.positive
    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        super().__init__(Normal(loc, scale, validate_args=validate_args), ExpTransform(), validate_args=validate_args)

    @property
    def loc(self) -> Tensor:
        """The mean of the logarithm."""
        return self.base_dist.loc

    @property
    def scale(self) -> Tensor:
        """The standard deviation of the logarithm."""
        return self.base_dist.scale

    @property
    def mean(self) -> Tensor:
        return (self.loc + self.scale.pow(2) / 2).exp()

    @property
    def mode(self) -> Tensor:
        return (self.loc - self.scale.square()).exp()

    @property
    def variance(self) -> Tensor:
        square = self.scale.pow(2)
        return square.expm1() * (2 * self.loc + square).exp()

    def entropy(self) -> Tensor:
        return self.base_dist.entropy() + self.loc


explain_module(globals())
