"""What singular values decide: pseudoinverses, ranks and condition numbers."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .compare import where
from .define import Tensor, composite, host, op
from .eigen import eigh_factors
from .lu import invert
from .matrices import scaled_columns
from .norm import matrix_norm
from .svd import svd_factors


def default_rtol(A: Tensor) -> float:
    """Eps times the larger size of the matrices."""
    eps = 2.0**-23 if A.dtype in (_core.float32, _core.complex64) else 2.0**-52
    return eps * max(A.shape[-2:])


def _least(A: Tensor, largest: Tensor, atol: Any, rtol: Any) -> Any:
    """What a singular value is at most that counts as zero: ``max(atol, rtol * largest)``. Without ``rtol`` that is eps
    times the larger size, or 0 where there is an ``atol``.
    """
    default = default_rtol(A)
    if rtol is None:
        given = atol is not None
        rtol = where(atol > 0, 0.0, default) if isinstance(atol, Tensor) else 0.0 if given and atol > 0 else default
    relative = (rtol.to(largest.dtype) if isinstance(rtol, Tensor) else rtol) * largest
    if atol is None:
        return relative
    absolute = atol.to(largest.dtype) if isinstance(atol, Tensor) else relative.new_full((), atol)
    return relative.maximum(absolute)


def _sizes(A: Tensor, hermitian: bool) -> Tensor:
    """The singular values, in some order."""
    return eigh_factors(A, "L", False)[0].abs() if hermitian else svd_factors(A, False, False)[1]


def pinv_gradient(g: Tensor, A: Tensor, result: Tensor) -> Tensor:
    """Golub and Pereyra, doi:10.1137/0710036, equation 4.12, of which this is the adjoint."""
    by_rows, by_columns = g.mH @ result, result @ g.mH
    P, PH = result, result.mH
    outer, inner = by_rows @ PH, PH @ by_columns
    return -(PH @ g @ PH) + (outer - A @ (P @ outer)) + (inner - (inner @ P) @ A)


def pinv_tangent(A: Tensor, result: Tensor, d_A: Tensor) -> Tensor:
    P = result
    change = d_A.mH
    left, right = P @ P.mH @ change, change @ P.mH @ P
    return -(P @ d_A @ P) + (left - (left @ A) @ P) + (right - P @ (A @ right))


@op(kind=host, batch="front", function=False, method=False, grad_name="LinalgPinv",
    vjp=dict(A=pinv_gradient),
    jvp=pinv_tangent)
def pseudo_inverse(A: Tensor, atol: object, rtol: object, hermitian: bool) -> Tensor:
    """`linalg.pinv`."""
    if hermitian:
        values, vectors = eigh_factors(A, "L", True)
        left, right, sizes = vectors, vectors.mH, values.abs()
    else:
        U, values, Vh = svd_factors(A, False, True)
        left, right, sizes = Vh.mH, U.mH, values
    if not sizes.numel():
        return A.mH.new_zeros(A.mH.shape)
    kept = sizes > _least(A, sizes.amax(-1), atol, rtol).unsqueeze(-1)
    return scaled_columns(left, where(kept, 1 / values, 0.0).to(left.dtype)) @ right


def _require_matrix(A: Tensor, name: str) -> None:
    if A.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")


@op(kind=composite, namespace="linalg")
def pinv(A: Tensor, rcond: object = None, hermitian: bool = False, *, atol: object = None,
         rtol: object = None) -> Tensor:
    """The Moore-Penrose inverse ``P`` of each matrix: ``A P A = A``, ``P A P = P``, and ``A P`` and ``P A`` are
    Hermitian.

    Singular values up to ``max(atol, rtol * largest)`` count as zero; ``rtol``, also called ``rcond``, is by default
    eps times the larger size, or 0 where there is an ``atol``. With ``hermitian`` the lower triangle alone is read.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite; RuntimeError for bool, integer and 16-bit
        floating tensors, and with ``hermitian`` for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.pinv(torch.tensor([[2., 0.], [0., 0.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.0000]])
    """
    if A.ndim < 2:
        raise RuntimeError(f"linalg.pinv: expected a tensor with 2 or more dimensions of floating types. Got {A.ndim}")
    return pseudo_inverse(A, atol, rcond if rtol is None else rtol, hermitian)


@op(kind=composite, traits=("autocast_float32",))
def pinverse(self: Tensor, rcond: object = 1e-15) -> Tensor:
    """`linalg.pinv` by its old name: the ``P`` with ``A P A = A``, ``P A P = P``, and Hermitian ``A P`` and ``P A``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite; RuntimeError for bool, integer and 16-bit
        floating tensors.

    >>> import flambeau as torch
    >>> torch.pinverse(torch.tensor([[2.]]))
    tensor([[0.5000]])
    """
    return pinv(self, rcond)


@op(kind=composite, traits=("autocast_float32", "casts_out"), namespace="linalg")
def matrix_rank(A: Tensor, tol: object = None, hermitian: bool = False, *, atol: object = None,
                rtol: object = None) -> Tensor:
    """How many singular values are more than ``max(atol, rtol * largest)``.

    ``rtol`` is by default eps times the larger size, or 0 where there is an ``atol``, also called ``tol``. With
    ``hermitian`` the lower triangle alone is read.

    Shape: ``(..., m, n)`` gives ``(...)``.
    Dtype: float32, float64 or complex; the result is int64.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite; RuntimeError for bool, integer and 16-bit
        floating tensors, and with ``hermitian`` for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_rank(torch.tensor([[1., 2.], [2., 4.]]))
    tensor(1)
    """
    _require_matrix(A, "linalg.matrix_rank")
    if tol is not None:
        atol, rtol = tol, 0.0
    sizes = _sizes(A.detach(), hermitian)
    if not sizes.shape[-1]:
        return sizes.new_zeros(sizes.shape[:-1], dtype=_core.int64)
    return (sizes > _least(A, sizes.amax(-1), atol, rtol).unsqueeze(-1)).sum(-1)


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def cond(A: Tensor, p: object = None) -> Tensor:
    """The condition number by a norm, ``norm(A) * norm(A⁻¹)``: by the largest singular value (``p`` None or 2), or what
    `linalg.matrix_norm` calls ``p``. It is inf for a singular matrix.

    Shape: ``(..., n, n)`` gives ``(...)``; for ``p`` None, 2 and -2 also ``(..., m, n)``.
    Dtype: float32, float64 or complex; the result has the real dtype.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, for another ``p``, and for matrices that are not
        square.

    >>> import flambeau as torch
    >>> torch.linalg.cond(torch.tensor([[2., 0.], [0., 4.]]))
    tensor(2.)
    """
    _require_matrix(A, "linalg.cond")
    if isinstance(p, str) and p not in ("fro", "nuc"):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if not isinstance(p, str) and p not in (None, 1, -1, 2, -2, math.inf, -math.inf):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if p is None or p in (2, -2):
        sizes = svd_factors(A, False, False)[1]
        if not sizes.shape[-1]:
            return sizes.new_zeros(sizes.shape[:-1])
        largest, least = sizes[..., 0], sizes[..., -1]
        return least / largest if p == -2 else largest / least
    if A.shape[-1] != A.shape[-2]:
        raise RuntimeError(f"linalg.cond: A must be batches of square matrices, but they are {A.shape[-2]} by "
                           f"{A.shape[-1]} matrices")
    if not A.shape[-1]:
        return matrix_norm(A, "fro")
    inverse, info = invert(A, False, "linalg.cond")
    product = matrix_norm(A, p) * matrix_norm(inverse, p)
    return product.masked_fill(info != 0, math.inf)
