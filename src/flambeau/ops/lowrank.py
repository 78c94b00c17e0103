"""Approximations by few singular values, found by a random sample of the range."""

from __future__ import annotations

from .define import Tensor, composite, op
from .qr import qr
from .svd import svd_factors


def _range_of(A: Tensor, q: int, niter: int, M: Tensor | None) -> Tensor:
    """``q`` orthonormal columns that span most of the range of ``A - M`` (Halko et al., doi:10.1137/090771806,
    algorithm 4.4).
    """
    difference = A if M is None else A - M
    start = A.new_empty(A.shape[-1], q).normal_()
    Q = qr(difference @ start)[0]
    for _ in range(niter):
        Q = qr(difference.mH @ Q)[0]
        Q = qr(difference @ Q)[0]
    return Q


@op(kind=composite, method=False, returns=("U", "S", "V"))
def svd_lowrank(A: Tensor, q: int = 6, niter: int = 2, M: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """The ``q`` largest singular values of ``A - M`` and their vectors, nearly: ``A - M ≈ U @ diag(S) @ Vᴴ``.

    It draws a random matrix; ``niter`` iterations make the result better.

    Shape: ``(..., m, n)`` gives ``(..., m, q)``, ``(..., q)`` and ``(..., n, q)``.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: NotImplementedError for bool and integer tensors, RuntimeError for 16-bit floating ones and for matrices
        that are not finite.
    Source: Halko, Martinsson and Tropp 2011, doi:10.1137/090771806, algorithms 4.4 and 5.1.

    >>> import flambeau as torch
    >>> torch.svd_lowrank(torch.ones(4, 3), q=1).S
    tensor([3.4641])
    """
    wide = A.shape[-2] < A.shape[-1]
    if wide:
        A, M = A.mH, None if M is None else M.mH
    Q = _range_of(A, q, niter, M)
    U, S, Vh = svd_factors(Q.mH @ (A if M is None else A - M), False, True)
    left, right = Q @ U, Vh.mH
    return (right, S, left) if wide else (left, S, right)


@op(kind=composite, method=False, returns=("U", "S", "V"))
def pca_lowrank(A: Tensor, q: int | None = None, center: bool = True,
                niter: int = 2) -> tuple[Tensor, Tensor, Tensor]:
    """The ``q`` principal directions of the rows of ``A``, nearly, as columns of ``V``: the `svd_lowrank` of ``A``
    less the mean of its rows if ``center``, with ``A ≈ U @ diag(S) @ Vᴴ``.

    Shape: ``(..., m, n)`` gives ``(..., m, q)``, ``(..., q)`` and ``(..., n, q)``; ``q`` is ``min(6, m, n)`` by
        default.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: ValueError for ``q`` out of range and a negative ``niter``; NotImplementedError for bool and integer
        tensors, RuntimeError for 16-bit floating ones and for matrices that are not finite.
    Source: Halko, Martinsson and Tropp 2011, doi:10.1137/090771806.

    >>> import flambeau as torch
    >>> torch.pca_lowrank(torch.tensor([[1., 0.], [3., 0.]]), q=1).S
    tensor([1.4142])
    """
    m, n = A.shape[-2:]
    if q is None:
        q = min(6, m, n)
    elif not 0 <= q <= min(m, n):
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={min(m, n)}")
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    return svd_lowrank(A - A.mean(-2, keepdim=True) if center else A, q, niter)
