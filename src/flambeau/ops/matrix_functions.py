"""Functions of whole matrices: powers, the exponential, long products, and equations with tensors."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from .._warnings import warn_once
from .compare import where
from .define import Size, Tensor, composite, contiguous_format, host, op
from .define import bool as bool_dtype
from .join import cat
from .lu import inv, solve
from .matrices import identity_like


def _square(a: Tensor, name: str) -> None:
    if a.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")
    if a.shape[-2] != a.shape[-1]:
        raise RuntimeError(f"{name}: A must be batches of square matrices, but they are {a.shape[-2]} by {a.shape[-1]} "
                           "matrices")


@op(kind=composite, namespace=("linalg", ""))
def matrix_power(A: Tensor, n: int) -> Tensor:
    """The product of ``n`` factors ``A``; of its inverse for negative ``n``; the identity for 0.

    Shape: ``(..., m, m)``; the result has it.
    Dtype: any that `matmul` takes, and for negative ``n`` that `linalg.inv` takes; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix and negative ``n``; RuntimeError for matrices that are
        not square.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_power(torch.tensor([[1., 1.], [0., 1.]]), 3)
    tensor([[1., 3.],
            [0., 1.]])
    """
    _square(A, "linalg.matrix_power")
    if n == 0:
        return A.clone(memory_format=contiguous_format).copy_(identity_like(A, A.shape[-1]))
    base = inv(A) if n < 0 else A
    result = None
    for bit in f"{abs(n):b}"[::-1]:
        if bit == "1":
            result = base if result is None else result @ base
        if len(f"{abs(n):b}") > 1:
            base = base @ base
    assert result is not None
    return result.clone(memory_format=contiguous_format) if result is A else result


# ---- the exponential -----------------------------------------------------------------------------------------------

_DEGREE = 16
# The largest 1-norm at which the sum of the series up to that degree is right to the last bit: the next term is
# less than half of eps times the sum.
_REACH = {"float32": 2.2, "complex64": 2.2, "float64": 0.78, "complex128": 0.78}


def _series(a: Tensor) -> Tensor:
    """The sum of ``aᵏ / k!`` up to `_DEGREE`, by groups of four terms.

    Source: Paterson and Stockmeyer, doi:10.1137/0202007.
    """
    one = identity_like(a, a.shape[-1])
    powers = [one, a, a @ a]
    powers += [powers[2] @ a, powers[2] @ powers[2]]

    def group(k: int) -> Tensor:
        total: Any = 0
        for i in range(4):
            total = total + powers[i] / math.factorial(k + i)
        return total

    total = group(_DEGREE - 4) + powers[4] / math.factorial(_DEGREE)
    for k in range(_DEGREE - 8, -1, -4):
        total = group(k) + powers[4] @ total
    return total


def _exponential_change(a: Tensor, d: Tensor) -> Tensor:
    """The derivative along ``d``: the upper right block of the exponential of ``[[a, d], [0, a]]``."""
    n = a.shape[-1]
    above, below = cat([a, d], -1), cat([a.new_zeros(a.shape), a], -1)
    return matrix_exp(cat([above, below], -2))[..., :n, n:]


@op(kind=host, batch="front", namespace=("linalg", ""), grad_name="LinalgMatrixExp",
    vjp=dict(A=lambda g, A: _exponential_change(A.mH, g)),
    jvp=lambda A, d_A: _exponential_change(A, d_A))
def matrix_exp(A: Tensor) -> Tensor:
    """The sum of ``Aᵏ / k!`` over all k, by scaling and squaring: ``exp(A) = exp(A / 2ˢ) ** (2ˢ)``.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: floating or complex; the result has it.
    Raises: RuntimeError for bool and integer tensors, and for matrices that are not square.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_exp(torch.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    _square(A, "linalg.matrix_exp")
    if not (A.is_floating_point() or A.is_complex()):
        raise RuntimeError(f"linalg.matrix_exp: Expected a floating point or complex tensor as input. Got {A.dtype}")
    if A.dtype.name not in _REACH:
        return matrix_exp(A.float()).to(A.dtype)
    if not A.numel():
        return A
    norms = A.abs().sum(-2).amax(-1)
    excess = (norms / _REACH[A.dtype.name]).log2().ceil().clamp(0)
    halvings = where(norms.isfinite(), excess, 0.0)
    scale = 0.5**halvings
    result = _series(A * scale.unsqueeze(-1).unsqueeze(-1))
    for k in range(int(halvings.amax())):
        squared = result @ result
        result = squared if not A.ndim > 2 else where((halvings > k).unsqueeze(-1).unsqueeze(-1), squared, result)
    return result


# ---- long products -------------------------------------------------------------------------------------------------


def _cheapest_splits(sizes: list[int]) -> list[list[int]]:
    """For the product of matrices ``i … j``, of sizes ``sizes[i] x sizes[i + 1]`` and so on, where to split it so that
    the fewest multiplications are made (Cormen et al., Introduction to Algorithms, 15.2).
    """
    n = len(sizes) - 1
    cost = [[0] * n for _ in range(n)]
    split = [[0] * n for _ in range(n)]
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            cost[i][j], split[i][j] = min(
                (cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)
            )
    return split


def _product(matrices: list[Tensor], split: list[list[int]], i: int, j: int) -> Tensor:
    if i == j:
        return matrices[i]
    k = split[i][j]
    return _product(matrices, split, i, k) @ _product(matrices, split, k + 1, j)


@op(kind=composite, namespace="linalg", method=False)
def multi_dot(tensors: list[Tensor]) -> Tensor:
    """``tensors[0] @ tensors[1] @ …``, in the order of multiplication that costs least. The first and the last may be
    vectors, a row and a column.

    Shape: ``(a, b)``, ``(b, c)``, … ``(y, z)`` give ``(a, z)``; without ``a`` or ``z`` where that is a vector.
    Dtype: any that `matmul` takes, the same for all; the result has it.
    Raises: RuntimeError for fewer than two tensors, for other numbers of dimensions, for sizes that do not go together
        and for two different dtypes.

    >>> import flambeau as torch
    >>> torch.linalg.multi_dot([torch.ones(2, 3), torch.ones(3, 4), torch.ones(4)])
    tensor([12., 12.])
    """
    matrices = list(tensors)
    if len(matrices) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(matrices)}")
    first, last = matrices[0], matrices[-1]
    for i, x in enumerate(matrices):
        if 0 < i < len(matrices) - 1 and x.ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {i} must be 2D but got {x.ndim}D")
        if x.ndim not in (1, 2):
            raise RuntimeError(f"multi_dot(): the {'first' if i == 0 else 'last'} tensor must be 1D or 2D but got "
                               f"{x.ndim}D")
        if x.dtype != first.dtype:
            raise RuntimeError("multi_dot(): all tensors must have be the same dtype but tensor 0 is "
                               f"{first.dtype} and tensor {i} {x.dtype}")
    if first.ndim == 1:
        matrices[0] = first.unsqueeze(0)
    if last.ndim == 1:
        matrices[-1] = last.unsqueeze(-1)
    for i, (x, y) in enumerate(pairwise(matrices)):
        if x.shape[-1] != y.shape[0]:
            raise RuntimeError(f"multi_dot(): tensors {i} and {i + 1} with shapes {list(x.shape)} and {list(y.shape)} "
                               "cannot be multiplied")
    sizes = [x.shape[0] for x in matrices] + [matrices[-1].shape[1]]
    result = _product(matrices, _cheapest_splits(sizes), 0, len(matrices) - 1)
    if last.ndim == 1:
        result = result.squeeze(-1)
    return result.squeeze(0) if first.ndim == 1 else result


@op(kind=composite, method=False)
def chain_matmul(*matrices: Tensor) -> Tensor:
    """`linalg.multi_dot` by its old name: the product of all matrices, ``matrices[0] @ matrices[1] @ …``.

    Shape: ``(a, b)``, ``(b, c)``, … ``(y, z)`` give ``(a, z)``.
    Dtype: any that `matmul` takes, the same for all; the result has it.
    Raises: RuntimeError for no tensors, for what is not a matrix, for sizes that do not go together and for two
        different dtypes; NotImplementedError for bool tensors.

    >>> import flambeau as torch
    >>> torch.chain_matmul(torch.ones(1, 2), torch.ones(2, 1))
    tensor([[2.]])
    """
    warn_once("torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use "
              "torch.linalg.multi_dot instead, which accepts a list of two or more tensors rather than multiple "
              "parameters.")
    given = list(matrices[0]) if len(matrices) == 1 and isinstance(matrices[0], list | tuple) else list(matrices)
    if not given:
        raise RuntimeError("chain_matmul(): Expected one or more matrices")
    for x in given:
        if x.ndim != 2:
            raise RuntimeError(f"Tensor dimension is {x.ndim}, expected 2 instead. | chain_matmul")
    return given[0].clone() if len(given) == 1 else multi_dot(given)


# ---- tensors as matrices -------------------------------------------------------------------------------------------


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def tensorinv(A: Tensor, ind: int = 2) -> Tensor:
    """The inverse of ``A`` as a map from its last dimensions to its first ``ind``: ``tensordot(out, A, ind)`` is the
    identity.

    Shape: ``A.shape[ind:] + A.shape[:ind]``, where both parts have the same number of elements.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) where there is no inverse; RuntimeError for ``ind`` below 1, for parts of
        different sizes, and for bool, integer and 16-bit floating tensors.

    >>> import flambeau as torch
    >>> torch.linalg.tensorinv(torch.eye(4).reshape(4, 2, 2), ind=1).shape
    torch.Size([2, 2, 4])
    """
    if ind <= 0:
        raise RuntimeError("Expected a strictly positive integer for 'ind' | linalg.tensorinv")
    front, back = A.shape[:ind], A.shape[ind:]
    if math.prod(front) != math.prod(back):
        raise RuntimeError("Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), "
                           f"but got {math.prod(back)} != {math.prod(front)} | linalg.tensorinv")
    return inv(A.reshape(math.prod(back), math.prod(front))).reshape((*back, *front))


@op(kind=composite, traits=("autocast_float32",), namespace="linalg")
def tensorsolve(A: Tensor, B: Tensor, dims: Size | None = None) -> Tensor:
    """The ``X`` with ``tensordot(A, X, X.ndim) = B``; ``dims`` of ``A`` are moved to the end first.

    Shape: ``A.shape[B.ndim:]``, which has as many elements as ``B``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: LinAlgError (a RuntimeError) where there is no solution; RuntimeError for sizes that do not go together, and
        for bool, integer and 16-bit floating tensors.

    >>> import flambeau as torch
    >>> torch.linalg.tensorsolve(torch.eye(4).reshape(2, 2, 4), torch.ones(2, 2))
    tensor([1., 1., 1., 1.])
    """
    if dims is not None:
        A = A.movedim(dims, tuple(range(A.ndim - len(dims), A.ndim)))
    shape = A.shape[B.ndim :]
    n = math.prod(shape)
    if n != B.numel() or n * n != A.numel():
        raise RuntimeError("Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
                           f"prod(self.shape[:other.ndim]), but got {n} != {math.prod(A.shape[: B.ndim])} | "
                           "linalg.tensorsolve")
    return solve(A.reshape(n, n), B.reshape(n)).reshape(shape)


@op(kind=composite, namespace="linalg")
def vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers of each element: ``out[..., i, j] = x[..., i] ** j`` for ``j < N``.

    Shape: ``(..., n)`` gives ``(..., n, N)``; ``N`` is ``n`` by default.
    Dtype: integer, floating or complex; the result has it, but integers give int64.
    Raises: RuntimeError for ``N`` below 2 and for bools.

    >>> import flambeau as torch
    >>> torch.linalg.vander(torch.tensor([2, 3]), N=3)
    tensor([[1, 2, 4],
            [1, 3, 9]])
    """
    if x.dtype is bool_dtype:
        raise RuntimeError("linalg.vander supports floating point, complex, and integer tensors, but got Bool")
    x = x if x.ndim else x.unsqueeze(0)
    n = x.shape[-1] if N is None else N
    if n <= 1:
        raise RuntimeError("N must be greater than 1. | linalg.vander")
    ones = x.new_ones(*x.shape, 1)
    powers = x.unsqueeze(-1).expand(*x.shape, n - 1).cumprod(-1)
    return cat([ones.to(powers.dtype), powers], -1)


@op(kind=composite, method=False, name="vander")
def old_vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of each element, the highest first unless ``increasing``: ``out[i, j] = x[i] ** (N - 1 - j)``.

    Shape: ``(n,)`` gives ``(n, N)``; ``N`` is ``n`` by default.
    Dtype: any; integers and bools give int64, others their own.
    Raises: RuntimeError for what is not a vector and for a negative ``N``.

    >>> import flambeau as torch
    >>> torch.vander(torch.tensor([2, 3]))
    tensor([[2, 1],
            [3, 1]])
    """
    if x.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor. | vander")
    n = x.shape[0] if N is None else N
    if n < 0:
        raise RuntimeError("N must be non-negative. | vander")
    if not n:
        return x.new_empty(x.shape[0], 0)
    ones = x.new_ones(x.shape[0], 1)
    result = cat([ones, x.unsqueeze(-1).expand(-1, n - 1).cumprod(-1)], -1) if n > 1 else ones
    return result if increasing else result.flip(-1)
