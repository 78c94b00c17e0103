"""Tensor's methods that make sparse tensors, or ask for the parts of one: what strided tensors answer.

Sparse tensors answer these calls themselves (`flambeau.sparse`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._arguments import overridable
from ._core import Tensor
from ._types import layout as Layout


def _of_dense(name: str, tensor: Tensor, *args: Any, **kwargs: Any) -> Any:
    from .sparse import of_dense  # imported when first needed, as most programs have no sparse tensors

    return of_dense(name, tensor, args, kwargs)


def to_dense(self: Tensor, dtype: Any = None, *, masked_grad: bool = True) -> Tensor:
    """A strided tensor with the same elements; one that is strided is returned itself, or (``dtype``) converted.

    The gradient of a sparse tensor is sparse, with its indices.

    >>> import flambeau as torch
    >>> torch.sparse_coo_tensor([[0, 2]], [3., 4.], (3,)).to_dense()
    tensor([3., 0., 4.])
    """
    return self if dtype is None else self.to(dtype)


def to_sparse(
    self: Tensor,
    sparse_dim: int | None = None,
    *,
    layout: Layout | None = None,
    blocksize: Any = None,
    dense_dim: int | None = None,
) -> Tensor:
    """What is not zero as a sparse tensor: coordinates of the first ``sparse_dim`` dimensions (all by default), or the
    ``layout`` asked for.

    Shape: that of ``self``.
    Raises: RuntimeError for ``sparse_dim`` out of range; NotImplementedError for blocks.

    >>> import flambeau as torch
    >>> torch.tensor([[0., 2.], [0., 0.]]).to_sparse().indices()
    tensor([[0],
            [1]])
    """
    return _of_dense(  # type: ignore[no-any-return]
        "to_sparse", self, sparse_dim, layout=layout, blocksize=blocksize, dense_dim=dense_dim
    )


def to_sparse_coo(self: Tensor) -> Tensor:
    """`to_sparse` as coordinates.

    >>> import flambeau as torch
    >>> torch.tensor([0., 2.]).to_sparse_coo().values()
    tensor([2.])
    """
    return self.to_sparse()


def to_sparse_csr(self: Tensor, dense_dim: int | None = None) -> Tensor:
    """A matrix as a sparse one by rows.

    Raises: RuntimeError for what is no matrix.

    >>> import flambeau as torch
    >>> torch.tensor([[0., 2.], [3., 0.]]).to_sparse_csr().crow_indices()
    tensor([0, 1, 2])
    """
    return _of_dense("to_sparse_csr", self, dense_dim=dense_dim)  # type: ignore[no-any-return]


def to_sparse_csc(self: Tensor, dense_dim: int | None = None) -> Tensor:
    """A matrix as a sparse one by columns.

    Raises: RuntimeError for what is no matrix.

    >>> import flambeau as torch
    >>> torch.tensor([[0., 2.], [3., 0.]]).to_sparse_csc().ccol_indices()
    tensor([0, 1, 2])
    """
    return _of_dense("to_sparse_csc", self, dense_dim=dense_dim)  # type: ignore[no-any-return]


def sparse_mask(self: Tensor, mask: Tensor) -> Tensor:
    """The elements at the indices of a sparse tensor, as a sparse tensor.

    Shape: that of ``self`` and of ``mask``.
    Raises: NotImplementedError for a mask that is not sparse; RuntimeError for another shape.

    >>> import flambeau as torch
    >>> mask = torch.eye(2).to_sparse()
    >>> torch.tensor([[1., 2.], [3., 4.]]).sparse_mask(mask).values()
    tensor([1., 4.])
    """
    return _of_dense("sparse_mask", self, mask)  # type: ignore[no-any-return]


def coalesce(self: Tensor) -> Tensor:
    """A sparse tensor of coordinates with each position once, in order; values at one position are added.

    Raises: RuntimeError for other layouts.

    >>> import flambeau as torch
    >>> torch.sparse_coo_tensor([[1, 1]], [3., 4.], (2,)).coalesce().values()
    tensor([7.])
    """
    return _of_dense("coalesce", self)  # type: ignore[no-any-return]


def is_coalesced(self: Tensor) -> bool:
    """Whether a sparse tensor of coordinates is known to have each position once, in order.

    Raises: RuntimeError for other layouts.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse().is_coalesced()
    True
    """
    return _of_dense("is_coalesced", self)  # type: ignore[no-any-return]


def indices(self: Tensor) -> Tensor:
    """The coordinates ``(sparse_dim, nnz)`` of a coalesced sparse tensor.

    Raises: RuntimeError for one that is not coalesced, and for other layouts.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse().indices()
    tensor([[0, 1],
            [0, 1]])
    """
    return _of_dense("indices", self)  # type: ignore[no-any-return]


def values(self: Tensor) -> Tensor:
    """The values ``(nnz, ...)`` of a sparse tensor, through which gradients flow.

    Raises: RuntimeError for coordinates that are not coalesced, and for strided tensors.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse_csr().values()
    tensor([1., 1.])
    """
    return _of_dense("values", self)  # type: ignore[no-any-return]


def crow_indices(self: Tensor) -> Tensor:
    """Where each row of a CSR matrix begins among its values, and the end of the last.

    Raises: RuntimeError for other layouts.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse_csr().crow_indices()
    tensor([0, 1, 2])
    """
    return _of_dense("crow_indices", self)  # type: ignore[no-any-return]


def col_indices(self: Tensor) -> Tensor:
    """The column of each value of a CSR matrix.

    Raises: RuntimeError for other layouts.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse_csr().col_indices()
    tensor([0, 1])
    """
    return _of_dense("col_indices", self)  # type: ignore[no-any-return]


def ccol_indices(self: Tensor) -> Tensor:
    """Where each column of a CSC matrix begins among its values, and the end of the last.

    Raises: RuntimeError for other layouts.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse_csc().ccol_indices()
    tensor([0, 1, 2])
    """
    return _of_dense("ccol_indices", self)  # type: ignore[no-any-return]


def row_indices(self: Tensor) -> Tensor:
    """The row of each value of a CSC matrix.

    Raises: RuntimeError for other layouts.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse_csc().row_indices()
    tensor([0, 1])
    """
    return _of_dense("row_indices", self)  # type: ignore[no-any-return]


def sparse_dim(self: Tensor) -> int:
    """How many dimensions are sparse: 0 of a strided tensor.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse(1).sparse_dim()
    1
    """
    return 0


def dense_dim(self: Tensor) -> int:
    """How many dimensions are dense: all of a strided tensor.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse(1).dense_dim()
    1
    """
    return self.ndim


def sparse_resize_(self: Tensor, size: Sequence[int], sparse_dim: int, dense_dim: int) -> Tensor:
    """Makes a sparse tensor of coordinates larger in place; the values keep their indices.

    Raises: RuntimeError for other layouts, and for a smaller size or another sparse_dim while there are values.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse().sparse_resize_((3, 3), 2, 0).shape
    torch.Size([3, 3])
    """
    return _of_dense("sparse_resize_", self)  # type: ignore[no-any-return]


def sparse_resize_and_clear_(self: Tensor, size: Sequence[int], sparse_dim: int, dense_dim: int) -> Tensor:
    """Gives a sparse tensor of coordinates another size in place, without values.

    Raises: RuntimeError for other layouts.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse().sparse_resize_and_clear_((3, 3), 2, 0).indices().shape
    torch.Size([2, 0])
    """
    return _of_dense("sparse_resize_and_clear_", self)  # type: ignore[no-any-return]


def smm(self: Tensor, mat: Tensor) -> Tensor:
    """`torch.smm`: the product with a strided matrix as a sparse one.

    Raises: RuntimeError for a strided tensor.

    >>> import flambeau as torch
    >>> torch.eye(2).to_sparse().smm(torch.ones(2, 2)).layout
    torch.sparse_coo
    """
    return _of_dense("smm", self)  # type: ignore[no-any-return]


def _private(name: str) -> Any:
    def method(self: Tensor) -> Any:
        return _of_dense(name, self)

    method.__name__ = method.__qualname__ = name
    return method


_METHODS = (
    *(to_dense, to_sparse, to_sparse_coo, to_sparse_csr, to_sparse_csc, sparse_mask, coalesce, is_coalesced, indices),
    *(values, crow_indices, col_indices, ccol_indices, row_indices, sparse_dim, dense_dim, sparse_resize_),
    *(sparse_resize_and_clear_, smm, *map(_private, ("_indices", "_values", "_nnz", "_dimI", "_dimV"))),
)


def attach() -> None:
    """Gives `Tensor` these methods."""
    for method in _METHODS:
        setattr(Tensor, method.__name__, overridable(method))
