"""What the distributions share: broadcasting, probabilities and logits, attributes computed when asked for."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from numbers import Number
from typing import Any, Generic, TypeVar, overload

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor, get_default_dtype
from .._numeric import finfo
from ..autograd import enable_grad
from ..ops.triangular import solve_triangular

__all__ = [
    "broadcast_all",
    "clamp_probs",
    "lazy_property",
    "logits_to_probs",
    "probs_to_logits",
    "tril_matrix_to_vec",
    "vec_to_tril_matrix",
]

euler_constant = 0.57721566490153286060  # https://oeis.org/A001620

T = TypeVar("T")


def broadcast_all(*values: Any) -> tuple[Tensor, ...]:
    """Tensors and numbers as tensors of one shape.

    A number takes dtype and device of the first tensor among ``values``, or else the default dtype. Where objects with
    ``__torch_function__`` are among them, they answer `broadcast_tensors`.

    Raises: ValueError for anything else.

    >>> import flambeau as torch
    >>> torch.distributions.utils.broadcast_all(torch.zeros(2), 1.0)
    (tensor([0., 0.]), tensor([1., 1.]))
    """
    if not all(isinstance(v, (Tensor, Number)) or hasattr(type(v), "__torch_function__") for v in values):
        raise ValueError(
            "Input arguments must all be instances of Number, torch.Tensor or objects implementing "
            f"__torch_function__. Got {', '.join(type(v).__name__ for v in values)}"
        )
    first = next((v for v in values if isinstance(v, Tensor)), None)
    options = {"dtype": get_default_dtype()} if first is None else {"dtype": first.dtype, "device": first.device}
    tensors: list[Any] = [fl.tensor(v, **options) if isinstance(v, Number) else v for v in values]
    if not all(isinstance(t, Tensor) for t in tensors):
        return tuple(fl.broadcast_tensors(*tensors))  # they answer it themselves
    shape = fl.broadcast_shapes(*[t.shape for t in tensors])
    return tuple(t if t.shape == shape else t.expand(shape) for t in tensors)


def either(**given: Any) -> str:
    """The name of the one argument that is not None.

    Raises: ValueError if there is none, or more than one.
    """
    named = [name for name, value in given.items() if value is not None]
    if len(named) != 1:
        raise ValueError(f"Either {' or '.join(f'`{name}`' for name in given)} must be specified, but not both.")
    return named[0]


def _standard_normal(shape: Any, dtype: Any, device: Any) -> Tensor:
    """Standard normal numbers, drawn as ``torch.normal`` draws them."""
    return fl.normal(fl.zeros(shape, dtype=dtype, device=device), fl.ones(shape, dtype=dtype, device=device))


def _sum_rightmost(value: Any, dims: int) -> Any:
    """The sum over the last ``dims`` dimensions."""
    return value if dims == 0 else value.reshape((*value.shape[: value.ndim - dims], -1)).sum(-1)


def clamp_probs(probs: Tensor) -> Tensor:
    """Probabilities kept ``eps`` of their dtype away from 0 and 1."""
    eps = finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


def probs_to_logits(probs: Tensor, is_binary: bool = False) -> Tensor:
    """Logarithms of probabilities, or of their odds if ``is_binary``.

    >>> import flambeau as torch
    >>> torch.distributions.utils.probs_to_logits(torch.tensor([0.5, 0.9]), is_binary=True)
    tensor([0.0000, 2.1972])
    """
    kept = clamp_probs(probs)
    return kept.log() - (-kept).log1p() if is_binary else kept.log()


def logits_to_probs(logits: Tensor, is_binary: bool = False) -> Tensor:
    """The softmax over the last dimension, or the sigmoid of each logit if ``is_binary``.

    >>> import flambeau as torch
    >>> torch.distributions.utils.logits_to_probs(torch.zeros(2))
    tensor([0.5000, 0.5000])
    """
    return logits.sigmoid() if is_binary else logits.softmax(-1)


class lazy_property(Generic[T]):
    """An attribute that is computed when first asked for, with gradients, and kept in the instance from then on."""

    def __init__(self, wrapped: Callable[[Any], T]) -> None:
        self.wrapped = wrapped
        self.__doc__ = wrapped.__doc__
        self.__name__ = wrapped.__name__

    @overload
    def __get__(self, instance: None, owner: Any = None) -> lazy_property[T]: ...
    @overload
    def __get__(self, instance: object, owner: Any = None) -> T: ...
    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        with enable_grad():
            value = self.wrapped(instance)
        setattr(instance, self.__name__, value)
        return value


def tril_matrix_to_vec(mat: Tensor, diag: int = 0) -> Tensor:
    """The entries of square matrices on and below the ``diag``-th diagonal, row by row.

    Shape: ``(..., n, n)`` gives ``(..., k)``.
    Raises: ValueError for a diagonal that the matrices do not have.

    >>> import flambeau as torch
    >>> torch.distributions.utils.tril_matrix_to_vec(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([1., 3., 4.])
    """
    n = mat.shape[-1]
    if not -n <= diag < n:
        raise ValueError(f"diag ({diag}) provided is outside [{-n}, {n - 1}].")
    return mat[..., fl.ones(n, n).tril(diag) > 0]


def _entries(n: int, diag: int) -> int:
    """How many elements an ``n`` by ``n`` matrix has on and below its ``diag``-th diagonal."""
    if diag < 0:
        return max(n + diag, 0) * (n + diag + 1) // 2
    return n * n - max(n - 1 - diag, 0) * (n - diag) // 2


def _size_of_matrix(entries: int, diag: int) -> int:
    """The smallest ``n`` with at least so many."""
    if diag < 0:
        whole = (math.isqrt(8 * entries + 1) - 1) // 2
        return whole + (_entries(whole, 0) < entries) - diag
    return bisect_left(range(entries), entries, key=lambda n: _entries(n, diag))


def vec_to_tril_matrix(vec: Tensor, diag: int = 0) -> Tensor:
    """Square matrices with the elements of ``vec`` on and below the ``diag``-th diagonal, row by row, zeros elsewhere.

    Shape: ``(..., k)`` gives ``(..., n, n)``.
    Raises: ValueError where no size of matrix has that many entries there.

    >>> import flambeau as torch
    >>> torch.distributions.utils.vec_to_tril_matrix(torch.tensor([1., 2., 3.]))
    tensor([[1., 0.],
            [2., 3.]])
    """
    size = vec.shape[-1]
    n = _size_of_matrix(size, diag)
    if _entries(n, diag) != size:
        raise ValueError(
            f"The size of last dimension is {size} which cannot be expressed as the lower triangular part of a square "
            "D x D matrix."
        )
    mat = vec.new_zeros((*vec.shape[:-1], n, n))
    rows, columns = fl.tril_indices(n, n, diag)
    mat[..., rows, columns] = vec
    return mat


def tri_solve(lower: Tensor, right: Tensor) -> Tensor:
    """``X`` with ``lower @ X = right``; batches broadcast."""
    return solve_triangular(lower, right, upper=False)


explain_module(globals())
