"""The boxes that predictions start from, at every place of every feature map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ...._arguments import explain_module
from .image_list import ImageList

__all__ = ["AnchorGenerator", "DefaultBoxGenerator"]


def _nested(values: Any) -> tuple[tuple[Any, ...], ...]:
    """One tuple for each map: where there are only numbers, each is a map's."""
    return tuple(tuple(v) if isinstance(v, (list, tuple)) else (v,) for v in values)


class AnchorGenerator(nn.Module):
    """Boxes of several sizes and shapes around every place of the feature maps.

    Args:
        sizes: for each map, the square roots of the areas, in pixels of the image.
        aspect_ratios: for each map, heights per width.

    Called with an :class:`ImageList` and the maps, it gives for each image a tensor (boxes of all maps, 4).

    Raises: ValueError, when called, for another number of maps than sizes.
    Source: Ren et al. 2015, Faster R-CNN, arXiv:1506.01497, section 3.1.1.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.anchor_utils import AnchorGenerator
    >>> from flambeau.vision.models.detection.image_list import ImageList
    >>> images = ImageList(torch.zeros(1, 3, 32, 32), [(32, 32)])
    >>> AnchorGenerator(((16,),), ((1.0,),))(images, [torch.zeros(1, 8, 2, 2)])[0].tolist()[:2]
    [[-8.0, -8.0, 8.0, 8.0], [8.0, -8.0, 24.0, 8.0]]
    """

    def __init__(self, sizes: Any = ((128, 256, 512),), aspect_ratios: Any = ((0.5, 1.0, 2.0),)) -> None:
        super().__init__()
        self.sizes = _nested(sizes)
        flat = not isinstance(aspect_ratios[0], (list, tuple))
        self.aspect_ratios = (tuple(aspect_ratios),) * len(self.sizes) if flat else _nested(aspect_ratios)
        self.cell_anchors = [
            self.generate_anchors(size, ratios) for size, ratios in zip(self.sizes, self.aspect_ratios, strict=True)
        ]

    def generate_anchors(
        self,
        scales: Sequence[float],
        aspect_ratios: Sequence[float],
        dtype: flambeau.dtype = flambeau.float32,
        device: Any = "cpu",
    ) -> Tensor:
        """Boxes around 0: (shapes * sizes, 4), rounded to whole pixels."""
        heights = flambeau.tensor(aspect_ratios, dtype=dtype, device=device).sqrt()
        sides = flambeau.tensor(scales, dtype=dtype, device=device)
        w, h = ((side.unsqueeze(1) * sides).flatten() for side in (1 / heights, heights))
        return (flambeau.stack([-w, -h, w, h], 1) / 2).round()

    def set_cell_anchors(self, dtype: Any, device: Any) -> None:
        """Casts and moves the boxes around 0."""
        self.cell_anchors = [cell.to(dtype=dtype, device=device) for cell in self.cell_anchors]

    def grid_anchors(self, grid_sizes: Sequence[Any], strides: Sequence[Any]) -> list[Tensor]:
        """The boxes of each map, of (height, width) places that lie so many pixels apart."""
        return [
            (_grid(*size, *stride).to(cell.device).unsqueeze(1) + cell).reshape(-1, 4)
            for cell, size, stride in zip(self.cell_anchors, grid_sizes, strides, strict=True)
        ]

    def num_anchors_per_location(self) -> list[int]:
        """How many boxes each place of each map has."""
        return [len(size) * len(ratios) for size, ratios in zip(self.sizes, self.aspect_ratios, strict=True)]

    def forward(self, image_list: ImageList, feature_maps: Sequence[Tensor]) -> list[Tensor]:
        """The boxes of each image, those of all maps one after another."""
        if len(feature_maps) != len(self.sizes):
            raise ValueError(
                "Anchors should be Tuple[Tuple[int]] because each feature map could potentially have different sizes "
                f"and aspect ratios. There needs to be a match between the number of feature maps passed "
                f"({len(feature_maps)}) and the number of sizes / aspect ratios specified ({len(self.sizes)})."
            )
        height, width = image_list.tensors.shape[-2:]
        grids = [tuple(features.shape[-2:]) for features in feature_maps]
        self.set_cell_anchors(feature_maps[0].dtype, feature_maps[0].device)
        anchors = flambeau.cat(self.grid_anchors(grids, [(height // down, width // across) for down, across in grids]))
        return [anchors for _ in image_list.image_sizes]


def _grid(down: int, across: int, step_down: int, step_across: int) -> Tensor:
    """The places of a map in pixels, as (x, y, x, y)."""
    y, x = flambeau.meshgrid(
        flambeau.arange(down, dtype=flambeau.int32) * step_down,
        flambeau.arange(across, dtype=flambeau.int32) * step_across,
        indexing="ij",
    )
    return flambeau.stack((x, y, x, y), -1).reshape(-1, 4)


class DefaultBoxGenerator(nn.Module):
    """The boxes of SSD: around every place of each map two squares and some oblongs, larger on deeper maps.

    Args:
        aspect_ratios: for each map, the ratios of its oblongs, which lie and stand.
        min_ratio, max_ratio: the sizes on the first and the last map, per side of the image.
        scales: the sizes on each map and one more, instead.
        steps: pixels between places of each map; by default the map is spread over the image.
        clip: whether boxes are cut off at the borders of the image.

    Raises: ValueError for another number of steps than maps, and for sizes out of order.
    Source: Liu et al. 2015, SSD: Single Shot MultiBox Detector, arXiv:1512.02325, section 2.2.

    >>> from flambeau.vision.models.detection.anchor_utils import DefaultBoxGenerator
    >>> DefaultBoxGenerator([[2], [2, 3]]).num_anchors_per_location()
    [4, 6]
    """

    def __init__(
        self,
        aspect_ratios: list[list[int]],
        min_ratio: float = 0.15,
        max_ratio: float = 0.9,
        scales: list[float] | None = None,
        steps: list[int] | None = None,
        clip: bool = True,
    ) -> None:
        super().__init__()
        if steps is not None and len(aspect_ratios) != len(steps):
            raise ValueError("aspect_ratios and steps should have the same length")
        self.aspect_ratios, self.steps, self.clip = aspect_ratios, steps, clip
        count = len(aspect_ratios)
        if scales is not None:
            self.scales = scales
        elif count > 1:
            self.scales = [*(min_ratio + (max_ratio - min_ratio) * k / (count - 1.0) for k in range(count)), 1.0]
        else:
            self.scales = [min_ratio, max_ratio]
        self._wh_pairs = [self._sizes(k) for k in range(count)]

    def _sizes(self, level: int) -> Tensor:
        """Widths and heights on a map, per side of the image."""
        here, between = self.scales[level], math.sqrt(self.scales[level] * self.scales[level + 1])
        pairs = [[here, here], [between, between]]
        for ratio in self.aspect_ratios[level]:
            root = math.sqrt(ratio)
            pairs += [[here * root, here / root], [here / root, here * root]]
        return flambeau.tensor(pairs, dtype=flambeau.float32)

    def num_anchors_per_location(self) -> list[int]:
        """How many boxes each place of each map has."""
        return [2 + 2 * len(ratios) for ratios in self.aspect_ratios]

    def forward(self, image_list: ImageList, feature_maps: Sequence[Tensor]) -> list[Tensor]:
        """The boxes of each image, those of all maps one after another."""
        height, width = image_list.tensors.shape[-2:]
        levels = []
        for k, features in enumerate(feature_maps):
            down, across = features.shape[-2:]
            if self.steps is not None:
                down_span, across_span = height / self.steps[k], width / self.steps[k]
            else:
                down_span, across_span = down, across
            x = (flambeau.arange(0, across) + 0.5) / across_span
            y = (flambeau.arange(0, down) + 0.5) / down_span
            centre_y, centre_x = (t.reshape(-1, 1) for t in flambeau.meshgrid(y, x, indexing="ij"))
            sizes = self._wh_pairs[k].clamp(0, 1) if self.clip else self._wh_pairs[k]
            centres = flambeau.cat((centre_x, centre_y), 1).to(features.dtype).repeat_interleave(len(sizes), 0)
            levels.append(flambeau.cat((centres, sizes.repeat(down * across, 1)), 1))
        boxes = flambeau.cat(levels)
        corners = flambeau.cat((boxes[:, :2] - 0.5 * boxes[:, 2:], boxes[:, :2] + 0.5 * boxes[:, 2:]), 1)
        anchors = corners * corners.new_tensor([width, height, width, height])
        return [anchors for _ in image_list.image_sizes]

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(aspect_ratios={self.aspect_ratios}, clip={self.clip}, scales={self.scales}, "
            f"steps={self.steps})"
        )


explain_module(globals())
