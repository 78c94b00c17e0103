"""The largest and the smallest over dimensions, and where they stand."""

from __future__ import annotations

from typing import Any

from .define import Size, Tensor, composed, composite, float32, op, reduction
from .reduce import restore


def place(g: Tensor, indices: Tensor, shape: Size, dim: int, keepdim: bool) -> Tensor:
    """Zeros of ``shape`` with ``g`` at ``indices`` along ``dim``: the gradient of picking one element per line."""
    if not shape:
        return g
    return g.new_zeros(shape).scatter_add(dim, restore(indices, shape, dim, keepdim), restore(g, shape, dim, keepdim))


def pick(x: Tensor, indices: Tensor, dim: int, keepdim: bool) -> Tensor:
    """The elements of ``x`` at ``indices`` along ``dim``: the tangent of picking one element per line."""
    if not x.shape:
        return x
    picked = x.gather(dim, restore(indices, x.shape, dim, keepdim))
    return picked if keepdim else picked.squeeze(dim)


def share(self: Tensor, result: Tensor, dim: Size | None, keepdim: bool) -> Tensor:
    """Where ``self`` attains ``result`` (nan attains nan), divided by how often it does."""
    best = restore(result, self.shape, dim, keepdim)
    hits = (self == best) | (self.isnan() & best.isnan())
    count = hits.sum(dim, True)  # in integers: float16 ends at 65504
    return hits.to(float32 if self.dtype.itemsize < 4 else self.dtype) / count


extreme_rules: dict[str, Any] = dict(
    vjp=dict(self=lambda g, self, result: g * share(self, result, None, False)),
    jvp=lambda self, result, d_self: (d_self * share(self, result, None, False)).sum())
_extreme_over: dict[str, Any] = dict(
    vjp=dict(self=lambda g, self, result, dim, keepdim:
             restore(g, self.shape, dim, keepdim) * share(self, result, dim, keepdim)),
    jvp=lambda self, result, d_self, dim, keepdim: (d_self * share(self, result, dim, keepdim)).sum(dim, keepdim))
picked_rules: dict[str, Any] = dict(
    vjp=dict(self=lambda g_values, indices, self_shape, dim, keepdim:
             place(g_values, indices, self_shape, dim, keepdim)),
    jvp=lambda indices, d_self, dim, keepdim: pick(d_self, indices, dim, keepdim))


@op(kind=reduction, kernel="max_all", function=False, method=False, grad_name="MaxBackward1", **extreme_rules,
    batch=composed(lambda self: self.amax()))
def max_all(self: Tensor) -> Tensor:
    """The largest element; tied elements share the gradient evenly."""


@op(kind=reduction, kernel="min_all", function=False, method=False, grad_name="MinBackward1", **extreme_rules,
    batch=composed(lambda self: self.amin()))
def min_all(self: Tensor) -> Tensor:
    """The smallest element; tied elements share the gradient evenly."""


@op(kind=reduction, kernel="max_dim", function=False, method=False, returns=("values", "indices"), grad_name="Max",
    **picked_rules)
def max_dim(self: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The largest element along ``dim`` and the index of its first occurrence."""


@op(kind=reduction, kernel="min_dim", function=False, method=False, returns=("values", "indices"), grad_name="Min",
    **picked_rules)
def min_dim(self: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """The smallest element along ``dim`` and the index of its first occurrence."""


@op(kind=composite, traits=("casts_out",))
def max(self: Tensor, dim: object = None, keepdim: bool = False, *, other: Tensor | None = None) -> object:
    """The largest element; with ``dim`` the values ``max(self[0], self[1], ...)`` and indices along it; with a tensor
    `maximum`.

    nan counts as largest. Tied elements share the gradient of the plain form; with ``dim`` the element at the index has
    it.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; RuntimeError for an empty tensor without ``dim``; IndexError for
        ``dim`` out of range, and where there is nothing to choose from.

    >>> import flambeau as torch
    >>> torch.max(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    torch.return_types.max(
    values=tensor([5., 7.]),
    indices=tensor([1, 0]))
    """
    if dim is None and other is None:
        return max_all(self)
    other = dim if isinstance(dim, Tensor) else other
    return max_dim(self, dim, keepdim) if other is None else self.maximum(other)


@op(kind=composite, traits=("casts_out",))
def min(self: Tensor, dim: object = None, keepdim: bool = False, *, other: Tensor | None = None) -> object:
    """The smallest element; with ``dim`` the values ``min(self[0], self[1], ...)`` and indices along it; with a tensor
    `minimum`.

    nan counts as smallest. Tied elements share the gradient of the plain form; with ``dim`` the element at the index
    has it.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; RuntimeError for an empty tensor without ``dim``; IndexError for
        ``dim`` out of range, and where there is nothing to choose from.

    >>> import flambeau as torch
    >>> torch.min(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    torch.return_types.min(
    values=tensor([1., 3.]),
    indices=tensor([0, 1]))
    """
    if dim is None and other is None:
        return min_all(self)
    other = dim if isinstance(dim, Tensor) else other
    return min_dim(self, dim, keepdim) if other is None else self.minimum(other)


@op(kind=reduction, kernel="amax", **_extreme_over)
def amax(self: Tensor, dim: Size | None = None, keepdim: bool = False) -> Tensor:
    """The largest value ``max(self[0], self[1], ...)`` over ``dim``, all by default; nan if one is. Tied elements share
    the gradient evenly.

    Dtype: any but complex; the result has it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values to choose from.

    >>> import flambeau as torch
    >>> torch.amax(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    tensor([5., 7.])
    """


@op(kind=reduction, kernel="amin", **_extreme_over)
def amin(self: Tensor, dim: Size | None = None, keepdim: bool = False) -> Tensor:
    """The smallest value ``min(self[0], self[1], ...)`` over ``dim``, all by default; nan if one is. Tied elements
    share the gradient evenly.

    Dtype: any but complex; the result has it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values to choose from.

    >>> import flambeau as torch
    >>> torch.amin(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    tensor([1., 3.])
    """


@op(kind=composite, returns=("min", "max"))
def aminmax(self: Tensor, *, dim: int | None = None, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    """Smallest and largest value over one dimension, all by default: ``(amin(x), amax(x))``.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any but complex; the results have it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values; IndexError for ``dim`` out
        of range.

    >>> import flambeau as torch
    >>> torch.aminmax(torch.tensor([1., 5., 3.]))
    torch.return_types.aminmax(
    min=tensor(1.),
    max=tensor(5.))
    """
    if dim is None and not self.numel():
        raise RuntimeError("aminmax(): cannot compute aminmax over an empty dimension as the "
                           "operation has no identity.")
    return amin(self, dim, keepdim), amax(self, dim, keepdim)


@op(kind=reduction, kernel="argmax")
def argmax(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The first index ``i`` where ``self[i]`` is largest (nan is), in the flattened tensor unless ``dim`` is given.

    Dtype: integer or floating; the result is int64.
    Raises: RuntimeError for bool and complex tensors; IndexError for ``dim`` out of range, and where there are no
        values to choose from.

    >>> import flambeau as torch
    >>> torch.argmax(torch.tensor([1., 5., 3.]))
    tensor(1)
    """


@op(kind=reduction, kernel="argmin")
def argmin(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The first index ``i`` where ``self[i]`` is smallest (nan is), in the flattened tensor unless ``dim`` is given.

    Dtype: integer or floating; the result is int64.
    Raises: RuntimeError for bool and complex tensors; IndexError for ``dim`` out of range, and where there are no
        values to choose from.

    >>> import flambeau as torch
    >>> torch.argmin(torch.tensor([4., 1., 3.]))
    tensor(1)
    """
