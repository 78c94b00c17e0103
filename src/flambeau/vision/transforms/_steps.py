"""What transforms share: each draws what is to be done, a list of steps, which are then applied to an image.

A step is the name of a function of `functional` and its arguments. The transforms of this package and those of `v2`
draw the same steps, and differ in what they apply them to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import nn

from . import functional as F

Step = tuple[str, dict[str, Any]]


def uniform(low: float, high: float) -> float:
    """One number between ``low`` and ``high``, from PyTorch's stream."""
    return float(flambeau.empty(1).uniform_(low, high))


def integer(low: int, high: int) -> int:
    """One of ``low``, ..., ``high - 1``, from PyTorch's stream."""
    return int(flambeau.randint(low, high, (1,)))


def happens(p: float) -> bool:
    """True with probability ``p``, from PyTorch's stream."""
    return bool(flambeau.rand(1) < p)


def is_number(value: Any) -> bool:
    """Whether ``value`` is an int or a float."""
    return isinstance(value, int | float)


def pair(size: Any, message: str) -> tuple[int, int]:
    """Height and width, from one number for both, or from one or two numbers in a sequence."""
    if is_number(size):
        return int(size), int(size)
    if not isinstance(size, Sequence) or len(size) not in (1, 2):
        raise ValueError(message)
    return (size[0], size[0]) if len(size) == 1 else (size[0], size[1])


def numbers(value: Any, name: str, *lengths: int) -> None:
    """Raises unless ``value`` is a sequence of one of the ``lengths``."""
    expected = f"{name} should be a sequence of length {' or '.join(map(str, lengths))}."
    if not isinstance(value, Sequence):
        raise TypeError(expected)
    if len(value) not in lengths:
        raise ValueError(expected)


def angles(value: Any, name: str, *lengths: int) -> list[float]:
    """A range of degrees: ``value`` itself, or from ``-value`` to ``value``."""
    if is_number(value):
        if value < 0:
            raise ValueError(f"If {name} is a single number, it must be positive.")
        return [float(-value), float(value)]
    numbers(value, name, *(lengths or (2,)))
    return [float(d) for d in value]


def blurred_noise(reach: float, sigma: Sequence[float], shape: Sequence[int]) -> Any:
    """Uniform noise in [-1, 1], blurred by ``sigma`` in a window of four times ``reach`` to each side."""
    noise = flambeau.rand([1, 1, *shape]) * 2 - 1
    if reach <= 0.0:
        return noise
    size = int(8 * reach + 1)
    size += size % 2 == 0
    return F.gaussian_blur(noise, [size, size], list(sigma))


def scaled_box(
    height: int, width: int, scale: Sequence[float], log_ratio: Sequence[float], upright: bool
) -> tuple[int, int]:
    """Height and width of a box whose area is a part ``scale`` of the image's, with its ratio of sides drawn too.

    The ratio is that of width and height, of height and width if ``upright``.
    """
    area = height * width * uniform(scale[0], scale[1])
    ratio = float(flambeau.empty(1).uniform_(*log_ratio).exp())
    more, less = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
    return (more, less) if upright else (less, more)


def text(value: Any) -> str:
    """As transforms print their settings."""
    return str(value.value if isinstance(value, F.InterpolationMode) else value)


class Transform(nn.Module):
    """A transform of one image: a PIL image or a tensor (..., channels, height, width).

    ``_shown`` names the settings that are printed.
    """

    _shown: tuple[str, ...] = ()

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        """What is to be done to an image of this size."""
        raise NotImplementedError

    def forward(self, img: Any) -> Any:
        """The transformed image."""
        for name, arguments in self._steps(*F.get_dimensions(img)):
            img = self._applied(img, name, arguments)
        return img

    def _applied(self, img: Any, name: str, arguments: dict[str, Any]) -> Any:
        """One step."""
        return getattr(F, name)(img, **arguments)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={text(getattr(self, name))}' for name in self._shown)})"


class Sometimes(Transform):
    """A transform that happens with probability ``p``."""

    _shown: tuple[str, ...] = ("p",)

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return self._done(channels, height, width) if happens(self.p) else []

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        """What is to be done if it happens."""
        raise NotImplementedError
