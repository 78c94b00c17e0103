"""Regions of feature maps, pooled over whole pixels: maxima (Girshick 2015) and position-sensitive means (Dai 2016)."""

from __future__ import annotations

from collections.abc import Sequence

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ..._arguments import explain_module
from .roi_align import _checked, part_table

__all__ = ["PSRoIPool", "RoIPool", "ps_roi_pool", "roi_pool"]


def roi_pool(
    input: Tensor, boxes: Tensor | Sequence[Tensor], output_size: int | Sequence[int], spatial_scale: float = 1.0
) -> Tensor:
    """Maxima over the parts of regions, rounded to whole pixels: (N, C, H, W) gives (K, C, *output_size).

    Args:
        input: feature maps.
        boxes: (K, 5), the number of the image and the corners (x1, y1, x2, y2); or a list with (L, 4) for each image.
        output_size: into how many parts, down and across, a region is cut.
        spatial_scale: pixels of ``input`` per unit of the boxes.

    Raises: ValueError for boxes of other shapes; RuntimeError for one of an image that is not there, an input that is
        not 4-D, and boxes of another dtype.
    Source: Girshick 2015, Fast R-CNN, arXiv:1504.08083, section 2.1.

    >>> import flambeau as torch
    >>> x = torch.arange(16.).reshape(1, 1, 4, 4)
    >>> torch.vision.ops.roi_pool(x, [torch.tensor([[0., 0., 3., 3.]])], 2)
    tensor([[[[ 5.,  7.],
              [13., 15.]]]])
    """
    rois, images, parts = _checked(input, boxes, output_size, "roi_pool")
    channels, height, width = input.shape[1:]
    corners = _round(rois[:, 1:] * spatial_scale)
    lengths = (corners[:, 2:] - corners[:, :2] + 1).clamp(min=1)
    down = _bounds(corners[:, 1], lengths[:, 1], parts[0], height, rois.dtype)
    across = _bounds(corners[:, 0], lengths[:, 0], parts[1], width, rois.dtype)
    table = input.permute(0, 2, 3, 1).reshape(-1, channels)
    base = images.reshape(-1, 1, 1).expand(-1, *parts) * height
    pixels, starts = _pixels(base, down, across, width)
    pooled = F.embedding_bag(pixels, table, starts, mode="max")
    return pooled.reshape(rois.shape[0], *parts, channels).permute(0, 3, 1, 2)


def ps_roi_pool(
    input: Tensor, boxes: Tensor | Sequence[Tensor], output_size: int | Sequence[int], spatial_scale: float = 1.0
) -> Tensor:
    """Means over the parts of regions, where each part has channels of its own.

    (N, C * PH * PW, H, W) gives (K, C, PH, PW), with ``output_size`` (PH, PW): part (i, j) of channel c is read from
    channel ``(c * PH + i) * PW + j``.

    Raises: ValueError for boxes of other shapes; RuntimeError for an input whose channels are not a multiple of the
        parts, a box of an image that is not there, and boxes of another dtype.
    Source: Dai et al. 2016, R-FCN, arXiv:1605.06409, equation 1.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 8, 4, 4)
    >>> torch.vision.ops.ps_roi_pool(x, torch.tensor([[0., 0., 0., 2., 2.]]), 2).shape
    torch.Size([1, 2, 2, 2])
    """
    rois, images, parts = _checked(input, boxes, output_size, "ps_roi_pool")
    table, number = part_table(input, parts, "ps_roi_pool")
    height, width = input.shape[2:]
    corners = _round(rois[:, 1:] * spatial_scale)
    lengths = (corners[:, 2:] - corners[:, :2]).to(rois.dtype).clamp(min=0.1)
    down = _bounds(corners[:, 1], lengths[:, 1], parts[0], height - 1, rois.dtype)
    across = _bounds(corners[:, 0], lengths[:, 0], parts[1], width - 1, rois.dtype)
    base = (images.reshape(-1, 1, 1) * number.numel() + number) * height
    pixels, starts = _pixels(base, down, across, width)
    pooled = F.embedding_bag(pixels, table, starts, mode="mean")
    return pooled.reshape(rois.shape[0], *parts, table.shape[1]).permute(0, 3, 1, 2)


def _round(values: Tensor) -> Tensor:
    """To the nearest whole number, halves away from zero."""
    return (values.abs() + 0.5).floor().copysign(values).long()


def _bounds(start: Tensor, length: Tensor, parts: int, limit: int, dtype: flambeau.dtype) -> tuple[Tensor, Tensor]:
    """Where the parts of each region begin and end on one axis: (K, parts) twice."""
    bin = length.to(dtype).unsqueeze(1) / parts
    k = flambeau.arange(parts, dtype=dtype)
    low, high = (k * bin).floor().long(), ((k + 1) * bin).ceil().long()
    return tuple((edge + start.unsqueeze(1)).clamp(0, limit) for edge in (low, high))  # type: ignore[return-value]


def _pixels(
    base: Tensor, down: tuple[Tensor, Tensor], across: tuple[Tensor, Tensor], width: int
) -> tuple[Tensor, Tensor]:
    """The pixels of all parts one after another, as rows of a table, and where each part's begin.

    ``base`` (K, PH, PW) is the number of the first line of a part's image.
    """
    top, left = (low.clamp(min=0) for low in (down[0], across[0]))
    rows, columns = (down[1] - top).clamp(min=0)[:, :, None], (across[1] - left).clamp(min=0)[:, None, :]
    counts = (rows * columns).flatten()
    starts = counts.cumsum(0) - counts
    part = flambeau.repeat_interleave(flambeau.arange(counts.numel()), counts)
    within = flambeau.arange(part.numel()) - starts[part]
    wide = columns.expand(-1, rows.shape[1], -1).flatten()[part]
    line = (base + top[:, :, None]).flatten()[part] + within // wide
    column = left[:, None, :].expand(-1, rows.shape[1], -1).flatten()[part] + within % wide
    return line * width + column, starts


class RoIPool(nn.Module):
    """:func:`roi_pool` as a layer.

    Raises: ValueError and RuntimeError, when called, as the function.
    Source: Girshick 2015, Fast R-CNN, arXiv:1504.08083, section 2.1.

    >>> import flambeau as torch
    >>> torch.vision.ops.RoIPool(7, 0.25)
    RoIPool(output_size=7, spatial_scale=0.25)
    """

    def __init__(self, output_size: int | Sequence[int], spatial_scale: float) -> None:
        super().__init__()
        self.output_size, self.spatial_scale = output_size, spatial_scale

    def forward(self, input: Tensor, rois: Tensor | Sequence[Tensor]) -> Tensor:
        """The regions ``rois`` of ``input``."""
        return roi_pool(input, rois, self.output_size, self.spatial_scale)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale})"


class PSRoIPool(RoIPool):
    """:func:`ps_roi_pool` as a layer.

    Raises: ValueError and RuntimeError, when called, as the function.
    Source: Dai et al. 2016, R-FCN, arXiv:1605.06409, equation 1.

    >>> import flambeau as torch
    >>> torch.vision.ops.PSRoIPool(7, 0.25)
    PSRoIPool(output_size=7, spatial_scale=0.25)
    """

    def forward(self, input: Tensor, rois: Tensor | Sequence[Tensor]) -> Tensor:
        """The regions ``rois`` of ``input``."""
        return ps_roi_pool(input, rois, self.output_size, self.spatial_scale)


explain_module(globals())
