"""Indexing: reading and writing whole slices by position."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .._core import DataDependentError
from .broadcast import broadcast_shapes, scalar_name, widened
from .compare import choose
from .create import arange
from .define import Number, Size, Tensor, composed, composite, full, indexing, int32, int64, op, uint8
from .define import bool as bool_dtype
from .scatter import scatter_reduce
from .view import wrap_dim


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


@op(kind=indexing, kernel="index", traits=("touches_part", "stores"), function=False, method="_index",
    grad_name="Index",
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


@op(kind=indexing, inplace=True, kernel="index_put", traits=("repeats_writes", "touches_part", "stores"),
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


def _copied(self: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    if self.ndim == 0 or source.ndim == 0:  # one slice, and its place
        source = source.reshape([1] * self.ndim)
    return self.scatter(dim, _along(index, dim, source), source)


@op(kind=indexing, kernel="index_select", traits=("touches_part", "stores"),
    piecewise_linear=True,  # for padding, whose second derivatives are zeros
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


@op(kind=indexing, inplace=True, kernel="index_add", traits=("touches_part",),
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


@op(kind=indexing, inplace=True, kernel="index_copy", traits=("autocast_widest", "touches_part",),
    batch=composed(lambda self, dim, index, source: _copied(self, dim, index, source)),
    vjp=dict(self=lambda g, dim, index: g.index_fill(dim, index, 0),
             index=None,
             source=lambda g, dim, index, source_shape: g.index_select(dim, index).reshape(source_shape)),
    jvp=lambda d_self, d_source, dim, index: d_self.index_copy(dim, index, d_source))
def index_copy(self: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """A copy with ``out[index[i]] = source[i]`` for dim 0 and so on.

    Shape: that of ``self``; ``source`` has it too, with the length of the vector ``index`` at ``dim``. A tensor without
        dimensions counts as one slice.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int64.
    Raises: IndexError for ``dim`` or an index out of range and a ``source`` of another length; RuntimeError for an
        index or ``source`` of another dtype.

    >>> import flambeau as torch
    >>> torch.index_copy(torch.zeros(3), 0, torch.tensor([2]), torch.tensor([5.]))
    tensor([0., 0., 5.])
    """


def _check_slices(self: Tensor, dim: int, index: Tensor, source: Tensor) -> None:
    """What `index_reduce` asks of its arguments."""
    name, rank = "index_reduce_()", max(self.ndim, 1)
    dim = wrap_dim(dim, rank)
    if index.ndim > 1:
        raise IndexError(f"{name}: Index is supposed to be a vector, but got dim: {index.ndim} with type: "
                         f"{scalar_name(index.dtype)} and size: {list(index.shape)}")
    if index.dtype not in (int32, int64):
        raise RuntimeError(f"{name}: Expected dtype int32/int64 for index but got: {scalar_name(index.dtype)}")
    if self.dtype is not source.dtype:
        raise RuntimeError(f"{name}: self ({scalar_name(self.dtype)}) and source ({scalar_name(source.dtype)}) must "
                           "have the same scalar type")
    if dim >= max(source.ndim, 1):
        raise RuntimeError(f"{name}: Indexing dim {dim} is out of bounds of the source tensor with dim {source.ndim}")
    length = source.shape[dim] if source.ndim else 1
    if index.numel() != length:
        raise RuntimeError(f"{name}: Number of indices ({index.numel()}) should be equal to source.size(dim): "
                           f"({length}), for dim: {dim}")
    if [*source.shape[:dim], *source.shape[dim + 1:]] != [*self.shape[:dim], *self.shape[dim + 1:]] \
            or source.ndim != self.ndim:
        raise RuntimeError("source tensor shape must match self tensor shape, excluding the specified dimension. Got "
                           f"self.shape = {list(self.shape)} source.shape = {list(source.shape)}")


@op(kind=composite, inplace=True)
def index_reduce(self: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *,
                 include_self: bool = True) -> Tensor:
    """A copy in which the slices of ``source`` that go to one place are combined:
    ``out[index[i]] = reduce(self[index[i]], source[i], ...)`` for dim 0 and so on.

    ``reduce`` is "prod", "mean", "amax" or "amin". ``include_self=False`` leaves the old value of the places written
    to out of the combination. Where several values are the largest, they share the gradient.

    Shape: that of ``self``; ``source`` has it too, with the length of the vector ``index`` at ``dim``.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an unknown ``reduce``, an index of another dtype, and a ``source`` of another shape or
        dtype; IndexError for ``dim`` or an index out of range and for an index that is no vector; NotImplementedError
        for the largest or smallest of complex numbers.

    >>> import flambeau as torch
    >>> torch.index_reduce(torch.ones(2), 0, torch.tensor([0, 0]), torch.tensor([2., 3.]), "prod")
    tensor([6., 1.])
    """
    if reduce not in ("prod", "mean", "amax", "amin"):
        raise RuntimeError("index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got "
                           f"{reduce}.")
    _check_slices(self, dim, index, source)
    size = self.shape[dim] if self.ndim else 1
    if not index.is_meta and bool(_core._innermost((index < 0) | (index >= size)).any()):
        raise IndexError(f"index out of range in self | index_reduce: dimension {dim} has size {size}")
    return scatter_reduce(self, dim, _along(index, dim, source), source, reduce, include_self=include_self)


@op(kind=indexing, inplace=True, kernel="index_fill", traits=("repeats_writes", "touches_part"),
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


@op(kind=indexing, kernel="take", traits=("touches_part", "stores"),
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


@op(kind=indexing, inplace=True, kernel="put", traits=("touches_part",),
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


@op(kind=composite, method=False)
def unravel_index(indices: Tensor, shape: Size) -> tuple[Tensor, ...]:
    """The coordinates of positions in a row-major array: ``indices = out[0] * prod(shape[1:]) + out[1] * ...``.

    Shape: one tensor for each of ``shape``, with that of ``indices``.
    Dtype: integers; the results have it.
    Raises: TypeError for other dtypes; ValueError for negative sizes, and for an index outside of ``shape``.

    >>> import flambeau as torch
    >>> torch.unravel_index(torch.tensor([5, 2]), (2, 3))
    (tensor([1, 0]), tensor([2, 2]))
    """
    if indices.dtype is bool_dtype or indices.dtype.is_floating_point or indices.dtype.is_complex:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    if any(size < 0 for size in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    steps = [math.prod(sizes[k + 1:]) for k in range(len(sizes))]
    return tuple(indices.div(max(step, 1), rounding_mode="floor") % max(size, 1)
                 for step, size in zip(steps, sizes, strict=True))
