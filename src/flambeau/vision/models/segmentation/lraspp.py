"""Lite R-ASPP: Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244, section 6.4."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from ...._listing import listing
from .._api import builder
from .._weights import published
from ..mobilenetv3 import MobileNet_V3_Large_Weights, mobilenet_v3_large
from ._utils import enlarged, mobilenet_features

__all__ = ["LRASPP", "LRASPP_MobileNet_V3_Large_Weights", "lraspp_mobilenet_v3_large"]
__dir__ = listing(globals())


class LRASPPHead(nn.Module):
    """Scores from two maps of features: the deeper one, scaled by what its mean says, and the shallower one."""

    def __init__(self, low_channels: int, high_channels: int, num_classes: int, inter_channels: int) -> None:
        super().__init__()
        self.cbr = nn.Sequential(
            nn.Conv2d(high_channels, inter_channels, 1, bias=False),
            nn.BatchNorm2d(inter_channels),
            nn.ReLU(inplace=True),
        )
        self.scale = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(high_channels, inter_channels, 1, bias=False), nn.Sigmoid()
        )
        self.low_classifier = nn.Conv2d(low_channels, num_classes, 1)
        self.high_classifier = nn.Conv2d(inter_channels, num_classes, 1)

    def forward(self, input: Mapping[str, Tensor]) -> Tensor:
        """The maps "low" and "high" to scores at the size of "low"."""
        low, high = input["low"], input["high"]
        x = self.cbr(high) * self.scale(high)
        x = F.interpolate(x, size=low.shape[-2:], mode="bilinear", align_corners=False)
        return self.low_classifier(low) + self.high_classifier(x)


class LRASPP(nn.Module):
    """Lite R-ASPP: images (N, 3, H, W) to a dict with "out" (N, classes, H, W).

    Args:
        backbone: gives a dict of features, "low" and "high".
        low_channels, high_channels: of these.
        num_classes: the number of scores of a pixel.
        inter_channels: between the features and the scores.

    Raises: KeyError, when called, for features without these names.
    Source: Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.segmentation import lraspp_mobilenet_v3_large
    >>> model = lraspp_mobilenet_v3_large(weights_backbone=None, num_classes=3).eval()
    >>> model(torch.rand(1, 3, 40, 48))["out"].shape
    torch.Size([1, 3, 40, 48])
    """

    def __init__(
        self,
        backbone: nn.Module,
        low_channels: int,
        high_channels: int,
        num_classes: int,
        inter_channels: int = 128,
    ) -> None:
        super().__init__()
        self.backbone = backbone
        self.classifier = LRASPPHead(low_channels, high_channels, num_classes, inter_channels)

    def forward(self, input: Tensor) -> dict[str, Tensor]:
        """Images, normalised, to scores of every pixel."""
        return OrderedDict(out=enlarged(self.classifier(self.backbone(input)), input.shape[-2:]))


LRASPP_MobileNet_V3_Large_Weights = published("LRASPP_MobileNet_V3_Large_Weights", __name__)


@builder(LRASPP_MobileNet_V3_Large_Weights, "COCO_WITH_VOC_LABELS_V1", backbone=MobileNet_V3_Large_Weights)
def lraspp_mobilenet_v3_large(
    weights_backbone: Any, progress: bool, num_classes: int | None = None, **options: Any
) -> LRASPP:
    """Lite R-ASPP over MobileNet v3: 3.2 million parameters."""
    if options.pop("aux_loss", False):
        raise NotImplementedError("This model does not use auxiliary loss")
    network: Any = mobilenet_v3_large(weights=weights_backbone, progress=progress, dilated=True)
    features, low, high = mobilenet_features(network, "low", "high")
    return LRASPP(features, low, high, 21 if num_classes is None else num_classes, **options)


explain_module(globals())
