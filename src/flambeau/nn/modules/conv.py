"""Convolutions and transposed convolutions in one, two and three dimensions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..._arguments import entries, explain_module
from ..._core import Tensor
from ..._functions import empty
from .. import functional as F
from .. import init
from ..parameter import Parameter
from ._sizes import per_dimension
from .module import Module

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]

_PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _ConvNd(Module):
    """What all convolutions share: the checked settings, the weight and bias, and how both start."""

    _dimensions = 0
    _transposed = False
    _convolve: Callable[..., Tensor]

    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        output_padding: Any,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: Any,
    ) -> None:
        super().__init__()
        count = self._dimensions
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = per_dimension(kernel_size, count)
        self.stride = per_dimension(stride, count)
        self.padding: Any = padding if isinstance(padding, str) else per_dimension(padding, count)
        self.dilation = per_dimension(dilation, count)
        self.transposed = self._transposed
        self.output_padding = per_dimension(output_padding, count)
        self.groups = groups
        self.padding_mode = padding_mode
        self._check_settings()
        self._reversed_padding_repeated_twice = self._padding_for_pad()
        outer, inner = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        shape = (outer, inner // groups, *self.kernel_size)
        self.weight = Parameter(empty(shape, device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(empty(out_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def _check_settings(self) -> None:
        if self.groups <= 0:
            raise ValueError("groups must be a positive integer")
        if self.in_channels % self.groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if self.out_channels % self.groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        if isinstance(self.padding, str):
            if self.padding not in ("same", "valid"):
                raise ValueError(f"Invalid padding string {self.padding!r}, should be one of {{'valid', 'same'}}")
            if self.padding == "same" and any(step != 1 for step in self.stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        if self.padding_mode not in _PADDING_MODES:
            modes = ", ".join(repr(mode) for mode in _PADDING_MODES)
            raise ValueError(f"padding_mode must be one of {{{modes}}}, but got padding_mode='{self.padding_mode}'")

    def _padding_for_pad(self) -> list[int]:
        """The padding as ``functional.pad`` wants it: last dimension first, before and after each."""
        pairs = []
        for place, size in enumerate(self.kernel_size):
            if self.padding == "same":
                total = self.dilation[place] * (size - 1)
                pairs.append((total // 2, total - total // 2))
            elif self.padding == "valid":
                pairs.append((0, 0))
            else:
                pairs.append((self.padding[place], self.padding[place]))
        return [amount for pair in reversed(pairs) for amount in pair]

    def reset_parameters(self) -> None:
        """Draw new initial values, uniform on ±1/√(in_channels / groups · kernel elements)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            if fan_in != 0:
                bound = 1 / math.sqrt(fan_in)
                init.uniform_(self.bias, -bound, bound)

    def extra_repr(self) -> str:
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        zeros, ones = (0,) * self._dimensions, (1,) * self._dimensions
        if self.padding != zeros:
            text += f", padding={self.padding}"
        if self.dilation != ones:
            text += f", dilation={self.dilation}"
        if self.output_padding != zeros:
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text


class _Conv(_ConvNd):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            0,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def forward(self, input: Tensor) -> Tensor:
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode), 0
        return self._convolve(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv1d(_Conv):
    """``out[n, o, x] = bias[o] + Σ_(c, k) weight[o, c, k] · input[n, c, x·stride + k·dilation − padding]``: a
    cross-correlation.

    ``groups`` divides the channels: each output channel sees C_in / groups of them. ``padding`` may be ``"same"`` or
    ``"valid"``; ``padding_mode`` ("zeros", "reflect", "replicate", "circular") says what stands outside. ``weight``
    (C_out, C_in / groups, K) and ``bias`` (C_out) start uniform on ±1/√(C_in / groups · kernel elements).

    Shape: ``(N, C_in, L)`` → ``(N, C_out, L_out)``, or both without N; each size becomes
        ``⌊(size + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1``.
    Dtype: that of the weight; the result has it.
    Raises: ValueError for ``groups`` that do not divide both numbers of channels, for an unknown padding or padding
        mode and for "same" with a stride; RuntimeError for an input of another dtype, number of dimensions or channels,
        or smaller than the kernel.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Conv1d(2, 4, kernel_size=3)(flambeau.ones(1, 2, 10)).shape[-1]
    8
    """

    _dimensions = 1
    _convolve = F.conv1d


class Conv2d(_Conv):
    """``out[n, o, y, x] = bias[o] + Σ_(c, i, j) weight[o, c, i, j] · input[n, c, y·s + i·d − p, x·s + j·d − p]``: a
    cross-correlation.
    Here s is the stride, d the dilation and p the padding, each one number or one per dimension.
    ``groups`` divides the channels: each output channel sees C_in / groups of them. ``padding`` may be ``"same"`` or
    ``"valid"``; ``padding_mode`` ("zeros", "reflect", "replicate", "circular") says what stands outside. ``weight``
    (C_out, C_in / groups, K_h, K_w) and ``bias`` (C_out) start uniform on ±1/√(C_in / groups · kernel elements).

    Shape: ``(N, C_in, H, W)`` → ``(N, C_out, H_out, W_out)``, or both without N; each size becomes
        ``⌊(size + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1``.
    Dtype: that of the weight; the result has it.
    Raises: ValueError for ``groups`` that do not divide both numbers of channels, for an unknown padding or padding
        mode and for "same" with a stride; RuntimeError for an input of another dtype, number of dimensions or channels,
        or smaller than the kernel.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Conv2d(3, 8, kernel_size=3, padding=1)(flambeau.ones(1, 3, 5, 5)).shape[1]
    8
    """

    _dimensions = 2
    _convolve = F.conv2d


class Conv3d(_Conv):
    """``out[n, o, z, y, x] = bias[o] + Σ weight[o, c, k, i, j] · input[n, c, z·s + k·d − p, …]``: a cross-correlation.
    Here s is the stride, d the dilation and p the padding, each one number or one per dimension.
    ``groups`` divides the channels: each output channel sees C_in / groups of them. ``padding`` may be ``"same"`` or
    ``"valid"``; ``padding_mode`` ("zeros", "reflect", "replicate", "circular") says what stands outside. ``weight``
    (C_out, C_in / groups, K_d, K_h, K_w) and ``bias`` (C_out) start uniform on ±1/√(C_in / groups · kernel elements).

    Shape: ``(N, C_in, D, H, W)`` → ``(N, C_out, D_out, H_out, W_out)``, or both without N; each size becomes
        ``⌊(size + 2·padding − dilation·(K − 1) − 1) / stride⌋ + 1``.
    Dtype: that of the weight; the result has it.
    Raises: ValueError for ``groups`` that do not divide both numbers of channels, for an unknown padding or padding
        mode and for "same" with a stride; RuntimeError for an input of another dtype, number of dimensions or channels,
        or smaller than the kernel.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Conv3d(1, 2, kernel_size=3)(flambeau.ones(1, 1, 4, 4, 4)).shape[1]
    2
    """

    _dimensions = 3
    _convolve = F.conv3d


class _ConvTranspose(_ConvNd):
    _transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            output_padding,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def forward(self, input: Tensor, output_size: list[int] | None = None) -> Tensor:
        extra = self.output_padding if output_size is None else self._output_padding(input, output_size)
        return self._convolve(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )

    def _output_padding(self, input: Tensor, output_size: Any) -> Any:
        """The output padding that gives ``output_size``: several inputs of a strided convolution give one output."""
        count = self._dimensions
        leading = input.dim() - count
        wanted = entries(output_size, "output_size")
        if len(wanted) == leading + count:
            wanted = wanted[leading:]
        if len(wanted) != count:
            raise ValueError(
                f"ConvTranspose{count}D: for {input.dim()}D input, output_size must have {count} or {leading + count} "
                f"elements (got {len(wanted)})"
            )
        least = [
            (input.shape[leading + d] - 1) * self.stride[d]
            - 2 * self.padding[d]
            + self.dilation[d] * (self.kernel_size[d] - 1)
            + 1
            for d in range(count)
        ]
        most = [least[d] + self.stride[d] - 1 for d in range(count)]
        if any(not low <= size <= high for low, size, high in zip(least, wanted, most, strict=True)):
            raise ValueError(
                f"requested an output size of {output_size}, but valid sizes range from {least} to {most} "
                f"(for an input of {input.shape[leading:]})"
            )
        return tuple(size - low for size, low in zip(wanted, least, strict=True))


class ConvTranspose1d(_ConvTranspose):
    """The transpose of `Conv1d` with the same settings: ``out[n, o, x·stride + k·dilation − padding] += weight[c, o, k]
    · input[n, c, x]``, plus ``bias[o]``.

    ``weight`` is (C_in, C_out / groups, K). ``output_padding`` adds to the end of the result; ``output_size`` may be
    given to the call instead.

    Shape: ``(N, C_in, L)`` → ``(N, C_out, L_out)``, or both without N; ``L_out = (L − 1)·stride − 2·padding +
        dilation·(K − 1) + output_padding + 1``.
    Dtype: that of the weight; the result has it.
    Raises: ValueError for a ``padding_mode`` other than "zeros", for ``groups`` that do not divide both numbers of
        channels and for an ``output_size`` out of reach; RuntimeError for an input of another dtype, number of
        dimensions or channels, and unless ``output_padding`` is smaller than stride or dilation.
    Source: Zeiler et al. 2010, Deconvolutional Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConvTranspose1d(1, 1, kernel_size=3, stride=2)(flambeau.ones(1, 1, 4)).shape[-1]
    9
    """

    _dimensions = 1
    _convolve = F.conv_transpose1d


class ConvTranspose2d(_ConvTranspose):
    """The transpose of `Conv2d` with the same settings: each ``input[n, c, …]`` adds ``weight[c, o]`` times itself to a
    window of ``out[n, o]``.

    ``weight`` is (C_in, C_out / groups, K_h, K_w). ``output_padding`` adds to the end of the result; ``output_size``
    may be given to the call instead.

    Shape: ``(N, C_in, H, W)`` → ``(N, C_out, H_out, W_out)``, or both without N; each size becomes
        ``(size − 1)·stride − 2·padding + dilation·(K − 1) + output_padding + 1``.
    Dtype: that of the weight; the result has it.
    Raises: ValueError for a ``padding_mode`` other than "zeros", for ``groups`` that do not divide both numbers of
        channels and for an ``output_size`` out of reach; RuntimeError for an input of another dtype, number of
        dimensions or channels, and unless ``output_padding`` is smaller than stride or dilation.
    Source: Zeiler et al. 2010, Deconvolutional Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConvTranspose2d(1, 2, kernel_size=2, stride=2)(flambeau.ones(1, 1, 4, 4)).shape[-1]
    8
    """

    _dimensions = 2
    _convolve = F.conv_transpose2d


class ConvTranspose3d(_ConvTranspose):
    """The transpose of `Conv3d` with the same settings: each ``input[n, c, …]`` adds ``weight[c, o]`` times itself to a
    window of ``out[n, o]``.

    ``weight`` is (C_in, C_out / groups, K_d, K_h, K_w). ``output_padding`` adds to the end of the result;
    ``output_size`` may be given to the call instead.

    Shape: ``(N, C_in, D, H, W)`` → ``(N, C_out, D_out, H_out, W_out)``, or both without N; each size becomes
        ``(size − 1)·stride − 2·padding + dilation·(K − 1) + output_padding + 1``.
    Dtype: that of the weight; the result has it.
    Raises: ValueError for a ``padding_mode`` other than "zeros", for ``groups`` that do not divide both numbers of
        channels and for an ``output_size`` out of reach; RuntimeError for an input of another dtype, number of
        dimensions or channels, and unless ``output_padding`` is smaller than stride or dilation.
    Source: Zeiler et al. 2010, Deconvolutional Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.ConvTranspose3d(1, 2, kernel_size=2, stride=2)(flambeau.ones(1, 1, 2, 2, 2)).shape[-1]
    4
    """

    _dimensions = 3
    _convolve = F.conv_transpose3d


explain_module(globals())
