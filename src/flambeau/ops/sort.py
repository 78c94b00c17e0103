"""Sorting, the largest few, unique values, and searching in sorted sequences."""

from __future__ import annotations

from typing import Any

from .. import _core
from .broadcast import refuse_dtypes
from .create import ones_like, scalar_tensor
from .define import Number, Tensor, composite, full, indexing, int64, op, refused
from .extremum import pick, place


def _unsorted(g: Tensor, indices: Tensor, dim: int) -> Tensor:
    """``g`` put back from sorted into original order."""
    return g.new_zeros(g.shape).scatter(dim, indices, g) if g.shape else g


@op(kind=indexing, kernel="sort", batch="dims", returns=("values", "indices"),
    vjp=dict(self=lambda g_values, indices, dim: _unsorted(g_values, indices, dim)),
    jvp=lambda indices, d_self, dim: d_self.gather(dim, indices) if d_self.shape else d_self)
def sort(self: Tensor, dim: int = -1, descending: bool = False, *, stable: bool | None = None) -> tuple[Tensor, Tensor]:
    """Values in ascending (or ``descending``) order along ``dim`` and the indices they came from:
    ``values[i] = self[indices[i]]``.

    nan counts as largest. The order of equal values is always kept (``stable`` is accepted for compatibility).

    Shape: both that of ``self``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: RuntimeError for complex tensors.

    >>> import flambeau as torch
    >>> torch.sort(torch.tensor([3, 1, 2]))
    torch.return_types.sort(
    values=tensor([1, 2, 3]),
    indices=tensor([1, 2, 0]))
    """


@op(kind=composite)
def argsort(self: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Tensor:
    """The indices that sort along ``dim``: ``self[out[0]] <= self[out[1]] <= ...``; the order of equal values is kept.

    Shape: that of ``self``.
    Dtype: any but complex; the result is int64.
    Raises: RuntimeError for complex tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.argsort(torch.tensor([3, 1, 2]))
    tensor([1, 2, 0])
    """
    return sort(self.detach(), dim, descending).indices


@op(kind=composite)
def msort(self: Tensor) -> Tensor:
    """Values in ascending order along the first dimension: ``out[0] <= out[1] <= ...``.

    Shape: that of ``self``.
    Dtype: any but complex; the result has it.
    Raises: RuntimeError for complex tensors.

    >>> import flambeau as torch
    >>> torch.msort(torch.tensor([3, 1, 2]))
    tensor([1, 2, 3])
    """
    return sort(self, 0).values


@op(kind=indexing, kernel="topk", batch="dims", returns=("values", "indices"),
    vjp=dict(self=lambda g_values, indices, self_shape, dim: place(g_values, indices, self_shape, dim, True)),
    jvp=lambda indices, d_self, dim: pick(d_self, indices, dim, True))
def topk(self: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> tuple[Tensor, Tensor]:
    """The ``k`` largest (or smallest) values along ``dim`` and their indices, in order of size if ``sorted``.

    Shape: both that of ``self`` with size ``k`` at ``dim``.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: RuntimeError for bool and complex tensors and for ``k`` out of range.

    >>> import flambeau as torch
    >>> torch.topk(torch.tensor([3, 1, 2]), 2)
    torch.return_types.topk(
    values=tensor([3, 2]),
    indices=tensor([0, 2]))
    """


@op(kind=indexing, kernel="unique", function=False, method=False, returns=("values", "inverse", "counts"),
    batch="loop", vjp=dict(self=refused))
def unique_values(self: Tensor, sorted: bool = True) -> tuple[Tensor, Tensor, Tensor]:
    """Distinct elements of the flattened tensor, each element's place among them (in its shape), and the counts."""


@op(kind=indexing, kernel="unique_dim", function=False, method=False, returns=("values", "inverse", "counts"),
    batch="loop", vjp=dict(self=refused))
def unique_slices(self: Tensor, dim: int, consecutive: bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """Distinct slices along ``dim`` in lexicographic order (or runs, if ``consecutive``), inverse, and counts."""


@op(kind=indexing, kernel="unique_consecutive", function=False, method=False, returns=("values", "inverse", "counts"),
    batch="loop", vjp=dict(self=refused))
def unique_runs(self: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Runs of equal neighbours in the flattened tensor, each element's run (shape of ``self``), and the run lengths."""


def _asked(found: tuple[Tensor, Tensor, Tensor], inverse: bool, counts: bool) -> object:
    values, places, lengths = found
    answer = (values, *((places,) if inverse else ()), *((lengths,) if counts else ()))
    return answer if len(answer) > 1 else values


@op(kind=composite)
def unique(self: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False,
           dim: int | None = None) -> object:
    """Distinct elements in ascending order, or distinct slices along ``dim``: ``out[0] < out[1] < ...``.

    With ``return_inverse`` also where each element went, ``out[inverse] == self``; with ``return_counts`` also how
    often each one occurs. ``sorted`` is accepted: they always are.

    Shape: ``(n,)`` for n distinct elements, inverse that of ``self``, counts ``(n,)``; with ``dim`` that of ``self``
        with n there.
    Dtype: any, but with ``dim`` not complex; the result has it, the others are int64.
    Raises: IndexError for ``dim`` out of range; NotImplementedError for complex slices.

    >>> import flambeau as torch
    >>> torch.unique(torch.tensor([3, 1, 3]), return_counts=True)
    (tensor([1, 3]), tensor([1, 2]))
    """
    if dim is not None:
        refuse_dtypes("unique_dim", self, "complex")
    found = unique_values(self, sorted) if dim is None else unique_slices(self, dim)
    return _asked(found, return_inverse, return_counts)


@op(kind=composite)
def unique_consecutive(self: Tensor, return_inverse: bool = False, return_counts: bool = False,
                       dim: int | None = None) -> object:
    """The first of every run of equal neighbours, ``self[i] != self[i - 1]``, of the flattened tensor or of slices
    along ``dim``.

    With ``return_inverse`` also the run of each element, with ``return_counts`` also how long each run is.

    Shape: ``(n,)`` for n runs, inverse that of ``self``, counts ``(n,)``; with ``dim`` that of ``self`` with n there.
    Dtype: any but complex; the result has it, the others are int64.
    Raises: IndexError for ``dim`` out of range; NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.unique_consecutive(torch.tensor([1, 1, 2, 1]))
    tensor([1, 2, 1])
    """
    refuse_dtypes("unique", self, "complex")
    found = unique_runs(self) if dim is None else unique_slices(self, dim, True)
    return _asked(found, return_inverse, return_counts)


def _search_rows(sequence: Tensor, values: Tensor, right: bool, out_int32: bool) -> Tensor:
    if sequence.ndim > 2:
        return search_lines(sequence, values, right, out_int32)
    return search_lines(sequence, values.reshape(values.shape[0], -1), right, out_int32).reshape(values.shape)


@op(kind=indexing, traits=("touches_part",), kernel="searchsorted", function=False, method=False,
    batch=lambda sorted_sequence, values, right, out_int32: _search_rows(sorted_sequence, values, right, out_int32))
def search_lines(sorted_sequence: Tensor, values: Tensor, right: bool, out_int32: bool) -> Tensor:
    """For every value the first position in its line of ``sorted_sequence`` where it could be inserted in order."""


@op(kind=composite, method=False)
def searchsorted(sorted_sequence: Tensor, input: Tensor | Number, *, out_int32: bool = False, right: bool = False,
                 side: str | None = None, sorter: Tensor | None = None) -> Tensor:
    """Where values would be inserted: the i with ``sorted_sequence[i - 1] < input <= sorted_sequence[i]``, line by line
    in the last dimension.

    ``right`` (or ``side="right"``) goes after equal elements: ``sorted_sequence[i - 1] <= input < sorted_sequence[i]``.
    ``sorter`` are indices that sort the sequence.

    Shape: that of ``input``; a sequence that is no vector has the same leading sizes.
    Dtype: any but complex, the same for both; the result is int64, or int32 with ``out_int32``.
    Raises: RuntimeError for shapes that do not go together, two different dtypes, another ``side`` or one against
        ``right``, and a ``sorter`` of another shape or dtype; NotImplementedError for complex tensors.

    >>> import flambeau as torch
    >>> torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([3, 6]))
    tensor([1, 3])
    """
    if side not in (None, "left", "right"):
        raise RuntimeError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if right and side == "left":
        raise RuntimeError("torch.searchsorted(): side and right can't be set to opposites, got side of left while "
                           "right was True")
    if not isinstance(input, Tensor):
        input = scalar_tensor(input, dtype=_core.promote_types(sorted_sequence.dtype, _core.result_type(input, input)))
        sorted_sequence = sorted_sequence.to(input.dtype)
    if sorter is not None:
        if sorter.shape != sorted_sequence.shape:
            raise RuntimeError("torch.searchsorted(): boundary and sorter must have the same size, but got boundary "
                               f"tensor {list(sorted_sequence.shape)} and got sorter tensor {list(sorter.shape)}")
        if sorter.dtype != int64:
            raise RuntimeError("torch.searchsorted(): sorter must be a tensor of long dtype but got dtype "
                               f"{sorter.dtype}")
        sorted_sequence = sorted_sequence.gather(-1, sorter)
    refuse_dtypes("searchsorted", sorted_sequence, "bool")
    return search_lines(sorted_sequence, input, right or side == "right", out_int32)


@op(kind=composite, method=False)
def bucketize(input: Tensor | Number, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """The index of the bucket between sorted ``boundaries`` that each value falls in: the i with
    ``boundaries[i - 1] < input <= boundaries[i]``.

    With ``right`` it is ``boundaries[i - 1] <= input < boundaries[i]``.

    Shape: that of ``input``; ``boundaries`` are a vector.
    Dtype: any but complex, the same for both; the result is int64, or int32 with ``out_int32``.
    Raises: RuntimeError for boundaries that are no vector and two different dtypes; NotImplementedError for complex
        tensors.

    >>> import flambeau as torch
    >>> torch.bucketize(torch.tensor([0, 3, 9]), torch.tensor([1, 3, 5]))
    tensor([0, 1, 3])
    """
    if boundaries.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries.ndim})")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


def _count_batched(call: Any) -> Any:
    values = call.front(0)
    if values.ndim != 2 or values.is_floating_point() or bool((_core._innermost(values) < 0).any()):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    lengths = (values.amax(1) + 1).clamp(min=call.given("minlength")) if values.numel() else values.new_zeros(1)
    length = int(_core._innermost(lengths).amax()) if values.numel() else call.given("minlength")
    if values.numel() and int(_core._innermost(lengths).amin()) != length:
        raise RuntimeError(
            "vmap: bincount gives results of different lengths for different examples, which cannot be stacked | pass "
            f"minlength={length} or more"
        )
    counts = values.new_zeros(values.shape[0], length, dtype=int64)
    return call.wrap(counts.scatter_add(1, values.long(), ones_like(values, dtype=int64)))


@op(kind=indexing, kernel="bincount", batch=full(_count_batched), function=False, method=False)
def count_values(self: Tensor, minlength: int) -> Tensor:
    """How often each of 0, 1, 2, ... occurs in a vector of non-negative integers, as int64."""


@op(kind=composite)
def bincount(self: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, 2, ... occurs in a vector of non-negative integers, ``out[k] = sum of (self == k)``, or
    the sum of its weights.

    Shape: ``(n,)`` gives ``(max(self) + 1,)``, at least ``minlength``.
    Dtype: integers; the result is int64, with ``weights`` their floating dtype, float64 for integers.
    Raises: RuntimeError for negative values, tensors that are not 1-D, a negative ``minlength`` and another number of
        weights; NotImplementedError for other dtypes.

    >>> import flambeau as torch
    >>> torch.bincount(torch.tensor([0, 2, 2]))
    tensor([1, 0, 2])
    """
    if weights is None:
        return count_values(self, minlength)
    counts = count_values(self, minlength)
    if weights.ndim != 1 or weights.numel() != self.numel():
        raise RuntimeError("weights should be 1-d and have the same length as input | bincount: their shape is "
                           f"{list(weights.shape)}, that of input {list(self.shape)}")
    weights = weights if weights.dtype.itemsize == 4 and weights.is_floating_point() else weights.double()
    return weights.new_zeros(counts.shape).index_add(0, self.long(), weights)
