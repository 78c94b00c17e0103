"""Derivatives of sampled functions."""

from __future__ import annotations

from typing import Any

from .define import Size, Tensor, composite, op, uint8
from .join import cat
from .memory_order import ordered_like
from .view import wrap_dim


def _dims_of(self: Tensor, dim: Any) -> list[int]:
    dims = list(range(self.ndim)) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    found = []
    for d in dims:
        place = wrap_dim(d, self.ndim)
        if place in found:
            raise RuntimeError(f"dim {place} appears multiple times in the list of dims")
        found.append(place)
    return found


def _spacings(self: Tensor, spacing: Any, dims: list[int], dim: Any) -> list[Any]:
    """A step or the positions of the samples for each dimension."""
    if spacing is None or isinstance(spacing, int | float | complex):
        return [1 if spacing is None else spacing] * len(dims)
    if isinstance(spacing, Tensor) and spacing.ndim == 0:
        return [spacing] * len(dims)
    if isinstance(spacing, Tensor) or not isinstance(spacing, list | tuple):
        raise TypeError("gradient(): argument 'spacing' must be a number, a sequence of numbers or a sequence of "
                        f"tensors, not {type(spacing).__name__}")
    if len(spacing) != len(dims):
        wanted = (f"a list of length equal to 'self.dim() = {self.ndim}', since dim argument was not given, but got a "
                  f"list of length {len(spacing)}" if dim is None else
                  "it's spacing and dim arguments to have the same length, but got a spacing argument of length "
                  f"{len(spacing)} and a dim argument of length {len(dims)}.")
        raise RuntimeError("torch.gradient expected spacing to be unspecified, a scalar"
                           f"{',' if dim is None else ''} or {wanted}")
    for at in spacing:
        if isinstance(at, Tensor) and at.ndim != 1:
            raise RuntimeError("torch.gradient expected each element of spacing to have one dimension, but got an "
                               f"element with {at.ndim} dimensions!")
        if isinstance(at, Tensor) and at.device != self.device:
            raise RuntimeError("torch.gradient expected each tensor to be on the same device, but got devices "
                               f"{self.device} and {at.device}!")
    return list(spacing)


def _even(f: Tensor, dim: int, step: Any, order: int) -> Tensor:
    """Central differences between samples that are ``step`` apart, and one-sided ones at both ends."""
    n = f.shape[dim]

    def at(i: int, length: int = 1) -> Tensor:
        return f.narrow(dim, i, length)

    inside = (at(2, n - 2) - at(0, n - 2)) / 2
    if order == 1:
        first, last = at(1) - at(0), at(n - 1) - at(n - 2)
    else:
        first = -1.5 * at(0) + 2 * at(1) - 0.5 * at(2)
        last = 1.5 * at(n - 1) - 2 * at(n - 2) + 0.5 * at(n - 3)
    return ordered_like(cat([first, inside, last], dim) / step, f)


def _uneven(f: Tensor, dim: int, x: Tensor, order: int) -> Tensor:
    """The same between samples at the positions ``x``: slopes of the parabola through three neighbours."""
    n = f.shape[dim]
    if x.shape[0] != n:
        raise RuntimeError(f"torch.gradient expected as many positions as samples, but got {x.shape[0]} positions for "
                           f"dimension {dim} of size {n}")
    gaps = (x[1:] - x[:-1]).reshape([-1 if d == dim else 1 for d in range(f.ndim)])
    slopes = (f.narrow(dim, 1, n - 1) - f.narrow(dim, 0, n - 1)) / gaps

    def pair(values: Tensor, i: int, length: int = 1) -> tuple[Tensor, Tensor]:
        return values.narrow(dim, i, length), values.narrow(dim, i + 1, length)

    (left, right), (before, after) = pair(gaps, 0, n - 2), pair(slopes, 0, n - 2)
    inside = (before * right + after * left) / (left + right)
    if order == 1:
        first, last = slopes.narrow(dim, 0, 1), slopes.narrow(dim, n - 2, 1)
    else:
        (left, right), (before, after) = pair(gaps, 0), pair(slopes, 0)
        first = before + (before - after) * left / (left + right)
        (left, right), (before, after) = pair(gaps, n - 3), pair(slopes, n - 3)
        last = after + (after - before) * right / (left + right)
    return ordered_like(cat([first, inside, last], dim), f)


@op(kind=composite, method=False)
def gradient(input: Tensor, *, spacing: object = None, dim: Size | None = None,
             edge_order: int = 1) -> tuple[Tensor, ...]:
    """The derivatives of a sampled function along each of ``dim``, by default all:
    ``out[i] = (f[i + 1] - f[i - 1]) / (2 * spacing)``, and differences to one side at both ends.

    ``spacing`` (1) is the distance between samples; or a number for each dimension; or for each dimension a vector of
    positions, between which the derivative is that of the parabola through three neighbours. ``edge_order`` 2 takes
    the parabola at the ends too, where 1 takes the line through two samples.

    Shape: one tensor for each dimension, with that of ``input``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool and uint8 tensors, fewer than ``edge_order + 1`` samples, another number of spacings
        than dimensions, positions that are no vector, a dimension given twice, and another ``edge_order``; IndexError
        for ``dim`` out of range.
    Source: Fornberg 1988, Generation of finite difference formulas on arbitrarily spaced grids.

    >>> import flambeau as torch
    >>> torch.gradient(torch.tensor([0., 1., 4., 9.]))
    (tensor([1., 2., 4., 5.]),)
    >>> torch.gradient(torch.tensor([0., 1., 9.]), spacing=(torch.tensor([0., 1., 3.]),), edge_order=2)
    (tensor([0., 2., 6.]),)
    """
    if input.dtype is uint8:
        raise RuntimeError("torch.gradient does not support uint8 input.")
    if edge_order not in (1, 2):
        raise RuntimeError(f"torch.gradient only supports edge_order=1 and edge_order=2. | got {edge_order}")
    dims = _dims_of(input, dim)
    steps = _spacings(input, spacing, dims, dim)
    for d in dims:
        if input.shape[d] <= edge_order:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1 | dimension "
                               f"{d} has size {input.shape[d]}")
    return tuple(_uneven(input, d, step, edge_order) if isinstance(step, Tensor) and step.ndim else
                 _even(input, d, step, edge_order) for d, step in zip(dims, steps, strict=True))
