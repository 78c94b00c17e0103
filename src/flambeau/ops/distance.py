"""Distances and similarities between vectors."""

from __future__ import annotations

from math import inf

from .. import _core
from .broadcast import refuse_dtypes, require_one_device
from .create import triu_indices
from .define import Tensor, composite, op
from .loss import pair
from .norm import vector_norm


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-08) -> Tensor:
    """``sum(x1 * x2) / (max(|x1|, eps) * max(|x2|, eps))`` along ``dim``.

    Shape: that of ``x1`` and ``x2``, broadcast together, without ``dim``.
    Dtype: floating; the result has the common dtype.
    Raises: RuntimeError for bool and integer tensors, and for shapes that do not broadcast; NotImplementedError for
        complex tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.cosine_similarity(torch.tensor([1., 0.]), torch.tensor([1., 1.]), dim=0)
    tensor(0.7071)
    """
    refuse_dtypes("cosine_similarity", x1, "complex")
    require_one_device("cosine_similarity", x1, x2)
    common = _core.result_type(x1, x2)
    x1, x2 = pair(x1.to(common), x2.to(common))

    def direction(x: Tensor) -> Tensor:
        return x / vector_norm(x, 2, dim, True).clamp_min(eps)

    return (direction(x1) * direction(x2)).sum(dim)


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False) -> Tensor:
    """``(sum |x1 - x2 + eps|**p) ** (1 / p)`` along the last dimension.

    Shape: that of ``x1`` and ``x2``, broadcast together, without the last dimension, or with size 1 there if
        ``keepdim``.
    Dtype: integer, floating or complex; integers become the default dtype, complex tensors give their real one.
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.pairwise_distance(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.]]))
    tensor([5.0000])
    """
    return vector_norm(x1 - x2 + eps, p, -1, keepdim)


@op(kind=composite, traits=("autocast_float32",), method=False)
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "use_mm_for_euclid_dist_if_necessary") -> Tensor:
    """Distances between all rows: ``out[i][j] = (sum over k of |x1[i][k] - x2[j][k]|**p) ** (1 / p)``.

    ``compute_mode`` is checked and changes nothing: distances are always computed from differences.

    Shape: ``(..., m, d)`` and ``(..., n, d)`` give ``(..., m, n)``.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors, a negative ``p``, fewer than two dimensions and sizes that do not
        go together; ValueError for another ``compute_mode``.

    >>> import flambeau as torch
    >>> torch.cdist(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.], [0., 1.]]))
    tensor([[5., 1.]])
    """
    modes = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist")
    if compute_mode not in modes:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    for number, x in enumerate((x1, x2), 1):
        if x.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, X{number} got: {x.ndim}D")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}")
    if not p >= 0:
        raise RuntimeError(f"cdist only supports non-negative p values | p is {p}")
    return _norms(x1.unsqueeze(-2) - x2.unsqueeze(-3), p)


def _largest(differences: Tensor) -> Tensor:
    """The largest size along the last dimension; of several that are as large, each gets the whole gradient."""
    sizes = differences.abs()
    top = sizes.detach().amax(-1, keepdim=True)
    tied = (sizes == top) & sizes.isfinite()
    return top.squeeze(-1) + (sizes - sizes.detach()).masked_fill(~tied, 0).sum(-1)  # zeros, which have a gradient


def _norms(differences: Tensor, p: float) -> Tensor:
    """The ``p``-norm along the last dimension; for 0, how many are not zero, with a gradient of zeros."""
    if p == inf and differences.shape[-1]:
        return _largest(differences)
    return vector_norm(differences, p, -1) if p else differences.abs().ceil().clamp_max(1).sum(-1)


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """Distances between the rows, each pair once: ``(sum over k of |x[i][k] - x[j][k]|**p) ** (1 / p)`` for i < j, in
    the order of i and then j.

    Shape: ``(n, d)`` gives ``(n * (n - 1) / 2,)``.
    Dtype: floating; the result has it.
    Raises: RuntimeError for other numbers of dimensions, a negative ``p``, and bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.pdist(torch.tensor([[0., 0.], [3., 4.], [0., 1.]]))
    tensor([5.0000, 1.0000, 4.2426])
    """
    if input.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    if not input.dtype.is_floating_point:
        raise RuntimeError(f"pdist only supports floating-point dtypes | input is {input.dtype}")
    if not p >= 0:
        raise RuntimeError(f"pdist only supports non-negative p values | p is {p}")
    n = input.shape[0]
    first, second = triu_indices(n, n, 1)
    return _norms(input.index_select(0, first) - input.index_select(0, second), p)
