"""Images at another size, cut, with a margin, mirrored: no pixel is turned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import entries, explain_module
from flambeau.nn import functional as nnF

from ..._pillow import pillow
from ._image import PIL_FILTERS, InterpolationMode, checked, get_dimensions, in_floats, is_pil, mode_of, pil_fill

__all__ = [
    "center_crop",
    "crop",
    "five_crop",
    "hflip",
    "pad",
    "resize",
    "resized_crop",
    "ten_crop",
    "vflip",
]


def resized_size(height: int, width: int, size: int | Sequence[int] | None, max_size: int | None) -> tuple[int, int]:
    """Height and width after resizing: the shorter side becomes a lone ``size``, the longer at most ``max_size``.

    Without a size the longer side becomes ``max_size``.
    """
    if size is None:
        if not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        factor = max_size / max(height, width)
        return (max_size, int(factor * width)) if height >= width else (int(factor * height), max_size)
    sizes = list(entries(size, "size"))
    if len(sizes) == 2:
        if max_size is not None:
            raise ValueError("max_size should only be passed if size specifies the length of the smaller edge")
        return sizes[0], sizes[1]
    if len(sizes) != 1:
        raise ValueError(f"Size must be an int or a 1 or 2 element tuple/list, not a {len(sizes)} element tuple/list")
    short, long = min(height, width), max(height, width)
    if short == 0:
        raise RuntimeError(f"resize: an image of {height} x {width} has no edge to be scaled by | give both sizes")
    new_short, new_long = sizes[0], int(sizes[0] * long / short)
    if max_size is not None:
        if max_size <= sizes[0]:
            raise ValueError(
                f"max_size = {max_size} must be strictly greater than the requested size "
                f"for the smaller edge size = {size}"
            )
        if new_long > max_size:
            new_short, new_long = int(max_size * new_short / new_long), max_size
    return (new_long, new_short) if width <= height else (new_short, new_long)


def resize(
    img: Any,
    size: int | Sequence[int],
    interpolation: InterpolationMode = InterpolationMode.BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """``img`` at another size.

    Args:
        img: a PIL image or a tensor (..., height, width).
        size: height and width in pixels, or one number for the shorter side.
        interpolation: how; PIL images are always antialiased, as Pillow does.
        max_size: what the longer side may have at most, where ``size`` is one number.
        antialias: for tensors, in the modes bilinear and bicubic: average over what a smaller pixel covers.

    Raises: TypeError for another type, and a mode that is none; ValueError for a size that is no size, and a mode that
        only PIL images have.

    >>> import flambeau as torch
    >>> resize(torch.zeros(3, 4, 8), 2).shape
    torch.Size([3, 2, 4])
    """
    _, height, width = get_dimensions(checked("resize", img))
    interpolation = mode_of(interpolation)
    new_height, new_width = resized_size(height, width, size, max_size)
    if (new_height, new_width) == (height, width):
        return img
    if is_pil(img):
        return img.resize((new_width, new_height), PIL_FILTERS[interpolation])
    mode = interpolation.value
    if mode not in ("nearest", "nearest-exact", "bilinear", "bicubic"):
        raise ValueError(f"This interpolation mode is unsupported with Tensor input: {mode}")
    return _interpolated(img, (new_height, new_width), mode, bool(antialias))


def _interpolated(img: Tensor, size: tuple[int, int], mode: str, antialias: bool) -> Tensor:
    """`interpolate` for images of any dtype and any number of leading dimensions."""
    smooth = mode in ("bilinear", "bicubic")

    def compute(batch: Tensor) -> Tensor:
        align = False if smooth else None
        out = nnF.interpolate(batch, size=size, mode=mode, align_corners=align, antialias=antialias and smooth)
        return out.clamp(0, 255) if mode == "bicubic" and img.dtype == flambeau.uint8 else out  # it overshoots at edges

    return in_floats(img, compute)


def crop(img: Any, top: int, left: int, height: int, width: int) -> Any:
    """The rectangle whose upper left corner is (top, left); what lies outside the image is zero.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> crop(torch.tensor([[1, 2], [3, 4]]), top=1, left=1, height=1, width=2)
    tensor([[4, 0]])
    """
    _, h, w = get_dimensions(checked("crop", img))
    if is_pil(img):
        return img.crop((left, top, left + width, top + height))
    right, bottom = left + width, top + height
    inside = img[..., max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if left >= 0 and top >= 0 and right <= w and bottom <= h:
        return inside
    missing = [
        max(min(right, 0) - left, 0),
        max(right - max(w, left), 0),
        max(min(bottom, 0) - top, 0),
        max(bottom - max(h, top), 0),
    ]
    return nnF.pad(inside, missing)


def pad(img: Any, padding: int | Sequence[int], fill: Any = 0, padding_mode: str = "constant") -> Any:
    """``img`` with a margin of ``padding`` pixels: one number, (left and right, top and bottom), or all four
    (left, top, right, bottom).

    ``padding_mode``: "constant" (the value ``fill``), "edge", "reflect" or "symmetric".

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more; ValueError for another
        number of sizes, and another mode.

    >>> import flambeau as torch
    >>> pad(torch.tensor([[1, 2]]), [1, 0], fill=9)
    tensor([[9, 1, 2, 9]])
    """
    checked("pad", img)
    sides = list(entries(padding, "padding"))
    if len(sides) not in (1, 2, 4):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(sides)} element tuple")
    if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
    left, top, right, bottom = sides * (4 // len(sides)) if len(sides) < 4 else sides
    if is_pil(img):
        return _pad_pil(img, (left, top, right, bottom), fill, padding_mode)
    margins = [left, right, top, bottom]
    if padding_mode == "constant":
        return _pad_constant(img, margins, fill)
    if padding_mode == "symmetric":
        return _pad_symmetric(img, margins)
    mode = "replicate" if padding_mode == "edge" else "reflect"
    batch = img.reshape(-1, 1, *img.shape[-2:])
    out = nnF.pad(batch, margins, mode=mode)
    return out.reshape(*img.shape[:-2], *out.shape[-2:])


def _pad_constant(img: Tensor, margins: Sequence[int], fill: Any) -> Tensor:
    """A margin of one value, or of one for each channel."""
    values = list(fill) if isinstance(fill, Sequence) else [0 if fill is None else fill]
    if len(values) == 1:
        return nnF.pad(img, margins, value=values[0])
    if len(values) != get_dimensions(img)[0]:
        raise ValueError(
            f"The number of elements in 'fill' does not match the number of channels of the image "
            f"({len(values)} != {get_dimensions(img)[0]})"
        )
    inside = nnF.pad(flambeau.ones(img.shape[-2:], dtype=flambeau.bool), margins)
    colour = flambeau.tensor(values, dtype=img.dtype)[:, None, None]
    return flambeau.where(inside, nnF.pad(img, margins), colour)


def _pad_symmetric(img: Tensor, margins: Sequence[int]) -> Tensor:
    """Mirrored at the border, the border's pixels repeated."""
    left, right, top, bottom = margins
    h, w = img.shape[-2:]
    rows = [*range(top - 1, -1, -1), *range(h), *range(h - 1, h - 1 - bottom, -1)]
    columns = [*range(left - 1, -1, -1), *range(w), *range(w - 1, w - 1 - right, -1)]
    return img[..., flambeau.tensor(rows)[:, None], flambeau.tensor(columns)]


def _pad_pil(img: Any, sides: tuple[int, int, int, int], fill: Any, mode: str) -> Any:
    left, top, right, bottom = sides
    if mode == "constant":
        return pillow("ImageOps").expand(img, border=sides, **pil_fill(fill, img, "fill"))
    import numpy as np

    pixels = np.asarray(img)
    margins = [(top, bottom), (left, right), *([(0, 0)] * (pixels.ndim - 2))]
    padded = pillow().fromarray(np.pad(pixels, margins, mode=mode))  # type: ignore[call-overload]
    if img.mode == "P":
        padded.putpalette(img.getpalette())
    return padded


def center_crop(img: Any, output_size: int | Sequence[int]) -> Any:
    """The middle of ``img``: height and width, or one number for both; a smaller image is padded with zeros first.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> center_crop(torch.arange(9).view(3, 3), 1)
    tensor([[4]])
    """
    sizes = list(entries(output_size, "output_size"))
    crop_height, crop_width = (sizes[0], sizes[0]) if len(sizes) == 1 else sizes
    _, height, width = get_dimensions(img)
    if crop_width > width or crop_height > height:
        extra_w, extra_h = max(crop_width - width, 0), max(crop_height - height, 0)
        img = pad(img, [extra_w // 2, extra_h // 2, (extra_w + 1) // 2, (extra_h + 1) // 2])
        _, height, width = get_dimensions(img)
        if (crop_height, crop_width) == (height, width):
            return img
    top, left = round((height - crop_height) / 2.0), round((width - crop_width) / 2.0)
    return crop(img, top, left, crop_height, crop_width)


def resized_crop(
    img: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: int | Sequence[int],
    interpolation: InterpolationMode = InterpolationMode.BILINEAR,
    antialias: bool | None = True,
) -> Any:
    """`crop`, then `resize`.

    Raises: TypeError and ValueError as these do.

    >>> import flambeau as torch
    >>> resized_crop(torch.zeros(3, 8, 8), top=0, left=2, height=4, width=4, size=[6, 6]).shape
    torch.Size([3, 6, 6])
    """
    return resize(crop(img, top, left, height, width), size, interpolation, antialias=antialias)


def hflip(img: Any) -> Any:
    """``img`` mirrored: left becomes right.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> hflip(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 1],
            [4, 3]])
    """
    return checked("hflip", img).transpose(0) if is_pil(img) else checked("hflip", img).flip(-1)


def vflip(img: Any) -> Any:
    """``img`` mirrored: top becomes bottom.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> vflip(torch.tensor([[1, 2], [3, 4]]))
    tensor([[3, 4],
            [1, 2]])
    """
    return checked("vflip", img).transpose(1) if is_pil(img) else checked("vflip", img).flip(-2)


def five_crop(img: Any, size: int | Sequence[int]) -> tuple[Any, Any, Any, Any, Any]:
    """The four corners (upper left, upper right, lower left, lower right) and the middle.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more; ValueError for a size that
        is larger than the image, or that has not one or two numbers.

    >>> import flambeau as torch
    >>> [int(c) for c in five_crop(torch.arange(9).view(3, 3), 1)]
    [0, 2, 6, 8, 4]
    """
    sizes = list(entries(size, "size"))
    if len(sizes) not in (1, 2):
        raise ValueError("Please provide only two dimensions (h, w) for size.")
    crop_height, crop_width = sizes * (2 // len(sizes))
    _, height, width = get_dimensions(img)
    if crop_width > width or crop_height > height:
        raise ValueError(f"Requested crop size {(crop_height, crop_width)} is bigger than input size {(height, width)}")
    corners = [(top, left) for top in (0, height - crop_height) for left in (0, width - crop_width)]
    upper_left, upper_right, lower_left, lower_right = (crop(img, *c, crop_height, crop_width) for c in corners)
    return upper_left, upper_right, lower_left, lower_right, center_crop(img, [crop_height, crop_width])


def ten_crop(img: Any, size: int | Sequence[int], vertical_flip: bool = False) -> tuple[Any, ...]:
    """`five_crop` of the image, and of the mirrored image.

    Raises: TypeError and ValueError as `five_crop` does.

    >>> import flambeau as torch
    >>> [int(c) for c in ten_crop(torch.arange(9).view(3, 3), 1)]
    [0, 2, 6, 8, 4, 2, 0, 8, 6, 4]
    """
    return five_crop(img, size) + five_crop(vflip(img) if vertical_flip else hflip(img), size)


explain_module(globals())
