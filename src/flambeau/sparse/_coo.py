"""Coordinate lists: each value with its indices; one position may occur several times, and stands for the sum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .. import _core
from .._core import Tensor, int64
from .._functions import arange, cat, empty, stack, unique, zeros
from .._types import sparse_coo
from ._tensor import SparseTensor


class COOTensor(SparseTensor):
    """A sparse tensor of coordinates: ``indices`` (sparse_dim, nnz) and ``values`` (nnz, *dense sizes).

    >>> import flambeau as torch
    >>> x = torch.sparse_coo_tensor([[0, 1], [2, 0]], [3., 4.], (2, 3))
    >>> isinstance(x, torch.Tensor), x.to_dense()
    (True, tensor([[0., 0., 3.],
            [4., 0., 0.]]))
    """

    layout = sparse_coo
    is_sparse = True
    _indices_held: Tensor
    _coalesced: bool

    def _with(self, values: Tensor) -> COOTensor:
        return coo(self._indices_held, values, self.shape, self._coalesced)

    def _take(self, other: SparseTensor) -> None:
        found = as_coo(other)
        if found.shape != self.shape:
            Tensor._resize(self, tuple(found.shape))
        self._indices_held, self._held, self._coalesced = found._indices_held, found._held, found._coalesced

    def _coordinates(self) -> Tensor:
        return self._indices_held

    def _values_like(self, other: Tensor) -> Tensor:
        dense = other.to_dense() if isinstance(other, SparseTensor) else other
        return picked(dense, self._indices_held)

    def _parts(self) -> tuple[Any, ...]:
        return self._indices_held, self._held.detach(), self.shape, self._coalesced


def coo(indices: Tensor, values: Tensor, size: Sequence[int], coalesced: bool = False) -> COOTensor:
    """The tensor with these parts, which are not checked."""
    made = _core._make_sparse(COOTensor, tuple(size), values.dtype)
    made._indices_held, made._held, made._coalesced = indices, values, coalesced or values.shape[0] < 2
    return made


def empty_coo(size: Sequence[int], sparse_dim: int, dtype: Any) -> COOTensor:
    """All zeros: no coordinates."""
    indices, values = empty(sparse_dim, 0, dtype=int64), zeros(0, *size[sparse_dim:], dtype=dtype)
    return coo(indices, values, size, True)


def places(indices: Tensor, size: Sequence[int]) -> Tensor:
    """The coordinates as positions in a row-major array of the sparse sizes."""
    strides = [math.prod(size[k + 1 : indices.shape[0]]) for k in range(indices.shape[0])]
    found = zeros(indices.shape[1], dtype=int64)
    for row, step in zip(indices, strides, strict=True):
        found = found + row * step
    return found


def coordinates(found: Tensor, sizes: Sequence[int]) -> Tensor:
    """The coordinates of positions in a row-major array of these sizes."""
    rows = []
    for size in reversed(sizes):
        rows.append(found % size)
        found = found.div(size, rounding_mode="floor")
    return stack(rows[::-1]) if rows else empty(0, found.shape[0], dtype=int64)


# Of types for storage, which have no sums of their own; those of integers are taken modulo powers of two.
_SUMMED_AS = {_core.complex32: _core.complex64} | dict.fromkeys((_core.uint16, _core.uint32, _core.uint64), int64)


def summed(values: Tensor, groups: Tensor, count: int) -> Tensor:
    """The sums of the values of each group, a row for each group."""
    if values.dtype == _core.bool:
        return summed(values.to(_core.int64), groups, count) != 0
    if values.dtype in _SUMMED_AS:
        return summed(values.to(_SUMMED_AS[values.dtype]), groups, count).to(values.dtype)
    return values.new_zeros(count, *values.shape[1:]).index_add(0, groups, values)


def coalesced(x: COOTensor) -> COOTensor:
    """Each position once, in order."""
    if x._coalesced:
        return x
    indices, values, size = x._indices_held, x._held, x.shape
    if indices.shape[1] < 2:
        return coo(indices, values, size, True)
    found, groups = unique(places(indices, size), return_inverse=True)
    if found.shape[0] == indices.shape[1] and bool((groups == arange(groups.shape[0])).all()):
        return coo(indices, values, size, True)
    return coo(coordinates(found, size[: indices.shape[0]]), summed(values, groups, found.shape[0]), size, True)


def to_dense(x: COOTensor) -> Tensor:
    """Zeros with the values added where they belong."""
    indices, size = x._indices_held, x.shape
    sizes = size[: indices.shape[0]]
    check_indices(indices, sizes)
    return summed(x._held, places(indices, size), math.prod(sizes)).reshape(size)


def check_indices(indices: Tensor, sizes: Sequence[int]) -> None:
    """An error for an index outside its dimension: positions in the whole would hide it."""
    if not indices.shape[1]:
        return
    least, most = indices.amin(1).tolist(), indices.amax(1).tolist()
    for dim, (low, high, size) in enumerate(zip(least, most, sizes, strict=False)):
        if low < 0:
            raise RuntimeError(f"found negative index {low} for dim {dim}")
        if high >= size:
            raise RuntimeError(
                f"size is inconsistent with indices: for dim {dim}, size is {size} but found index {high}"
            )


def picked(dense: Tensor, indices: Tensor) -> Tensor:
    """The elements of a strided tensor at coordinates, a row for each."""
    if indices.shape[0] == 0:
        return dense.unsqueeze(0).expand(indices.shape[1], *dense.shape)
    return dense[tuple(indices)]


def from_dense(x: Tensor, sparse_dim: int) -> COOTensor:
    """What is not zero of the first dimensions of a strided tensor."""
    if sparse_dim == 0:
        return coo(empty(0, 1, dtype=int64), x.unsqueeze(0), x.shape, True)
    kept = x.detach() != 0
    if x.ndim > sparse_dim:
        kept = kept.flatten(sparse_dim).any(sparse_dim)
    indices = kept.nonzero().t().contiguous()
    return coo(indices, picked(x, indices), x.shape, True)


def as_coo(x: SparseTensor) -> COOTensor:
    """The same elements as coordinates."""
    if isinstance(x, COOTensor):
        return x
    return coo(x._coordinates(), x._held, x.shape)


def joined(parts: Sequence[COOTensor], size: Sequence[int], is_coalesced: bool) -> COOTensor:
    """The sum of tensors of one shape; marked as the caller says."""
    indices = cat([p._indices_held for p in parts], 1)
    total = coalesced(coo(indices, cat([p._held for p in parts]), size))
    return coo(total._indices_held, total._held, size, is_coalesced)
