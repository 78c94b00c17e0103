"""What segmentation models share: a backbone, a head, and scores at the size of the image."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from flambeau import Tensor, nn
from flambeau.nn import functional as F

from .._api import override
from .._utils import IntermediateLayerGetter
from ..mobilenetv3 import MobileNetV3
from ..resnet import ResNet

__all__ = ["SegmentationModel", "as_published", "mobilenet_features", "resnet_features"]


class SegmentationModel(nn.Module):
    """A backbone whose features a classifier makes scores of, brought to the size of the image.

    Images (N, 3, H, W) give a dict with "out", (N, classes, H, W), and, where there is an auxiliary classifier, "aux".
    """

    def __init__(self, backbone: nn.Module, classifier: nn.Module, aux_classifier: nn.Module | None = None) -> None:
        super().__init__()
        self.backbone = backbone
        self.classifier = classifier
        self.aux_classifier = aux_classifier

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Images, normalised, to scores of every pixel."""
        size = x.shape[-2:]
        features = self.backbone(x)
        result = OrderedDict(out=enlarged(self.classifier(features["out"]), size))
        if self.aux_classifier is not None:
            result["aux"] = enlarged(self.aux_classifier(features["aux"]), size)
        return result


def enlarged(scores: Tensor, size: Any) -> Tensor:
    """``scores`` at the size of an image."""
    return F.interpolate(scores, size=size, mode="bilinear", align_corners=False)


def resnet_features(backbone: ResNet, aux: bool) -> IntermediateLayerGetter:
    """The last stage, and the one before for an auxiliary classifier."""
    return IntermediateLayerGetter(backbone, {"layer4": "out", **({"layer3": "aux"} if aux else {})})


def mobilenet_features(backbone: MobileNetV3, low: str, high: str) -> tuple[IntermediateLayerGetter, int, int]:
    """The stages before the last three and at the end, called ``low`` and ``high``, and their channels.

    Without a name ``low`` that stage is left out.
    """
    blocks: Any = backbone.features
    places = [0, *(k for k, block in enumerate(blocks) if getattr(block, "_is_cn", False)), len(blocks) - 1]
    wanted = {str(places[-1]): high, **({str(places[-4]): low} if low else {})}
    channels = [blocks[places[k]].out_channels for k in (-4, -1)]
    return IntermediateLayerGetter(blocks, wanted), channels[0], channels[1]


def as_published(options: dict[str, Any], weights: Any) -> None:
    """The checkpoints have an auxiliary classifier."""
    if options.get("aux_loss") is None:
        options["aux_loss"] = True
    override(options, "aux_loss", True)
