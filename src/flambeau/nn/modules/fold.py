"""Sliding windows as columns, ``Unfold``, and their sum back in place, ``Fold``."""

from __future__ import annotations

from typing import Any

from flambeau import Tensor

from ..._arguments import explain_module
from .. import functional as F
from .module import Module

__all__ = ["Fold", "Unfold"]


class Unfold(Module):
    """Each window of ``(N, C, H, W)`` as a column: ``(N, C·K_h·K_w, windows)``.

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
    """Add the columns ``(N, C·K_h·K_w, windows)`` into an image ``(N, C, H, W)``: the transpose of :class:`Unfold`.

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
