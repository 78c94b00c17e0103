# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Linear algebra: norms and products of vectors and matrices. Each function is an op's entry."""

from typing import Any

from ._core import Tensor, _bool, _dtype, _float, _int, _Size, _return_slogdet
from .ops.linalg import LinAlgError as LinAlgError

__all__ = [
    "LinAlgError",
    "cholesky",
    "cross",
    "det",
    "inv",
    "matrix_norm",
    "norm",
    "slogdet",
    "solve",
    "solve_triangular",
    "vecdot",
    "vector_norm",
]

def cholesky(input: Tensor, *, upper: _bool = False, out: Tensor | None = None) -> Tensor:
    """The lower triangular ``L`` with ``L Lᴴ = self``, for a Hermitian positive definite matrix; ``Lᴴ`` if ``upper``.

    Of a matrix that is not Hermitian, the Hermitian part is factored. The gradient is Hermitian.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) when the matrix is not positive definite; RuntimeError for bool, integer and
        16-bit floating tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.cholesky(input, *, upper=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.cholesky(torch.tensor([[4., 2.], [2., 5.]]))
    tensor([[2., 0.],
            [1., 2.]])
    """

def cross(input: Tensor, other: Tensor, *, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """Cross product of vectors of three elements along ``dim``: ``out[0] = input[1] * other[2] - input[2] * other[1]``
    and so on.

    Shape: that of ``input`` and ``other``, broadcast together.
    Dtype: integer, floating or complex; the result has the common dtype.
    Raises: RuntimeError unless ``dim`` has size 3, for shapes that do not broadcast, and for bool tensors; IndexError
        for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.cross(input, other, *, dim=-1, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.cross(torch.tensor([1., 0., 0.]), torch.tensor([0., 1., 0.]))
    tensor([0., 0., 1.])
    """

def det(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of each square matrix, ``det(self)``. A singular one has a gradient too.

    Shape: ``(..., n, n)`` gives ``(...)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.
    Gradient: to ``self`` ``g.unsqueeze(-1).unsqueeze(-1) * conj(cofactors(self))``.
    Tangent: ``(cofactors(self) * d_self).sum((-2, -1))``.
    Forms: ``linalg.det(input, *, out=None)``; ``x.det()``.

    >>> import flambeau as torch
    >>> torch.linalg.det(torch.tensor([[1., 2.], [3., 4.]]))
    tensor(-2.)
    """

def inv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of each square matrix: ``out @ self`` is the identity.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix; RuntimeError for bool, integer and 16-bit floating
        tensors, and for matrices that are not square.
    Gradient: to ``self`` ``-(result.mH @ g @ result.mH)``.
    Tangent: ``-(result @ d_self @ result)``.
    Forms: ``linalg.inv(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.inv(torch.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """

def matrix_norm(A: Tensor, ord: Any = 'fro', dim: _Size = ..., keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """Matrix norm over two dimensions: "fro", ``sqrt(sum |x|**2)``, or the largest (smallest) column sum for 1 (-1),
    row sum for inf (-inf).

    Shape: that of ``A`` without ``dim``, or with sizes of 1 there if ``keepdim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for another ``ord`` (2, -2 and "nuc" among them), and for bool and integer tensors; IndexError
        for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.matrix_norm(A, ord='fro', dim=(-2, -1), keepdim=False, *, dtype=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_norm(torch.tensor([[3., 0.], [0., 4.]]), ord=1)
    tensor(4.)
    """

def norm(A: Tensor, ord: Any = None, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """Vector norm ``(sum |x|**ord) ** (1 / ord)``, or `matrix_norm` where ``ord`` is given and ``dim`` names
    (or the tensor has) two dimensions.

    Without ``ord`` it is 2, of the flattened tensor unless ``dim`` is given.

    Shape: that of ``A`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for an unknown ``ord`` (of matrices: other than "fro", 1, -1, inf and -inf) and for ``ord``
        with more than two dimensions, and for bool and integer tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.norm(A, ord=None, dim=None, keepdim=False, *, dtype=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.norm(torch.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
    """

def slogdet(input: Tensor, *, out: tuple[Tensor, Tensor] | None = None) -> _return_slogdet:
    """Sign and logarithm of each determinant: ``det = sign * exp(logabsdet)``.

    The sign of a complex matrix is a number of modulus 1. A singular matrix has sign 0 and logarithm -inf.

    Shape: ``(..., n, n)`` gives ``(...)`` twice.
    Dtype: float32, float64 or complex; ``sign`` has it, ``logabsdet`` the real dtype.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.
    Gradient: to ``self`` ``_slogdet_gradient``.
    Tangent: ``_slogdet_tangent``.
    Forms: ``linalg.slogdet(input, *, out=None)``; ``x.slogdet()``.

    >>> import flambeau as torch
    >>> torch.linalg.slogdet(torch.tensor([[2., 0.], [0., -1.]]))
    torch.return_types.slogdet(
    sign=tensor(-1.),
    logabsdet=tensor(0.6931))
    """

def solve(A: Tensor, B: Tensor, *, left: _bool = True, out: Tensor | None = None) -> Tensor:
    """``X`` with ``A @ X = B`` (``X @ A = B`` if not ``left``), for square matrices ``A``.

    Shape: ``A`` ``(..., n, n)`` with ``B`` ``(..., n, k)``, a vector ``(n,)`` or a batch of vectors of the shape of
        ``A`` without its last dimension; batches broadcast, and the result has the shape of ``B``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular ``A``; RuntimeError for bool, integer and 16-bit floating
        tensors, two different dtypes and shapes that do not go together.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.solve(A, B, *, left=True, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.solve(torch.tensor([[2., 0.], [0., 4.]]), torch.tensor([2., 2.]))
    tensor([1.0000, 0.5000])
    """

def solve_triangular(A: Tensor, B: Tensor, *, upper: _bool, left: _bool = True, unitriangular: _bool = False, out: Tensor | None = None) -> Tensor:
    """``X`` with ``A @ X = B`` (``X @ A = B`` if not ``left``), of ``A`` reading the lower triangle only, or the upper.

    With ``unitriangular`` the diagonal counts as ones and is not read.

    Shape: ``A`` ``(..., n, n)`` with ``B`` ``(..., n, k)``, or ``(..., k, n)`` if not ``left``; batches broadcast, and
        the result has the shape of ``B``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: LinAlgError (a RuntimeError) for a zero on the diagonal; RuntimeError for bool, integer and 16-bit floating
        tensors, two different dtypes and shapes that do not go together.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.solve_triangular(A, B, *, upper, left=True, unitriangular=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.solve_triangular(torch.tensor([[2., 0.], [1., 4.]]), torch.tensor([[2.], [5.]]), upper=False)
    tensor([[1.],
            [1.]])
    """

def vecdot(x: Tensor, y: Tensor, *, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """``sum of conj(x[i]) * y[i]`` along ``dim``.

    Shape: that of ``x`` and ``y``, broadcast together, without ``dim``.
    Dtype: any; the result has the common dtype, bools give int64.
    Raises: RuntimeError for shapes that do not broadcast; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.vecdot(x, y, *, dim=-1, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.vecdot(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """

def vector_norm(input: Tensor, ord: _float = 2, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """``(sum |x|**ord) ** (1 / ord)`` over ``dim``, all by default; ``ord`` 0 counts non-zeros, inf and -inf take
    extremes of ``|x|``.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors, and for a norm that has no value for nothing; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``_norm_gradient``.
    Tangent: ``_norm_tangent``.
    Forms: ``linalg.vector_norm(input, ord=2, dim=None, keepdim=False, *, dtype=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.vector_norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
