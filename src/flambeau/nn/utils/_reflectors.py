"""Orthogonal matrices as products of Householder reflections."""

from __future__ import annotations

from ..._core import Tensor
from ..._functions import geqrf
from ...linalg import householder_product


def product_of_reflectors(X: Tensor) -> Tensor:
    """The first columns of ``H_1 H_2 …`` with ``H_i = I - tau_i v_i v_i^T``, times the signs on the diagonal of X.

    ``v_i`` is 1 at i, and below it what column i of X holds; ``tau_i`` makes it a reflection.
    """
    below = X.tril(-1)
    tau = 2.0 / (1.0 + (below * below).sum(-2))
    product: Tensor = householder_product(below, tau)
    return product * X.detach().diagonal(dim1=-2, dim2=-1).sign().unsqueeze(-2)


def with_orthonormal_columns(A: Tensor) -> Tensor:
    """The Q of ``A = Q R`` with a positive diagonal of R."""
    reflectors, tau = geqrf(A)
    product: Tensor = householder_product(reflectors, tau)
    return product * reflectors.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)
