# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Linear algebra: factors, equations, eigenvalues, norms and products of matrices. Each function is an op's entry."""

from collections.abc import Sequence
from typing import Any

from ._core import Tensor, _bool, _dtype, _float, _int, _Size, _str, _return_linalg_cholesky_ex, _return_linalg_eig, _return_linalg_eigh, _return_linalg_inv_ex, _return_linalg_ldl_factor, _return_linalg_ldl_factor_ex, _return_linalg_lstsq, _return_linalg_lu, _return_linalg_lu_factor, _return_linalg_lu_factor_ex, _return_linalg_qr, _return_linalg_solve_ex, _return_linalg_svd, _return_slogdet
from ._core import LinAlgError as LinAlgError

__all__ = [
    "LinAlgError",
    "cholesky",
    "cholesky_ex",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "householder_product",
    "inv",
    "inv_ex",
    "ldl_factor",
    "ldl_factor_ex",
    "ldl_solve",
    "lstsq",
    "lu",
    "lu_factor",
    "lu_factor_ex",
    "lu_solve",
    "matmul",
    "matrix_exp",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "multi_dot",
    "norm",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_ex",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensorinv",
    "tensorsolve",
    "vander",
    "vecdot",
    "vector_norm",
]

def cholesky(A: Tensor, *, upper: _bool = False, out: Tensor | None = None) -> Tensor:
    """The lower triangular ``L`` with ``L Lᴴ = A``, for a Hermitian positive definite matrix; ``Lᴴ`` if ``upper``.

    Of ``A`` the lower (upper) triangle is read. The gradient is Hermitian.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) when a matrix is not positive definite; RuntimeError for bool, integer and
        16-bit floating tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.cholesky(A, *, upper=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.cholesky(torch.tensor([[4., 2.], [2., 5.]]))
    tensor([[2., 0.],
            [1., 2.]])
    """

def cholesky_ex(A: Tensor, *, upper: _bool = False, check_errors: _bool = False, out: tuple[Tensor, Tensor] | None = None) -> _return_linalg_cholesky_ex:
    """`linalg.cholesky` without a look at success: ``info`` is 0, or the order of the leading minor of ``A`` that is
    not positive definite, where the factorisation stopped.

    Shape: ``(..., n, n)``; ``L`` has it, ``info`` is ``(...)``.
    Dtype: float32, float64 or complex; ``L`` has it, ``info`` is int32.
    Raises: LinAlgError for a matrix that is not positive definite if ``check_errors``; RuntimeError for bool, integer
        and 16-bit floating tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.cholesky_ex(A, *, upper=False, check_errors=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.cholesky_ex(torch.tensor([[4., 2.], [2., 1.]])).info
    tensor(2, dtype=torch.int32)
    """

def cond(A: Tensor, p: Any = None, *, out: Tensor | None = None) -> Tensor:
    """The condition number by a norm, ``norm(A) * norm(A⁻¹)``: by the largest singular value (``p`` None or 2), or what
    `linalg.matrix_norm` calls ``p``. It is inf for a singular matrix.

    Shape: ``(..., n, n)`` gives ``(...)``; for ``p`` None, 2 and -2 also ``(..., m, n)``.
    Dtype: float32, float64 or complex; the result has the real dtype.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, for another ``p``, and for matrices that are not
        square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.cond(A, p=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.cond(torch.tensor([[2., 0.], [0., 4.]]))
    tensor(2.)
    """

def cross(input: Tensor, other: Tensor, *, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """Cross product of vectors of three elements along ``dim``: ``out[0] = input[1] * other[2] - input[2] * other[1]``
    and so on.

    Shape: that of ``input`` and ``other``, broadcast together.
    Dtype: integer, floating or complex; the result has the common dtype.
    Raises: RuntimeError unless ``dim`` has size 3, for different numbers of dimensions, shapes that do not broadcast,
        and for bool tensors; IndexError for ``dim`` out of range.
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
    >>> torch.linalg.det(torch.tensor([[2., 1.], [0., 3.]]))
    tensor(6.)
    """

def diagonal(A: Tensor, *, offset: _int = 0, dim1: _int = -2, dim2: _int = -1, out: Tensor | None = None) -> Tensor:
    """The ``offset``-th diagonal of each matrix, as a view: ``out[..., i] = A[..., i, i + offset]``.

    Shape: that of ``A`` without the two dimensions, and the length of the diagonal at the end.
    Dtype: any; the result has it.
    Raises: RuntimeError if ``dim1`` is ``dim2``; IndexError for a dimension out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.diagonal(A, *, offset=0, dim1=-2, dim2=-1, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """

def eig(A: Tensor, *, out: tuple[Tensor, Tensor] | None = None) -> _return_linalg_eig:
    """The eigenvalues of a square matrix, in no order, and eigenvectors of norm 1, the columns of ``V``:
    ``A @ V = V @ diag(eigenvalues)``.

    Vectors are determined up to a factor of modulus 1; derivatives are those of functions that do not depend on it.

    Shape: ``(..., n, n)`` gives ``(..., n)`` and ``(..., n, n)``.
    Dtype: float32, float64 or complex; the results have the complex dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, for matrices that are not square, and in the
        backward pass of a function that depends on the phases of the vectors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.eig(A, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.eig(torch.tensor([[0., 1.], [-1., 0.]])).eigenvalues
    tensor([0.+1.j, 0.-1.j])
    """

def eigh(A: Tensor, UPLO: _str = 'L', *, out: tuple[Tensor, Tensor] | None = None) -> _return_linalg_eigh:
    """The eigenvalues of a Hermitian matrix in ascending order and orthonormal eigenvectors, the columns of ``V``:
    ``A = V @ diag(eigenvalues) @ Vᴴ``.

    Of ``A`` the lower triangle is read, or with UPLO "U" the upper one. Vectors are determined up to a factor of
    modulus 1, and where eigenvalues are equal, up to a rotation; derivatives are those of functions that do not depend
    on it.

    Shape: ``(..., n, n)`` gives ``(..., n)`` and ``(..., n, n)``.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, for matrices that are not square, for another
        ``UPLO``, and in the backward pass of a function that depends on the phases of complex vectors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.eigh(A, UPLO='L', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.eigh(torch.tensor([[3., 0.], [0., 1.]])).eigenvalues
    tensor([1., 3.])
    """

def eigvals(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of a square matrix, in no order: the ``L[i]`` with ``A v[i] = L[i] v[i]``.

    Shape: ``(..., n, n)`` gives ``(..., n)``.
    Dtype: float32, float64 or complex; the result has the complex dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.eigvals(A, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.eigvals(torch.tensor([[0., 1.], [-1., 0.]]))
    tensor([0.+1.j, 0.-1.j])
    """

def eigvalsh(A: Tensor, UPLO: _str = 'L', *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of a Hermitian matrix in ascending order: the ``L[i]`` with ``A v[i] = L[i] v[i]``.

    Of ``A`` the lower triangle is read, or with UPLO "U" the upper one.

    Shape: ``(..., n, n)`` gives ``(..., n)``.
    Dtype: float32, float64 or complex; the values have the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, for matrices that are not square, and for another
        ``UPLO``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.eigvalsh(A, UPLO='L', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.eigvalsh(torch.tensor([[3., 0.], [0., 1.]]))
    tensor([1., 3.])
    """

def householder_product(input: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The first ``n`` columns of ``H[1] H[2] … H[k]`` with ``H[i] = I - tau[i] v[i] v[i]ᴴ``, where ``v[i]`` is 0, then
    1 at place ``i``, then what lies below the diagonal of column ``i`` of ``input``.

    Shape: ``input`` ``(..., m, n)`` with ``m >= n`` and ``tau`` ``(..., k)`` with ``k <= n``; the result has that of
        ``input``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.
    Gradient: to ``input`` and ``tau`` ``_columns_gradient``.
    Tangent: ``_columns_tangent``.
    Forms: ``linalg.householder_product(input, tau, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.householder_product(torch.tensor([[0.], [0.]]), torch.tensor([2.])).abs()
    tensor([[1.],
            [0.]])
    """

def inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of each square matrix: ``out @ A`` is the identity.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix; RuntimeError for bool, integer and 16-bit floating
        tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.inv(A, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.inv(torch.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """

def inv_ex(A: Tensor, *, check_errors: _bool = False, out: tuple[Tensor, Tensor] | None = None) -> _return_linalg_inv_ex:
    """`linalg.inv` without a look at success: ``info`` is 0, or the first k for which ``U[k, k]`` of the LU factors of
    ``A`` is 0, counted from 1; then ``inverse`` is those factors.

    Shape: ``(..., n, n)``; ``inverse`` has it, ``info`` is ``(...)``.
    Dtype: float32, float64 or complex; ``inverse`` has it, ``info`` is int32.
    Raises: LinAlgError (a RuntimeError) for a singular matrix if ``check_errors``; RuntimeError for bool, integer and
        16-bit floating tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.inv_ex(A, *, check_errors=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.inv_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """

def ldl_factor(A: Tensor, *, hermitian: _bool = False, out: tuple[Tensor, Tensor] | None = None) -> _return_linalg_ldl_factor:
    """``L`` and ``D`` with ``P L D Lᵀ Pᵀ = A`` (``Lᴴ`` if ``hermitian``) in one matrix, as LAPACK has them: ``D`` has
    blocks of one and two rows, of which the pivots tell.

    Of ``A`` the lower triangle is read.

    Shape: ``(..., n, n)``; ``LD`` has it, ``pivots`` is ``(..., n)``.
    Dtype: float32, float64 or complex; ``LD`` has it, ``pivots`` is int32.
    Raises: RuntimeError for a singular matrix, for bool, integer and 16-bit floating tensors, for matrices that are not
        square, and for derivatives.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.ldl_factor(A, *, hermitian=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.ldl_factor(torch.tensor([[2., 0.], [0., -4.]])).pivots
    tensor([1, 2], dtype=torch.int32)
    """

def ldl_factor_ex(A: Tensor, *, hermitian: _bool = False, check_errors: _bool = False, out: tuple[Tensor, Tensor, Tensor] | None = None) -> _return_linalg_ldl_factor_ex:
    """`linalg.ldl_factor` without a look at success: ``info`` is 0, or k where ``D[k, k]`` is 0, counted from 1.

    Shape: ``(..., n, n)``; ``LD`` has it, ``pivots`` is ``(..., n)``, ``info`` is ``(...)``.
    Dtype: float32, float64 or complex; ``LD`` has it, ``pivots`` and ``info`` are int32.
    Raises: RuntimeError for a singular matrix if ``check_errors``, for bool, integer and 16-bit floating tensors, for
        matrices that are not square, and for derivatives.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.ldl_factor_ex(A, *, hermitian=False, check_errors=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.ldl_factor_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """

def ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: _bool = False, out: Tensor | None = None) -> Tensor:
    """``X`` with ``A @ X = B``, given what `linalg.ldl_factor` gave for ``A``.

    Shape: ``LD`` ``(..., n, n)`` and ``pivots`` ``(..., n)`` with ``B`` ``(..., n, k)``; batches broadcast, and the
        result has the shape of ``B``.
    Dtype: float32, float64 or complex, the same for ``LD`` and ``B``; the result has it. ``pivots`` is int32.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes, shapes that do not go
        together, pivots outside of the matrix, and for derivatives.
    Derivative: none.
    Forms: ``linalg.ldl_solve(LD, pivots, B, *, hermitian=False, out=None)``.

    >>> import flambeau as torch
    >>> LD, pivots = torch.linalg.ldl_factor(torch.tensor([[2., 0.], [0., -4.]]))
    >>> torch.linalg.ldl_solve(LD, pivots, torch.tensor([[2.], [2.]]))
    tensor([[ 1.0000],
            [-0.5000]])
    """

def lstsq(A: Tensor, B: Tensor, rcond: _float | None = None, *, driver: _str | None = None, out: tuple[Tensor, Tensor, Tensor, Tensor] | None = None) -> _return_linalg_lstsq:
    """The ``X`` for which ``norm(A @ X - B)`` is least, and of those the least; the squares of these norms by column
    where ``A`` has full rank and more rows than columns; the rank of ``A``; its singular values.

    The drivers are LAPACK's: "gels" (QR, for full rank), "gelsy" (the default: QR with pivots), "gelsd" and "gelss" (by
    singular values). Those up to ``rcond`` times the largest count as zero, by default eps times the larger size. What
    a driver does not find is empty.

    Shape: ``A`` ``(..., m, n)`` with ``B`` ``(..., m, k)``, or ``(..., m)``, which has the batch of ``A``; the
        solution is ``(..., n, k)``, or ``(..., n)``.
    Dtype: float32, float64 or complex, the same for both; the solution has it, residuals and singular values the real
        dtype, the rank is int64.
    Raises: LinAlgError (a RuntimeError) for what is not finite, and with "gels" for a matrix without full rank;
        RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes, shapes that do not go
        together, and another ``driver``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.lstsq(A, B, rcond=None, *, driver=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.lstsq(torch.tensor([[2.], [0.]]), torch.tensor([[4.], [1.]])).solution
    tensor([[2.]])
    """

def lu(A: Tensor, *, pivot: _bool = True, out: tuple[Tensor, Tensor, Tensor] | None = None) -> _return_linalg_lu:
    """A permutation ``P``, a lower triangle ``L`` with ones on the diagonal and an upper triangle ``U``, with
    ``P L U = A``.

    Shape: ``(..., m, n)`` gives ``(..., m, m)``, ``(..., m, k)`` and ``(..., k, n)`` with ``k = min(m, n)``.
    Dtype: float32, float64 or complex; the results have it.
    Raises: RuntimeError for ``pivot=False``, and for bool, integer and 16-bit floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.lu(A, *, pivot=True, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.lu(torch.tensor([[0., 2.], [3., 4.]])).P
    tensor([[0., 1.],
            [1., 0.]])
    """

def lu_factor(A: Tensor, *, pivot: _bool = True, out: tuple[Tensor, Tensor] | None = None) -> _return_linalg_lu_factor:
    """``L`` and ``U`` with ``P L U = A`` in one matrix, the diagonal being that of ``U`` (of ``L`` it is 1), and
    ``pivots`` for ``P``: row ``i`` changed places with row ``pivots[i]``, counted from 1.

    Shape: ``(..., m, n)``; ``LU`` has it, ``pivots`` is ``(..., min(m, n))``.
    Dtype: float32, float64 or complex; ``LU`` has it, ``pivots`` is int32.
    Raises: RuntimeError for a zero on the diagonal of ``U``, for ``pivot=False``, and for bool, integer and 16-bit
        floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.lu_factor(A, *, pivot=True, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.lu_factor(torch.tensor([[1., 2.], [2., 2.]]))
    torch.return_types.linalg_lu_factor(
    LU=tensor([[2.0000, 2.0000],
            [0.5000, 1.0000]]),
    pivots=tensor([2, 2], dtype=torch.int32))
    """

def lu_factor_ex(A: Tensor, *, pivot: _bool = True, check_errors: _bool = False, out: tuple[Tensor, Tensor, Tensor] | None = None) -> _return_linalg_lu_factor_ex:
    """`linalg.lu_factor` without a look at success: ``info`` is 0, or the first k for which ``U[k, k]`` is 0, counted
    from 1.

    Shape: ``(..., m, n)``; ``LU`` has it, ``pivots`` is ``(..., min(m, n))``, ``info`` is ``(...)``.
    Dtype: float32, float64 or complex; ``LU`` has it, ``pivots`` and ``info`` are int32.
    Raises: RuntimeError for a zero on the diagonal of ``U`` if ``check_errors``, for ``pivot=False``, and for bool,
        integer and 16-bit floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.lu_factor_ex(A, *, pivot=True, check_errors=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.lu_factor_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """

def lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, *, left: _bool = True, adjoint: _bool = False, out: Tensor | None = None) -> Tensor:
    """``X`` with ``A @ X = B`` (``X @ A = B`` if not ``left``, ``Aᴴ`` for ``A`` if ``adjoint``), given what
    `linalg.lu_factor` gave for ``A``.

    Shape: ``LU`` ``(..., n, n)`` and ``pivots`` ``(..., n)`` with ``B`` ``(..., n, k)``, or ``(..., k, n)`` if not
        ``left``; batches broadcast.
    Dtype: float32, float64 or complex, the same for ``LU`` and ``B``; the result has it. ``pivots`` is int32.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes, shapes that do not go
        together and pivots outside of the matrix.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.lu_solve(LU, pivots, B, *, left=True, adjoint=False, out=None)``.

    >>> import flambeau as torch
    >>> LU, pivots = torch.linalg.lu_factor(torch.tensor([[2., 0.], [0., 4.]]))
    >>> torch.linalg.lu_solve(LU, pivots, torch.tensor([[2.], [2.]]))
    tensor([[1.0000],
            [0.5000]])
    """

def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix product, ``out[..., i, j] = sum over k of self[..., i, k] * other[..., k, j]``.

    Shape: ``(..., m, n)`` by ``(..., n, p)`` gives ``(..., m, p)``, the leading dimensions broadcast together; a vector
        ``(n,)`` on either side is a row or column whose dimension is left out of the result.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for shapes that do not go together, 0-d tensors and two different dtypes.
    Gradient: to ``self`` ``_matmul_by_self``; to ``other`` ``_matmul_by_other``.
    Tangent: multilinear.
    Forms: ``matmul(input, other, *, out=None)``; ``x.matmul(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([[1., 2.], [3., 4.]]) @ torch.tensor([1., 1.])
    tensor([3., 7.])
    """

def matrix_exp(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The sum of ``Aᵏ / k!`` over all k, by scaling and squaring: ``exp(A) = exp(A / 2ˢ) ** (2ˢ)``.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: floating or complex; the result has it.
    Raises: RuntimeError for bool and integer tensors, and for matrices that are not square.
    Gradient: to ``A`` ``_exponential_change(A.mH, g)``.
    Tangent: ``_exponential_change(A, d_A)``.
    Forms: ``linalg.matrix_exp(A, *, out=None)``; ``x.matrix_exp()``.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_exp(torch.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """

def matrix_norm(A: Tensor, ord: Any = 'fro', dim: _Size = ..., keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """Matrix norm over two dimensions: "fro", ``sqrt(sum |x|**2)``, or the largest (smallest) column sum for 1 (-1),
    row sum for inf (-inf), singular value for 2 (-2), or "nuc", the sum of the singular values.

    Shape: that of ``A`` without ``dim``, or with sizes of 1 there if ``keepdim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for another ``ord``, and for bool and integer tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.matrix_norm(A, ord='fro', dim=(-2, -1), keepdim=False, *, dtype=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_norm(torch.tensor([[3., 0.], [0., 4.]]), ord=1)
    tensor(4.)
    """

def matrix_power(A: Tensor, n: _int, *, out: Tensor | None = None) -> Tensor:
    """The product of ``n`` factors ``A``; of its inverse for negative ``n``; the identity for 0.

    Shape: ``(..., m, m)``; the result has it.
    Dtype: any that `matmul` takes, and for negative ``n`` that `linalg.inv` takes; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix and negative ``n``; RuntimeError for matrices that are
        not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.matrix_power(A, n, *, out=None)``; ``x.matrix_power(n)``.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_power(torch.tensor([[1., 1.], [0., 1.]]), 3)
    tensor([[1., 3.],
            [0., 1.]])
    """

def matrix_rank(A: Tensor, tol: Any = None, hermitian: _bool = False, *, atol: Any = None, rtol: Any = None, out: Tensor | None = None) -> Tensor:
    """How many singular values are more than ``max(atol, rtol * largest)``.

    ``rtol`` is by default eps times the larger size, or 0 where there is an ``atol``, also called ``tol``. With
    ``hermitian`` the lower triangle alone is read.

    Shape: ``(..., m, n)`` gives ``(...)``.
    Dtype: float32, float64 or complex; the result is int64.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite; RuntimeError for bool, integer and 16-bit
        floating tensors, and with ``hermitian`` for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_rank(torch.tensor([[1., 2.], [2., 4.]]))
    tensor(1)
    """

def multi_dot(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """``tensors[0] @ tensors[1] @ …``, in the order of multiplication that costs least. The first and the last may be
    vectors, a row and a column.

    Shape: ``(a, b)``, ``(b, c)``, … ``(y, z)`` give ``(a, z)``; without ``a`` or ``z`` where that is a vector.
    Dtype: any that `matmul` takes, the same for all; the result has it.
    Raises: RuntimeError for fewer than two tensors, for other numbers of dimensions, for sizes that do not go together
        and for two different dtypes.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.multi_dot(tensors, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.multi_dot([torch.ones(2, 3), torch.ones(3, 4), torch.ones(4)])
    tensor([12., 12.])
    """

def norm(A: Tensor, ord: Any = None, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """Vector norm ``(sum |x|**ord) ** (1 / ord)``, or `matrix_norm` where ``ord`` is given and ``dim`` names
    (or the tensor has) two dimensions.

    Without ``ord`` it is 2, of the flattened tensor unless ``dim`` is given.

    Shape: that of ``A`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for an unknown ``ord`` (of matrices: other than "fro", "nuc", 1, -1, 2, -2, inf and -inf) and
        for ``ord`` with more than two dimensions, and for bool and integer tensors; IndexError for ``dim`` out of
        range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.norm(A, ord=None, dim=None, keepdim=False, *, dtype=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.norm(torch.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
    """

def pinv(A: Tensor, rcond: Any = None, hermitian: _bool = False, *, atol: Any = None, rtol: Any = None, out: Tensor | None = None) -> Tensor:
    """The Moore-Penrose inverse ``P`` of each matrix: ``A P A = A``, ``P A P = P``, and ``A P`` and ``P A`` are
    Hermitian.

    Singular values up to ``max(atol, rtol * largest)`` count as zero; ``rtol``, also called ``rcond``, is by default
    eps times the larger size, or 0 where there is an ``atol``. With ``hermitian`` the lower triangle alone is read.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite; RuntimeError for bool, integer and 16-bit
        floating tensors, and with ``hermitian`` for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.pinv(A, rcond=None, hermitian=False, *, atol=None, rtol=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.pinv(torch.tensor([[2., 0.], [0., 0.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.0000]])
    """

def qr(A: Tensor, mode: _str = 'reduced', *, out: tuple[Tensor, Tensor] | None = None) -> _return_linalg_qr:
    """``Q`` with orthonormal columns and an upper triangle ``R`` with ``Q @ R = A``.

    Shape: ``(..., m, n)`` gives ``(..., m, k)`` and ``(..., k, n)`` with ``k = min(m, n)``; with mode "complete" it is
        ``k = m``; with mode "r" ``Q`` is empty.
    Dtype: float32, float64 or complex; the results have it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors and another ``mode``; and for derivatives of mode
        "r", and of "complete" where there are more rows than columns.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.qr(A, mode='reduced', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.qr(torch.tensor([[0., 2.], [1., 3.]])).R.abs()
    tensor([[1., 3.],
            [0., 2.]])
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

def solve_ex(A: Tensor, B: Tensor, *, left: _bool = True, check_errors: _bool = False, out: tuple[Tensor, Tensor] | None = None) -> _return_linalg_solve_ex:
    """`linalg.solve` without a look at success: ``info`` is 0, or the first k for which ``U[k, k]`` of the LU factors
    of ``A`` is 0, counted from 1.

    Shape: those of `linalg.solve`; ``info`` has the batch of ``A``.
    Dtype: float32, float64 or complex, the same for both; ``result`` has it, ``info`` is int32.
    Raises: LinAlgError (a RuntimeError) for a singular ``A`` if ``check_errors``; RuntimeError for bool, integer and
        16-bit floating tensors, two different dtypes and shapes that do not go together.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.solve_ex(A, B, *, left=True, check_errors=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.solve_ex(torch.zeros(2, 2), torch.ones(2)).info
    tensor(1, dtype=torch.int32)
    """

def solve_triangular(A: Tensor, B: Tensor, *, upper: _bool, left: _bool = True, unitriangular: _bool = False, out: Tensor | None = None) -> Tensor:
    """``X`` with ``A @ X = B`` (``X @ A = B`` if not ``left``), of ``A`` reading the lower triangle only, or the upper.

    With ``unitriangular`` the diagonal counts as ones and is not read. A zero on the diagonal gives infinities.

    Shape: ``A`` ``(..., n, n)`` with ``B`` ``(..., n, k)``, or ``(..., k, n)`` if not ``left``; batches broadcast, and
        the result has the shape of ``B``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.
    Gradient: to ``A`` ``_matrix_gradient``; to ``B`` ``solve_triangular(A.mH, g, upper=not upper, left=left, unitriangular=unitriangular)``.
    Tangent: ``_tangent``.
    Forms: ``linalg.solve_triangular(A, B, *, upper, left=True, unitriangular=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.solve_triangular(torch.tensor([[2., 0.], [1., 4.]]), torch.tensor([[2.], [5.]]), upper=False)
    tensor([[1.],
            [1.]])
    """

def svd(A: Tensor, full_matrices: _bool = True, *, driver: _str | None = None, out: tuple[Tensor, Tensor, Tensor] | None = None) -> _return_linalg_svd:
    """Orthonormal columns of ``U``, singular values ``S`` in descending order and orthonormal rows of ``Vh`` with
    ``A = U[:, :k] @ diag(S) @ Vh[:k]``, where ``k = min(m, n)``.

    Vectors are determined up to a factor of modulus 1 for each pair, and where values are equal, up to a rotation;
    derivatives are those of functions that do not depend on it, nor on the columns beyond the first ``k``.

    Shape: ``(..., m, n)`` gives ``(..., m, m)``, ``(..., k)`` and ``(..., n, n)``; if not ``full_matrices``,
        ``(..., m, k)`` and ``(..., k, n)`` for ``U`` and ``Vh``.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, for a ``driver``, and in the backward pass of a
        function that depends on the phases of complex vectors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.svd(A, full_matrices=True, *, driver=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.svd(torch.tensor([[0., 3.], [2., 0.]])).S
    tensor([3., 2.])
    """

def svdvals(A: Tensor, *, driver: _str | None = None, out: Tensor | None = None) -> Tensor:
    """The singular values in descending order: the roots of the eigenvalues of ``Aᴴ A``.

    Shape: ``(..., m, n)`` gives ``(..., min(m, n))``.
    Dtype: float32, float64 or complex; the result has the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors, and for a ``driver``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.svdvals(A, *, driver=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.svdvals(torch.tensor([[0., 3.], [2., 0.]]))
    tensor([3., 2.])
    """

def tensorinv(A: Tensor, ind: _int = 2, *, out: Tensor | None = None) -> Tensor:
    """The inverse of ``A`` as a map from its last dimensions to its first ``ind``: ``tensordot(out, A, ind)`` is the
    identity.

    Shape: ``A.shape[ind:] + A.shape[:ind]``, where both parts have the same number of elements.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) where there is no inverse; RuntimeError for ``ind`` below 1, for parts of
        different sizes, and for bool, integer and 16-bit floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.tensorinv(A, ind=2, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.tensorinv(torch.eye(4).reshape(4, 2, 2), ind=1).shape
    torch.Size([2, 2, 4])
    """

def tensorsolve(A: Tensor, B: Tensor, dims: _Size | None = None, *, out: Tensor | None = None) -> Tensor:
    """The ``X`` with ``tensordot(A, X, X.ndim) = B``; ``dims`` of ``A`` are moved to the end first.

    Shape: ``A.shape[B.ndim:]``, which has as many elements as ``B``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: LinAlgError (a RuntimeError) where there is no solution; RuntimeError for sizes that do not go together, and
        for bool, integer and 16-bit floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.tensorsolve(A, B, dims=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.tensorsolve(torch.eye(4).reshape(2, 2, 4), torch.ones(2, 2))
    tensor([1., 1., 1., 1.])
    """

def vander(x: Tensor, *, N: _int | None = None, out: Tensor | None = None) -> Tensor:
    """The powers of each element: ``out[..., i, j] = x[..., i] ** j`` for ``j < N``.

    Shape: ``(..., n)`` gives ``(..., n, N)``; ``N`` is ``n`` by default.
    Dtype: integer, floating or complex; the result has it, but integers give int64.
    Raises: RuntimeError for ``N`` below 2 and for bools.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.vander(x, *, N=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.linalg.vander(torch.tensor([2, 3]), N=3)
    tensor([[1, 2, 4],
            [1, 3, 9]])
    """

def vecdot(x: Tensor, y: Tensor, *, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """``sum of conj(x[i]) * y[i]`` along ``dim``.

    Shape: that of ``x`` and ``y``, broadcast together, without ``dim``.
    Dtype: floating or complex; the result has the common dtype.
    Raises: RuntimeError for bool and integer tensors and for shapes that do not broadcast; IndexError for ``dim`` out
        of range.
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
