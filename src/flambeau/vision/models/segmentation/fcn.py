"""Fully convolutional networks: Long et al. 2014, arXiv:1411.4038, over dilated ResNets."""

from __future__ import annotations

from typing import Any

from flambeau import nn

from ...._arguments import explain_module
from ...._listing import listing
from .._api import builder
from .._weights import published
from ..resnet import ResNet50_Weights, ResNet101_Weights, resnet50, resnet101
from ._utils import SegmentationModel, as_published, resnet_features

__all__ = ["FCN", "FCN_ResNet50_Weights", "FCN_ResNet101_Weights", "fcn_resnet50", "fcn_resnet101"]
__dir__ = listing(globals())

_DILATED = [False, True, True]


class FCN(SegmentationModel):
    """A fully convolutional network: images (N, 3, H, W) to a dict with "out" (N, classes, H, W), and "aux".

    Args:
        backbone: gives a dict of features, "out" and, for an auxiliary classifier, "aux".
        classifier, aux_classifier: make scores of these.

    Raises: KeyError, when called, for features without these names.
    Source: Long et al. 2014, Fully Convolutional Networks for Semantic Segmentation, arXiv:1411.4038.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.segmentation import fcn_resnet50
    >>> model = fcn_resnet50(weights_backbone=None, num_classes=3).eval()
    >>> model(torch.rand(1, 3, 40, 48))["out"].shape
    torch.Size([1, 3, 40, 48])
    """


class FCNHead(nn.Sequential):
    """A convolution of 3 × 3 to a quarter of the channels, and scores from it."""

    def __init__(self, in_channels: int, channels: int) -> None:
        inner = in_channels // 4
        super().__init__(
            nn.Conv2d(in_channels, inner, 3, padding=1, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Conv2d(inner, channels, 1),
        )


def _fcn(backbone: Any, num_classes: int | None, aux_loss: bool | None) -> FCN:
    classes = 21 if num_classes is None else num_classes
    aux = FCNHead(1024, classes) if aux_loss else None
    return FCN(resnet_features(backbone, bool(aux_loss)), FCNHead(2048, classes), aux)


FCN_ResNet50_Weights = published("FCN_ResNet50_Weights", __name__)


@builder(FCN_ResNet50_Weights, "COCO_WITH_VOC_LABELS_V1", as_published, ResNet50_Weights)
def fcn_resnet50(
    weights_backbone: Any, progress: bool, num_classes: int | None = None, aux_loss: bool | None = None, **options: Any
) -> FCN:
    """FCN over ResNet-50: 35.3 million parameters with its auxiliary classifier."""
    below = resnet50(weights=weights_backbone, progress=progress, replace_stride_with_dilation=_DILATED, **options)
    return _fcn(below, num_classes, aux_loss)


FCN_ResNet101_Weights = published("FCN_ResNet101_Weights", __name__)


@builder(FCN_ResNet101_Weights, "COCO_WITH_VOC_LABELS_V1", as_published, ResNet101_Weights)
def fcn_resnet101(
    weights_backbone: Any, progress: bool, num_classes: int | None = None, aux_loss: bool | None = None, **options: Any
) -> FCN:
    """FCN over ResNet-101: 54.3 million parameters with its auxiliary classifier."""
    below = resnet101(weights=weights_backbone, progress=progress, replace_stride_with_dilation=_DILATED, **options)
    return _fcn(below, num_classes, aux_loss)


explain_module(globals())
