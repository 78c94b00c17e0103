"""Copies of what views show, under the names that PyTorch's tools for compiled programs use."""

from __future__ import annotations

from .complex import view_as_complex, view_as_real
from .define import Dtype, Size, Tensor, composite, contiguous_format, op
from .slice import slice


def _copied(view: Tensor) -> Tensor:
    return view.clone(memory_format=contiguous_format)


@op(kind=composite, method=False)
def alias_copy(self: Tensor) -> Tensor:
    """A copy of the tensor, ``self.clone()``, in the order of its dimensions.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for anything but a tensor.

    >>> import flambeau as torch
    >>> torch.alias_copy(torch.arange(2))
    tensor([0, 1])
    """
    return _copied(self)


@op(kind=composite, method=False)
def as_strided_copy(self: Tensor, size: Size, stride: Size, storage_offset: int | None = None) -> Tensor:
    """A copy of ``self.as_strided(size, stride, storage_offset)``.

    Shape: ``size``.
    Dtype: any; the result has it.
    Raises: RuntimeError for what reaches beyond the storage.

    >>> import flambeau as torch
    >>> torch.as_strided_copy(torch.arange(6), (2, 2), (3, 1))
    tensor([[0, 1],
            [3, 4]])
    """
    return _copied(self.as_strided(size, stride, storage_offset))


@op(kind=composite, method=False)
def detach_copy(self: Tensor) -> Tensor:
    """A copy of ``self.detach()``: no gradient goes through it.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for anything but a tensor.

    >>> import flambeau as torch
    >>> torch.detach_copy(torch.ones(2, requires_grad=True))
    tensor([1., 1.])
    """
    return _copied(self.detach())


@op(kind=composite, method=False)
def diagonal_copy(self: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy of ``self.diagonal(offset, dim1, dim2)``.

    Shape: that of ``self`` without the two dimensions, and the length of the diagonal at the end.
    Dtype: any; the result has it.
    Raises: RuntimeError if ``dim1`` is ``dim2``.

    >>> import flambeau as torch
    >>> torch.diagonal_copy(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    return _copied(self.diagonal(offset, dim1, dim2))


@op(kind=composite, method=False)
def expand_copy(self: Tensor, size: Size, *, implicit: bool = False) -> Tensor:
    """A copy of ``self.expand(size)``; ``implicit`` changes nothing.

    Shape: ``size``, where -1 keeps a size.
    Dtype: any; the result has it.
    Raises: RuntimeError for sizes that ``self`` does not expand to.

    >>> import flambeau as torch
    >>> torch.expand_copy(torch.tensor([7]), (3,))
    tensor([7, 7, 7])
    """
    return _copied(self.expand(size))


@op(kind=composite)
def narrow_copy(self: Tensor, dim: int, start: int, length: int) -> Tensor:
    """A copy of ``self.narrow(dim, start, length)``.

    Shape: that of ``self`` with ``length`` at ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a part that reaches beyond the dimension; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.narrow_copy(torch.arange(5), 0, 1, 2)
    tensor([1, 2])
    """
    return _copied(self.narrow(dim, start, length))


@op(kind=composite, method=False)
def permute_copy(self: Tensor, dims: Size) -> Tensor:
    """A copy of ``self.permute(dims)``.

    Shape: the sizes of ``self`` in the order of ``dims``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``dims`` names each dimension once.

    >>> import flambeau as torch
    >>> torch.permute_copy(torch.zeros(2, 3), (1, 0)).shape
    torch.Size([3, 2])
    """
    return _copied(self.permute(dims))


@op(kind=composite, method=False)
def select_copy(self: Tensor, dim: int, index: int) -> Tensor:
    """A copy of ``self.select(dim, index)``.

    Shape: that of ``self`` without ``dim``.
    Dtype: any; the result has it.
    Raises: IndexError for ``dim`` or ``index`` out of range.

    >>> import flambeau as torch
    >>> torch.select_copy(torch.arange(4).view(2, 2), 0, 1)
    tensor([2, 3])
    """
    return _copied(self.select(dim, index))


@op(kind=composite, method=False)
def slice_copy(
    self: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Tensor:
    """A copy of ``self[start:end:step]`` along ``dim``.

    Shape: that of ``self`` with ``(end - start + step - 1) // step`` at ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``step`` is positive; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.slice_copy(torch.arange(6), 0, 1, 5, 2)
    tensor([1, 3])
    """
    return _copied(slice(self, dim, start, end, step))


@op(kind=composite, method=False)
def squeeze_copy(self: Tensor, dim: Size | None = None) -> Tensor:
    """A copy of ``self.squeeze(dim)``.

    Shape: that of ``self`` without its sizes of one, or those of them that ``dim`` names.
    Dtype: any; the result has it.
    Raises: IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.squeeze_copy(torch.zeros(1, 2)).shape
    torch.Size([2])
    """
    return _copied(self.squeeze() if dim is None else self.squeeze(dim))


@op(kind=composite, method=False)
def t_copy(self: Tensor) -> Tensor:
    """A copy of ``self.t()``.

    Shape: ``(n, m)`` for a matrix of ``(m, n)``; that of ``self`` below two dimensions.
    Dtype: any; the result has it.
    Raises: RuntimeError for more than two dimensions.

    >>> import flambeau as torch
    >>> torch.t_copy(torch.tensor([[1, 2]]))
    tensor([[1],
            [2]])
    """
    return _copied(self.t())


@op(kind=composite, method=False)
def transpose_copy(self: Tensor, dim0: int, dim1: int) -> Tensor:
    """A copy of ``self.transpose(dim0, dim1)``.

    Shape: that of ``self`` with the sizes of ``dim0`` and ``dim1`` exchanged.
    Dtype: any; the result has it.
    Raises: IndexError for a dimension out of range.

    >>> import flambeau as torch
    >>> torch.transpose_copy(torch.tensor([[1, 2]]), 0, 1)
    tensor([[1],
            [2]])
    """
    return _copied(self.transpose(dim0, dim1))


@op(kind=composite, method=False)
def unfold_copy(self: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """A copy of ``self.unfold(dimension, size, step)``.

    Shape: that of ``self`` with ``(n - size) // step + 1`` windows at ``dimension``, and ``size`` at the end.
    Dtype: any; the result has it.
    Raises: RuntimeError for windows larger than the dimension and for ``step <= 0``; IndexError for ``dimension`` out
        of range.

    >>> import flambeau as torch
    >>> torch.unfold_copy(torch.arange(5), 0, 3, 2)
    tensor([[0, 1, 2],
            [2, 3, 4]])
    """
    return _copied(self.unfold(dimension, size, step))


@op(kind=composite, method=False)
def unsqueeze_copy(self: Tensor, dim: int) -> Tensor:
    """A copy of ``self.unsqueeze(dim)``.

    Shape: that of ``self`` with a size of one at ``dim``.
    Dtype: any; the result has it.
    Raises: IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.unsqueeze_copy(torch.arange(2), 0)
    tensor([[0, 1]])
    """
    return _copied(self.unsqueeze(dim))


@op(kind=composite, method=False)
def view_as_complex_copy(self: Tensor) -> Tensor:
    """A copy of ``view_as_complex(self)``.

    Shape: that of ``self`` without its last dimension, whose size is 2.
    Dtype: the complex one of the floating one of ``self``.
    Raises: RuntimeError for another last size, and for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.view_as_complex_copy(torch.tensor([1., 2.]))
    tensor(1.+2.j)
    """
    return _copied(view_as_complex(self))


@op(kind=composite, method=False)
def view_as_real_copy(self: Tensor) -> Tensor:
    """A copy of ``view_as_real(self)``.

    Shape: that of ``self``, and 2 at the end.
    Dtype: the floating one of the complex one of ``self``.
    Raises: RuntimeError for bool, integer and floating tensors.

    >>> import flambeau as torch
    >>> torch.view_as_real_copy(torch.tensor(1 + 2j))
    tensor([1., 2.])
    """
    return _copied(view_as_real(self))


@op(kind=composite, method=False)
def view_copy(self: Tensor, size: Size | Dtype) -> Tensor:
    """A copy of ``self.view(size)``, where ``size`` may be a dtype.

    Shape: ``size``, in which one size may be -1: what is left.
    Dtype: any; the result has it, or the one given.
    Raises: RuntimeError for another number of elements, and where the strides allow no view.

    >>> import flambeau as torch
    >>> torch.view_copy(torch.arange(4), (2, 2))
    tensor([[0, 1],
            [2, 3]])
    """
    return _copied(self.view(size))


@op(kind=composite, traits=("list_out",), method=False)
def split_copy(self: Tensor, split_size: int, dim: int = 0) -> list[Tensor]:
    """Copies of ``self.split(split_size, dim)``.

    Shape: that of ``self`` with ``split_size`` at ``dim``; the last part may be smaller.
    Dtype: any; the results have it.
    Raises: RuntimeError for a negative ``split_size``; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.split_copy(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    return tuple(_copied(part) for part in self.split(split_size, dim))  # type: ignore[return-value]


@op(kind=composite, traits=("list_out",), method=False)
def split_with_sizes_copy(self: Tensor, split_sizes: Size, dim: int = 0) -> list[Tensor]:
    """Copies of ``self.split_with_sizes(split_sizes, dim)``.

    Shape: that of ``self`` with the sizes given at ``dim``.
    Dtype: any; the results have it.
    Raises: RuntimeError unless the sizes add up to that of the dimension; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.split_with_sizes_copy(torch.arange(3), (1, 2))
    (tensor([0]), tensor([1, 2]))
    """
    return tuple(_copied(part) for part in self.split_with_sizes(split_sizes, dim))  # type: ignore[return-value]


@op(kind=composite, traits=("list_out",), method=False)
def unbind_copy(self: Tensor, dim: int = 0) -> list[Tensor]:
    """Copies of ``self.unbind(dim)``.

    Shape: that of ``self`` without ``dim``.
    Dtype: any; the results have it.
    Raises: IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.unbind_copy(torch.arange(2))
    (tensor(0), tensor(1))
    """
    return tuple(_copied(part) for part in self.unbind(dim))  # type: ignore[return-value]
