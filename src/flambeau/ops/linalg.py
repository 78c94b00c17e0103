"""Factorisations, inverses and determinants: host ops, computed by NumPy on the tensors' memory, with rules of ours.

The last two dimensions hold matrices; those before them are a batch. NumPy is imported with the first call.
"""

from __future__ import annotations

from typing import Any

from .._core import bool as bool_
from .._core import tensor_from_pointer
from .define import Tensor, composite, conj, host, op

_DTYPES = {"float32", "float64", "complex64", "complex128"}


class LinAlgError(RuntimeError):
    """A matrix that has no inverse, or is not positive definite."""


def _array(x: Tensor) -> Any:
    return x.numpy()


def _tensor(array: Any, like: Tensor) -> Tensor:
    """A NumPy result as a tensor of the dtype of ``like`` (or its real part's), row by row."""
    import numpy as np  # it is most of the import time

    kept = np.array(array, order="C", copy=True)
    dtype = like.dtype if np.iscomplexobj(kept) or not like.is_complex() else like.real.dtype
    shape = kept.shape
    flat: Tensor = tensor_from_pointer(kept.ctypes.data, (kept.size,), None, dtype, kept)
    return flat.reshape(shape)


def _check(name: str, a: Tensor) -> None:
    if a.dtype.name not in _DTYPES:
        low = "Low precision dtypes not supported"
        what = low if a.is_floating_point() else "Expected a floating point or complex tensor as input"
        raise RuntimeError(f"linalg.{name}: {what}. Got {a.dtype} | convert it first, for instance with .double()")
    if a.ndim < 2:
        raise RuntimeError(f"linalg.{name}: The input tensor A must have at least 2 dimensions. It has {a.ndim}")
    if a.shape[-1] != a.shape[-2]:
        raise RuntimeError(
            f"linalg.{name}: A must be batches of square matrices, but they are {a.shape[-2]} by {a.shape[-1]} matrices"
        )


def _refused(name: str, reason: str) -> LinAlgError:
    return LinAlgError(f"linalg.{name}: {reason}")


def _lower_half(x: Tensor) -> Tensor:
    """The lower triangle with half the diagonal: what a factor's change is of a symmetric change."""
    return x.tril() - 0.5 * x.diagonal(0, -2, -1).diag_embed()


def _with_diagonal(below: Tensor, diagonal: Tensor) -> Tensor:
    return below.tril(-1) + diagonal.to(below.dtype).diag_embed()


def _cholesky_gradient(g: Tensor, result: Tensor) -> Tensor:
    """``½ (S + Sᴴ)`` with ``S = L⁻ᴴ Φ(Lᴴ g) L⁻¹`` (Murray, arXiv:1602.07527, equation 10), for the triangle that is
    read: an element below the diagonal stands for two.
    """
    inverse = inv(result)
    s = inverse.mH @ _lower_half(result.mH @ g.tril()) @ inverse
    s = s + s.mH
    return _with_diagonal(s, 0.5 * s.diagonal(0, -2, -1))


def _cholesky_tangent(result: Tensor, d_self: Tensor) -> Tensor:
    inverse = inv(result)
    below = d_self.tril(-1)
    change = _with_diagonal(below, d_self.diagonal(0, -2, -1).real) + below.mH
    return result @ _lower_half(inverse @ change @ inverse.mH)


@op(kind=host, batch="front", function=False, method=False, grad_name="LinalgCholeskyEx",
    vjp=dict(self=_cholesky_gradient),
    jvp=_cholesky_tangent)
def cholesky_lower(self: Tensor) -> Tensor:
    """The Cholesky factor of the Hermitian matrix whose lower triangle this is."""
    import numpy as np  # see _tensor

    _check("cholesky", self)
    try:
        return _tensor(np.linalg.cholesky(_array(self)), self)
    except np.linalg.LinAlgError:
        raise _refused("cholesky", "The factorization could not be completed because the input is not "
                                   "positive-definite") from None


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def cholesky(self: Tensor, *, upper: bool = False) -> Tensor:
    """The lower triangular ``L`` with ``L Lᴴ = self``, for a Hermitian positive definite matrix; ``Lᴴ`` if ``upper``.

    Of a matrix that is not Hermitian, the Hermitian part is factored. The gradient is Hermitian.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) when the matrix is not positive definite; RuntimeError for bool, integer and
        16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.cholesky(torch.tensor([[4., 2.], [2., 5.]]))
    tensor([[2., 0.],
            [1., 2.]])
    """
    _check("cholesky", self)
    factor: Tensor = cholesky_lower(0.5 * (self + self.mH))
    return factor.mH if upper else factor


@op(kind=host, traits=("autocast_float32",), batch="front", namespace="linalg", grad_name="LinalgInvEx",
    vjp=dict(self=lambda g, result: -(result.mH @ g @ result.mH)),
    jvp=lambda result, d_self: -(result @ d_self @ result))
def inv(self: Tensor) -> Tensor:
    """The inverse of each square matrix: ``out @ self`` is the identity.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix; RuntimeError for bool, integer and 16-bit floating
        tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.inv(torch.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    import numpy as np  # see _tensor

    _check("inv", self)
    try:
        return _tensor(np.linalg.inv(_array(self)), self)
    except np.linalg.LinAlgError:
        raise _refused("inv", "The inversion could not be completed because the input matrix is singular") from None


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
    return inv(self)


def _solve_batched(self: Tensor, other: Tensor) -> Tensor:
    """The examples come first on both sides; behind them the batches of each broadcast."""
    ndim = max(self.ndim, other.ndim)
    sides = [x.reshape(x.shape[0], *(1,) * (ndim - x.ndim), *x.shape[1:]) for x in (self, other)]
    return solve_matrix(*sides)


@op(kind=host, batch=_solve_batched, function=False, method=False, grad_name="LinalgSolveEx",
    vjp=dict(self=lambda g, self, result: -(solve_matrix(self.mH, g) @ result.mH),
             other=lambda g, self: solve_matrix(self.mH, g)),
    jvp=lambda self, result, d_self, d_other: solve_matrix(self, d_other - d_self @ result))
def solve_matrix(self: Tensor, other: Tensor) -> Tensor:
    """``X`` with ``self @ X = other``, both matrices or batches of them."""
    import numpy as np  # see _tensor

    _check("solve", self)
    if self.dtype != other.dtype:
        raise RuntimeError(f"linalg.solve: Expected A and B to have the same dtype, but found A of type {self.dtype} "
                           f"and B of type {other.dtype} instead")
    if self.shape[-1] != other.shape[-2]:
        raise RuntimeError(f"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({self.shape[-2]}x"
                           f"{self.shape[-1]} and {other.shape[-2]}x{other.shape[-1]})")
    try:
        return _tensor(np.linalg.solve(_array(self), _array(other)), self)
    except np.linalg.LinAlgError:
        raise _refused("solve", "The solver failed because the input matrix is singular") from None


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
    vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and B.shape == A.shape[:-1])
    right = B.unsqueeze(-1) if vector else B
    x = solve_matrix(A, right) if left or vector else solve_matrix(A.mT, right.mT).mT
    return x.squeeze(-1) if vector else x


@op(kind=composite, namespace="linalg")
def solve_triangular(A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False) -> Tensor:
    """``X`` with ``A @ X = B`` (``X @ A = B`` if not ``left``), of ``A`` reading the lower triangle only, or the upper.

    With ``unitriangular`` the diagonal counts as ones and is not read.

    Shape: ``A`` ``(..., n, n)`` with ``B`` ``(..., n, k)``, or ``(..., k, n)`` if not ``left``; batches broadcast, and
        the result has the shape of ``B``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: LinAlgError (a RuntimeError) for a zero on the diagonal; RuntimeError for bool, integer and 16-bit floating
        tensors, two different dtypes and shapes that do not go together.

    >>> import flambeau as torch
    >>> torch.linalg.solve_triangular(torch.tensor([[2., 0.], [1., 4.]]), torch.tensor([[2.], [5.]]), upper=False)
    tensor([[1.],
            [1.]])
    """
    _check("solve_triangular", A)
    triangle = A.triu(int(unitriangular)) if upper else A.tril(-int(unitriangular))
    if unitriangular:
        triangle = triangle + A.new_ones(A.shape[-1]).diag()
    return solve(triangle, B, left=left) if B.ndim > 1 else solve_matrix(triangle, B)


@op(kind=composite, traits=("autocast_float32",))
def cholesky_solve(self: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    """``X`` with ``(L Lᴴ) @ X = self``, given the Cholesky factor ``L`` (``(Lᴴ L) @ X = self`` if ``upper``).

    Shape: ``self`` ``(..., n, k)`` with ``L`` ``(..., n, n)``; batches broadcast, and the result has the shape of
        ``self``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: LinAlgError (a RuntimeError) for a zero on the diagonal; RuntimeError for bool, integer and 16-bit floating
        tensors, two different dtypes and shapes that do not go together.

    >>> import flambeau as torch
    >>> torch.cholesky_solve(torch.tensor([[4.]]), torch.tensor([[2.]]))
    tensor([[1.]])
    """
    lower = L.mH if upper else L
    halfway = solve_triangular(lower, self, upper=False)
    return solve_triangular(lower.mH, halfway, upper=True)


def _has_factor(a: Any) -> bool:
    import numpy as np  # see _tensor

    try:
        np.linalg.cholesky(a)
    except np.linalg.LinAlgError:
        return False
    return bool(np.isfinite(a).all())


@op(kind=host, batch="front", function=False, method=False)
def is_positive_definite(self: Tensor) -> Tensor:
    """Which matrices have a Cholesky factor; of each the lower triangle is read."""
    import numpy as np  # see _tensor

    a = _array(self)
    flat = [_has_factor(matrix) for matrix in a.reshape(-1, *a.shape[-2:])]
    return self.new_tensor(np.array(flat, bool).reshape(a.shape[:-2]), dtype=bool_)


@op(kind=host, batch="front", function=False, method=False)
def is_positive_semidefinite(self: Tensor) -> Tensor:
    """Which matrices have no negative eigenvalue; of each the lower triangle is read."""
    import numpy as np  # see _tensor

    return self.new_tensor((np.linalg.eigvalsh(_array(self)) >= 0).all(-1), dtype=bool_)


# The determinant is a polynomial, and its derivatives are there for singular matrices too. With A = U S Vᴴ it is
# det(U Vᴴ) times the product of the singular values, and derivatives are products of all but one, all but two of them.


def _decomposed(a: Any) -> tuple[Any, Any, Any, Any]:
    """``conj(U)``, the singular values, ``Vᵀ`` and ``det(U Vᴴ)`` of each matrix, the values nan if an entry is."""
    import numpy as np  # see _tensor

    finite = np.isfinite(a).all((-2, -1), keepdims=True)
    u, s, vh = np.linalg.svd(np.where(finite, a, 0))
    sign = (np.linalg.det(u) * np.linalg.det(vh))[..., None, None]
    return np.conj(u), np.where(finite[..., 0], s, np.nan), np.conj(vh), sign


@op(kind=host, batch="front", function=False, method=False,
    vjp=dict(self=lambda g, self: conj(cofactors_change(self, conj(g)))),
    jvp=lambda self, d_self: cofactors_change(self, d_self))
def cofactors(self: Tensor) -> Tensor:
    """The matrix of cofactors, ``det(A) A⁻ᵀ`` where ``A`` has an inverse: the derivative of the determinant."""
    import numpy as np  # see _tensor

    a = _array(self)
    if not a.size:
        return _tensor(a, self)
    u, s, vt, sign = _decomposed(a)
    others = np.stack([np.prod(np.delete(s, i, -1), -1) for i in range(s.shape[-1])], -1)
    return _tensor((sign * (u * others[..., None, :]) @ vt).astype(a.dtype), self)


@op(kind=host, batch="front", function=False, method=False,
    vjp=dict(self=lambda g, self, direction: conj(_bent(self, direction, conj(g))),
             direction=lambda g, self: conj(cofactors_change(self, conj(g)))),
    jvp=lambda self, direction, d_self, d_direction:
        cofactors_change(self, d_direction) + _bent(self, direction, d_self))
def cofactors_change(self: Tensor, direction: Tensor) -> Tensor:
    """How `cofactors` of ``self`` change along ``direction``: ``det(A) (tr(A⁻¹ D) A⁻ᵀ - A⁻ᵀ Dᵀ A⁻ᵀ)``.

    For diagonal A the second derivative of the determinant along D and E is the sum over i != j of
    ``(D[i,i] E[j,j] - D[i,j] E[j,i])`` times the product of all other elements of the diagonal.
    """
    import numpy as np  # see _tensor

    a, d = _array(self), _array(direction)
    if not a.size:
        return _tensor(np.zeros(np.broadcast_shapes(a.shape, d.shape), a.dtype), self)
    u, s, vt, sign = _decomposed(a)
    turned = u.swapaxes(-1, -2) @ d @ vt.swapaxes(-1, -2)
    others = np.stack([_products_without(s, i) for i in range(s.shape[-1])], -2)
    diagonal = (others @ np.diagonal(turned, axis1=-2, axis2=-1)[..., None])[..., 0]
    inner = diagonal[..., None] * np.eye(s.shape[-1]) - others * turned.swapaxes(-1, -2)
    return _tensor((sign * (u @ inner @ vt)).astype(a.dtype), self)


def _products_without(s: Any, i: int) -> Any:
    """For every j the product of all values but the i-th and the j-th; 0 for j = i."""
    import numpy as np  # see _tensor

    skipped = np.eye(s.shape[-1], dtype=bool)
    skipped[:, i] = True
    products = np.where(skipped, 1, s[..., None, :]).prod(-1)
    products[..., i] = 0
    return products


def _bent(a: Tensor, d: Tensor, e: Tensor) -> Tensor:
    """The third derivative of the determinant along ``d``, ``e`` and each element, through the inverse."""
    x = inv(a).mT
    by_d, by_e = (_trace_of(x, y) for y in (d, e))
    turned_d, turned_e = x @ d.mT @ x, x @ e.mT @ x
    both = _trace_of(turned_d, e)
    change = (by_d * by_e - both) * x - by_d * turned_e - by_e * turned_d
    change = change + turned_e @ d.mT @ x + turned_d @ e.mT @ x
    return det(a).unsqueeze(-1).unsqueeze(-1) * change


def _trace_of(x: Tensor, y: Tensor) -> Tensor:
    """``tr(xᵀ y)``, with dims of size 1 for rows and columns."""
    return (x * y).sum((-2, -1), keepdim=True)


@op(kind=host, batch="front", namespace=("linalg", ""), grad_name="LinalgDet",
    vjp=dict(self=lambda g, self: g.unsqueeze(-1).unsqueeze(-1) * conj(cofactors(self))),
    jvp=lambda self, d_self: (cofactors(self) * d_self).sum((-2, -1)))
def det(self: Tensor) -> Tensor:
    """The determinant of each square matrix, ``det(self)``. A singular one has a gradient too.

    Shape: ``(..., n, n)`` gives ``(...)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.det(torch.tensor([[1., 2.], [3., 4.]]))
    tensor(-2.)
    """
    import numpy as np  # see _tensor

    _check("det", self)
    with np.errstate(invalid="ignore"):  # nan of nan
        return _tensor(np.linalg.det(_array(self)), self)


def _slogdet_gradient(g_sign: Tensor, g_logabsdet: Tensor, self: Tensor, sign: Tensor) -> Tensor:
    """Only the part of a change of ``log det`` that is real moves ``logabsdet``; the imaginary part turns ``sign``."""
    change: Any = g_logabsdet
    if sign.is_complex():
        change = g_logabsdet - 1j * (conj(g_sign) * sign).imag
    return change.unsqueeze(-1).unsqueeze(-1) * inv(self).mH


def _slogdet_tangent(self: Tensor, sign: Tensor, d_self: Tensor) -> tuple[Tensor, Tensor]:
    change = (inv(self).mT * d_self).sum((-2, -1))
    if not sign.is_complex():
        return sign.new_zeros(sign.shape), change
    return sign * 1j * change.imag, change.real


@op(kind=host, batch="front", namespace=("linalg", ""), returns=("sign", "logabsdet"), grad_name="LinalgSlogdet",
    vjp=dict(self=_slogdet_gradient),
    jvp=_slogdet_tangent)
def slogdet(self: Tensor) -> tuple[Tensor, Tensor]:
    """Sign and logarithm of each determinant: ``det = sign * exp(logabsdet)``.

    The sign of a complex matrix is a number of modulus 1. A singular matrix has sign 0 and logarithm -inf.

    Shape: ``(..., n, n)`` gives ``(...)`` twice.
    Dtype: float32, float64 or complex; ``sign`` has it, ``logabsdet`` the real dtype.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.slogdet(torch.tensor([[2., 0.], [0., -1.]]))
    torch.return_types.slogdet(
    sign=tensor(-1.),
    logabsdet=tensor(0.6931))
    """
    import numpy as np  # see _tensor

    _check("slogdet", self)
    with np.errstate(invalid="ignore"):  # nan of nan
        sign, logarithm = np.linalg.slogdet(_array(self))
    return _tensor(sign, self), _tensor(logarithm, self)


@op(kind=composite)
def logdet(self: Tensor) -> Tensor:
    """The logarithm of the determinant, ``log(det(self))``; nan where that is negative, -inf where it is 0.

    Shape: ``(..., n, n)`` gives ``(...)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.logdet(torch.eye(2))
    tensor(0.)
    """
    sign, logarithm = slogdet(self)
    if sign.is_complex():
        return logarithm + sign.log()
    return logarithm.masked_fill(sign < 0, float("nan"))
