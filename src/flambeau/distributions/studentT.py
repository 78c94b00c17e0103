"""Student's t-distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from . import constraints
from .chi2 import Chi2
from .distribution import Distribution
from .utils import (
    _standard_normal,
    broadcast_all,
)

__all__ = ["StudentT"]


class StudentT(Distribution):
    """``loc + scale * z / sqrt(c / df)`` with ``z`` standard normal and ``c`` chi-squared of ``df`` degrees of freedom.

    Args:
        df: the degrees of freedom, any positive number.
        loc: the centre.
        scale: positive.

    Raises: ValueError for a ``df``, ``loc`` or ``scale`` outside its constraint, and from `log_prob` for a value
        outside the support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.StudentT(3.0).variance
    tensor(3.)
    """

    arg_constraints = {"df": constraints.positive, "loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True
    _parts = ("_chi2",)

    def __init__(self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: bool | None = None) -> None:
        self.df, self.loc, self.scale = broadcast_all(df, loc, scale)
        self._chi2 = Chi2(self.df)
        super().__init__(self.df.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.loc.masked_fill(self.df <= 1, math.nan)

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        known = self.scale.pow(2) * self.df / (self.df - 2)
        return known.masked_fill(self.df <= 2, math.inf).masked_fill(self.df <= 1, math.nan)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        x = _standard_normal(shape, self.df.dtype, self.df.device)
        return self.loc + self.scale * (x * fl.rsqrt(self._chi2.rsample(sample_shape) / self.df))

    def _log_beta(self) -> Tensor:
        """``log B(df / 2, 1 / 2)``."""
        return fl.lgamma(0.5 * self.df) + 0.5 * math.log(math.pi) - fl.lgamma(0.5 * (self.df + 1))

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        y = (value - self.loc) / self.scale
        normaliser = self.scale.log() + 0.5 * self.df.log() + self._log_beta()
        return -0.5 * (self.df + 1) * fl.log1p(y.square() / self.df) - normaliser

    def entropy(self) -> Tensor:
        half, above = 0.5 * self.df, 0.5 * (self.df + 1)
        return self.scale.log() + above * (above.digamma() - half.digamma()) + 0.5 * self.df.log() + self._log_beta()


explain_module(globals())
