"""The inverse gamma distribution."""

from __future__ import annotations

import math
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from . import constraints
from .gamma import Gamma
from .transformed_distribution import TransformedDistribution
from .transforms import (
    PowerTransform,
)

__all__ = ["InverseGamma"]


class InverseGamma(TransformedDistribution):
    """``1 / x`` with ``x`` gamma distributed.

    Args:
        concentration: the shape of ``x``, positive.
        rate: one over the scale of ``x``, positive.

    Raises: ValueError for a ``concentration`` or ``rate`` outside its constraint, and from `log_prob` for a value
        outside the support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.InverseGamma(3.0, 1.0).mean
    tensor(0.5000)
    """

    arg_constraints = {"concentration": constraints.positive, "rate": constraints.positive}
    support = constraints.positive
    has_rsample = True

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        base = Gamma(concentration, rate, validate_args=validate_args)
        exponent = -base.rate.new_ones(())
        super().__init__(base, PowerTransform(exponent=exponent), validate_args=validate_args)

    @property
    def concentration(self) -> Tensor:
        """The shape of ``x``."""
        return self.base_dist.concentration

    @property
    def rate(self) -> Tensor:
        """One over the scale of ``x``."""
        return self.base_dist.rate

    @property
    def mean(self) -> Tensor:
        mean = self.rate / (self.concentration - 1)
        return mean.masked_fill(self.concentration <= 1, math.inf)

    @property
    def mode(self) -> Tensor:
        return self.rate / (self.concentration + 1)

    @property
    def variance(self) -> Tensor:
        a = self.concentration
        variance = self.rate.square() / ((a - 1).square() * (a - 2))
        return variance.masked_fill(a <= 2, math.inf)

    def entropy(self) -> Tensor:
        a = self.concentration
        return a + self.rate.log() + a.lgamma() - (1 + a) * a.digamma()


explain_module(globals())
