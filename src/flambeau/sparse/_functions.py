"""What `flambeau.sparse` offers by name."""

from __future__ import annotations

from typing import Any

from .. import _core
from .._core import Tensor
from .._functions import arange, stack
from .._types import sparse_coo, sparse_csr
from . import _products, _reductions
from ._attributes import to_layout
from ._compressed import CSRTensor
from ._coo import check_indices, coo, picked
from ._tensor import SparseTensor, answers


def _require_sparse(name: str, argument: str, x: Any) -> None:
    if not isinstance(x, SparseTensor):
        raise NotImplementedError(f"sparse.{name}(): argument '{argument}' must be a sparse tensor | it is strided")


def mm(mat1: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices of which one or both are sparse: ``out[i, j] = sum of mat1[i, k] * mat2[k, j]``.

    The gradient with respect to a sparse matrix is sparse, with its indices.

    Shape: ``(n, k)`` with ``(k, m)`` gives ``(n, m)``; sparse if both are sparse.
    Dtype: the same for both; the result has it.
    Raises: RuntimeError for what is no matrix, sizes that do not fit and different dtypes.

    >>> import flambeau as torch
    >>> torch.sparse.mm(torch.eye(2).to_sparse(), torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[1., 2.],
            [3., 4.]])
    """
    if not isinstance(mat1, SparseTensor) and not isinstance(mat2, SparseTensor):
        return mat1.mm(mat2)
    return _products.mm(mat1, mat2)


def addmm(mat: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1.0, alpha: float = 1.0) -> Tensor:
    """``beta * mat + alpha * (mat1 @ mat2)`` with ``mat1`` sparse.

    Shape: ``mat1`` ``(n, k)`` and ``mat2`` ``(k, m)`` give ``(n, m)``, to which ``mat`` broadcasts.
    Dtype: the same for all; the result has it.
    Raises: RuntimeError for what is no matrix, sizes that do not fit and different dtypes.

    >>> import flambeau as torch
    >>> torch.sparse.addmm(torch.ones(2, 2), torch.eye(2).to_sparse(), torch.ones(2, 2), alpha=2)
    tensor([[3., 3.],
            [3., 3.]])
    """
    return _products.addmm(mat, mat1, mat2, beta, alpha)


def sum(input: Tensor, dim: Any = None, dtype: _core.dtype | None = None) -> Tensor:
    """The sum of a sparse tensor, over all dimensions or those named; sparse while a sparse dimension is left.

    Shape: that of ``input`` without the dimensions summed over.
    Dtype: any; integers are summed as int64 unless ``dtype`` says otherwise.
    Raises: IndexError for a dimension that is not there.

    >>> import flambeau as torch
    >>> torch.sparse.sum(torch.tensor([[0., 2.], [3., 0.]]).to_sparse())
    tensor(5.)
    """
    _require_sparse("sum", "input", input)
    return _reductions.sum_(input, dim, dtype=dtype)


def softmax(input: Tensor, dim: int, *, dtype: _core.dtype | None = None) -> Tensor:
    """The softmax along ``dim`` over the values that are there; the others count as minus infinity.

    Shape: that of ``input``.
    Dtype: floating, or ``dtype``.
    Raises: NotImplementedError for other dtypes; IndexError for a dimension that is not there.

    >>> import flambeau as torch
    >>> torch.sparse.softmax(torch.tensor([[0., 2.], [3., 3.]]).to_sparse(), 1).to_dense()
    tensor([[0.0000, 1.0000],
            [0.5000, 0.5000]])
    """
    _require_sparse("softmax", "input", input)
    return _reductions.softmax(input, dim, dtype, False)  # type: ignore[arg-type]


def log_softmax(input: Tensor, dim: int, *, dtype: _core.dtype | None = None) -> Tensor:
    """The logarithm of `softmax`.

    Shape: that of ``input``.
    Dtype: floating, or ``dtype``.
    Raises: NotImplementedError for other dtypes; IndexError for a dimension that is not there.

    >>> import flambeau as torch
    >>> torch.sparse.log_softmax(torch.tensor([[0., 2.], [3., 3.]]).to_sparse(), 1).values()
    tensor([ 0.0000, -0.6931, -0.6931])
    """
    _require_sparse("log_softmax", "input", input)
    return _reductions.softmax(input, dim, dtype, True)  # type: ignore[arg-type]


def sampled_addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1.0, alpha: float = 1.0) -> Tensor:
    """``beta * input + alpha * (mat1 @ mat2)`` where the CSR matrix ``input`` has values.

    Shape: ``input`` ``(n, m)``, ``mat1`` ``(n, k)``, ``mat2`` ``(k, m)``.
    Dtype: the same for all; the result has it.
    Raises: RuntimeError for another layout and sizes that do not fit.

    >>> import flambeau as torch
    >>> pattern = torch.eye(2).to_sparse_csr()
    >>> torch.sparse.sampled_addmm(pattern, torch.ones(2, 3), torch.ones(3, 2)).values()
    tensor([4., 4.])
    """
    if not isinstance(input, CSRTensor):
        raise RuntimeError(f"sampled_addmm: Expected self to have layout {sparse_csr}, but got {input.layout}")
    if (
        mat1.ndim != 2
        or mat2.ndim != 2
        or (mat1.shape[0], mat2.shape[1]) != input.shape
        or (mat1.shape[1] != mat2.shape[0])
    ):
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({'x'.join(map(str, mat1.shape))} and "
            f"{'x'.join(map(str, mat2.shape))}) for a matrix of {'x'.join(map(str, input.shape))}"
        )
    where = input._coordinates()
    check_indices(where, input.shape)
    dots = (mat1.index_select(0, where[0]) * mat2.t().index_select(0, where[1])).sum(1)
    return input._with(input._held * beta + dots * alpha)


def spdiags(diagonals: Tensor, offsets: Tensor, shape: Any, layout: Any = None) -> Tensor:
    """The sparse matrix with row ``i`` of ``diagonals`` on the diagonal ``offsets[i]``: ``out[j - offset, j]`` is
    ``diagonals[i, j]``.

    Shape: ``diagonals`` (n, length) and ``offsets`` (n,) give ``shape``.
    Dtype: any; offsets are int64.
    Raises: RuntimeError for other shapes, an offset that is not int64 and one that occurs twice.

    >>> import flambeau as torch
    >>> torch.sparse.spdiags(torch.tensor([[1., 2., 3.]]), torch.tensor([1]), (3, 3)).to_dense()
    tensor([[0., 2., 0.],
            [0., 0., 3.],
            [0., 0., 0.]])
    """
    lines = diagonals.reshape(1, -1) if diagonals.ndim == 1 else diagonals
    steps = offsets.reshape(-1)
    if len(shape) != 2 or lines.ndim != 2 or offsets.ndim > 1:
        raise RuntimeError("Output shape must be 2d, diagonals at most 2d and offsets at most 1d")
    if lines.shape[0] != steps.shape[0]:
        raise RuntimeError(
            f"Number of diagonals ({lines.shape[0]}) does not match the number of offsets ({steps.shape[0]})"
        )
    if steps.dtype != _core.int64:
        raise RuntimeError(f"Offset Tensor must have dtype Long but got {steps.dtype}")
    if steps.unique().shape[0] != steps.shape[0]:
        raise RuntimeError("Offset tensor contains duplicate values")
    columns = arange(min(lines.shape[1], shape[1])).expand(lines.shape[0], -1)
    rows = columns - steps.unsqueeze(1)
    kept = (rows >= 0) & (rows < shape[0])
    found = coo(stack([rows[kept], columns[kept]]), lines[:, : columns.shape[1]][kept], tuple(shape))
    return to_layout(found, sparse_coo if layout is None else layout)


@answers("smm", sparse=("input",))
def smm(input: Tensor, mat: Tensor) -> Tensor:
    """The product of a sparse and a strided matrix as a sparse matrix: all columns of the rows that have any value.

    Shape: ``(n, k)`` with ``(k, m)`` gives ``(n, m)``.
    Dtype: the same for both; the result has it.
    Raises: RuntimeError for what is no matrix, sizes that do not fit and different dtypes.

    >>> import flambeau as torch
    >>> torch.smm(torch.eye(2).to_sparse(), torch.ones(2, 2)).to_dense()
    tensor([[1., 1.],
            [1., 1.]])
    """
    _require_sparse("smm", "input", input)
    product = _products.mm(input, mat)
    rows, width = input._coordinates()[0].unique(), product.shape[1]  # type: ignore[attr-defined]
    where = stack([rows.repeat_interleave(width), arange(width).repeat(rows.shape[0])])
    return coo(where, picked(product, where), product.shape)


def hspmm(mat1: Tensor, mat2: Tensor) -> Tensor:
    """The product of a sparse and a strided matrix with one sparse dimension: the rows that have any value.

    Shape: ``(n, k)`` with ``(k, m)`` gives ``(n, m)``.
    Dtype: the same for both; the result has it.
    Raises: RuntimeError for what is no matrix, sizes that do not fit and different dtypes.

    >>> import flambeau as torch
    >>> torch.hspmm(torch.eye(2).to_sparse(), torch.ones(2, 2)).sparse_dim()
    1
    """
    _require_sparse("hspmm", "mat1", mat1)
    product, rows = _products.mm(mat1, mat2), mat1._coordinates()[0].unique()  # type: ignore[attr-defined]
    return coo(rows.unsqueeze(0), product.index_select(0, rows), product.shape)
