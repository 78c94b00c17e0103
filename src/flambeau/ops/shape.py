"""Shape: views, joins and splits, repetition and reordering, casts and copies."""

from __future__ import annotations

import builtins
import math
from itertools import pairwise
from typing import Any

from .. import _core
from .._arguments import entries, explained
from .create import arange, full_like, ones_like
from .define import (
    Device,
    Dtype,
    Number,
    Size,
    Tensor,
    bfloat16,
    complex64,
    complex128,
    composed,
    composite,
    elementwise,
    float16,
    float32,
    float64,
    full,
    indexing,
    int8,
    int16,
    int32,
    int64,
    op,
    uint8,
)
from .define import bool as bool_dtype
from .define import view as view_kind


@op(kind=view_kind, kernel="view", function=False,
    batch=lambda self, shape: self.view(shape if isinstance(shape, Dtype) else (self.shape[0], *shape)),
    vjp=dict(self=lambda g, self_shape: g.reshape(self_shape)),
    jvp=lambda result, d_self: d_self.reshape(result.shape))
def view(self: Tensor, *shape: int | Dtype) -> Tensor:
    """The same elements, ``out.flatten()[i] = self.flatten()[i]``, under another shape, without a copy.

    ``view(dtype)`` reinterprets the bytes instead.

    Shape: ``shape``, in which one size may be -1: what is left.
    Raises: RuntimeError for another number of elements, and where the strides would need a copy (`reshape` makes one).

    >>> import flambeau as torch
    >>> torch.arange(4).view(2, 2)
    tensor([[0, 1],
            [2, 3]])
    """


def _sized(shape: Size, of_example: Size) -> Size:
    """The shape without -1, which says nothing where there are no examples."""
    given = math.prod(n for n in shape if n != -1)
    return tuple(math.prod(of_example) // given if n == -1 and given else n for n in shape)


@op(kind=view_kind, kernel="reshape", grad_name="View",
    batch=lambda self, shape: self.reshape(self.shape[0], *_sized(shape, self.shape[1:])),
    vjp=dict(self=lambda g, self_shape: g.reshape(self_shape)),
    jvp=lambda result, d_self: d_self.reshape(result.shape))
def reshape(self: Tensor, *shape: int) -> Tensor:
    """The same elements, ``out.flatten()[i] = self.flatten()[i]``, in another shape: a view where the strides allow it,
    else a copy.

    Shape: ``shape``, in which one size may be -1: what is left.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of elements, and for two sizes of -1.

    >>> import flambeau as torch
    >>> torch.reshape(torch.arange(4), (2, -1))
    tensor([[0, 1],
            [2, 3]])
    """


@op(kind=composite)
def view_as(self: Tensor, other: Tensor) -> Tensor:
    """``self.view(other.shape)``.

    Shape: that of ``other``.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of elements, and where the strides would need a copy.

    >>> import flambeau as torch
    >>> torch.arange(4).view_as(torch.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
    """
    return self.view(other.shape)


@op(kind=composite)
def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """``self.reshape(other.shape)``.

    Shape: that of ``other``.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of elements.

    >>> import flambeau as torch
    >>> torch.arange(4).reshape_as(torch.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
    """
    return self.reshape(other.shape)


@op(kind=view_kind, kernel="transpose", aliases=("swapdims",), inplace=True, batch="dims",
    vjp=dict(self=lambda g, dim0, dim1: g.transpose(dim0, dim1)),
    jvp="linear")
def transpose(self: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions exchanged, ``out[j][i] = self[i][j]`` for a matrix, as a view.

    Shape: that of ``self`` with the sizes of ``dim0`` and ``dim1`` exchanged.

    >>> import flambeau as torch
    >>> torch.transpose(torch.zeros(2, 3), 0, 1).shape
    torch.Size([3, 2])
    """


@op(kind=view_kind, kernel="transpose", batch="dims", grad_name="Transpose", inplace=True,
    vjp=dict(self=lambda g, axis0, axis1: g.transpose(axis0, axis1)),
    jvp="linear")
def swapaxes(self: Tensor, axis0: int, axis1: int) -> Tensor:
    """Another name of `transpose`.

    >>> import flambeau as torch
    >>> torch.swapaxes(torch.zeros(2, 3), 0, 1).shape
    torch.Size([3, 2])
    """


def _inverse(dims: Size) -> list[int]:
    inverse = [0] * len(dims)
    for position, dim in enumerate(dims):
        inverse[dim % len(dims)] = position
    return inverse


def _behind_batch(x: Tensor, dims: Size) -> list[int]:
    """Dimensions of an example as those of ``x``, whose first is the batch."""
    rank = max(x.ndim - 1, 1)
    for d in dims:
        if not -rank <= d < rank:
            raise IndexError(f"Dimension out of range (expected to be in range of [{-rank}, {rank - 1}], but got {d})")
    return [d % rank + 1 for d in dims]


@op(kind=view_kind, kernel="permute",
    batch=lambda self, dims: self.permute(0, *_behind_batch(self, dims)),
    vjp=dict(self=lambda g, dims: g.permute(_inverse(dims))),
    jvp="linear")
def permute(self: Tensor, *dims: int) -> Tensor:
    """The dimensions in the order given, as a view: ``out.shape[k] = self.shape[dims[k]]``.

    Shape: ``self.shape[d] for d in dims``.
    Raises: RuntimeError unless every dimension is named once; IndexError for a dimension out of range.

    >>> import flambeau as torch
    >>> torch.permute(torch.zeros(2, 3, 5), (2, 0, 1)).shape
    torch.Size([5, 2, 3])
    """


@op(kind=view_kind, kernel="t", inplace=True, vjp=dict(self=lambda g: g.t()), jvp="linear",
    batch=lambda self: self.transpose(1, 2) if self.ndim == 3 else self.view_as(self))
def t(self: Tensor) -> Tensor:
    """The transpose of a matrix, ``out[j][i] = self[i][j]``, as a view; fewer dimensions stay as they are.

    Shape: ``(m, n)`` gives ``(n, m)``.
    Raises: RuntimeError for more than two dimensions.

    >>> import flambeau as torch
    >>> torch.t(torch.zeros(2, 3)).shape
    torch.Size([3, 2])
    """


@op(kind=composite, prop=True)
def T(self: Tensor) -> Tensor:
    """All dimensions in reverse order, as a view: ``out[j][i] = self[i][j]`` for a matrix.

    Shape: that of ``self`` reversed.
    Dtype: any; the result has it.
    Raises: nothing; other numbers of dimensions than 0 and 2 warn.

    >>> import flambeau as torch
    >>> torch.zeros(2, 3).T.shape
    torch.Size([3, 2])
    """
    return self.permute(tuple(reversed(range(self.ndim))))


@op(kind=composite, prop=True)
def mT(self: Tensor) -> Tensor:
    """The last two dimensions exchanged, as a view: ``out[..., j, i] = self[..., i, j]``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.zeros(5, 2, 3).mT.shape
    torch.Size([5, 3, 2])
    """
    if self.ndim < 2:
        raise RuntimeError("tensor.mT is only supported on matrices or batches of matrices. "
                           f"Got {self.ndim}-D tensor.")
    return self.transpose(-2, -1)


@op(kind=composite, prop=True)
def H(self: Tensor) -> Tensor:
    """The conjugate transpose of a matrix, ``out[j][i] = conj(self[i][j])``.

    Shape: ``(m, n)`` gives ``(n, m)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of dimensions than 2 (or 0).

    >>> import flambeau as torch
    >>> torch.zeros(2, 3).H.shape
    torch.Size([3, 2])
    """
    if self.ndim not in (0, 2):
        raise RuntimeError("tensor.H is only supported on matrices (2-D tensors). "
                           f"Got {self.ndim}-D tensor.")
    return (self.mT if self.ndim else self).conj()


@op(kind=composite, prop=True)
def mH(self: Tensor) -> Tensor:
    """The conjugate transpose of the last two dimensions, ``out[..., j, i] = conj(self[..., i, j])``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.zeros(5, 2, 3).mH.shape
    torch.Size([5, 3, 2])
    """
    if self.ndim < 2:
        raise RuntimeError("tensor.mH is only supported on matrices or batches of matrices. "
                           f"Got {self.ndim}-D tensor.")
    return self.transpose(-2, -1).conj()


@op(kind=composite)
def adjoint(self: Tensor) -> Tensor:
    """The conjugate transpose of the last two dimensions, ``out[..., j, i] = conj(self[..., i, j])``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.adjoint(torch.zeros(5, 2, 3)).shape
    torch.Size([5, 3, 2])
    """
    return self.mH


def _squeeze_batched(call: Any) -> Any:
    rank, dim = call.originals[0].ndim, call.values[1]
    wanted = range(rank) if dim is None else dim
    return call.wrap(call.run([call.front(0), tuple(d % max(rank, 1) + 1 for d in wanted if rank)]))


@op(kind=view_kind, kernel="squeeze", inplace=True, grad_name={"dim": "SqueezeBackward1"},
    batch=full(_squeeze_batched),
    vjp=dict(self=lambda g, self_shape: g.reshape(self_shape)),
    jvp="linear")
def squeeze(self: Tensor, dim: Size | None = None) -> Tensor:
    """Without the dimensions of size 1 (those among ``dim``, if given), as a view.

    Shape: that of ``self`` without them.

    >>> import flambeau as torch
    >>> torch.squeeze(torch.zeros(2, 1, 3, 1)).shape
    torch.Size([2, 3])
    """


def _unsqueeze_batched(call: Any) -> Any:
    rank, dim = call.originals[0].ndim, call.values[1]
    if not -rank - 1 <= dim <= rank:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-rank - 1}, {rank}], but got {dim})")
    return call.wrap(call.run([call.front(0), dim % (rank + 1) + 1]))


@op(kind=view_kind, kernel="unsqueeze", inplace=True, batch=full(_unsqueeze_batched),
    vjp=dict(self=lambda g, dim: g.squeeze(dim)),
    jvp="linear")
def unsqueeze(self: Tensor, dim: int) -> Tensor:
    """With a new dimension of size 1 at ``dim``, as a view.

    Shape: that of ``self`` with a 1 inserted at ``dim``.

    >>> import flambeau as torch
    >>> torch.unsqueeze(torch.zeros(3), 0).shape
    torch.Size([1, 3])
    """


def writable(self: Tensor, *others: Tensor) -> Tensor:
    """A copy of ``self`` to write ``others`` into: under `vmap` one per example where any of them differs between
    examples."""
    copy = self.clone()
    for other in others:
        if _batches(other) - _batches(copy):
            nowhere = other.detach().reshape(-1)[:0].any()  # False for every example
            copy = copy.masked_fill(nowhere, 0)
    return copy


def _batches(x: Tensor) -> set[int]:
    """The levels of `vmap` at which examples have values of their own."""
    found = set()
    while level := _core._level(x):
        x, dim = _core._unwrap(x, level)
        if dim is not None:
            found.add(level)
    return found


def widened(x: Tensor, rank: int) -> Tensor:
    """A batch whose examples have ``rank`` dimensions, singletons put in front."""
    return x[(builtins.slice(None), *(None,) * (rank + 1 - x.ndim))] if rank + 1 > x.ndim else x


@op(kind=view_kind, kernel="expand", function=False,
    batch=lambda self, size, implicit: widened(self, len(size)).expand(self.shape[0], *size),
    vjp=dict(self=lambda g: g),
    jvp=lambda result, d_self: d_self.expand(result.shape))
def expand(self: Tensor, *size: int, implicit: bool = False) -> Tensor:
    """Dimensions of size 1 repeated without a copy (stride 0) and new ones put in front: ``out[i][j] = self[i][0]``.

    Shape: ``size``, in which -1 keeps a size.
    Raises: RuntimeError for a size that is neither 1 nor kept, and for fewer sizes than ``self`` has dimensions.

    >>> import flambeau as torch
    >>> torch.tensor([[1], [2]]).expand(2, 3)
    tensor([[1, 1, 1],
            [2, 2, 2]])
    """


@op(kind=composite, function=False)
def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """``self.expand(other.shape)``.

    Shape: that of ``other``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a size that is neither 1 nor that of ``other``.

    >>> import flambeau as torch
    >>> torch.tensor([1, 2]).expand_as(torch.zeros(2, 2))
    tensor([[1, 2],
            [1, 2]])
    """
    return self.expand(other.shape)


@op(kind=composite)
def broadcast_to(self: Tensor, *size: int) -> Tensor:
    """``self.expand(size)``.

    Shape: ``size``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a size that is neither 1 nor kept.

    >>> import flambeau as torch
    >>> torch.broadcast_to(torch.tensor([1, 2]), (2, 2))
    tensor([[1, 2],
            [1, 2]])
    """
    return self.expand(*size)


def _unpacked_sizes(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    """``f(2, 3)`` and ``f((2, 3))`` mean the same."""
    return tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], (list, tuple)) else sizes


@op(kind=composite, function=False)
def sum_to_size(self: Tensor, *size: int) -> Tensor:
    """The sum over all dimensions that ``expand`` from ``size`` to this shape would repeat: the transpose of `expand`.

    Shape: ``size``.
    Dtype: any; bools and integers are summed in int64.
    Raises: RuntimeError for a ``size`` that does not broadcast to this shape.

    >>> import flambeau as torch
    >>> torch.ones(2, 3).sum_to_size(1, 3)
    tensor([[2., 2., 2.]])
    """
    size = _unpacked_sizes(size)
    lead = self.ndim - len(size)
    if lead < 0 or any(have != want and want != 1 for have, want in zip(self.shape[lead:], size, strict=True)):
        raise RuntimeError(f"size {{{list(size)}}} is not expandable to size {{{list(self.shape)}}}.")
    dims = [*range(lead), *(lead + i for i, want in enumerate(size) if want == 1 and self.shape[lead + i] != 1)]
    return self.sum(dims, True).reshape(size) if dims else self


@op(kind=composite)
def flatten(self: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from ``start_dim`` to ``end_dim`` (included) as one; a view where the memory allows it.

    Shape: that of ``self`` with those sizes multiplied; a 0-d tensor gives ``(1,)``.
    Dtype: any; the result has it.
    Raises: IndexError for a dimension out of range; RuntimeError if ``start_dim`` comes after ``end_dim``.

    >>> import flambeau as torch
    >>> torch.flatten(torch.zeros(2, 3, 5), 1).shape
    torch.Size([2, 15])
    """
    shape = self.shape
    n = len(shape)
    if n == 0:
        return self.reshape(1)
    start = start_dim if 0 <= start_dim < n else _checked(start_dim, n)
    end = n - 1 if end_dim == -1 else _checked(end_dim, n)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end:
        return self
    return self.reshape((*shape[:start], math.prod(shape[start:end + 1]), *shape[end + 1:]))


def _checked(dim: int, n: int) -> int:
    """``dim`` counted from the front."""
    if not -n <= dim < n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {dim})")
    return dim % n


@op(kind=composite)
def unflatten(self: Tensor, dim: int, sizes: Size) -> Tensor:
    """One dimension as several: ``out.flatten(dim, dim + len(sizes) - 1) == self``.

    Shape: that of ``self`` with ``sizes``, of which one may be -1, in the place of ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless the sizes multiply up to that of ``dim``; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.unflatten(torch.zeros(2, 6), 1, (2, 3)).shape
    torch.Size([2, 2, 3])
    """
    dim = _checked(dim, self.ndim)
    sizes, size = list(entries(sizes, "sizes")), self.shape[dim]
    if -1 in sizes:
        known = -math.prod(sizes)
        sizes[sizes.index(-1)] = size // known if known else 0
    if math.prod(sizes) != size:
        raise RuntimeError(f"unflatten: Provided sizes {sizes} don't multiply up to the size of dim {dim} ({size}) "
                           "in the input tensor")
    return self.view((*self.shape[:dim], *sizes, *self.shape[dim + 1:]))


@op(kind=composite)
def ravel(self: Tensor) -> Tensor:
    """All dimensions as one, ``self.reshape(-1)``.

    Shape: ``(n,)``, n the number of elements.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.ravel(torch.zeros(2, 3)).shape
    torch.Size([6])
    """
    return self.contiguous().view(-1)


def _pieces(g: Tensor, tensors_shape: list[Size], dim: int) -> list[Tensor]:
    """``g`` cut into what each joined tensor contributed; legacy empty tensors of shape (0,) contributed nothing."""
    pieces, start = [], 0
    for shape in tensors_shape:
        if shape == (0,):
            pieces.append(g.new_zeros((0,)))
            continue
        pieces.append(g.narrow(dim, start, shape[dim]))
        start += shape[dim]
    return pieces


def _cat_batched(call: Any) -> Any:
    """Along one dimension more; tensors of shape (0,), which count for nothing, would stand in the way."""
    ranks = [t.ndim for t in call.originals[0]]
    keep = [k for k, t in enumerate(call.originals[0]) if tuple(t.shape) != (0,) or max(ranks) == 1]
    dim = call.values[1]
    parts = call.front(0)
    return call.wrap(cat([parts[k] for k in keep], dim + 1 if dim >= 0 else dim))


@op(kind=indexing, kernel="cat", aliases=("concat", "concatenate"), batch=full(_cat_batched), method=False,
    vjp=dict(tensors=lambda g, tensors_shape, dim: _pieces(g, tensors_shape, dim)),
    jvp="linear")
def cat(tensors: list[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along an existing dimension: ``out[:n]`` is the first one for dim 0, and so on.

    Shape: that of the tensors, with their sizes at ``dim`` added up. An empty vector joins anything.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: ValueError for no tensors; RuntimeError for sizes that differ elsewhere and 0-d tensors; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
    tensor([1, 2, 3])
    """


@op(kind=indexing, kernel="stack", batch="dims", method=False,
    vjp=dict(tensors=lambda g, dim: g.unbind(dim)),
    jvp="linear")
def stack(tensors: list[Tensor], dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new dimension: ``out[k]`` is the k-th for dim 0.

    Shape: that of the tensors with their number inserted at ``dim``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors and for shapes that differ.

    >>> import flambeau as torch
    >>> torch.stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 2],
            [3, 4]])
    """


@op(kind=composite, method=False)
def atleast_1d(tensor: Tensor) -> Tensor:
    """The tensor with at least one dimension: ``()`` becomes ``(1,)``.

    Shape: that of ``tensor``, or ``(1,)``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.atleast_1d(torch.tensor(1.))
    tensor([1.])
    """
    return tensor if tensor.ndim else tensor.reshape(1)


@op(kind=composite, method=False)
def atleast_2d(tensor: Tensor) -> Tensor:
    """The tensor with at least two dimensions, new ones in front: ``(n,)`` becomes ``(1, n)``.

    Shape: that of ``tensor`` with sizes of 1 in front.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.atleast_2d(torch.tensor([1., 2.])).shape
    torch.Size([1, 2])
    """
    return tensor if tensor.ndim > 1 else tensor.reshape(1, -1)


@op(kind=composite, method=False)
def atleast_3d(tensor: Tensor) -> Tensor:
    """The tensor with at least three dimensions: ``(n,)`` becomes ``(1, n, 1)``, ``(m, n)`` becomes ``(m, n, 1)``.

    Shape: that of ``tensor`` with sizes of 1 added.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.atleast_3d(torch.zeros(2, 3)).shape
    torch.Size([2, 3, 1])
    """
    return tensor if tensor.ndim > 2 else atleast_2d(tensor).unsqueeze(-1)


def _in_a_list(tensors: Any, name: str) -> list[Tensor] | tuple[Tensor, ...]:
    """``tensors``, which are a list or a tuple; a tensor, which has rows, is refused like anything else."""
    if not isinstance(tensors, (list, tuple)):
        raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not "
                        f"{type(tensors).__name__}")
    if not tensors:
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return tensors


@op(kind=composite, method=False)
def hstack(tensors: list[Tensor]) -> Tensor:
    """Tensors joined side by side: `cat` along ``dim`` 1, or 0 for vectors.

    Shape: that of the tensors, with their sizes there added up.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes or numbers of dimensions that differ.

    >>> import flambeau as torch
    >>> torch.hstack([torch.tensor([1]), torch.tensor([2])])
    tensor([1, 2])
    """
    parts = [x if x.ndim else x.reshape(1) for x in _in_a_list(tensors, "hstack")]
    return cat(parts, 0 if parts[0].ndim == 1 else 1)


@op(kind=composite, method=False)
def vstack(tensors: list[Tensor]) -> Tensor:
    """Tensors joined on top of each other: `cat` along ``dim`` 0, vectors as rows.

    Shape: ``(m, ...)`` and ``(n, ...)`` give ``(m + n, ...)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.

    >>> import flambeau as torch
    >>> torch.vstack([torch.tensor([1]), torch.tensor([2])])
    tensor([[1],
            [2]])
    """
    return cat([atleast_2d(x) for x in _in_a_list(tensors, "vstack")], 0)


@op(kind=composite, method=False)
def dstack(tensors: list[Tensor]) -> Tensor:
    """Tensors joined in depth: `cat` along ``dim`` 2, with at least three dimensions.

    Shape: ``(m, n, p)`` and ``(m, n, q)`` give ``(m, n, p + q)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.

    >>> import flambeau as torch
    >>> torch.dstack([torch.tensor([1]), torch.tensor([2])])
    tensor([[[1, 2]]])
    """
    return cat([atleast_3d(x) for x in _in_a_list(tensors, "dstack")], 2)


@op(kind=composite, method=False)
def column_stack(tensors: list[Tensor]) -> Tensor:
    """Vectors as the columns of a matrix, ``out[i][k] = tensors[k][i]``; matrices side by side.

    Shape: ``(m,)`` and ``(m, n)`` give ``(m, 1 + n)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.

    >>> import flambeau as torch
    >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 3],
            [2, 4]])
    """
    return cat([x.reshape(-1, 1) if x.ndim < 2 else x for x in _in_a_list(tensors, "column_stack")], 1)


@op(kind=view_kind, kernel="split_with_sizes", batch="dims",
    vjp=dict(self=lambda g, dim: cat(g, dim)),
    jvp="linear")
def split_with_sizes(self: Tensor, split_sizes: Size, dim: int = 0) -> list[Tensor]:
    """Consecutive parts of the given sizes along ``dim``, as views: ``self[:s0]``, ``self[s0 : s0 + s1]``, and so on.

    Shape: that of ``self`` with each of ``split_sizes`` at ``dim``.
    Raises: RuntimeError unless the sizes add up to the whole, and for negative ones.

    >>> import flambeau as torch
    >>> torch.split_with_sizes(torch.arange(3), [1, 2])
    (tensor([0]), tensor([1, 2]))
    """


@op(kind=view_kind, kernel="split", batch="dims", function=False, method=False, grad_name="Split",
    vjp=dict(self=lambda g, dim: cat(g, dim)),
    jvp="linear")
def split_evenly(self: Tensor, split_size: int, dim: int = 0) -> list[Tensor]:
    """Views of consecutive parts of ``split_size`` along ``dim``; the last may be smaller."""


@op(kind=composite)
def split(self: Tensor, split_size_or_sections: Size | int, dim: int = 0) -> list[Tensor]:
    """Consecutive parts along ``dim`` as views, ``self[:s]``, ``self[s : 2 * s]``, ...: all of one size
    (the last may be smaller), or of the sizes listed.

    Shape: that of ``self`` with the part's size at ``dim``.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for a size that is not positive, and for listed sizes that do not add up; IndexError for
        ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.split(torch.arange(5), 2)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    """
    if isinstance(split_size_or_sections, int):
        return split_evenly(self, split_size_or_sections, dim)
    return split_with_sizes(self, split_size_or_sections, dim)


@op(kind=composite)
def chunk(self: Tensor, chunks: int, dim: int = 0) -> list[Tensor]:
    """At most ``chunks`` views of ``ceil(n / chunks)`` elements along ``dim``; the last may be smaller.

    Shape: that of ``self`` with the part's size at ``dim``.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError unless ``chunks > 0``; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.chunk(torch.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
    """
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    size = self.shape[dim]
    return split_evenly(self, -(-size // chunks), dim) if size else split_with_sizes(self, [0] * chunks, dim)


@op(kind=indexing, kernel="unsafe_split", batch="dims",
    vjp=dict(self=lambda g, dim: cat(g, dim)),
    jvp="linear")
def unsafe_split(self: Tensor, split_size: int, dim: int = 0) -> list[Tensor]:
    """`split` into parts of ``split_size`` that may be written to although there are several of them: they share
    ``self``'s elements, but are not its views.

    What is written to a part is not seen by the history of ``self``: do not use ``self`` after that.

    Shape: that of ``self`` with ``split_size`` at ``dim``, and what is left in the last part.
    Dtype: any; the parts have it.
    Raises: RuntimeError for a negative ``split_size``.

    >>> import flambeau as torch
    >>> x = torch.ones(4, requires_grad=True)
    >>> left, right = torch.unsafe_split(x * 2, 2)
    >>> left.mul_(3).sum().backward()
    >>> x.grad
    tensor([6., 6., 0., 0.])
    """


@op(kind=indexing, kernel="unsafe_split_with_sizes", batch="dims",
    vjp=dict(self=lambda g, dim: cat(g, dim)),
    jvp="linear")
def unsafe_split_with_sizes(self: Tensor, split_sizes: Size, dim: int = 0) -> list[Tensor]:
    """`unsafe_split` into parts of the given sizes, ``split_sizes``.

    Shape: that of ``self`` with each of ``split_sizes`` at ``dim``.
    Dtype: any; the parts have it.
    Raises: RuntimeError unless the sizes add up to the whole, and for negative ones.

    >>> import flambeau as torch
    >>> [part.tolist() for part in torch.unsafe_split_with_sizes(torch.tensor([1, 2, 3]), [1, 2])]
    [[1], [2, 3]]
    """


@op(kind=composite)
def unsafe_chunk(self: Tensor, chunks: int, dim: int = 0) -> list[Tensor]:
    """`chunk` into parts of ``ceil(n / chunks)`` elements that may be written to; see `unsafe_split`.

    Shape: that of ``self`` with the part's size at ``dim``.
    Dtype: any; the parts have it.
    Raises: RuntimeError unless ``chunks > 0``; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> [part.tolist() for part in torch.unsafe_chunk(torch.tensor([1, 2, 3]), 2)]
    [[1, 2], [3]]
    """
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    size = self.shape[dim]
    return unsafe_split(self, -(-size // chunks), dim) if size else unsafe_split_with_sizes(self, [0] * chunks, dim)


@op(kind=composite)
def tensor_split(self: Tensor, indices_or_sections: object, dim: int = 0) -> tuple[Tensor, ...]:
    """Views along ``dim`` split at the indices listed, ``self[:i0]``, ``self[i0:i1]``, ..., or into that many parts,
    the first ones larger by one.

    Shape: that of ``self`` with the part's size at ``dim``.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for a 0-d tensor, and unless the number of parts is positive; IndexError for ``dim`` out of
        range.

    >>> import flambeau as torch
    >>> torch.tensor_split(torch.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
    """
    if self.ndim == 0:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    size = self.shape[dim]
    cuts: Any = indices_or_sections.tolist() if isinstance(indices_or_sections, Tensor) else indices_or_sections
    if isinstance(cuts, int):
        if cuts <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {cuts}")
        if cuts > 10**8:  # each is a tensor of some 200 bytes
            raise MemoryError(f"tensor_split: {cuts} sections are more than memory can hold")
        small, larger = divmod(size, cuts)
        cuts = [i * small + min(i, larger) for i in range(1, cuts)]
    edges: list[int] = [0, *entries(cuts, "indices_or_sections"), size]
    return tuple(slice(self, dim, a, b) for a, b in pairwise(edges))


def _split_along(op_name: str, x: Tensor, indices_or_sections: object, dim: int, least: int) -> tuple[Tensor, ...]:
    """`tensor_split` of a tensor of at least so many dims, into equal parts where their number is given."""
    if x.ndim < least:
        raise RuntimeError(f"torch.{op_name} requires a tensor with at least {least} dimension, but got a tensor with "
                           f"{x.ndim} dimensions!")
    parts = indices_or_sections
    if isinstance(parts, int) and (parts == 0 or x.shape[dim] % parts):
        raise RuntimeError(f"torch.{op_name} attempted to split along dimension {dim}, but the size of the dimension "
                           f"{x.shape[dim]} is not divisible by the split_size {parts}!")
    return tensor_split(x, parts, dim)


@op(kind=composite)
def hsplit(self: Tensor, indices_or_sections: object) -> tuple[Tensor, ...]:
    """`tensor_split` along ``dim`` 1 (0 of a vector), into equal parts where their number is given.

    Shape: that of ``self`` with the part's size there.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for a 0-d tensor, and for a number of parts that does not divide the size.

    >>> import flambeau as torch
    >>> torch.hsplit(torch.arange(4), 2)
    (tensor([0, 1]), tensor([2, 3]))
    """
    return _split_along("hsplit", self, indices_or_sections, 0 if self.ndim == 1 else 1, 1)


@op(kind=composite)
def vsplit(self: Tensor, indices_or_sections: object) -> tuple[Tensor, ...]:
    """`tensor_split` along ``dim`` 0, into equal parts where their number is given.

    Shape: that of ``self`` with the part's size there.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for fewer than two dimensions, and for a number of parts that does not divide the size.

    >>> import flambeau as torch
    >>> torch.vsplit(torch.arange(4).view(2, 2), 2)
    (tensor([[0, 1]]), tensor([[2, 3]]))
    """
    return _split_along("vsplit", self, indices_or_sections, 0, 2)


@op(kind=composite)
def dsplit(self: Tensor, indices_or_sections: object) -> tuple[Tensor, ...]:
    """`tensor_split` along ``dim`` 2, into equal parts where their number is given.

    Shape: that of ``self`` with the part's size there.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for fewer than three dimensions, and for a number of parts that does not divide the size.

    >>> import flambeau as torch
    >>> torch.dsplit(torch.arange(4).view(1, 2, 2), 2)[0].shape
    torch.Size([1, 2, 1])
    """
    return _split_along("dsplit", self, indices_or_sections, 2, 3)


@op(kind=view_kind, kernel="unbind", batch="dims",
    vjp=dict(self=lambda g, dim: stack(g, dim)),
    jvp="linear")
def unbind(self: Tensor, dim: int = 0) -> list[Tensor]:
    """All slices along ``dim``, as views: ``(self[0], self[1], ...)`` for dim 0.

    Shape: that of ``self`` without ``dim``, each.

    >>> import flambeau as torch
    >>> torch.unbind(torch.tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """


@op(kind=view_kind, kernel="select", batch="dims",
    vjp=dict(self=lambda g, self_shape, dim, index: select_backward(g, self_shape, dim, index)),
    jvp="linear")
def select(self: Tensor, dim: int, index: int) -> Tensor:
    """One slice along ``dim``, as a view: ``self[index]`` for dim 0.

    Shape: that of ``self`` without ``dim``.
    Raises: IndexError for ``dim`` out of range and an ``index`` outside ``[-n, n)``.

    >>> import flambeau as torch
    >>> torch.select(torch.tensor([[1, 2], [3, 4]]), 1, 0)
    tensor([1, 3])
    """


@op(kind=indexing, kernel="select_backward", batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, dim, index: g.select(dim, index)),
    jvp="linear")
def select_backward(grad: Tensor, input_shape: Size, dim: int, index: int) -> Tensor:
    """Zeros of ``input_shape`` with ``grad`` as the slice ``index`` along ``dim``."""


@op(kind=view_kind, kernel="slice", batch="dims", function=False, method=False, grad_name="Slice",
    vjp=dict(self=lambda g, self_shape, dim, start, end, step: slice_backward(g, self_shape, dim, start, end, step)),
    jvp="linear")
def slice(self: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Tensor:
    """The view ``self[start:end:step]`` along ``dim``; bounds beyond the ends are cut, ``step`` is positive."""


@op(kind=indexing, kernel="slice_backward", batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, dim, start, end, step: slice(g, dim, start, end, step)),
    jvp="linear")
def slice_backward(grad: Tensor, input_shape: Size, dim: int, start: int | None, end: int | None,
                   step: int) -> Tensor:
    """Zeros of ``input_shape`` with ``grad`` as the slice ``start:end:step`` along ``dim``."""


@op(kind=composite)
def narrow(self: Tensor, dim: int, start: Tensor | int, length: int) -> Tensor:
    """``self[start : start + length]`` along ``dim``, as a view; a negative ``start`` counts from the end.

    Shape: that of ``self`` with ``length`` at ``dim``.
    Dtype: any; the result has it and shares the memory.
    Raises: RuntimeError for what reaches beyond the end and for a negative length; IndexError for ``dim`` or ``start``
        out of range.

    >>> import flambeau as torch
    >>> torch.narrow(torch.arange(5), 0, 1, 3)
    tensor([1, 2, 3])
    """
    start = int(start.item()) if isinstance(start, Tensor) else start
    size = self.shape[dim]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -size <= start <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {start})")
    start = start + size if start < 0 else start
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return slice(self, dim, start, start + length)


@op(kind=view_kind, kernel="diagonal", batch="dims",
    vjp=dict(self=lambda g, self_shape, offset, dim1, dim2: diagonal_backward(g, self_shape, offset, dim1, dim2)),
    jvp="linear")
def diagonal(self: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The ``offset``-th diagonal of the planes of ``dim1`` and ``dim2``, as a view: ``out[i] = self[i][i + offset]``
    for a matrix.

    Shape: that of ``self`` without the two dimensions, and the length of the diagonal at the end.
    Raises: RuntimeError if ``dim1`` is ``dim2``.

    >>> import flambeau as torch
    >>> torch.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """


@op(kind=indexing, kernel="diagonal_backward", batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, offset, dim1, dim2: g.diagonal(offset, dim1, dim2)),
    jvp="linear")
def diagonal_backward(grad: Tensor, input_shape: Size, offset: int, dim1: int, dim2: int) -> Tensor:
    """Zeros of ``input_shape`` with ``grad`` as the diagonal."""


@op(kind=composite)
def diag_embed(self: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with the last dimension as their ``offset``-th diagonal, zeros elsewhere:
    ``out[..., i, i + offset] = self[..., i]``.

    Shape: ``(..., n)`` gives ``(..., m, m)`` with ``m = n + |offset|``, the new dimensions at ``dim1`` and ``dim2``.
    Dtype: any; the result has it.
    Raises: RuntimeError if ``dim1`` is ``dim2``; IndexError for one out of range.

    >>> import flambeau as torch
    >>> torch.diag_embed(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    n = self.ndim + 1
    dim1, dim2 = _checked(dim1, n), _checked(dim2, n)
    if dim1 == dim2:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    shape, side = list(self.shape[:-1]), self.shape[-1] + abs(offset)
    for dim in sorted((dim1, dim2)):
        shape.insert(dim, side)
    return diagonal_backward(self, shape, offset, dim1, dim2)


@op(kind=composite)
def diag(self: Tensor, diagonal: int = 0) -> Tensor:
    """A copy of a matrix's diagonal, ``out[i] = self[i][i + diagonal]``, or the matrix with a vector as its diagonal.

    Shape: ``(m, n)`` gives the diagonal's length, ``(n,)`` gives ``(m, m)`` with ``m = n + |diagonal|``.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of dimensions than 1 or 2.

    >>> import flambeau as torch
    >>> torch.diag(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    if self.ndim == 1:
        return diag_embed(self, diagonal)
    if self.ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {self.ndim}D")
    return self.diagonal(diagonal).clone()


@op(kind=composite)
def diagflat(self: Tensor, offset: int = 0) -> Tensor:
    """The matrix with all elements as its diagonal: ``out[i][i + offset] = self.flatten()[i]``.

    Shape: ``(m, m)`` with ``m = n + |offset|`` for n elements.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.diagflat(torch.tensor([[1, 2]]))
    tensor([[1, 0],
            [0, 2]])
    """
    return diag_embed(self.reshape(-1), offset)


@op(kind=composite)
def trace(self: Tensor) -> Tensor:
    """The sum of a matrix's diagonal, ``sum over i of self[i][i]``.

    Shape: ``(m, n)`` gives a 0-d tensor.
    Dtype: any; bools and integers are summed in int64.
    Raises: RuntimeError for another number of dimensions than 2.

    >>> import flambeau as torch
    >>> torch.trace(torch.tensor([[1., 2.], [3., 4.]]))
    tensor(5.)
    """
    if self.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {self.ndim}")
    return self.diagonal().sum()


@op(kind=indexing, inplace=True, kernel="tril", vjp=dict(self=lambda g, diagonal: g.tril(diagonal)), jvp="linear",
    batch="front")
def tril(self: Tensor, diagonal: int = 0) -> Tensor:
    """Matrices with zeros above the ``diagonal``-th diagonal: ``out[i][j] = self[i][j] if j <= i + diagonal else 0``.

    Shape: ``(..., m, n)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.tril(torch.ones(2, 2))
    tensor([[1., 0.],
            [1., 1.]])
    """


@op(kind=indexing, inplace=True, kernel="triu", vjp=dict(self=lambda g, diagonal: g.triu(diagonal)), jvp="linear",
    batch="front")
def triu(self: Tensor, diagonal: int = 0) -> Tensor:
    """Matrices with zeros below the ``diagonal``-th diagonal: ``out[i][j] = self[i][j] if j >= i + diagonal else 0``.

    Shape: ``(..., m, n)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.triu(torch.ones(2, 2))
    tensor([[1., 1.],
            [0., 1.]])
    """


def _several(sizes: Size | int) -> Any:
    return (sizes,) if isinstance(sizes, int) else sizes


def _extent(shape: Size, stride: Size) -> int:
    """How many elements of storage a geometry spans."""
    shape, stride = _several(shape), _several(stride)
    return 1 + sum((n - 1) * step for n, step in zip(shape, stride, strict=True)) if math.prod(shape) else 0


def _strided_gradient(g: Tensor, self_geometry: tuple[Any, ...], size: Size, stride: Size,
                      storage_offset: int | None) -> Tensor:
    """``g`` added up in a flat storage, then read through the geometry of ``self``.

    An element of storage that ``self`` shows several times shares its gradient among them.
    """
    shape, strides, start = self_geometry
    offset = start if storage_offset is None else storage_offset
    low = min(start, offset)
    length = max(start + _extent(shape, strides), offset + _extent(size, stride)) - low
    positions = arange(length, dtype=int64)
    flat = g.new_zeros(length).index_add(0, positions.as_strided(size, stride, offset - low).reshape(-1), g.reshape(-1))
    if _repeats(shape, strides):
        seen = positions.as_strided(shape, strides, start - low).reshape(-1)
        flat = flat / positions.new_zeros(length).index_add(0, seen, ones_like(seen)).clamp_min(1)
    return flat.as_strided(shape, strides, start - low)


def _repeats(shape: Size, strides: Size) -> object:
    """Whether a geometry may show an element of storage more than once."""
    reach = 0
    for step, n in sorted((step, n) for n, step in zip(shape, strides, strict=True) if n > 1):
        if step <= reach:
            return True
        reach += (n - 1) * step
    return False


def _strided_tangent(self_geometry: tuple[Any, ...], d_self: Tensor, size: Size, stride: Size,
                     storage_offset: int | None) -> Tensor:
    shape, strides, start = self_geometry
    offset = start if storage_offset is None else storage_offset
    low = min(start, offset)
    length = max(start + _extent(shape, strides), offset + _extent(size, stride)) - low
    positions = arange(length, dtype=int64).as_strided(shape, strides, start - low)
    flat = d_self.new_zeros(length).index_copy(0, positions.reshape(-1), d_self.reshape(-1))
    return flat.as_strided(size, stride, offset - low)


def _strided_batched(call: Any) -> Any:
    x, d = call.values[0], call.dims[0]
    size, stride, offset = call.values[1:]
    shape, strides = (x.shape[d], *_several(size)), (x.stride(d), *_several(stride))
    rows = x.as_strided(shape, strides, x.storage_offset() if offset is None else offset)
    return call.wrap(rows)


@op(kind=view_kind, kernel="as_strided", inplace=True,
    batch=full(_strided_batched),
    vjp=dict(self=_strided_gradient),
    jvp=_strided_tangent)
def as_strided(self: Tensor, size: Size, stride: Size, storage_offset: int | None = None) -> Tensor:
    """A view of the storage: ``out[i][j]`` is element ``storage_offset + i * stride[0] + j * stride[1]`` of it.

    Sizes, strides and offset are in elements; the offset is that of ``self`` by default.

    Shape: ``size``.
    Raises: RuntimeError for what reaches beyond the storage, negative strides, and unless there are as many strides as
        sizes.

    >>> import flambeau as torch
    >>> torch.arange(6).as_strided((2, 2), (3, 1))
    tensor([[0, 1],
            [3, 4]])
    """


@op(kind=view_kind, kernel="unfold", batch="dims", function=False,
    vjp=dict(self=lambda g, self_shape, dimension, size, step: unfold_backward(g, self_shape, dimension, size, step)),
    jvp="linear")
def unfold(self: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All windows along ``dimension`` as a view: ``out[w][k] = self[w * step + k]`` for a vector.

    Shape: that of ``self`` with ``(n - size) // step + 1`` windows at ``dimension``, and ``size`` at the end.
    Raises: RuntimeError for windows larger than the dimension and for ``step <= 0``; IndexError for ``dimension`` out
        of range.

    >>> import flambeau as torch
    >>> torch.arange(5).unfold(0, 3, 2)
    tensor([[0, 1, 2],
            [2, 3, 4]])
    """


@op(kind=indexing, kernel="unfold_backward", batch="dims", function=False, method=False,
    vjp=dict(grad=lambda g, dim, size, step: g.unfold(dim, size, step)),
    jvp="linear")
def unfold_backward(grad: Tensor, input_shape: Size, dim: int, size: int, step: int) -> Tensor:
    """Zeros of ``input_shape`` to which every window of ``grad`` is added in its place."""


def _repeat_gradient(g: Tensor, self_shape: Size, repeats: Size) -> Tensor:
    shape = (*(1,) * (len(repeats) - len(self_shape)), *self_shape)
    pairs = [size for pair in zip(repeats, shape, strict=True) for size in pair]
    summed = g.reshape(pairs).sum(tuple(range(0, len(pairs), 2))) if pairs else g
    return summed.reshape(self_shape)


@op(kind=indexing, kernel="repeat", function=False,
    batch=lambda self, repeats: widened(self, len(repeats)).repeat(1, *repeats),
    vjp=dict(self=lambda g, self_shape, repeats: _repeat_gradient(g, self_shape, repeats)),
    jvp="linear")
def repeat(self: Tensor, *repeats: int) -> Tensor:
    """The whole tensor repeated along each dimension, new ones in front: ``out[i] = self[i % n]`` for a vector.

    Shape: the sizes of ``self`` times ``repeats``.
    Dtype: any; the result has it.
    Raises: RuntimeError for negative repeats and for fewer of them than ``self`` has dimensions.

    >>> import flambeau as torch
    >>> torch.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """


@op(kind=composite)
def tile(self: Tensor, *dims: int) -> Tensor:
    """`repeat` with missing repetitions taken as 1: ``out[i] = self[i % n]`` for a vector.

    Shape: the sizes of ``self`` times ``dims``, the shorter of both filled up with ones in front.
    Dtype: any; the result has it.
    Raises: RuntimeError for negative repetitions.

    >>> import flambeau as torch
    >>> torch.tile(torch.tensor([1, 2]), (2,))
    tensor([1, 2, 1, 2])
    """
    dims = _unpacked_sizes(dims)
    return self.repeat((*(1,) * (self.ndim - len(dims)), *dims))


@op(kind=indexing, kernel="repeat_index", batch="loop", function=False, method=False)
def repeat_index(repeats: Tensor) -> Tensor:
    """Each index i of the vector ``repeats`` written ``repeats[i]`` times, as int64; negative counts are an error."""


@op(kind=composite)
def repeat_interleave(self: Tensor, repeats: Tensor | int | None = None, dim: int | None = None, *,
                      output_size: int | None = None) -> Tensor:
    """Each element along ``dim`` (of the flattened tensor by default) repeated: ``a, a, b, b`` of ``a, b``; all alike
    or each as ``repeats`` says.

    Called with a tensor of ``repeats`` alone, the index of each element that often. ``output_size`` may say what the
    repetitions add up to.

    Shape: that of ``self`` with the sum of the repetitions at ``dim``.
    Dtype: any; the result has it. ``repeats`` are integers.
    Raises: RuntimeError for negative repetitions, another number of them and another ``output_size``;
        NotImplementedError for ``repeats`` of another dtype; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.repeat_interleave(torch.tensor([1, 2]), 2)
    tensor([1, 1, 2, 2])
    """
    if repeats is None:
        return repeat_index(self)
    x, dim = (self.reshape(-1), 0) if dim is None else (self, _checked(dim, self.ndim))
    if isinstance(repeats, Tensor):
        require_one_device("repeat_interleave", self, repeats)
        if repeats.numel() == 1:
            repeats = repeats.reshape(1).expand(x.shape[dim])
        if repeats.shape[0] != x.shape[dim]:
            raise RuntimeError("repeats must have the same size as input along dim, but got "
                               f"repeats.size(0) = {repeats.shape[0]} and input.size({dim}) = {x.shape[dim]}")
        index = repeat_index(repeats)
        if output_size is not None and output_size != index.shape[0]:
            raise RuntimeError("allocated size does not match required size | repeat_interleave: output_size is "
                               f"{output_size}, the repeats add up to {index.shape[0]}")
        return x.index_select(dim, index)
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    if output_size is not None and output_size != repeats * x.shape[dim]:
        raise RuntimeError("repeat_interleave: Invalid output_size, expected "
                           f"{repeats * x.shape[dim]} but got {output_size}")
    shape = x.shape
    wide = x.unsqueeze(dim + 1).expand((*shape[:dim + 1], repeats, *shape[dim + 1:]))
    return wide.clone().flatten(dim, dim + 1)


def _flipped(x: Tensor, dims: Size) -> Tensor:
    return x.flip(dims) if x.ndim > 1 else x.clone()


@op(kind=indexing, kernel="flip", vjp=dict(self=lambda g, dims: g.flip(dims)), jvp="linear",
    batch=lambda self, dims: _flipped(self, _behind_batch(self, dims)))
def flip(self: Tensor, *dims: int) -> Tensor:
    """A copy with the order along each of ``dims`` reversed: ``out[i] = self[n - 1 - i]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: IndexError for a dimension out of range; RuntimeError for one that is named twice.

    >>> import flambeau as torch
    >>> torch.flip(torch.tensor([1, 2, 3]), (0,))
    tensor([3, 2, 1])
    """


@op(kind=composite)
def fliplr(self: Tensor) -> Tensor:
    """`flip` along ``dim`` 1: ``out[i][j] = self[i][n - 1 - j]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: IndexError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.fliplr(torch.tensor([[1, 2]]))
    tensor([[2, 1]])
    """
    return self.flip(1)


@op(kind=composite)
def flipud(self: Tensor) -> Tensor:
    """`flip` along ``dim`` 0: ``out[i] = self[n - 1 - i]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.flipud(torch.tensor([1, 2]))
    tensor([2, 1])
    """
    return self.flip(0)


def _backwards(shifts: Size | int) -> list[int]:
    return [-shift for shift in _several(shifts)]


def _rolled(x: Tensor, shifts: Size, dims: Size) -> Tensor:
    if not dims:
        return x.reshape(x.shape[0], -1).roll(shifts, 1).reshape(x.shape)
    return x.roll(shifts, _behind_batch(x, _several(dims)))


@op(kind=indexing, kernel="roll",
    batch=lambda self, shifts, dims: _rolled(self, shifts, dims),
    vjp=dict(self=lambda g, shifts, dims: g.roll(_backwards(shifts), dims)),
    jvp="linear")
def roll(self: Tensor, shifts: Size, dims: Size = ()) -> Tensor:
    """Elements moved by ``shifts`` along ``dims``, re-entering at the other end: ``out[(i + shift) % n] = self[i]``;
    without ``dims``, flattened first.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless there is a shift for each dimension; IndexError for a dimension out of range.

    >>> import flambeau as torch
    >>> torch.roll(torch.tensor([1, 2, 3]), 1)
    tensor([3, 1, 2])
    """


@op(kind=composite)
def rot90(self: Tensor, k: int = 1, dims: Size = (0, 1)) -> Tensor:
    """``k`` quarter turns in the plane of two dimensions, from the first towards the second:
    ``out[i][j] = self[j][n - 1 - i]`` for one.

    Shape: that of ``self``, with the two sizes exchanged for an odd ``k``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless two different dimensions are named; IndexError for one out of range.

    >>> import flambeau as torch
    >>> torch.rot90(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if self.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {self.ndim}")
    a, b = dims
    if _checked(a, self.ndim) == _checked(b, self.ndim):
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {a} and dim1 = {b}")
    k %= 4
    if k == 2:
        return self.flip(a, b)
    if k == 1:
        return self.flip(b).transpose(a, b)
    return self.flip(a).transpose(a, b) if k == 3 else self.clone()


@op(kind=composite, aliases=("moveaxis",))
def movedim(self: Tensor, source: Size, destination: Size) -> Tensor:
    """The dimensions ``source`` moved to the places ``destination``, the others in order, as a view:
    ``out.shape[destination] = self.shape[source]``.

    Shape: that of ``self``, reordered.
    Dtype: any; the result has it and shares the memory.
    Raises: RuntimeError unless both name the same number of dimensions, each once; IndexError for one out of range.

    >>> import flambeau as torch
    >>> torch.movedim(torch.zeros(2, 3, 5), 0, 2).shape
    torch.Size([3, 5, 2])
    """
    n = self.ndim
    if not n and source in (0, -1) and destination in (0, -1):
        return self.permute([])
    source = [_checked(d, n) for d in entries(source, "source")]
    destination = [_checked(d, n) for d in entries(destination, "destination")]
    if len(source) != len(destination) or len({*source}) != len(source) or len({*destination}) != len(destination):
        raise RuntimeError(f"movedim: Invalid source or destination dims: source ({source} dims) should contain "
                           f"the same number of unique dims as destination ({destination} dims)")
    placed = dict(zip(destination, source, strict=True))
    others = iter(d for d in range(n) if d not in source)
    return self.permute([placed[d] if d in placed else next(others) for d in range(n)])


@op(kind=elementwise, kernel="clone", vjp=dict(self=lambda g: g), jvp=lambda d_self: d_self.clone(),
    flops=lambda: 0)
def clone(self: Tensor, *, memory_format: object = None) -> Tensor:
    """A copy in memory of its own, ``out[i] = self[i]``, through which gradients flow.

    Raises: RuntimeError for a ``memory_format`` that needs another number of dimensions.

    >>> import flambeau as torch
    >>> torch.clone(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """


@op(kind=view_kind, kernel="alias", function=False, method=False, vjp=dict(self=lambda g: g), jvp="linear",
    batch="same")
def alias(self: Tensor) -> Tensor:
    """A view of the whole tensor: what ``self[...]`` gives."""


def _contiguous_batched(call: Any) -> Any:
    """Each example is to be contiguous, wherever the batch lies."""
    if call.values[1] is None and call.originals[0].is_contiguous():
        return call.wrap(call.values[0], call.dims[0])
    return call.wrap(call.run([call.front(0), *call.values[1:]]))


@op(kind=elementwise, kernel="contiguous", function=False, grad_name="Clone", keeps_layout=False,
    batch=full(_contiguous_batched),
    vjp=dict(self=lambda g: g),
    jvp=lambda d_self: d_self.clone(),
    flops=lambda: 0)
def contiguous(self: Tensor, memory_format: object = None) -> Tensor:
    """The tensor itself if it lies in memory in the order of ``memory_format`` (row by row by default), else a copy
    that does.

    Raises: RuntimeError for a ``memory_format`` that needs another number of dimensions.

    >>> import flambeau as torch
    >>> torch.zeros(2, 3).t().contiguous().stride()
    (2, 1)
    """


@op(kind=elementwise, kernel="to_copy", function=False, method=False, grad_name="ToCopy",
    vjp=dict(self=lambda g: g),
    jvp=lambda d_self, dtype, device: _to_copy(d_self, dtype=dtype, device=device),
    flops=lambda: 0)
def _to_copy(self: Tensor, *, dtype: Dtype | None = None, device: Device | None = None, non_blocking: bool = False,
             memory_format: object = None) -> Tensor:
    """A copy in another dtype or on another device; the engine brings gradients back to the input's dtype."""


@op(kind=composite, function=False)
def to(self: Tensor, target: object = None, second: object = None, non_blocking: bool = False, copy: bool = False, *,
       dtype: Dtype | None = None, device: Device | None = None, memory_format: object = None,
       other: Tensor | None = None) -> Tensor:
    """The tensor as another dtype, on another device, or both, or as those of another tensor: ``x.to(float64)``.

    Called as ``to(dtype)``, ``to(device, dtype)`` or ``to(other)``; the tensor itself if nothing changes, unless
    ``copy``. Floating numbers lose their fraction as integers, complex ones their imaginary part (with a warning) as
    real ones.

    Shape: that of ``self``.
    Dtype: any; the result has the one asked for.
    Raises: RuntimeError for an unknown device; TypeError for arguments that are nothing of the above.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).to(torch.int64)
    tensor([1])
    """
    given: Any
    for given in (target, second, other):
        if isinstance(given, Tensor):
            dtype, device = given.dtype, given.device
        elif isinstance(given, type(float32)):
            dtype = given
        elif isinstance(given, bool):
            non_blocking = given
        elif given is not None:
            device = given
    same_device = device is None or str(device).partition(":")[0] == str(self.device).partition(":")[0]
    if not copy and same_device and dtype in (None, self.dtype) and memory_format is None:
        return self
    return _to_copy(self, dtype=dtype, device=device, non_blocking=non_blocking, memory_format=memory_format)


@op(kind=composite, function=False)
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """``self.to(other.dtype)``.

    Shape: that of ``self``.
    Dtype: any; the result has that of ``other``.
    Raises: TypeError if ``other`` is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).type_as(torch.tensor([1.]))
    tensor([1.])
    """
    return to(self, other.dtype)


@op(kind=composite, function=False, method="float")
def to_float(self: Tensor) -> Tensor:
    """``self.to(float32)``.

    Shape: that of ``self``.
    Dtype: any; the result has float32.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).float()
    tensor([1.])
    """
    return to(self, float32)


@op(kind=composite, function=False, method="double")
def to_double(self: Tensor) -> Tensor:
    """``self.to(float64)``.

    Shape: that of ``self``.
    Dtype: any; the result has float64.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).double()
    tensor([1.], dtype=torch.float64)
    """
    return to(self, float64)


@op(kind=composite, function=False, method="half")
def to_half(self: Tensor) -> Tensor:
    """``self.to(float16)``.

    Shape: that of ``self``.
    Dtype: any; the result has float16.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).half()
    tensor([1.], dtype=torch.float16)
    """
    return to(self, float16)


@op(kind=composite, function=False, method="bfloat16")
def to_bfloat16(self: Tensor) -> Tensor:
    """``self.to(bfloat16)``.

    Shape: that of ``self``.
    Dtype: any; the result has bfloat16.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1]).bfloat16()
    tensor([1.], dtype=torch.bfloat16)
    """
    return to(self, bfloat16)


@op(kind=composite, function=False, method="int")
def to_int(self: Tensor) -> Tensor:
    """``self.to(int32)``.

    Shape: that of ``self``.
    Dtype: any; the result has int32.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).int()
    tensor([1], dtype=torch.int32)
    """
    return to(self, int32)


@op(kind=composite, function=False, method="long")
def to_long(self: Tensor) -> Tensor:
    """``self.to(int64)``.

    Shape: that of ``self``.
    Dtype: any; the result has int64.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).long()
    tensor([1])
    """
    return to(self, int64)


@op(kind=composite, function=False, method="short")
def to_short(self: Tensor) -> Tensor:
    """``self.to(int16)``.

    Shape: that of ``self``.
    Dtype: any; the result has int16.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).short()
    tensor([1], dtype=torch.int16)
    """
    return to(self, int16)


@op(kind=composite, function=False, method="char")
def to_char(self: Tensor) -> Tensor:
    """``self.to(int8)``.

    Shape: that of ``self``.
    Dtype: any; the result has int8.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).char()
    tensor([1], dtype=torch.int8)
    """
    return to(self, int8)


@op(kind=composite, function=False, method="byte")
def to_byte(self: Tensor) -> Tensor:
    """``self.to(uint8)``.

    Shape: that of ``self``.
    Dtype: any; the result has uint8.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.7]).byte()
    tensor([1], dtype=torch.uint8)
    """
    return to(self, uint8)


@op(kind=composite, function=False, method="bool")
def to_bool(self: Tensor) -> Tensor:
    """``self.to(bool)``.

    Shape: that of ``self``.
    Dtype: any; the result has bool.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([0., 1.7]).bool()
    tensor([False,  True])
    """
    return to(self, bool_dtype)


@op(kind=composite, function=False, method="cfloat")
def to_cfloat(self: Tensor) -> Tensor:
    """``self.to(complex64)``.

    Shape: that of ``self``.
    Dtype: any; the result has complex64.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.]).cfloat()
    tensor([1.+0.j])
    """
    return to(self, complex64)


@op(kind=composite, function=False, method="cdouble")
def to_cdouble(self: Tensor) -> Tensor:
    """``self.to(complex128)``.

    Shape: that of ``self``.
    Dtype: any; the result has complex128.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.tensor([1.]).cdouble()
    tensor([1.+0.j], dtype=torch.complex128)
    """
    return to(self, complex128)


@op(kind=elementwise, kernel="copy", function=False, inplace="only", across_devices=True, grad_name="CopyBackwards",
    vjp=dict(self=lambda g: g.new_zeros(g.shape), src=lambda g: g),
    jvp=lambda result, src, d_src: (d_src.to(result.dtype).expand(result.shape) if isinstance(src, Tensor)
                                    else result.new_zeros(result.shape)),
    flops=lambda: 0)
def copy(self: Tensor, src: Tensor | Number, non_blocking: bool = False) -> Tensor:
    """``copy_``: ``self[i] = src[i]``, broadcast and cast to the dtype of ``self``; complex numbers lose their
    imaginary part.

    Shape: that of ``self``.
    Dtype: any; ``self`` keeps its own.
    Raises: RuntimeError for a ``src`` that does not broadcast to ``self``.

    >>> import flambeau as torch
    >>> torch.zeros(2).copy_(torch.tensor([1, 2]))
    tensor([1., 2.])
    """


@op(kind=elementwise, kernel="fill", traits=("fills",),
    batch=composed(lambda self, value: self.new_zeros(self.shape) + value.to(self.dtype) if isinstance(value, Tensor)
                   else full_like(self, value)),
    vjp=dict(self=lambda g: g.new_zeros(g.shape), value=lambda g: g.sum()),
    jvp=lambda result, value, d_value: (d_value.expand(result.shape) if isinstance(value, Tensor)
                                        else result.new_zeros(result.shape)),
    flops=lambda: 0)
def fill(self: Tensor, value: Tensor | Number) -> Tensor:
    """Every element the same, ``out[i] = value``, a number or a 0-d tensor, cast to the dtype of ``self``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a tensor with dimensions and for a number that the dtype cannot hold.

    >>> import flambeau as torch
    >>> torch.zeros(2).fill_(3)
    tensor([3., 3.])
    """


@op(kind=elementwise, kernel="zero", function=False, inplace="only", traits=("fills",),
    vjp=dict(self=lambda g: g.new_zeros(g.shape)),
    jvp=lambda result: result.new_zeros(result.shape),
    flops=lambda: 0)
def zero(self: Tensor) -> Tensor:
    """``zero_``: every element becomes 0.

    Raises: RuntimeError for a leaf that requires grad.

    >>> import flambeau as torch
    >>> torch.ones(2).zero_()
    tensor([0., 0.])
    """


@op(kind=composite, method=False)
def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All tensors expanded to their common shape, as views: ``out[k][i] = tensors[k][i]``, sizes of 1 repeated.

    Shape: all that of the tensors, broadcast together.
    Dtype: any; each keeps its own.
    Raises: RuntimeError for shapes that do not broadcast.

    >>> import flambeau as torch
    >>> torch.broadcast_tensors(torch.tensor([1, 2]), torch.tensor([[3]]))
    (tensor([[1, 2]]), tensor([[3, 3]]))
    """
    tensors = _unpacked(tensors)
    shape = broadcast_shapes(*(x.shape for x in tensors))
    return tuple(x.expand(shape) for x in tensors)


def require_one_device(name: str, a: Tensor, b: Tensor) -> None:
    """RuntimeError unless both are on one device; for composites that give one of them the shape of the other first.

    Shapes on meta may be of any size, and a tensor on the CPU must not be computed at that size.
    """
    if a.device != b.device:
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, cpu and meta! "
            f"({name}: one argument is on {a.device}, another on {b.device} | move one of them with .to())")


@explained
def broadcast_shapes(*shapes: Size | int) -> Size:
    """The shape to which all shapes broadcast: aligned at the end, sizes are equal, or 1 and repeated.

    Raises: RuntimeError where they do not.

    >>> import flambeau as torch
    >>> torch.broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    rows = [entries(shape, "shapes") for shape in shapes]
    out = [1] * max(map(len, rows), default=0)
    for row in rows:
        for i, size in enumerate(reversed(row), 1):
            if size not in (1, out[-i]):
                if out[-i] != 1:
                    raise RuntimeError("Shape mismatch: objects cannot be broadcast to a single shape: "
                                       + " and ".join(map(str, rows)))
                out[-i] = size
    return Size(out)


def _unpacked(tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """``f(a, b)`` and ``f([a, b])`` mean the same."""
    return tuple(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors


@op(kind=composite, method=False)
def meshgrid(*tensors: Tensor, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Coordinate grids of vectors: ``out[k][i0][i1]... = tensors[k][i_k]``.

    ``indexing`` "ij" (default) keeps that order; "xy" exchanges the first two dimensions.

    Shape: vectors ``(n0,)``, ``(n1,)``, ... give grids ``(n0, n1, ...)``.
    Dtype: any, the same for all; the grids have it.
    Raises: RuntimeError for another ``indexing``, no vectors, more than one dimension and different dtypes.

    >>> import flambeau as torch
    >>> torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4]), indexing="ij")
    (tensor([[1, 1],
            [2, 2]]), tensor([[3, 4],
            [3, 4]]))
    """
    tensors = _unpacked(tensors)
    if not tensors:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError('torch.meshgrid: indexing must be one of "xy" or "ij", but received: ' + str(indexing))
    if any(x.dtype != tensors[0].dtype for x in tensors):
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    if any(x.device != tensors[0].device for x in tensors):
        raise RuntimeError("meshgrid expects all tensors to have the same device")
    for x in tensors:
        if x.ndim > 1:
            raise RuntimeError("torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: a tensor of shape "
                               f"{tuple(x.shape)}")
    swap = indexing == "xy" and len(tensors) > 1
    order = [1, 0, *range(2, len(tensors))] if swap else list(range(len(tensors)))
    vectors = [tensors[i].reshape(-1) for i in order]
    shape = [x.shape[0] for x in vectors]
    grids = [x.reshape([-1 if i == j else 1 for j in range(len(shape))]).expand(shape) for i, x in enumerate(vectors)]
    return tuple(grids[i] for i in order)


@op(kind=composite, method=False)
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All combinations of the elements of k vectors, one per row: ``(a[i], b[j], ...)``, the last one running fastest.

    Shape: ``(n0 * n1 * ..., k)``; of one vector ``(n0,)``.
    Dtype: any, the same for all; the result has it.
    Raises: RuntimeError for no vectors, tensors that are not 1-D and different dtypes.

    >>> import flambeau as torch
    >>> torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    tensors = _unpacked(tensors)
    for x in tensors:
        if x.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(x.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return stack([x.reshape(-1) for x in meshgrid(*tensors, indexing="ij")], 1)


@op(kind=composite, method=False)
def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices as the blocks along the diagonal of one matrix of zeros; vectors count as rows, numbers as ``(1, 1)``.

    Shape: ``(m0, n0)``, ``(m1, n1)``, ... give ``(m0 + m1 + ..., n0 + n1 + ...)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for more than two dimensions.

    >>> import flambeau as torch
    >>> torch.block_diag(torch.ones(1, 2), torch.ones(1, 1))
    tensor([[1., 1., 0.],
            [0., 0., 1.]])
    """
    blocks = [atleast_2d(x) for x in _unpacked(tensors)]
    rows, width, left = [], sum(x.shape[1] for x in blocks), 0
    for x in blocks:
        right = width - left - x.shape[1]
        rows.append(cat([x.new_zeros((x.shape[0], left)), x, x.new_zeros((x.shape[0], right))], 1))
        left += x.shape[1]
    return cat(rows, 0)
