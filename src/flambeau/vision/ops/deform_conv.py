"""Convolutions that choose where they look: Dai et al. 2017, arXiv:1703.06211; Zhu et al. 2018, arXiv:1811.11168."""

from __future__ import annotations

import math
from collections.abc import Sequence

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ._sampling import pair, weighted_rows

__all__ = ["DeformConv2d", "deform_conv2d"]


def deform_conv2d(
    input: Tensor,
    offset: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Sequence[int] = (1, 1),
    padding: int | Sequence[int] = (0, 0),
    dilation: int | Sequence[int] = (1, 1),
    mask: Tensor | None = None,
) -> Tensor:
    """A convolution whose kernel's places are moved by ``offset``, each place's value scaled by ``mask``.

    With ``weight`` (O, C // groups, KH, KW), images (N, C, H, W) give (N, O, H', W'). ``offset`` (N, 2 * G * KH * KW,
    H', W') has, for each of G groups of channels and each place of the kernel, how far to look down and across, in
    pixels; ``mask`` is (N, G * KH * KW, H', W'). Between pixels images are interpolated, outside they are zero.

    Raises: RuntimeError for shapes that do not go together.
    Source: Dai et al. 2017, Deformable Convolutional Networks, equation 2; Zhu et al. 2018, Deformable ConvNets v2.

    >>> import flambeau as torch
    >>> x, weight = torch.arange(9.).reshape(1, 1, 3, 3), torch.ones(1, 1, 1, 1)
    >>> torch.vision.ops.deform_conv2d(x, torch.full((1, 2, 3, 3), 0.5), weight)[0, 0, :2, :2]
    tensor([[2., 3.],
            [5., 6.]])
    """
    steps, pads, gaps = pair(stride, "stride"), pair(padding, "padding"), pair(dilation, "dilation")
    kernel = (weight.shape[2], weight.shape[3]) if weight.ndim == 4 else (0, 0)
    outputs = _output_size(input, offset, weight, kernel, steps, pads, gaps)
    taps = kernel[0] * kernel[1]
    groups = offset.shape[1] // (2 * taps)
    moved = offset.unflatten(1, (groups, taps, 2))
    if mask is not None and tuple(mask.shape) != (input.shape[0], groups * taps, *outputs):
        raise RuntimeError(
            f"deform_conv2d: mask {tuple(mask.shape)} must be {(input.shape[0], groups * taps, *outputs)}"
        )
    places, weights = _where(moved, input.shape, kernel, outputs, steps, pads, gaps)
    if mask is not None:
        weights = weights * mask.unflatten(1, (groups, taps)).unsqueeze(-1)
    table = input.unflatten(1, (groups, -1)).permute(0, 1, 3, 4, 2).flatten(0, 3)
    read = weighted_rows(table, places.reshape(-1, 4), weights.reshape(-1, 4))
    # (N, G, taps, H' W', C / G) to the columns of a product, grouped as the weight is.
    columns = read.reshape(input.shape[0], groups, taps, outputs[0] * outputs[1], -1).permute(0, 1, 4, 2, 3)
    shared = input.shape[1] // weight.shape[1]
    columns = columns.reshape(input.shape[0], shared, -1, outputs[0] * outputs[1])
    out = flambeau.matmul(weight.reshape(shared, weight.shape[0] // shared, -1), columns)
    out = out.reshape(input.shape[0], weight.shape[0], *outputs)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


def _output_size(
    input: Tensor,
    offset: Tensor,
    weight: Tensor,
    kernel: tuple[int, int],
    steps: tuple[int, int],
    pads: tuple[int, int],
    gaps: tuple[int, int],
) -> tuple[int, int]:
    """Height and width of the result; an error where shapes do not go together."""
    if input.ndim != 4 or offset.ndim != 4 or weight.ndim != 4:
        raise RuntimeError(
            f"deform_conv2d: input, offset and weight of 4 dimensions expected, got {input.ndim}, {offset.ndim} and "
            f"{weight.ndim}"
        )
    if min(*kernel, *steps, *gaps) <= 0:
        raise RuntimeError(f"deform_conv2d: kernel {kernel}, stride {steps} and dilation {gaps} must be positive")
    if (
        weight.shape[1] == 0
        or input.shape[1] % weight.shape[1]
        or weight.shape[0] % (input.shape[1] // weight.shape[1])
    ):
        raise RuntimeError(
            f"deform_conv2d: weight {tuple(weight.shape)} does not go into groups over {input.shape[1]} channels"
        )
    down, across = (
        (size + 2 * pad - (gap * (k - 1) + 1)) // step + 1
        for size, pad, gap, k, step in zip(input.shape[2:], pads, gaps, kernel, steps, strict=True)
    )
    taps = kernel[0] * kernel[1]
    groups = offset.shape[1] // (2 * taps)
    if groups == 0 or offset.shape[1] % (2 * taps) or input.shape[1] % groups:
        raise RuntimeError(
            "the shape of the offset tensor at dimension 1 is not valid. It should be a multiple of 2 * "
            f"weight.size[2] * weight.size[3] | deform_conv2d: {offset.shape[1]} offsets, kernel {kernel}, "
            f"{input.shape[1]} channels"
        )
    if (offset.shape[0], *offset.shape[2:]) != (input.shape[0], down, across):
        raise RuntimeError(
            f"offset output dims: ({offset.shape[2]}, {offset.shape[3]}) - computed output dims: ({down}, {across}) | "
            f"deform_conv2d: for {input.shape[0]} images, got offsets for {offset.shape[0]}"
        )
    return down, across


def _where(
    moved: Tensor,
    shape: Sequence[int],
    kernel: tuple[int, int],
    outputs: tuple[int, int],
    steps: tuple[int, int],
    pads: tuple[int, int],
    gaps: tuple[int, int],
) -> tuple[Tensor, Tensor]:
    """The four pixels around each place that is read, as rows of the table, and their weights.

    ``moved`` is (N, G, taps, 2, H', W'); both results are (N, G, taps, H', W', 4).
    """
    count, _, height, width = shape
    axes = []
    for axis, size in enumerate((height, width)):
        tap = flambeau.arange(kernel[axis]) * gaps[axis] - pads[axis]
        at = tap.repeat_interleave(kernel[1]) if axis == 0 else tap.repeat(kernel[0])
        out = flambeau.arange(outputs[axis]) * steps[axis]
        grid = at.reshape(-1, 1, 1) + (out.reshape(-1, 1) if axis == 0 else out)
        axes.append(_two_pixels(moved[:, :, :, axis] + grid, size))
    (y, wy), (x, wx) = axes
    groups = moved.shape[1]
    base = flambeau.arange(count * groups).reshape(count, groups, 1, 1, 1, 1, 1) * height
    places = (base + y.unsqueeze(-1)) * width + x.unsqueeze(-2)
    return places.flatten(-2), (wy.unsqueeze(-1) * wx.unsqueeze(-2)).flatten(-2)


def _two_pixels(at: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """The pixels before and behind each position, and their weights, zero for those outside the line of ``size``."""
    low = at.detach().floor()
    share = at - low
    places = flambeau.stack((low, low + 1), -1)
    inside = (places >= 0) & (places < size)
    weights = flambeau.stack((1 - share, share), -1) * inside
    return places.clamp(0, max(size - 1, 0)).long(), weights


class DeformConv2d(nn.Module):
    """:func:`deform_conv2d` with a trained weight (out_channels, in_channels // groups, KH, KW) and bias.

    Raises: ValueError for channels that do not divide into the groups; RuntimeError, when called, for shapes that do
        not go together.
    Source: Dai et al. 2017, Deformable Convolutional Networks.

    >>> import flambeau as torch
    >>> layer = torch.vision.ops.DeformConv2d(3, 8, kernel_size=3, padding=1)
    >>> layer(torch.zeros(1, 3, 4, 4), torch.zeros(1, 18, 4, 4)).shape
    torch.Size([1, 8, 4, 4])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] = 1,
        padding: int | Sequence[int] = 0,
        dilation: int | Sequence[int] = 1,
        groups: int = 1,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride = pair(kernel_size, "kernel_size"), pair(stride, "stride")
        self.padding, self.dilation = pair(padding, "padding"), pair(dilation, "dilation")
        self.weight = nn.Parameter(flambeau.empty(out_channels, in_channels // groups, *self.kernel_size))
        self.bias = nn.Parameter(flambeau.empty(out_channels)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draws weight and bias anew, as those of a convolution."""
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.weight[0].numel())
            nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor, offset: Tensor, mask: Tensor | None = None) -> Tensor:
        """``input``, read where ``offset`` says, times ``mask`` if there is one."""
        return deform_conv2d(input, offset, self.weight, self.bias, self.stride, self.padding, self.dilation, mask)

    def __repr__(self) -> str:
        parts = [str(self.in_channels), str(self.out_channels), f"kernel_size={self.kernel_size}"]
        parts.append(f"stride={self.stride}")
        if self.padding != (0, 0):
            parts.append(f"padding={self.padding}")
        if self.dilation != (1, 1):
            parts.append(f"dilation={self.dilation}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        return f"{type(self).__name__}({', '.join(parts)})"


explain_module(globals())
