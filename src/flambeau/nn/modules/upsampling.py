"""Resizing by interpolation: ``Upsample`` and its two older names."""

from __future__ import annotations

from typing import Any

from flambeau import Tensor

from ..._arguments import explain_module
from .. import functional as F
from .module import Module

__all__ = ["Upsample", "UpsamplingBilinear2d", "UpsamplingNearest2d"]


class Upsample(Module):
    """Resize the spatial dimensions of ``(N, C, …)`` to ``size``, or by ``scale_factor``; see ``interpolate``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.Upsample(scale_factor=2)(flambeau.ones(1, 1, 2, 2)).shape)
    (1, 1, 4, 4)
    """

    def __init__(
        self,
        size: Any = None,
        scale_factor: Any = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:
        super().__init__()
        self.size = size
        self.scale_factor: Any = scale_factor
        if isinstance(scale_factor, tuple):
            self.scale_factor = tuple(float(factor) for factor in scale_factor)
        elif scale_factor:
            self.scale_factor = float(scale_factor)
        self.mode = mode
        self.align_corners = align_corners
        self.recompute_scale_factor = recompute_scale_factor

    def forward(self, input: Tensor) -> Tensor:
        return F.interpolate(
            input,
            self.size,
            self.scale_factor,
            self.mode,
            self.align_corners,
            recompute_scale_factor=self.recompute_scale_factor,
        )

    def extra_repr(self) -> str:
        scaled = self.scale_factor is not None
        size = f"scale_factor={self.scale_factor!r}" if scaled else f"size={self.size!r}"
        return f"{size}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """Resize ``(N, C, H, W)`` by repeating pixels.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.UpsamplingNearest2d(size=(3, 3))(flambeau.ones(1, 1, 2, 2)).shape)
    (1, 1, 3, 3)
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """Resize ``(N, C, H, W)`` bilinearly, corners on corners.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.UpsamplingBilinear2d(scale_factor=2)(flambeau.ones(1, 1, 2, 2)).shape)
    (1, 1, 4, 4)
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


explain_module(globals())
