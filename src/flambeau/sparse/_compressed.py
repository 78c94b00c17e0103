"""Matrices whose rows (CSR) or columns (CSC) are lists: where each begins, and the index of each value within."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import _core
from .._core import Tensor
from .._functions import arange, searchsorted, stack
from .._types import sparse_csc, sparse_csr
from ._coo import as_coo, coalesced, coo, picked
from ._tensor import SparseTensor


class CompressedTensor(SparseTensor):
    """What CSR and CSC have in common: ``compressed`` (n + 1) begins of the lists, ``plain`` (nnz) indices within."""

    is_sparse = False
    _compressed: Tensor
    _plain: Tensor
    _dim: int  # the dimension whose lines are lists: 0 for rows
    _names: tuple[str, str]  # of the two kinds of indices

    def _with(self, values: Tensor) -> CompressedTensor:
        return compressed(type(self), self._compressed, self._plain, values, self.shape)

    def _take(self, other: SparseTensor) -> None:
        found = as_compressed(other, type(self))
        if found.shape != self.shape:
            Tensor._resize(self, tuple(found.shape))
        self._compressed, self._plain, self._held = found._compressed, found._plain, found._held

    def _coordinates(self) -> Tensor:
        # The line of a value: how many begin at or before it.
        lines = searchsorted(self._compressed, arange(self._plain.shape[0], dtype=self._compressed.dtype), right=True)
        lines, plain = lines - 1, self._plain.to(lines.dtype)
        return stack([lines, plain] if self._dim == 0 else [plain, lines])

    def _values_like(self, other: Tensor) -> Tensor:
        dense = other.to_dense() if isinstance(other, SparseTensor) else other
        return picked(dense, self._coordinates())

    def _parts(self) -> tuple[Any, ...]:
        return self._compressed, self._plain, self._held.detach(), self.shape


class CSRTensor(CompressedTensor):
    """A matrix by rows: ``crow_indices``, ``col_indices`` and ``values``.

    >>> import flambeau as torch
    >>> torch.sparse_csr_tensor([0, 1, 2], [1, 0], [3., 4.], (2, 2)).to_dense()
    tensor([[0., 3.],
            [4., 0.]])
    """

    layout = sparse_csr
    is_sparse_csr = True
    _dim = 0
    _names = ("crow_indices", "col_indices")


class CSCTensor(CompressedTensor):
    """A matrix by columns: ``ccol_indices``, ``row_indices`` and ``values``.

    >>> import flambeau as torch
    >>> torch.sparse_csc_tensor([0, 1, 2], [1, 0], [3., 4.], (2, 2)).to_dense()
    tensor([[0., 4.],
            [3., 0.]])
    """

    layout = sparse_csc
    is_sparse_csr = False
    _dim = 1
    _names = ("ccol_indices", "row_indices")


def compressed(
    kind: type[CompressedTensor], begins: Tensor, plain: Tensor, values: Tensor, size: Sequence[int]
) -> CompressedTensor:
    """The tensor with these parts, which are not checked."""
    made = _core._make_sparse(kind, tuple(size), values.dtype)
    made._compressed, made._plain, made._held = begins, plain, values
    return made


def as_compressed(x: SparseTensor, kind: Any) -> CompressedTensor:
    """The same matrix by rows, or by columns."""
    if isinstance(x, kind):
        return x
    if x.ndim != 2 or x._held.ndim != 1:
        raise RuntimeError(f"to_sparse_csr(): the tensor has {x.ndim} dimensions | matrices are compressed here: 2")
    found = as_coo(x)
    if kind._dim == 1:
        found = coo(found._indices_held.flip(0), found._held, (x.shape[1], x.shape[0]))
    found = coalesced(found)
    lines, plain = found._indices_held
    begins = searchsorted(lines, arange(found.shape[0] + 1))
    return compressed(kind, begins, plain, found._held, x.shape)
