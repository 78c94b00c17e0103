"""Pooling over windows, to a given output size, and its inverse."""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
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
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
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
    """The greatest element of each window, ``input[n, c, x·s : x·s + K]``, windows starting every s = ``stride`` places
    (by default ``kernel_size``, so that they do not overlap).

    Around the input stand ``padding`` places of −∞. ``ceil_mode`` rounds the number of windows up. ``return_indices``
    gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, L)`` or ``(C, L)``; the size becomes ``⌊(size + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1``.
    Dtype: floating or integer; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex inputs; RuntimeError for an input that is not 2-D or 3-D, for
        padding of more than half the kernel, and for results without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MaxPool1d(2)(flambeau.tensor([[1.0, 3.0, 4.0, 2.0]]))
    tensor([[3., 4.]])
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
    """The greatest element of each window, ``input[n, c, y·s : y·s + K, x·s : x·s + K]``, windows starting every s =
    ``stride`` places (by default ``kernel_size``, so that they do not overlap).

    Around the input stand ``padding`` places of −∞. ``ceil_mode`` rounds the number of windows up. ``return_indices``
    gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes
        ``⌊(size + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1``.
    Dtype: floating or integer; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex inputs; RuntimeError for an input that is not 3-D or 4-D, for
        padding of more than half the kernel, and for results without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MaxPool2d(2)(flambeau.arange(16.0).view(1, 4, 4))
    tensor([[[ 5.,  7.],
             [13., 15.]]])
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
    """The greatest element of each window, ``input[n, c, z·s : z·s + K, y·s : y·s + K, x·s : x·s + K]``, windows
    starting every s = ``stride`` places (by default ``kernel_size``, so that they do not overlap).

    Around the input stand ``padding`` places of −∞. ``ceil_mode`` rounds the number of windows up. ``return_indices``
    gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes
        ``⌊(size + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1``.
    Dtype: floating or integer; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex inputs; RuntimeError for an input that is not 4-D or 5-D, for
        padding of more than half the kernel, and for results without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.MaxPool3d(2)(flambeau.arange(8.0).view(1, 2, 2, 2)).item()
    7.0
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
    """The inverse of `MaxPool1d` with ``return_indices``: ``out[n, c, indices[n, c, …]] = input[n, c, …]``, counted
    through the plane, and 0 elsewhere.

    Shape: ``(N, C, L)`` or ``(C, L)``, and ``indices`` of the same; each size becomes
        ``(size − 1)·stride − 2·padding + K`` or what ``output_size`` says.
    Dtype: any; the result has it. ``indices`` are int32 or int64.
    Raises: RuntimeError for indices of another dtype or shape or outside the result; ValueError for an ``output_size``
        out of reach and for a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.

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
    """The inverse of `MaxPool2d` with ``return_indices``: ``out[n, c, indices[n, c, …]] = input[n, c, …]``, counted
    through the plane, and 0 elsewhere.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``, and ``indices`` of the same; each size becomes
        ``(size − 1)·stride − 2·padding + K`` or what ``output_size`` says.
    Dtype: any; the result has it. ``indices`` are int32 or int64.
    Raises: RuntimeError for indices of another dtype or shape or outside the result; ValueError for an ``output_size``
        out of reach and for a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.

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
    """The inverse of `MaxPool3d` with ``return_indices``: ``out[n, c, indices[n, c, …]] = input[n, c, …]``, counted
    through the plane, and 0 elsewhere.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``, and ``indices`` of the same; each size becomes
        ``(size − 1)·stride − 2·padding + K`` or what ``output_size`` says.
    Dtype: any; the result has it. ``indices`` are int32 or int64.
    Raises: RuntimeError for indices of another dtype or shape or outside the result; ValueError for an ``output_size``
        out of reach and for a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.

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
    """The mean of each window, ``input[n, c, x·s : x·s + K]``, windows starting every s = ``stride`` places (by default
    ``kernel_size``, so that they do not overlap).

    Around the input stand ``padding`` zeros, which count as elements unless ``count_include_pad=False``. ``ceil_mode``
    rounds the number of windows up.

    Shape: ``(N, C, L)`` or ``(C, L)``; the size becomes ``⌊(size + 2·padding − K) / stride⌋ + 1``.
    Dtype: floating or integer (means are rounded towards zero); the result has it.
    Raises: NotImplementedError for bool and complex inputs; RuntimeError for an input that is not 2-D or 3-D, for
        padding of more than half the kernel, and for results without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AvgPool1d(2)(flambeau.tensor([[1.0, 3.0, 4.0, 2.0]]))
    tensor([[2., 3.]])
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
    """The mean of each window, ``input[n, c, y·s : y·s + K, x·s : x·s + K]``, windows starting every s = ``stride``
    places (by default ``kernel_size``, so that they do not overlap).

    Around the input stand ``padding`` zeros, which count as elements unless ``count_include_pad=False``. ``ceil_mode``
    rounds the number of windows up. ``divisor_override`` is divided by instead of the number of elements.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes ``⌊(size + 2·padding − K) / stride⌋ + 1``.
    Dtype: floating or integer (means are rounded towards zero); the result has it.
    Raises: NotImplementedError for bool and complex inputs; RuntimeError for an input that is not 3-D or 4-D, for
        padding of more than half the kernel, for a ``divisor_override`` of 0, and for results without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AvgPool2d(2)(flambeau.arange(16.0).view(1, 4, 4))
    tensor([[[ 2.5000,  4.5000],
             [10.5000, 12.5000]]])
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
    """The mean of each window, ``input[n, c, z·s : z·s + K, y·s : y·s + K, x·s : x·s + K]``, windows starting every s =
    ``stride`` places (by default ``kernel_size``, so that they do not overlap).

    Around the input stand ``padding`` zeros, which count as elements unless ``count_include_pad=False``. ``ceil_mode``
    rounds the number of windows up. ``divisor_override`` is divided by instead of the number of elements.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes ``⌊(size + 2·padding − K) / stride⌋ + 1``.
    Dtype: floating or integer (means are rounded towards zero); the result has it.
    Raises: NotImplementedError for bool and complex inputs; RuntimeError for an input that is not 4-D or 5-D, for
        padding of more than half the kernel, for a ``divisor_override`` of 0, and for results without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AvgPool3d(2)(flambeau.arange(8.0).view(1, 2, 2, 2)).item()
    3.5
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
    """``(Σ x^p)^(1/p)`` over each window, p being ``norm_type``; the sum for p = 1.

    Windows are ``kernel_size`` wide and start every ``stride`` places, by default ``kernel_size``. ``ceil_mode`` rounds
    their number up.

    Shape: ``(N, C, L)`` or ``(C, L)``; the size becomes ``⌊(size − K) / stride⌋ + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex inputs; RuntimeError for an input that is not 2-D or 3-D, and for results
        without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LPPool1d(2, 2)(flambeau.tensor([[3.0, 4.0]]))
    tensor([[5.]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.lp_pool1d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool2d(_LPPoolNd):
    """``(Σ x^p)^(1/p)`` over each window, p being ``norm_type``; the sum for p = 1.

    Windows are ``kernel_size`` wide and start every ``stride`` places, by default ``kernel_size``. ``ceil_mode`` rounds
    their number up.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes ``⌊(size − K) / stride⌋ + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex inputs; RuntimeError for an input that is not 3-D or 4-D, and for results
        without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LPPool2d(2, 2)(flambeau.ones(1, 2, 2))
    tensor([[[2.]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.lp_pool2d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool3d(_LPPoolNd):
    """``(Σ x^p)^(1/p)`` over each window, p being ``norm_type``; the sum for p = 1.

    Windows are ``kernel_size`` wide and start every ``stride`` places, by default ``kernel_size``. ``ceil_mode`` rounds
    their number up.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes ``⌊(size − K) / stride⌋ + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex inputs; RuntimeError for an input that is not 4-D or 5-D, and for results
        without a window.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LPPool3d(1, 2)(flambeau.ones(1, 2, 2, 2)).item()
    8.0
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
    """The mean of windows that are chosen to give ``output_size``: result i of n is the mean of elements ``⌊i·L / n⌋``
    to ``⌈(i + 1)·L / n⌉ − 1`` of a dimension of size L.

    Shape: ``(N, C, L)`` or ``(C, L)`` → the same with L replaced by ``output_size``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError for an input that is not 2-D or 3-D
        and for a negative size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveAvgPool1d(2)(flambeau.tensor([[1.0, 3.0, 4.0, 2.0]]))
    tensor([[2., 3.]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """The mean of windows that are chosen to give ``output_size``: result i of n is the mean of elements ``⌊i·L / n⌋``
    to ``⌈(i + 1)·L / n⌉ − 1`` of a dimension of size L.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)`` → the same with the last two sizes replaced by ``output_size``, one number
        or one per dimension; None keeps a size.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError for an input that is not 3-D or 4-D
        and for a negative size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveAvgPool2d(1)(flambeau.arange(4.0).view(1, 2, 2)).item()
    1.5
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd):
    """The mean of windows that are chosen to give ``output_size``: result i of n is the mean of elements ``⌊i·L / n⌋``
    to ``⌈(i + 1)·L / n⌉ − 1`` of a dimension of size L.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)`` → the same with the last three sizes replaced by ``output_size``, one
        number or one per dimension; None keeps a size.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError for an input that is not 4-D or 5-D
        and for a negative size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveAvgPool3d(1)(flambeau.arange(8.0).view(1, 2, 2, 2)).item()
    3.5
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool3d(input, self.output_size)


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """The greatest element of windows that are chosen to give ``output_size``: result i of n is that of elements
    ``⌊i·L / n⌋`` to ``⌈(i + 1)·L / n⌉ − 1`` of a dimension of size L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, L)`` or ``(C, L)`` → the same with L replaced by ``output_size``.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError for an input that is not 2-D or 3-D
        and for a negative size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveMaxPool1d(2)(flambeau.tensor([[1.0, 3.0, 4.0, 2.0]]))
    tensor([[3., 4.]])
    """

    def forward(self, input: Tensor) -> Any:
        return F.adaptive_max_pool1d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """The greatest element of windows that are chosen to give ``output_size``: result i of n is that of elements
    ``⌊i·L / n⌋`` to ``⌈(i + 1)·L / n⌉ − 1`` of a dimension of size L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)`` → the same with the last two sizes replaced by ``output_size``, one number
        or one per dimension; None keeps a size.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError for an input that is not 3-D or 4-D
        and for a negative size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveMaxPool2d(1)(flambeau.arange(4.0).view(1, 2, 2)).item()
    3.0
    """

    def forward(self, input: Tensor) -> Any:
        return F.adaptive_max_pool2d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd):
    """The greatest element of windows that are chosen to give ``output_size``: result i of n is that of elements
    ``⌊i·L / n⌋`` to ``⌈(i + 1)·L / n⌉ − 1`` of a dimension of size L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)`` → the same with the last three sizes replaced by ``output_size``, one
        number or one per dimension; None keeps a size.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex inputs; RuntimeError for an input that is not 4-D or 5-D
        and for a negative size.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AdaptiveMaxPool3d(1)(flambeau.arange(8.0).view(1, 2, 2, 2)).item()
    7.0
    """

    def forward(self, input: Tensor) -> Any:
        return F.adaptive_max_pool3d(input, self.output_size, self.return_indices)


class _FractionalMaxPoolNd(Module):
    _dimensions = 0

    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Any = None,
    ) -> None:
        super().__init__()
        count = self._dimensions
        self.kernel_size = per_dimension(kernel_size, count)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else per_dimension(output_size, count)
        self.output_ratio = None if output_ratio is None else per_dimension(output_ratio, count)
        if output_size is None and output_ratio is None:
            raise ValueError(f"{type(self).__name__} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < ratio < 1 for ratio in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")


class FractionalMaxPool2d(_FractionalMaxPoolNd):
    """The largest element of windows that are ``kernel_size`` large and start at ``⌊(i + u)·a⌋ − ⌊u·a⌋``, with
    ``a = (size − kernel) / (output − 1)`` and one random u in [0, 1) for each plane and dimension.

    ``output_size`` is the number of windows, or ``output_ratio`` their share of the input's size. ``_random_samples``
    gives the numbers u. ``return_indices`` gives the place of each maximum too.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)`` → the same with the last two sizes replaced.
    Dtype: floating; the result has it, indices are int64.
    Raises: ValueError unless either size or ratio is given, and for a ratio outside (0, 1); RuntimeError for windows
        that do not fit; NotImplementedError for bool, integer and complex inputs.
    Source: Graham 2014, Fractional Max-Pooling, section 2.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.FractionalMaxPool2d(2, output_ratio=0.5)(flambeau.ones(1, 2, 6, 6)).shape
    torch.Size([1, 2, 3, 3])
    """

    _dimensions = 2

    def forward(self, input: Tensor) -> Any:
        return F.fractional_max_pool2d(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices, self._random_samples
        )


class FractionalMaxPool3d(_FractionalMaxPoolNd):
    """The largest element of windows that are ``kernel_size`` large and start at ``⌊(i + u)·a⌋ − ⌊u·a⌋``, with
    ``a = (size − kernel) / (output − 1)`` and one random u in [0, 1) for each volume and dimension.

    ``output_size`` is the number of windows, or ``output_ratio`` their share of the input's size. ``_random_samples``
    gives the numbers u. ``return_indices`` gives the place of each maximum too.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)`` → the same with the last three sizes replaced.
    Dtype: floating; the result has it, indices are int64.
    Raises: ValueError unless either size or ratio is given, and for a ratio outside (0, 1); RuntimeError for windows
        that do not fit; NotImplementedError for bool, integer and complex inputs.
    Source: Graham 2014, Fractional Max-Pooling, section 2.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.FractionalMaxPool3d(2, output_ratio=0.5)(flambeau.ones(1, 2, 6, 6, 6)).shape
    torch.Size([1, 2, 3, 3, 3])
    """

    _dimensions = 3

    def forward(self, input: Tensor) -> Any:
        return F.fractional_max_pool3d(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices, self._random_samples
        )


explain_module(globals())
