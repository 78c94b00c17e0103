"""Views by strides: any geometry over a storage, and windows that slide along a dimension."""

from __future__ import annotations

import math
from typing import Any

from .broadcast import require_one_device, writable
from .create import arange, ones_like
from .define import Size, Tensor, composite, full, indexing, int64, op
from .define import view as view_kind


def several(sizes: Size | int) -> Any:
    return (sizes,) if isinstance(sizes, int) else sizes


def _extent(shape: Size, stride: Size) -> int:
    """How many elements of storage a geometry spans."""
    shape, stride = several(shape), several(stride)
    return 1 + sum((n - 1) * step for n, step in zip(shape, stride, strict=True)) if math.prod(shape) else 0


def _strided_gradient(g: Tensor, self_geometry: tuple[Any, ...], size: Size, stride: Size,
                      storage_offset: int | None) -> Tensor:
    """``g`` added up in a flat storage, then read through the geometry of ``self``.

    An element of storage that ``self`` shows several times shares its gradient among them.
    """
    shape, strides, start = self_geometry
    offset = start if storage_offset is None else storage_offset
    low = min(start, offset)
    length = max(start + _extent(shape, strides), offset + _extent(size, stride)) - low
    positions = arange(length, dtype=int64)
    flat = g.new_zeros(length).index_add(0, positions.as_strided(size, stride, offset - low).reshape(-1), g.reshape(-1))
    if _repeats(shape, strides):
        seen = positions.as_strided(shape, strides, start - low).reshape(-1)
        flat = flat / positions.new_zeros(length).index_add(0, seen, ones_like(seen)).clamp_min(1)
    return flat.as_strided(shape, strides, start - low)


def _repeats(shape: Size, strides: Size) -> object:
    """Whether a geometry may show an element of storage more than once."""
    reach = 0
    for step, n in sorted((step, n) for n, step in zip(shape, strides, strict=True) if n > 1):
        if step <= reach:
            return True
        reach += (n - 1) * step
    return False


def _strided_tangent(self_geometry: tuple[Any, ...], d_self: Tensor, size: Size, stride: Size,
                     storage_offset: int | None) -> Tensor:
    shape, strides, start = self_geometry
    offset = start if storage_offset is None else storage_offset
    low = min(start, offset)
    length = max(start + _extent(shape, strides), offset + _extent(size, stride)) - low
    positions = arange(length, dtype=int64).as_strided(shape, strides, start - low)
    flat = d_self.new_zeros(length).index_copy(0, positions.reshape(-1), d_self.reshape(-1))
    return flat.as_strided(size, stride, offset - low)


def _strided_batched(call: Any) -> Any:
    x, d = call.values[0], call.dims[0]
    size, stride, offset = call.values[1:]
    shape, strides = (x.shape[d], *several(size)), (x.stride(d), *several(stride))
    rows = x.as_strided(shape, strides, x.storage_offset() if offset is None else offset)
    return call.wrap(rows)


@op(kind=view_kind, kernel="as_strided", inplace=True,
    batch=full(_strided_batched),
    vjp=dict(self=_strided_gradient),
    jvp=_strided_tangent)
def as_strided(self: Tensor, size: Size, stride: Size, storage_offset: int | None = None) -> Tensor:
    """A view of the storage: ``out[i][j]`` is element ``storage_offset + i * stride[0] + j * stride[1]`` of it.

    Sizes, strides and offset are in elements; the offset is that of ``self`` by default.

    Shape: ``size``.
    Raises: RuntimeError for what reaches beyond the storage, negative strides, and unless there are as many strides as
        sizes.

    >>> import flambeau as torch
    >>> torch.arange(6).as_strided((2, 2), (3, 1))
    tensor([[0, 1],
            [3, 4]])
    """


@op(kind=view_kind, kernel="unfold", batch="dims", function=False,
    vjp=dict(self=lambda g, self_shape, dimension, size, step: unfold_backward(g, self_shape, dimension, size, step)),
    jvp="linear")
def unfold(self: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All windows along ``dimension`` as a view: ``out[w][k] = self[w * step + k]`` for a vector.

    Shape: that of ``self`` with ``(n - size) // step + 1`` windows at ``dimension``, and ``size`` at the end.
    Raises: RuntimeError for windows larger than the dimension and for ``step <= 0``; IndexError for ``dimension`` out
        of range.

    >>> import flambeau as torch
    >>> torch.arange(5).unfold(0, 3, 2)
    tensor([[0, 1, 2],
            [2, 3, 4]])
    """


@op(kind=indexing, kernel="unfold_backward", traits=("stores",), batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, dim, size, step: g.unfold(dim, size, step)),
    jvp="linear")
def unfold_backward(grad: Tensor, input_shape: Size, dim: int, size: int, step: int) -> Tensor:
    """Zeros of ``input_shape`` to which every window of ``grad`` is added in its place."""


@op(kind=composite)
def as_strided_scatter(self: Tensor, src: Tensor, size: Size, stride: Size,
                       storage_offset: int | None = None) -> Tensor:
    """A copy in which ``out.as_strided(size, stride, storage_offset)`` is ``src``.

    Shape: that of ``self``; ``src`` has the shape ``size``.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` of another shape, for what reaches beyond the elements, and negative strides.

    >>> import flambeau as torch
    >>> torch.as_strided_scatter(torch.zeros(4), torch.ones(2), (2,), (2,))
    tensor([1., 0., 1., 0.])
    """
    out = writable(self, src)
    place = out.as_strided(size, stride, storage_offset)
    if src.shape != place.shape:
        raise RuntimeError("expected src to have a size equal to the slice of self. src size = "
                           f"{list(src.shape)}, slice size = {list(place.shape)}")
    require_one_device("as_strided_scatter", self, src)
    place.copy_(src)
    return out
