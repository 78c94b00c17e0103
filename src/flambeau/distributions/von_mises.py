"""The von Mises distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from ..autograd import no_grad
from ..special import i1
from . import constraints
from .distribution import Distribution
from .utils import broadcast_all, lazy_property

__all__ = ["VonMises"]


def _log_bessel(order: int, x: Tensor) -> Tensor:
    """The logarithm of the modified Bessel function of order 0 or 1; from 50 on its asymptotic series.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.7.1.
    """
    near = fl.log((fl.i0 if order == 0 else i1)(x.clamp(max=50.0)))
    far = x.clamp(min=50.0)
    term = series = fl.ones_like(far)
    for k in range(1, 9):
        term = term * ((2 * k - 1) ** 2 - 4 * order) / (8 * k * far)
        series = series + term
    return fl.where(x < 50, near, far - 0.5 * fl.log(2 * math.pi * far) + series.log())


class VonMises(Distribution):
    """Angles of density ``exp(concentration * cos(x - loc)) / (2 * pi * I0(concentration))``.

    Args:
        loc: the mean angle, in radians.
        concentration: how narrow it is, positive.

    Source: samples after Best and Fisher 1979, Efficient simulation of the von Mises distribution.

    Raises: ValueError for a ``loc`` or ``concentration`` outside its constraint, and from `log_prob` for a value
        outside the support, unless ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.VonMises(0.0, 1.0).log_prob(torch.tensor([0.0, 1.0]))
    tensor([-1.0738, -1.5335])
    """

    arg_constraints = {"loc": constraints.real, "concentration": constraints.positive}
    support = constraints.real

    def __init__(self, loc: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc

    @lazy_property
    def variance(self) -> Tensor:
        """The circular variance, ``1 - I1(concentration) / I0(concentration)``."""
        return 1 - (_log_bessel(1, self.concentration) - _log_bessel(0, self.concentration)).exp()

    @lazy_property
    def _proposal_r(self) -> Tensor:
        """The parameter of the wrapped Cauchy envelope."""
        kappa = self.concentration.double()
        tau = 1 + (1 + 4 * kappa.square()).sqrt()
        rho = (tau - (2 * tau).sqrt()) / (2 * kappa)
        small = 1 / kappa + kappa  # the series for small concentrations, where rho cancels
        return fl.where(kappa < 1e-5, small, (1 + rho.square()) / (2 * rho))

    def sample(self, sample_shape: Any = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        with no_grad():
            kappa, r = (x.expand(shape) for x in (self.concentration.double(), self._proposal_r))
            # No proposal is ever accepted for a concentration that is no positive number, nor for one so large that the
            # envelope is a point: NaN and the location are their samples.
            x = fl.where(kappa > 0, 0.0, math.nan)
            done = ~((r > 1) & r.isfinite())
            while not done.all():
                u1, u2, u3 = fl.rand((3, *shape), dtype=kappa.dtype, device=kappa.device).unbind()
                z = fl.cos(math.pi * u1)
                f = (1 + r * z) / (r + z)
                c = kappa * (r - f)
                accept = (c * (2 - c) - u2 > 0) | ((c / u2).log() + 1 - c >= 0)
                x = fl.where(accept, (u3 - 0.5).sign() * f.acos(), x)
                done = done | accept
            return ((x + math.pi + self.loc.double()) % (2 * math.pi) - math.pi).to(self.loc.dtype)

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        log_density = self.concentration * fl.cos(value - self.loc)
        return log_density - math.log(2 * math.pi) - _log_bessel(0, self.concentration)


explain_module(globals())
