"""What stands at a place in the order of the values: medians, modes, quantiles, the k-th smallest."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .define import Tensor, bfloat16, composite, float16, indexing, op, reduction
from .extremum import extreme_rules, pick, picked_rules, place


def _of_each_line(self: Tensor, middle: Any) -> Tensor:
    """A median of each example; that of nothing is the same for all."""
    if not math.prod(self.shape[1:]):
        return middle(self.new_empty(0)).expand(self.shape[0])
    return middle(self.reshape(self.shape[0], -1), 1).values


@op(kind=reduction, kernel="median_all", function=False, method=False, grad_name="Median", **extreme_rules,
    batch=lambda self: _of_each_line(self, median))
def median_all(self: Tensor) -> Tensor:
    """The lower median of all elements; nan if any is nan."""


@op(kind=reduction, kernel="nanmedian_all", function=False, method=False, grad_name="Nanmedian", **extreme_rules,
    batch=lambda self: _of_each_line(self, nanmedian))
def nanmedian_all(self: Tensor) -> Tensor:
    """The lower median of all elements that are not nan."""


@op(kind=reduction, kernel="median_dim", function=False, method=False, returns=("values", "indices"),
    grad_name="MedianBackward1", **picked_rules)
def median_dim(self: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The lower median along ``dim`` and its index."""


@op(kind=reduction, kernel="nanmedian_dim", function=False, method=False, returns=("values", "indices"),
    grad_name="NanmedianBackward1", **picked_rules)
def nanmedian_dim(self: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The lower median along ``dim`` of the elements that are not nan, and its index."""


@op(kind=composite)
def median(self: Tensor, dim: int | None = None, keepdim: bool = False) -> object:
    """The lower of the two middle values, ``sorted(x)[(n - 1) // 2]``; with ``dim`` the values and indices along it.
    nan if one is.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; IndexError for ``dim`` out of range and where there are no
        values.

    >>> import flambeau as torch
    >>> torch.median(torch.tensor([3., 1., 2., 4.]))
    tensor(2.)
    """
    return median_all(self) if dim is None else median_dim(self, dim, keepdim)


@op(kind=composite)
def nanmedian(self: Tensor, dim: int | None = None, keepdim: bool = False) -> object:
    """`median`, ``sorted(x)[(n - 1) // 2]``, of the values that are not nan.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; IndexError for ``dim`` out of range and where there are no
        values.

    >>> import flambeau as torch
    >>> torch.nanmedian(torch.tensor([3., float("nan"), 2.]))
    tensor(2.)
    """
    return nanmedian_all(self) if dim is None else nanmedian_dim(self, dim, keepdim)


@op(kind=reduction, kernel="mode", returns=("values", "indices"), **picked_rules)
def mode(self: Tensor, dim: int = -1, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The most frequent value along ``dim`` (the smallest of tied ones) and the index of its last occurrence.

    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; IndexError for ``dim`` out of range and where there are no values.
    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``.

    >>> import flambeau as torch
    >>> torch.mode(torch.tensor([1, 2, 2, 3]))
    torch.return_types.mode(
    values=tensor(2),
    indices=tensor(2))
    """


def _fractions(x: Tensor, q: Tensor | float) -> Tensor:
    """``q`` as a tensor of at most one dimension, in the dtype of ``x``, whose values lie in [0, 1]."""
    if not isinstance(q, Tensor):
        if not 0 <= q <= 1:
            raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q}")
        return x.new_tensor(q)
    if q.ndim > 1:
        raise RuntimeError(f"quantile() q must be a scalar or 1D tensor | its shape is {list(q.shape)}")
    if not q.is_meta and bool(_core._innermost((q < 0) | (q > 1)).any()):
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    return q


def _at_fractions(name: str, self: Tensor, q: Tensor | float, dim: int | None, keepdim: bool, interpolation: str,
                  last_of: Any) -> Tensor:
    """The sorted values at ``q`` of the way to the last one that counts, whose place ``last_of`` tells."""
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(f"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, "
                           f"but got {interpolation}")
    if self.numel() == 0:
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    if not self.is_floating_point() or self.dtype in (float16, bfloat16):
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype | it is {self.dtype}")
    if isinstance(q, Tensor) and q.dtype is not self.dtype:
        raise RuntimeError(f"{name}() q tensor must be same dtype as the input tensor")
    fractions = _fractions(self, q)
    x = self.reshape(-1) if dim is None or not self.ndim else self.movedim(dim, -1)
    ordered = x.sort(-1).values
    position = last_of(x, fractions.reshape(-1))
    position = {"lower": position.floor(), "higher": position.ceil(), "nearest": position.round()}.get(
        interpolation, position)
    lower = ordered.gather(-1, position.floor().long())
    upper = ordered.gather(-1, position.ceil().long())
    fraction = position - position.floor()
    out = lower.lerp(upper, (fraction > 0).to(x.dtype) * 0.5 if interpolation == "midpoint" else fraction)
    out = out.movedim(-1, 0)
    if keepdim:
        out = out.reshape((-1, *(1,) * self.ndim)) if dim is None or not self.ndim else out.unsqueeze(
            dim % self.ndim + 1)
    return out if fractions.ndim else out.squeeze(0)


def _places(x: Tensor, fractions: Tensor) -> Tensor:
    position = fractions * (x.shape[-1] - 1)
    # A nan is the largest: a line that has one gives its last element, which gets the gradient.
    return position.expand((*x.shape[:-1], -1)).masked_fill(x.isnan().any(-1, True), x.shape[-1] - 1)


def _places_without_nan(x: Tensor, fractions: Tensor) -> Tensor:
    return fractions * ((~x.isnan()).sum(-1, True) - 1).clamp_min(0)


@op(kind=composite, traits=("autocast_float32",))
def quantile(self: Tensor, q: Tensor | float, dim: int | None = None, keepdim: bool = False, *,
             interpolation: str = "linear") -> Tensor:
    """The ``q``-th quantiles along ``dim`` (of all elements by default): the sorted values at place ``q * (n - 1)``;
    nan if the line has a nan.

    ``interpolation`` between two places is "linear", "lower", "higher", "midpoint" or "nearest".

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; for a vector ``q`` its length comes
        first.
    Dtype: float32 or float64, the same for ``q``; the result has it.
    Raises: RuntimeError for ``q`` outside [0, 1] or of more than one dimension, no values, an unknown interpolation,
        and 16-bit and complex tensors; NotImplementedError for bool and integer tensors; IndexError for ``dim`` out of
        range.

    >>> import flambeau as torch
    >>> torch.quantile(torch.tensor([0., 1., 2., 3.]), .5)
    tensor(1.5000)
    """
    return _at_fractions("quantile", self, q, dim, keepdim, interpolation, _places)


@op(kind=composite, traits=("autocast_float32",))
def nanquantile(self: Tensor, q: Tensor | float, dim: int | None = None, keepdim: bool = False, *,
                interpolation: str = "linear") -> Tensor:
    """The ``q``-th quantile along ``dim`` (of all elements by default) of the n values that are not nan: the sorted
    values at place ``q * (n - 1)``.

    ``interpolation`` between two places is "linear", "lower", "higher", "midpoint" or "nearest".

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; for a vector ``q`` its length comes
        first.
    Dtype: float32 or float64, the same for ``q``; the result has it.
    Raises: RuntimeError for ``q`` outside [0, 1] or of more than one dimension, an unknown interpolation, and 16-bit
        and complex tensors; NotImplementedError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.nanquantile(torch.tensor([0., float("nan"), 2.]), .5)
    tensor(1.)
    """
    return _at_fractions("nanquantile", self, q, dim, keepdim, interpolation, _places_without_nan)


@op(kind=indexing, kernel="kthvalue", batch="dims", returns=("values", "indices"),
    vjp=dict(self=lambda g_values, indices, self_shape, dim, keepdim:
             place(g_values, indices, self_shape, dim, keepdim)),
    jvp=lambda indices, d_self, dim, keepdim: pick(d_self, indices, dim, keepdim))
def kthvalue(self: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The ``k``-th smallest value (counted from 1) along ``dim`` and its index.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: RuntimeError for ``k`` out of range; NotImplementedError for bool and complex tensors.

    >>> import flambeau as torch
    >>> torch.kthvalue(torch.tensor([3, 1, 2]), 2)
    torch.return_types.kthvalue(
    values=tensor(2),
    indices=tensor(2))
    """
