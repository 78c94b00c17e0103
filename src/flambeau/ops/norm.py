"""Norms of vectors and matrices."""

from __future__ import annotations

import math
from typing import Any

from .compare import choose
from .complex import real_part
from .define import Dtype, Number, Size, Tensor, bfloat16, composite, conj, float16, float32, op, reduction
from .extremum import amax, amin, share
from .reduce import restore
from .svd import svd_factors
from .view import wrap_dim


def _norm_slope(self: Tensor, result: Tensor, ord: float, dim: Size | None, keepdim: bool) -> Tensor | None:
    """The gradient of the ``ord``-norm with respect to ``self``; it and its own derivatives are 0 where the norm is."""
    norm = restore(result, self.shape, dim, keepdim)
    if ord == 0:
        return None
    if ord == 1:
        return self.sgn()
    if ord == 2:
        return self / norm.masked_fill(norm == 0, math.inf)
    if math.isinf(ord):
        return self.sgn() * share(self.abs(), result, dim, keepdim)
    size = self.abs()
    # No power of a zero is taken: its derivatives may be infinite, and times the sign's 0 they are nan.
    ratio = size.masked_fill(size == 0, 1) / norm.masked_fill(norm == 0, 1)
    return self.sgn() * (ratio ** (ord - 1)).masked_fill((norm == 0) | (size == 0), 0)


def _norm_gradient(g: Tensor, self: Tensor, result: Tensor, ord: float, dim: Size | None,
                   keepdim: bool) -> Tensor | None:
    slope = _norm_slope(self, result, ord, dim, keepdim)
    return None if slope is None else restore(g, self.shape, dim, keepdim) * slope


def _norm_tangent(self: Tensor, result: Tensor, d_self: Tensor, ord: float, dim: Size | None,
                  keepdim: bool) -> Tensor:
    slope = _norm_slope(self, result, ord, dim, keepdim)
    return result.new_zeros(result.shape) if slope is None else real_part(conj(slope) * d_self).sum(dim, keepdim)


@op(kind=reduction, kernel="vector_norm", namespace="linalg", grad_name="LinalgVectorNorm",
    vjp=dict(self=_norm_gradient),
    jvp=_norm_tangent)
def vector_norm(self: Tensor, ord: float = 2, dim: Size | None = None, keepdim: bool = False, *,
                dtype: Dtype | None = None) -> Tensor:
    """``(sum |x|**ord) ** (1 / ord)`` over ``dim``, all by default; ``ord`` 0 counts non-zeros, inf and -inf take
    extremes of ``|x|``.

    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors, and for a norm that has no value for nothing.

    >>> import flambeau as torch
    >>> torch.linalg.vector_norm(torch.tensor([3., 4.]))
    tensor(5.)
    """


@op(kind=composite)
def norm(self: Tensor, p: object = "fro", dim: Size | None = None, keepdim: bool = False,
         dtype: Dtype | None = None) -> Tensor:
    """Vector norm ``(sum |x|**p) ** (1 / p)`` over ``dim`` (all dimensions, flattened, by default); "fro" is p = 2.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors and for other strings than "fro"; IndexError for ``dim`` out of
        range.

    >>> import flambeau as torch
    >>> torch.norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
    if p == "nuc":
        return linalg_norm(self, "nuc", dim, keepdim, dtype=dtype)
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    order: Any = 2.0 if p is None or p == "fro" else p
    return vector_norm(self, float(order), dim, keepdim, dtype=dtype)


@op(kind=composite, namespace="linalg", name="norm")
def linalg_norm(A: Tensor, ord: object = None, dim: Size | None = None, keepdim: bool = False, *,
                dtype: Dtype | None = None) -> Tensor:
    """Vector norm ``(sum |x|**ord) ** (1 / ord)``, or `matrix_norm` where ``ord`` is given and ``dim`` names
    (or the tensor has) two dimensions.

    Without ``ord`` it is 2, of the flattened tensor unless ``dim`` is given.

    Shape: that of ``A`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for an unknown ``ord`` (of matrices: other than "fro", "nuc", 1, -1, 2, -2, inf and -inf) and
        for ``ord`` with more than two dimensions, and for bool and integer tensors; IndexError for ``dim`` out of
        range.

    >>> import flambeau as torch
    >>> torch.linalg.norm(torch.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
    """
    if ord is None:
        return vector_norm(A, 2.0, dim, keepdim, dtype=dtype)
    if dim is None and A.ndim > 2:
        raise RuntimeError(f"linalg.norm: If dim is not specified but ord is, the input must be 1D or "
                           f"2D. Got {A.ndim}D.")
    rank = A.ndim if dim is None else 1 if isinstance(dim, int) else len(dim)
    if rank == 2 or (isinstance(ord, str) and dim is None):
        return matrix_norm(A, ord, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    if isinstance(ord, str):
        raise RuntimeError(f"linalg.norm: Order {ord} not supported for vectors")
    return vector_norm(A, ord, dim, keepdim, dtype=dtype)


def _by_singular_values(A: Tensor, ord: object) -> Tensor:
    values = svd_factors(A, False, False)[1]
    if ord == "nuc":
        return values.sum(-1)
    return values.amax(-1) if ord == 2 else values.amin(-1)


@op(kind=composite, namespace="linalg")
def matrix_norm(A: Tensor, ord: object = "fro", dim: Size = (-2, -1), keepdim: bool = False, *,
                dtype: Dtype | None = None) -> Tensor:
    """Matrix norm over two dimensions: "fro", ``sqrt(sum |x|**2)``, or the largest (smallest) column sum for 1 (-1),
    row sum for inf (-inf), singular value for 2 (-2), or "nuc", the sum of the singular values.

    Shape: that of ``A`` without ``dim``, or with sizes of 1 there if ``keepdim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for another ``ord``, and for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_norm(torch.tensor([[3., 0.], [0., 4.]]), ord=1)
    tensor(4.)
    """
    if A.ndim < 2:
        raise RuntimeError(f"linalg.matrix_norm: The input tensor A must have at least 2 dimensions. Got {A.ndim}")
    if ord == "fro":
        return vector_norm(A, 2.0, dim, keepdim, dtype=dtype)
    if dtype is not None:
        A = A.to(dtype)
    if not (A.is_floating_point() or A.is_complex()):
        raise RuntimeError("linalg.matrix_norm: Expected a floating point or complex tensor as input. "
                           f"Got {A.dtype} | convert it first, for instance with .float()")
    rows, columns = (d % A.ndim for d in dim)
    if ord in (2, -2, "nuc"):
        out = _by_singular_values(A.movedim((rows, columns), (-2, -1)), ord)
        return out.unsqueeze(min(rows, columns)).unsqueeze(max(rows, columns)) if keepdim else out
    if ord in (1, -1, math.inf, -math.inf):
        summed, extreme = (rows, columns) if ord in (1, -1) else (columns, rows)
        sums = A.abs().sum(summed, True)
        out = (amax if ord > 0 else amin)(sums, extreme, True)
    else:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    return out if keepdim else out.squeeze((rows, columns))


@op(kind=composite)
def dist(self: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The ``p``-norm of the difference, ``(sum |self[i] - other[i]|**p) ** (1 / p)``.

    Shape: two that broadcast together; the result is 0-d.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors, and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.dist(torch.tensor([0., 0.]), torch.tensor([3., 4.]))
    tensor(5.)
    """
    return vector_norm(self - other, p)


@op(kind=composite, inplace=True)
def renorm(self: Tensor, p: Number, dim: int, maxnorm: Number) -> Tensor:
    """A copy in which every slice along ``dim`` whose ``p``-norm is above ``maxnorm`` is scaled down to it:
    ``out[i] = self[i] * maxnorm / (norm(self[i]) + 1e-7)`` for dim 0.

    Shape: that of ``self``, which has two dimensions or more.
    Dtype: floating or complex; the result has it.
    Raises: RuntimeError for fewer than two dimensions, ``p`` that is not positive, a negative ``maxnorm``, and bool and
        integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.renorm(torch.tensor([[3., 4.], [.3, .4]]), 2, 0, 1.)
    tensor([[0.6000, 0.8000],
            [0.3000, 0.4000]])
    """
    if isinstance(p, complex) or isinstance(maxnorm, complex):
        raise RuntimeError(f"renorm: {'p' if isinstance(p, complex) else 'maxnorm'} must be real-valued")
    if p <= 0:
        raise RuntimeError(f"renorm: non-positive-norm not supported | p is {p}")
    if maxnorm < 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm}")
    if self.ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {self.ndim} dimensions")
    place = wrap_dim(dim, self.ndim)
    wide = float32 if self.dtype in (float16, bfloat16) else None
    others = [d for d in range(self.ndim) if d != place]
    size = vector_norm(self if wide is None else self.to(wide), p, others, True)
    scale = choose(size > maxnorm, maxnorm / (size + 1e-7), 1.0)
    return (self * scale).to(self.dtype).contiguous()
