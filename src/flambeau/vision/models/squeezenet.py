"""SqueezeNet: Iandola et al., "AlexNet-level accuracy with 50x fewer parameters" (2016), arXiv:1602.07360."""

from __future__ import annotations

from functools import partial
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ._api import builder
from ._weights import published

__all__ = ["SqueezeNet", "SqueezeNet1_0_Weights", "SqueezeNet1_1_Weights", "squeezenet1_0", "squeezenet1_1"]
__dir__ = listing(globals())


class Fire(nn.Module):
    """A convolution of 1 × 1 to few channels, then convolutions of 1 × 1 and 3 × 3 side by side, all with ReLU."""

    def __init__(self, inplanes: int, squeeze_planes: int, expand1x1_planes: int, expand3x3_planes: int) -> None:
        super().__init__()
        self.inplanes = inplanes
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, kernel_size=1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand1x1_planes, kernel_size=1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand3x3_planes, kernel_size=3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inplanes, H, W) to (N, expand1x1_planes + expand3x3_planes, H, W)."""
        x = self.squeeze_activation(self.squeeze(x))
        near = self.expand1x1_activation(self.expand1x1(x))
        far = self.expand3x3_activation(self.expand3x3(x))
        return flambeau.cat([near, far], 1)


# Inputs, squeezed and expanded channels of the fire modules; M is a maximum over 3 × 3 that halves the size.
_FIRES = {
    "1_0": "96,16,64 128,16,64 128,32,128 M 256,32,128 256,48,192 384,48,192 384,64,256 M 512,64,256",
    "1_1": "64,16,64 128,16,64 M 128,32,128 256,32,128 M 256,48,192 384,48,192 384,64,256 512,64,256",
}


class SqueezeNet(nn.Module):
    """Fire modules and a convolution as classifier. (N, 3, H, W), H and W at least 21, to (N, num_classes).

    Raises: ValueError for another ``version`` than "1_0" and "1_1"; RuntimeError from a call for images that are too
        small or have another number of channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import SqueezeNet
    >>> model = SqueezeNet(num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(self, version: str = "1_0", num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        if version not in _FIRES:
            raise ValueError(f"Unsupported SqueezeNet version {version}: 1_0 or 1_1 expected")
        self.num_classes = num_classes
        channels, kernel = (96, 7) if version == "1_0" else (64, 3)
        shrink = partial(nn.MaxPool2d, kernel_size=3, stride=2, ceil_mode=True)
        layers: list[nn.Module] = [
            nn.Conv2d(3, channels, kernel_size=kernel, stride=2),
            nn.ReLU(inplace=True),
            shrink(),
        ]
        for word in _FIRES[version].split():
            if word == "M":
                layers.append(shrink())
            else:
                inplanes, squeezed, expanded = map(int, word.split(","))
                layers.append(Fire(inplanes, squeezed, expanded, expanded))
        self.features = nn.Sequential(*layers)
        final_conv = nn.Conv2d(512, num_classes, kernel_size=1)
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout), final_conv, nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1))
        )
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                if m is final_conv:
                    nn.init.normal_(m.weight, mean=0.0, std=0.01)
                else:
                    nn.init.kaiming_uniform_(m.weight)
                if m.bias is not None:
                    nn.init.constant_(m.bias, 0)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        return flambeau.flatten(self.classifier(self.features(x)), 1)


SqueezeNet1_0_Weights = published("SqueezeNet1_0_Weights", __name__)


@builder(SqueezeNet1_0_Weights)
def squeezenet1_0(**options: Any) -> SqueezeNet:
    """SqueezeNet 1.0: 1.2 million parameters."""
    return SqueezeNet("1_0", **options)


SqueezeNet1_1_Weights = published("SqueezeNet1_1_Weights", __name__)


@builder(SqueezeNet1_1_Weights)
def squeezenet1_1(**options: Any) -> SqueezeNet:
    """SqueezeNet 1.1: as accurate with 2.4 times fewer operations."""
    return SqueezeNet("1_1", **options)


explain_module(globals())
