"""Unpooling: pooled maxima put back where they were."""

from __future__ import annotations

from collections.abc import Sequence

from .._arguments import entries
from .broadcast import refuse_dtypes
from .conv import sized
from .define import Size, Tensor, composite, op
from .memory_order import ordered_like
from .pool import flat, require_full


def _unpooled_size(wanted: list[int], least: list[int], step: Sequence[int], n: int) -> list[int]:
    """The spatial part of an ``output_size``, which must be less than a stride away from the default."""
    if len(wanted) not in (n, n + 2):
        raise ValueError(f"output_size should be a sequence containing {n} or {n + 2} elements, but it has a length of "
                         f"'{len(wanted)}'")
    spatial = wanted[-n:]
    for d, (size, default, s) in enumerate(zip(spatial, least, step, strict=True)):
        if not default - s < size < default + s:
            raise ValueError(f'invalid output_size "{tuple(spatial)}" (dim {d} must be between {default - s} and '
                             f"{default + s})")
    return spatial


def _max_unpool(n: int, input: Tensor, indices: Tensor, kernel_size: Size, stride: Size | None, padding: Size,
                output_size: Size | None) -> Tensor:
    if indices.shape != input.shape:
        raise RuntimeError(f"Expected shape of indices to be same as that of the input tensor ({list(input.shape)}) "
                           f"but got indices tensor with shape: {list(indices.shape)}")
    refuse_dtypes(f"max_unpool{n}d", input, "bool", "integer", "complex")
    kernel = sized(kernel_size, n, "kernel_size")
    step = kernel if stride is None or stride == () else sized(stride, n, "stride")
    pads = sized(padding, n, "padding")
    size = [(have - 1) * s - 2 * p + k for have, s, p, k in zip(input.shape[-n:], step, pads, kernel, strict=True)]
    if output_size is not None:
        size = _unpooled_size(list(entries(output_size, "output_size")), size, step, n)
    shape = (*input.shape[:-n], *size)
    require_full(f"max_unpool{n}d", n, input)
    places = flat(input.new_zeros(shape), n)
    return ordered_like(places.scatter(-1, flat(indices, n), flat(input, n)).reshape(shape), input)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def max_unpool1d(input: Tensor, indices: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
                 output_size: Size | None = None) -> Tensor:
    """Pooled maxima put back: ``out[n, c, indices[n, c, ...]] = input[n, c, ...]``, counted through the plane, zeros
    elsewhere: a partial inverse of `max_pool1d`.

    Shape: ``(N, C, L)`` or ``(C, L)``, the same for ``indices``; each size becomes
        ``(size - 1) * stride - 2 * padding + k`` or what ``output_size`` says.
    Dtype: floating; the result has it. ``indices`` are int32 or int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for indices of another dtype or
        shape or outside the result; ValueError for an ``output_size`` out of reach and a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 4)
    >>> found = torch.nn.functional.max_pool1d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool1d(*found, 2).shape
    torch.Size([1, 1, 4])
    """
    return _max_unpool(1, input, indices, kernel_size, stride, padding, output_size)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def max_unpool2d(input: Tensor, indices: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
                 output_size: Size | None = None) -> Tensor:
    """Pooled maxima put back: ``out[n, c, indices[n, c, ...]] = input[n, c, ...]``, counted through the plane, zeros
    elsewhere: a partial inverse of `max_pool2d`.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``, the same for ``indices``; each size becomes
        ``(size - 1) * stride - 2 * padding + k`` or what ``output_size`` says.
    Dtype: floating; the result has it. ``indices`` are int32 or int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for indices of another dtype or
        shape or outside the result; ValueError for an ``output_size`` out of reach and a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 4, 4)
    >>> found = torch.nn.functional.max_pool2d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool2d(*found, 2).shape
    torch.Size([1, 1, 4, 4])
    """
    return _max_unpool(2, input, indices, kernel_size, stride, padding, output_size)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def max_unpool3d(input: Tensor, indices: Tensor, kernel_size: Size, stride: Size | None = None, padding: Size = 0,
                 output_size: Size | None = None) -> Tensor:
    """Pooled maxima put back: ``out[n, c, indices[n, c, ...]] = input[n, c, ...]``, counted through the plane, zeros
    elsewhere: a partial inverse of `max_pool3d`.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``, the same for ``indices``; each size becomes
        ``(size - 1) * stride - 2 * padding + k`` or what ``output_size`` says.
    Dtype: floating; the result has it. ``indices`` are int32 or int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for indices of another dtype or
        shape or outside the result; ValueError for an ``output_size`` out of reach and a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 4, 4, 4)
    >>> found = torch.nn.functional.max_pool3d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool3d(*found, 2).shape
    torch.Size([1, 1, 4, 4, 4])
    """
    return _max_unpool(3, input, indices, kernel_size, stride, padding, output_size)
