"""Elementary functions of one value: exponentials, logarithms, trigonometry, error and gamma functions, complex parts.

For a function of a complex value that is complex differentiable, the gradient is ``g * conj(f'(x))`` and the tangent
``d * f'(x)``; the rules below state ``f'`` once for each.
"""

from __future__ import annotations

import math

from .create import arange
from .define import Tensor, composite, contiguous_format, elementwise, elementwise_float, op, view

_LN2 = math.log(2)
_LN10 = math.log(10)


@op(kind=view, kernel="conj", batch="same",
    vjp=dict(self=lambda g: conj(g)),
    jvp=lambda d_self: conj(d_self))
def conj(self: Tensor) -> Tensor:
    """Complex conjugate, ``out[i] = real(self[i]) - 1j * imag(self[i])``; a real tensor or number is returned as it is.

    The conjugate of a complex tensor is a view that remembers to negate the imaginary part; `resolve_conj` computes it.

    Shape: that of ``self``.
    Raises: TypeError for what is neither a tensor nor a number.

    >>> import flambeau as torch
    >>> torch.conj(torch.tensor([1+2j])).resolve_conj()
    tensor([1.-2.j])
    """


def real_part(x: Tensor) -> Tensor:
    """The real part of a complex tensor, a real tensor itself: what rules of real-valued functions end with."""
    return x.real if x.is_complex() else x


@op(kind=elementwise_float, kernel="exp",
    vjp=dict(self=lambda g, result: g * conj(result)),
    jvp=lambda result, d_self: d_self * result)
def exp(self: Tensor) -> Tensor:
    """Exponential, ``e ** self[i]``.

    >>> import flambeau as torch
    >>> torch.exp(torch.tensor([0., 1.]))
    tensor([1.0000, 2.7183])
    """


@op(kind=elementwise_float, kernel="exp2",
    vjp=dict(self=lambda g, result: g * conj(result * _LN2)),
    jvp=lambda result, d_self: d_self * (result * _LN2))
def exp2(self: Tensor) -> Tensor:
    """Power of two, ``2 ** self[i]``.

    >>> import flambeau as torch
    >>> torch.exp2(torch.tensor([0., 3.]))
    tensor([1., 8.])
    """


@op(kind=elementwise_float, kernel="expm1",
    vjp=dict(self=lambda g, result: g * conj(result + 1)),
    jvp=lambda result, d_self: d_self * (result + 1))
def expm1(self: Tensor) -> Tensor:
    """``exp(self[i]) - 1``, accurate near 0.

    >>> import flambeau as torch
    >>> torch.expm1(torch.tensor([0., 1e-5]))
    tensor([0.0000e+00, 1.0000e-05])
    """


@op(kind=elementwise_float, kernel="log",
    vjp=dict(self=lambda g, self: g * conj(1 / self)),
    jvp=lambda self, d_self: d_self * (1 / self))
def log(self: Tensor) -> Tensor:
    """Natural logarithm, ``y`` with ``e ** y = self[i]``: -inf at 0, nan below it.

    >>> import flambeau as torch
    >>> torch.log(torch.tensor([1., 10.]))
    tensor([0.0000, 2.3026])
    """


@op(kind=elementwise_float, kernel="log1p", grad_name="Log1P",
    vjp=dict(self=lambda g, self: g * conj(1 / (self + 1))),
    jvp=lambda self, d_self: d_self * (1 / (self + 1)))
def log1p(self: Tensor) -> Tensor:
    """``log(1 + self[i])``, accurate near 0.

    >>> import flambeau as torch
    >>> torch.log1p(torch.tensor([0., 1.]))
    tensor([0.0000, 0.6931])
    """


@op(kind=elementwise_float, kernel="log2",
    vjp=dict(self=lambda g, self: g * conj(1 / (self * _LN2))),
    jvp=lambda self, d_self: d_self * (1 / (self * _LN2)))
def log2(self: Tensor) -> Tensor:
    """Logarithm to base 2, ``log(self[i]) / log(2)``: -inf at 0, nan below it.

    >>> import flambeau as torch
    >>> torch.log2(torch.tensor([1., 8.]))
    tensor([0., 3.])
    """


@op(kind=elementwise_float, kernel="log10",
    vjp=dict(self=lambda g, self: g * conj(1 / (self * _LN10))),
    jvp=lambda self, d_self: d_self * (1 / (self * _LN10)))
def log10(self: Tensor) -> Tensor:
    """Logarithm to base 10, ``log(self[i]) / log(10)``: -inf at 0, nan below it.

    >>> import flambeau as torch
    >>> torch.log10(torch.tensor([1., 100.]))
    tensor([0., 2.])
    """


@op(kind=elementwise_float, kernel="sqrt",
    vjp=dict(self=lambda g, result: g * conj(0.5 / result)),
    jvp=lambda result, d_self: d_self * (0.5 / result))
def sqrt(self: Tensor) -> Tensor:
    """Square root, ``self[i] ** 0.5``: nan below 0.

    >>> import flambeau as torch
    >>> torch.sqrt(torch.tensor([4., 9.]))
    tensor([2., 3.])
    """


@op(kind=elementwise_float, kernel="rsqrt",
    vjp=dict(self=lambda g, result: g * conj(-0.5 * result * result * result)),
    jvp=lambda result, d_self: d_self * (-0.5 * result * result * result))
def rsqrt(self: Tensor) -> Tensor:
    """Reciprocal square root, ``1 / sqrt(self[i])``.

    >>> import flambeau as torch
    >>> torch.rsqrt(torch.tensor([4., 16.]))
    tensor([0.5000, 0.2500])
    """


@op(kind=elementwise_float, kernel="sin",
    vjp=dict(self=lambda g, self: g * conj(self.cos())),
    jvp=lambda self, d_self: d_self * self.cos())
def sin(self: Tensor) -> Tensor:
    """Sine, ``sin(self[i])`` of an angle in radians.

    >>> import flambeau as torch
    >>> torch.sin(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8415])
    """


@op(kind=elementwise_float, kernel="cos",
    vjp=dict(self=lambda g, self: g * conj(-self.sin())),
    jvp=lambda self, d_self: d_self * (-self.sin()))
def cos(self: Tensor) -> Tensor:
    """Cosine, ``cos(self[i])`` of an angle in radians.

    >>> import flambeau as torch
    >>> torch.cos(torch.tensor([0., 1.]))
    tensor([1.0000, 0.5403])
    """


@op(kind=elementwise_float, kernel="tan",
    vjp=dict(self=lambda g, result: g * conj(1 + result * result)),
    jvp=lambda result, d_self: d_self * (1 + result * result))
def tan(self: Tensor) -> Tensor:
    """Tangent, ``sin(self[i]) / cos(self[i])`` of an angle in radians.

    >>> import flambeau as torch
    >>> torch.tan(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5574])
    """


@op(kind=elementwise_float, kernel="asin", aliases=("arcsin",),
    vjp=dict(self=lambda g, self: g * conj((1 - self * self).rsqrt())),
    jvp=lambda self, d_self: d_self * ((1 - self * self).rsqrt()))
def asin(self: Tensor) -> Tensor:
    """Inverse sine: the angle ``y`` in [-pi/2, pi/2] radians with ``sin(y) = self[i]``; nan outside [-1, 1].

    >>> import flambeau as torch
    >>> torch.asin(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5708])
    """


@op(kind=elementwise_float, kernel="acos", aliases=("arccos",),
    vjp=dict(self=lambda g, self: g * conj(-(1 - self * self).rsqrt())),
    jvp=lambda self, d_self: d_self * (-(1 - self * self).rsqrt()))
def acos(self: Tensor) -> Tensor:
    """Inverse cosine: the angle ``y`` in [0, pi] radians with ``cos(y) = self[i]``; nan outside [-1, 1].

    >>> import flambeau as torch
    >>> torch.acos(torch.tensor([0., 1.]))
    tensor([1.5708, 0.0000])
    """


@op(kind=elementwise_float, kernel="atan", aliases=("arctan",),
    vjp=dict(self=lambda g, self: g * conj(1 / (1 + self * self))),
    jvp=lambda self, d_self: d_self * (1 / (1 + self * self)))
def atan(self: Tensor) -> Tensor:
    """Inverse tangent: the angle ``y`` in [-pi/2, pi/2] radians with ``tan(y) = self[i]``.

    >>> import flambeau as torch
    >>> torch.atan(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7854])
    """


@op(kind=elementwise_float, kernel="sinh",
    vjp=dict(self=lambda g, self: g * conj(self.cosh())),
    jvp=lambda self, d_self: d_self * self.cosh())
def sinh(self: Tensor) -> Tensor:
    """Hyperbolic sine, ``(exp(self[i]) - exp(-self[i])) / 2``.

    >>> import flambeau as torch
    >>> torch.sinh(torch.tensor([0., 1.]))
    tensor([0.0000, 1.1752])
    """


@op(kind=elementwise_float, kernel="cosh",
    vjp=dict(self=lambda g, self: g * conj(self.sinh())),
    jvp=lambda self, d_self: d_self * self.sinh())
def cosh(self: Tensor) -> Tensor:
    """Hyperbolic cosine, ``(exp(self[i]) + exp(-self[i])) / 2``.

    >>> import flambeau as torch
    >>> torch.cosh(torch.tensor([0., 1.]))
    tensor([1.0000, 1.5431])
    """


@op(kind=elementwise_float, kernel="asinh", aliases=("arcsinh",),
    vjp=dict(self=lambda g, self: g * conj((1 + self * self).rsqrt())),
    jvp=lambda self, d_self: d_self * ((1 + self * self).rsqrt()))
def asinh(self: Tensor) -> Tensor:
    """Inverse hyperbolic sine, ``log(x + sqrt(x**2 + 1))`` for ``x = self[i]``.

    >>> import flambeau as torch
    >>> torch.asinh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8814])
    """


@op(kind=elementwise_float, kernel="acosh", aliases=("arccosh",),
    vjp=dict(self=lambda g, self: g * conj((self - 1).rsqrt() * (self + 1).rsqrt())),
    jvp=lambda self, d_self: d_self * ((self - 1).rsqrt() * (self + 1).rsqrt()))
def acosh(self: Tensor) -> Tensor:
    """Inverse hyperbolic cosine, ``log(x + sqrt(x**2 - 1))`` for ``x = self[i]``; nan for real values below 1.

    >>> import flambeau as torch
    >>> torch.acosh(torch.tensor([1., 2.]))
    tensor([0.0000, 1.3170])
    """


@op(kind=elementwise_float, kernel="atanh", aliases=("arctanh",),
    vjp=dict(self=lambda g, self: g * conj(1 / (1 - self * self))),
    jvp=lambda self, d_self: d_self * (1 / (1 - self * self)))
def atanh(self: Tensor) -> Tensor:
    """Inverse hyperbolic tangent, ``log((1 + x) / (1 - x)) / 2`` for ``x = self[i]``; nan for real values outside [-1,
    1].

    >>> import flambeau as torch
    >>> torch.atanh(torch.tensor([0., .5]))
    tensor([0.0000, 0.5493])
    """


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


@op(kind=elementwise_float, kernel="polygamma",
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


@op(kind=elementwise_float, kernel="sinc",
    vjp=dict(self=lambda g, self: g * conj(_sinc_slope(self))),
    jvp=lambda self, d_self: d_self * _sinc_slope(self))
def sinc(self: Tensor) -> Tensor:
    """``sin(pi * self[i]) / (pi * self[i])``, and 1 at 0.

    >>> import flambeau as torch
    >>> torch.sinc(torch.tensor([0., .5]))
    tensor([1.0000, 0.6366])
    """


def _sinc_slope(self: Tensor) -> Tensor:
    """``(cos(pi x) pi x - sin(pi x)) / (pi x**2)``, 0 at 0."""
    angle_ = self * math.pi
    flat = self == 0
    slope = (angle_ * angle_.cos() - angle_.sin()) / (angle_ * self).masked_fill(flat, 1)
    return slope.masked_fill(flat, 0)


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


@op(kind=elementwise_float, kernel="sigmoid",
    vjp=dict(self=lambda g, result: sigmoid_backward(g, result)),
    jvp=lambda result, d_self: d_self * (result * (1 - result)))
def sigmoid(self: Tensor) -> Tensor:
    """Logistic function, ``1 / (1 + exp(-self[i]))``.

    >>> import flambeau as torch
    >>> torch.sigmoid(torch.tensor([0., 2.]))
    tensor([0.5000, 0.8808])
    """


@op(kind=elementwise, kernel="sigmoid_backward", function=False, method=False,
    vjp=dict(grad=lambda g, output: g * (output * (1 - output)),
             output=lambda g, grad, output: conj(g) * grad * conj(1 - 2 * output)),
    jvp=lambda grad, output, d_grad, d_output:
        d_grad * conj(output * (1 - output)) + grad * conj(d_output * (1 - 2 * output)))
def sigmoid_backward(grad: Tensor, output: Tensor) -> Tensor:
    """``grad * conj(y * (1 - y))``: the gradient of `sigmoid` from its result ``y``."""


@op(kind=elementwise_float, kernel="tanh",
    vjp=dict(self=lambda g, result: tanh_backward(g, result)),
    jvp=lambda result, d_self: d_self * (1 - result * result))
def tanh(self: Tensor) -> Tensor:
    """Hyperbolic tangent, ``(exp(x) - exp(-x)) / (exp(x) + exp(-x))`` for ``x = self[i]``.

    >>> import flambeau as torch
    >>> torch.tanh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7616])
    """


@op(kind=elementwise, kernel="tanh_backward", function=False, method=False,
    vjp=dict(grad=lambda g, output: g * (1 - output * output),
             output=lambda g, grad, output: conj(g) * grad * conj(-2 * output)),
    jvp=lambda grad, output, d_grad, d_output:
        d_grad * conj(1 - output * output) - 2 * grad * conj(output * d_output))
def tanh_backward(grad: Tensor, output: Tensor) -> Tensor:
    """``grad * conj(1 - y * y)``: the gradient of `tanh` from its result ``y``."""


@op(kind=composite, inplace=True)
def logit(self: Tensor, eps: float | None = None) -> Tensor:
    """Inverse of `sigmoid`, ``log(x / (1 - x))``, with ``x`` first clamped to ``[eps, 1 - eps]`` if ``eps`` is given.

    Shape: that of ``self``.
    Dtype: any; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors with ``eps``.

    >>> import flambeau as torch
    >>> torch.logit(torch.tensor([.5, .9]))
    tensor([0.0000, 2.1972])
    """
    self = self if self.is_floating_point() or self.is_complex() else self * 1.0
    x = self if eps is None else self.clamp(eps, 1 - eps)
    return log(x / (1 - x))


@op(kind=composite, inplace=True)
def mvlgamma(self: Tensor, p: int) -> Tensor:
    """Logarithm of the ``p``-variate gamma function,
    ``p (p - 1) / 4 * log(pi) + sum over j < p of lgamma(self[i] - j / 2)``.

    Every element is above ``(p - 1) / 2``.

    Shape: that of ``self``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: RuntimeError unless ``p >= 1``; NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.mvlgamma(torch.tensor([2., 3.]), 2)
    tensor([0.4516, 1.5502])
    """
    if p < 1:
        raise RuntimeError(f"p has to be greater than or equal to 1 | mvlgamma: p is {p}")
    self = self if self.is_floating_point() else self * 1.0
    steps = arange(p, dtype=self.dtype) * -0.5
    return lgamma(self.unsqueeze(-1) + steps).sum(-1) + p * (p - 1) / 4 * math.log(math.pi)


@op(kind=composite, inplace=True)
def deg2rad(self: Tensor) -> Tensor:
    """Degrees to radians, ``out[i] = self[i] * pi / 180``.

    Shape: that of ``self``.
    Dtype: any; bools and integers become the default dtype.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.deg2rad(torch.tensor([180.]))
    tensor([3.1416])
    """
    return self * (math.pi / 180)


@op(kind=composite, inplace=True)
def rad2deg(self: Tensor) -> Tensor:
    """Radians to degrees, ``out[i] = self[i] * 180 / pi``.

    Shape: that of ``self``.
    Dtype: any; bools and integers become the default dtype.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.rad2deg(torch.tensor([3.1415927]))
    tensor([180.])
    """
    return self * (180 / math.pi)


@op(kind=elementwise, kernel="nan_to_num",
    vjp=dict(self=lambda g, self: g * self.isfinite()),
    jvp=lambda self, d_self: d_self * self.isfinite())
def nan_to_num(self: Tensor, nan: float | None = None, posinf: float | None = None,
               neginf: float | None = None) -> Tensor:
    """``nan`` (by default 0) in the place of nan, ``posinf`` and ``neginf`` in the place of infinities.

    ``posinf`` and ``neginf`` are the dtype's largest and lowest value by default. The parts of complex numbers are
    treated alike.

    Dtype: any; the result has it.

    >>> import flambeau as torch
    >>> torch.nan_to_num(torch.tensor([float("nan"), 1.]))
    tensor([0., 1.])
    """


@op(kind=view, kernel="real", batch="same", function=False, method=False, grad_name="Select",
    vjp=dict(self=lambda g: g),
    jvp="linear")
def _real(self: Tensor) -> Tensor:
    """The real part as a view of a complex tensor."""


@op(kind=view, kernel="imag", batch="same", prop="imag", grad_name="Select",
    vjp=dict(self=lambda g: g * 1j),
    jvp="linear")
def imag(self: Tensor) -> Tensor:
    """The imaginary part, ``imag(self[i])``, as a view.

    Shape: that of ``self``.
    Dtype: complex; the result has the real dtype of its parts and shares its memory.
    Raises: RuntimeError for bool, integer and floating tensors.

    >>> import flambeau as torch
    >>> torch.imag(torch.tensor([1+2j]))
    tensor([2.])
    """


@op(kind=composite, prop="real")
def real(self: Tensor) -> Tensor:
    """The real part, ``real(self[i])``, as a view; a real tensor is returned as it is.

    Shape: that of ``self``.
    Dtype: any; a complex tensor gives the real dtype of its parts.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.real(torch.tensor([1+2j]))
    tensor([1.])
    """
    return _real(self) if self.is_complex() else self


@op(kind=composite, inplace=True)
def conj_physical(self: Tensor) -> Tensor:
    """Complex conjugate, ``real(self[i]) - 1j * imag(self[i])``, in memory of its own.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.conj_physical(torch.tensor([1+2j]))
    tensor([1.-2.j])
    """
    return conj(self)


@op(kind=composite)
def resolve_conj(self: Tensor) -> Tensor:
    """``self`` with a deferred conjugation carried out.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.resolve_conj(torch.tensor([1+2j]))
    tensor([1.+2.j])
    """
    return self


@op(kind=composite)
def resolve_neg(self: Tensor) -> Tensor:
    """``self`` itself: negation is never deferred here.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.resolve_neg(torch.tensor([1+2j]))
    tensor([1.+2.j])
    """
    return self


@op(kind=elementwise_float, kernel="angle", inplace=False,
    vjp=dict(self=lambda g, self: g * _angle_slope(self) if self.is_complex() else g.new_zeros(g.shape)),
    jvp=lambda self, result, d_self: (real_part(conj(_angle_slope(self)) * d_self) if self.is_complex()
                                      else result.new_zeros(result.shape)))
def angle(self: Tensor) -> Tensor:
    """Argument in radians, ``atan2(imag(self[i]), real(self[i]))`` in [-pi, pi]; for real values 0 or pi, nan stays
    nan.

    Dtype: any; a complex tensor gives its real dtype, bools and integers the default dtype.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.angle(torch.tensor([1j, -1+0j]))
    tensor([1.5708, 3.1416])
    """


def _angle_slope(self: Tensor) -> Tensor:
    """``i z / |z|**2``, 0 at 0."""
    squared = (self * conj(self)).real
    return (self * 1j / squared).masked_fill(squared == 0, 0)


@op(kind=view, kernel="view_as_real", batch="front",
    vjp=dict(self=lambda g: view_as_complex(g.contiguous())),
    jvp="linear")
def view_as_real(self: Tensor) -> Tensor:
    """A view of complex values as pairs: ``out[..., 0] = real(self)`` and ``out[..., 1] = imag(self)``.

    Shape: ``(...)`` gives ``(..., 2)``.
    Dtype: complex; the result has the real dtype of its parts and shares its memory.
    Raises: RuntimeError for bool, integer and floating tensors.

    >>> import flambeau as torch
    >>> torch.view_as_real(torch.tensor([1+2j]))
    tensor([[1., 2.]])
    """


@op(kind=view, kernel="view_as_complex",
    batch=lambda self: view_as_complex(
        self if self.stride(-1) == 1 else self.clone(memory_format=contiguous_format)),
    vjp=dict(self=lambda g: view_as_real(g)),
    jvp=lambda d_self: view_as_complex(d_self.contiguous()))
def view_as_complex(self: Tensor) -> Tensor:
    """A view of pairs as complex values, ``out = self[..., 0] + 1j * self[..., 1]``.

    Shape: ``(..., 2)`` gives ``(...)``.
    Dtype: float32 or float64; the result has the complex dtype of such parts and shares its memory.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, and unless the last dimension has size 2 and
        stride 1 and the others have even strides.

    >>> import flambeau as torch
    >>> torch.view_as_complex(torch.tensor([[1., 2.]]))
    tensor([1.+2.j])
    """


@op(kind=elementwise, kernel="complex", method=False,
    vjp=dict(real=lambda g: g.real, imag=lambda g: g.imag),
    jvp=lambda d_real, d_imag: complex(d_real, d_imag))
def complex(real: Tensor, imag: Tensor) -> Tensor:
    """``out[i] = real[i] + 1j * imag[i]``.

    Dtype: float32 or float64, the same for both; the result has the complex dtype of such parts.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, for two different dtypes, and for shapes that
        do not broadcast.

    >>> import flambeau as torch
    >>> torch.complex(torch.tensor([1.]), torch.tensor([2.]))
    tensor([1.+2.j])
    """


@op(kind=composite, method=False)
def polar(abs: Tensor, angle: Tensor) -> Tensor:
    """``out[i] = abs[i] * exp(1j * angle[i])``, angles in radians.

    Shape: that of ``abs`` and ``angle``, broadcast together.
    Dtype: float32 or float64, the same for both; the result has the complex dtype of such parts.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, for two different dtypes, and for shapes that
        do not broadcast.

    >>> import flambeau as torch
    >>> torch.polar(torch.tensor([2.]), torch.tensor([0.]))
    tensor([2.+0.j])
    """
    if abs.dtype != angle.dtype or not abs.is_floating_point():
        complex(abs, angle)  # says what is wrong
    return complex(abs * angle.cos(), abs * angle.sin())
