"""Reductions: sums, means, products, counts, truth and log-sum-exp over dimensions."""

from __future__ import annotations

import math

from .broadcast import refuse_dtypes
from .define import Dtype, Size, Tensor, composite, conj, op, reduction
from .join import cat


def restore(x: Tensor, shape: Size, dim: Size | int | None, keepdim: bool) -> Tensor:
    """Gives a reduced ``x`` its dims of size 1 back, so that it broadcasts against ``shape`` again."""
    if keepdim or dim is None or dim == () or not shape:
        return x
    for d in sorted(d % len(shape) for d in ((dim,) if isinstance(dim, int) else dim)):
        x = x.unsqueeze(d)
    return x


def spread(g: Tensor, self_shape: Size, dim: Size | int | None, keepdim: bool) -> Tensor:
    """The reduced ``g`` expanded to ``self_shape``: what a sum's gradient is."""
    if dim is not None:
        g = restore(g, self_shape, dim, keepdim)
    return g.expand(self_shape)


def reduced_count(shape: Size, dim: Size | int | None) -> int:
    """How many elements each result of a reduction over ``dim`` is made of."""
    if dim is None or dim == () or not shape:
        return math.prod(shape)
    return math.prod(shape[d] for d in ((dim,) if isinstance(dim, int) else dim))


@op(kind=reduction, kernel="sum", grad_name={"dim": "SumBackward1"},
    vjp=dict(self=spread),
    jvp="linear")
def sum(self: Tensor, dim: Size | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """``out = self[0] + self[1] + ...`` over ``dim``, all dimensions by default.

    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are summed in int64.
    Raises: RuntimeError for a dimension that is named twice.

    >>> import flambeau as torch
    >>> torch.sum(torch.tensor([[1., 2.], [3., 4.]]), dim=1)
    tensor([3., 7.])
    """


@op(kind=reduction, kernel="mean", grad_name={"dim": "MeanBackward1"},
    vjp=dict(self=lambda g, self_shape, dim, keepdim:
             spread(g, self_shape, dim, keepdim) / reduced_count(self_shape, dim)),
    jvp="linear")
def mean(self: Tensor, dim: Size | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """``out = sum(self) / n`` over ``dim``, all dimensions by default; nan where there is nothing to average.

    Dtype: floating or complex, or ``dtype``, to which elements are cast first; the result has it.
    Raises: RuntimeError for bool and integer tensors without ``dtype``, and for a dimension that is named twice.

    >>> import flambeau as torch
    >>> torch.mean(torch.tensor([[1., 2.], [3., 4.]]), dim=0)
    tensor([2., 3.])
    """


@op(kind=reduction, kernel="nansum",
    vjp=dict(self=lambda g, self, dim, keepdim: spread(g, self.shape, dim, keepdim).masked_fill(self.isnan(), 0)),
    jvp=lambda self, d_self, dim, keepdim: d_self.masked_fill(self.isnan(), 0).sum(dim, keepdim))
def nansum(self: Tensor, dim: Size | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """``out = self[0] + self[1] + ...`` over ``dim``, in which nan counts as 0.

    Dtype: any but complex, or ``dtype``; bools and integers are summed in int64.
    Raises: RuntimeError for complex tensors and for a dimension that is named twice.

    >>> import flambeau as torch
    >>> torch.nansum(torch.tensor([1., float("nan"), 2.]))
    tensor(3.)
    """


@op(kind=composite, traits=("casts_out",))
def nanmean(self: Tensor, dim: Size | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """``sum(x) / n`` over ``dim``, all dimensions by default, of the values that are not nan.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating, or ``dtype``; the result has it.
    Raises: NotImplementedError for bool and integer tensors; RuntimeError for complex ones; IndexError for ``dim`` out
        of range.

    >>> import flambeau as torch
    >>> torch.nanmean(torch.tensor([1., float("nan"), 2.]))
    tensor(1.5000)
    """
    refuse_dtypes("nanmean", self, "bool", "integer")
    return nansum(self, dim, keepdim, dtype=dtype) / (~self.isnan()).sum(dim, keepdim)


def _products_of_others(x: Tensor, dim: int) -> Tensor:
    """For every element the product of all other elements along ``dim``: exact with any number of zeros."""
    n = x.shape[dim]
    if n == 0:
        return x
    one = x.new_ones(()).expand(x.narrow(dim, 0, 1).shape)
    before = cat([one, x.narrow(dim, 0, n - 1)], dim).cumprod(dim)
    after = cat([x.narrow(dim, 1, n - 1), one], dim).flip(dim).cumprod(dim).flip(dim)
    return before * after


def _prod_slope(self: Tensor, dim: int | None) -> Tensor:
    if not self.shape:
        return self.new_ones(())
    if dim is None:
        return _products_of_others(self.reshape(-1), 0).reshape(self.shape)
    return _products_of_others(self, dim)


@op(kind=reduction, traits=("autocast_float32",), kernel="prod", grad_name={"dim": "ProdBackward1"},
    vjp=dict(self=lambda g, self, dim, keepdim: restore(g, self.shape, dim, keepdim) * conj(_prod_slope(self, dim))),
    jvp=lambda self, d_self, dim, keepdim: (d_self * _prod_slope(self, dim)).sum(dim, keepdim))
def prod(self: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """``out = self[0] * self[1] * ...`` over one dimension, all by default; 1 for nothing.

    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are multiplied in int64.

    >>> import flambeau as torch
    >>> torch.prod(torch.tensor([[1., 2.], [3., 4.]]), 1)
    tensor([ 2., 12.])
    """


@op(kind=reduction, kernel="any", traits=("keeps_empty_dims",))
def any(self: Tensor, dim: Size | None = None, keepdim: bool = False) -> Tensor:
    """Whether any element over ``dim`` (all by default) is not zero: ``self[0] != 0 or self[1] != 0 or ...``; false for
    nothing.

    Dtype: any; the result is bool, of uint8 tensors uint8.

    >>> import flambeau as torch
    >>> torch.any(torch.tensor([0, 1]))
    tensor(True)
    """


@op(kind=reduction, kernel="all", traits=("keeps_empty_dims",))
def all(self: Tensor, dim: Size | None = None, keepdim: bool = False) -> Tensor:
    """Whether every element over ``dim`` (all by default) is not zero: ``self[0] != 0 and self[1] != 0 and ...``; true
    for nothing.

    Dtype: any; the result is bool, of uint8 tensors uint8.

    >>> import flambeau as torch
    >>> torch.all(torch.tensor([0, 1]))
    tensor(False)
    """


@op(kind=composite)
def count_nonzero(self: Tensor, dim: Size | None = None) -> Tensor:
    """``sum(x != 0)`` over ``dim``, all dimensions by default.

    Shape: that of ``self`` without ``dim``; 0-d without ``dim``.
    Dtype: any; the result is int64.
    Raises: IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.count_nonzero(torch.tensor([0, 1, 2]))
    tensor(2)
    """
    return (self != 0).sum(dim)


@op(kind=reduction, traits=("casts_out",), kernel="logsumexp", namespace=("", "special"),
    vjp=dict(self=lambda g, self, result, dim, keepdim:
             restore(g, self.shape, dim, keepdim) * conj(_softmax_of(self, result, dim, keepdim))),
    jvp=lambda self, result, d_self, dim, keepdim:
        (d_self * _softmax_of(self, result, dim, keepdim)).sum(dim, keepdim))
def logsumexp(self: Tensor, dim: Size, keepdim: bool = False) -> Tensor:
    """``log(sum(exp(self)))`` over ``dim`` without overflow.

    Dtype: any; bools and integers become the default dtype.

    >>> import flambeau as torch
    >>> torch.logsumexp(torch.tensor([0., 0.]), 0)
    tensor(0.6931)
    """


def _softmax_of(self: Tensor, result: Tensor, dim: Size, keepdim: bool) -> Tensor:
    result = restore(result, self.shape, dim, keepdim)
    return (self - result.masked_fill(result == -math.inf, 0)).exp()
