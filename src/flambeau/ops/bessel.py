"""Bessel functions, and Airy's."""

from __future__ import annotations

from .compare import where
from .define import Tensor, composite, elementwise_float, op


@op(kind=elementwise_float, kernel="i0", namespace=("", "special"),
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
    vjp=dict(self=lambda g, self, result: g * (i0(self) - _over(result, self))),
    jvp=lambda self, result, d_self: d_self * (i0(self) - _over(result, self)))
def i1(self: Tensor) -> Tensor:
    """Modified Bessel function of the first kind and order 1,
    ``x / 2 * sum over k of (x**2 / 4)**k / (k! * (k + 1)!)``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.10.

    >>> import flambeau as torch
    >>> torch.special.i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """


def _over(result: Tensor, self: Tensor) -> Tensor:
    """``result / self`` for functions that are about ``self / 2`` at 0."""
    flat = self == 0
    return (result / self.masked_fill(flat, 1)).masked_fill(flat, 0.5)


@op(kind=elementwise_float, kernel="i0e", namespace="special", grad_name="SpecialI0E",
    vjp=dict(self=lambda g, self, result: g * (i1e(self) - self.sign() * result)),
    jvp=lambda self, result, d_self: d_self * (i1e(self) - self.sign() * result))
def i0e(self: Tensor) -> Tensor:
    """`i0` times ``exp(-|x|)``, which stays a number where the function itself overflows.

    >>> import flambeau as torch
    >>> torch.special.i0e(torch.tensor([0., 100.]))
    tensor([1.0000, 0.0399])
    """


@op(kind=elementwise_float, kernel="i1e", namespace="special", grad_name="SpecialI1E",
    vjp=dict(self=lambda g, self, result: g * (i0e(self) - self.sign() * result - _over(result, self))),
    jvp=lambda self, result, d_self: d_self * (i0e(self) - self.sign() * result - _over(result, self)))
def i1e(self: Tensor) -> Tensor:
    """`i1` times ``exp(-|x|)``, which stays a number where the function itself overflows.

    >>> import flambeau as torch
    >>> torch.special.i1e(torch.tensor([0., 100.]))
    tensor([0.0000, 0.0397])
    """


@op(kind=elementwise_float, kernel="bessel_j0", namespace="special", grad_name="SpecialBesselJ0",
    vjp=dict(self=lambda g, self: g * -bessel_j1(self)),
    jvp=lambda self, d_self: d_self * -bessel_j1(self))
def bessel_j0(self: Tensor) -> Tensor:
    """Bessel function of the first kind and order 0, ``sum over k of (-x**2 / 4)**k / k!**2``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.1.10.

    >>> import flambeau as torch
    >>> torch.special.bessel_j0(torch.tensor([0., 1.]))
    tensor([1.0000, 0.7652])
    """


@op(kind=elementwise_float, kernel="bessel_j1", namespace="special", grad_name="SpecialBesselJ1",
    vjp=dict(self=lambda g, self, result: g * (bessel_j0(self) - _over(result, self))),
    jvp=lambda self, result, d_self: d_self * (bessel_j0(self) - _over(result, self)))
def bessel_j1(self: Tensor) -> Tensor:
    """Bessel function of the first kind and order 1,
    ``x / 2 * sum over k of (-x**2 / 4)**k / (k! * (k + 1)!)``.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.1.10.

    >>> import flambeau as torch
    >>> torch.special.bessel_j1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.4401])
    """


@op(kind=elementwise_float, kernel="bessel_y0", namespace="special", grad_name="SpecialBesselY0",
    vjp=dict(self=lambda g, self: g * -bessel_y1(self)),
    jvp=lambda self, d_self: d_self * -bessel_y1(self))
def bessel_y0(self: Tensor) -> Tensor:
    """Bessel function of the second kind and order 0; ``-inf`` at 0, nan below.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.1.13.

    >>> import flambeau as torch
    >>> torch.special.bessel_y0(torch.tensor([0., 1.]))
    tensor([  -inf, 0.0883])
    """


@op(kind=elementwise_float, kernel="bessel_y1", namespace="special", grad_name="SpecialBesselY1",
    vjp=dict(self=lambda g, self, result: g * (bessel_y0(self) - result / self)),
    jvp=lambda self, result, d_self: d_self * (bessel_y0(self) - result / self))
def bessel_y1(self: Tensor) -> Tensor:
    """Bessel function of the second kind and order 1; ``-inf`` at 0, nan below.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.1.11.

    >>> import flambeau as torch
    >>> torch.special.bessel_y1(torch.tensor([0., 1.]))
    tensor([   -inf, -0.7812])
    """


@op(kind=composite, namespace="special")
def modified_bessel_i0(self: Tensor) -> Tensor:
    """Another name for `i0`.

    >>> import flambeau as torch
    >>> torch.special.modified_bessel_i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """
    return i0(self)


@op(kind=composite, namespace="special")
def modified_bessel_i1(self: Tensor) -> Tensor:
    """Another name for `i1`.

    >>> import flambeau as torch
    >>> torch.special.modified_bessel_i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """
    return i1(self)


@op(kind=elementwise_float, kernel="modified_bessel_k0", namespace="special", grad_name="SpecialModifiedBesselK0",
    vjp=dict(self=lambda g, self: g * -modified_bessel_k1(self)),
    jvp=lambda self, d_self: d_self * -modified_bessel_k1(self))
def modified_bessel_k0(self: Tensor) -> Tensor:
    """Modified Bessel function of the second kind and order 0, the integral of
    ``exp(-x * cosh(t))`` over ``t > 0``; infinite at 0, nan below.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.24.

    >>> import flambeau as torch
    >>> torch.special.modified_bessel_k0(torch.tensor([0., 1.]))
    tensor([   inf, 0.4210])
    """


@op(kind=elementwise_float, kernel="modified_bessel_k1", namespace="special", grad_name="SpecialModifiedBesselK1",
    vjp=dict(self=lambda g, self, result: g * (-modified_bessel_k0(self) - result / self)),
    jvp=lambda self, result, d_self: d_self * (-modified_bessel_k0(self) - result / self))
def modified_bessel_k1(self: Tensor) -> Tensor:
    """Modified Bessel function of the second kind and order 1, the integral of
    ``exp(-x * cosh(t)) * cosh(t)`` over ``t > 0``; infinite at 0, nan below.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.24.

    >>> import flambeau as torch
    >>> torch.special.modified_bessel_k1(torch.tensor([0., 1.]))
    tensor([   inf, 0.6019])
    """


@op(kind=elementwise_float, kernel="scaled_modified_bessel_k0", namespace="special",
    grad_name="SpecialScaledModifiedBesselK0",
    vjp=dict(self=lambda g, self, result: g * (result - scaled_modified_bessel_k1(self))),
    jvp=lambda self, result, d_self: d_self * (result - scaled_modified_bessel_k1(self)))
def scaled_modified_bessel_k0(self: Tensor) -> Tensor:
    """`modified_bessel_k0` times ``exp(x)``, which stays a number where the function itself vanishes.

    >>> import flambeau as torch
    >>> torch.special.scaled_modified_bessel_k0(torch.tensor([0., 100.]))
    tensor([   inf, 0.1252])
    """


@op(kind=elementwise_float, kernel="scaled_modified_bessel_k1", namespace="special",
    grad_name="SpecialScaledModifiedBesselK1",
    vjp=dict(self=lambda g, self, result: g * (result - scaled_modified_bessel_k0(self) - result / self)),
    jvp=lambda self, result, d_self: d_self * (result - scaled_modified_bessel_k0(self) - result / self))
def scaled_modified_bessel_k1(self: Tensor) -> Tensor:
    """`modified_bessel_k1` times ``exp(x)``, which stays a number where the function itself vanishes.

    >>> import flambeau as torch
    >>> torch.special.scaled_modified_bessel_k1(torch.tensor([0., 100.]))
    tensor([   inf, 0.1258])
    """


@op(kind=elementwise_float, kernel="spherical_bessel_j0", namespace="special", grad_name="SpecialSphericalBesselJ0",
    vjp=dict(self=lambda g, self, result: g * _spherical_slope(self, result)),
    jvp=lambda self, result, d_self: d_self * _spherical_slope(self, result))
def spherical_bessel_j0(self: Tensor) -> Tensor:
    """Spherical Bessel function of the first kind and order 0, ``sin(x) / x``, 1 at 0.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 10.1.11.

    >>> import flambeau as torch
    >>> torch.special.spherical_bessel_j0(torch.tensor([0., 1.]))
    tensor([1.0000, 0.8415])
    """


def _spherical_slope(self: Tensor, result: Tensor) -> Tensor:
    """``(cos(x) - sin(x) / x) / x``, near 0 by its series, as the terms cancel there."""
    near, z = self.abs() < 0.25, self * self
    series = 1 - z / 10 * (1 - z / 28 * (1 - z / 54 * (1 - z / 88 * (1 - z / 130))))
    return where(near, self / -3 * series, (self.cos() - result) / self.masked_fill(near, 1))


@op(kind=elementwise_float, kernel="airy_ai", namespace="special", grad_name="SpecialAiryAi",
    vjp=dict(self=lambda g, self: g * airy_ai_slope(self)),
    jvp=lambda self, d_self: d_self * airy_ai_slope(self))
def airy_ai(self: Tensor) -> Tensor:
    """Airy's function Ai, the solution of ``y'' = x * y`` that vanishes for large x.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 10.4.2.

    >>> import flambeau as torch
    >>> torch.special.airy_ai(torch.tensor([0., -1.]))
    tensor([0.3550, 0.5356])
    """


@op(kind=elementwise_float, kernel="airy_ai_slope", function=False, method=False,
    vjp=dict(self=lambda g, self: g * (self * airy_ai(self))),
    jvp=lambda self, d_self: d_self * (self * airy_ai(self)))
def airy_ai_slope(self: Tensor) -> Tensor:
    """Derivative of `airy_ai`."""
