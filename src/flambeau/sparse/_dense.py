"""What strided tensors answer to the methods that sparse ones have."""

from __future__ import annotations

from typing import Any

from .._core import Tensor
from .._types import sparse_coo, sparse_csc, sparse_csr, strided
from ._attributes import checked_sparse_dim, expected, to_layout
from ._coo import from_dense
from ._tensor import SparseTensor

_COMPRESSED = {"crow_indices": "row", "col_indices": "row", "ccol_indices": "column", "row_indices": "column"}


def of_dense(name: str, x: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The method of that name, of a strided tensor."""
    if name in _METHODS:
        return _METHODS[name](x, *args, **kwargs)
    kinds = {"values": "sparse", "_values": "sparse", "_nnz": "sparse"}
    what = kinds.get(name) or (f"sparse {_COMPRESSED[name]} compressed" if name in _COMPRESSED else "sparse coordinate")
    raise expected(name, what, x)


def _to_sparse(
    x: Tensor, sparse_dim: Any = None, *, layout: Any = None, blocksize: Any = None, dense_dim: Any = None
) -> Tensor:
    if blocksize is not None:
        raise NotImplementedError("to_sparse(): argument 'blocksize' is given | layouts of blocks are not offered")
    if sparse_dim is not None and layout is not None:
        raise RuntimeError("to_sparse(): takes 'sparse_dim' or 'layout', not both")
    if layout == strided:
        return x
    count = x.ndim - (dense_dim or 0) if sparse_dim is None else checked_sparse_dim(x, sparse_dim)
    if dense_dim and not 0 <= dense_dim < x.ndim:
        raise RuntimeError(f"to_sparse(): dense_dim is {dense_dim} | at least one of {x.ndim} dimensions stays sparse")
    if layout not in (None, sparse_coo):
        _check_dense_dim("to_sparse", dense_dim)
    found = from_dense(x, count)
    return to_layout(found, sparse_coo if layout is None else layout)


def _check_dense_dim(name: str, dense_dim: Any) -> None:
    if dense_dim:
        raise RuntimeError(f"{name}: dense_dim argument must be in [0,0] range, but {dense_dim} is given")


def _matrix(x: Tensor, layout: Any, dense_dim: Any) -> Tensor:
    _check_dense_dim("to_sparse", dense_dim)
    if x.ndim != 2:
        raise RuntimeError(f"to_sparse: a matrix is taken for {layout}, but the tensor has {x.ndim} dimensions")
    return to_layout(from_dense(x, 2), layout)


def _sparse_mask(x: Tensor, mask: Any) -> Tensor:
    if not isinstance(mask, SparseTensor):
        raise NotImplementedError("sparse_mask(): argument 'mask' must be a sparse tensor | it is strided")
    raise AssertionError("a sparse mask answers the call itself")


_METHODS: dict[str, Any] = {
    "to_sparse": _to_sparse,
    "to_sparse_csr": lambda x, dense_dim=None: _matrix(x, sparse_csr, dense_dim),
    "to_sparse_csc": lambda x, dense_dim=None: _matrix(x, sparse_csc, dense_dim),
    "sparse_mask": _sparse_mask,
}
