"""Masks of boxes put into images."""

from __future__ import annotations

from collections.abc import Sequence

import flambeau
from flambeau import Tensor
from flambeau.nn import functional as F

__all__ = ["paste_masks_in_image"]


def paste_masks_in_image(masks: Tensor, boxes: Tensor, img_shape: Sequence[int], padding: int = 1) -> Tensor:
    """Masks (N, 1, M, M), one for each box (N, 4), in images of zeros (N, 1, *img_shape).

    A mask is padded with zeros first, so that its border fades out.
    """
    height, width = img_shape
    if not masks.shape[0]:
        return masks.new_zeros(0, 1, height, width)
    side = masks.shape[-1]
    padded = F.pad(masks, (padding,) * 4)
    corners = _grown(boxes, (side + 2 * padding) / side).to(flambeau.int64).tolist()
    return flambeau.stack([_pasted(m[0], box, height, width) for m, box in zip(padded, corners, strict=True)])[:, None]


def _grown(boxes: Tensor, scale: float) -> Tensor:
    """Boxes made larger around their centres."""
    centre, half = (boxes[:, 2:] + boxes[:, :2]) * 0.5, (boxes[:, 2:] - boxes[:, :2]) * 0.5 * scale
    return flambeau.cat((centre - half, centre + half), 1)


def _pasted(mask: Tensor, box: Sequence[int], height: int, width: int) -> Tensor:
    x1, y1, x2, y2 = box
    size = max(y2 - y1 + 1, 1), max(x2 - x1 + 1, 1)
    mask = F.interpolate(mask[None, None], size=size, mode="bilinear", align_corners=False)[0, 0]
    image = mask.new_zeros(height, width)
    left, right, top, bottom = max(x1, 0), min(x2 + 1, width), max(y1, 0), min(y2 + 1, height)
    if left < right and top < bottom:
        image[top:bottom, left:right] = mask[top - y1 : bottom - y1, left - x1 : right - x1]
    return image
