"""Arithmetic: sums, products, quotients, powers, signs."""

from __future__ import annotations

from .._core import is_grad_enabled
from .broadcast import scalar_name
from .compare import choose
from .complex import real_part
from .define import (
    Number,
    Tensor,
    complex128,
    composite,
    conj,
    elementwise,
    elementwise_float,
    float64,
    int64,
    op,
    refused,
)
from .define import bool as bool_dtype


@op(kind=elementwise, traits=("numbers_came_first", "stores"), kernel="add", symbol="+",
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


@op(kind=elementwise, traits=("numbers_came_first", "stores"), kernel="sub", symbol="-", aliases=("subtract",),
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


@op(kind=elementwise, kernel="mul", traits=("stores",), symbol="*", aliases=("multiply",),
    vjp=dict(self=lambda g, other: g * conj(other),
             other=lambda g, self: g * conj(self)),
    jvp="multilinear")
def mul(self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Product, ``out[i] = self[i] * other[i]``.

    >>> import flambeau as torch
    >>> torch.tensor([1, 2]) * torch.tensor([10, 20])
    tensor([10, 40])
    """


@op(kind=elementwise_float, kernel="div", traits=("stores",), symbol="/", aliases=("divide", "true_divide"),
    body_for=("rounding_mode",),
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


@op(kind=elementwise, traits=("needs_tensor",), kernel="remainder", symbol="%",
    grad_name={"other": "RemainderBackward1"},
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


@op(kind=elementwise, kernel="neg", traits=("stores",), symbol="neg", aliases=("negative",),
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
    if self.dtype is bool_dtype:
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


@op(kind=elementwise, traits=("needs_tensor",), kernel="pow", symbol="**",
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


@op(kind=composite, traits=("casts_out",))
def float_power(self: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """Power, ``out[i] = self[i] ** exponent[i]``, computed in double precision.

    Shape: that of ``self`` and ``exponent``, broadcast together.
    Dtype: any; the result is float64, or complex128 for complex operands.
    Raises: RuntimeError for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.float_power(torch.tensor([1, 2]), 3)
    tensor([1., 8.], dtype=torch.float64)
    """
    return pow(_in_double(self), _in_double(exponent))


def _in_double(x: Tensor | Number) -> Tensor | Number:
    if not isinstance(x, Tensor):
        return x
    return x.cdouble() if x.is_complex() else x.double()


@op(kind=composite, name="float_power", function=False, method=False, inplace="only")
def float_power_in_place(self: Tensor, exponent: Tensor | Number) -> Tensor:
    """`float_power` in place, ``self[i] = self[i] ** exponent[i]``, of a tensor that has the dtype of its result.

    Shape: ``exponent`` broadcasts to the shape of ``self``.
    Dtype: float64 or complex128; no complex exponents for float64.
    Raises: RuntimeError for another dtype, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.tensor([1., 2.], dtype=torch.float64).float_power_(3)
    tensor([1., 8.], dtype=torch.float64)
    """
    complex_exponent = exponent.is_complex() if isinstance(exponent, Tensor) else isinstance(exponent, complex)
    wanted = complex128 if self.is_complex() or complex_exponent else float64
    if self.dtype is not wanted:
        raise RuntimeError(f"the base given to float_power_ has dtype {scalar_name(self.dtype)} but the operation's "
                           f"result requires dtype {scalar_name(wanted)}")
    return pow(self, _in_double(exponent))


@op(kind=elementwise, kernel="abs", traits=("stores",), symbol="abs", aliases=("absolute",),
    vjp=dict(self=lambda g, self: g * self.sgn()),
    jvp=lambda self, d_self: real_part(conj(self.sgn()) * d_self))
def abs(self: Tensor) -> Tensor:
    """Magnitude, ``out[i] = |self[i]|``; its derivative at 0 is 0.

    Dtype: integer, floating or complex; a complex tensor gives its real dtype.

    >>> import flambeau as torch
    >>> torch.abs(torch.tensor([-1.5, 2.]))
    tensor([1.5000, 2.0000])
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


@op(kind=elementwise_float, kernel="reciprocal", traits=("stores",),
    vjp=dict(self=lambda g, result: -g * conj(result * result)),
    jvp=lambda result, d_self: -d_self * (result * result))
def reciprocal(self: Tensor) -> Tensor:
    """Reciprocal, ``out[i] = 1 / self[i]``.

    >>> import flambeau as torch
    >>> torch.reciprocal(torch.tensor([2., 4.]))
    tensor([0.5000, 0.2500])
    """


@op(kind=elementwise, traits=("casts_out",), kernel="square", grad_name="PowBackward0",
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


@op(kind=elementwise, traits=("numbers_came_first",), kernel="addcmul",
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


@op(kind=elementwise, traits=("numbers_came_first",), kernel="addcdiv",
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


@op(kind=elementwise, kernel="heaviside", traits=("own_out",), vjp=dict(self=refused, values=refused))
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


@op(kind=composite, traits=("casts_out",), inplace=True)
def ldexp(self: Tensor, other: Tensor) -> Tensor:
    """``self * 2 ** other``.

    Shape: that of both, broadcast together.
    Dtype: any; bools and integers become the default dtype.
    Raises: RuntimeError for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.ldexp(torch.tensor([1., 3.]), torch.tensor([2, -1]))
    tensor([4.0000, 1.5000])
    """
    return self * pow(2.0, other)


def _binary_exponent(x: Tensor) -> Tensor:
    """The exponent (int64) of float64 numbers with a mantissa from [0.5, 1), read from their bits."""
    tiny = x.abs() < 2.0**-1022  # below, numbers have no exponent of their own
    field = (choose(tiny, x * 2.0**54, x).view(int64) >> 52) & 0x7FF
    exponent = field - 1022 - tiny * 54
    return exponent.masked_fill((x == 0) | ~x.isfinite(), 0)


@op(kind=composite, returns=("mantissa", "exponent"))
def frexp(self: Tensor) -> tuple[Tensor, Tensor]:
    """A number from [0.5, 1) with the sign of ``self``, and a power of two: ``self = mantissa * 2 ** exponent``; of 0,
    infinity and nan the number itself and 0.

    Shape: both that of ``self``.
    Dtype: floating; the mantissa has it, the exponent is int32.
    Raises: RuntimeError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.frexp(torch.tensor([3., -8.]))
    torch.return_types.frexp(
    mantissa=tensor([ 0.7500, -0.5000]),
    exponent=tensor([2, 4], dtype=torch.int32))
    """
    if not self.dtype.is_floating_point:
        raise RuntimeError(f"torch.frexp() only supports floating-point dtypes | self is {self.dtype}")
    wide = self.double()
    exponent = _binary_exponent(wide.detach())
    half = exponent // 2  # 2 ** exponent itself may be out of range
    mantissa = wide * pow(2.0, -half.double()) * pow(2.0, (half - exponent).double())
    return mantissa.to(self.dtype), exponent.int()
