"""Moves between channels and space: ``PixelShuffle``, ``PixelUnshuffle``, ``ChannelShuffle``."""

from __future__ import annotations

from flambeau import Tensor

from ..._arguments import explain_module
from .. import functional as F
from .module import Module

__all__ = ["ChannelShuffle", "PixelShuffle", "PixelUnshuffle"]


class PixelShuffle(Module):
    """``(…, C·r², H, W)`` → ``(…, C, H·r, W·r)`` (Shi et al. 2016).

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.PixelShuffle(2)(flambeau.ones(1, 4, 3, 3)).shape)
    (1, 1, 6, 6)
    """

    def __init__(self, upscale_factor: int) -> None:
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return F.pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """``(…, C, H·r, W·r)`` → ``(…, C·r², H, W)``, the inverse of :class:`PixelShuffle`.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.PixelUnshuffle(2)(flambeau.ones(1, 1, 6, 6)).shape)
    (1, 4, 3, 3)
    """

    def __init__(self, downscale_factor: int) -> None:
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return F.pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """Deal the channels of ``(N, C, …)``, taken as ``groups`` rows, column by column (Zhang et al. 2018).

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
