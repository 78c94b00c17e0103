"""AlexNet, in the form of Krizhevsky, "One weird trick for parallelizing convolutional neural networks" (2014),
arXiv:1404.5997."""

from __future__ import annotations

from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ._api import builder
from ._weights import published

__all__ = ["AlexNet", "AlexNet_Weights", "alexnet"]


class AlexNet(nn.Module):
    """Five convolutions and three linear layers. (N, 3, H, W), H and W at least 63, to (N, num_classes).

    Raises: RuntimeError from a call for images that are too small or have another number of channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import AlexNet
    >>> model = AlexNet(num_classes=10).eval()
    >>> model(torch.rand(1, 3, 63, 63)).shape
    torch.Size([1, 10])
    """

    def __init__(self, num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(64, 192, kernel_size=5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(192, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(p=dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        return self.classifier(flambeau.flatten(self.avgpool(self.features(x)), 1))


AlexNet_Weights = published("AlexNet_Weights", __name__)


@builder(AlexNet_Weights)
def alexnet(**options: Any) -> AlexNet:
    """AlexNet: 61.1 million parameters."""
    return AlexNet(**options)


explain_module(globals())
