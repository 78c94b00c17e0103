"""Image operations without state, on tensors (..., channels, height, width) and on PIL images."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import Enum
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import entries, explain_module
from flambeau.nn import functional as nnF

from ..._listing import listing

__all__ = [
    "InterpolationMode",
    "center_crop",
    "convert_image_dtype",
    "crop",
    "get_dimensions",
    "get_image_size",
    "normalize",
    "pad",
    "pil_to_tensor",
    "resize",
    "to_tensor",
]
__dir__ = listing(globals())


class InterpolationMode(Enum):
    """How values between pixels are found. Box, Hamming and Lanczos exist for PIL images only.

    >>> from flambeau.vision.transforms import InterpolationMode
    >>> InterpolationMode("bilinear").name
    'BILINEAR'
    """

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


# Pillow's numbers for the modes; its nearest is what PyTorch calls nearest-exact.
_PIL_FILTERS = {
    InterpolationMode.NEAREST: 0,
    InterpolationMode.NEAREST_EXACT: 0,
    InterpolationMode.LANCZOS: 1,
    InterpolationMode.BILINEAR: 2,
    InterpolationMode.BICUBIC: 3,
    InterpolationMode.BOX: 4,
    InterpolationMode.HAMMING: 5,
}


def _is_pil(img: Any) -> bool:
    """Whether ``img`` is a PIL image; Pillow is not imported to find out."""
    pil = sys.modules.get("PIL.Image")
    return pil is not None and isinstance(img, pil.Image)


def _checked(op: str, img: Any) -> Any:
    """``img``, which must be a PIL image or a tensor with at least two dimensions."""
    if not _is_pil(img) and not isinstance(img, Tensor):
        raise TypeError(f"{op}: img is a {type(img).__name__} | img should be PIL Image or Tensor Image")
    if isinstance(img, Tensor) and img.ndim < 2:
        raise TypeError(f"{op}: Tensor is not a torch image: its shape is {tuple(img.shape)} | (..., height, width)")
    return img


def get_dimensions(img: Any) -> list[int]:
    """``[channels, height, width]``; a tensor without a dimension of channels has one.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> torch.vision.transforms.functional.get_dimensions(torch.zeros(3, 4, 5))
    [3, 4, 5]
    """
    _checked("get_dimensions", img)
    if _is_pil(img):
        return [len(img.getbands()), img.height, img.width]
    return [1 if img.ndim == 2 else img.shape[-3], img.shape[-2], img.shape[-1]]


def get_image_size(img: Any) -> list[int]:
    """``[width, height]``.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> torch.vision.transforms.functional.get_image_size(torch.zeros(3, 4, 5))
    [5, 4]
    """
    _, height, width = get_dimensions(img)
    return [width, height]


def pil_to_tensor(pic: Any) -> Tensor:
    """A PIL image as a tensor (channels, height, width) of its own dtype, without scaling.

    Raises: TypeError for what is no PIL image.

    >>> from PIL import Image  # doctest: +SKIP
    >>> pil_to_tensor(Image.new("RGB", (5, 4))).shape  # doctest: +SKIP
    torch.Size([3, 4, 5])
    """
    if not _is_pil(pic):
        raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
    import numpy as np

    pixels = flambeau.as_tensor(np.array(pic, copy=True))
    return pixels.reshape(pic.height, pic.width, len(pic.getbands())).permute(2, 0, 1)


def to_tensor(pic: Any) -> Tensor:
    """A PIL image or an array (height, width, channels) as a contiguous tensor (channels, height, width).

    Bytes become the default floating dtype in [0, 1]; other numbers keep their dtype and value.

    Raises: TypeError for what is neither a PIL image nor an array; ValueError for an array that has not two or three
        dimensions.

    >>> import numpy
    >>> to_tensor(numpy.array([[[0], [255]]], dtype=numpy.uint8))
    tensor([[[0., 1.]]])
    """
    import numpy as np

    if isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
        img = flambeau.from_numpy(pic[:, :, None] if pic.ndim == 2 else pic).permute(2, 0, 1).contiguous()
    elif _is_pil(pic):
        img = pil_to_tensor(pic).contiguous()
        if pic.mode == "1":
            img = img.to(flambeau.uint8) * 255
    else:
        raise TypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")
    return img.to(flambeau.get_default_dtype()).div(255) if img.dtype == flambeau.uint8 else img


def _largest(dtype: flambeau.dtype) -> int:
    """The value that means full brightness."""
    return flambeau.iinfo(dtype).max if not (dtype.is_floating_point or dtype == flambeau.bool) else 1


def convert_image_dtype(image: Tensor, dtype: flambeau.dtype = flambeau.float32) -> Tensor:
    """``image`` in another dtype, its values scaled with it: floats are in [0, 1], integers in [0, largest].

    Raises: RuntimeError for a float image and an integer dtype that it has too few digits for; TypeError for what is no
        tensor.

    >>> import flambeau as torch
    >>> convert_image_dtype(torch.tensor([0, 51, 255], dtype=torch.uint8))
    tensor([0.0000, 0.2000, 1.0000])
    """
    if not isinstance(image, Tensor):
        raise TypeError("Input img should be Tensor Image")
    source = image.dtype
    if source == dtype:
        return image
    if source.is_floating_point:
        if dtype.is_floating_point:
            return image.to(dtype)
        wide = dtype == flambeau.int64 or (dtype == flambeau.int32 and source == flambeau.float32)
        if wide and not (dtype == flambeau.int32 and source == flambeau.float64):
            raise RuntimeError(f"The cast from {source} to {dtype} cannot be performed safely.")
        return image.mul(_largest(dtype) + 1.0 - 1e-3).to(dtype)  # rounds to the nearest of evenly wide steps
    if dtype.is_floating_point:
        return image.to(dtype) / _largest(source)
    old, new = _largest(source), _largest(dtype)
    if old > new:  # drops the lower digits
        return flambeau.div(image, (old + 1) // (new + 1), rounding_mode="floor").to(dtype)
    return image.to(dtype) * ((new + 1) // (old + 1))


def normalize(tensor: Tensor, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> Tensor:
    """``(tensor - mean) / std``, channel by channel, of a float tensor (..., channels, height, width).

    Raises: TypeError for what is no floating tensor; ValueError for fewer than three dimensions, and a standard
        deviation that is zero.

    >>> import flambeau as torch
    >>> normalize(torch.tensor([[[1., 3.]]]), mean=[1.], std=[2.])
    tensor([[[0., 1.]]])
    """
    if not isinstance(tensor, Tensor) or not tensor.is_floating_point():
        raise TypeError(f"Input tensor should be a float tensor. Got {getattr(tensor, 'dtype', type(tensor))}.")
    if tensor.ndim < 3:
        raise ValueError(
            f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {tensor.size()}"
        )
    shift, scale = (flambeau.as_tensor(v, dtype=tensor.dtype).reshape(-1, 1, 1) for v in (mean, std))
    if bool((scale == 0).any()):
        raise ValueError(f"std evaluated to zero after conversion to {tensor.dtype}, leading to division by zero.")
    out = tensor if inplace else tensor.clone()
    return out.sub_(shift).div_(scale)


def _resized(height: int, width: int, size: int | Sequence[int], max_size: int | None) -> tuple[int, int]:
    """Height and width after resizing: the shorter side becomes a lone ``size``, the longer at most ``max_size``."""
    sizes = list(entries(size, "size"))
    if len(sizes) == 2:
        if max_size is not None:
            raise ValueError("max_size should only be passed if size specifies the length of the smaller edge")
        return sizes[0], sizes[1]
    if len(sizes) != 1:
        raise ValueError(f"Size must be an int or a 1 or 2 element tuple/list, not a {len(sizes)} element tuple/list")
    short, long = min(height, width), max(height, width)
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
    _, height, width = get_dimensions(_checked("resize", img))
    if not isinstance(interpolation, InterpolationMode):
        raise TypeError(f"Argument interpolation should be a InterpolationMode or a corresponding Pillow integer constant, got {interpolation!r}")  # fmt: skip # noqa: E501
    new_height, new_width = _resized(height, width, size, max_size)
    if (new_height, new_width) == (height, width):
        return img
    if _is_pil(img):
        return img.resize((new_width, new_height), _PIL_FILTERS[interpolation])
    mode = interpolation.value
    if mode not in ("nearest", "nearest-exact", "bilinear", "bicubic"):
        raise ValueError(f"This interpolation mode is unsupported with Tensor input: {mode}")
    return _interpolated(img, (new_height, new_width), mode, bool(antialias))


def _interpolated(img: Tensor, size: tuple[int, int], mode: str, antialias: bool) -> Tensor:
    """`interpolate` for images of any dtype and any number of leading dimensions."""
    smooth = mode in ("bilinear", "bicubic")
    batch = img.reshape(-1, 1 if img.ndim == 2 else img.shape[-3], *img.shape[-2:])
    exact = batch.dtype in (flambeau.float32, flambeau.float64)
    wide = batch if exact else batch.to(flambeau.float32)
    align = False if smooth else None
    out = nnF.interpolate(wide, size=size, mode=mode, align_corners=align, antialias=antialias and smooth)
    if not img.dtype.is_floating_point:
        if mode == "bicubic" and img.dtype == flambeau.uint8:  # it overshoots at edges
            out = out.clamp(0, 255)
        out = out.round()
    out = out.to(img.dtype)
    return out.reshape(*img.shape[:-2], *size)


def crop(img: Any, top: int, left: int, height: int, width: int) -> Any:
    """The rectangle whose upper left corner is (top, left); what lies outside the image is zero.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> crop(torch.tensor([[1, 2], [3, 4]]), top=1, left=1, height=1, width=2)
    tensor([[4, 0]])
    """
    _, h, w = get_dimensions(_checked("crop", img))
    if _is_pil(img):
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
    _checked("pad", img)
    sides = list(entries(padding, "padding"))
    if len(sides) not in (1, 2, 4):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(sides)} element tuple")
    if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
    left, top, right, bottom = sides * (4 // len(sides)) if len(sides) < 4 else sides
    if _is_pil(img):
        return _pad_pil(img, (left, top, right, bottom), fill, padding_mode)
    margins = [left, right, top, bottom]
    if padding_mode == "constant":
        return nnF.pad(img, margins, value=fill)
    if padding_mode == "symmetric":
        return _pad_symmetric(img, margins)
    lead = img.reshape(-1, 1, *img.shape[-2:])
    mode = "replicate" if padding_mode == "edge" else "reflect"
    out = nnF.pad(lead.float() if not lead.is_floating_point() else lead, margins, mode=mode).to(img.dtype)
    return out.reshape(*img.shape[:-2], *out.shape[-2:])


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
        from PIL import ImageOps

        return ImageOps.expand(img, border=sides, fill=tuple(fill) if isinstance(fill, list) else fill)
    import numpy as np
    from PIL import Image

    pixels = np.asarray(img)
    margins = [(top, bottom), (left, right), *([(0, 0)] * (pixels.ndim - 2))]
    return Image.fromarray(np.pad(pixels, margins, mode=mode))  # type: ignore[call-overload]


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


explain_module(globals())
