"""Elements chosen by a mask, or by being non-zero."""

from __future__ import annotations

from typing import Any

from .. import _core
from .broadcast import broadcast_shapes
from .compare import choose, where
from .create import arange
from .define import Number, Size, Tensor, composed, composite, full, indexing, int64, op
from .join import stack


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


@op(kind=indexing, inplace=True, kernel="masked_fill", traits=("repeats_writes", "touches_part", "stores"),
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


@op(kind=indexing, kernel="masked_select", traits=("touches_part", "stores"), batch="loop",
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


@op(kind=indexing, inplace=True, kernel="masked_scatter", traits=("touches_part",),
    batch=composed(_masked_scatter_batched),
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
def nonzero_static(self: Tensor, *, size: int, fill_value: int = -1) -> Tensor:
    """`nonzero` in a fixed number of rows: indices of the first elements with ``self[i] != 0``, then ``fill_value``.

    Shape: ``(size, d)`` for a tensor of d dimensions.
    Dtype: any; the result is int64.
    Raises: RuntimeError for a negative ``size``.

    >>> import flambeau as torch
    >>> torch.nonzero_static(torch.tensor([0, 5, 7]), size=3)
    tensor([[ 1],
            [ 2],
            [-1]])
    """
    if size < 0:
        raise RuntimeError(f"nonzero_static: 'size' must be an non-negative integer | it is {size}")
    inside = (self != 0).reshape(-1)
    count = len(inside)
    place = inside.cumsum(0) - 1
    place = choose(inside & (place < size), place, size)  # what is left over goes to a place behind the others
    row = place.new_full((size + 1,), -1).scatter(0, place, arange(count, dtype=int64, device=self.device))[:size]
    columns, step = [], count
    for n in self.shape:
        step //= max(n, 1)
        columns.append(choose(row < 0, fill_value, row // max(step, 1) % max(n, 1)))
    return stack(columns, 1) if columns else row.new_empty((size, 0))
