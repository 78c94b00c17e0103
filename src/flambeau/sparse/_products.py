"""Matrix products: values times the rows they meet, added up."""

from __future__ import annotations

from typing import Any

from .._core import Tensor, int32, int64
from .._functions import arange, searchsorted, stack
from ..ops.matmul import compressed_product
from ._compressed import CompressedTensor, as_compressed
from ._coo import COOTensor, as_coo, check_indices, coalesced, coo
from ._tensor import SparseTensor, answers


def _matrix(name: str, argument: str, x: Tensor) -> None:
    if x.ndim != 2:
        raise RuntimeError(f"{name}: {argument} must be a matrix, got {x.ndim}-D tensor")
    if isinstance(x, COOTensor) and x._held.ndim != 1:
        raise RuntimeError(f"{name}: {argument} has dense dimensions | a matrix of numbers is taken")


def _require_fit(a: Tensor, b: Tensor) -> None:
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
        )
    if a.dtype != b.dtype:
        raise RuntimeError(f"expected mat1 and mat2 to have the same dtype, but got: {a.dtype} != {b.dtype}")


@answers("mm", "_sparse_mm", sparse=("self", "mat2"))
def mm(self: Any, mat2: Any) -> Tensor:
    _matrix("mm", "mat1", self)
    _matrix("mm", "mat2", mat2)
    _require_fit(self, mat2)
    if isinstance(self, SparseTensor) and isinstance(mat2, SparseTensor):
        return _sparse_product(self, mat2)
    if isinstance(self, SparseTensor):
        return _times_dense(self, mat2)
    if not isinstance(mat2, SparseTensor):
        return self.mm(mat2)
    return _times_dense(mat2, self.t(), transposed=True).t()


def _times_dense(a: SparseTensor, b: Tensor, transposed: bool = False) -> Tensor:
    """``a @ b``, or with the transpose of ``a``."""
    begins, indices, values, by_columns = _lists(a)
    size = a.shape[1 if transposed else 0]
    return compressed_product(begins, indices, values, b, size, transposed != by_columns)


def _lists(a: SparseTensor) -> tuple[Tensor, Tensor, Tensor, bool]:
    """The begins of the lines, the indices within and the values of a matrix, and whether its lines are columns."""
    if isinstance(a, CompressedTensor):
        return a._compressed.long(), a._plain.long(), a._held, a._dim == 1
    where = a._coordinates()
    check_indices(where, a.shape)
    (rows, columns), values = where, a._held
    if not as_coo(a)._coalesced:
        rows, order = rows.to(int32 if a.shape[0] < 2**31 else int64).sort(stable=True)  # half the digits
        columns, values = columns[order], values.index_select(0, order)
    return searchsorted(rows, arange(a.shape[0] + 1, dtype=rows.dtype)), columns, values, False


def _sparse_product(a: SparseTensor, b: SparseTensor) -> Tensor:
    """Each value of ``a`` meets the values in one row of ``b``."""
    x, y = as_coo(a), coalesced(as_coo(b))
    check_indices(x._indices_held, x.shape)
    (rows, inner), (lines, columns) = x._indices_held, y._indices_held
    begins = searchsorted(lines, arange(y.shape[0] + 1))
    counts = (begins[1:] - begins[:-1])[inner]
    left = arange(inner.shape[0]).repeat_interleave(counts)
    first = counts.cumsum(0) - counts  # where the terms of each value of `a` begin
    right = begins[inner][left] + arange(left.shape[0]) - first[left]
    values = x._held.index_select(0, left) * y._held.index_select(0, right)
    product = coalesced(coo(stack([rows[left], columns[right]]), values, (a.shape[0], b.shape[1])))
    both = isinstance(a, CompressedTensor) and isinstance(b, CompressedTensor)
    return as_compressed(product, type(a)) if both else product


@answers("mv", sparse=("self", "vec"))
def mv(self: Any, vec: Any) -> Tensor:
    if isinstance(vec, SparseTensor) or vec.ndim != 1:
        raise RuntimeError("mv: argument 'vec' must be a strided vector")
    return mm(self, vec.unsqueeze(1)).squeeze(1)


@answers("bmm", sparse=("self", "mat2"))
def bmm(self: Any, mat2: Any) -> Tensor:
    if not isinstance(self, SparseTensor) or isinstance(mat2, SparseTensor):
        raise RuntimeError("bmm: a sparse tensor is taken as 'self', with a strided 'mat2'")
    if self.ndim != 3 or mat2.ndim != 3 or self.shape[0] != mat2.shape[0] or self.shape[2] != mat2.shape[1]:
        raise RuntimeError(
            f"bmm: batches of matrices that fit are taken, got {list(self.shape)} and {list(mat2.shape)}"
        )
    found = as_coo(self)
    batch, row, column = found._indices_held
    n, m, k = self.shape
    wide = coo(stack([batch * m + row, batch * k + column]), found._held, (n * m, n * k))
    return mm(wide, mat2.reshape(n * k, mat2.shape[2])).reshape(n, m, mat2.shape[2])


@answers("matmul", "__matmul__", sparse=("self", "other"))
def matmul(self: Any, other: Any) -> Tensor:
    if self.ndim == 2 and other.ndim == 1:
        return mv(self, other)
    if self.ndim == 1 and other.ndim == 2:
        return mm(self.unsqueeze(0), other).squeeze(0)
    if self.ndim == 3 and other.ndim == 3:
        return bmm(self, other)
    return mm(self, other)


@answers("rmatmul", sparse=("self", "other"))
def rmatmul(self: Any, other: Any) -> Tensor:
    return matmul(other, self)


@answers("addmm", sparse=("self", "mat1", "mat2"))
def addmm(self: Any, mat1: Any, mat2: Any, beta: Any = 1, alpha: Any = 1) -> Tensor:
    product = mm(mat1, mat2)
    if alpha != 1:
        product = product * alpha
    if isinstance(self, SparseTensor) and not isinstance(product, SparseTensor):
        raise RuntimeError("addmm: argument 'self' is sparse and the product is not | a strided 'self' is taken")
    if beta == 0:
        return product
    scaled = self if beta == 1 else self * beta
    return scaled.expand(product.shape) + product if not isinstance(self, SparseTensor) else scaled + product
