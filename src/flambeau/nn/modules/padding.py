"""Padding of the spatial dimensions: with a constant, by reflection, replication, or around the circle."""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
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
    """The last dimension padded with ``value``.

    ``padding`` is one number for all sides or (left, right). A negative number removes elements.

    Shape: ``(N, C, L)``, ``(C, L)`` or any other with at least 1 dimension; L becomes ``left + L + right``.
    Dtype: any; the result has it.
    Raises: RuntimeError where a negative padding leaves less than nothing, and for fewer than 1 dimensions.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConstantPad1d(1, 9.0)(flambeau.tensor([[1.0, 2.0, 3.0]]))
    tensor([[9., 1., 2., 3., 9.]])
    """

    _dimensions = 1


class ConstantPad2d(_ConstantPadNd):
    """The last two dimensions padded with ``value``.

    ``padding`` is one number for all sides or (left, right, top, bottom). A negative number removes elements.

    Shape: ``(N, C, H, W)``, ``(C, H, W)`` or any other with at least 2 dimensions; W becomes ``left + W + right``, H
        ``top + H + bottom``.
    Dtype: any; the result has it.
    Raises: RuntimeError where a negative padding leaves less than nothing, and for fewer than 2 dimensions.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConstantPad2d((1, 0, 0, 1), 9.0)(flambeau.tensor([[[0.0, 1.0], [2.0, 3.0]]]))
    tensor([[[9., 0., 1.],
             [9., 2., 3.],
             [9., 9., 9.]]])
    """

    _dimensions = 2


class ConstantPad3d(_ConstantPadNd):
    """The last three dimensions padded with ``value``.

    ``padding`` is one number for all sides or (left, right, top, bottom, front, back). A negative number removes
    elements.

    Shape: ``(N, C, D, H, W)``, ``(C, D, H, W)`` or any other with at least 3 dimensions; W becomes
        ``left + W + right``, H ``top + H + bottom``, D ``front + D + back``.
    Dtype: any; the result has it.
    Raises: RuntimeError where a negative padding leaves less than nothing, and for fewer than 3 dimensions.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConstantPad3d(1, 9.0)(flambeau.ones(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 6, 6, 6])
    """

    _dimensions = 3


class CircularPad1d(_CircularPadNd):
    """The last dimension padded with the elements of the other end, ``out[i] = input[i mod L]``.

    ``padding`` is one number for all sides or (left, right). A negative number removes elements.

    Shape: ``(N, C, L)`` or ``(C, L)``; L becomes ``left + L + right``.
    Dtype: any; the result has it.
    Raises: ValueError for an input that is not 2-D or 3-D; RuntimeError for padding larger than the size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CircularPad1d(1)(flambeau.tensor([[1.0, 2.0, 3.0]]))
    tensor([[3., 1., 2., 3., 1.]])
    """

    _dimensions = 1


class CircularPad2d(_CircularPadNd):
    """The last two dimensions padded with the elements of the other end, ``out[i] = input[i mod L]``.

    ``padding`` is one number for all sides or (left, right, top, bottom). A negative number removes elements.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; W becomes ``left + W + right``, H ``top + H + bottom``.
    Dtype: any; the result has it.
    Raises: ValueError for an input that is not 3-D or 4-D; RuntimeError for padding larger than the size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CircularPad2d((1, 0, 0, 1))(flambeau.tensor([[[0.0, 1.0], [2.0, 3.0]]]))
    tensor([[[1., 0., 1.],
             [3., 2., 3.],
             [1., 0., 1.]]])
    """

    _dimensions = 2


class CircularPad3d(_CircularPadNd):
    """The last three dimensions padded with the elements of the other end, ``out[i] = input[i mod L]``.

    ``padding`` is one number for all sides or (left, right, top, bottom, front, back). A negative number removes
    elements.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; W becomes ``left + W + right``, H ``top + H + bottom``, D
        ``front + D + back``.
    Dtype: any; the result has it.
    Raises: ValueError for an input that is not 4-D or 5-D; RuntimeError for padding larger than the size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CircularPad3d(1)(flambeau.ones(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 6, 6, 6])
    """

    _dimensions = 3


class ReflectionPad1d(_ReflectionPadNd):
    """The last dimension padded with the mirror image about the edge elements, ``out[−i] = input[i]``.

    ``padding`` is one number for all sides or (left, right). A negative number removes elements.

    Shape: ``(N, C, L)`` or ``(C, L)``; L becomes ``left + L + right``.
    Dtype: any; the result has it.
    Raises: NotImplementedError or RuntimeError for an input that is not 2-D or 3-D; RuntimeError for padding that is
        not smaller than the size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReflectionPad1d(1)(flambeau.tensor([[1.0, 2.0, 3.0]]))
    tensor([[2., 1., 2., 3., 2.]])
    """

    _dimensions = 1


class ReflectionPad2d(_ReflectionPadNd):
    """The last two dimensions padded with the mirror image about the edge elements, ``out[−i] = input[i]``.

    ``padding`` is one number for all sides or (left, right, top, bottom). A negative number removes elements.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; W becomes ``left + W + right``, H ``top + H + bottom``.
    Dtype: any; the result has it.
    Raises: NotImplementedError or RuntimeError for an input that is not 3-D or 4-D; RuntimeError for padding that is
        not smaller than the size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReflectionPad2d((1, 0, 0, 1))(flambeau.tensor([[[0.0, 1.0], [2.0, 3.0]]]))
    tensor([[[1., 0., 1.],
             [3., 2., 3.],
             [1., 0., 1.]]])
    """

    _dimensions = 2


class ReflectionPad3d(_ReflectionPadNd):
    """The last three dimensions padded with the mirror image about the edge elements, ``out[−i] = input[i]``.

    ``padding`` is one number for all sides or (left, right, top, bottom, front, back). A negative number removes
    elements.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; W becomes ``left + W + right``, H ``top + H + bottom``, D
        ``front + D + back``.
    Dtype: any; the result has it.
    Raises: NotImplementedError or RuntimeError for an input that is not 4-D or 5-D; RuntimeError for padding that is
        not smaller than the size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReflectionPad3d(1)(flambeau.ones(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 6, 6, 6])
    """

    _dimensions = 3


class ReplicationPad1d(_ReplicationPadNd):
    """The last dimension padded with the nearest edge element, ``out[−i] = input[0]``.

    ``padding`` is one number for all sides or (left, right). A negative number removes elements.

    Shape: ``(N, C, L)`` or ``(C, L)``; L becomes ``left + L + right``.
    Dtype: any; the result has it.
    Raises: NotImplementedError or RuntimeError for an input that is not 2-D or 3-D.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReplicationPad1d(1)(flambeau.tensor([[1.0, 2.0, 3.0]]))
    tensor([[1., 1., 2., 3., 3.]])
    """

    _dimensions = 1


class ReplicationPad2d(_ReplicationPadNd):
    """The last two dimensions padded with the nearest edge element, ``out[−i] = input[0]``.

    ``padding`` is one number for all sides or (left, right, top, bottom). A negative number removes elements.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; W becomes ``left + W + right``, H ``top + H + bottom``.
    Dtype: any; the result has it.
    Raises: NotImplementedError or RuntimeError for an input that is not 3-D or 4-D.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReplicationPad2d((1, 0, 0, 1))(flambeau.tensor([[[0.0, 1.0], [2.0, 3.0]]]))
    tensor([[[0., 0., 1.],
             [2., 2., 3.],
             [2., 2., 3.]]])
    """

    _dimensions = 2


class ReplicationPad3d(_ReplicationPadNd):
    """The last three dimensions padded with the nearest edge element, ``out[−i] = input[0]``.

    ``padding`` is one number for all sides or (left, right, top, bottom, front, back). A negative number removes
    elements.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; W becomes ``left + W + right``, H ``top + H + bottom``, D
        ``front + D + back``.
    Dtype: any; the result has it.
    Raises: NotImplementedError or RuntimeError for an input that is not 4-D or 5-D.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ReplicationPad3d(1)(flambeau.ones(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 6, 6, 6])
    """

    _dimensions = 3


class ZeroPad1d(ConstantPad1d):
    """The last dimension padded with ``0``.

    ``padding`` is one number for all sides or (left, right). A negative number removes elements.

    Shape: ``(N, C, L)``, ``(C, L)`` or any other with at least 1 dimension; L becomes ``left + L + right``.
    Dtype: any; the result has it.
    Raises: RuntimeError where a negative padding leaves less than nothing, and for fewer than 1 dimensions.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ZeroPad1d(1)(flambeau.tensor([[1.0, 2.0, 3.0]]))
    tensor([[0., 1., 2., 3., 0.]])
    """

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad2d(ConstantPad2d):
    """The last two dimensions padded with ``0``.

    ``padding`` is one number for all sides or (left, right, top, bottom). A negative number removes elements.

    Shape: ``(N, C, H, W)``, ``(C, H, W)`` or any other with at least 2 dimensions; W becomes ``left + W + right``, H
        ``top + H + bottom``.
    Dtype: any; the result has it.
    Raises: RuntimeError where a negative padding leaves less than nothing, and for fewer than 2 dimensions.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ZeroPad2d((1, 0, 0, 1))(flambeau.tensor([[[0.0, 1.0], [2.0, 3.0]]]))
    tensor([[[0., 0., 1.],
             [0., 2., 3.],
             [0., 0., 0.]]])
    """

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad3d(ConstantPad3d):
    """The last three dimensions padded with ``0``.

    ``padding`` is one number for all sides or (left, right, top, bottom, front, back). A negative number removes
    elements.

    Shape: ``(N, C, D, H, W)``, ``(C, D, H, W)`` or any other with at least 3 dimensions; W becomes
        ``left + W + right``, H ``top + H + bottom``, D ``front + D + back``.
    Dtype: any; the result has it.
    Raises: RuntimeError where a negative padding leaves less than nothing, and for fewer than 3 dimensions.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ZeroPad3d(1)(flambeau.ones(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 6, 6, 6])
    """

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


explain_module(globals())
