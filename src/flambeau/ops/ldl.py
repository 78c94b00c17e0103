"""LDL factors of symmetric and Hermitian matrices, which need not be definite."""

from __future__ import annotations

from .define import Tensor, composite, contraction, op, refused
from .matrices import examples_in_line


@op(kind=contraction, kernel="ldl", batch="front", function=False, method=False, returns=("LD", "pivots", "info"),
    vjp=dict(A=refused),
    jvp=None)
def ldl_factors(A: Tensor, hermitian: bool, check: bool, name: str) -> tuple[Tensor, Tensor, Tensor]:
    """``L`` below the diagonal and ``D`` on it, the pivots, and LAPACK's info; with ``check`` an error in the name of
    ``name`` for a singular ``D``.
    """


@op(kind=composite, namespace="linalg", returns=("LD", "pivots", "info"))
def ldl_factor_ex(A: Tensor, *, hermitian: bool = False,
                  check_errors: bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """`linalg.ldl_factor` without a look at success: ``info`` is 0, or k where ``D[k, k]`` is 0, counted from 1.

    Shape: ``(..., n, n)``; ``LD`` has it, ``pivots`` is ``(..., n)``, ``info`` is ``(...)``.
    Dtype: float32, float64 or complex; ``LD`` has it, ``pivots`` and ``info`` are int32.
    Raises: RuntimeError for a singular matrix if ``check_errors``, for bool, integer and 16-bit floating tensors, for
        matrices that are not square, and for derivatives.

    >>> import flambeau as torch
    >>> torch.linalg.ldl_factor_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    return (*ldl_factors(A, hermitian, check_errors, "torch.linalg.ldl_factor_ex"),)


@op(kind=composite, namespace="linalg", returns=("LD", "pivots"))
def ldl_factor(A: Tensor, *, hermitian: bool = False) -> tuple[Tensor, Tensor]:
    """``L`` and ``D`` with ``P L D Lᵀ Pᵀ = A`` (``Lᴴ`` if ``hermitian``) in one matrix, as LAPACK has them: ``D`` has
    blocks of one and two rows, of which the pivots tell.

    Of ``A`` the lower triangle is read.

    Shape: ``(..., n, n)``; ``LD`` has it, ``pivots`` is ``(..., n)``.
    Dtype: float32, float64 or complex; ``LD`` has it, ``pivots`` is int32.
    Raises: RuntimeError for a singular matrix, for bool, integer and 16-bit floating tensors, for matrices that are not
        square, and for derivatives.

    >>> import flambeau as torch
    >>> torch.linalg.ldl_factor(torch.tensor([[2., 0.], [0., -4.]])).pivots
    tensor([1, 2], dtype=torch.int32)
    """
    return ldl_factors(A, hermitian, True, "torch.linalg.ldl_factor")[:2]


def _batched(LD: Tensor, pivots: Tensor, B: Tensor, hermitian: bool) -> Tensor:
    factors, rows, right = examples_in_line((LD, 2), (pivots, 1), (B, 2))
    return ldl_solve(factors, rows, right, hermitian=hermitian)


@op(kind=contraction, kernel="ldl_solve", batch=_batched, namespace="linalg",
    vjp=dict(LD=refused, pivots=None, B=refused),
    jvp=None)
def ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False) -> Tensor:
    """``X`` with ``A @ X = B``, given what `linalg.ldl_factor` gave for ``A``.

    Shape: ``LD`` ``(..., n, n)`` and ``pivots`` ``(..., n)`` with ``B`` ``(..., n, k)``; batches broadcast, and the
        result has the shape of ``B``.
    Dtype: float32, float64 or complex, the same for ``LD`` and ``B``; the result has it. ``pivots`` is int32.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes, shapes that do not go
        together, pivots outside of the matrix, and for derivatives.

    >>> import flambeau as torch
    >>> LD, pivots = torch.linalg.ldl_factor(torch.tensor([[2., 0.], [0., -4.]]))
    >>> torch.linalg.ldl_solve(LD, pivots, torch.tensor([[2.], [2.]]))
    tensor([[ 1.0000],
            [-0.5000]])
    """
