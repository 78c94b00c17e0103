"""Sums along dimensions, norms, and the softmax over the values that are there."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .._core import Tensor
from ..ops.view import wrap_dim
from ._compressed import CompressedTensor, as_compressed
from ._coo import COOTensor, as_coo, coalesced, coo, places, summed
from ._tensor import SparseTensor, answers


def wrapped_dims(dim: Any, ndim: int) -> list[int]:
    """The dimensions named, counted from the first, in order; an error for one that is not there or named twice."""
    given = list(dim) if isinstance(dim, tuple | list) else [dim]
    found = [wrap_dim(d, max(ndim, 1)) for d in given]
    if len(set(found)) != len(found):
        raise RuntimeError(
            f"dim {next(d for d in found if found.count(d) > 1)} appears multiple times in the list of dims"
        )
    return sorted(found)


@answers("sum")
def sum_(self: SparseTensor, dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    if dim is None or dim == () or dim == []:
        total = self._held.sum(dtype=dtype)
        return total.reshape((1,) * self.ndim) if keepdim else total
    found, dims = as_coo(self), wrapped_dims(dim, self.ndim)
    total = _summed_over(found, dims, dtype)
    if keepdim:
        for d in dims:
            total = total.unsqueeze(d)
    if isinstance(self, CompressedTensor):
        if isinstance(total, COOTensor) and total.ndim == 2:
            return as_compressed(total, type(self))
        if len(dims) < 2:
            raise RuntimeError("reduction operations on CSR tensors with keepdim=False is unsupported")
    return total


def _summed_over(x: COOTensor, dims: list[int], dtype: Any) -> Tensor:
    count = x._indices_held.shape[0]
    within = [d - count + 1 for d in dims if d >= count]
    values = x._held.sum(within, dtype=dtype) if within else x._held
    kept = [d for d in range(count) if d not in dims]
    if len(kept) == count:
        size = [n for d, n in enumerate(x.shape) if d not in dims]
        return coalesced(coo(x._indices_held, values, size, x._coalesced))
    if not kept:
        return values.sum(0, dtype=dtype)
    if not within and dtype is not None:
        values = values.to(dtype)
    elif values.dtype in (_core.bool, _core.uint8, _core.int8, _core.int16, _core.int32) and dtype is None:
        values = values.to(_core.int64)
    size = [n for d, n in enumerate(x.shape) if d not in dims]
    return coalesced(coo(x._indices_held[kept], values, size))


def softmax(x: SparseTensor, dim: int, dtype: Any, log: bool) -> Tensor:
    """The softmax along ``dim`` over the values that are there: all others count as minus infinity."""
    found = coalesced(as_coo(x))
    (d,) = wrapped_dims(dim, x.ndim)
    values = found._held if dtype is None else found._held.to(dtype)
    if not (values.is_floating_point() or values.is_complex()):
        raise NotImplementedError(f"softmax: not implemented for {values.dtype} | it takes floating-point tensors")
    count = found._indices_held.shape[0]
    if d >= count:
        within = d - count + 1
        return found._with(values.log_softmax(within) if log else values.softmax(within))
    kept = [k for k in range(count) if k != d]
    groups = places(found._indices_held[kept], [x.shape[k] for k in kept])
    total = math.prod(x.shape[k] for k in kept)
    where = groups.reshape(-1, *(1,) * (values.ndim - 1)).expand(values.shape)
    lowest = values.detach().new_full((total, *values.shape[1:]), -math.inf)
    highest = lowest.scatter_reduce(0, where, values.detach(), "amax")
    shifted = values - highest.index_select(0, groups)
    exponentials = shifted.exp()
    sums = summed(exponentials, groups, total).index_select(0, groups)
    result = found._with(shifted - sums.log() if log else exponentials / sums)
    return as_compressed(result, type(x)) if isinstance(x, CompressedTensor) else result


@answers("norm", "_sparse_norm")
def norm(self: SparseTensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    if dim is not None or keepdim:
        raise NotImplementedError(
            "norm(): argument 'dim' is given | of sparse tensors the norm of all elements is offered"
        )
    values = coalesced(as_coo(self))._held
    return values.norm(p="fro" if p is None else p, dtype=dtype)


@answers("any")
def any_(self: SparseTensor) -> Tensor:
    return self._held.any()
