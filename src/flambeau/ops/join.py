"""Tensors joined to one."""

from __future__ import annotations

from typing import Any

from .broadcast import meshgrid, unpacked
from .create import empty
from .define import Size, Tensor, composite, full, indexing, op
from .view import cuboid, matrix


def _pieces(g: Tensor, tensors_shape: list[Size], dim: int) -> list[Tensor]:
    """``g`` cut into what each joined tensor contributed; legacy empty tensors of shape (0,) contributed nothing."""
    pieces, start = [], 0
    for shape in tensors_shape:
        if shape == (0,):
            pieces.append(g.new_zeros((0,)))
            continue
        pieces.append(g.narrow(dim, start, shape[dim]))
        start += shape[dim]
    return pieces


def _cat_batched(call: Any) -> Any:
    """Along one dimension more; tensors of shape (0,), which count for nothing, would stand in the way."""
    ranks = [t.ndim for t in call.originals[0]]
    keep = [k for k, t in enumerate(call.originals[0]) if tuple(t.shape) != (0,) or max(ranks) == 1]
    dim = call.values[1]
    parts = call.front(0)
    return call.wrap(cat([parts[k] for k in keep], dim + 1 if dim >= 0 else dim))


@op(kind=indexing, traits=("casts_out", "autocast_widest", "stores"), kernel="cat", aliases=("concat", "concatenate"),
    batch=full(_cat_batched), method=False,
    vjp=dict(tensors=lambda g, tensors_shape, dim: _pieces(g, tensors_shape, dim)),
    jvp="linear")
def cat(tensors: list[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along an existing dimension: ``out[:n]`` is the first one for dim 0, and so on.

    Shape: that of the tensors, with their sizes at ``dim`` added up. An empty vector joins anything.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: ValueError for no tensors; RuntimeError for sizes that differ elsewhere and 0-d tensors; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
    tensor([1, 2, 3])
    """


@op(kind=indexing, traits=("casts_out", "autocast_widest", "stores"), kernel="stack", batch="dims", method=False,
    vjp=dict(tensors=lambda g, dim: g.unbind(dim)),
    jvp="linear")
def stack(tensors: list[Tensor], dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new dimension: ``out[k]`` is the k-th for dim 0.

    Shape: that of the tensors with their number inserted at ``dim``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors and for shapes that differ.

    >>> import flambeau as torch
    >>> torch.stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 2],
            [3, 4]])
    """


def _some(tensors: list[Tensor], name: str) -> list[Tensor]:
    """``tensors``; RuntimeError where there are none."""
    if not tensors:
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return tensors


@op(kind=composite, traits=("casts_out",), method=False)
def hstack(tensors: list[Tensor]) -> Tensor:
    """Tensors joined side by side: `cat` along ``dim`` 1, or 0 for vectors.

    Shape: that of the tensors, with their sizes there added up.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes or numbers of dimensions that differ.

    >>> import flambeau as torch
    >>> torch.hstack([torch.tensor([1]), torch.tensor([2])])
    tensor([1, 2])
    """
    parts = [x if x.ndim else x.reshape(1) for x in _some(tensors, "hstack")]
    return cat(parts, 0 if parts[0].ndim == 1 else 1)


@op(kind=composite, traits=("casts_out",), aliases=("row_stack",), method=False)
def vstack(tensors: list[Tensor]) -> Tensor:
    """Tensors joined on top of each other: `cat` along ``dim`` 0, vectors as rows.

    Shape: ``(m, ...)`` and ``(n, ...)`` give ``(m + n, ...)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.

    >>> import flambeau as torch
    >>> torch.vstack([torch.tensor([1]), torch.tensor([2])])
    tensor([[1],
            [2]])
    """
    return cat([matrix(x) for x in _some(tensors, "vstack")], 0)


@op(kind=composite, traits=("casts_out",), method=False)
def dstack(tensors: list[Tensor]) -> Tensor:
    """Tensors joined in depth: `cat` along ``dim`` 2, with at least three dimensions.

    Shape: ``(m, n, p)`` and ``(m, n, q)`` give ``(m, n, p + q)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.

    >>> import flambeau as torch
    >>> torch.dstack([torch.tensor([1]), torch.tensor([2])])
    tensor([[[1, 2]]])
    """
    return cat([cuboid(x) for x in _some(tensors, "dstack")], 2)


@op(kind=composite, traits=("casts_out",), method=False)
def column_stack(tensors: list[Tensor]) -> Tensor:
    """Vectors as the columns of a matrix, ``out[i][k] = tensors[k][i]``; matrices side by side.

    Shape: ``(m,)`` and ``(m, n)`` give ``(m, 1 + n)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.

    >>> import flambeau as torch
    >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 3],
            [2, 4]])
    """
    return cat([x.reshape(-1, 1) if x.ndim < 2 else x for x in _some(tensors, "column_stack")], 1)


@op(kind=composite, method=False)
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All combinations of the elements of k vectors, one per row: ``(a[i], b[j], ...)``, the last one running fastest.

    Shape: ``(n0 * n1 * ..., k)``; of one vector ``(n0,)``.
    Dtype: any, the same for all; the result has it.
    Raises: RuntimeError for no vectors, tensors that are not 1-D and different dtypes.

    >>> import flambeau as torch
    >>> torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    tensors = unpacked(tensors)
    for x in tensors:
        if x.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(x.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return stack([x.reshape(-1) for x in meshgrid(*tensors, indexing="ij")], 1)


@op(kind=composite, method=False)
def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices as the blocks along the diagonal of one matrix of zeros; vectors count as rows, numbers as ``(1, 1)``.

    Shape: ``(m0, n0)``, ``(m1, n1)``, ... give ``(m0 + m1 + ..., n0 + n1 + ...)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for more than two dimensions.

    >>> import flambeau as torch
    >>> torch.block_diag(torch.ones(1, 2), torch.ones(1, 1))
    tensor([[1., 1., 0.],
            [0., 0., 1.]])
    """
    blocks = [matrix(x) for x in unpacked(tensors)]
    for k, x in enumerate(blocks):
        if x.ndim > 2:
            raise RuntimeError("torch.block_diag: Input tensors must have 2 or fewer dimensions. "
                               f"Input {k} has {x.ndim} dimensions")
    if not blocks:
        return empty((1, 0))
    rows, width, left = [], sum(x.shape[1] for x in blocks), 0
    for x in blocks:
        right = width - left - x.shape[1]
        rows.append(cat([x.new_zeros((x.shape[0], left)), x, x.new_zeros((x.shape[0], right))], 1))
        left += x.shape[1]
    return cat(rows, 0)
