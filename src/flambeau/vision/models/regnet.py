"""RegNet: Radosavovic et al., "Designing Network Design Spaces" (2020), arXiv:2003.13678."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ._api import builder
from ._utils import _make_divisible
from ._weights import published

__all__ = [
    "RegNet",
    "RegNet_X_1_6GF_Weights",
    "RegNet_X_3_2GF_Weights",
    "RegNet_X_8GF_Weights",
    "RegNet_X_16GF_Weights",
    "RegNet_X_32GF_Weights",
    "RegNet_X_400MF_Weights",
    "RegNet_X_800MF_Weights",
    "RegNet_Y_1_6GF_Weights",
    "RegNet_Y_3_2GF_Weights",
    "RegNet_Y_8GF_Weights",
    "RegNet_Y_16GF_Weights",
    "RegNet_Y_32GF_Weights",
    "RegNet_Y_128GF_Weights",
    "RegNet_Y_400MF_Weights",
    "RegNet_Y_800MF_Weights",
    "regnet_x_1_6gf",
    "regnet_x_3_2gf",
    "regnet_x_8gf",
    "regnet_x_16gf",
    "regnet_x_32gf",
    "regnet_x_400mf",
    "regnet_x_800mf",
    "regnet_y_1_6gf",
    "regnet_y_3_2gf",
    "regnet_y_8gf",
    "regnet_y_16gf",
    "regnet_y_32gf",
    "regnet_y_128gf",
    "regnet_y_400mf",
    "regnet_y_800mf",
]
__dir__ = listing(globals())

Layer = Callable[..., nn.Module]


@dataclass(frozen=True)
class Stage:
    """Blocks in a row, the first of which halves the size."""

    width: int
    depth: int
    group_width: int


def stages_of(depth: int, w_0: int, w_a: float, w_m: float, group_width: int) -> list[Stage]:
    """The stages that the paper's rule (section 3.3) gives: block j is to have the width ``w_0 + w_a j``, rounded to
    ``w_0 w_m^k`` and then to a multiple of 8; blocks of one width are a stage.

    Raises:
        ValueError: parameters that give no network.
    """
    if w_a < 0 or w_0 <= 0 or w_m <= 1 or w_0 % 8 != 0:
        raise ValueError("Invalid RegNet settings")
    widths = []
    for j in range(depth):
        power = round(math.log((w_0 + w_a * j) / w_0) / math.log(w_m))
        widths.append(round(w_0 * w_m**power / 8) * 8)
    stages = []
    for width in dict.fromkeys(widths):
        group = min(group_width, width)
        stages.append(Stage(_make_divisible(width, group), widths.count(width), group))
    return stages


class BottleneckTransform(nn.Sequential):
    """Convolutions of 1 × 1, 3 × 3 in groups, and 1 × 1, with squeeze and excitation before the last where wanted."""

    def __init__(
        self, width_in: int, width: int, stride: int, norm: Layer, act: Layer, group_width: int, se_ratio: float | None
    ) -> None:
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        made: dict[str, Any] = {"norm_layer": norm, "activation_layer": act}
        layers["a"] = Conv2dNormActivation(width_in, width, kernel_size=1, **made)
        layers["b"] = Conv2dNormActivation(
            width, width, kernel_size=3, stride=stride, groups=width // group_width, **made
        )
        if se_ratio:
            layers["se"] = SqueezeExcitation(width, round(se_ratio * width_in), activation=act)
        layers["c"] = Conv2dNormActivation(width, width, kernel_size=1, norm_layer=norm, activation_layer=None)
        super().__init__(layers)


class ResBottleneckBlock(nn.Module):
    """A :class:`BottleneckTransform`, to which its input is added."""

    def __init__(
        self, width_in: int, width: int, stride: int, norm: Layer, act: Layer, group_width: int, se_ratio: float | None
    ) -> None:
        super().__init__()
        self.proj = None
        if width_in != width or stride != 1:
            self.proj = Conv2dNormActivation(
                width_in, width, kernel_size=1, stride=stride, norm_layer=norm, activation_layer=None
            )
        self.f = BottleneckTransform(width_in, width, stride, norm, act, group_width, se_ratio)
        self.activation = act(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """(N, width_in, H, W) to (N, width, ⌈H / stride⌉, ⌈W / stride⌉)."""
        return self.activation((x if self.proj is None else self.proj(x)) + self.f(x))


class AnyStage(nn.Sequential):
    """The blocks of a stage: the first halves the size and changes the width."""

    def __init__(
        self, width_in: int, stage: Stage, norm: Layer, act: Layer, se_ratio: float | None, number: int
    ) -> None:
        super().__init__()
        for j in range(stage.depth):
            width, stride = (width_in, 2) if j == 0 else (stage.width, 1)
            block = ResBottleneckBlock(width, stage.width, stride, norm, act, stage.group_width, se_ratio)
            self.add_module(f"block{number}-{j}", block)


class RegNet(nn.Module):
    """A convolution, stages of blocks whose widths follow a line, a classifier. (N, 3, H, W) to (N, num_classes).

    Args:
        stages: see :func:`stages_of`.
        se_ratio: squeezed channels in proportion to a block's inputs; None for no squeeze and excitation.
        num_classes: outputs of the classifier.
        stem_width: of the first convolution.
        norm_layer, activation: classes.

    Raises: RuntimeError from a call for images that have another number of channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import RegNet
    >>> from flambeau.vision.models.regnet import stages_of
    >>> model = RegNet(stages_of(3, 8, 8.0, 2.0, 8), num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        stages: list[Stage],
        se_ratio: float | None = None,
        num_classes: int = 1000,
        stem_width: int = 32,
        norm_layer: Layer | None = None,
        activation: Layer | None = None,
    ) -> None:
        super().__init__()
        norm, act = norm_layer or nn.BatchNorm2d, activation or nn.ReLU
        self.stem = Conv2dNormActivation(3, stem_width, kernel_size=3, stride=2, norm_layer=norm, activation_layer=act)
        trunk: OrderedDict[str, nn.Module] = OrderedDict()
        width = stem_width
        for k, stage in enumerate(stages, 1):
            trunk[f"block{k}"] = AnyStage(width, stage, norm, act, se_ratio, k)
            width = stage.width
        self.trunk_output = nn.Sequential(trunk)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(width, num_classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                fan_out = m.kernel_size[0] * m.kernel_size[1] * m.out_channels
                nn.init.normal_(m.weight, mean=0.0, std=math.sqrt(2.0 / fan_out))
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.ones_(m.weight)
                nn.init.zeros_(m.bias)
            elif isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, mean=0.0, std=0.01)
                nn.init.zeros_(m.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        x = self.avgpool(self.trunk_output(self.stem(x)))
        return self.fc(x.flatten(start_dim=1))


def _regnet(
    depth: int, w_0: int, w_a: float, w_m: float, group_width: int, se_ratio: float | None, options: dict[str, Any]
) -> RegNet:
    options.setdefault("norm_layer", partial(nn.BatchNorm2d, eps=1e-05, momentum=0.1))
    return RegNet(stages_of(depth, w_0, w_a, w_m, group_width), se_ratio, **options)


RegNet_Y_400MF_Weights = published("RegNet_Y_400MF_Weights", __name__)


@builder(RegNet_Y_400MF_Weights)
def regnet_y_400mf(**options: Any) -> RegNet:
    """RegNetY-400MF, with squeeze and excitation."""
    return _regnet(16, 48, 27.89, 2.09, 8, 0.25, options)


RegNet_Y_800MF_Weights = published("RegNet_Y_800MF_Weights", __name__)


@builder(RegNet_Y_800MF_Weights)
def regnet_y_800mf(**options: Any) -> RegNet:
    """RegNetY-800MF, with squeeze and excitation."""
    return _regnet(14, 56, 38.84, 2.4, 16, 0.25, options)


RegNet_Y_1_6GF_Weights = published("RegNet_Y_1_6GF_Weights", __name__)


@builder(RegNet_Y_1_6GF_Weights)
def regnet_y_1_6gf(**options: Any) -> RegNet:
    """RegNetY-1.6GF, with squeeze and excitation."""
    return _regnet(27, 48, 20.71, 2.65, 24, 0.25, options)


RegNet_Y_3_2GF_Weights = published("RegNet_Y_3_2GF_Weights", __name__)


@builder(RegNet_Y_3_2GF_Weights)
def regnet_y_3_2gf(**options: Any) -> RegNet:
    """RegNetY-3.2GF, with squeeze and excitation."""
    return _regnet(21, 80, 42.63, 2.66, 24, 0.25, options)


RegNet_Y_8GF_Weights = published("RegNet_Y_8GF_Weights", __name__)


@builder(RegNet_Y_8GF_Weights)
def regnet_y_8gf(**options: Any) -> RegNet:
    """RegNetY-8GF, with squeeze and excitation."""
    return _regnet(17, 192, 76.82, 2.19, 56, 0.25, options)


RegNet_Y_16GF_Weights = published("RegNet_Y_16GF_Weights", __name__)


@builder(RegNet_Y_16GF_Weights)
def regnet_y_16gf(**options: Any) -> RegNet:
    """RegNetY-16GF, with squeeze and excitation."""
    return _regnet(18, 200, 106.23, 2.48, 112, 0.25, options)


RegNet_Y_32GF_Weights = published("RegNet_Y_32GF_Weights", __name__)


@builder(RegNet_Y_32GF_Weights)
def regnet_y_32gf(**options: Any) -> RegNet:
    """RegNetY-32GF, with squeeze and excitation."""
    return _regnet(20, 232, 115.89, 2.53, 232, 0.25, options)


RegNet_Y_128GF_Weights = published("RegNet_Y_128GF_Weights", __name__)


@builder(RegNet_Y_128GF_Weights, legacy=None)
def regnet_y_128gf(**options: Any) -> RegNet:
    """RegNetY-128GF, with squeeze and excitation."""
    return _regnet(27, 456, 160.83, 2.52, 264, 0.25, options)


RegNet_X_400MF_Weights = published("RegNet_X_400MF_Weights", __name__)


@builder(RegNet_X_400MF_Weights)
def regnet_x_400mf(**options: Any) -> RegNet:
    """RegNetX-400MF."""
    return _regnet(22, 24, 24.48, 2.54, 16, None, options)


RegNet_X_800MF_Weights = published("RegNet_X_800MF_Weights", __name__)


@builder(RegNet_X_800MF_Weights)
def regnet_x_800mf(**options: Any) -> RegNet:
    """RegNetX-800MF."""
    return _regnet(16, 56, 35.73, 2.28, 16, None, options)


RegNet_X_1_6GF_Weights = published("RegNet_X_1_6GF_Weights", __name__)


@builder(RegNet_X_1_6GF_Weights)
def regnet_x_1_6gf(**options: Any) -> RegNet:
    """RegNetX-1.6GF."""
    return _regnet(18, 80, 34.01, 2.25, 24, None, options)


RegNet_X_3_2GF_Weights = published("RegNet_X_3_2GF_Weights", __name__)


@builder(RegNet_X_3_2GF_Weights)
def regnet_x_3_2gf(**options: Any) -> RegNet:
    """RegNetX-3.2GF."""
    return _regnet(25, 88, 26.31, 2.25, 48, None, options)


RegNet_X_8GF_Weights = published("RegNet_X_8GF_Weights", __name__)


@builder(RegNet_X_8GF_Weights)
def regnet_x_8gf(**options: Any) -> RegNet:
    """RegNetX-8GF."""
    return _regnet(23, 80, 49.56, 2.88, 120, None, options)


RegNet_X_16GF_Weights = published("RegNet_X_16GF_Weights", __name__)


@builder(RegNet_X_16GF_Weights)
def regnet_x_16gf(**options: Any) -> RegNet:
    """RegNetX-16GF."""
    return _regnet(22, 216, 55.59, 2.1, 128, None, options)


RegNet_X_32GF_Weights = published("RegNet_X_32GF_Weights", __name__)


@builder(RegNet_X_32GF_Weights)
def regnet_x_32gf(**options: Any) -> RegNet:
    """RegNetX-32GF."""
    return _regnet(23, 320, 69.86, 2.0, 168, None, options)


explain_module(globals())
