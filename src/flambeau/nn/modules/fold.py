"""Sliding windows as columns, ``Unfold``, and their sum back in place, ``Fold``."""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from .. import functional as F
from .module import Module

__all__ = ["Fold", "Unfold"]


class Unfold(Module):
    """Each window of an image as a column: ``out[n, :, l]`` holds the C·K_h·K_w values of window l.

    Shape: ``(N, C, H, W)`` → ``(N, C·K_h·K_w, L)``, or both without N; L counts the windows, as many as a convolution
        of the same settings has results.
    Dtype: any; the result has it.
    Raises: RuntimeError for an input that is not 3-D or 4-D, and for windows larger than the padded image.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.Unfold(2)(flambeau.ones(1, 3, 4, 4)).shape)
    (1, 12, 9)
    """

    def __init__(self, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"


class Fold(Module):
    """The sum of columns put back in their windows: the transpose of `Unfold`, with ``output_size`` (H, W).

    Values of overlapping windows are added, so ``Fold(Unfold(x))`` is x times the number of windows that cover each
    pixel.

    Shape: ``(N, C·K_h·K_w, L)`` → ``(N, C, H, W)``, or both without N; L is the number of windows.
    Dtype: any; the result has it.
    Raises: RuntimeError for an input that is not 2-D or 3-D, unless K_h·K_w divides the rows, and unless L fits.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.Fold((4, 4), 2)(flambeau.ones(1, 12, 9)).shape)
    (1, 3, 4, 4)
    """

    def __init__(
        self, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
    ) -> None:
        super().__init__()
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        return F.fold(input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )


explain_module(globals())
