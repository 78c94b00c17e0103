"""Images blurred and sharpened, and a rectangle of them erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import entries, explain_module
from flambeau.nn import functional as nnF

from ._colour import blend, enhanced
from ._convert import pil_to_tensor, to_pil_image
from ._image import checked, get_dimensions, in_floats, is_pil, with_channels

__all__ = ["adjust_sharpness", "erase", "gaussian_blur"]


def _convolved(batch: Tensor, kernel: Tensor) -> Tensor:
    """Every channel with the same ``kernel``."""
    channels = batch.shape[-3]
    return nnF.conv2d(batch, kernel.to(batch.dtype).expand(channels, 1, *kernel.shape), groups=channels)


def _bell(size: int, sigma: float, dtype: flambeau.dtype) -> Tensor:
    """``size`` weights of a normal distribution around the middle, with sum one."""
    reach = (size - 1) * 0.5
    weights = (-0.5 * (flambeau.linspace(-reach, reach, size, dtype=dtype) / sigma).pow(2)).exp()
    return weights / weights.sum()


def gaussian_blur(img: Any, kernel_size: int | Sequence[int], sigma: float | Sequence[float] | None = None) -> Any:
    """``img`` averaged with the weights of a normal distribution.

    Args:
        kernel_size: width and height of the window in pixels, odd; or one number for both.
        sigma: the standard deviation across and down, in pixels; ``0.15 * kernel_size + 0.35`` if it is None.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more, and a sigma that is no
        number; ValueError for a size that is even or not positive, and a sigma that is not positive.

    >>> import flambeau as torch
    >>> gaussian_blur(torch.eye(3).unsqueeze(0), 3, 0.5)[0, 1]
    tensor([0.2515, 0.6420, 0.2515])
    """
    checked("gaussian_blur", img)
    sizes = list(entries(kernel_size, "kernel_size"))
    sizes = sizes * 2 if len(sizes) == 1 else sizes
    if len(sizes) != 2:
        raise ValueError(f"If kernel_size is a sequence its length should be 2. Got {len(sizes)}")
    if any(k % 2 == 0 or k < 0 for k in sizes):
        raise ValueError(f"kernel_size should have odd and positive integers. Got {sizes}")
    if sigma is None:
        sigma = [k * 0.15 + 0.35 for k in sizes]
    if not isinstance(sigma, int | float | list | tuple):
        raise TypeError(f"sigma should be either float or sequence of floats. Got {type(sigma)}")
    sigmas = [float(s) for s in (sigma if isinstance(sigma, list | tuple) else [sigma])]
    sigmas = sigmas * 2 if len(sigmas) == 1 else sigmas
    if len(sigmas) != 2:
        raise ValueError(f"If sigma is a sequence, its length should be 2. Got {len(sigmas)}")
    if any(s <= 0.0 for s in sigmas):
        raise ValueError(f"sigma should have positive values. Got {sigmas}")

    def compute(batch: Tensor) -> Tensor:
        across, down = (_bell(k, s, batch.dtype) for k, s in zip(sizes, sigmas, strict=True))
        margins = [sizes[0] // 2, sizes[0] // 2, sizes[1] // 2, sizes[1] // 2]
        padded = nnF.pad(batch, margins, mode="reflect")
        if len(across) * len(down) > 100:  # then its area costs more than going over the image twice
            return _convolved(_convolved(padded, across[None]), down[:, None])
        return _convolved(padded, down[:, None] * across)

    pixels = pil_to_tensor(img) if is_pil(img) else img
    out = in_floats(pixels, compute) if pixels.numel() else pixels
    return to_pil_image(out, mode=img.mode) if is_pil(img) else out


def adjust_sharpness(img: Any, sharpness_factor: float) -> Any:
    """``img`` between a blurred copy (factor 0), itself (1) and beyond (2 is sharper).

    Raises: TypeError for what is neither a PIL image nor a tensor of one or three channels; ValueError for a factor
        below 0.

    >>> import flambeau as torch
    >>> adjust_sharpness(torch.eye(3).unsqueeze(0), 0.)[0, 1]
    tensor([0.0000, 0.5385, 0.0000])
    """
    with_channels("adjust_sharpness", img, 1, 3)
    if is_pil(img):
        return enhanced(img, "Sharpness", sharpness_factor)
    if sharpness_factor < 0:
        raise ValueError(f"sharpness_factor ({sharpness_factor}) is not non-negative.")
    _, height, width = get_dimensions(img)
    if height <= 2 or width <= 2 or img.numel() == 0:
        return img
    blurred = img.clone()  # its border has no neighbours and stays
    blurred[..., 1:-1, 1:-1] = sharpness_blur(img)
    return blend(img, blurred, sharpness_factor)


def sharpness_blur(img: Tensor) -> Tensor:
    """The mean of each pixel, five times, and its eight neighbours; without the border."""
    kernel = flambeau.ones(3, 3)
    kernel[1, 1] = 5.0
    return in_floats(img, lambda batch: _convolved(batch, kernel / kernel.sum()))


def erase(img: Tensor, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Tensor:
    """``img`` with ``v`` in the rectangle whose upper left corner is row ``i``, column ``j``.

    Raises: TypeError for what is no tensor.

    >>> import flambeau as torch
    >>> erase(torch.ones(1, 2, 3), i=0, j=1, h=1, w=2, v=torch.tensor(0.))
    tensor([[[1., 0., 0.],
             [1., 1., 1.]]])
    """
    if not isinstance(img, Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(img)}")
    out = img if inplace else img.clone()
    out[..., i : i + h, j : j + w] = v
    return out


explain_module(globals())
