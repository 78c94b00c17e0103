"""`lobpcg`: a few eigenpairs of a large symmetric matrix."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from . import _core
from ._arguments import explain_module
from ._core import Tensor, float32, float64
from ._functions import cat, randn, stack
from ._numeric import finfo
from .autograd.grad_mode import no_grad
from .linalg import cholesky, eigh, solve_triangular

__all__ = ["lobpcg"]


def lobpcg(
    A: Tensor,
    k: int | None = None,
    B: Tensor | None = None,
    X: Tensor | None = None,
    n: int | None = None,
    iK: Tensor | None = None,
    niter: int | None = None,
    tol: float | None = None,
    largest: bool | None = None,
    method: str | None = None,
    tracker: Callable[[Any], object] | None = None,
    ortho_iparams: dict[str, int] | None = None,
    ortho_fparams: dict[str, float] | None = None,
    ortho_bparams: dict[str, bool] | None = None,
) -> tuple[Tensor, Tensor]:
    """The ``k`` largest (or smallest) eigenvalues of a symmetric matrix and their vectors,
    ``A @ X = B @ X @ diag(E)``, from products with ``A`` alone.

    Each step solves the problem in the space of the vectors so far, their last change and the residuals
    ``R = A @ X - B @ X @ diag(E)``, or ``iK @ R`` with a preconditioner ``iK``. It ends when every residual is less
    than ``tol`` (the square root of eps) of the size of its terms, or after ``niter`` steps (1000; -1: as many as it
    takes).
    ``X`` are ``n`` vectors to start from, by default random; ``B`` is positive definite, by default the identity.
    ``tracker`` is called after each step with an object that has ``E``, ``X`` and ``ivars["istep"]``.
    ``method`` and the ``ortho`` parameters, which choose between PyTorch's ways to orthonormalise, change nothing here.

    Where derivatives are wanted, the eigenpairs are those of `linalg.eigh`, whose derivatives they have.

    Shape: ``(..., m, m)`` gives ``(..., k)`` and ``(..., m, k)``.
    Dtype: float32 or float64; the results have it.
    Raises: ValueError unless ``A`` is square, of a floating dtype and at least three times as large as ``n``, and for a
        ``B``, an ``X`` or a ``k`` that does not fit; LinAlgError for matrices that are not finite.
    Source: Knyazev 2001, doi:10.1137/S1064827500366124; Stathopoulos and Wu 2002, doi:10.1137/S1064827500370883.

    >>> import flambeau as torch
    >>> torch.lobpcg(torch.diag(torch.arange(1., 11.)), k=2)[0].round()
    tensor([10.,  9.])
    """
    _check(A, B, X)
    k = (1 if X is None else X.shape[-1]) if k is None else k
    n = max(k, X.shape[-1] if X is not None else k) if n is None else n
    if not 1 <= k <= n:
        raise ValueError(f"lobpcg: k is {k} | it lies between 1 and n, the number of vectors, which is {n}")
    if A.shape[-1] < 3 * n:
        raise ValueError(
            f"LOBPCG algorithm is not applicable when the number of A rows (={A.shape[-1]}) is smaller than 3 x the "
            f"number of requested eigenpairs (={n})"
        )
    most = largest is None or largest
    if _core.is_grad_enabled() and (A.requires_grad or (B is not None and B.requires_grad)):
        return _dense(A, B, k, most)
    eps = finfo(A.dtype).eps ** 0.5 if tol is None else tol
    steps = 1000 if niter is None else niter
    with no_grad():
        if A.ndim == 2:
            return _Iteration(A, B, X, iK, k, n, most).run(steps, eps, tracker)
        batch = A.shape[:-2]

        def rows(t: Tensor | None) -> list[Any]:
            flat = None if t is None else t.expand(*batch, *t.shape[-2:]).reshape(-1, *t.shape[-2:])
            return [None] * prod(batch) if flat is None else list(flat.unbind(0))

        found = [
            _Iteration(a, b, x, p, k, n, most).run(steps, eps, tracker)
            for a, b, x, p in zip(rows(A), rows(B), rows(X), rows(iK), strict=True)
        ]
        if not found:
            return A.new_empty(*batch, k), A.new_empty(*batch, A.shape[-1], k)
        values, vectors = stack([E for E, _ in found]), stack([V for _, V in found])
        return values.reshape(*batch, k), vectors.reshape(*batch, *vectors.shape[1:])


def _check(A: Tensor, B: Tensor | None, X: Tensor | None) -> None:
    if A.ndim < 2 or A.shape[-1] != A.shape[-2]:
        raise ValueError(f"lobpcg: A must be square, got shape {list(A.shape)}")
    if A.dtype not in (float32, float64):
        raise ValueError(f"lobpcg: A must be of dtype float32 or float64, got {A.dtype}")
    if B is not None and B.shape[-2:] != A.shape[-2:]:
        raise ValueError(f"lobpcg: A and B must have same shape, got {list(A.shape)} vs {list(B.shape)}")
    if X is not None and (X.ndim < 2 or X.shape[-2] != A.shape[-1]):
        raise ValueError(f"lobpcg: X must have {A.shape[-1]} rows, as many as A, got shape {list(X.shape)}")


def _dense(A: Tensor, B: Tensor | None, k: int, largest: bool) -> tuple[Tensor, Tensor]:
    """The same eigenpairs from a factorisation of the whole matrix."""
    if B is None:
        values, vectors = eigh(A)
    else:
        L = cholesky(B)
        half = solve_triangular(L, A, upper=False)
        values, vectors = eigh(solve_triangular(L, half.mT, upper=False))
        vectors = solve_triangular(L.mT, vectors, upper=True)
    m = values.shape[-1]
    if largest:
        return values.narrow(-1, m - k, k).flip(-1), vectors.narrow(-1, m - k, k).flip(-1)
    return values.narrow(-1, 0, k), vectors.narrow(-1, 0, k)


class _Iteration:
    """The state of one problem, which a tracker sees."""

    def __init__(
        self,
        A: Tensor,
        B: Tensor | None,
        X: Tensor | None,
        iK: Tensor | None,
        k: int,
        n: int,
        largest: bool,
    ) -> None:
        self.A, self.B, self.iK, self.k, self.n, self.largest = A, B, iK, k, n, largest
        start = randn(A.shape[-1], n, dtype=A.dtype) if X is None else X.to(A.dtype)
        self.ivars = {"istep": 0}
        self.P: Tensor | None = None  # the last change of the vectors
        self.size = float((A @ start).norm() / start.norm().clamp(min=finfo(A.dtype).tiny))  # about that of A
        self.E, self.X = self._best_in(start)

    def _weighted(self, V: Tensor) -> Tensor:
        return V if self.B is None else self.B @ V

    def _orthonormal(self, S: Tensor) -> Tensor:
        """A basis of the columns of ``S``, orthonormal by ``B``, without the directions that are lost in rounding."""
        for _ in range(2):
            products = S.mT @ self._weighted(S)
            scale = products.diagonal().clamp(min=finfo(S.dtype).tiny).rsqrt()
            sizes, C = eigh(products * scale * scale.unsqueeze(1))
            kept = sizes > sizes[-1] * S.shape[-1] * finfo(S.dtype).eps
            S = (S * scale) @ (C[:, kept] / sizes[kept].sqrt())
        return S

    def _best_in(self, basis: Tensor) -> tuple[Tensor, Tensor]:
        """The ``n`` eigenpairs sought of the problem in the space of a basis (Rayleigh and Ritz)."""
        S = self._orthonormal(basis)
        values, C = eigh(S.mT @ (self.A @ S))
        if self.largest:
            values, C = values.flip(0), C.flip(1)
        return values[: self.n], S @ C[:, : self.n]

    def _residuals(self) -> tuple[Tensor, Tensor]:
        """The residuals, and how large each is beside its terms."""
        R = self.A @ self.X - self._weighted(self.X) * self.E
        terms = self.X.norm(dim=0) * (self.size + self.E.abs())
        return R, R.norm(dim=0) / terms.clamp(min=finfo(R.dtype).tiny)

    def _step(self, R: Tensor) -> None:
        W = R if self.iK is None else self.iK @ R
        W = W - self.X @ (self.X.mT @ self._weighted(W))
        old = self.X
        self.E, self.X = self._best_in(cat([old, W] if self.P is None else [old, W, self.P], 1))
        self.P = self.X - old @ (old.mT @ self._weighted(self.X))

    def run(self, steps: int, tol: float, tracker: Callable[[Any], object] | None) -> tuple[Tensor, Tensor]:
        """Steps until the residuals are small."""
        while steps < 0 or self.ivars["istep"] < steps:
            R, errors = self._residuals()
            if bool((errors[: self.k] < tol).all()):
                break
            # Vectors that have converged need no residual: what is left of it is rounding.
            self._step(R[:, errors >= tol * 0.1])
            self.ivars["istep"] += 1
            if tracker is not None:
                tracker(self)
        return self.E[: self.k], self.X[:, : self.k]


explain_module(globals())
