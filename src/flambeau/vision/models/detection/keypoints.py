"""Keypoints as maps of where they are likely to be: He et al. 2017, Mask R-CNN, arXiv:1703.06870, section 5."""

from __future__ import annotations

from collections.abc import Sequence

import flambeau
from flambeau import Tensor
from flambeau.nn import functional as F

__all__ = ["heatmaps_to_keypoints", "keypointrcnn_inference", "keypointrcnn_loss", "keypoints_to_heatmap"]


def keypoints_to_heatmap(keypoints: Tensor, rois: Tensor, heatmap_size: int) -> tuple[Tensor, Tensor]:
    """Where keypoints (R, K, 3) lie on square maps over regions (R, 4): numbers of pixels, and 1 for those that count.

    A keypoint counts where it is visible and within its region.
    """
    left, top = rois[:, 0:1], rois[:, 1:2]
    scale_x, scale_y = (heatmap_size / (rois[:, k + 2 : k + 3] - rois[:, k : k + 1]) for k in (0, 1))
    x, y = keypoints[..., 0], keypoints[..., 1]
    column, row = ((x - left) * scale_x).floor().long(), ((y - top) * scale_y).floor().long()
    column = flambeau.where(x == rois[:, 2:3], heatmap_size - 1, column)
    row = flambeau.where(y == rois[:, 3:4], heatmap_size - 1, row)
    within = (column >= 0) & (row >= 0) & (column < heatmap_size) & (row < heatmap_size)
    valid = (within & (keypoints[..., 2] > 0)).long()
    return (row * heatmap_size + column) * valid, valid


def keypointrcnn_loss(
    keypoint_logits: Tensor,
    proposals: Sequence[Tensor],
    gt_keypoints: Sequence[Tensor],
    keypoint_matched_idxs: Sequence[Tensor],
) -> Tensor:
    """Cross entropy over the pixels of each keypoint's map (R, K, H, H)."""
    count, points, side, other = keypoint_logits.shape
    if side != other:
        raise ValueError(f"keypoint_logits height and width (last two elements of shape) should be equal. Instead got "
                         f"H = {side} and W = {other}")  # fmt: skip
    pairs = [
        keypoints_to_heatmap(keypoints[idx], boxes, side)
        for boxes, keypoints, idx in zip(proposals, gt_keypoints, keypoint_matched_idxs, strict=True)
    ]
    places = flambeau.cat([place.reshape(-1) for place, _ in pairs])
    valid = flambeau.where(flambeau.cat([counts.reshape(-1) for _, counts in pairs]))[0]
    if keypoint_logits.numel() == 0 or len(valid) == 0:
        return keypoint_logits.sum() * 0
    return F.cross_entropy(keypoint_logits.reshape(count * points, -1)[valid], places[valid])


def heatmaps_to_keypoints(maps: Tensor, rois: Tensor) -> tuple[Tensor, Tensor]:
    """The likeliest pixels of maps (R, K, H, H) over regions (R, 4): points (R, K, 3), and their scores (R, K)."""
    sizes = (rois[:, 2:] - rois[:, :2]).clamp(min=1)
    points = maps.new_zeros(rois.shape[0], maps.shape[1], 3)
    scores = maps.new_zeros(rois.shape[0], maps.shape[1])
    for k in range(rois.shape[0]):
        width, height = sizes[k].ceil().int().tolist()
        large = F.interpolate(maps[k][None], size=(height, width), mode="bicubic", align_corners=False)[0]
        place = large.flatten(1).argmax(1)
        share = sizes[k] / flambeau.tensor([float(width), float(height)])
        points[k, :, 0] = (place % width + 0.5) * share[0] + rois[k, 0]
        points[k, :, 1] = (place // width + 0.5) * share[1] + rois[k, 1]
        points[k, :, 2] = 1
        scores[k] = large.flatten(1).gather(1, place[:, None])[:, 0]
    return points, scores


def keypointrcnn_inference(x: Tensor, boxes: Sequence[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """The keypoints of each image and their scores."""
    found = [
        heatmaps_to_keypoints(maps, regions)
        for maps, regions in zip(x.split([len(part) for part in boxes]), boxes, strict=True)
    ]
    return [points for points, _ in found], [scores for _, scores in found]
