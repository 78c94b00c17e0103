"""Eigenvalues and eigenvectors."""

from __future__ import annotations

from .define import Tensor, composite, conj, contraction, host, op
from .lu import solve
from .matrices import hermitian_part, scaled_columns, scaled_rows


@op(kind=host, batch="front", function=False, method=False)
def require_no_phase(self: Tensor, name: str, vectors: str) -> Tensor:
    """An error unless these are about 0: the slopes of a function by the phases of complex vectors, each of which may
    be multiplied by any number of modulus 1. It returns nothing of interest.
    """
    if self.numel() and not bool((self.abs() <= 1e-2).all()):
        raise RuntimeError(
            f"{name}: The {vectors} in the complex case are specified up to multiplication by e^{{i phi}}. The "
            "specified loss function depends on this quantity, so it is ill-defined."
        )
    return self.new_zeros(self.shape)


def differences(values: Tensor) -> Tensor:
    """``values[j] - values[i]`` at ``[i, j]``, and ones on the diagonal."""
    apart: Tensor = values.unsqueeze(-2) - values.unsqueeze(-1)
    return apart + apart.new_ones(apart.shape[-1]).diag()


def _zero_diagonal(x: Tensor) -> Tensor:
    return x - x.diagonal(0, -2, -1).diag_embed()


# ---- Hermitian matrices: ``A V = V diag(L)`` -------------------------------------------------------------------------


def _eigh_gradient(A: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, UPLO: str, compute_v: bool,
                   g_eigenvalues: Tensor | None = None, g_eigenvectors: Tensor | None = None) -> Tensor:
    values, V = (eigenvalues, eigenvectors) if compute_v else eigh_factors(A, UPLO, True)
    if g_eigenvectors is None or not compute_v:
        assert g_eigenvalues is not None
        return scaled_columns(V, g_eigenvalues) @ V.mH
    inner = V.mH @ g_eigenvectors
    if inner.is_complex():
        require_no_phase(inner.diagonal(0, -2, -1).imag, "linalg_eigh_backward", "eigenvectors")
    inner = _zero_diagonal(inner / differences(values))
    if g_eigenvalues is not None:
        inner = inner + g_eigenvalues.to(inner.dtype).diag_embed()
    return hermitian_part(V @ inner @ V.mH)


def _eigh_tangent(A: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, UPLO: str, compute_v: bool,
                  d_A: Tensor) -> tuple[Tensor, Tensor]:
    values, V = (eigenvalues, eigenvectors) if compute_v else eigh_factors(A, UPLO, True)
    inner = V.mH @ hermitian_part(d_A) @ V
    d_values = inner.diagonal(0, -2, -1).real
    if not compute_v:
        return d_values, eigenvectors.new_zeros(eigenvectors.shape)
    return d_values, V @ _zero_diagonal(inner / differences(values))


@op(kind=contraction, kernel="eigh", batch="front", function=False, method=False,
    returns=("eigenvalues", "eigenvectors"), grad_name="LinalgEigh",
    vjp=dict(A=_eigh_gradient),
    jvp=_eigh_tangent)
def eigh_factors(A: Tensor, UPLO: str, compute_v: bool) -> tuple[Tensor, Tensor]:
    """`linalg.eigh`; without ``compute_v`` the vectors are empty, and derivatives compute them."""


@op(kind=composite, traits=("autocast_float32",), namespace="linalg", returns=("eigenvalues", "eigenvectors"))
def eigh(A: Tensor, UPLO: str = "L") -> tuple[Tensor, Tensor]:
    """The eigenvalues of a Hermitian matrix in ascending order and orthonormal eigenvectors, the columns of ``V``:
    ``A = V @ diag(eigenvalues) @ Vᴴ``.

    Of ``A`` the lower triangle is read, or with UPLO "U" the upper one. Vectors are determined up to a factor of
    modulus 1, and where eigenvalues are equal, up to a rotation; derivatives are those of functions that do not depend
    on it.

    Shape: ``(..., n, n)`` gives ``(..., n)`` and ``(..., n, n)``.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, for matrices that are not square, for another
        ``UPLO``, and in the backward pass of a function that depends on the phases of complex vectors.

    >>> import flambeau as torch
    >>> torch.linalg.eigh(torch.tensor([[3., 0.], [0., 1.]])).eigenvalues
    tensor([1., 3.])
    """
    return (*eigh_factors(A, UPLO, True),)


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def eigvalsh(A: Tensor, UPLO: str = "L") -> Tensor:
    """The eigenvalues of a Hermitian matrix in ascending order: the ``L[i]`` with ``A v[i] = L[i] v[i]``.

    Of ``A`` the lower triangle is read, or with UPLO "U" the upper one.

    Shape: ``(..., n, n)`` gives ``(..., n)``.
    Dtype: float32, float64 or complex; the values have the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, for matrices that are not square, and for another
        ``UPLO``.

    >>> import flambeau as torch
    >>> torch.linalg.eigvalsh(torch.tensor([[3., 0.], [0., 1.]]))
    tensor([1., 3.])
    """
    return eigh_factors(A, UPLO, False)[0]


# ---- any matrices: ``A V = V diag(L)`` with columns of norm 1 -------------------------------------------------------


def _eig_gradient(A: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, compute_v: bool,
                  g_eigenvalues: Tensor | None = None, g_eigenvectors: Tensor | None = None) -> Tensor:
    values, V = (eigenvalues, eigenvectors) if compute_v else eig_factors(A, True)
    if g_eigenvectors is None or not compute_v:
        assert g_eigenvalues is not None
        return solve(V.mH, scaled_rows(V.mH, g_eigenvalues))
    inner = V.mH @ g_eigenvectors
    along = inner.diagonal(0, -2, -1)
    require_no_phase(along.imag, "linalg_eig_backward", "eigenvectors")
    inner = inner - scaled_columns(V.mH @ V, along.real)
    inner = _zero_diagonal(inner / conj(differences(values)))
    if g_eigenvalues is not None:
        inner = inner + g_eigenvalues.diag_embed()
    return solve(V.mH, inner @ V.mH)


def _eig_tangent(A: Tensor, eigenvalues: Tensor, eigenvectors: Tensor, compute_v: bool,
                 d_A: Tensor) -> tuple[Tensor, Tensor]:
    values, V = (eigenvalues, eigenvectors) if compute_v else eig_factors(A, True)
    inner = solve(V, d_A.to(V.dtype) @ V)
    d_values = inner.diagonal(0, -2, -1)
    if not compute_v:
        return d_values, eigenvectors.new_zeros(eigenvectors.shape)
    d_V = V @ _zero_diagonal(inner / differences(values))
    return d_values, d_V - scaled_columns(V, (conj(V) * d_V).sum(-2).real)


@op(kind=contraction, kernel="eig", batch="front", function=False, method=False,
    returns=("eigenvalues", "eigenvectors"), grad_name="LinalgEig",
    vjp=dict(A=_eig_gradient),
    jvp=_eig_tangent)
def eig_factors(A: Tensor, compute_v: bool) -> tuple[Tensor, Tensor]:
    """`linalg.eig`; without ``compute_v`` the vectors are empty, and derivatives compute them."""


@op(kind=composite, traits=("autocast_float32",), namespace="linalg", returns=("eigenvalues", "eigenvectors"))
def eig(A: Tensor) -> tuple[Tensor, Tensor]:
    """The eigenvalues of a square matrix, in no order, and eigenvectors of norm 1, the columns of ``V``:
    ``A @ V = V @ diag(eigenvalues)``.

    Vectors are determined up to a factor of modulus 1; derivatives are those of functions that do not depend on it.

    Shape: ``(..., n, n)`` gives ``(..., n)`` and ``(..., n, n)``.
    Dtype: float32, float64 or complex; the results have the complex dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, for matrices that are not square, and in the
        backward pass of a function that depends on the phases of the vectors.

    >>> import flambeau as torch
    >>> torch.linalg.eig(torch.tensor([[0., 1.], [-1., 0.]])).eigenvalues
    tensor([0.+1.j, 0.-1.j])
    """
    return (*eig_factors(A, True),)


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def eigvals(A: Tensor) -> Tensor:
    """The eigenvalues of a square matrix, in no order: the ``L[i]`` with ``A v[i] = L[i] v[i]``.

    Shape: ``(..., n, n)`` gives ``(..., n)``.
    Dtype: float32, float64 or complex; the result has the complex dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.eigvals(torch.tensor([[0., 1.], [-1., 0.]]))
    tensor([0.+1.j, 0.-1.j])
    """
    return eig_factors(A, False)[0]
