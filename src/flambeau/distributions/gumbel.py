"""The Gumbel distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .._numeric import finfo
from . import constraints
from .transformed_distribution import TransformedDistribution
from .transforms import (
    AffineTransform,
    ExpTransform,
)
from .uniform import Uniform
from .utils import (
    broadcast_all,
    euler_constant,
)

__all__ = ["Gumbel"]


class Gumbel(TransformedDistribution):
    """The distribution of largest values: ``exp(-exp(-(x - loc) / scale))`` is the probability of values up to ``x``.

    Args:
        loc: the mode.
        scale: positive.

    Raises: ValueError for a ``loc`` or ``scale`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.Gumbel(0.0, 1.0).log_prob(torch.tensor([0.0, 1.0]))
    tensor([-1.0000, -1.3679])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        limits = finfo(self.loc.dtype)
        low, high = fl.full_like(self.loc, limits.tiny), fl.full_like(self.loc, 1 - limits.eps)
        super().__init__(
            Uniform(low, high, validate_args=validate_args),
            [
                ExpTransform().inv,
                AffineTransform(loc=0, scale=-fl.ones_like(self.scale)),
                ExpTransform().inv,
                AffineTransform(loc=self.loc, scale=-self.scale),
            ],
            validate_args=validate_args,
        )

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        y = (self.loc - value) / self.scale
        return y - y.exp() - self.scale.log()

    @property
    def mean(self) -> Tensor:
        return self.loc + self.scale * euler_constant

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def stddev(self) -> Tensor:
        return (math.pi / math.sqrt(6)) * self.scale

    @property
    def variance(self) -> Tensor:
        return self.stddev.pow(2)

    def entropy(self) -> Tensor:
        return self.scale.log() + (1 + euler_constant)


explain_module(globals())
