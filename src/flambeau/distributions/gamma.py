"""The gamma distribution."""

from __future__ import annotations

from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .._numeric import finfo
from ..ops.gamma import igamma
from ..ops.random import standard_gamma
from . import constraints
from .exp_family import ExponentialFamily
from .utils import broadcast_all

__all__ = ["Gamma"]


class Gamma(ExponentialFamily):
    """Positive numbers of density ``rate**a * x**(a - 1) * exp(-rate * x) / gamma(a)``.

    Args:
        concentration: the shape, ``a``, positive.
        rate: one over the scale, positive.

    Raises: ValueError for a ``concentration`` or ``rate`` outside its constraint, and from `log_prob` for a value
        outside the support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.Gamma(2.0, 1.0).log_prob(torch.tensor([1.0, 2.0]))
    tensor([-1.0000, -1.3069])
    """

    arg_constraints = {"concentration": constraints.positive, "rate": constraints.positive}
    support = constraints.nonnegative
    has_rsample = True
    _mean_carrier_measure = 0

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        self.concentration, self.rate = broadcast_all(concentration, rate)
        super().__init__(self.concentration.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.concentration / self.rate

    @property
    def mode(self) -> Tensor:
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Tensor:
        return self.concentration / self.rate.pow(2)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        value = standard_gamma(self.concentration.expand(shape)) / self.rate.expand(shape)
        value.data.clamp_(min=finfo(value.dtype).tiny)  # not to be recorded, as infinite gradients would be
        return value

    def log_prob(self, value: Tensor) -> Tensor:
        value = fl.as_tensor(value, dtype=self.rate.dtype, device=self.rate.device)
        self._check(value)
        a = self.concentration
        return fl.xlogy(a, self.rate) + fl.xlogy(a - 1, value) - self.rate * value - a.lgamma()

    def cdf(self, value: Tensor) -> Tensor:
        self._check(value)
        return igamma(self.concentration, self.rate * value)

    def entropy(self) -> Tensor:
        a = self.concentration
        return a - self.rate.log() + a.lgamma() + (1 - a) * a.digamma()

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return self.concentration - 1, -self.rate

    def _log_normalizer(self, x: Any, y: Any) -> Any:
        return (x + 1).lgamma() + (x + 1) * fl.log(-y.reciprocal())


explain_module(globals())
