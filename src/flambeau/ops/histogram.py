"""Counts of elements, or sums of their weights, in the bins between edges."""

from __future__ import annotations

import math
from typing import Any

from .broadcast import refuse_dtypes, scalar_name
from .compare import choose
from .create import linspace
from .define import Tensor, composite, int64, op
from .extremum import aminmax
from .sort import searchsorted


def _sums(places: Tensor, bins: int, weight: Tensor | None, like: Tensor) -> Tensor:
    """How many of ``places`` are 0, 1, ..., ``bins - 1``, or the sums of their weights; other places do not count."""
    places = choose((places < 0) | (places >= bins), bins, places)
    weight = places.new_ones(places.shape) if weight is None else weight.detach().reshape(-1)
    return weight.new_zeros(bins + 1).scatter_add(0, places, weight).narrow(0, 0, bins).to(like.dtype)


def _check_bins(bins: int, dim: int) -> None:
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension {dim}")


def _ends(values: Tensor, given: tuple[Any, Any] | None, subject: str) -> tuple[float, float]:
    """Where the bins begin and end: as given, or at the least and the largest value."""
    if given is None:
        given = (0.0, 1.0) if values.numel() == 0 else tuple(end.item() for end in aminmax(values))
    low, high = given
    if not math.isfinite(low) or not math.isfinite(high):
        raise RuntimeError(f"{subject} range of [{low:g}, {high:g}] is not finite")
    return low, high


@op(kind=composite)
def histc(self: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements fall into each of ``bins`` bins of one width between ``min`` and ``max``:
    ``out[k] = number of x with floor((x - min) * bins / (max - min)) == k``; those at ``max`` are in the last.

    Where ``min`` is ``max``, the bins go from the least to the largest element, and if these are equal too, from one
    below to one above. Elements outside, and NaN, are not counted.

    Shape: ``(bins,)``.
    Dtype: floating; the result has it. Nothing is differentiable.
    Raises: RuntimeError unless ``bins`` is positive, for ``min`` above ``max`` and a range that is not finite;
        NotImplementedError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.histc(torch.tensor([1., 2., 1.]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """
    refuse_dtypes("histogram_cpu", self, "bool", "integer", "complex")
    _check_bins(bins, 0)
    values = self.detach().reshape(-1)
    low, high = _ends(values, None if min == max else (min, max), "torch.histc:")
    if low > high:
        raise RuntimeError(f"torch.histc: max must be larger than min | min is {min}, max is {max}")
    margin = 1.0 if low == high else 0.0
    first, last = values.new_tensor([low - margin, high + margin])
    # Beside a large number one is nothing: all edges are equal.
    places = choose(first == last, bins // 2, (values - first) * bins / (last - first))
    # Far outside, a place may be beyond what an integer holds.
    places = places.clamp(0, bins).to(int64).clamp(max=bins - 1)
    return _sums(choose((values >= first) & (values <= last), places, -1), bins, None, self)


def _places(column: Tensor, edges: Tensor) -> Tensor:
    """The bin of each value between ascending edges; the last bin has its right edge. -1 for what is outside."""
    places = searchsorted(edges, column, right=True) - 1
    places = choose(column == edges[-1], edges.numel() - 2, places)
    return choose((column >= edges[0]) & (column <= edges[-1]), places, -1)


def _column_bins(column: Tensor, bins: Any, dim: int, given: Any) -> tuple[Tensor, Tensor]:
    """The edges along one dimension and the bin of each value."""
    if isinstance(bins, Tensor):
        edges = bins.detach()
        return _places(column, edges), edges.clone()
    _check_bins(bins, dim)
    low, high = _ends(column, given, f"torch.histogramdd: dimension {dim}'s")
    if low > high:
        raise RuntimeError(f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} for "
                           f"dimension {dim}")
    margin = 0.5 if low == high else 0.0
    edges = linspace(low - margin, high + margin, bins + 1, dtype=column.dtype, device=column.device)
    places = _places(column, edges)
    # Beside a large number one half is nothing: all edges are equal.
    return choose((edges[0] == edges[-1]) & (column == low), bins // 2, places), edges


def _check_edges(edges: Tensor, points: Tensor, dim: int) -> None:
    if edges.dtype is not points.dtype:
        raise RuntimeError("torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input "
                           f"with dtype {points.dtype} and bins for dimension {dim} with dtype {edges.dtype}")
    if edges.ndim != 1:
        raise RuntimeError(f"torch.histogramdd: bins tensor should have one dimension, but got {edges.ndim} dimensions "
                           f"in the bins tensor for dimension {dim}")
    if edges.numel() == 0:
        raise RuntimeError("torch.histogramdd: bins tensor should have at least 1 element, but got 0 elements in the "
                           f"bins tensor for dimension {dim}")
    _check_bins(edges.numel() - 1, dim)


def _check_points(points: Tensor, bins: Any, given: Any, weight: Tensor | None) -> None:
    n = points.shape[-1]
    if len(bins) != n:
        raise RuntimeError("histogramdd: The size of bins must be equal to the innermost dimension of the input. | "
                           f"bins has {len(bins)} entries, the dimension {n}")
    for dim, edges in enumerate(bins):
        if isinstance(edges, Tensor):
            _check_edges(edges, points, dim)
    if given is not None and len(given) != 2 * n:
        raise RuntimeError(f"torch.histogramdd: for a {n}-dimensional histogram range should have {2 * n} elements, "
                           f"but got {len(given)}")
    if weight is None:
        return
    if weight.dtype is not points.dtype:
        raise RuntimeError("torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should "
                           f"have the same dtype, but got input({scalar_name(points.dtype).lower()}), and "
                           f"weight({scalar_name(weight.dtype).lower()})")
    if weight.shape != points.shape[:-1]:
        raise RuntimeError("torch.histogramdd: if weight tensor is provided it should have the same shape as the input "
                           f"tensor excluding its innermost dimension, but got input with shape {list(points.shape)} "
                           f"and weight with shape {list(weight.shape)}")


def _histogram(points: Tensor, bins: Any, given: Any, weight: Tensor | None,
               density: Any) -> tuple[Tensor, tuple[Tensor, ...]]:
    """The histogram of points, whose coordinates lie along the last dimension, and the edges of each coordinate."""
    short = () if all(isinstance(edges, Tensor) for edges in bins) else ("float16", "bfloat16")
    refuse_dtypes("histogramdd", points, "bool", "integer", "complex", *short)
    _check_points(points, bins, given, weight)
    n = points.shape[-1]
    rows = points.detach().reshape(-1, n)
    ranges = [None] * n if given is None else [(given[2 * k], given[2 * k + 1]) for k in range(n)]
    found = [_column_bins(rows[:, k].contiguous(), bins[k], k, ranges[k]) for k in range(n)]
    edges = tuple(edge for _, edge in found)
    counts = [edge.numel() - 1 for edge in edges]
    place, outside = rows.new_zeros(rows.shape[0], dtype=int64), rows.new_zeros(rows.shape[0], dtype=int64) != 0
    for (column, _), count in zip(found, counts, strict=True):
        place, outside = place * count + column, outside | (column < 0)
    sums = _sums(choose(outside, -1, place), math.prod(counts), weight, rows).reshape(counts)
    if density:
        sums = sums / sums.sum()
        for k, edge in enumerate(edges):
            sums = sums / (edge[1:] - edge[:-1]).reshape([-1 if d == k else 1 for d in range(n)])
    return sums, edges


@op(kind=composite, returns=("hist", "bin_edges"))
def histogram(self: Tensor, bins: Tensor | int = 100, *, range: object = None, weight: Tensor | None = None,
              density: bool = False) -> tuple[Tensor, Tensor]:
    """How many elements, or the sum of whose weights, fall between two neighbours of ``bin_edges``:
    ``hist[k] = sum of weight where bin_edges[k] <= x < bin_edges[k + 1]``; the last bin has its right edge too.

    ``bins`` are ascending edges, or a number of bins of one width in ``range``, by default from the least to the
    largest element. With ``density`` the sums are divided by their total and by the widths: the integral is 1.
    Elements outside, and NaN, are not counted.

    Shape: ``(bins,)`` and ``(bins + 1,)``.
    Dtype: float32 or float64, with edges 16-bit ones too, the same for edges and ``weight``; the results have it.
        Nothing is differentiable.
    Raises: RuntimeError unless ``bins`` is positive, for edges of another dtype or no vector, a ``range`` that is not
        finite, descends or has not two ends, and a ``weight`` of another dtype or shape; TypeError for edges together
        with ``range``; NotImplementedError for bool, integer and
        complex tensors.

    >>> import flambeau as torch
    >>> torch.histogram(torch.tensor([1., 2., 1.]), bins=4, range=(0., 3.), weight=torch.tensor([1., 2., 4.]))
    torch.return_types.histogram(
    hist=tensor([0., 5., 2., 0.]),
    bin_edges=tensor([0.0000, 0.7500, 1.5000, 2.2500, 3.0000]))
    """
    if isinstance(bins, Tensor) and range is not None:
        raise TypeError("histogram(): bins that are edges and range cannot both be given")
    weight = weight if weight is None or weight.shape != self.shape else weight.reshape(-1)
    hist, edges = _histogram(self.reshape(-1, 1), [bins], range, weight, density)
    return hist, edges[0]


@op(kind=composite, method=False, returns=("hist", "bin_edges"))
def histogramdd(input: Tensor, bins: object, range: object = None, weight: Tensor | None = None,
                density: bool = False) -> tuple[Tensor, list[Tensor]]:
    """The histogram of points in several dimensions; ``input`` has their coordinates along its last dimension.

    A point counts in the bin ``hist[i][j]...`` between whose edges, ``bin_edges[0][i]`` and ``bin_edges[0][i + 1]``
    and so on, its coordinates lie, as in `histogram`. ``bins`` are edges or numbers of bins, one for each coordinate,
    or one number for all; ``range`` are the ends of all, ``(low, high, low, high, ...)``.

    Shape: ``(..., D)`` gives a tensor with D dimensions and D vectors of edges.
    Dtype: float32 or float64, with edges 16-bit ones too, the same for edges and ``weight``; the results have it.
        Nothing is differentiable.
    Raises: RuntimeError for fewer than two dimensions, another number of bins or ends than coordinates, and as
        `histogram`; NotImplementedError for bool, integer and
        complex tensors.

    >>> import flambeau as torch
    >>> torch.histogramdd(torch.tensor([[0., 1.], [1., 0.], [2., 2.]]), bins=[3, 2]).hist
    tensor([[0., 1.],
            [1., 0.],
            [0., 1.]])
    """
    if input.ndim < 2:
        raise RuntimeError("torch.histogramdd: input tensor should have at least 2 dimensions | it has "
                           f"{input.ndim}")
    if isinstance(bins, int):
        bins = [bins] * input.shape[-1]
    if not isinstance(bins, list | tuple):
        raise TypeError("histogramdd(): argument 'bins' must be int, a sequence of ints or a sequence of tensors, not "
                        f"{type(bins).__name__}")
    hist, edges = _histogram(input, bins, range, weight, density)
    return hist, edges  # type: ignore[return-value]  # PyTorch's is a tuple too
