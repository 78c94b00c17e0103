"""Transforms of an image's colours, and blurring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module

from ._steps import Sometimes, Step, Transform, is_number, numbers, pair, uniform

__all__ = [
    "ColorJitter",
    "GaussianBlur",
    "Grayscale",
    "RandomAdjustSharpness",
    "RandomAutocontrast",
    "RandomEqualize",
    "RandomGrayscale",
    "RandomInvert",
    "RandomPosterize",
    "RandomSolarize",
]

_Range = tuple[float, float] | None


class ColorJitter(Transform):
    """Brightness, contrast, saturation and hue changed in random order, each by a factor drawn from its range.

    Args:
        brightness, contrast, saturation: the range of factors; one number d means (max(0, 1 - d), 1 + d).
        hue: the range of shifts, within [-0.5, 0.5]; one number d means (-d, d).

    Raises: TypeError and ValueError for ranges that are none.

    >>> import flambeau as torch
    >>> torch.vision.transforms.ColorJitter(brightness=(2., 2.))(torch.tensor([[[100]]], dtype=torch.uint8))
    tensor([[[200]]], dtype=torch.uint8)
    """

    _shown = ("brightness", "contrast", "saturation", "hue")

    def __init__(self, brightness: Any = 0, contrast: Any = 0, saturation: Any = 0, hue: Any = 0) -> None:
        super().__init__()
        self.brightness = _factors(brightness, "brightness")
        self.contrast = _factors(contrast, "contrast")
        self.saturation = _factors(saturation, "saturation")
        self.hue = _factors(hue, "hue", center=0.0, bound=(-0.5, 0.5))

    @staticmethod
    def get_params(
        brightness: _Range, contrast: _Range, saturation: _Range, hue: _Range
    ) -> tuple[Tensor, float | None, float | None, float | None, float | None]:
        """The order of the four, and the factor of each."""
        order = flambeau.randperm(4)
        b, c, s, h = (None if r is None else uniform(r[0], r[1]) for r in (brightness, contrast, saturation, hue))
        return order, b, c, s, h

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        what = [(name, factors[k]) for k in order.tolist() for name in [self._shown[k]]]
        return [(f"adjust_{name}", {f"{name}_factor": factor}) for name, factor in what if factor is not None]


def _factors(value: Any, name: str, center: float = 1.0, bound: tuple[float, float] = (0.0, float("inf"))) -> _Range:
    """A range of factors, or None where all of them change nothing."""
    if value is None:
        return None
    if is_number(value):
        if value < 0:
            raise ValueError(f"If {name} is a single number, it must be non negative.")
        low, high = center - float(value), center + float(value)
        low = max(low, 0.0) if center == 1.0 else low
    elif isinstance(value, tuple | list) and len(value) == 2:
        low, high = float(value[0]), float(value[1])
    else:
        raise TypeError(f"{name} should be a single number or a list/tuple with length 2.")
    if not bound[0] <= low <= high <= bound[1]:
        raise ValueError(f"{name} values should be between {bound}, but got {[low, high]}.")
    return None if low == high == center else (low, high)


class Grayscale(Transform):
    """The luma of an image, in one channel or in three equal ones.

    Raises: ValueError, when called, for another number of channels to give.

    >>> import flambeau as torch
    >>> torch.vision.transforms.Grayscale()(torch.zeros(3, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    _shown = ("num_output_channels",)

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("rgb_to_grayscale", {"num_output_channels": self.num_output_channels})]


class RandomGrayscale(Sometimes):
    """The luma of an image in as many channels as it has, with probability ``p``.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of one or three channels.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomGrayscale(p=1.)(torch.tensor([1., 0., 0.]).view(3, 1, 1)).flatten()
    tensor([0.2989, 0.2989, 0.2989])
    """

    def __init__(self, p: float = 0.1) -> None:
        super().__init__(p)

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("rgb_to_grayscale", {"num_output_channels": channels})]


class GaussianBlur(Transform):
    """An image blurred by a normal distribution whose sigma, in pixels, is drawn from a range.

    Args:
        kernel_size: width and height of the window in pixels, odd; or one number for both.
        sigma: the range, or one number that is always taken.

    Raises: TypeError and ValueError for a size or a range that is none.

    >>> import flambeau as torch
    >>> torch.vision.transforms.GaussianBlur(3, sigma=0.5)(torch.eye(3).unsqueeze(0))[0, 1]
    tensor([0.2515, 0.6420, 0.2515])
    """

    def __init__(self, kernel_size: int | Sequence[int], sigma: Any = (0.1, 2.0)) -> None:
        super().__init__()
        self.kernel_size = pair(kernel_size, "Kernel size should be a tuple/list of two integers")
        if any(k <= 0 or k % 2 == 0 for k in self.kernel_size):
            raise ValueError("Kernel size value should be an odd and positive number.")
        if is_number(sigma):
            if sigma <= 0:
                raise ValueError("If sigma is a single number, it must be positive.")
            sigma = (sigma, sigma)
        numbers(sigma, "sigma", 2)
        if not 0.0 < sigma[0] <= sigma[1]:
            raise ValueError("sigma values should be positive and of the form (min, max).")
        self.sigma = sigma

    @staticmethod
    def get_params(sigma_min: float, sigma_max: float) -> float:
        """The standard deviation."""
        return uniform(sigma_min, sigma_max)

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        sigma = self.get_params(self.sigma[0], self.sigma[1])
        return [("gaussian_blur", {"kernel_size": list(self.kernel_size), "sigma": [sigma, sigma]})]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(kernel_size={self.kernel_size}, sigma={self.sigma})"


class RandomInvert(Sometimes):
    """The negative, with probability ``p``; see `functional.invert`.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of one or three channels.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomInvert(p=1.)(torch.tensor([[[55]]], dtype=torch.uint8))
    tensor([[[200]]], dtype=torch.uint8)
    """

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("invert", {})]


class RandomPosterize(Sometimes):
    """The highest ``bits`` of each byte alone, with probability ``p``; see `functional.posterize`.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of bytes of one or three channels.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomPosterize(1, p=1.)(torch.tensor([[[200]]], dtype=torch.uint8))
    tensor([[[128]]], dtype=torch.uint8)
    """

    _shown = ("bits", "p")

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(p)
        self.bits = bits

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("posterize", {"bits": self.bits})]


class RandomSolarize(Sometimes):
    """Inverted where it reaches ``threshold``, with probability ``p``; see `functional.solarize`.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of one or three channels.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomSolarize(128, p=1.)(torch.tensor([[[200]]], dtype=torch.uint8))
    tensor([[[55]]], dtype=torch.uint8)
    """

    _shown = ("threshold", "p")

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.threshold = threshold

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("solarize", {"threshold": self.threshold})]


class RandomAdjustSharpness(Sometimes):
    """Sharper or blurred by a factor, with probability ``p``; see `functional.adjust_sharpness`.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of one or three channels.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomAdjustSharpness(0., p=1.)(torch.eye(3).unsqueeze(0))[0, 1]
    tensor([0.0000, 0.5385, 0.0000])
    """

    _shown = ("sharpness_factor", "p")

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("adjust_sharpness", {"sharpness_factor": self.sharpness_factor})]


class RandomAutocontrast(Sometimes):
    """Stretched to the full range, with probability ``p``; see `functional.autocontrast`.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of one or three channels.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomAutocontrast(p=1.)(torch.tensor([[[100, 200]]], dtype=torch.uint8))
    tensor([[[  0, 255]]], dtype=torch.uint8)
    """

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("autocontrast", {})]


class RandomEqualize(Sometimes):
    """With a flat histogram, with probability ``p``; see `functional.equalize`.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of bytes of one or three channels.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomEqualize(p=1.)(torch.zeros(1, 2, 2, dtype=torch.uint8)).sum()
    tensor(0)
    """

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("equalize", {})]


explain_module(globals())
