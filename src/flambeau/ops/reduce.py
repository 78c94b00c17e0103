"""Reductions: sums, products, moments, extremes, norms, and the running forms along one dimension."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .create import arange
from .define import (
    Dtype,
    Number,
    Size,
    Tensor,
    composed,
    composite,
    conj,
    float32,
    host,
    op,
    reduction,
)
from .elementary import real_part
from .shape import cat, stack


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


@op(kind=composite)
def nanmean(self: Tensor, dim: Size | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """``sum(x) / n`` over ``dim``, all dimensions by default, of the values that are not nan.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any but complex, or ``dtype``; bools and integers become the default dtype.
    Raises: RuntimeError for complex tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.nanmean(torch.tensor([1., float("nan"), 2.]))
    tensor(1.5000)
    """
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


@op(kind=reduction, kernel="prod", grad_name={"dim": "ProdBackward1"},
    vjp=dict(self=lambda g, self, dim, keepdim: restore(g, self.shape, dim, keepdim) * conj(_prod_slope(self, dim))),
    jvp=lambda self, d_self, dim, keepdim: (d_self * _prod_slope(self, dim)).sum(dim, keepdim))
def prod(self: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """``out = self[0] * self[1] * ...`` over one dimension, all by default; 1 for nothing.

    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are multiplied in int64.

    >>> import flambeau as torch
    >>> torch.prod(torch.tensor([[1., 2.], [3., 4.]]), 1)
    tensor([ 2., 12.])
    """


def _over(numerator: float, n: Number) -> float:
    return numerator / n if n > 0 else math.inf


def _deviation(self: Tensor, dim: Size | None) -> Tensor:
    return self - self.mean(dim, True)


@op(kind=reduction, kernel="var", function=False, method=False, grad_name="Var",
    vjp=dict(self=lambda g, self, dim, correction, keepdim:
             restore(g, self.shape, dim, keepdim)
             * (_over(2.0, reduced_count(self.shape, dim) - correction) * _deviation(self, dim))),
    jvp=lambda self, d_self, dim, correction, keepdim:
        (real_part(conj(_deviation(self, dim)) * d_self).sum(dim, keepdim)
         * _over(2.0, reduced_count(self.shape, dim) - correction)))
def variance(self: Tensor, dim: Size | None, correction: Number, keepdim: bool) -> Tensor:
    """``sum |x - mean|**2 / max(0, n - correction)`` over ``dim``; real also for complex input."""


@op(kind=reduction, kernel="std", function=False, method=False, grad_name="Std",
    vjp=dict(self=lambda g, self, result, dim, correction, keepdim:
             restore((g / result).masked_fill(result == 0, 0), self.shape, dim, keepdim)
             * (_over(1.0, reduced_count(self.shape, dim) - correction) * _deviation(self, dim))),
    jvp=lambda self, result, d_self, dim, correction, keepdim:
        (real_part(conj(_deviation(self, dim)) * d_self).sum(dim, keepdim)
         * _over(1.0, reduced_count(self.shape, dim) - correction) / result).masked_fill(result == 0, 0))
def deviation(self: Tensor, dim: Size | None, correction: Number, keepdim: bool) -> Tensor:
    """The square root of `variance`."""


def _moment_arguments(dim: object, unbiased: bool | None, correction: Number | None) -> tuple[Size | None, Number]:
    """Untangles the older calls ``var(unbiased)`` and ``var(dim, unbiased)`` from ``var(dim, correction=...)``."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not None and correction is not None:
        raise TypeError("var() received an invalid combination of arguments: unbiased and correction say the same")
    if correction is None:
        correction = 0 if unbiased is False else 1
    if isinstance(correction, complex) and correction.imag:
        raise RuntimeError(f"value cannot be converted to type double without overflow | correction is {correction}")
    return ((dim,) if isinstance(dim, int) else dim), correction


@op(kind=composite)
def var(self: Tensor, dim: object = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: Number | None = None) -> Tensor:
    """Variance, ``sum |x - mean|**2 / (n - correction)`` over ``dim``, all dimensions by default.

    ``correction`` is 1 by default, and 0 with ``unbiased=False``. Where n is not greater than it, the result is nan or
    infinite.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors; TypeError for both ``unbiased`` and ``correction``; IndexError
        for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.var(torch.tensor([1., 2., 3.]))
    tensor(1.)
    """
    dim, correction = _moment_arguments(dim, unbiased, correction)
    return variance(self, dim, correction, keepdim)


@op(kind=composite)
def std(self: Tensor, dim: object = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: Number | None = None) -> Tensor:
    """Standard deviation, ``sqrt(sum |x - mean|**2 / (n - correction))`` over ``dim``: the square root of `var`.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.std(torch.tensor([1., 2., 3.]))
    tensor(1.)
    """
    dim, correction = _moment_arguments(dim, unbiased, correction)
    return deviation(self, dim, correction, keepdim)


@op(kind=composite, method=False)
def var_mean(self: Tensor, dim: object = None, unbiased: bool | None = None, keepdim: bool = False, *,
             correction: Number | None = None) -> tuple[Tensor, Tensor]:
    """Variance and mean over ``dim``: ``(var(x), mean(x))``; the options are those of `var`.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the variance has the real dtype, the mean that of ``self``.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.var_mean(torch.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
    """
    dim, correction = _moment_arguments(dim, unbiased, correction)
    return variance(self, dim, correction, keepdim), self.mean(dim, keepdim)


@op(kind=composite, method=False)
def std_mean(self: Tensor, dim: object = None, unbiased: bool | None = None, keepdim: bool = False, *,
             correction: Number | None = None) -> tuple[Tensor, Tensor]:
    """Standard deviation and mean over ``dim``: ``(std(x), mean(x))``; the options are those of `var`.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the deviation has the real dtype, the mean that of ``self``.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.std_mean(torch.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
    """
    dim, correction = _moment_arguments(dim, unbiased, correction)
    return deviation(self, dim, correction, keepdim), self.mean(dim, keepdim)


def place(g: Tensor, indices: Tensor, shape: Size, dim: int, keepdim: bool) -> Tensor:
    """Zeros of ``shape`` with ``g`` at ``indices`` along ``dim``: the gradient of picking one element per line."""
    if not shape:
        return g
    return g.new_zeros(shape).scatter_add(dim, restore(indices, shape, dim, keepdim), restore(g, shape, dim, keepdim))


def pick(x: Tensor, indices: Tensor, dim: int, keepdim: bool) -> Tensor:
    """The elements of ``x`` at ``indices`` along ``dim``: the tangent of picking one element per line."""
    if not x.shape:
        return x
    picked = x.gather(dim, restore(indices, x.shape, dim, keepdim))
    return picked if keepdim else picked.squeeze(dim)


def _share(self: Tensor, result: Tensor, dim: Size | None, keepdim: bool) -> Tensor:
    """Where ``self`` attains ``result`` (nan attains nan), divided by how often it does."""
    best = restore(result, self.shape, dim, keepdim)
    hits = (self == best) | (self.isnan() & best.isnan())
    count = hits.sum(dim, True)  # in integers: float16 ends at 65504
    return hits.to(float32 if self.dtype.itemsize < 4 else self.dtype) / count


_extreme: dict[str, Any] = dict(
    vjp=dict(self=lambda g, self, result: g * _share(self, result, None, False)),
    jvp=lambda self, result, d_self: (d_self * _share(self, result, None, False)).sum())
_extreme_over: dict[str, Any] = dict(
    vjp=dict(self=lambda g, self, result, dim, keepdim:
             restore(g, self.shape, dim, keepdim) * _share(self, result, dim, keepdim)),
    jvp=lambda self, result, d_self, dim, keepdim: (d_self * _share(self, result, dim, keepdim)).sum(dim, keepdim))
_picked: dict[str, Any] = dict(
    vjp=dict(self=lambda g_values, indices, self_shape, dim, keepdim:
             place(g_values, indices, self_shape, dim, keepdim)),
    jvp=lambda indices, d_self, dim, keepdim: pick(d_self, indices, dim, keepdim))


@op(kind=reduction, kernel="max_all", function=False, method=False, grad_name="MaxBackward1", **_extreme,
    batch=composed(lambda self: self.amax()))
def max_all(self: Tensor) -> Tensor:
    """The largest element; tied elements share the gradient evenly."""


@op(kind=reduction, kernel="min_all", function=False, method=False, grad_name="MinBackward1", **_extreme,
    batch=composed(lambda self: self.amin()))
def min_all(self: Tensor) -> Tensor:
    """The smallest element; tied elements share the gradient evenly."""


@op(kind=reduction, kernel="max_dim", function=False, method=False, returns=("values", "indices"), grad_name="Max",
    **_picked)
def max_dim(self: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The largest element along ``dim`` and the index of its first occurrence."""


@op(kind=reduction, kernel="min_dim", function=False, method=False, returns=("values", "indices"), grad_name="Min",
    **_picked)
def min_dim(self: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The smallest element along ``dim`` and the index of its first occurrence."""


@op(kind=composite)
def max(self: Tensor, dim: object = None, keepdim: bool = False, *, other: Tensor | None = None) -> object:
    """The largest element; with ``dim`` the values ``max(self[0], self[1], ...)`` and indices along it; with a tensor
    `maximum`.

    nan counts as largest. Tied elements share the gradient of the plain form; with ``dim`` the element at the index has
    it.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; RuntimeError for an empty tensor without ``dim``; IndexError for
        ``dim`` out of range, and where there is nothing to choose from.

    >>> import flambeau as torch
    >>> torch.max(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    torch.return_types.max(
    values=tensor([5., 7.]),
    indices=tensor([1, 0]))
    """
    other = dim if isinstance(dim, Tensor) else other
    if other is not None:
        return self.maximum(other)
    return max_all(self) if dim is None else max_dim(self, dim, keepdim)


@op(kind=composite)
def min(self: Tensor, dim: object = None, keepdim: bool = False, *, other: Tensor | None = None) -> object:
    """The smallest element; with ``dim`` the values ``min(self[0], self[1], ...)`` and indices along it; with a tensor
    `minimum`.

    nan counts as smallest. Tied elements share the gradient of the plain form; with ``dim`` the element at the index
    has it.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; RuntimeError for an empty tensor without ``dim``; IndexError for
        ``dim`` out of range, and where there is nothing to choose from.

    >>> import flambeau as torch
    >>> torch.min(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    torch.return_types.min(
    values=tensor([1., 3.]),
    indices=tensor([0, 1]))
    """
    other = dim if isinstance(dim, Tensor) else other
    if other is not None:
        return self.minimum(other)
    return min_all(self) if dim is None else min_dim(self, dim, keepdim)


@op(kind=reduction, kernel="amax", **_extreme_over)
def amax(self: Tensor, dim: Size | None = None, keepdim: bool = False) -> Tensor:
    """The largest value ``max(self[0], self[1], ...)`` over ``dim``, all by default; nan if one is. Tied elements share
    the gradient evenly.

    Dtype: any but complex; the result has it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values to choose from.

    >>> import flambeau as torch
    >>> torch.amax(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    tensor([5., 7.])
    """


@op(kind=reduction, kernel="amin", **_extreme_over)
def amin(self: Tensor, dim: Size | None = None, keepdim: bool = False) -> Tensor:
    """The smallest value ``min(self[0], self[1], ...)`` over ``dim``, all by default; nan if one is. Tied elements
    share the gradient evenly.

    Dtype: any but complex; the result has it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values to choose from.

    >>> import flambeau as torch
    >>> torch.amin(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    tensor([1., 3.])
    """


@op(kind=composite, returns=("min", "max"))
def aminmax(self: Tensor, *, dim: int | None = None, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """Smallest and largest value over one dimension, all by default: ``(amin(x), amax(x))``.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any but complex; the results have it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values; IndexError for ``dim`` out
        of range.

    >>> import flambeau as torch
    >>> torch.aminmax(torch.tensor([1., 5., 3.]))
    torch.return_types.aminmax(
    min=tensor(1.),
    max=tensor(5.))
    """
    return amin(self, dim, keepdim), amax(self, dim, keepdim)


@op(kind=reduction, kernel="argmax")
def argmax(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The first index ``i`` where ``self[i]`` is largest (nan is), in the flattened tensor unless ``dim`` is given.

    Dtype: any but complex; the result is int64.
    Raises: RuntimeError for complex tensors; IndexError for ``dim`` out of range, and where there are no values to
        choose from.

    >>> import flambeau as torch
    >>> torch.argmax(torch.tensor([1., 5., 3.]))
    tensor(1)
    """


@op(kind=reduction, kernel="argmin")
def argmin(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The first index ``i`` where ``self[i]`` is smallest (nan is), in the flattened tensor unless ``dim`` is given.

    Dtype: any but complex; the result is int64.
    Raises: RuntimeError for complex tensors; IndexError for ``dim`` out of range, and where there are no values to
        choose from.

    >>> import flambeau as torch
    >>> torch.argmin(torch.tensor([4., 1., 3.]))
    tensor(1)
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


@op(kind=reduction, kernel="logsumexp",
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


def _norm_slope(self: Tensor, result: Tensor, ord: float, dim: Size | None, keepdim: bool) -> Tensor | None:
    """The gradient of the ``ord``-norm with respect to ``self``, 0 where the norm is 0."""
    norm = restore(result, self.shape, dim, keepdim)
    if ord == 0:
        return None
    if ord == 1:
        return self.sgn()
    if ord == 2:
        return (self / norm).masked_fill(norm == 0, 0)
    if math.isinf(ord):
        return self.sgn() * _share(self.abs(), result, dim, keepdim)
    size = self.abs()
    return self.sgn() * ((size / norm) ** (ord - 1)).masked_fill((norm == 0) | (size == 0), 0)


def _norm_gradient(g: Tensor, self: Tensor, result: Tensor, ord: float, dim: Size | None,
                   keepdim: bool) -> Tensor | None:
    slope = _norm_slope(self, result, ord, dim, keepdim)
    return None if slope is None else restore(g, self.shape, dim, keepdim) * slope


def _norm_tangent(self: Tensor, result: Tensor, d_self: Tensor, ord: float, dim: Size | None,
                  keepdim: bool) -> Tensor:
    slope = _norm_slope(self, result, ord, dim, keepdim)
    return result.new_zeros(result.shape) if slope is None else real_part(conj(slope) * d_self).sum(dim, keepdim)


@op(kind=reduction, kernel="vector_norm", namespace="linalg", grad_name="LinalgVectorNorm",
    vjp=dict(self=_norm_gradient),
    jvp=_norm_tangent)
def vector_norm(self: Tensor, ord: float = 2, dim: Size | None = None, keepdim: bool = False, *,
                dtype: Dtype | None = None) -> Tensor:
    """``(sum |x|**ord) ** (1 / ord)`` over ``dim``, all by default; ``ord`` 0 counts non-zeros, inf and -inf take
    extremes of ``|x|``.

    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors, and for a norm that has no value for nothing.

    >>> import flambeau as torch
    >>> torch.linalg.vector_norm(torch.tensor([3., 4.]))
    tensor(5.)
    """


@op(kind=composite)
def norm(self: Tensor, p: object = "fro", dim: Size | None = None, keepdim: bool = False,
         dtype: Dtype | None = None) -> Tensor:
    """Vector norm ``(sum |x|**p) ** (1 / p)`` over ``dim`` (all dimensions, flattened, by default); "fro" is p = 2.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors and for other strings than "fro"; IndexError for ``dim`` out of
        range.

    >>> import flambeau as torch
    >>> torch.norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
    if p == "nuc":
        return linalg_norm(self, "nuc", dim, keepdim, dtype=dtype)
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    order: Any = 2.0 if p is None or p == "fro" else p
    return vector_norm(self, float(order), dim, keepdim, dtype=dtype)


@op(kind=composite, namespace="linalg", name="norm")
def linalg_norm(A: Tensor, ord: object = None, dim: Size | None = None, keepdim: bool = False, *,
                dtype: Dtype | None = None) -> Tensor:
    """Vector norm ``(sum |x|**ord) ** (1 / ord)``, or `matrix_norm` where ``ord`` is given and ``dim`` names
    (or the tensor has) two dimensions.

    Without ``ord`` it is 2, of the flattened tensor unless ``dim`` is given.

    Shape: that of ``A`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for an unknown ``ord`` (of matrices: other than "fro", 1, -1, inf and -inf) and for ``ord``
        with more than two dimensions, and for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.linalg.norm(torch.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
    """
    if ord is None:
        return vector_norm(A, 2.0, dim, keepdim, dtype=dtype)
    if dim is None and A.ndim > 2:
        raise RuntimeError(f"linalg.norm: If dim is not specified but ord is, the input must be 1D or "
                           f"2D. Got {A.ndim}D.")
    if (len(dim) if dim is not None else A.ndim) == 2:
        return matrix_norm(A, ord, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    if isinstance(ord, str):
        raise RuntimeError(f"linalg.norm: Order {ord} not supported for vectors")
    return vector_norm(A, ord, dim, keepdim, dtype=dtype)


@op(kind=composite, namespace="linalg")
def matrix_norm(A: Tensor, ord: object = "fro", dim: Size = (-2, -1), keepdim: bool = False, *,
                dtype: Dtype | None = None) -> Tensor:
    """Matrix norm over two dimensions: "fro", ``sqrt(sum |x|**2)``, or the largest (smallest) column sum for 1 (-1),
    row sum for inf (-inf).

    Shape: that of ``A`` without ``dim``, or with sizes of 1 there if ``keepdim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for another ``ord`` (2, -2 and "nuc" among them), and for bool and integer tensors; IndexError
        for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_norm(torch.tensor([[3., 0.], [0., 4.]]), ord=1)
    tensor(4.)
    """
    if ord == "fro":
        return vector_norm(A, 2.0, dim, keepdim, dtype=dtype)
    if dtype is not None:
        A = A.to(dtype)
    if not (A.is_floating_point() or A.is_complex()):
        raise RuntimeError("linalg.matrix_norm: Expected a floating point or complex tensor as input. "
                           f"Got {A.dtype} | convert it first, for instance with .float()")
    if A.ndim < 2:
        raise RuntimeError(f"linalg.matrix_norm: The input tensor A must have at least 2 dimensions. Got {A.ndim}")
    rows, columns = (d % A.ndim for d in dim)
    if ord in (1, -1, math.inf, -math.inf):
        summed, extreme = (rows, columns) if ord in (1, -1) else (columns, rows)
        sums = A.abs().sum(summed, True)
        out = (amax if ord > 0 else amin)(sums, extreme, True)
    else:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    return out if keepdim else out.squeeze((rows, columns))


@op(kind=composite)
def dist(self: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The ``p``-norm of the difference, ``(sum |self[i] - other[i]|**p) ** (1 / p)``.

    Shape: two that broadcast together; the result is 0-d.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.dist(torch.tensor([0., 0.]), torch.tensor([3., 4.]))
    tensor(5.)
    """
    return vector_norm(self - other, p)


@op(kind=reduction, inplace=True, kernel="cumsum",
    vjp=dict(self=lambda g, dim: reverse_cumsum(g, dim)),
    jvp="linear")
def cumsum(self: Tensor, dim: int, *, dtype: Dtype | None = None) -> Tensor:
    """Running sum along ``dim``, ``out[i] = self[0] + ... + self[i]``.

    Shape: that of ``self``.
    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are summed in int64.

    >>> import flambeau as torch
    >>> torch.cumsum(torch.tensor([1, 2, 3]), 0)
    tensor([1, 3, 6])
    """


def reverse_cumsum(g: Tensor, dim: int) -> Tensor:
    """Running sum from the end: ``out[i] = g[i] + ... + g[n - 1]``."""
    return g.flip(dim).cumsum(dim).flip(dim)


def _cumprod_gradient(g: Tensor, self: Tensor, result: Tensor, dim: int) -> Tensor:
    """``sum over i >= k of g[i] * product of x[j], j <= i, j != k``, in linear time also where there are zeros.

    Away from zeros this is ``reverse_cumsum(g * result) / x``. At the first zero the products without it are those of
    the sequence with a 1 in its place. At later zeros every product still contains the first one.
    """
    if not self.shape:
        return g
    zero = self == 0
    if _several_in_a_line(zero, dim):
        pairs = enumerate(_products_without_each(self, dim))
        return stack([(g * conj(without)).narrow(dim, k, self.shape[dim] - k).sum(dim) for k, without in pairs], dim)
    first = zero & (zero.cumsum(dim) == 1)
    elsewhere = reverse_cumsum(g * conj(result), dim) / conj(self.masked_fill(zero, 1))
    at_first = reverse_cumsum(g * conj(self.masked_fill(first, 1).cumprod(dim)), dim)
    return at_first.masked_fill(~first, 0) + elsewhere.masked_fill(zero, 0)


def _several_in_a_line(zero: Tensor, dim: int) -> bool:
    """Whether there are two zeros in some line of some example."""
    return bool((_core._innermost(zero.sum(dim)) > 1).any())


def _products_without_each(self: Tensor, dim: int) -> list[Tensor]:
    """The running products with a 1 in the k-th place, for each k: in quadratic time, but right to every order also
    where a line has several zeros.
    """
    n = self.shape[dim]
    place = arange(n).reshape([n if d == dim % self.ndim else 1 for d in range(self.ndim)])
    return [self.masked_fill(place == k, 1).cumprod(dim).masked_fill(place < k, 0) for k in range(n)]


def _cumprod_tangent(self: Tensor, d_self: Tensor, dim: int) -> Tensor:
    """The transpose of `_cumprod_gradient`, written forwards."""
    if not self.shape:
        return d_self
    zero = self == 0
    if _several_in_a_line(zero, dim):
        changes = [d_self.narrow(dim, k, 1) * w for k, w in enumerate(_products_without_each(self, dim))]
        return stack(changes).sum(0)
    first = zero & (zero.cumsum(dim) == 1)
    smooth = (d_self / self.masked_fill(zero, 1)).masked_fill(zero, 0).cumsum(dim) * self.cumprod(dim)
    return smooth + d_self.masked_fill(~first, 0).cumsum(dim) * self.masked_fill(first, 1).cumprod(dim)


@op(kind=reduction, inplace=True, kernel="cumprod",
    vjp=dict(self=_cumprod_gradient),
    jvp=_cumprod_tangent)
def cumprod(self: Tensor, dim: int, *, dtype: Dtype | None = None) -> Tensor:
    """Running product along ``dim``, ``out[i] = self[0] * ... * self[i]``.

    Shape: that of ``self``.
    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are multiplied in int64.

    >>> import flambeau as torch
    >>> torch.cumprod(torch.tensor([1, 2, 3]), 0)
    tensor([1, 2, 6])
    """


@op(kind=reduction, kernel="logcumsumexp",
    vjp=dict(self=lambda g, self, result, dim: logcumsumexp_backward(g, self, result, dim)),
    jvp=lambda self, result, d_self, dim: logcumsumexp_forward(d_self, self, result, dim))
def logcumsumexp(self: Tensor, dim: int) -> Tensor:
    """Running ``log(exp(self[0]) + ... + exp(self[i]))`` along ``dim`` without overflow.

    Shape: that of ``self``.
    Dtype: floating or complex; the result has it.
    Raises: NotImplementedError for bool and integer tensors.

    >>> import flambeau as torch
    >>> torch.logcumsumexp(torch.tensor([0., 0.]), 0)
    tensor([0.0000, 0.6931])
    """


def _largest(self: Tensor, dim: int) -> Tensor:
    """A finite shift that keeps exponentials along ``dim`` from overflowing; it cancels, so it has no derivative."""
    x = real_part(self.detach())
    return x.amax(dim, True).nan_to_num(0, 0, 0) if x.numel() else x


def _by_sign(x: Tensor, linear: Any) -> Tensor:
    """A linear function of ``x`` that is given in terms of logarithms: of positive and negative parts by themselves."""
    least = _LEAST[x.dtype.itemsize]

    def part(x: Tensor) -> Tensor:
        return linear(x.masked_fill(x <= 0, 1).log().masked_fill(x <= 0, least))

    return part(x) - part(-x)


# The next two linear maps are each other's transpose. They are ops, not formulas: the logarithms they are computed with
# have no derivative where the argument is zero, while the maps have one everywhere.


@op(kind=host, batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, self, sums, dim: logcumsumexp_forward(g, self, sums, dim),
             self=lambda g, result: conj(g) * result,
             sums=lambda g, grad, self, sums, dim: -grad * conj(logcumsumexp_forward(g, self, sums, dim))),
    jvp=lambda grad, self, sums, result, d_grad, d_self, d_sums, dim:
        logcumsumexp_backward(d_grad - grad * conj(d_sums), self, sums, dim) + conj(d_self) * result)
def logcumsumexp_backward(grad: Tensor, self: Tensor, sums: Tensor, dim: int) -> Tensor:
    """``sum over i >= k of grad[i] * conj(exp(self[k] - sums[i]))``: the gradient of `logcumsumexp`, whose result is
    ``sums``.
    """
    if self.is_complex():
        shift = _largest(self, dim)
        return conj((self - shift).exp()) * reverse_cumsum(grad * conj((shift - sums).exp()), dim)
    return _by_sign(grad, lambda logs: ((logs - sums).flip(dim).logcumsumexp(dim).flip(dim) + self).exp())


@op(kind=host, batch="dims", function=False, method=False,
    vjp=dict(tangent=lambda g, self, sums, dim: logcumsumexp_backward(g, self, sums, dim),
             self=lambda g, tangent, self, sums, dim: conj(tangent) * logcumsumexp_backward(g, self, sums, dim),
             sums=lambda g, result: -g * conj(result)),
    jvp=lambda tangent, self, sums, result, d_tangent, d_self, d_sums, dim:
        logcumsumexp_forward(d_tangent + tangent * d_self, self, sums, dim) - d_sums * result)
def logcumsumexp_forward(tangent: Tensor, self: Tensor, sums: Tensor, dim: int) -> Tensor:
    """``sum over k <= i of tangent[k] * exp(self[k] - sums[i])``: the tangent of `logcumsumexp`, whose result is
    ``sums``.
    """
    if self.is_complex():
        shift = _largest(self, dim)
        return (tangent * (self - shift).exp()).cumsum(dim) / (sums - shift).exp()
    return _by_sign(tangent, lambda logs: ((logs + self).logcumsumexp(dim) - sums).exp())


_LEAST = {2: -6e4, 4: -3e38, 8: -1e308}  # finite, by bytes of the dtype: exp gives 0, and differences are no nan


_running: dict[str, Any] = dict(
    vjp=dict(self=lambda g_values, indices, self_shape, dim:
             g_values.new_zeros(self_shape).scatter_add(dim, indices, g_values) if self_shape else g_values),
    jvp=lambda indices, d_self, dim: d_self.gather(dim, indices) if d_self.shape else d_self)


@op(kind=reduction, kernel="cummax", returns=("values", "indices"), **_running)
def cummax(self: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """Running maximum along ``dim``, ``max(self[0], ..., self[i])``, and the index where it was last attained; nan
    stays.

    Shape: both that of ``self``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.cummax(torch.tensor([1., 3., 2.]), 0)
    torch.return_types.cummax(
    values=tensor([1., 3., 3.]),
    indices=tensor([0, 1, 1]))
    """


@op(kind=reduction, kernel="cummin", returns=("values", "indices"), **_running)
def cummin(self: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """Running minimum along ``dim``, ``min(self[0], ..., self[i])``, and the index where it was last attained; nan
    stays.

    Shape: both that of ``self``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.cummin(torch.tensor([3., 1., 2.]), 0)
    torch.return_types.cummin(
    values=tensor([3., 1., 1.]),
    indices=tensor([0, 1, 1]))
    """


def _of_each_line(self: Tensor, middle: Any) -> Tensor:
    """A median of each example; that of nothing is the same for all."""
    if not math.prod(self.shape[1:]):
        return middle(self.new_empty(0)).expand(self.shape[0])
    return middle(self.reshape(self.shape[0], -1), 1).values


@op(kind=reduction, kernel="median_all", function=False, method=False, grad_name="Median", **_extreme,
    batch=lambda self: _of_each_line(self, median))
def median_all(self: Tensor) -> Tensor:
    """The lower median of all elements; nan if any is nan."""


@op(kind=reduction, kernel="nanmedian_all", function=False, method=False, grad_name="Nanmedian", **_extreme,
    batch=lambda self: _of_each_line(self, nanmedian))
def nanmedian_all(self: Tensor) -> Tensor:
    """The lower median of all elements that are not nan."""


@op(kind=reduction, kernel="median_dim", function=False, method=False, returns=("values", "indices"),
    grad_name="MedianBackward1", **_picked)
def median_dim(self: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The lower median along ``dim`` and its index."""


@op(kind=reduction, kernel="nanmedian_dim", function=False, method=False, returns=("values", "indices"),
    grad_name="NanmedianBackward1", **_picked)
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


@op(kind=reduction, kernel="mode", returns=("values", "indices"), **_picked)
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


@op(kind=composite)
def quantile(self: Tensor, q: Tensor | float, dim: int | None = None, keepdim: bool = False, *,
             interpolation: str = "linear") -> Tensor:
    """The ``q``-th quantiles along ``dim`` (of all elements by default): the sorted values at place ``q * (n - 1)``;
    nan if the line has a nan.

    ``interpolation`` between two places is "linear", "lower", "higher", "midpoint" or "nearest".

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; for a vector ``q`` its length comes
        first.
    Dtype: floating, the same for ``q``; the result has it.
    Raises: RuntimeError for ``q`` outside [0, 1] or of more than one dimension, no values, an unknown interpolation and
        complex tensors; NotImplementedError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.quantile(torch.tensor([0., 1., 2., 3.]), .5)
    tensor(1.5000)
    """
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError("quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, "
                           f"but got {interpolation}")
    fractions = _fractions(self, q)
    x = self.reshape(-1) if dim is None else self.movedim(dim, -1)
    ordered = x.sort(-1).values
    position = fractions.reshape(-1) * (x.shape[-1] - 1)
    position = {"lower": position.floor(), "higher": position.ceil(), "nearest": position.round()}.get(
        interpolation, position)
    # A nan is the largest: a line that has one gives its last element, which gets the gradient.
    position = position.expand((*x.shape[:-1], -1)).masked_fill(x.isnan().any(-1, True), x.shape[-1] - 1)
    lower = ordered.gather(-1, position.floor().long())
    upper = ordered.gather(-1, position.ceil().long())
    fraction = position - position.floor()
    out = lower.lerp(upper, (fraction > 0).to(x.dtype) * 0.5 if interpolation == "midpoint" else fraction)
    out = out.movedim(-1, 0)
    if keepdim:
        out = out.reshape((-1, *(1,) * self.ndim)) if dim is None else out.unsqueeze(dim % self.ndim + 1)
    return out if fractions.ndim else out.squeeze(0)


@op(kind=composite)
def nanquantile(self: Tensor, q: Tensor | float, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The ``q``-th quantile along ``dim`` (of all elements by default) of the n values that are not nan: the sorted
    values at place ``q * (n - 1)``.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; for a vector ``q`` its length comes
        first.
    Dtype: floating, the same for ``q``; the result has it.
    Raises: RuntimeError for ``q`` outside [0, 1] or of more than one dimension, and for complex tensors;
        NotImplementedError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.nanquantile(torch.tensor([0., float("nan"), 2.]), .5)
    tensor(1.)
    """
    fractions = _fractions(self, q)
    x = self.reshape(-1) if dim is None else self.movedim(dim, -1)
    ordered = x.sort(-1).values
    last = ((~x.isnan()).sum(-1, True) - 1).clamp_min(0)
    position = fractions.reshape(-1) * last
    lower = ordered.gather(-1, position.floor().long())
    upper = ordered.gather(-1, position.ceil().long())
    out = lower.lerp(upper, position - position.floor()).movedim(-1, 0)
    if keepdim:
        out = out.reshape((-1, *(1,) * self.ndim)) if dim is None else out.unsqueeze(dim % self.ndim + 1)
    return out if fractions.ndim else out.squeeze(0)


@op(kind=composite)
def diff(self: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None,
         append: Tensor | None = None) -> Tensor:
    """Differences of neighbours along ``dim``, ``out[i] = self[i + 1] - self[i]``, taken ``n`` times; of bools, whether
    they differ.

    ``prepend`` and ``append`` are joined to the ends first.

    Shape: that of ``self``, shorter by ``n`` at ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a 0-d tensor, a negative ``n``, and ``prepend`` and ``append`` of other shapes; IndexError
        for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.diff(torch.tensor([1, 4, 9]))
    tensor([3, 5])
    """
    if self.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    x = self
    if prepend is not None or append is not None:
        x = cat([part for part in (prepend, self, append) if part is not None], dim)
    if n >= x.shape[dim] > 1:  # nothing will be left, after however many rounds
        x = x.narrow(dim, 0, 1)
    for _ in range(n):
        size = x.shape[dim]
        if size == 0:
            break
        later, earlier = x.narrow(dim, 1, size - 1), x.narrow(dim, 0, size - 1)
        x = later ^ earlier if str(x.dtype).endswith("bool") else later - earlier
    return x
