"""Orthogonal matrices as products of Householder reflections."""

from __future__ import annotations

from ..._core import Tensor
from ..._functions import cat, eye, stack


def product_of_reflectors(X: Tensor) -> Tensor:
    """The first columns of ``H_1 H_2 …`` with ``H_i = I - tau_i v_i v_i^T``, times the signs on the diagonal of X.

    ``v_i`` is 1 at i, and below it what column i of X holds; ``tau_i`` makes it a reflection.
    """
    below = X.tril(-1)
    tau = 2.0 / (1.0 + (below * below).sum(-2))
    return product(below, tau) * X.detach().diagonal(dim1=-2, dim2=-1).sign().unsqueeze(-2)


def product(below: Tensor, tau: Tensor) -> Tensor:
    """The first columns of ``H_1 H_2 …``, of reflectors whose entries below the diagonal are those of ``below``."""
    rows, columns = below.shape[-2:]
    vectors = below + eye(rows, columns, dtype=below.dtype, device=below.device)
    result = eye(rows, columns, dtype=below.dtype, device=below.device).expand(below.shape)
    for i in reversed(range(columns)):
        v = vectors[..., i : i + 1]
        result = result - tau[..., i, None, None] * (v @ (v.mH @ result))
    return result


def reflectors_of(A: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """``v_i`` below the diagonal, ``tau_i`` and the diagonal of R, of the decomposition ``A = H_1 H_2 … R``.

    Source: Golub and Van Loan 2013, Matrix Computations, algorithm 5.2.1.
    """
    vectors, taus, diagonal = [], [], []
    rest = A
    for _ in range(A.shape[-1]):
        column = rest[..., :1]
        first, others = column[..., :1, :], column[..., 1:, :]
        norm = column.norm(dim=-2, keepdim=True).to(A.dtype)
        sign = (first.real if first.is_complex() else first).sign()
        beta = -norm * sign.masked_fill(sign == 0, 1)
        done = (others.norm(dim=-2, keepdim=True) == 0) & ((first.imag == 0) if first.is_complex() else True)
        beta = beta.where(~done, first)
        tau = ((beta - first) / beta).masked_fill(done, 0)
        below = (others / (first - beta)).masked_fill(done, 0)
        v = cat([first * 0 + 1, below], -2)
        vectors.append(cat([A.new_zeros((*A.shape[:-2], A.shape[-2] - below.shape[-2], 1)), below], -2))
        taus.append(tau[..., 0, 0])
        diagonal.append(beta[..., 0, 0])
        rest = (rest - tau.conj() * (v @ (v.mH @ rest)))[..., 1:, 1:]
    return cat(vectors, -1), stack(taus, -1), stack(diagonal, -1)


def with_orthonormal_columns(A: Tensor) -> Tensor:
    """The Q of ``A = Q R`` with a positive diagonal of R."""
    below, tau, diagonal = reflectors_of(A)
    return product(below, tau) * diagonal.sgn().unsqueeze(-2)
