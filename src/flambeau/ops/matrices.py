"""What the entries of linear algebra share: parts of matrices, their batches, and equations with vectors."""

from __future__ import annotations

from .broadcast import broadcast_shapes
from .define import Tensor


def identity_like(x: Tensor, rows: int, columns: int | None = None) -> Tensor:
    """The identity with the dtype of ``x``."""
    ones: Tensor = x.new_ones(min(rows, rows if columns is None else columns)).diag()
    if columns is None or columns == rows:
        return ones
    padded: Tensor = x.new_zeros(rows, columns)
    padded.diagonal().fill_(1)
    return padded


def with_diagonal(x: Tensor, diagonal: Tensor) -> Tensor:
    """The matrix with another diagonal."""
    return x - x.diagonal(0, -2, -1).diag_embed() + diagonal.to(x.dtype).diag_embed()


def hermitian_part(x: Tensor) -> Tensor:
    """``½ (x + xᴴ)``."""
    return 0.5 * (x + x.mH)


def lower_half(x: Tensor) -> Tensor:
    """The lower triangle with half the diagonal: what a factor's change is of a symmetric change."""
    return x.tril() - 0.5 * x.diagonal(0, -2, -1).diag_embed()


def permuted_rows(x: Tensor, rows: Tensor) -> Tensor:
    """Row ``i`` of each matrix of the result is row ``rows[i]`` of ``x``; batches broadcast."""
    batch = broadcast_shapes(x.shape[:-2], rows.shape[:-1])
    places = rows.unsqueeze(-1).expand(*batch, rows.shape[-1], x.shape[-1])
    taken: Tensor = x.expand(*batch, *x.shape[-2:]).gather(-2, places)
    return taken


def scaled_columns(x: Tensor, scale: Tensor) -> Tensor:
    """``x @ diag(scale)``."""
    return x * scale.unsqueeze(-2)


def scaled_rows(x: Tensor, scale: Tensor) -> Tensor:
    """``diag(scale) @ x``."""
    return scale.unsqueeze(-1) * x


def trace_of_product(x: Tensor, y: Tensor) -> Tensor:
    """``tr(xᵀ y)`` of each pair, with dims of size 1 for rows and columns."""
    return (x * y).sum((-2, -1), keepdim=True)


def examples_in_line(*operands: tuple[Tensor, int]) -> list[Tensor]:
    """Operands of a batching rule, each with the number of its own dimensions: behind the examples, which come first,
    as many batch dimensions as the others have.
    """
    rank = max(x.ndim - own for x, own in operands)
    return [x.reshape(x.shape[0], *(1,) * (rank - (x.ndim - own)), *x.shape[1:]) for x, own in operands]


def is_vector_of(A: Tensor, B: Tensor) -> bool:
    """Whether ``B`` is a vector for the matrix ``A``, or a batch of vectors for a batch of matrices, and no matrix."""
    return B.ndim == 1 or (A.ndim - 1 == B.ndim and B.shape == A.shape[:-1])


def adjoint_solution(g: Tensor, x: Tensor, left: bool) -> Tensor:
    """The gradient of ``A`` in ``A X = B`` (``X A = B`` if not ``left``), where that of ``B`` is ``g``."""
    return -(g @ x.mH) if left else -(x.mH @ g)


def residue(b: Tensor, a: Tensor, x: Tensor, left: bool) -> Tensor:
    """``B - A X``, or ``B - X A``."""
    return b - (a @ x if left else x @ a)
