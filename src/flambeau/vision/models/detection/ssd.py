"""SSD: Liu et al. 2015, SSD: Single Shot MultiBox Detector, arXiv:1512.02325."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from ...._listing import listing
from ... import ops
from .._api import builder
from .._weights import published
from ..vgg import VGG16_Weights, vgg16
from ._one_stage import OneStage, Targets
from ._utils import BoxCoder, SSDMatcher, retrieve_out_channels
from .anchor_utils import DefaultBoxGenerator
from .backbone_utils import trained_layers
from .faster_rcnn import IMAGENET_MEAN, IMAGENET_STD
from .rpn import by_anchor
from .transform import GeneralizedRCNNTransform

__all__ = ["SSD300_VGG16_Weights", "ssd300_vgg16"]
__dir__ = listing(globals())


def _initialise(module: nn.Module) -> None:
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.xavier_uniform_(layer.weight)
            if layer.bias is not None:
                nn.init.constant_(layer.bias, 0.0)


class SSDScoringHead(nn.Module):
    """Layers, one for each map, that give some numbers for every anchor."""

    def __init__(self, module_list: nn.ModuleList, num_columns: int) -> None:
        super().__init__()
        self.module_list, self.num_columns = module_list, num_columns

    def forward(self, x: Sequence[Tensor]) -> Tensor:
        """(N, anchors of all maps, num_columns)."""
        answers = [layer(features) for layer, features in zip(self.module_list, x, strict=True)]
        return flambeau.cat([by_anchor(answer, self.num_columns) for answer in answers], 1)


class SSDHead(nn.Module):
    """Classes and boxes of every anchor."""

    def __init__(self, in_channels: Sequence[int], num_anchors: Sequence[int], num_classes: int) -> None:
        super().__init__()
        self.classification_head = SSDClassificationHead(in_channels, num_anchors, num_classes)
        self.regression_head = SSDRegressionHead(in_channels, num_anchors)

    def forward(self, x: Sequence[Tensor]) -> dict[str, Tensor]:
        """Differences (N, anchors, 4) and logits (N, anchors, classes)."""
        return {"bbox_regression": self.regression_head(x), "cls_logits": self.classification_head(x)}


def _convolutions(in_channels: Sequence[int], num_anchors: Sequence[int], columns: int) -> nn.ModuleList:
    """A convolution of 3 × 3 over each map."""
    pairs = zip(in_channels, num_anchors, strict=True)
    layers = nn.ModuleList(nn.Conv2d(c, columns * n, kernel_size=3, padding=1) for c, n in pairs)
    _initialise(layers)
    return layers


class SSDClassificationHead(SSDScoringHead):
    """The classes of every anchor."""

    def __init__(self, in_channels: Sequence[int], num_anchors: Sequence[int], num_classes: int) -> None:
        super().__init__(_convolutions(in_channels, num_anchors, num_classes), num_classes)


class SSDRegressionHead(SSDScoringHead):
    """How the box of every anchor differs from it."""

    def __init__(self, in_channels: Sequence[int], num_anchors: Sequence[int]) -> None:
        super().__init__(_convolutions(in_channels, num_anchors, 4), 4)


class SSD(OneStage):
    """A detector of one stage for images of one size. For each image a dict of "boxes", "scores" and "labels".

    Args:
        backbone: gives a dict of maps.
        anchor_generator: makes the boxes that predictions start from.
        size: (width, height) of what the network sees.
        num_classes: with the background.
        image_mean, image_std: per channel; ImageNet's by default.
        head: makes classes and boxes of the maps.
        score_thresh, nms_thresh, detections_per_img: the least probability of a detection, the overlap above which
            one is suppressed, and how many an image may have.
        iou_thresh: the overlap from which on an anchor counts as an object, while training.
        topk_candidates: detections of each class before suppression.
        positive_fraction: how many of the anchors in the loss are objects.
    """

    def __init__(
        self,
        backbone: Any,
        anchor_generator: DefaultBoxGenerator,
        size: tuple[int, int],
        num_classes: int,
        image_mean: Sequence[float] | None = None,
        image_std: Sequence[float] | None = None,
        head: nn.Module | None = None,
        score_thresh: float = 0.01,
        nms_thresh: float = 0.45,
        detections_per_img: int = 200,
        iou_thresh: float = 0.5,
        topk_candidates: int = 400,
        positive_fraction: float = 0.25,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        self.backbone, self.anchor_generator = backbone, anchor_generator
        self.box_coder = BoxCoder(weights=(10.0, 10.0, 5.0, 5.0))
        if head is None:
            channels = getattr(backbone, "out_channels", None) or retrieve_out_channels(backbone, size)
            head = SSDHead(channels, anchor_generator.num_anchors_per_location(), num_classes)
        self.head = head
        self.proposal_matcher = SSDMatcher(iou_thresh)
        mean, std = image_mean or IMAGENET_MEAN, image_std or IMAGENET_STD
        self.transform = GeneralizedRCNNTransform(
            min(size), max(size), mean, std, size_divisible=1, fixed_size=size, **kwargs
        )
        self.score_thresh, self.nms_thresh, self.detections_per_img = score_thresh, nms_thresh, detections_per_img
        self.topk_candidates = topk_candidates
        self.neg_to_pos_ratio = (1.0 - positive_fraction) / positive_fraction

    def losses(
        self, targets: Targets, answers: dict[str, Tensor], anchors: Sequence[Tensor], counts: list[int]
    ) -> dict[str, Tensor]:
        """The losses of boxes and classes."""
        return self.compute_loss(targets, answers, anchors, self.matches(targets, anchors))

    def detections(
        self, answers: dict[str, Tensor], anchors: Sequence[Tensor], sizes: Any, counts: list[int]
    ) -> list[dict[str, Tensor]]:
        """The detections of each image; maps are not told apart."""
        return self.postprocess_detections(answers, anchors, sizes)

    def compute_loss(
        self,
        targets: Targets,
        head_outputs: dict[str, Tensor],
        anchors: Sequence[Tensor],
        matched_idxs: Sequence[Tensor],
    ) -> dict[str, Tensor]:
        """The losses of boxes and classes, per object; of the anchors without one those count that are judged worst."""
        logits, moves = head_outputs["cls_logits"], head_outputs["bbox_regression"]
        box, labels, count = [], [], 0
        for target, move, places, match in zip(targets, moves, anchors, matched_idxs, strict=True):
            objects = flambeau.where(match >= 0)[0]
            of = match[objects]
            wanted = self.box_coder.encode_single(target["boxes"][of], places[objects])
            box.append(F.smooth_l1_loss(move[objects], wanted, reduction="sum"))
            label = flambeau.zeros(match.shape[0], dtype=target["labels"].dtype)
            label[objects] = target["labels"][of]
            labels.append(label)
            count += objects.numel()
        truth = flambeau.stack(labels)
        loss = F.cross_entropy(logits.flatten(0, 1), truth.flatten(), reduction="none").reshape(truth.shape)
        objects = truth > 0
        worst = loss.detach().masked_fill(objects, -float("inf")).sort(1, descending=True).indices
        wanted = self.neg_to_pos_ratio * objects.sum(1, keepdim=True)
        background = worst.sort(1).indices < wanted
        n = max(1, count)
        return {
            "bbox_regression": flambeau.stack(box).sum() / n,
            "classification": (loss[objects].sum() + loss[background].sum()) / n,
        }

    def postprocess_detections(
        self, head_outputs: dict[str, Tensor], image_anchors: Sequence[Tensor], image_shapes: Any
    ) -> list[dict[str, Tensor]]:
        """The best of each class, without those that others cover."""
        result = []
        scores, moves = head_outputs["cls_logits"].softmax(-1), head_outputs["bbox_regression"]
        for move, score, places, size in zip(moves, scores, image_anchors, image_shapes, strict=True):
            found = ops.clip_boxes_to_image(self.box_coder.decode_single(move, places), size)
            boxes, certainties, labels = [], [], []
            for label in range(1, score.shape[-1]):
                above = flambeau.where(score[:, label] > self.score_thresh)[0]
                best, order = score[above, label].topk(min(above.shape[0], self.topk_candidates))
                boxes.append(found[above[order]])
                certainties.append(best)
                labels.append(flambeau.full_like(best, label, dtype=flambeau.int64))
            box, certain, kind = (flambeau.cat(values) for values in (boxes, certainties, labels))
            kept = ops.batched_nms(box, certain, kind, self.nms_thresh)[: self.detections_per_img]
            result.append({"boxes": box[kept], "scores": certain[kept], "labels": kind[kept]})
        return result


class SSDFeatureExtractorVGG(nn.Module):
    """The features of a VGG, cut at its fourth pooling, and further layers that halve the size again and again."""

    def __init__(self, backbone: Any, highres: bool) -> None:
        super().__init__()
        pools = [k for k, layer in enumerate(backbone) if isinstance(layer, nn.MaxPool2d)]
        third, fourth = pools[2], pools[3]
        backbone[third].ceil_mode = True  # so that the maps are as large as in the paper
        self.scale_weight = nn.Parameter(flambeau.ones(512) * 20)
        self.features = nn.Sequential(*backbone[:fourth])
        shapes = [(1024, 256, 512, {"padding": 1, "stride": 2}), (512, 128, 256, {"padding": 1, "stride": 2})]
        shapes += [(256, 128, 256, {}), (256, 128, 256, {})]
        extra = nn.ModuleList(_narrow(*shape) for shape in shapes)
        if highres:
            layer = nn.Sequential(
                nn.Conv2d(256, 128, 1), nn.ReLU(inplace=True), nn.Conv2d(128, 256, 4), nn.ReLU(inplace=True)
            )
            extra.append(layer)
        _initialise(extra)
        wide = nn.Sequential(
            nn.MaxPool2d(kernel_size=3, stride=1, padding=1, ceil_mode=False),
            nn.Conv2d(512, 1024, 3, padding=6, dilation=6),
            nn.ReLU(inplace=True),
            nn.Conv2d(1024, 1024, 1),
            nn.ReLU(inplace=True),
        )
        _initialise(wide)
        extra.insert(0, nn.Sequential(*backbone[fourth:-1], wide))
        self.extra = extra

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Images, normalised, to maps by number, the largest first."""
        x = self.features(x)
        maps = [self.scale_weight.reshape(1, -1, 1, 1) * F.normalize(x)]
        for block in self.extra:
            x = block(x)
            maps.append(x)
        return OrderedDict((str(k), features) for k, features in enumerate(maps))


def _narrow(channels: int, inner: int, out: int, options: dict[str, Any]) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, inner, 1),
        nn.ReLU(inplace=True),
        nn.Conv2d(inner, out, 3, **options),
        nn.ReLU(inplace=True),
    )


SSD300_VGG16_Weights = published("SSD300_VGG16_Weights", __name__)


def _as_published(options: dict[str, Any], weights: Any) -> None:
    """Tells the construction that weights are loaded."""
    options["trained"] = True


@builder(SSD300_VGG16_Weights, "COCO_V1", _as_published, VGG16_Weights, "IMAGENET1K_FEATURES")
def ssd300_vgg16(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> SSD:
    """SSD over VGG-16 for images of 300 × 300 pixels: 35.6 million parameters."""
    layers = trained_layers(trained or weights_backbone is not None, trainable_backbone_layers, 5, 4)
    blocks: Any = vgg16(weights=weights_backbone, progress=progress).features
    stages = [0, *(k for k, layer in enumerate(blocks) if isinstance(layer, nn.MaxPool2d))][:-1]
    for block in blocks[: len(blocks) if layers == 0 else stages[len(stages) - layers]]:
        for parameter in block.parameters():
            parameter.requires_grad_(False)
    anchors = DefaultBoxGenerator(
        [[2], [2, 3], [2, 3], [2, 3], [2], [2]],
        scales=[0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05],
        steps=[8, 16, 32, 64, 100, 300],
    )
    moments = {"image_mean": [0.48235, 0.45882, 0.40784], "image_std": [1.0 / 255.0] * 3}
    classes = 91 if num_classes is None else num_classes
    return SSD(SSDFeatureExtractorVGG(blocks, False), anchors, (300, 300), classes, **{**moments, **options})


explain_module(globals())
