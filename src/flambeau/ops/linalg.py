"""Determinants, and questions about matrices that are answered by their factors."""

from __future__ import annotations

from typing import Any

from .. import _core
from .cholesky import cholesky_factor
from .compare import where
from .define import Tensor, composite, conj, host, op
from .eigen import eigh_factors
from .join import stack
from .lu import inv, lu_factors
from .matrices import trace_of_product
from .svd import svd_factors

LinAlgError = _core.LinAlgError


@op(kind=composite, function=False, method=False)
def is_positive_definite(self: Tensor) -> Tensor:
    """Which matrices have a Cholesky factor; of each the lower triangle is read."""
    return (cholesky_factor(self, False, False, "")[1] == 0) & self.isfinite().all(-1).all(-1)


@op(kind=composite, function=False, method=False)
def is_positive_semidefinite(self: Tensor) -> Tensor:
    """Which matrices have no negative eigenvalue; of each the lower triangle is read."""
    return (eigh_factors(self, "L", False)[0] >= 0).all(-1)


def _parity(pivots: Tensor) -> Tensor:
    """1 for an even permutation, -1 for an odd one, from LAPACK's pivots: every row that moves is an exchange."""
    places = pivots.new_ones(pivots.shape[-1]).cumsum(0)
    return 1 - 2 * ((pivots != places).sum(-1) % 2)


def _square(a: Tensor, name: str) -> Tensor:
    """``a``, unless it holds matrices that are not square."""
    if a.ndim >= 2 and a.shape[-2] != a.shape[-1]:
        raise RuntimeError(f"{name}: A must be batches of square matrices, but they are {a.shape[-2]} by {a.shape[-1]} "
                           "matrices")
    return a


# The determinant is a polynomial, and its derivatives are there for singular matrices too. With A = U S Vᴴ it is
# det(U Vᴴ) times the product of the singular values, and derivatives are products of all but one, all but two of them.


def _decomposed(a: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """``conj(U)``, the singular values, ``Vᵀ`` and ``det(U Vᴴ)`` of each matrix, the values nan if an entry is."""
    finite = a.isfinite().all(-1).all(-1).unsqueeze(-1)
    u, s, vh = svd_factors(where(finite.unsqueeze(-1), a, 0), False, True)
    sign = (det(u) * det(vh)).unsqueeze(-1).unsqueeze(-1)
    return conj(u), where(finite, s, float("nan")), conj(vh), sign


@op(kind=host, batch="front", function=False, method=False,
    vjp=dict(self=lambda g, self: conj(cofactors_change(self, conj(g)))),
    jvp=lambda self, d_self: cofactors_change(self, d_self))
def cofactors(self: Tensor) -> Tensor:
    """The matrix of cofactors, ``det(A) A⁻ᵀ`` where ``A`` has an inverse: the derivative of the determinant."""
    if not self.numel():
        return self
    u, s, vt, sign = _decomposed(self)
    skipped = s.new_ones(s.shape[-1]).diag() != 0
    others = where(skipped, 1, s.unsqueeze(-2)).prod(-1)
    return sign * (u * others.unsqueeze(-2)) @ vt


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
    if not self.numel():
        return self + direction
    u, s, vt, sign = _decomposed(self)
    n = s.shape[-1]
    turned = u.mT @ direction @ vt.mT
    others = stack([_products_without(s, i) for i in range(n)], -2).to(turned.dtype)
    diagonal = (others @ turned.diagonal(0, -2, -1).unsqueeze(-1)).squeeze(-1)
    inner = diagonal.diag_embed() - others * turned.mT
    return sign * (u @ inner @ vt)


def _products_without(s: Tensor, i: int) -> Tensor:
    """For every j the product of all values but the i-th and the j-th; 0 for j = i."""
    skipped = s.new_ones(s.shape[-1]).diag() != 0
    skipped[:, i] = True
    products = where(skipped, 1, s.unsqueeze(-2)).prod(-1)
    products[..., i] = 0
    return products


def _bent(a: Tensor, d: Tensor, e: Tensor) -> Tensor:
    """The third derivative of the determinant along ``d``, ``e`` and each element, through the inverse."""
    x = inv(a).mT
    by_d, by_e = (trace_of_product(x, y) for y in (d, e))
    turned_d, turned_e = x @ d.mT @ x, x @ e.mT @ x
    both = trace_of_product(turned_d, e)
    change = (by_d * by_e - both) * x - by_d * turned_e - by_e * turned_d
    change = change + turned_e @ d.mT @ x + turned_d @ e.mT @ x
    return det(a).unsqueeze(-1).unsqueeze(-1) * change


@op(kind=host, batch="front", namespace=("linalg", ""), grad_name="LinalgDet",
    vjp=dict(self=lambda g, self: g.unsqueeze(-1).unsqueeze(-1) * conj(cofactors(self))),
    jvp=lambda self, d_self: (cofactors(self) * d_self).sum((-2, -1)))
def det(self: Tensor) -> Tensor:
    """The determinant of each square matrix, ``det(self)``. A singular one has a gradient too.

    Shape: ``(..., n, n)`` gives ``(...)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.det(torch.tensor([[2., 1.], [0., 3.]]))
    tensor(6.)
    """
    factors, pivots, _ = lu_factors(_square(self, "linalg.det"), True, False, "linalg.det")
    return factors.diagonal(0, -2, -1).prod(-1) * _parity(pivots)


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
    factors, pivots, _ = lu_factors(_square(self, "linalg.slogdet"), True, False, "linalg.slogdet")
    diagonal = factors.diagonal(0, -2, -1)
    return diagonal.sgn().prod(-1) * _parity(pivots), diagonal.abs().log().sum(-1)


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
