"""LU factors with partial pivoting, and what is solved with them: systems of equations and inverses."""

from __future__ import annotations

from typing import Any

from .._warnings import warn_once
from .broadcast import require_one_device
from .define import Tensor, composite, contraction, full, int32, op
from .join import cat
from .matrices import examples_in_line, identity_like, is_vector_of, permuted_rows
from .triangular import solve_triangular


@op(kind=contraction, kernel="lu_permutation", batch="front", function=False, method=False)
def lu_permutation(pivots: Tensor, m: int) -> Tensor:
    """The permutation of ``m`` rows that pivots stand for: row ``i`` of ``L U`` is row ``out[i]`` of the matrix."""


# With ``B`` for the matrix whose rows are permuted, ``B = L U``. Its leading square has ``L⁻¹ B U⁻¹`` change by
# ``F + H``, where ``F = L⁻¹ dL`` is strictly lower and ``H = dU U⁻¹`` is upper.


def _lu_gradient(g_LU: Tensor, LU: Tensor, pivots: Tensor) -> Tensor:
    m, n = LU.shape[-2:]
    k = min(m, n)
    square, g = LU[..., :k, :k], g_LU[..., :k, :k]
    below = (square.tril(-1) + identity_like(LU, k)).mH @ g.tril(-1)
    above = g.triu() @ square.triu().mH
    parts: list[Tensor] = []
    if n > k:
        below = below - g_LU[..., :k, k:] @ LU[..., :k, k:].mH
        right = solve_triangular(square.mH, g_LU[..., :k, k:], upper=True, unitriangular=True)
        parts = [right]
    if m > k:
        above = above - LU[..., k:, :k].mH @ g_LU[..., k:, :k]
        parts = [solve_triangular(square.mH, g_LU[..., k:, :k], upper=False, left=False)]
    middle = below.tril(-1) + above.triu()
    middle = solve_triangular(square.mH, middle, upper=True, unitriangular=True)
    middle = solve_triangular(square.mH, middle, upper=False, left=False)
    whole = cat([middle, *parts], -1 if n > k else -2)
    return permuted_rows(whole, lu_permutation(pivots, m).argsort(-1))


def _lu_tangent(LU: Tensor, pivots: Tensor, d_A: Tensor) -> Tensor:
    m, n = LU.shape[-2:]
    k = min(m, n)
    square = LU[..., :k, :k]
    change = permuted_rows(d_A, lu_permutation(pivots, m))
    inner = solve_triangular(square, change[..., :k, :k], upper=False, unitriangular=True)
    inner = solve_triangular(square, inner, upper=True, left=False)
    below, above = inner.tril(-1), inner.triu()
    middle = (square.tril(-1) + identity_like(LU, k)) @ below + above @ square.triu()
    if n > k:
        right = solve_triangular(square, change[..., :k, k:], upper=False, unitriangular=True)
        return cat([middle, right - below @ LU[..., :k, k:]], -1)
    if m > k:
        lower = solve_triangular(square, change[..., k:, :k], upper=True, left=False)
        return cat([middle, lower - LU[..., k:, :k] @ above], -2)
    return middle


@op(kind=contraction, kernel="lu", batch="front", function=False, method=False, returns=("LU", "pivots", "info"),
    grad_name="LinalgLuFactorEx",
    vjp=dict(A=_lu_gradient),
    jvp=_lu_tangent)
def lu_factors(A: Tensor, pivot: bool, check: bool, name: str) -> tuple[Tensor, Tensor, Tensor]:
    """``L`` below the diagonal and ``U`` above it, the pivots, and LAPACK's info; with ``check`` an error in the name
    of ``name`` where ``U`` has a zero on its diagonal.
    """


@op(kind=composite, namespace="linalg", returns=("LU", "pivots", "info"))
def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """`linalg.lu_factor` without a look at success: ``info`` is 0, or the first k for which ``U[k, k]`` is 0, counted
    from 1.

    Shape: ``(..., m, n)``; ``LU`` has it, ``pivots`` is ``(..., min(m, n))``, ``info`` is ``(...)``.
    Dtype: float32, float64 or complex; ``LU`` has it, ``pivots`` and ``info`` are int32.
    Raises: RuntimeError for a zero on the diagonal of ``U`` if ``check_errors``, for ``pivot=False``, and for bool,
        integer and 16-bit floating tensors.

    >>> import flambeau as torch
    >>> torch.linalg.lu_factor_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    return (*lu_factors(A, pivot, check_errors, "torch.linalg.lu_factor_ex"),)


@op(kind=composite, namespace="linalg", returns=("LU", "pivots"))
def lu_factor(A: Tensor, *, pivot: bool = True) -> tuple[Tensor, Tensor]:
    """``L`` and ``U`` with ``P L U = A`` in one matrix, the diagonal being that of ``U`` (of ``L`` it is 1), and
    ``pivots`` for ``P``: row ``i`` changed places with row ``pivots[i]``, counted from 1.

    Shape: ``(..., m, n)``; ``LU`` has it, ``pivots`` is ``(..., min(m, n))``.
    Dtype: float32, float64 or complex; ``LU`` has it, ``pivots`` is int32.
    Raises: RuntimeError for a zero on the diagonal of ``U``, for ``pivot=False``, and for bool, integer and 16-bit
        floating tensors.

    >>> import flambeau as torch
    >>> torch.linalg.lu_factor(torch.tensor([[1., 2.], [2., 2.]]))
    torch.return_types.linalg_lu_factor(
    LU=tensor([[2.0000, 2.0000],
            [0.5000, 1.0000]]),
    pivots=tensor([2, 2], dtype=torch.int32))
    """
    return lu_factors(A, pivot, True, "torch.linalg.lu_factor")[:2]


def _permutation_matrix(rows: Tensor, like: Tensor) -> Tensor:
    """``P`` with ``P L U = A``: column ``i`` has its one in row ``rows[i]``."""
    m = rows.shape[-1]
    zeros = like.new_zeros(*rows.shape[:-1], m, m)
    matrix: Tensor = zeros.scatter(-2, rows.unsqueeze(-2), 1)
    return matrix


@op(kind=composite, method=False, returns=("P", "L", "U"))
def lu_unpack(LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True,
              unpack_pivots: bool = True) -> tuple[Tensor, Tensor, Tensor]:
    """``P``, ``L`` and ``U`` with ``P L U = A``, of what `linalg.lu_factor` gave for ``A``; empty tensors for what is
    not unpacked.

    Shape: ``LU_data`` ``(..., m, n)`` and ``LU_pivots`` ``(..., k)`` with ``k = min(m, n)`` give ``(..., m, m)``,
        ``(..., m, k)`` and ``(..., k, n)``.
    Dtype: floating or complex, and int32; the results have the first.
    Raises: RuntimeError for fewer than two dimensions and for pivots of another dtype or outside of the matrix.

    >>> import flambeau as torch
    >>> P, L, U = torch.lu_unpack(*torch.linalg.lu_factor(torch.tensor([[1., 2.], [2., 2.]])))
    >>> L
    tensor([[1.0000, 0.0000],
            [0.5000, 1.0000]])
    """
    if LU_data.ndim < 2:
        raise RuntimeError("torch.lu_unpack: Expected tensor with 2 or more dimensions. Got size: "
                           f"{list(LU_data.shape)} instead")
    require_one_device("lu_unpack", LU_data, LU_pivots)
    m, n = LU_data.shape[-2:]
    P = L = U = LU_data.new_empty(0)
    if unpack_pivots:
        P = _permutation_matrix(lu_permutation(LU_pivots, m), LU_data)
    if unpack_data:
        k = min(m, n)
        L = LU_data[..., :k].tril(-1) + identity_like(LU_data, m, k)
        U = LU_data[..., :k, :].triu()
    return P, L, U


@op(kind=composite, namespace="linalg", returns=("P", "L", "U"))
def lu(A: Tensor, *, pivot: bool = True) -> tuple[Tensor, Tensor, Tensor]:
    """A permutation ``P``, a lower triangle ``L`` with ones on the diagonal and an upper triangle ``U``, with
    ``P L U = A``.

    Shape: ``(..., m, n)`` gives ``(..., m, m)``, ``(..., m, k)`` and ``(..., k, n)`` with ``k = min(m, n)``.
    Dtype: float32, float64 or complex; the results have it.
    Raises: RuntimeError for ``pivot=False``, and for bool, integer and 16-bit floating tensors.

    >>> import flambeau as torch
    >>> torch.linalg.lu(torch.tensor([[0., 2.], [3., 4.]])).P
    tensor([[0., 1.],
            [1., 0.]])
    """
    factors, pivots, _ = lu_factors(A, pivot, False, "linalg.lu")
    return (*lu_unpack(factors, pivots),)


@op(kind=composite, traits=("autocast_float32",), name="lu", method="lu")
def old_lu(A: Tensor, pivot: bool = True, get_infos: bool = False) -> object:
    """`linalg.lu_factor` by its old name: the factors of ``P L U = A`` in one matrix and the pivots; with ``get_infos``
    LAPACK's info, too, and no error for a zero on the diagonal of ``U``.

    Shape: ``(..., m, n)`` gives that and ``(..., min(m, n))``, and ``(...)``.
    Dtype: float32, float64 or complex; the first result has it, the others are int32.
    Raises: RuntimeError for a zero on the diagonal of ``U`` unless ``get_infos``, for ``pivot=False``, and for bool,
        integer and 16-bit floating tensors.

    >>> import flambeau as torch
    >>> torch.lu(torch.tensor([[2.]]))
    (tensor([[2.]]), tensor([1], dtype=torch.int32))
    """
    warn_once("torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and will be "
              "removed in a future PyTorch release.\nLU, pivots = torch.lu(A, compute_pivots)\nshould be replaced with"
              "\nLU, pivots = torch.linalg.lu_factor(A, compute_pivots)\nand\nLU, pivots, info = torch.lu(A, "
              "compute_pivots, get_infos=True)\nshould be replaced with\nLU, pivots, info = "
              "torch.linalg.lu_factor_ex(A, compute_pivots)")
    factors, pivots, info = lu_factors(A, pivot, not get_infos, "torch.lu")
    return (factors, pivots, info) if get_infos else (factors, pivots)


# ---- systems of equations ------------------------------------------------------------------------------------------


def _again_gradient(g: Tensor, A: Tensor, LU: Tensor, pivots: Tensor, result: Tensor, adjoint: bool) -> Tensor:
    change = solve_again(A, LU, pivots, g, not adjoint)
    return -(result @ change.mH) if adjoint else -(change @ result.mH)


def _again_tangent(A: Tensor, LU: Tensor, pivots: Tensor, result: Tensor, d_A: Tensor, d_B: Tensor,
                   adjoint: bool) -> Tensor:
    return solve_again(A, LU, pivots, d_B - (d_A.mH if adjoint else d_A) @ result, adjoint)


def _again_batched(A: Tensor, LU: Tensor, pivots: Tensor, B: Tensor, adjoint: bool) -> Tensor:
    a, factors, rows, right = examples_in_line((A, 2), (LU, 2), (pivots, 1), (B, 2))
    return solve_again(a, factors, rows, right, adjoint)


@op(kind=contraction, kernel="lu_solve", batch=_again_batched, function=False, method=False,
    vjp=dict(A=_again_gradient,
             LU=None,
             pivots=None,
             B=lambda g, A, LU, pivots, adjoint: solve_again(A, LU, pivots, g, not adjoint)),
    jvp=_again_tangent)
def solve_again(A: Tensor, LU: Tensor, pivots: Tensor, B: Tensor, adjoint: bool) -> Tensor:
    """``X`` with ``A X = B`` (``Aᴴ X = B`` if ``adjoint``), by the factors of ``A``, which are known. Gradients go to
    ``A`` itself.
    """


def _right_gradient(g_result: Tensor, A: Tensor, LU: Tensor, pivots: Tensor, left: bool) -> Tensor:
    if left:
        return solve_again(A, LU, pivots, g_result, True)
    return solve_again(A, LU, pivots, g_result.mH, False).mH


def _system_gradient(g_result: Tensor, A: Tensor, LU: Tensor, pivots: Tensor, result: Tensor, left: bool) -> Tensor:
    change = _right_gradient(g_result, A, LU, pivots, left)
    return -(change @ result.mH) if left else -(result.mH @ change)


def _system_tangent(A: Tensor, LU: Tensor, pivots: Tensor, result: Tensor, d_A: Tensor, d_B: Tensor,
                    left: bool) -> Tensor:
    if left:
        return solve_again(A, LU, pivots, d_B - d_A @ result, False)
    return solve_again(A, LU, pivots, (d_B - result @ d_A).mH, True).mH


def _system_batched(call: Any) -> Any:
    """A matrix that the examples share is factored once."""
    A, B = call.values[0], call.front(1)
    if call.dims[0] is not None:
        A, B = examples_in_line((call.front(0), 2), (B, 2))
        return call.wrap(call.run([A, B, *call.values[2:]]))
    B = B.reshape(B.shape[0], *(1,) * (A.ndim + 1 - B.ndim), *B.shape[1:])
    x, *factors = call.run([A, B, *call.values[2:]])
    return call.wrap([x, *(f.expand(call.size, *f.shape) for f in factors)])


@op(kind=contraction, kernel="lu_solve_system", batch=full(_system_batched), function=False, method=False,
    returns=("result", "LU", "pivots", "info"), grad_name="LinalgSolveEx",
    vjp=dict(A=_system_gradient,
             B=_right_gradient),
    jvp=_system_tangent)
def solve_system(A: Tensor, B: Tensor, left: bool, check: bool,
                 name: str) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """``X`` with ``A X = B`` (``X A = B`` if not ``left``), the factors of ``A``, and LAPACK's info; with ``check`` an
    error in the name of ``name`` for a singular matrix.
    """


@op(kind=composite, namespace="linalg", returns=("result", "info"))
def solve_ex(A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False) -> tuple[Tensor, Tensor]:
    """`linalg.solve` without a look at success: ``info`` is 0, or the first k for which ``U[k, k]`` of the LU factors
    of ``A`` is 0, counted from 1.

    Shape: those of `linalg.solve`; ``info`` has the batch of ``A``.
    Dtype: float32, float64 or complex, the same for both; ``result`` has it, ``info`` is int32.
    Raises: LinAlgError (a RuntimeError) for a singular ``A`` if ``check_errors``; RuntimeError for bool, integer and
        16-bit floating tensors, two different dtypes and shapes that do not go together.

    >>> import flambeau as torch
    >>> torch.linalg.solve_ex(torch.zeros(2, 2), torch.ones(2)).info
    tensor(1, dtype=torch.int32)
    """
    return _solved(A, B, left, check_errors, "torch.linalg.solve_ex")


def _solved(A: Tensor, B: Tensor, left: bool, check: bool, name: str) -> tuple[Tensor, Tensor]:
    if not is_vector_of(A, B):
        x, _, _, info = solve_system(A, B, left, check, name)
        return x, info
    if not left:
        raise RuntimeError("linalg.solve: Incompatible shapes of A and B for the equation XA = B "
                           f"({A.shape[-2]}x{A.shape[-1]} and {B.shape[-1]}x1)")
    x, _, _, info = solve_system(A, B.unsqueeze(-1), True, check, name)
    return x.squeeze(-1), info


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """``X`` with ``A @ X = B`` (``X @ A = B`` if not ``left``), for square matrices ``A``.

    Shape: ``A`` ``(..., n, n)`` with ``B`` ``(..., n, k)``, a vector ``(n,)`` or a batch of vectors of the shape of
        ``A`` without its last dimension; batches broadcast, and the result has the shape of ``B``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular ``A``; RuntimeError for bool, integer and 16-bit floating
        tensors, two different dtypes and shapes that do not go together.

    >>> import flambeau as torch
    >>> torch.linalg.solve(torch.tensor([[2., 0.], [0., 4.]]), torch.tensor([2., 2.]))
    tensor([1.0000, 0.5000])
    """
    return _solved(A, B, left, True, "torch.linalg.solve")[0]


@op(kind=composite, namespace="linalg")
def lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False) -> Tensor:
    """``X`` with ``A @ X = B`` (``X @ A = B`` if not ``left``, ``Aᴴ`` for ``A`` if ``adjoint``), given what
    `linalg.lu_factor` gave for ``A``.

    Shape: ``LU`` ``(..., n, n)`` and ``pivots`` ``(..., n)`` with ``B`` ``(..., n, k)``, or ``(..., k, n)`` if not
        ``left``; batches broadcast.
    Dtype: float32, float64 or complex, the same for ``LU`` and ``B``; the result has it. ``pivots`` is int32.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes, shapes that do not go
        together and pivots outside of the matrix.

    >>> import flambeau as torch
    >>> LU, pivots = torch.linalg.lu_factor(torch.tensor([[2., 0.], [0., 4.]]))
    >>> torch.linalg.lu_solve(LU, pivots, torch.tensor([[2.], [2.]]))
    tensor([[1.0000],
            [0.5000]])
    """
    if pivots.dtype != int32:
        raise RuntimeError("linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32")
    if LU.ndim < 2 or pivots.ndim < 1 or pivots.shape[-1] != LU.shape[-1]:
        raise RuntimeError("linalg.lu_solve: Number of pivots per batch should be same as the dimension of the matrix")
    if not left:
        return lu_solve(LU, pivots, B.mH, adjoint=not adjoint).mH
    rows = lu_permutation(pivots, LU.shape[-2])
    if adjoint:
        half = solve_triangular(LU.mH, B, upper=False)
        return permuted_rows(solve_triangular(LU.mH, half, upper=True, unitriangular=True), rows.argsort(-1))
    if B.ndim < 2 or B.shape[-2] != LU.shape[-1]:
        raise RuntimeError("linalg.lu_solve: Incompatible shapes of A and B for the equation AX = B "
                           f"({LU.shape[-2]}x{LU.shape[-1]} and {'x'.join(map(str, B.shape[-2:]))})")
    half = solve_triangular(LU, permuted_rows(B, rows), upper=False, unitriangular=True)
    return solve_triangular(LU, half, upper=True)


@op(kind=composite, traits=("autocast_float32",), name="lu_solve")
def old_lu_solve(self: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
    """`linalg.lu_solve` by its old name: ``X`` with ``A @ X = self``.

    Shape: ``self`` ``(..., n, k)`` with ``LU_data`` ``(..., n, n)`` and ``LU_pivots`` ``(..., n)``; batches broadcast.
    Dtype: float32, float64 or complex, the same for ``self`` and ``LU_data``; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes, shapes that do not go
        together and pivots outside of the matrix.

    >>> import flambeau as torch
    >>> torch.lu_solve(torch.tensor([[4.]]), *torch.linalg.lu_factor(torch.tensor([[2.]])))
    tensor([[2.]])
    """
    warn_once("torch.lu_solve is deprecated in favor of torch.linalg.lu_solve and will be removed in a future PyTorch "
              "release.\nNote that torch.linalg.lu_solve has its arguments reversed.\nX = torch.lu_solve(B, LU, pivots)"
              "\nshould be replaced with\nX = torch.linalg.lu_solve(LU, pivots, B)")
    return lu_solve(LU_data, LU_pivots, self)


# ---- inverses ------------------------------------------------------------------------------------------------------


@op(kind=contraction, kernel="lu_inverse", batch="front", function=False, method=False, returns=("inverse", "info"),
    grad_name="LinalgInvEx",
    vjp=dict(A=lambda g_inverse, inverse: -(inverse.mH @ g_inverse @ inverse.mH)),
    jvp=lambda inverse, d_A: -(inverse @ d_A @ inverse))
def invert(A: Tensor, check: bool, name: str) -> tuple[Tensor, Tensor]:
    """The inverse of each square matrix, and LAPACK's info; with ``check`` an error in the name of ``name`` where there
    is none.
    """


@op(kind=composite, traits=("autocast_float32",), namespace="linalg", returns=("inverse", "info"))
def inv_ex(A: Tensor, *, check_errors: bool = False) -> tuple[Tensor, Tensor]:
    """`linalg.inv` without a look at success: ``info`` is 0, or the first k for which ``U[k, k]`` of the LU factors of
    ``A`` is 0, counted from 1; then ``inverse`` is those factors.

    Shape: ``(..., n, n)``; ``inverse`` has it, ``info`` is ``(...)``.
    Dtype: float32, float64 or complex; ``inverse`` has it, ``info`` is int32.
    Raises: LinAlgError (a RuntimeError) for a singular matrix if ``check_errors``; RuntimeError for bool, integer and
        16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.inv_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    return (*invert(A, check_errors, "linalg.inv_ex"),)


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def inv(A: Tensor) -> Tensor:
    """The inverse of each square matrix: ``out @ A`` is the identity.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix; RuntimeError for bool, integer and 16-bit floating
        tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.inv(torch.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    return invert(A, True, "linalg.inv")[0]


@op(kind=composite, traits=("autocast_float32",))
def inverse(self: Tensor) -> Tensor:
    """`linalg.inv`: ``out @ self`` is the identity.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix; RuntimeError for bool, integer and 16-bit floating
        tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.inverse(torch.tensor([[2.]]))
    tensor([[0.5000]])
    """
    return invert(self, True, "linalg.inv")[0]
