"""Tensors cut into several, as views."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from .._arguments import entries
from .broadcast import scalar_name
from .define import Size, Tensor, composite, indexing, int64, op
from .define import view as view_kind
from .join import cat, stack
from .slice import slice


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
    sizes = split_size_or_sections
    if len(sizes) <= 64:  # as many as a list of sizes holds
        return split_with_sizes(self, sizes, dim)
    groups = [sizes[k : k + 64] for k in range(0, len(sizes), 64)]
    wholes = split(self, [sum(group) for group in groups], dim)
    parts = (split(whole, group, dim) for whole, group in zip(wholes, groups, strict=True))
    return sum(parts, ())  # type: ignore[arg-type]  # they are tuples


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
    size = self.size(dim)
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
    size = self.size(dim)
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
    size = self.size(dim)
    if isinstance(indices_or_sections, Tensor) and indices_or_sections.dtype is not int64:
        raise RuntimeError("tensor_split expected tensor_indices_or_sections to have dtype of long, but got "
                           f"{scalar_name(indices_or_sections.dtype)}")
    if isinstance(indices_or_sections, Tensor) and indices_or_sections.ndim > 1:
        raise RuntimeError("tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
                           f"one-dimensional tensor, but got a tensor with {indices_or_sections.ndim} dims")
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
    if isinstance(parts, str):
        raise TypeError(f"{op_name}() received an invalid combination of arguments - got (Tensor, str) | "
                        f"indices_or_sections must be a number or a tuple of numbers, not {parts!r}")
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
