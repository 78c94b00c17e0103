"""The continuous Bernoulli distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from ..nn.functional import binary_cross_entropy_with_logits
from . import constraints
from .exp_family import ExponentialFamily
from .odds import Odds
from .utils import broadcast_all, clamp_probs, lazy_property, logits_to_probs

__all__ = ["ContinuousBernoulli"]


class ContinuousBernoulli(Odds, ExponentialFamily):
    """Numbers in [0, 1] of density proportional to ``probs**x * (1 - probs)**(1 - x)``.

    Args:
        probs: in (0, 1); or
        logits: the logarithm of its odds.
        lims: between these the formulas' Taylor series at 1/2 are used, where the formulas themselves cancel.

    Source: Loaiza-Ganem and Cunningham 2019, The continuous Bernoulli (arXiv:1907.06845).

    Raises: ValueError for a ``probs`` or ``logits`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False; ValueError for both or neither of ``probs`` and ``logits``.

    >>> import flambeau as torch
    >>> torch.distributions.ContinuousBernoulli(torch.tensor([0.25, 0.5])).mean
    tensor([0.4102, 0.5000])
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.unit_interval
    has_rsample = True
    _mean_carrier_measure = 0

    def __init__(
        self,
        probs: Any = None,
        logits: Any = None,
        lims: tuple[float, float] = (0.499, 0.501),
        validate_args: bool | None = None,
    ) -> None:
        self._set_odds(probs, logits)
        if "probs" in self.__dict__:
            # Checked before it is kept away from 0 and 1.
            if validate_args is not None and not constraints.unit_interval.check(self.probs).all():
                raise ValueError("The parameter probs has invalid values")
            self.probs = clamp_probs(self.probs)
        self._lims = lims
        super().__init__(self._param.shape, validate_args=validate_args)

    @lazy_property
    def probs(self) -> Tensor:
        """The parameter, kept away from 0 and 1."""
        return clamp_probs(logits_to_probs(self.logits, is_binary=True))

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new._lims = self._lims
        return new

    def _outside_unstable_region(self) -> Tensor:
        return (self.probs <= self._lims[0]) | (self.probs > self._lims[1])

    def _cut_probs(self) -> Tensor:
        """``probs``, moved out of the region where a Taylor series stands for the formulas."""
        return fl.where(self._outside_unstable_region(), self.probs, self._lims[0])

    def _with_series(self, formula: Tensor, series: Tensor) -> Tensor:
        return fl.where(self._outside_unstable_region(), formula, series)

    def _cont_bern_log_norm(self) -> Tensor:
        """The logarithm of the factor that makes the density integrate to 1."""
        p, x = self._cut_probs(), self.probs - 0.5
        below = fl.where(p <= 0.5, p, 0.0)
        above = fl.where(p >= 0.5, p, 1.0)
        scale = fl.where(p <= 0.5, fl.log1p(-2.0 * below), fl.log(2.0 * above - 1.0))
        formula = fl.log(fl.abs(fl.log1p(-p) - fl.log(p))) - scale
        return self._with_series(formula, math.log(2.0) + (4.0 / 3.0 + 104.0 / 45.0 * x.square()) * x.square())

    @property
    def mean(self) -> Tensor:
        p, x = self._cut_probs(), self.probs - 0.5
        formula = p / (2.0 * p - 1.0) + 1.0 / (fl.log1p(-p) - fl.log(p))
        return self._with_series(formula, 0.5 + (1.0 / 3.0 + 16.0 / 45.0 * x.square()) * x)

    @property
    def stddev(self) -> Tensor:
        return self.variance.sqrt()

    @property
    def variance(self) -> Tensor:
        p, x = self._cut_probs(), (self.probs - 0.5).square()
        formula = p * (p - 1.0) / (1.0 - 2.0 * p).square() + 1.0 / (fl.log1p(-p) - fl.log(p)).square()
        return self._with_series(formula, 1.0 / 12.0 - (1.0 / 15.0 - 128.0 / 945.0 * x) * x)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        return self.icdf(fl.rand(shape, dtype=self.probs.dtype, device=self.probs.device))

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        logits, value = broadcast_all(self.logits, value)
        chances = binary_cross_entropy_with_logits(logits, value, reduction="none")
        return self._cont_bern_log_norm() - chances

    def cdf(self, value: Tensor) -> Tensor:
        self._check(value)
        p = self._cut_probs()
        formula = (p.pow(value) * (1.0 - p).pow(1.0 - value) + p - 1.0) / (2.0 * p - 1.0)
        inside = self._with_series(formula, value)
        return fl.where(value <= 0.0, 0.0, fl.where(value >= 1.0, 1.0, inside))

    def icdf(self, value: Tensor) -> Tensor:
        p = self._cut_probs()
        log_rest = fl.log1p(-p)
        formula = (fl.log1p(-p + value * (2.0 * p - 1.0)) - log_rest) / (fl.log(p) - log_rest)
        return self._with_series(formula, value)

    def entropy(self) -> Tensor:
        log_rest, log_probs = fl.log1p(-self.probs), fl.log(self.probs)
        return self.mean * (log_rest - log_probs) - self._cont_bern_log_norm() - log_rest

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (self.logits,)

    def _log_normalizer(self, x: Any) -> Any:
        near = (x - 0.0).abs() <= 2e-3
        safe = fl.where(near, 1.0, x)
        return fl.where(near, 0.5 * x + x.square() / 24, fl.log(fl.abs(fl.expm1(safe))) - fl.log(fl.abs(safe)))


explain_module(globals())
