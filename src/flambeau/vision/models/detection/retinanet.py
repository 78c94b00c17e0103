"""RetinaNet: Lin et al. 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ...._arguments import explain_module
from ...._listing import listing
from ... import ops
from ...ops import Conv2dNormActivation, sigmoid_focal_loss
from ...ops.feature_pyramid_network import LastLevelP6P7
from .._api import builder
from .._weights import published
from ..resnet import ResNet50_Weights
from ._one_stage import OneStage, Targets, best_of_level
from ._utils import BoxCoder, Matcher, box_loss, mean_over
from .anchor_utils import AnchorGenerator
from .backbone_utils import resnet_pyramid
from .faster_rcnn import IMAGENET_MEAN, IMAGENET_STD, as_published, trained_resnet
from .rpn import by_anchor
from .transform import GeneralizedRCNNTransform

__all__ = [
    "RetinaNet",
    "RetinaNet_ResNet50_FPN_V2_Weights",
    "RetinaNet_ResNet50_FPN_Weights",
    "retinanet_resnet50_fpn",
    "retinanet_resnet50_fpn_v2",
]
__dir__ = listing(globals())

Norm = Callable[..., nn.Module] | None


def default_anchors() -> AnchorGenerator:
    """Three shapes of three sizes on each of five maps."""
    sizes = tuple((x, int(x * 2 ** (1.0 / 3)), int(x * 2 ** (2.0 / 3))) for x in (32, 64, 128, 256, 512))
    return AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * len(sizes))


class RetinaNetHead(nn.Module):
    """Classes and boxes of every anchor.

    Args:
        in_channels: of the maps.
        num_anchors: at each place.
        num_classes: with the background.
        norm_layer: behind each convolution; None for biases instead.
    """

    def __init__(self, in_channels: int, num_anchors: int, num_classes: int, norm_layer: Norm = None) -> None:
        super().__init__()
        self.classification_head = RetinaNetClassificationHead(
            in_channels, num_anchors, num_classes, norm_layer=norm_layer
        )
        self.regression_head = RetinaNetRegressionHead(in_channels, num_anchors, norm_layer=norm_layer)

    def compute_loss(
        self,
        targets: Sequence[dict[str, Tensor]],
        head_outputs: dict[str, Tensor],
        anchors: Sequence[Tensor],
        matched_idxs: Sequence[Tensor],
    ) -> dict[str, Tensor]:
        """The losses of classes and of boxes."""
        return {
            "classification": self.classification_head.compute_loss(targets, head_outputs, matched_idxs),
            "bbox_regression": self.regression_head.compute_loss(targets, head_outputs, anchors, matched_idxs),
        }

    def forward(self, x: Sequence[Tensor]) -> dict[str, Tensor]:
        """Logits (N, anchors, classes) and differences (N, anchors, 4)."""
        return {"cls_logits": self.classification_head(x), "bbox_regression": self.regression_head(x)}


class _Tower(nn.Module):
    """Four convolutions over each map, and one for the answer."""

    _version = 2

    def __init__(self, in_channels: int, norm_layer: Norm) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            *(Conv2dNormActivation(in_channels, in_channels, norm_layer=norm_layer) for _ in range(4))
        )

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, local_metadata: dict[str, Any], *args: Any
    ) -> None:
        if (local_metadata.get("version") or 1) < 2:  # of when the activations were layers of the sequence
            for kind in ("weight", "bias"):
                for k in range(4):
                    old = f"{prefix}conv.{2 * k}.{kind}"
                    if old in state_dict:
                        state_dict[f"{prefix}conv.{k}.0.{kind}"] = state_dict.pop(old)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *args)


class RetinaNetClassificationHead(_Tower):
    """The classes of every anchor, which begin as unlikely as ``prior_probability``."""

    def __init__(
        self,
        in_channels: int,
        num_anchors: int,
        num_classes: int,
        prior_probability: float = 0.01,
        norm_layer: Norm = None,
    ) -> None:
        super().__init__(in_channels, norm_layer)
        for layer in self.conv.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.normal_(layer.weight, std=0.01)
                if layer.bias is not None:
                    nn.init.constant_(layer.bias, 0)
        self.cls_logits = nn.Conv2d(in_channels, num_anchors * num_classes, kernel_size=3, stride=1, padding=1)
        nn.init.normal_(self.cls_logits.weight, std=0.01)
        if self.cls_logits.bias is not None:
            nn.init.constant_(self.cls_logits.bias, -math.log((1 - prior_probability) / prior_probability))
        self.num_classes, self.num_anchors = num_classes, num_anchors

    def compute_loss(
        self, targets: Sequence[dict[str, Tensor]], head_outputs: dict[str, Tensor], matched_idxs: Sequence[Tensor]
    ) -> Tensor:
        """The focal loss over the anchors that are clearly an object or none, per object."""
        losses = []
        for target, logits, matches in zip(targets, head_outputs["cls_logits"], matched_idxs, strict=True):
            objects = matches >= 0
            truth = flambeau.zeros_like(logits)
            truth[objects, target["labels"][matches[objects]]] = 1.0
            clear = matches != Matcher.BETWEEN_THRESHOLDS
            loss = sigmoid_focal_loss(logits[clear], truth[clear], reduction="sum")
            losses.append(loss / max(1, int(objects.sum())))
        return mean_over(losses, len(targets))

    def forward(self, x: Sequence[Tensor]) -> Tensor:
        """(N, anchors of all maps, classes)."""
        return flambeau.cat([by_anchor(self.cls_logits(self.conv(features)), self.num_classes) for features in x], 1)


class RetinaNetRegressionHead(_Tower):
    """How the box of every anchor differs from it."""

    def __init__(self, in_channels: int, num_anchors: int, norm_layer: Norm = None) -> None:
        super().__init__(in_channels, norm_layer)
        self.bbox_reg = nn.Conv2d(in_channels, num_anchors * 4, kernel_size=3, stride=1, padding=1)
        nn.init.normal_(self.bbox_reg.weight, std=0.01)
        if self.bbox_reg.bias is not None:
            nn.init.zeros_(self.bbox_reg.bias)
        for layer in self.conv.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.normal_(layer.weight, std=0.01)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
        self.box_coder = BoxCoder(weights=(1.0, 1.0, 1.0, 1.0))
        self._loss_type = "l1"

    def compute_loss(
        self,
        targets: Sequence[dict[str, Tensor]],
        head_outputs: dict[str, Tensor],
        anchors: Sequence[Tensor],
        matched_idxs: Sequence[Tensor],
    ) -> Tensor:
        """The loss of boxes over the anchors that are an object, per object."""
        losses = []
        for target, moves, places, matches in zip(
            targets, head_outputs["bbox_regression"], anchors, matched_idxs, strict=True
        ):
            objects = flambeau.where(matches >= 0)[0]
            true = target["boxes"][matches[objects]]
            loss = box_loss(self._loss_type, self.box_coder, places[objects], true, moves[objects])
            losses.append(loss / max(1, objects.numel()))
        return mean_over(losses, len(targets))

    def forward(self, x: Sequence[Tensor]) -> Tensor:
        """(N, anchors of all maps, 4)."""
        return flambeau.cat([by_anchor(self.bbox_reg(self.conv(features)), 4) for features in x], 1)


class RetinaNet(OneStage):
    """A detector of one stage with the focal loss. For each image a dict of "boxes", "labels" and "scores".

    Called with a list of images (3, H, W), floats in [0, 1] and of any sizes. While training it takes for each image a
    dict of "boxes" (N, 4), corners in pixels, and "labels" (N,), int64, and gives a dict of losses.

    Args:
        backbone: gives a dict of maps, and says of how many channels they are: ``out_channels``.
        num_classes: with the background.
        min_size, max_size: of the shorter and longer side of an image that the network sees, in pixels.
        image_mean, image_std: per channel; ImageNet's by default.
        anchor_generator, head, proposal_matcher: parts of the model.
        score_thresh, nms_thresh, detections_per_img: the least probability of a detection, the overlap above which
            one is suppressed, and how many an image may have.
        fg_iou_thresh, bg_iou_thresh: overlaps with a true box from which on an anchor counts as an object, and below
            which as none, while training.
        topk_candidates: detections of each map before suppression.

    Raises: ValueError for a backbone without ``out_channels``; TypeError for an anchor generator of another class;
        AssertionError, when called while training, for targets that do not fit.
    Source: Lin et al. 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002.

    >>> from flambeau.vision.models.detection import retinanet_resnet50_fpn
    >>> model = retinanet_resnet50_fpn(weights_backbone=None, num_classes=3)
    >>> model.head.classification_head.num_classes
    3
    """

    def __init__(
        self,
        backbone: Any,
        num_classes: int,
        min_size: int | Sequence[int] = 800,
        max_size: int = 1333,
        image_mean: Sequence[float] | None = None,
        image_std: Sequence[float] | None = None,
        anchor_generator: AnchorGenerator | None = None,
        head: nn.Module | None = None,
        proposal_matcher: Matcher | None = None,
        score_thresh: float = 0.05,
        nms_thresh: float = 0.5,
        detections_per_img: int = 300,
        fg_iou_thresh: float = 0.5,
        bg_iou_thresh: float = 0.4,
        topk_candidates: int = 1000,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if not hasattr(backbone, "out_channels"):
            raise ValueError(
                "backbone should contain an attribute out_channels specifying the number of output channels (assumed "
                "to be the same for all the levels)"
            )
        if not isinstance(anchor_generator, (AnchorGenerator, type(None))):
            raise TypeError(
                f"anchor_generator should be of type AnchorGenerator or None instead of {type(anchor_generator)}"
            )
        self.backbone = backbone
        self.anchor_generator = anchor_generator or default_anchors()
        counts = self.anchor_generator.num_anchors_per_location()
        self.head = head or RetinaNetHead(backbone.out_channels, counts[0], num_classes)
        self.proposal_matcher = proposal_matcher or Matcher(
            fg_iou_thresh, bg_iou_thresh, allow_low_quality_matches=True
        )
        self.box_coder = BoxCoder(weights=(1.0, 1.0, 1.0, 1.0))
        self.transform = GeneralizedRCNNTransform(
            min_size, max_size, image_mean or IMAGENET_MEAN, image_std or IMAGENET_STD, **kwargs
        )
        self.score_thresh, self.nms_thresh = score_thresh, nms_thresh
        self.detections_per_img, self.topk_candidates = detections_per_img, topk_candidates

    def losses(
        self, targets: Targets, answers: dict[str, Tensor], anchors: Sequence[Tensor], counts: list[int]
    ) -> dict[str, Tensor]:
        """The losses of classes and of boxes."""
        return self.compute_loss(targets, answers, anchors)

    def compute_loss(
        self, targets: Targets, head_outputs: dict[str, Tensor], anchors: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """The losses of classes and of boxes."""
        found: dict[str, Tensor] = self.head.compute_loss(
            targets, head_outputs, anchors, self.matches(targets, anchors)
        )
        return found

    def postprocess_detections(
        self, head_outputs: dict[str, list[Tensor]], anchors: list[list[Tensor]], image_shapes: Any
    ) -> list[dict[str, Tensor]]:
        """The best of each map, without those that others cover."""
        result = []
        for k, (places, size) in enumerate(zip(anchors, image_shapes, strict=True)):
            logits, moves = ([level[k] for level in head_outputs[name]] for name in ("cls_logits", "bbox_regression"))
            boxes, scores, labels = [], [], []
            for logit, move, place in zip(logits, moves, places, strict=True):
                best, which, kind = best_of_level(logit.sigmoid(), self.score_thresh, self.topk_candidates)
                found = self.box_coder.decode_single(move[which], place[which])
                boxes.append(ops.clip_boxes_to_image(found, size))
                scores.append(best)
                labels.append(kind)
            result.append(self._kept(flambeau.cat(boxes), flambeau.cat(scores), flambeau.cat(labels)))
        return result

    def _kept(self, boxes: Tensor, scores: Tensor, labels: Tensor) -> dict[str, Tensor]:
        kept = ops.batched_nms(boxes, scores, labels, self.nms_thresh)[: self.detections_per_img]
        return {"boxes": boxes[kept], "scores": scores[kept], "labels": labels[kept]}


RetinaNet_ResNet50_FPN_Weights = published("RetinaNet_ResNet50_FPN_Weights", __name__)


@builder(RetinaNet_ResNet50_FPN_Weights, "COCO_V1", as_published, ResNet50_Weights)
def retinanet_resnet50_fpn(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> RetinaNet:
    """RetinaNet over ResNet-50 with a pyramid: 34.0 million parameters."""
    network, layers = trained_resnet(trained, weights_backbone, progress, trainable_backbone_layers)
    backbone = resnet_pyramid(network, layers, [2, 3, 4], LastLevelP6P7(256, 256))
    return RetinaNet(backbone, 91 if num_classes is None else num_classes, **options)


RetinaNet_ResNet50_FPN_V2_Weights = published("RetinaNet_ResNet50_FPN_V2_Weights", __name__)


@builder(RetinaNet_ResNet50_FPN_V2_Weights, "COCO_V1", as_published, ResNet50_Weights, None)
def retinanet_resnet50_fpn_v2(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> RetinaNet:
    """The second version, with group normalisation in its heads and a loss of overlaps: 38.2 million parameters."""
    network, layers = trained_resnet(trained, weights_backbone, progress, trainable_backbone_layers, False)
    backbone = resnet_pyramid(network, layers, [2, 3, 4], LastLevelP6P7(2048, 256))
    anchors, classes = default_anchors(), 91 if num_classes is None else num_classes
    norm = partial(nn.GroupNorm, 32)
    head = RetinaNetHead(backbone.out_channels, anchors.num_anchors_per_location()[0], classes, norm_layer=norm)
    head.regression_head._loss_type = "giou"
    return RetinaNet(backbone, classes, anchor_generator=anchors, head=head, **options)


explain_module(globals())
