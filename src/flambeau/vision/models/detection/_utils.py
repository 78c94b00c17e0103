"""What detectors share: boxes as differences from others, and which predictions are compared with which true boxes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...ops import FrozenBatchNorm2d, complete_box_iou_loss, distance_box_iou_loss, generalized_box_iou_loss

__all__ = [
    "BalancedPositiveNegativeSampler",
    "BoxCoder",
    "BoxLinearCoder",
    "Matcher",
    "SSDMatcher",
    "box_loss",
    "check_targets",
    "mean_over",
    "overwrite_eps",
]


class BalancedPositiveNegativeSampler:
    """Draws examples for a loss: up to ``positive_fraction`` of ``batch_size_per_image`` positive ones, and negatives.

    Called with a list of labels for each image (positive: at least 1, negative: 0, others are left out), it returns two
    lists of masks.
    """

    def __init__(self, batch_size_per_image: int, positive_fraction: float) -> None:
        self.batch_size_per_image, self.positive_fraction = batch_size_per_image, positive_fraction

    def __call__(self, matched_idxs: Sequence[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        positives, negatives = [], []
        for labels in matched_idxs:
            positive, negative = flambeau.where(labels >= 1)[0], flambeau.where(labels == 0)[0]
            count = min(positive.numel(), int(self.batch_size_per_image * self.positive_fraction))
            rest = min(negative.numel(), self.batch_size_per_image - count)
            positives.append(_mask(labels, positive[flambeau.randperm(positive.numel())[:count]]))
            negatives.append(_mask(labels, negative[flambeau.randperm(negative.numel())[:rest]]))
        return positives, negatives


def _mask(like: Tensor, chosen: Tensor) -> Tensor:
    mask = flambeau.zeros_like(like, dtype=flambeau.uint8)
    mask[chosen] = 1
    return mask


class BoxCoder:
    """Boxes as differences from reference boxes: of the centre, per width and height, and of the sizes' logarithms.

    Args:
        weights: factors of the four numbers.
        bbox_xform_clip: the largest logarithm that is decoded.
    """

    def __init__(
        self, weights: tuple[float, float, float, float], bbox_xform_clip: float = math.log(1000.0 / 16)
    ) -> None:
        self.weights, self.bbox_xform_clip = weights, bbox_xform_clip

    def encode(self, reference_boxes: Sequence[Tensor], proposals: Sequence[Tensor]) -> list[Tensor]:
        """The differences of ``reference_boxes`` from ``proposals``, image by image."""
        return [self.encode_single(*pair) for pair in zip(reference_boxes, proposals, strict=True)]

    def encode_single(self, reference_boxes: Tensor, proposals: Tensor) -> Tensor:
        """(N, 4) and (N, 4) to (N, 4)."""
        (centre, size), (goal, wanted) = _centre_and_size(proposals), _centre_and_size(reference_boxes)
        weights = proposals.new_tensor(self.weights)
        return flambeau.cat(((goal - centre) / size, flambeau.log(wanted / size)), 1) * weights

    def decode(self, rel_codes: Tensor, boxes: Sequence[Tensor]) -> Tensor:
        """The boxes (N, classes, 4) of all images that differ by ``rel_codes`` (N, 4 * classes) from ``boxes``."""
        together = flambeau.cat(list(boxes))
        count = together.shape[0]
        decoded = self.decode_single(rel_codes.reshape(count, -1) if count else rel_codes, together)
        return decoded.reshape(count, -1, 4) if count else decoded.reshape(0, rel_codes.shape[-1] // 4, 4)

    def decode_single(self, rel_codes: Tensor, boxes: Tensor) -> Tensor:
        """(N, 4 * classes) and (N, 4) to (N, 4 * classes)."""
        centre, size = (part.unsqueeze(1) for part in _centre_and_size(boxes.to(rel_codes.dtype)))
        codes = rel_codes.unflatten(1, (rel_codes.shape[1] // 4, 4)) / rel_codes.new_tensor(self.weights)
        centre = codes[..., :2] * size + centre
        half = flambeau.exp(codes[..., 2:].clamp(max=self.bbox_xform_clip)) * size * 0.5
        return flambeau.cat((centre - half, centre + half), 2).flatten(1)


def _centre_and_size(boxes: Tensor) -> tuple[Tensor, Tensor]:
    size = boxes[:, 2:] - boxes[:, :2]
    return boxes[:, :2] + 0.5 * size, size


class BoxLinearCoder:
    """Boxes as the distances of their sides from the centre of a reference box, per its width and height if wanted."""

    def __init__(self, normalize_by_size: bool = True) -> None:
        self.normalize_by_size = normalize_by_size

    def encode(self, reference_boxes: Tensor, proposals: Tensor) -> Tensor:
        """(..., N, 4) and (..., N, 4) to (..., N, 4): left, top, right, bottom."""
        centre = 0.5 * (reference_boxes[..., :2] + reference_boxes[..., 2:])
        sides = flambeau.cat((centre - proposals[..., :2], proposals[..., 2:] - centre), -1)
        return sides / self._sizes(reference_boxes)

    def decode(self, rel_codes: Tensor, boxes: Tensor) -> Tensor:
        """The other way round."""
        boxes = boxes.to(rel_codes.dtype)
        centre = 0.5 * (boxes[..., :2] + boxes[..., 2:])
        sides = rel_codes * self._sizes(boxes)
        return flambeau.cat((centre - sides[..., :2], centre + sides[..., 2:]), -1)

    def _sizes(self, boxes: Tensor) -> Tensor:
        if not self.normalize_by_size:
            return flambeau.ones_like(boxes)
        return (boxes[..., 2:] - boxes[..., :2]).repeat(*(1,) * (boxes.ndim - 1), 2)


class Matcher:
    """For each prediction the true box that it is compared with, from a table of overlaps (true boxes, predictions).

    A prediction whose best overlap is below ``low_threshold`` gets -1, one between the thresholds -2. With
    ``allow_low_quality_matches`` the best predictions of each true box are its own in any case.
    """

    BELOW_LOW_THRESHOLD = -1
    BETWEEN_THRESHOLDS = -2

    def __init__(self, high_threshold: float, low_threshold: float, allow_low_quality_matches: bool = False) -> None:
        if low_threshold > high_threshold:
            raise ValueError(f"low_threshold {low_threshold} should be <= high_threshold {high_threshold}")
        self.high_threshold, self.low_threshold = high_threshold, low_threshold
        self.allow_low_quality_matches = allow_low_quality_matches

    def __call__(self, match_quality_matrix: Tensor) -> Tensor:
        if match_quality_matrix.numel() == 0:
            what = "ground-truth" if match_quality_matrix.shape[0] == 0 else "proposal"
            raise ValueError(f"No {what} boxes available for one of the images during training")
        best, matches = match_quality_matrix.max(0)
        kept = matches.clone()
        matches[best < self.low_threshold] = self.BELOW_LOW_THRESHOLD
        matches[(best >= self.low_threshold) & (best < self.high_threshold)] = self.BETWEEN_THRESHOLDS
        if self.allow_low_quality_matches:
            self.set_low_quality_matches_(matches, kept, match_quality_matrix)
        return matches

    def set_low_quality_matches_(self, matches: Tensor, all_matches: Tensor, match_quality_matrix: Tensor) -> None:
        """Puts back the best predictions of each true box, those of equal overlap included."""
        best = match_quality_matrix.max(1).values
        chosen = flambeau.where(match_quality_matrix == best.unsqueeze(1))[1]
        matches[chosen] = all_matches[chosen]


class SSDMatcher(Matcher):
    """A matcher of one threshold, where the best prediction of each true box is that box's own in any case."""

    def __init__(self, threshold: float) -> None:
        super().__init__(threshold, threshold, allow_low_quality_matches=False)

    def __call__(self, match_quality_matrix: Tensor) -> Tensor:
        matches = super().__call__(match_quality_matrix)
        best = match_quality_matrix.max(1).indices
        matches[best] = flambeau.arange(best.shape[0])
        return matches


def overwrite_eps(model: nn.Module, eps: float) -> None:
    """Sets ``eps`` of the frozen batch normalisations, as published checkpoints were trained."""
    for module in model.modules():
        if isinstance(module, FrozenBatchNorm2d):
            module.eps = eps


def retrieve_out_channels(model: nn.Module, size: tuple[int, int]) -> list[int]:
    """The channels of the maps that a backbone makes of an image of ``size`` (width, height)."""
    was_training = model.training
    model.eval()
    with flambeau.no_grad():
        features = model(flambeau.zeros(1, 3, size[1], size[0]))
    model.train(was_training)
    return [features.shape[1]] if isinstance(features, Tensor) else [x.shape[1] for x in features.values()]


_OVERLAP_LOSSES: dict[str, Callable[..., Tensor]] = {
    "giou": generalized_box_iou_loss,
    "diou": distance_box_iou_loss,
    "ciou": complete_box_iou_loss,
}


def box_loss(kind: str, coder: BoxCoder, anchors: Tensor, true: Tensor, predicted: Tensor) -> Tensor:
    """The sum of losses of predicted differences from anchors against true boxes.

    ``kind``: "l1", "smooth_l1", "giou", "diou" or "ciou".
    """
    if kind == "l1":
        return F.l1_loss(predicted, coder.encode_single(true, anchors), reduction="sum")
    if kind == "smooth_l1":
        return F.smooth_l1_loss(predicted, coder.encode_single(true, anchors), reduction="sum", beta=1.0)
    if kind not in _OVERLAP_LOSSES:
        raise ValueError(f"Unsupported loss: {kind} | l1, smooth_l1, {', '.join(_OVERLAP_LOSSES)} are known")
    return _OVERLAP_LOSSES[kind](coder.decode_single(predicted, anchors), true, reduction="sum", eps=1e-7)


def mean_over(losses: Sequence[Tensor], images: int) -> Tensor:
    """The sum of the losses of all images, per image."""
    return flambeau.stack(list(losses)).sum() / max(1, images)


def check_targets(targets: Sequence[dict[str, Tensor]] | None) -> None:
    """Refuses targets that a detector cannot be trained with."""
    if targets is None:
        raise AssertionError("targets should not be none when in training mode")
    for target in targets:
        boxes = target["boxes"]
        if not isinstance(boxes, Tensor):
            raise AssertionError(f"Expected target boxes to be of type Tensor, got {type(boxes)}.")
        if boxes.ndim != 2 or boxes.shape[-1] != 4:
            raise AssertionError(f"Expected target boxes to be a tensor of shape [N, 4], got {boxes.shape}.")


def check_boxes(targets: Sequence[dict[str, Tensor]] | None) -> None:
    """Refuses boxes without area."""
    for number, target in enumerate(targets or ()):
        boxes = target["boxes"]
        empty = (boxes[:, 2:] <= boxes[:, :2]).any(1)
        if bool(empty.any()):
            bad = boxes[empty][0].tolist()
            raise AssertionError(
                f"All bounding boxes should have positive height and width. Found invalid box {bad} for target at "
                f"index {number}."
            )
