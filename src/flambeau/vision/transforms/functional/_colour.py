"""Colours of images changed: brightness, contrast, saturation, hue, tone curves."""

from __future__ import annotations

from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module
from flambeau.nn import functional as nnF

from ..._pillow import pillow
from ._convert import convert_image_dtype
from ._image import get_dimensions, is_pil, largest, with_channels

__all__ = [
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
    "autocontrast",
    "equalize",
    "invert",
    "posterize",
    "rgb_to_grayscale",
    "solarize",
    "to_grayscale",
]


def blend(img: Tensor, other: Tensor | float, factor: float) -> Tensor:
    """``factor`` of ``img`` and the rest of ``other``, cut to the range of the dtype."""
    return (factor * img + (1.0 - factor) * other).clamp(0, largest(img.dtype)).to(img.dtype)


def enhanced(img: Any, what: str, factor: float) -> Any:
    """A PIL image through Pillow's enhancer of that name."""
    return getattr(pillow("ImageEnhance"), what)(img).enhance(factor)


def _not_negative(name: str, factor: float) -> None:
    if factor < 0:
        raise ValueError(f"{name} ({factor}) is not non-negative.")


def grey_of(img: Tensor) -> Tensor:
    """Luma of ITU-R BT.601, with one channel; one channel stays."""
    if get_dimensions(img)[0] == 1:
        return img
    r, g, b = img.unbind(-3)
    return (0.2989 * r + 0.587 * g + 0.114 * b).to(img.dtype).unsqueeze(-3)


def rgb_to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """The luma of ``img``, in one channel or in three equal ones.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels; ValueError for another
        number of channels to give.

    >>> import flambeau as torch
    >>> rgb_to_grayscale(torch.tensor([1., 0., 0.]).view(3, 1, 1))
    tensor([[[0.2989]]])
    """
    with_channels("rgb_to_grayscale", img, 1, 3)
    if num_output_channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    if is_pil(img):
        return to_grayscale(img, num_output_channels)
    grey = grey_of(img)
    return grey.expand(*img.shape[:-3], 3, *img.shape[-2:]) if num_output_channels == 3 else grey


def to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """The luma of a PIL image, in one band or in three equal ones.

    Raises: TypeError for what is no PIL image; ValueError for another number of bands.

    >>> from PIL import Image  # doctest: +SKIP
    >>> to_grayscale(Image.new("RGB", (5, 4))).mode  # doctest: +SKIP
    'L'
    """
    if not is_pil(img):
        raise TypeError("Input should be PIL Image")
    if num_output_channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    grey = img.convert("L")
    if num_output_channels == 1:
        return grey
    return pillow().merge("RGB", (grey, grey, grey))


def adjust_brightness(img: Any, brightness_factor: float) -> Any:
    """``img`` times a factor: 0 is black, 1 the image.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels; ValueError for a factor
        below 0.

    >>> import flambeau as torch
    >>> adjust_brightness(torch.tensor([[[100, 200]]], dtype=torch.uint8), 2.)
    tensor([[[200, 255]]], dtype=torch.uint8)
    """
    with_channels("adjust_brightness", img, 1, 3)
    if is_pil(img):
        return enhanced(img, "Brightness", brightness_factor)
    _not_negative("brightness_factor", brightness_factor)
    return blend(img, 0.0, brightness_factor)


def adjust_contrast(img: Any, contrast_factor: float) -> Any:
    """``img`` between its mean luma (factor 0), itself (1) and beyond.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels; ValueError for a factor
        below 0.

    >>> import flambeau as torch
    >>> adjust_contrast(torch.tensor([[[100, 200]]], dtype=torch.uint8), 0.5)
    tensor([[[125, 175]]], dtype=torch.uint8)
    """
    with_channels("adjust_contrast", img, 1, 3)
    if is_pil(img):
        return enhanced(img, "Contrast", contrast_factor)
    _not_negative("contrast_factor", contrast_factor)
    grey = grey_of(img)
    grey = grey if grey.is_floating_point() else grey.to(flambeau.float32)
    return blend(img, grey.mean((-3, -2, -1), keepdim=True), contrast_factor)


def adjust_saturation(img: Any, saturation_factor: float) -> Any:
    """``img`` between its luma (factor 0), itself (1) and beyond.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels; ValueError for a factor
        below 0.

    >>> import flambeau as torch
    >>> adjust_saturation(torch.tensor([1., 0., 0.]).view(3, 1, 1), 0.).flatten()
    tensor([0.2989, 0.2989, 0.2989])
    """
    with_channels("adjust_saturation", img, 1, 3)
    if is_pil(img):
        return enhanced(img, "Color", saturation_factor)
    _not_negative("saturation_factor", saturation_factor)
    return img if get_dimensions(img)[0] == 1 else blend(img, grey_of(img), saturation_factor)


def adjust_hue(img: Any, hue_factor: float) -> Any:
    """``img`` with its hue shifted by a part of the circle, in [-0.5, 0.5]; grey stays.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels; ValueError for a factor
        outside of [-0.5, 0.5].

    Source: A. R. Smith, Color gamut transform pairs, SIGGRAPH 1978, for hue, saturation and value.

    >>> import flambeau as torch
    >>> adjust_hue(torch.tensor([1., 0., 0.]).view(3, 1, 1), 1 / 3).flatten()
    tensor([0., 1., 0.])
    """
    with_channels("adjust_hue", img, 1, 3)
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
    if is_pil(img):
        return _pil_hue(img, hue_factor)
    if get_dimensions(img)[0] == 1 or img.numel() == 0:
        return img
    hue, saturation, value = _hsv(convert_image_dtype(img, flambeau.float32))
    return convert_image_dtype(_rgb((hue + hue_factor) % 1.0, saturation, value), img.dtype)


def _pil_hue(img: Any, hue_factor: float) -> Any:
    if img.mode in ("L", "1", "I", "F"):
        return img
    hue, saturation, value = img.convert("HSV").split()
    shift = int(hue_factor * 255)
    hue = hue.point([(h + shift) % 256 for h in range(256)])
    return pillow().merge("HSV", (hue, saturation, value)).convert(img.mode)


def _hsv(img: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Hue, saturation and value of floats in [0, 1], by Smith's hexcone."""
    r, g, b = img.unbind(-3)
    value, low = img.amax(-3), img.amin(-3)
    grey = value == low
    chroma = value - low
    saturation = chroma / flambeau.where(grey, 1.0, value)
    width = flambeau.where(grey, 1.0, chroma)
    from_r, from_g, from_b = ((value - c) / width for c in (r, g, b))
    sextant = flambeau.where(
        value == r, from_b - from_g, flambeau.where(value == g, 2.0 + from_r - from_b, 4.0 + from_g - from_r)
    )
    return flambeau.fmod(sextant / 6.0 + 1.0, 1.0), saturation, value


def _rgb(hue: Tensor, saturation: Tensor, value: Tensor) -> Tensor:
    """The inverse of `_hsv`."""
    sextant = flambeau.floor(hue * 6.0)
    part = hue * 6.0 - sextant
    low = (value * (1.0 - saturation)).clamp(0.0, 1.0)
    falling = (value * (1.0 - saturation * part)).clamp(0.0, 1.0)
    rising = (value * (1.0 - saturation * (1.0 - part))).clamp(0.0, 1.0)
    # Red in each sextant; green's sequence lags by two sextants, and blue's by four.
    red = flambeau.stack([value, falling, low, low, rising, value], -1)
    at = sextant.to(flambeau.int64)
    channels = [red.gather(-1, ((at + shift) % 6).unsqueeze(-1)).squeeze(-1) for shift in (0, 4, 2)]
    return flambeau.stack(channels, -3)


def adjust_gamma(img: Any, gamma: float, gain: float = 1) -> Any:
    """``gain * img ** gamma`` on the scale [0, 1]: a gamma over 1 darkens the shadows.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels; ValueError for a gamma
        below 0.

    >>> import flambeau as torch
    >>> adjust_gamma(torch.tensor([[[0.5, 1.]]]), 2.)
    tensor([[[0.2500, 1.0000]]])
    """
    with_channels("adjust_gamma", img, 1, 3)
    if gamma < 0:
        raise ValueError("Gamma should be a non-negative real number")
    if is_pil(img):
        curve = [int((255 + 1 - 1e-3) * gain * pow(level / 255.0, gamma)) for level in range(256)]
        return img.convert("RGB").point(curve * 3).convert(img.mode)
    floats = img if img.is_floating_point() else convert_image_dtype(img, flambeau.float32)
    return convert_image_dtype((gain * floats**gamma).clamp(0, 1), img.dtype)


def invert(img: Any) -> Any:
    """The negative: full brightness minus ``img``.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels.

    >>> import flambeau as torch
    >>> invert(torch.tensor([[[0, 55]]], dtype=torch.uint8))
    tensor([[[255, 200]]], dtype=torch.uint8)
    """
    with_channels("invert", img, 1, 3)
    return pillow("ImageOps").invert(img) if is_pil(img) else largest(img.dtype) - img


def posterize(img: Any, bits: int) -> Any:
    """``img`` with the highest ``bits`` of each byte alone.

    Raises: TypeError for what is neither a PIL image nor a tensor of bytes of one or three channels.

    >>> import flambeau as torch
    >>> posterize(torch.tensor([[[7, 200]]], dtype=torch.uint8), 1)
    tensor([[[  0, 128]]], dtype=torch.uint8)
    """
    if is_pil(with_channels("posterize", img, 1, 3)):
        return pillow("ImageOps").posterize(img, bits)
    if img.dtype != flambeau.uint8:
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {img.dtype}")
    return img & (256 - int(2 ** (8 - bits)))


def solarize(img: Any, threshold: float) -> Any:
    """``img``, inverted where it reaches ``threshold``.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels, and a threshold over full
        brightness.

    >>> import flambeau as torch
    >>> solarize(torch.tensor([[[7, 200]]], dtype=torch.uint8), 128)
    tensor([[[ 7, 55]]], dtype=torch.uint8)
    """
    if is_pil(with_channels("solarize", img, 1, 3)):
        return pillow("ImageOps").solarize(img, threshold)
    if threshold > largest(img.dtype):
        raise TypeError("Threshold should be less than bound of img.")
    return flambeau.where(img >= threshold, invert(img), img)


def autocontrast(img: Any) -> Any:
    """``img`` with each channel stretched to the full range; a channel of one value stays.

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels.

    >>> import flambeau as torch
    >>> autocontrast(torch.tensor([[[100, 200, 150]]], dtype=torch.uint8))
    tensor([[[  0, 255, 127]]], dtype=torch.uint8)
    """
    if is_pil(with_channels("autocontrast", img, 1, 3)):
        return pillow("ImageOps").autocontrast(img)
    full = largest(img.dtype)
    floats = img if img.is_floating_point() else img.to(flambeau.float32)
    low, high = (f((-2, -1), keepdim=True) for f in (floats.amin, floats.amax))
    flat = low == high
    stretch = flambeau.where(flat, 1.0, (high - low).reciprocal() * full)  # rounded twice, as torchvision's is
    return ((floats - flambeau.where(flat, 0.0, low)) * stretch).clamp(0, full).to(img.dtype)


def equalize(img: Any) -> Any:
    """``img`` with the levels of each channel spread so that their histogram is flat.

    Raises: TypeError for what is neither a PIL image nor a tensor of bytes of one or three channels.

    >>> import flambeau as torch
    >>> equalize(torch.arange(100, 108, dtype=torch.uint8).view(1, 2, 4).repeat(1, 1, 128))[0, 0, :4]
    tensor([  0,  43,  85, 128], dtype=torch.uint8)
    """
    if is_pil(with_channels("equalize", img, 1, 3)):
        return pillow("ImageOps").equalize(img)
    if img.dtype != flambeau.uint8:
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {img.dtype}")
    channels = img.reshape(-1, *img.shape[-2:])
    return flambeau.stack([_equalized(channel) for channel in channels]).view(img.shape) if len(channels) else img


def _equalized(channel: Tensor) -> Tensor:
    count = flambeau.bincount(channel.flatten().to(flambeau.int64), minlength=256)
    used = count[count != 0]
    step = int(used[:-1].sum()) // 255  # pixels for each level of the result, but for the brightest
    if step == 0:
        return channel
    curve = nnF.pad((count.cumsum(0) + step // 2) // step, [1, 0])[:-1].clamp(0, 255).to(flambeau.uint8)
    return curve[channel.to(flambeau.int64)]


explain_module(globals())
