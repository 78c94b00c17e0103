"""Residual networks: He et al., "Deep Residual Learning for Image Recognition" (2015), arXiv:1512.03385.

With them their descendants that change widths only: ResNeXt (Xie et al. 2016, arXiv:1611.05431; convolutions in groups)
and wide ResNets (Zagoruyko and Komodakis 2016, arXiv:1605.07146).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ._api import builder
from ._weights import published

__all__ = [
    "BasicBlock",
    "Bottleneck",
    "ResNeXt50_32X4D_Weights",
    "ResNeXt101_32X8D_Weights",
    "ResNeXt101_64X4D_Weights",
    "ResNet",
    "ResNet18_Weights",
    "ResNet34_Weights",
    "ResNet50_Weights",
    "ResNet101_Weights",
    "ResNet152_Weights",
    "Wide_ResNet50_2_Weights",
    "Wide_ResNet101_2_Weights",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "wide_resnet50_2",
    "wide_resnet101_2",
]
__dir__ = listing(globals())

Norm = Callable[[int], nn.Module]


def conv3x3(in_planes: int, out_planes: int, stride: int = 1, groups: int = 1, dilation: int = 1) -> nn.Conv2d:
    """A convolution of 3 × 3 that keeps the size at stride 1; normalisation follows, so it needs no bias."""
    return nn.Conv2d(in_planes, out_planes, 3, stride, padding=dilation, groups=groups, bias=False, dilation=dilation)


def conv1x1(in_planes: int, out_planes: int, stride: int = 1) -> nn.Conv2d:
    """A convolution of 1 × 1 without bias."""
    return nn.Conv2d(in_planes, out_planes, 1, stride, bias=False)


class BasicBlock(nn.Module):
    """Two convolutions of 3 × 3 around which the input is passed on: ``relu(x + f(x))``.

    Raises: ValueError for ``groups`` other than 1 or a ``base_width`` other than 64; NotImplementedError for
        ``dilation`` above 1.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.resnet import BasicBlock
    >>> BasicBlock(64, 64)(torch.rand(2, 64, 8, 8)).shape
    torch.Size([2, 64, 8, 8])
    """

    expansion = 1

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: nn.Module | None = None,
        groups: int = 1,
        base_width: int = 64,
        dilation: int = 1,
        norm_layer: Norm | None = None,
    ) -> None:
        super().__init__()
        norm = norm_layer or nn.BatchNorm2d
        if groups != 1 or base_width != 64:
            raise ValueError("BasicBlock only supports groups=1 and base_width=64")
        if dilation > 1:
            raise NotImplementedError("Dilation > 1 not supported in BasicBlock")
        self.conv1 = conv3x3(inplanes, planes, stride)
        self.bn1 = norm(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(planes, planes)
        self.bn2 = norm(planes)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """(N, inplanes, H, W) to (N, planes, ⌈H / stride⌉, ⌈W / stride⌉)."""
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += x if self.downsample is None else self.downsample(x)
        return self.relu(out)


class Bottleneck(nn.Module):
    """Convolutions of 1 × 1, 3 × 3 (with the stride, in groups) and 1 × 1 around which the input is passed on.

    The stride is that of the second convolution, where He et al. give it to the first (ResNet "v1.5").

    Raises: RuntimeError from a call for an input with another number of channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.resnet import Bottleneck
    >>> Bottleneck(64, 16)(torch.rand(2, 64, 8, 8)).shape
    torch.Size([2, 64, 8, 8])
    """

    expansion = 4

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: nn.Module | None = None,
        groups: int = 1,
        base_width: int = 64,
        dilation: int = 1,
        norm_layer: Norm | None = None,
    ) -> None:
        super().__init__()
        norm = norm_layer or nn.BatchNorm2d
        width = int(planes * (base_width / 64.0)) * groups
        self.conv1 = conv1x1(inplanes, width)
        self.bn1 = norm(width)
        self.conv2 = conv3x3(width, width, stride, groups, dilation)
        self.bn2 = norm(width)
        self.conv3 = conv1x1(width, planes * self.expansion)
        self.bn3 = norm(planes * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """(N, inplanes, H, W) to (N, 4 planes, ⌈H / stride⌉, ⌈W / stride⌉)."""
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += x if self.downsample is None else self.downsample(x)
        return self.relu(out)


class ResNet(nn.Module):
    """Four stages of residual blocks between a 7 × 7 convolution and a linear classifier.

    Args:
        block: :class:`BasicBlock` or :class:`Bottleneck`.
        layers: the number of blocks in each of the four stages.
        num_classes: outputs of the classifier.
        zero_init_residual: begin with each block as the identity, by zero scales in its last normalisation.
        groups, width_per_group: of the 3 × 3 convolutions in bottlenecks.
        replace_stride_with_dilation: for the last three stages, whether to dilate instead of halving the size.
        norm_layer: the normalisation after each convolution, made from its number of channels.

    Shapes: (N, 3, H, W) to (N, num_classes).

    Raises: ValueError unless ``replace_stride_with_dilation`` is None or has three items; what ``block`` raises.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import ResNet
    >>> from flambeau.vision.models.resnet import BasicBlock
    >>> model = ResNet(BasicBlock, [1, 1, 1, 1], num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        block: type[BasicBlock | Bottleneck],
        layers: Sequence[int],
        num_classes: int = 1000,
        zero_init_residual: bool = False,
        groups: int = 1,
        width_per_group: int = 64,
        replace_stride_with_dilation: Sequence[bool] | None = None,
        norm_layer: Norm | None = None,
    ) -> None:
        super().__init__()
        self._norm_layer = norm_layer or nn.BatchNorm2d
        self.inplanes, self.dilation = 64, 1
        self.groups, self.base_width = groups, width_per_group
        dilated = (False, False, False) if replace_stride_with_dilation is None else replace_stride_with_dilation
        if len(dilated) != 3:
            raise ValueError(
                f"replace_stride_with_dilation should be None or a 3-element tuple, got {replace_stride_with_dilation}"
            )
        self.conv1 = nn.Conv2d(3, self.inplanes, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = self._norm_layer(self.inplanes)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = self._make_layer(block, 64, layers[0])
        self.layer2 = self._make_layer(block, 128, layers[1], stride=2, dilate=dilated[0])
        self.layer3 = self._make_layer(block, 256, layers[2], stride=2, dilate=dilated[1])
        self.layer4 = self._make_layer(block, 512, layers[3], stride=2, dilate=dilated[2])
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512 * block.expansion, num_classes)
        self._initialise(zero_init_residual)

    def _initialise(self, zero_init_residual: bool) -> None:
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)
        if zero_init_residual:
            for m in self.modules():
                last = m.bn3 if isinstance(m, Bottleneck) else m.bn2 if isinstance(m, BasicBlock) else None
                if last is not None and last.weight is not None:
                    nn.init.constant_(last.weight, 0)

    def _make_layer(
        self, block: type[BasicBlock | Bottleneck], planes: int, blocks: int, stride: int = 1, dilate: bool = False
    ) -> nn.Sequential:
        """One stage: the first block changes the number of channels and the size, the others keep them."""
        norm, first_dilation = self._norm_layer, self.dilation
        if dilate:
            self.dilation *= stride
            stride = 1
        width = planes * block.expansion
        downsample = None
        if stride != 1 or self.inplanes != width:
            downsample = nn.Sequential(conv1x1(self.inplanes, width, stride), norm(width))
        made = (self.groups, self.base_width)
        stage = [block(self.inplanes, planes, stride, downsample, *made, first_dilation, norm)]
        self.inplanes = width
        stage += [block(width, planes, 1, None, *made, self.dilation, norm) for _ in range(1, blocks)]
        return nn.Sequential(*stage)

    def forward(self, x: Tensor) -> Tensor:
        """Images (N, 3, H, W), normalised, to logits (N, num_classes)."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(flambeau.flatten(self.avgpool(x), 1))


ResNet18_Weights = published("ResNet18_Weights", __name__)


@builder(ResNet18_Weights)
def resnet18(**options: Any) -> ResNet:
    """ResNet-18: 11.7 million parameters."""
    return ResNet(BasicBlock, [2, 2, 2, 2], **options)


ResNet34_Weights = published("ResNet34_Weights", __name__)


@builder(ResNet34_Weights)
def resnet34(**options: Any) -> ResNet:
    """ResNet-34: 21.8 million parameters."""
    return ResNet(BasicBlock, [3, 4, 6, 3], **options)


ResNet50_Weights = published("ResNet50_Weights", __name__)


@builder(ResNet50_Weights)
def resnet50(**options: Any) -> ResNet:
    """ResNet-50: 25.6 million parameters."""
    return ResNet(Bottleneck, [3, 4, 6, 3], **options)


ResNet101_Weights = published("ResNet101_Weights", __name__)


@builder(ResNet101_Weights)
def resnet101(**options: Any) -> ResNet:
    """ResNet-101: 44.5 million parameters."""
    return ResNet(Bottleneck, [3, 4, 23, 3], **options)


ResNet152_Weights = published("ResNet152_Weights", __name__)


@builder(ResNet152_Weights)
def resnet152(**options: Any) -> ResNet:
    """ResNet-152: 60.2 million parameters."""
    return ResNet(Bottleneck, [3, 8, 36, 3], **options)


ResNeXt50_32X4D_Weights = published("ResNeXt50_32X4D_Weights", __name__)


@builder(ResNeXt50_32X4D_Weights)
def resnext50_32x4d(**options: Any) -> ResNet:
    """ResNeXt-50, 32 groups of 4 channels: 25.0 million parameters."""
    return ResNet(Bottleneck, [3, 4, 6, 3], **{"groups": 32, "width_per_group": 4, **options})


ResNeXt101_32X8D_Weights = published("ResNeXt101_32X8D_Weights", __name__)


@builder(ResNeXt101_32X8D_Weights)
def resnext101_32x8d(**options: Any) -> ResNet:
    """ResNeXt-101, 32 groups of 8 channels: 88.8 million parameters."""
    return ResNet(Bottleneck, [3, 4, 23, 3], **{"groups": 32, "width_per_group": 8, **options})


ResNeXt101_64X4D_Weights = published("ResNeXt101_64X4D_Weights", __name__)


@builder(ResNeXt101_64X4D_Weights)
def resnext101_64x4d(**options: Any) -> ResNet:
    """ResNeXt-101, 64 groups of 4 channels: 83.5 million parameters."""
    return ResNet(Bottleneck, [3, 4, 23, 3], **{"groups": 64, "width_per_group": 4, **options})


Wide_ResNet50_2_Weights = published("Wide_ResNet50_2_Weights", __name__)


@builder(Wide_ResNet50_2_Weights)
def wide_resnet50_2(**options: Any) -> ResNet:
    """Wide ResNet-50, its 3 × 3 convolutions twice as wide: 68.9 million parameters."""
    return ResNet(Bottleneck, [3, 4, 6, 3], **{"width_per_group": 128, **options})


Wide_ResNet101_2_Weights = published("Wide_ResNet101_2_Weights", __name__)


@builder(Wide_ResNet101_2_Weights)
def wide_resnet101_2(**options: Any) -> ResNet:
    """Wide ResNet-101, its 3 × 3 convolutions twice as wide: 126.9 million parameters."""
    return ResNet(Bottleneck, [3, 4, 23, 3], **{"width_per_group": 128, **options})


explain_module(globals())
