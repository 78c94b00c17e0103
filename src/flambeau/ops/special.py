"""Special functions: error functions, gamma functions, Bessel functions."""

from __future__ import annotations

import math

from .broadcast import refuse_dtypes
from .create import arange
from .define import Tensor, composite, elementwise_float, op


@op(kind=elementwise_float, kernel="erf",
    vjp=dict(self=lambda g, self: g * (2 / math.sqrt(math.pi) * (-self * self).exp())),
    jvp=lambda self, d_self: d_self * (2 / math.sqrt(math.pi) * (-self * self).exp()))
def erf(self: Tensor) -> Tensor:
    """Error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to self[i]``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.1.

    >>> import flambeau as torch
    >>> torch.erf(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8427])
    """


@op(kind=elementwise_float, kernel="erfc",
    vjp=dict(self=lambda g, self: g * (-2 / math.sqrt(math.pi) * (-self * self).exp())),
    jvp=lambda self, d_self: d_self * (-2 / math.sqrt(math.pi) * (-self * self).exp()))
def erfc(self: Tensor) -> Tensor:
    """Complementary error function, ``1 - erf(self[i])``, accurate where that is small.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.2.

    >>> import flambeau as torch
    >>> torch.erfc(torch.tensor([0., 1.]))
    tensor([1.0000, 0.1573])
    """


@op(kind=elementwise_float, kernel="erfinv",
    vjp=dict(self=lambda g, result: g * (math.sqrt(math.pi) / 2 * (result * result).exp())),
    jvp=lambda result, d_self: d_self * (math.sqrt(math.pi) / 2 * (result * result).exp()))
def erfinv(self: Tensor) -> Tensor:
    """Inverse of the error function: ``y`` with ``erf(y) = self[i]``; infinite at -1 and 1, nan outside.

    >>> import flambeau as torch
    >>> torch.erfinv(torch.tensor([0., .5]))
    tensor([0.0000, 0.4769])
    """


@op(kind=elementwise_float, kernel="lgamma",
    vjp=dict(self=lambda g, self: g * self.digamma()),
    jvp=lambda self, d_self: d_self * self.digamma())
def lgamma(self: Tensor) -> Tensor:
    """``log |gamma(self[i])|``, where ``gamma(x)`` is the integral of ``t**(x - 1) * exp(-t)`` from 0 to infinity.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.1.1.

    >>> import flambeau as torch
    >>> torch.lgamma(torch.tensor([1., 5.]))
    tensor([0.0000, 3.1781])
    """


@op(kind=elementwise_float, kernel="digamma",
    vjp=dict(self=lambda g, self: g * (polygamma(1, self))),
    jvp=lambda self, d_self: d_self * polygamma(1, self))
def digamma(self: Tensor) -> Tensor:
    """Derivative of `lgamma`, ``gamma'(x) / gamma(x)``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.3.1.

    >>> import flambeau as torch
    >>> torch.digamma(torch.tensor([1., 2.]))
    tensor([-0.5772,  0.4228])
    """


@op(kind=elementwise_float, traits=("casts_out",), kernel="polygamma",
    vjp=dict(self=lambda g, n, self: g * polygamma(n + 1, self)),
    jvp=lambda n, self, d_self: d_self * polygamma(n + 1, self))
def polygamma(n: int, self: Tensor) -> Tensor:
    """The ``n``-th derivative of `digamma`.

    Raises: RuntimeError for a negative ``n``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.4.1.

    >>> import flambeau as torch
    >>> torch.polygamma(1, torch.tensor([1.]))
    tensor([1.6449])
    """


@op(kind=elementwise_float, kernel="i0",
    vjp=dict(self=lambda g, self: g * i1(self)),
    jvp=lambda self, d_self: d_self * i1(self))
def i0(self: Tensor) -> Tensor:
    """Modified Bessel function of the first kind and order 0, ``sum over k of (x**2 / 4)**k / k!**2``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.12.

    >>> import flambeau as torch
    >>> torch.i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """


@op(kind=elementwise_float, kernel="i1", namespace="special", grad_name="SpecialI1",
    vjp=dict(self=lambda g, self, result: g * _i1_slope(self, result)),
    jvp=lambda self, result, d_self: d_self * _i1_slope(self, result))
def i1(self: Tensor) -> Tensor:
    """Modified Bessel function of the first kind and order 1,
    ``x / 2 * sum over k of (x**2 / 4)**k / (k! * (k + 1)!)``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.10.

    >>> import flambeau as torch
    >>> torch.special.i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """


def _i1_slope(self: Tensor, result: Tensor) -> Tensor:
    """``i0(x) - i1(x) / x``, one half at 0."""
    flat = self == 0
    return (i0(self) - result / self.masked_fill(flat, 1)).masked_fill(flat, 0.5)


@op(kind=composite, traits=("casts_out",), inplace=True)
def mvlgamma(self: Tensor, p: int) -> Tensor:
    """Logarithm of the ``p``-variate gamma function,
    ``p (p - 1) / 4 * log(pi) + sum over j < p of lgamma(self[i] - j / 2)``.

    Every element is above ``(p - 1) / 2``.

    Shape: that of ``self``.
    Dtype: integer or floating; integers become the default dtype.
    Raises: RuntimeError unless ``p >= 1``; NotImplementedError for bool and complex tensors.

    >>> import flambeau as torch
    >>> torch.mvlgamma(torch.tensor([2., 3.]), 2)
    tensor([0.4516, 1.5502])
    """
    refuse_dtypes("mvlgamma", self, "bool")
    if p < 1:
        raise RuntimeError(f"p has to be greater than or equal to 1 | mvlgamma: p is {p}")
    self = self if self.is_floating_point() else self * 1.0
    steps = arange(p, dtype=self.dtype) * -0.5
    return lgamma(self.unsqueeze(-1) + steps).sum(-1) + p * (p - 1) / 4 * math.log(math.pi)
