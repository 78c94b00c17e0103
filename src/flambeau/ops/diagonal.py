"""Diagonals and triangles of matrices."""

from __future__ import annotations

from .broadcast import refuse_dtypes, writable
from .define import Size, Tensor, composite, indexing, op
from .define import view as view_kind
from .view import wrap_dim


@op(
    kind=view_kind,
    kernel="diagonal",
    batch="dims",
    vjp=dict(self=lambda g, self_shape, offset, dim1, dim2: diagonal_backward(g, self_shape, offset, dim1, dim2)),
    jvp="linear",
)
def diagonal(self: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The ``offset``-th diagonal of the planes of ``dim1`` and ``dim2``, as a view: ``out[i] = self[i][i + offset]``
    for a matrix.

    Shape: that of ``self`` without the two dimensions, and the length of the diagonal at the end.
    Raises: RuntimeError if ``dim1`` is ``dim2``.

    >>> import flambeau as torch
    >>> torch.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """


@op(kind=composite, namespace="linalg", name="diagonal")
def linalg_diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The ``offset``-th diagonal of each matrix, as a view: ``out[..., i] = A[..., i, i + offset]``.

    Shape: that of ``A`` without the two dimensions, and the length of the diagonal at the end.
    Dtype: any; the result has it.
    Raises: RuntimeError if ``dim1`` is ``dim2``; IndexError for a dimension out of range.

    >>> import flambeau as torch
    >>> torch.linalg.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    return diagonal(A, offset, dim1, dim2)


@op(
    kind=indexing,
    kernel="diagonal_backward",
    traits=("stores",),
    batch="dims",
    function=False,
    method=False,
    vjp=dict(grad=lambda g, offset, dim1, dim2: g.diagonal(offset, dim1, dim2)),
    jvp="linear",
)
def diagonal_backward(grad: Tensor, input_shape: Size, offset: int, dim1: int, dim2: int) -> Tensor:
    """Zeros of ``input_shape`` with ``grad`` as the diagonal."""


@op(kind=composite)
def diag_embed(self: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with the last dimension as their ``offset``-th diagonal, zeros elsewhere:
    ``out[..., i, i + offset] = self[..., i]``.

    Shape: ``(..., n)`` gives ``(..., m, m)`` with ``m = n + |offset|``, the new dimensions at ``dim1`` and ``dim2``.
    Dtype: any; the result has it.
    Raises: RuntimeError if ``dim1`` is ``dim2``; IndexError for one out of range.

    >>> import flambeau as torch
    >>> torch.diag_embed(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    n = self.ndim + 1
    dim1, dim2 = wrap_dim(dim1, n), wrap_dim(dim2, n)
    if dim1 == dim2:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    shape, side = list(self.shape[:-1]), self.shape[-1] + abs(offset)
    for dim in sorted((dim1, dim2)):
        shape.insert(dim, side)
    return diagonal_backward(self, shape, offset, dim1, dim2)


@op(kind=composite)
def diag(self: Tensor, diagonal: int = 0) -> Tensor:
    """A copy of a matrix's diagonal, ``out[i] = self[i][i + diagonal]``, or the matrix with a vector as its diagonal.

    Shape: ``(m, n)`` gives the diagonal's length, ``(n,)`` gives ``(m, m)`` with ``m = n + |diagonal|``.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of dimensions than 1 or 2.

    >>> import flambeau as torch
    >>> torch.diag(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    if self.ndim == 1:
        return diag_embed(self, diagonal)
    if self.ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {self.ndim}D")
    return self.diagonal(diagonal).clone()


@op(kind=composite)
def diagflat(self: Tensor, offset: int = 0) -> Tensor:
    """The matrix with all elements as its diagonal: ``out[i][i + offset] = self.flatten()[i]``.

    Shape: ``(m, m)`` with ``m = n + |offset|`` for n elements.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.diagflat(torch.tensor([[1, 2]]))
    tensor([[1, 0],
            [0, 2]])
    """
    return diag_embed(self.reshape(-1), offset)


@op(kind=composite, traits=("autocast_float32",))
def trace(self: Tensor) -> Tensor:
    """The sum of a matrix's diagonal, ``sum over i of self[i][i]``.

    Shape: ``(m, n)`` gives a 0-d tensor.
    Dtype: any but bool; integers are summed in int64.
    Raises: NotImplementedError for bool tensors; RuntimeError for another number of dimensions than 2.

    >>> import flambeau as torch
    >>> torch.trace(torch.tensor([[1., 2.], [3., 4.]]))
    tensor(5.)
    """
    refuse_dtypes("trace", self, "bool")
    if self.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {self.ndim}")
    return self.diagonal().sum()


@op(
    kind=indexing,
    inplace=True,
    kernel="tril",
    traits=("stores",),
    vjp=dict(self=lambda g, diagonal: g.tril(diagonal)),
    jvp="linear",
    batch="front",
)
def tril(self: Tensor, diagonal: int = 0) -> Tensor:
    """Matrices with zeros above the ``diagonal``-th diagonal: ``out[i][j] = self[i][j] if j <= i + diagonal else 0``.

    Shape: ``(..., m, n)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.tril(torch.ones(2, 2))
    tensor([[1., 0.],
            [1., 1.]])
    """


@op(
    kind=indexing,
    inplace=True,
    kernel="triu",
    traits=("stores",),
    vjp=dict(self=lambda g, diagonal: g.triu(diagonal)),
    jvp="linear",
    batch="front",
)
def triu(self: Tensor, diagonal: int = 0) -> Tensor:
    """Matrices with zeros below the ``diagonal``-th diagonal: ``out[i][j] = self[i][j] if j >= i + diagonal else 0``.

    Shape: ``(..., m, n)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.triu(torch.ones(2, 2))
    tensor([[1., 1.],
            [0., 1.]])
    """


@op(kind=composite)
def diagonal_scatter(self: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy with ``out[i][i + offset] = src[i]`` in the plane of ``dim1`` and ``dim2``.

    Shape: that of ``self``; ``src`` is broadcast to `diagonal`'s result.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast; IndexError for a dimension out of range.

    >>> import flambeau as torch
    >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    out = writable(self, src)
    out.diagonal(offset, dim1, dim2).copy_(src)
    return out
