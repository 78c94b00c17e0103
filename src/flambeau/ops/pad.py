"""Padding, and the rearrangements of channels and pixels."""

from __future__ import annotations

from .create import arange
from .define import Number, Size, Tensor, composite, network, op, uint8
from .memory_order import has_channels_last_order, ordered_like


@op(kind=network, kernel="pad_constant", name="constant_pad_nd", method=False, grad_name="ConstantPadNd",
    batch="front",
    vjp=dict(input=lambda g, pad: pad_constant(g, [-n for n in pad], 0)),
    jvp=lambda d_input, pad: pad_constant(d_input, pad, 0))
def pad_constant(input: Tensor, pad: Size, value: Number = 0) -> Tensor:
    """``input`` with ``value`` around it: ``out[i + before] = input[i]``.

    ``pad`` lists (before, after) from the last dimension on; negative numbers crop.

    Shape: that of ``input``, with before and after added to each padded size.
    Dtype: any; the result has it.
    Raises: RuntimeError for a ``pad`` of odd length or more than two numbers per dimension, and where less than nothing
        would be left.

    >>> import flambeau as torch
    >>> torch.constant_pad_nd(torch.tensor([1, 2]), (1, 0), 9)
    tensor([9, 1, 2])
    """


def _padded_line(n: int, before: int, after: int, mode: str) -> Tensor:
    """Which element each place of a padded line of ``n`` shows."""
    place = arange(-before, n + after)
    if mode == "replicate":
        return place.clamp(0, n - 1)
    if mode == "circular":
        return place % n
    place = place.abs()
    return (n - 1) - ((n - 1) - place).abs()


@op(kind=composite, namespace="nn.functional")
def pad(input: Tensor, pad: Size, mode: str = "constant", value: Number | None = None) -> Tensor:
    """``input`` made larger: ``out[i + before] = input[i]``; ``pad`` lists (before, after) from the last dimension on;
    negative numbers crop.

    ``mode`` "constant" fills with ``value``; "reflect" (without the edge), "replicate" and "circular" continue the last
    dimensions of ``(N, C, ...)`` or ``(C, ...)`` input.

    Shape: that of ``input``, with before and after added to each padded size.
    Dtype: any; the result has it.
    Raises: RuntimeError for a ``pad`` of odd length, padding that the input is too small for, and where less than
        nothing would be left; NotImplementedError for another mode and for numbers of dimensions that the mode does not
        take; ValueError for a ``value`` with another mode than "constant".

    >>> import flambeau as torch
    >>> torch.nn.functional.pad(torch.tensor([[1., 2., 3.]]), (1, 1), mode="reflect")
    tensor([[2., 1., 2., 3., 2.]])
    """
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) // 2 > input.ndim:
        raise RuntimeError("Padding length should be less than or equal to two times the input dimension but got "
                           f"padding length {len(pad)} and input of dimension {input.ndim}")
    if mode == "constant":
        fill = 0 if value is None else value  # a float, in which a negative number does not wrap
        return pad_constant(input, pad, float(fill) if input.dtype is uint8 else fill)
    if value not in (None, 0):
        raise ValueError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    n, image = len(pad) // 2, input
    if input.ndim not in (n + 1, n + 2):
        raise NotImplementedError(f"Padding size {len(pad)} is not supported for {input.ndim}D input tensor.")
    for i in range(n):
        before, after, size = pad[2 * i], pad[2 * i + 1], input.shape[-1 - i]
        limit = {"reflect": size - 1, "circular": size}.get(mode)
        if limit is not None and max(before, after) > limit:
            raise RuntimeError(f"Padding size should be less than the corresponding input dimension, but got: padding "
                               f"({before}, {after}) at dimension {input.ndim - 1 - i} of input {list(input.shape)}")
        if before or after:
            input = input.index_select(-1 - i, _padded_line(size, before, after, mode))
    return ordered_like(input, image) if has_channels_last_order(image) else input


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels turned into pixels: ``out[c, h * r + i, w * r + j] = input[c * r * r + i * r + j, h, w]``, r being
    ``upscale_factor``.

    Shape: ``(..., C * r * r, H, W)`` gives ``(..., C, H * r, W * r)``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``r * r`` divides the number of channels; ValueError for fewer than three dimensions.
    Source: Shi et al. 2016, Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel
        Convolutional Neural Network.

    >>> import flambeau as torch
    >>> torch.pixel_shuffle(torch.zeros(1, 4, 2, 2), 2).shape
    torch.Size([1, 1, 4, 4])
    """
    r, (*lead, channels, rows, columns) = upscale_factor, input.shape
    if channels % (r * r):
        raise RuntimeError("pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
                           f"upscale_factor, but input.size(-3)={channels} is not divisible by {r * r}")
    k = len(lead)
    x = input.reshape((*lead, channels // (r * r), r, r, rows, columns))
    x = x.permute((*range(k), k, k + 3, k + 1, k + 4, k + 2))
    return ordered_like(x.reshape((*lead, channels // (r * r), rows * r, columns * r)), input)


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Pixels turned into channels: ``out[c * r * r + i * r + j, h, w] = input[c, h * r + i, w * r + j]``, r being
    ``downscale_factor``.

    Shape: ``(..., C, H * r, W * r)`` gives ``(..., C * r * r, H, W)``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``r`` divides height and width; ValueError for fewer than three dimensions.

    >>> import flambeau as torch
    >>> torch.pixel_unshuffle(torch.zeros(1, 1, 4, 4), 2).shape
    torch.Size([1, 4, 2, 2])
    """
    r, (*lead, channels, rows, columns) = downscale_factor, input.shape
    if rows % r or columns % r:
        raise RuntimeError(f"pixel_unshuffle expects height and width to be divisible by downscale_factor, but "
                           f"input.size(-2)={rows} and input.size(-1)={columns} with downscale_factor={r}")
    k = len(lead)
    x = input.reshape((*lead, channels, rows // r, r, columns // r, r))
    x = x.permute((*range(k), k, k + 2, k + 4, k + 1, k + 3))
    return ordered_like(x.reshape((*lead, channels * r * r, rows // r, columns // r)), input)


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Channels dealt out of ``groups`` groups: channel ``g * k + i`` of k per group moves to ``i * groups + g``.

    Shape: ``(N, C, ...)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``groups`` divides C; ValueError for fewer than two dimensions.
    Source: Zhang et al. 2018, ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices.

    >>> import flambeau as torch
    >>> torch.channel_shuffle(torch.arange(4.).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """
    n, channels, *space = input.shape
    if channels % groups:
        raise RuntimeError("Number of channels must be divisible by groups. "
                           f"Got {channels} channels and {groups} groups.")
    return input.reshape(n, groups, channels // groups, *space).transpose(1, 2).reshape(input.shape)
