"""Gathering and scattering: single elements moved along a dimension, each to or from its own position."""

from __future__ import annotations

from .._warnings import warn_once
from .broadcast import refuse_dtypes
from .compare import choose
from .create import ones_like
from .define import Number, Size, Tensor, composite, indexing, int64, op
from .join import cat


@op(kind=indexing, kernel="gather", traits=("touches_part", "stores"), piecewise_linear=True, batch="dims",
    vjp=dict(self=lambda g, self_shape, dim, index: g.new_zeros(self_shape).scatter_add(dim, index, g), index=None),
    jvp=lambda d_self, dim, index: d_self.gather(dim, index))
def gather(self: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """``out[i][j] = self[index[i][j]][j]`` for dim 0, ``self[i][index[i][j]]`` for dim 1, and so on.

    Shape: that of ``index``, which has as many dimensions as ``self`` and is no larger along the others than ``dim``.
    Dtype: any; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an index out of range, of another dtype or of another shape.

    >>> import flambeau as torch
    >>> torch.gather(torch.tensor([[1, 2], [3, 4]]), 1, torch.tensor([[1], [0]]))
    tensor([[2],
            [3]])
    """


def _from_the_end(indices: Tensor, size: int) -> Tensor:
    """Negative indices count from the end."""
    return choose(indices < 0, indices + size, indices)


@op(kind=composite)
def take_along_dim(self: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """`gather` with ``self`` and ``indices`` broadcast along the other dimensions:
    ``out[i][j] = self[i][indices[i][j]]`` for dim 1; of the flattened tensor without ``dim``.

    Shape: that of ``indices``, broadcast with ``self`` except at ``dim``.
    Dtype: any; the result has it. ``indices`` are int64.
    Raises: RuntimeError for an index out of range, of another dtype or another number of dimensions; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.take_along_dim(torch.tensor([[1, 2], [3, 4]]), torch.tensor([[1], [0]]), 1)
    tensor([[2],
            [3]])
    """
    if indices.dtype != int64:
        raise RuntimeError("torch.take_along_dim(): dtype of indices should be Long but got "
                           f"{indices.dtype} | convert them with .long()")
    if dim is None:
        return self.reshape(-1).gather(0, _from_the_end(indices.reshape(-1), self.numel()))
    if self.ndim != indices.ndim:
        raise RuntimeError("torch.take_along_dim(): input and indices should have the same number of dimensions, "
                           f"but got {self.ndim} dimensions for input, and {indices.ndim} dimensions for indices")
    if not self.ndim:
        raise IndexError(f"take_along_dim(): Dimension specified as {dim} but tensor has no dimensions")
    if not -self.ndim <= dim < self.ndim:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-self.ndim}, {self.ndim - 1}], but got "
                         f"{dim})")
    dim %= self.ndim
    common = [max(a, b) if 0 not in (a, b) else 0 for a, b in zip(self.shape, indices.shape, strict=True)]
    source, target = list(common), list(common)
    source[dim], target[dim] = self.shape[dim], indices.shape[dim]
    return self.expand(source).gather(dim, _from_the_end(indices, self.shape[dim]).expand(target))


@op(kind=indexing, inplace=True, kernel="scatter", traits=("touches_part",), body_for=("reduce", "value"), batch="dims",
    grad_name="Scatter",
    vjp=dict(self=lambda g, dim, index: g.scatter(dim, index, 0),
             index=None,
             src=lambda g, dim, index: g.gather(dim, index)),
    jvp=lambda d_self, d_src, dim, index: d_self.scatter(dim, index, d_src))
def scatter(self: Tensor, dim: int, index: Tensor, src: Tensor | Number | None = None, *, reduce: str | None = None,
            value: Number | None = None) -> Tensor:
    """A copy with ``out[index[i][j]][j] = src[i][j]`` for dim 0 and so on: the inverse of `gather`.

    ``src`` is a number or a tensor; ``reduce`` "add" or "multiply" combines instead of replacing. Where an index
    repeats, the last one wins (and the gradient of all is that of the winner).

    Shape: that of ``self``; ``src`` is at least as large as ``index``.
    Dtype: any, the same for ``src``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an index out of range, of another dtype or shape, for another dtype of ``src`` and for an
        unknown ``reduce``; TypeError without ``src``.

    >>> import flambeau as torch
    >>> torch.scatter(torch.zeros(3), 0, torch.tensor([2, 0]), torch.tensor([5., 7.]))
    tensor([7., 0., 5.])
    """
    src = value if src is None else src
    if src is None:
        raise TypeError("scatter(): missing the argument 'src' or 'value'")
    if reduce is None:
        return scatter(self, dim, index, src)
    if reduce not in ("add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    if isinstance(src, Tensor):
        warn_once("The reduce argument of torch.scatter with Tensor src is deprecated and will be removed in a future "
                  "PyTorch release. Use torch.scatter_reduce instead for more reduction options.")
    else:
        src = self.new_full(index.shape, src)
    return scatter_reduce(self, dim, index, src, "sum" if reduce == "add" else "prod")


@op(kind=indexing, inplace=True, kernel="scatter_add", traits=("touches_part",), batch="dims",
    vjp=dict(self=lambda g: g,
             index=None,
             src=lambda g, dim, index: g.gather(dim, index)),
    jvp=lambda d_self, d_src, dim, index: d_self.scatter_add(dim, index, d_src))
def scatter_add(self: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """A copy with ``out[index[i][j]][j] += src[i][j]`` for dim 0 and so on.

    Shape: that of ``self``; ``src`` is at least as large as ``index``.
    Dtype: any, the same for ``src``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an index out of range, of another dtype or shape, and for another dtype of ``src``.

    >>> import flambeau as torch
    >>> torch.scatter_add(torch.zeros(2), 0, torch.tensor([0, 1, 0]), torch.tensor([1., 2., 3.]))
    tensor([4., 2.])
    """


@op(kind=indexing, kernel="scatter_extreme", batch="dims", traits=("touches_part",),
    function=False, method=False, grad_name="ScatterReduce",
    vjp=dict(self=lambda g, self, index, src, result, dim, include_self:
             g * _extreme_share(self, index, src, result, dim, include_self)[0],
             index=None,
             src=lambda g, self, index, src, result, dim, include_self:
             g.gather(dim, index) * _extreme_share(self, index, src, result, dim, include_self)[1]),
    jvp=lambda self, index, src, result, d_self, d_src, dim, include_self:
        _extreme_tangent(self, index, src, result, d_self, d_src, dim, include_self))
def scatter_extreme(self: Tensor, dim: int, index: Tensor, src: Tensor, largest: bool, include_self: bool) -> Tensor:
    """The largest (smallest) of ``self`` and all values of ``src`` scattered to each place."""


def _extreme_share(self: Tensor, index: Tensor, src: Tensor, result: Tensor, dim: int,
                   include_self: bool) -> tuple[Tensor, Tensor]:
    """Who attains the extreme, divided by how many do: for ``self`` and for ``src``."""
    own = self == result
    if not include_self:
        own = own & (self * 0).scatter(dim, index, 1).eq(0)
    theirs = _cut(src, index.shape) == result.gather(dim, index)
    own, theirs = own.to(result.dtype), theirs.to(result.dtype)
    count = own.scatter_add(dim, index, theirs)
    return own / count, theirs / count.gather(dim, index)


def _extreme_tangent(self: Tensor, index: Tensor, src: Tensor, result: Tensor, d_self: Tensor, d_src: Tensor,
                     dim: int, include_self: bool) -> Tensor:
    own, theirs = _extreme_share(self, index, src, result, dim, include_self)
    return (d_self * own).scatter_add(dim, index, _cut(d_src, index.shape) * theirs)


def _cut(x: Tensor, shape: Size) -> Tensor:
    """The corner of ``x`` with the given shape: the part of a source that its index uses."""
    for dim, size in enumerate(shape):
        x = x.narrow(dim, 0, size)
    return x


@op(kind=indexing, kernel="scatter_prod", batch="dims", traits=("touches_part",),
    function=False, method=False, grad_name="ScatterReduce",
    vjp=dict(self=lambda g, self, index, src, dim: g * _prod_shares(self, index, src, dim)[0].conj(),
             index=None,
             src=lambda g, self, index, src, dim: g.gather(dim, index) * _prod_shares(self, index, src, dim)[1].conj()),
    jvp=lambda self, index, src, d_self, d_src, dim: _prod_tangent(self, index, src, d_self, d_src, dim))
def scatter_prod(self: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """The product of ``self`` and all values of ``src`` scattered to each place."""


def _prod_shares(self: Tensor, index: Tensor, src: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """The product of all other factors, for ``self`` and for ``src``; without quotients, so right at zeros."""
    product = scatter_prod(ones_like(self), dim, index, src)
    if not index.ndim:
        return product, self
    src = _cut(src, index.shape)
    places, order = index.sort(dim, stable=True)
    factors = src.gather(dim, order)
    before = _products_before(factors, places, dim)
    after = _products_before(factors.flip(dim), places.flip(dim), dim).flip(dim)
    return product, self.gather(dim, index) * (before * after).gather(dim, order.argsort(dim))


def _products_before(factors: Tensor, places: Tensor, dim: int) -> Tensor:
    """The product of the factors before each one with the same place, which lie side by side; in log n steps."""
    size, distance = factors.shape[dim], 1

    def earlier(x: Tensor) -> Tensor:  # by ``distance``, and 1 where that has another place
        kept = size - distance
        same = places.narrow(dim, distance, kept) == places.narrow(dim, 0, kept)
        return cat([ones_like(x.narrow(dim, 0, distance)), choose(same, x.narrow(dim, 0, kept), 1)], dim)

    if size == 0:
        return factors
    product = earlier(factors)
    while distance < size:
        product, distance = product * earlier(product), 2 * distance
    return product


def _prod_tangent(self: Tensor, index: Tensor, src: Tensor, d_self: Tensor, d_src: Tensor, dim: int) -> Tensor:
    own, others = _prod_shares(self, index, src, dim)
    return (d_self * own).scatter_add(dim, index, _cut(d_src, index.shape) * others)


@op(kind=composite, inplace=True)
def scatter_reduce(self: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *,
                   include_self: bool = True) -> Tensor:
    """A copy in which the values of ``src`` scattered to one place are combined:
    ``out[index[i]] = reduce(self[index[i]], src[i], ...)`` for dim 0.

    ``reduce`` is "sum", "prod", "mean", "amax" or "amin". ``include_self=False`` leaves the old value of the places
    written to out of the combination.

    Shape: that of ``self``; ``src`` is at least as large as ``index``.
    Dtype: any, the same for ``src``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an unknown ``reduce``, an index out of range or of another dtype, and another dtype of
        ``src``; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.scatter_reduce(torch.zeros(2), 0, torch.tensor([0, 0]), torch.tensor([1., 3.]), "amax")
    tensor([3., 0.])
    """
    if reduce in ("amax", "amin"):
        return scatter_extreme(self, dim, index, src, reduce == "amax", include_self)
    if reduce not in ("sum", "prod", "mean"):
        raise RuntimeError("reduce argument must be either sum, prod, mean, amax or amin, got " + reduce + ".")
    if reduce == "mean":
        refuse_dtypes("scatter_reduce_mean", self, "bool")
    start = self if include_self else self.scatter(dim, index, 1 if reduce == "prod" else 0)
    if reduce == "prod":
        return scatter_prod(start, dim, index, src)
    total = start.scatter_add(dim, index, src)
    if reduce == "sum":
        return total
    count = (self.new_ones if include_self else self.new_zeros)(self.shape)
    count = count.scatter_add(dim, index, self.new_ones(index.shape))
    count = count.masked_fill(count == 0, 1)
    exact = self.is_floating_point() or self.is_complex()
    return total / count if exact else total.div(count, rounding_mode="floor")
