"""The incomplete gamma functions, and the derivatives of gamma and Dirichlet distributed samples."""

from __future__ import annotations

from .define import Tensor, composite, elementwise, elementwise_float, op, refused


def _gamma_density(self: Tensor, other: Tensor) -> Tensor:
    """``x**(a - 1) * exp(-x) / gamma(a)``: the slope of `igamma` along x."""
    return ((self - 1) * other.log() - other - self.lgamma()).exp()


def _slope_along_x(name: str, sign: int, self: Tensor, other: Tensor, d_self: Tensor, d_other: Tensor) -> Tensor:
    if d_self.any():
        raise RuntimeError(f"{name}: the derivative with respect to self is not implemented | give it no tangent")
    return d_other * (sign * _gamma_density(self, other))


@op(kind=elementwise, traits=("casts_out",), kernel="igamma",
    vjp=dict(self=refused, other=lambda g, self, other: g * _gamma_density(self, other)),
    jvp=lambda self, other, d_self, d_other: _slope_along_x("igamma", 1, self, other, d_self, d_other))
def igamma(self: Tensor, other: Tensor) -> Tensor:
    """The regularised lower incomplete gamma function: ``x**(a - 1) * exp(-x) / gamma(a)`` integrated from 0 to
    ``other[i]``, with ``a = self[i]``. It is the distribution function of gamma distributed numbers.

    Raises: RuntimeError for the derivative with respect to ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.5.1.

    >>> import flambeau as torch
    >>> torch.igamma(torch.tensor([1., 2.]), torch.tensor([1., 1.]))
    tensor([0.6321, 0.2642])
    """


@op(kind=elementwise, traits=("casts_out",), kernel="igammac",
    vjp=dict(self=refused, other=lambda g, self, other: g * -_gamma_density(self, other)),
    jvp=lambda self, other, d_self, d_other: _slope_along_x("igammac", -1, self, other, d_self, d_other))
def igammac(self: Tensor, other: Tensor) -> Tensor:
    """The regularised upper incomplete gamma function, ``1 - igamma(self[i], other[i])``, accurate where that is small.

    Raises: RuntimeError for the derivative with respect to ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.5.3.

    >>> import flambeau as torch
    >>> torch.igammac(torch.tensor([1., 2.]), torch.tensor([1., 1.]))
    tensor([0.3679, 0.7358])
    """


@op(kind=composite, namespace="special")
def gammainc(self: Tensor, other: Tensor) -> Tensor:
    """`igamma`: the regularised lower incomplete gamma function, integrated from 0 to ``other[i]``.

    Shape: that of both, broadcast together.
    Dtype: floating; the result has the common dtype.
    Raises: RuntimeError for the derivative with respect to ``self``; NotImplementedError for bool, integer and complex
        tensors.

    >>> import flambeau as torch
    >>> torch.special.gammainc(torch.tensor([1.]), torch.tensor([1.]))
    tensor([0.6321])
    """
    return igamma(self, other)


@op(kind=composite, namespace="special")
def gammaincc(self: Tensor, other: Tensor) -> Tensor:
    """`igammac`: the regularised upper incomplete gamma function, integrated from ``other[i]`` on.

    Shape: that of both, broadcast together.
    Dtype: floating; the result has the common dtype.
    Raises: RuntimeError for the derivative with respect to ``self``; NotImplementedError for bool, integer and complex
        tensors.

    >>> import flambeau as torch
    >>> torch.special.gammaincc(torch.tensor([1.]), torch.tensor([1.]))
    tensor([0.3679])
    """
    return igammac(self, other)


@op(kind=elementwise_float, kernel="standard_gamma_grad", function=False, method=False,
    vjp=dict(self=refused, output=refused))
def standard_gamma_grad(self: Tensor, output: Tensor) -> Tensor:
    """How a gamma distributed sample ``output[i]`` moves with its shape ``self[i]``: ``-(dF/da) / p``, ``F`` being the
    distribution function and ``p`` the density.
    """


@op(kind=elementwise_float, kernel="dirichlet_grad", function=False, method=False,
    vjp=dict(x=refused, alpha=refused, total=refused))
def dirichlet_grad(x: Tensor, alpha: Tensor, total: Tensor) -> Tensor:
    """How a beta distributed sample ``x[i]`` moves with its first parameter ``alpha[i]``, over ``1 - x[i]``; the second
    is ``total[i] - alpha[i]``.
    """
