"""Resizing by interpolation: ``Upsample`` and its two older names."""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from .. import functional as F
from .module import Module

__all__ = ["Upsample", "UpsamplingBilinear2d", "UpsamplingNearest2d"]


class Upsample(Module):
    """The spatial dimensions resized to ``size``, or by ``scale_factor``, as `nn.functional.interpolate` does:
    ``out[x]`` is the input at ``(x + 0.5) / scale − 0.5``.

    ``mode`` is "nearest" (default), "nearest-exact", "area", "linear" (3-D inputs), "bilinear" and "bicubic" (4-D) or
    "trilinear" (5-D). ``align_corners`` puts the corner pixels of both images on each other.

    Shape: ``(N, C, L)``, ``(N, C, H, W)`` or ``(N, C, D, H, W)`` → the same with the new sizes.
    Dtype: any for the two "nearest" modes; floating for the others; the result has it.
    Raises: ValueError unless exactly one of ``size`` and ``scale_factor`` is given, and for ``align_corners`` with a
        mode that does not interpolate; NotImplementedError for another mode, number of dimensions or dtype.
    Source: for "bicubic", Keys 1981, Cubic Convolution Interpolation for Digital Image Processing, with a = −0.75.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Upsample(scale_factor=2, mode="linear")(flambeau.tensor([[[0.0, 4.0]]]))
    tensor([[[0., 1., 3., 4.]]])
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
    """``Upsample(mode="nearest")`` for images: pixels are repeated.

    Shape: ``(N, C, H, W)`` → the same with the sizes ``size``, or multiplied by ``scale_factor``.
    Dtype: any; the result has it.
    Raises: ValueError unless exactly one of ``size`` and ``scale_factor`` is given; NotImplementedError for an input
        that is not 3-D to 5-D.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.UpsamplingNearest2d(scale_factor=2)(flambeau.tensor([[[[1.0, 2.0]]]]))
    tensor([[[[1., 1., 2., 2.],
              [1., 1., 2., 2.]]]])
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """``Upsample(mode="bilinear", align_corners=True)`` for images: linear in both directions, corners on corners.

    Shape: ``(N, C, H, W)`` → the same with the sizes ``size``, or multiplied by ``scale_factor``.
    Dtype: floating; the result has it.
    Raises: ValueError unless exactly one of ``size`` and ``scale_factor`` is given; NotImplementedError for bool,
        integer and complex inputs, and for an input that is not 4-D.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.UpsamplingBilinear2d(size=(1, 3))(flambeau.tensor([[[[0.0, 4.0]]]]))
    tensor([[[[0., 2., 4.]]]])
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


explain_module(globals())
