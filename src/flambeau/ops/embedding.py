"""Rows of a table looked up by index, alone or put together bag by bag, and the table of single ones."""

from __future__ import annotations

import itertools
import math
from typing import Any

from .. import _core
from .broadcast import refuse_dtypes
from .compare import choose
from .create import arange, ones_like
from .define import Tensor, composite, full, indexing, op
from .index import index
from .norm import vector_norm


def _refuse_indices(what: Tensor) -> None:
    if what.is_floating_point() or what.is_complex():
        raise RuntimeError("Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, "
                           f"Int; but got {what.type()} instead (while checking arguments for embedding_bag)")


def _check(input: Tensor, weight: Tensor, offsets: Tensor | None, mode: str, scale_grad_by_freq: bool,
           per_sample_weights: Tensor | None) -> None:
    _refuse_indices(input)
    if offsets is not None:
        _refuse_indices(offsets)
    if per_sample_weights is not None and per_sample_weights.dtype != weight.dtype:
        raise RuntimeError("Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 "
                           f"'per_sample_weights'; but type {weight.type()} does not equal "
                           f"{per_sample_weights.type()} (while checking arguments for embedding_bag)")
    if per_sample_weights is not None and per_sample_weights.shape != input.shape:
        raise ValueError(f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must "
                         f"have the same shape as the input ({input.shape})")
    if input.ndim == 2 and offsets is not None:
        raise ValueError("if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed "
                         f"length sequences. However, found offsets of type {type(offsets)}")
    if input.ndim not in (1, 2):
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.ndim}")
    if input.ndim == 1 and (offsets is None or offsets.ndim != 1):
        raise ValueError("offsets has to be a 1D Tensor" + (" but got None" if offsets is None else ""))
    if weight.ndim != 2:
        raise ValueError(f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.ndim} | embedding_bag")
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and scale_grad_by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError("embedding_bag: per_sample_weights was not None. per_sample_weights is only "
                                  f"supported for mode='sum' (got mode='{mode}').")


def _starts(input: Tensor, offsets: Tensor | None, include_last_offset: bool) -> Tensor:
    """Where each bag begins in the flattened input; checked."""
    if offsets is None:
        return arange(input.shape[0]) * input.shape[1]
    where = offsets.long()
    places = where.tolist()
    if include_last_offset and not places:
        raise RuntimeError("include_last_offset: number of offset should be at least 1")
    if places and places[0] != 0:
        raise RuntimeError("offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from "
                           f"position 0. However, got {places[0]}")
    if places and places[-1] > input.numel():
        raise RuntimeError(f"offsets[-1] can not be greater than input's length {input.numel()} but got offsets[-1] of "
                           f"{places[-1]}")
    if any(a > b for a, b in itertools.pairwise(places)):
        raise RuntimeError(f"embedding_bag: offsets must not decrease, but got {places}")
    return where


def _check_range(flat: Tensor, rows: int) -> None:
    outside = ((flat < 0) | (flat >= rows)).nonzero()
    if outside.shape[0]:
        at = int(outside[0])
        raise RuntimeError("embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be "
                           f"{int(flat[at])} | it stands at {at} and there are {rows} rows")


def _largest(rows: Tensor, bag: Tensor, starts: Tensor, kept: Tensor) -> Tensor:
    """The largest values of each bag (B, D), the first of equal ones; 0 for a bag without rows."""
    bags, n = starts.shape[0], rows.shape[0]
    place = arange(n) - starts[bag]
    room = int(place.max()) + 1 if n else 1
    low = choose(kept.unsqueeze(1), rows, rows.new_tensor(-math.inf))
    table = rows.new_full((bags, room, rows.shape[1]), -math.inf).index_put((bag, place), low)
    counts = kept.new_zeros(bags).long().index_add(0, bag, kept.long())
    return choose((counts > 0).unsqueeze(1), table.max(1).values, rows.new_zeros(()))


@op(kind=composite, namespace="nn.functional")
def embedding_bag(input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: float | None = None,
                  norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean", sparse: bool = False,
                  per_sample_weights: Tensor | None = None, include_last_offset: bool = False,
                  padding_idx: int | None = None) -> Tensor:
    """Sums, means or maxima (``mode``) over bags of rows of a table: ``out[b] = mean of weight[i] for i in bag b``.

    ``input`` ``(B, n)`` holds a bag per row; or it is ``(n,)`` and ``offsets`` ``(B,)`` says where each bag begins
    (with ``include_last_offset`` also where the last one ends). An empty bag gives zeros. ``per_sample_weights``,
    shaped as ``input``, scale the rows of a sum; rows ``padding_idx`` count for nothing. `embedding` explains the rest.

    Shape: bags as above with ``weight`` ``(V, D)`` give ``(B, D)``.
    Dtype: integer indices and a floating ``weight``; the result has that of ``weight``.
    Raises: NotImplementedError for bool, integer and complex weights;
        RuntimeError for an index outside the table, indices of another dtype and offsets that do not start at 0;
        ValueError for a weight that is not 2-D, an input that is not 1-D or 2-D, offsets that are missing or too many
        and another ``mode``; NotImplementedError for ``per_sample_weights`` unless ``mode="sum"``.

    >>> import flambeau as torch
    >>> weight = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
    >>> torch.nn.functional.embedding_bag(torch.tensor([0, 1, 2]), weight, torch.tensor([0, 2]), mode="sum")
    tensor([[4., 6.],
            [5., 6.]])
    """
    refuse_dtypes("embedding_bag", weight, "bool", "integer", "complex")
    _check(input, weight, offsets, mode, scale_grad_by_freq, per_sample_weights)
    if sparse and mode == "max":
        raise ValueError("max mode does not support sparse weights")
    if padding_idx is not None:
        count = weight.shape[0]
        if not -count <= padding_idx < count:
            raise RuntimeError(f"padding_idx must be within the number of embeddings, {-count} through {count - 1}, "
                               f"but got {padding_idx}")
        padding_idx %= count
    starts, flat = _starts(input, offsets, include_last_offset), input.reshape(-1).long()
    _check_range(flat, weight.shape[0])
    if include_last_offset:
        starts, flat = starts[:-1], flat[: int(starts[-1])]
        per_sample_weights = None if per_sample_weights is None else per_sample_weights[: flat.shape[0]]
    elif starts.shape[0] == 0:
        flat = flat[:0]
    bags, n = starts.shape[0], flat.shape[0]
    begins = starts.new_zeros(n + 1).index_add(0, starts, starts.new_ones(bags))
    bag = begins.cumsum(0)[:n] - 1
    rows = embedding(flat, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
    kept = flat == flat if padding_idx is None else flat != padding_idx
    if mode == "max":
        return _largest(rows, bag, starts, kept)
    rows = rows * kept.unsqueeze(1)
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.reshape(-1, 1)
    total = rows.new_zeros(bags, weight.shape[1]).index_add(0, bag, rows)
    if mode == "sum":
        return total
    counts = rows.new_zeros(bags).long().index_add(0, bag, kept.long())
    return total / counts.clamp(min=1).unsqueeze(1)


def _embedding_batched(call: Any) -> Any:
    if call.dims[1] is None:  # one table for all
        return call.wrap(call.run(call.values), call.dims[0])
    input, weight, padding_idx = call.originals[:3]
    rows = index(weight, [input])
    if padding_idx is None:
        return rows
    return choose((input == padding_idx % weight.shape[0]).unsqueeze(-1), rows.detach(), rows)


@op(kind=indexing, kernel="embedding", traits=("touches_part",), namespace="nn.functional", body_for=("max_norm",),
    batch=full(_embedding_batched),
    vjp=dict(input=None,
             weight=lambda g, input, weight_shape, padding_idx, scale_grad_by_freq, sparse:
             _embedding_gradient(g, input, weight_shape[0], padding_idx, scale_grad_by_freq, sparse)),
    jvp=lambda input, d_weight: embedding(input, d_weight))
def embedding(input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
              norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False) -> Tensor:
    """Rows of a table: ``out[...] = weight[input[...]]``.

    With ``sparse`` the gradient of ``weight`` is a sparse tensor: a row for each index, however large the table.
    The row ``padding_idx`` gets no gradient; ``scale_grad_by_freq`` divides a row's gradient by how often the row
    occurs in ``input``; ``max_norm`` rescales longer rows in place first.

    Shape: ``(...)`` with ``weight`` ``(V, D)`` gives ``(..., D)``.
    Dtype: int32 or int64 indices; the result has that of ``weight``.
    Raises: IndexError for an index outside ``[0, V)``; RuntimeError for indices of another dtype, a weight that is not
        2-D, and ``padding_idx`` outside the table.

    >>> import flambeau as torch
    >>> torch.nn.functional.embedding(torch.tensor([1, 0]), torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[3., 4.],
            [1., 2.]])
    """
    # Before anything is looked up, the rows used whose norm is more than max_norm are scaled in place.
    rows = _core._innermost(input).reshape(-1).unique()
    used = weight.detach().index_select(0, rows)
    norms = vector_norm(used, norm_type, 1, True)
    scaled = choose(norms > max_norm, used * (max_norm / (norms + 1e-7)), used)
    weight.detach().index_copy_(0, rows, scaled)
    return embedding(input, weight, padding_idx, None, norm_type, scale_grad_by_freq, sparse)


def _embedding_gradient(g: Tensor, input: Tensor, rows: int, padding_idx: int | None, scale_grad_by_freq: bool,
                        sparse: bool) -> Any:
    given = g, input, rows, padding_idx, scale_grad_by_freq
    return _core._in_sparse_form(embedding_backward, given) if sparse else embedding_backward(*given)


def _embedding_backward_rows(grad: Tensor, indices: Tensor, num_weights: int, padding_idx: int | None,
                             scale_grad_by_freq: bool) -> Tensor:
    """The tables of all examples as one, a table after another."""
    size, width = grad.shape[0], grad.shape[-1]
    if padding_idx is not None:
        grad = grad.masked_fill((indices == padding_idx % num_weights).unsqueeze(-1), 0)
    first = (arange(size) * num_weights).reshape(-1, *(1,) * (indices.ndim - 1))
    tables = embedding_backward(grad, indices + first, size * num_weights, None, scale_grad_by_freq)
    return tables.reshape(size, num_weights, width)


@op(kind=indexing, kernel="embedding_backward", function=False, method=False,
    batch=lambda grad, indices, num_weights, padding_idx, scale_grad_by_freq:
        _embedding_backward_rows(grad, indices, num_weights, padding_idx, scale_grad_by_freq),
    vjp=dict(grad=lambda g, indices, padding_idx, num_weights, scale_grad_by_freq:
             _embedding_weights(g, indices, num_weights, padding_idx, scale_grad_by_freq),
             indices=None),
    jvp=lambda d_grad, indices, num_weights, padding_idx, scale_grad_by_freq:
        embedding_backward(d_grad, indices, num_weights, padding_idx, scale_grad_by_freq))
def embedding_backward(grad: Tensor, indices: Tensor, num_weights: int, padding_idx: int | None,
                       scale_grad_by_freq: bool) -> Tensor:
    """Zeros (num_weights, D) to whose row ``indices[i]`` each ``grad[i]`` is added, but for ``padding_idx``."""


def _embedding_weights(g: Tensor, indices: Tensor, num_weights: int, padding_idx: int | None,
                       scale_grad_by_freq: bool) -> Tensor:
    """The transpose of `embedding_backward`: rows of ``g``, scaled or silenced as there."""
    rows = embedding(indices, g)
    if padding_idx is not None:
        rows = rows.masked_fill((indices == padding_idx % num_weights).unsqueeze(-1), 0)
    if scale_grad_by_freq:
        flat = indices.reshape(-1)
        counts = flat.new_zeros(num_weights).index_add(0, flat, ones_like(flat))
        rows = rows / counts[indices].unsqueeze(-1)
    return rows


@op(kind=composite, namespace="nn.functional")
def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Each class index as a vector of zeros with a single 1: ``out[..., c] = (tensor[...] == c)``.

    ``num_classes`` -1 takes one more than the largest index.

    Shape: ``(...)`` gives ``(..., num_classes)``.
    Dtype: int64; the result is int64.
    Raises: RuntimeError for another dtype, a negative index, one that is not below ``num_classes``, and no indices to
        count.

    >>> import flambeau as torch
    >>> torch.nn.functional.one_hot(torch.tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """
    if str(tensor.dtype).rpartition(".")[2] != "int64":
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if tensor.numel() == 0:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return tensor.new_zeros((*tensor.shape, num_classes))
    values = _core._innermost(tensor)
    if int(values.min()) < 0:
        raise RuntimeError("Class values must be non-negative.")
    largest = int(values.max())
    if num_classes == -1:
        num_classes = largest + 1
    elif num_classes < 1:
        raise RuntimeError("num_classes should be positive")
    elif largest >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return tensor.new_zeros((*tensor.shape, num_classes)).scatter(-1, tensor.unsqueeze(-1), 1)
