"""DeepLab v3: Chen et al. 2017, Rethinking Atrous Convolution, arXiv:1706.05587."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from ...._listing import listing
from .._api import builder
from .._weights import published
from ..mobilenetv3 import MobileNet_V3_Large_Weights, mobilenet_v3_large
from ..resnet import ResNet50_Weights, ResNet101_Weights, resnet50, resnet101
from ._utils import SegmentationModel, as_published, mobilenet_features, resnet_features
from .fcn import _DILATED, FCNHead

__all__ = [
    "DeepLabV3",
    "DeepLabV3_MobileNet_V3_Large_Weights",
    "DeepLabV3_ResNet50_Weights",
    "DeepLabV3_ResNet101_Weights",
    "deeplabv3_mobilenet_v3_large",
    "deeplabv3_resnet50",
    "deeplabv3_resnet101",
]
__dir__ = listing(globals())


class DeepLabV3(SegmentationModel):
    """DeepLab v3: images (N, 3, H, W) to a dict with "out" (N, classes, H, W), and "aux".

    Args:
        backbone: gives a dict of features, "out" and, for an auxiliary classifier, "aux".
        classifier, aux_classifier: make scores of these.

    Raises: KeyError, when called, for features without these names.
    Source: Chen et al. 2017, Rethinking Atrous Convolution for Semantic Image Segmentation, arXiv:1706.05587.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.segmentation import deeplabv3_mobilenet_v3_large
    >>> model = deeplabv3_mobilenet_v3_large(weights_backbone=None, num_classes=3).eval()
    >>> model(torch.rand(1, 3, 40, 48))["out"].shape
    torch.Size([1, 3, 40, 48])
    """


class ASPPConv(nn.Sequential):
    """A dilated convolution of 3 × 3, normalised, with ReLU."""

    def __init__(self, in_channels: int, out_channels: int, dilation: int) -> None:
        super().__init__(
            nn.Conv2d(in_channels, out_channels, 3, padding=dilation, dilation=dilation, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
        )


class ASPPPooling(nn.Sequential):
    """The mean over the image, mapped, at every pixel."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(in_channels, out_channels, 1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, out_channels, H, W)."""
        size = x.shape[-2:]
        return F.interpolate(super().forward(x), size=size, mode="bilinear", align_corners=False)


class ASPP(nn.Module):
    """Convolutions of several dilations and the mean side by side: atrous spatial pyramid pooling."""

    def __init__(self, in_channels: int, atrous_rates: Sequence[int], out_channels: int = 256) -> None:
        super().__init__()
        point = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU()
        )
        dilated = [ASPPConv(in_channels, out_channels, rate) for rate in atrous_rates]
        self.convs = nn.ModuleList([point, *dilated, ASPPPooling(in_channels, out_channels)])
        self.project = nn.Sequential(
            nn.Conv2d(len(self.convs) * out_channels, out_channels, 1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            nn.Dropout(0.5),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, out_channels, H, W)."""
        return self.project(flambeau.cat([conv(x) for conv in self.convs], dim=1))


class DeepLabHead(nn.Sequential):
    """Dilated convolutions side by side, one of 3 × 3, and scores from it."""

    def __init__(self, in_channels: int, num_classes: int, atrous_rates: Sequence[int] = (12, 24, 36)) -> None:
        super().__init__(
            ASPP(in_channels, atrous_rates),
            nn.Conv2d(256, 256, 3, padding=1, bias=False),
            nn.BatchNorm2d(256),
            nn.ReLU(),
            nn.Conv2d(256, num_classes, 1),
        )


def _deeplab(backbone: Any, num_classes: int | None, aux_loss: bool | None) -> DeepLabV3:
    classes = 21 if num_classes is None else num_classes
    aux = FCNHead(1024, classes) if aux_loss else None
    return DeepLabV3(resnet_features(backbone, bool(aux_loss)), DeepLabHead(2048, classes), aux)


DeepLabV3_ResNet50_Weights = published("DeepLabV3_ResNet50_Weights", __name__)


@builder(DeepLabV3_ResNet50_Weights, "COCO_WITH_VOC_LABELS_V1", as_published, ResNet50_Weights)
def deeplabv3_resnet50(
    weights_backbone: Any, progress: bool, num_classes: int | None = None, aux_loss: bool | None = None, **options: Any
) -> DeepLabV3:
    """DeepLab v3 over ResNet-50: 42.0 million parameters with its auxiliary classifier."""
    below = resnet50(weights=weights_backbone, progress=progress, replace_stride_with_dilation=_DILATED, **options)
    return _deeplab(below, num_classes, aux_loss)


DeepLabV3_ResNet101_Weights = published("DeepLabV3_ResNet101_Weights", __name__)


@builder(DeepLabV3_ResNet101_Weights, "COCO_WITH_VOC_LABELS_V1", as_published, ResNet101_Weights)
def deeplabv3_resnet101(
    weights_backbone: Any, progress: bool, num_classes: int | None = None, aux_loss: bool | None = None, **options: Any
) -> DeepLabV3:
    """DeepLab v3 over ResNet-101: 61.0 million parameters with its auxiliary classifier."""
    below = resnet101(weights=weights_backbone, progress=progress, replace_stride_with_dilation=_DILATED, **options)
    return _deeplab(below, num_classes, aux_loss)


DeepLabV3_MobileNet_V3_Large_Weights = published("DeepLabV3_MobileNet_V3_Large_Weights", __name__)


@builder(DeepLabV3_MobileNet_V3_Large_Weights, "COCO_WITH_VOC_LABELS_V1", as_published, MobileNet_V3_Large_Weights)
def deeplabv3_mobilenet_v3_large(
    weights_backbone: Any, progress: bool, num_classes: int | None = None, aux_loss: bool | None = None, **options: Any
) -> DeepLabV3:
    """DeepLab v3 over MobileNet v3: 11.0 million parameters with its auxiliary classifier."""
    classes = 21 if num_classes is None else num_classes
    network: Any = mobilenet_v3_large(weights=weights_backbone, progress=progress, dilated=True, **options)
    features, low, high = mobilenet_features(network, "aux" if aux_loss else "", "out")
    aux = FCNHead(low, classes) if aux_loss else None
    return DeepLabV3(features, DeepLabHead(high, classes), aux)


explain_module(globals())
