"""Creation: tensors of constants, ranges and patterns."""

from __future__ import annotations

from typing import Any

from .define import (
    Device,
    Dtype,
    Layout,
    Number,
    Size,
    Tensor,
    complex128,
    composite,
    creation,
    float64,
    int32,
    int64,
    op,
)


@op(kind=creation, kernel="zeros", traits=("stores",), method=False)
def zeros(*size: int, dtype: Dtype | None = None, layout: Layout | None = None,
          device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Zeros: ``out[i] = 0``.

    >>> import flambeau as torch
    >>> torch.zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """


@op(kind=creation, kernel="zeros_like", traits=("stores",), method=False)
def zeros_like(input: Tensor, *, dtype: Dtype | None = None, layout: Layout | None = None,
               device: Device | None = None, requires_grad: bool = False,
               memory_format: object = None, pin_memory: bool = False) -> Tensor:
    """Zeros in the form of another tensor: ``out[i] = 0``.

    >>> import flambeau as torch
    >>> torch.zeros_like(torch.tensor([1, 2]))
    tensor([0, 0])
    """


@op(kind=creation, kernel="new_zeros", traits=("stores",), function=False,
    batch=lambda self, size, dtype, device: self.new_zeros((self.shape[0], *size), dtype=dtype, device=device))
def new_zeros(self: Tensor, *size: int, dtype: Dtype | None = None, layout: Layout | None = None,
              device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Zeros of the kind of ``self``: ``out[i] = 0``, on its device.

    >>> import flambeau as torch
    >>> torch.tensor([1]).new_zeros(2)
    tensor([0, 0])
    """


@op(kind=creation, kernel="ones", traits=("stores",), method=False)
def ones(*size: int, dtype: Dtype | None = None, layout: Layout | None = None,
         device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Ones: ``out[i] = 1``.

    >>> import flambeau as torch
    >>> torch.ones(2, 3)
    tensor([[1., 1., 1.],
            [1., 1., 1.]])
    """


@op(kind=creation, kernel="ones_like", traits=("stores",), method=False)
def ones_like(input: Tensor, *, dtype: Dtype | None = None, layout: Layout | None = None,
              device: Device | None = None, requires_grad: bool = False,
              memory_format: object = None, pin_memory: bool = False) -> Tensor:
    """Ones in the form of another tensor: ``out[i] = 1``.

    >>> import flambeau as torch
    >>> torch.ones_like(torch.tensor([1, 2]))
    tensor([1, 1])
    """


@op(kind=creation, kernel="new_ones", traits=("stores",), function=False,
    batch=lambda self, size, dtype, device: self.new_ones((self.shape[0], *size), dtype=dtype, device=device))
def new_ones(self: Tensor, *size: int, dtype: Dtype | None = None, layout: Layout | None = None,
             device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Ones of the kind of ``self``: ``out[i] = 1``, on its device.

    >>> import flambeau as torch
    >>> torch.tensor([1]).new_ones(2)
    tensor([1, 1])
    """


@op(kind=creation, kernel="empty", method=False, traits=("uninitialised", "stores"))
def empty(*size: int, dtype: Dtype | None = None, layout: Layout | None = None,
          device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False,
          memory_format: object = None) -> Tensor:
    """Memory of shape ``size`` as it comes: its values are arbitrary until they are written. ``memory_format`` orders
    it, row by row by default.

    Raises: RuntimeError for a ``memory_format`` that needs another number of dimensions.

    >>> import flambeau as torch
    >>> torch.empty(2, 3).shape
    torch.Size([2, 3])
    """


@op(kind=creation, kernel="empty_like", method=False, traits=("uninitialised", "stores"))
def empty_like(input: Tensor, *, dtype: Dtype | None = None, layout: Layout | None = None,
               device: Device | None = None, requires_grad: bool = False,
               memory_format: object = None, pin_memory: bool = False) -> Tensor:
    """Memory in the form of ``input`` as it comes: its values are arbitrary until they are written.

    >>> import flambeau as torch
    >>> torch.empty_like(torch.tensor([1, 2])).shape
    torch.Size([2])
    """


@op(kind=creation, kernel="new_empty", function=False, traits=("uninitialised", "stores"),
    batch=lambda self, size, dtype, device: self.new_empty((self.shape[0], *size), dtype=dtype, device=device))
def new_empty(self: Tensor, *size: int, dtype: Dtype | None = None, layout: Layout | None = None,
              device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Memory of the kind of ``self`` as it comes, on its device: its values are arbitrary until they are written.

    >>> import flambeau as torch
    >>> torch.tensor([1]).new_empty(2).shape
    torch.Size([2])
    """


@op(kind=creation, kernel="full", traits=("stores", "listed_sizes"), method=False)
def full(size: Size, fill_value: Number, *, dtype: Dtype | None = None, layout: Layout | None = None,
         device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Every element the same: ``out[i] = fill_value``.

    Dtype: ``dtype``; without it bool for a bool, int64 for an int, the default dtype for a float, its complex dtype for
        a complex number.
    Raises: RuntimeError for a negative size and a value that the dtype cannot hold.

    >>> import flambeau as torch
    >>> torch.full((2,), 7)
    tensor([7, 7])
    """


@op(kind=creation, kernel="full_like", traits=("stores",), method=False)
def full_like(input: Tensor, fill_value: Number, *, dtype: Dtype | None = None, layout: Layout | None = None,
              device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False,
              memory_format: object = None) -> Tensor:
    """Every element the same, in the form of another tensor: ``out[i] = fill_value``, cast to the dtype.

    Raises: RuntimeError for a value that the dtype cannot hold.

    >>> import flambeau as torch
    >>> torch.full_like(torch.tensor([1., 2.]), 7)
    tensor([7., 7.])
    """


@op(kind=creation, kernel="new_full", traits=("stores", "listed_sizes"), function=False,
    batch=lambda self, size, fill_value, dtype, device:
        self.new_full((self.shape[0], *size), fill_value, dtype=dtype, device=device))
def new_full(self: Tensor, size: Size, fill_value: Number, *, dtype: Dtype | None = None, layout: Layout | None = None,
             device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Every element the same, of the kind of ``self``: ``out[i] = fill_value``, cast to the dtype, on its device.

    Raises: RuntimeError for a negative size and a value that the dtype cannot hold.

    >>> import flambeau as torch
    >>> torch.tensor([1.]).new_full((2,), 7)
    tensor([7., 7.])
    """


@op(kind=creation, kernel="empty_strided", method=False, traits=("uninitialised", "stores", "listed_sizes"))
def empty_strided(size: Size, stride: Size, *, dtype: Dtype | None = None, layout: Layout | None = None,
                  device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Memory of shape ``size`` and strides ``stride`` (in elements) as it comes: its values are arbitrary until they
    are written.

    Raises: RuntimeError for a negative size or stride, and unless there are as many strides as sizes.

    >>> import flambeau as torch
    >>> torch.empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """


def _strided_rows(self: Tensor, size: Size, stride: Size, dtype: Dtype | None, device: Device | None) -> Tensor:
    """One tensor of these strides after another."""
    if len(size) != len(stride):
        counts = f"dimensionality of sizes ({len(size)}) must match dimensionality of strides ({len(stride)})"
        raise RuntimeError(counts)
    length = 1 + sum((n - 1) * step for n, step in zip(size, stride, strict=True)) if 0 not in size else 0
    return self.new_empty_strided((self.shape[0], *size), (length, *stride), dtype=dtype, device=device)


@op(kind=creation, kernel="new_empty_strided", function=False, traits=("uninitialised", "stores", "listed_sizes"),
    batch=lambda self, size, stride, dtype, device: _strided_rows(self, size, stride, dtype, device))
def new_empty_strided(self: Tensor, size: Size, stride: Size, *, dtype: Dtype | None = None,
                      layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
                      pin_memory: bool = False) -> Tensor:
    """Memory of shape ``size``, strides ``stride`` (in elements) and the kind of ``self``, as it comes: its values are
    arbitrary.

    Raises: RuntimeError for a negative size or stride, and unless there are as many strides as sizes.

    >>> import flambeau as torch
    >>> torch.tensor([1]).new_empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """


@op(kind=composite, method=False)
def scalar_tensor(s: Number, *, dtype: Dtype | None = None, layout: Layout | None = None,
                  device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """A tensor of no dimensions that holds the number ``s``.

    Shape: ``()``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: TypeError for a complex number without a complex ``dtype``.

    >>> import flambeau as torch
    >>> torch.scalar_tensor(2)
    tensor(2.)
    """
    return full((), float(s) if dtype is None else s, dtype=dtype, device=device, requires_grad=requires_grad)


@op(kind=creation, kernel="arange", function=False, method=False)
def counted(start: Number, end: Number, step: Number, *, dtype: Dtype | None = None, layout: Layout | None = None,
            device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """``start, start + step, ...`` up to but without ``end``; int64 if all are integers, else default float."""


@op(kind=composite, method=False, traits=("fills_out",))
def arange(start: Number | None = None, end: Number | None = None, step: Number = 1, *,
           dtype: Dtype | None = None, layout: Layout | None = None,
           device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """``out[i] = start + i * step``, up to but without ``end``; ``arange(end)`` starts at 0.

    Shape: ``(ceil((end - start) / step),)``.
    Dtype: ``dtype``; without it int64 if all numbers are integers, else the default dtype.
    Raises: RuntimeError for a ``step`` of 0 or of the wrong sign and for a range that is not finite;
        NotImplementedError for bool.

    >>> import flambeau as torch
    >>> torch.arange(1, 7, 2)
    tensor([1, 3, 5])
    """
    if end is None:
        start, end = 0, start
    if end is None:
        raise TypeError("arange() missing 1 required positional argument: 'end'")
    return counted(0 if start is None else start, end, step, dtype=dtype, device=device, requires_grad=requires_grad)


@op(kind=creation, kernel="linspace", function=False, method=False)
def spaced(start: Number, end: Number, steps: int, *, dtype: Dtype | None = None, layout: Layout | None = None,
           device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """``steps`` values from ``start`` to ``end``, of the default dtype or its complex one."""


def _ends(name: str, dtype: Dtype | None, *ends: Number | Tensor) -> Any:
    """Numbers for the ends of a range, which may be 0-d tensors."""
    if any(isinstance(x, Tensor) and x.ndim for x in ends):
        found = " and ".join(f"{x.ndim}-d" if isinstance(x, Tensor) else "a number" for x in ends)
        raise RuntimeError(f"{name} only supports 0-dimensional start and end tensors, but got {found}")
    numbers = [x.item() if isinstance(x, Tensor) else x for x in ends]
    if dtype is not None and not dtype.is_complex and any(isinstance(x, complex) for x in numbers):
        raise RuntimeError(f"torch.{name}(): inferred dtype complex can't be safely cast to passed dtype {dtype}")
    return numbers


@op(kind=composite, method=False, traits=("fills_out",))
def linspace(start: Tensor | Number, end: Tensor | Number, steps: int, *,
             dtype: Dtype | None = None, layout: Layout | None = None,
             device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Evenly spaced values, ``out[i] = start + i * (end - start) / (steps - 1)``, both ends included.

    The second half is counted from the end, so that it is exactly ``end``.

    Shape: ``(steps,)``.
    Dtype: ``dtype``; without it the default dtype, or its complex dtype for complex ends.
    Raises: RuntimeError for negative ``steps`` and for ends with dimensions; NotImplementedError for bool.

    >>> import flambeau as torch
    >>> torch.linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
    """
    first, last = _ends("linspace", dtype, start, end)
    return spaced(first, last, steps, dtype=dtype, device=device, requires_grad=requires_grad)


@op(kind=composite, method=False, traits=("fills_out",))
def logspace(start: Tensor | Number, end: Tensor | Number, steps: int, base: float = 10.0, *,
             dtype: Dtype | None = None, layout: Layout | None = None,
             device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """``base ** linspace(start, end, steps)``: values whose logarithms are evenly spaced.

    Shape: ``(steps,)``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for negative ``steps`` and for ends with dimensions.

    >>> import flambeau as torch
    >>> torch.logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    first, last = _ends("logspace", dtype, start, end)
    if dtype is None or dtype.is_floating_point or dtype.is_complex:
        exponents = spaced(first, last, steps, dtype=dtype, device=device)
        wide = exponents.to(complex128 if exponents.is_complex() else float64)  # which holds any base
        return (base**wide).to(exponents.dtype).requires_grad_(requires_grad)
    return (base ** spaced(int(first), int(last), steps, dtype=float64, device=device)).to(dtype)


@op(kind=creation, kernel="eye", method=False)
def eye(n: int, m: int | None = None, *, dtype: Dtype | None = None, layout: Layout | None = None,
        device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """The matrix with ones on the diagonal, ``out[i, j] = (i == j)``.

    Shape: ``(n, m)``, by default ``(n, n)``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for negative sizes.

    >>> import flambeau as torch
    >>> torch.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """


def _require_index_dtype(name: str, dtype: Dtype | None) -> None:
    if dtype not in (None, int32, int64):
        raise NotImplementedError(f"\"{name}\" not implemented for '{dtype}' | indices are int32 or int64")


@op(kind=composite, method=False)
def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Dtype | None = None, layout: Layout | None = None,
                 device: Device | None = None, pin_memory: bool = False) -> Tensor:
    """Indices of the lower triangle: the pairs with ``j <= i + offset`` of a ``row`` by ``col`` matrix, row by row.

    Shape: ``(2, n)``: row numbers and column numbers.
    Dtype: ``dtype``, int32 or int64; int64 without it.
    Raises: RuntimeError for negative sizes; NotImplementedError for another dtype.

    >>> import flambeau as torch
    >>> torch.tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    _require_index_dtype("tril_indices", dtype)
    inside = ones(row, col, dtype=int64, device=device).tril(offset)
    return inside.nonzero().t().contiguous().to(int64 if dtype is None else dtype)


@op(kind=composite, method=False)
def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Dtype | None = None, layout: Layout | None = None,
                 device: Device | None = None, pin_memory: bool = False) -> Tensor:
    """Indices of the upper triangle: the pairs with ``j >= i + offset`` of a ``row`` by ``col`` matrix, row by row.

    Shape: ``(2, n)``: row numbers and column numbers.
    Dtype: ``dtype``, int32 or int64; int64 without it.
    Raises: RuntimeError for negative sizes; NotImplementedError for another dtype.

    >>> import flambeau as torch
    >>> torch.triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """
    _require_index_dtype("triu_indices", dtype)
    inside = ones(row, col, dtype=int64, device=device).triu(offset)
    return inside.nonzero().t().contiguous().to(int64 if dtype is None else dtype)


@op(kind=composite, method=False, traits=("uninitialised",))
def empty_permuted(size: Size, physical_layout: Size, *, dtype: Dtype | None = None, layout: Layout | None = None,
                   device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """A tensor whose elements are not set, dense in memory in the order of dimensions that ``physical_layout`` says,
    outermost first: ``out[i]`` is whatever was there.

    Shape: ``size``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError unless ``physical_layout`` names each dimension once, and for a negative size.

    >>> import flambeau as torch
    >>> torch.empty_permuted((2, 3, 5), (0, 2, 1)).stride()
    (15, 1, 3)
    """
    if len(physical_layout) != len(size):
        raise RuntimeError("Number of dimensions in size does not match the length of the physical_layout; i.e. "
                           f"len(size) = {len(size)} is not equal to len(physical_layout) = {len(physical_layout)}")
    for dim in physical_layout:
        if not 0 <= dim < len(size):
            raise RuntimeError(f"Dimension out of range (expected to be between 0 and {len(size) - 1}, but got {dim}). "
                               "NB: negative dims not currently supported; file an issue if you want it.")
    if len({*physical_layout}) != len(size):
        raise RuntimeError("Duplicate dim not allowed")
    stored = empty([size[dim] for dim in physical_layout], dtype=dtype, device=device)
    made = stored.permute([physical_layout.index(dim) for dim in range(len(size))])
    return made.requires_grad_(requires_grad)
