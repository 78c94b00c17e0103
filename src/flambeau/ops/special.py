"""Special functions: error functions, the normal distribution's, gamma and zeta functions."""

from __future__ import annotations

import math

from .broadcast import refuse_dtypes
from .create import arange
from .define import Number, Tensor, composite, elementwise_float, op, refused
from .elementary import sigmoid


@op(kind=elementwise_float, kernel="erf", namespace=("", "special"),
    vjp=dict(self=lambda g, self: g * (2 / math.sqrt(math.pi) * (-self * self).exp())),
    jvp=lambda self, d_self: d_self * (2 / math.sqrt(math.pi) * (-self * self).exp()))
def erf(self: Tensor) -> Tensor:
    """Error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to self[i]``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.1.

    >>> import flambeau as torch
    >>> torch.erf(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8427])
    """


@op(kind=elementwise_float, kernel="erfc", namespace=("", "special"),
    vjp=dict(self=lambda g, self: g * (-2 / math.sqrt(math.pi) * (-self * self).exp())),
    jvp=lambda self, d_self: d_self * (-2 / math.sqrt(math.pi) * (-self * self).exp()))
def erfc(self: Tensor) -> Tensor:
    """Complementary error function, ``1 - erf(self[i])``, accurate where that is small.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.2.

    >>> import flambeau as torch
    >>> torch.erfc(torch.tensor([0., 1.]))
    tensor([1.0000, 0.1573])
    """


@op(kind=elementwise_float, kernel="erfinv", namespace=("", "special"),
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


@op(kind=elementwise_float, kernel="digamma", namespace=("", "special"),
    vjp=dict(self=lambda g, self: g * (polygamma(1, self))),
    jvp=lambda self, d_self: d_self * polygamma(1, self))
def digamma(self: Tensor) -> Tensor:
    """Derivative of `lgamma`, ``gamma'(x) / gamma(x)``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.3.1.

    >>> import flambeau as torch
    >>> torch.digamma(torch.tensor([1., 2.]))
    tensor([-0.5772,  0.4228])
    """


@op(kind=elementwise_float, traits=("casts_out",), kernel="polygamma", namespace=("", "special"),
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


@op(kind=elementwise_float, kernel="erfcx", namespace="special", grad_name="SpecialErfcx",
    vjp=dict(self=lambda g, self, result: g * (2 * self * result - 2 / math.sqrt(math.pi))),
    jvp=lambda self, result, d_self: d_self * (2 * self * result - 2 / math.sqrt(math.pi)))
def erfcx(self: Tensor) -> Tensor:
    """Scaled complementary error function, ``exp(self[i]**2) * erfc(self[i])``, which stays a number
    where `erfc` vanishes.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.2.

    >>> import flambeau as torch
    >>> torch.special.erfcx(torch.tensor([0., 10.]))
    tensor([1.0000, 0.0561])
    """


@op(kind=elementwise_float, kernel="ndtr", namespace="special", grad_name="SpecialNdtr",
    vjp=dict(self=lambda g, self: g * ((-self * self / 2).exp() / math.sqrt(2 * math.pi))),
    jvp=lambda self, d_self: d_self * ((-self * self / 2).exp() / math.sqrt(2 * math.pi)))
def ndtr(self: Tensor) -> Tensor:
    """Normal distribution function: the probability that a standard normal number is below ``self[i]``,
    ``erfc(-self[i] / sqrt(2)) / 2``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.2.2.

    >>> import flambeau as torch
    >>> torch.special.ndtr(torch.tensor([0., 1.]))
    tensor([0.5000, 0.8413])
    """


@op(kind=elementwise_float, kernel="log_ndtr", namespace="special", grad_name="SpecialLogNdtr",
    vjp=dict(self=lambda g, self: g * (math.sqrt(2 / math.pi) / erfcx(self * -math.sqrt(0.5)))),
    jvp=lambda self, d_self: d_self * (math.sqrt(2 / math.pi) / erfcx(self * -math.sqrt(0.5))))
def log_ndtr(self: Tensor) -> Tensor:
    """Logarithm of `ndtr`, ``log(ndtr(self[i]))``, which stays a number far below 0, where `ndtr` vanishes.

    >>> import flambeau as torch
    >>> torch.special.log_ndtr(torch.tensor([-10.]))
    tensor([-53.2313])
    """


@op(kind=elementwise_float, kernel="ndtri", namespace="special", grad_name="SpecialNdtri",
    vjp=dict(self=lambda g, result: g * (math.sqrt(2 * math.pi) * (result * result / 2).exp())),
    jvp=lambda result, d_self: d_self * (math.sqrt(2 * math.pi) * (result * result / 2).exp()))
def ndtri(self: Tensor) -> Tensor:
    """Inverse of `ndtr`: ``y`` with ``ndtr(y) = self[i]``; infinite at 0 and 1, nan outside.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.2.23.

    >>> import flambeau as torch
    >>> torch.special.ndtri(torch.tensor([0.5, 0.975]))
    tensor([0.0000, 1.9600])
    """


@op(kind=elementwise_float, kernel="entr", namespace="special", grad_name="SpecialEntr",
    vjp=dict(self=lambda g, self: g * (-1 - self.log())),
    jvp=lambda self, d_self: d_self * (-1 - self.log()))
def entr(self: Tensor) -> Tensor:
    """A term of an entropy: ``-x * log(x)``, 0 at 0 and ``-inf`` below.

    >>> import flambeau as torch
    >>> torch.special.entr(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.3466])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="xlog1py", namespace="special", grad_name="SpecialXlog1Py",
    vjp=dict(self=lambda g, self, other: g * _log1p_unless_zero(self, other),
             other=lambda g, self, other: g * (self / (other + 1))),
    jvp=lambda self, other, d_self, d_other: d_self * _log1p_unless_zero(self, other) + d_other * (self / (other + 1)))
def xlog1py(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``self[i] * log1p(other[i])``, and 0 where ``self[i]`` is 0 (unless ``other[i]`` is nan).

    >>> import flambeau as torch
    >>> torch.special.xlog1py(torch.tensor([0., 2.]), torch.tensor([-1., 0.]))
    tensor([0., 0.])
    """


def _log1p_unless_zero(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``log1p(other)`` with 0 where ``self`` is 0 and ``other`` is not above -1: the slope xlog1py has there."""
    other = other if isinstance(other, Tensor) else self.new_full((), other)
    return other.log1p().masked_fill((other <= -1) & (self == 0), 0)


def _zeta_tangent(self: Tensor, other: Tensor, d_self: Tensor, d_other: Tensor) -> Tensor:
    if isinstance(d_self, Tensor) and d_self.any():
        raise RuntimeError("zeta: the derivative with respect to self is not implemented | give it no tangent")
    return d_other * (-self * zeta(self + 1, other))


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="zeta", namespace="special", grad_name="SpecialZeta",
    vjp=dict(self=refused, other=lambda g, self, other: g * (-self * zeta(self + 1, other))),
    jvp=_zeta_tangent)
def zeta(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Hurwitz' zeta function, ``sum over k >= 0 of (other[i] + k)**-self[i]``.

    It is infinite for ``self[i] = 1`` and where ``other[i]`` is 0 or a negative whole number, and nan for ``self[i]``
    below 1 and, unless ``self[i]`` is whole, for negative ``other[i]``.

    Raises: RuntimeError for the derivative with respect to ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 23.2.5 and 23.1.30.

    >>> import flambeau as torch
    >>> torch.special.zeta(torch.tensor([2.]), torch.tensor([1.]))
    tensor([1.6449])
    """


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


@op(kind=composite, namespace="special")
def multigammaln(self: Tensor, p: int) -> Tensor:
    """Another name for `mvlgamma`.

    >>> import flambeau as torch
    >>> torch.special.multigammaln(torch.tensor([2., 3.]), 2)
    tensor([0.4516, 1.5502])
    """
    return mvlgamma(self, p)


@op(kind=composite, namespace="special")
def gammaln(self: Tensor) -> Tensor:
    """Another name for `lgamma`.

    >>> import flambeau as torch
    >>> torch.special.gammaln(torch.tensor([1., 5.]))
    tensor([0.0000, 3.1781])
    """
    return lgamma(self)


@op(kind=composite, namespace="special")
def psi(self: Tensor) -> Tensor:
    """Another name for `digamma`.

    >>> import flambeau as torch
    >>> torch.special.psi(torch.tensor([1., 2.]))
    tensor([-0.5772,  0.4228])
    """
    return digamma(self)


@op(kind=composite, namespace="special")
def expit(self: Tensor) -> Tensor:
    """Another name for `sigmoid`.

    >>> import flambeau as torch
    >>> torch.special.expit(torch.tensor([0., 1.]))
    tensor([0.5000, 0.7311])
    """
    return sigmoid(self)
