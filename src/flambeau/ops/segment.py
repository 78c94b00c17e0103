"""Reductions of runs of neighbours."""

from __future__ import annotations

import math

from .. import _core
from .broadcast import refuse_dtypes
from .compare import choose
from .create import arange
from .define import Number, Tensor, composite, int32, int64, op
from .join import cat
from .scatter import scatter_reduce
from .sort import searchsorted

# What is combined, and with what to begin.
_REDUCTIONS = {"sum": ("sum", 0.0), "mean": ("sum", 0.0), "prod": ("prod", 1.0),
               "max": ("amax", -math.inf), "min": ("amin", math.inf)}


def _known(condition: Tensor) -> bool:
    """Whether it is known to be true somewhere: of a meta tensor nothing is."""
    return not condition.is_meta and bool(_core._innermost(condition).any())


def _borders(data: Tensor, lengths: Tensor | None, offsets: Tensor | None, unsafe: bool) -> Tensor:
    """Where each segment begins, and where the last one ends."""
    given = offsets if lengths is None else lengths
    if given is None:
        raise RuntimeError("segment_reduce(): Either lengths or offsets must be defined.")
    if given.dtype not in (int32, int64):
        refuse_dtypes("_segment_reduce_lengths_cpu_kernel1", given, "bool", "integer", "floating", "complex")
    if not 1 <= given.ndim <= data.ndim or given.shape[:-1] != data.shape[:given.ndim - 1]:
        raise RuntimeError("segment_reduce(): lengths and offsets have the leading sizes of data, and then one line | "
                           f"their shape is {list(given.shape)}, that of data {list(data.shape)}")
    size = data.shape[given.ndim - 1]
    if lengths is None:
        if given.shape[-1] == 0:
            raise RuntimeError("segment_reduce(): offsets has no elements | it has one more than there are segments")
        if _known(given[..., 1:] < given[..., :-1]) or _known((given < 0) | (given > size)):
            raise RuntimeError(f"segment_reduce(): offsets must ascend from 0 to at most {size}, the size of data")
        return given.long()
    if _known(given < 0):
        raise RuntimeError("lengths contains negative value!")
    if not unsafe and _known(given.sum(-1) != size):
        raise RuntimeError("segment_reduce(): Expected all rows of lengths along axis to sum to "
                           "data.size(lengths.dim()-1) when !unsafe.")
    return cat([given.new_zeros(*given.shape[:-1], 1), given.cumsum(-1)], -1).long()


@op(kind=composite, method=False)
def segment_reduce(data: Tensor, reduce: str, *, lengths: Tensor | None = None, indices: Tensor | None = None,
                   offsets: Tensor | None = None, axis: int = 0, unsafe: bool = False,
                   initial: Number | None = None) -> Tensor:
    """Combines the elements of each segment along ``axis``:
    ``out[s] = reduce(initial, data[offsets[s]], ..., data[offsets[s + 1] - 1])``.

    ``reduce`` is "sum", "mean", "prod", "max" or "min". Segments follow one another and have the given ``lengths``, or
    lie between neighbours of ``offsets``. Without ``initial`` an empty segment gives 0, nan, 1, -inf or inf. A mean is
    ``(initial + sum) / length``. Where several elements are the largest, they share the gradient.

    Shape: that of ``data`` with the number of segments at ``axis``, which is the last dimension of ``lengths`` and
        ``offsets``; the dimensions before are those of ``data``.
    Dtype: floating; the result has it. ``lengths`` and ``offsets`` are int32 or int64.
    Raises: RuntimeError without both of them, for ``indices``, an unknown ``reduce``, negative lengths, lengths that do
        not add up to the size of ``data`` unless ``unsafe``, offsets that do not ascend within ``data``, and another
        ``axis``; NotImplementedError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.segment_reduce(torch.tensor([1., 5., 2.]), "max", lengths=torch.tensor([2, 1]))
    tensor([5., 2.])
    """
    axis = axis % data.ndim if -data.ndim <= axis < data.ndim else axis
    if reduce not in _REDUCTIONS:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce} | here they "
                           "are sum, prod, mean, max and min")
    if indices is not None:
        raise RuntimeError("segment_reduce(): indices based reduction is not supported yet.")
    refuse_dtypes("_segment_reduce_cpu", data, "bool", "integer", "complex")
    borders = _borders(data, lengths if offsets is None else None, offsets, unsafe)
    if axis != borders.ndim - 1:
        raise RuntimeError(f"segment_reduce(): Expected axis to be the last dimension of lengths but got {axis}.")
    count, size = borders.shape[-1] - 1, data.shape[axis]
    positions = arange(size, device=data.device).expand(*borders.shape[:-1], size)
    # Elements before the first segment go to place 0, those behind the last to `count + 1`.
    places = searchsorted(borders.contiguous(), positions.contiguous(), right=True)
    places = places.reshape(*places.shape, *(1,) * (data.ndim - axis - 1)).expand(data.shape)
    how, neutral = _REDUCTIONS[reduce]
    shape = (*data.shape[:axis], count + 2, *data.shape[axis + 1:])
    start = data.new_full(shape, neutral if initial is None or how.startswith("a") else initial)
    out = scatter_reduce(start, axis, places, data, how).narrow(axis, 1, count).contiguous()
    if how.startswith("a") and initial is not None:
        beaten = out < initial if how == "amax" else out > initial
        out = choose(beaten, data.new_full((), initial), out)
    if reduce == "mean":
        sizes = (borders[..., 1:] - borders[..., :-1]).to(data.dtype)
        sizes = sizes if initial is None else sizes.clamp(min=1)
        out = out / sizes.reshape(*sizes.shape, *(1,) * (data.ndim - axis - 1))
    return out
