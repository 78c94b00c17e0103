"""What the pooling of regions and deformable convolutions share: images read between their pixels.

A feature map is a table with a row of channels for each pixel. A value between pixels is a weighted sum of four rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import flambeau
from flambeau import Tensor
from flambeau.nn import functional as F

from ..._arguments import entries

__all__ = ["Axis", "axis_taps", "boxes_with_batch", "pair", "weighted_rows"]

AT_ONCE = 1 << 26  # elements of rows that are held at a time
Axis = tuple[Tensor, Tensor]  # places of pixels on one axis, int64, and their weights


def weighted_rows(table: Tensor, places: Tensor, weights: Tensor) -> Tensor:
    """Sums of rows: ``out[p] = sum over t of weights[p, t] * table[places[p, t]]``; (R, C) gives (P, C)."""
    if not places.numel():
        return table.new_zeros(places.shape[0], table.shape[1])
    step = max(1, AT_ONCE // max(1, places.shape[1] * table.shape[1]))
    parts = [
        flambeau.matmul(w.unsqueeze(1), F.embedding(i, table)).squeeze(1)
        for i, w in zip(places.split(step), weights.split(step), strict=True)
    ]
    return parts[0] if len(parts) == 1 else flambeau.cat(parts)


def axis_taps(at: Tensor, size: int) -> Axis:
    """The two pixels of a line of ``size`` around each position, and their weights: (...) gives (..., 2) twice.

    Positions up to one pixel outside count as the border; farther out the weights are zero.
    """
    inside = (at >= -1) & (at <= size)
    at = at.clamp(0, size - 1)
    low = at.floor()
    share = at - low
    places = flambeau.stack((low, (low + 1).clamp(max=size - 1)), -1).long()
    return places, flambeau.stack((1 - share, share), -1) * inside.unsqueeze(-1)


def boxes_with_batch(boxes: Tensor | Sequence[Tensor]) -> Tensor:
    """(K, 5): the number of the image, then the corners; from that or from a list with (L, 4) for each image."""
    if isinstance(boxes, Tensor):
        if boxes.ndim != 2 or boxes.shape[1] != 5:
            raise ValueError("The boxes tensor shape is not correct as Tensor[K, 5]")
        return boxes.detach()
    for given in boxes:
        if given.ndim != 2 or given.shape[1] != 4:
            raise ValueError("The shape of the tensor in the boxes list is not correct as List[Tensor[L, 4]]")
    numbers = [given.new_full((given.shape[0], 1), k) for k, given in enumerate(boxes)]
    return flambeau.cat([flambeau.cat(both, 1) for both in zip(numbers, boxes, strict=True)]).detach()


def checked_images(rois: Tensor, count: int, caller: str) -> Tensor:
    """The numbers of the images, int64."""
    images = rois[:, 0].long()
    if images.numel() and not 0 <= int(images.min()) <= int(images.max()) < count:
        raise RuntimeError(f"{caller}: a box is of image {int(images.max())}, and there are {count} images")
    return images


def pair(value: int | Sequence[int], name: str) -> tuple[int, int]:
    """One or two ints as height and width."""
    sizes = entries(value, name)
    if len(sizes) == 1:
        sizes = sizes * 2
    if len(sizes) != 2 or min(sizes) < 0:
        raise ValueError(f"{name}: one or two sizes expected, got {value}")
    return sizes[0], sizes[1]
