# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Linear algebra: norms and products of vectors and matrices. Each function is an op's entry."""

from typing import Any

from ._core import Tensor, _bool, _dtype, _float, _int, _Size

__all__ = [
    "cross",
    "matrix_norm",
    "norm",
    "vecdot",
    "vector_norm",
]

def cross(input: Tensor, other: Tensor, *, dim: _int = -1) -> Tensor:
    """Cross product of vectors of three elements along ``dim``, broadcasting both.

    >>> import flambeau as torch
    >>> torch.linalg.cross(torch.tensor([1., 0., 0.]), torch.tensor([0., 1., 0.]))
    tensor([0., 0., 1.])
    """

def matrix_norm(A: Tensor, ord: Any = 'fro', dim: _Size = ..., keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
    """Matrix norm over two dims: "fro", or the largest (smallest) column sum for 1 (-1), row sum for inf (-inf).

    >>> import flambeau as torch
    >>> torch.linalg.matrix_norm(torch.tensor([[3., 0.], [0., 4.]]), ord=1)
    tensor(4.)
    """

def norm(A: Tensor, ord: Any = None, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
    """Vector norm, or matrix norm where ``ord`` is given and ``dim`` names (or the tensor has) two dims.

    >>> import flambeau as torch
    >>> torch.linalg.norm(torch.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
    """

def vecdot(x: Tensor, y: Tensor, *, dim: _int = -1) -> Tensor:
    """``sum of conj(x) * y`` along ``dim``, broadcasting both.

    >>> import flambeau as torch
    >>> torch.linalg.vecdot(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """

def vector_norm(input: Tensor, ord: _float = 2, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """``(sum |x|**ord) ** (1 / ord)`` over ``dim``; ``ord`` 0 counts non-zeros, inf and -inf take extremes of ``|x|``.

    >>> import flambeau as torch
    >>> torch.linalg.vector_norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
