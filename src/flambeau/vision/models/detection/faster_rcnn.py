"""Faster R-CNN: Ren et al. 2015, arXiv:1506.01497, with feature pyramids; the second version by Li et al. 2021."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from inspect import Signature, signature
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from ...._listing import listing
from ...ops import Conv2dNormActivation, FrozenBatchNorm2d, MultiScaleRoIAlign
from .._api import builder
from .._weights import published
from ..mobilenetv3 import MobileNet_V3_Large_Weights, mobilenet_v3_large
from ..resnet import ResNet50_Weights, resnet50
from ._utils import overwrite_eps
from .anchor_utils import AnchorGenerator
from .backbone_utils import mobilenet_pyramid, resnet_pyramid, trained_layers
from .generalized_rcnn import GeneralizedRCNN
from .roi_heads import RoIHeads
from .rpn import RegionProposalNetwork, RPNHead
from .transform import GeneralizedRCNNTransform

__all__ = [
    "FasterRCNN",
    "FasterRCNN_MobileNet_V3_Large_320_FPN_Weights",
    "FasterRCNN_MobileNet_V3_Large_FPN_Weights",
    "FasterRCNN_ResNet50_FPN_V2_Weights",
    "FasterRCNN_ResNet50_FPN_Weights",
    "fasterrcnn_mobilenet_v3_large_320_fpn",
    "fasterrcnn_mobilenet_v3_large_fpn",
    "fasterrcnn_resnet50_fpn",
    "fasterrcnn_resnet50_fpn_v2",
]
__dir__ = listing(globals())

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def default_anchors() -> AnchorGenerator:
    """Three shapes of one size on each of five maps."""
    return AnchorGenerator(((32,), (64,), (128,), (256,), (512,)), ((0.5, 1.0, 2.0),) * 5)


class FasterRCNN(GeneralizedRCNN):
    """A detector of two stages. For each image a dict of "boxes" (D, 4), "labels" (D,) and "scores" (D,).

    Called with a list of images (3, H, W), floats in [0, 1] and of any sizes. While training it takes for each image a
    dict of "boxes" (N, 4), corners in pixels, and "labels" (N,), int64 from 1, and gives a dict of losses.

    Args:
        backbone: gives one map or a dict of maps, and says of how many channels they are: ``out_channels``.
        num_classes: with the background, 0; None where ``box_predictor`` says it.
        min_size, max_size: of the shorter and longer side of an image that the network sees, in pixels.
        image_mean, image_std: per channel; ImageNet's by default.
        rpn_anchor_generator, rpn_head: of the network of proposals.
        rpn_pre_nms_top_n_train, rpn_pre_nms_top_n_test: proposals of each map before suppression.
        rpn_post_nms_top_n_train, rpn_post_nms_top_n_test: proposals of each image after it.
        rpn_nms_thresh, rpn_fg_iou_thresh, rpn_bg_iou_thresh, rpn_batch_size_per_image, rpn_positive_fraction,
            rpn_score_thresh: see :class:`RegionProposalNetwork`.
        box_roi_pool, box_head, box_predictor, box_score_thresh, box_nms_thresh, box_detections_per_img,
            box_fg_iou_thresh, box_bg_iou_thresh, box_batch_size_per_image, box_positive_fraction, bbox_reg_weights:
            see :class:`RoIHeads`.

    Raises: ValueError for a backbone without ``out_channels``, and for both or neither of ``num_classes`` and
        ``box_predictor``; AssertionError, when called while training, for targets that do not fit.
    Source: Ren et al. 2015, Faster R-CNN, arXiv:1506.01497.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection import fasterrcnn_mobilenet_v3_large_320_fpn
    >>> model = fasterrcnn_mobilenet_v3_large_320_fpn(weights_backbone=None, num_classes=3).eval()
    >>> sorted(model([torch.rand(3, 64, 80)])[0])
    ['boxes', 'labels', 'scores']
    """

    def __init__(
        self,
        backbone: Any,
        num_classes: int | None = None,
        min_size: int | Sequence[int] = 800,
        max_size: int = 1333,
        image_mean: Sequence[float] | None = None,
        image_std: Sequence[float] | None = None,
        rpn_anchor_generator: AnchorGenerator | None = None,
        rpn_head: nn.Module | None = None,
        rpn_pre_nms_top_n_train: int = 2000,
        rpn_pre_nms_top_n_test: int = 1000,
        rpn_post_nms_top_n_train: int = 2000,
        rpn_post_nms_top_n_test: int = 1000,
        rpn_nms_thresh: float = 0.7,
        rpn_fg_iou_thresh: float = 0.7,
        rpn_bg_iou_thresh: float = 0.3,
        rpn_batch_size_per_image: int = 256,
        rpn_positive_fraction: float = 0.5,
        rpn_score_thresh: float = 0.0,
        box_roi_pool: nn.Module | None = None,
        box_head: nn.Module | None = None,
        box_predictor: nn.Module | None = None,
        box_score_thresh: float = 0.05,
        box_nms_thresh: float = 0.5,
        box_detections_per_img: int = 100,
        box_fg_iou_thresh: float = 0.5,
        box_bg_iou_thresh: float = 0.5,
        box_batch_size_per_image: int = 512,
        box_positive_fraction: float = 0.25,
        bbox_reg_weights: tuple[float, float, float, float] | None = None,
        **kwargs: Any,
    ) -> None:
        if not hasattr(backbone, "out_channels"):
            raise ValueError(
                "backbone should contain an attribute out_channels specifying the number of output channels (assumed "
                "to be the same for all the levels)"
            )
        if num_classes is not None and box_predictor is not None:
            raise ValueError("num_classes should be None when box_predictor is specified")
        if num_classes is None and box_predictor is None:
            raise ValueError("num_classes should not be None when box_predictor is not specified")
        channels = backbone.out_channels
        anchors = rpn_anchor_generator or default_anchors()
        rpn = RegionProposalNetwork(
            anchors,
            rpn_head or RPNHead(channels, anchors.num_anchors_per_location()[0]),
            rpn_fg_iou_thresh,
            rpn_bg_iou_thresh,
            rpn_batch_size_per_image,
            rpn_positive_fraction,
            {"training": rpn_pre_nms_top_n_train, "testing": rpn_pre_nms_top_n_test},
            {"training": rpn_post_nms_top_n_train, "testing": rpn_post_nms_top_n_test},
            rpn_nms_thresh,
            score_thresh=rpn_score_thresh,
        )
        pool = box_roi_pool or MultiScaleRoIAlign(["0", "1", "2", "3"], output_size=7, sampling_ratio=2)
        side: Any = pool
        head = box_head or TwoMLPHead(channels * side.output_size[0] ** 2, 1024)
        heads = RoIHeads(
            pool,
            head,
            box_predictor or FastRCNNPredictor(1024, num_classes or 0),
            box_fg_iou_thresh,
            box_bg_iou_thresh,
            box_batch_size_per_image,
            box_positive_fraction,
            bbox_reg_weights,
            box_score_thresh,
            box_nms_thresh,
            box_detections_per_img,
        )
        transform = GeneralizedRCNNTransform(
            min_size, max_size, image_mean or IMAGENET_MEAN, image_std or IMAGENET_STD, **kwargs
        )
        super().__init__(backbone, rpn, heads, transform)


def after_parameters_of(base: type) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes a constructor take the parameters of ``base`` in their places, and those it has besides behind them.

    All are handed on by name.
    """

    def decorate(construct: Callable[..., None]) -> Callable[..., None]:
        own = signature(construct).parameters
        of_base = signature(base).parameters.items()
        inherited = [own["self"], *(own.get(name, p) for name, p in of_base if p.kind is not p.VAR_KEYWORD)]
        known = {p.name for p in inherited}
        taken = Signature([*inherited, *(p for name, p in own.items() if name not in known)])

        @functools.wraps(construct)
        def built(*args: Any, **options: Any) -> None:
            bound = taken.bind(*args, **options).arguments
            construct(**{**bound.pop("kwargs", {}), **bound})

        built.__signature__ = taken  # type: ignore[attr-defined]
        return built

    return decorate


class TwoMLPHead(nn.Module):
    """Two linear layers with ReLU over a region's features."""

    def __init__(self, in_channels: int, representation_size: int) -> None:
        super().__init__()
        self.fc6 = nn.Linear(in_channels, representation_size)
        self.fc7 = nn.Linear(representation_size, representation_size)

    def forward(self, x: Tensor) -> Tensor:
        """(R, C, H, W) to (R, representation_size)."""
        return F.relu(self.fc7(F.relu(self.fc6(x.flatten(1)))))


class FastRCNNConvFCHead(nn.Sequential):
    """Convolutions, then linear layers with ReLU, over a region's features."""

    def __init__(
        self,
        input_size: tuple[int, int, int],
        conv_layers: Sequence[int],
        fc_layers: Sequence[int],
        norm_layer: Callable[..., nn.Module] | None = None,
    ) -> None:
        channels, height, width = input_size
        layers: list[nn.Module] = []
        for wanted in conv_layers:
            layers.append(Conv2dNormActivation(channels, wanted, norm_layer=norm_layer))
            channels = wanted
        layers.append(nn.Flatten())
        channels *= height * width
        for wanted in fc_layers:
            layers += [nn.Linear(channels, wanted), nn.ReLU(inplace=True)]
            channels = wanted
        super().__init__(*layers)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


class FastRCNNPredictor(nn.Module):
    """A region's classes and boxes from its features.

    Args:
        in_channels: of the features.
        num_classes: with the background.
    """

    def __init__(self, in_channels: int, num_classes: int) -> None:
        super().__init__()
        self.cls_score = nn.Linear(in_channels, num_classes)
        self.bbox_pred = nn.Linear(in_channels, num_classes * 4)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(R, in_channels) to logits (R, num_classes) and differences (R, 4 * num_classes)."""
        if x.ndim == 4 and x.shape[2:] != (1, 1):
            raise AssertionError(
                f"x has the wrong shape, expecting the last two dimensions to be [1,1] instead of {list(x.shape[-2:])}"
            )
        x = flambeau.flatten(x, 1)
        return self.cls_score(x), self.bbox_pred(x)


def trained_resnet(
    weights: Any, backbone: Any, progress: bool, wanted: int | None, frozen_norm: bool = True
) -> tuple[Any, int]:
    """ResNet-50, and how many of its layers are trained."""
    trained = weights or backbone is not None
    layers = trained_layers(bool(trained), wanted, 5, 3)
    if not frozen_norm:
        return resnet50(weights=backbone, progress=progress), layers
    norm = FrozenBatchNorm2d if trained else nn.BatchNorm2d
    return resnet50(weights=backbone, progress=progress, norm_layer=norm), layers


def as_published(options: dict[str, Any], weights: Any) -> Callable[[Any], None] | None:
    """Tells the construction that weights are loaded; those of version 1 are of when batch norms had no epsilon."""
    options["trained"] = True
    if type(weights).__name__.endswith("_ResNet50_FPN_Weights"):
        return lambda model: overwrite_eps(model, 0.0)
    return None


def second_heads(channels: int, anchors: AnchorGenerator) -> dict[str, Any]:
    """The heads of the second version: more convolutions, with batch normalisation."""
    return {
        "rpn_head": RPNHead(channels, anchors.num_anchors_per_location()[0], conv_depth=2),
        "box_head": FastRCNNConvFCHead((channels, 7, 7), [256, 256, 256, 256], [1024], norm_layer=nn.BatchNorm2d),
    }


FasterRCNN_ResNet50_FPN_Weights = published("FasterRCNN_ResNet50_FPN_Weights", __name__)


@builder(FasterRCNN_ResNet50_FPN_Weights, "COCO_V1", as_published, ResNet50_Weights)
def fasterrcnn_resnet50_fpn(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> FasterRCNN:
    """Faster R-CNN over ResNet-50 with a pyramid: 41.8 million parameters."""
    network, layers = trained_resnet(trained, weights_backbone, progress, trainable_backbone_layers)
    return FasterRCNN(resnet_pyramid(network, layers), 91 if num_classes is None else num_classes, **options)


FasterRCNN_ResNet50_FPN_V2_Weights = published("FasterRCNN_ResNet50_FPN_V2_Weights", __name__)


@builder(FasterRCNN_ResNet50_FPN_V2_Weights, "COCO_V1", as_published, ResNet50_Weights, None)
def fasterrcnn_resnet50_fpn_v2(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> FasterRCNN:
    """The second version: 43.7 million parameters."""
    network, layers = trained_resnet(trained, weights_backbone, progress, trainable_backbone_layers, False)
    backbone = resnet_pyramid(network, layers, norm_layer=nn.BatchNorm2d)
    anchors = default_anchors()
    heads = second_heads(backbone.out_channels, anchors)
    classes = 91 if num_classes is None else num_classes
    return FasterRCNN(backbone, classes, rpn_anchor_generator=anchors, **heads, **options)


def _over_mobilenet(
    backbone: Any, progress: bool, classes: int | None, wanted: int | None, trained: bool, options: dict[str, Any]
) -> FasterRCNN:
    known = trained or backbone is not None
    layers = trained_layers(known, wanted, 6, 3)
    norm = FrozenBatchNorm2d if known else nn.BatchNorm2d
    network = mobilenet_v3_large(weights=backbone, progress=progress, norm_layer=norm)
    anchors = AnchorGenerator(((32, 64, 128, 256, 512),) * 3, ((0.5, 1.0, 2.0),) * 3)
    settings = {"rpn_score_thresh": 0.05, **options}
    pyramid = mobilenet_pyramid(network, True, layers)
    return FasterRCNN(pyramid, 91 if classes is None else classes, rpn_anchor_generator=anchors, **settings)


FasterRCNN_MobileNet_V3_Large_320_FPN_Weights = published("FasterRCNN_MobileNet_V3_Large_320_FPN_Weights", __name__)


@builder(FasterRCNN_MobileNet_V3_Large_320_FPN_Weights, "COCO_V1", as_published, MobileNet_V3_Large_Weights)
def fasterrcnn_mobilenet_v3_large_320_fpn(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> FasterRCNN:
    """Faster R-CNN over MobileNet v3 for images of 320 pixels: 19.4 million parameters."""
    small = {"min_size": 320, "max_size": 640, "rpn_pre_nms_top_n_test": 150, "rpn_post_nms_top_n_test": 150}
    wanted = {**small, **options}
    return _over_mobilenet(weights_backbone, progress, num_classes, trainable_backbone_layers, trained, wanted)


FasterRCNN_MobileNet_V3_Large_FPN_Weights = published("FasterRCNN_MobileNet_V3_Large_FPN_Weights", __name__)


@builder(FasterRCNN_MobileNet_V3_Large_FPN_Weights, "COCO_V1", as_published, MobileNet_V3_Large_Weights)
def fasterrcnn_mobilenet_v3_large_fpn(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> FasterRCNN:
    """Faster R-CNN over MobileNet v3 with a pyramid: 19.4 million parameters."""
    return _over_mobilenet(weights_backbone, progress, num_classes, trainable_backbone_layers, trained, options)


explain_module(globals())
