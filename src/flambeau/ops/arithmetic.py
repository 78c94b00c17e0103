"""Arithmetic: sums, products, quotients, powers, rounding, bounds, and the bitwise operators."""

from __future__ import annotations

from typing import Any

from .._core import is_grad_enabled
from .compare import where
from .define import Number, Tensor, composite, conj, elementwise, elementwise_float, elementwise_int, op, refused
from .elementary import real_part

# Step functions: flat wherever they have a derivative. Their graph carries zeros, as PyTorch's does.
_flat: dict[str, Any] = dict(
    vjp=dict(self=lambda g: g.new_zeros(g.shape)),
    jvp=lambda result: result.new_zeros(result.shape))


@op(kind=elementwise, kernel="add", symbol="+",
    vjp=dict(self=lambda g: g,
             other=lambda g, alpha: g if alpha == 1 else g * conj(alpha)),
    jvp=lambda d_self, d_other, alpha: d_self + d_other if alpha == 1 else d_self + d_other * alpha)
def add(self: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Sum, ``out[i] = self[i] + alpha * other[i]``.

    Raises: RuntimeError for shapes that do not broadcast, and for a floating ``alpha`` with integers.

    >>> import flambeau as torch
    >>> torch.add(torch.tensor([1, 2]), torch.tensor([10, 20]), alpha=2)
    tensor([21, 42])
    """


@op(kind=elementwise, kernel="sub", symbol="-", aliases=("subtract",),
    vjp=dict(self=lambda g: g,
             other=lambda g, alpha: -g if alpha == 1 else g * conj(-alpha)),
    jvp=lambda d_self, d_other, alpha: d_self - d_other if alpha == 1 else d_self - d_other * alpha)
def sub(self: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Difference, ``out[i] = self[i] - alpha * other[i]``.

    Raises: RuntimeError for bool tensors (use `^`), for shapes that do not broadcast, and for a floating ``alpha`` with
        integers.

    >>> import flambeau as torch
    >>> torch.tensor([5, 7]) - torch.tensor([1, 2])
    tensor([4, 5])
    """


@op(kind=composite)
def rsub(self: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Reversed difference, ``out[i] = other[i] - alpha * self[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.rsub(torch.tensor([1, 2]), 10)
    tensor([9, 8])
    """
    return sub(other, self, alpha=alpha)


@op(kind=elementwise, kernel="mul", symbol="*", aliases=("multiply",),
    vjp=dict(self=lambda g, other: g * conj(other),
             other=lambda g, self: g * conj(self)),
    jvp="multilinear")
def mul(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Product, ``out[i] = self[i] * other[i]``.

    >>> import flambeau as torch
    >>> torch.tensor([1, 2]) * torch.tensor([10, 20])
    tensor([10, 40])
    """


@op(kind=elementwise_float, kernel="div", symbol="/", aliases=("divide", "true_divide"), body_for=("rounding_mode",),
    vjp=dict(self=lambda g, other: g / conj(other),
             other=lambda g, other, result: -g * conj(result / other)),
    jvp=lambda other, result, d_self, d_other: (d_self - result * d_other) / other)
def div(self: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """Quotient, ``out[i] = self[i] / other[i]``; by zero, infinite or nan.

    ``rounding_mode`` is None (no rounding), "trunc" (towards zero) or "floor" (towards minus infinity).

    Dtype: the common dtype of the operands (`result_type`); bools and integers become the default dtype unless rounded.
    Raises: RuntimeError for another ``rounding_mode``, for a rounded quotient of integers by zero, and for shapes that
        do not broadcast.

    >>> import flambeau as torch
    >>> torch.div(torch.tensor([7., -7.]), 2)
    tensor([ 3.5000, -3.5000])
    >>> torch.div(torch.tensor([7, -7]), 2, rounding_mode="floor")
    tensor([ 3, -4])
    """
    if rounding_mode == "floor":
        return floor_divide(self, other)
    if rounding_mode == "trunc":
        return div_trunc(self, other)
    raise RuntimeError("div expected rounding_mode to be one of None, 'trunc', or 'floor' but found "
                       f"{rounding_mode!r}")


@op(kind=elementwise, kernel="div_floor", symbol="//", grad_name="DivBackward2",
    vjp=dict(self=lambda g: g.new_zeros(g.shape), other=lambda g: g.new_zeros(g.shape)),
    jvp=lambda result: result.new_zeros(result.shape))
def floor_divide(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Floored quotient, ``out[i] = floor(self[i] / other[i])``.

    Raises: RuntimeError for integers divided by zero, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.tensor([7, -7]) // 2
    tensor([ 3, -4])
    """


@op(kind=elementwise, kernel="div_trunc", function=False, method=False, grad_name="DivBackward2",
    vjp=dict(self=lambda g: g.new_zeros(g.shape), other=lambda g: g.new_zeros(g.shape)),
    jvp=lambda result: result.new_zeros(result.shape))
def div_trunc(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Truncated quotient, ``out[i] = trunc(self[i] / other[i])``; a zero integer divisor is an error."""


@op(kind=elementwise, kernel="remainder", symbol="%", grad_name={"other": "RemainderBackward1"},
    vjp=dict(self=lambda g: g,
             other=lambda g, self, other: -g * floor_divide(self, other)),
    jvp=lambda self, other, d_self, d_other: d_self - d_other * floor_divide(self, other))
def remainder(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Remainder with the divisor's sign, ``out[i] = self[i] - floor(self[i] / other[i]) * other[i]``.

    Raises: RuntimeError for integers divided by zero, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.tensor([7, -7]) % 3
    tensor([1, 2])
    """


@op(kind=elementwise, kernel="fmod", grad_name={"other": "FmodBackward1"},
    vjp=dict(self=lambda g: g,
             other=lambda g, self, other: -g * div_trunc(self, other)),
    jvp=lambda self, other, d_self, d_other: d_self - d_other * div_trunc(self, other))
def fmod(self: Tensor, other: Tensor | Number) -> Tensor:
    """Remainder with the dividend's sign, ``out[i] = self[i] - trunc(self[i] / other[i]) * other[i]``.

    Raises: RuntimeError for integers divided by zero, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.fmod(torch.tensor([7, -7]), 3)
    tensor([ 1, -1])
    """


@op(kind=elementwise, kernel="neg", symbol="neg", aliases=("negative",),
    vjp=dict(self=lambda g: -g),
    jvp="linear")
def neg(self: Tensor) -> Tensor:
    """Negative, ``out[i] = -self[i]``.

    Raises: RuntimeError for bool tensors (use `~`).

    >>> import flambeau as torch
    >>> -torch.tensor([1., -2.])
    tensor([-1.,  2.])
    """


@op(kind=composite, symbol="pos")
def positive(self: Tensor) -> Tensor:
    """``out[i] = +self[i]``: the tensor itself.

    Shape: that of ``self``.
    Dtype: integer, floating or complex; the result has it.
    Raises: RuntimeError for bool tensors.

    >>> import flambeau as torch
    >>> torch.positive(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """
    if str(self.dtype).endswith("bool"):
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return self


def _power_by_base(self: Tensor | Number, exponent: Tensor | Number) -> Tensor | None:
    """``d(self ** exponent) / d self``, which is 0 (not nan) wherever the exponent is 0."""
    if not isinstance(exponent, Tensor):
        if exponent == 0:
            return self.new_zeros(self.shape)
        if exponent == 2 and not (self.requires_grad and is_grad_enabled()):  # a graph of it goes on, to zeros
            return 2 * self
        return exponent * pow(self, exponent - 1)
    return (exponent * pow(self, exponent - 1)).masked_fill(exponent == 0, 0)


def _power_by_exponent(self: Tensor | Number, exponent: Tensor | Number, result: Tensor) -> Tensor:
    """``d(self ** exponent) / d exponent``, which is 0 (not nan) where the base is 0 and the exponent at least 0."""
    if not isinstance(self, Tensor):
        flat = real_part(exponent) >= 0 if self == 0 else None
        base = result.new_full((), self)
    else:
        flat = (self == 0) & (real_part(exponent) >= 0)
        base = self.to(result.dtype)
    slope = result * base.log()
    return slope if flat is None else slope.masked_fill(flat, 0)


def _power_tangent(self: Tensor | Number, exponent: Tensor | Number, result: Tensor,
                   d_self: Tensor, d_exponent: Tensor) -> Tensor:
    by_base = _power_by_base(self, exponent) if isinstance(self, Tensor) else None
    tangent = result.new_zeros(result.shape) if by_base is None else d_self * by_base
    if isinstance(exponent, Tensor):
        tangent = tangent + d_exponent * _power_by_exponent(self, exponent, result)
    return tangent


def _scaled(g: Tensor, slope: Tensor | None) -> Tensor | None:
    return None if slope is None else g * conj(slope)


@op(kind=elementwise, kernel="pow", symbol="**",
    grad_name={("self", "exponent"): "PowBackward1", "exponent": "PowBackward2"},
    vjp=dict(self=lambda g, self, exponent: _scaled(g, _power_by_base(self, exponent)),
             exponent=lambda g, self, exponent, result: g * conj(_power_by_exponent(self, exponent, result))),
    jvp=_power_tangent)
def pow(self: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """Power, ``out[i] = self[i] ** exponent[i]``.

    The derivative of ``x ** 0`` is 0 everywhere, that of ``0 ** y`` by a non-negative ``y`` is 0.

    Raises: RuntimeError for integers to a negative integer power that is a number, and for shapes that do not
        broadcast.

    >>> import flambeau as torch
    >>> torch.tensor([1., 2., 3.]) ** 2
    tensor([1., 4., 9.])
    """


@op(kind=composite, inplace=True)
def float_power(self: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """Power, ``out[i] = self[i] ** exponent[i]``, computed in double precision.

    Shape: that of ``self`` and ``exponent``, broadcast together.
    Dtype: any; the result is float64, or complex128 for complex operands.
    Raises: RuntimeError for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.float_power(torch.tensor([1, 2]), 3)
    tensor([1., 8.], dtype=torch.float64)
    """
    def widened(x: Tensor | Number) -> Tensor | Number:
        if not isinstance(x, Tensor):
            return x
        return x.cdouble() if x.is_complex() else x.double()

    return pow(widened(self), widened(exponent))


@op(kind=elementwise, kernel="abs", symbol="abs", aliases=("absolute",),
    vjp=dict(self=lambda g, self: g * self.sgn()),
    jvp=lambda self, d_self: real_part(conj(self.sgn()) * d_self))
def abs(self: Tensor) -> Tensor:
    """Magnitude, ``out[i] = |self[i]|``; its derivative at 0 is 0.

    Dtype: integer, floating or complex; a complex tensor gives its real dtype.

    >>> import flambeau as torch
    >>> torch.abs(torch.tensor([-1.5, 2.]))
    tensor([1.5000, 2.0000])
    """


@op(kind=elementwise, kernel="sign", **_flat)
def sign(self: Tensor) -> Tensor:
    """Sign of real values, ``out[i] = (self[i] > 0) - (self[i] < 0)``: -1, 0 or 1.

    >>> import flambeau as torch
    >>> torch.sign(torch.tensor([-2., 0., 3.]))
    tensor([-1.,  0.,  1.])
    """


def _sgn_slope(x: Tensor, self: Tensor, result: Tensor) -> Tensor:
    """The derivative of ``z / |z|`` applied to ``x``: the part of ``x`` across ``z``, over ``|z|``; self-adjoint."""
    if not self.is_complex():
        return x.new_zeros(x.shape)
    return ((x - result * real_part(conj(result) * x)) / self.abs()).masked_fill(self == 0, 0)


@op(kind=elementwise, kernel="sgn",
    vjp=dict(self=lambda g, self, result: _sgn_slope(g, self, result)),
    jvp=lambda self, result, d_self: _sgn_slope(d_self, self, result))
def sgn(self: Tensor) -> Tensor:
    """Direction, ``out[i] = self[i] / |self[i]|``, 0 at 0; the sign for real values.

    >>> import flambeau as torch
    >>> torch.sgn(torch.tensor([3+4j, 0j]))
    tensor([0.6000+0.8000j, 0.0000+0.0000j])
    """


@op(kind=elementwise_float, kernel="reciprocal",
    vjp=dict(self=lambda g, result: -g * conj(result * result)),
    jvp=lambda result, d_self: -d_self * (result * result))
def reciprocal(self: Tensor) -> Tensor:
    """Reciprocal, ``out[i] = 1 / self[i]``.

    >>> import flambeau as torch
    >>> torch.reciprocal(torch.tensor([2., 4.]))
    tensor([0.5000, 0.2500])
    """


@op(kind=elementwise, kernel="square", grad_name="PowBackward0",
    vjp=dict(self=lambda g, self: _scaled(g, _power_by_base(self, 2))),
    jvp=lambda self, d_self: d_self * (2 * self))
def square(self: Tensor) -> Tensor:
    """Square, ``out[i] = self[i] ** 2``.

    >>> import flambeau as torch
    >>> torch.square(torch.tensor([1., -3.]))
    tensor([1., 9.])
    """


@op(kind=elementwise, kernel="lerp", grad_name={"weight": "LerpBackward1"},
    vjp=dict(self=lambda g, weight: g * conj(1 - weight),
             end=lambda g, weight: g * conj(weight),
             weight=lambda g, self, end: g * conj(end - self)),
    jvp=lambda self, end, weight, d_self, d_end, d_weight:
        d_self + weight * (d_end - d_self) + d_weight * (end - self))
def lerp(self: Tensor, end: Tensor, weight: Tensor | Number) -> Tensor:
    """Linear interpolation, ``out[i] = self[i] + weight[i] * (end[i] - self[i])``.

    Dtype: floating or complex, the same for all tensors; the result has it.
    Raises: NotImplementedError for bool and integer tensors; RuntimeError for tensors of different dtypes and shapes
        that do not broadcast.

    >>> import flambeau as torch
    >>> torch.lerp(torch.tensor([0., 10.]), torch.tensor([1., 20.]), 0.5)
    tensor([ 0.5000, 15.0000])
    """


@op(kind=elementwise, kernel="addcmul",
    vjp=dict(self=lambda g: g,
             tensor1=lambda g, tensor2, value: g * conj(tensor2 * value),
             tensor2=lambda g, tensor1, value: g * conj(tensor1 * value)),
    jvp=lambda tensor1, tensor2, value, d_self, d_tensor1, d_tensor2:
        d_self + value * (d_tensor1 * tensor2 + tensor1 * d_tensor2))
def addcmul(self: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """``out[i] = self[i] + value * tensor1[i] * tensor2[i]``.

    >>> import flambeau as torch
    >>> torch.addcmul(torch.tensor([1.]), torch.tensor([2.]), torch.tensor([3.]), value=10)
    tensor([61.])
    """


@op(kind=elementwise, kernel="addcdiv",
    vjp=dict(self=lambda g: g,
             tensor1=lambda g, tensor2, value: g * conj(value / tensor2),
             tensor2=lambda g, tensor1, tensor2, value: -g * conj(value * tensor1 / (tensor2 * tensor2))),
    jvp=lambda tensor1, tensor2, value, d_self, d_tensor1, d_tensor2:
        d_self + value * (d_tensor1 - tensor1 / tensor2 * d_tensor2) / tensor2)
def addcdiv(self: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """``out[i] = self[i] + value * tensor1[i] / tensor2[i]``.

    Dtype: floating or complex; the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for bool and integer divisions, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.addcdiv(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([2.]), value=10)
    tensor([16.])
    """


def _within(self: Tensor, min: Any, max: Any) -> Tensor:
    """Where a clamp passes its input on (the bounds themselves included)."""
    if min is None:
        return self <= max
    return self >= min if max is None else (self >= min) & (self <= max)


def _at_min(g: Any, self: Tensor, min: Tensor, max: Tensor | Number | None) -> Tensor:
    """The part of ``g`` that belongs to the lower bound: below it, where it does not exceed the upper one."""
    below = self < min
    return g * (below if max is None else below & (min < max))


def _at_max(g: Any, self: Tensor, min: Tensor | Number | None, max: Tensor) -> Tensor:
    """The part of ``g`` that belongs to the upper bound: above it, or wherever it lies below the lower one."""
    above = self > max
    return g * (above if min is None else above | (max < min))


def _clamp_tangent(self: Tensor, min: Tensor | Number | None, max: Tensor | Number | None,
                   d_self: Tensor, d_min: Tensor | None, d_max: Tensor | None) -> Tensor:
    tangent = d_self * _within(self, min, max)
    if isinstance(min, Tensor):
        tangent = tangent + _at_min(d_min, self, min, max)
    if isinstance(max, Tensor):
        tangent = tangent + _at_max(d_max, self, min, max)
    return tangent


@op(kind=elementwise, kernel="clamp", aliases=("clip",), grad_name="ClampBackward1",
    vjp=dict(self=lambda g, self, min, max: g * _within(self, min, max),
             min=lambda g, self, min, max: _at_min(g, self, min, max),
             max=lambda g, self, min, max: _at_max(g, self, min, max)),
    jvp=_clamp_tangent)
def clamp(self: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Values kept between bounds, ``out[i] = minimum(maximum(self[i], min[i]), max[i])``.

    Where ``min > max`` the result is ``max``. The gradient passes where ``min <= self <= max``.

    Raises: RuntimeError without any bound and for shapes that do not broadcast; NotImplementedError where the common
        dtype is bool or complex.

    >>> import flambeau as torch
    >>> torch.clamp(torch.tensor([-1., .5, 2.]), 0, 1)
    tensor([0.0000, 0.5000, 1.0000])
    """


@op(kind=elementwise, kernel="clamp_min", grad_name={"min": "ClampMinBackward1"},
    vjp=dict(self=lambda g, self, min: g * (self >= min),
             min=lambda g, self, min: g * (self < min)),
    jvp=lambda self, min, d_self, d_min: where(self >= min, d_self, d_min))
def clamp_min(self: Tensor, min: Tensor | Number) -> Tensor:
    """Values kept at or above a bound, ``out[i] = maximum(self[i], min[i])``.

    >>> import flambeau as torch
    >>> torch.clamp_min(torch.tensor([-1., 2.]), 0)
    tensor([0., 2.])
    """


@op(kind=elementwise, kernel="clamp_max", grad_name={"max": "ClampMaxBackward1"},
    vjp=dict(self=lambda g, self, max: g * (self <= max),
             max=lambda g, self, max: g * (self > max)),
    jvp=lambda self, max, d_self, d_max: where(self <= max, d_self, d_max))
def clamp_max(self: Tensor, max: Tensor | Number) -> Tensor:
    """Values kept at or below a bound, ``out[i] = minimum(self[i], max[i])``.

    >>> import flambeau as torch
    >>> torch.clamp_max(torch.tensor([-1., 2.]), 0)
    tensor([-1.,  0.])
    """


def _share_larger(self: Tensor, other: Tensor) -> Tensor:
    """1 where ``self`` wins, one half where the two tie, 0 where it loses; 1 where one of them is nan."""
    return 1 - ((self < other) + 0.5 * (self == other))


@op(kind=elementwise, kernel="maximum",
    vjp=dict(self=lambda g, self, other: g * _share_larger(self, other),
             other=lambda g, self, other: g * _share_larger(other, self)),
    jvp=lambda self, other, result, d_self, d_other:
        _share_larger(self, other).to(result.dtype) * d_self + _share_larger(other, self).to(result.dtype) * d_other)
def maximum(self: Tensor, other: Tensor) -> Tensor:
    """``out[i] = self[i] if self[i] > other[i] else other[i]``; nan if either is. Tied values share the gradient half
    and half.

    >>> import flambeau as torch
    >>> torch.maximum(torch.tensor([1., 5.]), torch.tensor([3., 2.]))
    tensor([3., 5.])
    """


@op(kind=elementwise, kernel="minimum",
    vjp=dict(self=lambda g, self, other: g * _share_larger(other, self),
             other=lambda g, self, other: g * _share_larger(self, other)),
    jvp=lambda self, other, result, d_self, d_other:
        _share_larger(other, self).to(result.dtype) * d_self + _share_larger(self, other).to(result.dtype) * d_other)
def minimum(self: Tensor, other: Tensor) -> Tensor:
    """``out[i] = self[i] if self[i] < other[i] else other[i]``; nan if either is. Tied values share the gradient half
    and half.

    >>> import flambeau as torch
    >>> torch.minimum(torch.tensor([1., 5.]), torch.tensor([3., 2.]))
    tensor([1., 2.])
    """


@op(kind=elementwise, kernel="fmax",
    vjp=dict(self=lambda g, self, other: g * ((self >= other) | other.isnan()),
             other=lambda g, self, other: g * ~((self >= other) | other.isnan())),
    jvp=lambda self, other, d_self, d_other: where((self >= other) | other.isnan(), d_self, d_other))
def fmax(self: Tensor, other: Tensor) -> Tensor:
    """The larger of two values, ignoring nan where the other is a number; ties give the gradient to ``self``.

    >>> import flambeau as torch
    >>> torch.fmax(torch.tensor([1., float("nan")]), torch.tensor([3., 2.]))
    tensor([3., 2.])
    """


@op(kind=elementwise, kernel="fmin",
    vjp=dict(self=lambda g, self, other: g * ((self <= other) | other.isnan()),
             other=lambda g, self, other: g * ~((self <= other) | other.isnan())),
    jvp=lambda self, other, d_self, d_other: where((self <= other) | other.isnan(), d_self, d_other))
def fmin(self: Tensor, other: Tensor) -> Tensor:
    """The smaller of two values, ignoring nan where the other is a number; ties give the gradient to ``self``.

    >>> import flambeau as torch
    >>> torch.fmin(torch.tensor([1., float("nan")]), torch.tensor([3., 2.]))
    tensor([1., 2.])
    """


@op(kind=elementwise, kernel="floor", **_flat)
def floor(self: Tensor) -> Tensor:
    """The largest integer not above each value: ``n`` with ``n <= self[i] < n + 1``, in the same dtype.

    >>> import flambeau as torch
    >>> torch.floor(torch.tensor([1.7, -1.2]))
    tensor([ 1., -2.])
    """


@op(kind=elementwise, kernel="ceil", **_flat)
def ceil(self: Tensor) -> Tensor:
    """The smallest integer not below each value: ``n`` with ``n - 1 < self[i] <= n``, in the same dtype.

    >>> import flambeau as torch
    >>> torch.ceil(torch.tensor([1.2, -1.7]))
    tensor([ 2., -1.])
    """


@op(kind=elementwise, kernel="round", **_flat)
def round(self: Tensor, *, decimals: int = 0) -> Tensor:
    """Nearest multiple of ``10 ** -decimals``, halves to even.

    Raises: NotImplementedError for bool and complex tensors, and for integers with ``decimals``.

    >>> import flambeau as torch
    >>> torch.round(torch.tensor([.5, 1.5, -2.6]))
    tensor([ 0.,  2., -3.])
    """


@op(kind=elementwise, kernel="trunc", aliases=("fix",), **_flat)
def trunc(self: Tensor) -> Tensor:
    """The integer part, ``sign(self[i]) * floor(|self[i]|)``: rounding towards zero.

    >>> import flambeau as torch
    >>> torch.trunc(torch.tensor([1.7, -1.7]))
    tensor([ 1., -1.])
    """


@op(kind=elementwise, kernel="frac", vjp=dict(self=lambda g: g), jvp=lambda d_self: d_self.clone())
def frac(self: Tensor) -> Tensor:
    """Fractional part with the value's sign, ``out[i] = self[i] - trunc(self[i])``.

    >>> import flambeau as torch
    >>> torch.frac(torch.tensor([1.25, -1.25]))
    tensor([ 0.2500, -0.2500])
    """


@op(kind=elementwise_float, kernel="atan2", aliases=("arctan2",),
    vjp=dict(self=lambda g, self, other: g * (other / (self * self + other * other)),
             other=lambda g, self, other: g * (-self / (self * self + other * other))),
    jvp=lambda self, other, d_self, d_other:
        (d_self * other - self * d_other) / (self * self + other * other))
def atan2(self: Tensor, other: Tensor) -> Tensor:
    """Angle in radians of the point ``(other[i], self[i])`` from the first axis, in [-pi, pi].

    >>> import flambeau as torch
    >>> torch.atan2(torch.tensor([1., -1.]), torch.tensor([1., -1.]))
    tensor([ 0.7854, -2.3562])
    """


@op(kind=elementwise_float, kernel="hypot",
    vjp=dict(self=lambda g, self, result: g * (self / result),
             other=lambda g, other, result: g * (other / result)),
    jvp=lambda self, other, result, d_self, d_other: (d_self * self + d_other * other) / result)
def hypot(self: Tensor, other: Tensor) -> Tensor:
    """Length of the hypotenuse, ``sqrt(self[i]**2 + other[i]**2)``, without overflow on the way.

    >>> import flambeau as torch
    >>> torch.hypot(torch.tensor([3.]), torch.tensor([4.]))
    tensor([5.])
    """


@op(kind=elementwise_float, kernel="xlogy",
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


@op(kind=elementwise_float, kernel="logaddexp",
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


@op(kind=composite)
def logaddexp2(self: Tensor, other: Tensor) -> Tensor:
    """``log2(2**self[i] + 2**other[i])`` without overflow.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: RuntimeError for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.logaddexp2(torch.tensor([1.]), torch.tensor([1.]))
    tensor([2.])
    """
    ln2 = 0.6931471805599453
    return logaddexp(self * ln2, other * ln2) / ln2


@op(kind=elementwise_float, kernel="copysign",
    vjp=dict(self=lambda g, self, result: g * (self.sign() * result.sign()),
             other=lambda g: g.new_zeros(g.shape)),
    jvp=lambda self, result, d_self: d_self * (self.sign() * result.sign()))
def copysign(self: Tensor, other: Tensor | Number) -> Tensor:
    """The magnitude of ``self[i]`` with the sign bit of ``other[i]``.

    >>> import flambeau as torch
    >>> torch.copysign(torch.tensor([1., -2.]), -1)
    tensor([-1., -2.])
    """


@op(kind=elementwise, kernel="heaviside", vjp=dict(self=refused, values=refused))
def heaviside(self: Tensor, values: Tensor) -> Tensor:
    """Step function: 0 where ``self[i] < 0``, ``values[i]`` where it is 0, 1 above.

    Raises: RuntimeError for two different dtypes and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.heaviside(torch.tensor([-1., 0., 1.]), torch.tensor([.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """


@op(kind=elementwise_float, kernel="nextafter",
    vjp=dict(self=lambda g: g,
             other=lambda g: g.new_zeros(g.shape)),
    jvp=lambda result, d_self: d_self + result.new_zeros(result.shape))
def nextafter(self: Tensor, other: Tensor) -> Tensor:
    """The next representable value from ``self[i]`` towards ``other[i]``.

    Dtype: floating; the result has the common dtype of the operands.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast.
    Source: IEEE 754-2008, nextUp and nextDown; C11, 7.12.11.3.

    >>> import flambeau as torch
    >>> torch.nextafter(torch.tensor([1.]), torch.tensor([2.])) > 1
    tensor([True])
    """


@op(kind=elementwise_int, kernel="bitwise_and", symbol="&")
def bitwise_and(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] & other[i]``, bit by bit; logical for bools.

    >>> import flambeau as torch
    >>> torch.tensor([6]) & torch.tensor([3])
    tensor([2])
    """


@op(kind=elementwise_int, kernel="bitwise_or", symbol="|")
def bitwise_or(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] | other[i]``, bit by bit; logical for bools.

    >>> import flambeau as torch
    >>> torch.tensor([6]) | torch.tensor([3])
    tensor([7])
    """


@op(kind=elementwise_int, kernel="bitwise_xor", symbol="^")
def bitwise_xor(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] ^ other[i]``: the bits in which the two differ; logical for bools.

    >>> import flambeau as torch
    >>> torch.tensor([6]) ^ torch.tensor([3])
    tensor([5])
    """


@op(kind=elementwise_int, kernel="bitwise_not", symbol="~")
def bitwise_not(self: Tensor) -> Tensor:
    """``out[i] = ~self[i]``: every bit flipped; logical negation for bools.

    >>> import flambeau as torch
    >>> ~torch.tensor([0, 5])
    tensor([-1, -6])
    """


@op(kind=elementwise_int, kernel="bitwise_left_shift", symbol="<<")
def bitwise_left_shift(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = self[i] * 2 ** other[i]`` on the bits of integers; 0 where all bits are shifted out.

    >>> import flambeau as torch
    >>> torch.tensor([3]) << 2
    tensor([12])
    """


@op(kind=elementwise_int, kernel="bitwise_right_shift", symbol=">>")
def bitwise_right_shift(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """``out[i] = floor(self[i] / 2 ** other[i])``: integers shifted to the right, the sign staying.

    >>> import flambeau as torch
    >>> torch.tensor([12]) >> 2
    tensor([3])
    """


@op(kind=elementwise, kernel="gcd")
def gcd(self: Tensor, other: Tensor) -> Tensor:
    """Greatest common divisor, the largest ``d`` that divides ``self[i]`` and ``other[i]``; never negative, and 0 of
    two zeros.

    >>> import flambeau as torch
    >>> torch.gcd(torch.tensor([12]), torch.tensor([18]))
    tensor([6])
    """


@op(kind=elementwise, kernel="lcm")
def lcm(self: Tensor, other: Tensor) -> Tensor:
    """Least common multiple, ``|self[i] * other[i]| / gcd(self[i], other[i])``; never negative.

    >>> import flambeau as torch
    >>> torch.lcm(torch.tensor([4]), torch.tensor([6]))
    tensor([12])
    """
