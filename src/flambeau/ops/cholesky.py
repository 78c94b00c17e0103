"""Cholesky factors, and what is solved with them."""

from __future__ import annotations

from .._warnings import warn_once
from .define import Tensor, composite, contraction, op
from .matrices import examples_in_line, hermitian_part, lower_half, with_diagonal
from .triangular import solve_triangular


def _between(factor: Tensor, middle: Tensor) -> Tensor:
    """``L⁻ᴴ M L⁻¹``."""
    right = solve_triangular(factor, middle, upper=False, left=False)
    return solve_triangular(factor.mH, right, upper=True)


def _factor_gradient(g_L: Tensor, L: Tensor, upper: bool) -> Tensor:
    """The Hermitian part of ``L⁻ᴴ Φ(Lᴴ g) L⁻¹`` (Murray, arXiv:1602.07527, equation 10)."""
    factor, g = (L.mH, g_L.mH) if upper else (L, g_L)
    inner = lower_half(factor.mH @ g)
    return hermitian_part(_between(factor, with_diagonal(inner, inner.diagonal(0, -2, -1).real)))


def _factor_tangent(L: Tensor, d_A: Tensor, upper: bool) -> Tensor:
    factor = L.mH if upper else L
    right = solve_triangular(factor.mH, hermitian_part(d_A), upper=True, left=False)
    change = factor @ lower_half(solve_triangular(factor, right, upper=False))
    return change.mH if upper else change


@op(kind=contraction, kernel="cholesky", batch="front", function=False, method=False, returns=("L", "info"),
    grad_name="LinalgCholeskyEx",
    vjp=dict(A=_factor_gradient),
    jvp=_factor_tangent)
def cholesky_factor(A: Tensor, upper: bool, check: bool, name: str) -> tuple[Tensor, Tensor]:
    """The factor of the Hermitian matrix whose lower (upper) triangle this is, and LAPACK's info; with ``check`` an
    error in the name of ``name`` where there is none.
    """


@op(kind=composite, traits=("autocast_float32",), namespace="linalg", returns=("L", "info"))
def cholesky_ex(A: Tensor, *, upper: bool = False, check_errors: bool = False) -> tuple[Tensor, Tensor]:
    """`linalg.cholesky` without a look at success: ``info`` is 0, or the order of the leading minor of ``A`` that is
    not positive definite, where the factorisation stopped.

    Shape: ``(..., n, n)``; ``L`` has it, ``info`` is ``(...)``.
    Dtype: float32, float64 or complex; ``L`` has it, ``info`` is int32.
    Raises: LinAlgError for a matrix that is not positive definite if ``check_errors``; RuntimeError for bool, integer
        and 16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.cholesky_ex(torch.tensor([[4., 2.], [2., 1.]])).info
    tensor(2, dtype=torch.int32)
    """
    return (*cholesky_factor(A, upper, check_errors, "linalg.cholesky_ex"),)


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def cholesky(A: Tensor, *, upper: bool = False) -> Tensor:
    """The lower triangular ``L`` with ``L Lᴴ = A``, for a Hermitian positive definite matrix; ``Lᴴ`` if ``upper``.

    Of ``A`` the lower (upper) triangle is read. The gradient is Hermitian.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) when a matrix is not positive definite; RuntimeError for bool, integer and
        16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.cholesky(torch.tensor([[4., 2.], [2., 5.]]))
    tensor([[2., 0.],
            [1., 2.]])
    """
    return cholesky_factor(A, upper, True, "linalg.cholesky")[0]


@op(kind=composite, traits=("autocast_float32",), name="cholesky")
def old_cholesky(self: Tensor, upper: bool = False) -> Tensor:
    """`linalg.cholesky` by its old name: the lower triangular ``L`` with ``L Lᴴ = self``, ``Lᴴ`` if ``upper``.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) when a matrix is not positive definite; RuntimeError for bool, integer and
        16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.cholesky(torch.tensor([[4.]]))
    tensor([[2.]])
    """
    warn_once("torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a future PyTorch "
              "release.\nL = torch.cholesky(A)\nshould be replaced with\nL = torch.linalg.cholesky(A)\nand\nU = "
              "torch.cholesky(A, upper=True)\nshould be replaced with\nU = torch.linalg.cholesky(A).mH")
    return cholesky_factor(self, upper, True, "cholesky")[0]


def _solution_by_factor(g: Tensor, L: Tensor, result: Tensor, upper: bool) -> Tensor:
    """The gradient of the triangle that is read: ``A = L Lᴴ`` has ``-A⁻¹ g Xᴴ``."""
    by_matrix = -(cholesky_solve(g, L, upper) @ result.mH)
    by_matrix = by_matrix + by_matrix.mH
    return (L.triu() @ by_matrix).triu() if upper else (by_matrix @ L.tril()).tril()


def _solution_tangent(self: Tensor, L: Tensor, result: Tensor, d_self: Tensor, d_L: Tensor, upper: bool) -> Tensor:
    factor, change = (L.triu().mH, d_L.triu().mH) if upper else (L.tril(), d_L.tril())
    half = change @ (factor.mH @ result) + factor @ (change.mH @ result)
    return cholesky_solve(d_self - half, L, upper)


def _solve_batched(self: Tensor, L: Tensor, upper: bool) -> Tensor:
    right, factor = examples_in_line((self, 2), (L, 2))
    return cholesky_solve(right, factor, upper)


@op(kind=contraction, traits=("autocast_float32",), kernel="cholesky_solve", batch=_solve_batched,
    vjp=dict(self=lambda g, L, upper: cholesky_solve(g, L, upper),
             L=_solution_by_factor),
    jvp=_solution_tangent)
def cholesky_solve(self: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    """``X`` with ``(L Lᴴ) @ X = self``, given the Cholesky factor ``L`` (``(Lᴴ L) @ X = self`` if ``upper``).

    Shape: ``self`` ``(..., n, k)`` with ``L`` ``(..., n, n)``; batches broadcast, and the result has the shape of
        ``self``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.

    >>> import flambeau as torch
    >>> torch.cholesky_solve(torch.tensor([[4.]]), torch.tensor([[2.]]))
    tensor([[1.]])
    """


def _inverse_gradient(g: Tensor, self: Tensor, result: Tensor, upper: bool) -> Tensor:
    by_matrix = -(result @ (g + g.mH) @ result)
    return (self.triu() @ by_matrix).triu() if upper else (by_matrix @ self.tril()).tril()


def _inverse_tangent(self: Tensor, result: Tensor, d_self: Tensor, upper: bool) -> Tensor:
    factor, change = (self.triu().mH, d_self.triu().mH) if upper else (self.tril(), d_self.tril())
    half = change @ factor.mH
    return -(result @ (half + half.mH) @ result)


@op(kind=contraction, traits=("autocast_float32",), kernel="cholesky_inverse", batch="front",
    vjp=dict(self=_inverse_gradient),
    jvp=_inverse_tangent)
def cholesky_inverse(self: Tensor, upper: bool = False) -> Tensor:
    """The inverse of ``L Lᴴ``, given the Cholesky factor ``L`` (of ``Lᴴ L`` if ``upper``).

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a zero on the diagonal; RuntimeError for bool, integer and 16-bit floating
        tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.cholesky_inverse(torch.tensor([[2.]]))
    tensor([[0.2500]])
    """
