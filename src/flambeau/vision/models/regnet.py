"""RegNet: Radosavovic et al., "Designing Network Design Spaces" (2020), arXiv:2003.13678."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator
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


class BlockParams:
    """What the stages of a RegNet are: for each its blocks, their width, groups, inner width and first stride.

    Args:
        depths: blocks of each stage.
        widths: channels that each stage gives.
        group_widths: channels of a group of its 3 × 3 convolutions.
        bottleneck_multipliers: inner channels per outer.
        strides: of each stage's first block.
        se_ratio: squeezed channels in proportion to a block's inputs; None for no squeeze and excitation.

    >>> from flambeau.vision.models.regnet import BlockParams
    >>> params = BlockParams.from_init_params(depth=5, w_0=8, w_a=8.0, w_m=2.0, group_width=8)
    >>> params.depths, params.widths
    ([1, 1, 3], [8, 16, 32])
    """

    def __init__(
        self,
        depths: list[int],
        widths: list[int],
        group_widths: list[int],
        bottleneck_multipliers: list[float],
        strides: list[int],
        se_ratio: float | None = None,
    ) -> None:
        self.depths, self.widths, self.group_widths = depths, widths, group_widths
        self.bottleneck_multipliers, self.strides, self.se_ratio = bottleneck_multipliers, strides, se_ratio

    @classmethod
    def from_init_params(
        cls,
        depth: int,
        w_0: int,
        w_a: float,
        w_m: float,
        group_width: int,
        bottleneck_multiplier: float = 1.0,
        se_ratio: float | None = None,
        **kwargs: Any,
    ) -> BlockParams:
        """The stages that the paper's rule (section 3.3) gives: block j is to have the width ``w_0 + w_a j``, rounded
        to ``w_0 w_m^k`` and then to a multiple of 8; blocks of one width are a stage. Each stage halves the size.

        Other arguments are accepted.

        Raises:
            ValueError: parameters that give no network.
        """
        if w_a < 0 or w_0 <= 0 or w_m <= 1 or w_0 % 8 != 0:
            raise ValueError("Invalid RegNet settings")
        of_blocks = []
        for j in range(depth):
            power = round(math.log((w_0 + w_a * j) / w_0) / math.log(w_m))
            of_blocks.append(round(w_0 * w_m**power / 8) * 8)
        widths, groups = [], []
        for width in dict.fromkeys(of_blocks):
            inner = int(width * bottleneck_multiplier)
            group = min(group_width, inner)
            widths.append(int(_make_divisible(inner, group) / bottleneck_multiplier))
            groups.append(group)
        depths = [of_blocks.count(width) for width in dict.fromkeys(of_blocks)]
        return cls(depths, widths, groups, [bottleneck_multiplier] * len(depths), [2] * len(depths), se_ratio)

    def _get_expanded_params(self) -> Iterator[tuple[int, int, int, int, float]]:
        """For each stage its width, stride, depth, group width and bottleneck multiplier."""
        lists = (self.widths, self.strides, self.depths, self.group_widths, self.bottleneck_multipliers)
        return zip(*lists, strict=True)


class SimpleStemIN(Conv2dNormActivation):
    """The first layer: a convolution of 3 × 3 that halves the size."""

    def __init__(self, width_in: int, width_out: int, norm_layer: Layer, activation_layer: Layer) -> None:
        super().__init__(
            width_in, width_out, kernel_size=3, stride=2, norm_layer=norm_layer, activation_layer=activation_layer
        )


class BottleneckTransform(nn.Sequential):
    """Convolutions of 1 × 1, 3 × 3 in groups, and 1 × 1, with squeeze and excitation before the last where wanted."""

    def __init__(
        self,
        width_in: int,
        width_out: int,
        stride: int,
        norm_layer: Layer,
        activation_layer: Layer,
        group_width: int,
        bottleneck_multiplier: float,
        se_ratio: float | None,
    ) -> None:
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        inner = round(width_out * bottleneck_multiplier)
        made: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": activation_layer}
        layers["a"] = Conv2dNormActivation(width_in, inner, kernel_size=1, **made)
        layers["b"] = Conv2dNormActivation(
            inner, inner, kernel_size=3, stride=stride, groups=inner // group_width, **made
        )
        if se_ratio:
            layers["se"] = SqueezeExcitation(inner, round(se_ratio * width_in), activation=activation_layer)
        layers["c"] = Conv2dNormActivation(
            inner, width_out, kernel_size=1, norm_layer=norm_layer, activation_layer=None
        )
        super().__init__(layers)


class ResBottleneckBlock(nn.Module):
    """A :class:`BottleneckTransform`, to which its input is added."""

    def __init__(
        self,
        width_in: int,
        width_out: int,
        stride: int,
        norm_layer: Layer,
        activation_layer: Layer,
        group_width: int = 1,
        bottleneck_multiplier: float = 1.0,
        se_ratio: float | None = None,
    ) -> None:
        super().__init__()
        self.proj = None
        if width_in != width_out or stride != 1:
            self.proj = Conv2dNormActivation(
                width_in, width_out, kernel_size=1, stride=stride, norm_layer=norm_layer, activation_layer=None
            )
        self.f = BottleneckTransform(
            width_in, width_out, stride, norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio
        )
        self.activation = activation_layer(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """(N, width_in, H, W) to (N, width_out, ⌈H / stride⌉, ⌈W / stride⌉)."""
        return self.activation((x if self.proj is None else self.proj(x)) + self.f(x))


class AnyStage(nn.Sequential):
    """The blocks of a stage: the first has the stride and changes the width."""

    def __init__(
        self,
        width_in: int,
        width_out: int,
        stride: int,
        depth: int,
        block_constructor: Layer,
        norm_layer: Layer,
        activation_layer: Layer,
        group_width: int,
        bottleneck_multiplier: float,
        se_ratio: float | None = None,
        stage_index: int = 0,
    ) -> None:
        super().__init__()
        common = (norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio)
        for j in range(depth):
            shape = (width_in, width_out, stride) if j == 0 else (width_out, width_out, 1)
            self.add_module(f"block{stage_index}-{j}", block_constructor(*shape, *common))


class RegNet(nn.Module):
    """A convolution, stages of blocks whose widths follow a line, a classifier. (N, 3, H, W) to (N, num_classes).

    Args:
        block_params: the stages.
        num_classes: outputs of the classifier.
        stem_width: of the first layer.
        stem_type, block_type: classes of the first layer and of the blocks; :class:`SimpleStemIN` and
            :class:`ResBottleneckBlock` by default.
        norm_layer, activation: classes.

    Raises: RuntimeError from a call for images that have another number of channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import RegNet
    >>> from flambeau.vision.models.regnet import BlockParams
    >>> model = RegNet(BlockParams.from_init_params(3, 8, 8.0, 2.0, 8), num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        block_params: BlockParams,
        num_classes: int = 1000,
        stem_width: int = 32,
        stem_type: Layer | None = None,
        block_type: Layer | None = None,
        norm_layer: Layer | None = None,
        activation: Layer | None = None,
    ) -> None:
        super().__init__()
        norm, act = norm_layer or nn.BatchNorm2d, activation or nn.ReLU
        self.stem = (stem_type or SimpleStemIN)(3, stem_width, norm, act)
        trunk: OrderedDict[str, nn.Module] = OrderedDict()
        before, block, squeeze = stem_width, block_type or ResBottleneckBlock, block_params.se_ratio
        for k, (width, stride, depth, group, inner) in enumerate(block_params._get_expanded_params(), 1):
            trunk[f"block{k}"] = AnyStage(before, width, stride, depth, block, norm, act, group, inner, squeeze, k)
            before = width
        self.trunk_output = nn.Sequential(trunk)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(before, num_classes)
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
    return RegNet(BlockParams.from_init_params(depth, w_0, w_a, w_m, group_width, se_ratio=se_ratio), **options)


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
