"""DenseNet: Huang et al., "Densely Connected Convolutional Networks" (2016), arXiv:1608.06993."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.utils import checkpoint

from ..._arguments import explain_module
from ..._listing import listing
from ._api import builder
from ._weights import published

__all__ = [
    "DenseNet",
    "DenseNet121_Weights",
    "DenseNet161_Weights",
    "DenseNet169_Weights",
    "DenseNet201_Weights",
    "densenet121",
    "densenet161",
    "densenet169",
    "densenet201",
]
__dir__ = listing(globals())


class _DenseLayer(nn.Module):
    """All that came before, concatenated, through convolutions of 1 × 1 and 3 × 3, each after norm and ReLU."""

    def __init__(
        self, num_input_features: int, growth_rate: int, bn_size: int, drop_rate: float, memory_efficient: bool
    ) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(num_input_features)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(num_input_features, bn_size * growth_rate, kernel_size=1, stride=1, bias=False)
        self.norm2 = nn.BatchNorm2d(bn_size * growth_rate)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(bn_size * growth_rate, growth_rate, kernel_size=3, stride=1, padding=1, bias=False)
        self.drop_rate, self.memory_efficient = float(drop_rate), memory_efficient

    def bn_function(self, *inputs: Tensor) -> Tensor:
        """The narrow layer; cheap to compute again, and what takes most of the memory."""
        return self.conv1(self.relu1(self.norm1(flambeau.cat(inputs, 1))))

    def forward(self, input: Tensor | Sequence[Tensor]) -> Tensor:
        """Features (N, C_i, H, W) to ``growth_rate`` new ones."""
        features = [input] if isinstance(input, Tensor) else list(input)
        if self.memory_efficient and any(f.requires_grad for f in features):
            narrow = checkpoint.checkpoint(self.bn_function, *features, use_reentrant=False)
        else:
            narrow = self.bn_function(*features)
        new = self.conv2(self.relu2(self.norm2(narrow)))
        return nn.functional.dropout(new, p=self.drop_rate, training=self.training) if self.drop_rate > 0 else new


class _DenseBlock(nn.ModuleDict):
    """Dense layers, each of which sees the features of all before it."""

    def __init__(
        self,
        num_layers: int,
        num_input_features: int,
        bn_size: int,
        growth_rate: int,
        drop_rate: float,
        efficient: bool,
    ) -> None:
        super().__init__()
        for k in range(num_layers):
            layer = _DenseLayer(num_input_features + k * growth_rate, growth_rate, bn_size, drop_rate, efficient)
            self.add_module(f"denselayer{k + 1}", layer)

    def forward(self, init_features: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C + layers × growth_rate, H, W)."""
        features = [init_features]
        for layer in self.values():
            features.append(layer(features))
        return flambeau.cat(features, 1)


class _Transition(nn.Sequential):
    """Half as many pixels each way, fewer channels."""

    def __init__(self, num_input_features: int, num_output_features: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(num_input_features)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(num_input_features, num_output_features, kernel_size=1, stride=1, bias=False)
        self.pool = nn.AvgPool2d(kernel_size=2, stride=2)


class DenseNet(nn.Module):
    """Dense blocks with transitions between them. (N, 3, H, W), H and W at least 29, to (N, num_classes).

    Args:
        growth_rate: new features of each layer.
        block_config: layers of each block.
        num_init_features: of the first convolution.
        bn_size: width of the narrow layers, in growth rates.
        drop_rate: dropout after each layer.
        num_classes: outputs of the classifier.
        memory_efficient: compute the narrow layers again for the backward pass.

    Raises: RuntimeError from a call for images that are too small or have another number of channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import DenseNet
    >>> model = DenseNet(block_config=(2, 2), num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        growth_rate: int = 32,
        block_config: Sequence[int] = (6, 12, 24, 16),
        num_init_features: int = 64,
        bn_size: int = 4,
        drop_rate: float = 0,
        num_classes: int = 1000,
        memory_efficient: bool = False,
    ) -> None:
        super().__init__()
        self.features = nn.Sequential(
            OrderedDict(
                [
                    ("conv0", nn.Conv2d(3, num_init_features, kernel_size=7, stride=2, padding=3, bias=False)),
                    ("norm0", nn.BatchNorm2d(num_init_features)),
                    ("relu0", nn.ReLU(inplace=True)),
                    ("pool0", nn.MaxPool2d(kernel_size=3, stride=2, padding=1)),
                ]
            )
        )
        channels = num_init_features
        for k, layers in enumerate(block_config, 1):
            block = _DenseBlock(layers, channels, bn_size, growth_rate, drop_rate, memory_efficient)
            self.features.add_module(f"denseblock{k}", block)
            channels += layers * growth_rate
            if k != len(block_config):
                self.features.add_module(f"transition{k}", _Transition(channels, channels // 2))
                channels //= 2
        self.features.add_module("norm5", nn.BatchNorm2d(channels))
        self.classifier = nn.Linear(channels, num_classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)
            elif isinstance(m, nn.Linear):
                nn.init.constant_(m.bias, 0)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        out = nn.functional.relu(self.features(x), inplace=True)
        return self.classifier(flambeau.flatten(nn.functional.adaptive_avg_pool2d(out, (1, 1)), 1))

    def load_state_dict(self, state_dict: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Also takes the published files, which were written when parts were called ``norm.1`` instead of ``norm1``."""
        old = re.compile(r"^(.*denselayer\d+\.(?:norm|relu|conv))\.([12]\.)")
        named = OrderedDict((old.sub(r"\1\2", name), value) for name, value in state_dict.items())
        return super().load_state_dict(named, *args, **kwargs)


DenseNet121_Weights = published("DenseNet121_Weights", __name__)


@builder(DenseNet121_Weights)
def densenet121(**options: Any) -> DenseNet:
    """DenseNet-121: 8.0 million parameters."""
    return DenseNet(32, (6, 12, 24, 16), 64, **options)


DenseNet161_Weights = published("DenseNet161_Weights", __name__)


@builder(DenseNet161_Weights)
def densenet161(**options: Any) -> DenseNet:
    """DenseNet-161: 28.7 million parameters."""
    return DenseNet(48, (6, 12, 36, 24), 96, **options)


DenseNet169_Weights = published("DenseNet169_Weights", __name__)


@builder(DenseNet169_Weights)
def densenet169(**options: Any) -> DenseNet:
    """DenseNet-169: 14.1 million parameters."""
    return DenseNet(32, (6, 12, 32, 32), 64, **options)


DenseNet201_Weights = published("DenseNet201_Weights", __name__)


@builder(DenseNet201_Weights)
def densenet201(**options: Any) -> DenseNet:
    """DenseNet-201: 20.0 million parameters."""
    return DenseNet(32, (6, 12, 48, 32), 64, **options)


explain_module(globals())
