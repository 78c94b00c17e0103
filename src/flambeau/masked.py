"""Reductions and normalisations of the elements that a mask keeps.

``mask`` is bool (or is made so) and broadcasts to the input; where it is False, an element counts as absent. Without a
mask all elements are there. What reduces nothing gives the neutral element of the reduction (0 for a sum, -inf for the
largest), or nan where there is none.

>>> import flambeau as torch
>>> x, mask = torch.tensor([[1., 2., 6.]]), torch.tensor([[True, False, True]])
>>> torch.masked.mean(x, 1, mask=mask)
tensor([3.5000])
"""

from __future__ import annotations

import math
from typing import Any

from ._arguments import explain_module
from ._core import Tensor, dtype, float64, int64
from ._core import bool as bool_dtype
from ._functions import logaddexp as _logaddexp
from ._functions import where
from ._listing import listing
from ._numeric import iinfo
from .linalg import vector_norm
from .ops.view import wrap_dim

__all__ = [
    "amax",
    "amin",
    "argmax",
    "argmin",
    "cumprod",
    "cumsum",
    "is_masked_tensor",
    "log_softmax",
    "logaddexp",
    "logsumexp",
    "mean",
    "median",
    "norm",
    "normalize",
    "prod",
    "softmax",
    "softmin",
    "std",
    "sum",
    "var",
]
__dir__ = listing(globals())


def is_masked_tensor(obj: Any, /) -> bool:
    """False: here a mask is an argument, and no tensor carries one.

    >>> import flambeau as torch
    >>> torch.masked.is_masked_tensor(torch.ones(2))
    False
    """
    return False


def _kept(input: Tensor, mask: Tensor | None, fill: float) -> Tensor:
    """``input`` with ``fill`` in the place of what the mask leaves out."""
    if mask is None:
        return input
    if not isinstance(mask, Tensor):
        raise TypeError(f"masked: argument 'mask' must be a Tensor or None, not {type(mask).__name__}")
    if mask.ndim > input.ndim:
        raise IndexError(
            "_input_mask expected broadcastable mask (got mask dimensionality higher than of the input) | its shape is "
            f"{list(mask.shape)}, that of the input {list(input.shape)}"
        )
    return where(mask.to(bool_dtype).expand(input.shape), input, input.new_full((), fill))


def _counts(input: Tensor, mask: Tensor | None, dims: Any, keepdim: bool) -> Tensor:
    return _kept(input.new_ones(input.shape, dtype=int64), mask, 0).sum(dims, keepdim)


def _dims(input: Tensor, dim: Any) -> Any:
    """The dimensions to reduce: None and () stand for all."""
    return tuple(range(input.ndim)) if dim is None or dim == () else dim


def _extreme(name: str, kind: dtype, largest: bool) -> float:
    """What never wins: the least value of the dtype where the largest is sought, and the other way round."""
    if kind is bool_dtype:
        raise NotImplementedError(f"identity of {name} on torch.bool input | convert it to integers first")
    if kind.is_complex:
        raise TypeError(f"{name}: complex numbers have no order, but the input is {kind}")
    if kind.is_floating_point:
        return -math.inf if largest else math.inf
    return iinfo(kind).min if largest else iinfo(kind).max


def _summed(input: Tensor, wanted: dtype | None) -> dtype:
    if wanted is not None:
        return wanted
    return input.dtype if input.is_floating_point() or input.is_complex() else int64


def sum(
    input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """``sum of input[i] where mask[i]`` over ``dim``, by default all dimensions; 0 of nothing.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: ``dtype``; without it that of ``input``, int64 for bools and integers.
    Raises: IndexError for ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.sum(torch.tensor([1, 2, 3]), mask=torch.tensor([True, False, True]))
    tensor(4)
    """
    input = input.to(_summed(input, dtype))
    return _kept(input, mask, 0).sum(_dims(input, dim), keepdim, dtype=input.dtype)


def prod(
    input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """``product of input[i] where mask[i]`` over ``dim``, by default all dimensions; 1 of nothing.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: ``dtype``; without it that of ``input``, int64 for bools and integers.
    Raises: IndexError for ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.prod(torch.tensor([3, 2, 3]), mask=torch.tensor([True, False, True]))
    tensor(9)
    """
    out = _kept(input.to(_summed(input, dtype)), mask, 1)
    dims = _dims(out, dim)
    wanted = {wrap_dim(d, max(out.ndim, 1)) for d in ((dims,) if isinstance(dims, int) else dims)}
    for d in sorted(wanted, reverse=True):
        out = out.prod(d, keepdim)
    return out


def _picked(name: str, input: Tensor, dim: Any, keepdim: bool, wanted: dtype | None, mask: Tensor | None) -> Tensor:
    filled = _kept(input, mask, _extreme(name, input.dtype, name.endswith("max")))
    arguments = (dim, keepdim) if name.startswith("arg") else (_dims(input, dim), keepdim)
    found: Tensor = getattr(filled, name)(*arguments)
    return found.to(input.dtype if wanted is None else wanted)


def amax(
    input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """``max of input[i] where mask[i]`` over ``dim``, by default all dimensions; -inf (or the least integer) of
    nothing.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the result has it, or ``dtype``.
    Raises: NotImplementedError for bool tensors; TypeError for complex ones; IndexError for ``dim`` out of range or of
        size 0, and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.amax(torch.tensor([1, 5, 3]), mask=torch.tensor([True, False, True]))
    tensor(3)
    """
    return _picked("amax", input, dim, keepdim, dtype, mask)


def amin(
    input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """``min of input[i] where mask[i]`` over ``dim``, by default all dimensions; inf (or the largest integer) of
    nothing.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the result has it, or ``dtype``.
    Raises: NotImplementedError for bool tensors; TypeError for complex ones; IndexError for ``dim`` out of range or of
        size 0, and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.amin(torch.tensor([1, 0, 3]), mask=torch.tensor([True, False, True]))
    tensor(1)
    """
    return _picked("amin", input, dim, keepdim, dtype, mask)


def argmax(
    input: Tensor,
    dim: int | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The index of the largest element that the mask keeps, ``argmax of input[i] where mask[i]``; of the flattened
    tensor without ``dim``.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the result has it, as PyTorch's, or ``dtype``: ask for int64 to index with it.
    Raises: NotImplementedError for bool tensors; TypeError for complex ones; IndexError for ``dim`` out of range and a
        mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.argmax(torch.tensor([1, 5, 3]), mask=torch.tensor([True, False, True]))
    tensor(2)
    """
    return _picked("argmax", input, dim, keepdim, dtype, mask)


def argmin(
    input: Tensor,
    dim: int | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The index of the smallest element that the mask keeps, ``argmin of input[i] where mask[i]``; of the flattened
    tensor without ``dim``.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the result has it, as PyTorch's, or ``dtype``: ask for int64 to index with it.
    Raises: NotImplementedError for bool tensors; TypeError for complex ones; IndexError for ``dim`` out of range and a
        mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.argmin(torch.tensor([1, 0, 3]), mask=torch.tensor([True, False, True]))
    tensor(0)
    """
    return _picked("argmin", input, dim, keepdim, dtype, mask)


def mean(
    input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """``sum of input[i] where mask[i] / number of them`` over ``dim``, by default all dimensions; nan of nothing.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: floating or complex, or ``dtype``; the result has it.
    Raises: ValueError for bool and integer tensors without a floating ``dtype``; IndexError for ``dim`` out of range
        and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.mean(torch.tensor([1., 2., 6.]), mask=torch.tensor([True, False, True]))
    tensor(3.5000)
    """
    kind, whose = (input.dtype, "Input") if dtype is None else (dtype, "Optional")
    if not (kind.is_floating_point or kind.is_complex):
        raise ValueError(
            f"mean(): Could not infer output dtype. {whose} dtype must be either a floating point or complex dtype. "
            f"Got: {kind}"
        )
    dims = _dims(input, dim)
    return sum(input, dims, keepdim=keepdim, dtype=kind, mask=mask) / _counts(input, mask, dims, keepdim)


def median(
    input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """The lower of the middle values along ``dim``, ``sorted(input[i] where mask[i])[(n - 1) // 2]``; nan of nothing.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer or floating, or ``dtype``; the result has it.
    Raises: ValueError for integers of which the mask keeps none in a line; IndexError for ``dim`` out of range and a
        mask of more dimensions; NotImplementedError for bool and complex tensors.

    >>> import flambeau as torch
    >>> torch.masked.median(torch.tensor([1., 2., 6.]), mask=torch.tensor([False, True, True]))
    tensor(2.)
    """
    kind = input.dtype if dtype is None else dtype
    input = input.to(kind)
    wide = input if kind.is_floating_point or kind.is_complex or kind is bool_dtype else input.to(float64)
    found: Tensor = _kept(wide, mask, math.nan).nanmedian(dim, keepdim).values
    if wide is not input and found.isnan().any():
        raise ValueError("masked median expects no fully masked out rows if dtype is not floating point")
    return found.to(kind)


def norm(
    input: Tensor,
    ord: float | None = 2.0,
    dim: Any = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """``(sum of |input[i]|**ord where mask[i]) ** (1 / ord)`` over ``dim``, by default all dimensions: the vector norm.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range and a mask of more
        dimensions.

    >>> import flambeau as torch
    >>> torch.masked.norm(torch.tensor([3., 7., 4.]), mask=torch.tensor([True, False, True]))
    tensor(5.)
    """
    order = 2.0 if ord is None else ord
    filled = _kept(input if dtype is None else input.to(dtype), mask, math.inf if order < 0 else 0)
    return vector_norm(filled, order, _dims(input, dim), keepdim)


def var(
    input: Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """``sum of |input[i] - mean|**2 where mask[i] / max(n - correction, 0)`` over ``dim``, by default all dimensions,
    with ``n`` the number of elements kept.

    ``unbiased`` False stands for a ``correction`` of 0, True for 1, the default.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer, floating or complex, or ``dtype``; the result has it, and the default dtype for integers.
    Raises: RuntimeError for bool tensors, and where both ``unbiased`` and ``correction`` are given; IndexError for
        ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.var(torch.tensor([1., 9., 3.]), mask=torch.tensor([True, False, True]))
    tensor(2.)
    """
    if unbiased is not None and correction is not None:
        raise RuntimeError("masked.var: unbiased and correction cannot both be given")
    if correction is None:
        correction = 0 if unbiased is not None and not unbiased else 1
    if input.dtype is bool_dtype:
        raise RuntimeError("masked.var: of bools there is no variance | convert them first")
    x = input if dtype is None else input.to(dtype)
    x = x if x.is_floating_point() or x.is_complex() else x * 1.0
    dims = _dims(x, dim)
    counts = _counts(x, mask, dims, True)
    centred = _kept(x - sum(x, dims, keepdim=True, mask=mask) / counts, mask, 0)
    squares = (centred * centred.conj()).sum(dims, keepdim)
    return squares / (counts.reshape(squares.shape) - correction).clamp(min=0)


def std(
    input: Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    *,
    correction: int | None = None,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """``sqrt(var(input))`` of the elements that the mask keeps; the arguments are those of `var`.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer, floating or complex, or ``dtype``; the result has it, and the default dtype for integers.
    Raises: RuntimeError for bool tensors, and where both ``unbiased`` and ``correction`` are given; IndexError for
        ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.std(torch.tensor([1., 9., 3.]), mask=torch.tensor([True, False, True]))
    tensor(1.4142)
    """
    return var(input, dim, unbiased, correction=correction, keepdim=keepdim, dtype=dtype, mask=mask).sqrt()


def logsumexp(
    input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """``log(sum of exp(input[i]) where mask[i])`` over ``dim``, by default all dimensions; -inf of nothing.

    Shape: that of ``input`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: floating or complex, or ``dtype``; the result has it.
    Raises: NotImplementedError for bool and integer tensors; IndexError for ``dim`` out of range and a mask of more
        dimensions.

    >>> import flambeau as torch
    >>> torch.masked.logsumexp(torch.tensor([0., 9., 0.]), mask=torch.tensor([True, False, True]))
    tensor(0.6931)
    """
    x = input if dtype is None else input.to(dtype)
    if not (x.is_floating_point() or x.is_complex()):
        raise NotImplementedError(f"masked.logsumexp: {x.dtype} has no logarithms | pass a floating dtype=")
    return _kept(x, mask, -math.inf).logsumexp(_dims(x, dim), keepdim)


def _cumulated(name: str, input: Tensor, dim: int, wanted: dtype | None, mask: Tensor | None, fill: float) -> Tensor:
    kind = input.dtype if wanted is None else wanted
    out: Tensor = getattr(_kept(input.to(kind), mask, fill), name)(dim)
    return out.to(kind)


def cumsum(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """``out[k] = sum of input[i] for i <= k where mask[i]`` along ``dim``.

    Shape: that of ``input``.
    Dtype: that of ``input``, or ``dtype``; the result has it.
    Raises: IndexError for ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.cumsum(torch.tensor([1, 2, 3]), 0, mask=torch.tensor([True, False, True]))
    tensor([1, 1, 4])
    """
    return _cumulated("cumsum", input, dim, dtype, mask, 0)


def cumprod(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """``out[k] = product of input[i] for i <= k where mask[i]`` along ``dim``.

    Shape: that of ``input``.
    Dtype: that of ``input``, or ``dtype``; the result has it.
    Raises: IndexError for ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.cumprod(torch.tensor([3, 2, 3]), 0, mask=torch.tensor([True, False, True]))
    tensor([3, 3, 9])
    """
    return _cumulated("cumprod", input, dim, dtype, mask, 1)


def softmax(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """``exp(input[i]) / sum of exp(input[j]) where mask[j]`` along ``dim``: 0 where the mask is False, and nan where it
    keeps nothing of a line.

    Shape: that of ``input``.
    Dtype: floating, or ``dtype``; the result has it.
    Raises: NotImplementedError for other dtypes; IndexError for ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.softmax(torch.tensor([0., 9., 0.]), 0, mask=torch.tensor([True, False, True]))
    tensor([0.5000, 0.0000, 0.5000])
    """
    return _floats("softmax", input, dtype, mask, -math.inf).softmax(dim)


def log_softmax(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """``log(softmax(input))`` of the elements that the mask keeps, along ``dim``: -inf elsewhere, and nan where it
    keeps nothing of a line.

    Shape: that of ``input``.
    Dtype: floating, or ``dtype``; the result has it.
    Raises: NotImplementedError for other dtypes; IndexError for ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.log_softmax(torch.tensor([0., 9., 0.]), 0, mask=torch.tensor([True, False, True]))
    tensor([-0.6931,    -inf, -0.6931])
    """
    return _floats("log_softmax", input, dtype, mask, -math.inf).log_softmax(dim)


def softmin(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """``softmax(-input)`` of the elements that the mask keeps, along ``dim``: 0 elsewhere, and nan where it keeps
    nothing of a line.

    Shape: that of ``input``.
    Dtype: floating, or ``dtype``; the result has it.
    Raises: NotImplementedError for other dtypes; IndexError for ``dim`` out of range and a mask of more dimensions.

    >>> import flambeau as torch
    >>> torch.masked.softmin(torch.tensor([0., -9., 0.]), 0, mask=torch.tensor([True, False, True]))
    tensor([0.5000, 0.0000, 0.5000])
    """
    return (-_floats("softmin", input, dtype, mask, math.inf)).softmax(dim)


def _floats(name: str, input: Tensor, wanted: dtype | None, mask: Tensor | None, fill: float) -> Tensor:
    x = input if wanted is None else input.to(wanted)
    if not x.is_floating_point():
        raise NotImplementedError(f"masked.{name}: not implemented for {x.dtype} | pass a floating dtype=")
    return _kept(x, mask, fill)


def normalize(
    input: Tensor,
    ord: float,
    dim: int,
    *,
    eps: float = 1e-12,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """``input[i] / max(norm of input[j] where mask[j], eps)`` along ``dim``, with the `norm` of order ``ord``: 0 where
    the mask is False.

    Shape: that of ``input``.
    Dtype: floating or complex, or ``dtype``; the result has it.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range and a mask of more
        dimensions.

    >>> import flambeau as torch
    >>> torch.masked.normalize(torch.tensor([3., 9., 4.]), 2.0, 0, mask=torch.tensor([True, False, True]))
    tensor([0.6000, 0.0000, 0.8000])
    """
    x = input if dtype is None else input.to(dtype)
    return _kept(x, mask, 0) / norm(x, ord, dim, keepdim=True, mask=mask).clamp(min=eps)


def logaddexp(
    input: Tensor,
    other: Tensor,
    *,
    dtype: dtype | None = None,
    input_mask: Tensor | None = None,
    other_mask: Tensor | None = None,
) -> Tensor:
    """``log(exp(input) + exp(other))``, in which an element that its mask leaves out is exp(-inf), 0.

    Shape: that of both, broadcast.
    Dtype: floating, or ``dtype``; the result has it.
    Raises: NotImplementedError for other dtypes; IndexError for a mask of more dimensions; RuntimeError for shapes that
        do not broadcast.

    >>> import flambeau as torch
    >>> torch.masked.logaddexp(torch.zeros(2), torch.zeros(2), input_mask=torch.tensor([True, False]))
    tensor([0.6931, 0.0000])
    """
    left = _floats("logaddexp", input, dtype, input_mask, -math.inf)
    return _logaddexp(left, _floats("logaddexp", other, dtype, other_mask, -math.inf))


explain_module(globals())
