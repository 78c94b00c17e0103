"""MobileNetV2: Sandler et al., "Inverted Residuals and Linear Bottlenecks" (2018), arXiv:1801.04381."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ..ops.misc import Conv2dNormActivation
from ._api import builder
from ._utils import _make_divisible, initialise_mobile
from ._weights import published

__all__ = ["MobileNetV2", "MobileNet_V2_Weights", "mobilenet_v2"]
__dir__ = listing(globals())

Layer = Callable[..., nn.Module]

# Expansion, channels, number of blocks, stride of the first (table 2 of the paper).
SETTINGS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


class InvertedResidual(nn.Module):
    """Widened by a convolution of 1 × 1, filtered channel by channel, narrowed again; passed on where shapes agree."""

    def __init__(self, inp: int, oup: int, stride: int, expand_ratio: int, norm_layer: Layer | None = None) -> None:
        super().__init__()
        if stride not in (1, 2):
            raise ValueError(f"stride should be 1 or 2 instead of {stride}")
        norm = norm_layer or nn.BatchNorm2d
        hidden = round(inp * expand_ratio)
        self.stride = stride
        self.use_res_connect = stride == 1 and inp == oup
        layers: list[nn.Module] = []
        if expand_ratio != 1:
            layers.append(Conv2dNormActivation(inp, hidden, kernel_size=1, norm_layer=norm, activation_layer=nn.ReLU6))
        layers += [
            Conv2dNormActivation(
                hidden, hidden, stride=stride, groups=hidden, norm_layer=norm, activation_layer=nn.ReLU6
            ),
            nn.Conv2d(hidden, oup, 1, 1, 0, bias=False),
            norm(oup),
        ]
        self.conv = nn.Sequential(*layers)
        self.out_channels = oup
        self._is_cn = stride > 1

    def forward(self, x: Tensor) -> Tensor:
        """(N, inp, H, W) to (N, oup, ⌈H / stride⌉, ⌈W / stride⌉)."""
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


class MobileNetV2(nn.Module):
    """Inverted residual blocks. (N, 3, H, W) to (N, num_classes).

    Args:
        num_classes: outputs of the classifier.
        width_mult: factor of every layer's channels.
        inverted_residual_setting: rows of expansion, channels, number of blocks, stride of the first.
        round_nearest: channels are rounded to a multiple of this.
        block, norm_layer: classes.
        dropout: before the classifier.

    Raises: ValueError for an empty ``inverted_residual_setting``, or rows of another length than four.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import MobileNetV2
    >>> model = MobileNetV2(num_classes=10, width_mult=0.25).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        num_classes: int = 1000,
        width_mult: float = 1.0,
        inverted_residual_setting: Sequence[Sequence[int]] | None = None,
        round_nearest: int = 8,
        block: Layer | None = None,
        norm_layer: Layer | None = None,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        block, norm = block or InvertedResidual, norm_layer or nn.BatchNorm2d
        settings = SETTINGS if inverted_residual_setting is None else inverted_residual_setting
        if not settings or any(len(row) != 4 for row in settings):
            raise ValueError(
                f"inverted_residual_setting should be non-empty or a 4-element list, got {inverted_residual_setting}"
            )
        channels = _make_divisible(32 * width_mult, round_nearest)
        self.last_channel = _make_divisible(1280 * max(1.0, width_mult), round_nearest)
        features: list[nn.Module] = [
            Conv2dNormActivation(3, channels, stride=2, norm_layer=norm, activation_layer=nn.ReLU6)
        ]
        for expansion, width, count, stride in settings:
            out = _make_divisible(width * width_mult, round_nearest)
            for k in range(count):
                features.append(block(channels, out, stride if k == 0 else 1, expand_ratio=expansion, norm_layer=norm))
                channels = out
        features.append(
            Conv2dNormActivation(channels, self.last_channel, kernel_size=1, norm_layer=norm, activation_layer=nn.ReLU6)
        )
        self.features = nn.Sequential(*features)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout), nn.Linear(self.last_channel, num_classes))
        initialise_mobile(self)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        x = nn.functional.adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(flambeau.flatten(x, 1))


MobileNet_V2_Weights = published("MobileNet_V2_Weights", __name__)


@builder(MobileNet_V2_Weights)
def mobilenet_v2(**options: Any) -> MobileNetV2:
    """MobileNetV2: 3.5 million parameters."""
    return MobileNetV2(**options)


explain_module(globals())
