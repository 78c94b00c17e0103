"""Equations with triangular matrices."""

from __future__ import annotations

from .._warnings import warn_once
from .define import Tensor, composite, contiguous_format, contraction, op
from .matrices import adjoint_solution, examples_in_line, residue


def _triangle(x: Tensor, upper: bool, unitriangular: bool) -> Tensor:
    """The part that is read."""
    return x.triu(int(unitriangular)) if upper else x.tril(-int(unitriangular))


def _matrix_gradient(g: Tensor, A: Tensor, result: Tensor, upper: bool, left: bool, unitriangular: bool) -> Tensor:
    change = solve_triangular(A.mH, g, upper=not upper, left=left, unitriangular=unitriangular)
    return _triangle(adjoint_solution(change, result, left), upper, unitriangular)


def _tangent(A: Tensor, result: Tensor, d_A: Tensor, d_B: Tensor, upper: bool, left: bool,
             unitriangular: bool) -> Tensor:
    right = residue(d_B, _triangle(d_A, upper, unitriangular), result, left)
    return solve_triangular(A, right, upper=upper, left=left, unitriangular=unitriangular)


def _batched(A: Tensor, B: Tensor, upper: bool, left: bool, unitriangular: bool) -> Tensor:
    triangle, right = examples_in_line((A, 2), (B, 2))
    return solve_triangular(triangle, right, upper=upper, left=left, unitriangular=unitriangular)


@op(kind=contraction, kernel="solve_triangular", namespace="linalg", grad_name="LinalgSolveTriangular",
    batch=_batched,
    vjp=dict(A=_matrix_gradient,
             B=lambda g, A, upper, left, unitriangular:
                 solve_triangular(A.mH, g, upper=not upper, left=left, unitriangular=unitriangular)),
    jvp=_tangent)
def solve_triangular(A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False) -> Tensor:
    """``X`` with ``A @ X = B`` (``X @ A = B`` if not ``left``), of ``A`` reading the lower triangle only, or the upper.

    With ``unitriangular`` the diagonal counts as ones and is not read. A zero on the diagonal gives infinities.

    Shape: ``A`` ``(..., n, n)`` with ``B`` ``(..., n, k)``, or ``(..., k, n)`` if not ``left``; batches broadcast, and
        the result has the shape of ``B``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.

    >>> import flambeau as torch
    >>> torch.linalg.solve_triangular(torch.tensor([[2., 0.], [1., 4.]]), torch.tensor([[2.], [5.]]), upper=False)
    tensor([[1.],
            [1.]])
    """


@op(kind=composite, traits=("autocast_float32",), returns=("solution", "cloned_coefficient"))
def triangular_solve(self: Tensor, A: Tensor, upper: bool = True, transpose: bool = False,
                     unitriangular: bool = False) -> tuple[Tensor, Tensor]:
    """``X`` with ``A @ X = self`` (``Aᵀ @ X = self`` if ``transpose``), and a copy of ``A``: the old name of
    `linalg.solve_triangular`.

    Shape: ``A`` ``(..., n, n)`` with ``self`` ``(..., n, k)``; batches broadcast.
    Dtype: float32, float64 or complex, the same for both; the results have it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.

    >>> import flambeau as torch
    >>> torch.triangular_solve(torch.tensor([[2.], [4.]]), torch.tensor([[2., 0.], [0., 4.]])).solution
    tensor([[1.],
            [1.]])
    """
    warn_once("torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangular and will be removed in a "
              "future PyTorch release.\ntorch.linalg.solve_triangular has its arguments reversed and does not return a "
              "copy of one of the inputs.")
    triangle = A.mT if transpose else A
    solution = solve_triangular(triangle, self, upper=upper != transpose, unitriangular=unitriangular)
    return solution, A.expand(*solution.shape[:-2], *A.shape[-2:]).mT.clone(memory_format=contiguous_format).mT
