"""Tensors as images: what a notebook shows, and a PNG file."""

from __future__ import annotations

import math
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import flambeau as fl

from .._arguments import explain_methods, explained

__all__ = ["image"]

_SIDE = 224  # pixels that small images are enlarged to, about
_GAP = 1  # elements between the images of a batch


class Image:
    """An image, made by `image`: shown in a notebook as it is, written with ``save``.

    >>> import flambeau as torch
    >>> torch.utils.image(torch.rand(3, 8, 8), scale=2)
    <Image 16 x 16>
    """

    def __init__(self, pixels: fl.Tensor) -> None:
        self._pixels = pixels  # uint8 of shape (height, width, channels)

    def _repr_png_(self) -> bytes:
        return encode_png(self._pixels.numpy())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a PNG file.

        Raises: OSError where it cannot be written.
        """
        Path(path).write_bytes(self._repr_png_())

    def __repr__(self) -> str:
        height, width, _ = self._pixels.shape
        return f"<Image {width} x {height}>"


def encode_png(pixels: Any) -> bytes:
    """A PNG file's bytes, from an array of type uint8 and shape (height, width, channels)."""
    height, width, channels = pixels.shape
    kind = {1: 0, 3: 2, 4: 6}[channels]  # PNG's numbers for grey, RGB and RGBA
    filtered = b"".join(b"\0" + row.tobytes() for row in pixels)  # each row's filter: none
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(filtered)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@explained
def image(tensor: fl.Tensor, *, low: float | None = None, high: float | None = None, scale: int | None = None) -> Image:
    """A tensor as an image that a notebook shows: ``torch.utils.image(x)`` as the last line of a cell.

    Args:
        low, high: the values that are black and white, others in between; by default 0 and 1 if all values lie there,
            else the least and the greatest. Integers of type uint8 are shown as they are, 0 to 255.
        scale: pixels per element; by default as many as make a small image about 224 pixels wide.

    Shape: (H, W), (C, H, W) or (N, C, H, W) with 1, 3 or 4 channels; a batch is shown as a grid.
    Dtype: any but complex.
    Raises: TypeError for what is no tensor and for complex ones; ValueError for other shapes, for no elements, and for
        a scale below 1.

    >>> import flambeau as torch
    >>> torch.utils.image(torch.eye(4), scale=10)
    <Image 40 x 40>
    """
    if not isinstance(tensor, fl.Tensor):
        raise TypeError(f"image: tensor is {type(tensor).__name__} | a Tensor is expected")
    if tensor.is_complex():
        raise TypeError(
            f"image: tensor has dtype {tensor.dtype} | real numbers are expected; show its abs() or angle()"
        )
    channels = 1 if tensor.ndim == 2 else tensor.shape[-3] if tensor.ndim in (3, 4) else 0
    if channels not in (1, 3, 4) or not tensor.numel():
        raise ValueError(
            f"image: tensor has shape {tuple(tensor.shape)} | (H, W), (C, H, W) or (N, C, H, W) with 1, 3 or 4 "
            "channels and at least one element is expected"
        )
    if scale is not None and scale < 1:
        raise ValueError(f"image: scale is {scale} | at least 1 pixel per element is expected")
    batch = _levels(tensor.detach(), low, high).reshape(-1, channels, *tensor.shape[-2:])
    grid = _grid(batch) if len(batch) > 1 else batch[0]
    times = scale or max(1, _SIDE // max(grid.shape[-2:]))
    enlarged = grid.repeat_interleave(times, 1).repeat_interleave(times, 2)
    return Image(enlarged.permute(1, 2, 0).contiguous())


def _levels(tensor: fl.Tensor, low: float | None, high: float | None) -> fl.Tensor:
    """The values as uint8; what is no number is black."""
    if tensor.dtype == fl.uint8 and low is None and high is None:
        return tensor
    values: Any = tensor.double()
    finite = values[values.isfinite()]
    least, most = (finite.min().item(), finite.max().item()) if len(finite) else (0.0, 1.0)
    if least >= 0 and most <= 1:
        least, most = 0.0, 1.0
    least, most = least if low is None else low, most if high is None else high
    share = (values - least) / ((most - least) or 1.0)
    levels: fl.Tensor = (share.nan_to_num(0.0).clamp(0, 1) * 255).round().to(fl.uint8)
    return levels


def _grid(batch: fl.Tensor) -> fl.Tensor:
    """Images beside and below one another, as square as can be, with white lines between."""
    count, channels, height, width = batch.shape
    across = math.ceil(math.sqrt(count))
    down = math.ceil(count / across)
    grid = fl.full((channels, down * (height + _GAP) - _GAP, across * (width + _GAP) - _GAP), 255, dtype=fl.uint8)
    for k in range(count):
        top, left = k // across * (height + _GAP), k % across * (width + _GAP)
        grid[:, top : top + height, left : left + width] = batch[k]
    return grid


explain_methods(Image)
