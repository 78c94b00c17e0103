"""VGG networks: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2014),
arXiv:1409.1556."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ._api import builder
from ._weights import published

__all__ = [
    "VGG",
    "VGG11_BN_Weights",
    "VGG11_Weights",
    "VGG13_BN_Weights",
    "VGG13_Weights",
    "VGG16_BN_Weights",
    "VGG16_Weights",
    "VGG19_BN_Weights",
    "VGG19_Weights",
    "vgg11",
    "vgg11_bn",
    "vgg13",
    "vgg13_bn",
    "vgg16",
    "vgg16_bn",
    "vgg19",
    "vgg19_bn",
]
__dir__ = listing(globals())

# Channels of the 3 × 3 convolutions (table 1 of the paper); M halves the size.
LAYERS = {
    11: "64 M 128 M 256 256 M 512 512 M 512 512 M",
    13: "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M",
    16: "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
    19: "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M",
}


class VGG(nn.Module):
    """Convolutions of 3 × 3 in ``features``, then three linear layers. (N, 3, H, W) to (N, num_classes).

    Raises: RuntimeError from a call where ``features`` do not end in 512 channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import VGG
    >>> from flambeau import nn
    >>> model = VGG(nn.Conv2d(3, 512, 3, stride=4), num_classes=10, init_weights=False).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self, features: nn.Module, num_classes: int = 1000, init_weights: bool = True, dropout: float = 0.5
    ) -> None:
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(True),
            nn.Dropout(p=dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(True),
            nn.Dropout(p=dropout),
            nn.Linear(4096, num_classes),
        )
        if init_weights:
            self._initialise()

    def _initialise(self) -> None:
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
                if m.bias is not None:
                    nn.init.constant_(m.bias, 0)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)
            elif isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, 0, 0.01)
                nn.init.constant_(m.bias, 0)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        return self.classifier(flambeau.flatten(self.avgpool(self.features(x)), 1))


def make_layers(cfg: Sequence[str | int], batch_norm: bool = False) -> nn.Sequential:
    """The features of a VGG: for each number in ``cfg`` a convolution of so many channels, for "M" a pooling."""
    layers: list[nn.Module] = []
    channels = 3
    for word in cfg:
        if word == "M":
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
            continue
        layers.append(nn.Conv2d(channels, int(word), kernel_size=3, padding=1))
        channels = int(word)
        layers += [nn.BatchNorm2d(channels), nn.ReLU(inplace=True)] if batch_norm else [nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


def _vgg(depth: int, batch_norm: bool, options: dict[str, Any]) -> VGG:
    return VGG(make_layers(LAYERS[depth].split(), batch_norm), **options)


def _no_initial_weights(options: dict[str, Any], weights: Any) -> None:
    options["init_weights"] = False  # they are about to be overwritten


VGG11_Weights = published("VGG11_Weights", __name__)


@builder(VGG11_Weights, prepare=_no_initial_weights)
def vgg11(**options: Any) -> VGG:
    """VGG with 11 layers."""
    return _vgg(11, False, options)


VGG11_BN_Weights = published("VGG11_BN_Weights", __name__)


@builder(VGG11_BN_Weights, prepare=_no_initial_weights)
def vgg11_bn(**options: Any) -> VGG:
    """VGG with 11 layers and batch normalisation."""
    return _vgg(11, True, options)


VGG13_Weights = published("VGG13_Weights", __name__)


@builder(VGG13_Weights, prepare=_no_initial_weights)
def vgg13(**options: Any) -> VGG:
    """VGG with 13 layers."""
    return _vgg(13, False, options)


VGG13_BN_Weights = published("VGG13_BN_Weights", __name__)


@builder(VGG13_BN_Weights, prepare=_no_initial_weights)
def vgg13_bn(**options: Any) -> VGG:
    """VGG with 13 layers and batch normalisation."""
    return _vgg(13, True, options)


VGG16_Weights = published("VGG16_Weights", __name__)


@builder(VGG16_Weights, prepare=_no_initial_weights)
def vgg16(**options: Any) -> VGG:
    """VGG with 16 layers."""
    return _vgg(16, False, options)


VGG16_BN_Weights = published("VGG16_BN_Weights", __name__)


@builder(VGG16_BN_Weights, prepare=_no_initial_weights)
def vgg16_bn(**options: Any) -> VGG:
    """VGG with 16 layers and batch normalisation."""
    return _vgg(16, True, options)


VGG19_Weights = published("VGG19_Weights", __name__)


@builder(VGG19_Weights, prepare=_no_initial_weights)
def vgg19(**options: Any) -> VGG:
    """VGG with 19 layers."""
    return _vgg(19, False, options)


VGG19_BN_Weights = published("VGG19_BN_Weights", __name__)


@builder(VGG19_BN_Weights, prepare=_no_initial_weights)
def vgg19_bn(**options: Any) -> VGG:
    """VGG with 19 layers and batch normalisation."""
    return _vgg(19, True, options)


explain_module(globals())
