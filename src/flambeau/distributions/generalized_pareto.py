"""The generalised Pareto distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from . import constraints
from .distribution import Distribution
from .utils import (
    broadcast_all,
)

__all__ = ["GeneralizedPareto"]


class GeneralizedPareto(Distribution):
    """What exceeds a threshold: ``1 - (1 + c * z)**(-1 / c)`` is the probability of values up to ``x``, with
    ``z = (x - loc) / scale``; it is ``1 - exp(-z)`` for ``c = 0``.

    Args:
        loc: the threshold.
        scale: positive.
        concentration: ``c``, how heavy the tail is; the support is bounded above where it is negative.

    Raises: ValueError for a ``loc``, ``scale`` or ``concentration`` outside its constraint, and from `log_prob` for a
        value outside the support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.GeneralizedPareto(0.0, 1.0, 0.5).cdf(torch.tensor([0.0, 2.0]))
    tensor([0.0000, 0.7500])
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive, "concentration": constraints.real}
    has_rsample = True

    def __init__(self, loc: Any, scale: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale, self.concentration = broadcast_all(loc, scale, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    @constraints.dependent_property(is_discrete=False, event_dim=0)
    def support(self) -> Any:
        above = fl.where(self.concentration < 0, self.loc - self.scale / self.concentration, math.inf)
        return constraints.interval(self.loc, above)

    def _tail(self) -> tuple[Tensor, Tensor]:
        """Where ``c`` counts as 0, and ``c`` with 1 in those places."""
        flat = fl.isclose(self.concentration, fl.zeros_like(self.concentration))
        return flat, self.concentration.masked_fill(flat, 1.0)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        return self.icdf(fl.rand(shape, dtype=self.loc.dtype, device=self.loc.device))

    def _log_survival(self, z: Tensor) -> Tensor:
        flat, c = self._tail()
        return fl.where(flat, -z, -fl.log1p(c * z) / c)

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        z = (value - self.loc) / self.scale
        flat, c = self._tail()
        return fl.where(flat, -z, -(1 + 1 / c) * fl.log1p(c * z)) - self.scale.log()

    def log_survival_function(self, value: Tensor) -> Tensor:
        """The logarithm of the probability of values above ``value``."""
        self._check(value)
        return self._log_survival((value - self.loc) / self.scale)

    def log_cdf(self, value: Tensor) -> Tensor:
        """The logarithm of `cdf`."""
        return fl.log1p(-fl.exp(self.log_survival_function(value)))

    def cdf(self, value: Tensor) -> Tensor:
        return fl.exp(self.log_cdf(value))

    def icdf(self, value: Tensor) -> Tensor:
        flat, c = self._tail()
        log_rest = fl.log1p(-value)
        return self.loc + self.scale * fl.where(flat, -log_rest, fl.expm1(-c * log_rest) / c)

    @property
    def mean(self) -> Tensor:
        c = self.concentration
        known = self.loc + self.scale / (1 - c.masked_fill(c >= 1, 0.5))
        return known.masked_fill(c >= 1, math.nan)

    @property
    def variance(self) -> Tensor:
        c = self.concentration
        safe = c.masked_fill(c >= 0.5, 0.25)
        return (self.scale.square() / ((1 - safe).square() * (1 - 2 * safe))).masked_fill(c >= 0.5, math.nan)

    @property
    def mode(self) -> Tensor:
        return self.loc

    def entropy(self) -> Tensor:
        return (self.scale.log() + self.concentration + 1).expand(self._batch_shape)


explain_module(globals())
