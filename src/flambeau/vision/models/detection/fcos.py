"""FCOS: Tian et al. 2019, Fully Convolutional One-Stage Object Detection, arXiv:1904.01355."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from ...._listing import listing
from ... import ops
from ...ops import generalized_box_iou_loss, sigmoid_focal_loss
from ...ops.feature_pyramid_network import LastLevelP6P7
from .._api import builder
from .._weights import published
from ..resnet import ResNet50_Weights
from ._one_stage import OneStage, Targets, best_of_level
from ._utils import BoxLinearCoder
from .anchor_utils import AnchorGenerator
from .backbone_utils import resnet_pyramid
from .faster_rcnn import IMAGENET_MEAN, IMAGENET_STD, trained_resnet
from .rpn import by_anchor
from .transform import GeneralizedRCNNTransform

__all__ = ["FCOS", "FCOS_ResNet50_FPN_Weights", "fcos_resnet50_fpn"]
__dir__ = listing(globals())


def _tower(channels: int, count: int, norm_layer: Callable[[int], nn.Module]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(count):
        layers += [nn.Conv2d(channels, channels, 3, stride=1, padding=1), norm_layer(channels), nn.ReLU()]
    return nn.Sequential(*layers)


def _initialise(module: nn.Module) -> None:
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.normal_(layer.weight, std=0.01)
            if layer.bias is not None:
                nn.init.constant_(layer.bias, 0)


def _groups(channels: int) -> nn.Module:
    return nn.GroupNorm(32, channels)


class FCOSHead(nn.Module):
    """Classes, boxes and centredness of every place.

    Args:
        in_channels: of the maps.
        num_anchors: at each place; 1.
        num_classes: with the background.
        num_convs: convolutions before each answer.
    """

    def __init__(self, in_channels: int, num_anchors: int, num_classes: int, num_convs: int | None = 4) -> None:
        super().__init__()
        self.box_coder = BoxLinearCoder(normalize_by_size=True)
        count = 4 if num_convs is None else num_convs
        self.classification_head = FCOSClassificationHead(in_channels, num_anchors, num_classes, count)
        self.regression_head = FCOSRegressionHead(in_channels, num_anchors, count)

    def compute_loss(
        self,
        targets: Sequence[dict[str, Tensor]],
        head_outputs: dict[str, Tensor],
        anchors: Sequence[Tensor],
        matched_idxs: Sequence[Tensor],
    ) -> dict[str, Tensor]:
        """The losses of classes, boxes and centredness, per object."""
        logits, moves = head_outputs["cls_logits"], head_outputs["bbox_regression"]
        centredness = head_outputs["bbox_ctrness"].squeeze(2)
        labels, boxes = [], []
        for target, matches in zip(targets, matched_idxs, strict=True):
            numbers = matches.clamp(min=0)
            some = len(target["labels"]) > 0
            label = target["labels"][numbers] if some else target["labels"].new_zeros(len(matches))
            label = label.masked_fill(matches < 0, -1)
            labels.append(label)
            boxes.append(target["boxes"][numbers] if some else target["boxes"].new_zeros(len(matches), 4))
        label, true = flambeau.stack(labels), flambeau.stack(boxes)
        objects = label >= 0
        count = max(1, int(objects.sum()))
        truth = flambeau.zeros_like(logits)
        truth[objects, label[objects]] = 1.0
        places = flambeau.stack(list(anchors))
        found = self.box_coder.decode(moves, places)[objects]
        sides = self.box_coder.encode(places, true)[objects]
        across, down = sides[:, [0, 2]], sides[:, [1, 3]]
        centred = ((across.amin(-1) / across.amax(-1)) * (down.amin(-1) / down.amax(-1))).sqrt()
        return {
            "classification": sigmoid_focal_loss(logits, truth, reduction="sum") / count,
            "bbox_regression": generalized_box_iou_loss(found, true[objects], reduction="sum") / count,
            "bbox_ctrness": F.binary_cross_entropy_with_logits(centredness[objects], centred, reduction="sum") / count,
        }

    def forward(self, x: Sequence[Tensor]) -> dict[str, Tensor]:
        """Logits (N, places, classes), distances (N, places, 4) and centredness (N, places, 1)."""
        moves, centredness = self.regression_head(x)
        return {"cls_logits": self.classification_head(x), "bbox_regression": moves, "bbox_ctrness": centredness}


class FCOSClassificationHead(nn.Module):
    """The classes of every place, which begin as unlikely as ``prior_probability``."""

    def __init__(
        self,
        in_channels: int,
        num_anchors: int,
        num_classes: int,
        num_convs: int = 4,
        prior_probability: float = 0.01,
        norm_layer: Callable[[int], nn.Module] | None = None,
    ) -> None:
        super().__init__()
        self.num_classes, self.num_anchors = num_classes, num_anchors
        self.conv = _tower(in_channels, num_convs, norm_layer or _groups)
        _initialise(self.conv)
        self.cls_logits = nn.Conv2d(in_channels, num_anchors * num_classes, kernel_size=3, stride=1, padding=1)
        nn.init.normal_(self.cls_logits.weight, std=0.01)
        if self.cls_logits.bias is not None:
            nn.init.constant_(self.cls_logits.bias, -math.log((1 - prior_probability) / prior_probability))

    def forward(self, x: Sequence[Tensor]) -> Tensor:
        """(N, places of all maps, classes)."""
        return flambeau.cat([by_anchor(self.cls_logits(self.conv(features)), self.num_classes) for features in x], 1)


class FCOSRegressionHead(nn.Module):
    """How far the sides of the box around every place are, and how central the place is in it."""

    def __init__(
        self,
        in_channels: int,
        num_anchors: int,
        num_convs: int = 4,
        norm_layer: Callable[[int], nn.Module] | None = None,
    ) -> None:
        super().__init__()
        self.conv = _tower(in_channels, num_convs, norm_layer or _groups)
        self.bbox_reg = nn.Conv2d(in_channels, num_anchors * 4, kernel_size=3, stride=1, padding=1)
        self.bbox_ctrness = nn.Conv2d(in_channels, num_anchors * 1, kernel_size=3, stride=1, padding=1)
        for layer in (self.bbox_reg, self.bbox_ctrness):
            nn.init.normal_(layer.weight, std=0.01)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        _initialise(self.conv)

    def forward(self, x: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """(N, places of all maps, 4) and (N, places of all maps, 1)."""
        hidden = [self.conv(features) for features in x]
        moves = [by_anchor(F.relu(self.bbox_reg(t)), 4) for t in hidden]
        centred = [by_anchor(self.bbox_ctrness(t), 1) for t in hidden]
        return flambeau.cat(moves, 1), flambeau.cat(centred, 1)


class FCOS(OneStage):
    """A detector of one stage without anchors of several shapes. For each image "boxes", "labels" and "scores".

    Called with a list of images (3, H, W), floats in [0, 1] and of any sizes. While training it takes for each image a
    dict of "boxes" (N, 4), corners in pixels, and "labels" (N,), int64, and gives a dict of losses.

    Args:
        backbone: gives a dict of maps, and says of how many channels they are: ``out_channels``.
        num_classes: with the background.
        min_size, max_size: of the shorter and longer side of an image that the network sees, in pixels.
        image_mean, image_std: per channel; ImageNet's by default.
        anchor_generator, head: parts of the model; a box at each place.
        center_sampling_radius: how far from the middle of a box its places lie, in strides of the map.
        score_thresh, nms_thresh, detections_per_img: the least score of a detection, the overlap above which one is
            suppressed, and how many an image may have.
        topk_candidates: detections of each map before suppression.

    Raises: ValueError for a backbone without ``out_channels``; AssertionError for several boxes at a place, and, when
        called while training, for targets that do not fit.
    Source: Tian et al. 2019, FCOS: Fully Convolutional One-Stage Object Detection, arXiv:1904.01355.

    >>> from flambeau.vision.models.detection import fcos_resnet50_fpn
    >>> fcos_resnet50_fpn(weights_backbone=None, num_classes=3).head.classification_head.num_classes
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
        center_sampling_radius: float = 1.5,
        score_thresh: float = 0.2,
        nms_thresh: float = 0.6,
        detections_per_img: int = 100,
        topk_candidates: int = 1000,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if not hasattr(backbone, "out_channels"):
            raise ValueError(
                "backbone should contain an attribute out_channels specifying the number of output channels (assumed "
                "to be the same for all the levels)"
            )
        self.backbone = backbone
        sizes = ((8,), (16,), (32,), (64,), (128,))  # the strides of the maps
        self.anchor_generator = anchor_generator or AnchorGenerator(sizes, ((1.0,),) * len(sizes))
        count = self.anchor_generator.num_anchors_per_location()[0]
        if count != 1:
            raise AssertionError(f"anchor_generator.num_anchors_per_location()[0] should be 1 instead of {count}")
        self.head = head or FCOSHead(backbone.out_channels, count, num_classes)
        self.box_coder = BoxLinearCoder(normalize_by_size=True)
        self.transform = GeneralizedRCNNTransform(
            min_size, max_size, image_mean or IMAGENET_MEAN, image_std or IMAGENET_STD, **kwargs
        )
        self.center_sampling_radius, self.score_thresh, self.nms_thresh = (
            center_sampling_radius,
            score_thresh,
            nms_thresh,
        )
        self.detections_per_img, self.topk_candidates = detections_per_img, topk_candidates

    def _matches(self, targets: Targets, anchors: Sequence[Tensor], counts: Sequence[int]) -> list[Tensor]:
        """Places near the middle of a box, within it, of the map that suits its size; of several the smallest box."""
        found = []
        for places, target in zip(anchors, targets, strict=True):
            boxes = target["boxes"]
            if boxes.numel() == 0:
                found.append(flambeau.full((places.shape[0],), -1, dtype=flambeau.int64))
                continue
            middles, sizes = (boxes[:, :2] + boxes[:, 2:]) / 2, places[:, 2] - places[:, 0]
            at = (places[:, :2] + places[:, 2:]) / 2
            near = (at[:, None] - middles[None]).abs().amax(2) < self.center_sampling_radius * sizes[:, None]
            x, y = at.unsqueeze(2).unbind(1)
            x0, y0, x1, y1 = boxes.unsqueeze(0).unbind(2)
            sides = flambeau.stack([x - x0, y - y0, x1 - x, y1 - y], 2)
            near &= sides.amin(2) > 0
            low, high = sizes * 4, sizes * 8
            low[: counts[0]] = 0
            high[-counts[-1] :] = float("inf")
            far = sides.amax(2)
            near &= (far > low[:, None]) & (far < high[:, None])
            areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
            best, match = (near.to(flambeau.float32) * (1e8 - areas[None])).max(1)
            found.append(match.masked_fill(best < 1e-5, -1))
        return found

    def losses(
        self, targets: Targets, answers: dict[str, Tensor], anchors: Sequence[Tensor], counts: list[int]
    ) -> dict[str, Tensor]:
        """The losses of classes, boxes and centredness."""
        return self.compute_loss(targets, answers, anchors, counts)

    def compute_loss(
        self,
        targets: Targets,
        head_outputs: dict[str, Tensor],
        anchors: Sequence[Tensor],
        num_anchors_per_level: Sequence[int],
    ) -> dict[str, Tensor]:
        """The losses of classes, boxes and centredness."""
        matches = self._matches(targets, anchors, num_anchors_per_level)
        found: dict[str, Tensor] = self.head.compute_loss(targets, head_outputs, anchors, matches)
        return found

    def postprocess_detections(
        self, head_outputs: dict[str, list[Tensor]], anchors: list[list[Tensor]], image_shapes: Any
    ) -> list[dict[str, Tensor]]:
        """The best of each map, without those that others cover."""
        result = []
        names = ("cls_logits", "bbox_regression", "bbox_ctrness")
        for k, (places, size) in enumerate(zip(anchors, image_shapes, strict=True)):
            boxes, scores, labels = [], [], []
            levels = zip(*([level[k] for level in head_outputs[name]] for name in names), places, strict=True)
            for logit, move, centred, place in levels:
                score = (logit.sigmoid() * centred.sigmoid()).sqrt()
                best, which, kind = best_of_level(score, self.score_thresh, self.topk_candidates)
                boxes.append(ops.clip_boxes_to_image(self.box_coder.decode(move[which], place[which]), size))
                scores.append(best)
                labels.append(kind)
            box, certain, label = (flambeau.cat(values) for values in (boxes, scores, labels))
            kept = ops.batched_nms(box, certain, label, self.nms_thresh)[: self.detections_per_img]
            result.append({"boxes": box[kept], "scores": certain[kept], "labels": label[kept]})
        return result


FCOS_ResNet50_FPN_Weights = published("FCOS_ResNet50_FPN_Weights", __name__)


def _as_published(options: dict[str, Any], weights: Any) -> None:
    """Tells the construction that weights are loaded."""
    options["trained"] = True


@builder(FCOS_ResNet50_FPN_Weights, "COCO_V1", _as_published, ResNet50_Weights)
def fcos_resnet50_fpn(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> FCOS:
    """FCOS over ResNet-50 with a pyramid: 32.3 million parameters."""
    network, layers = trained_resnet(trained, weights_backbone, progress, trainable_backbone_layers)
    backbone = resnet_pyramid(network, layers, [2, 3, 4], LastLevelP6P7(256, 256))
    return FCOS(backbone, 91 if num_classes is None else num_classes, **options)


explain_module(globals())
