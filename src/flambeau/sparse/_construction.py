"""The functions that make sparse tensors of indices and values, and what they check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import _core
from .._core import Tensor
from .._tensor import as_tensor, tensor
from .._types import Size, sparse_coo, sparse_csc, sparse_csr
from .._types import layout as Layout
from ._compressed import CompressedTensor, CSCTensor, CSRTensor, compressed
from ._coo import check_indices, coalesced, coo, empty_coo
from ._invariants import check_compressed, check_coo, checking
from ._tensor import SparseTensor, answers, refuse_place

Indices = Any
Values = Any


def _index_tensor(given: Any, name: str) -> Tensor:
    """Indices as a strided integer tensor outside the graph."""
    found = given if isinstance(given, Tensor) else as_tensor(given)
    if isinstance(found, SparseTensor):
        raise TypeError(f"argument '{name}' must be strided, not {found.layout}")
    if found.is_complex():
        raise RuntimeError(f"{name} must be an int64 tensor, but got {found.dtype}")
    return found.detach()


def _value_tensor(given: Any, dtype: Any, requires_grad: bool) -> Tensor:
    """The values, in their graph unless the new tensor is to be a leaf."""
    found = given if isinstance(given, Tensor) else tensor(given)
    if isinstance(found, SparseTensor):
        raise TypeError(f"argument 'values' must be strided, not {found.layout}")
    if dtype is not None and found.dtype != dtype:
        found = found.to(dtype)
    # An object of its own: what is asked of the new tensor does not change the one given.
    return found.detach() if requires_grad or not found.requires_grad else found.view_as(found)


def sparse_coo_tensor(
    indices: Indices | None = None,
    values: Values = None,
    size: Sequence[int] | None = None,
    *,
    dtype: _core.dtype | None = None,
    layout: Layout | None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
    is_coalesced: bool | None = None,
) -> Tensor:
    """The sparse tensor with ``values[k]`` added at ``indices[:, k]``, zero elsewhere.

    With sizes alone, as ``sparse_coo_tensor((2, 3))``, all zeros. Values share memory and history with those given.

    Shape: ``indices`` (sparse_dim, nnz) and ``values`` (nnz, *dense sizes); ``size`` has a number for each of these
        dimensions, and is by default as small as the indices allow.
    Dtype: indices become int64; the result has ``dtype``, by default that of ``values``.
    Raises: RuntimeError for indices that are not 2-D, negative or outside ``size``, and for numbers that do not fit
        together.

    >>> import flambeau as torch
    >>> torch.sparse_coo_tensor([[0, 1], [2, 0]], [3., 4.], (2, 3))
    tensor(indices=tensor([[0, 1],
                           [2, 0]]),
           values=tensor([3., 4.]),
           size=(2, 3), nnz=2, layout=torch.sparse_coo)
    """
    refuse_place(device, pin_memory)
    if layout not in (None, sparse_coo):
        raise RuntimeError(f"sparse_coo_tensor: layout must be torch.sparse_coo, not {layout}")
    if values is None and (size is None) != (indices is None):
        sizes: Any = size if indices is None else indices
        if isinstance(sizes, Tensor):
            raise TypeError("sparse_coo_tensor(): argument 'values' is missing | a size alone makes a tensor of zeros")
        kind = dtype or _core.get_default_dtype()
        return empty_coo(Size(sizes), len(sizes), kind).requires_grad_(requires_grad)
    if values is None or indices is None:
        raise TypeError(f"sparse_coo_tensor(): argument '{'indices' if indices is None else 'values'}' is missing")
    where, held = _index_tensor(indices, "indices"), _value_tensor(values, dtype, requires_grad)
    if where.ndim != 2:
        raise RuntimeError(f"indices must be sparse_dim x nnz, but got: {list(where.shape)}")
    where, held = where.to(_core.int64), held if held.ndim else held.expand(where.shape[1])
    if where.shape[1] != held.shape[0]:
        raise RuntimeError(
            f"indices and values must have same nnz, but got nnz from indices: {where.shape[1]}, nnz from values: "
            f"{held.shape[0]}"
        )
    if size is None:
        size = (*_least_size(where), *held.shape[1:])
    size = Size(size)
    check_coo(where, held, size, checking(check_invariants))
    made = coo(where, held, size, bool(is_coalesced))
    if checking(check_invariants) and is_coalesced and coalesced(coo(where, held, size))._indices_held is not where:
        raise RuntimeError("cannot set is_coalesced to true if indices correspond to uncoalesced COO tensor")
    return made.requires_grad_() if requires_grad else made


def _least_size(indices: Tensor) -> list[int]:
    if indices.shape[0] and not indices.shape[1]:
        return [0] * indices.shape[0]
    if not indices.shape[0]:
        return []
    check_indices(indices.clamp(max=0), [1] * indices.shape[0])  # negative ones
    return [high + 1 for high in indices.amax(1).tolist()]


_KINDS: dict[Any, type[CompressedTensor]] = {sparse_csr: CSRTensor, sparse_csc: CSCTensor}


def sparse_compressed_tensor(
    compressed_indices: Indices,
    plain_indices: Indices,
    values: Values,
    size: Sequence[int] | None = None,
    *,
    dtype: _core.dtype | None = None,
    layout: Layout | None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
) -> Tensor:
    """The sparse matrix whose row (``layout=sparse_csr``) or column (``sparse_csc``) ``i`` has the values from
    ``compressed_indices[i]`` to ``compressed_indices[i + 1]``, at ``plain_indices``.

    Shape: ``compressed_indices`` (n + 1,), ``plain_indices`` and ``values`` (nnz,); the result is ``size``, by default
        as small as the indices allow.
    Dtype: int32 or int64 indices; the result has ``dtype``, by default that of ``values``.
    Raises: RuntimeError for parts that do not fit together; NotImplementedError for blocks (BSR, BSC), batches and
        values that are not numbers.

    >>> import flambeau as torch
    >>> torch.sparse_compressed_tensor([0, 1, 2], [1, 0], [3., 4.], layout=torch.sparse_csr).shape
    torch.Size([2, 2])
    """
    refuse_place(device, pin_memory)
    if not isinstance(layout, Layout):
        kind_given = type(layout).__name__
        raise TypeError(f"sparse_compressed_tensor(): argument 'layout' must be torch.layout, not {kind_given}")
    if layout not in _KINDS:
        raise NotImplementedError(
            f"sparse_compressed_tensor: layout {layout} is not offered | torch.sparse_csr and torch.sparse_csc are"
        )
    kind = _KINDS[layout]
    begins, plain = _index_tensor(compressed_indices, kind._names[0]), _index_tensor(plain_indices, kind._names[1])
    held = _value_tensor(values, dtype, requires_grad)
    if begins.ndim != 1 or plain.ndim != 1 or held.ndim != 1:
        raise NotImplementedError(
            f"sparse_compressed_tensor: {kind._names[0]} has shape {list(begins.shape)}, values {list(held.shape)} | "
            "one matrix of numbers is offered: 1-D indices and values"
        )
    if size is None:
        width = int(plain.amax()) + 1 if plain.shape[0] else 0
        size = (begins.shape[0] - 1, width) if kind._dim == 0 else (width, begins.shape[0] - 1)
    size = Size(size)
    if len(size) != 2:
        raise RuntimeError(f"sparse_compressed_tensor: size must have two numbers, a matrix's, but it is {list(size)}")
    check_compressed(kind, begins, plain, held, size, checking(check_invariants))
    made = compressed(kind, begins, plain, held, size)
    return made.requires_grad_() if requires_grad else made


def sparse_csr_tensor(
    crow_indices: Indices, col_indices: Indices, values: Values, size: Any = None, **options: Any
) -> Tensor:
    """The matrix whose row ``i`` has ``values[crow_indices[i]:crow_indices[i + 1]]`` at the columns ``col_indices``.

    ``options`` are those of `sparse_compressed_tensor`.

    Shape: ``crow_indices`` (rows + 1,), the others (nnz,).
    Dtype: int32 or int64 indices; the result has ``dtype``, by default that of ``values``.
    Raises: RuntimeError for parts that do not fit together; NotImplementedError for batches.

    >>> import flambeau as torch
    >>> torch.sparse_csr_tensor([0, 1, 2], [1, 0], [3., 4.])
    tensor(crow_indices=tensor([0, 1, 2]),
           col_indices=tensor([1, 0]),
           values=tensor([3., 4.]), size=(2, 2), nnz=2, layout=torch.sparse_csr)
    """
    return _of_layout(sparse_csr, crow_indices, col_indices, values, size, options)


def sparse_csc_tensor(
    ccol_indices: Indices, row_indices: Indices, values: Values, size: Any = None, **options: Any
) -> Tensor:
    """The matrix whose column ``j`` has ``values[ccol_indices[j]:ccol_indices[j + 1]]`` at the rows ``row_indices``.

    ``options`` are those of `sparse_compressed_tensor`.

    Shape: ``ccol_indices`` (columns + 1,), the others (nnz,).
    Dtype: int32 or int64 indices; the result has ``dtype``, by default that of ``values``.
    Raises: RuntimeError for parts that do not fit together; NotImplementedError for batches.

    >>> import flambeau as torch
    >>> torch.sparse_csc_tensor([0, 1, 2], [1, 0], [3., 4.]).to_dense()
    tensor([[0., 4.],
            [3., 0.]])
    """
    return _of_layout(sparse_csc, ccol_indices, row_indices, values, size, options)


def _of_layout(layout: Any, begins: Any, plain: Any, values: Any, size: Any, options: dict[str, Any]) -> Tensor:
    if options.pop("layout", None) not in (None, layout):
        raise RuntimeError(f"sparse_{layout}_tensor: layout must be {layout}")
    return sparse_compressed_tensor(begins, plain, values, size, layout=layout, **options)


def rebuilt(layout: Layout, parts: tuple[Any, ...]) -> Tensor:
    """The sparse tensor that a file or a pickle describes by its parts, checked."""
    if layout == sparse_coo:
        indices, values, size, *flag = parts
        return sparse_coo_tensor(indices, values, size, check_invariants=True, is_coalesced=bool(flag and flag[0]))
    begins, plain, values, size = parts
    return sparse_compressed_tensor(begins, plain, values, size, layout=layout, check_invariants=True)


@answers("__reduce_ex__")
def reduce(self: SparseTensor, protocol: Any) -> Any:
    return _unpickled, (self.layout, self._parts(), self.requires_grad and self.is_leaf)


def _unpickled(layout: Layout, parts: tuple[Any, ...], requires_grad: bool) -> Tensor:
    return rebuilt(layout, parts).requires_grad_(requires_grad)
