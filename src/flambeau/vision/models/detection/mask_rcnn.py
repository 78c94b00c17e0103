"""Mask R-CNN: He et al. 2017, arXiv:1703.06870."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from flambeau import nn

from ...._arguments import explain_module
from ...._listing import listing
from ...ops import Conv2dNormActivation, MultiScaleRoIAlign
from .._api import builder
from .._weights import published
from ..resnet import ResNet50_Weights
from .backbone_utils import resnet_pyramid
from .faster_rcnn import FasterRCNN, after_parameters_of, as_published, default_anchors, second_heads, trained_resnet

__all__ = [
    "MaskRCNN",
    "MaskRCNN_ResNet50_FPN_V2_Weights",
    "MaskRCNN_ResNet50_FPN_Weights",
    "maskrcnn_resnet50_fpn",
    "maskrcnn_resnet50_fpn_v2",
]
__dir__ = listing(globals())


class MaskRCNN(FasterRCNN):
    """:class:`FasterRCNN` with "masks" (D, 1, H, W), probabilities of an object's pixels.

    Targets have "masks" (N, H, W) of zeros and ones too.

    Args:
        backbone, num_classes, and so on: as for :class:`FasterRCNN`.
        mask_roi_pool, mask_head, mask_predictor: cut regions out of the maps, make features of them, and logits.

    Raises: as :class:`FasterRCNN`; ValueError for both ``num_classes`` and ``mask_predictor``.
    Source: He et al. 2017, Mask R-CNN, arXiv:1703.06870.

    >>> from flambeau.vision.models.detection import maskrcnn_resnet50_fpn
    >>> maskrcnn_resnet50_fpn(weights_backbone=None, num_classes=3).roi_heads.has_mask()
    True
    """

    @after_parameters_of(FasterRCNN)
    def __init__(
        self,
        backbone: Any,
        num_classes: int | None = None,
        mask_roi_pool: nn.Module | None = None,
        mask_head: nn.Module | None = None,
        mask_predictor: nn.Module | None = None,
        **kwargs: Any,
    ) -> None:
        if num_classes is not None and mask_predictor is not None:
            raise ValueError("num_classes should be None when mask_predictor is specified")
        channels = backbone.out_channels
        # Made before the other heads, as their weights are drawn in this order.
        pool = mask_roi_pool or MultiScaleRoIAlign(["0", "1", "2", "3"], output_size=14, sampling_ratio=2)
        head = mask_head or MaskRCNNHeads(channels, (256, 256, 256, 256), 1)
        predictor = mask_predictor or MaskRCNNPredictor(256, 256, num_classes or 0)
        super().__init__(backbone, num_classes, **kwargs)
        heads: Any = self.roi_heads
        heads.mask_roi_pool, heads.mask_head, heads.mask_predictor = pool, head, predictor


def _initialise(module: nn.Module) -> None:
    for name, parameter in module.named_parameters():
        if "weight" in name:
            nn.init.kaiming_normal_(parameter, mode="fan_out", nonlinearity="relu")


class MaskRCNNHeads(nn.Sequential):
    """Convolutions of 3 × 3 over a region's features.

    Args:
        in_channels: of the features.
        layers: channels of each convolution.
        dilation: of the convolutions.
        norm_layer: behind each; None for biases instead.
    """

    _version = 2

    def __init__(
        self,
        in_channels: int,
        layers: Sequence[int],
        dilation: int,
        norm_layer: Callable[..., nn.Module] | None = None,
    ) -> None:
        blocks = []
        for channels in layers:
            blocks.append(
                Conv2dNormActivation(
                    in_channels, channels, 3, 1, padding=dilation, dilation=dilation, norm_layer=norm_layer
                )
            )
            in_channels = channels
        super().__init__(*blocks)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, local_metadata: dict[str, Any], *args: Any
    ) -> None:
        if (local_metadata.get("version") or 1) < 2:  # of when layers had names
            for k in range(len(self)):
                for kind in ("weight", "bias"):
                    old = f"{prefix}mask_fcn{k + 1}.{kind}"
                    if old in state_dict:
                        state_dict[f"{prefix}{k}.0.{kind}"] = state_dict.pop(old)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *args)


class MaskRCNNPredictor(nn.Sequential):
    """A region's masks, a class each, at twice the size of its features.

    Args:
        in_channels, dim_reduced: of the features, and of those at twice the size.
        num_classes: with the background.
    """

    def __init__(self, in_channels: int, dim_reduced: int, num_classes: int) -> None:
        super().__init__(
            OrderedDict(
                [
                    ("conv5_mask", nn.ConvTranspose2d(in_channels, dim_reduced, 2, 2, 0)),
                    ("relu", nn.ReLU(inplace=True)),
                    ("mask_fcn_logits", nn.Conv2d(dim_reduced, num_classes, 1, 1, 0)),
                ]
            )
        )
        _initialise(self)


MaskRCNN_ResNet50_FPN_Weights = published("MaskRCNN_ResNet50_FPN_Weights", __name__)


@builder(MaskRCNN_ResNet50_FPN_Weights, "COCO_V1", as_published, ResNet50_Weights)
def maskrcnn_resnet50_fpn(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> MaskRCNN:
    """Mask R-CNN over ResNet-50 with a pyramid: 44.4 million parameters."""
    network, layers = trained_resnet(trained, weights_backbone, progress, trainable_backbone_layers)
    return MaskRCNN(resnet_pyramid(network, layers), 91 if num_classes is None else num_classes, **options)


MaskRCNN_ResNet50_FPN_V2_Weights = published("MaskRCNN_ResNet50_FPN_V2_Weights", __name__)


@builder(MaskRCNN_ResNet50_FPN_V2_Weights, "COCO_V1", as_published, ResNet50_Weights, None)
def maskrcnn_resnet50_fpn_v2(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> MaskRCNN:
    """The second version: 46.4 million parameters."""
    network, layers = trained_resnet(trained, weights_backbone, progress, trainable_backbone_layers, False)
    backbone = resnet_pyramid(network, layers, norm_layer=nn.BatchNorm2d)
    anchors = default_anchors()
    heads = second_heads(backbone.out_channels, anchors)
    mask = MaskRCNNHeads(backbone.out_channels, [256, 256, 256, 256], 1, norm_layer=nn.BatchNorm2d)
    classes = 91 if num_classes is None else num_classes
    return MaskRCNN(backbone, classes, rpn_anchor_generator=anchors, mask_head=mask, **heads, **options)


explain_module(globals())
