"""Three functions on colours that torchvision's two kinds of transforms round differently: one grey level at most."""

from __future__ import annotations

from typing import Any

import flambeau
from flambeau import Tensor

from ... import functional as F
from ...functional._colour import grey_of
from ...functional._filter import sharpness_blur
from ...functional._image import get_dimensions, is_pil, largest, with_channels


def _blend(img: Tensor, other: Tensor, factor: float) -> Tensor:
    """``factor`` of ``img`` and the rest of ``other``, added in one rounding."""
    floats = img if img.is_floating_point() else img.to(flambeau.float32)
    return (floats * factor).add(other, alpha=1.0 - factor).clamp(0, largest(img.dtype)).to(img.dtype)


def adjust_saturation(img: Any, saturation_factor: float) -> Any:
    """As `transforms.functional.adjust_saturation`."""
    with_channels("adjust_saturation", img, 1, 3)
    if is_pil(img) or get_dimensions(img)[0] == 1 or saturation_factor < 0:
        return F.adjust_saturation(img, saturation_factor)
    return _blend(img, grey_of(img), saturation_factor)


def autocontrast(img: Any) -> Any:
    """``img`` with each channel stretched to the full range; a channel of one value stays.

    Divided by a step, where `transforms.functional.autocontrast` multiplies by its inverse.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.autocontrast(torch.tensor([[[0.25, 0.5, 0.75]]]))
    tensor([[[0.0000, 0.5000, 1.0000]]])
    """
    if is_pil(with_channels("autocontrast", img, 1, 3)):
        return F.autocontrast(img)
    full = largest(img.dtype)
    floats = img if img.is_floating_point() else img.to(flambeau.float32)
    low, high = floats.amin((-2, -1), keepdim=True), floats.amax((-2, -1), keepdim=True)
    flat = low == high
    step = flambeau.where(flat, 1.0, (high - low) * (1.0 / full))
    return ((floats - flambeau.where(flat, 0.0, low)) / step).clamp(0, full).to(img.dtype)


def adjust_sharpness(img: Any, sharpness_factor: float) -> Any:
    """As `transforms.functional.adjust_sharpness`: what is blurred is added as a difference."""
    with_channels("adjust_sharpness", img, 1, 3)
    if is_pil(img) or sharpness_factor < 0 or min(img.shape[-2:]) <= 2 or img.numel() == 0:
        return F.adjust_sharpness(img, sharpness_factor)
    floats = (img if img.is_floating_point() else img.to(flambeau.float32)).clone()
    inner = floats[..., 1:-1, 1:-1]
    change = sharpness_blur(img).to(floats.dtype) - inner
    floats[..., 1:-1, 1:-1] = inner.add(change, alpha=1.0 - sharpness_factor)
    return floats.clamp(0, largest(img.dtype)).to(img.dtype)
