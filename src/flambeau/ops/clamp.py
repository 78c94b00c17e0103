"""Bounds, element by element: the larger of two values, values kept between others, and nan and infinities replaced."""

from __future__ import annotations

from typing import Any

from .compare import where
from .define import Number, Tensor, elementwise, op


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
