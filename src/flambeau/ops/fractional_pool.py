"""Pooling over windows whose places are drawn, so that a plane shrinks by a factor that is no integer."""

from __future__ import annotations

from typing import Any

from .._arguments import entries
from .create import arange
from .define import Tensor, composite, op
from .join import cat
from .pool import require_full
from .random import rand


def _starts(sample: Tensor, size: int, out: int, kernel: int) -> Tensor:
    """Where the windows along one dimension start, ``floor((i + u) a) - floor(u a)``; the last one ends at the end."""
    last = arange(size - kernel, size - kernel + 1, device=sample.device).expand((*sample.shape, 1))
    if out == 1:
        return last
    step = (size - kernel) / (out - 1)
    u = sample.unsqueeze(-1)
    places = arange(out - 1, dtype=sample.dtype, device=sample.device) + u
    first = ((places * step).long() - (u * step).long()).expand((*sample.shape, out - 1))
    return cat([first, last], -1)


def _windows(samples: Tensor, sizes: list[int], outs: list[int], kernels: list[int]) -> Tensor:
    """The flat spatial indices of all windows' elements: (N, C, *outs, number of elements)."""
    n = len(sizes)
    index: Any = 0
    for d, (size, out, kernel) in enumerate(zip(sizes, outs, kernels, strict=True)):
        # The samples count the two dimensions of an image from the last one.
        sample = samples[..., 1 - d if n == 2 else d]
        places = _starts(sample, size, out, kernel).unsqueeze(-1) + arange(kernel, device=samples.device)
        shape = [*sample.shape, *(1,) * (2 * n)]
        shape[2 + d], shape[2 + n + d] = out, kernel
        index = index * size + places.reshape(shape)
    return index.expand((*samples.shape[:-1], *outs, *kernels)).flatten(-n)


def _fractional(name: str, n: int, input: Tensor, kernel_size: Any, output_size: Any, output_ratio: Any,
                samples: Tensor | None) -> tuple[Tensor, Tensor]:
    function = f"{name}{n}d"
    if output_size is None and output_ratio is None:
        raise ValueError(f"{function} requires specifying either an output_size or an output_ratio")
    if input.ndim not in (n + 1, n + 2):
        raise IndexError(f"{function}: Dimension out of range | input has {input.ndim} dimensions | "
                         f"it must have {n + 1} or {n + 2}")
    require_full(function, n, input)
    sizes = list(input.shape[-n:])
    kernels = _per_dimension(function, "kernel_size", kernel_size, n)
    if output_size is None:
        ratios = entries(output_ratio, "output_ratio")
        ratios = ratios * n if len(ratios) == 1 else ratios
        outs = [int(size * ratio) for size, ratio in zip(sizes, ratios, strict=True)]
    else:
        outs = _per_dimension(function, "output_size", output_size, n)
    for axis, size, out, kernel in zip(("time", "height", "width")[-n:], sizes, outs, kernels, strict=True):
        if out < 0 or kernel < 1 or out + kernel - 1 > size:
            raise RuntimeError(f"{function}(): pool {axis} {kernel} too large relative to input {axis} {size} | "
                               f"{out} windows of it were asked for")
    batch = input if input.ndim == n + 2 else input.unsqueeze(0)
    if samples is None:
        samples = rand(batch.shape[0], batch.shape[1], n, dtype=input.dtype, device=input.device)
    if samples.dtype != input.dtype:
        raise RuntimeError("Expect _random_samples to have the same dtype as input "
                           f"| they are {samples.dtype} and {input.dtype}")
    if samples.requires_grad:
        raise RuntimeError(f"The function '{function}' is not differentiable with respect to argument "
                           "'random_samples'. This input cannot have requires_grad True.")
    if samples.ndim != 3:
        raise RuntimeError(f"Expect _random_samples to have 3 dimensions, got {samples.ndim}")
    if samples.shape[0] < batch.shape[0]:
        raise RuntimeError("Expect _random_samples.size(0) no less then input batch size. "
                           f"| they are {samples.shape[0]} and {batch.shape[0]}")
    if samples.shape[1] != batch.shape[1]:
        raise RuntimeError("Expect _random_samples.size(1) equals to input channel size. "
                           f"| they are {samples.shape[1]} and {batch.shape[1]}")
    if samples.shape[2] != n:
        raise RuntimeError(f"Expect _random_samples.size(2) equals to {n}; got {samples.shape[2]}.")
    samples = samples[: batch.shape[0]]
    if 0 in outs:
        empty = batch.new_empty((*batch.shape[:2], *outs))
        values, indices = empty, empty.long()
    else:
        flat = _windows(samples, sizes, outs, kernels)
        elements = batch.flatten(2).gather(-1, flat.flatten(2)).reshape(flat.shape)
        values, place = elements.max(-1)
        indices = flat.gather(-1, place.unsqueeze(-1)).squeeze(-1)
    return (values, indices) if batch is input else (values.squeeze(0), indices.squeeze(0))


def _per_dimension(function: str, name: str, value: Any, n: int) -> list[int]:
    numbers = list(entries(value, name))
    if len(numbers) != n and type(value) is not int:
        words = {2: "Ints", 3: "three Ints"}[n]
        raise RuntimeError(f"{function}: {name} must either be a single Int or tuple of {words}")
    return numbers * n if len(numbers) == 1 else numbers


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def fractional_max_pool2d_with_indices(input: Tensor, kernel_size: object, output_size: object = None,
                                       output_ratio: object = None, return_indices: bool = False,
                                       _random_samples: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """The maxima of `fractional_max_pool2d` and their places, ``H index * W + W index``.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; the last two sizes become ``output_size``.
    Dtype: floating; the values have it, the indices are int64.
    Raises: as `fractional_max_pool2d`; NotImplementedError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.nn.functional.fractional_max_pool2d_with_indices(torch.ones(1, 4, 4), 2, output_size=2)[0].shape
    torch.Size([1, 2, 2])
    """
    return _fractional("fractional_max_pool", 2, input, kernel_size, output_size, output_ratio, _random_samples)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def fractional_max_pool2d(input: Tensor, kernel_size: object, output_size: object = None, output_ratio: object = None,
                          return_indices: bool = False, _random_samples: Tensor | None = None) -> object:
    """The largest element of windows that are ``kernel_size`` large and start at ``floor((i + u) a) - floor(u a)``,
    with ``a = (size - kernel) / (output - 1)`` and one random u in [0, 1) for each plane and dimension.

    ``output_size`` is the number of windows, or ``output_ratio`` their share of the input's size. ``_random_samples``
    (N, C, 2) gives the numbers u, of the last dimension first. ``return_indices`` gives the place of each maximum too.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; the last two sizes become ``output_size``.
    Dtype: floating; the result has it, indices are int64.
    Raises: ValueError without size and ratio; IndexError for another number of dimensions; RuntimeError for windows
        that do not fit and samples of another shape; NotImplementedError for bool, integer and complex tensors.
    Source: Graham 2014, Fractional Max-Pooling, section 2.

    >>> import flambeau as torch
    >>> torch.nn.functional.fractional_max_pool2d(torch.ones(1, 1, 5, 5), 2, output_ratio=0.6).shape
    torch.Size([1, 1, 3, 3])
    """
    both = _fractional("fractional_max_pool", 2, input, kernel_size, output_size, output_ratio, _random_samples)
    return both if return_indices else both[0]


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def fractional_max_pool3d_with_indices(input: Tensor, kernel_size: object, output_size: object = None,
                                       output_ratio: object = None, return_indices: bool = False,
                                       _random_samples: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """The maxima of `fractional_max_pool3d` and their places, ``(T index * H + H index) * W + W index``.

    Shape: ``(N, C, T, H, W)`` or ``(C, T, H, W)``; the last three sizes become ``output_size``.
    Dtype: floating; the values have it, the indices are int64.
    Raises: as `fractional_max_pool3d`; NotImplementedError for bool, integer and complex tensors.

    >>> import flambeau as torch
    >>> torch.nn.functional.fractional_max_pool3d_with_indices(torch.ones(1, 4, 4, 4), 2, output_size=2)[0].shape
    torch.Size([1, 2, 2, 2])
    """
    return _fractional("fractional_max_pool", 3, input, kernel_size, output_size, output_ratio, _random_samples)


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def fractional_max_pool3d(input: Tensor, kernel_size: object, output_size: object = None, output_ratio: object = None,
                          return_indices: bool = False, _random_samples: Tensor | None = None) -> object:
    """The largest element of windows that are ``kernel_size`` large and start at ``floor((i + u) a) - floor(u a)``,
    with ``a = (size - kernel) / (output - 1)`` and one random u in [0, 1) for each volume and dimension.

    ``output_size`` is the number of windows, or ``output_ratio`` their share of the input's size. ``_random_samples``
    (N, C, 3) gives the numbers u, of the first dimension first. ``return_indices`` gives the place of each maximum too.

    Shape: ``(N, C, T, H, W)`` or ``(C, T, H, W)``; the last three sizes become ``output_size``.
    Dtype: floating; the result has it, indices are int64.
    Raises: ValueError without size and ratio; IndexError for another number of dimensions; RuntimeError for windows
        that do not fit and samples of another shape; NotImplementedError for bool, integer and complex tensors.
    Source: Graham 2014, Fractional Max-Pooling, section 2.

    >>> import flambeau as torch
    >>> torch.nn.functional.fractional_max_pool3d(torch.ones(1, 1, 4, 4, 4), 2, output_size=2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    both = _fractional("fractional_max_pool", 3, input, kernel_size, output_size, output_ratio, _random_samples)
    return both if return_indices else both[0]
