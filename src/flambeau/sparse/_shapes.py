"""Other views of the indices: transposed, joined, picked. Nothing shares memory but the values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .. import _core
from .._core import Tensor
from .._functions import arange, cat, searchsorted, zeros
from ._attributes import as_coordinates
from ._compressed import CompressedTensor, CSCTensor, CSRTensor, compressed
from ._coo import COOTensor, as_coo, coo
from ._reductions import wrapped_dims
from ._tensor import SparseTensor, answers, written


@answers("permute")
def permute(self: Any, *order: Any, dims: Any = None) -> Tensor:
    if dims is not None or (len(order) == 1 and not isinstance(order[0], int)):
        order = order[0] if dims is None else dims
    if len(order) != self.ndim:
        raise RuntimeError(
            f"permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {self.ndim} is not equal to len(dims) = {len(order)}"
        )
    wrapped_dims(tuple(order), self.ndim)
    steps = [d % self.ndim for d in order]
    if isinstance(self, CompressedTensor):
        return self if steps == [0, 1] else _flipped(self)
    count = self._indices_held.shape[0]
    if any((k < count) != (d < count) for k, d in enumerate(steps)):
        raise RuntimeError(
            "permute: a sparse dimension cannot change places with a dense one | "
            f"sparse_dim is {count}, the order {list(steps)}"
        )
    values = self._held.permute(0, *(d - count + 1 for d in steps[count:]))
    flag = self._coalesced and steps[:count] == list(range(count))
    return coo(self._indices_held[steps[:count]], values, [self.shape[d] for d in steps], flag)


def _flipped(x: CompressedTensor) -> Tensor:
    kind = CSCTensor if isinstance(x, CSRTensor) else CSRTensor
    return compressed(kind, x._compressed, x._plain, x._held, (x.shape[1], x.shape[0]))


@answers("transpose", "swapdims")
def transpose(self: Any, dim0: int, dim1: int) -> Tensor:
    (a,), (b,) = wrapped_dims(dim0, self.ndim), wrapped_dims(dim1, self.ndim)
    order = list(range(self.ndim))
    if order:
        order[a], order[b] = b, a
    return permute(self, order)


@answers("swapaxes")
def swapaxes(self: Any, axis0: int, axis1: int) -> Tensor:
    return transpose(self, axis0, axis1)


@answers("t")
def t(self: Any) -> Tensor:
    if self.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {self.ndim}D")
    return transpose(self, 0, 1) if self.ndim == 2 else self


@answers("T", "mT")
def flipped(self: Any) -> Tensor:
    return transpose(self, -2, -1)


@answers("H", "mH")
def flipped_conjugate(self: Any) -> Tensor:
    return flipped(self).conj()


@answers("t_", "transpose_")
def transpose_(self: Any, dim0: int = 0, dim1: int = 1) -> Tensor:
    if isinstance(self, CompressedTensor):
        raise RuntimeError(f"transpose_(): a tensor of {self.layout} would get another layout | .t() gives it")
    return written(self, transpose(self, dim0, dim1), "transpose_")


@answers("unsqueeze")
def unsqueeze(self: Any, dim: int) -> Tensor:
    x = as_coordinates("unsqueeze", self)
    (d,) = wrapped_dims(dim, x.ndim + 1)
    count, size = x._indices_held.shape[0], [*x.shape[:d], 1, *x.shape[d:]]
    if d > count:
        return coo(x._indices_held, x._held.unsqueeze(d - count + 1), size, x._coalesced)
    line = zeros(1, x._indices_held.shape[1], dtype=_core.int64)
    return coo(cat([x._indices_held[:d], line, x._indices_held[d:]]), x._held, size, x._coalesced)


@answers("squeeze")
def squeeze(self: Any, dim: Any = None) -> Tensor:
    x = as_coordinates("squeeze", self)
    dims = wrapped_dims(tuple(range(x.ndim)) if dim is None else dim, x.ndim)
    gone = [d for d in dims if x.shape[d] == 1]
    count = x._indices_held.shape[0]
    kept = [d for d in range(count) if d not in gone]
    values = x._held.squeeze([d - count + 1 for d in gone if d >= count])
    return coo(x._indices_held[kept], values, [n for d, n in enumerate(x.shape) if d not in gone], x._coalesced)


@answers("select")
def select(self: Any, dim: int, index: int) -> Tensor:
    x = as_coo(self)
    (d,) = wrapped_dims(dim, x.ndim)
    if not -x.shape[d] <= index < x.shape[d]:
        raise IndexError(f"select(): index {index} out of range for tensor of size {list(x.shape)} at dimension {d}")
    index %= x.shape[d]
    count, size = x._indices_held.shape[0], [n for k, n in enumerate(x.shape) if k != d]
    if d >= count:
        return coo(x._indices_held, x._held.select(d - count + 1, index), size, x._coalesced)
    kept = (x._indices_held[d] == index).nonzero().squeeze(1)
    rest = [k for k in range(count) if k != d]
    found = coo(x._indices_held[rest].index_select(1, kept), x._held.index_select(0, kept), size, x._coalesced)
    return found if rest else found._held.sum(0, dtype=found.dtype)


@answers("index_select", sparse=("self",))
def index_select(self: Any, dim: int, index: Tensor) -> Tensor:
    x = as_coordinates("index_select", self)
    (d,) = wrapped_dims(dim, x.ndim)
    if index.ndim != 1 or index.dtype not in (_core.int64, _core.int32):
        raise IndexError("index_select(): Index is supposed to be a vector of integers")
    width = x.shape[d]
    wanted = index.to(_core.int64)
    if bool(((wanted < -width) | (wanted >= width)).any()):
        raise IndexError(f"index_select(): index out of range for dimension {d} of size {width}")
    wanted = wanted.where(wanted >= 0, wanted + width)
    count, size = x._indices_held.shape[0], [*x.shape[:d], wanted.shape[0], *x.shape[d + 1 :]]
    if d >= count:
        return coo(x._indices_held, x._held.index_select(d - count + 1, wanted), size, x._coalesced)
    # Each value goes to every place where its index is asked for.
    order = wanted.argsort(stable=True)
    sorted_wanted, mine = wanted[order], x._indices_held[d]
    first = searchsorted(sorted_wanted, mine)
    counts = searchsorted(sorted_wanted, mine, right=True) - first
    source = arange(mine.shape[0]).repeat_interleave(counts)
    place = first[source] + arange(source.shape[0]) - (counts.cumsum(0) - counts)[source]
    indices = x._indices_held.index_select(1, source)
    indices = cat([indices[:d], order[place].unsqueeze(0), indices[d + 1 :]])
    return coo(indices, x._held.index_select(0, source), size)


@answers("__getitem__")
def getitem(self: Any, index: Any) -> Any:
    steps = index if isinstance(index, tuple) else (index,)
    result, dim = self, 0
    for step in steps:
        if isinstance(step, bool) or not (isinstance(step, int) or step is Ellipsis or step == slice(None)):
            raise NotImplementedError(
                f"__getitem__(): a tensor of layout {self.layout} is indexed with {type(step).__name__} | ints are"
            )
        if step is Ellipsis:
            dim = result.ndim - (len(steps) - 1 - steps.index(Ellipsis))
        elif isinstance(step, int):
            result = select(result, dim, step) if isinstance(result, SparseTensor) else result.select(dim, step)
        else:
            dim += 1
    return result


@answers("unbind")
def unbind(self: Any, dim: int = 0) -> tuple[Tensor, ...]:
    (d,) = wrapped_dims(dim, self.ndim)
    return tuple(select(self, d, k) for k in range(self.shape[d]))


@answers("__iter__")
def iterate(self: Any) -> Iterator[Tensor]:
    return iter(unbind(self))


@answers("cat", "concat", "concatenate", sparse=("tensors",))
def cat_(tensors: Sequence[Any], dim: int = 0) -> Tensor:
    first = tensors[0]
    for k, x in enumerate(tensors):
        if not isinstance(x, COOTensor):
            raise RuntimeError(f"Concatenating sparse tensors, but a {x.layout} tensor was found at position {k}.")
        if x.ndim != first.ndim or x._indices_held.shape[0] != first._indices_held.shape[0]:
            raise RuntimeError(
                f"All tensors must have the same dimension: {x.ndim} sparse and dense at position {k} | {first.ndim}"
            )
    (d,) = wrapped_dims(dim, first.ndim)
    if any(x.shape[:d] != first.shape[:d] or x.shape[d + 1 :] != first.shape[d + 1 :] for x in tensors):
        raise RuntimeError(f"cat: sizes must agree except in dimension {d}, got {[list(x.shape) for x in tensors]}")
    dtype = first.dtype
    for x in tensors:
        dtype = _core.promote_types(dtype, x.dtype)
    return _joined_along([x._with(x._held.to(dtype)) for x in tensors], d)


def _joined_along(tensors: list[Any], d: int) -> Tensor:
    count, size = tensors[0]._indices_held.shape[0], list(tensors[0].shape)
    size[d] = sum(x.shape[d] for x in tensors)
    indices, values, offset = [], [], 0
    for x in tensors:
        where, held = x._indices_held, x._held
        if d < count:
            where = cat([where[:d], where[d : d + 1] + offset, where[d + 1 :]])
        else:
            k = d - count + 1
            before = held.new_zeros(*held.shape[:k], offset, *held.shape[k + 1 :])
            after = held.new_zeros(*held.shape[:k], size[d] - offset - held.shape[k], *held.shape[k + 1 :])
            held = cat([before, held, after], k)
        indices.append(where)
        values.append(held)
        offset += x.shape[d]
    return coo(cat(indices, 1), cat(values), size)


@answers("stack", sparse=("tensors",))
def stack_(tensors: Sequence[Any], dim: int = 0) -> Tensor:
    return cat_([unsqueeze(x, dim) for x in tensors], dim)


@answers("reshape", "flatten", "contiguous", "expand")
def refuse_shape(self: SparseTensor, *args: Any, **kwargs: Any) -> Tensor:
    raise RuntimeError(f"reshape is not implemented for sparse tensors, nor what gives them strides: {self.layout}")


@answers("sparse_resize_")
def sparse_resize_(self: Any, size: Sequence[int], sparse_dim: int, dense_dim: int) -> Tensor:
    x = as_coordinates("sparse_resize_", self)
    if x._indices_held.shape[1] and (
        sparse_dim != x._indices_held.shape[0]
        or any(n < m for n, m in zip(size, x.shape, strict=False))
        or dense_dim != x._held.ndim - 1
    ):
        raise RuntimeError(
            "sparse_resize_: shrinking, or other numbers of dimensions, of a tensor with values is not "
            "supported | use sparse_resize_and_clear_"
        )
    return sparse_resize_and_clear_(self, size, sparse_dim, dense_dim, kept=bool(x._indices_held.shape[1]))


@answers("sparse_resize_and_clear_")
def sparse_resize_and_clear_(
    self: Any, size: Sequence[int], sparse_dim: int, dense_dim: int, kept: bool = False
) -> Tensor:
    x = as_coordinates("sparse_resize_and_clear_", self)
    if len(size) != sparse_dim + dense_dim:
        raise RuntimeError(
            f"'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = {len(size)}, sparse_dim = "
            f"{sparse_dim}, dense_dim = {dense_dim}"
        )
    dense = tuple(size[sparse_dim:])
    if kept and dense != x._held.shape[1:]:
        wider = x._held.new_zeros(x._held.shape[0], *dense)
        wider[(slice(None), *(slice(n) for n in x._held.shape[1:]))] = x._held
        values, indices = wider, x._indices_held
    elif kept:
        values, indices = x._held, x._indices_held
    else:
        values, indices = x._held.new_zeros(0, *dense), zeros(sparse_dim, 0, dtype=_core.int64)
    x._take(coo(indices, values, tuple(size), x._coalesced or not kept))
    return x
