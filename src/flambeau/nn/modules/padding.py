"""Padding of the spatial dimensions: with a constant, by reflection, replication, or around the circle."""

from __future__ import annotations

from typing import Any

from flambeau import Tensor

from ..._arguments import explain_module
from .. import functional as F
from ._sizes import per_dimension
from .module import Module

__all__ = [
    "CircularPad1d",
    "CircularPad2d",
    "CircularPad3d",
    "ConstantPad1d",
    "ConstantPad2d",
    "ConstantPad3d",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReflectionPad3d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "ReplicationPad3d",
    "ZeroPad1d",
    "ZeroPad2d",
    "ZeroPad3d",
]


class _PadNd(Module):
    """``padding`` is one number, or (before, after) for each dimension, the last dimension first."""

    _dimensions = 0
    _mode = ""

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = per_dimension(padding, 2 * self._dimensions)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPadNd(_PadNd):
    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class _CircularPadNd(_PadNd):
    _mode = "circular"

    def forward(self, input: Tensor) -> Tensor:
        count = self._dimensions
        if input.dim() not in (count + 1, count + 2):
            raise ValueError(f"expected {count + 1}D or {count + 2}D input (got {input.dim()}D input)")
        return super().forward(input)


class _ReflectionPadNd(_PadNd):
    _mode = "reflect"


class _ReplicationPadNd(_PadNd):
    _mode = "replicate"


class ConstantPad1d(_ConstantPadNd):
    """Pad the last dimension of ``(N, C, L)`` with ``value``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConstantPad1d(1, 2.0)(flambeau.ones(1, 1, 4)).shape[-1]
    6
    """

    _dimensions = 1


class ConstantPad2d(_ConstantPadNd):
    """Pad the last two dimensions of ``(N, C, H, W)`` with ``value``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConstantPad2d(1, 2.0)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    6
    """

    _dimensions = 2


class ConstantPad3d(_ConstantPadNd):
    """Pad the last three dimensions of ``(N, C, D, H, W)`` with ``value``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConstantPad3d(1, 2.0)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    6
    """

    _dimensions = 3


class CircularPad1d(_CircularPadNd):
    """Pad the last dimension of ``(N, C, L)`` with the elements of the other end.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CircularPad1d(1)(flambeau.ones(1, 1, 4)).shape[-1]
    6
    """

    _dimensions = 1


class CircularPad2d(_CircularPadNd):
    """Pad the last two dimensions of ``(N, C, H, W)`` with the elements of the other end.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CircularPad2d(1)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    6
    """

    _dimensions = 2


class CircularPad3d(_CircularPadNd):
    """Pad the last three dimensions of ``(N, C, D, H, W)`` with the elements of the other end.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CircularPad3d(1)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    6
    """

    _dimensions = 3


class ReflectionPad1d(_ReflectionPadNd):
    """Pad the last dimension of ``(N, C, L)`` with the mirror image about the edge elements.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReflectionPad1d(1)(flambeau.ones(1, 1, 4)).shape[-1]
    6
    """

    _dimensions = 1


class ReflectionPad2d(_ReflectionPadNd):
    """Pad the last two dimensions of ``(N, C, H, W)`` with the mirror image about the edge elements.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReflectionPad2d(1)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    6
    """

    _dimensions = 2


class ReflectionPad3d(_ReflectionPadNd):
    """Pad the last three dimensions of ``(N, C, D, H, W)`` with the mirror image about the edge elements.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReflectionPad3d(1)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    6
    """

    _dimensions = 3


class ReplicationPad1d(_ReplicationPadNd):
    """Pad the last dimension of ``(N, C, L)`` with the edge elements.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReplicationPad1d(1)(flambeau.ones(1, 1, 4)).shape[-1]
    6
    """

    _dimensions = 1


class ReplicationPad2d(_ReplicationPadNd):
    """Pad the last two dimensions of ``(N, C, H, W)`` with the edge elements.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReplicationPad2d(1)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    6
    """

    _dimensions = 2


class ReplicationPad3d(_ReplicationPadNd):
    """Pad the last three dimensions of ``(N, C, D, H, W)`` with the edge elements.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReplicationPad3d(1)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    6
    """

    _dimensions = 3


class ZeroPad1d(ConstantPad1d):
    """Pad the last dimension of ``(N, C, L)`` with zeros.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ZeroPad1d(1)(flambeau.ones(1, 1, 4)).shape[-1]
    6
    """

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad2d(ConstantPad2d):
    """Pad the last two dimensions of ``(N, C, H, W)`` with zeros.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ZeroPad2d(1)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    6
    """

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad3d(ConstantPad3d):
    """Pad the last three dimensions of ``(N, C, D, H, W)`` with zeros.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ZeroPad3d(1)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    6
    """

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


explain_module(globals())
