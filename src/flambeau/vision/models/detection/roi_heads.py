"""What is looked for in proposed regions: classes and boxes, masks, keypoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from ... import ops
from ._utils import BalancedPositiveNegativeSampler, BoxCoder, Matcher
from .keypoints import keypointrcnn_inference, keypointrcnn_loss

__all__ = ["RoIHeads", "fastrcnn_loss", "maskrcnn_inference", "maskrcnn_loss"]

Targets = Sequence[dict[str, Tensor]]


def fastrcnn_loss(
    class_logits: Tensor, box_regression: Tensor, labels: Sequence[Tensor], regression_targets: Sequence[Tensor]
) -> tuple[Tensor, Tensor]:
    """The losses of classes and of boxes of all regions.

    ``class_logits`` (R, classes), ``box_regression`` (R, 4 * classes); for each image labels (r,), 0 for none, and
    differences (r, 4).

    Raises: RuntimeError for shapes that do not go together.
    Source: Girshick 2015, Fast R-CNN, arXiv:1504.08083, equation 1.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.roi_heads import fastrcnn_loss
    >>> fastrcnn_loss(torch.zeros(1, 2), torch.zeros(1, 8), [torch.tensor([1])], [torch.ones(1, 4)])
    (tensor(0.6931), tensor(3.7778))
    """
    label, goal = flambeau.cat(list(labels)), flambeau.cat(list(regression_targets))
    objects = flambeau.where(label > 0)[0]
    moves = box_regression.unflatten(1, (-1, 4))[objects, label[objects]]
    box = F.smooth_l1_loss(moves, goal[objects], beta=1 / 9, reduction="sum") / label.numel()
    return F.cross_entropy(class_logits, label), box


def maskrcnn_inference(x: Tensor, labels: Sequence[Tensor]) -> list[Tensor]:
    """For each image the probabilities (r, 1, M, M) of its regions' own classes, from logits (R, classes, M, M).

    Raises: IndexError for a label that is no class.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.roi_heads import maskrcnn_inference
    >>> maskrcnn_inference(torch.zeros(1, 2, 1, 1), [torch.tensor([1])])
    [tensor([[[[0.5000]]]])]
    """
    label = flambeau.cat(list(labels))
    own = x.sigmoid()[flambeau.arange(x.shape[0]), label].unsqueeze(1)
    return list(own.split([len(part) for part in labels]))


def maskrcnn_loss(
    mask_logits: Tensor,
    proposals: Sequence[Tensor],
    gt_masks: Sequence[Tensor],
    gt_labels: Sequence[Tensor],
    mask_matched_idxs: Sequence[Tensor],
) -> Tensor:
    """The loss of masks: binary cross entropy against the true masks, cut out and resized to M by M.

    Raises: RuntimeError for shapes that do not go together.
    Source: He et al. 2017, Mask R-CNN, arXiv:1703.06870, section 3.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.roi_heads import maskrcnn_loss
    >>> box, mask, zero = torch.tensor([[0., 0., 4., 4.]]), torch.ones(1, 4, 4), torch.tensor([0])
    >>> maskrcnn_loss(torch.zeros(1, 1, 2, 2), [box], [mask], [zero], [zero])
    tensor(0.6931)
    """
    labels = flambeau.cat([label[idx] for label, idx in zip(gt_labels, mask_matched_idxs, strict=True)])
    if labels.numel() == 0:
        return mask_logits.sum() * 0
    side = mask_logits.shape[-1]
    wanted = []
    for masks, boxes, idx in zip(gt_masks, proposals, mask_matched_idxs, strict=True):
        regions = flambeau.cat([idx[:, None].to(boxes.dtype), boxes], 1)
        wanted.append(ops.roi_align(masks[:, None].to(boxes.dtype), regions, side)[:, 0])
    own = mask_logits[flambeau.arange(labels.shape[0]), labels]
    return F.binary_cross_entropy_with_logits(own, flambeau.cat(wanted))


class RoIHeads(nn.Module):
    """The heads of a detector of two stages.

    Args:
        box_roi_pool, box_head, box_predictor: cut regions out of the maps, make features of them, and classes and
            boxes of these.
        fg_iou_thresh, bg_iou_thresh: overlaps with a true box from which on a region counts as an object, and below
            which as none, while training.
        batch_size_per_image, positive_fraction: regions in the loss, and how many of them at most are objects.
        bbox_reg_weights: factors of the differences of boxes; (10, 10, 5, 5) by default.
        score_thresh, nms_thresh, detections_per_img: the least probability of a detection, the overlap above which
            one is suppressed, and how many an image may have.
        mask_roi_pool, mask_head, mask_predictor, keypoint_roi_pool, keypoint_head, keypoint_predictor: the same for
            masks and for keypoints; None for none.

    Raises: TypeError, when called while training, for boxes that are not floating, labels that are not int64 and
        keypoints that are not float32.

    >>> from flambeau.vision.models.detection import fasterrcnn_mobilenet_v3_large_320_fpn
    >>> model = fasterrcnn_mobilenet_v3_large_320_fpn(weights_backbone=None)
    >>> model.roi_heads.has_mask()
    False
    """

    def __init__(
        self,
        box_roi_pool: Any,
        box_head: Any,
        box_predictor: Any,
        fg_iou_thresh: float,
        bg_iou_thresh: float,
        batch_size_per_image: int,
        positive_fraction: float,
        bbox_reg_weights: tuple[float, float, float, float] | None,
        score_thresh: float,
        nms_thresh: float,
        detections_per_img: int,
        mask_roi_pool: Any = None,
        mask_head: Any = None,
        mask_predictor: Any = None,
        keypoint_roi_pool: Any = None,
        keypoint_head: Any = None,
        keypoint_predictor: Any = None,
    ) -> None:
        super().__init__()
        self.proposal_matcher = Matcher(fg_iou_thresh, bg_iou_thresh, allow_low_quality_matches=False)
        self.fg_bg_sampler = BalancedPositiveNegativeSampler(batch_size_per_image, positive_fraction)
        self.box_coder = BoxCoder(bbox_reg_weights or (10.0, 10.0, 5.0, 5.0))
        self.box_roi_pool, self.box_head, self.box_predictor = box_roi_pool, box_head, box_predictor
        self.score_thresh, self.nms_thresh, self.detections_per_img = score_thresh, nms_thresh, detections_per_img
        self.mask_roi_pool, self.mask_head, self.mask_predictor = mask_roi_pool, mask_head, mask_predictor
        self.keypoint_roi_pool, self.keypoint_head = keypoint_roi_pool, keypoint_head
        self.keypoint_predictor = keypoint_predictor

    def has_mask(self) -> bool:
        """Whether masks are looked for."""
        return None not in (self.mask_roi_pool, self.mask_head, self.mask_predictor)

    def has_keypoint(self) -> bool:
        """Whether keypoints are looked for."""
        return None not in (self.keypoint_roi_pool, self.keypoint_head, self.keypoint_predictor)

    def forward(
        self,
        features: Mapping[str, Tensor],
        proposals: list[Tensor],
        image_shapes: Sequence[tuple[int, int]],
        targets: Targets | None = None,
    ) -> tuple[list[dict[str, Tensor]], dict[str, Tensor]]:
        """The detections of each image, and the losses while training."""
        sample: Any = None
        if self.training:
            sample = self.select_training_samples(proposals, targets)
            proposals = sample[0]
        logits, moves = self.box_predictor(self.box_head(self.box_roi_pool(features, proposals, image_shapes)))
        result: list[dict[str, Tensor]] = []
        losses = {}
        if self.training:
            _, matches, labels, wanted = sample
            losses["loss_classifier"], losses["loss_box_reg"] = fastrcnn_loss(logits, moves, labels, wanted)
            objects = [flambeau.where(label > 0)[0] for label in labels]
            regions = [part[chosen] for part, chosen in zip(proposals, objects, strict=True)]
            of = [match[chosen] for match, chosen in zip(matches, objects, strict=True)]
        else:
            found = self.postprocess_detections(logits, moves, proposals, image_shapes)
            result = [dict(zip(("boxes", "labels", "scores"), one, strict=True)) for one in zip(*found, strict=True)]
            regions, of = [one["boxes"] for one in result], []
        if self.has_mask():
            masks = self.mask_predictor(self.mask_head(self.mask_roi_pool(features, regions, image_shapes)))
            if self.training:
                true, kinds = ([target[key] for target in targets or ()] for key in ("masks", "labels"))
                losses["loss_mask"] = maskrcnn_loss(masks, regions, true, kinds, of)
            else:
                for one, mask in zip(result, maskrcnn_inference(masks, [r["labels"] for r in result]), strict=True):
                    one["masks"] = mask
        if self.has_keypoint():
            maps = self.keypoint_predictor(self.keypoint_head(self.keypoint_roi_pool(features, regions, image_shapes)))
            if self.training:
                true = [target["keypoints"] for target in targets or ()]
                losses["loss_keypoint"] = keypointrcnn_loss(maps, regions, true, of)
            else:
                for one, points, scores in zip(result, *keypointrcnn_inference(maps, regions), strict=True):
                    one["keypoints"], one["keypoints_scores"] = points, scores
        return result, losses

    def select_training_samples(
        self, proposals: Sequence[Tensor], targets: Targets | None
    ) -> tuple[list[Tensor], list[Tensor], list[Tensor], list[Tensor]]:
        """For each image regions, their true boxes' numbers, their labels, and how true boxes differ from them."""
        self._check(targets)
        boxes = [target["boxes"].to(part.dtype) for part, target in zip(proposals, targets or (), strict=True)]
        # True boxes are proposals too.
        regions = [flambeau.cat(both) for both in zip(proposals, boxes, strict=True)]
        matched = [
            self._assigned(part, true, target["labels"])
            for part, true, target in zip(regions, boxes, targets or (), strict=True)
        ]
        positive, negative = self.fg_bg_sampler([labels for _, labels in matched])
        chosen = [flambeau.where(p | n)[0] for p, n in zip(positive, negative, strict=True)]
        regions = [part[k] for part, k in zip(regions, chosen, strict=True)]
        of, labels = ([pair[n][k] for pair, k in zip(matched, chosen, strict=True)] for n in (0, 1))
        true = [
            box[number] if box.numel() else box.new_zeros(number.shape[0], 4)
            for box, number in zip(boxes, of, strict=True)
        ]
        return regions, of, labels, self.box_coder.encode(true, regions)

    def _assigned(self, regions: Tensor, boxes: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """For each region the number of its true box, and its label: 0 for none, -1 for not in the loss."""
        if boxes.numel() == 0:
            nothing = flambeau.zeros(regions.shape[0], dtype=flambeau.int64)
            return nothing, nothing.clone()
        matches = self.proposal_matcher(ops.box_iou(boxes, regions))
        numbers = matches.clamp(min=0)
        kinds = labels[numbers].to(flambeau.int64)
        kinds[matches == Matcher.BELOW_LOW_THRESHOLD] = 0
        kinds[matches == Matcher.BETWEEN_THRESHOLDS] = -1
        return numbers, kinds

    def _check(self, targets: Targets | None) -> None:
        if targets is None:
            raise ValueError("targets should not be None")
        for target in targets:
            if not target["boxes"].is_floating_point():
                raise TypeError(f"target boxes must of float type, instead got {target['boxes'].dtype}")
            if target["labels"].dtype != flambeau.int64:
                raise TypeError(f"target labels must of int64 type, instead got {target['labels'].dtype}")
            if self.has_mask() and "masks" not in target:
                raise ValueError("Every element of targets should have a masks key")
            if self.has_keypoint() and target["keypoints"].dtype != flambeau.float32:
                raise TypeError(f"target keypoints must of float type, instead got {target['keypoints'].dtype}")

    def postprocess_detections(
        self, class_logits: Tensor, box_regression: Tensor, proposals: Sequence[Tensor], image_shapes: Any
    ) -> tuple[list[Tensor], list[Tensor], list[Tensor]]:
        """Boxes, labels and scores of each image."""
        counts = [len(part) for part in proposals]
        boxes = self.box_coder.decode(box_regression, proposals)
        classes = class_logits.shape[-1]
        found: tuple[list[Tensor], list[Tensor], list[Tensor]] = ([], [], [])
        for box, score, size in zip(
            boxes.split(counts), class_logits.softmax(-1).split(counts), image_shapes, strict=True
        ):
            label = flambeau.arange(classes).expand_as(score)[:, 1:].reshape(-1)  # class 0 is none
            corners = ops.clip_boxes_to_image(box, size)[:, 1:].reshape(-1, 4)
            certain = score[:, 1:].reshape(-1)
            kept = flambeau.where(certain > self.score_thresh)[0]
            kept = kept[ops.remove_small_boxes(corners[kept], min_size=1e-2)]
            best = ops.batched_nms(corners[kept], certain[kept], label[kept], self.nms_thresh)
            kept = kept[best[: self.detections_per_img]]
            for collection, values in zip(found, (corners, label, certain), strict=True):
                collection.append(values[kept])
        return found


explain_module(globals())
