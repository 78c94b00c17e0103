"""EfficientNet (Tan and Le 2019, arXiv:1905.11946) and EfficientNetV2 (Tan and Le 2021, arXiv:2104.00298)."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ..ops.stochastic_depth import StochasticDepth
from ._api import builder
from ._utils import _make_divisible
from ._weights import published

__all__ = [
    "EfficientNet",
    "EfficientNet_B0_Weights",
    "EfficientNet_B1_Weights",
    "EfficientNet_B2_Weights",
    "EfficientNet_B3_Weights",
    "EfficientNet_B4_Weights",
    "EfficientNet_B5_Weights",
    "EfficientNet_B6_Weights",
    "EfficientNet_B7_Weights",
    "EfficientNet_V2_L_Weights",
    "EfficientNet_V2_M_Weights",
    "EfficientNet_V2_S_Weights",
    "efficientnet_b0",
    "efficientnet_b1",
    "efficientnet_b2",
    "efficientnet_b3",
    "efficientnet_b4",
    "efficientnet_b5",
    "efficientnet_b6",
    "efficientnet_b7",
    "efficientnet_v2_l",
    "efficientnet_v2_m",
    "efficientnet_v2_s",
]
__dir__ = listing(globals())

Layer = Callable[..., nn.Module]


@dataclass
class _MBConvConfig:
    """Blocks in a row: the first has the stride and changes the channels."""

    expand_ratio: float
    kernel: int
    stride: int
    input_channels: int
    out_channels: int
    num_layers: int
    block: Layer

    @staticmethod
    def adjust_channels(channels: int, width_mult: float, min_value: int | None = None) -> int:
        """``channels * width_mult`` as a multiple of 8."""
        return _make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(_MBConvConfig):
    """Blocks of :class:`MBConv` in a row, or of another class.

    Args:
        expand_ratio: by which a block widens its input.
        kernel, stride: of the convolution of each channel by itself; the stride is the first block's.
        input_channels, out_channels: before and behind, scaled by ``width_mult``.
        num_layers: how many blocks, scaled by ``depth_mult`` and rounded up.
        block: their class.
    """

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        width_mult: float = 1.0,
        depth_mult: float = 1.0,
        block: Layer | None = None,
    ) -> None:
        before, behind = (self.adjust_channels(channels, width_mult) for channels in (input_channels, out_channels))
        count = self.adjust_depth(num_layers, depth_mult)
        super().__init__(expand_ratio, kernel, stride, before, behind, count, block or MBConv)

    @staticmethod
    def adjust_depth(num_layers: int, depth_mult: float) -> int:
        """``num_layers * depth_mult``, rounded up."""
        return math.ceil(num_layers * depth_mult)


class FusedMBConvConfig(_MBConvConfig):
    """Blocks of :class:`FusedMBConv` in a row, or of another class; arguments as of :class:`MBConvConfig`."""

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        block: Layer | None = None,
    ) -> None:
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block or FusedMBConv)


def _require_stride(cnf: _MBConvConfig) -> None:
    if not 1 <= cnf.stride <= 2:
        raise ValueError(f"illegal stride value | {cnf.stride}, where 1 or 2 is expected")


class MBConv(nn.Module):
    """Widened, filtered channel by channel, scaled by what the channels' means say, narrowed."""

    def __init__(
        self,
        cnf: MBConvConfig,
        stochastic_depth_prob: float,
        norm_layer: Layer,
        se_layer: Layer = SqueezeExcitation,
    ) -> None:
        super().__init__()
        _require_stride(cnf)
        channels = cnf.input_channels
        self.use_res_connect = cnf.stride == 1 and channels == cnf.out_channels
        silu: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.SiLU}
        wide = cnf.adjust_channels(channels, cnf.expand_ratio)
        layers: list[nn.Module] = []
        if wide != channels:
            layers.append(Conv2dNormActivation(channels, wide, kernel_size=1, **silu))
        layers += [
            Conv2dNormActivation(wide, wide, kernel_size=cnf.kernel, stride=cnf.stride, groups=wide, **silu),
            se_layer(wide, max(1, channels // 4), activation=partial(nn.SiLU, inplace=True)),
            Conv2dNormActivation(wide, cnf.out_channels, kernel_size=1, norm_layer=norm_layer, activation_layer=None),
        ]
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.out_channels = cnf.out_channels

    def forward(self, input: Tensor) -> Tensor:
        """(N, input_channels, H, W) to (N, out_channels, …), passed on beside where shapes agree."""
        result = self.block(input)
        return self.stochastic_depth(result) + input if self.use_res_connect else result


class FusedMBConv(nn.Module):
    """An MBConv whose first two convolutions are one, without scales: faster where there are few channels."""

    def __init__(self, cnf: FusedMBConvConfig, stochastic_depth_prob: float, norm_layer: Layer) -> None:
        super().__init__()
        _require_stride(cnf)
        channels = cnf.input_channels
        self.use_res_connect = cnf.stride == 1 and channels == cnf.out_channels
        silu: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.SiLU}
        wide = cnf.adjust_channels(channels, cnf.expand_ratio)
        first = wide if wide != channels else cnf.out_channels
        layers = [Conv2dNormActivation(channels, first, kernel_size=cnf.kernel, stride=cnf.stride, **silu)]
        if wide != channels:
            layers.append(
                Conv2dNormActivation(
                    wide, cnf.out_channels, kernel_size=1, norm_layer=norm_layer, activation_layer=None
                )
            )
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.out_channels = cnf.out_channels

    def forward(self, input: Tensor) -> Tensor:
        """(N, input_channels, H, W) to (N, out_channels, …), passed on beside where shapes agree."""
        result = self.block(input)
        return self.stochastic_depth(result) + input if self.use_res_connect else result


class EfficientNet(nn.Module):
    """Stages of :class:`MBConv` and :class:`FusedMBConv` blocks. (N, 3, H, W) to (N, num_classes).

    Args:
        inverted_residual_setting: the stages, :class:`MBConvConfig` or :class:`FusedMBConvConfig`.
        dropout: before the classifier.
        stochastic_depth_prob: with which the last block's branch is dropped; earlier ones in proportion.
        num_classes: outputs of the classifier.
        norm_layer: made from a number of channels.
        last_channel: of the last convolution; four times the last stage's unless given.

    Raises: ValueError for no stages; RuntimeError from a call for images that have another number of channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import EfficientNet
    >>> from flambeau.vision.models.efficientnet import MBConvConfig
    >>> stages = [MBConvConfig(1, 3, 1, 8, 8, 1)]
    >>> model = EfficientNet(stages, dropout=0.2, num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        inverted_residual_setting: Sequence[MBConvConfig | FusedMBConvConfig],
        dropout: float,
        stochastic_depth_prob: float = 0.2,
        num_classes: int = 1000,
        norm_layer: Layer | None = None,
        last_channel: int | None = None,
    ) -> None:
        if not inverted_residual_setting:
            raise ValueError("The inverted_residual_setting should not be empty")
        super().__init__()
        norm = norm_layer or nn.BatchNorm2d
        silu: dict[str, Any] = {"norm_layer": norm, "activation_layer": nn.SiLU}
        first = inverted_residual_setting[0].input_channels
        layers: list[nn.Module] = [Conv2dNormActivation(3, first, kernel_size=3, stride=2, **silu)]
        total = sum(stage.num_layers for stage in inverted_residual_setting)
        done = 0
        for stage in inverted_residual_setting:
            blocks: list[nn.Module] = []
            cnf = copy.copy(stage)
            for _ in range(stage.num_layers):
                blocks.append(stage.block(cnf, stochastic_depth_prob * done / total, norm))
                cnf.input_channels, cnf.stride = stage.out_channels, 1
                done += 1
            layers.append(nn.Sequential(*blocks))
        final = inverted_residual_setting[-1].out_channels
        last = last_channel if last_channel is not None else 4 * final
        layers.append(Conv2dNormActivation(final, last, kernel_size=1, **silu))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout, inplace=True), nn.Linear(last, num_classes))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out")
                if m.bias is not None:
                    nn.init.zeros_(m.bias)
            elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.ones_(m.weight)
                nn.init.zeros_(m.bias)
            elif isinstance(m, nn.Linear):
                bound = 1.0 / math.sqrt(m.out_features)
                nn.init.uniform_(m.weight, -bound, bound)
                nn.init.zeros_(m.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        return self.classifier(flambeau.flatten(self.avgpool(self.features(x)), 1))


# Expansion, kernel, stride, channels before and after, blocks (table 1 of the first paper).
_B0 = (
    (1, 3, 1, 32, 16, 1),
    (6, 3, 2, 16, 24, 2),
    (6, 5, 2, 24, 40, 2),
    (6, 3, 2, 40, 80, 3),
    (6, 5, 1, 80, 112, 3),
    (6, 5, 2, 112, 192, 4),
    (6, 3, 1, 192, 320, 1),
)
# The same of EfficientNetV2; F marks the fused blocks (table 4 of the second paper).
_V2 = {
    "s": (
        ("F", 1, 3, 1, 24, 24, 2),
        ("F", 4, 3, 2, 24, 48, 4),
        ("F", 4, 3, 2, 48, 64, 4),
        ("M", 4, 3, 2, 64, 128, 6),
        ("M", 6, 3, 1, 128, 160, 9),
        ("M", 6, 3, 2, 160, 256, 15),
    ),
    "m": (
        ("F", 1, 3, 1, 24, 24, 3),
        ("F", 4, 3, 2, 24, 48, 5),
        ("F", 4, 3, 2, 48, 80, 5),
        ("M", 4, 3, 2, 80, 160, 7),
        ("M", 6, 3, 1, 160, 176, 14),
        ("M", 6, 3, 2, 176, 304, 18),
        ("M", 6, 3, 1, 304, 512, 5),
    ),
    "l": (
        ("F", 1, 3, 1, 32, 32, 4),
        ("F", 4, 3, 2, 32, 64, 7),
        ("F", 4, 3, 2, 64, 96, 7),
        ("M", 4, 3, 2, 96, 192, 10),
        ("M", 6, 3, 1, 192, 224, 19),
        ("M", 6, 3, 2, 224, 384, 25),
        ("M", 6, 3, 1, 384, 640, 7),
    ),
}
_TF_NORM = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)  # of weights that come from TensorFlow


def _scaled(width: float, depth: float, dropout: float, options: dict[str, Any]) -> EfficientNet:
    """EfficientNet-B0 with its channels times ``width`` and its blocks times ``depth``."""
    stages = [MBConvConfig(*row, width, depth) for row in _B0]
    return EfficientNet(stages, options.pop("dropout", dropout), **options)


def _v2(size: str, dropout: float, options: dict[str, Any]) -> EfficientNet:
    kinds: Any = {"F": FusedMBConvConfig, "M": MBConvConfig}
    stages = [kinds[kind](*numbers) for kind, *numbers in _V2[size]]
    options.setdefault("norm_layer", partial(nn.BatchNorm2d, eps=1e-03))
    return EfficientNet(stages, options.pop("dropout", dropout), last_channel=1280, **options)


EfficientNet_B0_Weights = published("EfficientNet_B0_Weights", __name__)


@builder(EfficientNet_B0_Weights)
def efficientnet_b0(**options: Any) -> EfficientNet:
    """EfficientNet-B0: 5.3 million parameters."""
    return _scaled(1.0, 1.0, 0.2, options)


EfficientNet_B1_Weights = published("EfficientNet_B1_Weights", __name__)


@builder(EfficientNet_B1_Weights)
def efficientnet_b1(**options: Any) -> EfficientNet:
    """EfficientNet-B1: 7.8 million parameters."""
    return _scaled(1.0, 1.1, 0.2, options)


EfficientNet_B2_Weights = published("EfficientNet_B2_Weights", __name__)


@builder(EfficientNet_B2_Weights)
def efficientnet_b2(**options: Any) -> EfficientNet:
    """EfficientNet-B2: 9.1 million parameters."""
    return _scaled(1.1, 1.2, 0.3, options)


EfficientNet_B3_Weights = published("EfficientNet_B3_Weights", __name__)


@builder(EfficientNet_B3_Weights)
def efficientnet_b3(**options: Any) -> EfficientNet:
    """EfficientNet-B3: 12.2 million parameters."""
    return _scaled(1.2, 1.4, 0.3, options)


EfficientNet_B4_Weights = published("EfficientNet_B4_Weights", __name__)


@builder(EfficientNet_B4_Weights)
def efficientnet_b4(**options: Any) -> EfficientNet:
    """EfficientNet-B4: 19.3 million parameters."""
    return _scaled(1.4, 1.8, 0.4, options)


EfficientNet_B5_Weights = published("EfficientNet_B5_Weights", __name__)


@builder(EfficientNet_B5_Weights)
def efficientnet_b5(**options: Any) -> EfficientNet:
    """EfficientNet-B5: 30.4 million parameters."""
    return _scaled(1.6, 2.2, 0.4, {"norm_layer": _TF_NORM, **options})


EfficientNet_B6_Weights = published("EfficientNet_B6_Weights", __name__)


@builder(EfficientNet_B6_Weights)
def efficientnet_b6(**options: Any) -> EfficientNet:
    """EfficientNet-B6: 43.0 million parameters."""
    return _scaled(1.8, 2.6, 0.5, {"norm_layer": _TF_NORM, **options})


EfficientNet_B7_Weights = published("EfficientNet_B7_Weights", __name__)


@builder(EfficientNet_B7_Weights)
def efficientnet_b7(**options: Any) -> EfficientNet:
    """EfficientNet-B7: 66.3 million parameters."""
    return _scaled(2.0, 3.1, 0.5, {"norm_layer": _TF_NORM, **options})


EfficientNet_V2_S_Weights = published("EfficientNet_V2_S_Weights", __name__)


@builder(EfficientNet_V2_S_Weights)
def efficientnet_v2_s(**options: Any) -> EfficientNet:
    """EfficientNetV2-S: 21.5 million parameters."""
    return _v2("s", 0.2, options)


EfficientNet_V2_M_Weights = published("EfficientNet_V2_M_Weights", __name__)


@builder(EfficientNet_V2_M_Weights)
def efficientnet_v2_m(**options: Any) -> EfficientNet:
    """EfficientNetV2-M: 54.1 million parameters."""
    return _v2("m", 0.3, options)


EfficientNet_V2_L_Weights = published("EfficientNet_V2_L_Weights", __name__)


@builder(EfficientNet_V2_L_Weights)
def efficientnet_v2_l(**options: Any) -> EfficientNet:
    """EfficientNetV2-L: 118.5 million parameters."""
    return _v2("l", 0.4, options)


explain_module(globals())
