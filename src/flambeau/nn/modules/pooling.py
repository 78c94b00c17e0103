"""Pooling over windows, to a given output size, and its inverse."""

from __future__ import annotations

from typing import Any

from flambeau import Tensor

from ..._arguments import explain_module
from .. import functional as F
from ._sizes import per_dimension
from .module import Module

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "MaxUnpool3d",
]


class _MaxPoolNd(Module):
    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPoolNd):
    """The greatest element of each window of ``(N, C, L)``; with ``return_indices`` its place in the plane too.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MaxPool1d(2)(flambeau.ones(1, 1, 4)).shape[-1]
    2
    """

    def forward(self, input: Tensor) -> Any:
        return F.max_pool1d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            ceil_mode=self.ceil_mode,
            return_indices=self.return_indices,
        )


class MaxPool2d(_MaxPoolNd):
    """The greatest element of each window of ``(N, C, H, W)``; with ``return_indices`` its place in the plane too.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MaxPool2d(2)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    2
    """

    def forward(self, input: Tensor) -> Any:
        return F.max_pool2d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            ceil_mode=self.ceil_mode,
            return_indices=self.return_indices,
        )


class MaxPool3d(_MaxPoolNd):
    """The greatest element of each window of ``(N, C, D, H, W)``; with ``return_indices`` its place in the plane too.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MaxPool3d(2)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    2
    """

    def forward(self, input: Tensor) -> Any:
        return F.max_pool3d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            ceil_mode=self.ceil_mode,
            return_indices=self.return_indices,
        )


class _MaxUnpoolNd(Module):
    _dimensions = 0

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        self.kernel_size = per_dimension(kernel_size, self._dimensions)
        self.stride = per_dimension(kernel_size if stride is None else stride, self._dimensions)
        self.padding = per_dimension(padding, self._dimensions)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpoolNd):
    """Put each value back to the index ``MaxPool1d(return_indices=True)`` gave; zero elsewhere.

    >>> import flambeau
    >>> from flambeau import nn
    >>> values, places = nn.MaxPool1d(2, return_indices=True)(flambeau.ones(1, 1, 4))
    >>> nn.MaxUnpool1d(2)(values, places).shape[-1]
    4
    """

    _dimensions = 1

    def forward(self, input: Tensor, indices: Tensor, output_size: list[int] | None = None) -> Tensor:
        return F.max_unpool1d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class MaxUnpool2d(_MaxUnpoolNd):
    """Put each value back to the index ``MaxPool2d(return_indices=True)`` gave; zero elsewhere.

    >>> import flambeau
    >>> from flambeau import nn
    >>> values, places = nn.MaxPool2d(2, return_indices=True)(flambeau.ones(1, 1, 4, 4))
    >>> nn.MaxUnpool2d(2)(values, places).shape[-1]
    4
    """

    _dimensions = 2

    def forward(self, input: Tensor, indices: Tensor, output_size: list[int] | None = None) -> Tensor:
        return F.max_unpool2d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class MaxUnpool3d(_MaxUnpoolNd):
    """Put each value back to the index ``MaxPool3d(return_indices=True)`` gave; zero elsewhere.

    >>> import flambeau
    >>> from flambeau import nn
    >>> values, places = nn.MaxPool3d(2, return_indices=True)(flambeau.ones(1, 1, 4, 4, 4))
    >>> nn.MaxUnpool3d(2)(values, places).shape[-1]
    4
    """

    _dimensions = 3

    def forward(self, input: Tensor, indices: Tensor, output_size: list[int] | None = None) -> Tensor:
        return F.max_unpool3d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class _AvgPoolNd(Module):
    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(_AvgPoolNd):
    """The mean of each window of ``(N, C, L)``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AvgPool1d(2)(flambeau.ones(1, 1, 4)).shape[-1]
    2
    """

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = per_dimension(kernel_size, 1)
        self.stride = per_dimension(kernel_size if stride is None else stride, 1)
        self.padding = per_dimension(padding, 1)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)


class _AvgPoolWithDivisor(_AvgPoolNd):
    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override


class AvgPool2d(_AvgPoolWithDivisor):
    """The mean of each window of ``(N, C, H, W)``; ``divisor_override`` replaces the number of its elements.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AvgPool2d(2)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    2
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool2d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )


class AvgPool3d(_AvgPoolWithDivisor):
    """The mean of each window of ``(N, C, D, H, W)``; ``divisor_override`` replaces the number of its elements.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AvgPool3d(2)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    2
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool3d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )


class _LPPoolNd(Module):
    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> None:
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPoolNd):
    """``(Σ x^p)^(1/p)`` over each window of ``(N, C, L)``, p being ``norm_type``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LPPool1d(1.0, 2)(flambeau.ones(1, 1, 4)).shape[-1]
    2
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.lp_pool1d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool2d(_LPPoolNd):
    """``(Σ x^p)^(1/p)`` over each window of ``(N, C, H, W)``, p being ``norm_type``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LPPool2d(1.0, 2)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    2
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.lp_pool2d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool3d(_LPPoolNd):
    """``(Σ x^p)^(1/p)`` over each window of ``(N, C, D, H, W)``, p being ``norm_type``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LPPool3d(1.0, 2)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    2
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.lp_pool3d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class _AdaptiveAvgPoolNd(Module):
    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class _AdaptiveMaxPoolNd(Module):
    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd):
    """The mean of windows of ``(N, C, L)`` chosen to give ``output_size``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveAvgPool1d(3)(flambeau.ones(1, 1, 4)).shape[-1]
    3
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """The mean of windows of ``(N, C, H, W)`` chosen to give ``output_size``; ``None`` keeps a size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveAvgPool2d(3)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    3
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd):
    """The mean of windows of ``(N, C, D, H, W)`` chosen to give ``output_size``; ``None`` keeps a size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveAvgPool3d(3)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    3
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool3d(input, self.output_size)


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """The greatest element of windows of ``(N, C, L)`` chosen to give ``output_size``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveMaxPool1d(3)(flambeau.ones(1, 1, 4)).shape[-1]
    3
    """

    def forward(self, input: Tensor) -> Any:
        return F.adaptive_max_pool1d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """The greatest element of windows of ``(N, C, H, W)`` chosen to give ``output_size``; ``None`` keeps a size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveMaxPool2d(3)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    3
    """

    def forward(self, input: Tensor) -> Any:
        return F.adaptive_max_pool2d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd):
    """The greatest element of windows of ``(N, C, D, H, W)`` chosen to give ``output_size``; ``None`` keeps a size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveMaxPool3d(3)(flambeau.ones(1, 1, 4, 4, 4)).shape[-1]
    3
    """

    def forward(self, input: Tensor) -> Any:
        return F.adaptive_max_pool3d(input, self.output_size, self.return_indices)


explain_module(globals())
