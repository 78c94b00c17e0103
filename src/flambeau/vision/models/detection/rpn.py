"""Regions that may hold an object: Ren et al. 2015, Faster R-CNN, arXiv:1506.01497, section 3.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from ... import ops
from ...ops import Conv2dNormActivation
from ._utils import BalancedPositiveNegativeSampler, BoxCoder, Matcher
from .anchor_utils import AnchorGenerator
from .image_list import ImageList

__all__ = ["RPNHead", "RegionProposalNetwork"]


class RPNHead(nn.Module):
    """For every anchor whether there is an object, and how its box differs from the anchor.

    Args:
        in_channels: of the maps.
        num_anchors: at each place.
        conv_depth: convolutions before both answers.

    Raises: RuntimeError, when called, for maps of other channels.
    Source: Ren et al. 2015, Faster R-CNN, arXiv:1506.01497.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.rpn import RPNHead
    >>> scores, differences = RPNHead(4, 3)([torch.zeros(1, 4, 5, 5)])
    >>> scores[0].shape, differences[0].shape
    (torch.Size([1, 3, 5, 5]), torch.Size([1, 12, 5, 5]))
    """

    _version = 2

    def __init__(self, in_channels: int, num_anchors: int, conv_depth: int = 1) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            *(Conv2dNormActivation(in_channels, in_channels, 3, norm_layer=None) for _ in range(conv_depth))
        )
        self.cls_logits = nn.Conv2d(in_channels, num_anchors, kernel_size=1, stride=1)
        self.bbox_pred = nn.Conv2d(in_channels, num_anchors * 4, kernel_size=1, stride=1)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.normal_(layer.weight, std=0.01)
                if layer.bias is not None:
                    nn.init.constant_(layer.bias, 0)

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, local_metadata: dict[str, Any], *args: Any
    ) -> None:
        if (local_metadata.get("version") or 1) < 2:  # of when there was one convolution
            for kind in ("weight", "bias"):
                if f"{prefix}conv.{kind}" in state_dict:
                    state_dict[f"{prefix}conv.0.0.{kind}"] = state_dict.pop(f"{prefix}conv.{kind}")
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *args)

    def forward(self, x: Sequence[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """Scores (N, A, H, W) and differences (N, 4 A, H, W) of each map."""
        hidden = [self.conv(features) for features in x]
        return [self.cls_logits(t) for t in hidden], [self.bbox_pred(t) for t in hidden]


def by_anchor(maps: Tensor, numbers: int) -> Tensor:
    """(N, A * numbers, H, W) to (N, H * W * A, numbers)."""
    return maps.unflatten(1, (-1, numbers)).permute(0, 3, 4, 1, 2).reshape(maps.shape[0], -1, numbers)


class RegionProposalNetwork(nn.Module):
    """Proposes regions: the anchors most likely to hold an object, moved, without those that others cover.

    Args:
        anchor_generator, head: make anchors, and judge them.
        fg_iou_thresh, bg_iou_thresh: overlaps with a true box from which on an anchor counts as an object, and below
            which as none, while training.
        batch_size_per_image, positive_fraction: anchors in the loss, and how many of them at most are objects.
        pre_nms_top_n, post_nms_top_n: proposals of each map before and of each image after suppression; dicts of
            "training" and "testing".
        nms_thresh: the overlap above which a proposal is suppressed.
        score_thresh: the least probability of a proposal.

    Raises: ValueError, when called, for an image without anchors; AssertionError without targets while training.
    Source: Ren et al. 2015, Faster R-CNN, arXiv:1506.01497.

    >>> from flambeau.vision.models.detection import anchor_utils, rpn
    >>> anchors, counts = anchor_utils.AnchorGenerator(((16,),), ((1.0,),)), dict(training=20, testing=10)
    >>> network = rpn.RegionProposalNetwork(anchors, rpn.RPNHead(4, 1), 0.7, 0.3, 256, 0.5, counts, counts, 0.7)
    >>> network.eval().pre_nms_top_n()
    10
    """

    def __init__(
        self,
        anchor_generator: AnchorGenerator,
        head: nn.Module,
        fg_iou_thresh: float,
        bg_iou_thresh: float,
        batch_size_per_image: int,
        positive_fraction: float,
        pre_nms_top_n: dict[str, int],
        post_nms_top_n: dict[str, int],
        nms_thresh: float,
        score_thresh: float = 0.0,
    ) -> None:
        super().__init__()
        self.anchor_generator, self.head = anchor_generator, head
        self.box_coder = BoxCoder(weights=(1.0, 1.0, 1.0, 1.0))
        self.proposal_matcher = Matcher(fg_iou_thresh, bg_iou_thresh, allow_low_quality_matches=True)
        self.fg_bg_sampler = BalancedPositiveNegativeSampler(batch_size_per_image, positive_fraction)
        self._pre_nms_top_n, self._post_nms_top_n = pre_nms_top_n, post_nms_top_n
        self.nms_thresh, self.score_thresh = nms_thresh, score_thresh
        self.min_size = 1e-3

    def pre_nms_top_n(self) -> int:
        """Proposals of each map before suppression."""
        return self._pre_nms_top_n["training" if self.training else "testing"]

    def post_nms_top_n(self) -> int:
        """Proposals of each image after suppression."""
        return self._post_nms_top_n["training" if self.training else "testing"]

    def forward(
        self, images: ImageList, features: Mapping[str, Tensor], targets: Sequence[dict[str, Tensor]] | None = None
    ) -> tuple[list[Tensor], dict[str, Tensor]]:
        """The proposals (P, 4) of each image, and the losses while training."""
        maps = list(features.values())
        scores, differences = self.head(maps)
        anchors = self.anchor_generator(images, maps)
        counts = [level[0].numel() for level in scores]
        logits = flambeau.cat([by_anchor(level, 1) for level in scores], 1)
        moves = flambeau.cat([by_anchor(level, 4) for level in differences], 1)
        boxes = self.box_coder.decode(moves.detach().flatten(0, 1), anchors).reshape(len(anchors), -1, 4)
        proposals, _ = self.filter_proposals(boxes, logits, images.image_sizes, counts)
        if not self.training:
            return proposals, {}
        if targets is None:
            raise AssertionError("targets should not be None")
        labels, true = self.assign_targets_to_anchors(anchors, targets)
        objectness, box = self.compute_loss(
            logits.reshape(-1, 1), moves.reshape(-1, 4), labels, self.box_coder.encode(true, anchors)
        )
        return proposals, {"loss_objectness": objectness, "loss_rpn_box_reg": box}

    def filter_proposals(
        self,
        proposals: Tensor,
        objectness: Tensor,
        image_shapes: Sequence[tuple[int, int]],
        num_anchors_per_level: Sequence[int],
    ) -> tuple[list[Tensor], list[Tensor]]:
        """The best proposals of each image with their probabilities."""
        scores = objectness.detach().reshape(proposals.shape[0], -1)
        first, places, levels = 0, [], []
        for level, part in enumerate(scores.split(list(num_anchors_per_level), 1)):
            best = part.topk(min(self.pre_nms_top_n(), part.shape[1]), dim=1).indices + first
            places.append(best)
            levels.append(flambeau.full((best.shape[1],), level))
            first += part.shape[1]
        chosen, level_of = flambeau.cat(places, 1), flambeau.cat(levels)
        row = flambeau.arange(proposals.shape[0]).unsqueeze(1)
        found, certain = [], []
        for boxes, probability, size in zip(
            proposals[row, chosen], scores[row, chosen].sigmoid(), image_shapes, strict=True
        ):
            boxes = ops.clip_boxes_to_image(boxes, size)
            kept = ops.remove_small_boxes(boxes, self.min_size)
            kept = kept[probability[kept] >= self.score_thresh]
            boxes, probability = boxes[kept], probability[kept]
            best = ops.batched_nms(boxes, probability, level_of[kept], self.nms_thresh)[: self.post_nms_top_n()]
            found.append(boxes[best])
            certain.append(probability[best])
        return found, certain

    def assign_targets_to_anchors(
        self, anchors: Sequence[Tensor], targets: Sequence[dict[str, Tensor]]
    ) -> tuple[list[Tensor], list[Tensor]]:
        """For each anchor 1, 0 or -1 (object, none, not in the loss), and its true box."""
        labels, true = [], []
        for places, target in zip(anchors, targets, strict=True):
            boxes = target["boxes"]
            if boxes.numel() == 0:
                labels.append(places.new_zeros(places.shape[0], dtype=flambeau.float32))
                true.append(flambeau.zeros_like(places))
                continue
            matches = self.proposal_matcher(ops.box_iou(boxes, places))
            true.append(boxes[matches.clamp(min=0)])
            label = (matches >= 0).float()
            label[matches == Matcher.BETWEEN_THRESHOLDS] = -1.0
            labels.append(label)
        return labels, true

    def compute_loss(
        self,
        objectness: Tensor,
        pred_bbox_deltas: Tensor,
        labels: Sequence[Tensor],
        regression_targets: Sequence[Tensor],
    ) -> tuple[Tensor, Tensor]:
        """The losses of objectness and of boxes over a sample of anchors."""
        positive, negative = (flambeau.where(flambeau.cat(m))[0] for m in self.fg_bg_sampler(labels))
        sampled = flambeau.cat([positive, negative])
        target = flambeau.cat(list(regression_targets))[positive]
        box = F.smooth_l1_loss(pred_bbox_deltas[positive], target, beta=1 / 9, reduction="sum")
        truth = flambeau.cat(list(labels))[sampled]
        return F.binary_cross_entropy_with_logits(objectness.flatten()[sampled], truth), box / sampled.numel()


explain_module(globals())
