"""Moves between channels and space: ``PixelShuffle``, ``PixelUnshuffle``, ``ChannelShuffle``."""

from __future__ import annotations

from ..._arguments import explain_module
from ..._core import Tensor
from .. import functional as F
from .module import Module

__all__ = ["ChannelShuffle", "PixelShuffle", "PixelUnshuffle"]


class PixelShuffle(Module):
    """``out[c, h·r + i, w·r + j] = input[c·r² + i·r + j, h, w]``: r² channels become blocks of r × r pixels, r being
    ``upscale_factor``.

    Shape: ``(…, C·r², H, W)`` → ``(…, C, H·r, W·r)``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless r² divides the number of channels; ValueError for fewer than three dimensions.
    Source: Shi et al. 2016, Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel
        Convolutional Neural Network.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.PixelShuffle(2)(flambeau.arange(4.0).view(4, 1, 1))
    tensor([[[0., 1.],
             [2., 3.]]])
    """

    def __init__(self, upscale_factor: int) -> None:
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return F.pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """The inverse of `PixelShuffle`: ``out[c·r² + i·r + j, h, w] = input[c, h·r + i, w·r + j]``, r being
    ``downscale_factor``.

    Shape: ``(…, C, H·r, W·r)`` → ``(…, C·r², H, W)``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless r divides height and width; ValueError for fewer than three dimensions.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.PixelUnshuffle(2)(flambeau.arange(4.0).view(1, 2, 2)).flatten()
    tensor([0., 1., 2., 3.])
    """

    def __init__(self, downscale_factor: int) -> None:
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return F.pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """Channels mixed across groups: channel ``g·k + i`` (group g of ``groups``, k channels each) moves to
    ``i·groups + g``.

    Shape: ``(N, C, …)``; the result has the input's.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``groups`` divides C; ValueError for fewer than two dimensions.
    Source: Zhang et al. 2018, ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ChannelShuffle(2)(flambeau.arange(4.0).view(1, 4, 1, 1)).flatten().tolist()
    [0.0, 2.0, 1.0, 3.0]
    """

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, input: Tensor) -> Tensor:
        return F.channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"


explain_module(globals())
