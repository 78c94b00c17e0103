"""Regions of feature maps, read between the pixels: He et al. 2017, arXiv:1703.06870; position-sensitive ones too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ._sampling import axis_taps, boxes_with_batch, checked_images, pair, weighted_rows

__all__ = ["PSRoIAlign", "RoIAlign", "ps_roi_align", "roi_align"]


def roi_align(
    input: Tensor,
    boxes: Tensor | Sequence[Tensor],
    output_size: int | Sequence[int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> Tensor:
    """Means over the parts of regions, from values interpolated bilinearly: (N, C, H, W) gives (K, C, *output_size).

    Args:
        input: feature maps.
        boxes: (K, 5), the number of the image and the corners (x1, y1, x2, y2); or a list with (L, 4) for each image.
            They have no gradient.
        output_size: into how many parts, down and across, a region is cut.
        spatial_scale: pixels of ``input`` per unit of the boxes.
        sampling_ratio: points per part and axis; where it is not positive, one per pixel, rounded up.
        aligned: whether coordinates mean corners of pixels, which is more precise, instead of their centres.

    Raises: ValueError for boxes of other shapes; RuntimeError for one of an image that is not there, an input that is
        not 4-D, and boxes of another dtype.
    Source: He et al. 2017, Mask R-CNN, section 3.

    >>> import flambeau as torch
    >>> x = torch.arange(16.).reshape(1, 1, 4, 4)
    >>> torch.vision.ops.roi_align(x, [torch.tensor([[0., 0., 2., 2.]])], 2, sampling_ratio=1, aligned=True)
    tensor([[[[0., 1.],
              [4., 5.]]]])
    """
    rois, images, parts = _checked(input, boxes, output_size, "roi_align")
    channels, height, width = input.shape[1:]
    table = input.permute(0, 2, 3, 1).reshape(-1, channels)
    out = input.new_zeros(rois.shape[0], *parts, channels)
    for chosen, rows, columns, weights in _samples(
        rois, parts, (height, width), spatial_scale, sampling_ratio, aligned
    ):
        base = images[chosen].reshape(-1, 1, 1, 1, 1) * height
        places = ((base + rows) * width + columns).flatten(3)
        pooled = weighted_rows(table, places.flatten(0, 2), weights.to(input.dtype).flatten(3).flatten(0, 2))
        out = _placed(out, chosen, pooled.unflatten(0, places.shape[:3]))
    return out.permute(0, 3, 1, 2)


def ps_roi_align(
    input: Tensor,
    boxes: Tensor | Sequence[Tensor],
    output_size: int | Sequence[int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
) -> Tensor:
    """:func:`roi_align` where each part of a region has channels of its own.

    (N, C * PH * PW, H, W) gives (K, C, PH, PW), with ``output_size`` (PH, PW): part (i, j) of channel c is read from
    channel ``(c * PH + i) * PW + j``.

    Raises: ValueError for boxes of other shapes; RuntimeError for an input whose channels are not a multiple of the
        parts, a box of an image that is not there, and boxes of another dtype.
    Source: Li et al. 2017, Light-Head R-CNN, arXiv:1711.07264.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 8, 4, 4)
    >>> torch.vision.ops.ps_roi_align(x, torch.tensor([[0., 0., 0., 2., 2.]]), 2).shape
    torch.Size([1, 2, 2, 2])
    """
    rois, images, parts = _checked(input, boxes, output_size, "ps_roi_align")
    table, number = part_table(input, parts, "ps_roi_align")
    height, width = input.shape[2:]
    out = input.new_zeros(rois.shape[0], *parts, table.shape[1])
    for chosen, rows, columns, weights in _samples(rois, parts, (height, width), spatial_scale, sampling_ratio, None):
        base = (images[chosen].reshape(-1, 1, 1, 1, 1) * number.numel() + number[..., None, None]) * height
        places = ((base + rows) * width + columns).flatten(3)
        pooled = weighted_rows(table, places.flatten(0, 2), weights.to(input.dtype).flatten(3).flatten(0, 2))
        out = _placed(out, chosen, pooled.unflatten(0, places.shape[:3]))
    return out.permute(0, 3, 1, 2)


def part_table(input: Tensor, parts: tuple[int, int], caller: str) -> tuple[Tensor, Tensor]:
    """(N, C * PH * PW, H, W) as rows of C for each image, part and pixel; and the numbers of the parts (PH, PW)."""
    number = flambeau.arange(parts[0] * parts[1]).reshape(parts)
    if number.numel() == 0 or input.shape[1] % number.numel():
        raise RuntimeError(
            f"input channels must be a multiple of pooling height * pooling width | {caller}: {input.shape[1]} "
            f"channels for {parts[0]} * {parts[1]} parts"
        )
    split = input.unflatten(1, (input.shape[1] // number.numel(), number.numel()))
    return split.permute(0, 2, 3, 4, 1).reshape(-1, split.shape[1]), number


def _checked(
    input: Tensor, boxes: Tensor | Sequence[Tensor], output_size: int | Sequence[int], caller: str
) -> tuple[Tensor, Tensor, tuple[int, int]]:
    rois = boxes_with_batch(boxes)
    if input.ndim != 4:
        raise RuntimeError(f"{caller}: input (N, C, H, W) expected, got {input.ndim} dimensions")
    if rois.dtype != input.dtype:
        raise RuntimeError(f"Expected tensor for argument #1 'input' to have the same type as tensor for argument #2 "
                           f"'rois'; but type {input.dtype} does not equal {rois.dtype} | {caller}")  # fmt: skip
    return rois, checked_images(rois, input.shape[0], caller), pair(output_size, f"{caller}: output_size")


def _placed(out: Tensor, chosen: Tensor, pooled: Tensor) -> Tensor:
    return pooled if chosen.shape[0] == out.shape[0] else out.index_put((chosen,), pooled)


def _samples(
    rois: Tensor,
    parts: tuple[int, int],
    size: tuple[int, int],
    scale: float,
    ratio: int,
    aligned: bool | None,
) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
    """Groups of regions with equally many points each, where they read and with what weights.

    A group is (indices of its regions (G,), rows, columns, weights): the last three broadcast to
    (G, PH, PW, 2 * points down, 2 * points across). ``aligned`` is None for position-sensitive pooling, which is
    aligned and takes regions as small as they are.
    """
    corners = rois[:, 1:] * scale - (0.0 if aligned is False else 0.5)
    starts, lengths = corners[:, :2].flip(1), (corners[:, 2:] - corners[:, :2]).flip(1)  # (K, 2): down, across
    if aligned is False:
        lengths = lengths.clamp(min=1.0)
    bins = lengths / lengths.new_tensor(parts)
    points = flambeau.full_like(bins, ratio).long() if ratio > 0 else bins.ceil().clamp(min=0).long()
    for counts in sorted({(down, across) for down, across in points.tolist()}):
        chosen = flambeau.where((points == points.new_tensor(counts)).all(1))[0]
        if min(counts) == 0:
            continue  # nothing to read: zeros
        (y, wy), (x, wx) = (
            _line(starts[chosen, axis], bins[chosen, axis], parts[axis], counts[axis], size[axis]) for axis in (0, 1)
        )
        weights = wy[:, :, None, :, None] * wx[:, None, :, None, :] / (counts[0] * counts[1])
        yield chosen, y[:, :, None, :, None], x[:, None, :, None, :], weights


def _line(start: Tensor, bin: Tensor, parts: int, points: int, size: int) -> tuple[Tensor, Tensor]:
    """Pixels and weights along one axis: (G, parts, 2 * points) each."""
    offsets = (flambeau.arange(points, dtype=start.dtype) + 0.5) / points
    steps = flambeau.arange(parts, dtype=start.dtype).unsqueeze(1) + offsets
    places, weights = axis_taps(start[:, None, None] + steps * bin[:, None, None], size)
    return places.flatten(2), weights.flatten(2)


class RoIAlign(nn.Module):
    """:func:`roi_align` as a layer.

    Raises: ValueError and RuntimeError, when called, as the function.
    Source: He et al. 2017, Mask R-CNN, section 3.

    >>> import flambeau as torch
    >>> torch.vision.ops.RoIAlign(7, 0.25, 2)
    RoIAlign(output_size=7, spatial_scale=0.25, sampling_ratio=2, aligned=False)
    """

    def __init__(
        self, output_size: int | Sequence[int], spatial_scale: float, sampling_ratio: int, aligned: bool = False
    ) -> None:
        super().__init__()
        self.output_size, self.spatial_scale = output_size, spatial_scale
        self.sampling_ratio, self.aligned = sampling_ratio, aligned

    def forward(self, input: Tensor, rois: Tensor | Sequence[Tensor]) -> Tensor:
        """The regions ``rois`` of ``input``."""
        return roi_align(input, rois, self.output_size, self.spatial_scale, self.sampling_ratio, self.aligned)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale}, "
            f"sampling_ratio={self.sampling_ratio}, aligned={self.aligned})"
        )


class PSRoIAlign(nn.Module):
    """:func:`ps_roi_align` as a layer.

    Raises: ValueError and RuntimeError, when called, as the function.
    Source: Li et al. 2017, Light-Head R-CNN, arXiv:1711.07264.

    >>> import flambeau as torch
    >>> torch.vision.ops.PSRoIAlign(7, 0.25, 2)
    PSRoIAlign(output_size=7, spatial_scale=0.25, sampling_ratio=2)
    """

    def __init__(self, output_size: int, spatial_scale: float, sampling_ratio: int) -> None:
        super().__init__()
        self.output_size, self.spatial_scale, self.sampling_ratio = output_size, spatial_scale, sampling_ratio

    def forward(self, input: Tensor, rois: Tensor | Sequence[Tensor]) -> Tensor:
        """The regions ``rois`` of ``input``."""
        return ps_roi_align(input, rois, self.output_size, self.spatial_scale, self.sampling_ratio)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale}, "
            f"sampling_ratio={self.sampling_ratio})"
        )


explain_module(globals())
