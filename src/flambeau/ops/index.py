"""Indexing: reading and writing elements chosen by index tensors and masks."""

from __future__ import annotations

from typing import Any

from .. import _core
from .._core import DataDependentError
from .compare import choose, where
from .create import arange, ones_like, zeros_like
from .define import Number, Size, Tensor, composed, composite, full, indexing, op, uint8
from .define import bool as bool_dtype
from .reduce import vector_norm
from .shape import broadcast_shapes, slice, widened, writable


def _index_plan(call: Any) -> tuple[list[Tensor | None], int, bool]:
    """The positions as integers with the batch in front of what is batched, the rank they broadcast to, adjacency."""
    found: list[Tensor | None] = []
    places = [i for i, t in enumerate(call.values[1]) if t is not None]
    for t, d in zip(call.values[1], call.dims[1], strict=True):
        if t is None:
            found.append(None)
        elif t.dtype in (bool_dtype, uint8):
            if d is not None:
                raise DataDependentError("vmap: It looks like you're indexing with a mask that differs between "
                                         "examples, whose results have different shapes | use torch.where(mask, x, y)")
            found += t.nonzero().unbind(1)
        else:
            found.append(t if d is None else t.movedim(d, 0))
    ranks = [t.ndim - (d is not None) for t, d in zip(call.values[1], call.dims[1], strict=True)
             if t is not None and t.dtype not in (bool_dtype, uint8)]
    rank = max([*ranks, *(1 for t in call.values[1] if t is not None and t.dtype in (bool_dtype, uint8))])
    adjacent = places == list(range(places[0], places[-1] + 1))
    return found, rank, adjacent


def _aligned_positions(call: Any, positions: list[Tensor | None], rank: int) -> list[Tensor | None]:
    """Positions whose batch, where they have one, stands in front of ``rank`` dimensions."""
    batched = iter([d is not None for t, d in zip(call.values[1], call.dims[1], strict=True)
                    for _ in range(t.ndim if t is not None and t.dtype in (bool_dtype, uint8) else 1)])
    out: list[Tensor | None] = []
    for t in positions:
        has_batch = next(batched)
        out.append(widened(t, rank) if t is not None and has_batch else t)
    return out


def _first(positions: list[Tensor | None]) -> int:
    return next(i for i, t in enumerate(positions) if t is not None)


def _index_batched(call: Any) -> Any:
    positions, rank, adjacent = _index_plan(call)
    if not any(d is not None for d in call.dims[1]):  # the same positions for all
        out = index(call.front(0), [None, *positions])
        return call.wrap(out, 0 if adjacent else rank)
    positions = _aligned_positions(call, positions, rank)
    first = _first(positions) if adjacent else 0
    if call.dims[0] is None:
        return call.wrap(index(call.values[0], positions), first)
    rows = arange(call.size, device=call.values[0].device).reshape(-1, *(1,) * rank)
    out = index(call.front(0), [rows, *positions])
    # With the rows, positions behind whole dimensions are no longer adjacent: theirs come right after the batch.
    return call.wrap(out.movedim(list(range(1, rank + 1)), list(range(first + 1, first + rank + 1))) if first else out)


def _index_put_batched(call: Any) -> Any:
    target, values, accumulate = call.originals[0], call.originals[2], call.values[3]
    masks = [t for t in call.originals[1] if t is not None and t.dtype in (bool_dtype, uint8)]
    if masks and any(d is not None for d in call.dims[1]):
        if len(call.originals[1]) > 1 or values.numel() != 1 or accumulate:
            raise DataDependentError("vmap: index_put with a mask that differs between examples and several values "
                                     "| use torch.where(mask, x, y)")
        mask = masks[0].to(bool_dtype).reshape(*masks[0].shape, *(1,) * (target.ndim - masks[0].ndim))
        new = choose(mask, values.reshape(()).to(target.dtype), target)
        return target.copy_(new) if call.in_place else new
    positions, rank, adjacent = _index_plan(call)
    positions = _aligned_positions(call, positions, rank)
    first = _first(positions) if adjacent else 0
    rows = arange(call.size, device=call.values[0].device).reshape(-1, *(1,) * rank)
    v = call.values[2]
    rest = target.ndim - len(positions)
    whole = rank + rest + sum(t is None for t in positions)
    if call.dims[2] is not None:
        v = widened(v.movedim(call.dims[2], 0), whole)
    if first and v.ndim > 1:  # the values lie as the result of indexing does; the rows bring the positions to the front
        shape = broadcast_shapes(*(t.shape for t in (rows, *positions) if t is not None))
        v = v if call.dims[2] is not None else v[(None, *(None,) * (whole - v.ndim))]
        v = v.expand(*(-1,) * (first + 1), *shape[1:], *(-1,) * (v.ndim - first - 1 - rank))
        v = v.movedim(list(range(first + 1, first + rank + 1)), list(range(1, rank + 1)))
    return call.wrap(call.run([call.front(0), [rows, *positions], v, accumulate]))


@op(kind=indexing, kernel="index", function=False, method="_index", grad_name="Index",
    batch=full(_index_batched),
    vjp=dict(self=lambda g, self_shape, indices: index_put(g.new_zeros(self_shape), indices, g, True),
             indices=None),
    jvp=lambda d_self, indices: index(d_self, indices))
def index(self: Tensor, indices: list[Tensor | None]) -> Tensor:
    """``out = self[i0, i1, ...]``: integer tensors broadcast together, bool masks stand for their non-zero positions.

    None keeps a dimension whole.

    Shape: the indexed dimensions are replaced by those of the index where they are adjacent, else the index's
        dimensions come first.
    Dtype: any; the result has it. Indices are int64, int32, uint8 or bool.
    Raises: IndexError for a value outside ``[-n, n)``, an index of another dtype, a mask of another shape and too many
        indices.

    >>> import flambeau as torch
    >>> torch.tensor([10, 20, 30])[torch.tensor([2, 0, -1])]
    tensor([30, 10, 30])
    """


@op(kind=indexing, inplace=True, kernel="index_put", traits=("repeats_writes",),
    batch=full(_index_put_batched),
    vjp=dict(self=lambda g, indices, accumulate: g if accumulate else index_put(g, indices, g.new_zeros(())),
             indices=None,
             values=lambda g, indices: index(g, indices)),
    jvp=lambda d_self, d_values, indices, accumulate: index_put(d_self, indices, d_values, accumulate))
def index_put(self: Tensor, indices: list[Tensor | None], values: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with ``out[i0, i1, ...] = values``, or ``+=`` if ``accumulate``.

    Shape: that of ``self``; ``values`` are broadcast to the indexed place.
    Dtype: any, the same for both; the result has it.
    Raises: IndexError for a value outside ``[-n, n)`` and an index of another dtype; RuntimeError for two different
        dtypes and for values that do not broadcast.

    >>> import flambeau as torch
    >>> torch.index_put(torch.zeros(3), (torch.tensor([0, 2]),), torch.tensor([5., 7.]))
    tensor([5., 0., 7.])
    """


@op(kind=indexing, kernel="gather", piecewise_linear=True, batch="dims",
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


@op(kind=composite)
def take_along_dim(self: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """`gather` with ``self`` and ``indices`` broadcast along the other dimensions:
    ``out[i][j] = self[i][indices[i][j]]`` for dim 1; of the flattened tensor without ``dim``.

    Shape: that of ``indices``, broadcast with ``self`` except at ``dim``.
    Dtype: any; the result has it. ``indices`` are int32 or int64.
    Raises: RuntimeError for an index out of range, of another dtype or another number of dimensions; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.take_along_dim(torch.tensor([[1, 2], [3, 4]]), torch.tensor([[1], [0]]), 1)
    tensor([[2],
            [3]])
    """
    if dim is None:
        return self.reshape(-1).gather(0, indices.reshape(-1))
    if self.ndim != indices.ndim:
        raise RuntimeError("torch.take_along_dim(): input and indices should have the same number of dimensions, "
                           f"but got {self.ndim} dimensions for input, and {indices.ndim} dimensions for indices")
    if not self.ndim:
        raise IndexError(f"take_along_dim(): Dimension specified as {dim} but tensor has no dimensions")
    dim %= self.ndim
    common = [max(a, b) if 0 not in (a, b) else 0 for a, b in zip(self.shape, indices.shape, strict=True)]
    source, target = list(common), list(common)
    source[dim], target[dim] = self.shape[dim], indices.shape[dim]
    return self.expand(source).gather(dim, indices.expand(target))


@op(kind=indexing, inplace=True, kernel="scatter", body_for=("reduce", "value"), batch="dims",
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
    if not isinstance(src, Tensor):
        src = self.new_full(index.shape, src)
    return scatter_reduce(self, dim, index, src, "sum" if reduce == "add" else "prod")


@op(kind=indexing, inplace=True, kernel="scatter_add", batch="dims",
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


@op(kind=indexing, kernel="scatter_extreme", batch="dims", function=False, method=False, grad_name="ScatterReduce",
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


@op(kind=indexing, kernel="scatter_prod", batch="dims", function=False, method=False, grad_name="ScatterReduce",
    vjp=dict(self=lambda g, self, index, src, dim: g * _prod_shares(self, index, src, dim)[0].conj(),
             index=None,
             src=lambda g, self, index, src, dim: g.gather(dim, index) * _prod_shares(self, index, src, dim)[1].conj()),
    jvp=lambda self, index, src, d_self, d_src, dim: _prod_tangent(self, index, src, d_self, d_src, dim))
def scatter_prod(self: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """The product of ``self`` and all values of ``src`` scattered to each place."""


def _prod_shares(self: Tensor, index: Tensor, src: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """The product of all other factors, for ``self`` and for ``src``, exact where one factor is zero."""
    src = _cut(src, index.shape)
    zero = src == 0
    product = scatter_prod(ones_like(self), dim, index, src)
    nonzero = scatter_prod(self, dim, index, src.masked_fill(zero, 1))
    zeros = zeros_like(self).scatter_add(dim, index, zero.to(self.dtype)).gather(dim, index)
    others = (nonzero.gather(dim, index) / src.masked_fill(zero, 1)).masked_fill(zeros != zero, 0)
    return product, others


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
    start = self if include_self else self.scatter(dim, index, 1 if reduce == "prod" else 0)
    if reduce == "prod":
        return scatter_prod(start, dim, index, src)
    total = start.scatter_add(dim, index, src)
    if reduce == "sum":
        return total
    count = (self.new_ones if include_self else self.new_zeros)(self.shape)
    count = count.scatter_add(dim, index, self.new_ones(index.shape)).clamp_min(1)
    exact = self.is_floating_point() or self.is_complex()
    return total / count if exact else total.div(count, rounding_mode="floor")


def _along(index: Tensor, dim: int, like: Tensor) -> Tensor:
    """Positions along one dim as `scatter` takes them: of the shape of ``like``."""
    if like.ndim == 0:
        return index.reshape(())
    return index.reshape([-1 if d == dim % like.ndim else 1 for d in range(like.ndim)]).expand_as(like)


def _select_by(self: Tensor, dim: int, index: Tensor) -> Tensor:
    if self.ndim == 0:
        return self.expand(index.numel())[0]
    shape = [*self.shape[:dim % self.ndim], index.numel(), *self.shape[dim % self.ndim + 1:]]
    positions = index.reshape([-1 if d == dim % self.ndim else 1 for d in range(self.ndim)]).expand(shape)
    return self.gather(dim, positions)


def _filled(self: Tensor, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
    shape = [*self.shape]
    if shape:
        shape[dim] = index.numel()
    source = (value if isinstance(value, Tensor) else self.new_full((), value)).to(self.dtype).expand(shape)
    return self.scatter(dim, _along(index, dim, source), source)


@op(kind=indexing, kernel="index_select", piecewise_linear=True,  # for padding, whose second derivatives are zeros
    batch=composed(lambda self, dim, index: _select_by(self, dim, index)),
    vjp=dict(self=lambda g, self_shape, dim, index: g.new_zeros(self_shape).index_add(dim, index, g), index=None),
    jvp=lambda d_self, dim, index: d_self.index_select(dim, index))
def index_select(self: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices along ``dim`` in the order of ``index``: ``out[i] = self[index[i]]`` for dim 0.

    Shape: that of ``self``, with the length of the vector ``index`` at ``dim``.
    Dtype: any; the result has it. ``index`` is int32 or int64.
    Raises: IndexError for ``dim`` or an index out of range and for an index that is no vector; RuntimeError for an
        index of another dtype.

    >>> import flambeau as torch
    >>> torch.index_select(torch.tensor([10, 20, 30]), 0, torch.tensor([2, 0]))
    tensor([30, 10])
    """


@op(kind=indexing, inplace=True, kernel="index_add",
    batch=composed(lambda self, dim, index, source, alpha:
        self.scatter_add(dim, _along(index, dim, source), source if alpha == 1 else source * alpha)),
    vjp=dict(self=lambda g: g,
             index=None,
             source=lambda g, dim, index, alpha: g.index_select(dim, index) * alpha),
    jvp=lambda d_self, d_source, dim, index, alpha: d_self.index_add(dim, index, d_source, alpha=alpha))
def index_add(self: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
    """A copy with ``out[index[i]] += alpha * source[i]`` for dim 0 and so on.

    Shape: that of ``self``; ``source`` has it too, with the length of the vector ``index`` at ``dim``.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an index out of range or of another dtype, and for a ``source`` of another shape or dtype.

    >>> import flambeau as torch
    >>> torch.index_add(torch.zeros(2), 0, torch.tensor([0, 0]), torch.tensor([1., 2.]))
    tensor([3., 0.])
    """


@op(kind=indexing, inplace=True, kernel="index_copy",
    batch=composed(lambda self, dim, index, source: self.scatter(dim, _along(index, dim, source), source)),
    vjp=dict(self=lambda g, dim, index: g.index_fill(dim, index, 0),
             index=None,
             source=lambda g, dim, index: g.index_select(dim, index)),
    jvp=lambda d_self, d_source, dim, index: d_self.index_copy(dim, index, d_source))
def index_copy(self: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """A copy with ``out[index[i]] = source[i]`` for dim 0 and so on.

    Shape: that of ``self``; ``source`` has it too, with the length of the vector ``index`` at ``dim``.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int64.
    Raises: IndexError for ``dim`` or an index out of range and a ``source`` of another length; RuntimeError for an
        index or ``source`` of another dtype.

    >>> import flambeau as torch
    >>> torch.index_copy(torch.zeros(3), 0, torch.tensor([2]), torch.tensor([5.]))
    tensor([0., 0., 5.])
    """


@op(kind=indexing, inplace=True, kernel="index_fill", traits=("repeats_writes",),
    grad_name={"value": "IndexFillBackward1"},
    batch=composed(lambda self, dim, index, value: _filled(self, dim, index, value)),
    vjp=dict(self=lambda g, dim, index: g.index_fill(dim, index, 0),
             index=None,
             value=lambda g, dim, index: g.index_select(dim, index.unique()).sum()),
    jvp=lambda d_self, d_value, dim, index: d_self.index_fill(dim, index, d_value))
def index_fill(self: Tensor, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
    """A copy with ``out[index[i]] = value`` for dim 0 and so on; ``value`` is a number or a 0-d tensor.

    Shape: that of ``self``.
    Dtype: any; the result has it, and ``value`` is cast. ``index`` is int64.
    Raises: IndexError for ``dim`` or an index out of range and an index of another dtype; RuntimeError for a ``value``
        with dimensions.

    >>> import flambeau as torch
    >>> torch.index_fill(torch.zeros(3), 0, torch.tensor([0, 2]), 1)
    tensor([1., 0., 1.])
    """


def _masked_fill_batched(call: Any) -> Any:
    self, mask, value = call.originals
    if isinstance(value, Tensor):
        if value.ndim:
            raise RuntimeError("masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
                               f"{value.ndim} dimension(s).")
        new = choose(mask, value.to(self.dtype), self)
        return self.copy_(new) if call.in_place else new
    rank = max(self.ndim, mask.ndim)
    whole = call.dims[0] is None and not call.in_place
    target = call.values[0].expand(call.size, *self.shape) if whole else call.front(0, expand=False)
    return call.wrap(call.run([call.aligned(target, rank), call.aligned_at(1, rank), value]))


@op(kind=indexing, inplace=True, kernel="masked_fill", traits=("repeats_writes",),
    grad_name={"value": "MaskedFillBackward1"},
    batch=full(_masked_fill_batched),
    vjp=dict(self=lambda g, mask: g.masked_fill(mask, 0),
             mask=None,
             value=lambda g, mask: g.masked_fill(~mask, 0)),
    jvp=lambda d_self, d_value, mask: d_self.masked_fill(mask, d_value))
def masked_fill(self: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """``out[i] = value if mask[i] else self[i]``; ``value`` is a number or a 0-d tensor.

    Shape: that of ``self`` and ``mask``, broadcast together.
    Dtype: any; the result has it, and ``value`` is cast. ``mask`` is bool.
    Raises: RuntimeError for a mask that is not bool, a ``value`` with dimensions, and shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.masked_fill(torch.tensor([1., 2.]), torch.tensor([True, False]), 0)
    tensor([0., 2.])
    """


@op(kind=indexing, kernel="masked_select", batch="loop",
    vjp=dict(self=lambda g, self_shape, mask: _unselected(g, self_shape, mask), mask=None),
    jvp=lambda d_self, mask: d_self.masked_select(mask))
def masked_select(self: Tensor, mask: Tensor) -> Tensor:
    """The elements ``self[i]`` where ``mask[i]`` is true, as a vector.

    Shape: ``(n,)``, n being the number of true values in ``mask`` broadcast with ``self``.
    Dtype: any; the result has it. ``mask`` is bool.
    Raises: RuntimeError for a mask that is not bool, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.masked_select(torch.tensor([1., 2.]), torch.tensor([False, True]))
    tensor([2.])
    """


def _unselected(g: Tensor, shape: Size, mask: Tensor) -> Tensor:
    """The selected gradients put back in their places; the engine sums the broadcast ones."""
    full = broadcast_shapes(shape, mask.shape)
    return g.new_zeros(full).masked_scatter(mask.expand(full), g)


def _order(mask: Tensor) -> Tensor:
    """For each element of a mask how many are true before it; -1 before the first that is."""
    return mask.reshape(-1).cumsum(0) - 1


def _masked_scatter_batched(self: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    shape = broadcast_shapes(self.shape, mask.shape)
    mask = mask.expand(shape)
    order, last = _order(mask), source.numel() - 1
    needed = int(_core._innermost(order).amax()) + 1 if order.numel() else 0
    if needed > source.numel():
        raise RuntimeError(f"Number of elements of source < number of ones in mask ({source.numel()} < {needed})")
    taken = source.reshape(-1)[order.clamp(0, last)] if source.numel() else source.new_zeros(order.shape)
    return where(mask, taken.reshape(shape), self)


def _by_source(g: Tensor, mask: Tensor, shape: Size) -> Tensor:
    """The gradients of the elements of ``source``, whose number does not depend on the mask's values."""
    sources = g.new_zeros(shape).reshape(-1)
    if not sources.numel():
        return sources.reshape(shape)
    mask = mask.expand(g.shape)
    used = g.masked_fill(~mask, 0).reshape(-1)
    return sources.index_add(0, _order(mask).clamp(0, sources.numel() - 1), used).reshape(shape)


@op(kind=indexing, inplace=True, kernel="masked_scatter", batch=composed(_masked_scatter_batched),
    vjp=dict(self=lambda g, mask: g.masked_fill(mask, 0),
             mask=None,
             source=lambda g, mask, source_shape: _by_source(g, mask, source_shape)),
    jvp=lambda d_self, d_source, mask: d_self.masked_scatter(mask, d_source))
def masked_scatter(self: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """A copy with ``out[i] = source[k]`` for the k-th ``i`` where ``mask[i]`` is true.

    Shape: that of ``self`` and ``mask``, broadcast together; ``source`` may have any shape.
    Dtype: any, the same for ``source``; the result has it. ``mask`` is bool.
    Raises: RuntimeError for a mask that is not bool, a ``source`` of another dtype or with too few elements, and shapes
        that do not broadcast.

    >>> import flambeau as torch
    >>> torch.masked_scatter(torch.zeros(3), torch.tensor([True, False, True]), torch.tensor([5., 7.]))
    tensor([5., 0., 7.])
    """


@op(kind=indexing, kernel="take",
    batch=composed(lambda self, index: self.reshape(-1)[index]),
    vjp=dict(self=lambda g, self_shape, index: put(g.new_zeros(self_shape), index, g, True), index=None),
    jvp=lambda d_self, index: d_self.take(index))
def take(self: Tensor, index: Tensor) -> Tensor:
    """``out[i] = self.flatten()[index[i]]``.

    Shape: that of ``index``.
    Dtype: any; the result has it. ``index`` is int64.
    Raises: IndexError for an index out of range; RuntimeError for an index of another dtype.

    >>> import flambeau as torch
    >>> torch.take(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 3]))
    tensor([1, 4])
    """


@op(kind=indexing, inplace=True, kernel="put",
    batch=composed(lambda self, index, source, accumulate:
        self.reshape(-1).index_put([index.reshape(-1)], source.reshape(-1), accumulate).reshape(self.shape)),
    vjp=dict(self=lambda g, index, accumulate: g if accumulate else put(g, index, g.new_zeros(index.shape)),
             index=None,
             source=lambda g, index, source_shape: g.take(index).reshape(source_shape)),
    jvp=lambda d_self, d_source, index, accumulate: put(d_self, index, d_source, accumulate))
def put(self: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with ``out.flatten()[index[i]] = source[i]``, or ``+=`` if ``accumulate``.

    Shape: that of ``self``; ``index`` and ``source`` have one number of elements.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int64.
    Raises: IndexError for an index out of range, and unless there are as many sources as indices; RuntimeError for an
        index or ``source`` of another dtype.

    >>> import flambeau as torch
    >>> torch.put(torch.zeros(3), torch.tensor([2]), torch.tensor([5.]))
    tensor([0., 0., 5.])
    """


@op(kind=indexing, kernel="nonzero", batch="loop", function=False, method=False)
def nonzero_positions(self: Tensor) -> Tensor:
    """Indices (int64) of the non-zero elements in row-major order, one per row, one column per dimension."""


@op(kind=composite)
def nonzero(self: Tensor, *, as_tuple: bool = False) -> object:
    """Indices of the elements with ``self[i] != 0``: one per row, or with ``as_tuple`` one vector per dimension.

    Shape: ``(n, d)`` for n such elements of a tensor of d dimensions.
    Dtype: any; the result is int64.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.nonzero(torch.tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """
    if not as_tuple:
        return nonzero_positions(self)
    return nonzero_positions(self if self.ndim else self.unsqueeze(0)).unbind(1)


@op(kind=composite)
def argwhere(self: Tensor) -> Tensor:
    """Indices of the elements with ``self[i] != 0``, one per row.

    Shape: ``(n, d)`` for n such elements of a tensor of d dimensions.
    Dtype: any; the result is int64.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.argwhere(torch.tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """
    return nonzero_positions(self)


@op(kind=composite)
def select_scatter(self: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with ``out[index] = src`` for dim 0 and so on.

    Shape: that of ``self``; ``src`` is broadcast to it without ``dim``.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast; IndexError for ``dim`` or ``index`` out of range.

    >>> import flambeau as torch
    >>> torch.select_scatter(torch.zeros(2, 2), torch.ones(2), 0, 1)
    tensor([[0., 0.],
            [1., 1.]])
    """
    out = writable(self, src)
    out.select(dim, index).copy_(src)
    return out


@op(kind=composite)
def slice_scatter(self: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None,
                  step: int = 1) -> Tensor:
    """A copy with ``out[start:end:step] = src`` for dim 0 and so on.

    Shape: that of ``self``; ``src`` is broadcast to the part.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast and a ``step`` that is not positive; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.slice_scatter(torch.zeros(3), torch.ones(2), 0, 1)
    tensor([0., 1., 1.])
    """
    out = writable(self, src)
    slice(out, dim, start, end, step).copy_(src)
    return out


@op(kind=composite)
def diagonal_scatter(self: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy with ``out[i][i + offset] = src[i]`` in the plane of ``dim1`` and ``dim2``.

    Shape: that of ``self``; ``src`` is broadcast to `diagonal`'s result.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast; IndexError for a dimension out of range.

    >>> import flambeau as torch
    >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    out = writable(self, src)
    out.diagonal(offset, dim1, dim2).copy_(src)
    return out


def _embedding_batched(call: Any) -> Any:
    if call.dims[1] is None:  # one table for all
        return call.wrap(call.run(call.values), call.dims[0])
    input, weight, padding_idx = call.originals[:3]
    rows = index(weight, [input])
    if padding_idx is None:
        return rows
    return choose((input == padding_idx % weight.shape[0]).unsqueeze(-1), rows.detach(), rows)


@op(kind=indexing, kernel="embedding", namespace="nn.functional", body_for=("max_norm",),
    batch=full(_embedding_batched),
    vjp=dict(input=None,
             weight=lambda g, input, weight_shape, padding_idx, scale_grad_by_freq:
             embedding_backward(g, input, weight_shape[0], padding_idx, scale_grad_by_freq)),
    jvp=lambda input, d_weight: embedding(input, d_weight))
def embedding(input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
              norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False) -> Tensor:
    """Rows of a table: ``out[...] = weight[input[...]]``.

    The row ``padding_idx`` gets no gradient; ``scale_grad_by_freq`` divides a row's gradient by how often the row
    occurs in ``input``; ``max_norm`` rescales longer rows in place first.

    Shape: ``(...)`` with ``weight`` ``(V, D)`` gives ``(..., D)``.
    Dtype: int32 or int64 indices; the result has that of ``weight``.
    Raises: IndexError for an index outside ``[0, V)``; RuntimeError for indices of another dtype, a weight that is not
        2-D, and ``padding_idx`` outside the table.

    >>> import flambeau as torch
    >>> torch.nn.functional.embedding(torch.tensor([1, 0]), torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[3., 4.],
            [1., 2.]])
    """
    # Before anything is looked up, the rows used whose norm is more than max_norm are scaled in place.
    rows = _core._innermost(input).reshape(-1).unique()
    used = weight.detach().index_select(0, rows)
    norms = vector_norm(used, norm_type, 1, True)
    scaled = choose(norms > max_norm, used * (max_norm / (norms + 1e-7)), used)
    weight.detach().index_copy_(0, rows, scaled)
    return embedding(input, weight, padding_idx, None, norm_type, scale_grad_by_freq, sparse)


def _embedding_backward_rows(grad: Tensor, indices: Tensor, num_weights: int, padding_idx: int | None,
                             scale_grad_by_freq: bool) -> Tensor:
    """The tables of all examples as one, a table after another."""
    size, width = grad.shape[0], grad.shape[-1]
    if padding_idx is not None:
        grad = grad.masked_fill((indices == padding_idx % num_weights).unsqueeze(-1), 0)
    first = (arange(size) * num_weights).reshape(-1, *(1,) * (indices.ndim - 1))
    tables = embedding_backward(grad, indices + first, size * num_weights, None, scale_grad_by_freq)
    return tables.reshape(size, num_weights, width)


@op(kind=indexing, kernel="embedding_backward", function=False, method=False,
    batch=lambda grad, indices, num_weights, padding_idx, scale_grad_by_freq:
        _embedding_backward_rows(grad, indices, num_weights, padding_idx, scale_grad_by_freq),
    vjp=dict(grad=lambda g, indices, padding_idx, num_weights, scale_grad_by_freq:
             _embedding_weights(g, indices, num_weights, padding_idx, scale_grad_by_freq),
             indices=None),
    jvp=lambda d_grad, indices, num_weights, padding_idx, scale_grad_by_freq:
        embedding_backward(d_grad, indices, num_weights, padding_idx, scale_grad_by_freq))
def embedding_backward(grad: Tensor, indices: Tensor, num_weights: int, padding_idx: int | None,
                       scale_grad_by_freq: bool) -> Tensor:
    """Zeros (num_weights, D) to whose row ``indices[i]`` each ``grad[i]`` is added, but for ``padding_idx``."""


def _embedding_weights(g: Tensor, indices: Tensor, num_weights: int, padding_idx: int | None,
                       scale_grad_by_freq: bool) -> Tensor:
    """The transpose of `embedding_backward`: rows of ``g``, scaled or silenced as there."""
    rows = embedding(indices, g)
    if padding_idx is not None:
        rows = rows.masked_fill((indices == padding_idx % num_weights).unsqueeze(-1), 0)
    if scale_grad_by_freq:
        flat = indices.reshape(-1)
        counts = flat.new_zeros(num_weights).index_add(0, flat, ones_like(flat))
        rows = rows / counts[indices].unsqueeze(-1)
    return rows


@op(kind=composite, namespace="nn.functional")
def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Each class index as a vector of zeros with a single 1: ``out[..., c] = (tensor[...] == c)``.

    ``num_classes`` -1 takes one more than the largest index.

    Shape: ``(...)`` gives ``(..., num_classes)``.
    Dtype: int64; the result is int64.
    Raises: RuntimeError for another dtype, a negative index, one that is not below ``num_classes``, and no indices to
        count.

    >>> import flambeau as torch
    >>> torch.nn.functional.one_hot(torch.tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """
    if str(tensor.dtype).rpartition(".")[2] != "int64":
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if tensor.numel() == 0:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return tensor.new_zeros((*tensor.shape, num_classes))
    values = _core._innermost(tensor)
    if int(values.min()) < 0:
        raise RuntimeError("Class values must be non-negative.")
    largest = int(values.max())
    if num_classes == -1:
        num_classes = largest + 1
    elif num_classes < 1:
        raise RuntimeError("num_classes should be positive")
    elif largest >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return tensor.new_zeros((*tensor.shape, num_classes)).scatter(-1, tensor.unsqueeze(-1), 1)
