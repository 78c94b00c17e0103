"""Building blocks that several networks share."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ...nn.modules._sizes import per_dimension

__all__ = [
    "MLP",
    "Conv2dNormActivation",
    "Conv3dNormActivation",
    "ConvNormActivation",
    "FrozenBatchNorm2d",
    "Permute",
    "SqueezeExcitation",
]


class FrozenBatchNorm2d(nn.Module):
    """Batch normalisation whose moments, scale and shift are fixed: ``(x - mean) / sqrt(var + eps) * weight + bias``.

    All four are buffers of shape (num_features,), so that nothing trains them.

    Shape: (N, C, H, W) to the same.
    Raises: RuntimeError for images with another number of channels.

    >>> import flambeau as torch
    >>> torch.vision.ops.FrozenBatchNorm2d(2, eps=0.0)(torch.ones(1, 2, 1, 1)).flatten()
    tensor([1., 1.])
    """

    def __init__(self, num_features: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.register_buffer("weight", flambeau.ones(num_features))
        self.register_buffer("bias", flambeau.zeros(num_features))
        self.register_buffer("running_mean", flambeau.zeros(num_features))
        self.register_buffer("running_var", flambeau.ones(num_features))

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *args: Any, **kwargs: Any) -> None:
        state_dict.pop(prefix + "num_batches_tracked", None)  # of the trained normalisation that was frozen
        super()._load_from_state_dict(state_dict, prefix, *args, **kwargs)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with each channel scaled and shifted."""
        scale = (self.weight * (self.running_var + self.eps).rsqrt()).reshape(1, -1, 1, 1)
        return x * scale + (self.bias.reshape(1, -1, 1, 1) - self.running_mean.reshape(1, -1, 1, 1) * scale)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.weight.shape[0]}, eps={self.eps})"


class ConvNormActivation(nn.Sequential):
    """A convolution, a normalisation and an activation, the last two where they are wanted.

    Args:
        in_channels, out_channels, kernel_size, stride, groups, dilation: of the convolution.
        padding: what keeps the size at stride 1 unless given.
        norm_layer: made from ``out_channels``; None for no normalisation.
        activation_layer: made with ``inplace=``; None for no activation.
        inplace: whether the activation overwrites its input; None for activations that do not take it.
        bias: of the convolution; by default only where no normalisation follows.
        conv_layer: the convolution's class.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Sequence[int] = 3,
        stride: int | Sequence[int] = 1,
        padding: int | Sequence[int] | str | None = None,
        groups: int = 1,
        norm_layer: Callable[..., nn.Module] | None = nn.BatchNorm2d,
        activation_layer: Callable[..., nn.Module] | None = nn.ReLU,
        dilation: int | Sequence[int] = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
        conv_layer: Callable[..., nn.Module] = nn.Conv2d,
    ) -> None:
        if padding is None:
            padding = _same(kernel_size, dilation)
        if bias is None:
            bias = norm_layer is None
        layers = [
            conv_layer(
                in_channels, out_channels, kernel_size, stride, padding, dilation=dilation, groups=groups, bias=bias
            )
        ]
        if norm_layer is not None:
            layers.append(norm_layer(out_channels))
        if activation_layer is not None:
            layers.append(activation_layer(**({} if inplace is None else {"inplace": inplace})))
        super().__init__(*layers)
        self.out_channels = out_channels
        if type(self) is ConvNormActivation:
            warnings.warn(
                "Don't use ConvNormActivation directly, please use Conv2dNormActivation and Conv3dNormActivation "
                "instead.",
                stacklevel=2,
            )


def _same(kernel_size: int | Sequence[int], dilation: int | Sequence[int]) -> int | tuple[int, ...]:
    """The padding with which an odd kernel keeps the size."""
    if isinstance(kernel_size, int) and isinstance(dilation, int):
        return (kernel_size - 1) // 2 * dilation
    dims = next((len(v) for v in (kernel_size, dilation) if isinstance(v, Sequence)), 1)
    kernels, dilations = per_dimension(kernel_size, dims), per_dimension(dilation, dims)
    return tuple((k - 1) // 2 * d for k, d in zip(kernels, dilations, strict=True))


class Conv2dNormActivation(ConvNormActivation):
    """Convolution, normalisation and activation of images; see :class:`ConvNormActivation`.

    Shape: (N, in_channels, H, W) to (N, out_channels, H', W'), H and W themselves at stride 1.
    Raises: TypeError and ValueError as `nn.Conv2d`.

    >>> import flambeau as torch
    >>> torch.vision.ops.Conv2dNormActivation(3, 8)(torch.zeros(2, 3, 4, 4)).shape
    torch.Size([2, 8, 4, 4])
    """


class Conv3dNormActivation(ConvNormActivation):
    """Convolution, normalisation and activation of volumes; see :class:`ConvNormActivation`.

    Shape: (N, in_channels, D, H, W) to (N, out_channels, D', H', W'), D, H and W themselves at stride 1.
    Raises: TypeError and ValueError as `nn.Conv3d`.

    >>> import flambeau as torch
    >>> torch.vision.ops.Conv3dNormActivation(1, 4)(torch.zeros(2, 1, 3, 4, 4)).shape
    torch.Size([2, 4, 3, 4, 4])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Sequence[int] = 3,
        stride: int | Sequence[int] = 1,
        padding: int | Sequence[int] | str | None = None,
        groups: int = 1,
        norm_layer: Callable[..., nn.Module] | None = nn.BatchNorm3d,
        activation_layer: Callable[..., nn.Module] | None = nn.ReLU,
        dilation: int | Sequence[int] = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
    ) -> None:
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            groups,
            norm_layer,
            activation_layer,
            dilation,
            inplace,
            bias,
            nn.Conv3d,
        )


class SqueezeExcitation(nn.Module):
    """Channels scaled by what their means say: ``sigmoid(fc2(relu(fc1(mean of each channel)))) * input``.

    Args:
        input_channels: of the images.
        squeeze_channels: of the hidden layer.
        activation, scale_activation: made without arguments; behind the hidden layer and behind the scales.

    Shape: (N, input_channels, H, W) to the same.
    Raises: RuntimeError for images with another number of channels.
    Source: Hu et al. 2017, Squeeze-and-Excitation Networks, arXiv:1709.01507, figure 3.

    >>> import flambeau as torch
    >>> torch.vision.ops.SqueezeExcitation(4, 2)(torch.zeros(1, 4, 2, 2)).shape
    torch.Size([1, 4, 2, 2])
    """

    def __init__(
        self,
        input_channels: int,
        squeeze_channels: int,
        activation: Callable[..., nn.Module] = nn.ReLU,
        scale_activation: Callable[..., nn.Module] = nn.Sigmoid,
    ) -> None:
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(input_channels, squeeze_channels, 1)
        self.fc2 = nn.Conv2d(squeeze_channels, input_channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) to the same."""
        scale = self.activation(self.fc1(self.avgpool(input)))
        return self.scale_activation(self.fc2(scale)) * input


class MLP(nn.Sequential):
    """Linear layers of the widths ``hidden_channels``, with normalisation, activation and dropout after each.

    The last one has only dropout after it.

    Shape: (..., in_channels) to (..., hidden_channels[-1]).
    Raises: IndexError without any widths.

    >>> import flambeau as torch
    >>> torch.vision.ops.MLP(4, [8, 3])(torch.zeros(2, 4)).shape
    torch.Size([2, 3])
    """

    def __init__(
        self,
        in_channels: int,
        hidden_channels: Sequence[int],
        norm_layer: Callable[..., nn.Module] | None = None,
        activation_layer: Callable[..., nn.Module] | None = nn.ReLU,
        inplace: bool | None = None,
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        params = {} if inplace is None else {"inplace": inplace}
        widths = [in_channels, *hidden_channels]
        layers: list[nn.Module] = []
        for k, (before, after) in enumerate(pairwise(widths)):
            layers.append(nn.Linear(before, after, bias=bias))
            if k < len(hidden_channels) - 1:
                if norm_layer is not None:
                    layers.append(norm_layer(after))
                if activation_layer is not None:
                    layers.append(activation_layer(**params))
            layers.append(nn.Dropout(dropout, **params))
        super().__init__(*layers)


class Permute(nn.Module):
    """``x.permute(dims)`` as a layer.

    Shape: any; the dimensions of ``x`` in the order ``dims``.
    Raises: RuntimeError, when called, unless ``dims`` has each dimension once.

    >>> import flambeau as torch
    >>> torch.vision.ops.Permute([1, 0])(torch.zeros(2, 3)).shape
    torch.Size([3, 2])
    """

    def __init__(self, dims: Sequence[int]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with its dimensions in the order ``dims``."""
        return flambeau.permute(x, self.dims)


explain_module(globals())
