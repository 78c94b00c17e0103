"""Views of all elements under another shape, or with their dimensions in another order."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .._arguments import entries
from .._warnings import warn_once
from .broadcast import unpacked
from .define import Dtype, Size, Tensor, composite, full, op
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


def behind_batch(x: Tensor, dims: Size) -> list[int]:
    """Dimensions of an example as those of ``x``, whose first is the batch."""
    return [wrap_dim(d, max(x.ndim - 1, 1)) + 1 for d in dims]


@op(kind=view_kind, kernel="permute",
    batch=lambda self, dims: self.permute(0, *behind_batch(self, dims)),
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
    if self.ndim == 0:
        warn_once("Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.")
    elif self.ndim != 2:
        warn_once("The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it "
                  "will throw an error in a future release. Consider `x.mT` to transpose batches of matrices or "
                  "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.")
    return self.permute(tuple(reversed(range(self.ndim))))


@op(kind=composite, prop=True)
def mT(self: Tensor) -> Tensor:
    """The last two dimensions exchanged, as a view: ``out[..., j, i] = self[..., i, j]``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for one dimension; a number, which is returned as it is, warns.

    >>> import flambeau as torch
    >>> torch.zeros(5, 2, 3).mT.shape
    torch.Size([5, 3, 2])
    """
    if self.ndim == 0:
        warn_once("Tensor.mT is deprecated on 0-D tensors. This function is the identity in these cases.")
        return self
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
    if self.ndim == 0:
        warn_once("Tensor.H is deprecated on 0-D tensors. Consider using x.conj().")
    return (self.mT if self.ndim else self).conj()


@op(kind=composite, prop=True)
def mH(self: Tensor) -> Tensor:
    """The conjugate transpose of the last two dimensions, ``out[..., j, i] = conj(self[..., i, j])``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for one dimension; a number, whose conjugate is returned, warns.

    >>> import flambeau as torch
    >>> torch.zeros(5, 2, 3).mH.shape
    torch.Size([5, 3, 2])
    """
    if self.ndim == 0:
        warn_once("Tensor.mH is deprecated on 0-D tensors. Consider using x.conj().")
        return self.conj()
    if self.ndim < 2:
        raise RuntimeError("tensor.mH is only supported on matrices or batches of matrices. "
                           f"Got {self.ndim}-D tensor.")
    return self.transpose(-2, -1).conj()


@op(kind=composite)
def adjoint(self: Tensor) -> Tensor:
    """The conjugate transpose of the last two dimensions, ``out[..., j, i] = conj(self[..., i, j])``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for one dimension; a number, whose conjugate is returned, warns.

    >>> import flambeau as torch
    >>> torch.adjoint(torch.zeros(5, 2, 3)).shape
    torch.Size([5, 3, 2])
    """
    return self.mH


def _squeeze_batched(call: Any) -> Any:
    rank, dim = call.originals[0].ndim, call.values[1]
    wanted = range(rank) if dim is None else dim
    places = [wrap_dim(d, max(rank, 1)) + 1 for d in wanted]
    return call.wrap(call.run([call.front(0), tuple(places if rank else ())]))


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
    return call.wrap(call.run([call.front(0), wrap_dim(dim, rank + 1) + 1]))


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
    start = start_dim if 0 <= start_dim < n else wrap_dim(start_dim, n)
    end = n - 1 if end_dim == -1 else wrap_dim(end_dim, n)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end:
        return self
    return self.reshape((*shape[:start], math.prod(shape[start:end + 1]), *shape[end + 1:]))


def wrap_dim(dim: int, n: int) -> int:
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
    dim = wrap_dim(dim, self.ndim)
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


def _each(tensors: Any, widened: Callable[[Tensor], Tensor]) -> Tensor | tuple[Tensor, ...]:
    """``widened`` of one tensor, or of each of several or of a sequence's as a tuple."""
    if len(tensors) == 1 and isinstance(tensors[0], Tensor):
        return widened(tensors[0])
    return tuple(widened(x) for x in unpacked(tensors))


def matrix(x: Tensor) -> Tensor:
    """The tensor with two dimensions or more, new ones in front."""
    return x if x.ndim > 1 else x.reshape(1, -1)


def cuboid(x: Tensor) -> Tensor:
    """The tensor with three dimensions or more: of a matrix one column of depth."""
    return x if x.ndim > 2 else matrix(x).unsqueeze(-1)


@op(kind=composite, method=False)
def atleast_1d(*tensors: Tensor) -> Tensor | tuple[Tensor, ...]:
    """The tensor with at least one dimension: ``()`` becomes ``(1,)``; of several tensors a tuple of them.

    Shape: that of the tensor, or ``(1,)``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.atleast_1d(torch.tensor(1.))
    tensor([1.])
    """
    return _each(tensors, lambda x: x if x.ndim else x.reshape(1))


@op(kind=composite, method=False)
def atleast_2d(*tensors: Tensor) -> Tensor | tuple[Tensor, ...]:
    """The tensor with at least two dimensions, new ones in front: ``(n,)`` becomes ``(1, n)``; of several a tuple.

    Shape: that of the tensor with sizes of 1 in front.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.atleast_2d(torch.tensor([1., 2.])).shape
    torch.Size([1, 2])
    """
    return _each(tensors, matrix)


@op(kind=composite, method=False)
def atleast_3d(*tensors: Tensor) -> Tensor | tuple[Tensor, ...]:
    """The tensor with at least three dimensions: ``(n,)`` becomes ``(1, n, 1)``, ``(m, n)`` becomes ``(m, n, 1)``; of
    several tensors a tuple of them.

    Shape: that of the tensor with sizes of 1 added.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.atleast_3d(torch.zeros(2, 3)).shape
    torch.Size([2, 3, 1])
    """
    return _each(tensors, cuboid)


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
    given = {"source": entries(source, "source"), "destination": entries(destination, "destination")}
    if len(given["source"]) != len(given["destination"]):
        raise RuntimeError(f"movedim: Invalid source or destination dims: source ({list(given['source'])} dims) should "
                           f"contain the same number of dims as destination ({list(given['destination'])} dims)")
    wrapped = {side: [wrap_dim(d, n) for d in dims] for side, dims in given.items()}
    for side, dims in wrapped.items():
        if len({*dims}) != len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{side}` ({list(given[side])})")
    source, destination = wrapped["source"], wrapped["destination"]
    placed = dict(zip(destination, source, strict=True))
    others = iter(d for d in range(n) if d not in source)
    return self.permute([placed[d] if d in placed else next(others) for d in range(n)])


@op(kind=view_kind, kernel="alias", function=False, method=False, vjp=dict(self=lambda g: g), jvp="linear",
    batch="same")
def alias(self: Tensor) -> Tensor:
    """A view of the whole tensor: what ``self[...]`` gives."""
