"""Least squares."""

from __future__ import annotations

from .broadcast import broadcast_shapes
from .define import Tensor, composite, contraction, op
from .matrices import is_vector_of
from .pseudoinverse import default_rtol, pinv_gradient, pinv_tangent, pseudo_inverse


def _inverse(A: Tensor) -> Tensor:
    return pseudo_inverse(A, None, None, False)


# The solution is ``A⁺ B``, and changes as the pseudoinverse does.


@op(kind=contraction, kernel="lstsq", batch="front", function=False, method=False,
    returns=("solution", "rank", "singular_values"), grad_name="LinalgLstsq",
    vjp=dict(A=lambda g_solution, A, B: pinv_gradient(g_solution @ B.mH, A, _inverse(A)),
             B=lambda g_solution, A: _inverse(A).mH @ g_solution),
    jvp=lambda A, B, d_A, d_B: pinv_tangent(A, _inverse(A), d_A) @ B + _inverse(A) @ d_B)
def lstsq_solution(A: Tensor, B: Tensor, rcond: float, driver: str) -> tuple[Tensor, Tensor, Tensor]:
    """``A⁺ B``, and the rank and the singular values of ``A`` where the driver finds them."""


def _require_systems(A: Tensor, B: Tensor, right: Tensor) -> None:
    name = "torch.linalg.lstsq"
    if A.dtype != B.dtype:
        raise RuntimeError(f"{name}: Expected input and other to have the same dtype, but got input's dtype {A.dtype} "
                           f"and other's dtype {B.dtype}")
    if not 0 <= A.ndim - B.ndim <= 1:
        raise RuntimeError(f"{name}: input.dim() must be greater or equal to other.dim() and (input.dim() - "
                           "other.dim()) <= 1")
    if A.shape[-2] != right.shape[-2]:
        which = "-1" if right is not B else "-2"
        raise RuntimeError(f"{name}: input.size(-2) should match other.size({which})")


@op(kind=composite, traits=("autocast_float32",), namespace="linalg",
    returns=("solution", "residuals", "rank", "singular_values"))
def lstsq(A: Tensor, B: Tensor, rcond: float | None = None, *,
          driver: str | None = None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The ``X`` for which ``norm(A @ X - B)`` is least, and of those the least; the squares of these norms by column
    where ``A`` has full rank and more rows than columns; the rank of ``A``; its singular values.

    The drivers are LAPACK's: "gels" (QR, for full rank), "gelsy" (the default: QR with pivots), "gelsd" and "gelss" (by
    singular values). Those up to ``rcond`` times the largest count as zero, by default eps times the larger size. What
    a driver does not find is empty.

    Shape: ``A`` ``(..., m, n)`` with ``B`` ``(..., m, k)``, or ``(..., m)``, which has the batch of ``A``; the
        solution is ``(..., n, k)``, or ``(..., n)``.
    Dtype: float32, float64 or complex, the same for both; the solution has it, residuals and singular values the real
        dtype, the rank is int64.
    Raises: LinAlgError (a RuntimeError) for what is not finite, and with "gels" for a matrix without full rank;
        RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes, shapes that do not go
        together, and another ``driver``.

    >>> import flambeau as torch
    >>> torch.linalg.lstsq(torch.tensor([[2.], [0.]]), torch.tensor([[4.], [1.]])).solution
    tensor([[2.]])
    """
    if A.ndim < 2:
        raise RuntimeError("torch.linalg.lstsq: input must have at least 2 dimensions.")
    if not B.ndim:
        raise RuntimeError("torch.linalg.lstsq: other must have at least 1 dimension.")
    vector = is_vector_of(A, B)
    right = B.unsqueeze(-1) if vector else B
    _require_systems(A, B, right)
    batch = broadcast_shapes(A.shape[:-2], right.shape[:-2])
    A, right = A.expand(*batch, *A.shape[-2:]), right.expand(*batch, *right.shape[-2:])
    how = driver or "gelsy"
    X, rank, values = lstsq_solution(A, right, default_rtol(A) if rcond is None else rcond, how)
    residuals = X.real.flatten()[:0]
    if how in ("gels", "gelsy"):
        values = values.new_empty(0)
    if how == "gels":
        rank = rank.new_empty(0)
    m, n = A.shape[-2:]
    if m > n and how != "gelsy" and (how == "gels" or bool((rank == n).all())):
        residuals = (A @ X - right).abs().square().sum(-2)
    return X.squeeze(-1) if vector else X, residuals, rank, values
