"""Singular values and vectors."""

from __future__ import annotations

from .define import Tensor, composite, contraction, op
from .eigen import differences, require_no_phase
from .join import cat
from .matrices import scaled_columns, scaled_rows


def _skew(x: Tensor) -> Tensor:
    return x - x.mH


def _first(x: Tensor | None, count: int, dim: int) -> Tensor | None:
    return None if x is None else x.narrow(dim, 0, count)


# With ``dP = Uᴴ dA V`` the values change by the real diagonal of ``dP``, and vectors by combinations of each other,
# ``dU = U X`` and ``dV = V Y``, besides what leads out of their span. ``X`` and ``Y`` are skew-Hermitian; the phases of
# each pair of vectors are free, and the change of that of ``u v`` is shared between the two.


def _gradient(A: Tensor, U: Tensor, S: Tensor, Vh: Tensor, compute_uv: bool, g_U: Tensor | None = None,
              g_S: Tensor | None = None, g_Vh: Tensor | None = None) -> Tensor:
    if not compute_uv:
        U, S, Vh = svd_factors(A, False, True)
        g_U = g_Vh = None
    k = S.shape[-1]
    U, Vh = U[..., :k], Vh[..., :k, :]
    g_U, g_Vh = _first(g_U, k, -1), _first(g_Vh, k, -2)
    if g_U is None and g_Vh is None:
        assert g_S is not None
        return scaled_columns(U, g_S) @ Vh
    nothing = S.new_zeros(()).to(U.dtype)
    by_U = nothing if g_U is None else _skew(U.mH @ g_U)
    by_V = nothing if g_Vh is None else _skew(Vh @ g_Vh.mH)
    squares = differences(S * S)
    inner = scaled_columns(by_U / squares, S) + scaled_rows(by_V / squares, S)
    inner = inner - inner.diagonal(0, -2, -1).diag_embed()
    if U.is_complex():
        turn_U, turn_V = ((by + 0 * inner).diagonal(0, -2, -1).imag for by in (by_U, by_V))
        require_no_phase(0.5 * (turn_U + turn_V), "svd_backward", "singular vectors")
        inner = inner + (0.25j * (turn_U - turn_V) / S).diag_embed()
    if g_S is not None:
        inner = inner + g_S.to(inner.dtype).diag_embed()
    total = U @ inner @ Vh
    if g_U is not None and U.shape[-2] > k:
        total = total + scaled_columns(g_U - U @ (U.mH @ g_U), 1 / S) @ Vh
    if g_Vh is not None and Vh.shape[-1] > k:
        total = total + U @ scaled_rows(g_Vh - (g_Vh @ Vh.mH) @ Vh, 1 / S)
    return total


def _completed(change: Tensor, basis: Tensor) -> Tensor:
    """The tangent of all vectors, given that of the first ones: the others turn so that all stay orthonormal."""
    k = change.shape[-1]
    if basis.shape[-1] == k:
        return change
    return cat([change, -(basis[..., :k] @ (change.mH @ basis[..., k:]))], -1)


def _tangent(A: Tensor, U: Tensor, S: Tensor, Vh: Tensor, compute_uv: bool,
             d_A: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    absent = U
    if not compute_uv:
        U, S, Vh = svd_factors(A, False, True)
    k = S.shape[-1]
    u, vh = U[..., :k], Vh[..., :k, :]
    inner = u.mH @ d_A @ vh.mH
    d_S = inner.diagonal(0, -2, -1).real
    if not compute_uv:
        return absent.new_zeros(absent.shape), d_S, absent.new_zeros(absent.shape)
    squares = differences(S * S)
    of_u = (scaled_columns(inner, S) + scaled_rows(inner.mH, S)) / squares
    of_v = (scaled_rows(inner, S) + scaled_columns(inner.mH, S)) / squares
    of_u, of_v = (x - x.diagonal(0, -2, -1).diag_embed() for x in (of_u, of_v))
    if u.is_complex():
        turn = (0.5j * inner.diagonal(0, -2, -1).imag / S).diag_embed()
        of_u, of_v = of_u + turn, of_v - turn
    d_u, d_v = u @ of_u, vh.mH @ of_v
    if u.shape[-2] > k:
        by_v = d_A @ vh.mH
        d_u = d_u + scaled_columns(by_v - u @ (u.mH @ by_v), 1 / S)
    if vh.shape[-1] > k:
        by_u = d_A.mH @ u
        d_v = d_v + scaled_columns(by_u - vh.mH @ (vh @ by_u), 1 / S)
    return _completed(d_u, U), d_S, _completed(d_v, Vh.mH).mH


@op(kind=contraction, kernel="svd", traits=("autocast_float32",), batch="front", function=False,
    method=False, returns=("U", "S", "Vh"), grad_name="LinalgSvd",
    vjp=dict(A=_gradient),
    jvp=_tangent)
def svd_factors(A: Tensor, full_matrices: bool, compute_uv: bool) -> tuple[Tensor, Tensor, Tensor]:
    """`linalg.svd`; without ``compute_uv`` the vectors are empty, and derivatives compute them."""


def _refuse_driver(driver: str | None) -> None:
    if driver is not None:
        raise RuntimeError("torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with "
                           "cuSOLVER backend.")


@op(kind=composite, traits=("autocast_float32",), namespace="linalg", returns=("U", "S", "Vh"))
def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """Orthonormal columns of ``U``, singular values ``S`` in descending order and orthonormal rows of ``Vh`` with
    ``A = U[:, :k] @ diag(S) @ Vh[:k]``, where ``k = min(m, n)``.

    Vectors are determined up to a factor of modulus 1 for each pair, and where values are equal, up to a rotation;
    derivatives are those of functions that do not depend on it, nor on the columns beyond the first ``k``.

    Shape: ``(..., m, n)`` gives ``(..., m, m)``, ``(..., k)`` and ``(..., n, n)``; if not ``full_matrices``,
        ``(..., m, k)`` and ``(..., k, n)`` for ``U`` and ``Vh``.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, for a ``driver``, and in the backward pass of a
        function that depends on the phases of complex vectors.

    >>> import flambeau as torch
    >>> torch.linalg.svd(torch.tensor([[0., 3.], [2., 0.]])).S
    tensor([3., 2.])
    """
    _refuse_driver(driver)
    return (*svd_factors(A, full_matrices, True),)


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def svdvals(A: Tensor, *, driver: str | None = None) -> Tensor:
    """The singular values in descending order: the roots of the eigenvalues of ``Aᴴ A``.

    Shape: ``(..., m, n)`` gives ``(..., min(m, n))``.
    Dtype: float32, float64 or complex; the result has the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, and for a ``driver``.

    >>> import flambeau as torch
    >>> torch.linalg.svdvals(torch.tensor([[0., 3.], [2., 0.]]))
    tensor([3., 2.])
    """
    _refuse_driver(driver)
    return svd_factors(A, False, False)[1]


@op(kind=composite, traits=("autocast_float32",), name="svd", returns=("U", "S", "V"))
def old_svd(self: Tensor, some: bool = True, compute_uv: bool = True) -> tuple[Tensor, Tensor, Tensor]:
    """`linalg.svd` by its old name, which gives ``V`` and not ``Vᴴ``: ``self = U @ diag(S) @ Vᴴ``. Without
    ``compute_uv`` the vectors are zeros.

    Shape: ``(..., m, n)`` gives ``(..., m, k)``, ``(..., k)`` and ``(..., n, k)`` with ``k = min(m, n)``; if not
        ``some``, ``(..., m, m)`` and ``(..., n, n)`` for ``U`` and ``V``.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors.

    >>> import flambeau as torch
    >>> torch.svd(torch.tensor([[0., 3.], [2., 0.]])).S
    tensor([3., 2.])
    """
    if self.ndim < 2:
        raise RuntimeError("linalg.svd: input should have at least 2 dimensions, but has "
                           f"{self.ndim} dimensions instead")
    if compute_uv:
        U, S, Vh = svd_factors(self, not some, True)
        return U, S, Vh.mH
    m, n = self.shape[-2:]
    S = svd_factors(self, False, False)[1]
    return self.new_zeros(*self.shape[:-2], m, m), S, self.new_zeros(*self.shape[:-2], n, n)
