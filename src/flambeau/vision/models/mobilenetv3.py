"""MobileNetV3: Howard et al., "Searching for MobileNetV3" (2019), arXiv:1905.02244."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ._api import builder
from ._utils import _make_divisible, initialise_mobile
from ._weights import published

__all__ = [
    "MobileNetV3",
    "MobileNet_V3_Large_Weights",
    "MobileNet_V3_Small_Weights",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
]
__dir__ = listing(globals())

Layer = Callable[..., nn.Module]


class InvertedResidualConfig:
    """One block: channels before, inside and after, and what it does.

    Args:
        input_channels, expanded_channels, out_channels: all scaled by ``width_mult``.
        kernel, stride, dilation: of the convolution of each channel by itself.
        use_se: whether channels are squeezed and excited.
        activation: "HS" for Hardswish; ReLU otherwise.
        width_mult: factor of the channels, which become multiples of 8.
    """

    def __init__(
        self,
        input_channels: int,
        kernel: int,
        expanded_channels: int,
        out_channels: int,
        use_se: bool,
        activation: str,
        stride: int,
        dilation: int,
        width_mult: float,
    ) -> None:
        self.input_channels = self.adjust_channels(input_channels, width_mult)
        self.kernel = kernel
        self.expanded_channels = self.adjust_channels(expanded_channels, width_mult)
        self.out_channels = self.adjust_channels(out_channels, width_mult)
        self.use_se, self.use_hs = use_se, activation == "HS"
        self.stride, self.dilation = stride, dilation

    @staticmethod
    def adjust_channels(channels: int, width_mult: float) -> int:
        """``channels * width_mult`` as a multiple of 8."""
        return _make_divisible(channels * width_mult, 8)


class InvertedResidual(nn.Module):
    """Widened, filtered channel by channel, scaled by what the channels' means say, narrowed."""

    def __init__(
        self,
        cnf: InvertedResidualConfig,
        norm_layer: Layer,
        se_layer: Layer = partial(SqueezeExcitation, scale_activation=nn.Hardsigmoid),  # noqa: B008 - a constant
    ) -> None:
        super().__init__()
        if cnf.stride not in (1, 2):
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        activation: Layer = nn.Hardswish if cnf.use_hs else nn.ReLU
        layers: list[nn.Module] = []
        if cnf.expanded_channels != cnf.input_channels:
            layers.append(
                Conv2dNormActivation(
                    cnf.input_channels,
                    cnf.expanded_channels,
                    kernel_size=1,
                    norm_layer=norm_layer,
                    activation_layer=activation,
                )
            )
        layers.append(
            Conv2dNormActivation(
                cnf.expanded_channels,
                cnf.expanded_channels,
                kernel_size=cnf.kernel,
                stride=1 if cnf.dilation > 1 else cnf.stride,
                dilation=cnf.dilation,
                groups=cnf.expanded_channels,
                norm_layer=norm_layer,
                activation_layer=activation,
            )
        )
        if cnf.use_se:
            squeezed = _make_divisible(cnf.expanded_channels // 4, 8)
            layers.append(se_layer(cnf.expanded_channels, squeezed))
        layers.append(
            Conv2dNormActivation(
                cnf.expanded_channels, cnf.out_channels, kernel_size=1, norm_layer=norm_layer, activation_layer=None
            )
        )
        self.block = nn.Sequential(*layers)
        self.out_channels = cnf.out_channels
        self._is_cn = cnf.stride > 1

    def forward(self, input: Tensor) -> Tensor:
        """(N, input_channels, H, W) to (N, out_channels, …), passed on beside where shapes agree."""
        result = self.block(input)
        return result + input if self.use_res_connect else result


class MobileNetV3(nn.Module):
    """Inverted residual blocks with squeeze and excitation. (N, 3, H, W) to (N, num_classes).

    Args:
        inverted_residual_setting: the blocks.
        last_channel: width of the hidden layer of the classifier.
        num_classes: outputs of the classifier.
        block: the class of blocks, :class:`InvertedResidual` by default.
        norm_layer: made from a number of channels.
        dropout: before the last layer.
        kwargs: accepted, as torchvision does.

    Raises: ValueError for an empty ``inverted_residual_setting``; TypeError for items that are no
        `InvertedResidualConfig`.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import MobileNetV3
    >>> from flambeau.vision.models.mobilenetv3 import InvertedResidualConfig
    >>> blocks = [InvertedResidualConfig(16, 3, 16, 16, True, "RE", 2, 1, 1.0)]
    >>> model = MobileNetV3(blocks, last_channel=32, num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        inverted_residual_setting: Sequence[InvertedResidualConfig],
        last_channel: int,
        num_classes: int = 1000,
        block: Layer | None = None,
        norm_layer: Layer | None = None,
        dropout: float = 0.2,
        **kwargs: Any,
    ) -> None:
        if not inverted_residual_setting:
            raise ValueError("The inverted_residual_setting should not be empty")
        super().__init__()
        block, norm = block or InvertedResidual, norm_layer or partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
        first = inverted_residual_setting[0].input_channels
        final = inverted_residual_setting[-1].out_channels
        wide = 6 * final
        swish: dict[str, Any] = {"norm_layer": norm, "activation_layer": nn.Hardswish}
        self.features = nn.Sequential(
            Conv2dNormActivation(3, first, kernel_size=3, stride=2, **swish),
            *(block(cnf, norm) for cnf in inverted_residual_setting),
            Conv2dNormActivation(final, wide, kernel_size=1, **swish),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Linear(wide, last_channel),
            nn.Hardswish(inplace=True),
            nn.Dropout(p=dropout, inplace=True),
            nn.Linear(last_channel, num_classes),
        )
        initialise_mobile(self)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        return self.classifier(flambeau.flatten(self.avgpool(self.features(x)), 1))


def _blocks(
    arch: str, width_mult: float, reduced_tail: bool, dilated: bool
) -> tuple[list[InvertedResidualConfig], int]:
    """The blocks (tables 1 and 2 of the paper) and the classifier's width.

    ``reduced_tail`` halves the last stage's channels, ``dilated`` dilates it instead of halving its size.
    """
    half, d = 2 if reduced_tail else 1, 2 if dilated else 1
    if arch == "large":
        rows = [
            (16, 3, 16, 16, False, "RE", 1, 1),
            (16, 3, 64, 24, False, "RE", 2, 1),
            (24, 3, 72, 24, False, "RE", 1, 1),
            (24, 5, 72, 40, True, "RE", 2, 1),
            (40, 5, 120, 40, True, "RE", 1, 1),
            (40, 5, 120, 40, True, "RE", 1, 1),
            (40, 3, 240, 80, False, "HS", 2, 1),
            (80, 3, 200, 80, False, "HS", 1, 1),
            (80, 3, 184, 80, False, "HS", 1, 1),
            (80, 3, 184, 80, False, "HS", 1, 1),
            (80, 3, 480, 112, True, "HS", 1, 1),
            (112, 3, 672, 112, True, "HS", 1, 1),
            (112, 5, 672, 160 // half, True, "HS", 2, d),
            (160 // half, 5, 960 // half, 160 // half, True, "HS", 1, d),
            (160 // half, 5, 960 // half, 160 // half, True, "HS", 1, d),
        ]
        last = 1280
    else:
        rows = [
            (16, 3, 16, 16, True, "RE", 2, 1),
            (16, 3, 72, 24, False, "RE", 2, 1),
            (24, 3, 88, 24, False, "RE", 1, 1),
            (24, 5, 96, 40, True, "HS", 2, 1),
            (40, 5, 240, 40, True, "HS", 1, 1),
            (40, 5, 240, 40, True, "HS", 1, 1),
            (40, 5, 120, 48, True, "HS", 1, 1),
            (48, 5, 144, 48, True, "HS", 1, 1),
            (48, 5, 288, 96 // half, True, "HS", 2, d),
            (96 // half, 5, 576 // half, 96 // half, True, "HS", 1, d),
            (96 // half, 5, 576 // half, 96 // half, True, "HS", 1, d),
        ]
        last = 1024
    settings = [InvertedResidualConfig(*row, width_mult) for row in rows]
    return settings, _make_divisible(last // half * width_mult, 8)


def _mobilenet_v3(
    arch: str, width_mult: float = 1.0, reduced_tail: bool = False, dilated: bool = False, **options: Any
) -> MobileNetV3:
    settings, last = _blocks(arch, width_mult, reduced_tail, dilated)
    return MobileNetV3(settings, last, **options)


MobileNet_V3_Large_Weights = published("MobileNet_V3_Large_Weights", __name__)


@builder(MobileNet_V3_Large_Weights)
def mobilenet_v3_large(**options: Any) -> MobileNetV3:
    """MobileNetV3, large: 5.5 million parameters."""
    return _mobilenet_v3("large", **options)


MobileNet_V3_Small_Weights = published("MobileNet_V3_Small_Weights", __name__)


@builder(MobileNet_V3_Small_Weights)
def mobilenet_v3_small(**options: Any) -> MobileNetV3:
    """MobileNetV3, small: 2.5 million parameters."""
    return _mobilenet_v3("small", **options)


explain_module(globals())
