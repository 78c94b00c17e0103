"""The Kumaraswamy distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from . import constraints
from .transformed_distribution import TransformedDistribution
from .transforms import (
    AffineTransform,
    PowerTransform,
)
from .uniform import Uniform
from .utils import (
    broadcast_all,
    euler_constant,
)

__all__ = ["Kumaraswamy"]


class Kumaraswamy(TransformedDistribution):
    """Numbers in [0, 1]; ``1 - (1 - x**a)**b`` is the probability of values up to ``x``.

    Args:
        concentration1: ``a``, positive.
        concentration0: ``b``, positive.

    Raises: ValueError for a ``concentration1`` or ``concentration0`` outside its constraint, and from `log_prob` for a
        value outside the support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.Kumaraswamy(1.0, 3.0).mean
    tensor(0.2500)
    """

    arg_constraints = {"concentration1": constraints.positive, "concentration0": constraints.positive}
    support = constraints.unit_interval
    has_rsample = True

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: bool | None = None) -> None:
        self.concentration1, self.concentration0 = broadcast_all(concentration1, concentration0)
        zeros, ones = fl.zeros_like(self.concentration0), fl.ones_like(self.concentration0)
        super().__init__(
            Uniform(zeros, ones, validate_args=validate_args),
            [
                PowerTransform(exponent=self.concentration0.reciprocal()),
                AffineTransform(loc=1.0, scale=-1.0),
                PowerTransform(exponent=self.concentration1.reciprocal()),
            ],
            validate_args=validate_args,
        )

    def _moment(self, n: int) -> Tensor:
        """The mean of ``x**n``."""
        a, b = 1 + n / self.concentration1, self.concentration0
        return b * fl.exp(a.lgamma() + b.lgamma() - (a + b).lgamma())

    @property
    def mean(self) -> Tensor:
        return self._moment(1)

    @property
    def mode(self) -> Tensor:
        a, b = self.concentration1, self.concentration0
        mode = (((-a).log1p() - (-a * b).log1p()) / a).exp()
        return mode.masked_fill((a < 1) | (b < 1), math.nan)

    @property
    def variance(self) -> Tensor:
        return self._moment(2) - self.mean.square()

    def entropy(self) -> Tensor:
        a, b = self.concentration1, self.concentration0
        harmonic = (b + 1).digamma() + euler_constant
        return 1 - b.reciprocal() + (1 - a.reciprocal()) * harmonic - a.log() - b.log()


explain_module(globals())
