"""Regions pooled from the level of a pyramid that suits their size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ._sampling import boxes_with_batch, pair
from .boxes import box_area
from .roi_align import roi_align

__all__ = ["MultiScaleRoIAlign"]


class MultiScaleRoIAlign(nn.Module):
    """:func:`roi_align` of a dict of feature maps, each region from the map whose level fits its size.

    Args:
        featmap_names: the maps that are used, by name; the others are left out.
        output_size: into how many parts a region is cut.
        sampling_ratio: points per part and axis.
        canonical_scale, canonical_level: a region of ``canonical_scale`` squared pixels is read at this level; half
            the size is a level less.

    Called with the maps, a list of boxes (L, 4) for each image, and the sizes (height, width) of the images; gives
    (K, C, *output_size).

    Raises: ValueError, when called, for no maps or no images; as :func:`roi_align`.
    Source: Lin et al. 2016, Feature Pyramid Networks, arXiv:1612.03144, equation 1.

    >>> import flambeau as torch
    >>> pool = torch.vision.ops.MultiScaleRoIAlign(["0", "1"], 3, 2)
    >>> maps = {"0": torch.zeros(1, 5, 64, 64), "1": torch.zeros(1, 5, 32, 32)}
    >>> pool(maps, [torch.tensor([[0., 0., 100., 100.]])], [(256, 256)]).shape
    torch.Size([1, 5, 3, 3])
    """

    def __init__(
        self,
        featmap_names: Sequence[str],
        output_size: int | Sequence[int],
        sampling_ratio: int,
        *,
        canonical_scale: int = 224,
        canonical_level: int = 4,
    ) -> None:
        super().__init__()
        self.featmap_names = featmap_names
        self.output_size = pair(output_size, "output_size")
        self.sampling_ratio = sampling_ratio
        self.canonical_scale, self.canonical_level = canonical_scale, canonical_level

    def forward(
        self, x: Mapping[str, Tensor], boxes: Sequence[Tensor], image_shapes: Sequence[tuple[int, int]]
    ) -> Tensor:
        """The regions ``boxes`` of the maps ``x``."""
        maps = [value for name, value in x.items() if name in self.featmap_names]
        if not maps:
            raise ValueError(f"MultiScaleRoIAlign: none of the maps {list(x)} is in featmap_names {self.featmap_names}")
        if not image_shapes:
            raise ValueError("images list should not be empty")
        rois = boxes_with_batch(boxes)
        largest = [max(sizes) for sizes in zip(*image_shapes, strict=True)]
        scales = [2.0 ** round(math.log2(level.shape[-2] / largest[0])) for level in maps]
        if len(maps) == 1:
            return self._pooled(maps[0], rois, scales[0])
        levels = self._levels(rois[:, 1:], round(-math.log2(scales[0])), round(-math.log2(scales[-1])))
        out = maps[0].new_zeros(rois.shape[0], maps[0].shape[1], *self.output_size)
        for level, (features, scale) in enumerate(zip(maps, scales, strict=True)):
            chosen = flambeau.where(levels == level)[0]
            out = out.index_put((chosen,), self._pooled(features, rois[chosen], scale))
        return out

    def _pooled(self, features: Tensor, rois: Tensor, scale: float) -> Tensor:
        return roi_align(features, rois, self.output_size, scale, self.sampling_ratio)

    def _levels(self, boxes: Tensor, lowest: int, highest: int) -> Tensor:
        """The map that each box is read from, counted from the first."""
        sizes = box_area(boxes).sqrt()
        level = flambeau.floor(self.canonical_level + flambeau.log2(sizes / self.canonical_scale) + 1e-6)
        return level.clamp(lowest, highest).long() - lowest

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(featmap_names={self.featmap_names}, output_size={self.output_size}, "
            f"sampling_ratio={self.sampling_ratio})"
        )


explain_module(globals())
