"""QR factors, and products of Householder reflections."""

from __future__ import annotations

from .._warnings import warn_once
from .define import Tensor, composite, conj, contraction, op, refused
from .join import cat
from .matrices import identity_like, with_diagonal
from .triangular import solve_triangular


def _with_real_half_diagonal(x: Tensor) -> Tensor:
    """The upper triangle, of the diagonal half the real part."""
    upper = x.triu()
    return with_diagonal(upper, 0.5 * upper.diagonal(0, -2, -1).real)


def _require_both(Q: Tensor, R: Tensor, mode: str) -> None:
    if mode == "r":
        raise RuntimeError("The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use "
                           "linalg.qr(A, mode='reduced') if you are going to require gradients.")
    if Q.shape[-1] > R.shape[-1]:
        raise RuntimeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols")


# A wide matrix is ``[A₁ A₂] = Q [R₁ R₂]``: its left square is factored, and ``R₂ = Qᴴ A₂``. With ``U = dR R⁻¹``, an
# upper triangle, and ``W = Qᴴ dA R⁻¹`` it holds that ``W - U`` is skew-Hermitian, so ``U + Uᴴ = W + Wᴴ``.


def _gradient(g_Q: Tensor, g_R: Tensor, Q: Tensor, R: Tensor, mode: str) -> Tensor:
    _require_both(Q, R, mode)
    k = Q.shape[-1]
    square, g_square = R[..., :k], g_R[..., :k]
    rest: list[Tensor] = []
    if R.shape[-1] > k:
        g_Q = g_Q + Q @ (R[..., k:] @ g_R[..., k:].mH)
        rest = [Q @ g_R[..., k:]]
    inner = g_square.triu() @ square.mH - Q.mH @ g_Q
    upper = inner.triu()
    doubled = with_diagonal(upper + upper.mH, upper.diagonal(0, -2, -1).real)
    change = solve_triangular(square.mH, g_Q + Q @ doubled, upper=False, left=False)
    return cat([change, *rest], -1) if rest else change


def _tangent(Q: Tensor, R: Tensor, d_A: Tensor, mode: str) -> tuple[Tensor, Tensor]:
    _require_both(Q, R, mode)
    k = Q.shape[-1]
    moved = solve_triangular(R[..., :k], d_A[..., :k], upper=True, left=False)
    inner = Q.mH @ moved
    upper = _with_real_half_diagonal(inner + inner.mH)
    d_Q, d_R = moved - Q @ upper, upper @ R[..., :k]
    if R.shape[-1] > k:
        d_R = cat([d_R, Q.mH @ d_A[..., k:] + d_Q.mH @ Q @ R[..., k:]], -1)
    return d_Q, d_R


@op(kind=contraction, kernel="qr", batch="front", function=False, method=False, returns=("Q", "R"),
    grad_name="LinalgQr",
    vjp=dict(A=_gradient),
    jvp=_tangent)
def qr_factors(A: Tensor, mode: str) -> tuple[Tensor, Tensor]:
    """`linalg.qr`, except that without ``Q`` there is an empty vector for each matrix."""


@op(kind=composite, traits=("autocast_float32",), namespace="linalg", returns=("Q", "R"))
def qr(A: Tensor, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """``Q`` with orthonormal columns and an upper triangle ``R`` with ``Q @ R = A``.

    Shape: ``(..., m, n)`` gives ``(..., m, k)`` and ``(..., k, n)`` with ``k = min(m, n)``; with mode "complete" it is
        ``k = m``; with mode "r" ``Q`` is empty.
    Dtype: float32, float64 or complex; the results have it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors and another ``mode``; and for derivatives of mode
        "r", and of "complete" where there are more rows than columns.

    >>> import flambeau as torch
    >>> torch.linalg.qr(torch.tensor([[0., 2.], [1., 3.]])).R.abs()
    tensor([[1., 3.],
            [0., 2.]])
    """
    Q, R = qr_factors(A, mode)
    return (A.new_empty(0) if mode == "r" else Q), R


@op(kind=composite, traits=("autocast_float32",), name="qr", returns=("Q", "R"))
def old_qr(self: Tensor, some: bool = True) -> tuple[Tensor, Tensor]:
    """`linalg.qr` by its old name, in mode "reduced" if ``some`` and "complete" if not: ``Q @ R = self``.

    Shape: ``(..., m, n)`` gives ``(..., m, k)`` and ``(..., k, n)`` with ``k = min(m, n)``, or ``k = m``.
    Dtype: float32, float64 or complex; the results have it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors.

    >>> import flambeau as torch
    >>> torch.qr(torch.tensor([[0., 2.], [1., 3.]])).R.abs()
    tensor([[1., 3.],
            [0., 2.]])
    """
    warn_once("torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future PyTorch release.\n"
              "The boolean parameter 'some' has been replaced with a string parameter 'mode'.\nQ, R = torch.qr(A, "
              "some)\nshould be replaced with\nQ, R = torch.linalg.qr(A, 'reduced' if some else 'complete')")
    return (*qr_factors(self, "reduced" if some else "complete"),)


@op(kind=contraction, traits=("autocast_float32",), kernel="geqrf", batch="front", returns=("a", "tau"),
    vjp=dict(self=refused),
    jvp=None)
def geqrf(self: Tensor) -> tuple[Tensor, Tensor]:
    """The QR factors as LAPACK gives them: ``R`` above the diagonal of ``a``, and below it the vectors of reflections
    ``H[i] = I - tau[i] v[i] v[i]ᴴ``, whose product is ``Q`` (`linalg.householder_product`).

    Shape: ``(..., m, n)``; ``a`` has it, ``tau`` is ``(..., min(m, n))``.
    Dtype: float32, float64 or complex; the results have it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for derivatives.

    >>> import flambeau as torch
    >>> torch.geqrf(torch.tensor([[0.], [2.]])).a.abs()
    tensor([[2.],
            [1.]])
    """


# ---- products of reflections ``H = I - t v vᴴ`` ---------------------------------------------------------------------

Pairs = list[tuple[Tensor, Tensor]]


def _pairs(a: Tensor, tau: Tensor, adjoint: object = False) -> Pairs:
    """The vector, a column, and the factor of each reflection; of the adjoint of their product they are the last first,
    with factors conjugated.
    """
    m, k = a.shape[-2], tau.shape[-1]
    v = a[..., :k].tril(-1) + identity_like(a, m, k)
    pairs = [(v[..., i : i + 1], tau[..., i].unsqueeze(-1).unsqueeze(-1)) for i in range(k)]
    return [(v, conj(t)) for v, t in pairs[::-1]] if adjoint else pairs


def _reflected(c: Tensor, v: Tensor, t: Tensor) -> Tensor:
    return c - (t * v) @ (v.mH @ c)


def _product_gradients(pairs: Pairs, c: Tensor, g: Tensor) -> Pairs:
    """Of ``H[1] … H[k] c`` the gradients of each vector and factor."""
    if not pairs:
        return []
    behind = [c]  # what each reflection is applied to, the last first
    for v, t in pairs[:0:-1]:
        behind.append(_reflected(behind[-1], v, t))
    gradients = []
    for (v, t), x in zip(pairs, behind[::-1], strict=True):
        by_x, by_g = x.mH @ v, g.mH @ v
        gradients.append((-(conj(t) * (g @ by_x) + t * (x @ by_g)), -(by_g.mH @ by_x)))
        g = _reflected(g, v, conj(t))
    return gradients


def _product_tangent(pairs: Pairs, changes: Pairs, c: Tensor, d_c: Tensor) -> Tensor:
    for (v, t), (d_v, d_t) in zip(pairs[::-1], changes[::-1], strict=True):
        along = v.mH @ c
        d_c = _reflected(d_c, v, t) - (d_t * v + t * d_v) @ along - (t * v) @ (d_v.mH @ c)
        c = _reflected(c, v, t)
    return d_c


def _changes(d_a: Tensor, d_tau: Tensor, adjoint: object = False) -> Pairs:
    """The tangents of `_pairs`."""
    k = d_tau.shape[-1]
    v = d_a[..., :k].tril(-1)
    pairs = [(v[..., i : i + 1], d_tau[..., i].unsqueeze(-1).unsqueeze(-1)) for i in range(k)]
    return [(v, conj(t)) for v, t in pairs[::-1]] if adjoint else pairs


def _gathered(gradients: Pairs, a: Tensor, tau: Tensor, adjoint: object = False) -> tuple[Tensor, Tensor]:
    """The gradients of ``a`` and ``tau``."""
    if not gradients:
        return a.new_zeros(a.shape), tau.new_zeros(tau.shape)
    if adjoint:
        gradients = [(v, conj(t)) for v, t in gradients[::-1]]
    by_vectors = cat([v for v, _ in gradients], -1).tril(-1)
    rest = a.shape[-1] - len(gradients)
    if rest:
        by_vectors = cat([by_vectors, by_vectors.new_zeros(*a.shape[:-1], rest)], -1)
    return by_vectors, cat([t.squeeze(-1) for _, t in gradients], -1)


def _columns_gradient(g: Tensor, input: Tensor, tau: Tensor) -> tuple[Tensor, Tensor]:
    identity = identity_like(input, *input.shape[-2:]).expand(input.shape)
    return _gathered(_product_gradients(_pairs(input, tau), identity, g), input, tau)


def _columns_tangent(input: Tensor, tau: Tensor, d_input: Tensor, d_tau: Tensor) -> Tensor:
    identity = identity_like(input, *input.shape[-2:]).expand(input.shape)
    return _product_tangent(_pairs(input, tau), _changes(d_input, d_tau), identity, identity.new_zeros(input.shape))


@op(kind=contraction, traits=("autocast_float32",), kernel="householder_product", batch="front", namespace="linalg",
    grad_name="LinalgHouseholderProduct",
    vjp={("input", "tau"): _columns_gradient},
    jvp=_columns_tangent)
def householder_product(input: Tensor, tau: Tensor) -> Tensor:
    """The first ``n`` columns of ``H[1] H[2] … H[k]`` with ``H[i] = I - tau[i] v[i] v[i]ᴴ``, where ``v[i]`` is 0, then
    1 at place ``i``, then what lies below the diagonal of column ``i`` of ``input``.

    Shape: ``input`` ``(..., m, n)`` with ``m >= n`` and ``tau`` ``(..., k)`` with ``k <= n``; the result has that of
        ``input``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.

    >>> import flambeau as torch
    >>> torch.linalg.householder_product(torch.tensor([[0.], [0.]]), torch.tensor([2.])).abs()
    tensor([[1.],
            [0.]])
    """


def _applied(other: Tensor, left: bool, transpose: bool) -> tuple[Tensor, bool]:
    """What the product, or its adjoint, is applied to from the left: ``C Q = (Qᴴ Cᴴ)ᴴ``."""
    return (other, transpose) if left else (other.mH, not transpose)


def _ormqr_gradient(g: Tensor, self: Tensor, input2: Tensor, input3: Tensor, left: bool,
                    transpose: bool) -> tuple[Tensor, Tensor]:
    c, adjoint = _applied(input3, left, transpose)
    gradients = _product_gradients(_pairs(self, input2, adjoint), c, g if left else g.mH)
    return _gathered(gradients, self, input2, adjoint)


def _ormqr_tangent(self: Tensor, input2: Tensor, input3: Tensor, d_self: Tensor, d_input2: Tensor, d_input3: Tensor,
                   left: bool, transpose: bool) -> Tensor:
    c, adjoint = _applied(input3, left, transpose)
    change = _product_tangent(_pairs(self, input2, adjoint), _changes(d_self, d_input2, adjoint), c,
                              d_input3 if left else d_input3.mH)
    return change if left else change.mH


@op(kind=contraction, traits=("autocast_float32",), kernel="ormqr", batch="front",
    vjp={("self", "input2"): _ormqr_gradient,
         "input3": lambda g, self, input2, left, transpose: ormqr(self, input2, g, left, not transpose)},
    jvp=_ormqr_tangent)
def ormqr(self: Tensor, input2: Tensor, input3: Tensor, left: bool = True, transpose: bool = False) -> Tensor:
    """``Q @ input3`` (``input3 @ Q`` if not ``left``, ``Qᴴ`` for ``Q`` if ``transpose``), where ``Q`` is the product of
    the reflections that `geqrf` gave as ``self`` and ``tau``, here ``input2``.

    Shape: ``self`` ``(..., m, n)`` and ``input2`` ``(..., min(m, n))`` with ``input3`` ``(..., m, k)``, or ``(..., k,
        m)`` if not ``left``; the result has that of ``input3``.
    Dtype: float32, float64 or complex, the same for all; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, different dtypes and shapes that do not go
        together.

    >>> import flambeau as torch
    >>> torch.ormqr(torch.tensor([[0.], [0.]]), torch.tensor([2.]), torch.tensor([[1.], [1.]]))
    tensor([[-1.],
            [ 1.]])
    """


@op(kind=composite, traits=("autocast_float32",))
def orgqr(self: Tensor, input2: Tensor) -> Tensor:
    """`linalg.householder_product` by its old name: the first columns of a product of reflections
    ``I - input2[i] v[i] v[i]ᴴ``.

    Shape: ``self`` ``(..., m, n)`` with ``m >= n`` and ``input2`` ``(..., k)`` with ``k <= n``; the result has that of
        ``self``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.

    >>> import flambeau as torch
    >>> torch.orgqr(torch.tensor([[0.], [0.]]), torch.tensor([2.])).abs()
    tensor([[1.],
            [0.]])
    """
    return householder_product(self, input2)
