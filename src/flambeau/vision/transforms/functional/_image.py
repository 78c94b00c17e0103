"""What an image is, a tensor (..., channels, height, width) or a PIL image, and how values between pixels are found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module

__all__ = ["InterpolationMode", "get_dimensions", "get_image_num_channels", "get_image_size"]


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
PIL_FILTERS = {
    InterpolationMode.NEAREST: 0,
    InterpolationMode.NEAREST_EXACT: 0,
    InterpolationMode.LANCZOS: 1,
    InterpolationMode.BILINEAR: 2,
    InterpolationMode.BICUBIC: 3,
    InterpolationMode.BOX: 4,
    InterpolationMode.HAMMING: 5,
}
_FROM_PILLOW = {number: mode for mode, number in PIL_FILTERS.items() if mode is not InterpolationMode.NEAREST_EXACT}


def mode_of(interpolation: Any) -> InterpolationMode:
    """A mode, given as itself, by its name, or by Pillow's number."""
    if isinstance(interpolation, str):
        return InterpolationMode(interpolation.lower().replace("_", "-"))
    if isinstance(interpolation, int) and interpolation in _FROM_PILLOW:
        return _FROM_PILLOW[interpolation]
    if not isinstance(interpolation, InterpolationMode):
        raise TypeError(f"Argument interpolation should be a InterpolationMode or a corresponding Pillow integer constant, got {interpolation!r}")  # fmt: skip # noqa: E501
    return interpolation


def is_pil(img: Any) -> bool:
    """Whether ``img`` is a PIL image; Pillow is not imported to find out."""
    pil = sys.modules.get("PIL.Image")
    return pil is not None and isinstance(img, pil.Image)


def checked(op: str, img: Any) -> Any:
    """``img``, which must be a PIL image or a tensor with at least two dimensions."""
    if not is_pil(img) and not isinstance(img, Tensor):
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
    checked("get_dimensions", img)
    if is_pil(img):
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


def get_image_num_channels(img: Any) -> int:
    """The number of channels.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> torch.vision.transforms.functional.get_image_num_channels(torch.zeros(3, 4, 5))
    3
    """
    return get_dimensions(img)[0]


def with_channels(op: str, img: Any, *allowed: int) -> Any:
    """``img``, checked; a tensor must have one of the ``allowed`` numbers of channels."""
    if isinstance(checked(op, img), Tensor):
        channels = get_dimensions(img)[0]
        if channels not in allowed:
            raise TypeError(f"Input image tensor permitted channel values are {list(allowed)}, but found {channels}")
    return img


def largest(dtype: flambeau.dtype) -> int:
    """The value that means full brightness."""
    return flambeau.iinfo(dtype).max if not (dtype.is_floating_point or dtype == flambeau.bool) else 1


def in_floats(img: Tensor, compute: Callable[[Tensor], Tensor]) -> Tensor:
    """``compute`` of ``img`` as a batch (N, C, H, W) of float32 or float64; rounded back to the dtype of ``img``."""
    batch = img.reshape(-1, 1 if img.ndim == 2 else img.shape[-3], *img.shape[-2:])
    exact = img.dtype in (flambeau.float32, flambeau.float64)
    out = compute(batch if exact else batch.to(flambeau.float32))
    if not img.dtype.is_floating_point:
        out = out.round()
    return out.to(img.dtype).reshape(*img.shape[:-2], *out.shape[-2:])


def pil_fill(fill: Any, img: Any, name: str) -> dict[str, Any]:
    """What Pillow calls ``name``, from ``fill``: a number, or one for each band."""
    bands = len(img.getbands())
    if fill is None:
        fill = 0
    if isinstance(fill, Sequence):
        if len(fill) not in (1, bands):
            raise ValueError(
                f"The number of elements in 'fill' does not match the number of channels of the image ({len(fill)} != {bands})"  # noqa: E501
            )
        fill = tuple(fill) * (bands // len(fill))
    elif bands > 1:
        fill = (fill,) * bands
    if img.mode != "F":
        fill = tuple(int(x) for x in fill) if isinstance(fill, tuple) else int(fill)
    return {name: fill[0] if isinstance(fill, tuple) and bands == 1 else fill}


explain_module(globals())
