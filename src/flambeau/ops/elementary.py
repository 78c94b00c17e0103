"""Elementary functions: exponentials, logarithms, trigonometry, and what is made of them.

For a function of a complex value that is complex differentiable, the gradient is ``g * conj(f'(x))`` and the tangent
``d * f'(x)``; the rules below state ``f'`` once for each.
"""

from __future__ import annotations

import math

from .broadcast import refuse_dtypes
from .compare import choose
from .define import Number, Tensor, composite, conj, elementwise, elementwise_float, op


@op(kind=elementwise_float, kernel="atan2", aliases=("arctan2",),
    vjp=dict(self=lambda g, self, other: g * (other / _squares(self, other)),
             other=lambda g, self, other: g * (-self / _squares(self, other))),
    jvp=lambda self, other, d_self, d_other: (d_self * other - self * d_other) / _squares(self, other))
def atan2(self: Tensor, other: Tensor) -> Tensor:
    """Angle in radians of the point ``(other[i], self[i])`` from the first axis, in [-pi, pi].

    >>> import flambeau as torch
    >>> torch.atan2(torch.tensor([1., -1.]), torch.tensor([1., -1.]))
    tensor([ 0.7854, -2.3562])
    """


def _squares(self: Tensor, other: Tensor) -> Tensor:
    """``self**2 + other**2``, infinite where it is 0: the derivatives of the angle of no direction are 0."""
    total = self * self + other * other
    return total.masked_fill(total == 0, math.inf)


@op(kind=elementwise, traits=("casts_out",), kernel="hypot",
    vjp=dict(self=lambda g, self, result: g * (self / result),
             other=lambda g, other, result: g * (other / result)),
    jvp=lambda self, other, result, d_self, d_other: (d_self * self + d_other * other) / result)
def hypot(self: Tensor, other: Tensor) -> Tensor:
    """Length of the hypotenuse, ``sqrt(self[i]**2 + other[i]**2)``, without overflow on the way.

    >>> import flambeau as torch
    >>> torch.hypot(torch.tensor([3.]), torch.tensor([4.]))
    tensor([5.])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="xlogy", namespace=("", "special"),
    vjp=dict(self=lambda g, self, other: g * _log_unless_zero(self, other),
             other=lambda g, self, other: g * (self / other)),
    jvp=lambda self, other, d_self, d_other: d_self * _log_unless_zero(self, other) + d_other * (self / other))
def xlogy(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``self[i] * log(other[i])``, and 0 where ``self[i]`` is 0 (unless ``other[i]`` is nan).

    >>> import flambeau as torch
    >>> torch.xlogy(torch.tensor([0., 2.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """


def _log_unless_zero(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``log(other)`` with 0 where ``self`` is 0 and ``other`` is not positive: the slope xlogy has there."""
    other = other if isinstance(other, Tensor) else self.new_full((), other)
    return other.log().masked_fill((other <= 0) & (self == 0), 0)


@op(kind=elementwise, traits=("casts_out",), kernel="logaddexp",
    vjp=dict(self=lambda g, self, result: g * conj(_weight(self, result)),
             other=lambda g, other, result: g * conj(_weight(other, result))),
    jvp=lambda self, other, result, d_self, d_other: d_self * _weight(self, result) + d_other * _weight(other, result))
def logaddexp(self: Tensor, other: Tensor) -> Tensor:
    """``log(exp(self[i]) + exp(other[i]))`` without overflow.

    >>> import flambeau as torch
    >>> torch.logaddexp(torch.tensor([0.]), torch.tensor([0.]))
    tensor([0.6931])
    """


def _weight(x: Tensor, result: Tensor) -> Tensor:
    """``exp(x - result)``: the share of one term, finite also where everything is minus infinity."""
    return (x - result.masked_fill(result == -float("inf"), 0)).exp()


@op(kind=composite, traits=("casts_out",))
def logaddexp2(self: Tensor, other: Tensor) -> Tensor:
    """``log2(2**self[i] + 2**other[i])`` without overflow.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: floating; the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.logaddexp2(torch.tensor([1.]), torch.tensor([1.]))
    tensor([2.])
    """
    refuse_dtypes("logaddexp2", self, "bool", "integer", "complex")
    ln2 = 0.6931471805599453
    return logaddexp(self * ln2, other * ln2) / ln2


_LN2 = math.log(2)
_LN10 = math.log(10)


@op(kind=elementwise_float, kernel="exp",
    vjp=dict(self=lambda g, result: g * conj(result)),
    jvp=lambda result, d_self: d_self * result)
def exp(self: Tensor) -> Tensor:
    """Exponential, ``e ** self[i]``.

    >>> import flambeau as torch
    >>> torch.exp(torch.tensor([0., 1.]))
    tensor([1.0000, 2.7183])
    """


@op(kind=elementwise_float, kernel="exp2", namespace=("", "special"),
    vjp=dict(self=lambda g, result: g * conj(result * _LN2)),
    jvp=lambda result, d_self: d_self * (result * _LN2))
def exp2(self: Tensor) -> Tensor:
    """Power of two, ``2 ** self[i]``.

    >>> import flambeau as torch
    >>> torch.exp2(torch.tensor([0., 3.]))
    tensor([1., 8.])
    """


@op(kind=elementwise_float, kernel="expm1", namespace=("", "special"),
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


@op(kind=elementwise_float, kernel="log1p", namespace=("", "special"), grad_name="Log1P",
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


@op(kind=elementwise_float, kernel="sinc", namespace=("", "special"),
    vjp=dict(self=lambda g, self: g * conj(_sinc_slope(self))),
    jvp=lambda self, d_self: d_self * _sinc_slope(self))
def sinc(self: Tensor) -> Tensor:
    """``sin(pi * self[i]) / (pi * self[i])``, and 1 at 0.

    >>> import flambeau as torch
    >>> torch.sinc(torch.tensor([0., .5]))
    tensor([1.0000, 0.6366])
    """


def _sinc_slope(self: Tensor) -> Tensor:
    """``(cos(pi x) pi x - sin(pi x)) / (pi x**2)``; at 0 the tangent of that, which has its derivative."""
    angle_ = self * math.pi
    square = angle_ * self
    flat = square == 0  # also where it is too small for a number
    slope = (angle_ * angle_.cos() - angle_.sin()) / square.masked_fill(flat, 1)
    return choose(flat, self * (-(math.pi**2) / 3), slope)


@op(kind=elementwise_float, kernel="sigmoid", namespace=("", "nn.functional"),
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


@op(kind=elementwise_float, kernel="tanh", namespace=("", "nn.functional"),
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


@op(kind=composite, traits=("casts_out",), inplace=True, namespace=("", "special"))
def logit(self: Tensor, eps: float | None = None) -> Tensor:
    """Inverse of `sigmoid`, ``log(x / (1 - x))``, with ``x`` first clamped to ``[eps, 1 - eps]`` if ``eps`` is given.

    Shape: that of ``self``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.logit(torch.tensor([.5, .9]))
    tensor([0.0000, 2.1972])
    """
    refuse_dtypes("logit", self, "complex")
    self = self if self.is_floating_point() or self.is_complex() else self * 1.0
    x = self if eps is None else self.clamp(eps, 1 - eps)
    return log(x / (1 - x))


@op(kind=composite, traits=("casts_out",), inplace=True)
def deg2rad(self: Tensor) -> Tensor:
    """Degrees to radians, ``out[i] = self[i] * pi / 180``.

    Shape: that of ``self``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.deg2rad(torch.tensor([180.]))
    tensor([3.1416])
    """
    refuse_dtypes("deg2rad", self, "complex")
    return self * (math.pi / 180)


@op(kind=composite, traits=("casts_out",), inplace=True)
def rad2deg(self: Tensor) -> Tensor:
    """Radians to degrees, ``out[i] = self[i] * 180 / pi``.

    Shape: that of ``self``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.rad2deg(torch.tensor([3.1415927]))
    tensor([180.])
    """
    refuse_dtypes("rad2deg", self, "complex")
    return self * (180 / math.pi)
